# A shield that stands on its tip, its front to -Y. Its outline is worked out from few numbers.
import math
from mathutils import Vector


def middle():
    """The height at which the shield is widest."""
    return HEIGHT * (1 - SHOULDER)


def edge_point(turn):
    """(x, z) on the edge: `turn` in degrees from the right side, anticlockwise."""
    a = math.radians(turn % 360)
    c, s = math.cos(a), math.sin(a)
    if s >= 0:
        power = 1 - 0.72 * FLAT
        x = math.copysign(abs(c) ** power, c)
        return WIDTH / 2 * x, middle() + (HEIGHT - middle()) * s ** power
    down = -s
    x = (1 - POINT) * abs(c) + POINT * (1 - down ** 2.2)
    return WIDTH / 2 * math.copysign(x, c), middle() * (1 - down)


def front(x, out=0.0):
    """The Y of the bent front at x; `out` lies before it."""
    return -BULGE * (1 - (2 * x / WIDTH) ** 2) - out


def sheet(share, out):
    """The edge shrunk by a share about the middle, on the front or so far before it."""
    line = []
    for k in range(96):
        x, z = edge_point(3.75 * k)
        x, z = x * share, max(0, middle() + (z - middle()) * share)
        line.append((x, front(x, out), z))
    return line


def board(field, part="board"):
    """The bent board."""
    shares = (0.02, 0.2, 0.4, 0.6, 0.75, 0.88, 1.0)
    rows = [sheet(s, 0) for s in shares] + [sheet(s, -THICKNESS) for s in reversed(shares)]
    return [loft("Board", rows, pick(field, 0), part, smooth=35)]


def quartered_board(field, second):
    """The board in two colours, in quarters."""
    made = board(field, "quarters")[0]
    return [paint_faces(made, pick(second, 0), lambda at, way: (
        at.x * (at.z - middle()) < 0 and way.y < 0.3))]


def metal_rim(steel):
    """A bead of metal round the edge."""
    scale = 1 + 0.006 / (WIDTH / 2)
    rows = [sheet(0.93, 0.004), sheet(0.97, 0.005), sheet(scale, 0.003),
            sheet(scale, -THICKNESS - 0.003), sheet(0.95, -THICKNESS - 0.004),
            sheet(0.94, -THICKNESS / 2)]
    return [loft("Rim", rows, pick(steel, 0), "rim", smooth=50, closed=True)]


def boss(steel):
    """A dome with a flange, in the middle."""
    r = BOSS_DIAMETER / 2
    deep = THICKNESS / 2 + BULGE * (2 * r / WIDTH) ** 2
    dome = [(0.72 * r * math.cos(a), 0.004 + 0.7 * r * math.sin(a))
            for a in (math.pi / 2 * k / 12 for k in range(13))]
    shape = [(0, -deep), (r, -deep), (r, 0.002), (0.97 * r, 0.004), *dome[:-1], (0, dome[-1][1])]
    made = lathe("Boss", shape, (0, front(0), middle()), pick(steel, 0), "boss", smooth=45)
    made.rotation_euler = (math.pi / 2, 0, 0)
    return [made]


def rivets(brass):
    """Round heads on the rim."""
    made = []
    for i in range(RIVET_COUNT):
        x, z = edge_point(360 * (i + 0.5) / RIVET_COUNT)
        x, z = 0.955 * x, middle() + 0.955 * (z - middle())
        made.append(sphere(f"Rivet {i + 1}", 0.008, (x, front(x, 0.003), z), pick(brass, i),
                           "rivets", scale=(1, 0.8, 1), segments=16, rings=10))
    return made


def grips(hide):
    """Two straps behind the board."""
    made = []
    for i, way in enumerate((-1, 1)):
        x, half = 0.19 * WIDTH * way, 0.07
        back = front(x, -THICKNESS)
        line = [(x, back + out, middle() + half * up) for out, up in (
            (-0.004, -1), (0.004, -1), (0.042, -0.5), (0.042, 0.5), (0.004, 1), (-0.004, 1))]
        made.append(ribbon(f"Grip {i + 1}", line, 0.04, 0.006, pick(hide, i), "grip",
                           up=(0, 1, 0.2), smooth_path=4))
    return made


def cross(brass):
    """A cross of two flat bars that follow the front."""
    low, high, wide = 0.05 * HEIGHT, 0.97 * HEIGHT, 0.13 * WIDTH
    xs = [0.47 * WIDTH * (k / 8 - 1) for k in range(17)]
    lines = [[(0, front(0, 0.002), low), (0, front(0, 0.002), high)],
             [(x, front(x, 0.001), middle()) for x in xs]]
    return [join_meshes("Cross", [ribbon("Bar", line, wide, 0.01, brass, "cross", up=(0, -1, 0),
                                         smooth_path=1) for line in lines])]
