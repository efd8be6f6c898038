# A plate with holes that are wider and wider, and the pin that goes with them; both stand as they
# are printed. The number beside a hole is the gap round the pin in millimetres.


def hole_spots():
    """The places of the holes, the narrowest one on the left."""
    step = PIN_DIAMETER + 0.006
    return [((k - (HOLE_COUNT - 1) / 2) * step, 0, 0) for k in range(HOLE_COUNT)]


def gaps():
    """Round the pin in each hole, each side."""
    return [FIRST_GAP + k * GAP_STEP for k in range(HOLE_COUNT)]


def gauge_plate(plastic, ink):
    """The plate: its holes are drilled one by one, and the numbers are cut in before them."""
    wide = HOLE_COUNT * (PIN_DIAMETER + 0.006) + 0.006
    deep = PIN_DIAMETER + 0.016
    outline = rounded_rectangle(wide, deep, 0.003, 8)
    plate = sharp_extrude("Plate", outline, THICKNESS, (0, -0.004, THICKNESS / 2), plastic, "plate")
    for spot, gap in zip(hole_spots(), gaps()):
        drill_holes(plate, [spot], PIN_DIAMETER + 2 * gap)
    for (x, y, _z), gap in zip(hole_spots(), gaps()):
        put_words(plate, f"{1000 * gap:.2f}", (PIN_DIAMETER + 0.0035, 0.004),
                  -0.0006, (x, y - PIN_DIAMETER / 2 - 0.0075, THICKNESS), ink)
    return [plate]


def gauge_pin(plastic):
    """A pin with a chamfer at its end on a wide foot, which is its handle."""
    foot, radius = max(PIN_DIAMETER, 0.008) / 2 + 0.003, PIN_DIAMETER / 2
    top, edge = 2 * THICKNESS + 0.008, 0.1 * PIN_DIAMETER
    line = [(0, 0), (foot, 0), (foot, 0.005), (radius, 0.005), (radius, top - edge),
            (radius - edge, top), (0, top)]
    y = PIN_DIAMETER / 2 + 0.0095 + foot
    return [lathe("Pin", line, (0, y, 0), plastic, "pin", steps=sides_for(radius), smooth=30)]
