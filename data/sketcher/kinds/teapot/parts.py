import math
from mathutils import Vector


def wall_line():
    """The outside of the pot: foot ring, round belly and the gallery that carries the lid."""
    r, h = DIAMETER / 2, BODY_HEIGHT
    foot, mouth = 0.56 * r, LID_DIAMETER / 2
    knots = [(0.96 * foot, 0.0), (foot, 0.03 * h), (0.62 * r + 0.18 * foot, 0.14 * h),
             (0.93 * r, 0.30 * h), (r, 0.47 * h), (0.93 * r, 0.68 * h),
             (0.55 * r + 0.45 * mouth, 0.88 * h), (1.02 * mouth, h)]
    return [(p.x, min(max(0.0, p.y), h)) for p in catmull(knots, 7)]


def body(glaze):
    """The round body, hollow, open where the lid sits."""
    return [lathe("Body", hollow(wall_line(), WALL), (0, 0, 0), glaze, "body", steps=80,
                  smooth=60)]


def lid(glaze):
    """A domed lid with a flange that drops into the mouth, and a knob."""
    r, h = 1.06 * LID_DIAMETER / 2, BODY_HEIGHT
    rise = 0.16 * BODY_HEIGHT
    dome_line = [(r * math.cos(a), h + 0.003 + rise * math.sin(a))
                 for a in (math.pi / 2 * k / 12 for k in range(12))]
    knob = 0.17 * LID_DIAMETER
    top = h + 0.003 + rise
    knob_line = [(0.42 * knob, top - 0.02 * h), (0.36 * knob, top + 0.25 * knob),
                 (0.62 * knob, top + 0.55 * knob), (0.62 * knob, top + 0.95 * knob),
                 (0.4 * knob, top + 1.25 * knob), (0.1 * knob, top + 1.32 * knob)]
    inner = max(0.004, LID_DIAMETER / 2 - 1.15 * WALL)
    line = ([(0.0, h - 0.06 * BODY_HEIGHT), (inner - 0.001, h - 0.06 * BODY_HEIGHT),
             (inner, h - 0.05 * BODY_HEIGHT), (inner, h - 0.0006), (r - 0.001, h - 0.0006)]
            + dome_line + [(p.x, p.y) for p in catmull(knob_line, 5)]
            + [(0.0, top + 1.33 * knob)])
    line = [p for i, p in enumerate(line) if i < 16 or p[0] < 0.62 * LID_DIAMETER]
    return [lathe("Lid", line, (0, 0, 0), glaze, "lid", steps=64, smooth=55)]


def spout(glaze):
    """A curved spout, hollow, wide at its root and cut level with the pot's mouth."""
    h, edge = BODY_HEIGHT, wall_line()
    low = 0.30 * h
    root = radius_at(edge, low) - 1.4 * WALL
    tip = DIAMETER / 2 + SPOUT_REACH
    path = catmull([(-root, 0, low), (-(root + 0.42 * (tip - root)), 0, low + 0.1 * h),
                    (-(root + 0.68 * (tip - root)), 0, 0.68 * h),
                    (-(tip - 0.08 * SPOUT_REACH), 0, 0.96 * h), (-tip, 0, 1.02 * h)], 8)
    thick = min(0.0525 * (h + DIAMETER), 0.19 * h)
    rows = []
    for i, (point, side, normal) in enumerate(frames_along(path)):
        v = i / (len(path) - 1)
        half = thick * (1.35 - 0.85 * v + 0.12 * max(0.0, v - 0.85) / 0.15)
        rows.append([point + (side * math.cos(a) + normal * math.sin(a)) * half
                     for a in (2 * math.pi * k / 32 for k in range(32))])
    return [surface("Spout", rows, glaze, "spout", thickness=0.8 * WALL, closed_u=True, smooth=60)]


def handle(glaze):
    """An ear-shaped handle opposite the spout, with a rest for the thumb."""
    h, edge = BODY_HEIGHT, wall_line()
    top, low = 0.84 * h, 0.26 * h
    r1, r0 = radius_at(edge, top) - 0.5 * WALL, radius_at(edge, low) - 0.5 * WALL
    out = DIAMETER / 2 + HANDLE_REACH
    bar = min(HANDLE_THICKNESS, 0.12 * h) / 2
    points = [(r1, 0, top), (0.5 * (r1 + out), 0, top + 0.12 * h), (0.94 * out, 0, top + 0.02 * h),
              (out, 0, 0.62 * h), (0.86 * out + 0.1 * r0, 0, 0.40 * h), (r0, 0, low)]
    ear = tube("Ear", points, [1.3 * bar, bar, bar, bar, 0.9 * bar, 1.2 * bar], glaze, "handle",
               sides=20)
    rest = sphere("Rest", 1.15 * bar, Vector(points[2]) + Vector((-0.6 * bar, 0, 0.6 * bar)),
                  glaze, "handle", scale=(1, 0.8, 0.7), segments=20, rings=12)
    return [join_meshes("Handle", [ear, rest])]


def bail(metal_bail):
    """An arched handle over the lid, held by two lugs: it swings on Japanese kettles."""
    h, edge = BODY_HEIGHT, wall_line()
    base = 0.80 * h
    r = radius_at(edge, base) - 0.3 * WALL
    peak = h * 1.33 + 0.42 * DIAMETER
    bar = min(HANDLE_THICKNESS, 0.12 * h) * 0.42
    arch = [(0, r * math.cos(a), base + (peak - base) * math.sin(a) ** 0.8)
            for a in (math.pi * k / 16 for k in range(17))]
    made = [tube("Arch", arch, bar, metal_bail, "bail", sides=16, smooth_path=3)]
    for side in (1, -1):
        made.append(sphere("Lug", 2.0 * bar, (0, side * r, base), metal_bail, "bail",
                           segments=20, rings=12))
    return [join_meshes("Bail", made)]


def trim_rings(metal_trim):
    """Gilded lines at the mouth, the shoulder and the foot."""
    made, edge, h = [], wall_line(), BODY_HEIGHT
    for index, share in enumerate((0.035, 0.80, 0.965)):
        made.append(band(f"Trim {index + 1}", edge, (share - 0.012) * h, (share + 0.012) * h,
                         0.006 * h, metal_trim, "trim", steps=80))
    return made


def ornament_band(ornament):
    """A belt of traditional ornament round the belly."""
    h = BODY_HEIGHT
    return [band("Ornament", wall_line(), 0.36 * h, 0.60 * h, 0.005 * h, ornament, "ornament",
                 steps=96)]


def studs(glaze):
    """Rows of small knobs cast on the shoulder, the mark of iron kettles."""
    h, edge, made = BODY_HEIGHT, wall_line(), []
    for row in range(4):
        z = (0.44 + 0.085 * row) * h
        r = radius_at(edge, z)
        for k in range(36):
            a = 2 * math.pi * (k + 0.5 * (row % 2)) / 36
            made.append(sphere("Stud", 0.017 * h, (r * math.cos(a), r * math.sin(a), z), glaze,
                               "studs", segments=8, rings=6))
    return [join_meshes("Studs", made)]


def feet(metal_trim):
    """Three little ball feet under the belly."""
    h, r = BODY_HEIGHT, 0.62 * DIAMETER / 2
    size = max(0.006, 0.075 * h)
    return [sphere(f"Foot {k + 1}", size, (r * math.cos(a), r * math.sin(a), size), metal_trim,
                   "feet", segments=24, rings=14)
            for k, a in ((k, math.pi / 2 + 2 * math.pi * k / 3) for k in range(3))]


def steam(vapour):
    """Steam from the spout."""
    tip = DIAMETER / 2 + SPOUT_REACH
    return [steam_wisp(f"Steam {i + 1}", (-tip + 0.01 * i, 0.006 * (i - 0.5), 1.03 * BODY_HEIGHT),
                       (0.65 + 0.25 * i) * BODY_HEIGHT, 0.09 * DIAMETER, 2.0 * i, vapour, "steam")
            for i in range(2)]
