# A hamburger, from below: bun, lettuce, patties with cheese, tomatoes, and the bun with sesame.
import math
import random
from mathutils import Matrix, Vector


def deck(level):
    """The height of a patty's underside; that of PATTY_COUNT is where the tomatoes lie."""
    return 0.2 * DIAMETER + level * PATTY_HEIGHT


def lower_bun(bun):
    """A flat half of a bun."""
    r, h = DIAMETER / 2, 0.2 * DIAMETER
    line = [(0, 0), (0.86 * r, 0), (0.95 * r, 0.1 * h), (r, 0.4 * h), (0.99 * r, 0.75 * h),
            (0.93 * r, 0.97 * h), (0.88 * r, h), (0, h)]
    return [lathe("Lower bun", round_corners(line, 0.2 * h, 4), (0, 0, 0), bun, "bottom_bun",
                  steps=80)]


def lettuce_leaf(salad):
    """A leaf whose edge curls."""
    rows, r, z, dice = [], DIAMETER / 2, 0.2 * DIAMETER, random.Random(SEED)
    phases = [dice.uniform(0, 6.3) for _ in range(3)]
    for k in range(13):
        share, row = k / 12, []
        for i in range(160):
            a = 2 * math.pi * i / 160
            ruffle = math.sin(11 * a + phases[0]) + 0.6 * math.sin(19 * a + phases[1])
            wide = 0.6 + (0.54 + 0.03 * math.sin(5 * a + phases[2])) * share
            edge = max(0.0, share - 0.55) / 0.45
            row.append((wide * r * math.cos(a), wide * r * math.sin(a), z + 0.001
                        + 0.05 * r * ruffle * edge ** 1.5 - 0.1 * r * edge ** 2))
        rows.append(row)
    return [surface("Lettuce", rows, salad, "lettuce", thickness=0.0014, closed_u=True)]


def patties(meat):
    """Rounds of meat with round edges."""
    return [cylinder(f"Patty {i + 1}" if PATTY_COUNT > 1 else "Patty", 0.51 * DIAMETER,
                     PATTY_HEIGHT, (0, 0, deck(i + 0.5)), pick(meat, i), "patties", sides=96,
                     bevel=0.005, segments=5) for i in range(PATTY_COUNT)]


def cheese_slices(cheese):
    """Square slices, turned a little each, their corners hanging down over the patty."""
    made, r = [], DIAMETER / 2
    for i in range(PATTY_COUNT):
        rows = []
        for v in range(25):
            row = []
            for u in range(25):
                x, y = (u / 12 - 1) * 0.9 * r, (v / 12 - 1) * 0.9 * r
                far, over = math.hypot(x, y), max(0.0, math.hypot(x, y) - 0.97 * r)
                keep = min(1.0, (1.02 * r + 0.2 * over) / max(far, 1e-6))
                row.append(Vector((x * keep, y * keep, deck(i + 1) + 0.0005
                                   - min(0.9 * over, 0.8 * PATTY_HEIGHT))))
            rows.append(row)
        sheet = surface(f"Cheese {i + 1}" if PATTY_COUNT > 1 else "Cheese", rows, pick(cheese, i),
                        "cheese", thickness=0.002)
        transform([sheet], Matrix.Rotation(0.35 + 0.7 * i, 4, "Z"))
        made.append(sheet)
    return made


def tomato_slices(tomato):
    """Round slices side by side, each a little on the next."""
    r = 0.25 * DIAMETER
    line = [(0, 0), (0.9 * r, 0), (r, 0.002), (r, 0.0045), (0.9 * r, 0.006), (0, 0.006)]
    return [lathe(f"Tomato {i + 1}", line, spot + Vector((0, 0, 0.0008 * (i % 2))),
                  pick(tomato, i), "tomatoes", steps=48)
            for i, spot in enumerate(spots_round(TOMATO_COUNT, 0.21 * DIAMETER,
                                                 deck(PATTY_COUNT) + 0.001))]


def dome_point_at(share):
    """(r, z) of the upper bun from its edge (0) to its top (1)."""
    a = math.pi / 2 * share
    return DIAMETER / 2 * math.cos(a) ** 0.8, BUN_HEIGHT * (0.25 + 0.75 * math.sin(a) ** 0.9)


def upper_bun(bun):
    """The domed half of the bun."""
    low, r = deck(PATTY_COUNT) + 0.006, DIAMETER / 2
    line = [(0, 0), (0.92 * r, 0), (0.98 * r, 0.06 * BUN_HEIGHT), (r, 0.25 * BUN_HEIGHT)]
    line += [*(dome_point_at(k / 16) for k in range(1, 16)), (0.0, BUN_HEIGHT)]
    return [lathe("Upper bun", line, (0, 0, low), bun, "top_bun", steps=80, smooth=60)]


def bun_joints():
    """The upper bun lifts off."""
    return [slider("Upper bun", "patties", "top_bun", at=(0, 0, deck(PATTY_COUNT)), axis="z",
                   limits=(0, 0.1), carries=["sesame"])]


def sesame_on(sesame):
    """Seeds scattered over the dome."""
    dice, places, low = random.Random(SEED + 2), [], deck(PATTY_COUNT) + 0.006
    points, faces = button(0.35, 0.3, sides=10, rings=3)
    for k in range(SESAME_COUNT):
        share, turn = 1 - 0.6 * ((k + 0.5) / SESAME_COUNT) ** 0.5, 2.39996 * k
        (r, z), (q, y) = dome_point_at(share), dome_point_at(share - 0.02)
        out = Vector((y - z, 0, r - q))
        out = Matrix.Rotation(turn, 3, "Z") @ (-out if out.z < 0 else out)
        spot = Vector((r * math.cos(turn), r * math.sin(turn), low + z - 0.0002))
        tip = Matrix.Rotation(dice.uniform(0, 6.3), 3, out) @ out.orthogonal()
        places.append(growing(spot, tip, out, 0.0035))
    return [scatter_mesh("Sesame", places, ([(x, 1.5 * y, z) for x, y, z in points], faces), sesame,
                         "sesame", smooth=60)]
