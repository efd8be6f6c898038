# A computer keyboard. It is made lying flat, and then tilted up about its front edge.
import math
from mathutils import Matrix


def tilt(objects):
    """Raise the back of what was made flat."""
    foot = Matrix.Translation((0, -DEPTH / 2, 0))
    transform(objects, foot @ Matrix.Rotation(math.radians(SLOPE), 4, "X") @ foot.inverted())
    return objects


def fields():
    """The three fields of keys, as (left, right) ends: letters, arrows and the number pad."""
    unit = WIDTH / 23.6
    left = 0.55 * unit - WIDTH / 2
    return [(left, left + 15 * unit), (left + 15.35 * unit, left + 18.35 * unit),
            (left + 18.7 * unit, left + 22.5 * unit)]


def field(index, rows, material, part, first=0):
    """The keys of a field, from its row `first` on."""
    left, right = fields()[index]
    deep = 0.9 * DEPTH / 6
    low, high = -0.45 * DEPTH + first * deep, -0.45 * DEPTH + (first + len(rows)) * deep
    return key_field("Keys", (left, low), (right, high), rows, THICKNESS - 0.0005,
                     KEY_HEIGHT + 0.0005, material, part, 0.09 * deep * min(1, KEY_HEIGHT / 0.008))


def case(shell):
    """A flat case with round edges; a wedge below carries its raised back."""
    body = slab("Case", (WIDTH, DEPTH, THICKNESS), CORNER, (0, 0, THICKNESS / 2), shell, "case",
                bevel=0.15 * THICKNESS)
    tilt([body])
    rise = (DEPTH - 0.02) * math.sin(math.radians(SLOPE)) + 0.3 * THICKNESS
    wedge = [(-0.4 * DEPTH, 0), (0.42 * DEPTH, 0), (0.42 * DEPTH, rise),
             (-0.4 * DEPTH, 0.3 * THICKNESS)]
    foot = extrude("Wedge", wedge, 0.9 * WIDTH, (0, 0, 0), shell, "case", 0.001, "X")
    return [join_meshes("Case", [body, foot])]


def letter_keys(caps):
    """Letters, digits, and the digits of the number pad."""
    pad = [[2, 1, -1], [1, 1, 1, -1], [1, 1, 1, -1], [1, 1, 1, -1], [-1, 1, 1, -1]]
    return tilt([join_meshes("Keys", [
        field(0, key_rows(5), caps, "keys"),
        field(2, pad, caps, "keys")])])


def side_keys(dark_caps):
    """Everything else: shift and its like, functions, arrows, and the number pad's edge."""
    functions = [[-1, -0.5, 1, 1, 1, 1, -0.25, 1, 1, 1, 1, -0.25, 1, 1, 1, 1, -1]]
    arrows = [[1, 1, 1], [-1, 1, -1], [-3], [1, 1, 1], [1, 1, 1], [1, 1, 1]]
    edge = [[-3, 1], [-3, 1], [-3, 1], [-3, 1], [1, -2, 1], [1, 1, 1, 1]]
    return tilt([join_meshes("Side keys", [
        field(0, key_rows(5, letters=False), dark_caps, "side_keys"),
        field(0, functions, dark_caps, "side_keys", first=5),
        field(1, arrows, dark_caps, "side_keys"), field(2, edge, dark_caps, "side_keys")])])


def escape(accent):
    """The key in the far left corner, in a colour of its own."""
    row = [[1, -14]]
    key = field(0, row, accent, "escape", first=5)
    key.name = "Escape key"
    return tilt([key])


def cable(cord):
    """A cable that leaves the middle of the back and lies in a bow on the ground."""
    start, end, r = 0.45 * DEPTH, DEPTH / 2 + CABLE_LENGTH, 0.0024
    line = [(0, start, 0.4 * THICKNESS), (0, DEPTH / 2 + 0.02, 0.3 * THICKNESS),
            (0.02, DEPTH / 2 + 0.3 * CABLE_LENGTH, r),
            (-0.018, DEPTH / 2 + 0.7 * CABLE_LENGTH, r), (0, end, r)]
    return [tube("Cable", line, r, cord, "cable")]


def lights(light):
    """A bright plate that shows between the keys."""
    made = []
    for left, right in fields():
        made.append(box("Glow", (right - left - 0.004, 0.88 * DEPTH, 0.0012),
                        ((left + right) / 2, 0, THICKNESS + 0.0003), light, "lights", bevel=0.0003))
    return tilt([join_meshes("Lights", made)])


def wrist_rest(cord):
    """A soft pad before the case."""
    return [slab("Wrist rest", (WIDTH, 0.07, 0.9 * THICKNESS), 0.02,
                 (0, -DEPTH / 2 - 0.035, 0.45 * THICKNESS), cord, "rest",
                 bevel=0.22 * THICKNESS, segments=5)]
