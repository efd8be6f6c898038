# An egg: a profile that is blunt at one end, on its side, upright in a cup, or fried.
import math
import random
from mathutils import Matrix


def shell_line():
    """The profile (r, z) of the egg from its blunt end at z = 0 to its pointed one."""
    line = []
    for k in range(49):
        a = math.pi * k / 48
        z = 0.5 - 0.5 * math.cos(a)
        r = math.sin(a) * (1 - POINT * (2 * z - 1)) / (1 + 0.4 * POINT * POINT)
        line.append((r * WIDTH / 2, z * LENGTH))
    return [(0.0, 0.0), *line[1:-1], (0.0, LENGTH)]


def egg_lying(shell):
    """The egg on its side: its widest ring touches the ground."""
    made = lathe("Egg", shell_line(), (0, 0, 0), shell, "egg", steps=72, smooth=180)
    transform([made], Matrix.Rotation(math.pi / 2, 4, "Y"))
    low = bounds([made])[0]
    shift([made], x=-LENGTH / 2, z=-low[2])
    return [made]


def egg_foot():
    """The height of the egg's blunt end in the cup."""
    return CUP_HEIGHT - 0.38 * LENGTH


def egg_in_cup(shell, china):
    """An egg cup on a turned foot, and the egg that stands in it."""
    r, h, foot = 0.56 * WIDTH, CUP_HEIGHT, egg_foot()
    low = max(0.3 * h, foot - 0.004)
    outer = [(0.9 * r, 0), (0.92 * r, 0.03 * h), (0.6 * r, 0.07 * h), (0.22 * r, 0.16 * h),
             (0.2 * r, low - 0.12 * h), (0.3 * r, low - 0.04 * h), (0.62 * r, low + 0.04 * h),
             (0.9 * r, 0.5 * (low + h)), (r, h - 0.001), (r - 0.001, h), (r - 0.002, h)]
    inner = [(q + 0.0003, foot + z) for q, z in shell_line() if z < h - foot - 0.0005]
    cup = lathe("Egg cup", [(0, 0), *outer, *reversed(inner)], (0, 0, 0), china, "served", steps=72)
    egg = lathe("Egg", shell_line(), (0, 0, foot), shell, "served", steps=72, smooth=180)
    return [cup, egg]


def egg_joints():
    """The egg lifts out of its cup."""
    return [slider("Egg", "Egg cup", "Egg", at=(0, 0, CUP_HEIGHT), axis="z", limits=(0, 0.1))]


def fried_egg(white, yolk):
    """A flat white with a wavy edge, and a round yolk."""
    dice, rows = random.Random(SEED), []
    waves = [(n, dice.uniform(0, 6.3)) for n in (2, 3, 5, 7)]
    for share, high in ((0.94, 0.0), (0.985, 0.006), (1.0, 0.016), (0.985, 0.028), (0.94, 0.036),
                        (0.8, 0.034), (0.55, 0.04), (0.35, 0.06), (0.02, 0.06)):
        row = []
        for i in range(120):
            a = 2 * math.pi * i / 120
            wave = sum(math.sin(n * a + p) / n for n, p in waves)
            r = FRIED_WIDTH / 2 * share * (0.92 + 0.08 * wave * share)
            row.append((r * math.cos(a), r * math.sin(a), high * FRIED_WIDTH))
        rows.append(row)
    sheet = loft("White", rows, white, "fried", smooth=60)
    dome_line = [(0.0, 0.03), (0.19, 0.03), *arc((0, 0.035), (0.19, 0.125), 0, 90, 16)[:-1],
                 (0.0, 0.16)]
    ball = lathe("Yolk", [(r * FRIED_WIDTH, z * FRIED_WIDTH) for r, z in dome_line],
                 (0.03 * FRIED_WIDTH, 0.02 * FRIED_WIDTH, 0), yolk, "fried", smooth=80)
    return [join_meshes("Fried egg", [sheet, ball])]
