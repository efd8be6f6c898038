# A stepladder: two rails lean against a back frame and meet it under the top board.
import math
from mathutils import Vector


def rail_at(height):
    """Half the outside width of the front, and its y, at a height."""
    share = height / HEIGHT
    half = (FOOT_WIDTH + (TOP_WIDTH - FOOT_WIDTH) * share) / 2
    return half, -SPREAD / 2 + (SPREAD / 2 - 0.04) * share


def rails(timber):
    """The two leaning rails, sawn level at foot and top."""
    made, top = [], HEIGHT - 0.02
    for i, side in enumerate((-1, 1)):
        (low_x, low_y), (high_x, high_y) = rail_at(0.0), rail_at(top)
        stations = [(side * (low_x - RAIL_THICKNESS / 2), low_y, 0.0, RAIL_THICKNESS, RAIL_DEPTH),
                    (side * (high_x - RAIL_THICKNESS / 2), high_y, top, RAIL_THICKNESS, RAIL_DEPTH)]
        made.append(post(f"Rail {i + 1}", stations, pick(timber, 0), "rails", corner=0.18,
                         smooth_path=1))
    return made


def step_height(index):
    """The top of a tread, counted from below."""
    return HEIGHT * (index + 1) / (STEP_COUNT + 1)


def treads(timber):
    """Flat treads let into the rails, each with a steel rod's worth of bracket under it."""
    made = []
    for i in range(STEP_COUNT):
        z = step_height(i)
        half, y = rail_at(z)
        wide = 2 * (half - 0.75 * RAIL_THICKNESS)
        board = box("Board", (wide, TREAD_DEPTH, 0.022), (0, y, z - 0.011), pick(timber, 0),
                    "treads", bevel=0.005)
        grooves = [box("Groove", (wide - 2 * RAIL_THICKNESS, 0.004, 0.0016),
                       (0, y + (k - 1.5) * 0.2 * TREAD_DEPTH, z), pick(timber, 0), "treads",
                       bevel=0.0006, segments=1) for k in range(4)]
        made.append(join_meshes(f"Tread {i + 1}", [board] + grooves))
    return made


def rungs(timber):
    """Round rungs through the rails."""
    made = []
    for i in range(STEP_COUNT):
        z = step_height(i) - 0.016
        half, y = rail_at(z)
        made.append(cylinder(f"Rung {i + 1}", 0.016, 2 * (half - 0.25 * RAIL_THICKNESS), (0, y, z),
                             pick(timber, 0), "rungs", sides=24, rotation=(0, math.pi / 2, 0)))
    return made


def rear_frame(timber):
    """The back frame: two slim legs, rails between them and a crossed brace."""
    pieces, top = [], HEIGHT - 0.02
    wide, deep = 0.9 * RAIL_THICKNESS, 0.05
    places = []
    for side in (-1, 1):
        (low_x, low_y), (high_x, high_y) = rail_at(0.0), rail_at(top)
        stations = [(side * (low_x - wide / 2), -low_y, 0.0, wide, deep),
                    (side * (high_x - wide / 2), -high_y, top, wide, deep)]
        pieces.append(post("Leg", stations, pick(timber, 1), "rear", corner=0.2, smooth_path=1))
    for share in (0.14, 0.52, 0.86):
        half, y = rail_at(share * HEIGHT)
        places.append((half - wide, -y, share * HEIGHT))
        pieces.append(box("Bar", (2 * (half - 0.6 * wide), 0.02, 0.045), (0, -y, share * HEIGHT),
                          pick(timber, 1), "rear", bevel=0.004))
    (low_x, low_y, low_z), (high_x, high_y, high_z) = places[:2]
    for side in (-1, 1):
        pieces.append(ribbon("Brace", [(-side * low_x, low_y + 0.004 * side, low_z),
                                       (side * high_x, high_y + 0.004 * side, high_z)], 0.032,
                                               0.012,
                             pick(timber, 1), "rear", up=(0, 1, 0), smooth_path=1, bevel=0.003))
    return [join_meshes("Back frame", pieces)]


def top_board(timber, steel):
    """The board over both frames, on two blocks, with a hinge on either side."""
    board = box("Board", (TOP_WIDTH + 0.04, 0.19, 0.024), (0, -0.005, HEIGHT - 0.012),
                pick(timber, 0), "cap", bevel=0.006)
    pieces = [board]
    for side in (-1, 1):
        x = side * (rail_at(HEIGHT - 0.04)[0] + 0.003)
        pieces.append(box("Plate", (0.005, 0.12, 0.038), (x, 0, HEIGHT - 0.043), pick(steel, 0),
                          "cap", bevel=0.001))
        for y in (-0.04, 0.04):
            pieces.append(cylinder("Bolt", 0.008, 0.008, (x + 0.004 * side, y, HEIGHT - 0.045),
                                   pick(steel, 0), "cap", sides=20, rotation=(0, math.pi / 2, 0)))
    return [join_meshes("Top board", pieces)]


def stays(steel):
    """Two jointed steel stays from rail to back frame."""
    made, z = [], 0.4 * HEIGHT
    for i, side in enumerate((-1, 1)):
        half, y = rail_at(z)
        x = side * (half - 0.001)
        line = [(x, y, z), (x, 0, z - 0.01), (x, -y, z)]
        bar = ribbon("Bar", line, 0.02, 0.004, pick(steel, 0), "stays", up=(1, 0, 0), smooth_path=1)
        bolts = [cylinder("Bolt", 0.009, 0.012, point, pick(steel, 0), "stays", sides=20,
                          rotation=(0, math.pi / 2, 0)) for point in line]
        made.append(join_meshes(f"Stay {i + 1}", [bar] + bolts))
    return made


def feet(rubber):
    """Rubber shoes on all four feet."""
    made = []
    for i, (side, rear) in enumerate(((-1, 0), (1, 0), (-1, 1), (1, 1))):
        half, y = rail_at(0.0)
        wide = (0.9 if rear else 1.0) * RAIL_THICKNESS
        deep = 0.05 if rear else RAIL_DEPTH
        made.append(box(f"Foot {i + 1}", (wide + 0.012, deep + 0.012, 0.04),
                        (side * (half - wide / 2), -y if rear else y, 0.02), pick(rubber, i),
                                "feet",
                        bevel=0.005))
    return made


def paint_pot(tin):
    """A paint pot with a wire handle on the top board."""
    wall = [(0.062, 0.0), (0.064, 0.004), (0.07, 0.115), (0.0735, 0.12), (0.0735, 0.125)]
    pot = lathe("Pot", hollow(wall, 0.0015), (0, -0.005, HEIGHT), pick(tin, 0), "tray", steps=56)
    handle = tube("Handle", [(-0.071, -0.005, HEIGHT + 0.1), (-0.07, -0.005, HEIGHT + 0.15),
                             (0, -0.005, HEIGHT + 0.21), (0.07, -0.005, HEIGHT + 0.15),
                             (0.071, -0.005, HEIGHT + 0.1)], 0.0018, pick(tin, 0), "tray", sides=8)
    return [join_meshes("Paint pot", [pot, handle])]
