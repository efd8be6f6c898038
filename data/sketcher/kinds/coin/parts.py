# A coin that lies on its back; its figure and its ring of beads are raised, but not above the rim.
import math
import random
from mathutils import Matrix, Vector


def single_coin(metal, relief):
    """A coin with words."""
    return [worded(blank("Coin", metal, relief, "coin"), relief)]


def star_coin(metal, relief):
    """A coin with a star."""
    body = blank("Coin", metal, relief, "star_coin")
    figure = extrude("Star", star_outline(0.26 * DIAMETER), 0.16 * THICKNESS,
                     (0, 0, 0.86 * THICKNESS), pick(relief, 0), "star_coin", bevel=0.0001)
    return [join_meshes("Coin", [body, figure])]


def stack(metal, relief):
    """Coins on each other, each a little aside."""
    made, dice = [], random.Random(5)
    for i in range(STACK_COUNT):
        coin = blank(f"Coin {i + 1}", pick(metal, i), relief, "stack")
        if i == STACK_COUNT - 1:
            coin = worded(coin, relief)
        aside = 0.03 * DIAMETER if i else 0
        transform([coin], Matrix.Translation((aside * dice.uniform(-1, 1),
                                              aside * dice.uniform(-1, 1), i * THICKNESS))
                  @ Matrix.Rotation(dice.uniform(-0.3, 0.3), 4, "Z"))
        made.append(coin)
    return made


def worded(coin, relief):
    """The coin with its words in the middle."""
    return put_words(coin, TEXT, (0.5 * DIAMETER, 0.4 * DIAMETER), 0.14 * THICKNESS,
                     (0, 0, 0.82 * THICKNESS), pick(relief, 0))


def blank(name, metal, relief, part):
    """A coin without a figure: a raised rim on both sides, ridges round its edge, and beads."""
    sections, count, dip = [], 4 * REED_COUNT, 0.18 * THICKNESS
    rows = [(0.03, dip, 0), (0.84, dip, 0), (0.88, 0, 0), (0.975, 0, 0), (1, 0.1 * THICKNESS, 1),
            (1, 0.9 * THICKNESS, 1), (0.975, THICKNESS, 0), (0.88, THICKNESS, 0),
            (0.84, THICKNESS - dip, 0), (0.03, THICKNESS - dip, 0)]
    for share, z, is_milled in rows:
        ring = []
        for k in range(count):
            r = DIAMETER / 2 * (share - (0.02 if is_milled and k % 4 > 1 else 0))
            ring.append((r * math.cos(math.tau * k / count), r * math.sin(math.tau * k / count), z))
        sections.append(ring)
    disc = loft("Blank", sections, pick(metal, 0), part, smooth=30)
    beads = [sphere("Bead", 0.014 * DIAMETER, spot, pick(metal, 0), part, scale=(1, 1, 0.7),
                    segments=10, rings=6)
             for spot in spots_round(BEAD_COUNT, 0.375 * DIAMETER, 0.82 * THICKNESS)]
    return join_meshes(name, [disc, *beads])
