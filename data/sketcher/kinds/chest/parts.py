# A treasure chest. The box is planked; the lid is a barrel of slats that turns on the rear edge.
import math
import random
from mathutils import Euler, Matrix, Vector


def lid_axis():
    """The middle of the hinge pins, behind the box, so that the lid turns clear of its edge."""
    return Vector((0, CHEST_DEPTH / 2 + 0.0112, BASE_HEIGHT))


def open_lid(objects):
    """Turn what belongs to the lid about the hinges, as far as the lid stands open."""
    pins = Matrix.Translation(lid_axis())
    turn = Matrix.Rotation(-math.radians(LID_ANGLE), 4, "X")
    transform(objects, pins @ turn @ pins.inverted())
    return objects


def lid_joints():
    """The lid turns about its pins; 0 is as it was built."""
    return [hinge("Lid", "base", "lid", at=lid_axis(), axis="-x",
                  limits=(-LID_ANGLE, 110 - LID_ANGLE))]


def hinge_leaves(way, iron_of_hinge, part):
    """The leaves of both hinges, above the pins (way 1) or below, with a tab to each barrel."""
    axis, pieces = lid_axis(), []
    for side in (-1, 1):
        x, y = side * 0.3 * CHEST_WIDTH, CHEST_DEPTH / 2 + 0.0057
        pieces.append(box("Leaf", (0.062, 0.0016, 0.024), (x, y, axis.z + way * 0.0185),
                          iron_of_hinge, part, bevel=0.0004))
        for step in (0,) if way > 0 else (-1, 1):
            pieces.append(box("Tab", (0.019, 0.0016, 0.009),
                              (x + 0.021 * step, y, axis.z + way * 0.0045), iron_of_hinge, part,
                              bevel=0))
    return pieces


def arch(inset, steps, rise=0.0):
    """Points (y, z) over the lid from front to rear, `inset` inside its outer face."""
    low = BASE_HEIGHT + rise
    return [(p[0], p[1]) for p in arc((0, low), (CHEST_DEPTH / 2 - inset, LID_RISE - inset),
                                      180, 0, steps)]


def base(oak_planks):
    """The box: planks round a floor, with the grain along each."""
    thick, pieces = 0.022, []
    tall = BASE_HEIGHT / PLANK_COUNT
    for i in range(PLANK_COUNT):
        z = (i + 0.5) * tall
        for side in (-1, 1):
            y = side * (CHEST_DEPTH - thick) / 2
            pieces.append(box("Plank", (CHEST_WIDTH, thick, tall), (0, y, z), oak_planks, "base",
                              bevel=0.0035, segments=2))
            x = side * (CHEST_WIDTH - thick) / 2
            size = (thick, CHEST_DEPTH - 2 * thick, tall)
            pieces.append(box("End", size, (x, 0, z), oak_planks, "base", bevel=0.0035, segments=2))
    floor = (CHEST_WIDTH - 2 * thick, CHEST_DEPTH - 2 * thick, thick)
    pieces.append(box("Floor", floor, (0, 0, thick / 2 + 0.004), oak_planks, "base"))
    return [join_meshes("Base", pieces)]


def lid(oak_planks, iron_bands):
    """A barrel of slats between two half-round ends, and the iron that runs over it."""
    thick, slats = 0.02, 8
    pieces = []
    for i in range(slats):
        turns = [180 - 180 * (i + t) / slats for t in (0.02, 0.35, 0.68, 0.98)]
        outer = [arc((0, BASE_HEIGHT), (CHEST_DEPTH / 2, LID_RISE), t, t, 1)[0] for t in turns]
        inner = [arc((0, BASE_HEIGHT), (CHEST_DEPTH / 2 - thick, LID_RISE - thick), t, t, 1)[0]
                 for t in reversed(turns)]
        pieces.append(extrude("Slat", outer + inner, CHEST_WIDTH, (0, 0, 0), oak_planks, "lid",
                              bevel=0.003, axis="X"))
    for side in (-1, 1):
        cap = arch(0.004, 28)
        at = (side * (CHEST_WIDTH / 2 - 0.014), 0, 0)
        pieces.append(extrude("End", cap, 0.024, at, oak_planks, "lid", bevel=0.002, axis="X"))
    for x in band_places():
        over = arch(-0.004, 28)
        line = [(x, y, z) for y, z in over]
        pieces.append(ribbon("Band", line, BAND_WIDTH, 0.006, iron_bands, "lid", up=(0, 0.001, 1),
                             smooth_path=1))
        for y, z in over[3:-2:4]:
            pieces.append(rivet((x, y, z), Vector((0, y, (z - BASE_HEIGHT) * 1.3)), iron_bands,
                                "lid"))
    for side in (-1, 1):
        size = (CHEST_WIDTH + 0.006, 0.006, 0.03)
        at = (0, side * (CHEST_DEPTH / 2 + 0.002), BASE_HEIGHT + 0.0155)
        pieces.append(box("Border", size, at, iron_bands, "lid", bevel=0.0015))
    ring = [(0.0034, -0.0095), (0.0055, -0.0095), (0.0055, 0.0095), (0.0034, 0.0095)]
    for side in (-1, 1):
        barrel = lathe("Barrel", ring + ring[:1], lid_axis() + Vector((side * 0.3 * CHEST_WIDTH,
                                                                       0, 0)),
                       iron_bands, "lid", steps=40)
        barrel.rotation_euler = (0, math.pi / 2, 0)
        pieces.append(barrel)
    pieces += hinge_leaves(1, iron_bands, "lid")
    hasp = box("Hasp", (0.036, 0.008, 0.07), (0, -CHEST_DEPTH / 2 - 0.008, BASE_HEIGHT + 0.036),
               iron_bands, "lid", bevel=0.003)
    return open_lid([join_meshes("Lid", pieces + [hasp])])


def band_places():
    """Where bands cross the chest, as X: one at either end and the others between."""
    reach = CHEST_WIDTH / 2 - 0.7 * BAND_WIDTH
    return [reach * (2 * i / (BAND_COUNT - 1) - 1) for i in range(BAND_COUNT)]


def rivet(at, outward, iron_of_rivet, part):
    """A round-headed rivet that looks outward."""
    head = sphere("Rivet", 0.0065, at, iron_of_rivet, part, scale=(1, 1, 0.7), segments=10, rings=6)
    head.rotation_euler = Vector(outward).to_track_quat("Z", "Y").to_euler()
    return head


def bands(iron_bands):
    """Iron bands down the front and the back, angle iron along the edges, rivets in rows, and
    what stays of the hinges."""
    pieces, thick = [], 0.006
    for side in (-1, 1):
        y = side * (CHEST_DEPTH / 2 + 0.002)
        for x in band_places():
            size = (BAND_WIDTH, thick, BASE_HEIGHT - 0.002)
            pieces.append(box("Band", size, (x, y, BASE_HEIGHT / 2 + 0.0005), iron_bands, "bands",
                              bevel=0.0015))
            for k in range(3):
                z = BASE_HEIGHT * (0.2 + 0.3 * k)
                at = (x, side * (CHEST_DEPTH / 2 + 0.0045), z)
                pieces.append(rivet(at, (0, side, 0), iron_bands, "bands"))
        x = side * (CHEST_WIDTH / 2 + 0.002)
        for end in (-1, 1):
            size = (thick, BAND_WIDTH, BASE_HEIGHT - 0.002)
            at = (x, end * (CHEST_DEPTH / 2 - BAND_WIDTH / 2 + 0.005), BASE_HEIGHT / 2 + 0.0005)
            pieces.append(box("Corner", size, at, iron_bands, "bands", bevel=0.0015))
        for z in (0.017, BASE_HEIGHT - 0.017):
            size = (CHEST_WIDTH + 0.006, 0.005, 0.03)
            at = (0, side * (CHEST_DEPTH / 2 + 0.0015), z)
            pieces.append(box("Border", size, at, iron_bands, "bands", bevel=0.0015))
            size = (0.005, CHEST_DEPTH + 0.006, 0.03)
            at = (side * (CHEST_WIDTH / 2 + 0.0015), 0, z)
            pieces.append(box("Border", size, at, iron_bands, "bands", bevel=0.0015))
    half = [(0.0, 0.034), (0.0035, 0.033), (0.0055, 0.0305), (0.0055, 0.01), (0.003, 0.0099)]
    line = [(r, -along) for r, along in half] + half[::-1]
    for side in (-1, 1):
        pin = lathe("Pin", line, lid_axis() + Vector((side * 0.3 * CHEST_WIDTH, 0, 0)),
                    iron_bands, "bands", steps=40)
        pin.rotation_euler = (0, math.pi / 2, 0)
        pieces.append(pin)
    return [join_meshes("Bands", pieces + hinge_leaves(-1, iron_bands, "bands"))]


def lock(brass_of_lock, iron_of_lock):
    """A shield-shaped lock plate with a keyhole, and a ring that the hasp goes over."""
    y, z = -CHEST_DEPTH / 2 - 0.007, BASE_HEIGHT - 0.065
    shield = [(-0.05, 0.055), (0.05, 0.055), (0.052, 0.0), (0.036, -0.038), (0.0, -0.06),
              (-0.036, -0.038), (-0.052, 0.0)]
    outline = [(u, z + v) for u, v in round_corners(shield, 0.012, 4, closed=True)]
    hole = [(u, z - 0.022 + v) for u, v in arc((0, 0.008), 0.0085, -60, 240, 12)
            + [(-0.0075, -0.018), (0.0075, -0.018)]]
    plate = extrude("Plate", outline, 0.012, (0, y, 0), brass_of_lock, "lock", bevel=0.002,
                    axis="Y", holes=[hole])
    back = box("Back", (0.03, 0.003, 0.045), (0, y + 0.004, z - 0.02), iron_of_lock, "lock",
               bevel=0.0005)
    staple = torus("Staple", 0.016, 0.008, (0, y - 0.008, z + 0.026), iron_of_lock, "lock",
                   rotation=(0, math.pi / 2, 0), steps=28, sides=10)
    return [join_meshes("Lock", [plate, back, staple])]


def handles(iron_of_handle):
    """A drop handle on a plate at either end."""
    made, z = [], 0.6 * BASE_HEIGHT
    for i, side in enumerate((-1, 1)):
        x = side * (CHEST_WIDTH / 2 + 0.003)
        pieces = [box("Plate", (0.006, 0.16, 0.045), (x, 0, z), iron_of_handle, "handles",
                      bevel=0.002)]
        out = x + side * 0.018
        for end in (-1, 1):
            pieces.append(torus("Eye", 0.011, 0.008, (x + side * 0.008, end * 0.055, z),
                                iron_of_handle,
                                "handles", rotation=(math.pi / 2, 0, 0), steps=24, sides=10))
        drop = [(out - side * 0.004, -0.058, z), (out, -0.066, z - 0.03), (out, -0.05, z - 0.07),
                (out, 0.0, z - 0.078), (out, 0.05, z - 0.07), (out, 0.066, z - 0.03),
                (out - side * 0.004, 0.058, z)]
        pieces.append(tube("Drop", drop, 0.0065, iron_of_handle, "handles", sides=12))
        made.append(join_meshes(f"Handle {i + 1}", pieces))
    return made


def heap(x, y):
    """Height of the treasure at a place: a mound in the middle of the chest."""
    u, v = 2 * x / (CHEST_WIDTH - 0.044), 2 * y / (CHEST_DEPTH - 0.044)
    swell = max(0.0, 1 - u * u) * max(0.0, 1 - v * v)
    return 0.82 * BASE_HEIGHT + (0.16 * BASE_HEIGHT + 0.24 * LID_RISE) * swell


def coins(gold_of_coins):
    """A mound of coins: a closed heap below, loose coins in all positions over it."""
    dice = random.Random(SEED)
    half_x, half_y, low = CHEST_WIDTH / 2 - 0.021, CHEST_DEPTH / 2 - 0.021, 0.5 * BASE_HEIGHT
    rows = []
    for i in range(25):
        x = half_x * (i / 12 - 1)
        line = [(x, half_y * (k / 9 - 1)) for k in range(19)]
        top = [(u, v, heap(u, v) - 0.004) for u, v in line]
        rows.append(top + [(u, v, low) for u, v in reversed(line)])
    mound = loft("Mound", rows, gold_of_coins, "coins", smooth=60)
    sides = 14
    rim = [(0.016 * math.cos(2 * math.pi * i / sides), 0.016 * math.sin(2 * math.pi * i / sides))
           for i in range(sides)]
    vertices = [(u, v, -0.0013) for u, v in rim] + [(u, v, 0.0013) for u, v in rim]
    faces = [list(range(sides - 1, -1, -1)), list(range(sides, 2 * sides))]
    faces += [[i, (i + 1) % sides, sides + (i + 1) % sides, sides + i] for i in range(sides)]
    placements = []
    for _ in range(COIN_COUNT):
        x, y = half_x * dice.uniform(-0.94, 0.94), half_y * dice.uniform(-0.92, 0.92)
        tilt = Euler((dice.gauss(0, 0.35), dice.gauss(0, 0.35), dice.uniform(0, 6.28)))
        at = Matrix.Translation((x, y, heap(x, y) + dice.uniform(-0.002, 0.004)))
        placements.append(at @ tilt.to_matrix().to_4x4())
    loose = scatter_mesh("Loose", placements, (vertices, faces), gold_of_coins, "coins", smooth=40)
    return [join_meshes("Coins", [mound, loose])]


def jewels(cut_stones):
    """Nine cut stones lying among the coins."""
    dice, made = random.Random(SEED + 1), []
    for i in range(9):
        turn = 2.4 * i
        far = 0.31 * math.sqrt((i + 0.5) / 9)
        x, y = far * CHEST_WIDTH * math.cos(turn), far * CHEST_DEPTH * math.sin(turn)
        radius = dice.uniform(0.014, 0.024)
        stone_cut = prism_gem(f"Jewel {i + 1}", radius, 1.2 * radius,
                              (x, y, heap(x, y) + 0.35 * radius),
                              pick(cut_stones, i), "jewels", sides=dice.choice((6, 8, 10)))
        stone_cut.rotation_euler = (dice.uniform(-0.5, 0.5), dice.uniform(-0.5, 0.5),
                                    dice.uniform(0, 6))
        made.append(stone_cut)
    return made
