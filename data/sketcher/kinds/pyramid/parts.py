# A pyramid whose entrance faces -Y: courses of blocks, each set back, and a capstone.
import math
import random
from mathutils import Matrix, Vector


def course_size(k):
    """Half the width of a course at its foot, its underside, and its height."""
    return WIDTH / 2 * (1 - k / COURSE_COUNT), HEIGHT * k / COURSE_COUNT, HEIGHT / COURSE_COUNT


def courses(rock):
    """Blocks round the edge of each course, a little uneven, and a core inside."""
    places, cores = [], []
    dice = random.Random(4)
    for k in range(COURSE_COUNT - CAP_COUNT):
        half, low, tall = course_size(k)
        step = WIDTH / 2 / COURSE_COUNT
        deep, count = min(1.6 * step, half), max(3, round(2 * half / max(1.15 * tall, WIDTH / 28)))
        wide = 2 * half / count
        for turn in range(4):
            for i in range(count):
                x = -half + (i + 0.5) * wide
                jut = dice.uniform(-0.05, 0.0) * step
                places.append(Matrix.Rotation(math.pi / 2 * turn, 4,
                                              "Z") @ Matrix.Translation((x, -half + deep / 2 - jut,
                                                                         low + tall / 2))
                              @ Matrix.Diagonal((wide * dice.uniform(0.95, 0.99), deep,
                                                 0.985 * tall, 1)))
        inner = half - 0.2 * step
        cores.append(box("Core", (2 * inner, 2 * inner, tall), (0, 0, low + tall / 2), rock, "body",
                         bevel=0))
    stones = blocks("Blocks", places, rock, "body", chamfer=0.05 * HEIGHT / COURSE_COUNT)
    return [join_meshes("Courses", [stones, *cores])]


def capstone(tip):
    """The smooth tip."""
    half, low, _tall = course_size(COURSE_COUNT - CAP_COUNT)
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    rings = [[(x * reach, y * reach, z) for x, y in corners]
             for reach, z in ((0.97 * half, low), (0.01 * half, HEIGHT))]
    return [loft("Capstone", rings, tip, "cap", smooth=10)]


def entrance(rock, dark):
    """A doorway between slabs, under two stones that lean together."""
    w, front = ENTRANCE_WIDTH, -WIDTH / 2 - 0.3
    deep = WIDTH / 2 / COURSE_COUNT * 3 + 1.0
    y, tall = front + deep / 2, 1.25 * w
    pieces = [box("Doorway", (w, deep - 0.3, tall), (0, y + 0.3, tall / 2), dark, "entrance",
                  bevel=0)]
    pieces += [box("Jamb", (0.45 * w, deep, tall), (side * 0.72 * w, y, tall / 2), rock, "entrance",
                   bevel=0.06) for side in (-1, 1)]
    pieces.append(box("Lintel", (2.1 * w, deep, 0.3 * w), (0, y, tall + 0.14 * w), rock, "entrance",
                      bevel=0.06))
    for side in (-1, 1):
        line = [(side * 0.95 * w, tall + 0.28 * w), (side * 0.5 * w, tall + 0.28 * w),
                (0, tall + 0.62 * w), (0, tall + 0.95 * w)]
        pieces.append(extrude("Gable", line, 0.8 * deep, (0, y + 0.1 * deep, 0), rock, "entrance",
                              bevel=0.05, axis="Y"))
    return [join_meshes("Entrance", pieces)]


def stair(rock):
    """A straight stair up the front, between two walls."""
    half, top, _tall = course_size(COURSE_COUNT - CAP_COUNT)
    count, wide = 3 * (COURSE_COUNT - CAP_COUNT), 0.14 * WIDTH
    start, end = -WIDTH / 2 - 0.05 * WIDTH, -half
    run, rise = (end - start) / count, top / count
    pieces = [box("Step", (wide, run + 0.3 * WIDTH / COURSE_COUNT, rise),
                  (0, start + (k + 0.5) * run + 0.15 * WIDTH / COURSE_COUNT, (k + 0.5) * rise),
                  rock, "stair", bevel=0.04, segments=1) for k in range(count)]
    for side in (-1, 1):
        line = [(start, 0), (start + 3 * run, 0), (end, top - 3 * rise), (end, top + 0.03 * HEIGHT),
                (start, 0.05 * HEIGHT)]
        pieces.append(extrude("Wall", line, 0.025 * WIDTH,
                              (side * (wide / 2 + 0.0125 * WIDTH), 0, 0), rock, "stair", bevel=0.05,
                              axis="X"))
    return [join_meshes("Stair", pieces)]


def temple(tip, dark):
    """A small temple with a doorway and a comb on its flat roof."""
    half, low, _tall = course_size(COURSE_COUNT - CAP_COUNT)
    w = 1.5 * half
    pieces = [box("Plinth", (1.94 * half, 1.94 * half, 0.12 * w), (0, 0, low + 0.06 * w), tip,
                  "temple", bevel=0.03 * w), box("Hall", (w, w, 0.6 * w), (0, 0, low + 0.4 * w),
                                                 tip, "temple", bevel=0.02 * w),
              box("Cornice", (1.12 * w, 1.12 * w, 0.1 * w), (0, 0, low + 0.74 * w), tip, "temple",
                  bevel=0.02 * w), box("Comb", (0.9 * w, 0.16 * w, 0.3 * w),
                                       (0, 0.1 * w, low + 0.92 * w), tip, "temple", bevel=0.03 * w)]
    pieces += [box("Doorway", (0.18 * w, 0.06 * w, 0.36 * w), (x * w, -0.49 * w, low + 0.3 * w),
                   dark, "temple", bevel=0) for x in (-0.28, 0, 0.28)]
    return [join_meshes("Temple", pieces)]


def palms(trunk, frond):
    """Three palms beside a corner."""
    made, dice = [], random.Random(2)
    for k, (x, y, tall) in enumerate(((2.6, 1.5, 5.6), (4.6, 3.4, 4.4), (6.0, 0.8, 5.0))):
        foot = Vector((WIDTH / 2 + x, -WIDTH / 2 + y, 0))
        lean = Vector((0.6 * math.cos(2.2 * k), 0.6 * math.sin(2.2 * k), 0))
        line = [foot + lean * (s * s) + Vector((0, 0, tall * s + 0.011)) for s in (0, 0.35, 0.7, 1)]
        pieces = [tube("Trunk", line, [0.26, 0.2, 0.17, 0.15], trunk, "palms", sides=14)]
        for i in range(9):
            a = 2 * math.pi * (i + dice.random() * 0.4) / 9
            out, up = Vector((math.cos(a), math.sin(a), 0)), Vector((0, 0, 1))
            tip = line[-1]
            path = [tip + out * (2.1 * s) + up * (0.75 * s - 1.7 * s * s)
                    for s in (0, 0.3, 0.6, 0.85, 1.0)]
            pieces.append(ribbon("Frond", path, [0.12, 0.5, 0.52, 0.3, 0.05], 0.03, frond, "palms",
                                 smooth_path=3))
        made.append(join_meshes(f"Palm {k + 1}", pieces))
    return made
