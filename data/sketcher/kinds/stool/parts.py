# A turned stool. Legs are wedged through the seat and spread outward; rungs tie them together.
import math
from mathutils import Vector


def leg_line(index, height):
    """The middle of a leg at a height above the ground."""
    turn = 2 * math.pi * (index + 0.5) / LEG_COUNT - math.pi / 2
    out = 0.58 * SEAT_RADIUS + (SEAT_HEIGHT - height) * math.tan(math.radians(SPLAY))
    return Vector((out * math.cos(turn), out * math.sin(turn), height))


def stool_legs(timber_of_legs):
    """Turned legs: slim at the seat and the foot, fullest below the middle, with two grooves."""
    made, top = [], SEAT_HEIGHT - 0.4 * SEAT_THICKNESS
    shape = [(0.0, 0.62), (0.012, 0.7), (0.1, 0.78), (0.3, 1.0), (0.335, 0.86), (0.35, 1.0),
             (0.385, 0.86),
             (0.4, 0.99), (0.65, 0.86), (0.9, 0.68), (1.0, 0.64)]
    for i in range(LEG_COUNT):
        line = [leg_line(i, top * share) for share, _ in shape]
        radii = [LEG_RADIUS * size for _, size in shape]
        leg = tube(f"Leg {i + 1}", line, radii, timber_of_legs, "legs", sides=20, smooth_path=4)
        made.append(level_foot(leg))
    return made


def stretchers(timber_of_legs):
    """A rung from each leg to the next, every other one a little higher."""
    made = []
    for i in range(LEG_COUNT):
        height = SEAT_HEIGHT * (0.325 if i % 2 else 0.37)
        a, b = leg_line(i, height), leg_line((i + 1) % LEG_COUNT, height)
        line = [a.lerp(b, t) for t in (0.0, 0.15, 0.5, 0.85, 1.0)]
        radii = [LEG_RADIUS * f for f in (0.42, 0.5, 0.66, 0.5, 0.42)]
        made.append(tube(f"Stretcher {i + 1}", line, radii, timber_of_legs, "stretchers", sides=16))
    return made


def stool_seat(timber_of_seat):
    """A round seat, dished in the middle, its edge rounded over."""
    r, t, z = SEAT_RADIUS, SEAT_THICKNESS, SEAT_HEIGHT
    edge = [(r - 0.3 * t, -t), (r - 0.08 * t, -0.8 * t), (r, -0.5 * t), (r - 0.05 * t, -0.22 * t),
            (r - 0.3 * t, -0.03 * t)]
    profile = [(0, -t)] + [(r - 0.55 * t, -t)] + [(p.x, p.y) for p in catmull(edge, 4)]
    profile += [(r - 0.6 * t, 0.0), (0.72 * r, -0.1 * t), (0.45 * r, -0.24 * t),
                (0.2 * r, -0.3 * t), (0, -0.31 * t)]
    return [lathe("Seat", profile, (0, 0, z), timber_of_seat, "seat", steps=72, smooth=50)]


def round_pad(cloth_of_pad):
    """A round cushion with piping round its edge and a button in its middle."""
    r, t = 1.02 * SEAT_RADIUS, PAD_THICKNESS
    low = SEAT_HEIGHT - 0.3 * SEAT_THICKNESS
    rise = SEAT_HEIGHT + t - low
    side = [(r - 0.2 * t, 0), (r - 0.02 * t, 0.14 * rise), (r, 0.4 * rise),
            (r - 0.05 * t, 0.66 * rise), (r - 0.28 * t, 0.85 * rise)]
    profile = [(0, 0)] + [(p.x, p.y) for p in catmull(side, 4)]
    profile += [(0.7 * r, 0.96 * rise), (0.4 * r, rise), (0.15 * r, 0.97 * rise),
                (0.05 * r, 0.88 * rise), (0, 0.86 * rise)]
    body = lathe("Body", profile, (0, 0, low), cloth_of_pad, "pad", steps=64, smooth=80)
    cord = torus("Piping", r - 0.01 * t, 0.008, (0, 0, low + 0.66 * rise), cloth_of_pad, "pad",
                 steps=64, sides=8)
    button = sphere("Button", 0.06 * r, (0, 0, low + 0.9 * rise), cloth_of_pad, "pad",
                    scale=(1, 1, 0.5), segments=20, rings=10)
    return [join_meshes("Cushion", [body, cord, button])]


def foot_ring(metal_of_ring):
    """A metal ring let into the legs, to rest the feet on."""
    height = 0.32 * SEAT_HEIGHT
    reach = leg_line(0, height).xy.length
    return [torus("Foot ring", reach, 0.014, (0, 0, height), metal_of_ring, "footring", steps=72)]


def low_back(timber_of_back):
    """A low, hooped back on short spindles."""
    pieces, r = [], 0.86 * SEAT_RADIUS
    angles = [math.radians(a) for a in range(20, 161, 14)]
    lean = 0.16 * BACK_HEIGHT
    hoop = [((r + lean) * math.cos(a), (r + lean) * math.sin(a), SEAT_HEIGHT + BACK_HEIGHT - 0.02)
            for a in angles]
    pieces.append(ribbon("Hoop", hoop, 0.02, 0.04, timber_of_back, "back", bevel=0.006,
                         up=(0, 0, 1)))
    for a in angles[1:-1:2]:
        foot = Vector((r * math.cos(a), r * math.sin(a), SEAT_HEIGHT - 0.5 * SEAT_THICKNESS))
        head = Vector(((r + lean) * math.cos(a), (r + lean) * math.sin(a),
                       SEAT_HEIGHT + BACK_HEIGHT - 0.02))
        line = [foot.lerp(head, t) for t in (0, 0.3, 0.6, 1)]
        pieces.append(tube("Spindle", line, [0.006, 0.0085, 0.008, 0.006], timber_of_back, "back",
                           sides=12))
    return [join_meshes("Backrest", pieces)]
