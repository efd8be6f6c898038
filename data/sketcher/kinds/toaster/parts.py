# A toaster along X: slots from end to end, lever and dial on its right end.
import math
from mathutils import Vector


def slots():
    """The middles of the two slots in Y, and half their length."""
    return (-0.2 * DEPTH, 0.2 * DEPTH), LENGTH / 2 - 0.06


def section(share):
    """The outline of the case across (y, z), drawn in to `share` of its size about its middle."""
    r = min(ROUNDING, 0.4 * DEPTH)
    half, low = DEPTH / 2, 0.02
    line = round_corners([(-half, low), (half, low), (half, low + 0.02), (half, HEIGHT),
                          (-half, HEIGHT), (-half, low + 0.02)], r, 10, closed=True)
    middle = (low + HEIGHT) / 2
    return [(y * share, max(low, middle + (z - middle) * share)) for y, z in line]


def lever_joint():
    """The lever slides down its slit."""
    return [slider("Lever", "body", "lever", at=(LENGTH / 2, 0, 0.7 * HEIGHT), axis="-z",
                   limits=(0, round(0.38 * HEIGHT, 3)))]


def dial_place():
    """The middle of the dial's back."""
    return Vector((LENGTH / 2 + 0.0001, 0.27 * DEPTH, 0.32 * HEIGHT))


def dial_joint():
    """The dial turns."""
    return [hinge("Dial", "body", "dial", at=dial_place(), axis="x", limits=(0, 270))]


def body(shell, chrome, dark):
    """A shell with round upper edges and flat ends, slots cut in its top with a metal frame."""
    sections = []
    for x, share in ((-1, 0.9), (-1, 0.95), (-0.985, 0.985), (-0.95, 1), (0.95, 1), (0.985, 0.985),
                     (1, 0.95), (1, 0.9)):
        sections.append([(x * LENGTH / 2, y, z) for y, z in section(share)])
    sections = sections[1:-1]
    case = loft("Case", sections, shell, "body", smooth=40)
    places, half = slots()
    plate = slab("Plate", (2 * half + 0.03, 0.4 * DEPTH + SLOT_WIDTH + 0.026, 0.006), 0.012,
                 (0, 0, HEIGHT - 0.0015), chrome, "body", 0.0015)
    for piece in (case, plate):
        boolean(piece, [box("Hole", (2 * half, SLOT_WIDTH, HEIGHT - 0.04),
                            (0, y, 0.05 + HEIGHT / 2), None, "", bevel=0) for y in places])
    shafts = [open_box("Shaft", (2 * half - 0.0004, SLOT_WIDTH - 0.0004, HEIGHT - 0.077), 0.0015,
                       0.002, (0, y, 0.0705), dark, "body") for y in places]
    slit = slab("Slit", (0.002, 0.009, 0.56 * HEIGHT), 0.004, (LENGTH / 2, 0, 0.53 * HEIGHT), dark,
                "body", 0.0004, "X")
    return [join_meshes("Case", [case, plate, *shafts, slit])]


def base(dark):
    """A dark foot under the case."""
    return [slab("Base", (LENGTH - 0.024, DEPTH - 0.024, 0.022), 0.03, (0, 0, 0.011), dark, "base",
                 0.004)]


def lever(chrome, dark):
    """A grip on a stem that slides in the slit."""
    x, z = LENGTH / 2, 0.7 * HEIGHT
    stem = box("Stem", (0.014, 0.005, 0.008), (x + 0.0081, 0, z), dark, "lever", bevel=0.001)
    grip = slab("Grip", (0.018, 0.05, 0.02), 0.008, (x + 0.02, 0, z), chrome, "lever", 0.004)
    return [join_meshes("Lever", [stem, grip])]


def dial(chrome, dark):
    """The dial beside the lever."""
    return [control_knob("Dial", dial_place(), DIAL_DIAMETER / 2, 0.014, chrome, dark, "dial",
                         (1, 0, 0))]


def bread(crumb, crust):
    """Two slices that look out of the slots: pale crumb in a brown crust."""
    line = [(-0.05, 0), (0.05, 0), (0.05, 0.075), (0.057, 0.095), (0.04, 0.115), (0, 0.11),
            (-0.04, 0.115), (-0.057, 0.095), (-0.05, 0.075)]
    wide = min(1.0, 2 * slots()[1] / 0.12)
    outline = [(x * wide, z - 0.055) for x, z in round_corners(line, 0.012, 5, closed=True)]
    made = []
    for i, y in enumerate(slots()[0]):
        place, thick = (0, y, HEIGHT - 0.012), SLOT_WIDTH - 0.0036
        rim = extrude("Crust", outline, thick - 0.002, place, crust, "bread", 0.003, "Y")
        core = extrude("Crumb", [(0.93 * x, 0.93 * z) for x, z in outline], thick, place, crumb,
                       "bread", 0.002, "Y")
        made.append(join_meshes(f"Bread {i + 1}", [rim, core]))
    return made


def cable(dark):
    """A cable with a plug that lies beside it."""
    x, r = -LENGTH / 2, 0.003
    line = [(x + 0.015, 0, 0.011), (x - 0.012, 0, 0.009), (x - 0.05, 0.02, r), (x - 0.09, 0.07, r),
            (x - 0.12, 0.02, 0.008)]
    plug = tube("Plug", [(x - 0.118, 0.022, 0.009), (x - 0.14, -0.012, 0.009)], [0.006, 0.009],
                dark,
                "cable", smooth_path=1)
    return [join_meshes("Cable", [tube("Cord", line, r, dark, "cable"), plug])]
