# A stone bridge along X. The arches are half ellipses between piers of even width.
import math
from mathutils import Matrix


def deck(x):
    """The height of the road at x."""
    return HEIGHT - HUMP * (2 * x / LENGTH) ** 2


def spans():
    """(middle, half width, foot, rise) of each arch."""
    step, found = 0.92 * LENGTH / ARCH_COUNT, []
    for i in range(ARCH_COUNT):
        x, half, foot = -0.46 * LENGTH + step * (i + 0.5), 0.42 * step, 0.24 * HEIGHT
        top = min(deck(x - half), deck(x + half), deck(x)) - 0.6
        found.append((x, half, foot, min(max(top - foot, 0.4), 1.1 * half)))
    return found


def strip(low, high, steps=24):
    """An outline (x, z) that follows the road, from so far above it to so far."""
    xs = [LENGTH * (k / steps - 0.5) for k in range(steps + 1)]
    return [(x, deck(x) + low) for x in xs] + [(x, deck(x) + high) for x in reversed(xs)]


def bridge_body(masonry):
    """Piers and spandrels: one solid with the arches left out."""
    line = [(-LENGTH / 2, 0)]
    for x, half, foot, rise in spans():
        line += [(x - half, 0), *arc((x, foot), (half, rise), 180, 0, 24), (x + half, 0)]
    line += [(LENGTH / 2, 0)] + [(LENGTH * (0.5 - k / 24), deck(LENGTH * (0.5 - k / 24)))
                                 for k in range(25)]
    return [extrude("Body", line, WIDTH, (0, 0, 0), pick(masonry, 0), "body", bevel=0, axis="Y")]


def cutwaters(dressed):
    """Pointed feet before and behind each pier, and at both banks."""
    step, pieces = 0.92 * LENGTH / ARCH_COUNT, []
    for i in range(ARCH_COUNT + 1):
        x, half = -0.46 * LENGTH + step * i, min(0.08 * step, 0.45)
        for side in (-1, 1):
            y = side * WIDTH / 2
            foot = [(x - half, y - side * 0.05), (x + half, y - side * 0.05), (x + half, y),
                    (x, y + side * 0.5), (x - half, y)]
            rows = [[(u, v, z) for u, v in foot] for z in (0, 0.36 * HEIGHT)]
            rows.append([(x + (u - x) * 0.5, y + (v - y) * 0.06, 0.5 * HEIGHT) for u, v in foot])
            pieces.append(loft("Foot", rows, pick(dressed, i), "cutwaters", smooth=20))
    return [join_meshes("Cutwater", pieces)]


def arch_stones(dressed):
    """A ring of wedge stones round each arch, through the whole bridge."""
    made = []
    for i, (x, half, foot, rise) in enumerate(spans()):
        count = 2 * round(math.pi * (half + rise) / 2 / 0.75) + 1
        line = [(x + half * math.cos(a), foot + rise * math.sin(a), a)
                for a in (math.pi * (k + 0.5) / count for k in range(count))]
        places = []
        for k, (u, z, a) in enumerate(line):
            lean = math.atan2(half * math.sin(a), rise * math.cos(a))
            wide = math.pi / count * math.hypot(half * math.sin(a), rise * math.cos(a))
            high = 0.42 if k == count // 2 else 0.34
            places.append(Matrix.Translation((u, 0, z)) @ Matrix.Rotation(math.pi / 2 - lean, 4,
                                                                          "Y")
                          @ Matrix.Translation((0, 0, high / 2 - 0.03))
                          @ Matrix.Diagonal((0.96 * wide, WIDTH + 0.08, high, 1)))
        made.append(blocks(f"Arch {i + 1}" if ARCH_COUNT > 1 else "Arch", places, pick(dressed, i),
                           "arches", chamfer=0.02))
    return made


def road(paving):
    """The paved road between the parapets."""
    return [extrude("Road", strip(-0.03, 0.05), WIDTH - 0.54, (0, 0, 0), pick(paving, 0), "road",
                    bevel=0, axis="Y")]


def parapets(masonry, dressed):
    """Two walls that follow the road, on a course of dressed stone, with coping stones."""
    made = []
    for i, side in enumerate((-1, 1)):
        y = side * (WIDTH / 2 - 0.14)
        wall = extrude("Wall", strip(-0.05, PARAPET_HEIGHT - 0.14), 0.27, (0, y, 0),
                       pick(masonry, i), "parapets", bevel=0, axis="Y")
        course = extrude("Course", strip(-0.14, 0.02), 0.34, (0, y, 0), pick(dressed, i),
                         "parapets", bevel=0, axis="Y")
        coping = extrude("Coping", strip(PARAPET_HEIGHT - 0.15, PARAPET_HEIGHT), 0.36, (0, y, 0),
                         pick(dressed, i), "parapets", bevel=0.03, axis="Y")
        made.append(join_meshes(f"Parapet {i + 1}", [wall, course, coping]))
    return made


def pillars(dressed):
    """Square pillars with a cap at the four ends."""
    high = HEIGHT - HUMP + PARAPET_HEIGHT
    shape = [(0.26, 0), (0.26, high), (0.3, high + 0.02), (0.3, high + 0.12), (0.05, high + 0.3)]
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    places = [(u * LENGTH / 2, v * (WIDTH / 2 - 0.14)) for u, v in corners]
    return [loft(f"Pillar {i + 1}", [[(x + u * r, y + v * r, z) for u, v in corners] for r,
                                     z in shape],
                 pick(dressed, i), "pillars", smooth=20) for i, (x, y) in enumerate(places)]


def river(water):
    """The water between the banks."""
    return [box("River", (0.94 * LENGTH, 2.4 * WIDTH, 0.12), (0, 0, 0.06), pick(water, 0), "river",
                bevel=0)]
