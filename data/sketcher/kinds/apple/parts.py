# A fruit that is turned about its stalk: an apple, or by its numbers a pear, a lemon, a plum.
import math
from mathutils import Matrix, Vector


def half_profile():
    """The flesh from its lower end to the foot of the stalk, as (r, z) in diameters."""
    slim = 1 - 0.5 * NECK
    low = [(0.0, max(0.0, 0.05 - TIP)), (0.1, 0.02), (0.24, 0.01), (0.38, 0.12), (0.475, 0.34)]
    if TIP:
        low = [(0.0, 0.0), (0.06, 0.02), (0.12, 0.5 * TIP), (0.34, 0.17), (0.47, 0.36)]
    high = [(0.5 - 0.02 * NECK, 0.57 - 0.18 * NECK), (0.45 * slim + 0.1 * NECK, 0.75 - 0.09 * NECK),
            (0.31 * slim, 0.94 - 0.06 * NECK), (0.15 * slim, 1.0 - 0.005 * NECK)]
    if TIP:
        high = [(0.5, 0.52), (0.42, 0.76), (0.2, 0.93), (0.07, 0.985)]
    line = [(r, z * STRETCH) for r, z in low + high]
    line[-1] = (line[-1][0], STRETCH if not TIP else 0.985 * STRETCH)
    end = STRETCH - DIMPLE
    inner = [(0.035, end + 0.25 * DIMPLE), (0.0, end)] if DIMPLE > 0.04 else [(0.0, end)]
    return smooth_profile(line + inner, 10)


def flesh(peel):
    """The fruit, a little fuller in five places, more so towards its foot."""
    rows, profile = [], half_profile()
    for r, z in profile[1:-1]:
        bulge = LOBES * (1.4 - z / STRETCH)
        row = []
        for k in range(64):
            a = 2 * math.pi * k / 64
            reach = DIAMETER * r * (1 + bulge * (math.cos(5 * a) - 1) / 2)
            row.append((reach * math.cos(a), reach * math.sin(a), DIAMETER * z))
        rows.append(row)
    made = loft("Fruit", rows, peel, "flesh", smooth=80)
    transform([made], Matrix.Translation((0, 0, -bounds([made])[0].z)))
    return [made]


def foot_of_stalk():
    """Where the stalk comes out of the flesh."""
    return Vector((0, 0, DIAMETER * (STRETCH - DIMPLE)))


def stalk(bark):
    """A bent stalk, thicker where it broke from the twig."""
    line = [foot_of_stalk() + STALK_LENGTH * Vector(p) for p in
            ((0, 0, -0.1), (0.02, 0, 0.4), (0.1, 0, 0.75), (0.26, 0, 1.0))]
    thick = 0.02 * DIAMETER
    return [tube("Stalk", line, [thick, 0.8 * thick, 0.9 * thick, 1.5 * thick], bark, "stalk",
                 sides=16)]


def leaf_of(green):
    """A leaf on the stalk, folded along its rib and arched."""
    start, rows = foot_of_stalk() + STALK_LENGTH * Vector((0.06, 0, 0.6)), []
    for k in range(21):
        t = k / 20
        wide = 0.2 * LEAF_LENGTH * math.sin(math.pi * min(1.0, 0.03 + 0.97 * t)) ** 0.8 + 0.0004
        middle = start + LEAF_LENGTH * Vector((0.85 * t, 0, 0.5 * t - 0.62 * t * t))
        rows.append([middle + Vector((0, wide * s, 0.35 * wide * abs(s) + 0.08 * wide
                                      * math.sin(14 * t) * s * s)) for s in
                     (i / 5 - 1 for i in range(11))])
    return [surface("Leaf", rows, green, "leaf", thickness=0.0008)]
