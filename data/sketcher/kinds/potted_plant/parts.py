import math
import random
from mathutils import Matrix, Vector


# The plant grows from the middle of the pot; what grows there is the species' own part.
def soil_level():
    """The top of the soil, a little below the rim."""
    return 0.9 * POT_HEIGHT


def pot(clay):
    """A tapered pot with a thick rim."""
    r, h = POT_WIDTH / 2, POT_HEIGHT
    wall = 0.035 * POT_WIDTH
    low = r * (1 - 0.34 * POT_TAPER)
    at = lambda share: low + (0.96 * r - low) * share
    profile = [(0, 0), (low - 0.004, 0), (low, 0.004), (at(0.4), 0.4 * h), (at(0.78), 0.78 * h),
               (r - 0.003, 0.785 * h), (r, 0.79 * h), (r, h - 0.004), (r - 0.003, h),
               (r - wall, h), (r - wall - 0.002, h - 0.003), (at(0.7) - wall, 0.7 * h),
               (0, 0.7 * h)]
    return [lathe("Pot", profile, (0, 0, 0), pick(clay, 0), "pot", steps=80, smooth=40)]


def saucer(clay):
    """The saucer, a shallow ring that the pot stands in."""
    foot = POT_WIDTH / 2 * (1 - 0.34 * POT_TAPER)
    r, h, wall = foot + 0.11 * POT_WIDTH, 0.085 * POT_HEIGHT + 0.006, 0.025 * POT_WIDTH
    profile = [(foot - 0.006, 0), (r * 0.94, 0), (r, h * 0.7), (r, h), (r - wall, h),
               (r - wall * 1.2, h * 0.45), (foot - 0.002, h * 0.35), (foot - 0.006, h * 0.3)]
    profile = round_corners(profile, 0.002, steps=2, closed=True)
    return [lathe("Saucer", profile + profile[:1], (0, 0, 0), pick(clay, 0), "saucer", steps=72,
                  smooth=40)]


def pot_bands(paint):
    """Painted rings and a zigzag round the pot."""
    r, h = POT_WIDTH / 2, POT_HEIGHT
    low = r * (1 - 0.34 * POT_TAPER)
    at = lambda z: low + (0.96 * r - low) * z / h
    thick, pieces = 0.006 * POT_WIDTH + 0.0006, []
    for share in (0.22, 0.58):
        pieces.append(torus("Band", at(share * h), 2 * thick, (0, 0, share * h), pick(paint, 0),
                            "pot_bands", steps=80, sides=10))
    points, teeth = [], 14
    for k in range(2 * teeth):
        z = h * (0.30 if k % 2 else 0.50)
        turn = math.pi * k / teeth
        for share in (0.0, 0.5):
            mid = z + (h * (0.40) - z) * share * 2
            half = turn + share * math.pi / teeth
            points.append((at(mid) * math.cos(half), at(mid) * math.sin(half), mid))
    pieces.append(tube("Zigzag", points, thick, pick(paint, 0), "pot_bands", sides=8, closed=True,
                       smooth_path=1))
    return [join_meshes("Pot bands", pieces)]


def earth_bed(earth):
    """The soil, gently mounded."""
    r, z = POT_WIDTH / 2 - 0.034 * POT_WIDTH, soil_level()
    profile = [(0, 0.69 * POT_HEIGHT), (0.9 * r, 0.69 * POT_HEIGHT), (0.985 * r, z),
               (0.8 * r, z + 0.006), (0.5 * r, z + 0.008), (0.25 * r, z + 0.010), (0, z + 0.011)]
    return [lathe("Soil", profile, (0, 0, 0), pick(earth, 0), "earth_bed", steps=48, smooth=60)]


def pebbles(stone_of):
    """Round pebbles on the soil."""
    rng, r = random.Random(SEED + 9), POT_WIDTH / 2 * 0.86
    pieces = []
    for index in range(46):
        turn, reach = rng.uniform(0, 2 * math.pi), r * math.sqrt(rng.uniform(0.12, 1.0))
        size = 0.065 * POT_WIDTH * rng.uniform(0.6, 1.1)
        reach = min(reach, r - size * 0.5)
        pieces.append(sphere("Pebble", size / 2,
                             (reach * math.cos(turn), reach * math.sin(turn),
                              soil_level() + 0.004 + size * 0.18), pick(stone_of, index), "pebbles",
                             scale=(1, rng.uniform(0.75, 1), 0.6), segments=14, rings=8))
    return [join_meshes("Pebbles", pieces)]


def leaf_size():
    """A leaf's length, in keeping with a small plant."""
    return min(LEAF_SIZE, 0.5 * SPREAD, 0.8 * PLANT_HEIGHT)


def stalks_plan():
    """(points of the stalk, leaf's tip direction, leaf's size) of every leaf."""
    rng, plan = random.Random(SEED), []
    foot = 0.10 * POT_WIDTH
    for index in range(LEAF_COUNT):
        turn = index * 2.39996 + rng.uniform(-0.25, 0.25)
        level = (index + 0.5) / LEAF_COUNT
        out = Vector((math.cos(turn), math.sin(turn), 0))
        size = leaf_size() * (1.05 - 0.25 * level) * rng.uniform(0.9, 1.1)
        reach = max(0.02, (SPREAD / 2 - 0.55 * size) * (1.05 - 0.75 * level))
        high = soil_level() + max(0.12 * PLANT_HEIGHT,
                                  (PLANT_HEIGHT - 0.12 * size) * (0.34 + 0.62 * level))
        low = out * foot + Vector((0, 0, soil_level() - 0.01))
        end = out * (foot + reach) + Vector((0, 0, high))
        bend = low.lerp(end, 0.5) - out * 0.24 * reach + Vector((0, 0, 0.10 * high))
        tip = out * (0.55 + 0.35 * (1 - level)) - Vector((0, 0, 0.35 - 0.25 * level))
        plan.append(([low, bend, end], tip, size))
    return plan


def stalks(green):
    """The leaf stalks, bending outward from the middle of the pot."""
    thick = 0.006 * PLANT_HEIGHT + 0.001
    return [tube(f"Stalk {i + 1}", points, [thick * 1.3, thick, 0.7 * thick], pick(green, i),
                 "stalks", sides=10)
            for i, (points, _, _) in enumerate(stalks_plan())]


def leaves(green):
    """Large split leaves, one at the end of each stalk, with a raised midrib."""
    made = []
    for index, (points, tip, size) in enumerate(stalks_plan()):
        place = growing(points[-1], tip, (0, 0, 1), size)
        blade = scatter_mesh("Blade", [place], split_leaf(1.0, 0.95), pick(green, index), "leaves",
                             smooth=60)
        rib = [place @ Vector((0, y, -0.35 * (y - 0.1) ** 2)) for y in (-0.02, 0.3, 0.6, 0.9)]
        line = tube("Rib", rib, [0.014 * size, 0.012 * size, 0.008 * size, 0.003 * size],
                    pick(green, index), "leaves", sides=6, smooth_path=3)
        made.append(join_meshes(f"Leaf {index + 1}", [blade, line]))
    return made


def swords(green, pale):
    """The stiff upright leaves of a snake plant, with their pale margins."""
    rng, made = random.Random(SEED + 1), []
    for index in range(LEAF_COUNT):
        turn = index * 2.39996
        ring = 0.30 * POT_WIDTH * math.sqrt((index + 0.4) / LEAF_COUNT)
        out = Vector((math.cos(turn), math.sin(turn), 0))
        tall = PLANT_HEIGHT * (1.0 - 0.55 * (index / LEAF_COUNT) ** 0.8)
        foot = out * ring + Vector((0, 0, soil_level() - 0.01))
        tip = foot + out * 0.12 * tall * rng.uniform(0.4, 1.2) + Vector((0, 0, tall + 0.01))
        wide = min(0.13 * PLANT_HEIGHT, 0.32 * POT_WIDTH)
        rows = sword_leaf(foot, tip, wide, twist=rng.uniform(-1.1, 1.1))
        blade = surface("Blade", rows, pick(green, index), "swords", thickness=0.06 * wide)
        margins = [tube("Margin", [row[edge] for row in rows], 0.055 * wide, pick(pale, index),
                        "swords", sides=8, smooth_path=2) for edge in (0, -1)]
        made.append(join_meshes(f"Sword leaf {index + 1}", [blade, *margins]))
    return made


def cactus_column(foot, height, radius, ribs=14):
    """Outlines of a ribbed column with a round top that stands on `foot`."""
    sections = []
    for k in range(25):
        share = k / 24
        swell = (0.80 + 0.20 * math.sin(math.pi * min(1.0, share * 1.25) ** 0.8)
                 if share < 0.8 else 0.80 + 0.20 * math.sin(math.pi))
        dome = math.sqrt(max(0.0, 1 - max(0.0, (share - 0.78) / 0.22) ** 2))
        ring = []
        for step in range(ribs * 4):
            turn = 2 * math.pi * step / (ribs * 4)
            reach = radius * swell * max(dome, 0.02) * (0.90 + 0.10 * math.cos(ribs * turn))
            ring.append(Vector(foot) + Vector((reach * math.cos(turn), reach * math.sin(turn),
                                               height * share)))
        sections.append(ring)
    return sections


def cactus_radius():
    """How thick the cactus is."""
    return min(0.30 * POT_WIDTH, 0.24 * PLANT_HEIGHT)


def cactus(green):
    """A ribbed cactus with two bent arms."""
    r, low = cactus_radius(), soil_level() - 0.01
    body = loft("Body", cactus_column((0, 0, low), PLANT_HEIGHT + 0.01, r), pick(green, 0),
                "cactus", smooth=180)
    pieces = [body]
    for way, start, tall in ((-1, 0.34, 0.36), (1, 0.48, 0.30)):
        z, arm = low + start * PLANT_HEIGHT, 0.42 * r
        reach = way * (r + 1.5 * arm)
        path = [(way * 0.6 * r, 0, z, arm),
                (way * (r + 0.6 * arm), 0, z + 0.02 * PLANT_HEIGHT, arm),
                (reach, 0, z + 0.12 * PLANT_HEIGHT, arm), (reach, 0, z + 0.24 * PLANT_HEIGHT, arm),
                (reach, 0, z + tall * PLANT_HEIGHT, 0.86 * arm),
                (reach, 0, z + tall * PLANT_HEIGHT + 0.5 * arm, 0.5 * arm),
                (reach, 0, z + tall * PLANT_HEIGHT + 0.66 * arm, 0.05 * arm)]
        pieces.append(limb("Arm", path, pick(green, 0), "cactus", sides=40, ridges=10, relief=0.10,
                           twist=0.0, steps=5))
    return [join_meshes("Cactus", pieces)]


def spines(pale):
    """Stars of spines in rows along the ribs."""
    r, low, ribs = cactus_radius(), soil_level(), 14
    star = needle_tuft(0.17 * r, spread=1.1, needles=6)
    places = []
    for rib in range(ribs):
        turn = 2 * math.pi * rib / ribs
        out = Vector((math.cos(turn), math.sin(turn), 0))
        for k in range(11):
            share = 0.13 + 0.65 * k / 10
            swell = 0.80 + 0.20 * math.sin(math.pi * min(1.0, share * 1.25) ** 0.8)
            spot = out * r * swell * 0.99 + Vector((0, 0, low - 0.01 + share * PLANT_HEIGHT))
            places.append(growing(spot, out, (0, 0, 1)))
    return [scatter_mesh("Spines", places, star, pick(pale, 0), "spines")]


def bloom(petals, green):
    """A flower held up in the middle; its stalk is out of sight in a cactus."""
    r = cactus_radius()
    top = Vector((0, 0, soil_level() + PLANT_HEIGHT - 0.012 * PLANT_HEIGHT))
    flower = [tube("Stalk", [(0, 0, soil_level() - 0.01), top], 0.008 * PLANT_HEIGHT + 0.001,
                   pick(green, 0), "bloom", sides=10)]
    for row, (reach, cup, count) in enumerate(((0.75, 0.55, 9), (0.6, 0.85, 8), (0.4, 1.3, 6))):
        turn = Matrix.Translation(top) @ Matrix.Rotation(row * 0.4, 4, "Z")
        flower.append(scatter_mesh("Petals", [turn], open_blossom(reach * r, count, cup),
                                   pick(petals, row), "bloom", smooth=60))
    return [join_meshes("Flower", flower)]
