# A toilet that looks to -Y; its cistern is behind. Seat and lid lie on the bowl, the lid folds up.
import math
from mathutils import Matrix


def hind():
    """Where the cistern begins, in Y: the bowl is before it."""
    return LENGTH / 2 - CISTERN_DEPTH / 2


def egg(inset, back=0.0, steps=64):
    """The rim's outline (x, y): round in front, straighter behind, `back` short of the cistern."""
    long, points = LENGTH - 2 * inset - back, []
    for i in range(steps):
        a = 2 * math.pi * i / steps
        c, s = math.cos(a), math.sin(a)
        x = (WIDTH / 2 - inset) * math.copysign(abs(c) ** 0.82, c)
        y = long / 2 * (math.copysign(abs(s) ** 0.55, s) if s > 0 else s)
        points.append((x, hind() - back - inset - long / 2 + y))
    return points


def pin():
    """The pin of the lid, as (y, z)."""
    return hind() - 0.03, SEAT_HEIGHT + 0.024


def lid_joint():
    """The lid folds up to lean on the cistern."""
    y, z = pin()
    return [hinge("Lid", "bowl", "lid", at=(0, y, z), axis="-x",
                  limits=(-LID_ANGLE, 90 - LID_ANGLE))]


def bowl(china, fluid, chrome):
    """The bowl in one skin, from foot over rim to the water, and a shelf for the cistern."""
    top = SEAT_HEIGHT
    stations = [(0.085, 0.0), (0.083, 0.015), (0.095, 0.1 * top), (0.1, 0.3 * top), (0.075,
                                                                                     0.55 * top),
                (0.03, 0.8 * top), (0.008, 0.92 * top), (0.004, top - 0.012), (0.01, top),
                (0.038, top), (0.045, top - 0.012), (0.05, top - 0.05), (0.075, top - 0.12),
                (0.115, top - 0.19), (0.13, top - 0.2)]
    rings = []
    for k, (inset, z) in enumerate(stations):
        ring = egg(inset, 0.05 if k > 8 else 0.0)
        # The foot reaches back under the cistern.
        stretch = CISTERN_DEPTH * 0.75 * max(0.0, 1 - z / (0.6 * top)) if k < 6 else 0.0
        rings.append([(x, y + stretch * max(0.0, (y - hind()) / LENGTH + 0.55), z) for x,
                      y in ring])
    made = [loft("Skin", rings, china, "bowl", smooth=60)]
    made.append(loft("Water", [[(x, y, z) for x, y in egg(0.106, 0.05)]
                               for z in (top - 0.185, top - 0.16)], fluid, "bowl"))
    wide, y = 0.62 * CISTERN_WIDTH, LENGTH / 2 - 0.02
    made.append(slab("Shelf", (wide, CISTERN_DEPTH + 0.06, 0.14), 0.04, (0, y, top - 0.075), china,
                     "bowl", 0.012))
    py, pz = pin()
    for x in (-0.075, 0.075):
        made += [cylinder("Post", 0.012, pz - top + 0.006, (x, py, (top + pz) / 2), chrome, "bowl",
                          sides=32),
                 cylinder("Pin", 0.006, 0.05, (x, py, pz), chrome, "bowl", sides=24,
                          rotation=(0, math.pi / 2, 0))]
    return [join_meshes("Bowl", made)]


def cistern(china):
    """A tank that narrows downwards, with a lid that stands over."""
    low, high, y, rings = SEAT_HEIGHT - 0.005, HEIGHT - 0.034, LENGTH / 2, []
    for share in (0, 0.04, 0.2, 0.6, 1):
        wide = (0.86 + 0.1 * share ** 0.6) * CISTERN_WIDTH - (0.02 if share == 0 else 0)
        deep = (0.84 + 0.1 * share ** 0.6) * CISTERN_DEPTH - (0.02 if share == 0 else 0)
        rings.append([(u, y + v, low + (high - low) * share)
                      for u, v in rounded_rectangle(wide, deep, 0.035)])
    tank = loft("Tank", rings, china, "cistern", smooth=50)
    lid_plate = slab("Lid", (CISTERN_WIDTH, CISTERN_DEPTH, 0.036), 0.035, (0, y, HEIGHT - 0.018),
                     china,
                     "cistern", 0.01, segments=5)
    return [join_meshes("Cistern", [tank, lid_plate])]


def seat(cover):
    """A ring on the bowl, on two feet, with tabs round the pins."""
    back, z = 0.05, SEAT_HEIGHT + 0.0125
    ring = extrude("Ring", egg(0.003, back), 0.018, (0, 0, z), cover, "seat", 0.006,
                   holes=[egg(0.075, back + 0.03)], segments=4)
    y, up = pin()
    pieces = [ring]
    for x in (-0.04, 0.04):
        pieces.append(box("Tab", (0.02, 0.06, 0.012), (x, y - 0.026, up - 0.008), cover, "seat"))
        pieces.append(cylinder("Barrel", 0.0085, 0.02, (x, y, up), cover, "seat", sides=24,
                               rotation=(0, math.pi / 2, 0)))
    for k in (-1, 1):
        pieces.append(box("Foot", (0.02, 0.05, 0.006), (k * 0.41 * WIDTH, hind() - 0.6 * LENGTH,
                                                        SEAT_HEIGHT + 0.0029), cover, "seat"))
    return [join_meshes("Seat", pieces)]


def lid(cover):
    """The lid, domed a little, open by LID_ANGLE."""
    y, up = pin()
    low = SEAT_HEIGHT + 0.0225
    rings = [[(u, v, low + rise) for u, v in egg(inset, 0.05)]
             for inset, rise in ((0.008, 0), (0.002, 0.003), (0.002, 0.009), (0.006, 0.013),
                                 (0.03, 0.017), (0.09, 0.019))]
    pieces = [loft("Cover", rings, cover, "lid", smooth=60)]
    for x in (-0.11, 0.11):
        pieces.append(box("Tab", (0.02, 0.06, 0.011), (x, y - 0.028, up + 0.004), cover, "lid"))
        pieces.append(cylinder("Barrel", 0.0085, 0.02, (x, y, up), cover, "lid", sides=24,
                               rotation=(0, math.pi / 2, 0)))
    made = join_meshes("Lid", pieces)
    place = Matrix.Translation((0, y, up))
    transform([made], place @ Matrix.Rotation(-math.radians(LID_ANGLE), 4, "X") @ place.inverted())
    return [made]


def flush_button(chrome):
    """A round button in two halves on the cistern."""
    ring = lathe("Ring", [(0, -0.001), (0.03, -0.001), (0.03, 0.003), (0.026, 0.005), (0, 0.005)],
                 (0, LENGTH / 2, HEIGHT), chrome, "button")
    half = cylinder("Half", 0.022, 0.003, (0, LENGTH / 2, HEIGHT + 0.0055), chrome, "button")
    return [join_meshes("Button", [ring, half])]
