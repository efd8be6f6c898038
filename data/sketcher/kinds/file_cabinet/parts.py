# A cabinet for files whose fronts face -Y: a steel case on a plinth, drawers one above the other.
import math


def drawer_middles():
    """The height of the middle of each drawer, the lowest first."""
    return [PLINTH_HEIGHT + 0.019 + DRAWER_HEIGHT / 2 + k * (DRAWER_HEIGHT + 0.008)
            for k in range(DRAWER_COUNT)]


def height_of_case():
    """The case from the plinth to its top."""
    return 0.06 + DRAWER_COUNT * (DRAWER_HEIGHT + 0.008)


def plinth_of_files(base_paint):
    """A dark base that stands back."""
    return [box("Plinth", (WIDTH - 0.04, DEPTH - 0.04, PLINTH_HEIGHT), (0, 0, PLINTH_HEIGHT / 2),
                base_paint, "plinth", bevel=0.002)]


def cabinet_of_files(steel_paint):
    """A case that is open to the front, with a bar over the drawers and a runner at each side."""
    tall, wall = height_of_case(), 0.014
    made = [open_case("Case", (WIDTH, DEPTH, tall), wall, 0.008, (0, 0, PLINTH_HEIGHT + tall / 2),
                      steel_paint, "body", 0.002)]
    made.append(box("Bar", (WIDTH - 2 * wall + 0.004, 0.03, 0.036),
                    (0, 0.0155 - DEPTH / 2, PLINTH_HEIGHT + tall - 0.028), steel_paint, "body",
                    bevel=0.001))
    for z in drawer_middles():
        for side in (-1, 1):
            made.append(box("Runner", (0.013, 0.8 * DEPTH, 0.03),
                            (side * (WIDTH / 2 - wall - 0.0055), 0.04, z), steel_paint, "body",
                            bevel=0.001))
    return [join_meshes("Cabinet", made)]


def file_drawers(front_paint, chrome, card):
    """Open boxes with a front, a handle to reach into and a frame with a label over it."""
    made, deep = [], DEPTH - 0.09
    wide = WIDTH - 0.0526
    for index, z in enumerate(drawer_middles()):
        paint, y = pick(front_paint, index), -DEPTH / 2
        tray = open_box("Tray", (wide, deep, 0.72 * DRAWER_HEIGHT), 0.002, 0.002,
                        (0, y + 0.02 + deep / 2, z - 0.44 * DRAWER_HEIGHT), paint, "drawers")
        front = slab("Front", (WIDTH - 0.032, 0.022, DRAWER_HEIGHT), 0.006, (0, y + 0.011, z),
                     paint, "drawers", 0.003, "Y")
        end = min(0.12, 0.28 * WIDTH) / 2
        grip = bar_handle("Grip", (-end, y + 0.001, z), (end, y + 0.001, z), 0.037, 0.012, chrome,
                          "drawers")
        high = z + 0.25 * DRAWER_HEIGHT
        frame = slab("Label frame", (0.09, 0.004, 0.042), 0.003, (0, y - 0.001, high), chrome,
                     "drawers", 0.001, "Y")
        label = slab("Label", (0.08, 0.001, 0.032), 0.001, (0, y - 0.0032, high), card, "drawers",
                     0.0002, "Y")
        made.append(join_meshes(f"Drawer {index + 1}", [tray, front, grip, frame, label]))
    return made


def file_joints():
    """Each drawer slides out to the front."""
    travel = min(DRAWER_TRAVEL, 0.85 * DEPTH)
    return [slider(f"Drawer {k + 1}", "body", f"Drawer {k + 1}", (0, -DEPTH / 2, z), "-y",
                   limits=(0, travel)) for k, z in enumerate(drawer_middles())]


def file_lock(chrome, base_paint):
    """A round lock in the bar over the drawers."""
    place = (WIDTH / 2 - 0.041, -DEPTH / 2, PLINTH_HEIGHT + height_of_case() - 0.024)
    turn = (math.pi / 2, 0, 0)
    barrel = cylinder("Barrel", 0.009, 0.008, place, chrome, "lock", bevel=0.001, rotation=turn)
    slot = box("Slot", (0.002, 0.001, 0.009), (place[0], place[1] - 0.0042, place[2]), base_paint,
               "lock", bevel=0.0002)
    return [join_meshes("Lock", [barrel, slot])]
