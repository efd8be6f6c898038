import math
import random
from mathutils import Matrix, Vector


# The plan of the lantern is a polygon of SIDES; one of its sides looks to the front (-Y).
def corner(index, radius, z):
    """A corner of the polygon of that radius."""
    turn = -math.pi / 2 + 2 * math.pi * (index - 0.5) / SIDES
    return Vector((radius * math.cos(turn), radius * math.sin(turn), z))


def side_place(index, z):
    """The matrix of a side of the body: X along it, Z up, -Y outward."""
    apothem = BODY_WIDTH / 2 * math.cos(math.pi / SIDES)
    return (Matrix.Rotation(2 * math.pi * index / SIDES, 4, "Z")
            @ Matrix.Translation((0, -apothem, z)))


def panel_width():
    """The clear width between two posts."""
    return BODY_WIDTH * math.sin(math.pi / SIDES) - FRAME_THICKNESS


def base_height():
    """The height of the base, on which the posts stand."""
    return 1.7 * FRAME_THICKNESS


def eave_radius():
    """How far the corners of the roof reach out, always clear of the body."""
    return max(ROOF_WIDTH / 2, 0.62 * BODY_WIDTH)


def roof_line(radius):
    """The height of the sweeping roof line at a distance from the middle."""
    top, eave = 0.07 * BODY_WIDTH, eave_radius()
    share = min(1.0, max(0.0, (radius - top) / (eave - top)))
    low = base_height() + BODY_HEIGHT + 0.06 * ROOF_HEIGHT
    return low + 0.94 * ROOF_HEIGHT * (1 - share) ** 1.8


def eave_lift(across, share):
    """How much the roof sweeps up: to the corners (`across` -1..1) and the eave (`share` 1)."""
    return 0.3 * ROOF_HEIGHT * abs(across) ** 3 * share ** 3


def moulding(name, profile, material, part):
    """A polygonal moulding: `profile` is [(radius, z), …] from below to above."""
    sections = [[corner(i, r, z) for i in range(SIDES)] for r, z in profile]
    return loft(name, sections, material, part, smooth=20)


def base(wood):
    """The moulded base with its small bracket feet."""
    radius, height, foot = BODY_WIDTH / 2, base_height(), 0.45 * FRAME_THICKNESS
    profile = [(1.10, 0.0), (1.13, 0.06), (1.13, 0.30), (1.10, 0.38), (1.06, 0.44), (1.06, 0.62),
               (1.09, 0.68), (1.11, 0.74), (1.11, 0.92), (1.08, 1.0)]
    body = moulding("Base", [(radius * r, foot + (height - foot) * z) for r, z in profile],
                    pick(wood, 0), "base")
    feet = [lathe(f"Foot {i}", [(0, 0), (0.5 * foot, 0), (0.9 * foot, 0.35 * foot),
                                (0.95 * foot, foot), (0, foot)],
                  corner(i, 1.02 * radius, 0), pick(wood, 0), "base", steps=20)
            for i in range(SIDES)]
    return [join_meshes("Base", [body, *feet])]


def posts(wood):
    """Turned posts at the corners, with rings near both ends."""
    r, h = FRAME_THICKNESS / 2, BODY_HEIGHT
    half = [(0, 0), (1.25 * r, 0), (1.25 * r, 0.8 * r), (r, 1.2 * r), (r, 4 * r),
            (1.2 * r, 4.3 * r), (1.2 * r, 4.9 * r), (0.9 * r, 5.3 * r), (0.86 * r, h / 2)]
    profile = half + [(x, h - z) for x, z in half[-2::-1]]
    return [lathe(f"Post {i + 1}", profile, corner(i, BODY_WIDTH / 2, base_height()),
                  pick(wood, i), "posts", steps=28)
            for i in range(SIDES)]


def key_fret(left, right, low, high, count):
    """The bars of a band of meanders, `count` of them side by side."""
    bars, step = [], (right - left) / count
    for i in range(count):
        x, w, h = left + i * step, step, high - low
        path = [(0.0, 0.0), (0.0, 0.78), (0.72, 0.78), (0.72, 0.28), (0.36, 0.28), (0.36, 0.52)]
        points = [(x + (0.14 + a) * w, low + (0.11 + b) * h) for a, b in path]
        bars += [(*a, *b) for a, b in zip(points, points[1:])]
    return bars


def corner_fret(x, z, dx, dz):
    """The stepped bars that fill one corner of the opening; (dx, dz) points into it."""
    path = [(0, 3), (1, 3), (1, 2), (2, 2), (2, 1), (3, 1), (3, 0)]
    curl = [(0, 4.6), (1.9, 4.6), (1.9, 3), (1, 3)]
    twin = [(b, a) for a, b in curl]
    bars = []
    for line in (path, curl, twin):
        points = [(x + a * dx, z + b * dz) for a, b in line]
        bars += [(*a, *b) for a, b in zip(points, points[1:])]
    return bars


def lattice(wood):
    """The carved frames: rails, two bands of meanders, and frets in the corners of the opening."""
    w, h, bar = panel_width(), BODY_HEIGHT, 0.3 * FRAME_THICKNESS
    edge, band = w / 2, min(0.17 * h, 0.3 * w)
    step = min(0.07 * w, 0.055 * h)
    low, high = -h / 2 + band, h / 2 - band
    rails = [(-edge, z, edge, z) for z in (-h / 2 + bar, low, high, h / 2 - bar)]
    rails += [(x, -h / 2, x, h / 2) for x in (-edge + bar / 2, edge - bar / 2)]
    frets = key_fret(-edge + bar, edge - bar, -h / 2 + bar, low, 4)
    frets += key_fret(-edge + bar, edge - bar, high, h / 2 - bar, 4)
    for sx in (-1, 1):
        for x, z, dz in ((sx * (edge - bar), low, step), (sx * (edge - bar), high, -step)):
            frets += corner_fret(x, z, -sx * step, dz)
    panels = []
    for i in range(SIDES):
        place = side_place(i, base_height() + h / 2)
        rail = fretwork("Rails", rails, 1.7 * bar, 0.8 * FRAME_THICKNESS, place, pick(wood, i),
                        "lattice")
        fret = fretwork("Frets", frets, bar, 0.5 * FRAME_THICKNESS, place, pick(wood, i), "lattice")
        panels.append(join_meshes(f"Lattice {i + 1}", [rail, fret]))
    return panels


def panels(silk):
    """The silk, stretched behind the lattice of each side."""
    w, h = panel_width() + 0.4 * FRAME_THICKNESS, BODY_HEIGHT
    made = []
    for i in range(SIDES):
        place = side_place(i, base_height() + h / 2)
        y = 0.25 * FRAME_THICKNESS
        rows = [[place @ Vector((w * (u / 6 - 0.5), y, h * (v / 8 - 0.5))) for u in range(7)]
                for v in range(9)]
        made.append(surface(f"Silk panel {i + 1}", rows, pick(silk, i), "panels",
                            thickness=0.04 * FRAME_THICKNESS))
    return made


def emblems(gold):
    """A round medallion with the sign of long life, raised on each silk panel."""
    size = 0.25 * min(panel_width(), 0.75 * BODY_HEIGHT)
    sign = [(0, -.78, 0, .8), (-.38, .72, .38, .72), (-.6, .48, .6, .48), (-.6, .48, -.6, .24),
            (.6, .48, .6, .24), (-.34, .24, .34, .24), (-.74, 0, .74, 0), (-.6, -.26, .6, -.26),
            (-.6, -.26, -.6, -.56), (.6, -.26, .6, -.56), (-.3, -.5, .3, -.5),
            (-.3, -.5, -.3, -.78), (.3, -.5, .3, -.78)]
    ring = [(math.cos(k * math.pi / 20), math.sin(k * math.pi / 20)) for k in range(41)]
    made = []
    for i in range(SIDES):
        place = (side_place(i, base_height() + BODY_HEIGHT / 2)
                 @ Matrix.Translation((0, 0.16 * FRAME_THICKNESS, 0)))
        strokes = [tuple(c * size * 0.86 for c in bar) for bar in sign]
        strokes += [(*(c * size * 1.18 for c in a), *(c * size * 1.18 for c in b))
                    for a, b in zip(ring, ring[1:])]
        made.append(fretwork(f"Emblem {i + 1}", strokes, 0.075 * size, 0.22 * FRAME_THICKNESS,
                             place, pick(gold, i), "emblems"))
    return made


def crown(wood):
    """The moulded crown that carries the roof."""
    radius, low = BODY_WIDTH / 2, base_height() + BODY_HEIGHT
    top = roof_line(radius)
    profile = [(1.07, 0.0), (1.10, 0.15), (1.10, 0.4), (1.03, 0.55), (1.0, 1.0)]
    return [moulding("Crown", [(radius * r, low + (top - low) * z) for r, z in profile],
                     pick(wood, 0), "crown")]


def roof(tiles):
    """The pagoda roof: ribs of tiles that sweep down and turn up at the corners."""
    ribs, rings = 9, 18
    top, eave = 0.07 * BODY_WIDTH, eave_radius()
    rows = []
    for k in range(rings + 1):
        share = k / rings
        radius = top + (eave - top) * share
        row = []
        for i in range(SIDES):
            a, b = corner(i, radius, 0), corner(i + 1, radius, 0)
            for step in range(ribs * 4):
                u = step / (ribs * 4)
                rib = abs(math.sin(math.pi * ribs * u)) ** 0.7 * 0.03 * ROOF_HEIGHT
                point = a.lerp(b, u)
                point.z = roof_line(radius) + eave_lift(2 * u - 1, share) + rib
                row.append(point)
        rows.append(row)
    return [surface("Roof", rows, pick(tiles, 0), "roof", thickness=0.03 * ROOF_HEIGHT,
                    closed_u=True)]


def trim(gold):
    """A golden fillet round the opening of each side, and golden collars on the posts."""
    w, h, t = panel_width(), BODY_HEIGHT, FRAME_THICKNESS
    x, z = w / 2 - 0.62 * t, h / 2 - min(0.17 * h, 0.3 * w) - 0.38 * t
    frame = [(-x, -z, x, -z), (-x, z, x, z), (-x, -z, -x, z), (x, -z, x, z)]
    collar = [(0.4 * t, 0), (0.64 * t, 0), (0.7 * t, 0.1 * t), (0.7 * t, 0.32 * t),
              (0.64 * t, 0.42 * t), (0.4 * t, 0.42 * t), (0.4 * t, 0)]
    made = []
    for i in range(SIDES):
        place = side_place(i, base_height() + h / 2) @ Matrix.Translation((0, 0.1 * t, 0))
        pieces = [fretwork("Fillet", frame, 0.16 * t, 0.36 * t, place, pick(gold, i), "trim")]
        for low in (0.0, 2.25 * t, h - 2.67 * t, h - 0.42 * t):
            foot = corner(i, BODY_WIDTH / 2, base_height() + low)
            pieces.append(lathe("Collar", collar, foot, pick(gold, i), "trim", steps=28))
        made.append(join_meshes(f"Trim {i + 1}", pieces))
    return made


def corner_line(index, first, last, count):
    """Points down one corner of the roof, between shares of the way to the eave."""
    top, eave = 0.07 * BODY_WIDTH, eave_radius()
    points = []
    for k in range(count + 1):
        share = first + (last - first) * k / count
        radius = top + (eave - top) * share
        points.append(corner(index, radius, roof_line(radius) + eave_lift(1, share)))
    return points


def ridges(gold):
    """The golden ridges down the corners and the golden line along the eaves."""
    thick = 0.05 * ROOF_HEIGHT + 0.0015
    lines = [tube(f"Ridge {i + 1}", corner_line(i, 0, 1, 9), thick, pick(gold, i), "ridges",
                  sides=10, smooth_path=2)
             for i in range(SIDES)]
    eave, edge = eave_radius(), []
    for i in range(SIDES):
        a, b = corner(i, eave, 0), corner(i + 1, eave, 0)
        for step in range(12):
            point = a.lerp(b, step / 12)
            point.z = roof_line(eave) + eave_lift(step / 6 - 1, 1)
            edge.append(point)
    lines.append(tube("Eave line", edge, 0.8 * thick, pick(gold, 0), "ridges", sides=10,
                      closed=True, smooth_path=2))
    return lines


def hook_size():
    """The radius of the scrolls at the corners of the roof."""
    return 0.05 * eave_radius() + 0.004


def hook_end(index):
    """Where a scroll carries its tassel: the lowest point of its curl."""
    size, tip = hook_size(), corner_line(index, 1, 1, 1)[0]
    out = Vector((tip.x, tip.y, 0)).normalized()
    return tip + out * size * 0.9 + Vector((0, 0, size * 0.2))


def hooks(gold):
    """A scroll at each corner of the roof, curling up and back."""
    size, made = hook_size(), []
    for i in range(SIDES):
        tip = corner_line(i, 1, 1, 1)[0]
        out = Vector((tip.x, tip.y, 0)).normalized()
        points = [tip - out * size * 0.6 - Vector((0, 0, 0.1 * size)), tip]
        for k in range(23):
            turn = -math.pi / 2 + k * math.pi / 9
            reach = size * (1.0 - 0.032 * k)
            points.append(tip + out * (size * 0.9 + reach * math.cos(turn))
                          + Vector((0, 0, size * 1.2 + reach * math.sin(turn))))
        radii = [0.2 * size] * 3 + [0.2 * size * (1 - 0.025 * k) for k in range(22)]
        made.append(tube(f"Hook {i + 1}", points, radii, pick(gold, i), "hooks", sides=10,
                         smooth_path=2))
    return made


def fringe(name, top, radius, length, material, part, folds=18):
    """A tassel's skirt: a neck and many fine pleats that fall from `top`, uneven at the hem."""
    rng = random.Random(SEED + len(name))
    ragged = [rng.uniform(-0.025, 0.025) for _ in range(folds * 2)]
    sections = []
    for share, reach in ((0, 0.25), (0.03, 0.55), (0.10, 0.66), (0.16, 0.5), (0.19, 0.5),
                         (0.24, 0.66), (0.5, 0.85), (0.8, 0.95), (1.0, 1.0)):
        ring = []
        for k in range(folds * 2):
            turn = math.pi * k / folds
            deep = (0.16 if k % 2 else 0.0) * min(1.0, share * 4)
            fall = length * (share + (ragged[k] if share == 1.0 else 0.0))
            ring.append(Vector((radius * reach * (1 - deep) * math.cos(turn) + top[0],
                                radius * reach * (1 - deep) * math.sin(turn) + top[1],
                                top[2] - fall)))
        sections.append(ring)
    return loft(name, sections[::-1], material, part, smooth=60)


def corner_tassels(thread, jade):
    """A tassel with a jade bead under each scroll."""
    length, bead, made = CORNER_TASSEL_LENGTH, 0.1 * CORNER_TASSEL_LENGTH, []
    for i in range(SIDES):
        top = hook_end(i)
        drop = Vector((0, 0, length))
        cord = tube("Cord", [top, top - 0.42 * drop], 0.016 * length, pick(thread, i),
                    "corner_tassels", sides=8)
        ball = sphere("Bead", bead, top - 0.24 * drop, pick(jade, i), "corner_tassels",
                      segments=20, rings=12)
        skirt = fringe("Skirt", top - 0.38 * drop, 0.1 * length, 0.62 * length, pick(thread, i),
                       "corner_tassels", folds=12)
        made.append(join_meshes(f"Corner tassel {i + 1}", [cord, ball, skirt]))
    return made


def top_height():
    """Where the finial ends and the cord begins."""
    return base_height() + BODY_HEIGHT + ROOF_HEIGHT + 0.24 * BODY_WIDTH


def finial(gold):
    """The lotus and ball on the top of the roof, with the ring that the cord is tied to."""
    low, top = base_height() + BODY_HEIGHT + 0.9 * ROOF_HEIGHT, top_height()
    r, h = 0.115 * BODY_WIDTH, top - low
    profile = [(0, 0), (1.0, 0), (1.06, 0.05), (0.95, 0.12), (0.62, 0.17), (0.45, 0.24),
               (0.62, 0.30), (0.78, 0.38), (0.74, 0.47), (0.5, 0.54), (0.3, 0.58), (0.26, 0.64),
               (0.2, 0.68), (0, 0.69)]
    lotus = lathe("Finial", [(x * r, z * h) for x, z in profile], (0, 0, low), pick(gold, 0),
                  "finial", steps=40, smooth=35)
    ring = torus("Ring", 0.145 * h, 0.05 * h, (0, 0, top - 0.165 * h), pick(gold, 0), "finial",
                 rotation=(math.pi / 2, 0, 0))
    return [join_meshes("Finial", [lotus, ring])]


def cord(thread):
    """The cord the lantern hangs by, with a knot over the ring."""
    top, thick = top_height(), 0.011 * BODY_WIDTH + 0.001
    low = top - 0.045 * BODY_WIDTH
    rope = tube("Cord", [(0, 0, low), (0, 0, top + CORD_LENGTH)], thick, pick(thread, 0), "cord",
                sides=12)
    knot = sphere("Knot", 2.2 * thick, (0, 0, top + thick), pick(thread, 0), "cord",
                  scale=(1, 1, 1.2), segments=24, rings=12)
    return [join_meshes("Cord", [rope, knot])]


def light(lamp):
    """The candle-warm light inside; it stands on the base and shines through the silk."""
    r, h = 0.13 * BODY_WIDTH, 0.6 * BODY_HEIGHT
    profile = [(0, 0), (0.55, 0), (0.6, 0.1), (0.95, 0.35), (1.0, 0.55), (0.8, 0.82), (0.4, 0.97),
               (0, 1)]
    return [lathe("Light", [(x * r, z * h) for x, z in profile], (0, 0, base_height()),
                  pick(lamp, 0), "light", steps=32, smooth=180)]


def tassel(gold):
    """The great tassel under the base: a knot, a ball and a long skirt."""
    length = TASSEL_LENGTH
    rope = tube("Cord", [(0, 0, 0.6 * base_height()), (0, 0, -0.32 * length)], 0.02 * length,
                pick(gold, 0), "tassel", sides=12)
    collar = lathe("Collar", [(0, 0.01), (0.075, 0.01), (0.09, -0.02), (0.05, -0.05), (0.03, -0.07),
                              (0.09, -0.11), (0.105, -0.15), (0.09, -0.19), (0.03, -0.23),
                              (0.05, -0.25), (0.02, -0.28), (0, -0.28)],
                   (0, 0, 0), pick(gold, 0), "tassel", steps=36, smooth=180)
    scale_all([collar], length)
    skirt = fringe("Skirt", (0, 0, -0.26 * length), 0.16 * length, 0.72 * length, pick(gold, 0),
                   "tassel", folds=26)
    return [join_meshes("Tassel", [rope, collar, skirt])]


def globe_radius(z):
    """How wide the round lantern is at a height between 0 and its top."""
    share = 2 * z / top_height() - 1
    return 0.5 * ROOF_WIDTH * max(0.0, 1 - share * share) ** 0.5


def globe(silk):
    """A round lantern instead of the house: silk in gores, drawn in at its ribs."""
    high, ribs, rows = top_height(), 4 * SIDES, []
    for k in range(33):
        z = high * (0.05 + 0.9 * k / 32)
        row = []
        for step in range(ribs * 5):
            swell = abs(math.sin(math.pi * step / 5))
            reach = globe_radius(z) * (0.965 + 0.035 * swell)
            turn = 2 * math.pi * step / (ribs * 5)
            row.append((reach * math.cos(turn), reach * math.sin(turn), z))
        rows.append(row)
    return [surface("Globe", rows, pick(silk, 0), "globe", thickness=0.0008, closed_u=True)]


def globe_ribs(gold):
    """The wires between the gores, joined to one object."""
    high, wires = top_height(), []
    for i in range(4 * SIDES):
        turn = 2 * math.pi * i / (4 * SIDES)
        points = []
        for k in range(17):
            z = high * (0.05 + 0.9 * k / 16)
            reach = 0.966 * globe_radius(z)
            points.append((reach * math.cos(turn), reach * math.sin(turn), z))
        wires.append(tube(f"Wire {i}", points, 0.0035 * ROOF_WIDTH, pick(gold, 0), "globe_ribs",
                          sides=6, smooth_path=2))
    return [join_meshes("Globe ribs", wires)]


def globe_caps(gold):
    """The moulded caps below and above the round lantern; the cord is tied to the upper one."""
    high, edge = top_height(), 1.06 * globe_radius(0.06 * top_height())
    deep = max(0.085 * high, 1.05 * base_height())
    profile = [(0, 0), (0.8, 0), (0.84, 0.1), (0.84, 0.3), (0.92, 0.4), (1.0, 0.52), (1.0, 0.9),
               (0.95, 1.0), (0, 1.0)]
    caps = []
    for index, (low, way) in enumerate(((0, 1), (high, -1))):
        shape = [(r * edge, low + way * z * deep) for r, z in profile]
        caps.append(lathe(f"Globe cap {index + 1}", shape, (0, 0, 0), pick(gold, index),
                          "globe_caps", steps=64, smooth=35))
    return caps
