# A combination wrench that lies flat: the open jaw to the left, the ring to the right.
import math


def length():
    """The whole length: at least both ends and a hand between them."""
    return max(LENGTH, 6.5 * JAW)


def handle(steel):
    """A bar, thinner than the ends and slim in the middle, hollowed on both faces."""
    low, high = 1.5 * JAW - length() / 2, length() / 2 - 1.3 * JAW
    half, steps = HANDLE_WIDTH / 2, 24
    upper = [(low + (high - low) * i / steps,
              half * (0.82 + 0.18 * abs(2 * i / steps - 1) ** 2)) for i in range(steps + 1)]
    outline = [(x, -y) for x, y in upper] + list(reversed(upper))
    bar = extrude("Handle", outline, 0.7 * THICKNESS, (0, 0, THICKNESS / 2), steel, "handle",
                  bevel=0.14 * THICKNESS)
    span = high - low
    groove = bar_outline((low + 0.2 * span, 0), (high - 0.2 * span, 0), 0.5 * half)
    for side in (0, 1):
        z = THICKNESS / 2 + (0.35 if side else -0.35) * THICKNESS
        boolean(bar, sharp_extrude("Groove", groove, 0.16 * THICKNESS, (0, 0, z), None, ""))
    return [bar]


def open_jaw(steel):
    """A round head with a slot of the nut's width, turned by JAW_ANGLE."""
    return [jaw_at("Jaw", -1, steel, "jaw")]


def second_jaw(steel):
    """The same at the other end."""
    return [jaw_at("Second jaw", 1, steel, "second_jaw")]


def jaw_at(name, side, steel, part):
    """An open head at one end; its slot looks outward."""
    radius, half = 1.14 * JAW, JAW / 2
    x = side * (length() / 2 - radius)
    spin = math.radians(JAW_ANGLE) * side + (0 if side > 0 else math.pi)
    head = [(far * math.cos(t), far * math.sin(t)) for far, t in
            ((radius * (1 - 0.12 * max(0, math.cos(t)) ** 2), t)
             for t in (math.tau * i / 72 for i in range(72)))]
    floor = -0.42 * JAW
    slot = [(2 * radius, -half), (2 * radius, half), (floor + 0.3 * JAW, half),
            (floor, 0.5 * half), (floor, -0.5 * half), (floor + 0.3 * JAW, -half)]
    shape = outline_boolean(head, slot)[0][0]
    turned = [(x + u * math.cos(spin) - v * math.sin(spin), u * math.sin(spin) + v * math.cos(spin))
              for u, v in shape]
    return extrude(name, turned, THICKNESS, (0, 0, THICKNESS / 2), steel, part,
                   bevel=0.07 * THICKNESS)


def ring_end(steel):
    """A ring whose hole has twelve points."""
    x, radius = length() / 2 - 0.92 * JAW, 0.92 * JAW
    across = JAW / math.sqrt(3)
    points = [(across if i % 2 == 0 else 0.9 * across) for i in range(24)]
    hole = [(x + r * math.cos(math.tau * i / 24), r * math.sin(math.tau * i / 24))
            for i, r in enumerate(points)]
    return [extrude("Ring", circle(radius, 64, (x, 0)), THICKNESS, (0, 0, THICKNESS / 2), steel,
                    "ring", bevel=0.07 * THICKNESS, holes=[hole])]


def size_marking(ink):
    """The size in millimetres on the handle."""
    return [solid_text("Marking", f"{JAW * 1000:g}", 0.3 * HANDLE_WIDTH, 0.06 * THICKNESS,
                       (0, -0.15 * HANDLE_WIDTH, 0.77 * THICKNESS), ink, "marking")]
