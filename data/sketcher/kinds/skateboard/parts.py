import math
from mathutils import Vector


def deck_bottom():
    """The height of the deck's underside between the trucks."""
    return WHEEL_DIAMETER / 2 + TRUCK_HEIGHT


def half_width(x, inset=0.0):
    """Half the deck's width at x: straight sides, round nose and tail."""
    tip = LENGTH / 2 - inset
    shoulder = max(0.0, tip - 0.68 * WIDTH)
    k = min(1.0, max(0.0, abs(x) - shoulder) / (tip - shoulder))
    return max(0.0008, (WIDTH / 2 - inset) * (1.0 - k ** 2.4) ** (1 / 2.1))


def deck_rise(x, y):
    """How far the pressed deck stands above its lowest line: kicked ends and concave."""
    bend = WHEELBASE / 2 + 0.045
    k = max(0.0, abs(x) - bend) / max(0.02, LENGTH / 2 - bend)
    flat = 1.0 - min(1.0, k * 1.4)
    return KICK_HEIGHT * k ** 1.6 + CONCAVE * (2 * y / WIDTH) ** 2 * flat


def sheet(name, low, high, inset, material, part, first=None, last=None, ease=0, steps=64):
    """A layer of the deck from `low` to `high` above its underside, as wide as the deck less
    `inset`; first(p) and last(p) limit it along X (p: -1..1 across), ease refines it at a tip."""
    tip = LENGTH / 2 - inset
    across = [math.sin(math.pi / 2 * (-1 + i / 6)) for i in range(13)]
    rows = []
    for step in range(steps + 1):
        v = step / steps
        v = {0: v, -1: v * v, 1: 1 - (1 - v) ** 2, 2: (1 - math.cos(math.pi * v)) / 2}[ease]
        row = []
        for p in across:
            x0 = -tip if first is None else first(p)
            x1 = tip if last is None else last(p)
            x = x0 + (x1 - x0) * v
            y = p * half_width(x, inset)
            row.append((x, y, deck_bottom() + deck_rise(x, y) + (low + high) / 2))
        rows.append(row)
    return surface(name, rows, material, part, thickness=high - low, smooth=40)


def plies(maple, veneer):
    """The pressed veneers of the deck; every other one is dyed, which shows at the edge."""
    layer = DECK_THICKNESS / PLY_COUNT
    return [sheet(f"Ply {i + 1}", i * layer, (i + 1) * layer, 0.0006 * (i % 2),
                  pick(veneer, i // 2) if i % 2 else maple, "deck", ease=2, steps=56)
            for i in range(PLY_COUNT)]


def grip_tape(grit):
    """Coarse tape over the whole top, laid in bands of colour with wavy seams."""
    tip = LENGTH / 2 - 0.0015
    top = DECK_THICKNESS

    def seam(index):
        if index in (0, GRIP_BANDS):
            return lambda p: tip * (-1 if index == 0 else 1)
        middle = tip * (-0.92 + 1.84 * index / GRIP_BANDS)
        swing = min(0.055 * LENGTH, 0.42 * tip / GRIP_BANDS)
        return lambda p: middle + swing * math.sin(2.6 * p + 1.7 * index)

    made = []
    for index in range(GRIP_BANDS):
        ease = -1 if index == 0 else 1 if index == GRIP_BANDS - 1 else 0
        made.append(sheet(f"Grip Tape {index + 1}", top, top + 0.001, 0.0015, pick(grit, index),
                          "grip", seam(index), seam(index + 1), 2 if GRIP_BANDS == 1 else ease,
                          steps=30))
    return made


def truck_places():
    """(x, direction outwards) of the two trucks."""
    return [(WHEELBASE / 2, 1), (-WHEELBASE / 2, -1)]


def bolts(steel):
    """Four countersunk bolts a truck, with hexagon sockets, their nuts under the baseplate."""
    made = []
    head, shank = 0.0048, 0.0024
    for x, out in truck_places():
        for dx in (-0.0265, 0.0265):
            for dy in (-0.0205, 0.0205):
                top = DECK_THICKNESS + 0.0019 + deck_rise(x + dx, dy)
                end = -0.0165
                profile = [(0, top - 0.0014), (0.0019, top - 0.0014), (0.0021, top - 0.0002),
                           (head - 0.0005, top), (head, top - 0.0004), (shank, top - 0.003),
                           (shank, -0.0085), (0.0046, -0.0085), (0.0046, -0.013),
                           (shank, -0.0134), (shank, end), (0, end)]
                made.append(lathe(f"Bolt {len(made) + 1}", profile,
                                  (x + dx, dy, deck_bottom()), steel, "bolts", steps=18,
                                  smooth=30))
    return made


def baseplates(cast):
    """The cast plates under the deck, with a boss for the kingpin and a cup for the pivot."""
    made = []
    for index, (x, out) in enumerate(truck_places()):
        z = deck_bottom()
        plate = extrude("Plate", rounded_rectangle(0.083, 0.057, 0.009), 0.008,
                        (x, 0, z - 0.004), cast, "baseplates", bevel=0.0016)
        boss = cylinder("Boss", 0.017, 0.012, (x + out * 0.002, 0, z - 0.012), cast,
                        "baseplates", radius_top=0.021, bevel=0.0015)
        cup = cylinder("Cup", 0.0085, 0.016, (x + out * 0.029, 0, z - 0.014), cast, "baseplates",
                       radius_top=0.012, bevel=0.0015)
        made.append(join_meshes(f"Baseplate {index + 1}", [plate, boss, cup]))
    return made


def on_kingpin(name, profile, x, out, material, part, steps=32):
    """A turned piece on a truck's kingpin; profile heights run down the pin from its root."""
    lean = Vector((-out * math.sin(0.5), 0, -math.cos(0.5)))
    turned = lathe(name, profile, (x + out * 0.004, 0, deck_bottom() - 0.012), material, part,
                  steps=steps)
    turned.rotation_euler = lean.to_track_quat("Z", "Y").to_euler()
    return turned


def pin_reach():
    """The length of a kingpin from the baseplate to its tip."""
    return 0.95 * TRUCK_HEIGHT


def kingpins(steel):
    """The leaning bolt that holds a truck together, with washer and hexagon nut."""
    made, reach = [], pin_reach()
    for index, (x, out) in enumerate(truck_places()):
        pin = on_kingpin("Pin", [(0, -0.004), (0.0045, -0.004), (0.0045, reach - 0.001),
                                 (0.0035, reach), (0, reach)], x, out, steel, "kingpins")
        washer = on_kingpin("Washer", [(0.0044, 0.81 * reach), (0.0125, 0.81 * reach),
                                       (0.0125, 0.845 * reach), (0.0044, 0.845 * reach),
                                       (0.0044, 0.81 * reach)], x, out, steel, "kingpins")
        nut = on_kingpin("Nut", [(0.0044, 0.845 * reach), (0.0085, 0.845 * reach),
                                 (0.0085, 0.96 * reach), (0.0044, 0.97 * reach),
                                 (0.0044, 0.845 * reach)], x, out, steel, "kingpins", steps=6)
        made.append(join_meshes(f"Kingpin {index + 1}", [pin, washer, nut]))
    return made


def bushings(urethane):
    """Two springy urethane rings a truck, a barrel above the hanger and a cone below it."""
    made, reach = [], pin_reach()
    for x, out in truck_places():
        for low, high, end in ((0.06, 0.4, 0.0135), (0.54, 0.81, 0.0105)):
            profile = round_corners([(0.0045, low * reach), (0.0135, low * reach),
                                     (end, high * reach), (0.0045, high * reach)], 0.003)
            made.append(on_kingpin(f"Bushing {len(made) + 1}", profile + profile[:1], x, out,
                                   urethane, "bushings"))
    return made


def hanger_half():
    """Half the length of a hanger: from the truck's middle to the inner bearing."""
    return WIDTH / 2 - 0.9 * WHEEL_WIDTH


def hangers(cast):
    """The triangular castings that carry the axles, with the ring round the kingpin."""
    made, reach = [], pin_reach()
    axle_z, tall = WHEEL_DIAMETER / 2, 0.42 * TRUCK_HEIGHT
    slim = 0.3 * WHEEL_DIAMETER / 2
    for index, (x, out) in enumerate(truck_places()):
        sections = []
        for step in range(41):
            p = -1 + step / 20
            swell = max(0.0, math.cos(min(1.0, abs(p) / 0.78) * math.pi / 2)) ** 1.5
            wide, high = slim + 0.007 * swell, slim + tall * swell
            sections.append([(x + wide * math.cos(a), p * hanger_half(), axle_z
                              + (high if math.sin(a) > 0 else slim + 0.003 * swell) * math.sin(a))
                             for a in (2 * math.pi * k / 24 for k in range(24))])
        beam = loft("Beam", sections, cast, "hangers", smooth=50)
        ring = on_kingpin("Ring", round_corners(
            [(0.0046, 0.4 * reach), (0.0165, 0.4 * reach), (0.0165, 0.54 * reach),
             (0.0046, 0.54 * reach)], 0.0015) + [(0.0046, 0.4 * reach)], x, out, cast, "hangers")
        foot, cup = Vector((x, 0, axle_z + 0.5 * tall)), Vector(
            (x + out * 0.029, 0, deck_bottom() - 0.018))
        pivot = tube("Pivot", [foot, foot.lerp(cup, 0.5), cup], [0.0105, 0.0085, 0.006], cast,
                     "hangers", sides=20)
        made.append(join_meshes(f"Hanger {index + 1}", [beam, ring, pivot]))
    return made


def bearing_radius():
    """The outer radius of a bearing, which the wheels' cores are made for."""
    return 0.44 * WHEEL_DIAMETER / 2


def axles(steel):
    """The steel axles through the hangers."""
    long = WIDTH + 0.006
    return [cylinder(f"Axle {i + 1}", 0.36 * bearing_radius(), long,
                     (x, 0, WHEEL_DIAMETER / 2), steel, "axles", sides=24, bevel=0.0008,
                     rotation=(math.pi / 2, 0, 0)) for i, (x, out) in enumerate(truck_places())]


def axle_nuts(steel):
    """A lock nut outside each wheel."""
    made, hole = [], 0.35 * bearing_radius()
    thick = 0.1 * WHEEL_WIDTH + 0.0015
    profile = [(hole, 0), (0.62 * bearing_radius(), 0), (0.62 * bearing_radius(), 0.8 * thick),
               (0.5 * bearing_radius(), thick), (hole, thick), (hole, 0)]
    for x, out in truck_places():
        for side in (1, -1):
            nut = lathe(f"Axle Nut {len(made) + 1}", profile,
                        (x, side * (WIDTH / 2 - 0.1 * WHEEL_WIDTH), WHEEL_DIAMETER / 2), steel,
                        "nuts", steps=6, smooth=20)
            nut.rotation_euler = (-side * math.pi / 2, 0, 0)
            made.append(nut)
    return made


def wheel_places():
    """(x, y, side) of the four wheel centres."""
    return [(x, side * (WIDTH - WHEEL_WIDTH) / 2, side)
            for x, out in truck_places() for side in (1, -1)]


def wheels(urethane):
    """Smooth urethane wheels: round shoulders, dished faces, a seat for a bearing on each side."""
    big, seat, w = WHEEL_DIAMETER / 2, bearing_radius(), WHEEL_WIDTH
    half = [(big, 0.28 * w), (0.9 * big, 0.46 * w), (0.72 * big, 0.5 * w), (0.6 * big, 0.44 * w),
            (seat * 1.06, 0.415 * w), (seat, 0.405 * w), (seat, 0.16 * w), (0.6 * seat, 0.16 * w)]
    outline = half[::-1] + [(r, -z) for r, z in half]
    outline = round_corners(outline, 0.12 * w, steps=4, closed=True)
    made = []
    for i, (x, y, side) in enumerate(wheel_places()):
        wheel = lathe(f"Wheel {i + 1}", outline + outline[:1], (x, y, big), pick(urethane, i),
                      "wheels", steps=56, smooth=35)
        wheel.rotation_euler = (math.pi / 2, 0, 0)
        made.append(wheel)
    return made


def wheel_joints():
    """Each wheel turns on its axle, with its two bearings and their balls."""
    return [hinge(f"Wheel {i + 1}", f"Hanger {i // 2 + 1}", f"Wheel {i + 1}",
                  at=(x, y, WHEEL_DIAMETER / 2), axis="y",
                  carries=[f"{name} {2 * i + k}" for name in ("Bearing", "Balls") for k in (1, 2)])
            for i, (x, y, side) in enumerate(wheel_places())]


def bearing_places():
    """(middle, side) of the bearings: outside and inside of each wheel."""
    return [(Vector((x, y + face * 0.285 * WHEEL_WIDTH, WHEEL_DIAMETER / 2)), face)
            for x, y, side in wheel_places() for face in (side, -side)]


def bearings(steel, seal):
    """Ball bearings: outer and inner race, and a coloured seal behind the balls."""
    made, r, half = [], bearing_radius(), 0.12 * WHEEL_WIDTH
    chamfer = 0.05 * r
    for index, (middle, face) in enumerate(bearing_places()):
        pieces = []
        for outer, inner in ((r, 0.8 * r), (0.56 * r, 0.36 * r)):
            race = round_corners([(inner, -half), (outer, -half), (outer, half), (inner, half)],
                                 chamfer, steps=2, closed=True)
            pieces.append(lathe("Race", race + race[:1], (0, 0, 0), steel, "bearings", steps=40))
        back = [(0.54 * r, -0.5 * half), (0.82 * r, -0.5 * half), (0.82 * r, -0.1 * half),
                (0.54 * r, -0.1 * half), (0.54 * r, -0.5 * half)]
        pieces.append(lathe("Seal", back, (0, 0, 0), seal, "bearings", steps=40))
        bearing = join_meshes(f"Bearing {index + 1}", pieces)
        bearing.location = middle
        bearing.rotation_euler = (-face * math.pi / 2, 0, 0)
        made.append(bearing)
    return made


def balls(steel):
    """The balls that run between the races."""
    made, r = [], bearing_radius()
    for index, (middle, face) in enumerate(bearing_places()):
        ring = [sphere("Ball", 0.122 * r,
                       middle + Vector((0.68 * r * math.cos(a), face * 0.045 * WHEEL_WIDTH,
                                        0.68 * r * math.sin(a))),
                       steel, "balls", segments=12, rings=8)
                for a in (2 * math.pi * k / BALL_COUNT for k in range(BALL_COUNT))]
        made.append(join_meshes(f"Balls {index + 1}", ring))
    return made


def decal(name, outline, middle, size, layer, material, part, under=False):
    """A flat figure printed on the deck: its outline ([-1..1] about its middle) follows the
    deck's curve, `layer` puts it over the ones before."""
    ring = []
    for (x0, y0), (x1, y1) in zip(outline, outline[1:] + outline[:1]):
        ring += [(x0 + (x1 - x0) * k / 4, y0 + (y1 - y0) * k / 4) for k in range(4)]
    low = -0.0004 * (layer + 1) if under else DECK_THICKNESS + 0.001 + 0.0004 * layer
    vertices, faces, count, shares = [], [], len(ring), (0.25, 0.5, 0.75, 1.0)
    for z in (low, low + 0.0004):
        vertices.append((*middle, z + deck_bottom() + deck_rise(*middle)))
        for share in shares:
            for u, v in ring:
                x, y = middle[0] + u * share * size[0], middle[1] + v * share * size[1]
                vertices.append((x, y, z + deck_bottom() + deck_rise(x, y)))
    side = 1 + count * len(shares)
    for base in (0, side):
        for i in range(count):
            j = (i + 1) % count
            faces.append([base, base + 1 + i, base + 1 + j])
            for k in range(len(shares) - 1):
                a = base + 1 + k * count
                faces.append([a + i, a + count + i, a + count + j, a + j])
    last = 1 + count * (len(shares) - 1)
    faces += [[last + i, last + (i + 1) % count, side + last + (i + 1) % count, side + last + i]
              for i in range(count)]
    return add(name, mesh_of(name, vertices, faces), material, part, None, smooth=40)


def star(points, depth, turn=0.0):
    """The outline of a star in the unit circle; `depth` is the radius of its inner corners."""
    return [((1 if k % 2 == 0 else depth) * math.cos(math.pi * k / points + turn),
             (1 if k % 2 == 0 else depth) * math.sin(math.pi * k / points + turn))
            for k in range(2 * points)]


def graphics(ink):
    """A burst with a bolt of lightning between the trucks and a star at each end, on top of the
    grip and on the underside: (outline, middle, size, layer, ink)."""
    room, wide = WHEELBASE / 2 - 0.04, 0.46 * WIDTH
    flash = [(-0.45, -0.05), (-0.1, 0.92), (0.5, 0.92), (0.14, 0.18), (0.5, 0.18),
             (-0.35, -1.0), (-0.05, -0.05)]
    flash = [(-1.15 * y, 0.95 * x) for x, y in flash]
    figures = [(star(14, 0.7), (0, 0), (room, wide), 0, 0),
               (star(14, 0.66), (0, 0), (0.92 * room, 0.9 * wide), 1, 1),
               (star(14, 0.66, 0.22), (0, 0), (0.74 * room, 0.72 * wide), 2, 2),
               (circle(1.0, 24), (0, 0), (0.5 * room, 0.5 * wide), 3, 3),
               (flash, (0, 0), (0.86 * room, 0.84 * wide), 4, 0),
               (flash, (0, 0), (0.76 * room, 0.7 * wide), 5, 4)]
    near = WHEELBASE / 2 + 0.04
    reach = min((LENGTH / 2 - near) / 2, 0.36 * WIDTH)
    for out in (1, -1):
        middle, turn = (out * (near + reach * 1.02), 0), 0.0 if out > 0 else math.pi
        figures += [(star(5, 0.45, turn), middle, (reach, reach), 0, 0),
                    (star(5, 0.45, turn), middle, (0.8 * reach, 0.8 * reach), 1, 5)]
    made = []
    for under in (False, True):
        for outline, middle, size, layer, colour in figures:
            made.append(decal(f"Graphic {len(made) + 1}", outline, middle, size, layer,
                              pick(ink, colour), "graphic", under))
    return made


def rails(plastic_rail):
    """Slide rails along the underside."""
    made = []
    for index, side in enumerate((1, -1)):
        points = []
        for step in range(9):
            x = (WHEELBASE / 2 - 0.055) * (-1 + step / 4)
            y = side * 0.33 * WIDTH
            points.append((x, y, deck_bottom() + deck_rise(x, y) - 0.003))
        made.append(ribbon(f"Rail {index + 1}", points, 0.012, 0.007, plastic_rail, "rails",
                           bevel=0.002))
    return made


def underglow(tube_light):
    """Two glowing tubes under the deck."""
    made = []
    for index, side in enumerate((1, -1)):
        points = []
        for step in range(9):
            x = (WHEELBASE / 2 - 0.05) * (-1 + step / 4)
            y = side * 0.42 * WIDTH
            points.append((x, y, deck_bottom() + deck_rise(x, y) - 0.0035))
        made.append(tube(f"Light Tube {index + 1}", points, 0.004, pick(tube_light, index),
                         "underglow", sides=14))
    return made
