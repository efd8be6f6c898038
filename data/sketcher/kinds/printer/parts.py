# A printer whose front looks to -Y: the scanner's lid on top, paper behind it, a tray in front.
import math
from mathutils import Matrix

def case_height():
    """The case under the lid."""
    return HEIGHT - 0.024


def lid_joint():
    """The lid turns up about its back edge."""
    return [hinge("Lid", "body", "lid", at=(0, DEPTH / 2 - 0.046, case_height()), axis="-x",
                  limits=(0, LID_ANGLE))]


def printer_case(shell, dark, pane):
    """A case with the mouth for pages in front, a glass under the lid and a bay for the paper."""
    tall = case_height()
    case = slab("Case", (WIDTH, DEPTH, tall), 0.028, (0, 0, tall / 2), shell, "body", 0.006)
    mouth = box("Mouth", (0.68 * WIDTH, 0.1, 0.28 * HEIGHT),
                (0, -DEPTH / 2, 0.34 * HEIGHT), None, "", bevel=0)
    made = [boolean(case, [mouth]),
            box("Throat", (0.68 * WIDTH + 0.004, 0.004, 0.28 * HEIGHT + 0.004),
                (0, 0.05 - DEPTH / 2, 0.34 * HEIGHT), dark, "body", bevel=0),
            box("Glass", (WIDTH - 0.09, DEPTH - 0.13, 0.002), (0, -0.022, tall - 0.0008), pane,
                "body", bevel=0.0005),
            box("Bay", (0.6 * WIDTH, 0.03, 0.006), (0, DEPTH / 2 - 0.025, tall - 0.002), dark,
                "body", bevel=0.001)]
    for side in (-1, 1):
        made.append(box("Vent", (0.002, 0.3 * DEPTH, 0.05 * HEIGHT),
                        (side * WIDTH / 2, 0.1 * DEPTH, 0.3 * HEIGHT), dark, "body", bevel=0.0005))
    made.append(box("Socket", (0.06, 0.006, 0.024), (0.3 * WIDTH, DEPTH / 2 + 0.001, 0.05), dark,
                    "body", bevel=0.001))
    return [join_meshes("Case", made)]


def scanner_lid(lid_look):
    """A flat lid with soft edges, before the bay of the paper."""
    deep = DEPTH - 0.048
    return [slab("Lid", (WIDTH - 0.004, deep, 0.0235), 0.02,
                 (0, 0.002 - DEPTH / 2 + deep / 2, HEIGHT - 0.01175), lid_look, "lid", 0.005)]


def front_tray(dark):
    """A tray with a rim, which begins in the mouth."""
    wide, deep, z = 0.62 * WIDTH, TRAY_LENGTH + 0.03, 0.2 * HEIGHT
    y = 0.03 - DEPTH / 2 - deep / 2
    floor = slab("Floor", (wide, deep, 0.005), 0.014, (0, y, z + 0.0025), dark, "tray", 0.001)
    stop = box("Stop", (0.3 * wide, 0.006, 0.014), (0, y - deep / 2 + 0.004, z + 0.009), dark,
               "tray", bevel=0.002)
    return [join_meshes("Tray", [floor, stop])]


def printed_page(sheet, dark):
    """A page with lines of print on the tray."""
    long, z = 0.92 * TRAY_LENGTH + 0.02, 0.2 * HEIGHT + 0.006
    y = 0.02 - DEPTH / 2 - long / 2
    made = [box("Sheet", (0.52 * WIDTH, long, 0.002), (0, y, z), sheet, "page", bevel=0)]
    lines = [Matrix.Translation((0.02 * WIDTH * (k % 3 - 1), y + long * (0.08 * k - 0.4),
                                 z + 0.001))
             @ Matrix.Diagonal(((0.4 - 0.04 * (k % 3)) * WIDTH, 0.016 * long, 0.0004, 1))
             for k in range(8)]
    made.append(blocks("Print", lines, dark, "page", 0.1))
    return [join_meshes("Printed page", made)]


def leaning(name, size, forward, material, part):
    """A plate that stands in the bay and leans back, `forward` metres before the support."""
    wide, thick, tall = size
    plate = slab(name, (wide, thick, tall), 0.012, (0, -forward, tall / 2), material, part, 0.0008,
                 "Y")
    transform([plate], Matrix.Translation((0, DEPTH / 2 - 0.018, case_height() - 0.006))
              @ Matrix.Rotation(math.radians(-18), 4, "X"))
    return plate


def paper_support(dark):
    """A plate that the paper leans on."""
    return [leaning("Paper support", (0.58 * WIDTH, 0.005, 0.88 * PAPER_LENGTH), 0.0, dark,
                    "support")]


def blank_paper(sheet):
    """A stack of sheets before the support."""
    return [leaning("Paper", (0.52 * WIDTH, 0.006, PAPER_LENGTH), 0.0053, sheet, "paper")]


def printer_panel(dark, lit, shell):
    """A dark plate with a display and five keys over the mouth."""
    tall, y = min(0.38 * HEIGHT - 0.034, 0.06), -DEPTH / 2
    z = HEIGHT - 0.034 - tall / 2
    made = [slab("Plate", (0.72 * WIDTH, 0.006, tall), 0.3 * tall, (0, y, z), dark, "panel", 0.001,
                 "Y"),
            slab("Display", (0.16 * WIDTH, 0.002, 0.6 * tall), 0.1 * tall,
                 (-0.2 * WIDTH, y - 0.0034, z), lit, "panel", 0.0004, "Y")]
    for k in range(5):
        made.append(cylinder("Key", 0.22 * tall, 0.003, ((0.05 * k - 0.02) * WIDTH, y - 0.0034, z),
                             shell, "panel", bevel=0.0005, sides=24,
                             rotation=(math.pi / 2, 0, 0)))
    return [join_meshes("Panel", made)]
