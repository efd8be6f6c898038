# A hammer that stands on the butt of its handle. The head lies along X: face to the right.
import math


def head_middle():
    """Height of the middle of the head."""
    return HAMMER_LENGTH - 0.017 * HEAD_SIZE


def ring_at(x, half_y, half_z, power):
    """A section of the head across X: power 2 is round, 5 nearly square."""
    points = []
    for i in range(32):
        turn = 2 * math.pi * i / 32
        c, s = math.cos(turn), math.sin(turn)
        points.append((x, half_y * math.copysign(abs(c) ** (2 / power), c),
                       head_middle() + half_z * math.copysign(abs(s) ** (2 / power), s)))
    return points


def handle_stations():
    """Middle, width and depth of the handle at heights from butt to top."""
    w, top = HANDLE_WIDTH, HAMMER_LENGTH + 0.002
    eye_wide, eye_deep = min(0.86 * w, 0.027 * HEAD_SIZE), min(0.62 * w, 0.021 * HEAD_SIZE)
    shape = [(0.0, 1.02, 0.78), (0.03, 1.08, 0.82), (0.16, 0.98, 0.76), (0.34, 1.04, 0.8),
             (0.52, 0.86, 0.7), (0.7, 0.76, 0.62)]
    below = HAMMER_LENGTH - 0.034 * HEAD_SIZE
    stations = [(0, 0, below * share, w * a, w * b) for share, a, b in shape]
    return stations + [(0, 0, below, eye_wide, eye_deep),
                       (0, 0, top, eye_wide * 1.02, eye_deep * 1.02)]


def handle(ash_wood):
    """An oval handle, swelling at the butt and slim below the head."""
    return [post("Handle", handle_stations(), ash_wood, "handle", corner=0.49, smooth_path=5)]


def rubber_grip(rubber_of_sleeve):
    """A moulded sleeve over the lower handle, ribbed for the fingers."""
    height, w, sections = GRIP_SHARE * HAMMER_LENGTH, HANDLE_WIDTH, []
    line = catmull(handle_stations(), 5)
    for step in range(61):
        share = step / 60
        z = height * share
        near = min(line, key=lambda p: abs(p[2] - z))
        ribs = 0.012 * w * math.cos(2 * math.pi * share * 15) if 0.14 < share < 0.86 else 0.012 * w
        end = 0.82 if step in (0, 60) else 1.0
        wide, deep = (near[3] + 0.16 * w + 2 * ribs) * end, (near[4] + 0.2 * w + 2 * ribs) * end
        flare = 1.0 + 0.06 * max(0.0, 1 - share / 0.08)
        outline = rounded_rectangle(wide * flare, deep * flare, 0.49 * deep * flare, 7)
        sections.append([(u, v, z) for u, v in outline])
    return [loft("Grip", sections, rubber_of_sleeve, "grip", smooth=60)]


def head(steel_of_head):
    """The forged head from the eye to the face: square cheeks, a round neck, a bell-shaped face."""
    return [loft("Head", half_head(1), steel_of_head, "head", smooth=35)]


def half_head(side):
    """Sections of one half of the head, from just past the eye to the face; side is +1 or -1."""
    s, r = HEAD_SIZE, FACE_RADIUS
    stations = [(-0.019, 0.0135, 0.0155, 5), (-0.0175, 0.0152, 0.017, 5),
                (0.0145, 0.0155, 0.017, 5), (0.0175, 0.0135, 0.015, 4),
                (0.025, 0.72 * r, 0.75 * r, 2.4), (0.033, 0.68 * r, 0.7 * r, 2),
                (0.039, 0.8 * r, 0.8 * r, 2), (0.043, 0.97 * r, 0.97 * r, 2),
                (0.0445, r, r, 2), (0.0595, r, r, 2), (0.0615, 0.88 * r, 0.88 * r, 2),
                (0.062, 0.6 * r, 0.6 * r, 2)]
    return [ring_at(side * x * s, y * s, z * s, power) for x, y, z, power in stations]


def second_face(steel_of_head):
    """A second face opposite the first, as on a sledge."""
    return [loft("Second face", half_head(-1), steel_of_head, "second", smooth=35)]


def claw(steel_of_head):
    """Two prongs that part, curve down and thin out to an edge."""
    s, z, long = HEAD_SIZE, head_middle(), CLAW_LENGTH
    made = []
    for i, side in enumerate((-1, 1)):
        path = [(-0.010, 0.0071, 0.001), (-0.022, 0.0073, 0.003),
                (-0.010 - 0.45 * long, 0.0082, 0.0035),
                (-0.010 - 0.75 * long, 0.0092, -0.12 * long),
                (-0.010 - long, 0.0105, -0.38 * long)]
        line = [(x * s, side * y * s, z + up * s) for x, y, up in path]
        widths = [0.0146 * s, 0.0142 * s, 0.0126 * s, 0.0105 * s, 0.0075 * s]
        depths = [0.029 * s, 0.025 * s, 0.0165 * s, 0.009 * s, 0.0018 * s]
        made.append(ribbon(f"Claw {i + 1}", line, widths, depths, steel_of_head, "claw",
                           bevel=0.0016 * s))
    return made


def peen(steel_of_head):
    """A ball on a short neck, opposite the face."""
    s, pieces = HEAD_SIZE, []
    neck = [ring_at(-x * s, y * s, y * s, p) for x, y,
            p in ((0.012, 0.0125, 4), (0.022, 0.0095, 2.4), (0.03, 0.0088, 2), (0.038, 0.0095, 2))]
    pieces.append(loft("Neck", neck, steel_of_head, "peen", smooth=60))
    pieces.append(sphere("Ball", 0.0125 * s, (-0.0435 * s, 0, head_middle()), steel_of_head, "peen",
                         segments=32, rings=18))
    return [join_meshes("Peen", pieces)]


def block_head(ash_wood):
    """The block of a mallet: its faces slope a little, the handle goes through it, wedged."""
    s = HEAD_SIZE
    low, high = HAMMER_LENGTH - 0.08 * s, HAMMER_LENGTH
    outline = [(-0.062 * s, low), (0.062 * s, low), (0.068 * s, high - 0.006 * s),
               (0.05 * s, high - 0.001 * s), (0, high),
               (-0.05 * s, high - 0.001 * s), (-0.068 * s, high - 0.006 * s)]
    return [extrude("Head", outline, 0.064 * s, (0, 0, 0), ash_wood, "block", bevel=0.004 * s,
                    axis="Y", segments=3)]


def strap(leather_of_thong):
    """A leather loop tied through the butt of the handle, fallen to one side."""
    w, z = HANDLE_WIDTH, 0.045 * HAMMER_LENGTH + 0.006
    ring = [(0.62 * w * math.cos(t), 0.5 * w * math.sin(t), z)
            for t in (2 * math.pi * i / 16 for i in range(16))]
    band = tube("Band", ring, 0.0045, leather_of_thong, "strap", sides=8, closed=True,
                smooth_path=3)
    x = -0.62 * w - 0.002
    loop = [(x, 0.003, z), (x - 0.018, 0.012, 0.6 * z + 0.003), (x - 0.05, 0.016, 0.0065),
            (x - 0.07, 0.0, 0.0055), (x - 0.05, -0.018, 0.0055),
            (x - 0.02, -0.01, 0.6 * z), (x, -0.003, z)]
    hanging = tube("Loop", loop, 0.0024, leather_of_thong, "strap", sides=8)
    knot = sphere("Knot", 0.0065, (x - 0.001, 0, z), leather_of_thong, "strap", segments=16,
                  rings=8)
    return [join_meshes("Strap", [band, hanging, knot])]
