import math
import random
from mathutils import Vector


def station(t):
    """Half beam, keel and sheer height of the hull at t: 0 at the bow, 1 at the transom."""
    if t < 0.62:
        half = (1 - (1 - t / 0.62) ** 2.1) ** 0.85
    else:
        half = 1 - 0.24 * ((t - 0.62) / 0.38) ** 2
    keel = 0.55 * max(0.0, 1 - t / 0.26) ** 2 + 0.16 * max(0.0, (t - 0.66) / 0.34) ** 2
    sheer = 1 + 0.34 * max(0.0, 1 - t / 0.75) ** 2 + 0.07 * max(0.0, (t - 0.7) / 0.3) ** 2
    lift = SKIN / 2 + keel_bar()
    return max(0.012, half) * BEAM / 2, lift + keel * HULL_DEPTH, lift + sheer * HULL_DEPTH


def keel_bar():
    """The radius of the bar along the keel, on which the boat stands."""
    return 0.0133 * BEAM


def along(t, height=1.0):
    """The y of a station; the stem rakes forward towards the sheer."""
    rake = 0.07 * LENGTH * max(0.0, 1 - t / 0.25) * (1 - height)
    return -LENGTH / 2 + t * LENGTH + rake


def hull_point(t, turn, inset=0.0):
    """A point of the skin: turn runs from -pi/2 (port sheer) over 0 (keel) to pi/2."""
    half, keel, sheer = station(t)
    rise = (1 - math.cos(turn)) ** 1.15
    x = math.copysign(abs(math.sin(turn)) ** 0.78, turn) * max(0.004, half - inset)
    return Vector((x, along(t, rise), keel + inset + (sheer - keel - inset) * rise))


def hull(planking):
    """The planked hull, an open shell that is closed by a transom."""
    turns = [math.pi / 2 * (-1 + k / 14) for k in range(29)]
    stations = [(k / 44) ** 1.25 for k in range(45)]
    rows = [[hull_point(t, a) for a in turns] for t in stations]
    shell = surface("Shell", rows, planking, "hull", thickness=SKIN, smooth=60)
    rim_line = [hull_point(1.0, a, SKIN / 2) for a in turns]
    transom = [[Vector((p.x, along(1.0) + d, p.z)) for p in rim_line] for d in (-0.02, 0.018)]
    board = loft("Transom", transom, planking, "hull", smooth=30)
    return [join_meshes("Hull", [shell, board])]


def strakes(trim):
    """The gunwale along the sheer, a rubbing strake below it, and the keel."""
    made = []
    stations = [(k / 24) ** 1.2 for k in range(25)]
    for turn, size in ((math.pi / 2, 0.022), (1.18, 0.011)):
        for side in (1, -1):
            line = [hull_point(t, side * turn) for t in stations]
            made.append(tube(f"Strake {len(made) + 1}", line, size * BEAM / 1.5, trim, "strakes",
                             smooth_path=2))
    line = [hull_point(t, 0) + Vector((0, 0, -SKIN / 2)) for t in [0.0] + stations[2:]]
    stem = [hull_point(0.0, 1.5 * (1 - k / 6)) for k in range(6)]
    stem = [Vector((0, p.y - 0.012, p.z)) for p in stem]
    made.append(tube(f"Strake {len(made) + 1}", stem + line, keel_bar(), trim, "strakes",
                     smooth_path=2))
    return made


def floorboards(deck_wood):
    """Planks over the bottom of the boat, on bearers from side to side."""
    pieces, z = [], 0.36 * HULL_DEPTH
    for index in range(5):
        x = BEAM * 0.105 * (index - 2)
        clear = [t for t in (0.2 + 0.775 * k / 59 for k in range(60))
                 if inner_half(t, z) > abs(x) + 0.052 * BEAM] or [0.45, 0.55]
        low, high = along(clear[0]), along(clear[-1])
        pieces.append(box("Board", (0.097 * BEAM, max(0.1, high - low), 0.018),
                          (x, (low + high) / 2, z), deck_wood, "floor", bevel=0.004))
    for t in (0.38, 0.55, 0.72):
        half = inner_half(t, z - 0.02) + 0.6 * SKIN
        pieces.append(box("Bearer", (2 * half, 0.05, 0.03), (0, along(t), z - 0.02), deck_wood,
                          "floor", bevel=0.005))
    return [join_meshes("Floorboards", pieces)]


def inner_half(t, z):
    """Half the clear width inside the hull at a station and height."""
    half, keel, sheer = station(t)
    if z <= keel + SKIN:
        return 0.0
    rise = min(1.0, (z - keel) / (sheer - keel))
    turn = math.acos(max(-1.0, 1 - rise ** (1 / 1.15)))
    return max(0.0, abs(math.sin(turn)) ** 0.78 * half - SKIN)


def thwarts(deck_wood):
    """The benches across the boat."""
    made = []
    for index in range(BENCH_COUNT):
        t = 0.40 + 0.5 * (index + 0.5) / BENCH_COUNT
        z = 0.74 * HULL_DEPTH
        half = inner_half(t, z) + SKIN
        made.append(box(f"Bench {index + 1}", (2 * half, 0.055 * LENGTH, 0.03),
                        (0, along(t), z), deck_wood, "benches", bevel=0.007))
    return made


def foredeck(deck_wood):
    """The deck over the bow, cambered, with a coaming at its rear edge."""
    rows = []
    for k in range(19):
        t = 0.012 + 0.30 * k / 18
        half, keel, sheer = station(t)
        rows.append([Vector((u * (half - 0.004), along(t), sheer - 0.008 + 0.05 * half * (
            1 - u * u))) for u in (-1 + i / 6 for i in range(13))])
    deck = surface("Deck", rows, deck_wood, "foredeck", thickness=0.02, smooth=40)
    coaming = tube("Coaming", rows[-1], 0.018, deck_wood, "foredeck", smooth_path=2)
    return [join_meshes("Foredeck", [deck, coaming])]


def mast_foot():
    """Where the mast is stepped: (y, height of its foot)."""
    return along(0.31), 0.36 * HULL_DEPTH


def boom_height():
    """The boom's height above the ground."""
    return station(0.4)[2] + 0.2 * HULL_DEPTH + 0.25


def spars(spar_wood):
    """Mast and boom, tapered, with a ball on the masthead."""
    y, low = mast_foot()
    top, r = MAST_HEIGHT, 0.019 * BEAM / 1.5 + 0.004 * MAST_HEIGHT
    mast = tube("Mast", [(0, y, low), (0, y, (low + top) / 2), (0, y, top - 1.5 * r)],
                [1.1 * r, r, 0.6 * r], spar_wood, "spars", sides=16)
    ball = sphere("Truck", 1.1 * r, (0, y, top - 1.1 * r), spar_wood, "spars", segments=20,
                  rings=12)
    boom = tube("Boom", [(0, y, boom_height()), (0, y + boom_length() / 2, boom_height() + 0.01),
                         (0, y + boom_length(), boom_height() + 0.03)],
                [0.75 * r, 0.8 * r, 0.6 * r], spar_wood, "spars", sides=14)
    return [join_meshes("Mast", [mast, ball]), boom]


def boom_length():
    """The boom's length: it ends over the transom."""
    return 0.66 * LENGTH


def mainsail(cloth):
    """The big sail behind the mast: full in the middle, with a curved leech."""
    y, low = mast_foot()
    foot, top = boom_height() + 0.07, MAST_HEIGHT - 0.05 * MAST_HEIGHT
    rows = []
    for i in range(33):
        v = i / 32
        chord = 0.95 * boom_length() * (1 - v) ** 0.86 + 0.015 * LENGTH
        chord += 0.075 * boom_length() * math.sin(math.pi * v)
        row = []
        for j in range(21):
            u = j / 20
            belly = SAIL_BELLY * chord * math.sin(math.pi * u ** 0.8) * (0.35 + 0.65 * math.sin(
                math.pi * min(1, v * 0.9 + 0.1)))
            row.append((belly, y + 0.01 + chord * u, foot + (top - foot) * v
                        + 0.03 * u * (1 - v)))
        rows.append(row)
    return [surface("Mainsail", rows, cloth, "mainsail", thickness=0.007)]


def jib(cloth):
    """The sail before the mast, set on the forestay."""
    y, low = mast_foot()
    bow = Vector((0, along(0.03), station(0.03)[2] + 0.12))
    head = Vector((0, y - 0.02, 0.80 * MAST_HEIGHT))
    clew = Vector((0.12 * BEAM, y + 0.06 * LENGTH, boom_height() + 0.1))
    rows = []
    for i in range(25):
        v = i / 24
        luff = bow.lerp(head, v * 0.97 + 0.015)
        leech = clew.lerp(head, v * 0.97 + 0.015)
        chord = (leech - luff).length
        row = []
        for j in range(15):
            u = j / 14
            belly = SAIL_BELLY * 1.15 * chord * math.sin(math.pi * u ** 0.75)
            row.append(luff.lerp(leech, u) + Vector((belly, 0, -0.03 * chord * math.sin(
                math.pi * u) * (1 - v))))
        rows.append(row)
    return [surface("Jib", rows, cloth, "jib", thickness=0.006)]


def rigging(rope):
    """Forestay, shrouds, backstay line and mainsheet."""
    y, low = mast_foot()
    head = Vector((0, y, 0.82 * MAST_HEIGHT))
    lines = [[(0, along(0.02), station(0.02)[2]), head],
             [(0, y + boom_length() * 0.9, boom_height() + 0.02),
              (0, along(0.97), station(0.97)[2] * 0.55), (0, along(0.97), 0.4 * HULL_DEPTH)]]
    for side in (1, -1):
        shroud = hull_point(0.42, side * math.pi / 2)
        lines.append([shroud, head])
    return [tube(f"Line {i + 1}", [Vector(a).lerp(Vector(b), k / 2) for a, b in zip(line, line[1:])
                                   for k in (0, 1)] + [line[-1]], 0.006, rope, "rigging", sides=8,
                 smooth_path=1) for i, line in enumerate(lines)]


def rudder(spar_wood):
    """Rudder on the transom and tiller over it."""
    t0 = along(1.0)
    half, keel, sheer = station(1.0)
    low, high = 0.02, sheer + 0.06
    blade = extrude("Blade", round_corners([(t0 + 0.012, low), (t0 + 0.012, high),
                                            (t0 + 0.07, high), (t0 + 0.09, 0.5 * high),
                                            (t0 + 0.26, 0.35 * high), (t0 + 0.24, low)], 0.04,
                                           closed=True),
                    0.03, (0, 0, 0), spar_wood, "rudder", bevel=0.008, axis="X")
    tiller = tube("Tiller", [(0, t0 + 0.06, high - 0.02), (0, t0 - 0.1 * LENGTH, high + 0.03),
                             (0, t0 - 0.2 * LENGTH, high + 0.05)], [0.018, 0.015, 0.02],
                  spar_wood, "rudder")
    return [join_meshes("Rudder", [blade, tiller])]


def rudder_joints():
    """The rudder turns on the transom."""
    return [hinge("Rudder", "hull", "rudder", at=(0, along(1.0), 0.5 * HULL_DEPTH), axis="z",
                  limits=(-25, 25))]


def pennant(bunting):
    """A pennant that flies from the masthead."""
    y, low = mast_foot()
    rows = []
    size = 0.1 * MAST_HEIGHT
    for k in range(25):
        v = k / 24
        x = 0.16 * size * math.sin(7 * v) * v
        half = 0.24 * size * (1 - v) + 0.002
        rows.append([(x, y + 1.8 * size * v, MAST_HEIGHT - 0.33 * size + half * u)
                     for u in (-1, -0.5, 0, 0.5, 1)])
    return [surface("Flag", rows, bunting, "flag", thickness=0.004)]


def sail_emblem(bunting):
    """A sun on both sides of the mainsail: a disc and its rays."""
    y, low = mast_foot()
    foot, top = boom_height() + 0.07, 0.95 * MAST_HEIGHT
    size = 0.13 * boom_length()
    middle = Vector((0, y + 0.36 * boom_length(), foot + 0.36 * (top - foot)))
    made = []
    chord = 0.95 * boom_length() * 0.64 ** 0.86 + 0.06 * LENGTH
    for side in (1, -1):
        rows = []
        for share in (0.05, 0.4, 0.75, 1.0):
            row = []
            for k in range(64):
                a = 2 * math.pi * k / 64
                reach = size * share * (1 + 0.35 * max(0, math.cos(12 * a)) * (share > 0.8))
                v = (middle.z + reach * math.sin(a) - foot) / (top - foot)
                chord = 0.95 * boom_length() * (1 - v) ** 0.86 + 0.015 * LENGTH
                chord += 0.075 * boom_length() * math.sin(math.pi * v)
                u = (middle.y + reach * math.cos(a) - y - 0.01) / chord
                belly = SAIL_BELLY * chord * math.sin(math.pi * u ** 0.8) * (
                    0.35 + 0.65 * math.sin(math.pi * min(1, v * 0.9 + 0.1)))
                row.append((belly + side * 0.0065, middle.y + reach * math.cos(a),
                            middle.z + reach * math.sin(a)))
            rows.append(row)
        made.append(surface(f"Emblem {len(made) + 1}", rows, bunting, "emblem", thickness=0.006,
                            closed_u=True))
    return made


def oars(spar_wood):
    """A pair of oars laid along the benches."""
    made = []
    z = 0.74 * HULL_DEPTH + 0.035
    for index, side in enumerate((1, -1)):
        x = side * 0.22 * BEAM
        shaft = tube("Shaft", [(x, along(0.42), z), (x, along(0.62), z), (x, along(0.86), z)],
                     0.02, spar_wood, "oars")
        blade = box("Blade", (0.13, 0.15 * LENGTH, 0.016), (x, along(0.42) - 0.05 * LENGTH, z),
                    spar_wood, "oars", bevel=0.007)
        made.append(join_meshes(f"Oar {index + 1}", [shaft, blade]))
    return made


def sea(waves):
    """A patch of sea round the hull, with ripples and a bow wave."""
    rows, level = [], 0.3 * HULL_DEPTH
    wide, deep = 1.5 * BEAM, 0.72 * LENGTH
    for i in range(61):
        v = -1 + i / 30
        row = []
        for j in range(61):
            u = -1 + j / 30
            x, y = u * wide, v * deep
            ripple = 0.035 * math.sin(5 * y / LENGTH * 3 + 2 * x) + 0.02 * math.sin(
                9 * x + 4 * y) * math.cos(3 * y)
            edge = max(0.0, 1 - max(u * u, v * v) ** 3)
            row.append((x, y, level + HULL_DEPTH * ripple * edge))
        rows.append(row)
    border = [rows[0][j] for j in range(61)] + [row[-1] for row in rows[1:]]
    border += [rows[-1][j] for j in range(59, -1, -1)] + [row[0] for row in rows[-2:0:-1]]
    skirt = surface("Skirt", [border, [(x, y, 0.0) for x, y, z in border]], waves, "sea",
                    closed_u=True, smooth=30)
    top = surface("Top", rows, waves, "sea")
    return [join_meshes("Sea", [top, skirt])]
