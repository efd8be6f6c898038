# A die: a rounded cube whose pips are cut in and dark; opposite faces add up to seven.


def cube(plastic, ink):
    """The cube with its 21 pips."""
    body = box("Die", (EDGE, EDGE, EDGE), (0, 0, EDGE / 2), plastic, "cube", bevel=ROUNDING * EDGE,
               segments=6)
    middle = EDGE / 2
    pips = []
    for number, face in enumerate(((0, 0, 1), (0, -1, 0), (1, 0, 0), (-1, 0, 0), (0, 1, 0),
                                   (0, 0, -1)), start=1):
        for u, v in pips_of(number):
            # The two directions along the face, and a little out of it.
            x, y, z = face
            out = 0.5 + 0.35 * PIP
            across = (y * y * u + z * z * u, x * x * u + z * z * v, x * x * v + y * y * v)
            place = [EDGE * (out * f + 0.24 * a) for f, a in zip(face, across)]
            place[2] += middle
            pips.append(sphere("Pip", PIP * EDGE, place, ink, "", segments=20, rings=10))
    return [boolean(body, pips, paint=True)]


def pips_of(number):
    """Where the pips of a number are, from -1 to 1 across the face."""
    pairs = [[(-1, -1), (1, 1)], [(-1, 1), (1, -1)], [(-1, 0), (1, 0)]]
    return [(0, 0)] * (number % 2) + [place for pair in pairs[:number // 2] for place in pair]
