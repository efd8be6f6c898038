# A hat: a crown and a brim of felt over an oval, and what adorns them. The front is -Y.
import math
from mathutils import Vector


def oval(turn, out=0.0):
    """A point of the head's oval at an angle, `out` metres outside of it."""
    x, y = math.cos(turn), math.sin(turn)
    return (0.5 * HEAD_WIDTH + out) * x, (0.6 * HEAD_WIDTH + out) * y


def brim_height(turn, share):
    """Height of the brim at a share of its width: it dips in front and curls up at the sides."""
    front, side = math.sin(turn) ** 2, math.cos(turn) ** 2
    rise = 0.1 * BRIM_WIDTH * (1 - front * share ** 2)
    return 0.0015 + rise + 0.5 * BRIM_CURL * BRIM_WIDTH * side * share ** 2.2


def turns_of_hat():
    """Angles round the hat."""
    return [2 * math.pi * k / 96 for k in range(96)]


def brim(felt):
    """The brim, with a rim as thick as its felt."""
    rows = []
    for k in range(17):
        share = k / 16
        rows.append([(*oval(a, share * BRIM_WIDTH), brim_height(a, share)) for a in turns_of_hat()])
    return [surface("Brim", rows, felt, "brim", thickness=0.003, smooth=80, closed_u=True)]


def crown_profile():
    """(share of the oval, share of the height) from the brim to the middle of the top."""
    edge = 1.0 - TAPER
    soft = min(0.46, 0.5 * ROUNDNESS)
    side = [(1.0, 0.0), (1.0 - TAPER * 0.4, 0.4), (1.0 - TAPER * (1 - soft), 1.0 - soft)]
    start = side[-1]
    bend = [(start[0] + (edge * (1 - 0.75 * ROUNDNESS) - start[0]) * (1 - math.cos(t)),
             start[1] + soft * math.sin(t)) for t in (math.pi / 2 * i / 6 for i in range(1, 7))]
    inner = bend[-1][0]
    return side + bend + [(inner * f, 1.0) for f in (0.75, 0.5, 0.28, 0.1)]


def crown_point(turn, share, height):
    """A point of the crown's felt, with the crease along its top and the dents in front."""
    x, y = oval(turn)
    x, y = share * x, share * y
    top = max(0.0, (height - 0.55) / 0.45)
    front = max(0.0, -math.sin(turn)) ** 3
    dent = PINCH * top * front * 0.34 * abs(math.cos(turn)) ** 0.5 * (1 if abs(turn) > 0 else 0)
    x *= 1 - dent
    crease = PINCH * (1 - TAPER) ** 0.5 * 0.26 * CROWN_HEIGHT * top ** 2 * math.exp(-(x / (0.2
                        * HEAD_WIDTH)) ** 2)
    crease *= 1.0 - 0.35 * min(1.0, abs(y) / (0.5 * HEAD_WIDTH))
    return x, y, height * CROWN_HEIGHT - crease


def crown(felt):
    """The crown: oval, narrower above, closed at its top."""
    line = resample([(*p, 0.0) for p in crown_profile()], 40)
    low = brim_height(0.0, 0.0)
    rows = [[(x, y, low + z) for x, y, z in
             (crown_point(a, p.x, p.y) for a in turns_of_hat())] for p in line]
    rows.append([(0.02 * x, 0.02 * y, z) for x, y, z in rows[-1]])
    return [surface("Crown", rows, felt, "crown", thickness=0.003, smooth=80, closed_u=True)]


def band_height():
    """The height of the ribbon, which leaves most of the crown free."""
    return min(BAND_HEIGHT, 0.4 * CROWN_HEIGHT)


def wall_share(height):
    """How wide the crown is at a height, as a share of the oval at the brim."""
    return radius_at(crown_profile(), height / CROWN_HEIGHT)


def band_of_hat(silk):
    """A ribbon round the crown, and a flat bow on its left side."""
    low, tall, rows = brim_height(0.0, 0.0) + 0.004, band_height(), []
    for k in range(5):
        z = tall * k / 4
        share = wall_share(z)
        rows.append([(share * x + 0.0022 * math.cos(a), share * y + 0.0022 * math.sin(a), low + z)
                     for a, (x, y) in ((a, oval(a)) for a in turns_of_hat())])
    pieces = [surface("Band", rows, silk, "band", thickness=0.0024, smooth=60, closed_u=True)]
    x = -wall_share(tall / 2) * 0.5 * HEAD_WIDTH - 0.0045
    for side in (-1, 1):
        wing = [(x, 0, low + tall / 2), (x - 0.002, 0.5 * tall * side, low + 0.53 * tall),
                (x, 1.1 * tall * side, low + 0.52 * tall)]
        pieces.append(ribbon("Wing", wing, [0.35 * tall, 0.8 * tall, 0.9 * tall], 0.002, silk,
                             "band",
                             up=(1, 0, 0), bevel=0.0008))
    pieces.append(box("Knot", (0.006, 0.34 * tall, 0.62 * tall), (x - 0.001, 0, low + tall / 2),
                      silk,
                      "band", bevel=0.0025))
    return [join_meshes("Ribbon", pieces)]


def feather(plume):
    """A feather behind the bow, leaning to the back: a quill with a vane on either side."""
    low = brim_height(0.0, 0.0) + 0.012
    x, long = -0.5 * HEAD_WIDTH * wall_share(0.012) - 0.005, 0.72 * HEAD_WIDTH
    line = catmull([(x, 0.0, low), (x - 0.004, 0.2 * long, low + 0.35 * long),
                    (x - 0.003, 0.45 * long, low + 0.72 * long),
                    (x + 0.004, 0.8 * long, low + 0.98 * long)], 10)
    rows = []
    for i, (point, _, normal) in enumerate(frames_along(line, up=(1, 0, 0))):
        share = i / (len(line) - 1)
        belly = math.sin(math.pi * min(1.0, 0.08 + 0.92 * share)) ** 0.7
        half = 0.11 * long * belly * (share > 0.14)
        across = (line[min(i + 1, len(line) - 1)] - line[max(i - 1, 0)]).cross(Vector((1, 0, 0)))
        across.normalize()
        rows.append([point + across * half * f + Vector((0.004 * f * f, 0, 0))
                     for f in (-1, -0.5, 0, 0.5, 1)])
    vane = surface("Vane", rows, plume, "feather", thickness=0.0008, smooth=60)
    quill = tube("Quill", line, [0.0016 * (1 - 0.8 * i / len(line)) for i in range(len(line))],
                 plume,
                 "feather", sides=8, smooth_path=1)
    return [join_meshes("Feather", [vane, quill])]


def buckle(gold):
    """A square buckle on the front of the band."""
    tall, low = 1.08 * band_height(), brim_height(0.0, 0.0) + 0.004
    y = -wall_share(band_height() / 2) * 0.6 * HEAD_WIDTH - 0.0035
    outer, inner = rectangle((0, 0), 1.25 * tall, tall), rectangle((0, 0), 0.85 * tall, 0.6 * tall)
    frame = extrude("Frame", outer, 0.004, (0, y, low + band_height() / 2), gold, "buckle",
                    bevel=0.001, axis="Y", holes=[inner])
    pin = box("Pin", (0.85 * tall, 0.003, 0.09 * tall), (0, y, low + band_height() / 2), gold,
              "buckle", bevel=0.001)
    return [join_meshes("Buckle", [frame, pin])]


def cord(silk):
    """A ribbon folded over the rim of the brim."""
    line = [(*oval(a, BRIM_WIDTH - 0.002), brim_height(a, 1.0) + 0.0006) for a in turns_of_hat()]
    return [tube("Edge binding", line, 0.0026, silk, "cord", sides=10, closed=True, smooth_path=1)]
