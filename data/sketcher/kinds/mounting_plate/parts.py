# A flat plate with holes for screws: one solid with sharp edges, printed as it lies.
import math


def hole_places():
    """Where the holes are: corners first, then evenly between them along the width."""
    near = max(EDGE_DISTANCE, HOLE_DIAMETER / 2 + 0.001)
    x, y = max(WIDTH / 2 - near, 0), max(DEPTH / 2 - near, 0)
    middle, paired = HOLE_COUNT % 2, HOLE_COUNT // 2
    if HOLE_COUNT <= 3:
        return [(0, 0)] * middle + [(side * x, 0) for side in (-1, 1)] * paired
    row = [-x + 2 * x * i / (paired - 1) for i in range(paired)]
    return [(0, 0)] * middle + [(u, side * y) for side in (-1, 1) for u in row]


def slot_outline(x, y):
    """A hole at a place, or a slot along the width."""
    radius, half = HOLE_DIAMETER / 2, SLOT_LENGTH / 2
    if half <= 0:
        return circle(radius, sides_for(radius), (x, y))
    steps = sides_for(radius) // 2
    ends = [(x + half, -90), (x - half, 90)]
    return [point for end, first in ends
            for point in arc((end, y), radius, first, first + 180, steps)]


def plate(plastic):
    """The plate, its corners rounded, with the holes right through."""
    corner = min(CORNER_RADIUS, 0.49 * min(WIDTH, DEPTH))
    outline = (rounded_rectangle(WIDTH, DEPTH, corner, sides_for(corner) // 4) if corner > 0.0001
               else rectangle((0, 0), WIDTH, DEPTH))
    body = sharp_extrude("Plate", outline, THICKNESS, (0, 0, THICKNESS / 2), plastic, "plate",
                         holes=[slot_outline(x, y) for x, y in hole_places()])
    if SINK_DIAMETER > HOLE_DIAMETER:
        boolean(body, [countersink(x, y) for x, y in hole_places()])
    return [body]


def countersink(x, y):
    """A cone of 90 degrees that widens a hole to SINK_DIAMETER at the top of the plate."""
    radius, above = SINK_DIAMETER / 2, 0.0005
    profile = [(0, -radius), (radius + above, above), (0, above)]
    return lathe("Countersink", profile, (x, y, THICKNESS), None, "", steps=sides_for(radius))
