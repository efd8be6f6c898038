# An ice cream cone that stands on its tip: a waffle cone, and scoops on each other.
import math
import random
from mathutils import Matrix, Vector


def cone_of_waffle(wafer):
    """A cone with ridges that cross, and a wrapped rim."""
    tall, steps, rows = CONE_LENGTH, 6 * WAFFLE_COUNT, []
    for k in range(61):
        t, row = k / 60, []
        for i in range(steps):
            a = 2 * math.pi * i / steps
            one, other = (abs(math.cos(WAFFLE_COUNT / 2 * (a + w * 5 * t))) ** 6 for w in (1, -1))
            r = 0.003 + (CONE_WIDTH / 2 - 0.003) * t + 0.0012 * max(one, other) * min(1, 3 * t)
            row.append((r * math.cos(a), r * math.sin(a), tall * t))
        rows.append(row)
    wall = loft("Wall", rows, wafer, "cone", smooth=40)
    edge = CONE_WIDTH / 2
    line = [(edge - 0.004, tall - 0.012), (edge - 0.001, tall - 0.012), (edge + 0.0025,
            tall - 0.001), (edge + 0.001, tall), (edge - 0.004, tall), (edge - 0.004, tall - 0.012)]
    return [join_meshes("Cone", [wall, lathe("Edge", line, (0, 0, 0), wafer, "cone", steps=72)])]


def middle_of_scoop(index):
    """The middle of a scoop; each sits in the one below it."""
    return CONE_LENGTH + SCOOP_SIZE * (0.2 + 0.72 * index)


def scoops(cream):
    """Balls with a torn skirt round their foot."""
    made, dice, r = [], random.Random(SEED), SCOOP_SIZE / 2
    for i in range(SCOOP_COUNT):
        waves = [(n, dice.uniform(0, 6.3)) for n in (3, 5, 8, 13)]
        rows = []
        for k in range(41):
            fall, row = math.pi * (0.004 + 0.992 * k / 40), []
            for j in range(72):
                a = 2 * math.pi * j / 72
                wave = sum(math.sin(n * a + p) for n, p in waves) / 4
                skirt = math.exp(-((fall - 1.95 - 0.12 * wave) / 0.13) ** 2)
                rough = 0.012 * math.sin(11 * a + 7 * fall) * math.sin(9 * fall + 3 * a)
                reach = r * (1 + (0.13 + 0.07 * wave) * skirt + rough * math.sin(fall))
                z = max(-0.7 * r, r * math.cos(fall))
                row.append((reach * math.sin(fall) * math.cos(a),
                            reach * math.sin(fall) * math.sin(a), middle_of_scoop(i) + z))
            rows.append(row)
        made.append(loft(f"Scoop {i + 1}" if SCOOP_COUNT > 1 else "Scoop", rows[::-1],
                         pick(cream, i), "scoops", smooth=70))
    return made


def summit():
    """The top of the highest scoop."""
    return middle_of_scoop(SCOOP_COUNT - 1) + SCOOP_SIZE / 2


def cherry_on_top(fruit, wafer):
    """A cherry with its stalk."""
    z = summit() + 0.009
    ball = sphere("Ball", 0.011, (0, 0, z), fruit, "cherry", scale=(1, 1, 0.92), segments=36,
                  rings=18)
    stalk = tube("Stalk", [(0, 0, z + 0.008), (0.003, 0, z + 0.02), (0.012, 0, z + 0.034)], 0.0009,
                 wafer, "cherry", sides=8)
    return [join_meshes("Cherry", [ball, stalk])]


def sprinkles_over(sugar):
    """Sprinkles scattered over the upper half of the highest scoop."""
    dice, places = random.Random(SEED + 1), []
    for k in range(SPRINKLE_COUNT):
        rise = math.acos(0.97 - 0.72 * (k + 0.5) / SPRINKLE_COUNT)
        turn = 2.39996 * k + dice.uniform(-0.2, 0.2)
        out = Vector((math.sin(rise) * math.cos(turn), math.sin(rise) * math.sin(turn),
                      math.cos(rise)))
        tip = Matrix.Rotation(3 * turn, 3, out) @ out.orthogonal()
        spot = Vector((0, 0, middle_of_scoop(SCOOP_COUNT - 1))) + out * SCOOP_SIZE / 2
        places.append(growing(spot, tip, out, 0.006))
    template = button(0.2, 0.16, sides=8, rings=3)
    template = [(x, 2.4 * y, z) for x, y, z in template[0]], template[1]
    return [join_meshes("Sprinkles", [scatter_mesh(f"Sprinkles {k}", places[k::4], template,
                                                   pick(sugar, k), "sprinkles", smooth=60)
                                      for k in range(4)])]


def wafer_roll(wafer):
    """A rolled wafer, stuck into the highest scoop."""
    made = cylinder("Wafer", 0.006, 0.075, (0, 0, 0.0375), wafer, "stick", sides=32, bevel=0.001)
    transform([made], Matrix.Translation((0.2 * SCOOP_SIZE, 0.01, summit() - 0.35 * SCOOP_SIZE))
              @ Matrix.Rotation(0.4, 4, "Y"))
    return [made]


def soft_swirl(cream):
    """A fluted rope of soft ice that winds up to a tip."""
    sections, r = [], CONE_WIDTH / 2
    for k in range(133):
        t = k / 132
        turn = 2 * math.pi * 3.3 * t
        fat = 0.62 * r * (1 - t) ** 0.75 * min(1, 0.15 + 8 * t) + 0.0006
        reach = (1.12 * r - 0.1 * r) * (1 - t) ** 0.9 * 0.62
        middle = Vector((reach * math.cos(turn), reach * math.sin(turn),
                         CONE_LENGTH - 0.006 + fat + 2.35 * r * t ** 1.05))
        side = Vector((math.cos(turn), math.sin(turn), 0))
        sections.append([middle + fat * (1 + 0.09 * math.cos(6 * a)) * (
            side * math.cos(a) + Vector((0, 0, math.sin(a)))) for a in (
                2 * math.pi * i / 48 for i in range(48))])
    rope = loft("Rope", sections, cream, "swirl", smooth=60)
    core = lathe("Core", [(0, CONE_LENGTH - 0.004), (r - 0.002, CONE_LENGTH - 0.004),
                          (r - 0.002, CONE_LENGTH + 0.001), (0.5 * r, CONE_LENGTH + r),
                          (0, CONE_LENGTH + 2 * r)], (0, 0, 0), cream, "swirl", steps=72)
    return [join_meshes("Swirl", [rope, core])]
