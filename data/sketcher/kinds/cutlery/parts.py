# A spoon or a fork that lies on the table, its head towards +Y: the end of the handle and the head
# touch the table, and the handle arches between them.
import math


def neck():
    """Where the head begins, along Y, and how high the handle is there."""
    return LENGTH / 2 - HEAD_LENGTH, max(0.006, 0.045 * LENGTH)


def stem(share):
    """A point on the middle of the handle: 0 at its end, 1 at the neck."""
    y0, top = neck()
    y = -LENGTH / 2 + share * (y0 + LENGTH / 2)
    arch = top * (0.5 - 0.5 * math.cos(math.pi * min(1.0, 1.15 * share)))
    return (0.0, y, THICKNESS / 2 + arch)


def stem_width(share):
    """The handle's width: broad and round at its end, narrow before the neck."""
    end = math.sqrt(max(0.02, 1 - (1 - min(1.0, share / 0.09)) ** 2))
    waist = 0.42 - 0.1 * math.sin(math.pi * share)
    return HANDLE_WIDTH * end * (waist + (1 - waist) * (1 - share) ** 2.2)


def handle(steel):
    """A bar that narrows to the neck, with a raised ridge along its middle."""
    shares = [0.0, 0.01, 0.03, 0.06, 0.1] + [0.1 + 0.9 * k / 14 for k in range(1, 15)]
    bar = ribbon("Bar", [stem(s) for s in shares], [stem_width(s) for s in shares],
                 [THICKNESS * (1 + 0.5 * s) for s in shares], steel, "handle", smooth_path=3,
                 bevel=0.0009)
    middle = [0.12 + 0.68 * k / 8 for k in range(9)]
    ridge = tube("Ridge", [(x, y, z + 0.5 * THICKNESS) for x, y, z in map(stem, middle)],
                 [0.0003 + 0.0006 * math.sin(math.pi * k / 8) for k in range(9)], steel, "handle")
    return [join_meshes("Handle", [bar, ridge])]


def bowl(steel):
    """An egg-shaped bowl, its rim dipping towards the tip."""
    low, top = neck()
    rows, count = [], 24
    for i in range(count + 1):
        v, row = 2 * i / count - 1, []
        for j in range(count + 1):
            u = 2 * j / count - 1
            x, y = u * math.sqrt(1 - v * v / 2), v * math.sqrt(1 - u * u / 2)
            deep = max(0.0, 1 - x * x - y * y) ** 0.8
            rim = BOWL_DEPTH + 0.0005 - 0.0015 * y
            if y < -0.75 and abs(x) < 0.5:
                rim += (top - rim) * ((-y - 0.75) / 0.25) ** 2
            across = x * (HEAD_WIDTH - THICKNESS) / 2 * (1 - 0.2 * y - 0.04 * y * y)
            row.append((across, low + HEAD_LENGTH * (0.5 + 0.5 * y),
                        rim + THICKNESS / 2 - BOWL_DEPTH * deep))
        rows.append(row)
    lowest = min(z for row in rows for _x, _y, z in row) - 0.4 * THICKNESS
    rows = [[(x, y, z - lowest) for x, y, z in row] for row in rows]
    return [surface("Bowl", rows, steel, "bowl", thickness=0.8 * THICKNESS)]


def tines(steel):
    """The root that widens from the neck, and the prongs that curve up to their points."""
    low, top = neck()
    side = [(0.0, top), (0.22, 0.55 * top), (0.45, THICKNESS / 2 + 0.0005), (0.6, THICKNESS / 2),
            (0.82, THICKNESS / 2 + 0.002), (1.0, 0.0085)]
    line = [(low + HEAD_LENGTH * p.x, p.y) for p in catmull(side, 6)]
    line = [(y, max(z, THICKNESS / 2)) for y, z in line]
    wide = [0.3 * HANDLE_WIDTH + (FORK_WIDTH - 0.3 * HANDLE_WIDTH)
            * (0.5 - 0.5 * math.cos(math.pi * min(1.0, k / 12))) for k in range(len(line))]
    root = len(line) * 6 // 10
    pieces = [ribbon("Root", [(0, y, z) for y, z in line[:root]], wide[:root],
                     THICKNESS, steel, "tines", smooth_path=1, bevel=0.0008)]
    step = FORK_WIDTH / (TINE_COUNT + 0.45 * (TINE_COUNT - 1))
    for i in range(TINE_COUNT):
        x = 1.45 * step * (i - (TINE_COUNT - 1) / 2)
        way = line[root - 5:]
        ends = [1 - 0.62 * (k / (len(way) - 1)) ** 4 for k in range(len(way))]
        pieces.append(ribbon("Tine", [(x, y, z) for y, z in way], [step * e for e in ends],
                             [THICKNESS * e for e in ends], steel, "tines", smooth_path=1,
                             bevel=0.0007))
    return [join_meshes("Tines", pieces)]


def wooden_grip(scales):
    """A grip round the broad half of the handle."""
    shares = [0.02 + 0.5 * k / 12 for k in range(13)]
    full = [math.sin(math.pi * (0.06 + 0.88 * k / 12)) ** 0.35 for k in range(13)]
    return [ribbon("Grip", [stem(s) for s in shares],
                   [(stem_width(s) + 0.003) * f for s, f in zip(shares, full)],
                   [min(2 * stem(s)[2], THICKNESS + 0.005) * f for s, f in zip(shares, full)],
                   scales, "grip", smooth_path=3, bevel=0.002)]
