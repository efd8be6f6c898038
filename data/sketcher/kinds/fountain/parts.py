# A fountain, turned round one axis. Lengths across are shares of the basin's radius.
import math
from mathutils import Vector


def reach():
    """The radius of the basin."""
    return BASIN_DIAMETER / 2


def bowl_place(level):
    """The radius and the height of a bowl's rim; 0 is the lowest bowl."""
    share = level / BOWL_COUNT
    return (reach() * (0.58 - 0.38 * share),
            BASIN_HEIGHT + (HEIGHT - 0.35 - BASIN_HEIGHT) * (level + 1) / BOWL_COUNT)


def basin(stone):
    """A wide basin with a moulded wall."""
    r, h = reach(), BASIN_HEIGHT
    line = [(0, 0), (r, 0), (r, 0.07), (0.965 * r, 0.1), (0.935 * r, 0.16), (0.93 * r, h - 0.14),
            (0.96 * r, h - 0.1), (r, h - 0.07), (r, h - 0.012), (0.99 * r, h), (0.875 * r, h),
            (0.865 * r, h - 0.02), (0.85 * r, h - 0.1), (0.84 * r, 0.14), (0, 0.14)]
    return [lathe("Basin", line, (0, 0, 0), pick(stone, 0), "basin", steps=96, smooth=30)]


def column(stone):
    """A turned column: a foot, a swelling below each bowl, and a finial."""
    r = 0.2 * reach()
    line = [(0, 0.13), (r, 0.13), (r, 0.22), (0.75 * r, 0.27), (0.6 * r, BASIN_HEIGHT - 0.06)]
    low = BASIN_HEIGHT
    for level in range(BOWL_COUNT):
        wide, z = bowl_place(level)
        thick, under = 0.62 * r * (1 - 0.45 * level / BOWL_COUNT), z - 0.27 * wide
        line += [(0.95 * thick, low), (0.6 * thick, low + 0.2 * (under - low)),
                 (0.85 * thick, low + 0.55 * (under - low)),
                 (0.55 * thick, low + 0.9 * (under - low)),
                 (0.75 * thick, under), (0.55 * thick, z - 0.12 * wide)]
        low = z - 0.1 * wide
    top = [(0.3, 0), (0.2, 0.2), (0.42, 0.45), (0.5, 0.62), (0.38, 0.82), (0.15, 0.94), (0, 1)]
    line += [(q * r, low + z * (HEIGHT - low)) for q, z in top]
    return [lathe("Column", round_corners(line, 0.03, 3), (0, 0, 0), pick(stone, 0), "column",
                  steps=48, smooth=50)]


def bowls(stone):
    """Flat bowls, each smaller than the one below."""
    made = []
    shape = [(0, -0.29), (0.26, -0.29), (0.5, -0.24), (0.8, -0.14), (0.95, -0.05), (1, -0.02),
             (1, 0), (0.96, 0), (0.9, -0.05), (0.6, -0.15), (0, -0.18)]
    for level in range(BOWL_COUNT):
        r, z = bowl_place(level)
        name = f"Bowl {level + 1}" if BOWL_COUNT > 1 else "Bowl"
        bowl = lathe(name, [(q * r, z + up * r) for q, up in shape], (0, 0, 0), pick(stone, level),
                     "bowls", steps=80, smooth=50)
        for vertex in bowl.data.vertices:
            turn, out = math.atan2(vertex.co.y, vertex.co.x), math.hypot(*vertex.co.xy)
            vertex.co.z += 0.012 * r * math.cos(JET_COUNT * turn) * (out > 0.9 * r)
        made.append(bowl)
    return made


def water_levels(water):
    """A level of water in the basin and in each bowl."""
    top = BASIN_HEIGHT - 0.1
    line = [(0, 0.13), (0.842 * reach(), 0.13), (0.852 * reach(), top), (0, top)]
    made = [lathe("Water 1", line, (0, 0, 0), pick(water, 0), "water", steps=96)]
    for level in range(BOWL_COUNT):
        r, z = bowl_place(level)
        line = [(0, z - 0.19 * r), (0.6 * r, z - 0.16 * r), (0.9 * r, z - 0.04 * r),
                (0, z - 0.04 * r)]
        made.append(lathe(f"Water {level + 2}", line, (0, 0, 0), pick(water, level + 1), "water"))
    return made


def streams(spray):
    """Arcs of water from the top and from the rim of each bowl to what is below."""
    pieces, falls = [], []
    for level in range(BOWL_COUNT):
        r, z = bowl_place(level)
        below = bowl_place(level - 1)[1] - 0.04 if level else BASIN_HEIGHT - 0.11
        falls.append((r * 0.985, z - 0.005, r + 0.13 * reach(), below, 0.0))
    r, z = bowl_place(BOWL_COUNT - 1)
    falls.append((0.02, HEIGHT - 0.02, 0.62 * r, z - 0.05 * r, 0.16))
    for r, z, far, low, rise in falls:
        for k in range(JET_COUNT):
            c, s = math.cos(math.tau * k / JET_COUNT), math.sin(math.tau * k / JET_COUNT)
            line = []
            for step in range(9):
                t = step / 8
                out = r + (far - r) * t
                line.append((out * c, out * s, z + 4 * rise * t * (1 - t) + (low - z) * t * t))
            pieces.append(tube("Stream", line, [0.016 - 0.0008 * step for step in range(9)], spray,
                               "streams", sides=8, smooth_path=1))
    return [join_meshes("Streams", pieces)]


def top_ball(stone):
    """A ball on the finial."""
    return [sphere("Ball", 0.145, (0, 0, HEIGHT + 0.115), pick(stone, 0), "ball")]
