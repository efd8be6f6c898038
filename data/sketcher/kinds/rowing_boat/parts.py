# A rowing boat, its bow to the front: an open hull of overlapping planks that stands on its keel.
import math
from mathutils import Vector


def station(t):
    """Half beam, keel and sheer height of the hull at t: 0 at the bow, 1 at the transom."""
    if t < 0.58:
        half = (1 - (1 - t / 0.58) ** 2.1) ** 0.8
    else:
        half = 1 - (1 - STERN) * ((t - 0.58) / 0.42) ** 1.9
    keel = 0.5 * max(0.0, 1 - t / 0.22) ** 2 + 0.12 * max(0.0, (t - 0.7) / 0.3) ** 2
    sheer = 1 + 0.36 * max(0.0, 1 - t / 0.7) ** 2 + 0.1 * max(0.0, (t - 0.66) / 0.34) ** 2
    lift = SKIN / 2 + keel_bar()
    return max(0.012, half) * BEAM / 2, lift + keel * HULL_DEPTH, lift + sheer * HULL_DEPTH


def keel_bar():
    """The radius of the bar along the keel, on which the boat stands."""
    return 0.0145 * BEAM


def along(t, height=1.0):
    """The y of a station; the stem rakes forward towards the sheer."""
    rake = 0.08 * LENGTH * max(0.0, 1 - t / 0.22) * (1 - height)
    return -LENGTH / 2 + t * LENGTH + rake


def hull_point(t, turn, inset=0.0):
    """A point of the skin: turn runs from -pi/2 (port sheer) over 0 (keel) to pi/2."""
    half, keel, sheer = station(t)
    rise = (1 - math.cos(turn)) ** 1.1
    x = math.copysign(abs(math.sin(turn)) ** 0.75, turn) * max(0.004, half - inset)
    return Vector((x, along(t, rise), keel + inset + (sheer - keel - inset) * rise))


def hull(planking, inside):
    """Planks that overlap like tiles from keel to sheer, and a transom."""
    stations, planks, pieces = [(k / 40) ** 1.2 for k in range(41)], 6, []
    rows = [[hull_point(t, math.pi / 2 * (-1 + k / 18)) for k in range(37)] for t in stations]
    pieces.append(surface("Shell", rows, inside, "hull", thickness=0.5 * SKIN, smooth=60))
    for side in (-1, 1):
        for k in range(planks):
            low, high = k / planks, (k + 1.12) / planks
            strip = []
            for t in stations:
                strip.append([])
                for i in range(6):
                    turn = math.pi / 2 * min(1.0, low + (high - low) * i / 5)
                    out = SKIN * (0.72 - 0.42 * i / 5)
                    point = hull_point(t, side * turn)
                    away = Vector((point.x, 0.0, (point.z - station(t)[2]) * 0.6))
                    strip[-1].append(point + away.normalized() * out
                            if away.length > 1e-6 else point)
            pieces.append(surface("Plank", strip, planking, "hull", thickness=0.4 * SKIN,
                    smooth=40))
    turns = [math.pi / 2 * (-1 + k / 14) for k in range(29)]
    rim_line = [hull_point(1.0, a, SKIN / 2) for a in turns]
    transom = [[Vector((p.x, along(1.0) + d, p.z)) for p in rim_line] for d in (-0.02, 0.02)]
    pieces.append(loft("Transom", transom, planking, "hull", smooth=30))
    return [join_meshes("Hull", pieces)]


def strakes(trim):
    """A gunwale along either sheer, and the keel with the stem."""
    made, stations = [], [(k / 24) ** 1.2 for k in range(25)]
    for side in (1, -1):
        line = [hull_point(t, side * math.pi / 2) for t in stations]
        made.append(tube(f"Strake {len(made) + 1}", line, 0.017 * BEAM, trim, "strakes",
                smooth_path=2))
    line = [hull_point(t, 0) + Vector((0, 0, -SKIN / 2)) for t in [0.0] + stations[2:]]
    stem = [hull_point(0.0, 1.55 * (1 - k / 6)) for k in range(6)]
    stem = [Vector((0, p.y - 0.012, p.z)) for p in stem]
    made.append(tube("Strake 3", stem + line, keel_bar(), trim, "strakes", smooth_path=2))
    return made


def ribs(trim):
    """Bent ribs inside, from gunwale to gunwale."""
    made = []
    for i in range(RIB_COUNT):
        t = 0.16 + 0.76 * i / max(1, RIB_COUNT - 1)
        line = [hull_point(t, math.pi / 2 * (-0.97 + 1.94 * k / 16), 0.45 * SKIN)
                for k in range(17)]
        made.append(ribbon(f"Rib {i + 1}", line, 0.03, 0.016, trim, "ribs", up=(0, 1, 0.001),
                           smooth_path=2, bevel=0.004))
    return made


def inner_half(t, z):
    """Half the clear width inside the hull at a station and height."""
    half, keel, sheer = station(t)
    if z <= keel + SKIN:
        return 0.0
    rise = min(1.0, (z - keel) / (sheer - keel))
    turn = math.acos(max(-1.0, 1 - rise ** (1 / 1.1)))
    return max(0.0, abs(math.sin(turn)) ** 0.75 * half - SKIN)


def floorboards(deck):
    """Planks over the bottom, on bearers from side to side."""
    pieces, z = [], 0.3 * HULL_DEPTH
    for index in range(4):
        x = 0.112 * BEAM * (index - 1.5)
        clear = [t for t in (0.2 + 0.74 * k / 59 for k in range(60))
                 if inner_half(t, z) > abs(x) + 0.06 * BEAM] or [0.45, 0.55]
        low, high = along(clear[0]), along(clear[-1])
        pieces.append(box("Board", (0.1 * BEAM, max(0.1, high - low), 0.016), (x,
                (low + high) / 2, z),
                          deck, "floor", bevel=0.004))
    for t in (0.36, 0.55, 0.74):
        half = inner_half(t, z - 0.02) + 0.6 * SKIN
        pieces.append(box("Bearer", (2 * half, 0.05, 0.03), (0, along(t), z - 0.02), deck, "floor",
                          bevel=0.005))
    return [join_meshes("Floorboards", pieces)]


def benches(deck):
    """The benches across the boat, each on a knee at either side."""
    made = []
    for index in range(BENCH_COUNT):
        t = 0.24 + 0.7 * (index + 0.5) / BENCH_COUNT
        z = 0.72 * HULL_DEPTH
        front, back = inner_half(t - 0.026, z), inner_half(t + 0.026, z)
        half, y = max(front, back), along(t)
        wide = 0.055 * LENGTH
        outline = [(-front - 0.8 * SKIN, y - wide / 2), (front + 0.8 * SKIN, y - wide / 2),
                   (back + 0.8 * SKIN, y + wide / 2), (-back - 0.8 * SKIN, y + wide / 2)]
        board = extrude("Board", outline, 0.028, (0, 0, z), deck, "benches", bevel=0.006)
        knees = [box("Knee", (0.03, 0.03, 0.08), (side * 0.9 * half, y, z - 0.05), deck, "benches",
                     bevel=0.006) for side in (-1, 1)]
        made.append(join_meshes(f"Bench {index + 1}", [board] + knees))
    return made


def rowlock_place(side):
    """The middle of a rowlock's fork."""
    edge = hull_point(0.55, side * math.pi / 2)
    return edge + Vector((0, 0, 0.017 * BEAM + 0.052))


def rowlocks(metal):
    """A plate on each gunwale with a forked pin for the oar."""
    made = []
    for i, side in enumerate((-1, 1)):
        middle = rowlock_place(side)
        foot = middle - Vector((0, 0, 0.058))
        plate = box("Plate", (0.05, 0.09, 0.012), foot, metal, "rowlocks", bevel=0.003)
        pin = tube("Pin", [foot, middle - Vector((0, 0, 0.03))], 0.009, metal, "rowlocks", sides=16,
                   smooth_path=1)
        fork = [middle + Vector((0, 0.033 * math.cos(a), 0.033 * math.sin(a)))
                for a in (math.radians(150 + 240 * k / 16) for k in range(17))]
        horn = tube("Fork", fork, 0.008, metal, "rowlocks", sides=14, smooth_path=1)
        made.append(join_meshes(f"Rowlock {i + 1}", [plate, pin, horn]))
    return made


def oar_line(side):
    """Grip, fork and blade tip of an oar that lies in its rowlock, its blade near the ground."""
    fork = rowlock_place(side)
    slope = math.asin(min(0.6, max(0.05, (fork.z - 0.1) / (0.73 * OAR_LENGTH))))
    sweep = math.radians(32)
    ahead = Vector((side * math.cos(sweep) * math.cos(slope), math.sin(sweep) * math.cos(slope),
                    -math.sin(slope)))
    return fork - ahead * 0.22 * OAR_LENGTH, fork, fork + ahead * 0.72 * OAR_LENGTH


def oars(timber, paint):
    """An oar on either side: grip, loom with a leather's width of collar, and a painted blade."""
    made = []
    for i, side in enumerate((-1, 1)):
        grip_end, fork, tip = oar_line(side)
        step = tip - grip_end
        points = [grip_end + step * s for s in (0, 0.1, 0.12, 0.24, 0.5, 0.74)]
        loom = tube("Loom", points, [0.014, 0.016, 0.021, 0.022, 0.02, 0.016], timber, "oars",
                sides=20,
                    smooth_path=3)
        blade_points = [grip_end + step * s for s in (0.66, 0.74, 0.82, 0.92, 1.0)]
        blade = ribbon("Blade", blade_points, [0.03, 0.075, 0.125, 0.14, 0.12],
                       [0.024, 0.018, 0.012, 0.009, 0.008], paint, "oars", bevel=0.004)
        here = 0.22 / 0.94
        collar = tube("Collar", [grip_end + step * s for s in (here - 0.035, here + 0.035)], 0.0245,
                      paint, "oars", sides=20, smooth_path=1)
        made.append(join_meshes(f"Oar {i + 1}", [loom, blade, collar]))
    return made


def oar_joints():
    """Each oar swings with its rowlock."""
    return [hinge(f"{name} oar", "hull", f"Oar {i + 1}", at=rowlock_place(side), axis="z",
                  limits=(-25, 25), carries=[f"Rowlock {i + 1}"])
            for i, (name, side) in enumerate((("Right", -1), ("Left", 1)))]


def rope(fibre, metal):
    """A painter: a ring on the stem, and rope that falls to the ground and lies in a coil."""
    bow = hull_point(0.0, 1.2) + Vector((0, -0.012 - keel_bar(), 0))
    ring = torus("Ring", 0.03, 0.011, bow + Vector((0, -0.018, -0.02)), metal, "rope",
                 rotation=(0, math.pi / 2, 0), steps=32)
    r = 0.011
    start = bow + Vector((0, -0.018, -0.048))
    fall = [start, start + Vector((0, -0.02, -0.4 * (start.z - r))),
            Vector((0.02, start.y - 0.06, 0.25 * start.z)), Vector((0.06, start.y - 0.12, r))]
    coil = []
    for k in range(55):
        turn = math.tau * k / 18
        reach = 0.17 - 0.025 * k / 18
        coil.append(Vector((0.06 + reach * math.sin(turn),
                start.y - 0.12 - 0.17 + reach * math.cos(turn),
                            r + 0.0006 * k / 18)))
    line = tube("Line", fall + coil[1:], r, fibre, "rope", sides=10, smooth_path=3)
    low = min((matrix_of(line) @ v.co).z for v in line.data.vertices)
    line.location.z -= low
    return [join_meshes("Rope", [line, ring])]
