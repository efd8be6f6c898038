# Vessels: what cups, vases, pots and bottles share. A wall is a profile [(r, z), …] of its
# outside, from the edge of the foot up to the lip.
import math


def hollow(outside, wall, floor=None):
    """The whole profile of a vessel for lathe: the outside, a round lip, and the inside down to
    the middle of its floor; `wall` is the thickness, `floor` the height of the floor inside."""
    floor = outside[0][1] + wall if floor is None else floor
    inside = []
    for i, (r, z) in enumerate(outside):
        r0, z0 = outside[max(0, i - 1)]
        r1, z1 = outside[min(len(outside) - 1, i + 1)]
        along = math.hypot(r1 - r0, z1 - z0) or 1.0
        inner = (r - wall * (z1 - z0) / along, z + wall * (r1 - r0) / along)
        if inner[1] > floor + 0.3 * wall and inner[0] > 0.2 * wall:
            inside.append(inner)
    (r, z), (q, y) = outside[-1], inside[-1]
    middle = ((r + q) / 2, (z + y) / 2)
    half = math.hypot(r - q, z - y) / 2
    start = math.atan2(z - middle[1], r - middle[0])
    lip = [(middle[0] + half * math.cos(start + math.pi * k / 6),
            middle[1] + half * math.sin(start + math.pi * k / 6)) for k in range(1, 6)]
    low = inside[0][0]
    return ([(0.0, outside[0][1])] + list(outside) + lip + inside[::-1]
            + [(0.93 * low, floor), (0.0, floor)])


def radius_at(outside, z):
    """The radius of a wall at height z."""
    for (r0, z0), (r1, z1) in zip(outside, outside[1:]):
        if min(z0, z1) <= z <= max(z0, z1) and z1 != z0:
            return r0 + (r1 - r0) * (z - z0) / (z1 - z0)
    return outside[-1][0] if z > outside[-1][1] else outside[0][0]


def band(name, outside, low, high, proud, material, part, steps=64):
    """A ring that hugs a wall between two heights and stands `proud` of it."""
    heights = [low + (high - low) * k / 12 for k in range(13)]
    outer = [(radius_at(outside, z) + proud * min(1.0, 6 * math.sin(math.pi * k / 12) + 0.25), z)
             for k, z in enumerate(heights)]
    inner = [(radius_at(outside, z) - 0.4 * proud, z) for z in reversed(heights)]
    return lathe(name, outer + inner + outer[:1], (0, 0, 0), material, part, steps=steps)


def fill(name, outside, wall, low, high, material, part, steps=64):
    """What a vessel holds, from its floor to a level surface: it touches the wall inside."""
    heights = [low + (high - low) * k / 16 for k in range(17)]
    profile = [(0.0, low)] + [(max(0.0004, radius_at(outside, z) - 0.96 * wall), z)
                              for z in heights]
    return lathe(name, profile + [(0.0, high)], (0, 0, 0), material, part, steps=steps)


def steam_wisp(name, foot, height, width, turn, material, part):
    """A wisp of steam: a thin ribbon that winds up and fades in width."""
    rows = []
    for step in range(33):
        v = step / 32
        swing = 0.9 * width * math.sin(7.0 * v + turn) * (0.25 + v)
        half = width * math.sin(math.pi * min(1.0, v * 0.94 + 0.05)) ** 0.8 * 0.55
        aim = turn + 2.2 * v
        rows.append([(foot[0] + swing + half * k * math.cos(aim),
                      foot[1] + 0.5 * swing + half * k * math.sin(aim),
                      foot[2] + v * height) for k in (-1, -0.5, 0, 0.5, 1)])
    return surface(name, rows, material, part, thickness=0.02 * width)
