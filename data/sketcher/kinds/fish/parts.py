import math
import random
from mathutils import Matrix, Vector


def girth_at(stops, t):
    """A smooth curve through (t, value) stops: how a girth changes along the body."""
    for (t0, v0), (t1, v1) in zip(stops, stops[1:]):
        if t <= t1:
            k = max(0.0, min(1.0, (t - t0) / (t1 - t0)))
            return v0 + (v1 - v0) * (k * k * (3 - 2 * k) * 0.5 + k * 0.5)
    return stops[-1][1]


def swim_height():
    """The height of the fish's middle line: everything stays clear of the ground."""
    return max(BODY_HEIGHT, TAIL_SPAN * 0.6) + 0.15 * LENGTH


def trunk():
    """The length of the body without its tail fin."""
    return 0.68 * LENGTH


def body_point(t, angle, out=0.0):
    """A point of the body: t runs from nose (0) to tail root (1), angle from the back (0) over
    the right flank (pi / 2) to the belly (pi); out lifts it off the skin."""
    nose = math.sqrt(max(0.0, 1.0 - (1.0 - min(t / 0.16, 1.0)) ** 2))
    back = girth_at([(0, 0.56), (0.1, 0.74), (0.2, 0.9), (0.36, 1.0), (0.5, 0.93),
                    (0.65, 0.74), (0.8, 0.48), (0.92, 0.3), (1, 0.27)], t)
    belly = girth_at([(0, 0.46), (0.1, 0.7), (0.2, 0.9), (0.36, 1.0), (0.5, 0.91),
                     (0.65, 0.68), (0.8, 0.43), (0.92, 0.28), (1, 0.26)], t)
    flank = girth_at([(0, 0.62), (0.1, 0.85), (0.2, 0.98), (0.32, 1.0), (0.5, 0.88),
                     (0.65, 0.65), (0.8, 0.39), (0.92, 0.22), (1, 0.16)], t)
    rise = back if math.cos(angle) > 0 else belly
    y = math.sin(angle) * (flank * nose * BODY_WIDTH / 2 + out)
    z = math.cos(angle) * (rise * nose * BODY_HEIGHT / 2 + out)
    sway = 0.05 * LENGTH * max(0.0, t - 0.45) ** 2
    return Vector((LENGTH / 2 - t * trunk(), y + sway, z + swim_height()))


def body_frame(t, angle):
    """Where a thing sits on the skin: the point, outward normal and the tailward direction."""
    here = body_point(t, angle)
    along = body_point(t + 0.01, angle) - body_point(t - 0.01, angle)
    around = body_point(t, angle + 0.02) - body_point(t, angle - 0.02)
    return here, along.cross(around).normalized() * -1.0, along.normalized()


def gill_edge(angle):
    """How far back the gill cover reaches at this angle: most in the middle of the flank."""
    return 0.275 + 0.05 * math.sin(angle) ** 2


def fin(name, root, tip, material, part, side, rays=10, ruffle=0.0, bow=(0, 0, 0)):
    """A rayed fin between two curves root(u) and tip(u): ribbed by its rays, scalloped between
    them, ruffled sideways and bowed towards the edge."""
    side, bow, rows = Vector(side), Vector(bow), []
    fine = rays * 6
    for i in range(fine + 1):
        u = i / fine
        origin, end = Vector(root(u)), Vector(tip(u))
        ray = math.cos(2 * math.pi * rays * u)
        end = origin + (end - origin) * (0.984 + 0.016 * ray)
        row = []
        for j in range(17):
            v = j / 16
            ripple = ruffle * math.sin(2 * math.pi * (1.7 * u + 0.35 * v)) * v * v
            rib = 0.0038 * LENGTH * ray * min(1.0, 6 * v) * (1.15 - v)
            row.append(origin.lerp(end, v) + bow * (v * v) + side * (ripple + rib))
        rows.append(row)
    return lay_rays(surface(name, rows, material, part, thickness=0.004 * LENGTH), rows, rays)


def body(hide):
    """The trunk under the scales, from inside the head to the root of the tail."""
    sections = []
    for t in (0.2 + 0.8 * i / 40 for i in range(41)):
        tucked = -0.03 * BODY_HEIGHT * max(0.0, 1 - (t - 0.2) / 0.12)
        sections.append([body_point(t, 2 * math.pi * k / 48, tucked) for k in range(48)])
    return [loft("Body", sections, hide, "body", smooth=180)]


def head(hide):
    """A smooth rounded head whose rear edge is the gill cover, standing a little proud."""
    sections = []
    for s in [(1 - math.cos(math.pi * i / 44)) for i in range(1, 23)] + [1.0, 0.99]:
        lip = 0.03 * BODY_HEIGHT * max(0.0, (s - 0.75) / 0.25) ** 2
        sunk = len(sections) >= 22
        sections.append([body_point(s * gill_edge(a), a, lip - (len(sections) - 21) * 0.03
                                    * BODY_HEIGHT if sunk else lip)
                         for a in (2 * math.pi * k / 64 for k in range(64))])
    return [loft("Head", sections, hide, "head", smooth=60)]


def gills(accent):
    """A dark line along the edge of each gill cover."""
    made = []
    for index, turn in enumerate((1, -1)):
        angles = [turn * math.radians(a) for a in range(24, 160, 8)]
        points = [body_point(gill_edge(a) + 0.002, a, 0.022 * BODY_HEIGHT) for a in angles]
        widths = [0.006 * LENGTH * (0.35 + 0.65 * math.sin(math.pi * i / (len(points) - 1)))
                  for i in range(len(points))]
        made.append(tube(f"Gill {index + 1}", points, widths, accent, "gills", smooth_path=2))
    return made


def mouth(accent):
    """A friendly smile round the muzzle, with turned-up corners."""
    points, widths = [], []
    for i in range(25):
        bend = -1 + i / 12
        angle = math.pi - bend * math.radians(88)
        points.append(body_point(0.03 + 0.075 * bend ** 2 - 0.012 * bend ** 8, angle))
        widths.append(0.0075 * LENGTH * (1 - 0.55 * bend ** 4))
    return [tube("Mouth", points, widths, accent, "mouth", smooth_path=2)]


def scale_coat(scale):
    """Rows of overlapping scales, each a thin domed shield, free at the tailward edge."""
    rng = random.Random(SEED)
    placements = []
    step = 0.745 / SCALE_ROWS
    for row in range(SCALE_ROWS + 1):
        t = 0.245 + row * step
        middle = body_point(t, 0) - body_point(t, math.pi)
        girth = math.pi * (middle.length + 2 * abs(body_point(t, math.pi / 2).y
                                                   - body_point(t, 0).y)) / 2
        count = max(8, round(girth / (1.25 * step * trunk())))
        for k in range(count):
            angle = 2 * math.pi * (k + 0.5 * (row % 2)) / count
            if t + step < gill_edge(angle):
                continue
            here, normal, tail = body_frame(t, angle)
            tail = (tail + normal * (0.13 + rng.uniform(-0.03, 0.03))).normalized()
            side = tail.cross(normal).normalized()
            normal = side.cross(tail)
            wide, long = girth / count * 0.58, step * trunk() * 1.12
            placements.append(Matrix((
                (side.x * wide, tail.x * long, normal.x * wide, here.x),
                (side.y * wide, tail.y * long, normal.y * wide, here.y),
                (side.z * wide, tail.z * long, normal.z * wide, here.z), (0, 0, 0, 1))))
    return [scatter_mesh("Scales", placements, scale_shape(), scale, "scales")]


def scale_shape():
    """One scale: a closed domed shield about 2 wide and 2 long, its root at the origin."""
    border = [(math.sin(a) * (1 if abs(a) < 1.6 else 0.92), 0.75 + math.cos(a) * 0.95)
           for a in (2 * math.pi * k / 12 for k in range(12))]
    verts = [(x, y, 0.02) for x, y in border]
    verts += [(x * 0.6, 0.75 + (y - 0.75) * 0.6, 0.1) for x, y in border]
    verts += [(0, 0.75, 0.13), (0, 0.75, -0.06)]
    faces = []
    for k in range(12):
        n = (k + 1) % 12
        faces += [(n, k, 12 + k, 12 + n), (12 + n, 12 + k, 24), (k, n, 25)]
    return verts, faces


def tail_fin(web):
    """The flowing forked tail: two long lobes that ripple as the fish swims."""
    base = body_point(1.0, 0)
    z, reach = swim_height(), LENGTH - trunk()

    def root(u):
        return (base.x + 0.03 * LENGTH, base.y, z + (2 * u - 1) * 0.105 * BODY_HEIGHT)

    def tip(u):
        lobe = 2 * u - 1
        return (base.x - reach * (0.5 + 0.47 * abs(lobe) ** 1.2),
                base.y + 0.06 * LENGTH * lobe * lobe,
                z + TAIL_SPAN / 2 * math.sin(lobe * math.pi / 2))

    return [fin("Tail Fin", root, tip, web, "tail", (0, 1, 0), rays=18,
                ruffle=0.035 * LENGTH, bow=(0, 0.05 * LENGTH, 0))]


def dorsal_fin(web):
    """The sail on the back: high at the front, sinking in waves to the tail."""
    def root(u):
        return body_point(0.32 + 0.5 * u, 0, -0.02 * BODY_HEIGHT)

    def tip(u):
        tall = FIN_HEIGHT * (math.sin(math.pi * (0.16 + 0.74 * u)) ** 0.8)
        origin = root(u)
        return (origin.x - tall * (0.5 + 0.7 * u), origin.y, origin.z + tall)

    return [fin("Dorsal Fin", root, tip, web, "dorsal", (0, 1, 0), rays=12,
                ruffle=0.02 * LENGTH, bow=(-0.02 * LENGTH, 0, 0))]


def anal_fin(web):
    """The small fin under the tail root."""
    def root(u):
        return body_point(0.64 + 0.22 * u, math.pi, -0.02 * BODY_HEIGHT)

    def tip(u):
        deep = 0.62 * FIN_HEIGHT * math.sin(math.pi * (0.25 + 0.6 * u))
        origin = root(u)
        return (origin.x - deep * (0.7 + 0.6 * u), origin.y, origin.z - deep)

    return [fin("Anal Fin", root, tip, web, "anal", (0, 1, 0), rays=6, ruffle=0.014 * LENGTH)]


def pectoral_fins(web):
    """The pair of paddles behind the gills, spread like wings."""
    made = []
    for index, turn in enumerate((1, -1)):
        def root(u, turn=turn):
            return body_point(0.37 + 0.05 * u, turn * math.radians(112 + 14 * u),
                              -0.02 * BODY_HEIGHT)

        def tip(u, turn=turn):
            origin = root(u)
            long = FIN_HEIGHT * (0.85 + 0.3 * math.sin(math.pi * u))
            aim = math.radians(8 - 58 * u)
            return origin + Vector((-0.72 * math.cos(aim), turn * 0.7, math.sin(aim))) * long

        made.append(fin(f"Pectoral Fin {index + 1}", root, tip, web, "pectorals",
                        (-0.4 * turn, 0, 0.9), rays=9, ruffle=0.012 * LENGTH,
                        bow=(-0.02 * LENGTH, turn * 0.03 * LENGTH, 0)))
    return made


def pelvic_fins(web):
    """The little pair under the belly."""
    made = []
    for index, turn in enumerate((1, -1)):
        def root(u, turn=turn):
            return body_point(0.46 + 0.07 * u, turn * math.radians(158), -0.02 * BODY_HEIGHT)

        def tip(u, turn=turn):
            origin = root(u)
            long = 0.72 * FIN_HEIGHT * (0.7 + 0.3 * math.sin(math.pi * (0.2 + 0.8 * u)))
            return origin + Vector((-0.25 - 0.6 * u, turn * 0.3, -0.8 + 0.25 * u)) * long

        made.append(fin(f"Pelvic Fin {index + 1}", root, tip, web, "pelvics",
                        (0, 1, 0), rays=6, ruffle=0.01 * LENGTH))
    return made


def eye_place(turn):
    """Middle, looking direction and radius of one eye (turn: 1 right, -1 left)."""
    radius = min(EYE_SIZE, 0.5 * BODY_HEIGHT, 0.7 * BODY_WIDTH) / 2
    here, normal, tail = body_frame(0.155, turn * math.radians(64))
    look = (normal * 0.9 + Vector((0.42, 0, -0.12))).normalized()
    return here - normal * radius * 0.28, look, radius


def eyes(white):
    """Big round eyeballs, set into the head."""
    made = []
    for index, turn in enumerate((1, -1)):
        middle, look, radius = eye_place(turn)
        made.append(sphere(f"Eye {index + 1}", radius, middle, white, "eyes"))
    return made


def irises(iris):
    """The coloured ring of each eye."""
    return [dome(f"Iris {index + 1}", *eye_place(turn), 0.0, 0.66, 1.03, iris, "irises")
            for index, turn in enumerate((1, -1))]


def pupils(black):
    """The dark round of each eye, and what makes its look lively: it is large."""
    return [dome(f"Pupil {index + 1}", *eye_place(turn), 0.0, 0.40, 1.05, black, "pupils")
            for index, turn in enumerate((1, -1))]


def glints(white):
    """Two highlights in each eye, as if a window were reflected there."""
    made = []
    for index, turn in enumerate((1, -1)):
        middle, look, radius = eye_place(turn)
        side = look.cross(Vector((0, 0, 1))).normalized()
        up = side.cross(look)
        for number, (right, high, wide) in enumerate(((-0.22, 0.26, 0.17), (0.2, -0.2, 0.08))):
            aim = (look + side * right * turn + up * high).normalized()
            made.append(dome(f"Glint {2 * index + number + 1}", middle, aim, radius, 0.0, wide,
                             1.08, white, "glints"))
    return made


def eyelids(hide):
    """The upper lid of each eye: it gives the fish its relaxed expression."""
    made = []
    for index, turn in enumerate((1, -1)):
        middle, look, radius = eye_place(turn)
        crown = (Vector((-0.3, 0, 1)) - look * 0.38).normalized()
        made.append(dome(f"Eyelid {index + 1}", middle, crown, radius, 0.0, 1.12, 1.1, hide,
                         "eyelids"))
    return made


def bubbles(film):
    """Glassy bubbles of several sizes that rise from the mouth and drift round the fish."""
    rng = random.Random(SEED + 1)
    made, placed = [], []
    nose = body_point(0.0, 0)
    for index in range(BUBBLE_COUNT):
        size = min(BUBBLE_SIZE, 0.14 * LENGTH) / 2
        size *= 1.0 if index % 4 == 0 else rng.uniform(0.35, 0.8)
        for attempt in range(60):
            if index < BUBBLE_COUNT / 3:
                spot = nose + Vector((rng.uniform(0.04, 0.16), rng.uniform(-0.1, 0.1),
                                      rng.uniform(0.0, 0.45))) * LENGTH
            else:
                turn = rng.choice((-1, 1)) * (BODY_WIDTH * 0.5 + rng.uniform(0.1, 0.3) * LENGTH)
                spot = Vector((rng.uniform(-0.45, 0.4) * LENGTH, turn,
                               swim_height() + rng.uniform(-0.25, 0.5) * LENGTH))
            if all((spot - other).length > size + wide + 0.01 * LENGTH
                   for other, wide in placed):
                break
        placed.append((spot, size))
        made.append(sphere(f"Bubble {index + 1}", size, spot, film, "bubbles",
                           segments=32, rings=16))
    return made


def stripes(white):
    """White bands round the body, as a clownfish wears them."""
    made = []
    for index, origin in enumerate((0.5, 0.74)):
        sections = []
        for step in range(9):
            t = origin + 0.075 * step / 8
            lift = 0.026 * BODY_HEIGHT * math.sin(math.pi * step / 8) ** 0.4
            sections.append([body_point(t - 0.03 * math.sin(a) ** 2, a, lift)
                             for a in (2 * math.pi * k / 48 for k in range(48))])
        made.append(loft(f"Stripe {index + 1}", sections, white, "stripes", smooth=180))
    return made
