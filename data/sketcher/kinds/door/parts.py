# A door in its frame, its outside to -Y and its hinges on the left. It opens to the inside, +Y.
import math
from mathutils import Matrix


def frame(trim, brass):
    """Jambs and lintel with a stop for the leaf, an architrave, a threshold and hinge pins."""
    f, y = FRAME_WIDTH, -0.0135
    top, deep = HEIGHT + 0.025, THICKNESS + 0.085
    pieces = [box("Threshold", (WIDTH + 2 * f, deep + 0.02, 0.018), (0, 0, 0.009), trim, "frame",
                  bevel=0.004), box("Lintel", (WIDTH + 2 * f, deep - 0.03, f), (0, y, top + f / 2),
                                    trim, "frame", bevel=0.006), box("Head", (WIDTH, 0.03, 0.02),
                                                                     (0, -THICKNESS / 2 - 0.0175,
                                                                      top - 0.008), trim, "frame",
                                                                     bevel=0.003)]
    for side in (-1, 1):
        x = side * (WIDTH / 2 + f / 2)
        pieces.append(box("Jamb", (f, deep - 0.03, top), (x, y, top / 2), trim, "frame",
                          bevel=0.006))
        pieces.append(box("Stop", (0.02, 0.03, top - 0.02), (side * (WIDTH / 2 - 0.008),
                                                            -THICKNESS / 2 - 0.0175, top / 2), trim,
                          "frame", bevel=0.003))
        pieces.append(box("Bead", (0.25 * f, 0.016, top), (side * (WIDTH / 2 + 0.8 * f), -deep / 2,
                                                           top / 2), trim, "frame", bevel=0.005))
    pieces.append(box("Bead", (WIDTH + 1.85 * f, 0.016, 0.25 * f), (0, -deep / 2, top + 0.8 * f),
                      trim, "frame", bevel=0.005))
    for z in (0.14 * HEIGHT, 0.5 * HEIGHT, 0.86 * HEIGHT):
        pieces.append(cylinder("Pin", 0.006, 0.1, (-WIDTH / 2, pin_depth(), z), brass, "frame",
                               sides=16))
    return [join_meshes("Frame", pieces)]


def pin_depth():
    """The y of the hinge pins, behind the leaf."""
    return THICKNESS / 2 + 0.007


def swing(obj):
    """Turns what sits on the leaf open by DOOR_ANGLE."""
    at = Matrix.Translation((-WIDTH / 2, pin_depth(), 0))
    transform([obj], at @ Matrix.Rotation(math.radians(DOOR_ANGLE), 4, "Z") @ at.inverted())
    return obj


def leaf_frame(timber, brass, part):
    """Stiles, rails and hinge leaves, and the openings between them as (x, z, width, height)."""
    gap, bar = 0.004, min(0.115, 0.16 * WIDTH)
    wide, low, top = WIDTH - 2 * gap, 0.022, HEIGHT + 0.02
    pieces = [box("Stile", (bar, THICKNESS, top - low),
                  (side * (wide - bar) / 2, 0, (low + top) / 2), timber, part, bevel=0.003)
              for side in (-1, 1)]
    foot, inner = 1.7 * bar, top - low - 2.7 * bar
    tall = (inner - (PANEL_COUNT - 1) * bar) / PANEL_COUNT
    levels = [low + foot / 2] + [low + foot + (k + 1) * tall + (k + 0.5) * bar
                                 for k in range(PANEL_COUNT)]
    for k, z in enumerate(levels):
        pieces.append(box("Rail", (wide - 2 * bar, THICKNESS, foot if k == 0 else bar), (0, 0, z),
                          timber, part, bevel=0.003))
    for z in (0.14 * HEIGHT, 0.5 * HEIGHT, 0.86 * HEIGHT):
        pieces.append(box("Hinge", (0.045, 0.003, 0.09), (-WIDTH / 2 + 0.026, THICKNESS / 2, z),
                          brass, part, bevel=0.0008))
    return pieces, [(0, low + foot + k * (tall + bar) + tall / 2, wide - 2 * bar, tall)
                    for k in range(PANEL_COUNT)]


def fill_panel(x, z, wide, tall, timber, part):
    """Two raised panels side by side in an opening, with a stile between them."""
    pieces = [box("Muntin", (0.09, THICKNESS, tall), (x, 0, z), timber, part, bevel=0.003)]
    own = (wide - 0.09) / 2
    for side in (-1, 1):
        at = x + side * (own + 0.09) / 2
        pieces.append(box("Panel", (own + 0.01, 0.4 * THICKNESS, tall + 0.01), (at, 0, z), timber,
                          part, bevel=0.001))
        pieces.append(box("Field", (own - 0.05, 0.8 * THICKNESS, tall - 0.05), (at, 0, z), timber,
                          part, bevel=0.012, segments=2))
    return pieces


def panelled_leaf(timber, brass):
    """The leaf: rows of raised panels."""
    pieces, spots = leaf_frame(timber, brass, "leaf")
    for x, z, wide, tall in spots:
        pieces += fill_panel(x, z, wide, tall, timber, "leaf")
    return [swing(join_meshes("Leaf", pieces))]


def glazed_leaf(timber, brass, clear):
    """The leaf with panes in place of all panels but the lowest."""
    pieces, spots = leaf_frame(timber, brass, "glazed")
    for k, (x, z, wide, tall) in enumerate(spots):
        if k == 0 and PANEL_COUNT > 1:
            pieces += fill_panel(x, z, wide, tall, timber, "glazed")
            continue
        pieces.append(box("Pane", (wide + 0.01, 0.008, tall + 0.01), (x, 0, z), clear, "glazed",
                          bevel=0))
        pieces.append(box("Bar", (0.022, 0.5 * THICKNESS, tall), (x, 0, z), timber, "glazed",
                          bevel=0.003))
    return [swing(join_meshes("Leaf", pieces))]


def leaf_joints():
    """The leaf turns inward about its hinges."""
    return [hinge("Door opens", "frame", "Leaf", at=(-WIDTH / 2, pin_depth(), HEIGHT / 2), axis="z",
                  limits=(-DOOR_ANGLE, 115 - DOOR_ANGLE), carries=["handles", "knocker"])]


def handles(brass):
    """A lever on a plate at either face."""
    made, x = [], WIDTH / 2 - 0.07
    for name, way in (("Outer Handle", -1), ("Inner Handle", 1)):
        y = way * THICKNESS / 2
        pieces = [box("Plate", (0.045, 0.006, 0.2), (x, y + way * 0.002, 1.03), brass, "handles",
                      bevel=0.002), tube("Lever", [(x, y, 1.07), (x, y + way * 0.035, 1.07),
                                                   (x - 0.02, y + way * 0.05, 1.07),
                                                   (x - 0.12, y + way * 0.05, 1.072)],
                                         [0.011, 0.01, 0.0095, 0.008], brass, "handles", sides=16),
                  cylinder("Keyhole", 0.007, 0.008, (x, y + way * 0.004, 0.97), brass, "handles",
                           rotation=(math.pi / 2, 0, 0))]
        made.append(swing(join_meshes(name, pieces)))
    return made


def knocker(brass):
    """A ring that hangs from a boss."""
    y, z = -THICKNESS / 2, 0.71 * HEIGHT
    pieces = [sphere("Boss", 0.03, (0, y, z), brass, "knocker", scale=(1, 0.6, 1), segments=24,
                     rings=12), torus("Ring", 0.045, 0.014, (0, y - 0.022, z - 0.042), brass,
                                      "knocker", rotation=(math.pi / 2 - 0.12, 0, 0), steps=36,
                                      sides=12), sphere("Plate", 0.012, (0, y - 0.005, z - 0.088),
                                                        brass, "knocker", segments=16, rings=8)]
    return [swing(join_meshes("Knocker", pieces))]
