import math
import random
from mathutils import Vector


def bowl_base():
    """The height at which the bowl sits on the stem."""
    return HEIGHT - min(BOWL_HEIGHT, 0.75 * HEIGHT)


def bowl_line():
    """The outside of the bowl: from the stem over its widest place to the rim."""
    low, tall = bowl_base(), HEIGHT - bowl_base()
    wide, lip, slim = BOWL_DIAMETER / 2, RIM_DIAMETER / 2, STEM_DIAMETER / 2
    at = BOWL_AT
    knots = [(1.15 * slim, low),
             (1.15 * slim + 0.34 * wide * (1 - 0.5 * at), low + 0.10 * at * tall),
             (0.80 * wide + 0.2 * slim, low + 0.42 * at * tall),
             (wide, low + at * tall),
             (0.62 * wide + 0.38 * lip, low + (0.55 * at + 0.45) * tall),
             (lip, HEIGHT - 0.4 * WALL)]
    if at > 0.9:
        knots = [(1.15 * slim, low), (0.5 * wide, low + 0.44 * tall), (wide, HEIGHT - 0.4 * WALL)]
    return [(p.x, min(p.y, HEIGHT)) for p in catmull(knots, 9)]


def bowl(clear):
    """The thin bowl, open at the top."""
    return [lathe("Bowl", hollow(bowl_line(), WALL, bowl_base() + 1.2 * STEM_DIAMETER / 2),
                  (0, 0, 0), clear, "bowl", steps=72, smooth=60)]


def stem(clear):
    """The drawn stem: slender in the middle, wider where it meets bowl and foot."""
    low, high, r = foot_height() - 0.0004, bowl_base() + 0.0004, STEM_DIAMETER / 2
    waist = 0.62 if high - low > 4 * r else 0.9
    knots = [(1.7 * r, low), (1.05 * r, low + 0.08 * (high - low)), (waist * r, 0.5 * (low + high)),
             (0.8 * r, low + 0.85 * (high - low)), (1.15 * r, high)]
    line = [(p.x, p.y) for p in catmull(knots, 7)]
    return [lathe("Stem", [(0.0, low)] + line + [(0.0, high)], (0, 0, 0), clear, "stem",
                  steps=40, smooth=60)]


def foot_height():
    """The height of the foot in its middle."""
    return 0.045 * FOOT_DIAMETER + 0.003


def foot(clear):
    """The flat foot, rising softly to the stem."""
    r, top = FOOT_DIAMETER / 2, foot_height()
    line = [(0.0, 0.001), (0.8 * r, 0.0), (0.98 * r, 0.0), (r, 0.0009), (0.99 * r, 0.0018),
            (0.6 * r, 0.0018 + 0.16 * (top - 0.0018)), (0.3 * r, 0.0018 + 0.5 * (top - 0.0018)),
            (min(0.3 * r, 1.7 * STEM_DIAMETER / 2), top), (0.0, top)]
    return [lathe("Foot", line, (0, 0, 0), clear, "foot", steps=72, smooth=60)]


def drink(wine):
    """The wine, level, touching the glass all round."""
    low = bowl_base() + 1.2 * STEM_DIAMETER / 2 + 0.0004
    high = low + (HEIGHT - low) * FILL
    return [fill("Wine", bowl_line(), WALL, low, high, wine, "wine", steps=72)]


def gold_rim(gilt):
    """A gilded line round the lip and another round the foot."""
    edge, tall = bowl_line(), HEIGHT - bowl_base()
    made = [band("Rim 1", edge, HEIGHT - 0.05 * tall, HEIGHT - 0.004 * tall, 0.0004, gilt, "rim",
                 steps=72)]
    r = FOOT_DIAMETER / 2
    made.append(torus("Rim 2", r, 0.0022, (0, 0, 0.0011), gilt, "rim", steps=72, sides=12))
    return made


def knop(clear):
    """Turned balls on the stem, as old goblets have them."""
    low, high, r = foot_height(), bowl_base(), STEM_DIAMETER / 2
    made = []
    for index, share in enumerate((0.3, 0.5, 0.7)):
        size = r * (2.1 if index == 1 else 1.5)
        size = min(size, 0.16 * (high - low))
        made.append(sphere(f"Knop {index + 1}", max(size, 0.75 * r),
                           (0, 0, low + share * (high - low)), clear,
                           "knop", scale=(1, 1, 0.7), segments=32, rings=16))
    return made


def bubbles(film):
    """Beads of sparkle that rise in the drink."""
    rng = random.Random(SEED)
    edge = bowl_line()
    low = bowl_base() + 1.2 * STEM_DIAMETER / 2
    high = low + (HEIGHT - low) * FILL
    pieces = []
    for k in range(60):
        z = low + (high - low) * (0.08 + 0.92 * rng.random())
        r = max(0.0005, radius_at(edge, z) - 2 * WALL) * math.sqrt(rng.random())
        turn = rng.uniform(0, 2 * math.pi)
        pieces.append(sphere("Bead", rng.uniform(0.0006, 0.0014) * HEIGHT / 0.21,
                             (r * math.cos(turn), r * math.sin(turn), z), film, "bubbles",
                             segments=10, rings=6))
    return [join_meshes("Bubbles", pieces)]


def slice_of_lemon(peel, flesh):
    """A slice of lemon set on the rim."""
    edge = bowl_line()
    r, size = radius_at(edge, HEIGHT - 0.01) - WALL / 2, min(0.024, 0.3 * RIM_DIAMETER)
    middle = Vector((r + 0.25 * size, 0, HEIGHT + 0.35 * size))
    pieces = [cylinder("Peel", size, 0.004, middle, peel, "slice", bevel=0.001,
                       rotation=(math.pi / 2, 0, 0))]
    for k in range(8):
        a0, a1 = (2 * math.pi * (k + s) / 8 for s in (0.07, 0.93))
        wedge = [(0.08 * size * math.cos((a0 + a1) / 2), 0.08 * size * math.sin((a0 + a1) / 2))]
        wedge += [(0.84 * size * math.cos(a0 + (a1 - a0) * i / 6),
                   0.84 * size * math.sin(a0 + (a1 - a0) * i / 6)) for i in range(7)]
        pieces.append(extrude("Flesh", wedge, 0.005, middle, flesh, "slice", bevel=0.0004,
                              axis="Y"))
    return [join_meshes("Lemon Slice", pieces)]


def straw(plastic_straw):
    """A bent drinking straw."""
    edge = bowl_line()
    low = bowl_base() + 0.12 * (HEIGHT - bowl_base())
    r = max(0.001, radius_at(edge, low) - 3 * WALL)
    lip = radius_at(edge, HEIGHT) - WALL - 0.004
    foot_at, top = Vector((-0.3 * r, 0.2 * r, low + 0.004)), Vector((0.5 * lip, 0.6 * lip, HEIGHT))
    bend = top + (top - foot_at).normalized() * 0.3 * (HEIGHT - low)
    end = bend + Vector((0.22, -0.05, 0.07)) * 0.9 * (HEIGHT - low)
    return [tube("Straw", [foot_at, foot_at.lerp(bend, 0.5), bend, end], 0.0028, plastic_straw,
                 "straw", sides=16)]
