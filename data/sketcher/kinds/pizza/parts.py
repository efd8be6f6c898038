# A pizza on a board. Slice 1 lies in front; PULL moves it out, and what lies on it goes with it.
import math
import random
from mathutils import Matrix, Vector


def round_board(timber):
    """A round board, wider than the pizza."""
    return [cylinder("Board", DIAMETER / 2 + 0.025, 0.014, (0, 0, 0.007), timber, "board",
                     sides=96, bevel=0.004)]


def slice_place(index):
    """The matrix of a slice: it is built in front, and turned to its place."""
    out = PULL * DIAMETER / 2 if index == 0 else 0.0
    return (Matrix.Rotation(2 * math.pi * index / SLICE_COUNT, 4, "Z")
            @ Matrix.Translation((0, -out, 0.014)))


def cheese_sheet(cheese, first, last, dice):
    """Melted cheese, uneven, with a wavy edge before the crust."""
    reach, rows = DIAMETER / 2 - 0.85 * CRUST_WIDTH, []
    for k in range(17):
        share, row = k / 16, []
        for i in range(15):
            turn = math.radians(first + (last - first) * i / 14 - 90)
            r = 0.004 + (reach - 0.004) * share
            edge = 0.4 * CRUST_WIDTH * dice.uniform(-1, 0) if k == 16 and 0 < i < 14 else 0.0
            lift = THICKNESS + 0.0022 + dice.uniform(0, 0.0018)
            row.append(((r + edge) * math.cos(turn), (r + edge) * math.sin(turn), lift))
        rows.append(row)
    return surface("Cheese", rows, cheese, "slices", thickness=0.003)


def pizza_slices(dough, sauce, cheese):
    """Each slice: dough with its crust, sauce and cheese; a knife's breadth between two."""
    made, r, dice, half = [], DIAMETER / 2, random.Random(SEED), 180 / SLICE_COUNT
    crust = arc((r - CRUST_WIDTH / 2, 0.6 * THICKNESS),
                (CRUST_WIDTH / 2, 0.4 * THICKNESS + 0.009), 0, 180, 14)
    base = [(0.0, 0.0), (r - 0.25 * CRUST_WIDTH, 0.0), *crust, (0.0, THICKNESS)]
    red = [(0.0, THICKNESS - 0.001), (r - 0.8 * CRUST_WIDTH, THICKNESS - 0.001),
           (r - 0.8 * CRUST_WIDTH, THICKNESS + 0.0015), (0.0, THICKNESS + 0.0015)]
    for i in range(SLICE_COUNT):
        first, last = -half + 0.25, half - 0.25
        pieces = [turned_slice("Dough", base, first, last, pick(dough, i), "slices", steps=14),
                  turned_slice("Sauce", red, first, last, pick(sauce, i), "slices", steps=14),
                  cheese_sheet(pick(cheese, i), first + 0.3, last - 0.3, dice)]
        transform(pieces, slice_place(i))
        made.append(join_meshes(f"Slice {i + 1}", pieces))
    return made


def slice_joints():
    """Each slice pulls out."""
    rows = []
    for i in range(SLICE_COUNT):
        turn = 2 * math.pi * i / SLICE_COUNT - math.pi / 2
        out = PULL * DIAMETER / 2 if i == 0 else 0.0
        rows.append(slider(f"Slice {i + 1}", "board", f"Slice {i + 1}", at=(0, 0, 0.014),
                           axis=(math.cos(turn), math.sin(turn), 0),
                           limits=(-out, 0.25 + 0.5 * DIAMETER),
                           carries=[f"{name} {i + 1}" for name in (
                               "Pepperoni", "Basil", "Olives")]))
    return rows


def laid(name, part, spots, build):
    """An object for each slice: pieces at (share of the radius, of the half angle) on its cheese.
    `build` makes a piece at the origin, of the slice's number and its own."""
    made, dice, half = [], random.Random(SEED + len(part)), math.pi / SLICE_COUNT
    for i in range(SLICE_COUNT):
        pieces = []
        for k, (far, aside) in enumerate(spots):
            r = DIAMETER / 2 * (far + dice.uniform(-0.03, 0.03))
            turn = half * (aside + dice.uniform(-0.08, 0.08)) - math.pi / 2
            piece = build(i, k)
            spin = Matrix.Rotation(dice.uniform(0, 6.3), 4, "Z")
            transform([piece], slice_place(i) @ Matrix.Translation(
                (r * math.cos(turn), r * math.sin(turn), THICKNESS + 0.0035)) @ spin)
            pieces.append(piece)
        made.append(join_meshes(f"{name} {i + 1}", pieces))
    return made


def pepperoni_rounds(meat):
    """Thin rounds, their edges curled up by the heat."""
    r = 0.09 * DIAMETER / 2 + 0.003
    line = [(0, -0.001), (0.8 * r, -0.001), (0.97 * r, 0.0012), (r, 0.0036), (0.96 * r, 0.004),
            (0.86 * r, 0.0022), (0.7 * r, 0.0016), (0, 0.0016)]
    spots = [(0.68, 0.42), (0.44, -0.1), (0.7, -0.42), (0.27, 0.0), (0.58, 0.0)]
    return laid("Pepperoni", "pepperoni", spots[:PEPPERONI_COUNT],
                lambda i, k: lathe("Round", line, (0, 0, 0), pick(meat, i), "pepperoni", steps=40))


def basil_leaves(herb):
    """A leaf or two on each slice, folded and bent."""
    size = 0.09 * DIAMETER
    blade = leaf_blade(size, 0.55 * size, fold=0.15, droop=-0.12)
    return laid("Basil", "basil", [(0.52, 0.2)], lambda i, k: add(
        "Leaf", mesh_of("Leaf", *blade), pick(herb, i), "basil", (0, 0, 0.002), smooth=180))


def olive_rings(olive):
    """Rings of black olives."""
    return laid("Olives", "olives", [(0.36, 0.2), (0.6, 0.35), (0.76, -0.15)],
                lambda i, k: torus("Ring", 0.0055, 0.004, (0, 0, 0.001), pick(olive, i), "olives",
                                   steps=24, sides=10))
