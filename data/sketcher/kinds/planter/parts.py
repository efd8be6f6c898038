# Pots of even wall with holes for water. Each piece is one solid and is printed as it stands; the
# saucer apart from the pot.
import math


def pot(clay):
    """A pot on the ground."""
    return [pot_at(0, clay, "pot")]


def pot_and_saucer(clay, dish):
    """A pot that stands in a saucer a thumb wider than its foot."""
    radius = FOOT * DIAMETER / 2 + 0.008
    saucer = open_cylinder("Saucer", radius, SAUCER_HEIGHT, WALL, WALL, (0, 0, 0), dish, "set",
                           radius_top=radius + 0.007)
    return [pot_at(WALL, clay, "set"), saucer]


def pot_at(height, clay, part):
    """A tapered, maybe faceted and twisted wall with a floor and its holes."""
    low, high, turn = FOOT * DIAMETER / 2, DIAMETER / 2, math.radians(TWIST)
    steps = 16 if TWIST > 0 else 1
    # A wall of facets is thinner at their middles, and at a slope.
    slope = math.hypot(high - low, high * turn) / HEIGHT
    wall = WALL / math.cos(math.pi / SIDES) * math.hypot(1, slope)

    def shell(name, first, last, inset, skin, part):
        shares = [first + (last - first) * i / steps for i in range(steps + 1)]
        return loft(name, [[(x, y, height + HEIGHT * share) for x, y in side_outline(
            low + (high - low) * share - inset, turn * share)] for share in shares], skin, part,
                    smooth=30)
    body = shell("Pot", 0, 1, 0, clay, part)
    boolean(body, shell("Room", WALL / HEIGHT, 1.02, wall, None, ""))
    return drained(body, [(0.5 * low * math.cos(t), 0.5 * low * math.sin(t)) for t in
                          (math.tau * i / max(HOLE_COUNT - 1, 1) for i in range(HOLE_COUNT - 1))]
                   + [(0, 0)])


def side_outline(radius, turn):
    """A circle of SIDES sides, a side to the front."""
    spin = turn - math.pi / 2 + math.pi / SIDES
    return [(x * math.cos(spin) - y * math.sin(spin), x * math.sin(spin) + y * math.cos(spin))
            for x, y in circle(radius, SIDES)]


def trough(clay):
    """A long box with round corners, its holes in a row."""
    length = max(LENGTH, DIAMETER)
    body = open_box("Window box", (length, DIAMETER, HEIGHT), WALL, WALL, (0, 0, 0), clay,
                    "trough", 0.2 * DIAMETER)
    room = (length - 0.4 * DIAMETER) / max(HOLE_COUNT, 1)
    return [drained(body, [(room * (i - (HOLE_COUNT - 1) / 2), 0) for i in range(HOLE_COUNT)])]


def drained(body, places):
    """The vessel with HOLE_COUNT holes in its floor."""
    if HOLE_COUNT < 1:
        return body
    bore = min(HOLE_DIAMETER, 0.12 * FOOT * DIAMETER)
    low = bounds([body])[0].z
    return drill_holes(body, [(x, y, low + WALL) for x, y in places[:HOLE_COUNT]], bore,
                       WALL + 0.001)
