# A donut: a ring of dough that rests a little flat, with glaze over it that runs down in waves.
import math
import random
from mathutils import Vector


def at_ring(turn, rise, off=0.0):
    """A point of the ring: `turn` round it, `rise` round its section from the outside over the
    top (pi/2), `off` above the dough; both in radians."""
    middle, half = DIAMETER / 4 * (1 + HOLE), DIAMETER / 4 * (1 - HOLE)
    r = middle + (half + off) * math.cos(rise)
    z = HEIGHT / 0.97 * (0.5 + 0.5 * math.sin(rise)) - 0.03 * HEIGHT / 0.97 + off * math.sin(rise)
    return Vector((r * math.cos(turn), r * math.sin(turn), max(0.0, z)))


def dough_ring(dough):
    """The ring, flat where it rests."""
    profile = []
    for k in range(49):
        point = at_ring(0, 2 * math.pi * k / 48)
        profile.append((point.x, point.z))
    profile[-1] = profile[0]
    return [lathe("Dough", profile, (0, 0, 0), dough, "dough", steps=112, smooth=60)]


def glaze_over(glaze):
    """A coat over the upper half; its edges run down outside and in the hole."""
    dice = random.Random(SEED)
    waves = [(n, dice.uniform(0, 6.3)) for n in (3, 5, 7, 11)]

    def fall(turn, shift):
        wave = sum(math.sin(n * turn + phase + shift) / n ** 0.5 for n, phase in waves)
        return math.radians(RUN) * min(1.0, max(0.15, 0.55 + 0.38 * wave))

    rows = []
    for k in range(33):
        row = []
        for i in range(144):
            turn, share = 2 * math.pi * i / 144, k / 32
            low, high = -fall(turn, 0), math.pi + 0.7 * fall(turn, 2)
            row.append(at_ring(turn, low + (high - low) * share, 0.2 * GLAZE_THICKNESS))
        rows.append(row)
    return [surface("Glaze", rows, glaze, "glaze", thickness=GLAZE_THICKNESS, closed_u=True)]


def grain_of_sugar():
    """A small rod with round ends along +Y, as (vertices, faces)."""
    rings = [(-0.5, 0.12), (-0.42, 0.2), (0.42, 0.2), (0.5, 0.12)]
    points = [(0.8 * r * math.cos(math.pi * i / 4), y, 0.8 * r * math.sin(math.pi * i / 4))
              for y, r in rings for i in range(8)]
    faces = [[8 * k + i, 8 * k + (i + 1) % 8, 8 * k + 8 + (i + 1) % 8, 8 * k + 8 + i]
             for k in range(3) for i in range(8)]
    return points, faces + [list(range(7, -1, -1)), list(range(24, 32))]


def sprinkles_on(sugar):
    """Sprinkles of several colours, scattered over the glaze."""
    dice, places = random.Random(SEED + 1), []
    size = 0.004 + 0.02 * DIAMETER
    for k in range(SPRINKLE_COUNT):
        turn = 2.39996 * k + dice.uniform(-0.3, 0.3)
        rise = math.radians(38 + 104 * (0.75488 * k % 1))
        spot = at_ring(turn, rise, 0.7 * GLAZE_THICKNESS + 0.08 * size)
        normal = Vector((math.cos(rise) * math.cos(turn), math.cos(rise) * math.sin(turn),
                         math.sin(rise)))
        along, spin = Vector((-math.sin(turn), math.cos(turn), 0)), dice.uniform(0, 6.3)
        tip = along * math.cos(spin) + normal.cross(along) * math.sin(spin)
        places.append(growing(spot, tip, normal, size))
    return [join_meshes("Sprinkles", [
        scatter_mesh(f"Sprinkles {k}", places[k::5], grain_of_sugar(), pick(sugar, k), "sprinkles",
                     smooth=60) for k in range(5)])]


def drizzle_lines(chocolate):
    """A thin line that goes to and fro between the hole and the outside."""
    line = []
    for i in range(360):
        turn = 2 * math.pi * i / 360
        rise = math.pi / 2 + 0.75 * math.sin(15 * turn)
        line.append(at_ring(turn, rise, 0.7 * GLAZE_THICKNESS))
    return [tube("Drizzle", line, 0.0008 + 0.009 * DIAMETER, chocolate, "drizzle", sides=10,
                 closed=True, smooth_path=1)]
