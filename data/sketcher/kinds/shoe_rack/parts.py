# A shoe rack: two frames of posts, and shelves of slats between them that slope to the front.
import math
from mathutils import Matrix


def shelf_places():
    """The matrix of each shelf: the middle of its slats' upper side, sloped to the front."""
    step = (HEIGHT - 0.19) / SHELF_COUNT
    low = 0.075 + DEPTH / 2 * math.sin(math.radians(SLOPE))
    return [Matrix.Translation((0, 0, low + i * step))
            @ Matrix.Rotation(math.radians(SLOPE), 4, "X") for i in range(SHELF_COUNT)]


def sides(timber):
    """On each side two posts, a rail on top, and a sloped rail under each shelf."""
    t, made = POST_THICKNESS, []
    for name, side in (("Left side", -1), ("Right side", 1)):
        x = side * (WIDTH - t) / 2
        pieces = [box("Post", (t, t, HEIGHT), (x, y, HEIGHT / 2), timber, "sides", bevel=0.003)
                  for y in (-(DEPTH - t) / 2, (DEPTH - t) / 2)]
        pieces.append(box("Rail", (0.7 * t, DEPTH - t, 1.4 * t), (x, 0, HEIGHT - 0.8 * t), timber,
                          "sides", bevel=0.003))
        for place in shelf_places():
            rail = box("Rail", (0.7 * t, DEPTH - 1.2 * t, 0.028), (x, 0, -0.028), timber, "sides",
                       bevel=0.003)
            transform([rail], place)
            pieces.append(rail)
        made.append(join_meshes(name, pieces))
    return made


def shelves(timber):
    """Slats from side to side on the rails."""
    made, room = [], DEPTH - 2 * POST_THICKNESS - 0.012
    wide = min(0.045, 0.75 * room / SLAT_COUNT)
    for i, place in enumerate(shelf_places()):
        slats = [box("Slat", (WIDTH - 0.004, wide, 0.015),
                     (0, (room - wide) * (k / (SLAT_COUNT - 1) - 0.5), -0.0075), pick(timber, k),
                     "shelves", bevel=0.003) for k in range(SLAT_COUNT)]
        transform(slats, place)
        made.append(join_meshes(f"Shelf {i + 1}" if SHELF_COUNT > 1 else "Shelf", slats))
    return made


def seat_on_top(timber, pad):
    """A board on the frames with a pad."""
    board = box("Board", (WIDTH + 0.02, DEPTH + 0.02, 0.022), (0, 0, HEIGHT + 0.011), timber,
                "seat", bevel=0.004)
    soft = box("Pad", (WIDTH, DEPTH, 0.055), (0, 0, HEIGHT + 0.0475), pad, "seat", bevel=0.018,
               segments=5)
    return [join_meshes("Seat", [board, soft])]


def sneaker(name, shoe, sole):
    """A low shoe that points to the front: a rounded sole, an upper that is open at the ankle."""
    n, rows, under = SHOE_LENGTH, [], []
    for k in range(25):
        t = k / 24
        full = max(0.02, 1 - abs(2 * t - 1) ** 5) ** 0.5
        half = n * (0.135 + 0.05 * math.sin(2.6 * t - 1.1)) * full
        high = n * (0.14 + 0.2 / (1 + math.exp(14 * (t - 0.5))))
        y = n * (0.5 - t)
        rows.append([(half * math.sin(a) * (1 - 0.3 * max(0, math.cos(a)) ** 2), y,
                      0.02 + (high - 0.02) * (0.5 + 0.5 * math.cos(a)))
                     for a in (2 * math.pi * s / 28 for s in range(28))])
        under.append([(1.06 * half * x, y, z) for x, z in ((-1, 0), (1, 0), (1.02, 0.024),
                                                           (-1.02, 0.024))])
    upper = loft("Upper", rows, shoe, "shoes", smooth=70)
    hole = sphere("Hole", 0.13 * n, (0, 0.24 * n, 0.42 * n), None, "", scale=(0.7, 1.25, 1.1))
    boolean(upper, hole, angle=60)
    laces = [tube("Lace", [(-0.06 * n, y, z), (0, y - 0.01 * n, z + 0.03 * n), (0.06 * n, y, z)],
                  0.0028, sole, "shoes", sides=8) for y, z in ((-0.03 * n, 0.2 * n),
                                                               (-0.1 * n, 0.165 * n))]
    return join_meshes(name, [upper, loft("Sole", under, sole, "shoes", smooth=50), *laces])


def shoes_on(shoe, sole):
    """A pair of shoes on each shelf, from left to right."""
    made = []
    for i, place in enumerate(shelf_places()):
        middle = 0.56 * WIDTH * (i / max(1, SHELF_COUNT - 1) - 0.5) if SHELF_COUNT > 1 else 0
        for k in (0, 1):
            made.append(sneaker(f"Shoe {2 * i + k + 1}", pick(shoe, i), sole))
            aside = middle + 0.105 * (k - 0.5)
            transform([made[-1]], place @ Matrix.Translation((aside, 0, -0.001)))
    return made
