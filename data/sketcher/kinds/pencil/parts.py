# A pencil that lies on a flat side, its point to the left. Without ferrule and eraser it ends at
# the end of the shaft.
import math
from mathutils import Matrix


def middle_height():
    """The height of its axis: a flat of it lies on the ground."""
    return DIAMETER * FLATNESS / 2


def outline_at(size):
    """The shaft's outline (y, z) about its axis, a flat side down; `size` is a share of it."""
    sides = 2 * (SIDES // 2)
    radius = DIAMETER / 2 / math.cos(math.pi / sides)
    turns = [math.tau * (i + 0.5) / sides - math.pi / 2 for i in range(sides)]
    return [(size * radius * math.cos(t), size * radius * math.sin(t) * FLATNESS) for t in turns]


def along(name, stations, outline, material, part):
    """A solid along the pencil through (x, share of the outline)."""
    z = middle_height()
    sections = [[(x, y * share, z + v * share) for y, v in outline] for x, share in stations]
    return loft(name, sections, material, part, smooth=25)


def pencil_shaft(coat, cedar):
    """The painted shaft; the sharpener has left bare wood on its edges."""
    outline, low = outline_at(1.0), -LENGTH / 2 + POINT_LENGTH
    shaft = along("Shaft", [(low, 1), (LENGTH / 2, 1)], outline, coat, "shaft")
    flat, z = DIAMETER / 2 + 0.0001, middle_height()
    slope = (flat - 0.45 * LEAD_DIAMETER) / (0.75 * POINT_LENGTH)
    far = low - 0.5 * POINT_LENGTH
    inside = [(flat - 0.5 * POINT_LENGTH * slope, far), (flat + POINT_LENGTH * slope, low
              + POINT_LENGTH), (2 * DIAMETER, low + POINT_LENGTH), (2 * DIAMETER, far)]
    cutter = lathe("Cutter", [*inside, inside[0]], (0, 0, 0), cedar, "", steps=64)
    cutter.data.transform(Matrix.Diagonal((FLATNESS, 1, 1, 1)))
    cutter.rotation_euler, cutter.location = (0, math.pi / 2, 0), (0, 0, z)
    return [boolean(shaft, cutter, paint=True)]


def sharpened_cone(cedar):
    """The bare wood, from the lead to where the paint begins."""
    low, high = -LENGTH / 2 + 0.25 * POINT_LENGTH, -LENGTH / 2 + POINT_LENGTH
    ring = [(DIAMETER / 2 * math.cos(t), DIAMETER / 2 * math.sin(t) * FLATNESS)
            for t in (math.tau * i / 48 for i in range(48))]
    small = min(0.9, 0.9 * LEAD_DIAMETER / DIAMETER)
    return [along("Point", [(low, small), (high, 0.998), (high + 0.001, 0.96)], ring, cedar,
                  "wood")]


def lead_tip(graphite):
    """The lead: a blunt point, then as thick as the wood leaves it."""
    left, ring = -LENGTH / 2, circle(LEAD_DIAMETER / 2, 32)
    if FLATNESS < 1:
        ring = [(y, v * min(1.0, FLATNESS + 0.2)) for y, v in ring]
    return [along("Lead", [(left, 0.12), (left + 0.26 * POINT_LENGTH, 0.93),
                           (left + 0.5 * POINT_LENGTH, 0.93)], ring, graphite, "lead")]


def round_end(x, share, steps=40):
    """An oval as wide as a share of the pencil, at x."""
    return x, [(share * DIAMETER / 2 * math.cos(t), share * DIAMETER / 2 * math.sin(t) * FLATNESS)
               for t in (math.tau * i / steps for i in range(steps))]


def ovals(name, stations, material, part):
    """A solid along the pencil through ovals (x, share)."""
    z = middle_height()
    sections = [[(x, y, z + v) for y, v in ring] for x, ring in
                (round_end(*each) for each in stations)]
    return loft(name, sections, material, part, smooth=35)


def metal_ferrule(brass):
    """A metal sleeve with two rows of grooves."""
    x, rows = LENGTH / 2 - 0.0005, []
    for start in (0.0028, 0.0068):
        rows += [(x + start, 1.0), (x + start + 0.0005, 0.92), (x + start + 0.001, 1.0),
                 (x + start + 0.0015, 0.92), (x + start + 0.002, 1.0)]
    return [ovals("Ferrule", [(x, 0.97), (x + 0.0004, 1.0), *rows, (x + 0.013, 1.0),
                              (x + 0.0135, 0.97)], brass, "ferrule")]


def pencil_eraser(gum):
    """A round rubber with a blunt end."""
    x = LENGTH / 2 + 0.012
    end = x + 0.001 + ERASER_LENGTH
    return [ovals("Eraser", [(x, 0.9), (end - 0.0022, 0.9), (end - 0.001, 0.86),
                             (end - 0.0003, 0.76), (end, 0.62)], gum, "eraser")]
