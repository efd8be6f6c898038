# A pillow: full in the middle, thin at the seam, its sides drawn in between the corners.
import math
import random
from mathutils import Matrix, Vector


def seam_point(u, v):
    """A point of the pillow's plan; u and v run from -1 to 1, the seam is where one is 1."""
    return (WIDTH / 2 * u * (1 - WAIST * (1 - v * v) * abs(u)),
            DEPTH / 2 * v * (1 - WAIST * (1 - u * u) * abs(v)))


def fullness(u, v, phases):
    """Half the thickness there: a dome with creases that run in from the corners and the seam."""
    full = max(0.0, (1 - u ** 4) * (1 - v ** 4)) ** 0.5 * (1 - 0.16 * (u * u + v * v))
    near = min(1.0, 4 * full) * (u * u + v * v) ** 1.5
    turn = math.atan2(v, u)
    crease = sum(math.sin(n * turn + phase) for n, phase in phases) * 0.016 * near
    return max(0.0012, HEIGHT / 2 * full * (1 + crease))


def stuffed(cloth):
    """The filled cover: rings from the front seam to the back one, over the top and below."""
    dice, count, sections = random.Random(SEED), 40, []
    phases = [(n, dice.uniform(0, 6.3)) for n in (9, 14, 23)]
    for j in range(count + 1):
        v = math.sin(math.pi / 2 * (2 * j / count - 1))
        ring = []
        for k in range(2 * count + 2):
            i, way = (k, 1) if k <= count else (2 * count + 1 - k, -1)
            u = math.sin(math.pi / 2 * (2 * i / count - 1))
            x, y = seam_point(u, v)
            ring.append((x, y, HEIGHT / 2 + way * fullness(u, v, phases)))
        sections.append(ring)
    return [loft("Pillow", sections, cloth, "pillow", smooth=80)]


def seam_line(steps=24):
    """The plan of the seam: once round, (x, y)."""
    sides = [(-1 + 2 * k / steps, -1) for k in range(steps)]
    sides += [(1, -1 + 2 * k / steps) for k in range(steps)]
    sides += [(1 - 2 * k / steps, 1) for k in range(steps)]
    sides += [(-1, 1 - 2 * k / steps) for k in range(steps)]
    return [seam_point(u, v) for u, v in sides]


def seam_cord(trim):
    """A cord along the seam."""
    return [tube("Piping", [(x, y, HEIGHT / 2) for x, y in seam_line()], CORD_THICKNESS / 2, trim,
                 "piping_cord", sides=14, closed=True, smooth_path=1, smooth=80)]


def corner_tassels(trim):
    """A tassel at each corner: a knot, a ball, and threads that spread and droop."""
    made, n = [], TASSEL_LENGTH
    profile = [(0, 0), (0.05, 0.0), (0.05, 0.1), (0.13, 0.14), (0.16, 0.22), (0.13, 0.3),
               (0.07, 0.33), (0.1, 0.38), (0.15, 0.6), (0.19, 1.0), (0, 1.0)]
    for i, (sx, sy) in enumerate(((-1, -1), (1, -1), (1, 1), (-1, 1))):
        rows = [[(max(0.002, r) * n * (1 - (0.2 if z > 0.36 and k % 2 else 0))
                  * math.cos(math.pi * k / 16), max(0.002, r) * n
                  * (1 - (0.2 if z > 0.36 and k % 2 else 0)) * math.sin(math.pi * k / 16), z * n)
                 for k in range(32)] for r, z in profile[1:-1]]
        made.append(loft(f"Tassel {i + 1}", rows, trim, "tassels", smooth=50))
        out = Vector((sx, sy, -0.35)).normalized()
        start = Vector((sx * (WIDTH / 2 - 0.004), sy * (DEPTH / 2 - 0.004), HEIGHT / 2))
        transform([made[-1]], Matrix.Translation(start)
                  @ out.to_track_quat("Z", "Y").to_matrix().to_4x4())
    return made


def frill_round(lace):
    """A pleated strip that stands out from the seam."""
    seam = [Vector((x, y, 0)) for x, y in seam_line(12)]
    line = resample(seam + seam[:1], 481)[:-1]
    rows = []
    for k in range(9):
        share, row = k / 8, []
        for i, point in enumerate(line):
            out = (line[(i + 1) % 480] - line[i - 1]).cross(Vector((0, 0, 1))).normalized()
            wave = 0.18 * FRILL_WIDTH * share ** 0.6 * math.sin(2 * math.pi * i / 8)
            row.append(point + out * (FRILL_WIDTH * share - 0.003)
                       + Vector((0, 0, HEIGHT / 2 + wave)))
        rows.append(row)
    return [surface("Frill", rows, lace, "frill", thickness=0.0015, closed_u=True)]


def button_on_top(trim):
    """A covered button in the middle of the top."""
    return [sphere("Button", 0.018, (0, 0, HEIGHT), trim, "dimple", scale=(1, 1, 0.35),
                   segments=40, rings=20)]


def bolster_roll(cloth, trim):
    """A roll with gathered ends, a cord and a button at each."""
    r, n = HEIGHT / 2, WIDTH / 2
    edge = min(0.03, 0.3 * r)
    half = [(0.0, n - 0.6 * edge), (0.5 * r, n - 0.35 * edge), (r - edge, n),
            *arc((r - edge, n - edge), edge, 75, 0, 8)]
    profile = half + [(a, -b) for a, b in reversed(half)]
    pieces = [lathe("Roll", profile[::-1], (0, 0, 0), cloth, "bolster", steps=80, smooth=60)]
    for side in (-1, 1):
        pieces.append(torus("Cord", r - 0.5 * edge, 0.007, (0, 0, side * (n - 0.16 * edge)), trim,
                            "bolster"))
        pieces.append(sphere("Button", 0.16 * r, (0, 0, side * (n - 0.6 * edge)), trim, "bolster",
                             scale=(1, 1, 0.5), segments=32, rings=16))
    made = join_meshes("Bolster", pieces)
    transform([made], Matrix.Translation((0, 0, r)) @ Matrix.Rotation(math.pi / 2, 4, "Y"))
    return [made]
