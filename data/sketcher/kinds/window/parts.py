# A window whose outside faces -Y: a frame on a sill, and sashes that open to the inside, +Y.
import math
import random
from mathutils import Matrix, Vector


def sash_spans():
    """Each sash's name, its hinged end and its free end."""
    half = WIDTH / 2 - FRAME_WIDTH - 0.002
    if SASH_COUNT == 1:
        return [("Sash", -half, half)]
    return [("Left Sash", -half, -0.002), ("Right Sash", half, 0.002)]


def bars(left, right, low, high, bar, depth, y, timber, part):
    """A frame of four bars round an opening."""
    x, z, pieces = (left + right) / 2, (low + high) / 2, []
    for side in (-1, 1):
        pieces.append(box("Stile", (bar, depth, high - low),
                          (x + side * (right - left - bar) / 2, y, z), timber, part, bevel=0.004))
        pieces.append(box("Rail", (right - left - 2 * bar, depth, bar),
                          (x, y, z + side * (high - low - bar) / 2), timber, part, bevel=0.004))
    return pieces


def frame(timber):
    """The frame, and a strip outside behind which the sashes shut."""
    pieces = bars(-WIDTH / 2, WIDTH / 2, 0.06, HEIGHT + 0.06, FRAME_WIDTH, 0.1, 0, timber, "frame")
    pieces += bars(-WIDTH / 2 + 0.01, WIDTH / 2 - 0.01, 0.07, HEIGHT + 0.05, FRAME_WIDTH, 0.022,
                   -0.036, timber, "frame")
    return [join_meshes("Frame", pieces)]


def sash_turn(hinged):
    """The matrix that opens a sash by OPEN_ANGLE about its hinges."""
    at = Matrix.Translation((hinged, 0.043, 0))
    turn = math.radians(OPEN_ANGLE) * (1 if hinged < 0 else -1)
    return at @ Matrix.Rotation(turn, 4, "Z") @ at.inverted()


def sashes(timber, clear, brass):
    """Sashes with glazing bars and panes; the last one has the handle."""
    made, bar = [], 0.8 * FRAME_WIDTH
    low, high = 0.06 + FRAME_WIDTH + 0.003, HEIGHT + 0.06 - FRAME_WIDTH - 0.003
    for name, a, b in sash_spans():
        left, right = min(a, b), max(a, b)
        x, z, y = (a + b) / 2, (low + high) / 2, 0.012
        pieces = bars(left, right, low, high, bar, 0.05, y, timber, "sashes")
        pieces.append(box("Pane", (right - left - 1.6 * bar, 0.006, high - low - 1.6 * bar),
                          (x, y, z), clear, "sashes", bevel=0))
        for k in range(1, ROW_COUNT):
            at = low + bar + (high - low - 2 * bar) * k / ROW_COUNT
            pieces.append(box("Bar", (right - left - 2 * bar, 0.03, 0.022), (x, y, at), timber,
                              "sashes", bevel=0.004))
        if SASH_COUNT == 1:
            pieces.append(box("Bar", (0.022, 0.03, high - low - 2 * bar), (x, y, z), timber,
                              "sashes", bevel=0.004))
        way = 1 if b > a else -1
        grip = b - way * bar / 2
        if name != "Left Sash":
            pieces.append(tube("Handle", [(grip, y + 0.02, z), (grip, y + 0.055, z),
                                          (grip, y + 0.062, z - 0.02), (grip, y + 0.062, z - 0.11)],
                               0.008, brass, "sashes"))
        pieces += [cylinder("Hinge", 0.008, 0.07, (a, 0.043, low + s * (high - low)), brass,
                            "sashes", sides=16) for s in (0.15, 0.85)]
        made.append(join_meshes(name, pieces))
        transform([made[-1]], sash_turn(a))
    return made


def sash_joints():
    """Each sash opens inward about its hinges."""
    return [hinge(f"{name} opens", "frame", name, at=(a, 0.043, HEIGHT / 2), axis="z" if a < 0
                  else "-z", limits=(-OPEN_ANGLE, 100 - OPEN_ANGLE)) for name, a,
            _b in sash_spans()]


def sill(slab):
    """A stone sill that slopes outward."""
    line = [(0.05, 0.0), (0.05, 0.06), (-0.06, 0.06), (-0.22, 0.045), (-0.22, 0.0)]
    return [extrude("Sill", line, WIDTH + 0.16, (0, 0, 0), slab, "sill", bevel=0.008, axis="X")]


def shutters(coat):
    """Two shutters of slats, folded back beside the window."""
    made, wide = [], WIDTH / 2 - 0.006
    low, high, y = 0.072, HEIGHT + 0.056, -0.07
    for name, side in (("Left Shutter", -1), ("Right Shutter", 1)):
        left = side * (WIDTH / 2 + 0.004 + wide / 2) - wide / 2
        pieces = bars(left, left + wide, low, high, 0.055, 0.034, y, coat, "shutters")
        count = max(5, round((high - low - 0.11) / 0.055))
        step = (high - low - 0.11) / count
        pieces += [box("Slat", (wide - 0.1, 0.009, 1.15 * step),
                       (left + wide / 2, y, low + 0.055 + (k + 0.5) * step), coat, "shutters",
                       bevel=0.002, rotation=(0.6, 0, 0)) for k in range(count)]
        pieces += [box("Strap", (0.1, 0.03, 0.03), (side * (WIDTH / 2 + 0.02), -0.06,
                                                    low + s * (high - low)), coat, "shutters",
                       bevel=0.003) for s in (0.15, 0.85)]
        made.append(join_meshes(name, pieces))
    return made


def shutter_joints():
    """Each shutter shuts over the window about the edge of the frame."""
    return [hinge(f"{name} shuts", "frame", name, at=(side * WIDTH / 2, -0.09, HEIGHT / 2),
                  axis="z" if side > 0 else "-z", limits=(-170, 0))
            for name, side in (("Left Shutter", -1), ("Right Shutter", 1))]


def flower_box(clay, greenery, bloom):
    """A box on the sill, full of leaves and flowers."""
    dice, y, half = random.Random(5), -0.14, WIDTH / 2 - 0.1
    pieces = [box("Box", (2 * half, 0.15, 0.13), (0, y, 0.125), clay, "flowers", bevel=0.008)]
    for template, stuff, count in ((leaf_blade(0.09, 0.045), greenery, 180),
                                   (open_blossom(0.035), bloom, 55)):
        places = []
        for _ in range(round(count * half)):
            spot = Vector((dice.uniform(-half, half), y + dice.uniform(-0.1, 0.1),
                           0.19 + dice.uniform(0, 0.11)))
            out = Vector((dice.uniform(-0.4, 0.4), (spot.y - y) * 7,
                          dice.uniform(0.3, 1))).normalized()
            aside = out.cross(Vector((dice.uniform(-1, 1), dice.uniform(-1, 1), 0.2)))
            tip, face = (out, aside) if stuff is greenery else (aside, out)
            places.append(growing(spot, tip, face, dice.uniform(0.8, 1.2)))
        pieces.append(scatter_mesh("Plants", places, template, stuff, "flowers"))
    return [join_meshes("Flower Box", pieces)]
