# A bunk bed, its long side to the front, the heads at +X, the ladder beside them.
import math
from mathutils import Vector


def upper_height():
    """The top of the upper side rails."""
    return HEIGHT - GUARD_HEIGHT - 0.02


def decks():
    """Heights of the tops of the lower and the upper side rails."""
    return [LOWER_HEIGHT, upper_height()]


def side_y():
    """Y of the middle of the posts and side rails at the back."""
    return BED_WIDTH / 2 + 0.012


def posts(timber):
    """Four square posts, each with a rounded cap."""
    made, x = [], BED_LENGTH / 2 + POST_THICKNESS / 2
    for i, (sx, sy) in enumerate(((-1, -1), (1, -1), (-1, 1), (1, 1))):
        thick, top = POST_THICKNESS, HEIGHT - 0.03
        shaft = box("Shaft", (thick, thick, top), (sx * x, sy * side_y(), top / 2), pick(timber, 0),
                    "posts", bevel=0.007)
        knob = lathe("Cap", [(0, 0), (0.42 * thick, 0), (0.3 * thick, 0.006), (0.44 * thick, 0.015),
                             (0.34 * thick, 0.025), (0, 0.03)], (sx * x, sy * side_y(), top),
                     pick(timber, 0), "posts", steps=32, smooth=50)
        made.append(join_meshes(f"Post {i + 1}", [shaft, knob]))
    return made


def frames(timber):
    """Side rails and cleats of both beds."""
    made = []
    for name, top in zip(("Lower bed frame", "Upper bed frame"), decks()):
        pieces = []
        for side in (-1, 1):
            pieces.append(box("Rail", (BED_LENGTH + 0.04, 0.026, 0.14), (0, side * side_y(),
                                                                         top - 0.07),
                              pick(timber, 0), "frames", bevel=0.005))
            pieces.append(box("Cleat", (BED_LENGTH, 0.024, 0.026),
                              (0, side * (side_y() - 0.024), top - 0.112), pick(timber, 0),
                              "frames",
                              bevel=0.003))
        made.append(join_meshes(name, pieces))
    return made


def ends(timber):
    """Boards between the posts at head and foot of both beds, with slats at the top."""
    made, x = [], BED_LENGTH / 2 + POST_THICKNESS / 2
    inner = 2 * (side_y() - POST_THICKNESS / 2) + 0.02
    for name, side in (("Foot end", -1), ("Head end", 1)):
        pieces = []
        for top in decks():
            room = (HEIGHT - 0.06 if top > LOWER_HEIGHT else min(LOWER_HEIGHT + 0.34,
                                                                 upper_height() - 0.3)) - top
            places = [(top - 0.07, 0.14), (top + 0.42 * room, 0.26 * room),
                      (top + 0.82 * room, 0.26 * room)]
            for z, tall in places:
                pieces.append(box("Board", (0.024, inner, tall), (side * x, 0, z), pick(timber, 1),
                                  "ends", bevel=0.006))
        made.append(join_meshes(name, pieces))
    return made


def slats(timber):
    """A deck of slats across each bed, on the cleats."""
    made, count = [], 13
    for name, top in zip(("Lower slats", "Upper slats"), decks()):
        boards = [box("Slat", (0.075, BED_WIDTH - 0.004, 0.018),
                      ((k + 0.5) * BED_LENGTH / count - BED_LENGTH / 2, 0, top - 0.09),
                      pick(timber, 2),
                      "slats", bevel=0.004, segments=2) for k in range(count)]
        made.append(join_meshes(name, boards))
    return made


def mattress_top(top):
    """The top of the mattress over side rails of this height."""
    return top - 0.081 + MATTRESS_THICKNESS


def mattresses(ticking):
    """Mattresses with cords along their seams."""
    made, long, wide = [], BED_LENGTH - 0.02, BED_WIDTH - 0.012
    for name, top in zip(("Lower mattress", "Upper mattress"), decks()):
        z = mattress_top(top) - MATTRESS_THICKNESS / 2
        body = box("Body", (long, wide, MATTRESS_THICKNESS), (0, 0, z), ticking, "mattresses",
                   bevel=0.035, segments=6)
        rim = rounded_rectangle(long - 0.012, wide - 0.012, 0.04, 6)
        cords = [piping("Cord", rim, 0.005, ticking, "mattresses",
                        z=z + side * (MATTRESS_THICKNESS / 2 - 0.026)) for side in (-1, 1)]
        made.append(join_meshes(name, [body] + cords))
    return made


def duvets(cover, ticking):
    """A thick duvet on each bed, its upper edge turned back to show the lining."""
    made, long = [], 0.7 * BED_LENGTH - 0.02
    for i, top in enumerate(decks()):
        z, x = mattress_top(top), -BED_LENGTH / 2 + 0.02 + long / 2
        body = cushion("Body", (long, BED_WIDTH - 0.06, 0.09), (x, 0, z + 0.043), pick(cover, i),
                       "duvets", puff=0.3, corner=0.12, base=0.0)
        fold = cushion("Fold", (0.2, BED_WIDTH - 0.065, 0.06), (x + long / 2 - 0.1, 0, z + 0.07),
                       pick(ticking, 0), "duvets", puff=0.25, corner=0.3, base=0.4)
        made.append(join_meshes(f"Duvet {i + 1}", [body, fold]))
    return made


def pillows(ticking):
    """A pillow at the head of each bed."""
    made = []
    for i, top in enumerate(decks()):
        body = cushion("Body", (0.38, 0.7 * BED_WIDTH, 0.14), (0, 0, 0), pick(ticking, 1),
                       "pillows",
                       puff=0.75, corner=0.16)
        seam = piping("Seam", rounded_rectangle(0.38, 0.7 * BED_WIDTH, 0.061, 7), 0.0035,
                      pick(ticking, 1), "pillows")
        whole = join_meshes(f"Pillow {i + 1}", [body, seam])
        whole.rotation_euler = (0, -0.1, 0)
        whole.location = (BED_LENGTH / 2 - 0.26, 0, mattress_top(top) + 0.066)
        made.append(whole)
    return made


def ladder_x():
    """The middle of the ladder."""
    return BED_LENGTH / 2 - 0.34


def guard(timber):
    """Guards of two boards and short uprights; the front one leaves room for the ladder."""
    made, low = [], upper_height()
    for name, side in (("Front guard rail", -1), ("Back guard rail", 1)):
        left = -BED_LENGTH / 2 - 0.005
        right = ladder_x() - 0.22 if side < 0 else BED_LENGTH / 2 + 0.005
        pieces = []
        for share in (0.42, 0.84):
            pieces.append(box("Board", (right - left, 0.022, 0.2 * GUARD_HEIGHT),
                              ((left + right) / 2, side * side_y(), low + share * GUARD_HEIGHT),
                              pick(timber, 0), "guard", bevel=0.006))
        top = low + 0.94 * GUARD_HEIGHT
        for share in (0.33, 0.66, 0.985) if side < 0 else (0.25, 0.5, 0.75):
            x = left + (right - left) * share
            pieces.append(box("Upright", (0.05, 0.024, top - low + 0.02),
                              (x, side * (side_y() - 0.004), (top + low - 0.02) / 2), pick(timber,
                                                                                           0),
                              "guard", bevel=0.005))
        made.append(join_meshes(name, pieces))
    return made


def ladder(timber):
    """An upright ladder screwed to both side rails, with flat rungs."""
    y, top, pieces = -side_y() - 0.013 - 0.02, HEIGHT - 0.05, []
    for side in (-1, 1):
        pieces.append(box("Rail", (0.032, 0.044, top), (ladder_x() + side * 0.2, y, top / 2),
                          pick(timber, 0), "ladder", bevel=0.007))
    for k in range(RUNG_COUNT):
        z = upper_height() * (k + 1) / (RUNG_COUNT + 0.4)
        pieces.append(box("Rung", (0.38, 0.07, 0.024), (ladder_x(), y - 0.012, z), pick(timber, 0),
                          "ladder", bevel=0.008))
    return [join_meshes("Ladder", pieces)]


def drawers(timber, metal):
    """Two drawers on the floor under the lower bed, with knobs."""
    made, wide, tall = [], BED_LENGTH / 2 - 0.03, LOWER_HEIGHT - 0.15
    deep = BED_WIDTH - 0.12
    for i, side in enumerate((-1, 1)):
        x = side * (wide / 2 + 0.005)
        front = box("Front", (wide, 0.02, tall), (x, -BED_WIDTH / 2 - 0.002, tall / 2),
                    pick(timber, 1),
                    "drawers", bevel=0.005)
        body = box("Body", (wide - 0.04, deep, tall - 0.03),
                   (x, -BED_WIDTH / 2 + 0.006 + deep / 2, tall / 2), pick(timber, 1), "drawers",
                   bevel=0.003)
        knobs = []
        for k in (-1, 1):
            knob_turned = lathe("Knob", [(0, 0), (0.01, 0), (0.008, 0.01), (0.016, 0.018),
                                         (0.014, 0.028), (0, 0.03)],
                                (x + k * 0.22 * wide, -BED_WIDTH / 2 - 0.011, tall / 2), metal,
                                "drawers", steps=32, smooth=50)
            knob_turned.rotation_euler = (math.pi / 2, 0, 0)
            knobs.append(knob_turned)
        made.append(join_meshes(f"Drawer {i + 1}", [front, body] + knobs))
    return made
