# Balloons on strings that meet on the ground; the first one is the highest, in the middle.
import math


def places():
    """Where the knots are: one in the middle, the others in a ring, by turns lower."""
    ring = BALLOON_COUNT - 1
    return [(0, 0, STRING_LENGTH)] + [
        (1.08 * DIAMETER * math.cos(math.tau * k / ring),
         1.08 * DIAMETER * math.sin(math.tau * k / ring),
         STRING_LENGTH - (0.24 + 0.2 * (k % 2)) * DIAMETER) for k in range(ring)]


def numbered(text, i):
    """The name of the i-th of BALLOON_COUNT things."""
    return f"{text} {i + 1}" if BALLOON_COUNT > 1 else text


def balloons(rubber):
    """Drops of rubber with a rolled rim below the knot."""
    made, tall = [], SLENDER * DIAMETER
    shape = [(0, -0.012), (0.09, -0.02), (0.06, 0.0), (0.03, 0.022), (0.1, 0.07), (0.29, 0.22),
             (0.44, 0.42), (0.5, 0.63), (0.45, 0.82), (0.28, 0.955), (0, 1)]
    for i, place in enumerate(places()):
        line = [(r * DIAMETER, z * tall) for r, z in shape]
        made.append(lathe(numbered("Balloon", i), line[:3] + smooth_profile(line[3:], 7), place,
                          pick(rubber, i), "balloons", steps=64, smooth=70))
    return made


def heart_balloons(rubber):
    """Hearts of foil, blown up, with a welded seam."""
    made, outline = [], heart_outline(DIAMETER, 0.95 * DIAMETER)
    for i, (x, y, z) in enumerate(places()):
        rows = []
        for k in (0.15, *range(1, 16), 15.85):
            a = math.pi * (k / 16 - 0.5)
            share = math.cos(a) ** 0.6
            rows.append([(x + u * share, y + 0.26 * DIAMETER * math.sin(a),
                          z + 0.475 * DIAMETER + v * share)
                         for u, v in outline])
        made.append(loft(numbered("Balloon", i), rows, pick(rubber, i), "hearts", smooth=60))
    return made


def strings(cord):
    """A string from each knot to the ground, in waves."""
    made = []
    for i, (x, y, z) in enumerate(places()):
        line = []
        for k in range(25):
            t = k / 24
            swing = CURL * math.sin(11 * t + i) * math.sin(math.pi * t)
            line.append((x * t ** 1.6 + swing, y * t ** 1.6 + 0.6 * swing,
                         0.0005 + (z + 0.006) * t))
        made.append(tube(numbered("String", i), line, 0.002, pick(cord, i), "strings", sides=8,
                         smooth_path=2))
    return made


def weight(foil):
    """A wrapped weight on the ground, the strings in its neck."""
    line = [(0, 0), (0.038, 0), (0.044, 0.012), (0.036, 0.034), (0.01, 0.05), (0.026, 0.074),
            (0.022, 0.08), (0.006, 0.06), (0, 0.058)]
    made = lathe("Weight", smooth_profile(line, 4), (0, 0, 0), pick(foil, 0), "weight", steps=40,
                 smooth=60)
    for vertex in made.data.vertices:
        pleat = 1 + 0.1 * math.cos(10 * math.atan2(vertex.co.y, vertex.co.x)) * (vertex.co.z > 0.03)
        vertex.co.x, vertex.co.y = vertex.co.x * pleat, vertex.co.y * pleat
    return [made]
