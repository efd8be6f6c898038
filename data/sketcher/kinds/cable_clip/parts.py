# A clip for cables: an open ring for each on a foot with a screw hole at both ends, one solid.
# Print it on its side.
import math


def clip(plastic):
    """The foot, with rings in a row that are open at the top."""
    step, edge = CABLE_DIAMETER + 1.8 * WALL, 2 * HOLE_DIAMETER + 0.006
    half = CABLE_COUNT * step / 2
    foot = sharp_extrude("Clip", rectangle((0, WALL / 2), 2 * half + edge, WALL), WIDTH, (0, 0, 0),
                         plastic, "body", axis="Y")
    places = [step * (i - (CABLE_COUNT - 1) / 2) for i in range(CABLE_COUNT)]
    boolean(foot, [ring(x, plastic) for x in places], "UNION")
    out, hole = half + edge / 4, min(HOLE_DIAMETER, 0.6 * WIDTH)
    return [drill_holes(foot, [(-out, 0, 0), (out, 0, 0)], hole)]


def ring(x, plastic):
    """An arm round a cable, open by OPENING of its diameter, let into the foot."""
    inner = CABLE_DIAMETER / 2
    gap = math.degrees(math.asin(OPENING))
    centre, first, last = (x, 1.15 * WALL + inner), 90 + gap, 450 - gap
    outline = arc(centre, inner + WALL, first, last, 48) + arc(centre, inner, last, first, 48)
    return sharp_extrude("Ring", outline, WIDTH, (0, 0, 0), plastic, "", axis="Y")
