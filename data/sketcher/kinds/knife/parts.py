# A knife that lies on its side: the blade points to +X, its edge to -Y. The handle rests on the
# ground, the blade is held level by it.
import math


def middle():
    """The height of the blade's middle, which is that of the handle."""
    return HANDLE_THICKNESS / 2


def back_and_edge(share):
    """Where the back and the edge of the blade are, in Y, at a share of its length."""
    back, deep = 0.42 * HANDLE_WIDTH, BLADE_WIDTH
    near = max(0.0, (share - 0.35) / 0.65)
    curve = max(0.0, 1 - near ** (2.2 + 14 * SQUARENESS)) ** (0.75 - 0.3 * SQUARENESS)
    point = back - TIP * deep
    top = point + (back - point) * (1 - near ** 2.6 if TIP else 1.0)
    low = point + (back - deep - point) * curve
    if SERRATIONS and 0.06 < share < 0.96:
        low += 0.0016 * abs(math.sin(math.pi * SERRATIONS * (share - 0.06) / 0.9))
    return top, min(low, top - 0.0006)


def blade(steel):
    """A blade that is thick at its back, ground towards the edge, with a short tang."""
    count, sections = max(64, 8 * SERRATIONS), []
    for i in range(count + 1):
        share = i / count
        top, low = back_and_edge(share)
        thick = BLADE_THICKNESS * (1 - 0.55 * share ** 2) / 2
        x, deep = BLADE_LENGTH * share, top - low
        bevel = top - 0.8 * deep
        rows = [(top, 0.7 * thick), (top - 0.03 * deep, thick), (bevel, 0.62 * thick), (low,
                                                                                        0.00008)]
        section = [(x, y, middle() + z) for y, z in rows]
        sections.append(section + [(x, y, middle() - z) for y, z in reversed(rows)])
    tang = [(-0.012, y, z) for _x, y, z in sections[0]]
    tang = [(x, max(y, -0.4 * HANDLE_WIDTH), z) for x, y, z in tang]
    return [loft("Blade", [tang, [(-0.0005, *p[1:]) for p in tang]] + sections, steel, "blade",
                 smooth=20)]


def oval(x, low, high, thick):
    """A rounded section of the handle at x, between two Y."""
    outline = rounded_rectangle(high - low, thick, 0.42 * min(thick, high - low), 5)
    return [(x, (low + high) / 2 + u, middle() + v) for u, v in outline]


def bolster(steel):
    """A collar that swells from the blade to the handle."""
    stations = [(0.016, 0.3, 1.15 * BLADE_THICKNESS), (0.012, 0.36, 0.3 * HANDLE_THICKNESS),
                (0.005, 0.44, 0.74 * HANDLE_THICKNESS), (-0.002, 0.46, 0.96 * HANDLE_THICKNESS),
                (-0.014, 0.46, HANDLE_THICKNESS)]
    sections = [oval(x, -half * HANDLE_WIDTH, half * HANDLE_WIDTH, thick)
                for x, half, thick in stations]
    return [loft("Bolster", sections, steel, "bolster", smooth=60)]


def handle(scales, steel):
    """Two scales on a tang, with a belly for the hand and a hooked end."""
    stations = [(0.0, 0.46, -0.46, 1.0), (0.12, 0.49, -0.46, 0.98), (0.4, 0.5, -0.58, 1.0),
                (0.66, 0.48, -0.48, 0.96), (0.86, 0.45, -0.58, 1.0), (0.96, 0.4, -0.7, 0.98),
                (1.0, 0.28, -0.62, 0.8)]
    sections = [oval(-0.012 - HANDLE_LENGTH * p[0], HANDLE_WIDTH * p[2], HANDLE_WIDTH * p[1],
                     HANDLE_THICKNESS * min(1.0, p[3])) for p in catmull(stations, 6)]
    grips = loft("Scales", sections, scales, "handle", smooth=60)
    return [paint_faces(grips, pick(steel, 0), lambda at, normal: abs(at.z - middle()) < 0.06
                        * HANDLE_THICKNESS and abs(normal.z) < 0.3)]


def rivets(steel):
    """Rivets through the handle, a hair proud of its upper side."""
    made = []
    for i in range(RIVET_COUNT):
        x = -0.012 - HANDLE_LENGTH * (0.5 + 0.62 * ((i + 0.5) / RIVET_COUNT - 0.5))
        made.append(cylinder(f"Rivet {i + 1}" if RIVET_COUNT > 1 else "Rivet",
                             0.13 * HANDLE_WIDTH, HANDLE_THICKNESS + 0.0002,
                             (x, 0, middle() + 0.0001), pick(steel, i), "rivets", bevel=0.0003,
                             sides=32))
    return made


def guard(sheath):
    """A folded cover over the blade, open at its back end and along its back."""
    low, high = 0.42 * HANDLE_WIDTH - BLADE_WIDTH - 0.004, 0.42 * HANDLE_WIDTH + 0.004
    long = BLADE_LENGTH + 0.004 - 0.02
    size = (long, high - low, BLADE_THICKNESS + 0.006)
    at = (0.02 + long / 2, (low + high) / 2, middle())
    shell = box("Guard", size, at, sheath, "guard", bevel=0.0012)
    inner = box("Room", (long, high - low - 0.004, BLADE_THICKNESS + 0.002),
                (at[0] - 0.0025, at[1] + 0.0015, at[2]), None, "", bevel=0)
    return [boolean(shell, [inner])]


def guard_joints():
    """The guard is pulled off along the blade."""
    return [slider("Guard", "blade", "guard", (BLADE_LENGTH, 0, middle()), "x",
                   limits=(0, BLADE_LENGTH))]
