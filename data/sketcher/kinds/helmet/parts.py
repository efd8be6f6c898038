# A helmet that looks to -Y and stands on its rim. About the line through the temples, a closed
# shell is round, so that its visor turns freely over it.
import math
from mathutils import Vector


def reach():
    """From the line through the temples to the front, the back and the top."""
    return DEPTH / 2


def temple():
    """The height of the line that the visor turns about."""
    return max(HEIGHT, 0.85 * DEPTH) - reach()


def hollow_dome(name, line, wall, material, part):
    """A shell from its line [(share of the half width, z), …] from rim to top, `wall` thick."""
    top = line[-1][1]
    inner = [(r * (1 - 2 * wall / WIDTH), z if i == 0 else z * (1 - wall / top))
             for i, (r, z) in enumerate(line)]
    shell = lathe(name, inner[::-1] + line, (0, 0, 0), material, part, steps=96, smooth=50)
    for vertex in shell.data.vertices:
        vertex.co.x *= WIDTH / 2
        vertex.co.y *= DEPTH / 2
    return shell


def closed_line():
    """The line of a closed helmet: upright below, a ball above."""
    low = 0.3 * temple()
    bent = [(math.cos(a), temple() + reach() * math.sin(a))
            for a in (math.pi / 2 * k / 24 for k in range(-5, 25))]
    return [(0.86, 0.0), (0.9, 0.4 * low), (0.93, low)] + bent[:-1] + [(0.0, bent[-1][1])]


def eye_wedge(first, last, width):
    """What is cut out before the eyes, between two angles about the temples."""
    points = [(-r * reach() * math.cos(math.radians(a)), temple() + r * reach()
               * math.sin(math.radians(a))) for r, a in (
        (0.3, first), (1.6, first), (1.6, last), (0.3, last))]
    return extrude("Cut", round_corners(points, 0.03, 5, closed=True), width, (0, 0, 0), None, "",
                   bevel=0, axis="X")


def chin(z):
    """How much further than elsewhere the shell reaches at the chin, at a height."""
    return 1 + 0.15 * max(0.0, 1 - z / (temple() - 0.36 * reach()))


def shell(coat):
    """A closed shell with a window for the eyes, its chin drawn forward."""
    dome = hollow_dome("Shell", closed_line(), WALL, coat, "shell")
    for vertex in dome.data.vertices:
        if vertex.co.y < 0:
            vertex.co.y *= chin(vertex.co.z)
    return [boolean(dome, [eye_wedge(-14, 30, 2 * WIDTH)])]


def lining(pad):
    """A soft dome within the shell, its window a little wider."""
    inside = 1 - 2 * WALL / WIDTH
    line = [(r * inside, 0.012 if i == 0 else z * (1 - WALL / closed_line()[-1][1]))
            for i, (r, z) in enumerate(closed_line())]
    dome = hollow_dome("Lining", line, 0.022, pad, "lining")
    return [boolean(dome, [eye_wedge(-17, 27, 2 * WIDTH)])]


def visor_rows(first, last, out, wide=79, beak=0.0):
    """A grid on the ball about the temples, between two angles, `out` metres above the shell."""
    rows = []
    for k in range(21):
        a = math.radians(first + (last - first) * k / 20)
        point = beak * math.sin(math.pi * k / 20)
        row = []
        for j in range(41):
            s = math.radians(wide * (j / 20 - 1))
            r = (reach() + out + point * math.cos(s) ** 6) * math.cos(s)
            row.append(Vector(((WIDTH / 2 + out) * math.sin(s), -r * math.cos(a),
                               temple() + r * math.sin(a))))
        rows.append(row)
    return rows


def pivots(material, part):
    """A disc at each temple."""
    return [cylinder("Pivot", 0.032, 0.016, (side * (WIDTH / 2 + 0.002), 0, temple()), material,
                     part, bevel=0.004, segments=3, rotation=(0, math.pi / 2, 0))
            for side in (-1, 1)]


def visor(pane, dark):
    """A bent pane over the window, on a pivot at each temple."""
    rows = visor_rows(-20, 38, 0.004)
    return [join_meshes("Visor", [surface("Pane", rows, pane, "visor", thickness=0.003),
                                  *pivots(dark, "visor")])]


def visor_joints():
    """The visor turns up about the temples."""
    return [hinge("Visor", "shell", "Visor", at=(0, 0, temple()), axis="-x",
                  limits=(0, VISOR_OPENING))]


def rim_point(turn, share=0.86):
    """A point of the rim at an angle."""
    return Vector((share * WIDTH / 2 * math.cos(turn), share * DEPTH / 2 * math.sin(turn), 0))


def trim(dark):
    """A rubber edge round the neck, and three slots at the chin."""
    line = [rim_point(2 * math.pi * k / 72, 0.845) + Vector((0, 0, 0.006)) for k in range(72)]
    for point in line:
        point.y *= chin(0) if point.y < 0 else 1
    pieces = [tube("Edge", line, 0.006, dark, "trim", closed=True, smooth_path=1)]
    z = 0.42 * temple()
    for k in (-1, 0, 1):
        turn = -math.pi / 2 + 0.3 * k
        spot = rim_point(turn, 0.935) + Vector((0, 0, z))
        spot.y *= chin(z)
        pieces.append(box("Slot", (0.034, 0.012, 0.014), spot, dark, "trim", bevel=0.005,
                          rotation=(0, 0, 0.3 * k)))
    return [join_meshes("Trim", pieces)]


def stripe(stripe_skin):
    """A stripe from above the visor over the top to the neck."""
    rows = []
    for k in range(33):
        a = math.radians(44 + 140 * k / 32)
        rows.append([Vector((0.1 * WIDTH * x, -(reach() + 0.0004) * math.cos(a) * math.sqrt(
            1 - 0.04 * x * x), temple() + (reach() + 0.0004) * math.sin(a) * math.sqrt(
                1 - 0.04 * x * x))) for x in (-1, -0.5, 0, 0.5, 1)])
    return [surface("Stripe", rows, stripe_skin, "stripe", thickness=0.0016)]


def bike_shell(coat, dark):
    """A light dome of foam with rows of slots from front to back, and a dark rim."""
    line = [(0.96, 0.0), (1.0, 0.12 * HEIGHT)]
    line += [(math.cos(a) ** 0.8, HEIGHT * (0.12 + 0.88 * math.sin(a)))
             for a in (math.pi / 2 * k / 22 for k in range(1, 22))] + [(0.0, HEIGHT)]
    dome, cuts = hollow_dome("Dome", line, WALL, coat, "bike_shell"), []
    pitch = 0.86 * WIDTH / VENT_COUNT
    for k in range(VENT_COUNT):
        x = (k - (VENT_COUNT - 1) / 2) * pitch
        long = 0.42 * DEPTH * math.sqrt(max(0.1, 1 - (2.1 * x / WIDTH) ** 2))
        for low, high in ((-1, -0.42), (-0.26, 0.3), (0.46, 1)):
            bar = bar_outline((0.92 * x, low * long), (x, high * long), 0.32 * min(pitch, 0.04), 6)
            cuts.append(extrude("Cut", bar, 0.9 * HEIGHT, (0, 0, 0.66 * HEIGHT), None, "",
                                bevel=0))
    for vertex in dome.data.vertices:
        side = 1 - (2 * vertex.co.y / DEPTH) ** 2
        vertex.co.z += 0.2 * HEIGHT * max(0.0, side) * max(0.0, 1 - vertex.co.z / (0.4 * HEIGHT))
    turns = [2 * math.pi * k / 72 for k in range(72)]
    edge = [rim_point(t, 0.955 - WALL / WIDTH) + Vector((0, 0, 0.004 + 0.2 * HEIGHT * math.cos(t)
                                                         ** 2)) for t in turns]
    rows = []
    for share in (0, 0.3, 0.6, 0.9, 1):
        rows.append([rim_point(t, 0.97) * (1 + share * 0.22 * math.sin(3 * (t - 1.17 * math.pi)
                                                                       / 2) ** 0.7)
                     + Vector((0, 0, 0.17 * HEIGHT + 0.004 + 0.05 * HEIGHT * (1 - share)))
                     for t in (math.pi * (1.17 + 0.66 * k / 40) for k in range(1, 40))])
    peak = surface("Peak", rows, dark, "bike_shell", thickness=0.003)
    return [join_meshes("Slotted shell", [
        boolean(dome, cuts), peak, tube("Edge", edge, 0.55 * WALL, dark, "bike_shell", closed=True,
                                  smooth_path=1)])]


def hard_shell(coat, dark):
    """A dome with three ridges, a brim that is longer in front, and a band within."""
    line = [((1 - (k / 24) ** 2.5) ** 0.42, HEIGHT * k / 24) for k in range(25)]
    pieces = [hollow_dome("Dome", line, WALL, coat, "hard_shell")]
    rows = []
    for share in (0, 0.25, 0.5, 0.75, 0.94, 1):
        row = []
        for k in range(96):
            t = 2 * math.pi * k / 96
            far = BRIM * (1 + max(0.0, -math.sin(t)) ** 2.5)
            out = (1 - WALL / WIDTH) * rim_point(t, 1.0) + rim_point(t, 1.0).normalized() * (
                share * far)
            row.append(out + Vector((0, 0, 0.003 + 0.012 * (1 - share ** 2))))
        rows.append(row)
    pieces.append(surface("Brim", rows, coat, "hard_shell", thickness=WALL, closed_u=True))
    for x, r in ((-0.36, 0.008), (0, 0.011), (0.36, 0.008)):
        far, arch = math.sqrt(0.88 - x * x), []
        for k in range(41):
            y = far * (k / 20 - 1)
            high = HEIGHT * (1 - math.hypot(x, y) ** (1 / 0.42)) ** 0.4
            arch.append(Vector((x * WIDTH / 2, y * DEPTH / 2, high)))
        pieces.append(tube("Ridge", arch, r, coat, "hard_shell", sides=16, smooth_path=1))
    band = [rim_point(2 * math.pi * k / 72, 0.9) + Vector((0, 0, 0.03)) for k in range(72)]
    pieces.append(ribbon("Band", band, 0.003, 0.03, dark, "hard_shell", closed=True,
                         up=(0, 0, 1), smooth_path=1))
    for k in range(4):
        t = math.pi / 4 + math.pi / 2 * k
        pieces.append(tube("Web", [rim_point(t, 0.9) + Vector((0, 0, 0.03)),
                                   rim_point(t, 0.98 - WALL / WIDTH) + Vector((0, 0, 0.03))], 0.006,
                           dark, "hard_shell", smooth_path=1))
    return [join_meshes("Brimmed shell", pieces)]


def guard_low():
    """The angle of the guard's lower edge, which stays above the ground."""
    sine = (temple() - 0.01) / (reach() + 0.01)
    return -min(56, 0.85 * math.degrees(math.asin(min(1.0, sine))))


def armour(coat):
    """A steel shell that is open before the face, with a comb over the top and a rolled rim."""
    dome = boolean(hollow_dome("Dome", closed_line(), WALL, coat, "armour"),
                   [eye_wedge(guard_low() + 8, 34, 2 * WIDTH)])
    comb = []
    for k in range(29):
        a = math.radians(48 + 120 * k / 28)
        r = reach() + 0.009 * math.sin(math.pi * k / 28) - 0.002
        comb.append((0, -r * math.cos(a), temple() + r * math.sin(a)))
    edge = [rim_point(2 * math.pi * k / 72, 0.86) + Vector((0, 0, 0.006)) for k in range(72)]
    return [join_meshes("Steel shell", [
        dome, tube("Comb", comb, 0.008, coat, "armour", sides=12, smooth_path=1),
        tube("Rim", edge, 0.006, coat, "armour", closed=True, smooth_path=1)])]


def face_guard(coat, dark):
    """A pointed guard with two slits to see through and holes to breathe."""
    rows = visor_rows(guard_low(), 36, 0.004 + WALL / 2, beak=0.11 * DEPTH)
    guard = surface("Guard", rows, coat, "face", thickness=WALL)
    pieces, r = [], reach() + 0.12 * DEPTH
    for side in (-1, 1):
        cut = extrude("Cut", rounded_rectangle(0.3 * WIDTH, 0.011, 0.005), 2 * r,
                      (side * 0.2 * WIDTH, -r, temple() + 0.12 * reach()), None, "", bevel=0,
                      axis="Y")
        pieces.append(cut)
        for k in range(9):
            pieces.append(cylinder("Cut", 0.0045, 2 * r, (side * (0.1 + 0.07 * (k % 3)) * WIDTH, -r,
                                                          temple() - (0.2 + 0.13 * (k // 3))
                                                          * reach()), None, "", bevel=0,
                                   rotation=(math.pi / 2, 0, 0)))
    return [join_meshes("Face guard", [boolean(guard, pieces), *pivots(coat, "face")])]


def face_joints():
    """The guard turns up about the temples."""
    return [hinge("Face guard", "armour", "Face guard", at=(0, 0, temple()), axis="-x",
                  limits=(0, VISOR_OPENING))]


def plume(feathers):
    """Feathers that rise from behind the comb and hang over to the back."""
    pieces, foot = [], Vector((0, 0.5 * reach(), temple() + 0.86 * reach()))
    for k in range(9):
        turn, far = (k - 4) * 0.09, 1 - 0.05 * abs(k - 4)
        line = [foot + Vector((turn * x, y, z)) * (PLUME_HEIGHT * far) for x, y, z in (
            (0, -0.02, -0.12), (0.3, 0.1, 0.45), (0.8, 0.5, 0.86 - 0.02 * (k % 3)),
            (1.3, 1.0, 0.8), (1.7, 1.35, 0.4 + 0.06 * (k % 2)), (1.8, 1.45, 0.05))]
        pieces.append(ribbon("Feather", line, [PLUME_HEIGHT * w for w in (
            0.04, 0.14, 0.22, 0.24, 0.18, 0.03)], 0.006, feathers, "plume", up=(0, 0.6, 1)))
    return [join_meshes("Plume", pieces)]
