# A ruler: one solid, marks and numbers cut into its upper face. The marks are notches with sloping
# sides, so that no thin walls are left between them.
import math


def ruler(plastic, ink):
    """A bar with round corners, a notch each millimetre and a number each centimetre: it measures
    from one end to the other."""
    outline = rounded_rectangle(LENGTH, WIDTH, 0.0015, 6)
    body = sharp_extrude("Ruler", outline, THICKNESS, (0, 0, THICKNESS / 2), plastic, "body")
    marks = [notch(i) for i in range(2, round(LENGTH * 1000) - 1)]
    boolean(body, join_meshes("Marks", marks))
    paint_notches(body, ink)
    numbers = [solid_text("Number", str(i), NUMBER_HEIGHT, MARK_DEPTH + 0.0005,
                          (0.01 * i - LENGTH / 2, number_foot(), THICKNESS - MARK_DEPTH),
                          ink, "") for i in range(1, math.ceil(LENGTH * 100 - 0.6))]
    boolean(body, join_meshes("Numbers", numbers), paint=True, crossing=True)
    if HOLE_DIAMETER > 0.001:
        reach = 0.003 + HOLE_DIAMETER / 2
        drill_holes(body, [(LENGTH / 2 - reach, WIDTH / 2 - reach, 0)], HOLE_DIAMETER)
    return [body]


def mark_length(index):
    """Long for centimetres, shorter for half ones and millimetres."""
    return WIDTH * (0.3 if index % 10 == 0 else 0.22 if index % 5 == 0 else 0.15)


def number_foot():
    """The y of the feet of the numbers: behind the longest marks."""
    return -WIDTH / 2 + mark_length(0) + 0.0016


def notch(index):
    """A notch from the front edge with sides of 45 degrees."""
    x, y, half = 0.001 * index - LENGTH / 2, -WIDTH / 2, MARK_DEPTH * 0.75
    half = min(half, 0.0004)
    outline = [(x - half - 0.0001, THICKNESS + 0.0001), (x, THICKNESS - half),
               (x + half + 0.0001, THICKNESS + 0.0001)]
    length = mark_length(index)
    return sharp_extrude("Mark", outline, length + 0.001, (0, y + (length - 0.001) / 2, 0), None,
                         "", axis="Y")


def paint_notches(body, ink):
    """The faces of the notches have the colour of the marks."""
    body.data.materials.append(ink[0] if isinstance(ink, list) else ink)
    for face in body.data.polygons:
        if 0.2 < face.normal.z < 0.95:
            face.material_index = len(body.data.materials) - 1
