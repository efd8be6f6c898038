# A helicopter that looks to -Y. Its mast stands over the middle of the skids; the tail rotor turns
# with the main rotor, five times as fast.
import math
from mathutils import Matrix, Vector


def clearance():
    """From the ground to the belly."""
    return 0.3 * BODY_HEIGHT


def nose():
    """The y of the nose: a third of the length is before the mast."""
    return -0.33 * LENGTH


def tail_hub():
    """The middle of the tail rotor, to the left of the boom's end."""
    return Vector((-(0.11 * BODY_WIDTH / 2 + 0.17), nose() + 0.985 * LENGTH,
                   clearance() + 0.8 * BODY_HEIGHT))


def rotor_height():
    """The height of the blades of the main rotor."""
    return clearance() + 1.34 * BODY_HEIGHT


def body_sections():
    """The body from nose to boom: (share of the length, half width, underside, upper side)."""
    table = [(0.0, 0.03, 0.40, 0.45), (0.012, 0.24, 0.26, 0.60), (0.04, 0.46, 0.13, 0.74),
             (0.09, 0.70, 0.04, 0.87), (0.16, 0.90, 0.0, 0.96), (0.25, 1.0, 0.0, 1.0),
             (0.35, 0.97, 0.02, 1.0), (0.43, 0.80, 0.12, 0.97), (0.50, 0.54, 0.31, 0.92),
             (0.57, 0.32, 0.49, 0.87), (0.65, 0.22, 0.60, 0.84), (0.82, 0.16, 0.67, 0.83),
             (1.0, 0.11, 0.73, 0.83)]
    return [(share, wide * BODY_WIDTH / 2, clearance() + low * BODY_HEIGHT,
             clearance() + high * BODY_HEIGHT) for share, wide, low, high in table]


def body_at(share):
    """Half width, underside and upper side of the body at a share of its length."""
    line = catmull(body_sections(), 6)
    for a, b in zip(line, line[1:]):
        if a[0] <= share <= b[0]:
            return tuple(a.lerp(b, (share - a[0]) / max(1e-9, b[0] - a[0])))[1:]
    return tuple(line[-1])[1:]


def body_ring(share, angles, lift=0.0):
    """Points of the skin at a share of the length, `lift` above it: angle 0 is on top, pi / 2 to
    the right as one looks ahead."""
    wide, low, high = body_at(share)
    points = []
    for angle in angles:
        u, v = math.sin(angle), math.cos(angle)
        corner = (abs(u) ** 2.4 + abs(v) ** 2.4) ** (-1 / 2.4)
        points.append(Vector((-(wide + lift) * u * corner, nose() + share * LENGTH,
                              (low + high) / 2 + ((high - low) / 2 + lift) * v * corner)))
    return points


def body_point(share, angle, lift=0.0):
    """One point of the skin."""
    return body_ring(share, [angle], lift)[0]


def fuselage(coat):
    """The cabin and the boom, one skin."""
    shares = [k / 40 * 0.3 for k in range(40)] + [0.3 + 0.7 * k / 50 for k in range(51)]
    angles = [2 * math.pi * k / 56 for k in range(56)]
    return [loft("Fuselage", [body_ring(share, angles) for share in shares], coat, "fuselage",
                 smooth=60)]


def pane_rows(first, last, low, high, corner):
    """Points of a pane on the skin between two shares and two angles, its corners rounded."""
    rows = []
    for i in range(25):
        u = 2 * i / 24 - 1
        tuck = corner * (1 - (1 - abs(u) ** 5) ** (1 / 5)) * (high - low)
        rows.append(body_ring(first + (last - first) * i / 24,
                              [low + tuck + (high - low - 2 * tuck) * k / 20 for k in range(21)],
                              0.006))
    return rows


def windows(pane):
    """Two halves of a windscreen round the nose, and a window in each door."""
    made = []
    for name, first, last, low, high in (("Windscreen", 0.012, 0.155, 0.05, 1.62),
                                         ("Window", 0.185, 0.315, 0.55, 1.5)):
        for i, side in enumerate((1, -1)):
            rows = pane_rows(first, last, side * low, side * high, 0.25)
            made.append(surface(f"{name} {i + 1}", rows, pane, "windows", thickness=0.02,
                                smooth=60))
    return made


def doors(accent, metal):
    """The outlines of the doors, with their handles."""
    made = []
    for i, side in enumerate((1, -1)):
        edge = []
        for k in range(64):
            a = 2 * math.pi * k / 64
            u, v = math.cos(a), math.sin(a)
            round_off = (abs(u) ** 6 + abs(v) ** 6) ** (-1 / 6)
            edge.append(body_point(0.25 + 0.08 * u * round_off,
                                   side * (1.32 + 0.86 * v * round_off), 0.002))
        seam = tube("Seam", edge, 0.011, accent, "doors", sides=8, closed=True, smooth_path=1)
        lever = [body_point(share, side * 1.72, 0.012) for share in (0.292, 0.3, 0.31)]
        made.append(join_meshes(f"Door {i + 1}", [seam, tube("Handle", lever, 0.014, metal, "doors",
                                                             sides=12)]))
    return made


def stripes(accent):
    """A flash along both flanks that runs out on the boom."""
    made = []
    for i, side in enumerate((1, -1)):
        rows = []
        for k in range(41):
            share = 0.17 + 0.74 * k / 40
            half = 0.17 * (1 - 0.4 * k / 40)
            middle = 1.95 - 0.3 * k / 40
            angles = [side * (middle + half * u) for u in (-1, -0.5, 0, 0.5, 1)]
            rows.append(body_ring(share, angles, 0.003))
        made.append(surface(f"Stripe {i + 1}", rows, accent, "stripes", thickness=0.01, smooth=60))
    return made


def fin(name, root, tip, chord, sweep, thick, material):
    """A tapered plate with an airfoil's section from `root` to `tip`, points of its front edge."""
    root, tip, sections = Vector(root), Vector(tip), []
    across = Vector((1, 0, 0)) if abs(tip.z - root.z) > abs(tip.x - root.x) else Vector((0, 0, 1))
    for i in range(17):
        v = i / 16
        round_off = math.sqrt(max(0.03, 1 - max(0.0, (v - 0.85) / 0.15) ** 2))
        wide = chord * (1 - 0.35 * v) * round_off
        front = root.lerp(tip, v) + Vector((0, sweep * v + 0.3 * chord * (1 - round_off), 0))
        half = thick / 2 * round_off
        sections.append([front + Vector((0, wide * (1 - math.cos(a)) / 2, 0))
                         + across * (half * math.sin(a) * (1.2 + 0.4 * math.cos(a)))
                         for a in (2 * math.pi * k / 24 for k in range(24))])
    return loft(name, sections, material, "tail", smooth=60)


def tail(coat, accent):
    """A fin above and below the end of the boom, and two small planes before it."""
    y, z, size = nose() + 0.9 * LENGTH, clearance() + 0.78 * BODY_HEIGHT, BODY_HEIGHT
    upper = fin("Upper", (0, y, z), (0, y, z + 0.36 * size), 0.085 * LENGTH, 0.045 * LENGTH, 0.06,
                accent)
    lower = fin("Lower", (0, y + 0.01 * LENGTH, z), (0, y, z - 0.32 * size), 0.075 * LENGTH,
                0.045 * LENGTH, 0.05, accent)
    made = [join_meshes("Fin", [upper, lower])]
    for i, side in enumerate((1, -1)):
        made.append(fin(f"Tailplane {i + 1}", (0, nose() + 0.78 * LENGTH, z),
                        (side * 0.5 * BODY_WIDTH, nose() + 0.78 * LENGTH, z), 0.06 * LENGTH,
                        0.01 * LENGTH, 0.045, coat))
    return made


def mast(coat, metal, dark):
    """The fairing of the engine with its exhausts, and the mast with the swash plate."""
    top, pieces = clearance() + BODY_HEIGHT, []
    sections = []
    for k in range(25):
        v = k / 24
        tall = 0.17 * BODY_HEIGHT * math.sin(math.pi * min(1.0, 0.06 + 1.0 * v)) ** 0.6
        wide = 0.25 * BODY_WIDTH * math.sin(math.pi * (0.05 + 0.9 * v)) ** 0.5
        y = -0.075 * LENGTH + 0.25 * LENGTH * v
        foot = body_at(min(1.0, (y - nose()) / LENGTH))[2] - 0.05 * BODY_HEIGHT
        sections.append([(wide * math.cos(a), y, foot + (tall + 0.05 * BODY_HEIGHT) * math.sin(a))
                         for a in (math.pi * i / 24 for i in range(25))])
    pieces.append(loft("Fairing", sections, coat, "mast", smooth=60))
    high = rotor_height() + 0.035
    pieces.append(cylinder("Mast", 0.05, high - top + 0.1, (0, 0, (high + top - 0.1) / 2), metal,
                           "mast", sides=64, bevel=0.004))
    plate = [(0.05, 0.0), (0.16, 0.004), (0.17, 0.02), (0.16, 0.036), (0.07, 0.05), (0.05, 0.05)]
    pieces.append(lathe("Swash plate", plate + plate[:1], (0, 0, top + 0.19 * BODY_HEIGHT), metal,
                        "mast"))
    for side in (1, -1):
        root = Vector((side * 0.16 * BODY_WIDTH, 0.07 * LENGTH, top + 0.04 * BODY_HEIGHT))
        line = [root + Vector((side * out, back, up)) for out, back, up in
                ((0, 0, 0), (0.1, 0.16, 0.03), (0.16, 0.34, 0.05))]
        pieces.append(tube("Exhaust", line, 0.075, metal, "mast", sides=24))
        pieces.append(sphere("Soot", 0.062, line[2], dark, "mast", scale=(1, 0.35, 1), segments=24,
                             rings=12))
    return [join_meshes("Mast", pieces)]


def turned_blade(name, root, tip, chord, waist, twist, droop, material, part):
    """A rotor blade along X, from `root` to `tip` metres; its root is narrower by `waist`."""
    sections = []
    for i in range(17):
        v = i / 16
        wide = chord * (1 - waist * max(0.0, 1 - v / 0.15))
        pitch = math.radians(twist * (1 - 0.7 * v))
        section = []
        for k in range(20):
            a = 2 * math.pi * k / 20
            u, w = wide * 0.5 * math.cos(a), 0.055 * wide * math.sin(a) * (1.25 + 0.6 * math.cos(a))
            section.append((root + (tip - root) * v, u * math.cos(pitch) - w * math.sin(pitch),
                            u * math.sin(pitch) + w * math.cos(pitch) - droop * v * v))
        sections.append(section)
    return loft(name, sections, material, part, smooth=60)


def rotor(blade_skin, metal, accent):
    """The main rotor: a hub round the mast, a cuff for each blade, and blades that droop."""
    reach, z = ROTOR_DIAMETER / 2, rotor_height()
    ring = [(0.0508, -0.06), (0.12, -0.06), (0.15, -0.03), (0.15, 0.03), (0.1, 0.06),
            (0.0508, 0.06)]
    cap = [(0.0, 0.045), (0.1, 0.045), (0.1, 0.06), (0.07, 0.085), (0.0, 0.1)]
    pieces = [lathe("Hub", ring + ring[:1], (0, 0, 0), metal, "rotor"),
              lathe("Cap", cap, (0, 0, 0), accent, "rotor")]
    chord = 0.055 * reach + 0.06
    for k in range(BLADE_COUNT):
        blade = turned_blade("Blade", 0.4, 0.955 * reach, chord, 0.45, 6, 0.028 * reach, blade_skin,
                             "rotor")
        end = turned_blade("Tip", 0.955 * reach, reach, chord, 0, 1.8, 0, accent, "rotor")
        cuff = cylinder("Cuff", 0.05, 0.42, (0.33, 0, 0), metal, "rotor", bevel=0.01,
                        rotation=(0, math.pi / 2, 0))
        transform([end], Matrix.Translation((0, 0, -0.028 * reach)))
        transform([blade, end, cuff], Matrix.Rotation(2 * math.pi * k / BLADE_COUNT + 0.35, 4, "Z"))
        pieces += [blade, end, cuff]
    for obj in pieces:
        transform([obj], Matrix.Translation((0, 0, z)))
    return [join_meshes("Main rotor", pieces)]


def tail_rotor(blade_skin, metal, accent):
    """The tail rotor on its shaft: two blades, their tips in the second colour."""
    reach = TAIL_ROTOR_DIAMETER / 2
    chord = 0.16 * reach + 0.03
    ring = [(0.0308, -0.04), (0.07, -0.04), (0.075, -0.03), (0.075, 0.03), (0.07, 0.04),
            (0.0308, 0.04)]
    pieces = [lathe("Hub", ring + ring[:1], (0, 0, 0), metal, "tail_rotor")]
    for k in range(2):
        blade = turned_blade("Blade", 0.06, 0.85 * reach, chord, 0.3, 12, 0, blade_skin,
                             "tail_rotor")
        end = turned_blade("Tip", 0.85 * reach, reach, chord, 0, 3.6, 0, accent, "tail_rotor")
        transform([blade, end], Matrix.Rotation(math.pi * k + 0.6, 4, "Z"))
        pieces += [blade, end]
    place = Matrix.Translation(tail_hub()) @ Matrix.Rotation(math.pi / 2, 4, "Y")
    for obj in pieces:
        transform([obj], place)
    return [join_meshes("Tail rotor", pieces)]


def gearbox(metal):
    """The gearbox at the end of the boom, with the shaft of the tail rotor."""
    hub = tail_hub()
    pieces = [sphere("Case", 0.11, (0, hub.y, hub.z), metal, "gearbox", scale=(0.9, 1.3, 1)),
              cylinder("Shaft", 0.03, 0.06 - hub.x, ((hub.x - 0.06) / 2, hub.y, hub.z), metal,
                       "gearbox", sides=64, bevel=0.004, rotation=(0, math.pi / 2, 0))]
    return [join_meshes("Gearbox", pieces)]


def rotor_joints():
    """The main rotor turns freely, and the tail rotor with it."""
    return [hinge("Main rotor", "mast", "rotor", at=(0, 0, rotor_height()), axis="z"),
            hinge("Tail rotor", "gearbox", "tail_rotor", at=tail_hub(), axis="x",
                  follows="Main rotor", ratio=5)]


def skids(metal):
    """Two skids that turn up in front, on two bent cross tubes."""
    x, r, pieces = 0.72 * BODY_WIDTH, 0.045, []
    first, last = -0.27 * LENGTH, 0.17 * LENGTH
    for side in (1, -1):
        bow = [(side * x, first + 0.4 - 0.5 * math.sin(a), r + 0.5 * (1 - math.cos(a)))
               for a in (math.radians(55 - 55 * k / 12) for k in range(13))]
        pieces.append(tube("Skid", bow + [(side * x, last, r)], r, metal, "skids", sides=20,
                           smooth_path=1))
    for y in (0.55 * first, 0.55 * last):
        low = body_at((y - nose()) / LENGTH)[1]
        arch = [(-x, y, 1.6 * r), (-0.86 * x, y, 0.5 * low), (-0.5 * x, y, low + 0.02),
                (0, y, low + 0.05), (0.5 * x, y, low + 0.02), (0.86 * x, y, 0.5 * low),
                (x, y, 1.6 * r)]
        pieces.append(tube("Cross tube", arch, 0.04, metal, "skids", sides=20))
    return [join_meshes("Skids", pieces)]


def lights(lens, metal, beacon_red):
    """A landing light under the nose, and a beacon on the boom."""
    front = body_point(0.07, math.pi * 0.96)
    boom = body_point(0.66, 0)
    return [lamp("Landing light", front + Vector((0, -0.01, -0.02)), (0, -1, -0.35), 0.1, lens,
                 metal, "lights"),
            sphere("Beacon", 0.06, boom + Vector((0, 0, 0.02)), beacon_red, "lights",
                   scale=(1, 1, 1.2), segments=24, rings=14)]
