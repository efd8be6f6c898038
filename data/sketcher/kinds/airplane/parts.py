import math
import random
from mathutils import Vector


def axis_height():
    """The height of the fuselage's middle line: the propeller stays clear of the ground."""
    return max(PROPELLER_DIAMETER / 2 + 0.22, 0.5 * WHEEL_DIAMETER + 0.75 * DEPTH)


def girth(t):
    """Half width and half height of the fuselage at t: 0 behind the cowl, 1 at the tail."""
    wide = DEPTH * 0.42 * (1 - 0.86 * max(0.0, t - 0.1) ** 1.35 / 0.9 ** 1.35)
    tall = DEPTH * 0.5 * (1 - 0.76 * max(0.0, t - 0.1) ** 1.5 / 0.9 ** 1.5)
    return wide, tall


def fuselage_y(t):
    """The y of a station of the fuselage."""
    return -0.30 * LENGTH + t * 0.78 * LENGTH


def fuselage_point(t, angle, out=0.0):
    """A point of the skin: angle 0 is the top, pi / 2 the right flank."""
    wide, tall = girth(t)
    x = math.copysign(abs(math.sin(angle)) ** 0.85, math.sin(angle)) * (wide + out)
    z = math.copysign(abs(math.cos(angle)) ** 0.85, math.cos(angle)) * (tall + out)
    return Vector((x, fuselage_y(t), axis_height() + z + 0.10 * DEPTH * t))


def fuselage(coat):
    """The round fuselage that tapers to the tail."""
    sections = [[fuselage_point(k / 40, 2 * math.pi * i / 48) for i in range(48)]
                for k in range(41)]
    sections.append([fuselage_point(1.0, 2 * math.pi * i / 48, -0.4 * girth(1.0)[0])
                     + Vector((0, 0.012 * LENGTH, 0)) for i in range(48)])
    return [loft("Fuselage", sections, coat, "fuselage", smooth=50)]


def cowl(accent, dark):
    """The engine cowl with its air intake."""
    z, y = axis_height(), fuselage_y(0)
    r = girth(0)[1]
    long = 0.14 * LENGTH
    line = [(1.0 * r, -0.01), (1.03 * r, 0.3 * long), (0.98 * r, 0.7 * long),
            (0.8 * r, 0.97 * long), (0.62 * r, long), (0.5 * r, 0.93 * long),
            (0.48 * r, 0.7 * long)]
    shell = lathe("Shell", [(0.0, -0.01)] + [(p.x, p.y) for p in catmull(line, 5)]
                  + [(0.0, 0.7 * long)], (0, 0, 0), accent, "cowl", smooth=60)
    inner = lathe("Intake", [(0.0, 0.71 * long), (0.485 * r, 0.71 * long), (0.485 * r, 0.74 * long),
                             (0.0, 0.74 * long)], (0, 0, 0), dark, "cowl")
    made = join_meshes("Cowl", [shell, inner])
    made.location, made.rotation_euler = (0, y, z), (math.pi / 2, 0, 0)
    return [made]


def exhausts(chrome):
    """Short exhaust pipes on both sides of the cowl."""
    made = []
    z, y = axis_height(), fuselage_y(0) - 0.05 * LENGTH
    r = girth(0)[1]
    for i, side in enumerate((1, -1)):
        for k in range(2):
            root = Vector((side * 0.86 * r, y - k * 0.035 * LENGTH, z - 0.36 * r))
            made.append(tube(f"Exhaust {2 * i + k + 1}", [
                root, root + Vector((side * 0.16 * r, 0.02 * LENGTH, -0.05 * r)),
                root + Vector((side * 0.2 * r, 0.07 * LENGTH, -0.08 * r))], 0.08 * r, chrome,
                "exhausts", sides=14))
    return made


def spinner_tip():
    """The y of the spinner's tip: the foremost point of the aeroplane."""
    return fuselage_y(0) - 0.14 * LENGTH - 0.05 * LENGTH


def propeller(blade_wood, accent):
    """Twisted blades round a pointed spinner."""
    y, z = fuselage_y(0) - 0.14 * LENGTH, axis_height()
    r = 0.30 * girth(0)[1]
    nose = spinner_tip() - y
    line = [(0.0, 0.045 * LENGTH), (0.9 * r, 0.045 * LENGTH), (r, 0.0)]
    line += [(r * math.cos(a) ** 0.8, nose * math.sin(a))
             for a in (math.pi / 2 * k / 10 for k in range(1, 10))] + [(0.0, nose)]
    spinner = lathe("Spinner", [(q, -p) for q, p in line], (0, 0, 0), accent, "propeller",
                    smooth=50)
    pieces = [spinner]
    span = PROPELLER_DIAMETER / 2
    for k in range(BLADE_COUNT):
        sections = []
        for i in range(13):
            v = i / 12
            reach = 0.6 * r + (span - 0.6 * r) * v
            chord = 0.17 * span * (0.45 + 1.1 * math.sin(math.pi * (0.12 + 0.8 * v))) * (
                1 if i < 12 else 0.3)
            twist = math.radians(58 - 40 * v)
            a = 2 * math.pi * k / BLADE_COUNT + math.pi / 4
            out = Vector((math.cos(a), math.sin(a), 0))
            side = Vector((-math.sin(a), math.cos(a), 0))
            axis = Vector((0, 0, 1))
            flat, deep = side * math.cos(twist) + axis * math.sin(twist), axis * math.cos(
                twist) - side * math.sin(twist)
            sections.append([out * reach + flat * (0.5 * chord * math.cos(t)) + deep * (
                0.1 * chord * math.sin(t)) for t in (2 * math.pi * j / 16 for j in range(16))])
        pieces.append(loft("Blade", sections, blade_wood, "propeller", smooth=50))
    made = join_meshes("Propeller", pieces)
    made.location, made.rotation_euler = (0, y, z), (math.pi / 2, 0, 0)
    return [made]


def propeller_joints():
    """The propeller turns freely."""
    return [hinge("Propeller", "cowl", "propeller", at=(0, fuselage_y(0), axis_height()), axis="y")]


def airfoil(chord, thick):
    """The section of a wing: (back, up) from its leading edge, in order round it."""
    points = []
    for k in range(28):
        a = 2 * math.pi * k / 28
        back = (1 - math.cos(a)) / 2
        half = thick * (1.48 * math.sqrt(back) - 0.63 * back - 1.76 * back ** 2
                        + 1.42 * back ** 3 - 0.51 * back ** 4)
        points.append((back * chord, half if a < math.pi else -0.55 * half))
    return points


def wing_panel(name, root, tip, chord, taper, sweep, thick, material, part):
    """A wing from `root` to `tip` (points of the leading edge), with a rounded end."""
    root, tip, sections = Vector(root), Vector(tip), []
    up = Vector((0, 0, 1)) if abs((tip - root).x) > abs((tip - root).z) else Vector((1, 0, 0))
    for i in range(25):
        v = i / 24
        round_off = math.sqrt(max(0.02, 1 - max(0.0, (v - 0.86) / 0.14) ** 2))
        width = chord * (1 - (1 - taper) * v) * (0.35 + 0.65 * round_off)
        lead = root.lerp(tip, v) + Vector((0, sweep * v + (
            chord * (1 - (1 - taper) * v) - width) * 0.45, 0))
        sections.append([lead + Vector((0, back, 0)) + up * high
                         for back, high in airfoil(width, thick * round_off)])
    return loft(name, sections, material, part, smooth=50)


def wings(coat):
    """The main wings, low on the fuselage, with a little dihedral."""
    chord, made = WING_CHORD, []
    z, y = axis_height() - 0.26 * DEPTH, -0.17 * LENGTH
    for i, side in enumerate((1, -1)):
        root = (side * 0.22 * DEPTH, y, z)
        tip = (side * SPAN / 2, y, z + 0.055 * SPAN / 2 * 1.4)
        made.append(wing_panel(f"Wing {i + 1}", root, tip, chord, 0.72, 0.06 * chord,
                               0.115 * chord, coat, "wings"))
    return made


def tail_planes(coat, accent):
    """Tailplane and fin, with the rudder in the second colour."""
    chord, made = 0.62 * WING_CHORD, []
    y, z = fuselage_y(1.0) - 0.9 * chord, axis_height() + 0.13 * DEPTH
    for i, side in enumerate((1, -1)):
        made.append(wing_panel(f"Tailplane {i + 1}", (side * 0.02, y, z),
                               (side * 0.19 * SPAN, y, z), chord, 0.66, 0.14 * chord,
                               0.09 * chord, coat, "tail"))
    high = 0.32 * DEPTH + 0.5 * chord + 0.14 * LENGTH
    made.append(wing_panel("Fin", (0, y - 0.1 * chord, z - 0.05 * DEPTH), (0, y, z + 0.62 * high),
                           1.1 * chord, 0.62, 0.32 * chord, 0.08 * chord, accent, "tail"))
    return made


def canopy(pane):
    """A bubble of glass over the cockpit."""
    length, wide = 0.21 * LENGTH, 0.31 * DEPTH
    middle = fuselage_point(0.22, 0)
    return [sphere("Canopy", 1.0, middle - Vector((0, 0, 0.12 * DEPTH)), pane, "canopy",
                   scale=(wide, length / 2, 0.42 * DEPTH), segments=40, rings=24)]


def canopy_frame(chrome):
    """The frame of the canopy: a sill and two hoops."""
    length, wide, tall = 0.21 * LENGTH, 0.31 * DEPTH, 0.42 * DEPTH
    middle = fuselage_point(0.22, 0) - Vector((0, 0, 0.12 * DEPTH))
    pieces = []
    for share in (-0.32, 0.25):
        k = math.sqrt(1 - share * share)
        hoop = [middle + Vector((wide * k * math.sin(a), share * length / 2,
                                 tall * k * math.cos(a)))
                for a in (math.radians(-80 + 160 * i / 16) for i in range(17))]
        pieces.append(tube("Hoop", hoop, 0.018 * DEPTH, chrome, "frame", sides=10, smooth_path=2))
    sill = [middle + Vector((wide * 0.955 * math.cos(a), 0.955 * length / 2 * math.sin(a),
                             0.3 * tall)) for a in (2 * math.pi * i / 40 for i in range(40))]
    pieces.append(tube("Sill", sill, 0.022 * DEPTH, chrome, "frame", sides=10, closed=True,
                       smooth_path=1))
    return [join_meshes("Canopy Frame", pieces)]


def gear_places():
    """The centres of the two main wheels."""
    x = 0.52 * DEPTH + 0.04 * SPAN
    return [(Vector((side * x, -0.13 * LENGTH, WHEEL_DIAMETER / 2)), side) for side in (1, -1)]


def wheels(rubber_skin, chrome):
    """Main wheels with tyres, and a small tail wheel."""
    made = []
    for i, (centre, side) in enumerate(gear_places()):
        wide = 0.34 * WHEEL_DIAMETER
        made.append(join_meshes(f"Wheel {i + 1}", [
            tyre("Tyre", centre, WHEEL_DIAMETER / 2, wide, rubber_skin, "wheels", grooves=0),
            lathe_hub(centre, wide, chrome)]))
    r = 0.28 * WHEEL_DIAMETER / 2
    centre = Vector((0, 0.43 * LENGTH, r))
    made.append(join_meshes("Wheel 3", [
        tyre("Tyre", centre, r, 0.8 * r, rubber_skin, "wheels", grooves=0),
        cylinder("Hub", 0.68 * r, 0.7 * r, centre, chrome, "wheels",
                 rotation=(0, math.pi / 2, 0))]))
    return made


def wheel_joints():
    """Each wheel turns on its axle; a positive turn rolls the plane forward."""
    places = [centre for centre, side in gear_places()]
    places.append(Vector((0, 0.43 * LENGTH, 0.28 * WHEEL_DIAMETER / 2)))
    return [hinge(name, f"Leg {i + 1}", f"Wheel {i + 1}", at=centre, axis="x")
            for i, (name, centre) in enumerate(zip(("Left wheel", "Right wheel", "Tail wheel"),
                                                   places))]


def lathe_hub(centre, wide, chrome):
    """The domed hub that fills a tyre."""
    return sphere("Hub", 0.66 * WHEEL_DIAMETER / 2, centre, chrome, "wheels",
                  scale=(0.55 * wide / (0.66 * WHEEL_DIAMETER / 2), 1, 1), segments=28, rings=16)


def landing_gear(coat, chrome):
    """Legs with fairings, and the strut of the tail wheel."""
    made = []
    for i, (centre, side) in enumerate(gear_places()):
        root = Vector((side * 0.3 * DEPTH, -0.06 * LENGTH, axis_height() - 0.28 * DEPTH))
        inner = centre - Vector((side * 0.23 * WHEEL_DIAMETER, 0, 0))
        leg = tube("Leg", [root, root.lerp(inner, 0.5), inner], [0.05 * DEPTH, 0.042 * DEPTH,
                                                                0.03 * DEPTH], chrome, "gear")
        axle = cylinder("Axle", 0.025 * DEPTH, 0.5 * WHEEL_DIAMETER,
                        centre - Vector((side * 0.1 * WHEEL_DIAMETER, 0, 0)), chrome, "gear",
                        rotation=(0, math.pi / 2, 0))
        spat = sphere("Spat", 0.60 * WHEEL_DIAMETER, centre + Vector((
            0, 0.12 * WHEEL_DIAMETER, 0.24 * WHEEL_DIAMETER)), coat, "gear",
            scale=(0.42, 1.0, 0.52), segments=28, rings=16)
        made.append(join_meshes(f"Leg {i + 1}", [leg, axle, spat]))
    foot = Vector((0, 0.43 * LENGTH, 0.28 * WHEEL_DIAMETER / 2))
    top = Vector((0, 0.40 * LENGTH, axis_height() - 0.02 * DEPTH))
    made.append(tube("Leg 3", [top, top.lerp(foot, 0.6), foot], 0.02 * DEPTH, chrome, "gear"))
    return made


def float_outline(t):
    """A station of a float, 0 at its bow and 1 at its stern: keel, chine, rounded deck."""
    tall, half = 0.36 * DEPTH, 0.19 * DEPTH
    keel = tall * (0.62 * max(0.0, 1 - t / 0.28) ** 2 + 0.5 * max(0.0, (t - 0.56) / 0.44))
    keel += 0.08 * tall if t > 0.56 else 0.0
    wide = half * min(1.0, 0.12 + 2.6 * t - 1.9 * t * t, 0.3 + 2.2 * (1 - t))
    side = [(0.0, keel), (0.95 * wide, keel + 0.3 * (tall - keel)),
            (wide, keel + 0.45 * (tall - keel)), (0.97 * wide, 0.86 * tall),
            (0.72 * wide, 0.985 * tall)]
    return side + [(0.0, tall)] + [(-x, z) for x, z in side[:0:-1]]


def floats(coat, chrome):
    """Two floats with a stepped keel, and the struts that carry the plane on them."""
    made = []
    x, front, back = 0.52 * DEPTH + 0.04 * SPAN, -0.385 * LENGTH, 0.24 * LENGTH
    stations = sorted([k / 28 for k in range(29)] + [0.559, 0.561])
    for i, side in enumerate((1, -1)):
        sections = [[Vector((side * x + u, front + (back - front) * t, z))
                     for u, z in float_outline(t)] for t in stations]
        pieces = [loft("Hull", sections, coat, "floats", smooth=35)]
        for t in (0.1, 0.34):
            top = fuselage_point(t, side * 0.72 * math.pi, -0.03 * DEPTH)
            foot = Vector((side * x, top.y, 0.35 * DEPTH))
            pieces.append(tube("Strut", [top, foot], 0.03 * DEPTH, chrome, "floats",
                               smooth_path=1))
        made.append(join_meshes(f"Float {i + 1}", pieces))
    for i, t in enumerate((0.1, 0.34)):
        y = fuselage_y(t)
        made.append(tube(f"Spreader {i + 1}", [(-x, y, 0.3 * DEPTH), (x, y, 0.3 * DEPTH)],
                         0.022 * DEPTH, chrome, "floats", smooth_path=1))
    return made


def stripes(accent):
    """A coloured flash along both flanks."""
    made = []
    for i, side in enumerate((1, -1)):
        rows = []
        for k in range(31):
            v = 0.02 + 0.93 * k / 30
            middle = math.radians(80 - 6 * v)
            half = math.radians(15 * (1 - 0.75 * v))
            rows.append([fuselage_point(v, side * (middle + half * u), 0.004 * DEPTH)
                         for u in (-1, -0.5, 0, 0.5, 1)])
        made.append(surface(f"Stripe {i + 1}", rows, accent, "stripes", thickness=0.012 * DEPTH,
                            smooth=60))
    return made


def upper_wing(coat, chrome):
    """A second wing above the first, held by struts: it makes a biplane."""
    chord = 0.94 * WING_CHORD
    z, y = axis_height() + 1.18 * DEPTH, -0.20 * LENGTH
    pieces = [wing_panel("Panel", (0, y, z), (side * SPAN / 2, y, z), chord, 0.78, 0.05 * chord,
                         0.11 * chord, coat, "upper_wing") for side in (1, -1)]
    low = axis_height() - 0.24 * DEPTH
    for side in (1, -1):
        for back in (0.22, 0.66):
            foot = Vector((side * 0.33 * SPAN, -0.17 * LENGTH + back * WING_CHORD,
                           low + 0.055 * 1.4 * 0.33 * SPAN))
            head = Vector((side * 0.33 * SPAN, y + back * chord + 0.02, z + 0.01))
            pieces.append(tube("Strut", [foot, foot.lerp(head, 0.5), head], 0.024 * DEPTH, chrome,
                               "upper_wing"))
            root = fuselage_point(0.06 if back < 0.5 else 0.2, side * 0.75, -0.03 * DEPTH)
            head = Vector((side * 0.11 * SPAN, y + back * chord + 0.02, z + 0.01))
            pieces.append(tube("Strut", [root, root.lerp(head, 0.5), head], 0.022 * DEPTH, chrome,
                               "upper_wing"))
    return [join_meshes("Upper Wing", pieces)]


def roundels(white, accent):
    """Roundels on the wings, a star in a disc."""
    made = []
    chord = WING_CHORD
    z, y = axis_height() - 0.26 * DEPTH, -0.17 * LENGTH
    for side in (1, -1):
        x = side * 0.36 * SPAN
        share = (abs(x) - 0.22 * DEPTH) / (SPAN / 2 - 0.22 * DEPTH)
        width = chord * (1 - 0.28 * share)
        lift = z + 0.055 * 1.4 * SPAN / 2 * share
        section = airfoil(width, 0.115 * chord)[:15]
        lead = y + 0.06 * chord * share
        pieces = []
        for number, (size, skin_of) in enumerate(((0.30 * width, white), (0.22 * width, accent))):
            rows = []
            for ring in (0.04, 0.5, 1.0):
                row = []
                for k in range(40):
                    reach = size * ring
                    if number and k % 8:
                        reach *= 0.42 + 0.58 * abs((k % 8) / 4 - 1) ** 1.6
                    a = 2 * math.pi * k / 40 - math.pi / 2
                    back = 0.46 * width + reach * math.sin(a)
                    row.append((x + reach * math.cos(a), lead + back,
                                lift + height_on(section, back) + 0.002 + 0.003 * number
                                + 0.0385 * 2 * (reach * math.cos(a) * side)))
                rows.append(row)
            pieces.append(surface("Disc", rows, skin_of, "roundels", thickness=0.006,
                                  closed_u=True))
        made.append(join_meshes(f"Roundel {len(made) + 1}", pieces))
    return made


def height_on(section, back):
    """The height of a wing section's upper side at a distance behind the leading edge."""
    for (b0, h0), (b1, h1) in zip(section, section[1:]):
        if b0 <= back <= b1:
            return h0 + (h1 - h0) * (back - b0) / max(1e-6, b1 - b0)
    return 0.0


def clouds(cloud):
    """Three small clouds to fly among."""
    rng = random.Random(SEED)
    made = []
    for i, (u, v, w) in enumerate(((-0.62, -0.35, 0.5), (0.66, 0.2, 0.75), (-0.3, 0.62, 0.9))):
        pieces = []
        size = 0.05 * (LENGTH + SPAN) / 2
        for k in range(7):
            pieces.append(sphere("Puff", size * rng.uniform(0.7, 1.25), (
                u * SPAN * 0.75 + (k - 3) * 0.7 * size, v * LENGTH + rng.uniform(-0.6, 0.6) * size,
                w * LENGTH * 0.55 + 0.6 + rng.uniform(0, 0.7) * size * (1 - abs(k - 3) / 4)),
                cloud, "clouds", scale=(1.1, 1, 0.8), segments=20, rings=12))
        made.append(join_meshes(f"Cloud {i + 1}", pieces))
    return made
