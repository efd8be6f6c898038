# A paper clip that lies on the ground, its wire in one plane: it could be printed as it lies.


def width():
    """Across: at most half of the length."""
    return min(WIDTH, 0.5 * LENGTH)


def wire():
    """Half the thickness of the wire, which leaves gaps between the loops."""
    return min(WIRE, width() / 8) / 2


def wire_along(points, steel, part):
    """The wire through points (x, y), its ends cut square."""
    return tube("Wire", [(x, y, wire()) for x, y in points], wire(), steel, part, smooth_path=1)


def bent_clip(steel):
    """From the free end within the inner loop: three half circles and four straight lines."""
    r, half = wire(), LENGTH / 2
    low, step = -width() / 2 + r, (width() - 2 * r) / 3
    y = [low + step * k for k in range(4)]
    big, mid, small = 1.5 * step, step, 0.5 * step
    right, left = half - r - big, -half + r + mid
    end = max(left + 0.3 * LENGTH, min(INNER_SHARE * LENGTH - half, right + 0.2 * big))
    line = [(left + 0.3 * LENGTH, y[3]), *arc((right, (y[0] + y[3]) / 2), big, 90, -90, 24),
            *arc((left, (y[0] + y[2]) / 2), mid, 270, 90, 24),
            *arc((end, (y[1] + y[2]) / 2), small, 90, -90, 18), (left + 0.16 * LENGTH, y[1])]
    return [wire_along(line, steel, "wire")]


def triangular_clip(steel):
    """A triangle with round corners, and a smaller one within that its wire goes on to."""
    r, half = wire(), LENGTH / 2
    x, y = half - r, 0.36 * LENGTH - r
    corners = [(-x, 0.25 * y, 0), (-x, -y, 0), (x, 0, 0), (-x, y, 0), (-x + 0.26 * x, -0.45 * y, 0),
               (x - 0.55 * x, 0, 0), (-x + 0.32 * x, 0.36 * y, 0)]
    line = bend_path(corners, 0.03 * LENGTH)
    return [wire_along([(p.x, p.y) for p in line], steel, "triangle")]
