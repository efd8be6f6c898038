# A laptop: its lid turns about a barrel in the base, and lies flat on it when it is closed.
import math
from mathutils import Matrix


def hinge_line():
    """The height and the depth (y, z) at which the lid turns: just above the base."""
    return DEPTH / 2 - 0.006, THICKNESS + 0.004


def open_up(objects):
    """Turn what was made lying on the base, its hinge along X at the origin, to its place."""
    y, z = hinge_line()
    transform(objects, Matrix.Translation((0, y, z))
              @ Matrix.Rotation(-math.radians(LID_ANGLE), 4, "X"))
    return objects


def lid_joint():
    """The lid turns about its barrel, from closed to nearly flat."""
    return [hinge("Lid", "base", "lid", at=(0, *hinge_line()), axis="-x",
                  carries=["screen", "logo"], limits=(-LID_ANGLE, 135 - LID_ANGLE))]


def base(shell, bezel):
    """A flat case with a well for the keys, and the two outer barrels of the hinge."""
    body = slab("Base", (WIDTH, DEPTH, THICKNESS), CORNER, (0, 0, 0.0015 + THICKNESS / 2), shell,
                "base", bevel=0.3 * THICKNESS)
    top = 0.0015 + THICKNESS
    well = slab("Well", (WIDTH - 0.024, 0.43 * DEPTH, 0.001), 0.004, (0, 0.17 * DEPTH, top), bezel,
                "base", bevel=0.0002)
    y, z = hinge_line()
    pieces = [body, well]
    for side in (-1, 1):
        turn = (0, math.pi / 2, 0)
        pieces.append(cylinder("Barrel", 0.0042, 0.03, (side * 0.38 * WIDTH, y, z), bezel, "base",
                               bevel=0.0004, sides=32, rotation=turn))
    return [join_meshes("Base", pieces)]


def feet(bezel):
    """Four rubber feet under the base."""
    x, y = WIDTH / 2 - 0.028, DEPTH / 2 - 0.023
    return [cylinder(f"Foot {i + 1}", 0.008, 0.0025, (u, v, 0.00125), bezel, "feet", bevel=0.0005)
            for i, (u, v) in enumerate([(-x, -y), (x, -y), (-x, y), (x, y)])]


def keyboard(caps):
    """All keys as one object, standing in the well."""
    low, high = (0.016 - WIDTH / 2, -0.03 * DEPTH), (WIDTH / 2 - 0.016, 0.37 * DEPTH)
    z = THICKNESS + 0.0018
    fields = [key_field("Keys", low, high, key_rows(letters=letters), z, 0.0011, caps, "keyboard")
              for letters in (True, False)]
    return [join_meshes("Keyboard", fields)]


def touchpad(pad):
    """A plate before the keys, let into the base."""
    deep = 0.36 * DEPTH
    return [slab("Touchpad", (TOUCHPAD_WIDTH, deep, 0.0012), 0.005,
                 (0, -0.275 * DEPTH, THICKNESS + 0.0013), pad, "touchpad", bevel=0.0003)]


def lid(shell, bezel):
    """The lid: a shell, the black frame inside, rubber lips, and its barrel between the others."""
    high = DEPTH - 0.006
    made = [slab("Shell", (WIDTH, high, 0.8 * LID_THICKNESS), CORNER,
                 (0, -high / 2 - 0.003, 0.6 * LID_THICKNESS), shell, "lid",
                 bevel=0.35 * LID_THICKNESS),
            slab("Bezel", (WIDTH - 0.003, high - 0.003, 0.4 * LID_THICKNESS), CORNER,
                 (0, -high / 2 - 0.003, 0.05 * LID_THICKNESS), bezel, "lid", bevel=0.0003),
            cylinder("Barrel", 0.004, 0.76 * WIDTH - 0.0304, (0, 0, 0), bezel, "lid",
                     bevel=0.0004, sides=32, rotation=(0, math.pi / 2, 0)),
            cylinder("Webcam", 0.0018, 0.0006, (0, 0.0 - high + 0.3 * BORDER, -0.0011), shell,
                     "lid",
                     bevel=0.0002)]
    return open_up([join_meshes("Lid", made)])


def screen_pane(display):
    """The display in its frame; below it the frame is wider."""
    low, high = 0.014 + BORDER, DEPTH - 0.003 - BORDER
    return open_up([box("Screen", (WIDTH - 2 * BORDER, high - low, 0.0008),
                        (0, -(low + high) / 2, -0.15 * LID_THICKNESS - 0.0002), display, "screen",
                        bevel=0.0002)])


def logo(emblem):
    """A polished disc on the back of the lid."""
    return open_up([cylinder("Logo", 0.016, 0.0008, (0, -DEPTH / 2, LID_THICKNESS + 0.0002), emblem,
                             "logo", bevel=0.0003)])
