# A birdhouse: a box of boards with gables and a round entrance, under two roof boards.
import math


def gable():
    """The outline of the front: a wall with a gable."""
    x, low, high = WIDTH / 2, WALL_HEIGHT, WALL_HEIGHT + ROOF_RISE
    return [(-x, 0), (x, 0), (x, low), (0, high), (-x, low)]


def walls(wood):
    """The box of the house, hollow, with the entrance through its front."""
    body = sharp_extrude("House", gable(), DEPTH, (0, 0, 0), wood, "walls", axis="Y")
    share = 1 - 2 * BOARD / WIDTH
    inside = [(x * share, max(z - BOARD * (1 if z > 0 else -1), BOARD)) for x, z in gable()]
    room = sharp_extrude("Room", inside, DEPTH - 2 * BOARD, (0, 0, 0), None, "", axis="Y")
    hole = cylinder("Entrance", HOLE_DIAMETER / 2, 3 * BOARD, (0, -DEPTH / 2, 0.62 * WALL_HEIGHT),
                    None, "", bevel=0, rotation=(math.pi / 2, 0, 0), sides=64)
    return [boolean(body, [room, hole])]


def feeder(wood):
    """A floor with a rim, and two gable walls with a wide opening in each long side."""
    body = sharp_extrude("Feeder", gable(), DEPTH, (0, 0, 0), wood, "feeder", axis="Y")
    low, high = 3 * BOARD, WALL_HEIGHT - BOARD
    through = box("Opening", (WIDTH + 0.1, DEPTH - 2 * BOARD, high - low), (0, 0, (low + high) / 2),
                  None, "", bevel=0)
    front = box("Window", (0.6 * WIDTH, DEPTH + 0.1, high - low), (0, 0, (low + high) / 2), None,
                "", bevel=0)
    seeds = box("Seeds", (WIDTH - 2 * BOARD, DEPTH - 2 * BOARD, 2 * BOARD), (0, 0, 2 * BOARD), None,
                "", bevel=0)
    boolean(body, through)
    boolean(body, front)
    return [boolean(body, seeds)]


def roof(roofing):
    """Two boards from the ridge down over the eaves; the right one butts against the left one."""
    slope, made = 2 * ROOF_RISE / WIDTH, []
    rise = BOARD * math.sqrt(1 + slope * slope)
    ridge, x = WALL_HEIGHT + ROOF_RISE, WIDTH / 2 + OVERHANG
    for i, side in enumerate((-1, 1)):
        outline = [(0, ridge), (side * x, ridge - slope * x), (side * x, ridge - slope * x + rise),
                   (0, ridge + rise)]
        made.append(sharp_extrude(f"Roof {i + 1}", outline if side > 0 else outline[::-1],
                                  DEPTH + 2 * OVERHANG, (0, 0, 0), pick(roofing, i), "roof",
                                  axis="Y"))
    return made


def perch(stick):
    """A round stick in the front, a finger's breadth under the entrance."""
    z = 0.62 * WALL_HEIGHT - HOLE_DIAMETER / 2 - 0.02
    length = 0.045 + BOARD / 2
    return [cylinder("Perch", 0.004, length, (0, -DEPTH / 2 + BOARD / 2 - length / 2, z), stick,
                     "perch", rotation=(math.pi / 2, 0, 0))]
