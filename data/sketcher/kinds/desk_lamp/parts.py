# A desk lamp that bends at shoulder, elbow and wrist. At each, a tongue turns between the two
# cheeks of a fork, round a pin; it looks to -Y.
import math
from mathutils import Matrix, Vector


def swing(degrees):
    """The direction that leans forward by so much from upright."""
    turn = math.radians(degrees)
    return Vector((0, -math.sin(turn), math.cos(turn)))


def shoulder():
    """Where the lower arm turns on the base."""
    return Vector((0, 0, 0.065))


def elbow():
    """Where the upper arm turns on the lower one."""
    return shoulder() + LOWER_ARM * swing(-LOWER_TILT)


def wrist():
    """Where the head turns on the upper arm."""
    return elbow() + UPPER_ARM * swing(UPPER_TILT)


def arm_joints():
    """Each arm turns on the pin below it; a positive turn leans forward."""
    folded = LOWER_TILT + UPPER_TILT
    return [hinge("Shoulder", "base", "lower_arm", at=shoulder(), axis="x",
                  limits=(LOWER_TILT - 55, LOWER_TILT + 40)),
            hinge("Elbow", "lower_arm", "upper_arm", at=elbow(), axis="x",
                  limits=(-folded, 100 - folded))]


def head_joints():
    """The head nods on its pin."""
    return [hinge("Head", "upper_arm", "head", at=wrist(), axis="x", carries=["bulb"],
                  limits=(HEAD_TILT - 90, min(10, UPPER_TILT + HEAD_TILT - 50)))]


def fork(at, degrees, metal, part):
    """Two cheeks and a pin round a pivot; what they belong to lies towards swing(degrees)."""
    outline = arc((0, 0), 0.011, 180, 360, 16) + [(0.011, 0.03), (-0.011, 0.03)]
    pieces = [extrude("Cheek", outline, 0.005, (x, 0, 0), metal, part, bevel=0.0008, axis="X")
              for x in (-0.01, 0.01)]
    pieces.append(box("Yoke", (0.025, 0.018, 0.012), (0, 0, 0.025), metal, part, bevel=0.001))
    half = [(0.0, 0.0158), (0.006, 0.015), (0.0068, 0.0125), (0.004, 0.0124)]
    pin = lathe("Pin", [(r, -x) for r, x in half] + half[::-1], (0, 0, 0), metal, part, steps=32)
    pin.rotation_euler = (0, math.pi / 2, 0)
    transform(pieces + [pin], Matrix.Translation(at) @ Matrix.Rotation(math.radians(degrees), 4,
                                                                      "X"))
    return pieces + [pin]


def tongue(at, degrees, metal, part):
    """The eye that turns on a pin, with a shank towards swing(degrees)."""
    ring = [(0.0043, -0.0068), (0.011, -0.0068), (0.011, 0.0068), (0.0043, 0.0068)]
    eye = lathe("Eye", ring + ring[:1], (0, 0, 0), metal, part, steps=40)
    eye.rotation_euler = (0, math.pi / 2, 0)
    shank = box("Shank", (0.0116, 0.0116, 0.024), (0, 0, 0.0215), metal, part, bevel=0.001)
    transform([eye, shank], Matrix.Translation(at) @ Matrix.Rotation(math.radians(degrees), 4, "X"))
    return [eye, shank]


def base(enamel, metal):
    """A heavy round foot with a short post and the fork of the shoulder."""
    r = BASE_WIDTH / 2
    profile = [(0, 0), (0.97 * r, 0), (r, 0.003), (r, 0.012), (0.94 * r, 0.02), (0.3 * r, 0.026),
               (0.016, 0.032), (0.013, 0.044), (0, 0.044)]
    foot = lathe("Foot", round_corners(profile, 0.002), (0, 0, 0), enamel, "base", steps=96)
    return [join_meshes("Base", [foot] + fork(shoulder(), 180, metal, "base"))]


def arm(name, low, high, degrees, enamel, metal, part):
    """An arm from pin to pin: tongue, bar, fork."""
    way = swing(degrees)
    bar = tube("Bar", [low + 0.03 * way, high - 0.024 * way], ARM_WIDTH / 2, enamel, part, sides=24,
               smooth_path=1)
    pieces = tongue(low, degrees, metal, part) + [bar] + fork(high, degrees + 180, metal, part)
    return join_meshes(name, pieces)


def lower_arm(enamel, metal):
    """The lower arm, leaning back."""
    return [arm("Lower arm", shoulder(), elbow(), -LOWER_TILT, enamel, metal, "lower_arm")]


def upper_arm(enamel, metal):
    """The upper arm, reaching forward."""
    return [arm("Upper arm", elbow(), wrist(), UPPER_TILT, enamel, metal, "upper_arm")]


def head(enamel, metal):
    """The shade: a deep bell, open below, on a cap with cooling fins."""
    r, top, low = SHADE_WIDTH / 2, 0.05, 0.06 + 0.8 * SHADE_WIDTH
    line = [(0.024, top + 0.012), (0.5 * r, top + 0.2 * (low - top)),
            (0.82 * r, top + 0.55 * (low - top)), (r, low)]
    outer = [(p.x, p.y) for p in catmull(line, 6)]
    inner = [(x - 0.0016, z) for x, z in reversed(outer)]
    cap = [(0.0, top - 0.016), (0.015, top - 0.016), (0.02, top - 0.01), (0.025, top + 0.004)]
    shell = lathe("Bell", cap + outer + inner + [(0.0, top + 0.014)], (0, 0, 0), enamel, "head",
                  steps=80)
    fins = [torus("Fin", 0.0235, 0.003, (0, 0, top + 0.002 + 0.005 * k), metal, "head", steps=48)
            for k in range(2)]
    rim = torus("Rim", r - 0.0008, 0.004, (0, 0, low), metal, "head", steps=80)
    socket = cylinder("Socket", 0.013, 0.03, (0, 0, top + 0.026), metal, "head")
    turn = Matrix.Rotation(math.radians(180 - HEAD_TILT), 4, "X")
    transform([shell, *fins, rim, socket], Matrix.Translation(wrist()) @ turn)
    return [join_meshes("Head", tongue(wrist(), 180 - HEAD_TILT, metal, "head")
                        + [shell, *fins, rim, socket])]


def bulb(light):
    """The bulb in the shade."""
    size = 0.2 * SHADE_WIDTH
    low = 0.09 + 2.1 * size
    line = catmull([(0.011, 0.088), (0.4 * size, 0.088 + 0.4 * size), (size, low - size),
                    (0.7 * size, low - 0.25 * size), (0.0, low)], 6)
    profile = [(0.0, 0.088)] + [(max(0.0, p.x), p.y) for p in line]
    made = lathe("Bulb", profile, (0, 0, 0), pick(light, 0), "bulb", steps=40, smooth=180)
    transform([made], Matrix.Translation(wrist())
              @ Matrix.Rotation(math.radians(180 - HEAD_TILT), 4, "X"))
    return [made]


def cable(rubber_of):
    """A cable that runs off behind the foot."""
    r, reach = 0.0035, BASE_WIDTH / 2
    points = [(0, 0.9 * reach, r + 0.001), (0.02, reach + 0.05, r), (0.08, reach + 0.1, r),
              (0.16, reach + 0.08, r), (0.24, reach + 0.12, r)]
    return [tube("Cable", points, r, rubber_of, "cable", sides=12)]
