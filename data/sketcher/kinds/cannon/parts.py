# A cannon that looks to -Y. The barrel turns on its trunnions, which lie on the cheeks.
import math
from mathutils import Matrix, Vector


def pivot():
    """The height of the trunnions above the ground."""
    return WHEEL_DIAMETER / 2 + 2.2 * CALIBRE


def cheek():
    """How far from the middle the outer faces of the cheeks are."""
    return 1.6 * CALIBRE + 0.09


def barrel(bronze):
    """A turned barrel with rings, its bore, a knob behind, and the trunnions."""
    shape = [(0, -0.45), (0.35, -0.447), (0.5, -0.43), (0.35, -0.405), (0.34, -0.395), (1.2, -0.37),
             (1.5, -0.365), (1.5, -0.345), (1.42, -0.34), (1.4, -0.2), (1.46, -0.195),
             (1.46, -0.175),
             (1.36, -0.17), (1.3, 0.03), (1.36, 0.035), (1.36, 0.055), (1.22, 0.06), (1.02, 0.46),
             (1.08, 0.465), (1.08, 0.48), (1.02, 0.485), (1.05, 0.5), (1.24, 0.53), (1.26, 0.545),
             (1.1, 0.55), (0.5, 0.55), (0.5, 0.1), (0, 0.1)]
    tube_of = lathe("Tube", [(r * CALIBRE, z * BARREL_LENGTH) for r, z in shape], (0, 0, 0), bronze,
                    "barrel", smooth=25)
    pin = cylinder("Trunnion", 0.45 * CALIBRE, 2 * (cheek() - 0.005), (0, 0, 0), bronze, "barrel",
                   rotation=(0, math.pi / 2, 0))
    whole = join_meshes("Barrel", [tube_of, pin])
    turn = Matrix.Rotation(math.radians(90 - ELEVATION), 4, "X")
    transform([whole], Matrix.Translation((0, 0, pivot())) @ turn)
    return [whole]


def carriage(timber, iron):
    """Two cheeks that run back to the ground, planks between them, and straps over the pins."""
    tail, top, hub = 1.1 * BARREL_LENGTH, pivot(), WHEEL_DIAMETER / 2
    line = [(-0.24, hub - 0.05), (-0.26, top - 0.1), (-0.2, top), (0.2, top), (0.32, top - 0.12),
            (tail - 0.1, 0.2), (tail, 0.12), (tail - 0.02, 0.0), (tail - 0.16, 0.0),
            (0.3, hub - 0.16), (0.1, hub - 0.07)]
    pieces = []
    for side in (-1, 1):
        x = side * (cheek() - 0.04)
        pieces.append(extrude("Cheek", line, 0.08, (x, 0, 0), timber, "carriage", bevel=0.008,
                              axis="X"))
        strap = arc((0, top), 0.5 * CALIBRE, 180, 0, 12)
        strap = [(-0.1, top), *strap, (0.1, top)]
        pieces.append(tube("Strap", [(x, y, z) for y, z in strap], 0.012, iron, "carriage",
                           sides=10, smooth_path=1))
    for y, z, high in ((-0.17, hub - 0.01, 0.1), (tail - 0.04, 0.08, 0.1),
                       (0.62 * tail, 0.2 + 0.25 * (hub - 0.1), 0.08)):
        pieces.append(box("Plank", (2 * cheek() - 0.1, 0.1, high), (0, y, z), timber, "carriage",
                          bevel=0.008))
    ring = torus("Ring", 0.07, 0.022, (0, tail + 0.04, 0.09), iron, "carriage",
                 rotation=(0, math.pi / 2, 0))
    return [join_meshes("Carriage", [*pieces, ring])]


def axle(iron):
    """A round bar from wheel to wheel, with a nut at each end."""
    hub, reach = WHEEL_DIAMETER / 2, cheek() + 0.262
    line = [(0, -reach), (0.035, -reach), (0.035, -reach + 0.03), (0.028, -reach + 0.032),
            (0.028, reach - 0.032), (0.035, reach - 0.03), (0.035, reach), (0, reach)]
    bar = lathe("Axle", line, (0, 0, hub), pick(iron, 0), "axle", steps=32)
    bar.rotation_euler = (0, math.pi / 2, 0)
    return [bar]


def wheels(timber, iron):
    """Wooden wheels with spokes and an iron tyre."""
    made, r = [], WHEEL_DIAMETER / 2
    for i, side in enumerate((-1, 1)):
        wood, steel = pick(timber, i), pick(iron, i)
        rings = []
        for name, low, high, wide, skin in (("Rim", 0.82, 0.965, 0.035, wood),
                                            ("Tyre", 0.955, 1, 0.04, steel)):
            line = [(low * r, -wide), (high * r, -wide), (high * r, wide), (low * r, wide)]
            rings.append(lathe(name, line + line[:1], (0, 0, 0), skin, "wheels", steps=96))
        hub = [(0.0285, -0.11), (0.08, -0.11), (0.085, -0.05), (0.115, -0.035), (0.115, 0.035),
               (0.085, 0.05), (0.08, 0.11), (0.0285, 0.11)]
        rings.append(lathe("Hub", hub + hub[:1], (0, 0, 0), wood, "wheels"))
        for k in range(SPOKE_COUNT):
            a = math.tau * k / SPOKE_COUNT
            rings.append(tube("Spoke", [(q * math.cos(a), q * math.sin(a), 0) for q in (0.1,
                                                                                        0.5 * r,
                                                                                        0.84 * r)],
                              [0.03, 0.024, 0.022], wood, "wheels", sides=10))
        wheel = join_meshes(f"Wheel {i + 1}", rings)
        transform([wheel], Matrix.Translation((side * (cheek() + 0.118), 0, r)) @ Matrix.Rotation(
            math.pi / 2, 4, "Y"))
        made.append(wheel)
    return made


def cannonballs(iron):
    """Three balls on the ground and one on them."""
    r, x, y = 0.48 * CALIBRE, cheek() + 0.3 + CALIBRE, 0.3 + CALIBRE
    places = [Vector((x + 1.155 * r * math.sin(a), y - 1.155 * r * math.cos(a), r))
              for a in (0, math.tau / 3, 2 * math.tau / 3)] + [Vector((x, y, r * (1 + 1.633)))]
    return [sphere(f"Cannonball {i + 1}", r, at, pick(iron, i), "balls") for i,
            at in enumerate(places)]


def barrel_joints():
    """The barrel tilts on its trunnions."""
    return [hinge("Barrel", "carriage", "barrel", (0, 0, pivot()), "-x",
                  limits=(-ELEVATION, 12 - ELEVATION))]


def wheel_joints():
    """Both wheels turn on the axle; the carriage hangs on it."""
    return [hinge(f"Wheel {i + 1}", "axle", f"Wheel {i + 1}",
                  (x * (cheek() + 0.118), 0, WHEEL_DIAMETER / 2), "x")
            for i, x in enumerate((-1, 1))]
