import math
import random
from mathutils import Vector


def axle_span():
    """The y of the first and the last driving axle."""
    return -0.30 * LENGTH, LENGTH / 2 - 0.5 * CAB_LENGTH - 0.04 * LENGTH


def wheel_size():
    """The wheels' diameter: what is asked for, or what there is room for."""
    first, last = axle_span()
    return min(WHEEL_DIAMETER, (last - first) / (1.04 * (AXLE_COUNT - 1)))


def frame_top():
    """The top of the frame, on which boiler and cab stand."""
    return 1.04 * wheel_size()


def boiler_axis():
    """The height of the boiler's middle line."""
    return frame_top() + 0.53 * BOILER_DIAMETER


def cab_front():
    """The y of the cab's front wall; the boiler ends there."""
    return LENGTH / 2 - CAB_LENGTH - 0.02 * LENGTH


def frame(dark):
    """The long frame with the running boards along both sides."""
    pieces = [box("Beam", (0.56 * WIDTH, 0.97 * LENGTH, 0.36 * wheel_size()),
                  (0, 0, frame_top() - 0.18 * wheel_size()), dark, "frame", bevel=0.012),
              box("Board", (WIDTH, 0.94 * LENGTH, 0.06 * wheel_size()),
                  (0, 0.005 * LENGTH, frame_top() + 0.03 * wheel_size()), dark, "frame",
                  bevel=0.006)]
    low, high = 0.36 * wheel_size(), frame_top() - 0.3 * wheel_size()
    for y in axles_y():
        pieces.append(box("Axle Box", (0.52 * WIDTH, 0.24 * wheel_size(), high - low),
                          (0, y, (low + high) / 2), dark, "frame", bevel=0.008))
    return [join_meshes("Frame", pieces)]


def boiler(coat):
    """The boiler, a drum from the smokebox to the cab."""
    front, rear, r = -0.42 * LENGTH, cab_front() + 0.01, BOILER_DIAMETER / 2
    drum = cylinder("Boiler", r, rear - front, (0, (front + rear) / 2, boiler_axis()), coat,
                    "boiler", sides=64, bevel=0.03 * r, rotation=(math.pi / 2, 0, 0))
    return [drum]


def smokebox(dark, chrome):
    """The smokebox door at the front, domed, with hinges and a handwheel."""
    r, y = BOILER_DIAMETER / 2, -0.42 * LENGTH
    line = [(0.0, 0.06 * r), (1.03 * r, 0.06 * r), (1.03 * r, -0.16 * r), (0.9 * r, -0.2 * r)]
    door = [(0.84 * r, -0.2 * r), (0.82 * r, -0.27 * r), (0.55 * r, -0.36 * r), (0.0, -0.4 * r)]
    shell = lathe("Shell", round_corners(line + door, 0.03 * r), (0, 0, 0), dark, "smokebox",
                  smooth=40)
    pieces = [shell, torus("Wheel", 0.2 * r, 0.06 * r, (0, 0, -0.5 * r), chrome, "smokebox"),
              cylinder("Spindle", 0.045 * r, 0.2 * r, (0, 0, -0.45 * r), chrome, "smokebox")]
    for k in range(4):
        a = math.pi / 4 + math.pi / 2 * k
        line = [(share * r * math.cos(a), share * r * math.sin(a), -0.5 * r)
                for share in (0.0, 0.1, 0.2)]
        pieces.append(tube("Spoke", line, 0.025 * r, chrome, "smokebox", sides=8))
    for k in range(12):
        a = 2 * math.pi * k / 12
        pieces.append(sphere("Rivet", 0.045 * r, (0.93 * r * math.cos(a), 0.93 * r * math.sin(a),
                                                  -0.18 * r), chrome, "smokebox", segments=12,
                             rings=8))
    made = join_meshes("Smokebox", pieces)
    made.location, made.rotation_euler = (0, y, boiler_axis()), (-math.pi / 2, 0, 0)
    return [made]


def boiler_bands(gilt):
    """Brass bands round the boiler."""
    made, r = [], BOILER_DIAMETER / 2
    front, rear = -0.42 * LENGTH, cab_front()
    for k in range(BAND_COUNT):
        y = front + (rear - front) * (k + 0.8) / (BAND_COUNT + 0.5)
        line = [(r - 0.002, -0.03 * r), (1.02 * r, -0.03 * r), (1.02 * r, 0.03 * r),
                (r - 0.002, 0.03 * r), (r - 0.002, -0.03 * r)]
        ring = lathe(f"Band {k + 1}", line, (0, y, boiler_axis()), gilt, "bands", steps=64)
        ring.rotation_euler = (math.pi / 2, 0, 0)
        made.append(ring)
    return made


def chimney_y():
    """The y of the chimney."""
    return -0.36 * LENGTH


def chimney(dark, gilt):
    """The chimney, flared, with a brass cap."""
    r, low = 0.26 * BOILER_DIAMETER, boiler_axis() + 0.38 * BOILER_DIAMETER
    top = chimney_top()
    line = [(r * 1.35, low), (r * 1.25, low + 0.12 * BOILER_DIAMETER + 0.02),
            (r * 0.78, low + 0.26 * BOILER_DIAMETER), (r * 0.85, 0.5 * low + 0.5 * top),
            (r * 1.1, top - 0.04)]
    pipe = lathe("Pipe", [(0.0, low)] + [(p.x, p.y) for p in catmull(line, 6)]
                 + [(0.9 * r, top - 0.03), (0.7 * r, top - 0.14), (0.0, top - 0.14)],
                 (0, chimney_y(), 0), dark, "chimney", smooth=50)
    cap = [(1.02 * r, top - 0.05), (1.28 * r, top - 0.035), (1.32 * r, top - 0.01),
           (1.2 * r, top), (0.9 * r, top), (0.88 * r, top - 0.05)]
    crown = lathe("Cap", cap + cap[:1], (0, chimney_y(), 0), gilt, "chimney", smooth=50)
    return [join_meshes("Chimney", [pipe, crown])]


def chimney_top():
    """The height of the chimney's rim."""
    return boiler_axis() + 0.5 * BOILER_DIAMETER + CHIMNEY_HEIGHT


def domes(gilt, coat):
    """The steam dome and the sand dome on the boiler."""
    made = []
    front, rear = -0.42 * LENGTH, cab_front()
    base = boiler_axis() + 0.36 * BOILER_DIAMETER
    for i, (share, size, skin_of) in enumerate(((0.45, 0.25, gilt), (0.76, 0.2, coat))):
        r = size * BOILER_DIAMETER
        top = base + 0.14 * BOILER_DIAMETER + 1.15 * r
        line = [(1.3 * r, base), (1.1 * r, base + 0.13 * BOILER_DIAMETER), (r, base + 0.24
                * BOILER_DIAMETER), (0.97 * r, top - 0.55 * r), (0.7 * r, top - 0.15 * r)]
        shell = [(p.x, p.y) for p in catmull(line, 5)] + [(0.4 * r, top - 0.03 * r), (0.0, top)]
        made.append(lathe(f"Dome {i + 1}", [(0.0, base)] + shell, (
            0, front + share * (rear - front), 0), skin_of, "domes", smooth=60))
    return made


def cab_top():
    """The height of the cab's walls."""
    return frame_top() + CAB_HEIGHT


def cab(coat, pane, gilt):
    """The driver's cab with framed windows."""
    y0, y1 = cab_front(), cab_front() + CAB_LENGTH
    low, high, x = frame_top() + 0.02, cab_top(), 0.485 * WIDTH
    wall, pieces = 0.035 * WIDTH, []
    z0, z1 = low + 0.52 * (high - low), high - 0.1 * (high - low)
    w0, w1 = y0 + 0.18 * CAB_LENGTH, y1 - 0.18 * CAB_LENGTH
    for side in (1, -1):
        outline = [(y0, low), (y1, low), (y1, high), (y0, high)]
        hole = [((w0 + w1) / 2 + u, (z0 + z1) / 2 + v)
                for u, v in rounded_rectangle(w1 - w0, z1 - z0, 0.18 * (z1 - z0), 5)]
        pieces.append(extrude("Side", outline, wall, (side * (x - wall / 2), 0, 0), coat, "cab",
                              bevel=0.006, axis="X", holes=[hole]))
        pieces.append(box("Pane", (0.2 * wall, w1 - w0 + 0.01, z1 - z0 + 0.01),
                          (side * (x - wall / 2), (w0 + w1) / 2, (z0 + z1) / 2), pane, "cab",
                          bevel=0.001))
        pieces.append(tube("Window Frame", [(side * x, u, v) for u, v in hole],
                           0.012 * WIDTH, gilt, "cab", sides=8, closed=True, smooth_path=1))
    front = [(-x + wall, low), (x - wall, low), (x - wall, high), (-x + wall, high)]
    portholes = []
    for side in (1, -1):
        portholes.append(circle(0.12 * WIDTH, 24, (side * 0.29 * WIDTH, (z0 + z1) / 2 + 0.03)))
    pieces.append(extrude("Front", front, wall, (0, y0 + wall / 2, 0), coat, "cab", bevel=0.004,
                          axis="Y", holes=portholes))
    for side, hole in zip((1, -1), portholes):
        pieces.append(cylinder("Pane", 0.125 * WIDTH, 0.2 * wall, (
            side * 0.29 * WIDTH, y0 + wall / 2, (z0 + z1) / 2 + 0.03), pane, "cab",
            rotation=(math.pi / 2, 0, 0)))
        pieces.append(torus("Window Frame", 0.12 * WIDTH, 0.024 * WIDTH, (
            side * 0.29 * WIDTH, y0, (z0 + z1) / 2 + 0.03), gilt, "cab",
            rotation=(math.pi / 2, 0, 0)))
    pieces.append(box("Back", (2 * (x - wall), wall, 0.48 * (high - low)),
                      (0, y1 - wall / 2, low + 0.24 * (high - low)), coat, "cab", bevel=0.006))
    return [join_meshes("Cab", pieces)]


def roof(accent):
    """The arched roof over the cab."""
    y0, y1 = cab_front() - 0.035 * LENGTH, cab_front() + CAB_LENGTH + 0.03 * LENGTH
    x, rise = 0.55 * WIDTH, 0.11 * WIDTH
    rows = []
    for y in (y0, y0 + 0.01, (y0 + y1) / 2, y1 - 0.01, y1):
        rows.append([(x * u, y, cab_top() + 0.012 + rise * (1 - u * u) - 0.35 * rise)
                     for u in (-1 + k / 10 for k in range(21))])
    shell = surface("Shell", rows, accent, "roof", thickness=0.03 * WIDTH, smooth=40)
    fill_in = [(x * 0.86 * u, cab_top() + 0.01 + rise * (1 - (0.86 * u) ** 2) - 0.35 * rise)
               for u in (-1 + k / 10 for k in range(21))]
    gable = fill_in + [(0.86 * x, cab_top() - 0.012), (-0.86 * x, cab_top() - 0.012)]
    front = extrude("Gable", gable, CAB_LENGTH * 0.97, (0, cab_front() + CAB_LENGTH / 2, 0), accent,
                    "roof", bevel=0.002, axis="Y")
    return [join_meshes("Roof", [shell, front])]


def axles_y():
    """Where the driving axles stand."""
    first, last = axle_span()
    return [first + (last - first) * k / (AXLE_COUNT - 1) for k in range(AXLE_COUNT)]


def wheel_x():
    """The distance of the wheels from the middle."""
    return 0.36 * WIDTH


def wheels(paint_red, chrome):
    """Spoked driving wheels with flanges and cranks, on their axles."""
    made, r, half = [], wheel_size() / 2, 0.05 * WIDTH
    for i, y in enumerate(axles_y()):
        pieces = [cylinder("Axle", 0.09 * r, 2 * wheel_x(), (0, y, r), chrome, "wheels",
                           rotation=(0, math.pi / 2, 0))]
        for side in (1, -1):
            tread = [(0.8 * r, -half), (r, -half), (r, -0.6 * half), (0.93 * r, -0.5 * half),
                     (0.91 * r, half), (0.8 * r, half)]
            rim_ring = lathe("Rim", tread + tread[:1], (0, 0, 0), chrome, "wheels", steps=48)
            hub = cylinder("Hub", 0.2 * r, 2.4 * half, (0, 0, 0), paint_red, "wheels",
                           bevel=0.02 * r)
            group = [rim_ring, hub]
            for k in range(SPOKE_COUNT):
                a = 2 * math.pi * k / SPOKE_COUNT
                group.append(box("Spoke", (0.66 * r, 0.1 * r, half), (
                    0.5 * r * math.cos(a), 0.5 * r * math.sin(a), 0), paint_red, "wheels",
                    bevel=0.02 * r, rotation=(0, 0, a)))
            wheel = join_meshes("Wheel", group)
            wheel.location = (side * wheel_x(), y, r)
            wheel.rotation_euler = (0, side * math.pi / 2, 0)
            pieces.append(wheel)
            pieces.append(cylinder("Crank Pin", 0.12 * r, 0.13 * WIDTH,
                                   (side * (wheel_x() + 0.04 * WIDTH), y, crank_height()), chrome,
                                   "wheels", rotation=(0, math.pi / 2, 0)))
            pieces.append(box("Crank", (0.03 * WIDTH, 0.2 * r, 0.6 * r),
                              (side * (wheel_x() + 0.055 * WIDTH), y, 0.78 * r), chrome, "wheels",
                              bevel=0.006))
        made.append(join_meshes(f"Wheelset {i + 1}", pieces))
    return made


def crank_height():
    """The height of the crank pins, as the engine stands."""
    return 0.58 * wheel_size() / 2


def rod_x():
    """The distance of the coupling rods from the middle."""
    return wheel_x() + 0.085 * WIDTH


def wheel_joints():
    """The first wheels turn freely, and the others with them, since rods couple them."""
    r = wheel_size() / 2
    made = [hinge(f"Wheelset {i + 1}", "frame", at=(0, y, r), axis="x", follows="Wheelset 1")
            for i, y in enumerate(axles_y())]
    return [hinge("Wheelset 1", "frame", at=(0, axles_y()[0], r), axis="x")] + made[1:]


def rod_joints():
    """Each rod hangs on the cranks: it turns back as far as the wheels turn, so it stays level."""
    return [hinge(f"{name} rod", "Wheelset 1", f"Rod {i + 1}", axis="x", follows="Wheelset 1",
                  ratio=-1, at=(side * rod_x(), axles_y()[0], crank_height()))
            for i, (name, side) in enumerate((("Left", 1), ("Right", -1)))]


def coupling_rods(chrome):
    """A rod on either side that couples the cranks of all wheels."""
    made, r = [], wheel_size() / 2
    places = axles_y()
    for i, side in enumerate((1, -1)):
        made.append(box(f"Rod {i + 1}",
                        (0.025 * WIDTH, places[-1] - places[0] + 0.24 * r, 0.13 * r),
                        (side * rod_x(), (places[0] + places[-1]) / 2, crank_height()), chrome,
                        "rods", bevel=0.004))
    return made


def cylinders(chrome):
    """The cylinders before the wheels, with the ends of their piston rods."""
    made, r = [], wheel_size() / 2
    places = axles_y()
    for i, side in enumerate((1, -1)):
        x = side * rod_x()
        y = places[0] - 0.075 * LENGTH - 0.9 * r
        drum = max(0.02, min(0.5 * r, 0.13 * WIDTH))
        end = (x - side * 0.02 * WIDTH, places[0] - 0.66 * r, r)
        pieces = [tube("Piston Rod", [end, (end[0], y, r)], 0.06 * r, chrome, "cylinders", sides=16,
                       smooth_path=1)]
        pieces.append(cylinder("Cylinder", drum, 0.15 * LENGTH, (x - side * 0.02 * WIDTH, y, r),
                               chrome, "cylinders", rotation=(math.pi / 2, 0, 0), bevel=0.01))
        pieces.append(box("Bracket", (0.2 * WIDTH, 0.05 * LENGTH, 0.12 * WIDTH),
                          (side * 0.33 * WIDTH, y, r + 0.12 * r), chrome, "cylinders",
                          bevel=0.01))
        made.append(join_meshes(f"Cylinder {i + 1}", pieces))
    return made


def cowcatcher(accent):
    """The pilot at the front: bars that sweep to a point near the rail."""
    pieces, low, high = [], 0.10 * wheel_size(), 0.85 * wheel_size()
    y0, y1 = -0.475 * LENGTH, -0.475 * LENGTH - 0.13 * LENGTH
    count = 9
    for k in range(count):
        u = -1 + 2 * k / (count - 1)
        foot = (0.44 * WIDTH * u, y1 + 0.10 * LENGTH * abs(u), low)
        head = (0.36 * WIDTH * u, y0, high)
        pieces.append(tube("Bar", [foot, tuple((a + b) / 2 for a, b in zip(foot, head)), head],
                           0.018 * WIDTH, accent, "cowcatcher", sides=10))
    sill = [(0.45 * WIDTH * u, y1 + 0.10 * LENGTH * abs(u), low) for u in (-1, -0.5, 0, 0.5, 1)]
    pieces.append(tube("Sill", sill, 0.026 * WIDTH, accent, "cowcatcher", sides=12, smooth_path=1))
    pieces.append(box("Beam", (0.9 * WIDTH, 0.04 * LENGTH, 0.26 * wheel_size()),
                      (0, y0 + 0.006 * LENGTH, high + 0.06 * wheel_size()), accent, "cowcatcher",
                      bevel=0.01))
    return [join_meshes("Cowcatcher", pieces)]


def headlamp(lens, gilt):
    """The lamp before the chimney."""
    y = -0.42 * LENGTH - 0.015 * LENGTH
    r = 0.16 * BOILER_DIAMETER
    z = boiler_axis() + 0.5 * BOILER_DIAMETER + 0.9 * r
    light = lamp("Light", (0, y - 0.9 * r, z), (0, -1, 0), r, lens, gilt, "headlamp")
    case = cylinder("Case", 0.95 * r, 1.8 * r, (0, y, z), gilt, "headlamp", bevel=0.1 * r,
                    rotation=(math.pi / 2, 0, 0))
    foot = box("Foot", (0.9 * r, 1.2 * r, 0.9 * r), (0, y + 0.35 * r, z - 1.05 * r), gilt,
               "headlamp", bevel=0.1 * r)
    return [join_meshes("Headlamp", [light, case, foot])]


def bell(gilt, dark):
    """A bell in a yoke, between the domes."""
    front, rear = -0.42 * LENGTH, cab_front()
    y, base = front + 0.61 * (rear - front), boiler_axis() + 0.49 * BOILER_DIAMETER
    r = 0.11 * BOILER_DIAMETER
    z = base + 1.1 * r
    knots = [(1.1 * r, 0.0), (0.8 * r, 0.35 * r), (0.62 * r, 0.95 * r), (0.3 * r, 1.3 * r)]
    line = [(p.x, z + p.y) for p in catmull(knots, 5)]
    cup = lathe("Cup", [(0.0, z + 0.2 * r), (0.9 * r, z)] + line + [(0.0, z + 1.4 * r)],
                (0, y, 0), gilt, "bell", steps=32, smooth=50)
    yoke = tube("Yoke", [(-1.5 * r, y, base - 0.4 * r), (-1.5 * r, y, z + 1.1 * r),
                         (0, y, z + 1.55 * r), (1.5 * r, y, z + 1.1 * r),
                         (1.5 * r, y, base - 0.4 * r)], 0.13 * r, dark, "bell", sides=10)
    return [join_meshes("Bell", [cup, yoke])]


def buffers(chrome):
    """Buffers at the rear, to couple wagons to."""
    made = []
    y, z = 0.485 * LENGTH, frame_top() - 0.16 * wheel_size()
    for i, side in enumerate((1, -1)):
        line = [(0.0, 0.0), (0.03 * WIDTH, 0.0), (0.03 * WIDTH, 0.06 * WIDTH),
                (0.075 * WIDTH, 0.065 * WIDTH), (0.07 * WIDTH, 0.085 * WIDTH), (0.0, 0.095 * WIDTH)]
        made.append(lathe(f"Buffer {i + 1}", line, (side * 0.2 * WIDTH, y, z), chrome, "buffers",
                          steps=32))
        made[-1].rotation_euler = (-math.pi / 2, 0, 0)
    return made


def smoke(cloud):
    """Puffs of smoke that drift back from the chimney."""
    rng = random.Random(SEED)
    made = []
    for k in range(6):
        size = 0.13 * BOILER_DIAMETER * (1.1 + 0.42 * k)
        middle = Vector((rng.uniform(-0.1, 0.1) * BOILER_DIAMETER,
                         chimney_y() + 0.05 * LENGTH * k ** 1.25,
                         chimney_top() + BOILER_DIAMETER * (0.10 + 0.20 * k ** 1.05)))
        puffs = []
        for n in range(6):
            shift = Vector((rng.uniform(-1, 1), rng.uniform(-1, 1), rng.uniform(-0.6, 0.6)))
            puffs.append(sphere("Puff", size * rng.uniform(0.55, 0.9), middle + shift * 0.55 * size,
                                cloud, "smoke", segments=20, rings=12))
        made.append(join_meshes(f"Smoke {k + 1}", puffs))
    return made


def tender(coat, dark, coal, chrome):
    """A tender coupled behind, with its wheels and a heap of coal."""
    long, x = 0.46 * LENGTH, 0.47 * WIDTH
    y0 = LENGTH / 2 + 0.07 * LENGTH
    low, high = frame_top(), frame_top() + 0.62 * CAB_HEIGHT
    middle, wall = y0 + long / 2, 0.04 * WIDTH
    pieces = [box("Floor", (WIDTH, long, 0.16 * wheel_size()), (0, middle, low - 0.02), dark,
                  "tender", bevel=0.008),
              box("Coupling", (0.06 * WIDTH, 0.12 * LENGTH, 0.06 * WIDTH),
                  (0, LENGTH / 2 + 0.03 * LENGTH, low - 0.1 * wheel_size()), dark, "tender",
                  bevel=0.006)]
    for side in (1, -1):
        pieces.append(box("Side", (wall, long, high - low), (side * (x - wall / 2), middle,
                                                             (low + high) / 2), coat, "tender",
                          bevel=0.008))
    for y in (y0 + wall / 2, y0 + long - wall / 2):
        pieces.append(box("End", (2 * x, wall, high - low), (0, y, (low + high) / 2), coat,
                          "tender", bevel=0.008))
    rng = random.Random(SEED + 1)
    for k in range(70):
        u, v = rng.uniform(-0.85, 0.85), rng.uniform(-0.88, 0.88)
        z = high - 0.1 * (high - low) + 0.2 * (high - low) * (1 - u * u) * (1 - v * v)
        lump = sphere("Coal", 0.055 * WIDTH * rng.uniform(0.8, 1.5), (
            u * (x - wall), middle + v * (long / 2 - wall), z), coal, "tender",
            scale=(1, 0.9, 0.75), segments=7, rings=5)
        pieces.append(lump)
    pieces.append(box("Bed", (1.9 * (x - wall), long - 2.1 * wall, 0.8 * (high - low)),
                      (0, middle, low + 0.42 * (high - low)), coal, "tender", bevel=0.01))
    r = 0.36 * wheel_size()
    for share in (0.24, 0.76):
        y = y0 + long * share
        for side in (1, -1):
            pieces.append(cylinder("Wheel", r, 0.09 * WIDTH, (side * wheel_x(), y, r), chrome,
                                   "tender", bevel=0.01, rotation=(0, math.pi / 2, 0)))
        pieces.append(cylinder("Axle", 0.12 * r, 2 * wheel_x(), (0, y, r), chrome, "tender",
                               rotation=(0, math.pi / 2, 0)))
        pieces.append(box("Axle Box", (0.5 * WIDTH, 0.2 * r, low - r), (0, y, (low + r) / 2), dark,
                          "tender", bevel=0.006))
    return [join_meshes("Tender", pieces)]
