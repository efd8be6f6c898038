# A bookcase. Compartments are of equal height between the bottom board and the top.
import math
import random


def compartment():
    """Height from the upper face of one shelf to that of the next."""
    return (CASE_HEIGHT - PLINTH_HEIGHT - BOARD) / (SHELF_COUNT + 1)


def shelf_top(level):
    """Height of the upper face of a shelf; level 0 is the bottom board."""
    return PLINTH_HEIGHT + BOARD + level * compartment()


def inner_width():
    """The clear width between the sides."""
    return CASE_WIDTH - 2 * BOARD


def sides(timber_of_case):
    """Two uprights from the floor to the top."""
    size = (BOARD, CASE_DEPTH, CASE_HEIGHT - BOARD)
    return [box(f"Side {i + 1}", size, (side * (CASE_WIDTH - BOARD) / 2, 0, size[2] / 2),
                timber_of_case,
                "sides", bevel=0.003) for i, side in enumerate((-1, 1))]


def top_board(timber_of_case):
    """The top, a little proud of the sides and the front."""
    size = (CASE_WIDTH + 0.016, CASE_DEPTH + 0.008, BOARD)
    return [box("Top", size, (0, -0.004, CASE_HEIGHT - BOARD / 2), timber_of_case, "top",
                bevel=0.005)]


def plinth(timber_of_case):
    """The board under the bottom shelf, set back from the front."""
    size = (inner_width(), BOARD, PLINTH_HEIGHT)
    return [box("Plinth", size, (0, -CASE_DEPTH / 2 + 0.012 + BOARD / 2, PLINTH_HEIGHT / 2),
                timber_of_case, "plinth", bevel=0.002)]


def shelves(timber_of_case):
    """The bottom board and the shelves, let into the sides by a few millimetres."""
    size = (inner_width() + 0.008, CASE_DEPTH - 0.014, BOARD)
    return [box(f"Shelf {i + 1}", size, (0, -0.001, shelf_top(i) - BOARD / 2), timber_of_case,
                "shelves", bevel=0.003) for i in range(SHELF_COUNT + 1)]


def back_panel(timber_of_back):
    """The back: upright boards with a groove between them."""
    low, high = 0.5 * PLINTH_HEIGHT, CASE_HEIGHT - BOARD + 0.003
    count = max(3, round(inner_width() / 0.12))
    width = (inner_width() + 0.008) / count
    boards = []
    for i in range(count):
        x = (i + 0.5) * width - count * width / 2
        boards.append(box("Board", (width, 0.008, high - low),
                          (x, CASE_DEPTH / 2 - 0.006, (low + high) / 2),
                          timber_of_back, "back", bevel=0.002, segments=1))
    return [join_meshes("Back", boards)]


def book(width, height, depth, cover, leaves):
    """One book standing at the origin, spine to the front: rounded spine, boards, pages."""
    board = 0.0025
    spine = arc((width / 2, 0.004), (width / 2, 0.004), 180, 360, 6)
    outline = spine + [(width, depth), (width - board, depth), (width - board, 0.006),
                       (board, 0.006),
                       (board, depth), (0, depth)]
    case = extrude("Cover", outline, height, (0, 0, height / 2), cover, "books", bevel=0)
    block = box("Pages", (width - 2 * board, depth - 0.010, height - 0.007),
                (width / 2, depth / 2 + 0.001, height / 2),
                leaves, "books", bevel=0)
    bands = [tube("Band", [(x, y - 0.0004, z) for x, y in spine], 0.0009, leaves, "books", sides=5,
                  smooth_path=1)
             for z in (0.16 * height, 0.8 * height)]
    return join_meshes("Book", [case, block] + bands)


def books(cover_list, leaves):
    """A row of books on each shelf: standing, the last one leaning, or a few lying in a pile."""
    dice, rows = random.Random(SEED), []
    room, front = compartment() - BOARD, -CASE_DEPTH / 2 + 0.025
    tallest = max(0.08, min(0.31, 0.9 * room))
    deepest = min(0.21, CASE_DEPTH - 0.05)
    for level in range(SHELF_COUNT + 1):
        row, x = [], -inner_width() / 2 + 0.004
        end = x + inner_width() * min(0.97, BOOK_FILL * dice.uniform(0.85, 1.1)) - 0.004
        height, pile = 0.0, []
        while True:
            width = dice.choice((0.018, 0.024, 0.03, 0.036, 0.045)) * dice.uniform(0.9, 1.1)
            lean_room = 0.12 * tallest
            if x + width > end - lean_room and row:
                break
            if not row or dice.random() < 0.7:
                height, stuff = tallest * dice.uniform(0.7, 0.98), dice.randrange(8)
            volume = book(width, height, deepest * dice.uniform(0.85, 1.0), pick(cover_list, stuff),
                          leaves)
            volume.location = (x, front + dice.uniform(0, 0.006), shelf_top(level))
            row.append(volume)
            x += width + 0.0006
        rest = inner_width() / 2 - x - 0.01
        if rest > 0.2 * tallest and room > 0.15:
            angle = math.radians(dice.uniform(8, 13))
            volume = book(0.024, min(0.97 * tallest, height * 1.12), deepest * 0.9,
                          pick(cover_list, dice.randrange(8)), leaves)
            volume.location = (x + height * math.tan(angle), front, shelf_top(level))
            volume.rotation_euler = (0, -angle, 0)
            row.append(volume)
            x += height * math.tan(angle) + 0.03
            rest = inner_width() / 2 - x - 0.01
        z = shelf_top(level)
        long = min(0.24, rest - 0.02)
        while long > 0.14 and z < shelf_top(level) + 0.45 * room and dice.random() < 0.85:
            thick = dice.choice((0.022, 0.03, 0.038))
            volume = book(thick, long, deepest * dice.uniform(0.75, 0.95),
                          pick(cover_list, dice.randrange(8)), leaves)
            volume.rotation_euler = (0, math.pi / 2, 0)
            volume.location = (x + 0.012, front + 0.005, z + thick)
            row.append(volume)
            z += thick + 0.0004
            long *= 0.97
        rows.append(join_meshes(f"Books {level + 1}", row))
    return rows


def cornice(timber_of_case):
    """A moulded crown round the front and the sides."""
    profile = [(0.0, -0.03), (0.012, -0.03), (0.014, -0.012), (0.03, 0.012), (0.033, 0.03),
               (0.045, 0.034),
               (0.045, 0.055), (0.0, 0.055)]
    x, front, rear = CASE_WIDTH / 2, -CASE_DEPTH / 2, CASE_DEPTH / 2
    z = CASE_HEIGHT - BOARD
    stops = [((-x, rear), (-1, 0)), ((-x, front), (-1, -1)), ((x, front), (1, -1)),
             ((x, rear), (1, 0))]
    sections = [[(px + dx * out, py + dy * out, z + up * (1 + BOARD / 0.055) if up > 0 else z + up)
                 for out, up in profile]
                for (px, py), (dx, dy) in stops]
    crown = loft("Cornice", sections, timber_of_case, "cornice", smooth=25)
    return [fit_height(crown, z - 0.03, CASE_HEIGHT + 0.055)]


def fit_height(obj, low, high):
    """Stretch an object so that it stands between two heights."""
    first, last = bounds([obj])
    fit([obj], (first.x, first.y, low), (last.x, last.y, high))
    return obj


def doors(timber_of_case, timber_of_panel, metal_of_knob):
    """Two panelled doors before the lowest compartment."""
    low, high = PLINTH_HEIGHT + 0.002, PLINTH_HEIGHT + BOARD + compartment() - 0.002
    wide, tall, thick = CASE_WIDTH / 2 - 0.003, high - low, 0.02
    rail = min(0.055, 0.22 * wide, 0.25 * tall)
    y, made = -CASE_DEPTH / 2 - thick / 2, []
    for i, side in enumerate((-1, 1)):
        x, z = side * (CASE_WIDTH / 4), (low + high) / 2
        pieces = [box("Panel", (wide - rail, 0.008, tall - rail), (x, y + 0.003, z),
                      timber_of_panel, "doors", bevel=0.002)]
        for step in (-1, 1):
            pieces.append(box("Stile", (rail, thick, tall), (x + step * (wide - rail) / 2, y, z),
                              timber_of_case, "doors", bevel=0.003))
            pieces.append(box("Rail", (wide - 2 * rail, thick, rail),
                              (x, y, z + step * (tall - rail) / 2), timber_of_case, "doors",
                              bevel=0.003))
        profile = [(0, 0), (0.006, 0), (0.005, 0.009), (0.011, 0.015), (0.011, 0.02),
                   (0.006, 0.025), (0, 0.0255)]
        ball = lathe("Knob", profile, (x - side * (wide - rail) / 2, y - thick / 2, z + 0.1 * tall),
                     metal_of_knob, "doors", steps=28, smooth=50)
        ball.rotation_euler = (math.pi / 2, 0, 0)
        made.append(join_meshes(f"Door {i + 1}", pieces + [ball]))
    return made


def door_joints():
    """Each door turns about its outer edge."""
    return [hinge(f"{name} door", "sides", f"Door {i + 1}", limits=(0, 110),
                  at=(side * (CASE_WIDTH / 2 - 0.0015), -CASE_DEPTH / 2 - 0.02, PLINTH_HEIGHT),
                  axis="-z" if side < 0 else "z")
            for i, (name, side) in enumerate((("Left", -1), ("Right", 1)))]


def ladder(timber_of_case, metal_of_hook):
    """A library ladder that leans on the front edge of the case."""
    foot, head = -CASE_DEPTH / 2 - 0.21 * CASE_HEIGHT, -CASE_DEPTH / 2 - 0.030
    top, x = CASE_HEIGHT - BOARD / 2, 0.2 * CASE_WIDTH
    pieces = []
    for side in (-1, 1):
        out = 0.165
        stations = [(x + side * out, foot, 0, 0.026, 0.045),
                    (x + side * out, head, top, 0.026, 0.045)]
        pieces.append(post("Rail", stations, timber_of_case, "ladder", smooth_path=1))
        hook = [(x + side * out, head, top - 0.03), (x + side * out, head + 0.008, top + 0.012),
                (x + side * out, head + 0.022, top + 0.01),
                (x + side * out, head + 0.022, top - 0.012)]
        pieces.append(tube("Hook", hook, 0.005, metal_of_hook, "ladder", sides=10))
    rungs = max(3, round(top / 0.27))
    for i in range(rungs):
        share = (i + 0.7) / rungs
        y, z = foot + (head - foot) * share, top * share
        pieces.append(box("Tread", (0.33, 0.06, 0.02), (x, y, z), timber_of_case, "ladder",
                          bevel=0.004))
    return [join_meshes("Ladder", pieces)]
