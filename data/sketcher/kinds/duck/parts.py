# A rubber duck that swims towards the front: a hollow-looking body with an upturned tail, a round
# head on a short neck, a bill, and eyes that shine.
import math
from mathutils import Vector


def along(stops, t):
    """A smooth curve through (t, value) stops."""
    for (t0, v0), (t1, v1) in zip(stops, stops[1:]):
        if t <= t1:
            k = (t - t0) / (t1 - t0)
            return v0 + (v1 - v0) * (0.5 * k + 0.5 * k * k * (3 - 2 * k))
    return stops[-1][1]


def half_width(t):
    """Half the body's width, t running from the breast (0) to the tip of the tail (1)."""
    return BODY_WIDTH / 2 * along([(0, 0.04), (0.03, 0.34), (0.1, 0.64), (0.22, 0.9), (0.4, 1.0),
                                   (0.6, 0.93), (0.78, 0.66), (0.9, 0.36), (0.97, 0.17),
                                   (1, 0.03)], t)


def body_section(t):
    """The outline of the body at t: round, but flat where it stands."""
    low = BODY_HEIGHT * along([(0, 0.44), (0.04, 0.24), (0.12, 0.05), (0.24, -0.04), (0.6, -0.04),
                               (0.76, 0.1), (0.9, 0.46), (1, 0.86)], t)
    high = BODY_HEIGHT * along([(0, 0.46), (0.04, 0.64), (0.14, 0.84), (0.3, 0.93), (0.5, 0.86),
                                (0.68, 0.78), (0.84, 0.84), (0.95, 0.96), (1, 0.92)], t)
    wide, tall, middle = half_width(t), (high - low) / 2, (high + low) / 2
    turns = (2 * math.pi * k / 48 for k in range(48))
    return [Vector((wide * math.sin(a), LENGTH * (t - 0.5),
                    max(0.0, middle + tall * math.cos(a)))) for a in turns]


def duck_body(coat):
    """The body: a full breast, a broad back and a tail that turns up."""
    stations = [(1 - math.cos(math.pi * k / 48)) / 2 for k in range(49)]
    return [loft("Body", [body_section(t) for t in stations], coat, "body", smooth=80)]


def head_middle():
    """The centre of the head."""
    return Vector((0, -0.23 * LENGTH, 0.84 * BODY_HEIGHT + 0.4 * HEAD_SIZE))


def head(coat):
    """A ball of a head, with the neck that runs down into the body."""
    r, foot = HEAD_SIZE / 2, -0.4 * HEAD_SIZE - 0.2 * BODY_HEIGHT
    neck = catmull([(0.6 * r, foot, 0), (0.8 * r, 0.55 * foot - 0.3 * r, 0),
                    (0.83 * r, -0.62 * r, 0), (0.93 * r, -0.37 * r, 0)], 6)
    ball = [(r * math.cos(a), r * math.sin(a)) for a in
            (-0.3 + (math.pi / 2 + 0.3) * k / 24 for k in range(24))]
    profile = [(0, foot)] + [(p.x, p.y) for p in neck] + ball + [(0, r)]
    return [lathe("Head", profile, head_middle(), coat, "head", smooth=80)]


def bill_half(name, skin, tilt, droop, share):
    """One half of the bill: broad, thin and rounded at its end."""
    r, middle = HEAD_SIZE / 2, head_middle()
    reach, sections = BEAK_LENGTH * share, []
    for k in range(21):
        s = math.sin(math.pi / 2 * k / 20)
        wide = 0.5 * r * share * (1 + 0.2 * s) * math.sqrt(max(0.0004, 1 - s ** 5))
        thick = 0.13 * r * (1 - 0.45 * s) * math.sqrt(max(0.003, 1 - s ** 6))
        centre = Vector((0, middle.y - 0.78 * r - s * (reach + 0.22 * r),
                         middle.z - 0.12 * r + droop * r + tilt * r * s * s))
        sections.append([centre + Vector((wide * math.sin(a), 0, thick * math.cos(a)
                                          - 0.22 * wide * math.sin(a) ** 2))
                         for a in (2 * math.pi * i / 28 for i in range(28))])
    return loft(name, sections, skin, "bill", smooth=80)


def bill(skin):
    """The bill, a little open, as if the duck were about to speak."""
    return [bill_half("Upper Bill", skin, 0.2, 0.0, 1.0),
            bill_half("Lower Bill", skin, -0.08, -0.14, 0.8)]


def eyes(white, black):
    """Eyes to both sides: white, a large pupil, and a glint."""
    made, r = [], HEAD_SIZE / 2
    for i, side in enumerate((1, -1)):
        look = Vector((0.6 * side, -0.72, 0.3)).normalized()
        wide = math.asin(min(0.9, EYE_SIZE / HEAD_SIZE))
        up = (look + Vector((0.1 * wide * side, -0.1 * wide, 0.45 * wide))).normalized()
        made.append(join_meshes(f"Eye {i + 1}", [
            dome("White", head_middle(), look, r, 0.0, wide, 1.03, white, "eyes"),
            dome("Pupil", head_middle(), look, r, 0.0, 0.68 * wide, 1.05, black, "eyes"),
            dome("Glint", head_middle(), up, r, 0.0, 0.22 * wide, 1.07, white, "eyes")]))
    return made


def wings(coat):
    """A small wing on each flank, its tip standing off."""
    made = []
    for i, side in enumerate((1, -1)):
        sections = []
        for k in range(25):
            s = k / 24
            t = 0.33 + 0.42 * s
            full = math.sqrt(max(0.0006, math.sin(math.pi * (0.03 + 0.95 * s) ** 0.75)))
            centre = Vector((side * (0.93 * half_width(t) + 0.07 * BODY_WIDTH * s * s),
                             LENGTH * (t - 0.5), BODY_HEIGHT * (0.5 + 0.16 * s * s)))
            sections.append([centre + Vector((0.06 * BODY_WIDTH * full * math.sin(a), 0,
                                              0.22 * BODY_HEIGHT * full * math.cos(a)))
                             for a in (2 * math.pi * j / 28 for j in range(28))])
        made.append(loft(f"Wing {i + 1}", sections, coat, "wings", smooth=80))
    return made


def crown(gilt):
    """A little crown with five points, each with a ball."""
    r, top = 0.52 * HEAD_SIZE / 2, head_middle().z + 0.8 * HEAD_SIZE / 2
    y, tall, count = head_middle().y, 0.34 * HEAD_SIZE, 60
    rows = []
    for level in (0.0, 0.3, 0.6, 1.0):
        row = []
        for k in range(count):
            turn = 2 * math.pi * k / count
            peak = 0.55 + 0.45 * abs(1 - 2 * ((5 * k / count) % 1.0))
            flare = r * (1 + 0.22 * level * peak)
            row.append((flare * math.cos(turn), y + flare * math.sin(turn),
                        top + tall * level * peak))
        rows.append(row)
    pieces = [surface("Band", rows, gilt, "crown", thickness=0.05 * r, smooth=40, closed_u=True)]
    for k in range(5):
        turn = 2 * math.pi * k / 5
        pieces.append(sphere("Ball", 0.1 * r, (1.22 * r * math.cos(turn),
                                              y + 1.22 * r * math.sin(turn), top + 1.03 * tall),
                             gilt, "crown", segments=16, rings=10))
    pieces.append(torus("Hem", r, 0.12 * r, (0, y, top + 0.06 * tall), gilt, "crown"))
    return [join_meshes("Crown", pieces)]


def bow_tie(ribbon_stuff):
    """A bow at the throat: two puffed loops and a knot."""
    r, middle = HEAD_SIZE / 2, head_middle()
    at = Vector((0, middle.y - 0.94 * r, middle.z - 0.86 * r))
    pieces = []
    for side in (1, -1):
        sections = []
        for k in range(15):
            s = k / 14
            tall = r * (0.08 + 0.28 * s) * math.sqrt(max(0.01, 1 - s ** 8))
            deep = r * (0.06 + 0.12 * math.sin(math.pi * s)) * math.sqrt(max(0.01, 1 - s ** 8))
            sections.append([at + Vector((side * 0.62 * r * s, 0.12 * r * s * s
                                          + deep * math.cos(a), tall * math.sin(a)))
                             for a in (2 * math.pi * i / 24 for i in range(24))])
        pieces.append(loft("Loop", sections, ribbon_stuff, "bow", smooth=80))
    pieces.append(sphere("Knot", 0.13 * r, at, ribbon_stuff, "bow", scale=(0.9, 1.0, 1.2),
                         segments=24, rings=14))
    return [join_meshes("Bow Tie", pieces)]


def puddle(water_stuff):
    """A round of water with rings spreading from the duck."""
    wide, deep = 0.85 * LENGTH, 0.05 * BODY_HEIGHT
    profile = [(0.0, 0.0), (0.985 * wide, 0.0), (wide, 0.4 * deep)]
    for k in range(60, -1, -1):
        r = 0.985 * wide * k / 60
        profile.append((r, deep * (1 + 0.28 * math.cos(34 * r / wide) * (1 - r / wide))))
    return [lathe("Water", profile, (0, 0, 0), water_stuff, "puddle", steps=96, smooth=60)]
