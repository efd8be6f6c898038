# A chess board, a dark square at the left of the front row.
from mathutils import Matrix, Vector


def half():
    """Half the side of the field of squares."""
    return SQUARE * SQUARE_COUNT / 2


def board_base(rim):
    """The slab under the squares."""
    high = THICKNESS - 0.003
    return [box("Base", (2 * half(), 2 * half(), high), (0, 0, high / 2), rim, "base", 0.0004)]


def squares(name, odd, material, part):
    """Every other square, as one object; each a thin block with broken edges."""
    places = []
    for row in range(SQUARE_COUNT):
        for column in range(SQUARE_COUNT):
            if (row + column) % 2 == odd:
                x, y = ((k + 0.5) * SQUARE - half() for k in (column, row))
                places.append(Matrix.LocRotScale(Vector((x, y, THICKNESS - 0.0015)), None,
                                                 Vector((SQUARE, SQUARE, 0.003))))
    return [blocks(name, places, material, part, chamfer=0.0003)]


def dark_squares(dark):
    """The dark ones."""
    return squares("Dark squares", 0, dark, "dark_squares")


def light_squares(pale):
    """The light ones."""
    return squares("Light squares", 1, pale, "light_squares")


def board_frame(rim):
    """Four sides that meet in mitres."""
    low, high = half(), half() + BORDER
    outline = [(-low, -low), (-high, -high), (high, -high), (low, -low)]
    sides = []
    for i in range(4):
        turned = outline
        for _ in range(i):
            turned = [(-y, x) for x, y in turned]
        sides.append(extrude(f"Frame {i + 1}", turned, THICKNESS, (0, 0, THICKNESS / 2),
                             pick(rim, i), "frame", bevel=0.0012))
    return sides


def inlaid_line(ink):
    """A thin line between squares and frame, let in and a hair proud."""
    low, high = half() - 0.0004, half() + INLAY
    ring = [[(-r, -r), (r, -r), (r, r), (-r, r)] for r in (low, high)]
    return [sharp_extrude("Line", ring[1], 0.0012, (0, 0, THICKNESS - 0.0004), ink, "inlay",
                          holes=[ring[0]])]


def board_letters(ink):
    """Letters along the front, numbers along the left."""
    size = min(0.5 * BORDER, 0.4 * SQUARE)
    off, low = half() + 0.5 * BORDER, THICKNESS - 0.0009
    made = []
    for i in range(SQUARE_COUNT):
        place = (i + 0.5) * SQUARE - half()
        for text, x, y in (("ABCDEFGHIJKL"[i], place, -off - 0.36 * size),
                           (str(i + 1), -off, place - 0.36 * size)):
            made.append(solid_text("Letter", text, size, 0.0012, (x, y, low), ink, "letters"))
    return [join_meshes("Letters", made)]
