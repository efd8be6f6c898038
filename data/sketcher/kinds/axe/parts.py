# An axe that stands on the foot of its handle, edge to the left. The blade is a wedge: thick at
# the eye, nothing at the edge, flaring downward into a beard.
import math


def head_height():
    """Height of the middle of the eye."""
    return AXE_LENGTH - 0.05


def bend(share):
    """How far the middle of the handle is off the straight line, at a share of its height."""
    foot = math.cos(min(1.0, share / 0.32) * math.pi / 2) ** 1.5
    belly = math.sin(math.pi * max(0.0, (share - 0.25) / 0.75))
    return HANDLE_BEND * AXE_LENGTH * (0.045 * foot - 0.011 * belly)


def handle_stations():
    """Middle, width and depth of the handle, from the fawn's foot to the top."""
    w = HANDLE_WIDTH
    shape = [(0.0, 1.15, 0.72), (0.03, 1.3, 0.78), (0.07, 1.05, 0.74), (0.14, 0.92, 0.7),
             (0.35, 0.94, 0.7), (0.6, 0.92, 0.68),
             (0.82, 0.98, 0.66), (0.9, 1.0, 0.64), (1.0, 0.98, 0.6)]
    return [(bend(t), 0, t * AXE_LENGTH, w * a, min(w * b, 0.78 * HEAD_THICKNESS)) for t, a,
            b in shape]


def handle(hickory_wood):
    """The handle: bent like a fawn's leg, oval, with a knob at its foot."""
    return [post("Handle", handle_stations(), hickory_wood, "handle", corner=0.49)]


def flare(share):
    """The upper and the lower border of the blade beside the eye, at a share of its reach."""
    wide = share ** 1.7
    return 0.037 + (0.38 * EDGE_HEIGHT - 0.037) * wide, -0.037 - (0.62 * EDGE_HEIGHT - 0.037) * wide


def cheek(share, v):
    """A point of the blade: `share` of its reach, `v` of the way up; (x, half thickness, z)."""
    top, low = flare(share)
    eye = -0.55 * HANDLE_WIDTH
    bulge = EDGE_CURVE * EDGE_HEIGHT * share ** 2.5 * (0.5 - 2 * (v - 0.5) ** 2)
    thick = 0.485 * HEAD_THICKNESS * (1 - share) ** 0.8 + 0.0006
    x = eye + (BLADE_REACH - eye) * share + bulge
    return x, thick * (1.0 - 0.35 * abs(2 * v - 1) ** 3), head_height() + low + (top - low) * v


def wedge_section(share, side):
    """An outline across the blade at a share of its reach, to the right (1) or the left (-1)."""
    points = [cheek(share, k / 12) for k in range(13)]
    ring = points + [(x, -y, z) for x, y, z in reversed(points)]
    return [(side * x, y, z) for x, y, z in ring]


def wedge(name, shares, side, metal_of_head, part):
    """A length of the blade between two shares of its reach."""
    sections = [wedge_section(share, side) for share in shares]
    return loft(name, sections, metal_of_head, part, smooth=38)


def blade(iron_of_head):
    """The body of the blade, from behind the eye to where the edge is ground."""
    return [wedge("Blade", [0, 0.06, 0.16, 0.28, 0.4, 0.52, 0.64, 0.75, 0.84], -1, iron_of_head,
                  "blade")]


def edge(bright_steel):
    """The ground edge, polished."""
    return [wedge("Edge", [0.84, 0.88, 0.92, 0.96, 0.99, 1.0], -1, bright_steel, "edge")]


def twin_blade(iron_of_head, bright_steel):
    """A second blade, the mirror image of the first."""
    body = wedge("Body", [0, 0.06, 0.16, 0.28, 0.4, 0.52, 0.64, 0.75, 0.84], 1, iron_of_head,
                 "twin")
    ground = wedge("Ground", [0.84, 0.88, 0.92, 0.96, 0.99, 1.0], 1, bright_steel, "twin")
    return [join_meshes("Second blade", [body, ground])]


def poll(iron_of_head):
    """The flat poll behind the eye."""
    x, z, t = 0.55 * HANDLE_WIDTH, head_height(), HEAD_THICKNESS / 2
    sections = []
    for along, tall, thick in ((-x, 0.026, 0.6 * t), (0.0, 0.032, t), (x, 0.031, 0.98 * t),
                               (x + 0.016, 0.028, 0.88 * t),
                               (x + 0.031, 0.028, 0.88 * t), (x + 0.034, 0.025, 0.76 * t)):
        outline = rounded_rectangle(2 * thick, 2 * tall, 0.35 * thick, 4)
        sections.append([(max(0.0, along) if along < 0 else along, u, z + v) for u, v in outline])
    return [loft("Poll", sections[1:], iron_of_head, "poll", smooth=35)]


def spike(iron_of_head):
    """A pick that curves down to a point, as on a fire axe."""
    x, z, t = 0.55 * HANDLE_WIDTH, head_height(), HEAD_THICKNESS / 2
    line = [(0, 0, z), (x, 0, z), (x + 0.03, 0, z - 0.004), (x + 0.075, 0, z - 0.02),
            (x + 0.115, 0, z - 0.052)]
    return [ribbon("Spike", line, [2 * t * f for f in (0.9, 0.86, 0.62, 0.36, 0.06)],
                   [0.056, 0.05, 0.034, 0.02, 0.003],
                   iron_of_head, "spike", bevel=0.002)]


def handle_at(height):
    """The handle's station at a height, between its neighbours."""
    line = catmull(handle_stations(), 8)
    return min(line, key=lambda p: abs(p[2] - height))


def leather_wrap(leather_of_wrap):
    """A thong wound round the handle, its ends tucked under."""
    low, high = 0.14 * AXE_LENGTH, 0.4 * AXE_LENGTH
    turns, points = max(6, round((high - low) / 0.0105)), []
    for step in range(turns * 14 + 1):
        t = step / (turns * 14)
        z, angle = low + (high - low) * t, 2 * math.pi * turns * t
        x, _, _, wide, deep = handle_at(z)
        points.append((x + 0.5 * wide * math.cos(angle), 0.5 * deep * math.sin(angle), z))
    return [tube("Wrap", points, 0.0042, leather_of_wrap, "wrap_band", sides=7, smooth_path=1)]


def engraving(metal_of_rune):
    """A knot of two interlaced loops laid into either cheek of the blade."""
    pieces = []
    for side in (-1, 1):
        for turn in (0.0, math.pi / 2):
            line = []
            for k in range(28):
                t = 2 * math.pi * k / 28
                share = 0.54 + 0.13 * math.cos(t + turn) * math.cos(t)
                up = (0.17 * (0.45 + 0.55 * share) * math.sin(t + turn) - 0.1) * EDGE_HEIGHT
                top, low = flare(share)
                x, thick, z = cheek(share, min(1.0, max(0.0, (up - low) / (top - low))))
                line.append((-x, side * thick, z))
            pieces.append(tube("Loop", line, 0.0016, metal_of_rune, "engraving", sides=8,
                               closed=True, smooth_path=3))
    return [join_meshes("Engraving", pieces)]
