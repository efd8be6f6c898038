# An upright piano that is played from the front. The keys lie between the arms of the case; behind
# them stands the upper half, whose face is at `face()`.
import math
from mathutils import Matrix, Vector


def face():
    """Where the front of the upper half is, in depth."""
    return -DEPTH / 2 + 0.235


def inner():
    """Half the width between the sides of the case."""
    return WIDTH / 2 - BOARD


def board(name, low, high, skin, bevel=0.003):
    """A board between two corners."""
    size = [b - a for a, b in zip(low, high)]
    return box(name, size, [(a + b) / 2 for a, b in zip(low, high)], skin, "case", bevel=bevel)


def case(lacquer, brass, felt):
    """Sides with their arms, the panels between them, the bed of the keys, legs and toe blocks."""
    front, back, top, bed = -DEPTH / 2, DEPTH / 2, HEIGHT - 0.025, KEY_HEIGHT - 0.022
    side = [(back, 0.02), (back, top), (face() - 0.02, top), (face() - 0.03, bed + 0.2),
            (front + 0.1, bed + 0.075), (front + 0.01, bed + 0.055), (front, bed + 0.02),
            (front, bed - 0.06), (face() - 0.01, bed - 0.085), (face() - 0.01, 0.02)]
    side = round_corners(side, 0.012, closed=True)
    pieces = [extrude("Side", side, BOARD, (s * (WIDTH - BOARD) / 2, 0, 0), lacquer, "case",
                      bevel=0.003, axis="X") for s in (-1, 1)]
    x, rim = inner() + 0.002, 0.03
    pieces += [board("Back", (-x, back - 0.02, 0.03), (x, back - 0.004, top), lacquer),
               board("Upper panel", (-x, face(), bed + 0.02), (x, face() + 0.02, top - 0.004),
                     lacquer),
               board("Lower panel", (-x, face() + 0.015, 0.1), (x, face() + 0.035, bed - 0.03),
                     lacquer),
               board("Bottom", (-x, face() + 0.004, 0.03), (x, back - 0.01, 0.1), lacquer),
               board("Bed", (-x, front + 0.012, bed - 0.045), (x, face() + 0.03, bed), lacquer),
               board("Slip", (-x, front + 0.012, bed - 0.005), (x, front + 0.034, bed + 0.012),
                     lacquer),
               board("Felt", (-x, front + 0.2, bed), (x, front + 0.205, bed + 0.028), felt, 0.0005)]
    for z0, z1 in ((bed + 0.25, top - 0.03), (0.15, bed - 0.09)):
        y = face() if z0 > bed else face() + 0.015
        pieces.append(extrude("Frame", rectangle((0, (z0 + z1) / 2), 1.84 * x, z1 - z0), 0.008,
                              (0, y - 0.001, 0), lacquer, "case", bevel=0.003, axis="Y",
                              holes=[rectangle((0, (z0 + z1) / 2), 1.84 * x - 2 * rim,
                                               z1 - z0 - 2 * rim)]))
    for s in (-1, 1):
        pieces.append(board("Cheek", (min(s * x, s * (x - 0.062)), front + 0.034, bed - 0.002),
                            (max(s * x, s * (x - 0.062)), front + 0.2, bed + 0.028), lacquer,
                            0.006))
        at = s * (WIDTH / 2 - 0.045)
        leg = [(0, 0.1), (0.034, 0.1), (0.034, 0.14), (0.022, 0.16), (0.032, 0.3), (0.026, 0.45),
               (0.036, bed - 0.13), (0.03, bed - 0.11), (0.036, bed - 0.1), (0.036, bed - 0.06),
               (0, bed - 0.06)]
        pieces += [lathe("Leg", round_corners(leg, 0.012), (at, front + 0.06, 0), lacquer, "case",
                         steps=40),
                   board("Toe", (at - 0.045, front + 0.01, 0.03), (at + 0.045, face() + 0.05,
                                                                   0.105),
                         lacquer, 0.006)]
        for y in (front + 0.05, back - 0.06):
            pieces.append(cylinder("Castor", 0.02, 0.022, (at, y, 0.02), brass, "case",
                                   rotation=(0, math.pi / 2, 0)))
    return [join_meshes("Case", pieces)]


def key_width():
    """The room that a white key has."""
    return 2 * (inner() - 0.062) / (7 * OCTAVE_COUNT + 1)


def key_places():
    """The middles of the white keys, from low to high."""
    count = 7 * OCTAVE_COUNT + 1
    return [key_width() * (i + 0.5 - count / 2) for i in range(count)]


def white_keys(ivory):
    """Seven white keys for each octave, and the highest one."""
    y, long = -DEPTH / 2 + 0.04, 0.16
    return [join_meshes("White keys", [
        box("Key", (key_width() - 0.0012, long, 0.022), (x, y + long / 2, KEY_HEIGHT - 0.011),
            ivory,
            "white_keys", bevel=0.0016, segments=2) for x in key_places()])]


def black_keys(ebony):
    """Five black keys for each octave: two, and three."""
    places, y, long, made = key_places(), -DEPTH / 2 + 0.1, 0.1, []
    for i, (a, b) in enumerate(zip(places, places[1:])):
        if i % 7 not in (2, 6):
            made.append(box("Key", (0.52 * key_width(), long, 0.019),
                            ((a + b) / 2, y + long / 2, KEY_HEIGHT + 0.0015), ebony, "black_keys",
                            bevel=0.003, segments=2))
    return [join_meshes("Black keys", made)]


def fall_hinge():
    """Where the fallboard turns."""
    return Vector((0, face() - 0.012, KEY_HEIGHT + 0.022))


def fallboard(lacquer, brass):
    """The fallboard, open: it leans on the upper panel, a gold line along it."""
    wide = 2 * inner() - 0.006
    at = fall_hinge()
    leaf = box("Leaf", (wide, 0.014, 0.17), at + Vector((0, 0.002, 0.088)), lacquer, "fallboard",
               bevel=0.004)
    roll = tube("Roll", [at + Vector((-wide / 2, 0, 0)), at + Vector((wide / 2, 0, 0))], 0.009,
                lacquer, "fallboard", sides=24)
    line = box("Line", (0.22, 0.0012, 0.012), at + Vector((0, -0.0052, 0.1)), brass, "fallboard",
               bevel=0.0003)
    return [join_meshes("Fallboard", [leaf, roll, line])]


def fallboard_joints():
    """It falls forward over the keys."""
    return [hinge("Fallboard", "case", "fallboard", at=fall_hinge(), axis="x", limits=(0, 86))]


def lid(lacquer):
    """The lid on top, hinged at the back."""
    low, high = face() - 0.013, DEPTH / 2
    return [box("Lid", (WIDTH + 0.024, high - low, 0.025), (0, (low + high) / 2, HEIGHT - 0.0125),
                lacquer, "lid", bevel=0.005)]


def lid_joints():
    """The lid opens upward."""
    return [hinge("Lid", "case", "lid", at=(0, DEPTH / 2, HEIGHT - 0.025), axis="-x", limits=(0,
                                                                                              75))]


def desk_lean():
    """Puts what stands over the origin onto the shelf of the music desk, leaning back."""
    return (Matrix.Translation((0, face() - 0.058, HEIGHT - 0.235))
            @ Matrix.Rotation(math.radians(-16), 4, "X"))


def desk(lacquer):
    """A shelf with an edge, and a frame that leans against the upper panel."""
    wide = 0.6 * WIDTH
    shelf = box("Shelf", (wide, 0.07, 0.012), (0, face() - 0.034, HEIGHT - 0.234), lacquer, "desk",
                bevel=0.003)
    edge = box("Edge", (wide, 0.01, 0.022), (0, face() - 0.067, HEIGHT - 0.229), lacquer, "desk",
               bevel=0.003)
    hole = round_corners([(-0.42 * wide, 0.05), (-0.03 * wide, 0.05), (-0.03 * wide, 0.135),
                          (-0.36 * wide, 0.135)], 0.02, closed=True)
    leaf = round_corners([(-wide / 2, 0), (wide / 2, 0), (0.43 * wide, 0.18), (-0.43 * wide, 0.18)],
                         0.03, closed=True)
    plate = extrude("Leaf", leaf, 0.012, (0, 0, 0), lacquer, "desk", axis="Y", bevel=0.002,
                    holes=[hole, [(-x, z) for x, z in reversed(hole)]])
    transform([plate], desk_lean())
    return [join_meshes("Music desk", [shelf, edge, plate])]


def sheets(sheet):
    """Two open pages on the desk."""
    pages = []
    for side in (-1, 1):
        rows = [[(side * 0.215 * k / 10, -0.0085 - 0.012 * math.sin(math.pi * min(1.0,
                                                                                  0.08 + k / 10)),
                  0.003 + 0.285 * z) for z in (0, 0.5, 1)] for k in range(11)]
        pages.append(surface("Page", rows, sheet, "sheets", thickness=0.0016))
    transform(pages, desk_lean())
    return [join_meshes("Sheet music", pages)]


def pedals(brass):
    """Three pedals under the lower panel."""
    made = []
    for i, x in enumerate((-0.1, 0.0, 0.1)):
        line = [(x, face() + 0.03, 0.088), (x, face() - 0.03, 0.088), (x, face() - 0.085, 0.078),
                (x, face() - 0.12, 0.076)]
        made.append(ribbon(f"Pedal {i + 1}", line, [0.018, 0.02, 0.036, 0.03], 0.009, pick(brass,
                                                                                           i),
                           "pedals", bevel=0.003))
    return made


def pedal_joints():
    """Each pedal is pressed down a little."""
    return [hinge(f"Pedal {i + 1}", "case", f"Pedal {i + 1}", at=(x, face() + 0.02, 0.088),
                  axis="x",
                  limits=(0, 8)) for i, x in enumerate((-0.1, 0.0, 0.1))]


def bench(lacquer, felt):
    """A bench with four tapered legs and a cushion, in front of the keys."""
    y, high = -DEPTH / 2 - 0.45, BENCH_HEIGHT
    pieces = [box("Frame", (0.72, 0.34, 0.06), (0, y, high - 0.085), lacquer, "bench"),
              cushion("Cushion", (0.7, 0.33, 0.06), (0, y, high - 0.03), felt, "bench", puff=0.25,
                      base=0.0)]
    for sx in (-1, 1):
        for sy in (-1, 1):
            x, v = sx * 0.32, y + sy * 0.135
            pieces.append(post("Leg", [(x, v, 0, 0.03, 0.03), (x, v, high - 0.06, 0.05, 0.05)],
                               lacquer, "bench"))
    return [join_meshes("Bench", pieces)]
