import math
import random
import mathutils
from mathutils import Vector


# A candle, or a ring of them, on a dish; STEM_HEIGHT lifts them on a candlestick with arms.
def plate_height():
    """The thickness of the dish that the candles or the stem stand on."""
    return 0.012


def candle_feet():
    """(foot, height) of each candle; in a ring their heights differ a little."""
    if CANDLE_COUNT == 1:
        return [(Vector((0, 0, plate_height() + STEM_HEIGHT)), CANDLE_HEIGHT)]
    reach = ring_radius()
    feet = []
    for index in range(CANDLE_COUNT):
        turn = -math.pi / 2 + 2 * math.pi * index / CANDLE_COUNT
        share = 1.0 if STEM_HEIGHT > 0.02 else (1.0, 0.72, 0.86, 0.62, 0.8)[index % 5]
        feet.append((Vector((reach * math.cos(turn), reach * math.sin(turn),
                             plate_height() + STEM_HEIGHT)), CANDLE_HEIGHT * share))
    return feet


def ring_radius():
    """How far from the middle the candles of a ring stand."""
    if CANDLE_COUNT == 1:
        return 0.0
    apart = max(1.25 * CANDLE_WIDTH, 0.09 if STEM_HEIGHT > 0.02 else 0.0)
    return max(apart / 2 / math.sin(math.pi / CANDLE_COUNT), 0.7 * apart)


def dish_radius():
    """The dish is always wide enough to catch the wax of every candle."""
    ring = 0.0 if STEM_HEIGHT > 0.02 else ring_radius()
    return max(DISH_WIDTH / 2, ring + 0.9 * CANDLE_WIDTH)


def wax(wax_of):
    """The candles: a molten pool inside an uneven rim, and drops that ran down and set."""
    rng, made = random.Random(SEED), []
    r = CANDLE_WIDTH / 2
    for index, (foot, high) in enumerate(candle_feet()):
        sections = []
        profile = [(0.97, 0), (1.0, 0.012), (1.0, 0.4), (0.995, 0.8), (0.985, 1.0), (0.9, 1.004),
                   (0.84, 0.985), (0.6, 0.955), (0.3, 0.948), (0.05, 0.947)]
        for reach, share in profile:
            ring = []
            for step in range(48):
                turn = 2 * math.pi * step / 48
                side = Vector((math.cos(turn), math.sin(turn), 0))
                wave = mathutils.noise.noise(side * 1.4 + Vector((SEED, index, 0)))
                rim = max(0.0, share - 0.9) * 10 if reach > 0.8 else 0.0
                melt = 0.35 * min(r, 0.028) * wave * rim
                ring.append(foot + side * r * reach * (1 + 0.015 * wave)
                            + Vector((0, 0, high * share + melt * 0.5)))
            sections.append(ring)
        pieces = [loft("Wax", sections, pick(wax_of, index), "wax", smooth=60)]
        for drop in range(DRIP_COUNT):
            turn = 2 * math.pi * (drop + rng.uniform(-0.3, 0.3)) / max(1, DRIP_COUNT)
            side = Vector((math.cos(turn), math.sin(turn), 0))
            wide, fall = r * rng.uniform(0.09, 0.16), high * rng.uniform(0.25, 0.7)
            line = [(0.93, 0.0, 0.7), (1.0, 0.02, 0.8), (1.02, 0.3, 0.75), (1.03, 0.75, 0.9),
                    (1.04, 0.93, 1.35), (1.02, 1.0, 0.5)]
            pieces.append(tube("Drop", [foot + side * r * a + Vector((0, 0, high - fall * b))
                                        for a, b, _ in line], [wide * c for _, _, c in line],
                               pick(wax_of, index), "wax", sides=10, smooth_path=4, smooth=180))
        name = "Candle" if CANDLE_COUNT == 1 else f"Candle {index + 1}"
        made.append(join_meshes(name, pieces))
    return made


def wick_top(foot, high):
    """Where the wick ends and the flame sits."""
    return foot + Vector((0, 0, 0.94 * high + 0.36 * CANDLE_WIDTH))


def wicks(thread):
    """The burnt wicks, bent a little at the tip."""
    made = []
    for index, (foot, high) in enumerate(candle_feet()):
        top = wick_top(foot, high)
        low = foot + Vector((0, 0, 0.93 * high))
        points = [low, low.lerp(top, 0.6), top + Vector((0.03 * CANDLE_WIDTH, 0, 0))]
        name = "Wick" if CANDLE_COUNT == 1 else f"Wick {index + 1}"
        made.append(tube(name, points, 0.03 * CANDLE_WIDTH + 0.0004, pick(thread, index), "wicks",
                         sides=8))
    return made


def flames(fire):
    """The flames, each a drop that leans a little in the draught."""
    made = []
    for index, (foot, high) in enumerate(candle_feet()):
        tip = wick_top(foot, high)
        tall, wide = FLAME_HEIGHT, 0.22 * FLAME_HEIGHT
        lean = 0.05 * tall * math.sin(1.7 * index + SEED)
        sections = []
        for reach, share in ((0.06, -0.13), (0.45, -0.09), (0.8, 0.02), (0.98, 0.16), (1.0, 0.27),
                             (0.86, 0.42), (0.6, 0.58), (0.34, 0.74), (0.14, 0.88), (0.02, 1.0)):
            centre = tip + Vector((lean * share * share, 0, tall * share))
            sections.append([centre + Vector((math.cos(a), math.sin(a), 0)) * wide * reach
                             for a in (2 * math.pi * k / 24 for k in range(24))])
        name = "Flame" if CANDLE_COUNT == 1 else f"Flame {index + 1}"
        made.append(loft(name, catmull_sections(sections), pick(fire, index), "flames", smooth=180))
    return made


def catmull_sections(sections):
    """Outlines with smooth steps between them."""
    lines = [catmull([section[k] for section in sections], 3) for k in range(len(sections[0]))]
    return [[line[row] for line in lines] for row in range(len(lines[0]))]


def holder(brass):
    """The holder: a dish with a rolled rim, a turned stem where it has one, arms and cups."""
    r, plate, wide = dish_radius(), plate_height(), CANDLE_WIDTH / 2
    rise = min(0.03, 0.2 * r) + plate
    dish = [(0, 0), (0.62 * r, 0), (0.66 * r, 0.002), (0.72 * r, 0.005), (0.97 * r, rise - 0.006),
            (r, rise - 0.003), (r, rise), (0.975 * r, rise), (0.95 * r, rise - 0.003),
            (0.70 * r, plate), (0, plate)]
    pieces = [lathe("Dish", dish, (0, 0, 0), pick(brass, 0), "holder", steps=72, smooth=40)]
    tall = STEM_HEIGHT - 0.35 * wide
    if STEM_HEIGHT > 0.02:
        b = max(0.012, 0.34 * wide)
        steps = [(2.6, 0), (2.4, 0.03), (1.2, 0.07), (1.0, 0.11), (1.7, 0.15), (1.7, 0.19),
                 (0.9, 0.23),
                 (0.8, 0.34), (1.5, 0.46), (1.3, 0.54), (0.7, 0.66), (0.65, 0.78), (1.2, 0.84),
                 (1.2, 0.88), (0.8, 0.93), (1.3, 1.0)]
        stem = [(0, plate * 0.9)] + [(x * b, plate + z * tall)
                                     for x, z in round_corners(steps, 0.02)]
        pieces.append(lathe("Stem", stem + [(0, plate + tall)], (0, 0, 0), pick(brass, 0), "holder",
                            steps=48, smooth=40))
    for foot, _ in candle_feet():
        if CANDLE_COUNT > 1 and STEM_HEIGHT > 0.02:
            out = Vector((foot.x, foot.y, 0))
            low = Vector((0, 0, plate + 0.5 * tall))
            bend = [low, low + out * 0.4 - Vector((0, 0, 0.10 * tall)),
                    low + out * 0.85 - Vector((0, 0, 0.02 * tall)),
                    foot - Vector((0, 0, 0.30 * tall)), foot - Vector((0, 0, 0.3 * wide))]
            pieces.append(tube("Arm", bend, 0.006, pick(brass, 0), "holder", sides=12))
        if CANDLE_COUNT > 1 and STEM_HEIGHT <= 0.02:
            continue
        cup = [(0, -0.35 * wide), (0.5 * wide, -0.35 * wide), (1.0 * wide, -0.22 * wide),
               (1.5 * wide, -0.06 * wide), (1.52 * wide, 0), (1.12 * wide, 0.02 * wide),
               (1.10 * wide, 0.55 * wide), (1.16 * wide, 0.62 * wide), (1.16 * wide, 0.72 * wide),
               (1.01 * wide, 0.72 * wide), (0.97 * wide, 0.0), (0, 0)]
        if STEM_HEIGHT <= 0.02:
            cup = [(0, -0.002)] + [(x, max(z, -0.002)) for x, z in cup[5:]]
        pieces.append(lathe("Cup", cup, foot, pick(brass, 0), "holder", steps=48, smooth=40))
    return [join_meshes("Holder", pieces)]


def handle(brass):
    """The finger ring at the dish, with a thumb rest."""
    r, size = dish_radius(), 0.022 + 0.1 * DISH_WIDTH
    rise = min(0.03, 0.2 * r) + plate_height()
    z = max(rise * 0.75, size * 0.62 + 0.004)
    ring = []
    for k in range(25):
        turn = math.pi - 2 * math.pi * k / 24
        ring.append((r * 0.94 + size * 0.62 + size * 0.62 * math.cos(turn), 0,
                     z + size * 0.55 * math.sin(turn)))
    loop = tube("Ring", ring[:-1], 0.0032, pick(brass, 0), "handle", sides=12, closed=True,
                smooth_path=2)
    rest = box("Rest", (size * 0.95, size * 0.62, 0.004),
               (r * 0.94 + size * 0.55, 0, z + size * 0.55 + 0.003), pick(brass, 0), "handle",
               bevel=0.0018)
    return [join_meshes("Handle", [loop, rest])]


def jar(glass_of):
    """A thick-walled glass that the candle stands in, instead of the holder."""
    inner, tall = 0.54 * CANDLE_WIDTH, CANDLE_HEIGHT + 0.55 * FLAME_HEIGHT
    outer, floor = inner + 0.004, plate_height()
    profile = [(0, 0), (0.94 * outer, 0), (outer, 0.004), (outer, tall - 0.002),
               (outer - 0.0015, tall), (inner + 0.0005, tall), (inner, tall - 0.002),
               (inner, floor + 0.003), (0.95 * inner, floor), (0, floor)]
    return [lathe("Jar", profile, (0, 0, 0), pick(glass_of, 0), "jar", steps=72, smooth=40)]


def label(paper_of):
    """A paper label round the front of the jar."""
    reach, tall = 0.54 * CANDLE_WIDTH + 0.0043, 0.42 * CANDLE_HEIGHT
    rows = []
    for k in range(5):
        z = 0.28 * CANDLE_HEIGHT + tall * k / 4
        rows.append([(reach * math.sin(a), -reach * math.cos(a), z)
                     for a in (math.radians(-48 + 96 * i / 24) for i in range(25))])
    return [surface("Label", rows, pick(paper_of, 0), "label", thickness=0.0006)]
