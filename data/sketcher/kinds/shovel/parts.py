# A shovel that stands on the tip of its blade, the hollow side to the front.
import math


def height():
    """The whole height: at least a hand of shaft above the blade."""
    return max(HEIGHT, BLADE_LENGTH + 0.35)


def pointed_blade(steel):
    """A blade that runs out in a round point."""
    return [blade_of(lambda t: math.sqrt(max(1 - (1 - min(t / 0.55, 1)) ** 2, 0.003)), steel,
                     "blade")]


def square_blade(steel):
    """A blade with a straight edge."""
    return [blade_of(lambda t: 0.97 + 0.03 * t, steel, "spade")]


def blade_of(wide_at, steel, part):
    """A hollowed sheet; wide_at(0..1) is its width from the edge to the shoulders."""
    rows = []
    for i in range(33):
        t = (i / 32) ** 1.6 if i < 32 else 1.0
        half = BLADE_WIDTH / 2 * wide_at(t)
        # The shoulders slope to the middle, and are bent back to step on.
        row = []
        for k in range(25):
            u = 2 * k / 24 - 1
            drop = 0.1 * BLADE_LENGTH * abs(u) ** 2.5 * t ** 6
            bend = 0.35 * (1 - t) * HOLLOW
            row.append((half * u, -HOLLOW * abs(u * wide_at(t)) ** 2 * 0.62 - bend,
                        BLADE_LENGTH * t - drop))
        rows.append(row)
    low = min(z for row in rows for _x, _y, z in row)
    rows = [[(x, y, z - low) for x, y, z in row] for row in rows]
    return surface("Blade", rows, steel, part, thickness=0.003, smooth=60)


def socket(steel):
    """A tube that narrows onto the blade, with a rib down its back."""
    radius, low, top = 0.6 * SHAFT_DIAMETER, 0.6 * BLADE_LENGTH, BLADE_LENGTH + 0.12
    sections = []
    for share, wide, deep in ((0, 0.12, 0.1), (0.25, 0.5, 0.3), (0.5, 0.86, 0.7), (0.7, 1, 1),
                              (1, 1, 1)):
        z = low + (top - low) * share
        back = -0.35 * HOLLOW * (1 - min(z / BLADE_LENGTH, 1))
        sections.append([(radius * wide * math.cos(t), back + radius * deep * math.sin(t), z)
                         for t in (math.tau * i / 32 for i in range(32))])
    return [loft("Socket", sections, steel, "socket", smooth=50)]


def shaft(timber):
    """A round shaft from inside the socket to the grip."""
    low, high = BLADE_LENGTH + 0.02, height() - 0.09
    return [cylinder("Shaft", SHAFT_DIAMETER / 2, high - low, (0, 0, (low + high) / 2), timber,
                     "shaft", bevel=0.001)]


def d_grip(plastic):
    """A D: a ferrule on the shaft, two arms, and a bar across."""
    top, half, bar = height() - 0.015, GRIP_WIDTH / 2 - 0.013, 0.013
    low = height() - 0.1
    line = [(0, 0, low), (-0.5 * half, 0, low + 0.02), (-half, 0, low + 0.055),
            (-half, 0, top - 0.008), (-half + 0.008, 0, top), (0, 0, top),
            (half - 0.008, 0, top), (half, 0, top - 0.008),
            (half, 0, low + 0.055), (0.5 * half, 0, low + 0.02)]
    frame = tube("Grip", line, bar, plastic, "grip", sides=20, closed=True, smooth_path=6)
    ferrule = cylinder("Ferrule", 0.019, 0.055, (0, 0, low - 0.018), plastic, "grip", bevel=0.003)
    return [join_meshes("Grip", [frame, ferrule])]
