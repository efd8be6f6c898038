# A coaster: one solid with a rim and rings, printed as it lies.


def coaster(plastic):
    """A turned dish with rings that are lower than its rim."""
    radius, rim = DIAMETER / 2, min(0.003, 0.05 * DIAMETER)
    top = FLOOR + RIM_HEIGHT
    profile = [(0, 0), (radius, 0), (radius, top), (radius - rim, top), (radius - rim, FLOOR)]
    for ring in reversed(ring_radii(radius - rim)):
        profile += [(ring + 0.001, FLOOR), (ring + 0.001, FLOOR + 0.4 * RIM_HEIGHT),
                    (ring - 0.001, FLOOR + 0.4 * RIM_HEIGHT), (ring - 0.001, FLOOR)]
    return [lathe("Coaster", [*profile, (0, FLOOR)], (0, 0, 0), plastic, "body",
                  steps=sides_for(radius, least=64), smooth=30)]


def square_coaster(plastic):
    """A square dish with rounded corners, and bars in place of rings."""
    rim, inside = 0.003, DIAMETER - 0.006
    outline = rounded_rectangle(DIAMETER, DIAMETER, 0.008, 12)
    body = sharp_extrude("Coaster", outline, FLOOR + RIM_HEIGHT, (0, 0, (FLOOR + RIM_HEIGHT) / 2),
                         plastic, "square_coaster")
    room = sharp_extrude("Room", rounded_rectangle(inside, inside, 0.008 - rim, 12),
                         RIM_HEIGHT + 0.01, (0, 0, FLOOR + RIM_HEIGHT / 2 + 0.005), None, "")
    boolean(body, room)
    height = 0.4 * RIM_HEIGHT + 0.001
    bars = [box("Bar", (0.8 * inside, 0.002, height), (0, y, FLOOR - 0.001 + height / 2), plastic,
                "", bevel=0) for y in bar_places(inside)]
    return [boolean(body, bars, "UNION") if bars else body]


def ring_radii(room):
    """The radii of the rings, evenly from the middle to the rim."""
    return [room * (i + 0.7) / (RING_COUNT + 0.4) for i in range(RING_COUNT)]


def bar_places(inside):
    """Where the bars lie, evenly across."""
    return [0.8 * inside * ((i + 0.5) / RING_COUNT - 0.5) for i in range(RING_COUNT)]
