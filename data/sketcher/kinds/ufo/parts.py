# A flying saucer: two shallow bowls that meet in a rim, a dome on top, lights all round, and three
# legs with feet. The dome opens about its rear edge.
import math
from mathutils import Vector


def skin_point(share, above):
    """A point (radius, height) of the hull's profile: share 0 at its middle, 1 at the rim."""
    r = DIAMETER / 2
    rim = LEG_HEIGHT + 0.48 * HULL_HEIGHT
    rise = 0.52 * HULL_HEIGHT if above else -0.48 * HULL_HEIGHT
    flat = 0.26 if above else 0.3
    k = max(0.0, (share - flat) / (1 - flat))
    return share * r, rim + rise * (0.97 * (1 - k ** 1.5) if k > 0 else 1.02)


def saucer(shell, dark):
    """The hull, with a dark band at its rim, seams, and a hatch below."""
    shares = [k / 24 for k in range(25)]
    line = [skin_point(s, False) for s in shares[:-1]] + [skin_point(s, True)
                                                          for s in reversed(shares)]
    line[0], line[-1] = (0.0, line[0][1]), (0.0, line[-1][1])
    pieces = [lathe("Skin", line, (0, 0, 0), shell, "hull", steps=96, smooth=35)]
    rim = LEG_HEIGHT + 0.48 * HULL_HEIGHT
    pieces.append(torus("Rim", DIAMETER / 2 - 0.05, 0.1, (0, 0, rim), dark, "hull", steps=96))
    for share, above in ((0.3, True), (0.62, True), (0.42, False)):
        r, z = skin_point(share, above)
        pieces.append(torus("Seam", r, 0.05, (0, 0, z), dark, "hull", steps=96, sides=8))
    return [join_meshes("Hull", pieces)]


def canopy_dome(clear, dark):
    """A glass dome in a ring with ribs."""
    r, low = DOME_RADIUS, LEG_HEIGHT + HULL_HEIGHT
    turns = [math.pi / 2 * k / 16 for k in range(17)]
    outer = [(r * math.cos(a), 0.88 * r * math.sin(a)) for a in turns]
    inner = [(max(0.0, x - 0.03) if k < 16 else 0.0, z - 0.03 if k else 0.0)
             for k, (x, z) in enumerate(outer)]
    outer[-1] = (0.0, outer[-1][1])
    pieces = [lathe("Glass", outer + inner[::-1], (0, 0, low + 0.03), clear, "dome", steps=64,
                    smooth=60),
              torus("Ring", r, 0.12, (0, 0, low + 0.06), dark, "dome", steps=64, sides=12)]
    for k in range(3):
        turn = math.pi * k / 3
        path = [(1.005 * r * math.cos(a) * math.cos(turn), 1.005 * r * math.cos(a) * math.sin(turn),
                 low + 0.03 + 0.885 * r * math.sin(a))
                for a in (math.pi * i / 24 for i in range(25))]
        pieces.append(tube("Rib", path, 0.022, dark, "dome", sides=8, smooth_path=1))
    return [join_meshes("Dome", pieces)]


def dome_joints():
    """The dome opens about its rear edge."""
    low = LEG_HEIGHT + HULL_HEIGHT + 0.06
    return [hinge("Dome opens", "hull", "Dome", at=(0, DOME_RADIUS + 0.06, low), axis="-x",
                  limits=(0, 75))]


def lights(light):
    """Lamps set into the hull: a ring above the rim, and half as many below it."""
    pieces = []
    for share, above, count, r in ((0.82, True, LIGHT_COUNT, 0.12),
                                   (0.66, False, LIGHT_COUNT // 2, 0.2)):
        for k in range(count):
            turn = 2 * math.pi * k / count
            reach, z = skin_point(share, above)
            pieces.append(sphere("Lamp", r * (DIAMETER / 6) ** 0.5,
                                 (reach * math.cos(turn), reach * math.sin(turn), z), light,
                                 "lights", scale=(1, 1, 0.7), segments=20, rings=12))
    return [join_meshes("Lights", pieces)]


def legs(shell, dark):
    """Three slanted legs on round feet."""
    made = []
    for k in range(3):
        turn = -math.pi / 2 + 2 * math.pi * (k + 0.5) / 3
        out = Vector((math.cos(turn), math.sin(turn), 0))
        reach, z = skin_point(0.5, False)
        knee = out * reach + Vector((0, 0, z + 0.12))
        foot = out * (0.39 * DIAMETER) + Vector((0, 0, 0.1))
        high = skin_point(0.5 + 1.0 / DIAMETER, False)[1] + 0.1
        pieces = [tube("Strut", [knee, knee.lerp(foot, 0.5), foot], [0.12, 0.1, 0.07], shell,
                       "legs", sides=16),
                  tube("Brace", [out * (reach + 0.5) + Vector((0, 0, high)),
                                 knee.lerp(foot, 0.6)], 0.045, dark, "legs", smooth_path=1)]
        pad = [(0, 0), (0.34, 0), (0.34, 0.04), (0.2, 0.11), (0.09, 0.14), (0, 0.14)]
        pieces.append(lathe("Foot", pad, (foot.x, foot.y, 0), dark, "legs", steps=32))
        made.append(join_meshes(f"Leg {k + 1}", pieces))
    return made


def alien(flesh, dark):
    """A small pilot with a large head and dark eyes, who looks to the front."""
    r, low = DOME_RADIUS, LEG_HEIGHT + HULL_HEIGHT - 0.02
    head = low + 0.5 * r
    pieces = [sphere("Head", 0.25 * r, (0, 0, head), flesh, "alien", scale=(1.1, 0.95, 1.0)),
              sphere("Chin", 0.15 * r, (0, -0.05 * r, head - 0.16 * r), flesh, "alien")]
    trunk = [(0, 0), (0.26 * r, 0), (0.2 * r, 0.16 * r), (0.09 * r, 0.27 * r), (0.07 * r, 0.36 * r),
             (0, 0.36 * r)]
    pieces.append(lathe("Trunk", trunk, (0, 0, low), flesh, "alien", steps=32))
    for side in (-1, 1):
        eye = sphere("Eye", 0.1 * r, (side * 0.12 * r, -0.2 * r, head - 0.01 * r), dark, "alien",
                     scale=(0.75, 0.5, 1.1), segments=24, rings=12)
        eye.rotation_euler = (0, side * 0.45, side * 0.4)
        pieces.append(eye)
        pieces.append(tube("Feeler", [(side * 0.08 * r, 0, head + 0.2 * r),
                                      (side * 0.12 * r, 0, head + 0.26 * r)],
                           0.012, flesh, "alien", smooth_path=1))
    return [join_meshes("Alien", pieces)]


def light_beam(ray):
    """A cone of light from the hatch to the ground."""
    r = DIAMETER / 2
    tall = LEG_HEIGHT + 0.04
    return [cylinder("Light Beam", 0.6 * r, tall, (0, 0, tall / 2), ray, "beam",
                     radius_top=0.24 * r, sides=64, bevel=0)]
