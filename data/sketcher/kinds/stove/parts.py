# A cooker whose front looks to -Y: a hob on an oven, knobs between them.


def door_ends():
    """The lower and the upper end of the oven's door."""
    return 0.14, 0.14 + min(DOOR_HEIGHT, HEIGHT - 0.3)


def front():
    """Where the door ends and the body begins, in Y."""
    return -DEPTH / 2 + 0.032


def door_joint():
    """The door folds down about its lower edge."""
    return [hinge("Oven door", "body", "door", at=(0, -DEPTH / 2, door_ends()[0]), axis="x",
                  limits=(0, DOOR_ANGLE))]


def knob_places():
    """The names of the knobs and the middles of their backs, from the left."""
    z = (HEIGHT - 0.03 + door_ends()[1]) / 2
    return [(f"Knob {i + 1}", (0.8 * WIDTH * (i / (KNOB_COUNT - 1) - 0.5), -DEPTH / 2 - 0.0003, z))
            for i in range(KNOB_COUNT)]


def knob_joints():
    """Each knob turns."""
    return [hinge(name, "body", name, at=place, axis="y", limits=(0, 270))
            for name, place in knob_places()]


def burner_places():
    """The middles of the four burners, and how large each is."""
    return [(sx * 0.24 * WIDTH, sy * 0.22 * DEPTH, 1.0 if sx * sy < 0 else 0.78)
            for sy in (-1, 1) for sx in (-1, 1)]


def body(enamel, cap, iron):
    """The oven's case with its dark inside, the front above the door, a drawer and a plinth."""
    low, high = door_ends()
    deep, y = DEPTH / 2 - front() - 0.001, (DEPTH / 2 + front() + 0.001) / 2
    made = [open_case("Case", (WIDTH - 0.002, deep, high - low + 0.03), 0.03, 0.004, (0, y,
                                                                              (low + high) / 2),
                      enamel, "body", bevel=0.002),
            open_case("Oven", (WIDTH - 0.058, deep - 0.032, high - low - 0.028), 0.012, 0.02,
                      (0, y - 0.0155, (low + high) / 2), iron, "body", bevel=0.002),
            box("Front", (WIDTH, DEPTH, HEIGHT - 0.03 - high - 0.003),
                (0, 0, (HEIGHT - 0.03 + high + 0.003) / 2), enamel, "body"),
            box("Drawer", (WIDTH - 0.004, DEPTH, low - 0.073), (0, 0, (low + 0.067) / 2), enamel,
                "body", bevel=0.006),
            box("Grip", (0.4 * WIDTH, 0.012, 0.012), (0, -DEPTH / 2 - 0.004, low - 0.02), enamel,
                "body", bevel=0.004),
            box("Plinth", (WIDTH - 0.03, DEPTH - 0.06, 0.07), (0, 0.02, 0.035), cap, "body")]
    return [join_meshes("Body", made)]


def hob(top):
    """The plate of the hob, its skin a little lower than its rim."""
    plate = slab("Plate", (WIDTH, DEPTH, 0.03), 0.012, (0, 0, HEIGHT - 0.015), top, "hob", 0.005)
    ring = [(x, y, HEIGHT) for x, y in rounded_rectangle(WIDTH - 0.03, DEPTH - 0.03, 0.02)]
    rim = tube("Rim", ring, 0.002, top, "hob", closed=True, smooth_path=1)
    return [join_meshes("Hob", [plate, rim])]


def burners(iron, steel):
    """Gas burners: a ring with flame slots and a cap."""
    made = []
    for i, (x, y, size) in enumerate(burner_places()):
        r = 0.055 * size
        line = [(0, -0.001), (r, -0.001), (r, 0.003), (0.8 * r, 0.004), (0.78 * r, 0.011), (0,
                                                                                            0.011)]
        cap = [(0, 0.01), (0.74 * r, 0.01), (0.74 * r, 0.014), (0.66 * r, 0.017), (0, 0.018)]
        pieces = [lathe("Ring", line, (x, y, HEIGHT), steel, "burners"),
                  lathe("Cap", cap, (x, y, HEIGHT), iron, "burners")]
        made.append(join_meshes(f"Burner {i + 1}", pieces))
    return made


def grates(iron):
    """Two iron grates, each over a front and a back burner."""
    made = []
    for side, name in ((-1, "Left grate"), (1, "Right grate")):
        x, half, deep = side * 0.235 * WIDTH, 0.215 * WIDTH, 0.43 * DEPTH
        ring = [(x + u, v, HEIGHT + 0.026) for u, v in rounded_rectangle(2 * half, 2 * deep, 0.02)]
        pieces = [sweep("Frame", rounded_rectangle(0.009, 0.011, 0.002), ring, iron, "grates",
                        closed=True)]
        for u, v in rounded_rectangle(2 * half, 2 * deep, 0.001, 1)[::2]:
            pieces.append(cylinder("Foot", 0.006, 0.03, (x + 0.97 * u, 0.98 * v, HEIGHT + 0.0145),
                                   iron, "grates", bevel=0.001, sides=16))
        for sy in (-1, 1):
            y = sy * 0.22 * DEPTH
            for u in (-1, 1):
                pieces.append(box("Bar", (half - 0.02, 0.008, 0.012),
                                  (x + u * (half + 0.02) / 2, y, HEIGHT + 0.029), iron, "grates",
                                  bevel=0.002))
                pieces.append(box("Bar", (0.008, 0.21 * DEPTH - 0.02, 0.012),
                                  (x, y + u * (0.105 * DEPTH + 0.01), HEIGHT + 0.029), iron,
                                  "grates",
                                  bevel=0.002))
        made.append(join_meshes(name, pieces))
    return made


def hotplates(iron, steel):
    """Round hotplates in steel rings, in place of the gas."""
    made = []
    for i, (x, y, size) in enumerate(burner_places()):
        r = 0.09 * size
        line = [(0, -0.001), (0.93 * r, -0.001), (0.93 * r, 0.008), (0.9 * r, 0.009),
                (0.7 * r, 0.008), (0.68 * r, 0.009), (0.4 * r, 0.008), (0.38 * r, 0.009), (0,
                                                                                           0.008)]
        pieces = [lathe("Plate", line, (x, y, HEIGHT), iron, "hotplates"),
                  torus("Ring", 0.96 * r, 0.005, (x, y, HEIGHT + 0.001), steel, "hotplates")]
        made.append(join_meshes(f"Hotplate {i + 1}", pieces))
    return made


def back_board(enamel, pane):
    """A board behind the hob with a clock."""
    tall = BACK_HEIGHT + 0.03
    board = box("Board", (WIDTH, 0.03, tall), (0, DEPTH / 2 - 0.015, HEIGHT - 0.03 + tall / 2),
                enamel, "back", bevel=0.006)
    clock = slab("Clock", (0.12, 0.004, 0.55 * BACK_HEIGHT), 0.006,
                 (0, DEPTH / 2 - 0.031, HEIGHT + 0.5 * BACK_HEIGHT), pane, "back", 0.001, "Y")
    return [join_meshes("Back board", [board, clock])]


def oven_door(enamel, pane, steel):
    """A thick door with a dark window and a bar for a handle."""
    low, high = door_ends()
    z, tall, y = (low + high) / 2, high - low, -DEPTH / 2
    panel = slab("Panel", (WIDTH - 0.016, 0.031, tall), 0.006, (0, y + 0.0158, z), enamel, "door",
                 0.004, "Y")
    window = slab("Window", (0.68 * WIDTH, 0.004, 0.56 * tall), 0.02, (0, y - 0.0005,
                                                                       z - 0.03 * tall),
                  pane, "door", 0.001, "Y")
    bar = bar_handle("Handle", (-0.38 * WIDTH, y + 0.001, high - 0.045),
                     (0.38 * WIDTH, y + 0.001, high - 0.045), 0.045, 0.017, steel, "door")
    return [join_meshes("Oven door", [panel, window, bar])]


def knobs(cap, mark):
    """A row of knobs on the front."""
    return [control_knob(name, place, KNOB_DIAMETER / 2, 0.024, cap, mark, "knobs")
            for name, place in knob_places()]
