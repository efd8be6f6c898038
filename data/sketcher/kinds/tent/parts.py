# A tent whose door faces -Y: canvas that hangs between two poles and sags a little, guy ropes with
# pegs, a groundsheet. A tipi is a cone round poles that cross above it.
import math
from mathutils import Vector


def slope_point(share, side, y):
    """A point of the canvas at a share of its height: it sags between ridge and ground."""
    sag = 0.05 * WIDTH * math.sin(math.pi * share) * (1 - (2 * y / LENGTH) ** 2 * 0.5)
    droop = 0.05 * HEIGHT * (1 - (2 * y / LENGTH) ** 2) * share ** 2
    return Vector((side * (WIDTH / 2 * (1 - share) - sag), y,
                   HEIGHT * share + 0.004 * (1 - share) - droop))


def canvas(cloth):
    """Two slopes over the ridge, the rear wall, and flaps at the door that are turned outward."""
    rows = []
    for i in range(13):
        y = LENGTH * (i / 12 - 0.5)
        line = [slope_point(k / 8, -1, y) for k in range(9)]
        rows.append(line + [slope_point(k / 8, 1, y) for k in reversed(range(8))])
    pieces = [surface("Slopes", rows, cloth, "canvas", thickness=0.008, smooth=50)]
    y = LENGTH / 2 - 0.006
    rear = [[slope_point(k / 8, -1, y).lerp(slope_point(k / 8, 1, y), t) for t in (0.0, 0.5, 1.0)]
            for k in range(9)]
    pieces.append(surface("Rear", rear, cloth, "canvas", thickness=0.008, smooth=50))
    y = -LENGTH / 2 + 0.006
    for side in (-1, 1):
        flap = []
        for k in range(9):
            edge, middle = slope_point(k / 8, side, y), Vector((0, y, slope_point(k / 8, 1, y).z))
            line = []
            for t in (0.0, 0.25, 0.5, 0.75, 1.0):
                fold = Vector((0, -0.1 * math.sin(math.pi * t) * OPENING, 0)) * (1 - k / 8)
                line.append(edge.lerp(middle, t * (1 - OPENING * (1 - 0.7 * k / 8))) + fold)
            flap.append(line)
        pieces.append(surface("Flap", flap, cloth, "canvas", thickness=0.008, smooth=60))
    return [join_meshes("Canvas", pieces)]


def poles(timber):
    """A pole at either end, and one under the ridge."""
    made = [cylinder(f"Pole {i + 1}", POLE_RADIUS, HEIGHT + 0.1,
                     (0, way * (LENGTH / 2 + 0.01), HEIGHT / 2 + 0.05), timber, "poles") for i,
            way in enumerate((-1, 1))]
    line = [slope_point(1, 1, LENGTH * s) - Vector((0, 0, POLE_RADIUS))
            for s in (-0.5, -0.2, 0.2, 0.5)]
    return made + [tube("Ridge Pole", line, 0.8 * POLE_RADIUS, timber, "poles", sides=16)]


def ropes(cord, timber):
    """Guy ropes from the poles and the slopes to pegs in the ground."""
    pieces = []
    ties = [((0, way * (LENGTH / 2 + 0.01), HEIGHT + 0.02), (0, way * (LENGTH / 2 + 0.85), 0.06))
            for way in (-1, 1)]
    ties += [(slope_point(0.12, side, LENGTH * s), (side * (WIDTH / 2 + 0.4), LENGTH * s, 0.06))
             for side in (-1, 1) for s in (-0.47, 0.0, 0.47)]
    for a, b in ties:
        a, b = Vector(a), Vector(b)
        pieces.append(tube("Rope", [a, b], 0.006, cord, "ropes", sides=8, smooth_path=1))
        out = Vector((b.x - a.x, b.y - a.y, 0)).normalized()
        pieces.append(tube("Peg", [b + out * 0.035 - Vector((0, 0, 0.002)) + Vector((0, 0, 0.03)),
                                   Vector((b.x - 0.02 * out.x, b.y - 0.02 * out.y, 0.014))], 0.014,
                           timber, "ropes", sides=10, smooth_path=1))
    return [join_meshes("Ropes", pieces)]


def groundsheet(ground):
    """A sheet under the whole tent."""
    return [box("Groundsheet", (WIDTH - 0.05, LENGTH - 0.05, 0.01), (0, 0, 0.005), ground, "floor",
                bevel=0.003)]


def cone(cloth, paint):
    """The cone, parted at the door and open for smoke at the top, with painted bands."""
    pieces, r, top = [], WIDTH / 2, 0.9 * HEIGHT
    gap = 0.5 * OPENING
    for low, high, stuff, proud in ((0.004, top, cloth, 0.0),
                                    (0.1 * HEIGHT, 0.16 * HEIGHT, paint, 0.007),
                                    (0.62 * HEIGHT, 0.66 * HEIGHT, paint, 0.007),
                                    (0.7 * HEIGHT, 0.72 * HEIGHT, paint, 0.007)):
        rows = []
        for i in range(9):
            z = low + (high - low) * i / 8
            open_by = gap * max(0.02, 1 - z / (0.62 * HEIGHT)) + 0.01
            row = []
            for k in range(73):
                a = -math.pi / 2 + open_by + (2 * math.pi - 2 * open_by) * k / 72
                reach = r * (1 - z / HEIGHT) + proud
                reach *= 1 - 0.03 * math.cos(POLE_COUNT * (a + math.pi / 2) / 2) ** 2
                row.append((reach * math.cos(a), reach * math.sin(a), z))
            rows.append(row)
        pieces.append(surface("Cone", rows, stuff, "cone", thickness=0.01, smooth=40))
    return [join_meshes("Cone", pieces)]


def lodgepoles(timber, cord):
    """Poles that cross above the cone, tied where they meet."""
    pieces = []
    for k in range(POLE_COUNT):
        a = -math.pi / 2 + 2 * math.pi * (k + 0.5) / POLE_COUNT
        foot = Vector((math.cos(a), math.sin(a), 0)) * (WIDTH / 2 - 0.07)
        across = Vector((-math.sin(a), math.cos(a), 0)) * 0.05
        peak = Vector((0, 0, HEIGHT)) + across
        tip = peak + (peak - foot) * 0.22
        pieces.append(tube("Pole", [foot, peak, tip],
                           [POLE_RADIUS, 0.8 * POLE_RADIUS, 0.5 * POLE_RADIUS], timber,
                           "lodgepoles", sides=10, smooth_path=1))
        level_foot(pieces[-1], 0.02)
    pieces += [torus("Tie", 0.09, 0.03, (0, 0, 0.985 * HEIGHT + 0.025 * k), cord, "lodgepoles",
                     steps=24, sides=8) for k in range(2)]
    return [join_meshes("Lodgepoles", pieces)]


def pennant(paint, timber):
    """A flag on the front pole."""
    return [waving_flag("Flag", (0, -LENGTH / 2 + 0.01, HEIGHT - 0.04), 0.6, (0.36, 0.2), paint,
                        timber, "flag")]
