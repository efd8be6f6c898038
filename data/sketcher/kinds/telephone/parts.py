# A classic telephone that looks to -Y. The dial lies on the sloping front of the body.
import math
from mathutils import Matrix, Vector


def slope():
    """How the front lies: its middle, and the matrix that takes what lies flat there."""
    low, high = Vector((0, -0.5 * DEPTH, 0.26 * HEIGHT)), Vector((0, 0.03 * DEPTH, HEIGHT))
    tilt = math.atan2(high.z - low.z, high.y - low.y)
    middle = low.lerp(high, 0.5)
    return middle, Matrix.Translation(middle) @ Matrix.Rotation(tilt, 4, "X")


def dial_size():
    """The dial's diameter, as far as there is room on the front."""
    return min(DIAL_DIAMETER, 0.92 * math.hypot(0.53 * DEPTH, 0.74 * HEIGHT), 0.6 * WIDTH)


def dial_joint():
    """The dial turns clockwise as far as the finger stop."""
    middle, place = slope()
    return [hinge("Dial", "body", "dial", at=middle, axis=-place.col[2].to_3d(), limits=(0, 300))]


def body(shell, wire):
    """A body with a sloping front, drawn in to the top, on four feet."""
    line = [(-0.5 * DEPTH, 0.003), (-0.5 * DEPTH, 0.26 * HEIGHT), (0.03 * DEPTH, HEIGHT),
            (0.42 * DEPTH, HEIGHT), (0.5 * DEPTH, 0.6 * HEIGHT), (0.5 * DEPTH, 0.003)]
    line = round_corners(line, 0.014, 6, closed=True)
    sections = []
    for k in range(13):
        t = 2 * k / 12 - 1
        inset = 0.012 * (1 - math.sqrt(max(0.0, 1 - max(0.0, (abs(t) - 0.85) / 0.15) ** 2)))
        sections.append([(WIDTH / 2 * t * (1 - 0.2 * max(0.0, z / HEIGHT) ** 1.5),
                          y * (1 - 2 * inset / DEPTH), max(0.003, z * (1 - inset / HEIGHT)))
                         for y, z in line])
    made = [loft("Shell", sections, shell, "body", smooth=40)]
    for x, y in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
        made.append(cylinder("Foot", 0.009, 0.006, (x * 0.38 * WIDTH, y * 0.38 * DEPTH, 0.003),
                             wire,
                             "body", bevel=0.001, sides=24))
    return [join_meshes("Body", made)]


def face_plate(face, wire):
    """The pale plate under the dial, with a dot for each number."""
    r, place = dial_size() / 2, slope()[1]
    made = [cylinder("Plate", r, 0.008, (0, 0, 0.001), face, "face_plate", bevel=0.0015)]
    for k in range(10):
        a = math.radians(60 + 27 * k)
        made.append(solid_text("Number", str((k + 1) % 10), 0.11 * r, 0.0006,
                               (0.74 * r * math.cos(a), 0.74 * r * math.sin(a), 0.0053), wire,
                               "face_plate"))
    plate = join_meshes("Number plate", made)
    transform([plate], place)
    return [plate]


def dial(ring, face):
    """The finger wheel: a disc with ten holes and a card in its middle."""
    r, place = dial_size() / 2, slope()[1]
    holes = [circle(0.135 * r, 28, (0.74 * r * math.cos(a), 0.74 * r * math.sin(a)))
             for a in (math.radians(60 + 27 * k) for k in range(10))]
    disc = extrude("Disc", circle(0.96 * r, 96), 0.003, (0, 0, 0.0083), ring, "dial", 0.0006,
                   holes=holes)
    hub = cylinder("Hub", 0.44 * r, 0.004, (0, 0, 0.0088), ring, "dial", bevel=0.0008)
    foot = cylinder("Axle", 0.3 * r, 0.0022, (0, 0, 0.006), ring, "dial", bevel=0)
    card = cylinder("Card", 0.36 * r, 0.001, (0, 0, 0.0108), face, "dial", bevel=0.0002)
    made = join_meshes("Dial", [disc, hub, foot, card])
    transform([made], place)
    return [made]


def keypad(face, wire):
    """Twelve keys in a dark frame, in place of the dial."""
    place, made = slope()[1], [slab("Frame", (0.072, 0.086, 0.006), 0.006, (0, 0, 0.0005), wire,
                                    "keypad", bevel=0.001)]
    for k in range(12):
        x, y = 0.021 * (k % 3 - 1), 0.02 * (1.5 - k // 3)
        made.append(slab("Key", (0.016, 0.014, 0.006), 0.003, (x, y, 0.005), face, "keypad",
                         bevel=0.001))
        made.append(solid_text("Sign", "123456789*0#"[k], 0.006, 0.0005, (x, y, 0.0082), wire,
                               "keypad"))
    pad = join_meshes("Keypad", made)
    transform([pad], place)
    return [pad]


def cradle(ring):
    """Two forks that hold the handset's grip, on a plate."""
    y, made = 0.22 * DEPTH, []
    for x in (-0.046, 0.046):
        line = [(x, y - 0.02, HEIGHT + 0.032), (x, y - 0.018, HEIGHT + 0.012),
                (x, y, HEIGHT + 0.006), (x, y + 0.018, HEIGHT + 0.012), (x, y + 0.02,
                                                                         HEIGHT + 0.032)]
        made.append(ribbon("Fork", line, 0.014, 0.004, ring, "cradle", up=(0, 0.01, 1)))
        made.append(cylinder("Neck", 0.007, 0.016, (x, y, HEIGHT), ring, "cradle", bevel=0.0006))
    return [join_meshes("Cradle", made)]


def handset(shell, wire):
    """A bowed grip with an earpiece and a mouthpiece, their mouths down and dotted with holes."""
    y, half, low = 0.22 * DEPTH, HANDSET_LENGTH / 2 - 0.024, HEIGHT + 0.022
    grip = [(-half, y, low + 0.004), (-0.7 * half, y, low + 0.012), (0, y, low + 0.013),
            (0.7 * half, y, low + 0.012), (half, y, low + 0.004)]
    made = [tube("Grip", grip, [0.013, 0.0115, 0.0125, 0.0115, 0.013], shell, "handset", sides=28)]
    cup = [(0, 0.022), (0.013, 0.022), (0.019, 0.012), (0.025, -0.012), (0.026, -0.022),
           (0.024, -0.0255), (0.02, -0.026), (0.018, -0.024), (0, -0.0235)]
    for side in (-1, 1):
        made.append(lathe("Cup", cup, (side * half, y, low + 0.002), shell, "handset", steps=48))
        for k in range(9):
            a, far = 2 * math.pi * k / 8, 0.0095 if k < 8 else 0.0
            place = (side * half + far * math.cos(a), y + far * math.sin(a), low - 0.022)
            made.append(cylinder("Hole", 0.0017, 0.0012, place, wire, "handset", sides=12, bevel=0))
    return [join_meshes("Handset", made)]


def cord(wire):
    """A coiled cord from the mouthpiece down to the ground, along the side and into the body."""
    y, half, x = 0.22 * DEPTH, HANDSET_LENGTH / 2 - 0.024, -WIDTH / 2 - 0.035
    start = Vector((-half - 0.014, y, HEIGHT + 0.018))
    line = [start, (x - 0.012, y, 0.7 * HEIGHT), (x - 0.014, 0.12 * DEPTH, 0.3 * HEIGHT),
            (x, -0.02, 0.009), (x, 0.12 - CORD_LENGTH, 0.009), (x + 0.012, -0.42 * DEPTH, 0.009),
            (-0.46 * WIDTH, -0.36 * DEPTH, 0.012)]
    path, turns = resample(catmull(line, 16), 1000), 64
    coil = []
    for i, (point, side, normal) in enumerate(frames_along(path, up=(0.3, 0.2, 1))):
        if i < 40 or i > 960:
            reach = 0.0
        else:
            reach = 0.0068 * min(1.0, (i - 40) / 30, (960 - i) / 30)
        a = 2 * math.pi * turns * i / 1000
        coil.append(point + side * reach * math.cos(a) + normal * reach * math.sin(a))
    return [tube("Cord", coil, 0.0021, wire, "cord", sides=8, smooth_path=1)]
