# An old key that stands on its tip, bow up, its bit to the right.
import math
import random
from mathutils import Vector


def bow_width():
    """The width of the bow: never more than half of the key."""
    return min(BOW_WIDTH, 0.5 * KEY_LENGTH)


def shank_radius():
    """The radius of the shank: a short key is not too stout."""
    return min(SHANK_RADIUS, 0.036 * KEY_LENGTH)


def bow_middle():
    """Height of the middle of the bow."""
    return KEY_LENGTH - bow_width() / 2


def shank_top():
    """Height where the shank runs into the bow."""
    return KEY_LENGTH - 0.86 * bow_width()


def shank(metal_of_key):
    """A turned shank: a round tip, a collar over the bit, a baluster under the bow."""
    r, top = shank_radius(), shank_top()
    profile = [(0, 0), (0.55 * r, 0.1 * r), (0.85 * r, 0.5 * r), (0.95 * r, 1.0 * r),
               (0.95 * r, 0.62 * top), (0.95 * r, top - 7.4 * r)]
    knob = [(1.0, 7.2), (1.5, 6.9), (1.55, 6.5), (1.0, 6.2), (1.1, 5.6), (1.7, 4.6), (1.85, 3.9),
            (1.6, 3.2), (1.05, 2.7), (1.5, 2.4),
            (1.6, 2.0), (1.5, 1.6), (1.0, 1.3), (0.95, 0.6)]
    baluster = catmull([(a * r, top - b * r) for a, b in knob], 4)
    profile += [(p.x, p.y) for p in baluster] + [(0.8 * r, top), (0, top)]
    body = lathe("Body", profile, (0, 0, 0), metal_of_key, "shank", steps=40, smooth=50)
    z = 0.05 * KEY_LENGTH + min(BIT_HEIGHT, 0.24 * KEY_LENGTH) + 1.2 * r
    collar = torus("Collar", 0.98 * r, 0.7 * r, (0, 0, z), metal_of_key, "shank", steps=32,
                   sides=12)
    return [join_meshes("Shank", [body, collar])]


def bit(metal_of_key):
    """The bit: a plate with slots between its teeth and a ward cut through it."""
    low, high = 0.05 * KEY_LENGTH, 0.05 * KEY_LENGTH + min(BIT_HEIGHT, 0.24 * KEY_LENGTH)
    x0, x1 = 0.0, shank_radius() + BIT_LENGTH
    tall = high - low
    outline = [(x0, low), (0.62 * x1, low)]
    pitch = tall / (2 * TOOTH_COUNT - 1)
    for i in range(TOOTH_COUNT):
        foot = low + 2 * i * pitch
        outline += [(x1, foot), (x1, foot + pitch)]
        if i < TOOTH_COUNT - 1:
            depth = 0.72 if i % 2 else 0.6
            outline += [(depth * x1, foot + pitch), (depth * x1, foot + 2 * pitch)]
    outline += [(x0, high)]
    outline = [outline[0]] + outline[2:]
    mid, w, h = (0.42 * x1 + 0.2 * shank_radius(), (low + high) / 2), 0.055 * x1, 0.2 * tall
    cross = [(-w, -h), (w, -h), (w, -0.35 * h), (2.2 * w, -0.35 * h), (2.2 * w, 0.35 * h),
             (w, 0.35 * h), (w, h), (-w, h),
             (-w, 0.35 * h), (-2.2 * w, 0.35 * h), (-2.2 * w, -0.35 * h), (-w, -0.35 * h)]
    ward = [(mid[0] + u, mid[1] + v) for u, v in cross]
    return [extrude("Bit", outline, 1.4 * shank_radius(), (0, 0, 0), metal_of_key, "bit",
                    bevel=0.12 * shank_radius(),
                    axis="Y", holes=[ward])]


def bow(metal_of_key):
    """A trefoil: three rings round a middle one, with beads where they meet."""
    big, z = bow_width() / 2, bow_middle()
    bar = 0.085 * bow_width()
    lobe = 0.27 * bow_width()
    pieces = []
    spots = [(0.0, big - lobe), (-(big - lobe), -0.06 * bow_width()),
             (big - lobe, -0.06 * bow_width())]
    for u, v in spots:
        pieces.append(torus("Lobe", lobe - bar / 2, bar, (u, 0, z + v), metal_of_key, "bow",
                            rotation=(math.pi / 2, 0, 0)))
    heart_of_bow = Vector((0, 0, z + 0.02 * bow_width()))
    pieces.append(sphere("Boss", 1.05 * bar, heart_of_bow, metal_of_key, "bow", scale=(1, 0.9, 1),
                         segments=24, rings=12))
    for u, v in spots:
        ahead = Vector((u, 0, z + v)) - heart_of_bow
        line = [heart_of_bow, heart_of_bow + ahead * 0.25, heart_of_bow + ahead * 0.42]
        pieces.append(tube("Spoke", line, [0.6 * bar, 0.42 * bar, 0.5 * bar], metal_of_key, "bow",
                           sides=12))
    neck = [(0, 0, shank_top() - 0.08 * bow_width()), (0, 0, z - 0.25 * bow_width()), (0, 0, z)]
    pieces.append(tube("Neck", neck, [0.9 * bar, 0.6 * bar, 0.7 * bar], metal_of_key, "bow",
                       sides=14))
    for side in (-1, 1):
        curl = []
        for step in range(14):
            t = step / 13
            turn = -math.pi / 2 + t * 1.7 * math.pi
            size = 0.12 * bow_width() * (1 - 0.62 * t)
            curl.append((side * (0.13 * bow_width() + size * math.cos(turn)), 0, shank_top()
                         + 0.05 * bow_width() + size * math.sin(turn) + 0.06 * bow_width() * t))
        pieces.append(tube("Curl", [(0, 0, shank_top() - 0.02 * bow_width())] + curl,
                           [0.32 * bar] + [0.32 * bar * (1 - 0.4 * k / 13) for k in range(14)],
                           metal_of_key, "bow", sides=10, smooth_path=3))
    bead = 0.5 * bar
    for u, v in ((0, big - 0.6 * bead), (-big + 0.9 * bead, -0.06 * bow_width()),
                 (big - 0.9 * bead, -0.06 * bow_width())):
        pieces.append(sphere("Bead", 0.9 * bead, (u, 0, z + v - (0.3 * bead if not u else 0)),
                             metal_of_key, "bow", segments=16, rings=10))
    return [join_meshes("Bow", pieces)]


def heart_bow(metal_of_key):
    """A heart bent from a round bar, its point on the shank."""
    w, z, bar = bow_width(), bow_middle(), 0.1 * bow_width()
    half = w / 2 - bar / 2
    low, high = shank_top() - z, w / 2 - bar / 2
    line = []
    for step in range(40):
        t = 2 * math.pi * step / 40
        x = math.sin(t) ** 3
        y = (13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)) / 16
        share = (y + 1.06) / 1.81
        line.append((half * x, 0, z + low + (high - low) * share))
    ring = tube("Heart", line, bar / 2, metal_of_key, "heart", sides=16, closed=True, smooth_path=2)
    neck = tube("Neck", [(0, 0, shank_top() - 0.08 * w), (0, 0, shank_top() + 0.03 * w)],
                0.62 * bar, metal_of_key, "heart", sides=16)
    eye = torus("Eye", 0.075 * w, 0.05 * w, (0, 0, KEY_LENGTH - 0.135 * w), metal_of_key, "heart",
                rotation=(math.pi / 2, 0, 0), steps=28, sides=12)
    return [join_meshes("Bow", [ring, neck, eye])]


def bow_gem(stone_of_bow, metal_of_key):
    """A cut stone in a claw setting, front and back, where bow and shank meet."""
    r, z, pieces = 0.12 * bow_width(), shank_top() + 0.04 * bow_width(), []
    for side in (-1, 1):
        at = (0, side * 0.055 * bow_width(), z)
        turn = (side * -math.pi / 2, 0, 0)
        pieces.append(prism_gem("Stone", r, 1.1 * r, at, stone_of_bow, "gem", sides=8,
                                rotation=turn))
        pieces.append(torus("Setting", r, 0.3 * r, at, metal_of_key, "gem", rotation=turn, steps=28,
                            sides=10))
    return [join_meshes("Gem", pieces)]


def keyring(steel_of_ring):
    """A split ring through the bow, from which the key hangs."""
    r, bar = 0.3 * bow_width(), 0.021 * bow_width()
    middle = KEY_LENGTH - 0.085 * bow_width() - 0.9 * bar + r
    coil = helix(r, 1.0, 2, 40, -math.pi / 2)
    points = [(1.6 * bar * (p.z - 0.5), p.x, middle + p.y) for p in coil]
    return [tube("Ring", points, bar, steel_of_ring, "keyring", sides=10, smooth_path=1)]


def key_ribbon(silk_of_ribbon):
    """A silk ribbon tied in a bow round the top of the shank."""
    b, z = bow_width(), shank_top() - 4.6 * shank_radius()
    y = -1.9 * shank_radius()
    pieces = [torus("Band", 1.75 * shank_radius(), 0.05 * b, (0, 0, z), silk_of_ribbon, "ribbon",
                    steps=28, sides=8)]
    pieces.append(sphere("Knot", 0.055 * b, (0, y - 0.01 * b, z), silk_of_ribbon, "ribbon",
                         scale=(1, 0.8, 0.9), segments=18, rings=10))
    for side in (-1, 1):
        loop = [(0, y, z), (side * 0.2 * b, y - 0.06 * b, z + 0.12 * b),
                (side * 0.38 * b, y - 0.02 * b, z + 0.06 * b),
                (side * 0.3 * b, y + 0.02 * b, z - 0.04 * b), (0, y, z)]
        tail = [(0, y, z), (side * 0.09 * b, y - 0.03 * b, z - 0.16 * b),
                (side * 0.12 * b, y + 0.01 * b, z - 0.3 * b),
                (side * 0.2 * b, y - 0.02 * b, z - 0.44 * b)]
        wide = 0.12 * b
        pieces.append(ribbon("Loop", loop, [0.3 * wide, wide, 1.1 * wide, wide, 0.3 * wide],
                             0.012 * b, silk_of_ribbon, "ribbon", up=(0.3 * side, 0, 1),
                             bevel=0.0001))
        pieces.append(ribbon("Tail", tail, [0.4 * wide, 0.9 * wide, wide, 1.05 * wide], 0.012 * b,
                             silk_of_ribbon, "ribbon", up=(0, -1, 0), bevel=0.0001))
    return [join_meshes("Ribbon", pieces)]


def flat_key(steel_of_key):
    """A flat key of one piece: cuts along one edge, a groove along the blade, a hole in the bow."""
    dice = random.Random(SEED)
    w, top = 0.3 * bow_width(), KEY_LENGTH
    half, neck = 0.115 * bow_width(), top - 1.72 * w
    outline = [(-half, 0.05 * bow_width()), (-half * 0.2, 0.0)]
    cuts = 5
    pitch = (neck - 0.16 * bow_width()) / cuts
    outline.append((half * 0.5, 0.05 * bow_width()))
    for i in range(cuts):
        z = 0.06 * bow_width() + (i + 0.5) * pitch
        depth = half * dice.choice((0.1, 0.35, 0.6, 0.8))
        outline += [(depth, z - 0.18 * pitch), (depth, z + 0.18 * pitch),
                    (half * 0.95, z + 0.5 * pitch)]
    outline += [(half, neck - 0.06 * bow_width()), (1.5 * half, neck - 0.05 * bow_width()),
                (1.5 * half, neck + 0.02 * bow_width())]
    outline += arc((0, top - w), (w, w), -50, 230, 40)
    outline += [(-1.5 * half, neck + 0.02 * bow_width()), (-1.5 * half, neck - 0.05 * bow_width()),
                (-half, neck - 0.06 * bow_width())]
    hole = circle(0.085 * bow_width(), 28, (0, top - 0.17 * bow_width()))
    thick = 0.04 * bow_width()
    plate = extrude("Plate", outline, thick, (0, 0, 0), steel_of_key, "plate", bevel=0.1 * thick,
                    axis="Y", holes=[hole])
    ridges = [box("Ridge", (0.1 * half, thick * 1.12, neck * 0.9), (-0.5 * half, 0, neck * 0.52),
                  steel_of_key, "plate", bevel=0.0001)]
    return [join_meshes("Key", [plate] + ridges)]
