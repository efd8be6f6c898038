# Scissors that stand on their bows, a little open. Two halves cross at the pin, one behind the
# other; the blade of each is on one side, its bow on the other.
import math
from mathutils import Matrix, Vector


def half_angle():
    """How far each half is turned from closed, as built, in radians."""
    return math.radians(OPENING / 2)


def bow_width():
    """Across a bow: what is asked for, as long as it leaves room below the pin."""
    return min(BOW_WIDTH, 0.24 * LENGTH)


def bow_size():
    """Half the width and half the height of a bow, to the middle of its bar."""
    return bow_width() / 2 - BOW_BAR / 2, 0.62 * bow_width() - BOW_BAR / 2


def blade_length():
    """From the pin to the tips."""
    return BLADE_SHARE * LENGTH


def bow_middle():
    """The middle of the bow of the half whose blade is on the right, closed, seen from the pin."""
    wide, tall = bow_size()
    return -(wide + BOW_BAR / 2 + 0.002), -(LENGTH - blade_length() - tall - BOW_BAR / 2)


def pin_height():
    """The height of the pin when the bows stand on the ground."""
    (x, z), (wide, tall), turn = bow_middle(), bow_size(), half_angle()
    reach = math.hypot((wide + BOW_BAR / 2) * math.sin(turn), (tall + BOW_BAR / 2) * math.cos(turn))
    return reach - z * math.cos(turn) + x * math.sin(turn)


def blade_joints():
    """The right half opens about the pin, which stays with the left half."""
    return [hinge("Right half", "pin", at=(0, 0, pin_height()), axis="y",
                  limits=(-OPENING, 80 - OPENING))]


def stand(pieces, side):
    """Turn the pieces of a right half into its place, or mirrored into that of the left one."""
    for obj in pieces:
        transform([obj], Matrix.Rotation(half_angle(), 4, "Y"))
        if side < 0:
            transform([obj], Matrix.Diagonal((-1, -1, 1, 1)))
        transform([obj], Matrix.Translation((0, 0, pin_height())))
    return pieces


def blade(steel):
    """The steel of a right half: a blade that narrows to its tip, and a tang down into its shank.
    Round the pin it keeps clear of the shank of the other half."""
    long, wide = blade_length(), 0.075 * LENGTH
    u, v = tang_end()
    back = [(0.93 * wide, 0.3 * long), (0.82 * wide, 0.52 * long), (0.52 * wide, 0.8 * long),
            (0.05 * wide, long)]
    edge = [(-0.05 * wide, 0.985 * long), (-0.12 * wide, 0.5 * long), (-0.2 * wide, 0.2 * long),
            (-0.45 * wide, 0.05 * long), (-0.85 * wide, -0.06 * long), (u - 0.0025, v - 0.006)]
    outline = arc((0, 0), 0.8 * wide, -60, 25, 10)
    curves = catmull([outline[-1], *back], 8)[1:] + catmull(edge, 8)
    outline += [tuple(point) for point in curves] + [(u + 0.0015, v - 0.006)]
    return extrude("Blade", outline, BLADE_THICKNESS, (0, -BLADE_THICKNESS / 2 - 0.0001, 0), steel,
                   "halves", axis="Y", holes=[circle(0.0037, 40)], bevel=0.35 * BLADE_THICKNESS)


def tang_end():
    """Where the tang ends in the grip."""
    (x, z), tall = bow_middle(), bow_size()[1]
    return 0.28 * x - 0.004, 0.55 * (z + tall)


def bow(plastic):
    """The bow of a right half, with its shank up to the tang."""
    (x, z), (wide, tall) = bow_middle(), bow_size()
    ring = [(x + wide * math.cos(a), 0, z + tall * math.sin(a))
            for a in (2 * math.pi * k / 48 for k in range(48))]
    u, v = tang_end()
    top = (x + 0.5 * wide, 0, z + 0.86 * tall)
    shank = [(u, 0, v), (0.5 * u + 0.5 * top[0] - 0.001, 0, 0.5 * v + 0.5 * top[2]), top]
    return [tube("Bow", ring, BOW_BAR / 2, plastic, "halves", sides=24, closed=True, smooth_path=1),
            tube("Shank", shank, [0.42 * BOW_BAR, 0.46 * BOW_BAR, 0.48 * BOW_BAR], plastic,
                 "halves", sides=24)]


def halves(steel, plastic):
    """Two halves, the right one in front."""
    return [join_meshes(name, stand([blade(steel), *bow(pick(plastic, i))], side))
            for i, (name, side) in enumerate((("Right half", 1), ("Left half", -1)))]


def pin(rivet_metal):
    """The pin that holds the halves together, with a head at either end."""
    inner, head = BLADE_THICKNESS + 0.0001, 0.0016
    half = [(0.0, inner + head), (0.004, inner + head), (0.0062, inner + 0.4 * head),
            (0.0062, inner), (0.0035, inner)]
    made = lathe("Pin", [(r, -along) for r, along in half] + half[::-1], (0, 0, pin_height()),
                 rivet_metal, "pin", steps=40)
    made.rotation_euler = (math.pi / 2, 0, 0)
    return [made]
