# A banana: five soft edges along a bent line, a neck with its stalk, and a dark tip.
import math
from mathutils import Matrix, Vector


def bent(t):
    """The middle of the banana and its direction at t, from the stalk (0) to the tip (1); it lies
    on its side, its belly to the front. Before 0 it goes straight on."""
    whole = math.radians(BEND)
    r, turn = LENGTH / whole, whole * (max(0.0, t) - 0.5)
    middle = Vector((r * math.sin(turn), r * (0.5 + 0.5 * math.cos(whole / 2) - math.cos(turn)), 0))
    ahead = Vector((math.cos(turn), math.sin(turn), 0))
    return middle + ahead * min(0.0, t) * LENGTH, ahead


def length_of(name, stations, material, part):
    """A stretch of the banana through (t, share of the thickness); its edges fade to the ends."""
    rows = []
    for t, share in stations:
        middle, ahead = bent(t)
        side = Vector((ahead.y, -ahead.x, 0))
        edge = 0.06 * min(1.0, max(0.0, 1.4 - abs(2.4 * t - 1.1)))
        rows.append([middle + THICKNESS / 2 * share * (1 + edge * math.cos(5 * a)) / (1 + edge)
                     * (side * math.cos(a) + Vector((0, 0, math.sin(a))))
                     for a in (2 * math.pi * i / 40 for i in range(40))])
    return loft(name, rows, material, part, smooth=60)


def fruit(name, rind, tip, part):
    """A whole banana about its own middle."""
    body = [(t, 0.24 + 0.76 * (max(0.0, math.sin(math.pi * (0.05 + 0.9 * t ** 0.85)))) ** 0.62)
            for t in (k / 40 for k in range(41))]
    stalk = -STALK_LENGTH / LENGTH
    peel = length_of("Peel", [(0.75 * stalk, 0.24), (0.35 * stalk, 0.25), *body, (1.004, 0.3)],
                     rind, part)
    dark = length_of("Tip", [(0.992, 0.36), (1.004, 0.33), (1.014, 0.26), (1.022, 0.22),
                             (1.024, 0.1)], tip, part)
    end = length_of("Stalk", [(stalk, 0.24), (0.94 * stalk, 0.31), (0.8 * stalk, 0.28),
                              (0.7 * stalk, 0.24)], tip, part)
    return join_meshes(name, [peel, dark, end])


def one_banana(rind, tip):
    """One banana that lies on its side."""
    made = fruit("Banana", rind, tip, "banana")
    transform([made], Matrix.Translation((0, 0, THICKNESS / 2)))
    return [made]


def bunch_of(rind, tip):
    """Bananas side by side whose stalks meet; they lean out and rest on their tips."""
    made = []
    start = bent(-0.9 * STALK_LENGTH / LENGTH)[0]
    for i in range(BANANA_COUNT):
        made.append(fruit(f"Banana {i + 1}", pick(rind, i), pick(tip, i), "bunch"))
        aside = math.radians(20 * (i - (BANANA_COUNT - 1) / 2))
        # From the stalk down: along is -Z, the belly looks to the front; then lean out and fan out.
        stand = Matrix(((0, 0, 1), (0, 1, 0), (-1, 0, 0))).to_4x4()
        transform([made[-1]], Matrix.Rotation(aside, 4, "Z") @ Matrix.Translation((0, -0.008, 0))
                  @ Matrix.Rotation(math.radians(-38), 4, "X") @ stand @ Matrix.Translation(-start))
    crown = sphere("Crown", 0.5 * THICKNESS, (0, -0.004, 0.0), pick(tip, 0), "bunch",
                   scale=(1.1, 0.8, 0.5), segments=32, rings=16)
    made[0] = join_meshes("Banana 1", [made[0], crown])
    low, high = bounds(made)
    for obj in made:
        move(obj, -(low[0] + high[0]) / 2, -(low[1] + high[1]) / 2, -low[2])
    return made
