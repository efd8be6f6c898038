# A wall clock that looks to -Y: its lowest point stands on the ground, its back is flat for a wall.
import math
from mathutils import Matrix, Vector


def unit():
    """The clock's size against one of 0.34 m, by which its details grow."""
    return DIAMETER / 0.34


def dial_radius():
    """The dial that the frame leaves free."""
    return DIAMETER / 2 - FRAME_WIDTH * unit()


def dial_front():
    """Y of the dial's face."""
    return -0.22 * CASE_DEPTH


def turn_to_front(objects):
    """Turn pieces that were made lying, their top up, so that they look to -Y from the middle."""
    transform(objects, Matrix.Translation((0, 0, DIAMETER / 2)) @ Matrix.Rotation(math.pi / 2, 4,
                                                                                  "X"))
    return objects


def frame(timber, brass):
    """A turned round frame with a brass ring inside, and a back board."""
    outer, inner, deep = DIAMETER / 2, DIAMETER / 2 - 0.98 * FRAME_WIDTH * unit(), CASE_DEPTH / 2
    wide = outer - inner
    shape = [(inner, -0.9 * deep), (inner, 0.45 * deep), (inner + 0.1 * wide, 0.55 * deep),
             (inner + 0.2 * wide, 0.8 * deep), (inner + 0.42 * wide, deep),
             (inner + 0.62 * wide, 0.97 * deep), (inner + 0.74 * wide, 0.72 * deep),
             (inner + 0.86 * wide, 0.62 * deep), (outer - 0.04 * wide, 0.5 * deep), (outer,
                                                                                     0.3 * deep),
             (outer, -0.8 * deep), (outer - 0.1 * wide, -deep), (inner + 0.05 * wide, -deep)]
    profile = round_corners(shape, 0.06 * wide, 3, closed=True)
    ring = lathe("Ring", profile + profile[:1], (0, 0, 0), timber, "frame", steps=128, smooth=35)
    bezel = torus("Bezel", inner + 0.03 * wide, 0.13 * wide, (0, 0, 0.5 * deep), brass, "frame",
                  steps=128, sides=12)
    back = cylinder("Back", inner + 0.05 * wide, 0.3 * deep, (0, 0, -0.85 * deep), timber, "frame",
                    sides=96)
    return [join_meshes("Frame", turn_to_front([ring, bezel, back]))]


def square_frame(timber, brass):
    """A square frame with mitred boards, and a brass ring round the dial."""
    half, deep = DIAMETER / 2, CASE_DEPTH / 2
    inner = DIAMETER / 2 - 0.98 * FRAME_WIDTH * unit()
    plate = extrude("Plate", rounded_rectangle(2 * half, 2 * half, 0.04 * DIAMETER), 1.5 * deep,
                    (0, 0, -0.25 * deep), timber, "square_frame", bevel=0.004 * unit(),
                    holes=[circle(inner, 96)])
    bezel = torus("Bezel", inner, 0.012 * unit(), (0, 0, 0.5 * deep), brass, "square_frame",
                  steps=128, sides=12)
    back = cylinder("Back", inner + 0.002, 0.3 * deep, (0, 0, -0.85 * deep), timber, "square_frame",
                    sides=96)
    rim = rounded_rectangle(2 * half - 0.52 * deep, 2 * half - 0.52 * deep, 0.03 * DIAMETER)
    edge = piping("Edge", rim, 0.25 * deep, timber, "square_frame", z=0.75 * deep)
    return [join_meshes("Square frame", turn_to_front([plate, bezel, back, edge]))]


def dial(paper):
    """The dial, a disc a little wider than the opening."""
    front = -dial_front()
    disc = cylinder("Dial", DIAMETER / 2 - 0.75 * FRAME_WIDTH * unit(), front + 0.2 * CASE_DEPTH,
                    (0, 0, (front - 0.2 * CASE_DEPTH) / 2), paper, "dial", sides=128, bevel=0.0008)
    return turn_to_front([disc])


def numeral_strokes(text, tall):
    """Strokes of a Roman numeral about the origin, as (x of foot, x of head, width)."""
    thick, thin = 0.17 * tall, 0.07 * tall
    widths = {"I": 0.3 * tall, "V": 0.72 * tall, "X": 0.72 * tall}
    x, strokes = -sum(widths[letter] for letter in text) / 2, []
    for letter in text:
        wide = widths[letter]
        low, high, middle = x + 0.13 * wide, x + 0.87 * wide, x + 0.5 * wide
        if letter == "I":
            strokes.append((middle, middle, thick))
        elif letter == "V":
            strokes += [(middle, low, thick), (middle, high, thin)]
        else:
            strokes += [(high, low, thick), (low, high, thin)]
        x += wide
    return strokes, -sum(widths[letter] for letter in text) / 2, x


def numerals(ink):
    """The twelve Roman numerals, each with its foot to the middle of the dial."""
    names = ["I", "II", "III", "IIII", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
    made, tall = [], min(NUMERAL_SIZE * unit(), 0.26 * dial_radius())
    high = 0.0012 * unit()
    squeeze = min(1.0, 0.46 * dial_radius() / (1.62 * tall))
    for hour, text in enumerate(names, 1):
        strokes, left, right = numeral_strokes(text, tall)
        pieces = []
        for low, top, width in strokes:
            outline = [((low - width / 2) * squeeze, -tall / 2), ((low + width / 2) * squeeze,
                                                                  -tall / 2),
                       ((top + width / 2) * squeeze, tall / 2), ((top - width / 2) * squeeze,
                                                                 tall / 2)]
            pieces.append(extrude("Stroke", outline, high, (0, 0, 0), ink, "numerals", bevel=0))
        for z in (-tall / 2, tall / 2):
            pieces.append(box("Serif", ((right - left) * squeeze * 0.96, 0.07 * tall, high), (0,
                        z, 0), ink,
                              "numerals", bevel=0))
        turn = -2 * math.pi * hour / 12
        reach = 0.72 * dial_radius()
        place = (Matrix.Rotation(turn, 4, "Z")
                 @ Matrix.Translation((0, reach, -dial_front() + 0.4 * high)))
        transform(pieces, place)
        made.append(join_meshes(f"Numeral {hour}", turn_to_front(pieces)))
    return made


def marks(ink):
    """The minute track: two fine rings with a stroke for each minute, longer at the hours."""
    r, high = 0.9 * dial_radius(), 0.0008 * unit()
    z, pieces = -dial_front() + 0.3 * high, []
    for radius in (r, r + 0.045 * dial_radius()):
        rim = [(radius, 0), (radius + 0.0012 * unit(), 0), (radius + 0.0012 * unit(), high),
               (radius, high), (radius, 0)]
        pieces.append(lathe("Track", rim, (0, 0, z - 0.5 * high), ink, "marks", steps=128))
    strokes = []
    for minute in range(60):
        wide = (0.0045 if minute % 5 == 0 else 0.0014) * unit()
        strokes.append(Matrix.Rotation(-2 * math.pi * minute / 60, 4, "Z")
                       @ Matrix.Translation((0, r + 0.0225 * dial_radius(), z))
                       @ Matrix.Diagonal((wide, 0.047 * dial_radius(), high, 1)))
    corners = [(x, y, q) for q in (-0.5, 0.5) for x, y in ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5),
                                                           (-0.5, 0.5))]
    sides = [(0, 3, 2, 1), (4, 5, 6, 7), (0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7)]
    pieces.append(scatter_mesh("Strokes", strokes, (corners, sides), ink, "marks"))
    return [join_meshes("Marks", turn_to_front(pieces))]


def hand(name, share, wide, level, turn, ink):
    """A leaf-shaped hand with a ring near its tip, at a level over the dial."""
    long = share * dial_radius()
    half = [(0.28 * wide, -0.16 * long), (0.34 * wide, -0.12 * long), (0.22 * wide, 0.0),
            (0.3 * wide, 0.3 * long), (0.5 * wide, 0.58 * long), (0.3 * wide, 0.78 * long),
            (0.1 * wide, 0.95 * long), (0.0, long)]
    right = [(p.x, p.y) for p in catmull(half, 4)]
    outline = right + [(-x, y) for x, y in reversed(right[:-1])]
    high = 0.0018 * unit()
    leaf_of = extrude("Leaf", outline, high, (0, 0, level), ink, "hands", bevel=0.0003 * unit())
    hub = cylinder("Hub", 0.75 * wide, 1.4 * high, (0, 0, level), ink, "hands", sides=32)
    transform([leaf_of, hub], Matrix.Rotation(turn, 4, "Z"))
    return [leaf_of, hub]


def hand_level():
    """How high the hour hand runs over the dial's face."""
    return -dial_front() + 0.03 * CASE_DEPTH + 0.0016 * unit()


def hands(ink, brass):
    """The hour hand on its arbor, and the minute hand above it under a brass nut."""
    minutes = -2 * math.pi * MINUTE / 60
    hours = -2 * math.pi * (HOUR + MINUTE / 60) / 12
    wide, level = HAND_WIDTH * unit(), hand_level()
    arbor = cylinder("Arbor", 0.3 * wide, level + dial_front() + 0.002, (0, 0,
                        (level - dial_front()) / 2),
                     brass, "hands", sides=24)
    short = hand("Hour", 0.52, wide, level, hours, ink) + [arbor]
    over = level + 0.0022 * unit()
    long = hand("Minute", 0.84, 0.8 * wide, over, minutes, ink)
    nut = lathe("Nut", [(0, -0.001 * unit()), (0.5 * wide, -0.001 * unit()), (0.5 * wide,
                                                                              0.0012 * unit()),
                        (0.3 * wide, 0.0028 * unit()), (0, 0.003 * unit())],
                (0, 0, over + 0.0012 * unit()), brass, "hands", steps=32)
    return [join_meshes("Hand 1", turn_to_front(short)), join_meshes("Hand 2",
                                                                     turn_to_front(long + [nut]))]


def hand_joints():
    """The minute hand turns clockwise, and the hour hand a twelfth as far."""
    middle = (0, -hand_level(), DIAMETER / 2)
    return [hinge("Minute hand", "dial", "Hand 2", at=middle, axis="y"),
            hinge("Hour hand", "dial", "Hand 1", at=middle, axis="y", follows="Minute hand",
                  ratio=1 / 12)]


def second_hand(red):
    """A slim hand that shows 35 seconds."""
    level, long = hand_level() + 0.0044 * unit(), 0.8 * dial_radius()
    wide = 0.0022 * unit()
    outline = [(-wide, -0.24 * long), (wide, -0.24 * long), (0.4 * wide, long), (-0.4 * wide, long)]
    bar = extrude("Bar", outline, 0.0012 * unit(), (0, 0, level), red, "second_hand", bevel=0.0002)
    disc = cylinder("Disc", 3.4 * wide, 0.0016 * unit(), (0, 0, level), red, "second_hand",
                    sides=40)
    transform([bar, disc], Matrix.Rotation(-2 * math.pi * 20 / 60, 4, "Z"))
    return [join_meshes("Second hand", turn_to_front([bar, disc]))]


def second_hand_joints():
    """The second hand turns sixty times as far as the minute hand."""
    return [hinge("Second hand", "dial", "second_hand", at=(0, -hand_level(), DIAMETER / 2),
                  axis="y", follows="Minute hand", ratio=60)]


def front_glass(pane):
    """A flat pane in front of the hands."""
    disc = cylinder("Glass", DIAMETER / 2 - 0.75 * FRAME_WIDTH * unit(), 0.05 * CASE_DEPTH,
                    (0, 0, 0.435 * CASE_DEPTH), pane, "glass", sides=96, bevel=0.0005)
    return turn_to_front([disc])
