import math
from mathutils import Vector


def ease(k):
    """0..1 with a soft beginning and end."""
    k = min(1.0, max(0.0, k))
    return k * k * (3 - 2 * k)


def belt():
    """The height of the line under the windows."""
    return CLEARANCE + 0.58 * (HEIGHT - CLEARANCE)


def cabin_ends(v):
    """Front and rear end of the cabin at height share v: 0 at the belt, 1 at the roof."""
    front, rear = (CABIN_FRONT - 0.5) * LENGTH, (CABIN_REAR - 0.5) * LENGTH
    rake = min(0.62 * (HEIGHT - belt()) + 0.12, 0.36 * (rear - front))
    return front + rake * 1.05 * v ** 0.92, rear - rake * 0.62 * v ** 0.95


def axle_places():
    """Where the front and the rear axle stand along the car."""
    middle, half = -0.015 * LENGTH, min(WHEELBASE, 0.66 * LENGTH) / 2
    return middle - half, middle + half


def hull(y):
    """Half width, underside and top of the body at station y, without the cabin."""
    front, rear = cabin_ends(0)
    tall = HEIGHT - CLEARANCE
    hood, tail = CLEARANCE + 0.45 * tall, CLEARANCE + 0.53 * tall
    top = hood + (belt() - hood) * ease((y + LENGTH / 2) / max(0.1, front + LENGTH / 2)) ** 0.8
    if y > rear:
        top = belt() + (tail - belt()) * ease((y - rear) / max(0.05, LENGTH / 2 - rear))
    nose = math.sqrt(max(0.0, 1 - (1 - min(1, (y + LENGTH / 2) / (0.11 * LENGTH))) ** 2))
    stern = math.sqrt(max(0.0, 1 - (1 - min(1, (LENGTH / 2 - y) / (0.08 * LENGTH))) ** 2))
    curve = min(nose, stern)
    half = WIDTH / 2 * (0.80 + 0.20 * curve) * (1 - 0.05 * abs(2 * y / LENGTH) ** 3)
    top -= 0.17 * tall * (1 - curve)
    low = CLEARANCE + 0.09 * tall * (1 - curve)
    for axle in axle_places():
        reach = 1.15 * WHEEL_DIAMETER / 2
        if abs(y - axle) < reach:
            low = max(low, WHEEL_DIAMETER / 2 + math.sqrt(reach ** 2 - (y - axle) ** 2))
    return half, min(low, top - 0.16 * tall), top


def side_bulge(z):
    """The barrel of the flanks: widest at the height of the door handles."""
    middle = CLEARANCE + 0.36 * (HEIGHT - CLEARANCE)
    return 1 - 0.06 * ((z - middle) / (0.4 * (HEIGHT - CLEARANCE))) ** 2


def flank(y, z):
    """Half the body's width at station y and height z: where things sit on its sides."""
    half, low, top = hull(y)
    shoulder = top - 0.13 * (HEIGHT - CLEARANCE)
    if z <= shoulder:
        return half * side_bulge(z)
    k = min(1.0, (z - shoulder) / (top - shoulder))
    return half * side_bulge(shoulder) * (1 - k ** 2.4) ** (1 / 2.4)


def end_of_body(x, z, way):
    """The y at which the body begins (way -1, the nose) or ends (1) at this x and height."""
    for step in range(240):
        y = way * (LENGTH / 2 - step * LENGTH / 1200)
        half, low, top = hull(y)
        if low <= z <= top and flank(y, z) >= abs(x):
            return y
    return way * LENGTH / 2


def body(coat):
    """The pressed steel body: hood, doors, wings with wheel arches and tail in one skin."""
    reach = 1.15 * WHEEL_DIAMETER / 2
    stations = [LENGTH * (-0.5 + i / 70) for i in range(71)]
    stations += [way * LENGTH * (0.5 - 0.002 * k * k) for way in (1, -1) for k in range(1, 5)]
    for axle in axle_places():
        stations = [y for y in stations if abs(abs(y - axle) - reach) > 0.012]
        stations += [axle + reach * math.cos(math.pi * k / 18) for k in range(19)]
        stations += [axle - 1.0005 * reach - 0.001, axle + 1.0005 * reach + 0.001]
    sections = []
    for y in sorted(set(stations)):
        half, low, top = hull(y)
        shoulder = max(low + 0.01, top - 0.13 * (HEIGHT - CLEARANCE))
        edge = half * side_bulge(low)
        right = [(0.5 * edge, low), (0.94 * edge, low), (0.985 * edge, low + 0.006)]
        for k in range(1, 9):
            z = low + (shoulder - low) * k / 8
            right.append((half * side_bulge(z), z))
        for k in range(1, 9):
            a = math.pi / 2 * k / 9
            right.append((half * side_bulge(shoulder) * math.cos(a) ** 0.83,
                          shoulder + (top - shoulder) * math.sin(a) ** 0.83))
        outline = [(0.0, low)] + right + [(0.0, top)] + [(-x, z) for x, z in reversed(right)]
        sections.append([(x, y, z) for x, z in outline])
    return [loft("Body", sections, coat, "body", smooth=38)]


def chassis(dark):
    """The floor pan between the wheels and the axles under it."""
    wide = WIDTH - 2.6 * TYRE_WIDTH
    low, high = 0.75 * CLEARANCE, WHEEL_DIAMETER / 2 + 0.12
    pan = box("Pan", (wide, 0.88 * LENGTH, high - low), (0, 0, (low + high) / 2), dark, "chassis",
              bevel=0.03)
    pieces = [pan]
    for axle in axle_places():
        pieces.append(cylinder("Axle", 0.035, WIDTH - 0.85 * TYRE_WIDTH,
                               (0, axle, WHEEL_DIAMETER / 2), dark, "chassis",
                               rotation=(0, math.pi / 2, 0)))
    return [join_meshes("Chassis", pieces)]


def cabin_outline(v, grow=0.0):
    """The cabin's outline at height share v: a rectangle with round corners."""
    front, rear = cabin_ends(v)
    wide = WIDTH * (0.88 - 0.17 * v) + 2 * grow
    z = belt() - 0.03 + (HEIGHT - 0.05 * (HEIGHT - belt()) - belt() + 0.03) * v
    corner = 0.19 * WIDTH * (1 - 0.15 * v)
    return [(x, y + (front + rear) / 2, z)
            for x, y in rounded_rectangle(wide, rear - front + 2 * grow, corner, 8)]


def windows(pane):
    """The glass all round the cabin, in one tinted skin."""
    return [loft("Windows", [cabin_outline(k / 8) for k in range(9)], pane, "windows",
                 smooth=50)]


def roof(coat):
    """The roof with its pillars, a little proud of the glass."""
    rise = 0.05 * (HEIGHT - belt())
    sections = [cabin_outline(v, 0.012) for v in (0.86, 0.9, 0.95, 1.0)]
    front, rear = cabin_ends(1)
    middle = Vector((0, (front + rear) / 2, HEIGHT))
    for share, up in ((0.97, 0.45), (0.9, 0.75), (0.7, 0.93), (0.35, 1.0)):
        sections.append([(x * share, middle.y + (y - middle.y) * share, z + rise * up)
                         for x, y, z in cabin_outline(1.0, 0.012)])
    pieces = [loft("Shell", sections, coat, "roof", smooth=50)]
    count = len(cabin_outline(0)) // 4
    for corner in range(4):
        index = corner * count + count // 2
        line = [cabin_outline(0.93 * k / 6, 0.004)[index] for k in range(7)]
        pieces.append(tube("Pillar", line, 0.034 * WIDTH / 1.65, coat, "roof", sides=14))
    front, rear = cabin_ends(0.5)
    for side in (1, -1):
        line = []
        for k in range(7):
            x, y, z = max(cabin_outline(k / 6, 0.003))
            line.append((side * x, front + 0.52 * (rear - front), z))
        pieces.append(ribbon("Post", line, 0.075 * LENGTH / 3.7, 0.02, coat, "roof",
                             up=(side, 0, 0.4), bevel=0.006))
    return [join_meshes("Roof", pieces)]


def wheel_places():
    """(centre, side) of the four wheels."""
    return [(Vector((side * (WIDTH - TYRE_WIDTH) / 2 * 0.985, axle, WHEEL_DIAMETER / 2)), side)
            for axle in axle_places() for side in (1, -1)]


def tyres(rubber_skin):
    """Four tyres."""
    return [tyre(f"Tyre {i + 1}", centre, WHEEL_DIAMETER / 2, TYRE_WIDTH, rubber_skin, "tyres")
            for i, (centre, side) in enumerate(wheel_places())]


def wheel_joints():
    """Each wheel turns on its axle; a positive turn rolls the car forward."""
    names = ["Front left wheel", "Front right wheel", "Rear left wheel", "Rear right wheel"]
    return [hinge(name, "chassis", f"Tyre {i + 1}", at=centre, axis="x", carries=[f"Rim {i + 1}"])
            for i, (name, (centre, side)) in enumerate(zip(names, wheel_places()))]


def rims(alloy):
    """Four wheels with spokes and hub caps."""
    return [rim(f"Rim {i + 1}", centre, WHEEL_DIAMETER / 2, TYRE_WIDTH, side, pick(alloy, i),
                "rims", spokes=SPOKE_COUNT) for i, (centre, side) in enumerate(wheel_places())]


def headlights(lens, chrome):
    """Two round headlights that give the car its face."""
    z = CLEARANCE + 0.335 * (HEIGHT - CLEARANCE)
    made = []
    for i, side in enumerate((1, -1)):
        x = side * 0.295 * WIDTH
        y = end_of_body(x, z, -1)
        made.append(lamp(f"Headlight {i + 1}", (x, y, z), (0.12 * side, -1, 0.1),
                         0.072 * WIDTH, lens, chrome, "headlights"))
    return made


def taillights(red):
    """Two upright red lamps at the tail."""
    z = CLEARANCE + 0.36 * (HEIGHT - CLEARANCE)
    made = []
    for i, side in enumerate((1, -1)):
        x = side * 0.36 * WIDTH
        y = end_of_body(x, z, 1)
        made.append(sphere(f"Taillight {i + 1}", 0.07 * WIDTH, (x, y - 0.006, z), red,
                           "taillights", scale=(0.62, 0.4, 1.0), segments=28, rings=18))
    return made


def grille(chrome, dark):
    """The grille between the headlights: bars in a polished frame."""
    z = CLEARANCE + 0.29 * (HEIGHT - CLEARANCE)
    wide, tall = 0.34 * WIDTH, 0.13 * (HEIGHT - CLEARANCE)
    y = end_of_body(0.1 * WIDTH, z, -1)
    outline = rounded_rectangle(wide, tall, 0.42 * tall, 6)
    pieces = [extrude("Back", outline, 0.03, (0, y, z), dark, "grille", axis="Y"),
              tube("Frame", [(u, y - 0.018, z + v) for u, v in outline], 0.012, chrome, "grille",
                   closed=True, smooth_path=2, sides=10)]
    for k in range(4):
        v = tall * (-0.3 + 0.2 * k)
        half = wide / 2 * math.sqrt(max(0.1, 1 - (2 * v / tall) ** 2)) ** 0.4
        pieces.append(box("Bar", (1.9 * half, 0.016, 0.1 * tall), (0, y - 0.018, z + v), chrome,
                          "grille", bevel=0.003))
    return [join_meshes("Grille", pieces)]


def bumpers(chrome):
    """A bumper round the nose and one round the tail."""
    made = []
    z = CLEARANCE + 0.14 * (HEIGHT - CLEARANCE)
    for i, way in enumerate((-1, 1)):
        points = []
        for k in range(17):
            x = 0.455 * WIDTH * (-1 + k / 8)
            points.append((x, end_of_body(x, z, way) + way * 0.012, z))
        made.append(ribbon(f"Bumper {i + 1}", points, 0.05, 0.085 * (HEIGHT - CLEARANCE), chrome,
                           "bumpers", smooth_path=3, bevel=0.02))
    return made


def seams(dark):
    """The gaps round the doors and the hood, drawn as fine dark lines."""
    made, pieces = [], []
    front, rear = cabin_ends(0)
    first, back = axle_places()
    gap = 0.0045 * LENGTH / 3.7
    y0 = max(front - 0.02 * LENGTH, first + 0.62 * WHEEL_DIAMETER)
    y1 = min(front + 0.56 * (rear - front), back - 0.62 * WHEEL_DIAMETER)
    low, high = CLEARANCE + 0.09 * (HEIGHT - CLEARANCE), belt() - 0.075 * (HEIGHT - CLEARANCE)
    for side in (1, -1):
        corners = [(y0, high), (y0 + 0.01, low), (y1, low), (y1 + 0.02, high)]
        line = []
        for (ya, za), (yb, zb) in zip(corners, corners[1:]):
            line += [(ya + (yb - ya) * k / 8, za + (zb - za) * k / 8) for k in range(8)]
        line.append(corners[-1])
        pieces.append(tube("Door", [(side * flank(y, z), y, z) for y, z in line], gap, dark,
                           "seams", sides=8, smooth_path=1))
    hood = front - 0.02 * LENGTH
    line = [(x, hood, hull(hood)[2] + 0.001) for x in (-0.3 * WIDTH, 0, 0.3 * WIDTH)]
    pieces.append(tube("Hood", line, gap, dark, "seams", sides=8))
    return [join_meshes("Seams", pieces)]


def fittings(chrome):
    """Door handles and a trim strip along the flanks."""
    pieces = []
    front, rear = cabin_ends(0)
    first, back = axle_places()
    z = belt() - 0.14 * (HEIGHT - CLEARANCE)
    y = front + 0.44 * (rear - front)
    for side in (1, -1):
        x = side * (flank(y, z) + 0.004)
        grip_line = [(x + side * out, y + 0.06 * k, z) for k, out in (
            (-1, -0.015), (-0.85, 0.018), (0.85, 0.018), (1, -0.015))]
        pieces.append(tube("Handle", grip_line, 0.011, chrome, "fittings", sides=10))
        low = CLEARANCE + 0.2 * (HEIGHT - CLEARANCE)
        run = [first + 0.62 * WHEEL_DIAMETER, back - 0.62 * WHEEL_DIAMETER]
        strip = [(side * (flank(run[0] + (run[1] - run[0]) * k / 8, low) + 0.003),
                  run[0] + (run[1] - run[0]) * k / 8, low) for k in range(9)]
        pieces.append(ribbon("Strip", strip, 0.03, 0.014, chrome, "fittings", up=(side, 0, 0),
                             bevel=0.004))
    return [join_meshes("Fittings", pieces)]


def mirrors(coat, chrome):
    """Door mirrors on short stalks."""
    made = []
    y = cabin_ends(0)[0] + 0.055 * LENGTH
    z = belt() + 0.06 * (HEIGHT - CLEARANCE)
    for i, side in enumerate((1, -1)):
        root = Vector((side * (flank(y, hull(y)[2] - 0.04) - 0.01), y, hull(y)[2] - 0.04))
        head = Vector((side * 0.508 * WIDTH, y + 0.02, z + 0.005))
        size = 0.05 * WIDTH
        stalk = tube("Stalk", [root, root.lerp(head, 0.5) + Vector((0, 0, 0.01)), head], 0.02,
                     coat, "mirrors")
        shell = sphere("Shell", size, head, coat, "mirrors", scale=(1.1, 0.55, 0.72),
                       segments=24, rings=14)
        glass_disc = cylinder("Glass", 0.58 * size, 0.012, head + Vector((0, 0.48 * size, 0)),
                              chrome, "mirrors", rotation=(math.pi / 2, 0, 0))
        made.append(join_meshes(f"Mirror {i + 1}", [stalk, shell, glass_disc]))
    return made


def plates(white, dark):
    """Number plates at nose and tail."""
    made = []
    z = CLEARANCE + 0.15 * (HEIGHT - CLEARANCE)
    for i, way in enumerate((-1, 1)):
        y = end_of_body(0, z, way) + way * 0.022
        plate = box("Plate", (0.42, 0.052, 0.1), (0, y, z), white, "plates", bevel=0.004)
        letters = [box("Letter", (0.028, 0.006, 0.055), (-0.14 + 0.047 * k, y + way * 0.026, z),
                       dark, "plates", bevel=0.001) for k in range(7) if k != 2]
        made.append(join_meshes(f"Number Plate {i + 1}", [plate] + letters))
    return made


def roof_sign(white, dark):
    """A taxi sign on the roof."""
    front, rear = cabin_ends(1)
    y = front + 0.42 * (rear - front)
    foot = box("Foot", (0.5, 0.16, 0.03), (0, y, HEIGHT + 0.008), dark, "sign", bevel=0.008)
    outline = [(-0.24, 0.015), (0.24, 0.015), (0.2, 0.15), (-0.2, 0.15)]
    light = extrude("Light", outline, 0.13, (0, y, HEIGHT), white, "sign", bevel=0.02, axis="Y")
    letters = []
    for way in (-1, 1):
        for k, bars in enumerate((((0, 0.035, 0.05, 0.012), (0, 0, 0.014, 0.08)),
                                  ((-0.016, 0, 0.012, 0.08), (0.016, 0, 0.012, 0.08),
                                   (0, 0.034, 0.04, 0.012), (0, 0, 0.03, 0.012)),
                                  ((-0.012, 0, 0.014, 0.08), (0.012, 0, 0.014, 0.08),
                                   (0, 0, 0.034, 0.014)), ((0, 0, 0.014, 0.08),))):
            for u, v, wide, tall in bars:
                letters.append(box("Letter", (wide, 0.008, tall),
                                   (-way * (-0.1 + 0.068 * k) - way * u * 1, y + way * 0.066,
                                    HEIGHT + 0.08 + v), dark, "sign", bevel=0.001))
    return [join_meshes("Taxi Sign", [foot, light] + letters)]


def checks(dark):
    """A band of checks along both flanks."""
    pieces = []
    first, back = axle_places()
    low, size = CLEARANCE + 0.33 * (HEIGHT - CLEARANCE), 0.055
    count = int((back - first - 1.3 * WHEEL_DIAMETER) / size)
    y0 = (first + back) / 2 - count * size / 2
    for side in (1, -1):
        for k in range(count):
            for row in range(2):
                if (k + row) % 2:
                    continue
                grid = []
                for j in range(3):
                    z = low + size * (row + j / 2)
                    grid.append([(side * (flank(y0 + size * (k + i), z) + 0.002),
                                  y0 + size * (k + i), z) for i in (0, 1)])
                pieces.append(surface("Check", grid, dark, "checks", thickness=0.004, smooth=30))
    return [join_meshes("Checks", pieces)]


def racing_stripes(white):
    """Two stripes from the nose over hood and roof to the tail."""
    made = []
    front, rear = cabin_ends(0)
    for side in (1, -1):
        x0, x1 = side * 0.03 * WIDTH, side * 0.13 * WIDTH
        runs = [[(y, hull(y)[2]) for y in (
            -0.485 * LENGTH + (front + 0.485 * LENGTH) * k / 20 for k in range(21))],
            [(y, hull(y)[2]) for y in (rear + (0.485 * LENGTH - rear) * k / 12
                                       for k in range(13))]]
        top0, top1 = cabin_ends(1)
        rise = 0.05 * (HEIGHT - belt())
        roof_run = []
        for k in range(11):
            share = -0.72 + 1.44 * k / 10
            up = 1.0 - max(0.0, abs(share) - 0.35) * 0.19
            roof_run.append(((top0 + top1) / 2 + share * (top1 - top0) / 2,
                             HEIGHT - rise + rise * up))
        for run in runs + [roof_run]:
            rows = [[(x0 + (x1 - x0) * i / 4, y, z + 0.003 - (0.035 * HEIGHT * ((
                x0 + (x1 - x0) * i / 4) / (0.5 * WIDTH)) ** 2)) for i in range(5)]
                for y, z in run]
            made.append(surface(f"Stripe {len(made) + 1}", rows, white, "stripes",
                                thickness=0.012, smooth=40))
    return made


def spoiler(coat):
    """A wing over the tail on two struts."""
    y = 0.47 * LENGTH
    base = hull(y - 0.05 * LENGTH)[2]
    z = base + 0.19 * (HEIGHT - CLEARANCE)
    chord = 0.09 * LENGTH
    foil = [(y - 0.72 * chord + chord * (0.5 - 0.5 * math.cos(t)),
             z + 0.07 * chord * math.sin(t) + 0.16 * chord * (0.5 - 0.5 * math.cos(t)))
            for t in (2 * math.pi * k / 24 for k in range(24))]
    wing = loft("Wing", [[(x, p, q) for p, q in foil] for x in (
        -0.43 * WIDTH, -0.2 * WIDTH, 0.2 * WIDTH, 0.43 * WIDTH)], coat, "spoiler", smooth=50)
    pieces = [wing]
    for side in (1, -1):
        pieces.append(box("Strut", (0.03, 0.5 * chord, z - base + 0.09),
                          (side * 0.28 * WIDTH, y - 0.45 * chord, (z + base) / 2 - 0.03), coat,
                          "spoiler", bevel=0.008))
    return [join_meshes("Spoiler", pieces)]


def roof_rack(chrome, luggage):
    """A roof rack with two suitcases strapped to it."""
    front, rear = cabin_ends(1)
    middle, half = (front + rear) / 2, 0.36 * (rear - front)
    z, x = HEIGHT + 0.055, 0.28 * WIDTH
    pieces = []
    for side in (1, -1):
        pieces.append(tube("Rail", [(side * x, middle - half, z), (side * x, middle, z),
                                    (side * x, middle + half, z)], 0.014, chrome, "rack"))
    for k in range(5):
        y = middle + half * (-0.9 + 0.45 * k)
        pieces.append(tube("Bar", [(-x, y, z), (0, y, z), (x, y, z)], 0.011, chrome, "rack"))
        if k in (0, 2, 4):
            pieces += [cylinder("Foot", 0.012, 0.11, (side * x, y, z - 0.05), chrome, "rack")
                       for side in (1, -1)]
    for k, (wide, deep, tall) in enumerate(((0.7 * x * 2, 0.8 * half, 0.17),
                                            (0.55 * x * 2, 0.62 * half, 0.13))):
        y = middle + half * (-0.45 + 0.95 * k)
        pieces.append(box("Suitcase", (wide, deep, tall), (0, y, z + 0.01 + tall / 2),
                          pick(luggage, k), "rack", bevel=0.025))
        for side in (1, -1):
            pieces.append(box("Strap", (0.03, deep + 0.008, tall + 0.008),
                              (side * 0.3 * wide, y, z + 0.01 + tall / 2), chrome, "rack",
                              bevel=0.01))
    return [join_meshes("Roof Rack", pieces)]


def cargo_bed(coat):
    """The walls of a pickup's bed behind the cabin, with a tailgate."""
    front, end = min(cabin_ends(0)[1] - 0.02, 0.4 * LENGTH), 0.465 * LENGTH
    low = min(hull(front)[2], hull(end)[2]) - 0.06
    tall, x = belt() + 0.07 * (HEIGHT - CLEARANCE) - low, 0.425 * WIDTH
    pieces = []
    for side in (1, -1):
        pieces.append(box("Wall", (0.05, end - front, tall), (side * x, (front + end) / 2,
                                                              low + tall / 2), coat, "bed",
                          bevel=0.015))
    for y in (front + 0.025, end - 0.025):
        pieces.append(box("Gate", (2 * x, 0.05, tall), (0, y, low + tall / 2), coat, "bed",
                          bevel=0.015))
    for k in range(5):
        pieces.append(box("Rib", (0.03, end - front - 0.06, 0.02),
                          (x * (-0.7 + 0.35 * k), (front + end) / 2, low + 0.07), coat, "bed",
                          bevel=0.006))
    return [join_meshes("Cargo Bed", pieces)]
