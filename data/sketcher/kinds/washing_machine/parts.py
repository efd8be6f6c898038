# A washing machine whose front looks to -Y, with a round door that is hinged on its left.
import math
from mathutils import Vector


def porthole():
    """The middle of the round opening in the front."""
    return Vector((0, -DEPTH / 2, 0.46 * HEIGHT))


def door_radius():
    """Half the door's diameter."""
    return DOOR_DIAMETER / 2


def door_joint():
    """The door turns about a pin beside its rim."""
    return [hinge("Door", "body", "door", at=porthole() + Vector((-door_radius() - 0.004, -0.001,
                                                                  0)),
                  axis="-z", limits=(0, DOOR_ANGLE))]


def drum_joint():
    """The drum turns about its axle."""
    return [hinge("Drum", "body", "drum", at=porthole(), axis="y")]


def drawer_joint():
    """The drawer slides out to the front."""
    return [slider("Drawer", "body", "drawer", at=(-0.3 * WIDTH, -DEPTH / 2, HEIGHT - 0.075),
                   axis="-y",
                   limits=(0, DRAWER_TRAVEL))]


def dial_joint():
    """The dial turns freely."""
    return [hinge("Dial", "body", "dial", at=(0, -DEPTH / 2, HEIGHT - 0.0695), axis="y")]


def body(enamel, dark, light):
    """The case with its round opening, a seal in it, a top and a flap below."""
    tall, hole = HEIGHT - 0.02 - FOOT_HEIGHT, door_radius() - 0.018
    z, middle = FOOT_HEIGHT + tall / 2, porthole()
    case = open_case("Case", (WIDTH, DEPTH - 0.02, tall), 0.02, 0.012, (0, 0.01, z), enamel, "body",
                     0.004)
    panel = HEIGHT - 0.12
    low = FOOT_HEIGHT + 0.002
    sheet = extrude("Front", rounded_rectangle(WIDTH, panel - low, 0.01), 0.02,
                    (0, -DEPTH / 2 + 0.01, (panel + low) / 2), enamel, "body", 0.003, "Y",
                    [circle(hole, 96, (0, middle.z - (panel + low) / 2))])
    tub = [(hole - 0.012, 0.075), (hole, 0.0), (hole + 0.015, 0.004), (hole + 0.015, 0.09),
           (hole - 0.012, 0.09)]
    seal = lathe("Seal", tub + tub[:1], middle, dark, "body")
    seal.rotation_euler = (-math.pi / 2, 0, 0)
    axle = cylinder("Axle", 0.03, 0.06, (0, DEPTH / 2 - 0.04, middle.z), dark, "body",
                    rotation=(math.pi / 2, 0, 0))
    made = [case, sheet, seal, axle, *front_panel(enamel, dark, light),
            slab("Top", (WIDTH, DEPTH, 0.022), 0.012, (0, 0, HEIGHT - 0.011), enamel, "body",
                 0.004),
            slab("Flap", (0.12, 0.006, 0.08), 0.006, (0.36 * WIDTH, -DEPTH / 2 - 0.0005, 0.1),
                 enamel,
                 "body", 0.002, "Y")]
    pin = middle + Vector((-door_radius() - 0.004, -0.001, 0))
    made.append(cylinder("Pin", 0.005, 0.09, pin, dark, "body", bevel=0.001, sides=24))
    return [join_meshes("Case", made)]


def front_panel(enamel, dark, light):
    """What is above the door: a bar with a bay for the drawer, the display and keys."""
    y, z, size = -DEPTH / 2, HEIGHT - 0.0695, 0.097
    x0, x1 = -0.465 * WIDTH, -0.135 * WIDTH
    made = [box("Bar", (WIDTH / 2 - x1, 0.02, size), ((WIDTH / 2 + x1) / 2, y + 0.01, z), enamel,
                "body"),
            box("Bar", (x0 + WIDTH / 2, 0.02, size), ((x0 - WIDTH / 2) / 2, y + 0.01, z), enamel,
                "body"),
            slab("Display", (0.24 * WIDTH, 0.004, 0.05), 0.006, (0.27 * WIDTH, y - 0.001, z), dark,
                 "body", 0.001, "Y"),
            solid_text("Time", "1:30", 0.02, 0.001, (0.24 * WIDTH, y - 0.0034, z - 0.008), light,
                       "body", rotation=(math.pi / 2, 0, 0))]
    for x in (x0 + 0.004, x1 - 0.004):
        made.append(box("Runner", (0.008, 0.2, 0.08), (x, y + 0.12, z), enamel, "body",
                        bevel=0.001))
    for k in range(3):
        made.append(cylinder("Key", 0.008, 0.006, ((0.31 + 0.035 * k) * WIDTH, y - 0.003, z), light,
                             "body", sides=24, rotation=(math.pi / 2, 0, 0)))
    return made


def drum(steel):
    """A steel drum with rows of holes and three ribs that lift the laundry."""
    r, deep = door_radius() - 0.03, DEPTH - 0.12
    wall = [(r - 0.012, 0.0), (r, 0.006), (r, deep), (0, deep), (0, deep - 0.004),
            (r - 0.004, deep - 0.004), (r - 0.004, 0.008), (r - 0.014, 0.003)]
    made = [lathe("Drum", wall + wall[:1], (0, 0, 0), steel, "drum")]
    for k in range(3):
        a = 2 * math.pi * k / 3
        made.append(box("Rib", (0.06, 0.03, 0.8 * deep),
                        ((r - 0.025) * math.cos(a), (r - 0.025) * math.sin(a), deep / 2), steel,
                        "drum", bevel=0.012, rotation=(0, 0, a)))
    turned = join_meshes("Drum", made)
    turned.location = porthole() + Vector((0, 0.092, 0))
    turned.rotation_euler = (-math.pi / 2, 0, 0)
    return [turned]


def door(ring, bowl, dark):
    """A ring with a glass bowl that reaches into the opening, and a grip on the right."""
    r = door_radius()
    line = [(0.8 * r, 0.001), (r, 0.001), (r, 0.012), (0.97 * r, 0.026), (0.88 * r, 0.034),
            (0.79 * r, 0.03), (0.77 * r, 0.014)]
    rim = lathe("Rim", round_corners(line, 0.003) + line[:1], (0, 0, 0), ring, "door")
    glass = [(0.82 * r, 0.016), (0.78 * r, -0.006), (0.72 * r, -0.05), (0.6 * r, -0.064), (0,
                                                                                           -0.068),
             (0, -0.063), (0.58 * r, -0.059), (0.69 * r, -0.046), (0.74 * r, 0.0), (0.77 * r, 0.02)]
    made = [rim, lathe("Bowl", glass + glass[:1], (0, 0, 0), bowl, "door", smooth=60)]
    made.append(slab("Grip", (0.02, 0.1, 0.016), 0.008, (0.93 * r, 0, 0.034), dark, "door", 0.004))
    made.append(cylinder("Knuckle", 0.0075, 0.05, (-r - 0.004, 0, 0.001), ring, "door", sides=24,
                         rotation=(math.pi / 2, 0, 0)))
    made.append(box("Strap", (0.03, 0.045, 0.008), (0.014 - r, 0, 0.008), ring, "door"))
    whole = join_meshes("Door", made)
    whole.location, whole.rotation_euler = porthole(), (math.pi / 2, 0, 0)
    return [whole]


def drawer(enamel, dark):
    """A front with a grip in it, before an open box."""
    wide, x, y = 0.33 * WIDTH - 0.004, -0.3 * WIDTH, -DEPTH / 2
    face = slab("Face", (wide, 0.018, 0.09), 0.006, (x, y + 0.005, HEIGHT - 0.0695), enamel,
                "drawer",
                0.003, "Y")
    grip = slab("Grip", (0.6 * wide, 0.004, 0.022), 0.01, (x, y - 0.003, HEIGHT - 0.09), dark,
                "drawer", 0.001, "Y")
    tray = open_box("Tray", (wide - 0.016, 0.2, 0.05), 0.004, 0.004, (x, y + 0.11, HEIGHT - 0.105),
                    enamel, "drawer", 0.01)
    return [join_meshes("Drawer", [face, grip, tray])]


def dial(ring, dark):
    """The dial in the middle of the bar."""
    place = (0, -DEPTH / 2 - 0.0003, HEIGHT - 0.0695)
    return [control_knob("Dial", place, DIAL_DIAMETER / 2, 0.03, ring, dark, "dial")]


def feet(dark):
    """Four feet to level it."""
    x, y = WIDTH / 2 - 0.05, DEPTH / 2 - 0.05
    return [cylinder(f"Foot {i + 1}", 0.02, FOOT_HEIGHT + 0.002, (u, v, FOOT_HEIGHT / 2 + 0.001),
                     dark,
                     "feet") for i, (u, v) in enumerate([(-x, -y), (x, -y), (-x, y), (x, y)])]
