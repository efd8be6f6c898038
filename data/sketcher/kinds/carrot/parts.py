# A carrot that lies on the ground, its tip to the left and its leaves to the right.
import math
import random
from mathutils import Vector


def thickness_at(t):
    """The radius of the root from its tip (0) to its thick end (1)."""
    body = BLUNT + (1 - BLUNT) * t ** 0.8
    tip = min(1.0, t / 0.12) ** 0.5 if t < 0.12 else 1.0
    crown = max(0.0, 1 - ((t - 0.93) / 0.07) ** 2) ** 0.5 if t > 0.93 else 1.0
    return DIAMETER / 2 * max(0.03, body * tip * max(0.35, crown))


def root(flesh):
    """The root, with fine rings across it; its whole underside rests on the ground."""
    dice, rows = random.Random(SEED), []
    cuts = [(dice.uniform(0.04, 0.94), dice.uniform(0, 6.3), dice.uniform(0.6, 2.2))
            for _ in range(RING_COUNT)]
    for k in range(181):
        t = k / 180
        r, row = thickness_at(t), []
        for i in range(40):
            a = 2 * math.pi * i / 40
            cut = sum(math.exp(-((t - at) / 0.005) ** 2) for at, turn, wide in cuts
                      if abs(t - at) < 0.015 and math.cos(a - turn) > math.cos(wide))
            q = r * (1 - 0.035 * min(1.2, cut))
            row.append(((t - 0.5) * LENGTH, q * math.cos(a), r + q * math.sin(a)))
        rows.append(row)
    return [loft("Root", rows, flesh, "root", smooth=60)]


def leaves(green):
    """Fronds: a stalk that bends up, with leaflets on both sides that grow smaller."""
    made, dice = [], random.Random(SEED + 1)
    start = Vector((LENGTH / 2 - 0.004, 0, 0.5 * DIAMETER))
    template = leaf_blade(1.0, 0.5, fold=0.2, droop=0.15)
    for i in range(LEAF_COUNT):
        turn = 0.9 * (2 * i / (LEAF_COUNT - 1) - 1) if LEAF_COUNT > 1 else 0.0
        n, lift = LEAF_LENGTH * dice.uniform(0.8, 1.0), dice.uniform(0.05, 0.4)
        out = Vector((math.cos(0.35 * turn), math.sin(0.35 * turn), 0))
        line = [start + Vector((0, 0.12 * DIAMETER * turn, 0)) + out * n * t
                + Vector((0, 0, n * (lift * t - 0.25 * lift * t * t))) for t in (
                    k / 12 for k in range(13))]
        stalk = tube("Stalk", line, [0.0016 * (1 - 0.06 * k) for k in range(13)], green, "leaves",
                     sides=8, smooth_path=1)
        places = []
        for k in range(4, 13):
            ahead = (line[k] - line[k - 1]).normalized()
            side = ahead.cross(Vector((0, 0, 1))).normalized()
            size = 0.3 * n * (1.15 - k / 13)
            for way in (-1, 1):
                tip = ahead * 0.75 + side * way
                places.append(growing(line[k], tip, side.cross(ahead), size))
        places.append(growing(line[12], out, Vector((0, 0, 1)), 0.14 * n))
        made.append(join_meshes(f"Leaf {i + 1}", [stalk, scatter_mesh(
            "Leaflets", places, template, green, "leaves", smooth=180)]))
    return made
