# A floor lamp: a weighted foot, a slim pole, and a shade of cloth round the bulb.
import math
from mathutils import Vector


def pole_top():
    """Where the pole ends and the fitting begins, just under the shade."""
    return HEIGHT - SHADE_HEIGHT - 0.03


def base(metal):
    """A round foot, thick enough to carry the lamp, that rises to the pole."""
    r = BASE_WIDTH / 2
    profile = [(0, 0), (0.98 * r, 0), (r, 0.004), (r, 0.014), (0.96 * r, 0.02), (0.5 * r, 0.026),
               (0.2 * r + POLE_RADIUS, 0.034), (POLE_RADIUS + 0.008, 0.05), (0, 0.05)]
    return [lathe("Foot", round_corners(profile, 0.004), (0, 0, 0), metal, "base", steps=96)]


def pole(metal, brass):
    """The pole, with a ring at its foot, its middle and its top."""
    r, low, high = POLE_RADIUS, 0.03, pole_top()
    pieces = [lathe("Rod", [(0, low), (r, low), (r, high), (0, high)], (0, 0, 0), metal, "pole",
                    steps=40)]
    for z in (0.06, 0.55 * high, high - 0.022):
        ring = round_corners([(0.9 * r, 0), (1.5 * r, 0), (1.75 * r, 0.006), (1.75 * r, 0.016),
                              (1.5 * r, 0.022), (0.9 * r, 0.022)], 0.003)
        pieces.append(lathe("Ring", ring, (0, 0, z), brass, "pole", steps=40))
    return [join_meshes("Pole", pieces)]


def tripod(timber, metal):
    """Three splayed legs under a metal hub that carries the fitting."""
    made, high = [], pole_top()
    hub_low = high - 0.11
    for i in range(3):
        turn = -math.pi / 2 + 2 * math.pi * i / 3
        ahead = Vector((math.cos(turn), math.sin(turn), 0))
        top = ahead * 0.02 + Vector((0, 0, hub_low + 0.03))
        leg = tube(f"Tripod leg {i + 1}", [ahead * (TRIPOD_SPREAD / 2 - 0.008), top], [0.011,
                                                                                       0.016],
                   timber, "tripod", sides=24, smooth_path=1)
        low = min((matrix_of(leg) @ v.co).z for v in leg.data.vertices)
        leg.location.z -= low
        made.append(level_foot(leg, 0.006))
    profile = [(0, hub_low - 0.01), (0.036, hub_low - 0.01), (0.042, hub_low), (0.042,
                                                                                hub_low + 0.04),
               (0.02, hub_low + 0.06), (0.012, hub_low + 0.07), (0.012, high), (0, high)]
    made.append(lathe("Tripod leg 4", round_corners(profile, 0.003), (0, 0, 0), metal, "tripod",
                      steps=48))
    return made


def arc_line():
    """The line of the bent pole: straight up, over in a wide bow, and down to the shade."""
    rise, tip = HEIGHT - 1.2 * POLE_RADIUS, 0.86 * HEIGHT
    points = [(0, 0, 0.03), (0, 0, 0.4 * HEIGHT), (0.01 * ARC_REACH, 0, 0.62 * HEIGHT),
              (0.13 * ARC_REACH, 0, 0.83 * HEIGHT), (0.36 * ARC_REACH, 0, 0.96 * rise),
              (0.6 * ARC_REACH, 0, rise), (0.84 * ARC_REACH, 0, 0.955 * rise), (ARC_REACH, 0, tip)]
    return catmull(points, 10)


def arc_pole(metal):
    """The bent pole, thinner towards the shade."""
    line = arc_line()
    radii = [POLE_RADIUS * (1.0 - 0.35 * i / len(line)) for i in range(len(line))]
    return [tube("Arc", line, radii, metal, "arc", sides=24, smooth_path=1)]


def arc_joints():
    """The bent pole swings round in its foot, with the shade."""
    return [hinge("Arc", "base", "arc", axis="z", limits=(-180, 180), carries=["arc_shade"])]


def arc_shade(metal, lamp):
    """A dome of metal that hangs from the end of the arc, with the bulb in it."""
    r, tall, top = 0.4 * SHADE_WIDTH, 0.6 * SHADE_HEIGHT, 0.86 * HEIGHT
    wall = [(r * math.sin(t), top - tall * (1 - math.cos(t)))
            for t in (math.pi / 2 * k / 16 for k in range(1, 17))]
    profile = [(0.0, top)] + wall + [(x - 0.003, z) for x, z in reversed(wall)] + [(0.0,
                                                                                    top - 0.006)]
    dome_of = lathe("Dome", profile, (ARC_REACH, 0, 0), metal, "arc_shade", steps=80, smooth=50)
    cap = lathe("Cap", [(0, top - 0.03), (0.03, top - 0.03), (0.026, top + 0.012),
                        (0.014, top + 0.024), (0, top + 0.026)], (ARC_REACH, 0, 0), metal,
                        "arc_shade",
                steps=40)
    size = min(0.035, 0.35 * r)
    ball = sphere("Bulb", size, (ARC_REACH, 0, top - 0.026 - size), lamp, "arc_shade", segments=32,
                  rings=16)
    return [join_meshes("Dome shade", [dome_of, cap, ball])]


def fitting(brass):
    """The socket, the spider that carries the shade's upper ring, and the finial."""
    low, ring = pole_top(), HEIGHT - 0.04
    cup = lathe("Cup", round_corners([(0, 0), (0.016, 0), (0.024, 0.008), (0.024, 0.03),
                                      (0.019, 0.038), (0.019, 0.06), (0, 0.06)], 0.003),
                (0, 0, low), brass, "fitting", steps=40)
    pieces = [cup]
    for side in (-1, 1):
        harp = [(side * 0.02, 0, low + 0.02), (side * 0.048, 0, low + 0.07),
                (side * 0.05, 0, low + 0.55 * SHADE_HEIGHT), (side * 0.02, 0, ring - 0.012), (0,
                        0, ring)]
        pieces.append(tube("Harp", harp, 0.0028, brass, "fitting", sides=10))
    for i in range(3):
        turn = 2 * math.pi * i / 3 + math.pi / 6
        rim = Vector((math.cos(turn), math.sin(turn), 0)) * (SHADE_TOP / 2 - 0.002)
        pieces.append(tube("Spoke", [(0, 0, ring), (rim.x, rim.y, ring)], 0.0022, brass, "fitting",
                           sides=10, smooth_path=1))
    pieces.append(torus("Upper ring", SHADE_TOP / 2 - 0.0022, 0.0044, (0, 0, ring), brass,
                        "fitting",
                        steps=72, sides=10))
    knob = [(0, -0.006), (0.006, -0.006), (0.006, 0.004), (0.004, 0.008), (0.011, 0.02), (0.011,
                                                                                          0.028),
            (0.006, 0.037), (0, 0.04)]
    pieces.append(lathe("Finial", knob, (0, 0, ring), brass, "fitting", steps=32, smooth=50))
    return [join_meshes("Fitting", pieces)]


def bulb(lamp):
    """A round bulb on its neck."""
    line = catmull([(0.012, 0.0), (0.013, 0.015), (0.022, 0.035), (0.032, 0.062), (0.028, 0.088),
                    (0.014, 0.103), (0.002, 0.107)], 5)
    profile = [(0, 0)] + [(max(p.x, 0.001), p.y) for p in line] + [(0, 0.107)]
    return [lathe("Bulb", profile, (0, 0, pole_top() + 0.054), lamp, "bulb", steps=40, smooth=60)]


def shade(cloth, brass):
    """A shade of stretched cloth, bound at both rims."""
    low, high = HEIGHT - SHADE_HEIGHT - 0.03, HEIGHT - 0.03
    rows, turns = [], [2 * math.pi * k / 96 for k in range(96)]
    for k in range(13):
        r = (SHADE_WIDTH + (SHADE_TOP - SHADE_WIDTH) * k / 12) / 2 - 0.001
        z = low + (high - low) * k / 12
        rows.append([(r * math.cos(a), r * math.sin(a), z) for a in turns])
    skin_of = surface("Cloth", rows, cloth, "shade", thickness=0.0015, smooth=60, closed_u=True)
    pieces = [skin_of]
    for r, z in ((SHADE_WIDTH / 2, low + 0.004), (SHADE_TOP / 2, high - 0.004)):
        band_of = [(r - 0.0024, -0.004), (r, -0.004), (r, 0.004), (r - 0.0024, 0.004)]
        pieces.append(lathe("Binding", band_of + band_of[:1], (0, 0, z), cloth, "shade", steps=96))
    return [join_meshes("Shade", pieces)]


def tray(timber):
    """A round tray on the pole, with a raised rim."""
    r = 0.62 * BASE_WIDTH
    profile = [(0.9 * POLE_RADIUS, 0), (0.94 * r, 0), (r, 0.012), (r, 0.03), (r - 0.008, 0.03),
               (r - 0.009, 0.014), (0.9 * POLE_RADIUS, 0.014)]
    profile = round_corners(profile, 0.003, closed=True)
    return [lathe("Tray", profile + profile[:1], (0, 0, 0.34 * HEIGHT), timber, "tray", steps=80)]


def chain(brass):
    """A chain of beads that hangs from the socket."""
    top, long = pole_top() + 0.02, 0.16
    beads = [sphere("Bead", 0.0032, (0.03 + 0.012 * min(1.0, k / 4), 0, top - long * k / 26), brass,
                    "chain", segments=10, rings=6) for k in range(27)]
    arm = tube("Arm", [(0.016, 0, top), (0.032, 0, top)], 0.003, brass, "chain", sides=10,
               smooth_path=1)
    line = [(0.03 + 0.012 * min(1.0, k / 4), 0, top - long * k / 26) for k in range(27)]
    cord_of = tube("Cord", line, 0.0009, brass, "chain", sides=6, smooth_path=1)
    bell = lathe("Bell", [(0, 0), (0.007, 0), (0.006, 0.008), (0.0025, 0.02), (0, 0.021)],
                 (0.042, 0, top - long - 0.018), brass, "chain", steps=24)
    return [join_meshes("Pull chain", [arm, cord_of, bell] + beads)]


def cable(rubber):
    """The cable that leaves the foot and runs over the floor."""
    r, y = 0.0045, BASE_WIDTH / 2
    line = [(0, 0.9 * y, 0.012), (0, y + 0.02, r), (0.06, y + 0.1, r), (0.2, y + 0.17, r),
            (0.34, y + 0.14, r), (0.48, y + 0.2, r)]
    cord_of = tube("Cord", line, r, rubber, "cable", sides=12)
    plug = box("Plug", (0.035, 0.026, 0.016), (0.49, y + 0.21, 0.008), rubber, "cable", bevel=0.004)
    return [level_foot(join_meshes("Cable", [cord_of, plug]), 0.0015)]
