# A laptop stand of two flat side frames, which print or are cut lying, and three bars.
import math


def corners():
    """(y, z) of the frame's corners, in the middle of its bars: low front, high front, high back,
    low back."""
    a, y = ARM / 2, DEPTH / 2 - ARM / 2
    front = max(ARM, min(FRONT_HEIGHT, high()) - a)
    return (-y, a), (-y, front), (y, high() - a), (y, a)


def high():
    """The height of the back edge: not below the front."""
    return max(HEIGHT, FRONT_HEIGHT)


def slope():
    """The direction of the upper bar, from front to back."""
    _low, a, b, _back = corners()
    far = math.dist(a, b)
    return (b[0] - a[0]) / far, (b[1] - a[1]) / far


def side_frames(frame):
    """Two frames, each with a lip in front that keeps the laptop from sliding down."""
    points, a = corners(), ARM / 2
    bars = [bar_outline(p, q, a, 12) for p, q in zip(points, points[1:] + points[:1])
            if math.dist(p, q) > 1e-5]
    (u, v), (y, z) = slope(), points[1]
    tip = (y - v * (a + LIP), z + u * (a + LIP))
    bars.append(bar_outline((y, z), tip, min(0.005, 0.45 * a), 10))
    outline, holes = max(outline_boolean(bars, [], "UNION"), key=lambda shape: len(shape[0]))
    x = WIDTH / 2 - THICKNESS / 2
    return [extrude(f"Side {i + 1}", outline, THICKNESS, (side * x, 0, 0), pick(frame, i), "sides",
                    bevel=0.0012, axis="X", holes=holes) for i, side in enumerate((-1, 1))]


def cross_bars(rod):
    """Bars in the two lower corners and in the back, a good way up."""
    low, _front, top, back = corners()
    radius = min(BAR_DIAMETER, 0.8 * ARM) / 2
    places = (low, back, (top[0], back[1] + 0.62 * (top[1] - back[1])))
    return [cylinder(f"Bar {i + 1}", radius, WIDTH - THICKNESS, (0, y, z), pick(rod, i), "bars",
                     bevel=0, rotation=(0, math.pi / 2, 0)) for i, (y, z) in enumerate(places)]


def rubber_pads(rubber):
    """A strip on each upper bar."""
    _low, a, b, _back = corners()
    (u, v), made = slope(), []
    rise, span = ARM / 2 + 0.0005, math.dist(a, b)
    middle = ((a[0] + b[0]) / 2 - v * rise, (a[1] + b[1]) / 2 + u * rise)
    for i, side in enumerate((-1, 1)):
        x = side * (WIDTH / 2 - THICKNESS / 2)
        made.append(box(f"Pad {i + 1}", (0.7 * THICKNESS, 0.7 * span, 0.003), (x, *middle),
                        pick(rubber, i), "pads", 0.0008, rotation=(math.atan2(v, u), 0, 0)))
    return made


def low_shelf(board):
    """A thin board between the lower bars."""
    return [box("Shelf", (WIDTH - THICKNESS, DEPTH - 1.4 * ARM, 0.3 * ARM), (0, 0, 0.5 * ARM),
                board, "shelf", 0.001)]
