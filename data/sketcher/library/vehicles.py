# Vehicles: wheels, lamps and what else cars, trains, planes and toys share.
import math
from mathutils import Vector


def tyre(name, centre, radius, width, material, part, grooves=3, rim_share=0.64):
    """A tyre that rolls along Y: its axle along X, round shoulders, grooves round the tread."""
    half, inner = width / 2, radius * rim_share
    tread = []
    count = max(4, 4 * grooves)
    for k in range(count + 1):
        z = 0.72 * half * (1 - 2 * k / count)
        tread.append((radius - (0.03 * radius if k % 4 in (1, 2) and grooves else 0.0), z))
    side = [(0.97 * radius, 0.9 * half), (0.86 * radius, half), (0.72 * radius, 0.95 * half),
            (inner, 0.8 * half)]
    line = side[::-1] + tread + [(r, -z) for r, z in side]
    made = lathe(name, line + line[:1], centre, material, part, steps=56, smooth=40)
    made.rotation_euler = (0, math.pi / 2, 0)
    return made


def rim(name, centre, radius, width, side, material, part, spokes=5, share=0.66):
    """The wheel inside a tyre: a deep ring, spokes and a hub cap that faces `side` (+1, -1)."""
    outer, half = radius * share, width / 2
    ring = [(outer, 0.86 * half), (0.93 * outer, 0.9 * half), (0.84 * outer, 0.5 * half),
            (0.82 * outer, -0.7 * half), (outer, -0.8 * half)]
    pieces = [lathe("Ring", ring + ring[:1], (0, 0, 0), material, part, steps=48)]
    face = [(0.0, 0.0), (0.86 * outer, 0.0), (0.86 * outer, 0.12 * half), (0.0, 0.12 * half)]
    pieces.append(lathe("Disc", face, (0, 0, -0.1 * half), material, part, steps=48))
    hub = [(0.0, 0.05 * half), (0.3 * outer, 0.05 * half), (0.27 * outer, 0.55 * half),
           (0.16 * outer, 0.74 * half), (0.0, 0.8 * half)]
    pieces.append(lathe("Hub", hub, (0, 0, 0), material, part, steps=32))
    for k in range(spokes):
        turn = 2 * math.pi * k / spokes
        pieces.append(box("Spoke", (0.68 * outer, 0.2 * outer, 0.3 * half),
                          (0.54 * outer * math.cos(turn), 0.54 * outer * math.sin(turn),
                           0.26 * half), material, part, bevel=0.04 * outer,
                          rotation=(0, 0, turn)))
    made = join_meshes(name, pieces)
    made.location = centre
    made.rotation_euler = (0, side * math.pi / 2, 0)
    return made


def lamp(name, centre, look, radius, glass_skin, ring_skin, part):
    """A round lamp: a bulged lens in a polished ring, facing `look`."""
    lens = [(radius * 0.9 * math.sin(a), radius * 0.42 * math.cos(a))
            for a in (math.pi / 2 * k / 10 for k in range(11))]
    lens[0] = (0.0, lens[0][1])
    pieces = [lathe("Lens", lens + [(0.9 * radius, -0.5 * radius), (0.0, -0.5 * radius)],
                    (0, 0, 0), glass_skin, part, steps=40, smooth=60),
              torus("Ring", 0.92 * radius, 0.24 * radius, (0, 0, 0), ring_skin, part, steps=40)]
    made = join_meshes(name, pieces)
    made.location = centre
    made.rotation_euler = Vector(look).to_track_quat("Z", "Y").to_euler()
    return made
