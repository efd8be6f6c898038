# A microphone in the clip of a stand. It looks forward (-Y) and up, and tilts about the clip's pin.
import math
from mathutils import Matrix, Vector


def aim():
    """The direction in which the microphone looks."""
    a = math.radians(TILT)
    return Vector((0, -math.cos(a), math.sin(a)))


def clip():
    """The pin about which it tilts; the microphone lies in its clip above the pin."""
    return Vector((0, 0, STAND_HEIGHT))


def set_up(objects):
    """Take what was made along Z, the clip at the origin, to its place in the stand."""
    lie = Vector((0, math.sin(math.radians(TILT)), math.cos(math.radians(TILT))))
    turn = aim().to_track_quat("Z", "X").to_matrix().to_4x4()
    transform(objects, Matrix.Translation(clip() + 0.022 * lie) @ turn)
    return objects


def tilt_joint():
    """It tilts up and down about the pin of its clip."""
    return [hinge("Tilt", "stand", "body", at=clip(), axis="-x", carries=["head"],
                  limits=(15 - TILT, 52 - TILT))]


def stand(stand_metal, trim):
    """A heavy round foot, a pole of two lengths with its collar, and two cheeks with a pin."""
    r, p, top = FOOT_DIAMETER / 2, POLE_DIAMETER / 2, STAND_HEIGHT - 0.02
    foot = [(0, 0), (0.97 * r, 0), (r, 0.004), (0.96 * r, 0.012), (0.6 * r, 0.019), (1.6 * p,
                                                                                     0.024),
            (1.5 * p, 0.034), (1.2 * p, 0.036), (0, 0.036)]
    made = [lathe("Foot", round_corners(foot, 0.003), (0, 0, 0), stand_metal, "stand"),
            cylinder("Pole", p, top - 0.02, (0, 0, 0.02 + (top - 0.02) / 2), stand_metal, "stand"),
            cylinder("Collar", 1.5 * p, 0.02, (0, 0, 0.62 * top), trim, "stand", bevel=0.003),
            cylinder("Neck", 1.25 * p, 0.014, (0, 0, top), stand_metal, "stand", bevel=0.003)]
    for x in (-0.009, 0.009):
        made.append(slab("Cheek", (0.004, 0.014, 0.03), 0.006, (x, 0, STAND_HEIGHT - 0.008),
                         stand_metal, "stand", 0.001, "X"))
    made.append(cylinder("Pin", 0.0035, 0.03, clip(), trim, "stand", bevel=0.001, sides=24,
                         rotation=(0, math.pi / 2, 0)))
    return [join_meshes("Stand", made)]


def body(shell, trim, stand_metal):
    """A tapered handle with a switch, in a clip that hugs it."""
    r, low, high = 0.0185, -0.5 * LENGTH, 0.3 * LENGTH
    line = [(0, low), (0.0115, low), (0.0125, low + 0.004), (0.0145, low + 0.5 * LENGTH), (r, high),
            (1.08 * r, high + 0.004), (1.08 * r, high + 0.008), (0, high + 0.008)]
    handle = lathe("Handle", round_corners(line, 0.002), (0, 0, 0), shell, "body")
    ring = lathe("Ring", [(0, high + 0.006), (1.12 * r, high + 0.006), (1.12 * r, high + 0.011),
                          (0, high + 0.011)], (0, 0, 0), trim, "body")
    switch = slab("Switch", (0.007, 0.004, 0.016), 0.002, (0, 0.017, 0.16 * LENGTH), trim, "body",
                  0.0008, "Y")
    sleeve = [(0.0125, -0.022), (0.0185, -0.022), (0.0195, -0.02), (0.0195, 0.016), (0.0185, 0.018),
              (0.0125, 0.018)]
    hug = lathe("Clip", sleeve + sleeve[:1], (0, 0, 0), stand_metal, "body")
    tongue = slab("Tongue", (0.0136, 0.02, 0.014), 0.006, (0, -0.02, 0), stand_metal, "body", 0.001,
                  "X")
    return set_up([join_meshes("Handle", [handle, ring, switch, hug, tongue])])


def head(mesh, trim):
    """A ball of woven wire round a core, with a band about its middle."""
    r, z = HEAD_DIAMETER / 2, 0.3 * LENGTH + 0.009 + 0.4 * HEAD_DIAMETER
    made = [sphere("Core", 0.94 * r, (0, 0, z), mesh, "head", segments=40, rings=24),
            torus("Belt", 1.0 * r, 0.13 * r, (0, 0, z), trim, "head")]
    for k in range(20):
        turn = math.pi * k / 20
        made.append(torus("Wire", 0.955 * r, 0.05 * r, (0, 0, z), mesh, "head",
                          rotation=(math.pi / 2, 0, turn), steps=40, sides=6))
    for k in range(1, 16):
        a = math.pi * k / 16
        made.append(torus("Wire", 0.955 * r * math.sin(a), 0.05 * r,
                          (0, 0, z + 0.955 * r * math.cos(a)), mesh, "head", steps=40, sides=6))
    return set_up([join_meshes("Head", made)])


def pop_filter(cord, stand_metal):
    """A round screen before the head, on a bowed arm that is clamped to the pole."""
    reach = 0.3 * LENGTH + HEAD_DIAMETER + 0.045
    middle = clip() + aim() * reach
    middle.z = min(middle.z, STAND_HEIGHT + 0.42 * LENGTH * math.sin(math.radians(TILT)) + 0.03)
    ring = torus("Rim", 0.07, 0.006, middle, stand_metal, "filter", rotation=(math.pi / 2, 0, 0))
    sheet = cylinder("Screen", 0.069, 0.001, middle, cord, "filter", bevel=0.0002, sides=96,
                     rotation=(math.pi / 2, 0, 0))
    low = Vector((0, 0, STAND_HEIGHT - 0.05))
    foot = middle - Vector((0, 0, 0.071))
    line = [low, low + Vector((0, -0.05, -0.01)), foot + Vector((0, 0.004, -0.03)), foot]
    arm = tube("Arm", line, 0.003, stand_metal, "filter")
    clamp = cylinder("Clamp", 0.8 * POLE_DIAMETER, 0.02, low, stand_metal, "filter", bevel=0.003)
    return [join_meshes("Pop filter", [ring, sheet, arm, clamp])]
