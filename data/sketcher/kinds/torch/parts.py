# A torch that stands upright: shaft, bound head, and flames out of the head.
import math
from mathutils import Vector


def shaft(timber):
    """A tapered stick with a few knots."""
    r = SHAFT_DIAMETER / 2
    line = [(0, 0), (0.7 * r, 0), (0.78 * r, 0.006), (0.8 * r, 0.2 * LENGTH),
            (0.86 * r, 0.5 * LENGTH),
            (0.94 * r, 0.8 * LENGTH), (r, 0.97 * LENGTH), (r, LENGTH), (0, LENGTH)]
    made = lathe("Shaft", line, (0, 0, 0), pick(timber, 0), "shaft", steps=28)
    for vertex in made.data.vertices:
        x, y, z = vertex.co
        turn = 3 * math.atan2(y, x) + 9 * z / LENGTH
        swell = 0.94 + 0.06 * math.sin(turn) * math.cos(21 * z / LENGTH)
        vertex.co.x, vertex.co.y = x * swell, y * swell
    return [made]


def head_radius(share):
    """The head's radius at a share of its height."""
    bulge = 0.66 + 0.3 * math.sin(math.pi * (0.15 + 0.7 * share))
    return HEAD_DIAMETER / 2 * bulge


def head(rags):
    """Turns of cloth on each other, wound round the end of the shaft."""
    high, line = 1.5 * HEAD_DIAMETER + 0.02, [(0, 0)]
    for k in range(WRAP_COUNT * 8 + 1):
        share = k / (WRAP_COUNT * 8)
        roll = 0.88 + 0.12 * abs(math.sin(math.pi * share * WRAP_COUNT)) ** 0.6
        line.append((head_radius(share) * roll * (1.04 if share < 0.98 else 0.9), high * share))
    made = lathe("Head", line + [(0, high)], (0, 0, LENGTH - 0.02), pick(rags, 0), "head",
                 smooth=70)
    for vertex in made.data.vertices:
        x, y, z = vertex.co
        if 0.002 < z < high - 0.002:
            fade = min(1, 6 * z / high, 6 * (1 - z / high))
            vertex.co.z += 0.25 * high / WRAP_COUNT * math.sin(math.atan2(y, x)) * fade
    return [made]


def bands(iron):
    """An iron band under the head, and one round it."""
    made = []
    for i, (low, wide, r) in enumerate(((LENGTH - 0.035, 0.022, SHAFT_DIAMETER / 2), (
            LENGTH - 0.02 + 0.5 * (1.5 * HEAD_DIAMETER + 0.02), 0.02, head_radius(0.5)))):
        line = [(0.88 * r, low), (1.1 * r, low), (1.13 * r, low + 0.003),
                (1.13 * r, low + wide - 0.003), (1.1 * r, low + wide), (0.88 * r, low + wide)]
        ring = lathe("Ring", line + line[:1], (0, 0, 0), pick(iron, i), "bands")
        studs = [sphere("Stud", 0.0045, spot, pick(iron, i), "bands", segments=12, rings=8)
                 for spot in spots_round(6, 1.13 * r, low + wide / 2)]
        made.append(join_meshes(f"Band {i + 1}", [ring, *studs]))
    return made


def flames(fire):
    """Tongues of fire, the tallest in the middle."""
    made, foot = [], LENGTH + 1.1 * HEAD_DIAMETER
    for i in range(FLAME_COUNT):
        turn = math.tau * i / max(1, FLAME_COUNT - 1)
        out = 0.0 if i == 0 else 0.24 * HEAD_DIAMETER
        tall = (FLAME_HEIGHT - 0.2 * HEAD_DIAMETER) * (1 if i == 0 else 0.58 + 0.14 * (i % 3))
        wide = HEAD_DIAMETER * (0.62 if i == 0 else 0.44)
        at = Vector((out * math.cos(turn), out * math.sin(turn), foot - 0.03 * (i % 2)))
        made.append(flame_tongue(f"Flame {i + 1}", at, tall, wide, turn, pick(fire, i), "flames"))
    return made


def leather_grip(hide):
    """A strip of leather wound round the lower part."""
    r = 0.42 * SHAFT_DIAMETER
    line = [(r * 0.8, 0.1 * LENGTH)]
    for k in range(57):
        line.append((r * (1.12 + 0.14 * abs(math.sin(math.pi * k / 7))),
                     (0.1 + 0.3 * k / 56) * LENGTH))
    line.append((r * 0.8, 0.4 * LENGTH))
    return [lathe("Grip", line + line[:1], (0, 0, 0), pick(hide, 0), "grip", smooth=70)]


def basket(iron):
    """Eight bars round the head, between two rings."""
    high, pieces = 1.5 * HEAD_DIAMETER, []
    for share, r in ((0.12, 0.53), (1.06, 0.56)):
        pieces.append(torus("Ring", r * HEAD_DIAMETER, 0.01, (0, 0, LENGTH + share * high), iron,
                            "basket"))
    for k in range(8):
        c, s = math.cos(math.tau * k / 8), math.sin(math.tau * k / 8)
        line = [(x * c, x * s, LENGTH + z * high) for x, z in (
            (0.44 * SHAFT_DIAMETER, -0.2), (0.53 * HEAD_DIAMETER, 0.12),
            (0.57 * HEAD_DIAMETER, 0.55), (0.56 * HEAD_DIAMETER, 1.08))]
        pieces.append(tube("Bar", line, 0.0045, iron, "basket", sides=8, smooth_path=5))
    return [join_meshes("Basket", pieces)]


def wall_holder(iron):
    """A plate on the wall with two arms that end in rings."""
    back, pieces = SHAFT_DIAMETER / 2 + 0.1, []
    pieces.append(box("Plate", (0.09, 0.01, 0.44 * LENGTH), (0, back + 0.005, 0.55 * LENGTH), iron,
                      "holder"))
    for z in (0.4 * LENGTH, 0.68 * LENGTH):
        r = 0.44 * SHAFT_DIAMETER
        pieces.append(torus("Ring", r + 0.004, 0.01, (0, 0, z), iron, "holder"))
        pieces.append(tube("Arm", [(0, r + 0.003, z), (0, back + 0.004, z)], 0.006, iron, "holder"))
    return [join_meshes("Holder", pieces)]
