import math
import random
from mathutils import Vector


def mouth_width():
    """Across the lip; a low vase cannot flare more than its neck allows."""
    return min(MOUTH_DIAMETER, min(NECK_DIAMETER, 0.98 * BELLY_DIAMETER) + 0.5 * HEIGHT)


def wall_line():
    """The outside of the vase: foot, belly, neck and flared lip, drawn as one smooth line."""
    neck = min(NECK_DIAMETER, 0.98 * BELLY_DIAMETER) / 2
    foot, belly = min(FOOT_DIAMETER, BELLY_DIAMETER) / 2, BELLY_DIAMETER / 2
    knots = [(0.97 * foot, 0.0), (foot, 0.012 * HEIGHT),
             (0.32 * foot + 0.68 * belly, 0.48 * BELLY_AT * HEIGHT),
             (belly, BELLY_AT * HEIGHT),
             (0.7 * belly + 0.3 * neck, (0.55 * BELLY_AT + 0.34) * HEIGHT),
             (neck, 0.84 * HEIGHT), (0.5 * (neck + mouth_width() / 2), 0.95 * HEIGHT),
             (mouth_width() / 2, HEIGHT - 0.4 * WALL)]
    line = [(max(0.004, knots[0][0]), 0.0)]
    for p in catmull(knots, 7):  # which swings below the foot first
        if p.y > line[-1][1] + 0.0002:
            line.append((max(0.004, p.x), min(p.y, HEIGHT)))
    return line


def body(glaze):
    """The wall, turned or fluted: ring by ring up the outside and down the inside."""
    if FLUTES < 3:
        return [lathe("Body", hollow(wall_line(), WALL), (0, 0, 0), glaze, "body", steps=80,
                      smooth=60)]
    return [loft("Body", fluted(hollow(wall_line(), WALL)[1:-1]), glaze, "body", smooth=60)]


def spiral_body(glaze):
    """A solid vase: a slicer prints its outline as one wall without an end."""
    line = [(r, min(z, HEIGHT)) for r, z in wall_line()] + [(mouth_width() / 2, HEIGHT)]
    return [loft("Body", fluted(line), glaze, "spiral", smooth=60)]


def fluted(line):
    """Sections round a line (radius, height), with flutes that wind, if any."""
    sections, steps = [], max(FLUTES, 12) * 8
    for r, z in line:
        twist = FLUTE_TWIST * math.pi / 180 * z / HEIGHT
        sections.append([(r * (1 - flute_depth(a, z)) * math.cos(a + twist),
                          r * (1 - flute_depth(a, z)) * math.sin(a + twist), z)
                         for a in (2 * math.pi * k / steps for k in range(steps))])
    return sections


def flute_depth(angle, z):
    """How deep the fluting is cut at this place, as a share of the radius."""
    fade = math.sin(math.pi * min(1.0, max(0.0, (z / HEIGHT - 0.05) / 0.75))) ** 0.7
    return 0 if FLUTES < 3 else 0.055 * fade * abs(math.sin(FLUTES * angle / 2))


def trim_rings(metal_trim):
    """Fine rings at foot, neck and lip."""
    made, edge = [], wall_line()
    for index, share in enumerate((0.02, 0.83, 0.985)):
        wide = 0.012 * HEIGHT
        z = min(share * HEIGHT, HEIGHT - 0.4 * WALL - wide / 2)
        made.append(band(f"Trim {index + 1}", edge, z - wide / 2, min(HEIGHT, z + wide / 2),
                         0.004 * HEIGHT, metal_trim, "trim", steps=80))
    return made


def ornament_band(ornament):
    """A belt of traditional ornament round the widest part."""
    low, high = (BELLY_AT - 0.09) * HEIGHT, (BELLY_AT + 0.09) * HEIGHT
    return [band("Ornament", wall_line(), low, high, 0.003 * HEIGHT, ornament, "ornament",
                 steps=96)]


def relief(glaze):
    """Upright leaves in relief round the foot and the shoulder."""
    edge, placements = wall_line(), []
    count = 14
    rows = ((0.05, 1, 0.2), (BELLY_AT + 0.3, -1, 0.16))
    pieces = []
    for start_at, way, share in rows:
        for k in range(count):
            turn = 2 * math.pi * k / count
            grid = []
            for i in range(9):
                v = i / 8
                z = (start_at + way * share * v) * HEIGHT
                r = radius_at(edge, z)
                half = 0.42 * 2 * math.pi * r / count * math.sin(math.pi * (0.1 + 0.88 * v)) ** 0.7
                grid.append([((r + 0.0015 + 0.012 * HEIGHT * (1 - u * u) * math.sin(
                    math.pi * min(1, v + 0.1))) * math.cos(turn + u * half / r),
                    (r + 0.0015 + 0.012 * HEIGHT * (1 - u * u) * math.sin(
                        math.pi * min(1, v + 0.1))) * math.sin(turn + u * half / r), z)
                    for u in (-1, -0.5, 0, 0.5, 1)])
            pieces.append(surface("Leaf", grid, glaze, "relief", thickness=0.008 * HEIGHT))
    return [join_meshes("Relief", pieces)]


def handles(glaze):
    """Two curled handles from the shoulder to the neck, like those of an amphora."""
    made, edge = [], wall_line()
    low, high = (0.45 * BELLY_AT + 0.40) * HEIGHT, 0.88 * HEIGHT
    thick = 0.022 * HEIGHT
    for index, side in enumerate((1, -1)):
        r0, r1 = radius_at(edge, low), radius_at(edge, high)
        out = max(r0, r1) + 0.11 * HEIGHT
        points = [(side * (r1 - 0.3 * WALL), 0, high), (side * (r1 + 0.05 * HEIGHT), 0,
                                                        high + 0.02 * HEIGHT),
                  (side * out, 0, high - 0.06 * HEIGHT), (side * (out - 0.005), 0,
                                                          0.5 * (low + high)),
                  (side * (r0 - 0.3 * WALL), 0, low)]
        made.append(tube(f"Handle {index + 1}", points,
                         [0.8 * thick, 0.7 * thick, 0.7 * thick, 0.75 * thick, thick], glaze,
                         "handles", sides=18))
    return made


def bouquet():
    """(foot, bends, head, size) of each stem: they fan out of the mouth."""
    rng = random.Random(SEED)
    wide, made = 0.62 * mouth_width() / 2, []
    neck = min(NECK_DIAMETER, 0.98 * BELLY_DIAMETER) / 2
    slim = max(0.002, min(neck, mouth_width() / 2) - WALL - 0.003)
    inner = 0.9 * min(slim, min(FOOT_DIAMETER, BELLY_DIAMETER) / 2 - WALL)
    for k in range(FLOWER_COUNT):
        turn = 2.4 * k + rng.uniform(-0.3, 0.3)
        lean = 0.0 if k == 0 else math.sqrt(k / FLOWER_COUNT)
        aim = Vector((math.cos(turn), math.sin(turn), 0))
        foot = aim * (-0.4 * inner * lean) + Vector((0, 0, 0.9 * WALL))
        lip = aim * (0.75 * slim * lean) + Vector((0, 0, 0.9 * HEIGHT))
        top = aim * ((0.30 * HEIGHT + wide) * lean) + Vector(
            (0, 0, HEIGHT * (1.62 - 0.30 * lean + rng.uniform(-0.04, 0.04))))
        made.append((foot, lip, top, aim * lean))
    return made


def stems(green):
    """The stems of the flowers, each with two leaves."""
    made = []
    for index, (foot, lip, top, lean) in enumerate(bouquet()):
        middle = lip.lerp(top, 0.5) - lean * 0.05 * HEIGHT
        stalk = tube("Stalk", [foot, lip, middle, top], 0.0065 * HEIGHT, green, "stems", sides=8,
                     smooth_path=5)
        pieces = [stalk]
        for number, share in enumerate((0.35, 0.6)):
            root = lip.lerp(top, share) - lean * 0.05 * HEIGHT * (1 - abs(2 * share - 1))
            turn = 2.4 * index + 2.6 * number + 0.8
            aim = Vector((math.cos(turn), math.sin(turn), 0.75))
            cross = Vector((-math.sin(turn), math.cos(turn), 0))
            grid = []
            for i in range(9):
                v = i / 8
                half = 0.026 * HEIGHT * math.sin(math.pi * (0.06 + 0.92 * v)) ** 0.8
                spine = root + aim * (0.17 * HEIGHT * v) - Vector((0, 0, 0.1 * HEIGHT * v * v))
                grid.append([spine + cross * half * u + Vector((0, 0, 0.3 * half * u * u))
                             for u in (-1, -0.5, 0, 0.5, 1)])
            pieces.append(surface("Leaf", grid, green, "stems", thickness=0.003 * HEIGHT))
        made.append(join_meshes(f"Stem {index + 1}", pieces))
    return made


def blossoms(bloom, heart):
    """A blossom on each stem: two rings of cupped petals round a golden heart."""
    made = []
    size = 0.115 * HEIGHT
    for index, (foot, lip, top, lean) in enumerate(bouquet()):
        face = (Vector((0, 0, 1)) + lean * 0.9 + Vector((0, -0.25, 0))).normalized()
        side = face.orthogonal().normalized()
        other = face.cross(side)
        pieces = []
        for ring, (petals, reach, rise) in enumerate(((8, 1.0, 0.18), (6, 0.66, 0.42))):
            for k in range(petals):
                turn = 2 * math.pi * (k + 0.5 * ring) / petals
                aim = side * math.cos(turn) + other * math.sin(turn)
                cross = face.cross(aim)
                grid = []
                for i in range(7):
                    v = i / 6
                    half = 0.42 * reach * size * math.sin(math.pi * (0.1 + 0.82 * v)) ** 0.7
                    spine = top + aim * (reach * size * v) + face * size * (
                        rise * 1.6 * v * (1.15 - 0.75 * v) + 0.02 * ring)
                    grid.append([spine + cross * half * u + face * 0.35 * half * u * u
                                 for u in (-1, -0.5, 0, 0.5, 1)])
                pieces.append(surface("Petal", grid, pick(bloom, index), "blossoms",
                                      thickness=0.02 * size))
        pieces.append(sphere("Heart", 0.24 * size, top + face * 0.12 * size, heart, "blossoms",
                             segments=16, rings=10))
        made.append(join_meshes(f"Blossom {index + 1}", pieces))
    return made
