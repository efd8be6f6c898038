# A foot for furniture, one solid. It stands as it is printed, the end that goes to the furniture
# down: there it needs no support, and the screw goes in from above.


def round_foot(plastic):
    """A tapered round foot with a rounded end."""
    low, high, edge = DIAMETER / 2, TAPER * DIAMETER / 2, 0.002
    profile = [(0, 0), (low, 0), (low, 0.003), (high, HEIGHT - edge), (high - edge, HEIGHT),
               (0, HEIGHT)]
    body = lathe("Foot", profile, (0, 0, 0), plastic, "body", smooth=25)
    return [boolean(body, screw_room())]


def square_foot(plastic):
    """A tapered square foot with round corners."""
    low, high, edge = DIAMETER, TAPER * DIAMETER, 0.002
    body = loft_profiles("Foot", [(rounded_rectangle(side, side, 0.16 * side, 8), z) for side, z in
                                  ((low, 0), (low, 0.003), (high, HEIGHT - edge),
                                   (high - 2 * edge, HEIGHT))], plastic, "square")
    return [boolean(body, screw_room())]


def screw_room():
    """A hole right through, and room for the screw's head from above."""
    bore, under = HOLE_DIAMETER / 2, min(UNDER_HEAD, 0.6 * HEIGHT)
    head = min(max(HEAD_DIAMETER / 2, bore + 0.001), TAPER * DIAMETER / 2 - 0.0035)
    profile = [(0, -0.001), (bore, -0.001), (bore, under), (head, under), (head, HEIGHT + 0.001),
               (0, HEIGHT + 0.001)]
    return lathe("Screw", profile, (0, 0, 0), None, "", steps=48)


def felt_pad(felt):
    """A pad on the end that stands on the floor."""
    size = 0.92 * TAPER * DIAMETER
    return [cylinder("Pad", size / 2, 0.003, (0, 0, HEIGHT + 0.0015), felt, "pad", bevel=0.0008)]
