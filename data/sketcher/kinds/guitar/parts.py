# An acoustic guitar that stands upright and faces the front: a hollow body, a neck with frets, and
# a head that leans back with a tuner for each string.
import math
from mathutils import Matrix, Vector


def body_outline(inset=0.0):
    """The outline (x, z) of the body: wide below, a waist, narrower above; `inset` smaller."""
    half = [(0.0, 0.0), (0.5, 0.012), (0.86, 0.1), (1.0, 0.26), (0.9, 0.43), (WAIST, 0.6),
            (1.04 * WAIST, 0.7), (0.75, 0.83), (0.69, 0.93), (0.42, 0.99), (0.0, 1.0)]
    x, z = BODY_WIDTH / 2 - inset, BODY_LENGTH - 2 * inset
    right = [(max(0.0, p.x) * x, inset + p.y * z) for p in catmull(half, 6)]
    return right + [(-u, v) for u, v in reversed(right[1:-1])]


def hole_height():
    """The height of the middle of the sound hole."""
    return 0.69 * BODY_LENGTH


def body(back, spruce, trim):
    """Sides and back, the top with its hole, the rosette round it, and the trim along the edges."""
    front, wall = -BODY_DEPTH / 2, 0.004
    sides = extrude("Sides", body_outline(0.001), BODY_DEPTH - 2 * wall, (0, 0, 0), back, "body",
                    bevel=0, axis="Y", holes=[body_outline(0.005)])
    rear = extrude("Back", body_outline(0.001), wall, (0, -front - wall / 2, 0), back, "body",
                   bevel=0.0012, axis="Y")
    hole = circle(HOLE_DIAMETER / 2, 64, (0, hole_height()))
    top = extrude("Top", body_outline(0.001), wall, (0, front + wall / 2, 0), spruce, "body",
                  bevel=0, axis="Y", holes=[hole])
    rings = [lathe("Rosette", [(r, -0.0006), (r + wide, -0.0006), (r + wide, 0.001), (r, 0.001),
                               (r, -0.0006)], (0, front, hole_height()), skin, "body", steps=96)
             for r, wide, skin in ((HOLE_DIAMETER / 2 + 0.003, 0.0015, trim),
                                   (HOLE_DIAMETER / 2 + 0.0045, 0.006, back),
                                   (HOLE_DIAMETER / 2 + 0.0105, 0.0015, trim))]
    for ring in rings:
        ring.rotation_euler = (-math.pi / 2, 0, 0)
    edges = [tube("Binding", [(x, y, z) for x, z in body_outline(0.002)], 0.0022, trim, "body",
                  sides=10, closed=True, smooth_path=1) for y in (front + 0.002, -front - 0.002)]
    return [join_meshes("Body", [sides, rear, top, *rings, *edges])]


def nut_height():
    """Where the neck ends and the head begins."""
    return BODY_LENGTH + NECK_LENGTH


def neck(mahogany):
    """A neck round behind, with a heel where it meets the body."""
    front, sections = -BODY_DEPTH / 2, []
    for z, deep in ((-0.005, 0.7 * BODY_DEPTH), (0.006, 0.68 * BODY_DEPTH),
                    (0.022, 0.42 * BODY_DEPTH), (0.045, 0.027), (0.4 * NECK_LENGTH, 0.024),
                    (0.8 * NECK_LENGTH, 0.021), (NECK_LENGTH, 0.02), (NECK_LENGTH + 0.002, 0.019)):
        half = NECK_WIDTH / 2 * (1.18 - 0.18 * z / NECK_LENGTH) * 0.99
        sections.append([(half * math.cos(a), front + deep * math.sin(a) ** 0.8, BODY_LENGTH + z)
                         for a in (math.pi * k / 20 for k in range(21))])
    return [loft("Neck", sections, mahogany, "neck", smooth=60)]


def fingerboard(dark, trim, nickel):
    """The board with its frets, dots and the nut. Each fret is a semitone above the last."""
    front, low = -BODY_DEPTH / 2, hole_height() + HOLE_DIAMETER / 2 + 0.004
    speaking = nut_height() - 0.31 * BODY_LENGTH

    def half_at(z):
        return NECK_WIDTH / 2 * (1.18 - 0.18 * (z - BODY_LENGTH) / NECK_LENGTH)

    outline = [(-half_at(low), low), (half_at(low), low), (NECK_WIDTH / 2, nut_height()),
               (-NECK_WIDTH / 2, nut_height())]
    pieces = [extrude("Board", outline, 0.006, (0, front - 0.003, 0), dark, "fingerboard",
                      bevel=0.0008, axis="Y")]
    places = [nut_height() - speaking * (1 - 2 ** (-k / 12)) for k in range(FRET_COUNT + 1)]
    for k, (above, z) in enumerate(zip(places, places[1:]), 1):
        if z < low + 0.004:
            break
        pieces.append(cylinder("Fret", 0.0012, 1.96 * half_at(z), (0, front - 0.006, z), nickel,
                               "fingerboard", sides=10, bevel=0, rotation=(0, math.pi / 2, 0)))
        for x in ((-0.28, 0.28) if k == 12 else (0,) if k in (3, 5, 7, 9, 15, 17) else ()):
            pieces.append(cylinder("Dot", 0.003, 0.001, (x * NECK_WIDTH, front - 0.006,
                                                         (above + z) / 2), trim, "fingerboard",
                                   sides=24, bevel=0.0002, rotation=(math.pi / 2, 0, 0)))
    pieces.append(box("Nut", (NECK_WIDTH, 0.0085, 0.005), (0, front - 0.0042, nut_height()), trim,
                      "fingerboard", bevel=0.001))
    return [join_meshes("Fingerboard", pieces)]


def lean_back():
    """Puts things that stand over the origin onto the nut, leaning back by 12 degrees."""
    return (Matrix.Translation((0, -BODY_DEPTH / 2 + 0.0075, nut_height()))
            @ Matrix.Rotation(math.radians(-12), 4, "X"))


def tuner_spots():
    """For each string from left to right: the side of its tuner, and its height on the head."""
    left = (STRING_COUNT + 1) // 2
    right = STRING_COUNT - left
    rise = [(-1, 0.24 + 0.54 * i / max(left - 1, 1)) for i in range(left)]
    return rise + [(1, 0.24 + 0.54 * i / max(right - 1, 1)) for i in reversed(range(right))]


def head(mahogany, nickel):
    """The head, wider than the neck, with the posts that the strings are wound on."""
    w, h = NECK_WIDTH, HEAD_LENGTH
    half = [(0.49 * w, -0.003), (0.52 * w, 0.05 * h), (0.73 * w, 0.15 * h), (0.7 * w, 0.5 * h),
            (0.75 * w, 0.9 * h), (0.62 * w, 0.985 * h), (0.3 * w, 0.965 * h), (0.0, h)]
    outline = round_corners(half + [(-x, z) for x, z in reversed(half[:-1])], 0.006, closed=True)
    pieces = [extrude("Board", outline, 0.015, (0, 0, 0), mahogany, "head", bevel=0.0015, axis="Y")]
    for side, height in tuner_spots():
        pieces.append(cylinder("Post", 0.003, 0.018, (0.4 * side * w, -0.014, height * h), nickel,
                               "head", sides=24, bevel=0.0008, rotation=(math.pi / 2, 0, 0)))
        pieces.append(cylinder("Washer", 0.0052, 0.0015, (0.4 * side * w, -0.0082, height * h),
                               nickel, "head", sides=32, bevel=0.0004,
                               rotation=(math.pi / 2, 0, 0)))
    transform(pieces, lean_back())
    return [join_meshes("Head", pieces)]


def tuners(nickel):
    """A shaft out of the head's side with a flat button to turn it by."""
    made = []
    for i, (side, height) in enumerate(tuner_spots()):
        x = side * 0.68 * NECK_WIDTH
        shaft = cylinder("Shaft", 0.0022, 0.024, (x + 0.012 * side, 0, height * HEAD_LENGTH),
                         nickel, "tuners", sides=20, bevel=0.0004, rotation=(0, math.pi / 2, 0))
        button = sphere("Button", 0.0085, (x + 0.025 * side, 0, height * HEAD_LENGTH), nickel,
                        "tuners", scale=(0.95, 0.5, 1.0), segments=28, rings=16)
        transform([shaft, button], lean_back())
        made.append(join_meshes(f"Tuner {i + 1}", [shaft, button]))
    return made


def tuner_joints():
    """Each tuner turns about its shaft."""
    return [hinge(f"Tuner {i + 1}", "head", f"Tuner {i + 1}",
                  at=lean_back() @ Vector((side * 0.7 * NECK_WIDTH, 0, height * HEAD_LENGTH)),
                  axis="x") for i, (side, height) in enumerate(tuner_spots())]


def bridge(dark, trim):
    """A bar glued on the top, with a bone saddle and a pin for each string."""
    front, z = -BODY_DEPTH / 2, 0.31 * BODY_LENGTH
    wide = 0.44 * BODY_WIDTH
    pieces = [box("Bar", (wide, 0.008, 0.03), (0, front - 0.0035, z - 0.007), dark, "bridge",
                  bevel=0.003),
              box("Saddle", (0.46 * wide, 0.005, 0.003), (0, front - 0.0085, z), trim, "bridge",
                  bevel=0.0008)]
    for x in string_spots(1.1):
        pieces.append(sphere("Pin", 0.003, (x, front - 0.0075, z - 0.014), trim, "bridge",
                             segments=16, rings=10))
    return [join_meshes("Bridge", pieces)]


def string_spots(spread):
    """Where strings lie from side to side, over `spread` widths of the nut."""
    return [spread * NECK_WIDTH * (i / (STRING_COUNT - 1) - 0.5) for i in range(STRING_COUNT)]


def strings(nickel):
    """The strings, the low ones thicker: from pin over saddle and nut to post."""
    front, made = -BODY_DEPTH / 2, []
    ways = zip(string_spots(1.1), string_spots(0.8), tuner_spots())
    for i, (low, high, (side, height)) in enumerate(ways):
        end = lean_back() @ Vector((0.4 * side * NECK_WIDTH, -0.0125, height * HEAD_LENGTH))
        line = [(low, front - 0.008, 0.31 * BODY_LENGTH - 0.013),
                (low, front - 0.0113, 0.31 * BODY_LENGTH),
                (high, front - 0.0088, nut_height()), end]
        made.append(tube(f"String {i + 1}", line, 0.0011 - 0.0006 * i / STRING_COUNT,
                         pick(nickel, i), "strings", sides=8, smooth_path=1))
    return made


def pickguard(guard):
    """A drop of thin plastic beside the sound hole."""
    x, z = HOLE_DIAMETER / 2 + 0.007, hole_height()
    wide, tall = 0.11 * BODY_WIDTH, 0.35 * BODY_LENGTH
    line = [(0.15, 0.16), (0.5, 0.02), (0.95, 0.1), (1.0, 0.4), (0.5, 0.8), (0.1, 1.0),
            (0.0, 0.83), (0.3, 0.6), (0.25, 0.38)]
    outline = [(x + wide * p.x, z - 0.29 * BODY_LENGTH + tall * p.y)
               for p in catmull(line, 6, closed=True)]
    return [extrude("Pickguard", outline, 0.0018, (0, -BODY_DEPTH / 2 - 0.0006, 0), guard,
                    "pickguard", bevel=0.0004, axis="Y")]


def strap(strap):
    """A strap from the end of the body round its back to the heel of the neck."""
    w, y, top = BODY_WIDTH, BODY_DEPTH / 2, BODY_LENGTH
    line = [(0, y - 0.01, 0.026), (-0.3 * w, y + 0.015, 0.05), (-0.54 * w, y + 0.055, 0.3 * top),
            (-0.5 * w, y + 0.06, 0.65 * top), (-0.25 * w, y + 0.03, 0.95 * top),
            (0, 0.14 * BODY_DEPTH, top + 0.012)]
    return [ribbon("Strap", line, 0.045, 0.0025, strap, "strap", up=(0, 1, 0.2))]
