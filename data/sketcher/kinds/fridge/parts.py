# A fridge that stands on a plinth, its front to -Y. The doors are hinged on the right.


def spaces():
    """The two compartments from below, as (name, lower end, upper end) of their doors."""
    low, split = 0.066, 0.06 + FREEZER * (HEIGHT - 0.06)
    return [("Freezer door", low, split - 0.003), ("Fridge door", split + 0.003, HEIGHT - 0.002)]


def front():
    """Where the doors end and the body begins, in Y; a thin seal lies between."""
    return -DEPTH / 2 + DOOR_THICKNESS


def door_joints():
    """Each door turns about the edge of its right side; what is on it goes along."""
    pin = (WIDTH / 2, front(), 0)
    return [hinge(name, "body", name, at=pin, axis="z", limits=(0, DOOR_ANGLE),
                  carries=[f"{name} handle"] + (["dispenser"] if i else []))
            for i, (name, _low, _high) in enumerate(spaces())]


def body(enamel, liner, rubber_seal, steel):
    """A case with a lining for each compartment, on a plinth with slots."""
    deep, y = DEPTH / 2 - front() - 0.001, (DEPTH / 2 + front() + 0.001) / 2
    made = [box("Plinth", (WIDTH - 0.03, deep - 0.03, 0.062), (0, y + 0.01, 0.031), rubber_seal,
                "body")]
    made.append(open_case("Case", (WIDTH, deep, HEIGHT - 0.06), 0.03, 0.5 * ROUNDING,
                          (0, y, 0.03 + HEIGHT / 2), enamel, "body", bevel=min(ROUNDING, 0.012)))
    for _name, low, high in spaces():
        tall = high - low - 0.05
        made.append(open_case("Lining", (WIDTH - 0.05, deep - 0.02, tall), 0.012, 0.02,
                              (0, y - 0.0095, (low + high) / 2), liner, "body", bevel=0.002))
    made.append(box("Rail", (WIDTH - 0.05, 0.04, 0.056),
                    (0, front() + 0.0215, 0.06 + FREEZER * (HEIGHT - 0.06)), liner, "body"))
    for k in range(12):
        made.append(box("Slot", (0.024, 0.004, 0.03),
                        (WIDTH * 0.8 * (k / 11 - 0.5), y + 0.025 - deep / 2, 0.03), steel, "body",
                        bevel=0.001))
    return [join_meshes("Body", made)]


def doors(enamel, liner, rubber_seal):
    """Thick doors with a seal and an inner panel; the upper one has bins for bottles."""
    made = []
    for i, (name, low, high) in enumerate(spaces()):
        z, tall = (low + high) / 2, high - low
        panel = box("Panel", (WIDTH, DOOR_THICKNESS - 0.006, tall),
                    (0, front() - DOOR_THICKNESS / 2 - 0.003, z), enamel, "doors", bevel=ROUNDING,
                    segments=5)
        seal = slab("Seal", (WIDTH - 0.03, 0.008, tall - 0.03), 0.01, (0, front() - 0.0045, z),
                    rubber_seal, "doors", 0.002, "Y")
        inner = slab("Inside", (WIDTH - 0.16, 0.02, tall - 0.16), 0.02, (0, front() + 0.007, z),
                     liner, "doors", 0.004, "Y")
        pieces = [panel, seal, inner]
        for k in range(3 if i else 0):
            bottom = low + 0.09 + k * (tall - 0.16) / 3
            pieces.append(open_box("Bin", (WIDTH - 0.2, 0.08, 0.09), 0.004, 0.004,
                                   (0, front() + 0.05, bottom), liner, "doors", 0.015))
        made.append(join_meshes(name, pieces))
    return made


def handles(steel):
    """A bar on each door, on the left: above the gap on the upper door, below it on the lower."""
    made, x, y = [], 0.044 - WIDTH / 2, -DEPTH / 2 + 0.002
    for i, (name, low, high) in enumerate(spaces()):
        long = min(HANDLE_LENGTH, 0.75 * (high - low))
        start = low + 0.06 if i else high - 0.06 - long
        made.append(bar_handle(f"{name} handle", (x, y, start), (x, y, start + long), 0.05, 0.018,
                               steel, "handles"))
    return made


def shelves(pane, liner):
    """Glass shelves with a rim, in the upper compartment behind the bins."""
    _name, low, high = spaces()[1]
    made, deep = [], DEPTH / 2 - 0.048 - (front() + 0.105)
    y = DEPTH / 2 - 0.048 - deep / 2
    first = low + 0.04 + 0.24 * (high - low)
    for i in range(SHELF_COUNT):
        z = first + (high - first) * i / SHELF_COUNT
        sheet = box("Pane", (WIDTH - 0.074, deep, 0.005), (0, y, z), pane, "shelves", bevel=0.001)
        rim = box("Rim", (WIDTH - 0.074, 0.012, 0.018), (0, y - deep / 2, z), liner, "shelves",
                  bevel=0.003)
        made.append(join_meshes(f"Shelf {i + 1}" if SHELF_COUNT > 1 else "Shelf", [sheet, rim]))
    return made


def drawer(liner):
    """A drawer for vegetables on the floor of the upper compartment."""
    _name, low, high = spaces()[1]
    deep = DEPTH / 2 - 0.05 - (front() + 0.105)
    size = (WIDTH - 0.085, deep, 0.2 * (high - low))
    return [open_box("Drawer", size, 0.005, 0.005, (0, DEPTH / 2 - 0.05 - deep / 2, low + 0.0372),
                     liner, "drawer", 0.02)]


def dispenser(rubber_seal, steel):
    """A niche for a glass in the upper door, with a spout and a grid."""
    _name, low, high = spaces()[1]
    y, z = -DEPTH / 2, low + 0.42 * (high - low)
    frame = slab("Niche", (0.17, 0.016, 0.24), 0.012, (0, y - 0.003, z), rubber_seal, "dispenser",
                 0.003, "Y")
    tray = box("Tray", (0.14, 0.01, 0.012), (0, y - 0.0115, z - 0.1), steel, "dispenser")
    spout = cylinder("Spout", 0.012, 0.03, (0, y - 0.011, z + 0.06), steel, "dispenser")
    screen_bar = box("Panel", (0.12, 0.004, 0.02), (0, y - 0.011, z + 0.098), steel, "dispenser")
    return [join_meshes("Water dispenser", [frame, tray, spout, screen_bar])]
