# A mirror that looks to -Y. Its outline is a rectangle, an oval, or something between.
import math
from mathutils import Matrix


def bar_width():
    """The width of the frame's bar that the mirror has room for."""
    return min(FRAME_WIDTH, 0.2 * min(WIDTH, HEIGHT))


def outline(inset):
    """The outline, so many metres further in, as [(x, z), …] about its middle."""
    a, b = WIDTH / 2 - inset, HEIGHT / 2 - inset
    power = 1.0 / (1.0 + 9.0 * (1 - ROUNDNESS))
    if ROUNDNESS < 0.05:
        flat = rectangle((0, 0), 2 * a, 2 * b)
        return [(p.x, p.y) for i in range(4) for p in resample(
            [(*flat[i], 0), (*flat[(i + 1) % 4], 0)], 33)[:-1]]
    return [(a * math.copysign(abs(math.cos(t)) ** power, math.cos(t)),
             b * math.copysign(abs(math.sin(t)) ** power, math.sin(t)))
            for t in (2 * math.pi * k / 128 for k in range(128))]


def middle():
    """The height of the middle, and that of the pins."""
    return LIFT + HEIGHT / 2, LIFT + 0.53 * HEIGHT


def leaned(pieces):
    """Leans what hangs in the stand back about the pins."""
    place = Matrix.Translation((0, -FRAME_DEPTH / 2, middle()[1]))
    transform(pieces, place @ Matrix.Rotation(math.radians(-TILT), 4, "X") @ place.inverted())
    return pieces


def swept(name, section, material, part):
    """A bar along the outline: its section is [(inset, y), …], a closed line."""
    up = middle()[0]
    rings = [[(x, y, z + up) for x, z in outline(inset)] for inset, y in section]
    return loft(name, rings, material, part, smooth=35, closed=True)


def frame(wood):
    """A moulded frame: a hollow between two rounded edges."""
    w, d = bar_width(), FRAME_DEPTH
    face = catmull([(0.0, -0.55 * d), (0.06 * w, -0.72 * d), (0.2 * w, -0.74 * d), (0.34 * w,
                                                                                    -0.62 * d),
                    (0.5 * w, -0.66 * d), (0.64 * w, -0.94 * d), (0.78 * w, -d), (0.92 * w,
                                                                                  -0.92 * d),
                    (w, -0.7 * d)], 3)
    section = [(0.0, 0.0)] + [(p.x, p.y) for p in face] + [(w, 0.0)]
    return leaned([swept("Frame", section, wood, "frame")])


def mirror_glass(silvering):
    """The glass, with a ground edge."""
    w, d, up = bar_width() - 0.004, FRAME_DEPTH, middle()[0]
    edge = min(0.02, 0.08 * WIDTH)
    rings = [[(x, y, z + up) for x, z in outline(inset)]
             for inset, y in ((w, -0.3 * d), (w, -0.5 * d), (w + 0.004, -0.52 * d),
                              (w + edge, -0.52 * d - 0.0012))]
    return leaned([loft("Glass", rings, silvering, "glass", smooth=3)])


def beading(brass):
    """A row of small beads along the inner edge of the frame."""
    w, up = bar_width(), middle()[0]
    loop = [(x, -0.68 * FRAME_DEPTH, z + up) for x, z in outline(w)]
    r, line = 0.0028 + 0.012 * w, resample(loop + loop[:1], 600)
    long = sum((b - a).length for a, b in zip(line, line[1:]))
    count = max(24, int(long / (2.3 * r)))
    places = [Matrix.Translation(p) @ Matrix.Scale(r, 4) for p in resample(line, count + 1)[:-1]]
    rings, turns = [-0.9, -0.5, 0.0, 0.5, 0.9], 8
    corners = [(math.sqrt(1 - z * z) * math.cos(2 * math.pi * k / turns),
                math.sqrt(1 - z * z) * math.sin(2 * math.pi * k / turns), z)
               for z in rings for k in range(turns)]
    faces = [(a * turns + k, a * turns + (k + 1) % turns, (a + 1) * turns + (k + 1) % turns,
              (a + 1) * turns + k) for a in range(len(rings) - 1) for k in range(turns)]
    faces += [tuple(reversed(range(turns))), tuple(range(4 * turns, 5 * turns))]
    beads = scatter_mesh("Beads", places, (corners, faces), brass, "beading", smooth=180)
    wire = tube("Wire", loop, 0.5 * r, brass, "beading", sides=8, closed=True, smooth_path=1)
    return leaned([join_meshes("Beading", [beads, wire])])


def mirror_stand(wood):
    """Two turned posts on arched feet, with a rail between them."""
    x, y, top = WIDTH / 2 + 0.04, -FRAME_DEPTH / 2, LIFT + 0.62 * HEIGHT
    reach, pieces = 0.19 * HEIGHT, []
    foot = 0.5 * LIFT + 0.03
    for side in (-1, 1):
        heights = (0.0, 0.06, 0.1, 0.14, 0.45, 0.72, 0.78, 0.84, 0.97, 1.0)
        widths = (0.015, 0.015, 0.018, 0.013, 0.016, 0.013, 0.0175, 0.0175, 0.012, 0.0)
        base = 0.5 * foot
        line = [(r, base + (top - base) * s) for r, s in zip(widths, heights)]
        knob = [(0.009, top), (0.016, top + 0.016), (0.013, top + 0.034), (0.0, top + 0.044)]
        smooth = [(max(0.0, p.x), p.y) for p in catmull(line[:-1] + knob, 4)]
        pieces.append(lathe("Post", [(0.0, base)] + smooth, (side * x, y, 0), wood, "stand",
                            steps=40))
        for way in (-1, 1):
            arch = [(side * x, y, foot), (side * x, y + way * 0.5 * reach, 0.75 * foot),
                    (side * x, y + way * 0.86 * reach, 0.03), (side * x, y + way * reach, 0.012)]
            pieces.append(tube("Foot", arch, [0.017, 0.015, 0.013, 0.012], wood, "stand", sides=16))
    rail = [(-x, y, 0.6 * foot), (-0.5 * x, y, 0.6 * foot), (0, y, 0.6 * foot), (0.5 * x, y,
                                                                                 0.6 * foot),
            (x, y, 0.6 * foot)]
    pieces.append(tube("Rail", rail, [0.009, 0.012, 0.015, 0.012, 0.009], wood, "stand", sides=20))
    return [join_meshes("Stand", pieces)]


def pins(brass):
    """A pin with a knob on either side, on which the mirror turns."""
    made, z = [], middle()[1]
    for i, side in enumerate((-1, 1)):
        profile = [(0.0, 0.0), (0.006, 0.0), (0.006, 0.06), (0.013, 0.064), (0.0145, 0.072),
                   (0.01, 0.082), (0.0, 0.086)]
        made.append(lathe(f"Pin {i + 1}", profile, (0, 0, 0), pick(brass, i), "pins", steps=32))
        transform(made[-1:], Matrix.Translation((side * (WIDTH / 2 - 0.003), -FRAME_DEPTH / 2, z))
                  @ Matrix.Rotation(side * math.pi / 2, 4, "Y"))
    return made
