# A pumpkin: ribs from the stalk to the flower's end, or hollow with a face cut through its front.
import math
from mathutils import Vector


def reach_at(turn, rise):
    """(r, z) of the rind: `turn` round the stalk, `rise` from 0 below to 1 at the stalk."""
    fall = math.pi * (1 - rise)
    above, below = math.exp(-(fall / 0.35) ** 2), math.exp(-((math.pi - fall) / 0.4) ** 2)
    pinch = 1 - 0.16 * above - 0.08 * below
    furrow = 1 - abs(math.sin(RIB_COUNT * turn / 2)) ** 0.6
    swell = 1 - RIB_DEPTH * furrow * math.sin(fall) ** 0.5
    r = DIAMETER / 2 * swell * math.sin(fall) ** 0.82
    return r, HEIGHT / 2 + HEIGHT / 2 * math.cos(fall) * pinch * (0.3 * swell + 0.7)


def skin_rows(share, rings, steps):
    """Rings of the rind from low to high, `share` of its size about its middle."""
    turns = [2 * math.pi * i / steps for i in range(steps)]
    reaches = [[reach_at(turn, k / rings) for turn in turns] for k in range(1, rings)]
    low, high = (end(z for row in reaches for _, z in row) for end in (min, max))
    middle = Vector((0, 0, HEIGHT / 2))
    return [[middle + share * (Vector((r * math.sin(turn), -r * math.cos(turn),
                                       HEIGHT * (z - low) / (high - low))) - middle)
             for turn, (r, z) in zip(turns, row)] for row in reaches]


def body_of(name, share, rind, part):
    """A closed pumpkin, `share` of the full size about its middle."""
    return loft(name, skin_rows(share, 36, RIB_COUNT * 10), rind, part, smooth=80)


def shell(rind):
    """The whole pumpkin."""
    return [body_of("Pumpkin", 1.0, rind, "shell")]


def cutters():
    """The pieces of the face: two eyes, a nose, a mouth with teeth, driven in from the front."""
    s, z = FACE_SIZE * HEIGHT / 2, 0.5 * HEIGHT
    eye = [(0.2, 0.2), (0.82, 0.28), (0.42, 0.92)]
    mouth = [(-0.95, -0.2), (-0.62, -0.32), (-0.56, -0.12), (-0.34, -0.18), (-0.3, -0.38),
             (0.3, -0.38), (0.34, -0.18), (0.56, -0.12), (0.62, -0.32), (0.95, -0.2), (0.72, -0.66),
             (0.24, -0.86), (0.2, -0.64), (-0.06, -0.66), (-0.1, -0.88), (-0.72, -0.66)]
    shapes = [eye, [(-x, y) for x, y in reversed(eye)], [(-0.12, -0.06), (0.12, -0.06), (0, 0.2)],
              mouth]
    return [sharp_extrude("Cut", [(x * s, z + y * s) for x, y in shape], DIAMETER,
                          (0, -DIAMETER / 2, 0), None, "", axis="Y") for shape in shapes]


def carved_shell(rind):
    """A hollow pumpkin with a face."""
    made = body_of("Carved pumpkin", 1.0, rind, "face")
    boolean(made, [body_of("Inside", 1 - WALL, rind, "")])
    return [boolean(made, cutters(), angle=60)]


def light(glow):
    """A flame on the floor of the hollow."""
    return [flame_tongue("Light", (0, 0, 0.12 * HEIGHT), 0.48 * HEIGHT, 0.22 * HEIGHT, 0.7, glow,
                         "light", sides=24)]


def stalk(bark):
    """A ridged stalk that spreads on the pumpkin, twists and bends to its cut end."""
    low, rows = 0.83 * HEIGHT, []
    for k in range(25):
        t = k / 24
        reach = DIAMETER * (0.045 + 0.05 * (1 - t) ** 5 + 0.006 * t)
        middle = Vector((0.25 * STALK_HEIGHT * t * t, 0, low + t * (STALK_HEIGHT + 0.07 * HEIGHT)))
        rows.append([middle + Vector((reach * (1 + 0.16 * math.cos(5 * a)) * math.cos(a + 0.9 * t),
                                      reach * (1 + 0.16 * math.cos(5 * a)) * math.sin(a + 0.9 * t),
                                      0)) for a in (2 * math.pi * i / 40 for i in range(40))])
    return [loft("Stalk", rows, bark, "stalk", smooth=60)]


def leaf_of(green):
    """A lobed leaf on a tendril that leaves the stalk and curls."""
    start, size, rows = Vector((-0.05 * DIAMETER, 0, 0.96 * HEIGHT)), 0.42 * DIAMETER, []
    for k in range(25):
        t = k / 24
        wide = 0.5 * size * math.sin(math.pi * min(1, 0.04 + 0.96 * t)) ** 0.7
        wide *= 1 + 0.22 * math.cos(4 * math.pi * t)
        middle = start + size * Vector((-t, 0, 0.22 * math.sin(2.4 * t) - 0.2 * t * t))
        rows.append([middle + Vector((0, (wide + 0.001) * s, 0.12 * wide * math.cos(6 * s)))
                     for s in (i / 8 - 1 for i in range(17))])
    blade = surface("Blade", rows, green, "leaf", thickness=0.0015)
    curl = [start + Vector((0.04 * DIAMETER, 0, 0))] + [
        start + Vector((-0.03 * DIAMETER + 0.02 * DIAMETER * math.cos(k),
                        -0.018 * DIAMETER * k, 0.03 * DIAMETER + 0.02 * DIAMETER * math.sin(k)))
        for k in range(11)]
    return [join_meshes("Leaf", [blade, tube("Tendril", curl, 0.005 * DIAMETER, green, "leaf",
                                             sides=10)])]
