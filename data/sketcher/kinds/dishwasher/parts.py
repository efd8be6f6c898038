# A dishwasher whose front looks to -Y: its door is hinged below and folds down.
import math
from mathutils import Vector


def back_of_door():
    """Where the door ends and the case begins, in Y."""
    return -DEPTH / 2 + 0.041


def pin_of_door():
    """A point of the axis that the door turns about, below its inner edge."""
    return Vector((0, back_of_door() - 0.002, PLINTH_HEIGHT + 0.006))


def folding_joint():
    """The door folds down about its lower edge."""
    return [hinge("Door", "body", "door", at=pin_of_door(), axis="x", limits=(0, DOOR_ANGLE))]


def spray_joint():
    """The arm turns freely."""
    return [hinge("Spray arm", "body", "spray", at=(0, 0.02, PLINTH_HEIGHT + 0.04), axis="z")]


def plinth_of_dishwasher(dark):
    """A base that stands back, so that feet have room and the door can fold down."""
    return [box("Plinth", (WIDTH - 0.02, DEPTH - 0.06, PLINTH_HEIGHT),
                (0, 0.02, PLINTH_HEIGHT / 2), dark, "plinth", bevel=0.002)]


def tub_of_dishwasher(enamel, liner):
    """A case with a steel tub in it, a top over the door and a boss for the arm."""
    tall, deep = HEIGHT - 0.022 - PLINTH_HEIGHT, DEPTH / 2 - back_of_door() - 0.001
    y, z = DEPTH / 2 - deep / 2, PLINTH_HEIGHT + tall / 2
    made = [open_case("Case", (WIDTH, deep, tall), 0.01, 0.006, (0, y, z), enamel, "body", 0.002),
            open_case("Tub", (WIDTH - 0.02, deep - 0.012, tall - 0.02), 0.006, 0.016,
                      (0, y - 0.005, z), liner, "body", 0.001),
            slab("Top", (WIDTH, deep, 0.022), 0.004, (0, y, HEIGHT - 0.011), enamel, "body", 0.003),
            cylinder("Boss", 0.03, 0.032, (0, 0.02, PLINTH_HEIGHT + 0.03), liner, "body",
                     bevel=0.002)]
    for k in range(2):
        for side in (-1, 1):
            made.append(box("Rail", (0.012, deep - 0.08, 0.008),
                            (side * (WIDTH / 2 - 0.02), y, rack_low(k) - 0.0035), liner, "body",
                            bevel=0.001))
    return [join_meshes("Case", made)]


def rack_low(index):
    """The underside of a rack, the lower one first."""
    return (PLINTH_HEIGHT + 0.12, 0.55 * HEIGHT)[index]


def door_of_dishwasher(enamel, dark, chrome, light):
    """A door as thick as its works, a dark panel with keys on top of it, and a handle."""
    low, high, y = PLINTH_HEIGHT + 0.004, HEIGHT - 0.024, -DEPTH / 2
    panel, wide = 0.1, WIDTH - 0.002
    made = [slab("Front", (wide, 0.041, high - low - panel - 0.002), 0.004,
                 (0, y + 0.0205, (low + high - panel - 0.002) / 2), enamel, "door", 0.003, "Y"),
            slab("Panel", (wide, 0.041, panel), 0.004, (0, y + 0.0205, high - panel / 2), dark,
                 "door", 0.003, "Y"),
            box("Core", (wide - 0.02, 0.02, 0.02), (0, y + 0.022, high - panel), enamel, "door",
                bevel=0),
            solid_text("Time", "1:30", 0.024, 0.001, (0.34 * WIDTH, y - 0.0004, high - 0.06), light,
                       "door", rotation=(math.pi / 2, 0, 0))]
    for k in range(KEY_COUNT):
        made.append(cylinder("Key", 0.009, 0.004, ((0.075 * k - 0.42) * WIDTH, y - 0.001,
                                                   high - panel / 2), chrome, "door", bevel=0.001,
                             sides=24, rotation=(math.pi / 2, 0, 0)))
    end = 0.36 * WIDTH
    z = high - panel - 0.04
    made.append(bar_handle("Handle", (-end, y + 0.001, z), (end, y + 0.001, z), 0.028, 0.014,
                           chrome, "door"))
    return [join_meshes("Door", made)]


def dish_racks(wire):
    """Two baskets of wire on rails: a rim, a floor of bars and prongs between the plates."""
    made = []
    half, front, back = WIDTH / 2 - 0.023, -DEPTH / 2 + 0.075, DEPTH / 2 - 0.055
    for index in range(2):
        z, pieces = rack_low(index) + 0.0025, []
        for high in (0.0, 0.12):
            corners = [(-half, front, z + high), (half, front, z + high), (half, back, z + high),
                       (-half, back, z + high)]
            pieces.append(tube("Rim", corners, 0.003, wire, "racks", sides=8, closed=True,
                               smooth_path=1))
        for x, y in ((-half, front), (half, front), (half, back), (-half, back)):
            pieces.append(tube("Post", [(x, y, z), (x, y, z + 0.12)], 0.003, wire, "racks", sides=8,
                               smooth_path=1))
        count = round(2 * half / 0.045)
        for k in range(1, count):
            x = half * (2 * k / count - 1)
            pieces.append(tube("Bar", [(x, front, z + 0.12), (x, front, z), (x, back, z),
                                       (x, back, z + 0.12)], 0.002, wire, "racks", sides=6,
                               smooth_path=1))
            for share in (0.25, 0.5, 0.75):
                y = front + share * (back - front)
                pieces.append(tube("Prong", [(x, y, z), (x, y, z + 0.07)], 0.002, wire, "racks",
                                   sides=6, smooth_path=1))
        made.append(join_meshes(f"Rack {index + 1}", pieces))
    return made


def spray_arm(wire):
    """A flat arm on its boss, with nozzles."""
    z = PLINTH_HEIGHT + 0.0522
    made = [slab("Arm", (0.72 * WIDTH, 0.045, 0.012), 0.02, (0, 0.02, z), wire, "spray", 0.003)]
    for k in range(8):
        made.append(cylinder("Nozzle", 0.005, 0.005, ((0.088 * k - 0.308) * WIDTH, 0.02, z + 0.008),
                             wire, "spray", bevel=0.001, sides=16))
    return [join_meshes("Spray arm", made)]
