# A church whose doors face -Y: a nave with a steep roof, and before it a tower with a spire.
import math
from mathutils import Matrix, Vector


def tower_front():
    """The front of the tower, and its middle."""
    return -LENGTH / 2 - 0.85 * TOWER_WIDTH, -LENGTH / 2 - 0.35 * TOWER_WIDTH


def nave(masonry, trim):
    """The walls with their gables, on a plinth, with buttresses between the windows."""
    line = [(-WIDTH / 2, 0), (WIDTH / 2, 0), (WIDTH / 2, WALL_HEIGHT), (0, WALL_HEIGHT + ROOF_RISE),
            (-WIDTH / 2, WALL_HEIGHT)]
    pieces = [extrude("Walls", line, LENGTH, (0, 0, 0), masonry, "nave", bevel=0.03, axis="Y"),
              box("Plinth", (WIDTH + 0.2, LENGTH + 0.2, 0.5), (0, 0, 0.25), trim, "nave",
                  bevel=0.05)]
    for side in (-1, 1):
        for k in range(WINDOW_COUNT + 1):
            y = -LENGTH / 2 + 0.3 + (LENGTH - 0.6) * k / WINDOW_COUNT
            pieces.append(box("Buttress", (0.16, 0.36, 0.78 * WALL_HEIGHT),
                              (side * (WIDTH / 2 + 0.03), y, 0.39 * WALL_HEIGHT), masonry, "nave",
                              bevel=0.04))
    return [join_meshes("Nave", pieces)]


def roof(slate):
    """Two slopes of slates over the nave, and a ridge."""
    over = 0.35
    slope = ROOF_RISE / (WIDTH / 2)
    pieces = [gable_roof("Slab", WIDTH, LENGTH, WALL_HEIGHT + 0.01, ROOF_RISE, 0.12, slate, "roof",
                         over=0.28)]
    lift = 0.12 * math.hypot(1, slope) + 0.02
    for way in (-1, 1):
        along = Vector((0, way * (LENGTH + 2 * over), 0))
        corner = Vector((way * (WIDTH / 2 + over), -way * (LENGTH / 2 + over),
                         WALL_HEIGHT - over * slope + lift))
        up = Vector((-way * (WIDTH / 2 + over), 0, ROOF_RISE + over * slope))
        pieces.append(tiled_slope("Slates", corner, along, up, max(8, round(up.length / 0.45)),
                                  round(LENGTH / 0.5), 0.045, slate, "roof", seed=way + 3))
    pieces.append(box("Ridge", (0.22, LENGTH + 2 * over, 0.12),
                      (0, 0, WALL_HEIGHT + ROOF_RISE + lift), slate, "roof", bevel=0.04))
    return [join_meshes("Roof", pieces)]


def tower(masonry, trim):
    """The tower with its plinth, bands and cornice."""
    w, y = TOWER_WIDTH, tower_front()[1]
    pieces = [box("Walls", (w, w, TOWER_HEIGHT - 0.1), (0, y, TOWER_HEIGHT / 2 - 0.05), masonry,
                  "tower", bevel=0.04)]
    for low, tall, proud in ((0, 0.5, 0.16), (0.52 * TOWER_HEIGHT, 0.18, 0.1),
                             (0.76 * TOWER_HEIGHT, 0.18, 0.1), (TOWER_HEIGHT - 0.3, 0.3, 0.3)):
        pieces.append(box("Band", (w + proud, w + proud, tall), (0, y, low + tall / 2), trim,
                          "tower", bevel=0.05))
    return [join_meshes("Tower", pieces)]


def spire(slate, gilt):
    """An eight-sided spire that flares at its foot, with a gilded cross."""
    y, low, w = tower_front()[1], TOWER_HEIGHT, TOWER_WIDTH
    rings = []
    for share, reach, square in ((0.0, 0.56, 1.0), (0.02, 0.56, 1.0), (0.12, 0.44, 0.45),
                                 (0.3, 0.33, 0.0), (1.0, 0.02, 0.0)):
        ring = []
        for k in range(8):
            a = math.pi / 4 * k + math.pi / 8
            x, v = math.cos(a), math.sin(a)
            edge = 1 / max(abs(x), abs(v))
            grow = edge * square + (1 - square) * 1.08
            ring.append((reach * w * x * grow, y + reach * w * v * grow,
                         low + share * SPIRE_HEIGHT))
        rings.append(ring)
    top = low + SPIRE_HEIGHT
    pieces = [loft("Spire", rings, slate, "spire", smooth=10),
              sphere("Ball", 0.16, (0, y, top), gilt, "spire", segments=24, rings=12),
              box("Cross", (0.1, 0.1, 1.0), (0, y, top + 0.6), gilt, "spire", bevel=0.02),
              box("Arm", (0.6, 0.1, 0.1), (0, y, top + 0.75), gilt, "spire", bevel=0.02)]
    return [join_meshes("Spire", pieces)]


def arched_window(wide, tall, place, pane, trim):
    """A window with a round arch in a frame, which faces -Y before `place` turns and moves it."""
    frame = extrude("Frame", arched_opening(wide + 0.24, tall + 0.14), 0.12, (0, 0, 0), trim,
                    "windows", bevel=0.03, axis="Y", holes=[[(x, z + 0.1) for x,
                                                             z in arched_opening(wide,
                                                                                 tall - 0.1)]])
    glass = extrude("Glass", [(x, z + 0.05) for x, z in arched_opening(wide + 0.04, tall - 0.03)],
                    0.06, (0, 0.01, 0), pane, "windows", bevel=0, axis="Y")
    bars = [box("Bar", (0.05, 0.09, tall), (0, 0, tall / 2), trim, "windows", bevel=0.01),
            box("Bar", (wide, 0.09, 0.05), (0, 0, 0.55 * tall), trim, "windows", bevel=0.01)]
    made = join_meshes("Window", [frame, glass, *bars])
    transform([made], place)
    return made


def windows(pane, trim):
    """Windows along the nave, at its rear, and in the belfry on all four sides."""
    pieces, bay = [], (LENGTH - 0.6) / WINDOW_COUNT
    wide, tall = min(0.9, 0.45 * bay), 0.58 * WALL_HEIGHT
    for side in (-1, 1):
        for k in range(WINDOW_COUNT):
            y = -LENGTH / 2 + 0.3 + (k + 0.5) * bay
            pieces.append(arched_window(wide, tall, Matrix.Translation((side * WIDTH / 2, y,
                                                                        0.27 * WALL_HEIGHT))
                                        @ Matrix.Rotation(side * math.pi / 2, 4, "Z"), pane, trim))
    pieces.append(arched_window(1.2, 0.8 * WALL_HEIGHT,
                                Matrix.Translation((0, LENGTH / 2, 0.3 * WALL_HEIGHT))
                                @ Matrix.Rotation(math.pi, 4, "Z"), pane, trim))
    w = TOWER_WIDTH
    for k in range(4):
        place = (Matrix.Translation((0, tower_front()[1], 0.8 * TOWER_HEIGHT))
                 @ Matrix.Rotation(math.pi / 2 * k, 4, "Z") @ Matrix.Translation((0, -w / 2, 0)))
        pieces.append(arched_window(0.26 * w, 0.14 * TOWER_HEIGHT, place, pane, trim))
    pieces.append(arched_window(0.2 * w, 0.11 * TOWER_HEIGHT,
                                Matrix.Translation((0, tower_front()[0], 0.38 * TOWER_HEIGHT)),
                                pane, trim))
    return [join_meshes("Windows", pieces)]


def door_outline(side, inset):
    """The half (x, z) of an arched doorway on one side of its middle."""
    half, tall = 0.24 * TOWER_WIDTH - inset, 2.5 - inset
    curve = arc((0, tall - half), half, 0, 90, 10)
    return [(side * 0.006, 0.15), (side * half, 0.15)] + [(side * max(0.006, x), z) for x,
                                                          z in curve]


def doors(timber, gilt):
    """Two wings of boards before the tower, with straps and rings."""
    made, y = [], tower_front()[0] - 0.13
    for name, side in (("Left Door", 1), ("Right Door", -1)):
        half = 0.24 * TOWER_WIDTH
        pieces = [board_wall("Boards", door_outline(side, 0), 0.08, 0.16, (0, y, 0), timber,
                             "doors")]
        pieces += [box("Strap", (0.75 * half, 0.02, 0.07), (side * 0.6 * half, y - 0.045, z), gilt,
                       "doors", bevel=0.005) for z in (0.5, 1.6)]
        pieces.append(torus("Ring", 0.07, 0.02, (side * 0.14, y - 0.06, 1.1), gilt, "doors",
                            rotation=(math.pi / 2, 0, 0), steps=24, sides=8))
        made.append(join_meshes(name, pieces))
    return made


def door_joints():
    """The wings open outward about their outer edges."""
    return [hinge(f"{name} opens", "tower", name,
                  at=(side * 0.24 * TOWER_WIDTH, tower_front()[0] - 0.17, 1.2), axis="z" if side > 0
                  else "-z", limits=(0, 90)) for name, side in (("Left Door", 1),
                                                                ("Right Door", -1))]


def tower_clock(gilt, pane):
    """A dial with hands and marks on the front of the tower."""
    r, y, z = 0.22 * TOWER_WIDTH, tower_front()[0], 0.66 * TOWER_HEIGHT
    turn = (math.pi / 2, 0, 0)
    pieces = [cylinder("Dial", r, 0.12, (0, y, z), pane, "clock", bevel=0.02, rotation=turn),
              torus("Rim", r, 0.1, (0, y - 0.05, z), gilt, "clock", rotation=turn)]
    pieces += [box("Mark", (0.05, 0.03, 0.16 * r),
                   (0.8 * r * math.sin(a), y - 0.07, z + 0.8 * r * math.cos(a)), gilt, "clock",
                   bevel=0.005, rotation=(0, a, 0)) for a in (math.pi / 6 * k for k in range(12))]
    for a, long in ((-1.05, 0.5), (1.05, 0.72)):
        pieces.append(box("Hand", (0.07, 0.03, long * r), (long / 2 * r * math.sin(a), y - 0.075,
                                                           z + long / 2 * r * math.cos(a)), gilt,
                          "clock", bevel=0.01, rotation=(0, a, 0)))
    return [join_meshes("Clock", pieces)]


def steps(trim):
    """Two broad steps before the doors."""
    front = tower_front()[0]
    return [join_meshes("Steps", [box("Step", (wide * TOWER_WIDTH, deep, 0.06),
                                      (0, front - deep / 2 + 0.02, low + 0.03), trim, "steps",
                                      bevel=0.015) for wide, deep, low in ((1.0, 1.3, 0.0),
                                                                           (0.8, 0.8, 0.06))])]
