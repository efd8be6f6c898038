# Headphones that stand on their cups; who wears them looks to -Y.
import math
from mathutils import Vector


def cup_outline(scale, steps=64):
    """An oval as (y, z), as wide as a cup, about its middle."""
    return [(0.42 * CUP_HEIGHT * scale * math.cos(2 * math.pi * i / steps),
             0.5 * CUP_HEIGHT * scale * math.sin(2 * math.pi * i / steps)) for i in range(steps)]


def rings_of(side, stations, material, name, part):
    """A solid of ovals along X, mirrored by `side`: stations (x from a cup's middle, share)."""
    middle = Vector((side * WIDTH / 2, 0, CUP_HEIGHT / 2))
    sections = [[middle + Vector((side * x, y, z)) for y, z in cup_outline(share)]
                for x, share in stations]
    return loft(name, sections, material, part, smooth=50)


def sides():
    """The two sides, as (name, direction along X)."""
    return [("Left", -1), ("Right", 1)]


def cup_joints():
    """Each cup tilts between the ends of its yoke."""
    return [hinge(f"{name} cup", f"{name} yoke", f"{name} cup",
                  at=(side * WIDTH / 2, 0, CUP_HEIGHT / 2), axis="y", limits=(-8, 8),
                  carries=[f"{name} cushion", "boom" if side < 0 else "cable"])
            for name, side in sides()]


def band_line(first=0, last=180, inset=0.0):
    """Points of the bow over the head, in its middle, from the right to the left."""
    low = CUP_HEIGHT + 0.006
    rx, rz = WIDTH / 2 - inset, HEIGHT - low - 0.004 - inset
    return [(rx * math.cos(a), 0, low + rz * math.sin(a) ** 0.85)
            for a in (math.radians(first + (last - first) * k / 40) for k in range(41))]


def headband(soft, metal):
    """A steel band in a padded cover, thickest over the head."""
    strip = ribbon("Strip", band_line(), 0.0024, 0.5 * BAND_WIDTH, metal, "band", up=(0, 1, 0),
                   smooth_path=1, bevel=0.0005)
    thick = [0.005 + 0.009 * math.sin(math.pi * k / 40) for k in range(41)]
    cover = ribbon("Cover", band_line(24, 156, 0.003), thick, BAND_WIDTH, soft, "band",
                   up=(0, 1, 0), smooth_path=1, bevel=0.0045)
    return [join_meshes("Band", [strip, cover])]


def yokes(metal):
    """A slider from the band down to a fork whose ends hold the cup in front and behind."""
    made = []
    for name, side in sides():
        x, z, reach = side * WIDTH / 2, CUP_HEIGHT / 2, 0.42 * CUP_HEIGHT + 0.0042
        line = [(x, reach * math.cos(a), z + (0.5 * CUP_HEIGHT + 0.006) * math.sin(a))
                for a in (math.pi * k / 32 for k in range(33))]
        fork = tube("Fork", line, 0.0032, metal, "yokes", smooth_path=1, sides=16)
        top = z + 0.5 * CUP_HEIGHT + 0.006
        slider = slab("Slider", (0.004, 0.014, 0.03), 0.003, (x, 0, top + 0.01), metal, "yokes",
                      0.001, "X")
        pins = [cylinder("Pin", 0.0034, 0.009, (x, way * (reach - 0.0035), z), metal, "yokes",
                         sides=24, bevel=0.0006, rotation=(math.pi / 2, 0, 0)) for way in (-1, 1)]
        made.append(join_meshes(f"{name} yoke", [fork, slider, *pins]))
    return made


def cups(shell, metal):
    """Oval cups, a polished disc inlaid in the outside of each."""
    made, t = [], CUP_THICKNESS / 2
    for name, side in sides():
        body = rings_of(side, [(-t, 0.8), (-t, 0.94), (-0.8 * t, 0.99), (-0.3 * t, 1.0),
                               (0.5 * t, 0.94), (0.9 * t, 0.8), (t, 0.66), (t, 0.3)], shell,
                        "Shell",
                        "cups")
        disc = rings_of(side, [(t - 0.001, 0.52), (t + 0.0008, 0.52), (t + 0.0014, 0.49)], metal,
                        "Disc", "cups")
        made.append(join_meshes(f"{name} cup", [body, disc]))
    return made


def cushions(soft, mesh):
    """Thick oval rings, with cloth in their middle."""
    made, t, deep = [], CUP_THICKNESS / 2, CUSHION_THICKNESS
    for name, side in sides():
        stations = []
        for k in range(19):
            a = math.pi * 2 * k / 18
            stations.append((-t - deep / 2 - deep / 2 * math.sin(a), 0.79 + 0.2 * math.cos(a)))
        middle = Vector((side * WIDTH / 2, 0, CUP_HEIGHT / 2))
        sections = [[middle + Vector((side * x, y, z)) for y, z in cup_outline(share)]
                    for x, share in stations[:-1]]
        ring = loft("Ring", sections, soft, "cushions", smooth=180, closed=True)
        cloth = rings_of(side, [(-t - 0.35 * deep, 0.66), (-t + 0.0005, 0.66)], mesh, "Cloth",
                         "cushions")
        made.append(join_meshes(f"{name} cushion", [ring, cloth]))
    return made


def boom(cord, mesh):
    """A microphone on a bowed arm, from the left cup to before the mouth."""
    start = Vector((-WIDTH / 2, -0.3 * CUP_HEIGHT, 0.3 * CUP_HEIGHT))
    end = Vector((0.028 - WIDTH / 2, -0.42 * CUP_HEIGHT - 0.055, 0.14 * CUP_HEIGHT))
    arm = tube("Arm", [start, start + Vector((-0.004, -0.02, -0.004)), end.lerp(start, 0.3), end],
               0.0024, cord, "boom")
    foam = sphere("Foam", 0.0085, end, mesh, "boom", scale=(1.2, 0.9, 0.9), segments=28, rings=16)
    return [join_meshes("Microphone", [arm, foam])]


def cable(cord, metal):
    """A cable out of the right cup that lies in bows on the ground, with a plug."""
    x, r = WIDTH / 2, 0.0018
    line = [(x, 0, 0.008), (x, -0.02, 0.0045), (x - 0.02, -0.08, r), (0.02, -0.13, r),
            (0.05, -0.18, r), (-0.02, -0.19, r), (-0.05, -0.15, 0.0036)]
    made = [tube("Cord", line, r, cord, "cable"),
            tube("Sleeve", [(-0.047, -0.1535, 0.0036), (-0.062, -0.136, 0.0036)], 0.0036, cord,
                 "cable", smooth_path=1),
            tube("Plug", [(-0.062, -0.136, 0.0036), (-0.072, -0.1243, 0.0036)],
                 [0.0018, 0.0014], metal, "cable", smooth_path=1)]
    return [join_meshes("Cable", made)]
