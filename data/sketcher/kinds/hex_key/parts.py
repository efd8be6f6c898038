# A hexagon key that lies on one of its flats: one solid, exact across the flats.
import math


def arms():
    """The lengths of both arms over the corners: those of ISO 2936, if none are given."""
    table = [(1.5, 46.5, 15.5), (2, 52, 18), (2.5, 58.5, 20.5), (3, 66, 23), (4, 74, 29),
             (5, 85, 33), (6, 96, 38), (8, 108, 44), (10, 122, 50), (12, 137, 57)]
    size = min(max(1000 * SIZE, 1.5), 12)
    k = next(i for i in range(len(table) - 1) if size <= table[i + 1][0] + 1e-6)
    (a, *low), (b, *high) = table[k], table[k + 1]
    usual = [(p + (q - p) * (size - a) / (b - a)) / 1000 for p, q in zip(low, high)]
    asked = [given if given > 0.001 else iso for given, iso in
             zip((LENGTH, SHORT_LENGTH), usual)]
    return max(asked[0], 8 * SIZE), max(asked[1], 4 * SIZE)


def hex_bar(name, points, material, part):
    """A hexagon bar along points, a flat of it down."""
    return sweep(name, hexagon(SIZE), points, material, part)


def key_path():
    """Along the long arm from its tip, round the bend, along the short one."""
    (long, short), half, z = arms(), SIZE / math.sqrt(3), SIZE / 2
    x, y = long / 2 - half, half - short / 2
    return bend_path([(-long / 2, y, z), (x, y, z), (x, short / 2, z)], 1.5 * SIZE)


def bent_key(steel):
    """The key with flat ends."""
    return [hex_bar("Key", key_path(), steel, "key")]


def ball_end_key(steel):
    """The key with the tip of its long arm turned to a ball on a neck."""
    path = key_path()
    bar = hex_bar("Key", path, steel, "ball_key")
    ball = [(0.24, -0.2), (0.24, 0.0), (0.42, 0.12), (0.53, 0.3), (0.562, 0.5), (0.53, 0.7),
            (0.42, 0.95), (0.36, 1.12), (0.42, 1.35), (0.7, 1.65), (1.2, 1.65), (1.2, -0.2)]
    profile = [(r * SIZE, z * SIZE) for r, z in [*ball, ball[0]]]
    cutter = lathe("Cutter", profile, path[0], None, "", steps=48)
    cutter.rotation_euler = (0, math.pi / 2, 0)
    return [boolean(bar, cutter)]


def round_sleeve(plastic):
    """A round sleeve on the long arm, flat below so that the key lies."""
    (long, short), half = arms(), SIZE / math.sqrt(3)
    radius, size = 0.82 * SIZE, SLEEVE_SHARE * (long - 3.2 * SIZE)
    low = math.degrees(math.asin(0.5 * SIZE / radius))
    outline = arc((half - short / 2, SIZE / 2), radius, -low, 180 + low, 40)
    return [extrude("Sleeve", outline, size, ((long - size) / 2 - 2.6 * SIZE, 0, 0), plastic,
                    "sleeve", bevel=0.06 * SIZE, axis="X")]


def t_handle(plastic, steel):
    """A bar across with round ends, and a straight blade, twice as long as a bent key's arm."""
    high, half = 0.012 + 1.2 * SIZE, HANDLE_WIDTH / 2
    wide, neck = 0.011 + SIZE, 0.007 + SIZE
    bars = [bar_outline((0, wide - half), (0, half - wide), wide, 24),
            bar_outline((0, 0), (0.025 + 2 * SIZE - neck, 0), neck, 24)]
    outline, _holes = outline_boolean(bars, [], "UNION")[0]
    grip = extrude("Handle", outline, high, (0, 0, high / 2), plastic, "t_handle",
                   bevel=0.1 * high, segments=3)
    long = arms()[0] * (1 if LENGTH > 0.001 else 2)
    return [grip, hex_bar("Blade", [(0, 0, high / 2), (long, 0, high / 2)], steel, "t_handle")]
