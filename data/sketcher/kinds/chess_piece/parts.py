# Chess pieces, turned in one piece. A profile is (r, z) in shares of the foot's radius and of the
# height; what is not round is joined to it or cut out of it.
import math


def foot():
    """The radius of the foot: from a third to two thirds of the height across."""
    return max(HEIGHT / 3, min(BASE_DIAMETER, 0.67 * HEIGHT)) / 2


def turned_piece(name, collar, head, part, timber):
    """Foot, a slim stem up to the collar at a share of the height, and a head on it."""
    stem = min(0.42 * STEM, 0.55)
    base = [(0, 0), (0.97, 0), (1, 0.008), (1, 0.034), (0.97, 0.05), (0.88, 0.058), (0.87, 0.07),
            (0.92, 0.084), (0.9, 0.105), (0.8, 0.128), (0.68, 0.148), (0.64, 0.16), (0.62, 0.176)]
    rise = [(1.35 * stem, 0.2), (1.12 * stem, 0.3), (stem, 0.44), (0.94 * stem, collar - 0.06),
            (stem, collar - 0.02), (1.16 * stem, collar)]
    profile = [*base, *(tuple(p) for p in catmull(rise, 5)), *head, (0, head[-1][1])]
    return lathe(name, [(r * foot(), z * HEIGHT) for r, z in profile], (0, 0, 0), timber, part,
                 steps=72, smooth=40)


def ring_at(z, wide):
    """The profile of a collar: two thin discs on each other."""
    return [(wide, z + 0.006), (wide + 0.03, z + 0.013), (wide, z + 0.02), (0.84 * wide, z + 0.022),
            (0.86 * wide, z + 0.03), (0.8 * wide, z + 0.037)]


def joined(piece, others):
    """One solid of a piece and of what stands on it."""
    return [boolean(piece, others, "UNION", angle=40)]


def king(timber):
    """A tall crown with a cross on it."""
    head = [*ring_at(0.6, 0.66), (0.44, 0.65), (0.5, 0.72), (0.6, 0.82), (0.61, 0.835),
            (0.56, 0.85), (0.4, 0.868), (0.24, 0.884), (0.2, 0.9), (0.12, 0.906)]
    piece = turned_piece("King", 0.6, head, "king", timber)
    low, high, arm, half = 0.895 * HEIGHT, HEIGHT, 0.24 * foot(), 0.075 * foot()
    mid = low + 0.62 * (high - low)
    cross = [(-1.2 * half, low), (1.2 * half, low), (half, mid - half), (arm, mid - 1.3 * half),
             (arm, mid + 1.3 * half), (half, mid + half), (1.3 * half, high), (-1.3 * half, high),
             (-half, mid + half), (-arm, mid + 1.3 * half), (-arm, mid - 1.3 * half),
             (-half, mid - half)]
    return joined(piece, extrude("Cross", cross, 3 * half, (0, 0, 0), timber, "king",
                                 bevel=0.2 * half, axis="Y"))


def queen(timber):
    """A flared crown with points, and a ball in it."""
    head = [*ring_at(0.6, 0.64), (0.42, 0.65), (0.46, 0.73), (0.62, 0.86), (0.64, 0.875),
            (0.56, 0.88), (0.46, 0.895), (0.3, 0.925), (0.12, 0.945)]
    piece = turned_piece("Queen", 0.6, head, "queen", timber)
    wide = 0.0285 * HEIGHT
    balls = [sphere("Ball", wide, (0, 0, HEIGHT - wide), timber, "queen", segments=28, rings=14)]
    size = min(0.11, 1.7 / POINTS) * foot()
    balls += [sphere("Point", size, spot, timber, "queen", segments=16, rings=8)
              for spot in spots_round(POINTS, 0.57 * foot(), 0.876 * HEIGHT)]
    return joined(piece, balls)


def bishop(timber):
    """A mitre with a slanted slit and a small ball."""
    head = [*ring_at(0.58, 0.6), (0.36, 0.63), (0.46, 0.68), (0.52, 0.74), (0.5, 0.8),
            (0.41, 0.86), (0.27, 0.915), (0.16, 0.945), (0.12, 0.955)]
    piece = turned_piece("Bishop", 0.58, head, "bishop", timber)
    wide = 0.028 * HEIGHT
    [piece] = joined(piece, sphere("Ball", wide, (0, 0, HEIGHT - wide), timber, "bishop",
                                   segments=28, rings=14))
    slit = box("Slit", (0.09 * foot(), 2 * foot(), 0.24 * HEIGHT),
               (0.42 * foot(), 0, 0.885 * HEIGHT), None, "", 0.0, rotation=(0, math.radians(30), 0))
    return [boolean(piece, slit, angle=40)]


def rook(timber):
    """A tower whose wall has notches."""
    top = 0.8
    head = [(0.6, top - 0.1), (0.72, top - 0.06), (0.74, top), (0.74, 1.0), (0.5, 1.0), (0.5, 0.92)]
    piece = turned_piece("Rook", top - 0.14, head, "rook", timber)
    cuts = []
    for i in range(NOTCHES):
        turn = math.tau * (i + 0.5) / NOTCHES
        x, y = (0.66 * foot() * f(turn) for f in (math.cos, math.sin))
        cuts.append(box("Notch", (0.5 * foot(), 1.3 / NOTCHES * foot(), 0.16 * HEIGHT),
                        (x, y, 1.01 * HEIGHT), None, "", 0.0, rotation=(0, 0, turn)))
    return [boolean(piece, cuts, angle=40)]


def pawn(timber):
    """A ball on a collar."""
    ball = min(0.17, 0.62 * foot() / HEIGHT)
    middle, wide = 1 - ball, ball * HEIGHT / foot()
    turns = [math.radians(-58 + 148 * i / 20) for i in range(20)]
    head = [(0.72, 0.6), (0.76, 0.612), (0.72, 0.626), (0.5, 0.64),
            *((wide * math.cos(t), middle + ball * math.sin(t)) for t in turns), (0.02, 1.0)]
    return [turned_piece("Pawn", 0.585, head, "pawn", timber)]


def golden_band(gilt):
    """A thin band round the foot."""
    low, high, radius = 0.012 * HEIGHT, 0.033 * HEIGHT, foot()
    return [hollow_cylinder("Band", radius + 0.0004, 0.98 * radius, high - low,
                            (0, 0, (low + high) / 2), gilt, "band")]
