# A bowl or a plate, turned in one piece: its curve runs from the foot to the lip, or to a flat
# rim. The inside has a glaze of its own.
import math


def outside():
    """The outside from the edge of the foot to the lip, as [(r, z), …]."""
    reach, foot, stand = DIAMETER / 2, FOOT_RATIO * DIAMETER / 2, 0.06 * HEIGHT
    well = reach * (1 - RIM_RATIO)
    start = min(foot, 0.86 * well)
    rise = HEIGHT if RIM_RATIO < 0.05 else 0.72 * HEIGHT
    line = [(0.97 * start, 0.0), (start, 0.25 * stand), (start, stand)]
    for k in range(1, 25):
        turn = math.radians(76 * k / 24)
        line.append((start + (well - start) * math.sin(turn) / math.sin(math.radians(76)),
                     stand + (rise - stand) * (1 - math.cos(turn)) / 0.758))
    if RIM_RATIO >= 0.05:
        line += [(well + (reach - well) * k / 8, rise + (HEIGHT - rise) * (k / 8) ** 1.3)
                 for k in range(1, 9)]
    return line


def floor_height():
    """The height of the floor inside."""
    return 0.06 * HEIGHT + WALL


def inner_line():
    """The inside from the middle of the floor to the lip."""
    whole = hollow(outside(), WALL, floor_height())
    return whole[len(outside()) + 6:][::-1]


def body(glaze, pale):
    """The vessel; what looks up or inward has the glaze of the inside."""
    whole = lathe("Body", hollow(outside(), WALL, floor_height()), (0, 0, 0), glaze, "body",
                  steps=96, smooth=50)
    return [paint_faces(whole, pick(pale, 0), lambda at, normal: normal.z > 0.03)]


def stripes(accent):
    """Painted rings: round a bowl below its lip, on a plate along its rim."""
    made, line = [], outside()
    for i in range(STRIPE_COUNT):
        name = f"Ring {i + 1}" if STRIPE_COUNT > 1 else "Ring"
        if RIM_RATIO < 0.05:
            high = HEIGHT * (0.93 - 0.085 * i)
            made.append(band(name, line, high - 0.05 * HEIGHT * (0.5 if i else 1.0), high, 0.0005,
                             pick(accent, i), "stripes", steps=96))
        else:
            wide = RIM_RATIO * DIAMETER / 2
            outer = DIAMETER / 2 - (0.04 if i == 0 else 0.12 + 0.2 * i) * wide
            inner = outer - wide * (0.14 if i == 0 else 0.05)
            top = [(r, height_inside(r)) for r in (inner, (inner + outer) / 2, outer)]
            ring = [(r, z - 0.001) for r, z in top] + [(r, z + 0.0003) for r, z in reversed(top)]
            made.append(lathe(name, ring + ring[:1], (0, 0, 0), pick(accent, i), "stripes",
                              steps=96))
    return made


def height_inside(r):
    """The height of the inside at a distance from the middle."""
    line = inner_line()
    for (r0, z0), (r1, z1) in zip(line, line[1:]):
        if r0 <= r <= r1 and r1 > r0:
            return z0 + (z1 - z0) * (r - r0) / (r1 - r0)
    return HEIGHT


def soup(broth):
    """Soup up to a good half of the height."""
    low = floor_height()
    return [fill("Soup", outside(), WALL, low, max(low + 0.002, 0.6 * HEIGHT), broth, "soup",
                 steps=96)]


def fruit(peel, stalk):
    """Five round fruits that lie against the wall, and one on top of them."""
    size, made = 0.125 * DIAMETER * (1 - RIM_RATIO), []
    round_at = 0.56 * DIAMETER / 2 * (1 - RIM_RATIO)
    rest = max(z + math.sqrt(max(0.0, size ** 2 - (r - round_at) ** 2))
               for r, z in inner_line() if abs(r - round_at) < size)
    places = [(round_at * math.cos(1.2566 * i), round_at * math.sin(1.2566 * i), rest)
              for i in range(5)] + [(0, 0, rest + 1.02 * size)]
    for i, (x, y, z) in enumerate(places):
        line = [(0, -0.86), (0.2, -0.95), (0.5, -0.86), (0.86, -0.45), (1, 0.1), (0.86, 0.62),
                (0.48, 0.9), (0.2, 0.86), (0, 0.74)]
        profile = [(max(0.0, p.x) * size, p.y * size) for p in catmull(line, 5)]
        ball = lathe("Fruit", profile, (0, 0, 0), pick(peel, i), "fruit", steps=48, smooth=180)
        stem = tube("Stalk", [(0, 0, 0.7 * size), (0.02 * size, 0, 0.9 * size),
                              (0.14 * size, 0, 1.16 * size)], 0.05 * size, pick(stalk, 0), "fruit")
        lean = (0.35 * math.sin(2.3 * i), 0.3 * math.cos(1.7 * i), 1.9 * i)
        both = join_meshes(f"Fruit {i + 1}", [ball, stem])
        both.rotation_euler, both.location = lean, (x, y, z)
        made.append(both)
    return made
