import math
import random
from mathutils import Vector


def wall_line():
    """The outside of the bottle: foot, straight body, shoulder, neck and lip."""
    r, n, h = DIAMETER / 2, min(NECK_DIAMETER, 0.8 * DIAMETER) / 2, HEIGHT
    shoulder = SHOULDER_AT * h
    neck = shoulder + (h - shoulder) * 0.5
    lip = min(0.008, 0.03 * h)
    bulge = BELLY * DIAMETER / 2
    knots = [(0.9 * r, 0.0), (0.985 * r, 0.015 * h), (r, 0.05 * h),
             (r + 0.8 * bulge, 0.3 * shoulder), (r + bulge, 0.55 * shoulder), (r, shoulder),
             (0.9 * r + 0.1 * n, shoulder + 0.1 * (h - shoulder)),
             (0.45 * r + 0.55 * n, shoulder + 0.32 * (h - shoulder)),
             (1.06 * n, neck), (n, h - 2.6 * lip)]
    line = [(p.x, max(0.0, p.y)) for p in catmull(knots, 6)]
    return line + [(n, h - 1.9 * lip), (1.22 * n, h - 1.7 * lip), (1.24 * n, h - 0.6 * lip),
                   (1.1 * n, h - 0.15 * lip)]


def mouth_radius():
    """The radius of the opening inside the neck."""
    return max(0.003, min(NECK_DIAMETER, 0.8 * DIAMETER) / 2 - WALL)


def body(clear):
    """The glass, hollow, with a punt in its foot."""
    outside = hollow(wall_line(), WALL, 0.05 * HEIGHT)
    punt = [(0.0, 0.03 * HEIGHT), (0.3 * DIAMETER / 2, 0.025 * HEIGHT),
            (0.7 * DIAMETER / 2, 0.004 * HEIGHT)]
    return [lathe("Body", punt + outside[1:], (0, 0, 0), clear, "body", steps=72, smooth=50)]


def contents(wine):
    """What is in the bottle, up to the level that is left."""
    top = max(0.1, min(FILL, 0.9)) * HEIGHT
    return [fill("Contents", wall_line(), WALL, 0.051 * HEIGHT, top, wine, "contents")]


def label(sheet, ink):
    """A paper label round the front, with a frame, a crest and lines of print."""
    edge = wall_line()
    low, high = LABEL_LOW * SHOULDER_AT * HEIGHT, LABEL_HIGH * SHOULDER_AT * HEIGHT
    sweep = math.radians(150)

    def patch(name, u0, u1, v0, v1, proud, material):
        rows = []
        for i in range(9):
            z = low + (high - low) * (v0 + (v1 - v0) * i / 8)
            r = radius_at(edge, z) + proud
            rows.append([(r * math.sin(a), -r * math.cos(a), z) for a in (
                sweep / 2 * (u0 + (u1 - u0) * k / 32) for k in range(33))])
        return surface(name, rows, material, "label", thickness=0.0005)

    pieces = [patch("Paper", -1, 1, 0, 1, 0.0003, sheet)]
    for u0, u1, v0, v1 in ((-0.94, 0.94, 0.93, 0.95), (-0.94, 0.94, 0.05, 0.07),
                           (-0.94, -0.92, 0.05, 0.95), (0.92, 0.94, 0.05, 0.95),
                           (-0.6, 0.6, 0.36, 0.43), (-0.4, 0.4, 0.25, 0.28),
                           (-0.5, 0.5, 0.17, 0.2)):
        pieces.append(patch("Print", u0, u1, v0, v1, 0.0006, ink))
    middle, size = low + 0.67 * (high - low), 0.17 * (high - low)
    rows = []
    for share in (0.05, 0.5, 1.0):
        row = []
        for k in range(40):
            a = 2 * math.pi * k / 40
            reach = size * share * (1.0 if k % 4 else 1.3) * (0.82 if k % 4 == 2 else 1)
            r = radius_at(edge, middle) + 0.0006
            x = reach * math.sin(a)
            row.append((r * math.sin(x / r), -r * math.cos(x / r), middle + reach * math.cos(a)))
        rows.append(row)
    pieces.append(surface("Crest", rows, ink, "label", thickness=0.0005, closed_u=True))
    return [join_meshes("Label", pieces)]


def cork(bark_cork):
    """The cork, half driven into the neck."""
    r = mouth_radius() + 0.0002
    long = min(0.045, 0.14 * HEIGHT)
    return [cylinder("Cork", r, long, (0, 0, HEIGHT - 0.0015 + 0.08 * long), bark_cork, "cork",
                     radius_top=1.06 * r, bevel=0.0012)]


def foil(metal_foil):
    """A capsule of foil drawn over lip and neck."""
    edge = wall_line()
    low = (SHOULDER_AT + 0.62 * (1 - SHOULDER_AT)) * HEIGHT
    line = [(r + 0.0005, z) for r, z in edge if z > low]
    line = [(radius_at(edge, low) + 0.0005, low)] + line + [(line[-1][0] - 0.001, HEIGHT + 0.0008)]
    back = [(r - 0.0006, z) for r, z in reversed(line)]
    return [lathe("Foil", [(0.0, HEIGHT + 0.0008)] + line[::-1] + back[::-1]
                  + [(0.0, HEIGHT)], (0, 0, 0), metal_foil, "foil", smooth=40)]


def crown_cap(metal_foil):
    """A crown cap with its crimped skirt."""
    n = 1.3 * min(NECK_DIAMETER, 0.8 * DIAMETER) / 2
    lip = min(0.008, 0.03 * HEIGHT)
    sections = []
    for share, z in ((1.12, HEIGHT - 0.9 * lip), (1.08, HEIGHT - 0.5 * lip),
                     (1.0, HEIGHT + 0.05 * lip), (0.93, HEIGHT + 0.2 * lip),
                     (0.3, HEIGHT + 0.26 * lip)):
        ripple = 0.05 * max(0.0, (share - 1.0) / 0.12)
        sections.append([(n * share * (1 + ripple * math.cos(21 * a)) * math.cos(a),
                          n * share * (1 + ripple * math.cos(21 * a)) * math.sin(a), z)
                         for a in (2 * math.pi * k / 126 for k in range(126))])
    return [loft("Cap", sections, metal_foil, "cap", smooth=50)]


def letter(sheet):
    """A rolled letter inside: a message in a bottle."""
    tall = 0.62 * SHOULDER_AT * HEIGHT
    wide = 0.3 * (DIAMETER / 2 - WALL)
    rows = []
    for k in range(49):
        a = 2 * math.pi * 2.2 * k / 48
        r = wide * (0.62 + 0.38 * k / 48)
        rows.append([(r * math.cos(a), r * math.sin(a), 0.05 * HEIGHT + tall * i / 6)
                     for i in range(7)])
    return [surface("Letter", rows, sheet, "letter", thickness=0.0005, smooth=60)]


def ribbon_bow(silk_bow):
    """A ribbon tied round the neck, with a bow in front."""
    edge = wall_line()
    z = (SHOULDER_AT + 0.55 * (1 - SHOULDER_AT)) * HEIGHT
    r, wide = radius_at(edge, z), 0.028 * HEIGHT
    pieces = [band("Loop", edge, z - wide / 2, z + wide / 2, 0.0012, silk_bow, "bow")]
    front = Vector((0, -r - 0.002, z))
    for side in (1, -1):
        loop = [front + Vector(p) * HEIGHT * 0.1 for p in (
            (0, 0, 0), (side * 0.5, -0.12, 0.22), (side * 1.0, -0.1, 0.18),
            (side * 0.95, -0.02, -0.14), (side * 0.45, -0.02, -0.1), (0, 0, 0))]
        pieces.append(ribbon("Wing", loop, 0.8 * wide, 0.0012, silk_bow, "bow", up=(0, -1, 0.2)))
        tail = [front + Vector(p) * HEIGHT * 0.1 for p in (
            (0, -0.05, 0), (side * 0.25, -0.2, -0.5), (side * 0.5, -0.35, -1.1))]
        pieces.append(ribbon("Tail", tail, 0.8 * wide, 0.0012, silk_bow, "bow", up=(0, -1, 0)))
    pieces.append(sphere("Knot", 0.55 * wide, front, silk_bow, "bow", scale=(1, 0.6, 1),
                         segments=16, rings=10))
    return [join_meshes("Bow", pieces)]
