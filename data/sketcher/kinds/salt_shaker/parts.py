# A salt shaker: a glass jar with a cap that has holes; or a turned mill whose head grinds.
import math


def jar_line():
    """The outside of the glass from foot to lip."""
    r, h = DIAMETER / 2, HEIGHT
    return [(0.86 * r, 0), (0.96 * r, 0.02 * h), (r, 0.06 * h), (0.9 * r, 0.35 * h),
            (0.78 * r, 0.66 * h), (0.74 * r, 0.7 * h), (0.72 * r, 0.72 * h), (0.72 * r, 0.8 * h)]


def jar(glass):
    """The thick glass with flat sides."""
    floor = WALL + 0.01 * HEIGHT
    return [lathe("Jar", hollow(jar_line(), WALL, floor), (0, 0, 0), glass, "jar", steps=SIDES,
                  smooth=25)]


def salt(grains):
    """The salt, as high as the glass is filled."""
    low = WALL + 0.01 * HEIGHT
    high = max(low + 0.003, 0.02 * HEIGHT + 0.7 * HEIGHT * FILL_LEVEL)
    return [fill("Salt", jar_line(), WALL, low, high, grains, "salt", steps=SIDES)]


def cap(steel):
    """A domed cap with a knurled skirt, holes in its top and room for the neck inside."""
    r, h = 0.82 * DIAMETER / 2, HEIGHT
    low, rise = 0.725 * h, 0.1 * h
    outer = [(0.96 * r, low), (r, low + 0.01 * h), (r, h - rise)]
    outer += [(r * math.cos(a), h - rise + rise * math.sin(a))
              for a in (math.pi / 2 * k / 12 for k in range(1, 13))]
    inner = [(0.0, 0.8 * h), (0.74 * DIAMETER / 2, 0.8 * h), (0.74 * DIAMETER / 2, low)]
    shell = lathe("Cap", outer + inner + outer[:1], (0, 0, 0), steel, "cap", steps=64)
    ring = spots_round(HOLE_COUNT - 1, 0.42 * r, h) if HOLE_COUNT > 1 else []
    drill_holes(shell, [(0, 0, h), *ring], HOLE_DIAMETER)
    ribs = [cylinder("Rib", 0.03 * r, 0.08 * h, (p.x, p.y, p.z), steel, "cap", sides=8,
                     bevel=0.01 * r) for p in spots_round(36, r, 0.78 * h)]
    return [join_meshes("Cap", [shell, *ribs])]


def cap_joints():
    """The cap unscrews: two turns, and it is off the thread."""
    return [screw("Cap", "jar", "cap", at=(0, 0, HEIGHT), axis="z", limits=(0, 720),
                  pitch=0.04 * HEIGHT)]


def turned(name, points, material, part):
    """A piece turned on a lathe; its points are shares of radius and height."""
    profile = smooth_profile([(r * DIAMETER / 2, z * HEIGHT) for r, z in points], 6)
    low, high = profile[0][1], profile[-1][1]
    profile = [(r, min(max(z, low), high)) for r, z in profile]
    return lathe(name, [(0, low), *profile, (0, high)], (0, 0, 0), material, part, steps=72)


def mill_body(timber, steel):
    """The turned body, with a metal ring under the head."""
    body = turned("Body", [(0.97, 0), (1.0, 0.03), (0.98, 0.09), (0.84, 0.14), (0.88, 0.17),
                           (0.7, 0.25), (0.58, 0.4), (0.6, 0.5), (0.78, 0.6), (0.8, 0.64),
                           (0.7, 0.69), (0.68, 0.71)], timber, "mill")
    ring = cylinder("Ring", 0.35 * DIAMETER, 0.016 * HEIGHT, (0, 0, 0.712 * HEIGHT), steel, "mill",
                    bevel=0.0008)
    return [join_meshes("Mill", [body, ring])]


def mill_head(timber):
    """The head: a groove, a bulge and a button on top."""
    return [turned("Head", [(0.66, 0.72), (0.7, 0.735), (0.62, 0.755), (0.6, 0.77), (0.8, 0.81),
                            (0.84, 0.85), (0.72, 0.9), (0.45, 0.935), (0.3, 0.945), (0.2, 0.948)],
                   timber, "head")]


def head_joints():
    """The head turns round and round."""
    return [hinge("Head", "mill", "head", at=(0, 0, 0.72 * HEIGHT), axis="z", carries=["knob"])]


def mill_knob(steel):
    """A small nut on the top."""
    z = 0.946 * HEIGHT
    return [lathe("Knob", [(0, z), (0.16 * DIAMETER / 2, z), (0.26 * DIAMETER / 2, z + 0.3 *
                                                              (HEIGHT - z)),
                           (0.24 * DIAMETER / 2, z + 0.75 * (HEIGHT - z)),
                           (0.12 * DIAMETER / 2, HEIGHT), (0, HEIGHT)], (0, 0, 0), steel, "knob",
                  steps=40)]
