import math
from mathutils import Vector


# Heights of the lamp from below to above; the shade never takes more than its share.
def shade_top():
    """The upper rim of the shade; the finial stands above it."""
    return HEIGHT - 0.055 * HEIGHT


def shade_bottom():
    """The lower rim of the shade."""
    return shade_top() - min(SHADE_HEIGHT, 0.56 * HEIGHT)


def socket_height():
    """Where the lamp's body ends and the socket begins, just under the shade."""
    return shade_bottom() - 0.02 * HEIGHT


def foot_height():
    """The height of the foot."""
    return 0.045 * HEIGHT


def foot(brass):
    """The stepped round foot."""
    r, h = BASE_WIDTH / 2, foot_height()
    profile = [(0, 0), (0.97, 0), (1.0, 0.08), (1.0, 0.42), (0.97, 0.52), (0.86, 0.6), (0.82, 0.7),
               (0.82, 0.9), (0.78, 1.0), (0, 1.0)]
    return [lathe("Foot", [(x * r, z * h) for x, z in profile], (0, 0, 0), pick(brass, 0), "foot",
                  steps=72, smooth=35)]


def body(glaze):
    """The glazed body: a gourd drawn in at its waist, with a slim neck."""
    low, high, r = foot_height(), socket_height(), BASE_WIDTH / 2
    line = catmull([(0.62, 0.0), (0.80, 0.06), (0.98, 0.22), (0.93, 0.42), (0.62, 0.58),
                    (0.46, 0.66), (0.52, 0.74), (0.50, 0.82), (0.30, 0.92), (0.20, 0.97),
                    (0.22, 1.0)], 6)
    profile = [(0, low)] + [(x * r, low + z * (high - low)) for x, z in line] + [(0, high)]
    return [lathe("Body", profile, (0, 0, 0), pick(glaze, 0), "body", steps=96, smooth=60)]


def turned_post(timber):
    """A turned wooden post instead of the body: rings, a vase and a long taper."""
    low, high, r = foot_height(), socket_height(), BASE_WIDTH / 2
    steps = [(0.62, 0), (0.66, 0.02), (0.66, 0.06), (0.44, 0.08), (0.40, 0.10), (0.52, 0.13),
             (0.52, 0.16), (0.34, 0.18), (0.36, 0.24), (0.50, 0.34), (0.48, 0.42), (0.28, 0.52),
             (0.24, 0.55), (0.36, 0.57), (0.36, 0.60), (0.24, 0.62), (0.22, 0.80), (0.19, 0.92),
             (0.28, 0.94), (0.30, 0.97), (0.24, 1.0)]
    profile = [(0, low)] + [(x * r, low + z * (high - low)) for x, z in round_corners(steps, 0.02)]
    return [lathe("Turned post", profile + [(0, high)], (0, 0, 0), pick(timber, 0), "turned_post",
                  steps=64, smooth=40)]


def column(brass):
    """A slim straight column instead of the body."""
    low, high, r = foot_height(), socket_height(), 0.05 * BASE_WIDTH + 0.003
    profile = [(0, 0), (2.2 * r, 0), (2.2 * r, 0.01), (1.2 * r, 0.03), (r, 0.05), (r, 0.96),
               (1.3 * r, 0.97), (1.3 * r, 1.0), (0, 1.0)]
    return [lathe("Column", [(x, low + z * (high - low)) for x, z in profile], (0, 0, 0),
                  pick(brass, 0), "column", steps=40, smooth=35)]


def tripod(timber, brass):
    """Three splayed wooden legs under a brass hub, instead of foot and body."""
    high, spread = socket_height(), max(BASE_WIDTH, 0.42 * HEIGHT) / 2
    thick, made = 0.022 * HEIGHT, []
    hub_low = high - 0.12 * HEIGHT
    for index in range(3):
        turn = -math.pi / 2 + 2 * math.pi * (index + 0.5) / 3
        out = Vector((math.cos(turn), math.sin(turn), 0))
        top, tip = out * 0.022 * HEIGHT + Vector((0, 0, hub_low + 0.07 * HEIGHT)), out * spread
        leg = tube(f"Tripod leg {index + 1}", [tip, tip.lerp(top, 0.5), top],
                   [0.55 * thick, 0.8 * thick, 0.9 * thick], pick(timber, index), "tripod",
                   sides=20)
        low = min((matrix_of(leg) @ v.co).z for v in leg.data.vertices)
        leg.location.z -= low
        made.append(leg)
    profile = [(0, hub_low), (0.03 * HEIGHT, hub_low), (0.044 * HEIGHT, hub_low + 0.02 * HEIGHT),
               (0.044 * HEIGHT, hub_low + 0.075 * HEIGHT), (0.02 * HEIGHT, hub_low + 0.09 * HEIGHT),
               (0.016 * HEIGHT, high), (0, high)]
    made.append(lathe("Hub", round_corners(profile, 0.004 * HEIGHT), (0, 0, 0), pick(brass, 0),
                      "tripod", steps=48, smooth=35))
    return made


def socket(brass):
    """The lamp socket, the harp round the bulb that carries the shade, and its finial."""
    low, top, r = socket_height(), shade_top(), 0.028 * HEIGHT
    profile = [(0, 0), (0.7, 0), (1.0, 0.06), (1.0, 0.12), (0.8, 0.2), (0.8, 0.75), (0.95, 0.82),
               (0.95, 1.0), (0, 1.0)]
    cup = lathe("Socket", [(x * r, z * 0.085 * HEIGHT) for x, z in profile], (0, 0, low),
                pick(brass, 0), "socket", steps=40, smooth=35)
    wide = min(0.09 * HEIGHT, 0.3 * SHADE_TOP)
    hub = top - 0.02 * HEIGHT
    half = [(0.9 * r, low + 0.02 * HEIGHT), (wide * 0.8, low + 0.06 * HEIGHT),
            (wide, low + 0.45 * (hub - low)), (wide * 0.7, low + 0.85 * (hub - low))]
    points = [(-x, 0, z) for x, z in half] + [(0, 0, hub)] + [(x, 0, z) for x, z in half[::-1]]
    harp = tube("Harp", points, 0.0045 * HEIGHT, pick(brass, 0), "socket", sides=10)
    knob = [(0, 0), (0.5, 0), (0.55, 0.1), (0.3, 0.22), (0.28, 0.34), (0.75, 0.5), (0.82, 0.66),
            (0.6, 0.86), (0.2, 0.98), (0, 1.0)]
    tall = HEIGHT - hub + 0.012 * HEIGHT
    finial = lathe("Finial", [(x * 0.02 * HEIGHT, hub - 0.012 * HEIGHT + z * tall)
                              for x, z in knob],
                   (0, 0, 0), pick(brass, 0), "socket", steps=32, smooth=45)
    return [join_meshes("Socket", [cup, harp, finial])]


def bulb(lamp):
    """The glowing bulb."""
    low = socket_height() + 0.08 * HEIGHT
    room = shade_top() - low
    tall = min(0.2 * HEIGHT, 0.7 * room, max(room - 0.03 * HEIGHT, 0.3 * room))
    wide = min(0.052 * HEIGHT, 0.2 * SHADE_TOP)
    line = catmull([(0.42, 0.0), (0.44, 0.14), (0.75, 0.38), (1.0, 0.66), (0.72, 0.92), (0.0, 1.0)],
                   6)
    profile = [(0, low)] + [(max(0.0, x) * wide, low + z * tall) for x, z in line]
    return [lathe("Bulb", profile, (0, 0, 0), pick(lamp, 0), "bulb", steps=40, smooth=180)]


def shade_radius(share):
    """The shade's radius from its lower rim (share 0) to the upper one (1)."""
    low, top = SHADE_WIDTH / 2, min(SHADE_TOP, SHADE_WIDTH) / 2
    return low + (top - low) * share + SHADE_CURVE * 0.3 * (low - top) * share * (share - 1)


def shade(cloth):
    """The shade, its cloth in pleats between the rims."""
    low, high, rows = shade_bottom(), shade_top(), []
    fold = 0.012 * SHADE_WIDTH if PLEATS else 0.0
    lanes = 2 * PLEATS if PLEATS else 96
    for k in range(13):
        share = k / 12
        row = []
        for step in range(lanes):
            turn = 2 * math.pi * step / lanes
            reach = shade_radius(share) - (fold if step % 2 else 0.0)
            row.append((reach * math.cos(turn), reach * math.sin(turn), low + share * (high - low)))
        rows.append(row)
    return [surface("Shade", rows, pick(cloth, 0), "shade", thickness=0.002, closed_u=True,
                    smooth=180 if not PLEATS else 40)]


def shade_trim(trim, brass):
    """Piping on both rims of the shade, and the spider that hangs it on the harp."""
    low, high, thick = shade_bottom(), shade_top(), 0.008 * HEIGHT
    made = []
    for index, (share, z) in enumerate(((0, low), (1, high))):
        made.append(torus(f"Shade trim {index + 1}", shade_radius(share) - 0.002, thick, (0, 0, z),
                          pick(trim, index), "shade_trim", steps=96, sides=12))
    arms, rim, hub = [], shade_radius(1) - 0.002, high - 0.02 * HEIGHT
    for index in range(3):
        turn = math.pi / 2 + 2 * math.pi * index / 3
        x, y = math.cos(turn), math.sin(turn)
        arms.append(tube("Arm", [(0, 0, hub), (0.5 * rim * x, 0.5 * rim * y, hub + 0.002 * HEIGHT),
                                 (rim * x, rim * y, high)], 0.004 * HEIGHT, pick(brass, 0),
                         "shade_trim", sides=8))
    return made + [join_meshes("Shade spider", arms)]


def fringe_trim(trim):
    """A fringe of little balls round the lower rim of the shade."""
    z, reach, ball = shade_bottom(), shade_radius(0), 0.016 * HEIGHT
    count = max(16, int(2 * math.pi * reach / (2.6 * ball)))
    pieces = []
    for index in range(count):
        turn = 2 * math.pi * index / count
        x, y = reach * math.cos(turn), reach * math.sin(turn)
        profile = [(0, 0), (0.18, 0), (0.18, -0.9), (0.6, -1.1), (1.0, -1.8), (0.7, -2.6),
                   (0, -2.8)]
        pieces.append(lathe("Ball", [(r * ball / 2, h * ball / 1.4) for r, h in profile], (x, y, z),
                            pick(trim, 0), "fringe_trim", steps=10, smooth=180))
    return [join_meshes("Fringe", pieces)]


def pull_chain(brass):
    """A chain of beads with a small pull, hanging from the socket past the shade's rim."""
    top, bottom = socket_height() + 0.05 * HEIGHT, shade_bottom() - 0.11 * HEIGHT
    x, y, bead = 0.0, -0.06 * HEIGHT, 0.0055 * HEIGHT
    pieces = [tube("Lever", [(0, -0.02 * HEIGHT, top), (x, y, top)], 0.6 * bead, pick(brass, 0),
                   "pull_chain", sides=8)]
    pieces.append(tube("Thread", [(x, y, top), (x, y, bottom)], 0.3 * bead, pick(brass, 0),
                       "pull_chain", sides=6))
    count = int((top - bottom) / (2.1 * bead))
    for index in range(count):
        pieces.append(sphere("Bead", bead, (x, y, top - (index + 0.5) * (top - bottom) / count),
                             pick(brass, 0), "pull_chain", segments=10, rings=6))
    drop = [(0, 0), (0.6, -0.4), (1.0, -2.2), (1.3, -4.0), (0.9, -5.0), (0, -5.3)]
    pieces.append(lathe("Pull", [(r * 1.6 * bead, z * bead) for r, z in drop],
                        (x, y, bottom + bead), pick(brass, 0), "pull_chain", steps=20, smooth=180))
    return [join_meshes("Pull chain", pieces)]


def cable(rubber_of):
    """The cable, lying on the table behind the lamp, with an in-line switch."""
    r = 0.007 * HEIGHT + 0.0005
    reach = BASE_WIDTH / 2
    points = [(0, 0.84 * reach, r + 0.001), (0.02 * HEIGHT, reach + 0.06 * HEIGHT, r),
              (0.12 * HEIGHT, reach + 0.12 * HEIGHT, r), (0.28 * HEIGHT, reach + 0.09 * HEIGHT, r),
              (0.42 * HEIGHT, reach + 0.16 * HEIGHT, r)]
    cord = tube("Cord", points, r, pick(rubber_of, 0), "cable", sides=10)
    switch = box("Switch", (0.075 * HEIGHT, 0.034 * HEIGHT, 3 * r),
                 (0.2 * HEIGHT, reach + 0.105 * HEIGHT, 1.5 * r), pick(rubber_of, 0), "cable",
                 bevel=r, rotation=(0, 0, -0.2))
    return [join_meshes("Cable", [cord, switch])]
