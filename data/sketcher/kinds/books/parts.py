# Hardcover books that lie in a stack or stand in a row, spines to the front.
import math
import random
from mathutils import Matrix


def book_sizes():
    """Height, width and thickness of each book, the largest first; the mean thickness is as set."""
    dice, raw = random.Random(SEED), []
    for i in range(BOOK_COUNT):
        smaller = 1.0 if i == 0 else 1.0 - 0.16 * DISORDER * dice.random()
        if not UPRIGHT:
            smaller -= 0.2 * DISORDER * i / 12
        raw.append((smaller, 1.0 + 0.7 * DISORDER * (dice.random() - 0.5)))
    mean = sum(thick for _, thick in raw) / len(raw)
    return [(BOOK_HEIGHT * s, BOOK_WIDTH * s, THICKNESS * thick / mean) for s, thick in raw]


def cover_outline(width, thick, board, hinge):
    """The section of a case: two boards and a round spine, as (y, z), open at the fore edge."""
    spine = -width / 2
    outer = arc((spine + hinge, thick / 2), (hinge, thick / 2), 270, 90, 14)
    inner = arc((spine + hinge, thick / 2), (hinge - board, thick / 2 - board), 90, 270, 14)
    return ([(width / 2, 0.0)] + outer + [(width / 2, thick), (width / 2, thick - board)] + inner
            + [(width / 2, board)])


def page_outline(width, thick, board, hinge):
    """The section of the pages: round at the spine, hollow at the fore edge."""
    spine, edge = -width / 2, width / 2 - 0.004
    middle, half = thick / 2, thick / 2 - board
    back = arc((spine + hinge, middle), (hinge - board, half), 90, 270, 14)
    hollow_edge = arc((edge, middle), (0.16 * half, half), 270, 90, 14)
    return back + hollow_edge


def bound_book(height, width, thick, cover, leaves, gilt, dice):
    """One book that lies on the ground, its spine to -Y: case, pages, bands and a title."""
    board, hinge = min(0.003, 0.14 * thick), min(0.3 * thick, 0.12 * width)
    case = extrude("Case", cover_outline(width, thick, board, hinge), height, (0, 0, 0), cover,
                   "books", bevel=0.0007, axis="X")
    block = extrude("Pages", page_outline(width, thick, board, hinge), height - 0.008, (0, 0, 0),
                    leaves, "books", bevel=0, axis="X")
    pieces = [case, block]
    rim = [(y, z) for y, z in arc((-width / 2 + hinge, thick / 2), (hinge + 0.0009,
                                                                    thick / 2 + 0.0009),
                                  250, 110, 14)]
    strip = rim + [(y + 0.002, z) for y, z in reversed(rim)]
    places = [(share, 0.0022) for share in ((0.1, 0.16, 0.84, 0.9), (0.12, 0.3, 0.7, 0.88),
                                            (0.2, 0.8))[dice.randrange(3)]]
    places.append((dice.choice((0.5, 0.62)), 0.13 * height))
    for share, wide in places:
        pieces.append(extrude("Gilding", strip, wide, ((share - 0.5) * height, 0, 0), gilt, "books",
                              bevel=0, axis="X"))
    return pieces


def books(cover_list, leaves, gilt):
    """The books: each lies on the one below it, or stands beside the one before."""
    dice, made = random.Random(SEED + 1), []
    along, up = -BOOK_COUNT * THICKNESS / 2, 0.0
    for i, (height, width, thick) in enumerate(book_sizes()):
        pieces = bound_book(height, width, thick, pick(cover_list, i), pick(leaves, i), pick(gilt,
                                                                                             i),
                            dice)
        turn = math.radians(16 * DISORDER * (dice.random() - 0.5) * (i > 0))
        if UPRIGHT:
            place = (Matrix.Translation((along + thick, (width - BOOK_WIDTH) / 2, height / 2))
                     @ Matrix.Rotation(-math.pi / 2, 4, "Y"))
        else:
            place = (Matrix.Translation((0.02 * BOOK_HEIGHT * DISORDER * (dice.random() - 0.5), 0,
                                         up))
                     @ Matrix.Rotation(turn, 4, "Z"))
        transform(pieces, place)
        made.append(join_meshes(f"Book {i + 1}" if BOOK_COUNT > 1 else "Book", pieces))
        along, up = along + thick, up + thick
    return made


def bookends(iron):
    """Two angles of sheet metal: a foot under the air, a rounded upright against the books."""
    made = []
    edge = BOOK_COUNT * THICKNESS / 2 if UPRIGHT else 0.7 * BOOK_HEIGHT
    wide, tall = 0.6 * BOOK_WIDTH, 0.62 * BOOK_HEIGHT
    for i, side in enumerate((-1, 1)):
        upright = extrude("Upright", [(-wide / 2, 0.0), (wide / 2, 0.0)]
                          + arc((0, tall - wide / 2), wide / 2, 0, 180, 20), 0.003,
                          (side * (edge + 0.0016), 0, 0), iron, "bookends", bevel=0.0008, axis="X")
        foot = box("Foot", (0.1, wide, 0.003), (side * (edge + 0.05), 0, 0.0015), iron, "bookends",
                   bevel=0.0008)
        made.append(join_meshes(f"Bookend {i + 1}", [upright, foot]))
    return made
