# A basket: strands that go in front of and behind upright stakes, each row the other way round
# than the one below it.
import math


def stakes():
    """The number of stakes: even, so that rows alternate all the way round."""
    return STAKE_COUNT // 2 * 2


def strand():
    """The thickness of the willow: not so thin that a tall basket needs countless rows."""
    return max(STRAND, HEIGHT / 32)


def wall_point(turn, z, out=0.0):
    """A point of the wall, an oval with full sides, at an angle and a height; `out` is outward."""
    share = z / HEIGHT
    swell = FOOT_RATIO + (1 - FOOT_RATIO) * share ** 0.8 + 0.03 * math.sin(math.pi * share)
    c, s = math.cos(turn), math.sin(turn)
    full = (abs(c) ** 2.4 + abs(s) ** 2.4) ** (-1 / 2.4)
    inset = out - 0.8 * strand()
    return ((WIDTH / 2 * swell + inset) * full * c, (DEPTH / 2 * swell + inset) * full * s, z)


def closed_strand(points, radius, willow, part):
    """A strand that closes on itself."""
    return tube("Strand", points, radius, willow, part, sides=5, closed=True, smooth_path=1)


def body(willow):
    """The stakes, and the rows of strands between them."""
    count, pieces = stakes(), []
    for i in range(count):
        turn = 2 * math.pi * (i + 0.5) / count
        line = [wall_point(turn, max(0.4 * strand(), HEIGHT * k / 6)) for k in range(7)]
        pieces.append(tube("Stake", line, 0.42 * strand(), pick(willow, 0), "body", sides=6,
                           smooth_path=1))
    rows = max(4, int((HEIGHT - 0.6 * strand()) / (0.92 * strand())))
    for row in range(rows):
        z, points = (row + 0.55) * (HEIGHT - 0.4 * strand()) / rows, []
        for k in range(4 * count):
            turn = 2 * math.pi * k / (4 * count)
            wave = math.sin(count * turn / 2 + math.pi * (row % 2))
            points.append(wall_point(turn, z, 0.62 * strand() * wave))
        pieces.append(closed_strand(points, 0.5 * strand(), pick(willow, row), "body"))
    return [join_meshes("Body", pieces)]


def bottom(willow):
    """Strands in rings from the wall to the middle, on a thin plate."""
    pieces, reach = [], min(WIDTH, DEPTH) / 2 * FOOT_RATIO
    rings = max(4, int(reach / (0.95 * strand())))
    for ring in range(1, rings + 1):
        share = (ring - 0.2) / rings
        points = []
        for k in range(96):
            turn = 2 * math.pi * k / 96
            x, y, _z = wall_point(turn, 0.0)
            wave = 0.25 * strand() * math.sin(12 * turn + math.pi * (ring % 2))
            points.append((x * share, y * share, 0.8 * strand() + wave))
        pieces.append(closed_strand(points, 0.52 * strand(), pick(willow, ring), "bottom"))
    plate = [wall_point(2 * math.pi * k / 48, 0.0)[:2] for k in range(48)]
    pieces.append(extrude("Plate", plate, 0.6 * strand(), (0, 0, 0.8 * strand()), pick(willow, 0),
                          "bottom", bevel=0))
    return [join_meshes("Bottom", pieces)]


def braided_rim(rod):
    """Two rods that wind round each other along the edge."""
    turns, pieces = 2 * stakes(), []
    for which in range(2):
        points = []
        for k in range(6 * turns):
            turn = 2 * math.pi * k / (6 * turns)
            twist = turns / 2 * turn + math.pi * which
            x, y, z = wall_point(turn, HEIGHT, 0.6 * strand() * math.cos(twist))
            points.append((x, y, z + 0.6 * strand() * math.sin(twist)))
        pieces.append(closed_strand(points, 0.62 * strand(), pick(rod, which), "rim"))
    return [join_meshes("Rim", pieces)]


def wound(name, line, rod, part):
    """A rod of two strands that wind round each other along a line."""
    way, pieces = resample(catmull(line, 8), 72), []
    frames = frames_along(way)
    for which in range(2):
        points = []
        for k, (point, side, normal) in enumerate(frames):
            twist = 0.75 * k + math.pi * which
            aside = math.cos(twist) * side + math.sin(twist) * normal
            points.append(point + 0.55 * strand() * aside)
        pieces.append(tube("Strand", points, 0.62 * strand(), pick(rod, which), part, sides=8,
                           smooth_path=2))
    return join_meshes(name, pieces)


def handle(rod):
    """A bow from side to side, its ends stuck into the wall."""
    turns = [math.pi * k / 14 for k in range(15)]
    x, low = wall_point(0.0, HEIGHT)[0], 0.62 * HEIGHT
    foot = wall_point(0.0, low)[0]
    line = [(x * math.cos(t), 0,
             HEIGHT + (HANDLE_HEIGHT - 0.2 * strand()) * math.sin(t)) for t in turns]
    return [wound("Handle", [(foot, 0, low)] + line + [(-foot, 0, low)], rod, "handle")]


def side_handles(rod):
    """A small bow on the left and on the right."""
    made = []
    for i, side in enumerate((-1, 1)):
        x, half = wall_point(0.0, HEIGHT)[0], 0.17 * DEPTH
        line = [(side * (x - 0.004), -half, HEIGHT - 0.09 * HEIGHT),
                (side * x, -half, HEIGHT), (side * (x + 0.012), -0.7 * half, HEIGHT + 0.055),
                (side * (x + 0.012), 0.7 * half, HEIGHT + 0.055), (side * x, half, HEIGHT),
                (side * (x - 0.004), half, HEIGHT - 0.09 * HEIGHT)]
        made.append(wound(f"Side handle {i + 1}", line, rod, "side_handles"))
    return made


def lining(cloth):
    """A cloth that lines the basket and hangs over its rim, in soft folds."""
    rows, drop = [], min(0.06, 0.4 * HEIGHT)
    path = [(0.02, 1.6 * strand(), -1.1), (0.5, 1.6 * strand(), -1.1), (0.92, 1.6 * strand(), -1.1)]
    path += [(1.0, 2 * strand() + (HEIGHT - 2 * strand()) * k / 6, -1.25) for k in range(7)]
    path += [(1.0, HEIGHT + 1.55 * strand(), 0.0), (1.0, HEIGHT + 0.3 * strand(), 1.9),
             (1.0, HEIGHT - drop / 2, 1.9), (1.0, HEIGHT - drop, 2.1)]
    for share, z, out in path:
        row = []
        for k in range(120):
            turn = 2 * math.pi * k / 120
            fold = 0.35 * strand() * math.sin(17 * turn) * (1.0 if out > 1 else 0.0)
            x, y, _z = wall_point(turn, min(z, HEIGHT), out * strand() + fold)
            edge = 0.12 * drop * math.sin(9 * turn) if out > 2 else 0.0
            row.append((x * share, y * share, z + edge))
        rows.append(row)
    return [surface("Cloth", rows, cloth, "cloth", thickness=0.0016, closed_u=True)]
