# A bag whose front is -Y. The shape of the body follows from three tapers, and all else lies on it.
import math
from mathutils import Vector


def half_width(share):
    """Half the width of the body at a share of its height: its top corners are round."""
    high = max(0.0, (share - 1 + ROUNDNESS) / ROUNDNESS)
    round_off = 1 - math.sqrt(max(0.0, 1 - high * high))
    return WIDTH / 2 * (1 - TAPER * share) - min(0.3 * WIDTH, 0.8 * ROUNDNESS * HEIGHT) * round_off


def half_depth(share):
    """Half the depth of the body at a share of its height: full below, and round at its top."""
    belly = 1 - 0.07 * (1 - math.sin(math.pi * min(1.0, share + 0.2)) ** 2)
    high = max(0.0, (share - 1 + 0.4 * ROUNDNESS) / (0.4 * ROUNDNESS))
    return DEPTH / 2 * (belly - DEPTH_TAPER * share) * (0.45 + 0.55 * math.sqrt(
        max(0.0, 1 - high * high)))


def section(share, wide, deep):
    """The outline of the body at a share of its height."""
    return [(x, y, share * HEIGHT) for x, y in rounded_rectangle(
        2 * wide, 2 * deep, 0.7 * min(wide, deep), 6)]


def shares():
    """Shares of the height, close to each other where the top is round."""
    return [0.03 + 0.97 * math.sin(math.pi / 2 * k / 36) for k in range(37)]


def bag_body(hide):
    """A full body, closed all round."""
    sections = [section(0.0, half_width(0) - 0.012, half_depth(0) - 0.012),
                section(0.008, half_width(0) - 0.004, half_depth(0) - 0.004)]
    sections += [section(t, half_width(t), half_depth(t)) for t in shares()]
    return [loft("Body", sections, hide, "body", smooth=60)]


def open_depth(share):
    """Half the depth of the open body."""
    return DEPTH / 2 * (1 - DEPTH_TAPER * share ** 1.5)


def open_body(hide):
    """A body of thin cloth that is open above, with a hem."""
    out, line = [], [0.0, 0.01, 0.03, 0.2, 0.4, 0.6, 0.8, 0.93, 0.932, 1.0]
    for t in line:
        low = 0.01 * max(0.0, 1 - t / 0.03)
        proud = 0.0015 if t > 0.931 else 0.0
        out.append((t, WIDTH / 2 * (1 - TAPER * t) - low + proud, open_depth(t) - low + proud))
    outside = [section(t, wide - 0.0015, deep - 0.0015) for t, wide, deep in out]
    inside = [section(max(t, 0.008), wide - 0.005, deep - 0.005) for t, wide, deep in out[1:]]
    return [loft("Open body", [*outside, *reversed(inside)], hide, "open_body", smooth=30)]


def flap_line():
    """The flap in the middle of the bag, (y, z) from the rear edge of the top down the front."""
    start = 1 - 0.12 * ROUNDNESS
    line = [(half_depth(start) * 0.9, start * HEIGHT + 0.006), (0.0, HEIGHT + 0.004)]
    count = 16
    for k in range(count + 1):
        t = start - (start - 1 + FLAP_LENGTH) * (k / count) ** 1.4
        line.append((-half_depth(t) - 0.003, t * HEIGHT))
    return line


def flap(hide):
    """A flap over the top and the front, its lower corners round."""
    line = catmull([(0.0, y, z) for y, z in flap_line()], 3)
    last, rows = len(line) - 1, []
    for i, p in enumerate(line):
        t = min(1.0, p.z / HEIGHT)
        wide = max(half_width(t), half_width(1.0)) - 0.5 * min(half_depth(t), 0.02)
        low = max(0.0, (i / last - 0.75) / 0.25)
        wide *= 0.72 + 0.28 * math.sqrt(1 - low * low)
        rows.append([Vector((wide * x, p.y, p.z)) for x in [k / 12 - 1 for k in range(25)]])
    return [surface("Flap", rows, hide, "flap", thickness=0.004)]


def clasp(brass):
    """A turning lock on the flap."""
    y, z = flap_line()[-1]
    spot = Vector((0, y - 0.004, z + 0.016))
    return [join_meshes("Clasp", [
        slab("Plate", (0.05, 0.006, 0.034), 0.008, spot, brass, "clasp", bevel=0.0015, axis="Y"),
        box("Turn", (0.011, 0.01, 0.022), spot + Vector((0, -0.006, 0)), brass, "clasp",
            bevel=0.003)])]


def handles(trim_skin, brass):
    """Two round handles on rings, before and behind the bag."""
    made = []
    for side, name in ((-1, "Front"), (1, "Rear")):
        t, x = 0.72, 0.21 * WIDTH
        foot = Vector((x, side * (half_depth(t) + 0.009), t * HEIGHT + 0.03))
        top = HEIGHT + HANDLE_HEIGHT - 0.006
        line = [foot, Vector((0.98 * x, foot.y, 0.5 * (foot.z + top))),
                Vector((0.72 * x, 0.95 * foot.y, top - 0.16 * (top - foot.z))),
                Vector((0, 0.9 * foot.y, top))]
        line += [Vector((-p.x, p.y, p.z)) for p in reversed(line[:-1])]
        pieces = [tube("Handle", line, 0.0065, trim_skin, "handles", sides=16)]
        for way in (-1, 1):
            pieces.append(torus("Ring", 0.013, 0.004, (way * x, foot.y, foot.z - 0.006), brass,
                                "handles", rotation=(math.pi / 2, 0, 0)))
            spot = (way * x, side * (half_depth(t) + 0.004), t * HEIGHT)
            pieces.append(box("Tab", (0.022, 0.012, 0.045), spot, trim_skin, "handles",
                              bevel=0.004))
        made.append(join_meshes(f"{name} Handle", pieces))
    return made


def web_handles(trim_skin):
    """Two long flat handles that are sewn to the cloth."""
    made = []
    for side, name in ((-1, "Front"), (1, "Rear")):
        x, top = 0.22 * WIDTH, HEIGHT + HANDLE_HEIGHT
        line = [Vector((x, side * (open_depth(t) + 0.0015), t * HEIGHT)) for t in (0.62, 0.8, 1.0)]
        line += [Vector((0.92 * x, line[2].y, HEIGHT + 0.5 * HANDLE_HEIGHT)),
                 Vector((0.62 * x, 0.9 * line[2].y, top - 0.12 * HANDLE_HEIGHT)),
                 Vector((0, 0.85 * line[2].y, top))]
        line += [Vector((-p.x, p.y, p.z)) for p in reversed(line[:-1])]
        made.append(ribbon(f"{name} Long handle", line, 0.026, 0.003, trim_skin, "web_handles",
                           up=(0, 1, 0)))
    return made


def pocket(hide, brass):
    """A full pocket on the front with a zip."""
    size, y = (0.7 * WIDTH, 0.42 * HEIGHT, 0.07), -half_depth(0.3) - 0.01
    made = cushion("Pad", size, (0, y, 0.29 * HEIGHT), hide, "pocket", puff=0.25,
                   corner=0.3, rotation=(math.pi / 2, 0, 0))
    line = []
    for k in range(13):
        x, z = 0.25 * (k / 6 - 1), 0.13 * HEIGHT
        full = ((1 - (x / 0.35) ** 2) * (1 - (z / (0.21 * HEIGHT)) ** 2)) ** 0.6
        line.append(Vector((x * WIDTH, y - 0.0265 - 0.009 * full, 0.29 * HEIGHT + z)))
    pull = box("Pull", (0.008, 0.006, 0.03), line[-1] + Vector((0, -0.004, -0.014)), brass,
               "pocket", bevel=0.002)
    return [join_meshes("Pocket", [made, tube("Zip", line, 0.0035, brass, "pocket", sides=10),
                                   pull])]


def zip_line(trim_skin, brass):
    """A zip that runs up one side, over the top and down the other."""
    shown = [t for t in shares() if t > 0.45]
    line = [Vector((half_width(t) - 0.001, -0.2 * half_depth(t), t * HEIGHT)) for t in shown]
    line += [Vector((-p.x, p.y, p.z)) for p in reversed(line)]
    tip = line[0] + Vector((0.001, 0, -0.012))
    return [join_meshes("Zip", [tube("Tape", line, 0.0045, trim_skin, "zip", sides=10,
                                     smooth_path=1),
                                box("Pull", (0.008, 0.01, 0.034), tip, brass, "zip",
                                    bevel=0.002)])]


def straps(trim_skin):
    """Two padded straps at the back."""
    made, far = [], DEPTH / 2
    for side, name in ((1, "Left"), (-1, "Right")):
        line = [(side * a * WIDTH, y, t * HEIGHT) for a, y, t in (
            (0.13, 0.4 * far, 0.86), (0.17, half_depth(0.8) + 0.035, 0.86),
            (0.2, far + 0.075, 0.7), (0.22, far + 0.085, 0.45), (0.25, far + 0.05, 0.22),
            (0.29, half_depth(0.1) - 0.004, 0.09))]
        made.append(ribbon(f"{name} Strap", line, [STRAP_WIDTH * w for w in (
            1, 1, 1, 1, 0.8, 0.5)], [0.014, 0.016, 0.016, 0.015, 0.01, 0.006], trim_skin, "straps",
            up=(0, 1, 0.9), bevel=0.005))
    return made


def loop(trim_skin):
    """A loop at the top of the back."""
    y, z = 0.5 * half_depth(0.9), HEIGHT
    line = [(-0.05, y, 0.985 * z - 0.02), (-0.042, y, z + 0.012), (0, y, z + 0.03),
            (0.042, y, z + 0.012), (0.05, y, 0.985 * z - 0.02)]
    return [ribbon("Loop", line, 0.02, 0.005, trim_skin, "loop", up=(0, 0, 1), bevel=0.002)]


def long_strap(trim_skin, brass):
    """A strap that rises in an arch from ring to ring at the sides."""
    t, top = 0.74, HEIGHT + 0.3
    x = WIDTH / 2 * (1 - TAPER * t) + 0.006
    line = [(x, 0, t * HEIGHT), (0.99 * x, 0, HEIGHT + 0.04), (0.82 * x, 0, top - 0.1),
            (0.42 * x, 0, top - 0.02), (0, 0, top)]
    line += [(-a, b, c) for a, b, c in reversed(line[:-1])]
    pieces = [ribbon("Strap", line, STRAP_WIDTH, 0.004, trim_skin, "shoulder_strap",
                     up=(0, 0.001, 1))]
    for side in (-1, 1):
        pieces.append(box("Buckle", (0.012, STRAP_WIDTH + 0.012, 0.03), (side * x, 0,
                                                                       t * HEIGHT + 0.01), brass,
                          "shoulder_strap", bevel=0.003))
    return [join_meshes("Long strap", pieces)]


def feet(brass):
    """Four studs under the corners."""
    return [cylinder(f"Foot {i + 1}", 0.009, 0.014, (x * WIDTH, y * DEPTH, 0.007), brass, "feet",
                     bevel=0.003) for i, (x, y) in enumerate((
                         (-0.36, -0.28), (0.36, -0.28), (-0.36, 0.28), (0.36, 0.28)))]
