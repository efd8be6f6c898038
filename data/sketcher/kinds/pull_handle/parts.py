# A handle bent from a bar: one solid with blind holes for screws from behind. Print it on its side.


def handle(plastic):
    """A round bar."""
    return [bent_bar(circle(THICKNESS / 2, 32), plastic, "body")]


def square_handle(plastic):
    """A square bar with softened edges."""
    outline = rounded_rectangle(THICKNESS, THICKNESS, 0.15 * THICKNESS, 4)
    return [bent_bar(outline, plastic, "square_handle")]


def bent_bar(outline, plastic, part):
    """A bar up, along and down again, drilled from below at both ends."""
    x, top = HOLE_DISTANCE / 2, HEIGHT - THICKNESS / 2
    bend = max(CORNER_RADIUS, THICKNESS / 2 + 0.0005)
    path = bend_path([(-x, 0, 0), (-x, 0, top), (x, 0, top), (x, 0, 0)], bend)
    bar = sweep("Handle", outline, path, plastic, part)
    depth = 0.6 * HEIGHT - CORNER_RADIUS / 2
    return drill_holes(bar, [(-x, 0, 0), (x, 0, 0)], HOLE_DIAMETER, depth=-depth)
