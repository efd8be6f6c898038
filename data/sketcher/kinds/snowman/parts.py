# A snowman: all sizes follow from HEIGHT and the number of balls.
import math
import mathutils
from mathutils import Vector


def ball_at(level):
    """The radius of a ball and the height of its middle; each is pressed into the one below."""
    shares, whole = ((1, 0.74, 0.52), 3.96) if BALL_COUNT > 2 else ((1, 0.66), 2.9744)
    rise = 0.92 + 0.84 * sum(shares[i] + shares[i + 1] for i in range(level))
    return shares[level] * HEIGHT / whole, rise * HEIGHT / whole


def on_ball(level, turn, rise, out=1.0):
    """A point on a ball: degrees from the front to its left, degrees up, and how far out."""
    r, z, a, b = *ball_at(level), math.radians(turn), math.radians(rise)
    return Vector((r * out * PLUMP * math.sin(a) * math.cos(b),
                   -r * out * PLUMP * math.cos(a) * math.cos(b), z + r * out * math.sin(b)))


def balls(snow):
    """Balls of snow with soft dents; the lowest one is flat where it stands."""
    made = []
    for level in range(BALL_COUNT):
        r, z = ball_at(level)
        ball = sphere(f"Ball {level + 1}", r, (0, 0, z), pick(snow, level), "balls",
                      scale=(PLUMP, PLUMP, 1), segments=64, rings=40)
        for vertex in ball.data.vertices:
            vertex.co *= 1 - 0.02 * abs(mathutils.noise.noise(vertex.co * (2.5 / r)))
            vertex.co.z = max(vertex.co.z, -z)
        made.append(ball)
    return made


def nose(carrot):
    """A carrot."""
    r, start = ball_at(BALL_COUNT - 1)[0], on_ball(BALL_COUNT - 1, 0, -2, 0.92)
    line = [start + Vector((0, -y * (0.08 * PLUMP + NOSE_LENGTH) * r, -z * r))
            for y, z in ((0, 0), (0.5, 0), (1, 0.06))]
    return [tube("Nose", line, [0.15 * r, 0.105 * r, 0.02 * r], carrot, "nose", sides=20)]


def lumps(name, level, places, size, material, part):
    """A piece of coal at each place (turn, rise) on a ball, so large to the ball."""
    return [sphere(f"{name} {i + 1}", size * ball_at(level)[0], on_ball(level, *place),
                   pick(material, i), part, scale=(1, 0.8, 0.95), segments=10, rings=7)
            for i, place in enumerate(places)]


def face(coal):
    """Two eyes, and seven small pieces that smile."""
    head, smile = BALL_COUNT - 1, [(10 * k, -34 + 1.6 * k * k) for k in range(-3, 4)]
    return [join_meshes("Face", lumps("Eye", head, [(-23, 18), (23, 18)], 0.11, coal, "face")
                        + lumps("Stone", head, smile, 0.065, coal, "face"))]


def buttons(coal):
    """Buttons down the front of the ball under the head."""
    places = [(0, 38 - 55 * (i + 0.5) / BUTTON_COUNT) for i in range(BUTTON_COUNT)]
    return lumps("Button", BALL_COUNT - 2, places, 0.075, coal, "buttons")


def arms(twig):
    """Twigs with three fingers each."""
    made, thick, reach = [], 0.011 * HEIGHT, ARM_LENGTH * HEIGHT
    for i, side in enumerate((-1, 1)):
        points = [on_ball(BALL_COUNT - 2, 90 * side, 20, 0.9) + reach * Vector((side * x, y, z))
                  for x, y, z in ((0, 0, 0), (0.36, -0.05, 0.23), (0.6, -0.08, 0.3),
                                  (0.9, -0.13, 0.45), (0.8, -0.22, 0.56), (0.84, -0.28, 0.3))]
        pieces = [tube("Twig", line, [(1 - 0.6 * k / len(line)) * thick for k in range(len(line))],
                       pick(twig, i), "arms", sides=10)
                  for line in (points[:4], points[2:5:2], points[2:6:3])]
        made.append(join_meshes(f"Arm {i + 1}", pieces))
    return made


def scarf(wool):
    """A scarf round the neck, one end hanging down in front."""
    r, _z = ball_at(BALL_COUNT - 1)
    b, z = ball_at(BALL_COUNT - 2)
    up = 0.42 * (r + b) + (b - r) / 1.68
    neck = math.sqrt(b * b - up * up) * PLUMP + 0.08 * r
    ring = arc((neck, z + up), (0.12 * r, 0.15 * r), 0, 360, 20)
    line = [on_ball(BALL_COUNT - 2, 24, rise, 1.02) for rise in (58, 48, 36, 24, 14)]
    return [join_meshes("Scarf", [
        lathe("Round the neck", ring[:-1] + ring[:1], (0, 0, 0), wool, "scarf", smooth=180),
        ribbon("End", line, 0.34 * r, 0.08 * r, wool, "scarf", up=(0.3, -0.9, 0.3),
               bevel=0.02 * r)])]


def worn(name, shape, skin, part):
    """A shape (r, z) turned round the head, in radii of the head."""
    r, z = ball_at(BALL_COUNT - 1)
    return lathe(name, [(x * r * PLUMP, z + y * r) for x, y in shape], (0, 0, 0), skin, part)


def top_hat(felt, wool):
    """A tall hat with a band, sunk a little into the head."""
    line = [(0.5, 0.79), (0.575, 0.79), (0.575, 0.95), (0.5, 0.95), (0.5, 0.79)]
    return [join_meshes("Hat", [worn("Band", line, wool, "hat"), worn("Felt", [
        (0, 0.72), (0.83, 0.72), (0.85, 0.75), (0.83, 0.78), (0.56, 0.78), (0.54, 1), (0.57, 1.6),
        (0.54, 1.64), (0, 1.64)], felt, "hat")])]


def bucket(tin):
    """A bucket, its mouth over the head."""
    return [worn("Bucket", [(0, 0.62), (0.64, 0.62), (0.66, 0.645), (0.64, 0.67), (0.49, 1.44),
                            (0.505, 1.47), (0.49, 1.5), (0, 1.5)], tin, "bucket")]
