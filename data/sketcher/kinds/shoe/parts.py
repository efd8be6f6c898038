# A shoe whose toe is at -Y: a skin from the edge of its sole up to the collar round the ankle, and
# what is sewn on it lies on that skin.
import math
from mathutils import Vector


def foot_width(share):
    """Half the width of the foot at a share of the way from the heel to the toe."""
    stations = [(0.0, 0.70), (0.2, 0.76), (0.45, 0.76), (0.7, 1.0), (0.88, 0.98), (1.0, 0.9)]
    for (a, low), (b, high) in zip(stations, stations[1:]):
        if share <= b:
            way = (share - a) / (b - a)
            wide = low + (high - low) * (3 - 2 * way) * way ** 2
            break
    return 0.5 * WIDTH * wide * math.sqrt(max(0.0, 1 - abs(2 * share - 1) ** 3.6))


def foot_point(turn, out=0.0):
    """A point of the foot's outline; `turn` is 0 at the heel, and pi at the toe."""
    share = (1 - math.cos(turn)) / 2
    side = 1 if math.sin(turn) >= 0 else -1
    x, y = side * foot_width(share), 0.5 * LENGTH * math.cos(turn)
    return x + out * math.sin(turn), y + out * math.cos(turn)


def collar_point(turn, out=0.0):
    """A point of the collar, which is higher at the heel and at the tongue."""
    x, y = 0.27 * WIDTH * math.sin(turn), (0.29 + 0.19 * math.cos(turn)) * LENGTH
    x, y = x + out * math.sin(turn), y + out * math.cos(turn)
    return x, y, HEIGHT - 0.012 * math.sin(turn) ** 2


def shaft():
    """How far a boot goes on above the ankle."""
    return max(0.0, HEIGHT - SOLE - 0.095)


def skin_point(turn, share, out=0.0):
    """A point of the upper at a share of the way from the sole to the collar: up the wall of the
    foot, inward over the instep, and up the shaft."""
    x, y = foot_point(turn, out - 0.002)
    top_x, top_y, top_z = collar_point(turn, out)
    way = share * (1 + shaft() / 0.12)
    foot, ankle = min(way, 1.0), top_z - shaft()
    toe = 0.5 - 0.5 * math.cos(turn)
    wall = min(0.034 + 0.012 * (1 - toe), 0.55 * (ankle - SOLE))
    inward = max(0.0, (foot - 0.12) / 0.88) ** (1.2 + 0.5 * (1 - toe))
    z = SOLE - 0.003 + wall * math.sin(min(foot / 0.35, 1.0) * math.pi / 2)
    z += (ankle + 0.003 - SOLE - wall) * max(0.0, (foot - 0.2) / 0.8) ** 1.3
    z += 0.12 * max(0.0, way - 1)
    return Vector((x + (top_x - x) * inward, y + (top_y - y) * inward, z + out))


def patch(name, turns, shares, out, material, part, thickness=0.002):
    """A piece that is sewn on the upper: rows of points on its skin."""
    rows = [[skin_point(turn, share, out) for turn in turns] for share in shares]
    return surface(name, rows, material, part, thickness=thickness, smooth=60)


def steps(first, last, count):
    """Numbers at even distances."""
    return [first + (last - first) * i / count for i in range(count + 1)]


def sole(rubber):
    """The sole, a little wider than the foot, and its tread."""
    outline = [foot_point(2 * math.pi * i / 120, 0.003) for i in range(120)]
    return [extrude("Sole", outline, SOLE, (0, 0, SOLE / 2), rubber, "sole",
                    bevel=min(0.004, 0.3 * SOLE))]


def upper(skin):
    """The skin of the shoe, open at the ankle."""
    turns = [2 * math.pi * i / 96 for i in range(96)]
    rows = [[skin_point(turn, share) for turn in turns] for share in steps(0, 1, 28)]
    return [surface("Upper", rows, skin, "upper", thickness=0.004, smooth=70, closed_u=True)]


def lining(padding):
    """The floor inside, and the padded edge of the collar."""
    outline = [foot_point(2 * math.pi * i / 96, -0.004) for i in range(96)]
    floor = extrude("Insole", outline, 0.006, (0, 0, SOLE + 0.0025), padding, "lining", bevel=0.002)
    rim = [skin_point(2 * math.pi * i / 48, 1.0) for i in range(48)]
    edge = tube("Collar", rim, 0.0045, padding, "lining", sides=12, closed=True, smooth_path=2)
    return [floor, edge]


def toe_cap(rubber):
    """A cap of rubber over the toes."""
    shares = [share / (1 + shaft() / 0.12) for share in steps(0.02, 0.4, 10)]
    return [patch("Toe cap", steps(0.7 * math.pi, 1.3 * math.pi, 32), shares, 0.002, rubber,
                  "toe_cap", 0.003)]


def heel_tab(trim):
    """A piece over the heel, up to the collar."""
    return [patch("Heel tab", steps(-0.32, 0.32, 16), steps(0.05, 0.97, 12), 0.002, trim,
                  "heel_tab", 0.003)]


def stripes(trim):
    """Slanted stripes on both sides."""
    made = []
    for side, name in ((1, "Left"), (-1, "Right")):
        for i in range(STRIPE_COUNT):
            start = 0.44 + 0.07 * i
            rows = [[skin_point(side * math.pi * (start + 0.035 * across - 0.10 * up),
                                (0.06 + 0.74 * up) / (1 + shaft() / 0.12), 0.0022)
                     for across in (0, 0.5, 1)] for up in steps(0, 1, 16)]
            made.append(surface(f"{name} stripe {i + 1}", rows, trim, "stripes", thickness=0.0025,
                                smooth=60))
    return made


def laces(cord):
    """Laces from eyelet to eyelet."""
    made = []
    for i in range(LACE_COUNT):
        low = 0.52 / (1 + shaft() / 0.12)
        share = low + (0.93 - low) * i / max(LACE_COUNT - 1, 1)
        spread = 0.34 + 0.1 * i / max(LACE_COUNT - 1, 1)
        line = [skin_point(math.pi + spread * u, share, 0.003) for u in steps(-1, 1, 8)]
        made.append(tube(f"Lace {i + 1}", line, 0.0028, cord, "laces", sides=10))
    return made
