# A microwave oven whose front looks to -Y: the door on the left is hinged there, keys are right.
import math
from mathutils import Matrix


def front():
    """Where door and panel end and the case begins, in Y."""
    return -DEPTH / 2 + 0.022


def middle():
    """The middle of the oven behind the door, as (x, z), and its half width."""
    half = (WIDTH - PANEL_WIDTH) / 2
    return half - WIDTH / 2, (FOOT_HEIGHT + HEIGHT) / 2, half


def door_joint():
    """The door turns about the edge of its left side."""
    return [hinge("Door", "body", "door", at=(-WIDTH / 2, front(), 0), axis="-z",
                  limits=(0, DOOR_ANGLE))]


def knob_place():
    """The middle of the knob's back."""
    return WIDTH / 2 - PANEL_WIDTH / 2, -DEPTH / 2 - 0.0002, FOOT_HEIGHT + 0.24 * HEIGHT


def knob_joint():
    """The knob turns freely."""
    return [hinge("Knob", "panel", "knob", at=knob_place(), axis="y")]


def plate_joint():
    """The plate turns freely on the floor of the oven."""
    return [hinge("Glass plate", "body", "plate", at=(middle()[0], 0.01, FOOT_HEIGHT), axis="z")]


def body(enamel, liner, dark):
    """A case round a metal oven, the works beside it, and slots for air."""
    tall, deep = HEIGHT - FOOT_HEIGHT, DEPTH / 2 - front() - 0.0003
    x, z, half = middle()
    y = (DEPTH / 2 + front() + 0.0003) / 2
    made = [open_case("Case", (WIDTH, deep, tall), 0.012, 0.008, (0, y, z), enamel, "body", 0.002),
            open_case("Oven", (2 * half - 0.02, deep - 0.01, tall - 0.022), 0.008, 0.012,
                      (x, y - 0.0045, z), liner, "body", 0.001),
            box("Works", (PANEL_WIDTH - 0.006, deep - 0.014, tall - 0.022),
                (WIDTH / 2 - PANEL_WIDTH / 2 - 0.006, y - 0.004, z), dark, "body", bevel=0.001)]
    for k in range(10):
        for side in (-1, 1):
            made.append(box("Slot", (0.002, 0.06, 0.004),
                            (side * WIDTH / 2, DEPTH / 2 - 0.07, z + (0.03 * k - 0.13) * tall),
                            dark, "body", bevel=0.0005))
    return [join_meshes("Case", made)]


def door(dark, enamel, steel):
    """A framed door with a dark window, holes like a sieve behind it, and an upright handle."""
    x, z, half = middle()
    wide, tall, y = 2 * half - 0.002, HEIGHT - FOOT_HEIGHT - 0.002, -DEPTH / 2
    frame = slab("Frame", (wide, 0.0215, tall), 0.008, (x - 0.001, y + 0.0111, z), enamel, "door",
                 0.003, "Y")
    pane = slab("Window", (wide - 0.03, 0.004, tall - 0.04), 0.012, (x - 0.001, y - 0.0005, z),
                dark,
                "door", 0.001, "Y")
    made = [frame, pane]
    across, up = int((wide - 0.12) / 0.012), int((tall - 0.1) / 0.012)
    dots = [Matrix.Translation((x + 0.012 * (i - across / 2) - 0.012, y - 0.0026,
                                z + 0.012 * (k - up / 2) + 0.006))
            @ Matrix.Diagonal((0.005, 0.0004, 0.005, 1)) for i in range(across) for k in range(up)]
    made.append(blocks("Sieve", dots, steel, "door", 0.08))
    end = 0.36 * tall
    edge = x + half - 0.028
    made.append(bar_handle("Handle", (edge, y - 0.001, z - end), (edge, y - 0.001, z + end), 0.03,
                           0.013, steel, "door"))
    return [join_meshes("Door", made)]


def panel(dark, keys, light):
    """The panel with a display and twelve keys."""
    x, z, tall = WIDTH / 2 - PANEL_WIDTH / 2, middle()[1], HEIGHT - FOOT_HEIGHT - 0.002
    y = -DEPTH / 2
    made = [slab("Plate", (PANEL_WIDTH - 0.001, 0.022, tall), 0.008, (x, y + 0.011, z), dark,
                 "panel",
                 0.003, "Y"),
            slab("Display", (0.62 * PANEL_WIDTH, 0.002, 0.11 * tall), 0.003,
                 (x, y - 0.0003, z + 0.37 * tall), keys, "panel", 0.0004, "Y"),
            solid_text("Clock", "12:30", 0.07 * tall, 0.0008, (x, y - 0.0014, z + 0.37 * tall),
                       light,
                       "panel", rotation=(math.pi / 2, 0, 0))]
    for k in range(12):
        place = (x + 0.24 * PANEL_WIDTH * (k % 3 - 1), y - 0.0006,
                 z + (0.24 - 0.09 * (k // 3)) * tall)
        made.append(slab("Key", (0.19 * PANEL_WIDTH, 0.003, 0.055 * tall), 0.003, place, keys,
                         "panel",
                         0.0008, "Y"))
    return [join_meshes("Panel", made)]


def knob(steel, keys):
    """The knob under the keys."""
    return [control_knob("Knob", knob_place(), min(KNOB_DIAMETER, 0.4 * HEIGHT) / 2, 0.02, steel,
                         keys,
                         "knob")]


def glass_plate(pane, keys):
    """A round glass plate on its drive."""
    x, _z, half = middle()
    r = min(half - 0.05, DEPTH / 2 - 0.07)
    low = FOOT_HEIGHT + 0.0195
    drive = cylinder("Drive", 0.022, 0.018, (x, 0.01, low + 0.009), keys, "plate", bevel=0.002)
    line = [(0, 0.017), (0.8 * r, 0.017), (r, 0.026), (r, 0.029), (0.79 * r, 0.021), (0, 0.021)]
    plate = lathe("Plate", line, (x, 0.01, low), pane, "plate")
    return [join_meshes("Glass plate", [drive, plate])]


def feet(rubber_foot):
    """Four rubber feet."""
    x, y = WIDTH / 2 - 0.04, DEPTH / 2 - 0.04
    return [cylinder(f"Foot {i + 1}", 0.015, FOOT_HEIGHT + 0.002, (u, v, FOOT_HEIGHT / 2 + 0.001),
                     rubber_foot, "feet")
            for i, (u, v) in enumerate([(-x, 0.04 - y), (x, 0.04 - y), (-x, y), (x, y)])]
