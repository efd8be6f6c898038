import math
import random
from mathutils import Vector


def body_width():
    """The body's width: what is asked for, as long as it leaves the robot its proportions."""
    return min(BODY_WIDTH, 0.9 * HEIGHT)


def leg_length():
    """From the ground to the hips."""
    return LEG_SHARE * HEIGHT


def body_low():
    """The underside of the body."""
    return leg_length()


def head_size():
    """Width, depth and height of the head."""
    tall = 0.235 * HEIGHT
    return 0.62 * body_width(), 0.52 * body_width(), tall


def body_height():
    """The body's height: what legs, neck and head leave."""
    return HEIGHT - leg_length() - 0.045 * HEIGHT - head_size()[2]


def head_low():
    """The underside of the head."""
    return body_low() + body_height() + 0.045 * HEIGHT


def body_depth():
    """The body's depth from front to back."""
    return 0.58 * body_width()


def body(coat):
    """The body: a pressed box with round edges, waisted a little towards the hips."""
    sections = []
    low, tall = body_low(), body_height()
    for v, share in ((0.0, 0.80), (0.02, 0.86), (0.06, 0.88), (0.5, 0.95), (0.9, 1.0),
                     (0.95, 0.985), (0.985, 0.94), (1.0, 0.86)):
        outline = rounded_rectangle(body_width() * share, body_depth() * share,
                                    0.12 * body_width(), 8)
        sections.append([(x, y, low + v * tall) for x, y in outline])
    return [loft("Body", sections, coat, "body", smooth=50)]


def chest_panel(plate, chrome, accent):
    """The panel on the chest: a dial, three coloured buttons and a row of vents."""
    low, tall, front = body_low(), body_height(), -body_depth() / 2 * 0.965
    wide, high = 0.62 * body_width(), 0.5 * tall
    z = low + 0.62 * tall
    pieces = [extrude("Plate", rounded_rectangle(wide, high, 0.12 * high), 0.05 * body_depth(),
                      (0, front, z), plate, "panel", bevel=0.012 * body_width(), axis="Y")]
    y = front - 0.025 * body_depth()
    r = 0.2 * min(wide, high)
    for name, size, deep, skin_of in (("Rim", 1.15 * r, 0.035, chrome), ("Dial", r, 0.045, plate)):
        pieces.append(cylinder(name, size, deep * body_width(), (-0.24 * wide, y, z + 0.14 * high),
                               skin_of, "panel", bevel=0.006 * body_width(),
                               rotation=(math.pi / 2, 0, 0)))
    needle = box("Needle", (0.1 * r, 0.01 * body_width(), 1.3 * r),
                 (-0.24 * wide + 0.2 * r, y - 0.026 * body_width(), z + 0.14 * high + 0.15 * r),
                 pick(accent, 0), "panel", bevel=0.002, rotation=(0, 0.7, 0))
    pieces.append(needle)
    for k in range(3):
        spot = (0.06 * wide + 0.16 * wide * k, y, z + 0.22 * high)
        pieces.append(sphere("Button", 0.055 * wide, spot, pick(accent, k), "panel",
                             scale=(1, 0.6, 1), segments=20, rings=12))
    for k in range(4):
        pieces.append(box("Vent", (0.42 * wide, 0.02 * body_width(), 0.045 * high),
                          (0.2 * wide, y, z - 0.05 * high - 0.09 * high * k), chrome, "panel",
                          bevel=0.005 * body_width()))
    for x in (-1, 1):
        for v in (-1, 1):
            pieces.append(sphere("Rivet", 0.022 * wide, (x * 0.44 * wide, y, z + v * 0.4 * high),
                                 chrome, "panel", segments=12, rings=8))
    return [join_meshes("Chest Panel", pieces)]


def neck(chrome):
    """A bellows between body and head."""
    low, high = body_low() + body_height(), head_low()
    r, steps = 0.16 * body_width(), 4
    line = [(0.0, low - 0.01 * HEIGHT), (0.8 * r, low - 0.01 * HEIGHT)]
    for k in range(steps):
        z0, z1 = low + (high - low) * k / steps, low + (high - low) * (k + 1) / steps
        line += [(0.75 * r, z0), (r, (2 * z0 + z1) / 3), (r, (z0 + 2 * z1) / 3)]
    line += [(0.8 * r, high + 0.01 * HEIGHT), (0.0, high + 0.01 * HEIGHT)]
    return [lathe("Neck", line, (0, 0, 0), chrome, "neck", steps=40, smooth=40)]


def head(coat):
    """The head: a box with generously round edges."""
    wide, deep, tall = head_size()
    sections = []
    for v, share in ((0.0, 0.82), (0.03, 0.92), (0.1, 0.985), (0.3, 1.0), (0.75, 1.0),
                     (0.9, 0.96), (0.97, 0.86), (1.0, 0.7)):
        outline = rounded_rectangle(wide * share, deep * share, 0.26 * deep, 8)
        sections.append([(x, y, head_low() + v * tall) for x, y in outline])
    return [loft("Head", sections, coat, "head", smooth=50)]


def head_joints():
    """The head turns on its neck, with the face and all that it wears."""
    return [hinge("Head", "body", "head", at=(0, 0, head_low()), axis="z", limits=(-80, 80),
                  carries=["eyes", "eye_rings", "mouth", "ears", "antenna", "hat"])]


def eye_places():
    """(centre, radius) of the eyes on the face."""
    wide, deep, tall = head_size()
    r = min(EYE_DIAMETER / 2, 0.22 * wide, 0.3 * tall)
    return [(Vector((side * 0.24 * wide, -deep / 2, head_low() + 0.58 * tall)), r)
            for side in (1, -1)]


def eyes(light):
    """Glowing lenses."""
    return [sphere(f"Eye {i + 1}", 0.9 * r, centre, light, "eyes", scale=(1, 0.42, 1),
                   segments=32, rings=18) for i, (centre, r) in enumerate(eye_places())]


def eye_rings(chrome):
    """Polished rings round the eyes."""
    return [torus(f"Eye Ring {i + 1}", r, 0.3 * r, centre, chrome, "eye_rings",
                  rotation=(math.pi / 2, 0, 0)) for i, (centre, r) in enumerate(eye_places())]


def mouth(plate, chrome):
    """A loudspeaker grille that smiles."""
    wide, deep, tall = head_size()
    z, y = head_low() + 0.22 * tall, -deep / 2
    outline = rounded_rectangle(0.5 * wide, 0.2 * tall, 0.09 * tall)
    pieces = [extrude("Frame", outline, 0.05 * deep, (0, y, z), plate, "mouth",
                      bevel=0.01 * wide, axis="Y")]
    for k in range(6):
        pieces.append(box("Bar", (0.022 * wide, 0.03 * deep, 0.14 * tall),
                          (wide * (-0.18 + 0.072 * k), y - 0.028 * deep, z), chrome, "mouth",
                          bevel=0.006 * wide))
    return [join_meshes("Mouth", pieces)]


def ears(chrome, accent):
    """Round bolts at the sides of the head."""
    wide, deep, tall = head_size()
    made = []
    for i, side in enumerate((1, -1)):
        x, z = side * wide / 2, head_low() + 0.55 * tall
        drum = cylinder("Drum", 0.2 * tall, 0.1 * wide, (x, 0, z), chrome, "ears",
                        rotation=(0, math.pi / 2, 0), bevel=0.012 * wide)
        cap = dome("Cap", (x + side * 0.03 * wide, 0, z), (side, 0, 0), 0.15 * tall, 0.0, 1.57, 1.0,
                   pick(accent, 0), "ears")
        made.append(join_meshes(f"Ear {i + 1}", [drum, cap]))
    return made


def antenna(chrome, light):
    """A springy aerial with a lamp on its tip."""
    top, long = HEIGHT, ANTENNA_LENGTH
    coil = [Vector((0.012 * HEIGHT * math.cos(a), 0.012 * HEIGHT * math.sin(a),
                    top + 0.42 * long * a / (8 * math.pi)))
            for a in (2 * math.pi * k / 10 for k in range(41))]
    foot = cylinder("Foot", 0.035 * HEIGHT, 0.022 * HEIGHT, (0, 0, top + 0.004 * HEIGHT), chrome,
                    "antenna", bevel=0.004)
    spring = tube("Spring", coil, 0.0045 * HEIGHT, chrome, "antenna", sides=8, smooth_path=1)
    rod = cylinder("Rod", 0.006 * HEIGHT, 0.85 * long, (0, 0, top + 0.425 * long), chrome,
                   "antenna", sides=16)
    ball = sphere("Ball", 0.15 * long, (0, 0, top + 0.85 * long), light, "antenna", segments=24,
                  rings=14)
    return [join_meshes("Antenna", [foot, spring, rod, ball])]


def bellows(name, points, radius, rings_count, material, part):
    """A ribbed hose along points: the robot's limbs."""
    line = resample(catmull(points, 8), rings_count * 4 + 1)
    widths = [radius * (1.0 if k % 4 in (1, 2) else 0.82) for k in range(len(line))]
    return tube(name, line, widths, material, part, sides=24, smooth_path=2)


def shoulder(side):
    """Where an arm begins."""
    return Vector((side * body_width() * 0.485, 0, body_low() + 0.80 * body_height()))


def hand_place(side):
    """The wrist of an arm; the right one waves when ARM_RAISE is up."""
    lift = math.radians(ARM_RAISE) if side > 0 else 0.0
    reach = max(0.1 * body_width(), min(ARM_LENGTH, shoulder(side).z - 0.34 * body_width()))
    root = shoulder(side) + Vector((side * 0.10 * body_width(), 0, 0))
    aim = Vector((side * (0.28 + 0.5 * math.sin(lift)), -0.12, -math.cos(lift)))
    return root, root + aim.normalized() * reach, aim.normalized()


def shoulders(accent):
    """Ball joints of the shoulders."""
    return [sphere(f"Shoulder {i + 1}", 0.115 * body_width(), shoulder(side) + Vector((
        side * 0.055 * body_width(), 0, 0)), pick(accent, 0), "shoulders", segments=32, rings=18)
        for i, side in enumerate((1, -1))]


def arms(chrome):
    """Ribbed arms."""
    made = []
    for i, side in enumerate((1, -1)):
        root, wrist, aim = hand_place(side)
        elbow = root.lerp(wrist, 0.5) + Vector((side * 0.12 * ARM_LENGTH, 0.02 * ARM_LENGTH, 0))
        made.append(bellows(f"Arm {i + 1}", [root, elbow, wrist], 0.062 * body_width(), 11, chrome,
                            "arms"))
    return made


def arm_joints():
    """Each arm swings at its shoulder, forward first."""
    return [hinge(f"{name} arm", "body", f"Arm {i + 1}", at=shoulder(side), axis="-x",
                  limits=(-60, 90), carries=[f"Hand {i + 1}"])
            for i, (name, side) in enumerate((("Left", 1), ("Right", -1)))]


def hands(accent):
    """Cuffs with pincers of two curved claws."""
    made, size = [], 0.13 * body_width()
    for i, side in enumerate((1, -1)):
        root, wrist, aim = hand_place(side)
        cross = aim.cross(Vector((0, 1, 0))).normalized()
        cuff = cylinder("Cuff", 0.6 * size, 0.85 * size, (0, 0, 0), pick(accent, 0), "hands",
                        radius_top=0.85 * size, bevel=0.06 * size)
        cuff.location = wrist + aim * 0.3 * size
        cuff.rotation_euler = aim.to_track_quat("Z", "Y").to_euler()
        pieces = [cuff]
        palm = wrist + aim * 0.7 * size
        for way in (1, -1):
            claw = [palm + cross * way * 0.45 * size, palm + cross * way * 0.95 * size
                    + aim * 0.55 * size, palm + cross * way * 0.8 * size + aim * 1.15 * size,
                    palm + cross * way * 0.3 * size + aim * 1.5 * size]
            pieces.append(tube("Claw", claw, [0.26 * size, 0.24 * size, 0.22 * size, 0.15 * size],
                               pick(accent, 0), "hands", sides=16))
        made.append(join_meshes(f"Hand {i + 1}", pieces))
    return made


def hip(side):
    """Where a leg turns: the middle of its ball, which is half in the body."""
    return Vector((side * 0.24 * body_width(), 0, body_low()))


def legs(chrome):
    """Ribbed legs from the balls in the hips to the ankles."""
    made, r = [], 0.088 * body_width()
    for i, side in enumerate((1, -1)):
        high, low = hip(side) - Vector((0, 0, 0.9 * r)), Vector((hip(side).x, 0, 0.085 * HEIGHT))
        pieces = [bellows("Hose", [high, high.lerp(low, 0.5), low], r, 8, chrome, "legs"),
                  sphere("Ball", 1.25 * r, hip(side), chrome, "legs", segments=40, rings=24)]
        made.append(join_meshes(f"Leg {i + 1}", pieces))
    return made


def leg_swing(way):
    """How far a leg swings before the foot would meet the body, forward (-1) or back (1)."""
    free = [40.0]
    for up, _share, front, rear in foot_stations():
        reach = max(0.0, -front if way < 0 else rear)
        free.append(87 - math.degrees(math.atan2(reach, leg_length() - up)))
    return math.floor(min(free))


def leg_joints():
    """Each leg swings at its hip with its foot, forward first."""
    return [hinge(f"{name} leg", "body", f"Leg {i + 1}", at=hip(side), axis="-x",
                  limits=(-leg_swing(1), leg_swing(-1)), carries=[f"Foot {i + 1}"])
            for i, (name, side) in enumerate((("Left", 1), ("Right", -1)))]


def foot_stations():
    """A boot from sole to ankle: (height, share of its outline, y of its front, y of its rear)."""
    long = 0.30 * body_width()
    found = []
    for v, share in ((0.0, 0.93), (0.05, 1.0), (0.3, 1.0), (0.55, 0.9), (0.8, 0.68), (0.95, 0.45),
                     (1.0, 0.3)):
        middle = -0.07 * body_width() * (1 - v)
        found.append((v * 0.115 * HEIGHT, share, middle - share * long, middle + share * long))
    return found


def feet(coat):
    """Big round boots, so that it cannot fall over."""
    made = []
    for i, side in enumerate((1, -1)):
        x, sections = side * 0.25 * body_width(), []
        for up, share, front, rear in foot_stations():
            outline = rounded_rectangle(0.36 * body_width() * share, rear - front,
                                        0.16 * body_width() * share, 8)
            sections.append([(x + u, w + (front + rear) / 2, up) for u, w in outline])
        made.append(loft(f"Foot {i + 1}", sections, coat, "feet", smooth=50))
    return made


def jetpack(plate, accent, chrome):
    """Two rockets on the back."""
    pieces = []
    y, tall = body_depth() / 2 + 0.10 * body_width(), 0.7 * body_height()
    z = body_low() + 0.5 * body_height()
    for side in (1, -1):
        x, r = side * 0.2 * body_width(), 0.13 * body_width()
        cone = [(r * math.cos(a), 0.28 * tall + 0.22 * tall * math.sin(a))
                for a in (math.pi / 2 * k / 8 for k in range(8))]
        line = [(0.0, -0.5 * tall), (0.62 * r, -0.5 * tall), (0.4 * r, -0.36 * tall),
                (0.95 * r, -0.32 * tall), (r, -0.28 * tall)] + cone + [(0.0, 0.5 * tall)]
        pieces.append(lathe("Tank", line, (x, y, z), pick(accent, 0), "jetpack", steps=40))
        pieces.append(torus("Belt", r, 0.12 * r, (x, y, z - 0.1 * tall), chrome, "jetpack"))
    pieces.append(box("Bracket", (0.4 * body_width(), 0.16 * body_width(), 0.3 * tall),
                      (0, y - 0.07 * body_width(), z), plate, "jetpack", bevel=0.02 * body_width()))
    return [join_meshes("Jetpack", pieces)]


def wind_up_key(chrome):
    """A wind-up key in the back."""
    y, z = body_depth() / 2 * 0.94, body_low() + 0.55 * body_height()
    long, size = 0.3 * body_width(), 0.15 * body_width()
    pieces = [cylinder("Shaft", 0.035 * body_width(), 1.1 * long, (0, y + 0.45 * long, z), chrome,
                       "key", rotation=(math.pi / 2, 0, 0))]
    for side in (1, -1):
        pieces.append(torus("Wing", size, 0.3 * size, (side * 1.05 * size, y + long, z), chrome,
                            "key", rotation=(math.pi / 2, 0, 0)))
    return [join_meshes("Key", pieces)]


def key_joints():
    """The key in its back winds it up."""
    return [hinge("Key", "body", "key", at=(0, body_depth() / 2, body_low() + 0.55 * body_height()),
                  axis="y")]


def heart(light):
    """A glowing heart on the chest, beside the panel's foot."""
    size, z = 0.13 * body_width(), body_low() + 0.18 * body_height()
    outline = []
    for k in range(40):
        a = 2 * math.pi * k / 40
        outline.append((size * math.sin(a) ** 3, size * (13 * math.cos(a) - 5 * math.cos(2 * a)
                                                         - 2 * math.cos(3 * a)
                                                         - math.cos(4 * a)) / 16))
    return [extrude("Heart", outline, 0.06 * body_width(), (0, -0.9 * body_depth() / 2, z), light,
                    "heart", bevel=0.015 * body_width(), axis="Y")]


def top_hat(dark, accent):
    """A hat, worn at the side of the aerial's place."""
    r, z = 0.24 * head_size()[0], HEIGHT - 0.012 * HEIGHT
    line = round_corners([(1.75 * r, z), (1.75 * r, z + 0.012 * HEIGHT), (r, z + 0.014 * HEIGHT),
                          (1.08 * r, z + 0.14 * HEIGHT)], 0.005 * HEIGHT)
    hat = lathe("Felt", [(0.0, z)] + line + [(0.0, z + 0.14 * HEIGHT)], (0, 0, 0), dark, "hat")
    belt = torus("Band", 1.01 * r, 0.028 * HEIGHT, (0, 0, z + 0.03 * HEIGHT), pick(accent, 0),
                 "hat")
    return [join_meshes("Hat", [hat, belt])]
