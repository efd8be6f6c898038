# Hooks: a flat bar bent to even arcs, one solid. Print it on its side, where it needs no support
# and is strongest.


def wall_hook(plastic):
    """A plate against the wall with two holes for screws, and a half round at its foot."""
    body = bent_bar([(0, top())] + bowl(0, -1), plastic, "body")
    screw = min(HOLE_DIAMETER, 0.5 * WIDTH)
    room = top() - 0.85 * OPENING - THICKNESS  # above the tip
    points = [(0, 0, top() - share * room) for share in (0.25, 0.75)]
    return [drill_holes(body, points, screw, axis="Y")]


def s_hook(plastic):
    """Two half rounds that open to different sides."""
    high = max(HEIGHT, 2 * OPENING + 4 * THICKNESS)
    above = [(-y, high - z) for y, z in reversed(bowl(0, -1))]
    return [bent_bar(above + bowl(0, -1), plastic, "s_hook")]


def door_hook(plastic):
    """A flat bar over the edge of a door, down its front, and a half round at its foot."""
    back, high = DOOR + THICKNESS, top() - THICKNESS / 2
    line = [(back, 0.5 * top()), (back, high), (0, high)]
    return [bent_bar(line + bowl(0, -1), plastic, "door_hook")]


def top():
    """The height of the hook: at least a bowl and room for two screws."""
    return max(HEIGHT, 0.9 * OPENING + 2 * THICKNESS + 0.024)


def bowl(y, side):
    """Points (y, z) of the middle of a half round that ends a little higher than it is deep."""
    radius = (OPENING + THICKNESS) / 2
    low = radius + THICKNESS / 2
    points = arc((y + side * radius, low), radius, 0, -180, steps=32)
    return [(p[0], p[1]) for p in points] + [(y + 2 * side * radius, low + 0.35 * OPENING)]


def bent_bar(line, plastic, part):
    """A bar WIDTH wide and THICKNESS thick along the (y, z) points of its middle."""
    path = [(0, y, z) for y, z in line]
    return sweep("Hook", rectangle((0, 0), WIDTH, THICKNESS), path, plastic, part)
