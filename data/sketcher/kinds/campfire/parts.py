# A campfire: embers on the ground, logs leaned together over them, flames, and stones all round.
import math
import random
from mathutils import Matrix, Vector


def stones(rock):
    """Stones of all sizes in a ring."""
    dice, made = random.Random(SEED), []
    for i, spot in enumerate(spots_round(STONE_COUNT, 0.43 * DIAMETER, 0.0)):
        size = 2.6 * DIAMETER / STONE_COUNT * dice.uniform(0.36, 0.5)
        made.append(boulder(f"Stone {i + 1}", spot * dice.uniform(0.97, 1.03),
                            (size, size * 0.9, size * dice.uniform(0.6, 0.8)), pick(rock, i),
                            "stones",
                            seed=SEED + i))
    return made


def logs(bark, cut):
    """Logs that lean together, each with its cut ends."""
    dice, made = random.Random(SEED + 1), []
    r, n = LOG_THICKNESS * DIAMETER / 2, LOG_LENGTH * DIAMETER
    for i in range(LOG_COUNT):
        a = 2 * math.pi * (i + dice.uniform(-0.12, 0.12)) / LOG_COUNT
        out, side = Vector((math.cos(a), math.sin(a), 0)), Vector((-math.sin(a), math.cos(a), 0))
        foot = out * 0.28 * DIAMETER + Vector((0, 0, 0.8 * r))
        top = foot - out * 0.27 * DIAMETER + side * r * 0.8
        top.z = foot.z + math.sqrt(max(0.01 * n, n * n - (0.27 * DIAMETER) ** 2))
        path = [(*foot.lerp(top, t), r * (1 - 0.12 * t)) for t in (0.0, 0.3, 0.7, 1.0)]
        wood = limb("Wood", path, pick(bark, i), "logs", ridges=6, relief=0.1, seed=SEED + i)
        way = (top - foot).normalized()
        ends = []
        for end, share in ((foot - way * 0.006, 0.86), (top + way * 0.006, 0.78)):
            disk = cylinder("End", share * r, 0.014, (0, 0, 0), cut, "logs", bevel=0.001, sides=28)
            transform([disk], Matrix.Translation(end) @ way.to_track_quat("Z",
                                                                          "Y").to_matrix().to_4x4())
            ends.append(disk)
        made.append(join_meshes(f"Log {i + 1}", [wood, *ends]))
    low = min(bounds([log])[0].z for log in made)
    transform(made, Matrix.Translation((0, 0, -low)))
    return made


def embers(ember):
    """Glowing and dead coals in a heap."""
    dice, bits = random.Random(SEED + 2), []
    bed = [(0, 0), (0.3 * DIAMETER, 0), (0.24 * DIAMETER, 0.018 * DIAMETER), (0, 0.035 * DIAMETER)]
    bits.append(lathe("Bed", bed, (0, 0, 0), pick(ember, 1), "embers", steps=40))
    for i in range(46):
        a, far = dice.uniform(0, 6.28), 0.29 * DIAMETER * math.sqrt(dice.random())
        size = DIAMETER * dice.uniform(0.022, 0.045)
        z = 0.034 * DIAMETER * (1 - far / (0.3 * DIAMETER))
        bits.append(box("Coal", (size, size * 0.8, size * 0.7),
                        (far * math.cos(a), far * math.sin(a), z + 0.2 * size), pick(ember, i),
                        "embers", bevel=0.2 * size, segments=1,
                        rotation=(dice.uniform(-0.3, 0.3), dice.uniform(-0.3, 0.3), a)))
    made = join_meshes("Embers", bits)
    for vertex in made.data.vertices:
        vertex.co.z = max(vertex.co.z, -made.location.z)
    return [made]


def flames(fire):
    """A tall flame in the middle and smaller ones round it."""
    dice, made = random.Random(SEED + 3), []
    for i in range(9):
        a = 2 * math.pi * i / 8
        far = 0.0 if i == 8 else 0.13 * DIAMETER
        high = FLAME_HEIGHT * DIAMETER * (0.97 if i == 8 else dice.uniform(0.5, 0.78))
        wide = DIAMETER * (0.24 if i == 8 else dice.uniform(0.12, 0.17))
        made.append(flame_tongue(f"Flame {i + 1}", (far * math.cos(a), far * math.sin(a),
                                                    0.03 * DIAMETER), high, wide,
                                 a + dice.uniform(-0.6, 0.6), pick(fire, i), "flames", sides=20))
    return made


def pot(iron):
    """A round pot with a handle on a chain, under three poles."""
    d, high = DIAMETER, 1.55 * DIAMETER
    pieces = []
    for k in range(3):
        a = 2 * math.pi * k / 3 - math.pi / 2
        way = Vector((math.cos(a), math.sin(a), 0))
        pieces.append(tube("Pole", [way * 0.6 * d + Vector((0, 0, 0.004)), way * -0.02 * d
                                    + Vector((0, 0, high + 0.05 * d))], 0.016 * d, iron, "pot",
                           sides=14, smooth_path=1))
    level = 0.78 * d
    profile = smooth_profile([(0.0, 0.0), (0.1, 0.01), (0.17, 0.09), (0.165, 0.17), (0.14, 0.215)],
                             6)
    outside = [(x * d, level + z * d) for x, z in profile]
    pieces.append(lathe("Pot", hollow(outside, 0.012 * d), (0, 0, 0), iron, "pot"))
    handle = [(0.15 * d * math.cos(t), 0, level + 0.19 * d + 0.2 * d * math.sin(t))
              for t in (math.pi * k / 24 for k in range(25))]
    pieces.append(tube("Handle", handle, 0.008 * d, iron, "pot", sides=12, smooth_path=1))
    links = round((high - level - 0.37 * d) / (0.05 * d))
    for k in range(links + 1):
        z = level + 0.39 * d + (high - level - 0.37 * d) * k / links
        pieces.append(torus("Link", 0.025 * d, 0.011 * d, (0, 0, z), iron, "pot",
                            rotation=(math.pi / 2, 0, math.pi / 2 * (k % 2)), steps=20, sides=8))
    made = join_meshes("Pot", pieces)
    low = bounds([made])[0].z
    transform([made], Matrix.Translation((0, 0, -low)))
    return [made]
