# A park bench: slats on two cast-iron ends. Each end is a pair of curved legs under a bar; bars
# for the back rise from them.
from mathutils import Vector


def end_places():
    """Where the ends stand from the middle."""
    return (-1, WIDTH / 2 - 0.08 - FRAME_WIDTH / 2), (1, WIDTH / 2 - 0.08 - FRAME_WIDTH / 2)


def dip(share):
    """How far the seat sinks at a share of its depth: comfortable for a sitter."""
    return 0.4 * SLAT_THICKNESS * (1 - (2 * share - 1) ** 2)


def seat_slats(timber):
    """Slats from end to end with gaps between them."""
    gap = min(0.02, 0.2 * SEAT_DEPTH / SLAT_COUNT)
    deep = (SEAT_DEPTH - (SLAT_COUNT - 1) * gap) / SLAT_COUNT
    made = []
    for i in range(SLAT_COUNT):
        y = -SEAT_DEPTH / 2 + deep / 2 + i * (deep + gap)
        z = SEAT_HEIGHT - SLAT_THICKNESS / 2 - dip(y / SEAT_DEPTH + 0.5)
        made.append(box(f"Seat Slat {i + 1}", (WIDTH, deep, SLAT_THICKNESS), (0, y, z),
                        pick(timber, i), "seat", bevel=0.005))
    return made


def back_point(share, ahead=0.0):
    """A point of the back's line at a share of its height, `ahead` of its bars."""
    lean = 0.22 * BACK_HEIGHT * max(0.0, share) ** 1.2
    return Vector((0, SEAT_DEPTH / 2 + 0.012 + lean - ahead,
                   SEAT_HEIGHT - 0.02 + (BACK_HEIGHT + 0.02) * share))


def back_slats(timber, iron):
    """Slats on two leaning bars."""
    count, made = max(2, SLAT_COUNT - 2), []
    usable = 0.86 * BACK_HEIGHT
    tall = 0.78 * usable / count
    for i in range(count):
        share = (BACK_HEIGHT - usable + usable * (i + 0.5) / count + 0.3 * tall) / BACK_HEIGHT
        share = min(share, 1 - 0.5 * tall / BACK_HEIGHT)
        centre = back_point(share, 0.5 * SLAT_THICKNESS + 0.004)
        made.append(box(f"Back Slat {i + 1}", (WIDTH, SLAT_THICKNESS, tall), centre,
                        pick(timber, i + 3), "back", bevel=0.005, rotation=(-0.25, 0, 0)))
    for side, x in end_places():
        line = [back_point(s) + Vector((side * x, 0.006, 0)) for s in (-0.06, 0.3, 0.65, 0.97)]
        made.append(ribbon(f"Back Bar {1 if side < 0 else 2}", line, 0.024, 0.8 * FRAME_WIDTH, iron,
                           "back", up=(1, 0, 0), bevel=0.003))
    return made


def ends(iron):
    """Two ends: legs that curve outward to their feet, and a bar under the slats."""
    top, made = SEAT_HEIGHT - 1.35 * SLAT_THICKNESS, []
    front, rear = -SEAT_DEPTH / 2 + 0.03, SEAT_DEPTH / 2 + 0.01
    for i, (side, x) in enumerate(end_places()):
        pieces = []
        for y, way in ((front, -1), (rear, 1)):
            line = [(side * x, y + way * off, z) for off, z in (
                (0.0, top), (-0.035, 0.72 * top), (-0.03, 0.4 * top), (0.03, 0.06), (0.04, 0.008))]
            pieces.append(ribbon("Leg", line, [0.03, 0.036, 0.03, 0.036, 0.05], FRAME_WIDTH, iron,
                                 "ends", up=(1, 0, 0), bevel=0.004))
            pieces.append(box("Foot", (1.3 * FRAME_WIDTH, 0.07, 0.016),
                              (side * x, y + way * 0.03, 0.008), iron, "ends", bevel=0.004))
            scroll = [(side * x, y - way * (0.05 + 0.028 * u), top - 0.075 + 0.028 * w)
                      for u, w in ((0.9, 0.9), (1.6, 0.1), (0.9, -0.8), (0, -0.6), (-0.9, 0.6))]
            pieces.append(tube("Scroll", scroll, 0.008, iron, "ends"))
        level = [(side * x, y, SEAT_HEIGHT - SLAT_THICKNESS - dip(y / SEAT_DEPTH + 0.5) - 0.012)
                 for y in (front - 0.02, 0.5 * front, 0, 0.5 * rear, rear + 0.02)]
        pieces.append(ribbon("Bar", level, FRAME_WIDTH, 0.026, iron, "ends", bevel=0.004))
        pieces.append(ribbon("Brace", [(side * x, front + 0.03, 0.35 * top),
                                       (side * x, 0, 0.46 * top), (side * x, rear - 0.03,
                                                                   0.35 * top)], 0.02,
                             0.7 * FRAME_WIDTH, iron, "ends", up=(1, 0, 0), bevel=0.003))
        made.append(join_meshes(f"End {i + 1}", pieces))
    return made


def armrests(iron):
    """Arms that rise from the ends at the front, roll over and run back."""
    made = []
    for i, (side, x) in enumerate(end_places()):
        z, front, rear = SEAT_HEIGHT - SLAT_THICKNESS, -SEAT_DEPTH / 2, SEAT_DEPTH / 2
        line = [(side * x, y, z + up) for y, up in (
            (front + 0.06, -0.01), (front + 0.03, 0.1), (front + 0.005, 0.19), (front + 0.0, 0.235),
            (front + 0.06, 0.255), (0.0, 0.245), (rear - 0.02, 0.25), (rear + 0.055, 0.245))]
        made.append(ribbon(f"Armrest {i + 1}", line, [0.022] * 4 + [0.018] * 4,
                           [0.7 * FRAME_WIDTH] * 4 + [FRAME_WIDTH] * 4, iron, "armrests",
                           up=(1, 0, 0), bevel=0.006))
    return made
