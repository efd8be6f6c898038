# A knob with a blind hole for a shaft: one solid that is printed as it stands.
import math


def knob(plastic):
    """A round body with flutes, its upper edge chamfered, and the hole from below."""
    body = sharp_extrude("Knob", knob_outline(), HEIGHT, (0, 0, HEIGHT / 2), plastic, "body")
    edge, radius = min(0.0015, 0.1 * HEIGHT), DIAMETER / 2
    profile = [(0, -0.001), (radius + 0.001, -0.001), (radius + 0.001, HEIGHT - edge - 0.001),
               (radius - edge, HEIGHT), (0, HEIGHT)]
    boolean(body, lathe("Turned", profile, (0, 0, 0), None, "", steps=96), "INTERSECT")
    depth = min(BORE_DEPTH, HEIGHT - 0.002)
    hole = sharp_extrude("Bore", bore_outline(), depth + 0.001, (0, 0, (depth - 0.001) / 2), None,
                         "")
    return [boolean(body, hole)]


def knob_outline():
    """A circle, or a wave round it whose crests are DIAMETER across."""
    radius = DIAMETER / 2
    if FLUTE_COUNT < 3:
        return circle(radius, sides_for(radius, least=64))
    depth = min(FLUTE_DEPTH, 0.2 * DIAMETER, DIAMETER / FLUTE_COUNT)
    steps = 12 * FLUTE_COUNT
    turns = [2 * math.pi * i / steps for i in range(steps)]
    far = [radius - depth * (1 - math.cos(FLUTE_COUNT * turn)) / 2 for turn in turns]
    return [(r * math.cos(turn), r * math.sin(turn)) for r, turn in zip(far, turns)]


def bore_outline():
    """The outline of the shaft: round, or with a flat side towards +Y."""
    radius = min(BORE, 0.6 * DIAMETER) / 2
    flat = radius * (1 - 2 * FLAT) if FLAT > 0 else radius
    return [(x, min(y, flat)) for x, y in circle(radius, sides_for(radius, least=48))]


def pointer(mark):
    """A line on the top that points to the front."""
    return [sharp_extrude("Pointer", rectangle((0, -0.26 * DIAMETER), 0.0016, 0.32 * DIAMETER),
                          0.0012, (0, 0, HEIGHT), mark, "pointer")]
