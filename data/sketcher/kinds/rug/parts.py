# A rug: the pile, and on it figures that are knotted in other colours, a little proud of it.
import random


def size():
    """The width and the depth of the pile, without the fringes."""
    return WIDTH - 2 * FRINGE_LENGTH, DEPTH


def frame_width():
    """The width of the border that the rug has room for."""
    return min(BORDER, 0.22 * min(size()))


def knotted(name, outline, holes, material, part, rise=0.0008):
    """A figure in the pile: an outline whose top is `rise` above it."""
    deep = 0.3 * THICKNESS
    return extrude(name, outline, deep, (0, 0, THICKNESS + rise - deep / 2), material, part,
                   bevel=0.0004,
                   holes=holes, segments=1)


def pile(field):
    """The pile: a flat piece with soft edges."""
    return [box("Pile", (*size(), THICKNESS), (0, 0, THICKNESS / 2), field, "body",
                bevel=0.4 * THICKNESS, segments=4)]


def border(edge, figure):
    """A broad band between two narrow ones, with a row of small lozenges on it."""
    wide, deep = size()
    bar, pieces = frame_width(), []
    for inset, width, material, rise in ((0.014, 0.09 * bar, figure, 0.0006),
                                         (0.014 + 0.16 * bar, 0.6 * bar, edge, 0.0006),
                                         (0.014 + 0.83 * bar, 0.09 * bar, figure, 0.0006)):
        outer = rectangle((0, 0), wide - 2 * inset, deep - 2 * inset)
        inner = rectangle((0, 0), wide - 2 * (inset + width), deep - 2 * (inset + width))
        pieces.append(knotted("Band", outer, [inner], pick(material, 0), "border", rise))
    middle = 0.014 + 0.46 * bar
    for along, across, turned in ((wide, deep, False), (deep, wide, True)):
        reach = along - 2 * middle
        count = max(2, int(reach / (0.62 * bar)))
        for i in range(count + 1 - 2 * turned):
            u = -reach / 2 + reach * (i + turned) / count
            for v in (-1, 1):
                at = (u, v * (across / 2 - middle))
                x, y = (at[1], at[0]) if turned else at
                r = 0.17 * bar
                lozenge = [(x - r, y), (x, y - r), (x + r, y), (x, y + r)]
                pieces.append(knotted("Lozenge", lozenge, (), pick(figure, i), "border", 0.0012))
    return [join_meshes("Border", pieces)]


def stepped(x, y, half, reach, steps):
    """The outline of a diamond whose sides are stairs, as knots make them."""
    corner = []
    for i in range(steps):
        corner += [(reach * (steps - i) / steps, half * i / steps),
                   (reach * (steps - i) / steps, half * (i + 1) / steps)]
    quarter = corner + [(0.0, half)]
    upper = quarter[:-1] + [(-u, v) for u, v in reversed(quarter[:-1])]
    lower = [(u, -v) for u, v in reversed(upper)]
    return [(x + u, y + v) for u, v in upper + lower[1:-1]]


def medallions(edge, figure):
    """Stepped diamonds within each other, in a row along the middle."""
    wide, deep = size()
    inner, made = (wide - 2 * frame_width() - 0.06, deep - 2 * frame_width() - 0.06), []
    step = inner[0] / MEDALLION_COUNT
    reach, half = min(0.46 * step, 0.62 * inner[1]), min(0.42 * inner[1], 0.62 * step)
    for i in range(MEDALLION_COUNT):
        x, pieces = step * (i - (MEDALLION_COUNT - 1) / 2), []
        for k, (share, material) in enumerate(((1.0, figure), (0.86, edge), (0.5, figure),
                                               (0.3, edge))):
            outline = stepped(x, 0.0, share * half, share * reach, 6 - k)
            pieces.append(knotted("Diamond", outline, (), pick(material, i), "medallions",
                                  0.0003 + 0.0003 * k))
        name = f"Medallion {i + 1}" if MEDALLION_COUNT > 1 else "Medallion"
        made.append(join_meshes(name, pieces))
    return made


def fringe(thread):
    """Threads along both ends, in bundles that lie on the floor."""
    wide, deep = size()
    dice, made = random.Random(3), []
    count = max(12, int(deep / 0.014))
    for name, side in (("Left fringe", -1), ("Right fringe", 1)):
        pieces = []
        for i in range(count):
            y = deep * ((i + 0.5) / count - 0.5)
            x, r = side * (wide / 2 - 0.004), 0.4 * min(deep / count, 0.8 * THICKNESS)
            far = side * (wide / 2 + FRINGE_LENGTH - 0.1 * FRINGE_LENGTH * dice.random())
            sway = dice.uniform(-0.5, 0.5) * deep / count
            pieces.append(tube("Thread", [(x, y, 0.5 * THICKNESS), (x + side * 0.006, y,
                                                                    0.45 * THICKNESS),
                                          ((x + far) / 2, y + sway, 1.05 * r), (far, y + 2 * sway,
                                                                                r)],
                               [r, 1.15 * r, r, 0.7 * r], pick(thread, 0), "fringe", sides=6,
                               smooth_path=3))
        made.append(join_meshes(name, pieces))
    return made
