# A bathtub along X; who bathes leans on its left end, which is higher. The tap is behind (+Y).
import math
import random
from mathutils import Matrix, Vector


def rim_height(x):
    """How high the rim is at a place along the tub."""
    share = max(0.0, -2 * x / LENGTH - 0.1) / 0.9
    return HEIGHT + RISE * share ** 1.6


def oval(inset, share, steps=72):
    """The tub's outline drawn in by `inset`, at a share of the way from its foot to the rim."""
    low = FOOT_HEIGHT * 0.55
    points = []
    for i in range(steps):
        a = 2 * math.pi * i / steps
        c, s = math.cos(a), math.sin(a)
        x = (LENGTH / 2 - inset) * math.copysign(abs(c) ** 0.72, c)
        y = (DEPTH / 2 - inset) * math.copysign(abs(s) ** 0.8, s)
        points.append(Vector((x, y, low + (rim_height(x) - low) * share)))
    return points


def wall(inside):
    """Outlines of the wall from the floor up, outside or inside: it widens to the rim."""
    wide, rings = DEPTH / 0.76, []
    stations = [(0.215, 0.0), (0.16, 0.012), (0.115, 0.06), (0.09, 0.16), (0.065, 0.4),
                (0.045, 0.7), (0.036, 0.9)]
    stations = [(inset * wide, share) for inset, share in stations] + [(0.5 * RIM, 0.985)]
    floor = 0.09 if inside else 0.0
    for inset, share in stations:
        gap = 0.0 if not inside else 0.028 * wide if share < 0.95 else 0.3 * RIM
        rings.append(oval(inset + gap, floor + share * (1 - floor)))
    return rings


def tub(enamel, chrome):
    """Outside and inside as one skin, closed by a rolled rim; a drain in the floor."""
    rings = wall(False) + wall(True)[::-1]
    skin = loft("Skin", rings, enamel, "tub", smooth=60)
    line = [p - Vector((0, 0, RIM / 2)) for p in oval(RIM / 2, 1.0)]
    rim = tube("Rim", line, RIM / 2, enamel, "tub", closed=True, smooth_path=1, sides=24)
    floor = wall(True)[0][0].z
    drain = lathe("Drain", [(0, -0.001), (0.032, -0.001), (0.031, 0.004), (0.023, 0.004),
                            (0.02, 0.001), (0.012, 0.001), (0.012, 0.008), (0, 0.009)],
                  (0.24 * LENGTH, 0, floor), chrome, "tub")
    return [join_meshes("Tub", [skin, rim, drain])]


def feet(brass):
    """Four bowed feet, each with a ball under a claw and a leaf against the tub."""
    made = []
    for i, (sx, sy) in enumerate(((-1, -1), (1, -1), (-1, 1), (1, 1))):
        x, y = sx * 0.29 * LENGTH, sy * 0.3 * DEPTH
        out = Vector((0.4 * sx, 0.9 * sy, 0)).normalized()
        foot = Vector((x, y, 0)) + out * 0.035
        top, r = FOOT_HEIGHT + 0.07, 0.3 * min(FOOT_HEIGHT, 0.13)
        line = [foot + Vector((0, 0, 1.3 * r)), foot + out * 0.018 + Vector((0, 0,
                                                                             0.6 * FOOT_HEIGHT)),
                foot - out * 0.005 + Vector((0, 0, FOOT_HEIGHT)),
                foot - out * 0.025 + Vector((0, 0, top))]
        leg = tube("Leg", line, [0.8 * r, 0.75 * r, 1.1 * r, 0.9 * r], brass, "feet")
        ball = sphere("Ball", r, foot + Vector((0, 0, r)), brass, "feet", segments=28, rings=16)
        claws = [tube("Claw", [foot + Vector((0, 0, 1.9 * r)) + way * 0.7 * r,
                               foot + Vector((0, 0, 1.2 * r)) + way * 1.1 * r,
                               foot + Vector((0, 0, 0.35 * r)) + way * 0.95 * r],
                      [0.32 * r, 0.3 * r, 0.1 * r], brass, "feet", sides=10)
                 for way in (Matrix.Rotation(t, 3, "Z") @ out for t in (-0.9, 0.0, 0.9))]
        made.append(join_meshes(f"Foot {i + 1}", [leg, ball, *claws]))
    return made


def faucet(chrome):
    """Two pipes up from the ground behind the tub, a bridge, a spout over the rim, two handles."""
    y, z, pieces = DEPTH / 2 + 0.045, HEIGHT + 0.05, []
    for x in (-0.065, 0.065):
        flange = [(0, 0), (0.032, 0), (0.03, 0.008), (0.016, 0.014), (0, 0.014)]
        pieces += [tube("Pipe", [(x, y, 0), (x, y, z + 0.02)], 0.012, chrome, "faucet",
                        smooth_path=1),
                   lathe("Flange", flange, (x, y, 0), chrome, "faucet"),
                   cross_handle("Handle", (x, y, z + 0.015), 0.06, chrome, "faucet")]
    pieces.append(tube("Bridge", [(-0.065, y, z), (0.065, y, z)], 0.014, chrome, "faucet",
                       smooth_path=1))
    pieces.append(water_tap("Spout", (0, y, z), 0.12, 0.17, 0.026, chrome, "faucet"))
    return [join_meshes("Faucet", pieces)]


def between(share, draw):
    """The inside of the wall at a share of its height, drawn in a little, at one level."""
    rings = wall(True)
    z = share * HEIGHT
    for low, high in zip(rings, rings[1:]):
        if low[0].z <= z <= high[0].z or high is rings[-1]:
            t = min(1.0, max(0.0, (z - low[0].z) / (high[0].z - low[0].z)))
            return [Vector((p.x, p.y, 0)).lerp(Vector((q.x, q.y, 0)), t) * draw + Vector((0, 0, z))
                    for p, q in zip(low, high)]
    return rings[0]


def water_level(fluid):
    """Water to three quarters of the height."""
    return [loft("Water", [between(0.6, 1.006), between(0.77, 1.006)], fluid, "water")]


def foam(foam_skin):
    """Heaps of foam on the water."""
    dice, places = random.Random(5), []
    wide, deep = 0.76 * (LENGTH / 2 - RIM), 0.66 * (DEPTH / 2 - RIM)
    for _k in range(150):
        a, far = dice.uniform(0, 2 * math.pi), dice.uniform(0, 1) ** 0.5
        middle = (wide * far * math.cos(a), deep * far * math.sin(a), 0.768 * HEIGHT)
        places.append(Matrix.Translation(middle) @ Matrix.Scale(dice.uniform(0.025, 0.06), 4))
    return [scatter_mesh("Foam", places, button(1.0, 0.8, sides=16, rings=6), foam_skin, "foam",
                         smooth=180)]
