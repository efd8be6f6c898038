# Cookie cutters, each one solid: a wall along a figure, thinner at the cutting edge, on a rim to
# press on. They are printed as they stand; turn them round to cut.
import math


def star_cutter(plastic):
    """A star with POINTS points, a little rounded."""
    line = round_corners(star_outline(SIZE / 2, POINTS, 0.5 if POINTS < 6 else 0.66),
                         0.04 * SIZE, closed=True)
    return [cutter_along(line, plastic, "star")]


def heart_cutter(plastic):
    """A heart."""
    return [cutter_along(heart_outline(SIZE, 0.92 * SIZE), plastic, "heart")]


def round_cutter(plastic):
    """A circle."""
    return [cutter_along(circle(SIZE / 2, sides_for(SIZE / 2)), plastic, "ring")]


def flower_cutter(plastic):
    """POINTS round petals about a middle."""
    far = SIZE / 2 / (1 + math.sin(math.pi / POINTS) * 1.05)
    petals = [circle(SIZE / 2 - far, 40, (far * math.sin(t), far * math.cos(t)))
              for t in (math.tau * i / POINTS for i in range(POINTS))]
    whole = outline_boolean([circle(far, 40), *petals], [], "UNION")
    return [cutter_along(rounded_shape(whole, 0.02 * SIZE)[0], plastic, "flower")]


def gingerbread_cutter(plastic):
    """A man: head, arms and legs, its notches rounded."""
    limb = 0.13 * SIZE
    reach = SIZE / 2 - limb
    bars = [bar_outline((0, 0.16 * SIZE), (side * reach, 0.11 * SIZE), limb) for side in (-1, 1)]
    bars += [bar_outline((0, -0.08 * SIZE), (side * 0.24 * SIZE, -0.62 * SIZE + limb), limb)
             for side in (-1, 1)]
    bars.append(bar_outline((0, 0.1 * SIZE), (0, -0.12 * SIZE), 0.2 * SIZE))
    bars.append(circle(0.2 * SIZE, 48, (0, 0.42 * SIZE)))
    whole = outline_boolean(bars, [], "UNION")
    return [cutter_along(rounded_shape(whole, 0.04 * SIZE)[0], plastic, "gingerbread")]


def cutter_along(line, plastic, part):
    """A rim on the ground, a wall, and an edge whose inside is the line."""
    rim, blade = min(0.0025, 0.2 * HEIGHT), min(0.005, 0.3 * HEIGHT)
    edge = min(EDGE, WALL)
    body = block_of(outline_offset(line, RIM + WALL)[0][0], (0, rim), plastic, part)
    wall = block_of(outline_offset(line, WALL)[0][0], (rim / 2, HEIGHT - blade), plastic, "")
    top = block_of(outline_offset(line, edge)[0][0], (HEIGHT - blade - rim / 2, HEIGHT), plastic,
                   "")
    boolean(body, [wall, top], "UNION")
    return boolean(body, block_of(line, (-0.001, HEIGHT + 0.001), None, ""))


def block_of(outline, heights, plastic, part):
    """An outline made solid from height to height."""
    low, high = heights
    return sharp_extrude("Cutter", outline, high - low, (0, 0, (low + high) / 2), plastic, part)
