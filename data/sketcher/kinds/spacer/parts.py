# A spacer, washer or bush: one solid of exact diameters. It is printed standing, without support.
# The holes of M2 to M12 are the fine series of ISO 273, the outsides the washers of ISO 7089.


def bore():
    """The diameter of the hole: at least 0.8 mm of wall stays."""
    return min(HOLE_DIAMETER, DIAMETER - 0.0016)


def spacer(plastic):
    """A hollow cylinder that stands on the ground."""
    return [hollow_cylinder("Spacer", DIAMETER / 2, bore() / 2, HEIGHT, (0, 0, HEIGHT / 2), plastic,
                            "body")]


def flanged_spacer(plastic):
    """The same with a flange at its foot, turned in one piece."""
    flange = max(DIAMETER + 0.002, FLANGE_DIAMETER) / 2
    top, step = max(HEIGHT, FLANGE_THICKNESS + 0.0005), FLANGE_THICKNESS
    inner, outer = bore() / 2, DIAMETER / 2
    profile = [(inner, 0), (flange, 0), (flange, step), (outer, step), (outer, top), (inner, top),
               (inner, 0)]
    return [lathe("Spacer", profile, (0, 0, 0), plastic, "flange", steps=sides_for(flange),
                  smooth=30)]
