import math
from mathutils import Vector


def wall_line():
    """The outside of the mug: a softly rounded foot, a straight or bellied wall, the lip."""
    top, foot = DIAMETER / 2, DIAMETER / 2 * FOOT_RATIO
    line = [(0.86 * foot, 0.0), (0.93 * foot, 0.002), (foot, 0.09 * HEIGHT)]
    for k in range(1, 12):
        t = k / 12
        swell = BELLY * DIAMETER * math.sin(math.pi * t)
        line.append((foot + (top - foot) * t + swell, (0.09 + 0.91 * t) * HEIGHT))
    return line + [(top, HEIGHT - 0.4 * WALL)]


def body(glaze):
    """The glazed wall, turned, with a round lip."""
    return [lathe("Body", hollow(wall_line(), WALL, 0.07 * HEIGHT), (0, 0, 0), glaze, "body",
                  steps=72, smooth=50)]


def lining(pale):
    """The lighter glaze inside."""
    wall = [(r - WALL + 0.0002, z) for r, z in wall_line() if z > 0.07 * HEIGHT + 0.001]
    low = 0.07 * HEIGHT + 0.0004
    line = [(0.0, low), (0.93 * wall[0][0], low)] + wall
    line = line[:-1] + [(wall[-1][0] + 0.12 * WALL, HEIGHT - 0.35 * WALL)]
    back = [(r - 0.0005, z + 0.0004) for r, z in reversed(line[1:])]
    return [lathe("Lining", line + back + [(0.0, low + 0.0004)], (0, 0, 0), pale, "lining",
                  steps=72, smooth=50)]


def handle(glaze):
    """An ear-shaped handle, thick where it meets the wall."""
    span = min(HANDLE_SIZE, 0.8 * HEIGHT)
    reach = 0.62 * span
    top, low = 0.53 * HEIGHT + span / 2, 0.53 * HEIGHT - span / 2
    edge = wall_line()
    r1, r0 = radius_at(edge, top) - 0.5 * WALL, radius_at(edge, low) - 0.5 * WALL
    thick = min(HANDLE_THICKNESS, 0.3 * span) / 2
    points = [(r1, 0, top), (r1 + 0.4 * reach, 0, top + 0.02 * span),
              (r1 + 0.9 * reach, 0, top - 0.17 * span), (r1 + reach, 0, top - 0.45 * span),
              (r0 + 0.75 * reach, 0, low + 0.22 * span), (r0 + 0.3 * reach, 0, low + 0.04 * span),
              (r0, 0, low)]
    return [tube("Handle", points, [1.15 * thick, 0.95 * thick, thick, thick, 0.95 * thick,
                                    0.95 * thick, 1.15 * thick], glaze, "handle", sides=20)]


def stripes(accent):
    """Bands of a second glaze round the mug."""
    made = []
    for index in range(STRIPE_COUNT):
        low = HEIGHT * (0.16 + 0.07 * index)
        made.append(band(f"Stripe {index + 1}", wall_line(), low, low + 0.042 * HEIGHT, 0.0004,
                         pick(accent, index), "stripes", steps=72))
    return made


def coffee(drink):
    """Coffee, filled to just below the lip."""
    return [fill("Coffee", wall_line(), WALL, 0.075 * HEIGHT, 0.84 * HEIGHT, drink, "coffee")]


def foam(cream):
    """A domed head of milk foam on the coffee."""
    r = radius_at(wall_line(), 0.86 * HEIGHT) - 0.95 * WALL
    low = 0.835 * HEIGHT
    dome_line = [(r * math.cos(a), low + 0.05 * HEIGHT + 0.06 * HEIGHT * math.sin(a))
                 for a in (math.pi / 2 * k / 10 for k in range(11))]
    return [lathe("Foam", [(0.0, low), (r, low)] + dome_line[:-1]
                  + [(0.0, low + 0.11 * HEIGHT)], (0, 0, 0), cream, "foam", smooth=60)]


def steam(vapour):
    """Three wisps of steam."""
    r = 0.22 * DIAMETER
    return [steam_wisp(f"Steam {i + 1}", (r * math.cos(2.1 * i), r * math.sin(2.1 * i),
                                          0.86 * HEIGHT), (0.85 + 0.25 * i) * HEIGHT,
                       0.1 * DIAMETER, 2.0 * i, vapour, "steam") for i in range(3)]


def saucer(glaze):
    """A saucer under the mug, its well as wide as the foot."""
    r, foot = 0.98 * DIAMETER, 0.5 * DIAMETER * FOOT_RATIO
    outside = [(0.8 * foot, 0.0), (1.1 * foot, 0.0), (1.15 * foot, 0.002),
               (0.75 * r, 0.10 * HEIGHT), (r, 0.19 * HEIGHT)]
    hollowed = [(r - 0.001, 0.19 * HEIGHT + 0.0025), (0.73 * r, 0.10 * HEIGHT + 0.003),
              (1.08 * foot, 0.0035), (0.85 * foot, 0.001)]
    line = round_corners(outside + hollowed, 0.002)
    return [lathe("Saucer", [(0.0, 0.0)] + line + [(0.0, 0.001)], (0, 0, 0), glaze, "saucer",
                  steps=72, smooth=40)]


def spoon(steel):
    """A spoon that stands in the mug and leans on the lip."""
    r = radius_at(wall_line(), HEIGHT) - WALL
    low, lip = Vector((-0.2 * r, 0.1 * r, 0.3 * HEIGHT)), Vector((0.62 * r, 0.62 * r, HEIGHT))
    along = (lip - low).normalized()
    end = lip + along * 0.55 * HEIGHT
    shaft = tube("Shaft", [low, low.lerp(end, 0.5), end], [0.0018, 0.0016, 0.003], steel, "spoon",
                 sides=12)
    bowl = sphere("Bowl", 0.016 * HEIGHT / 0.095, low + along * 0.004, steel, "spoon",
                  scale=(0.75, 0.3, 1.2), segments=24, rings=14)
    bowl.rotation_euler = along.to_track_quat("Z", "Y").to_euler()
    return [join_meshes("Spoon", [shaft, bowl])]


def emblem(accent):
    """A heart on the front of the mug, bent round its wall."""
    size, middle = 0.2 * HEIGHT, 0.6 * HEIGHT
    rows = []
    for ring in (0.02, 0.3, 0.6, 0.85, 1.0):
        row = []
        for k in range(48):
            a = 2 * math.pi * k / 48
            x = 16 * math.sin(a) ** 3 / 17 * ring * size
            z = (13 * math.cos(a) - 5 * math.cos(2 * a) - 2 * math.cos(3 * a)
                 - math.cos(4 * a)) / 17 * ring * size
            r = radius_at(wall_line(), middle + z) + 0.0004
            row.append((r * math.sin(x / r), -r * math.cos(x / r), middle + z))
        rows.append(row)
    return [surface("Emblem", rows, accent, "emblem", thickness=0.0012, closed_u=True,
                    smooth=60)]


def lid(cap):
    """A domed lid with a drinking hole, for taking the mug along."""
    r = DIAMETER / 2
    line = round_corners([(r + 0.002, HEIGHT - 0.012), (r + 0.002, HEIGHT + 0.003),
                          (0.9 * r, HEIGHT + 0.012), (0.82 * r, HEIGHT + 0.008),
                          (0.3 * r, HEIGHT + 0.009)], 0.002)
    shell = lathe("Shell", line + [(0.0, HEIGHT + 0.009), (0.0, HEIGHT + 0.001),
                                   (r - 0.0004, HEIGHT + 0.001), (r - 0.0004, HEIGHT - 0.012),
                                   line[0]], (0, 0, 0), cap, "lid", smooth=40)
    knob = cylinder("Knob", 0.2 * r, 0.012, (0, 0, HEIGHT + 0.014), cap, "lid", bevel=0.003)
    return [join_meshes("Lid", [shell, knob])]
