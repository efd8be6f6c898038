import math
import random
from mathutils import Vector


def hull_line():
    """The outside of the rocket from the nozzle plate to the tip of the nose."""
    r, h = DIAMETER / 2, HEIGHT - TIP_LENGTH
    foot = 0.16 * h
    knots = [(0.60 * r, foot), (0.80 * r, foot + 0.10 * (h - foot)),
             (r, foot + 0.36 * (h - foot)), (0.93 * r, foot + 0.58 * (h - foot)),
             (0.66 * r, foot + 0.80 * (h - foot)), (0.3 * r, foot + 0.945 * (h - foot)),
             (0.03 * r, h)]
    return [(max(0.004, p.x), min(p.y, h)) for p in catmull(knots, 10)]


def level(share):
    """A height on the hull: 0 at the nozzle plate, 1 at the top of the nose."""
    low, high = hull_line()[0][1], hull_line()[-1][1]
    return low + share * (high - low)


def piece_of_hull(name, low, high, material, part):
    """A closed length of the hull between two heights."""
    edge = hull_line()
    heights = [low + (high - low) * k / 24 for k in range(25)]
    line = [(0.0, low)] + [(radius_at(edge, z), z) for z in heights] + [(0.0, high)]
    return lathe(name, line, (0, 0, 0), material, part, steps=72, smooth=40)


def hull(coat):
    """The body of the rocket."""
    return [piece_of_hull("Hull", level(0), level(0.68), coat, "hull")]


def nose(accent, chrome):
    """The nose cone, with an aerial and a ball on its tip."""
    cone = piece_of_hull("Cone", level(0.68), level(1.0), accent, "nose")
    top = level(1.0)
    size = 0.2 * TIP_LENGTH
    aerial = cylinder("Aerial", 0.05 * TIP_LENGTH, TIP_LENGTH - size,
                      (0, 0, top - 0.03 * TIP_LENGTH + (TIP_LENGTH - size) / 2), chrome, "nose",
                      radius_top=0.03 * TIP_LENGTH, bevel=0.001)
    ball = sphere("Ball", size, (0, 0, HEIGHT - size), accent, "nose", segments=24, rings=14)
    return [join_meshes("Nose", [cone, aerial, ball])]


def rings(chrome):
    """Polished rings where hull, nose and nozzle meet."""
    edge, thick = hull_line(), 0.011 * HEIGHT
    return [band(f"Ring {i + 1}", edge, level(share) - thick, level(share) + thick,
                 0.012 * DIAMETER, chrome, "rings", steps=72)
            for i, share in enumerate((0.02, 0.68))]


def stripes(accent):
    """Painted bands round the hull."""
    made, edge = [], hull_line()
    for i in range(STRIPE_COUNT):
        low = level(0.07 + 0.075 * i)
        made.append(band(f"Stripe {i + 1}", edge, low, low + 0.03 * HEIGHT, 0.003 * DIAMETER,
                         pick(accent, i), "stripes", steps=72))
    return made


def nozzle(metal_bell):
    """The engine bell, hollow, ribbed, under the hull."""
    r, top = 0.52 * radius_at(hull_line(), level(0)), level(0)
    low = 0.38 * top
    knots = [(0.75 * r, top + 0.004), (0.62 * r, top - 0.16 * (top - low)),
             (0.85 * r, top - 0.5 * (top - low)), (1.35 * r, low)]
    outer = [(p.x, min(p.y, top + 0.004)) for p in catmull(knots, 7)]
    line = outer + [(x - 0.06 * r, z + 0.01 * top) for x, z in reversed(outer[2:])]
    pieces = [lathe("Bell", [(0.0, top + 0.004)] + line + [(0.0, top - 0.22 * (top - low))],
                    (0, 0, 0), metal_bell, "nozzle", smooth=40)]
    for share in (0.45, 0.7, 0.95):
        z = top - share * (top - low)
        pieces.append(torus("Rib", radius_at(outer[::-1], z), 0.09 * r, (0, 0, z), metal_bell,
                            "nozzle", sides=10))
    return [join_meshes("Nozzle", pieces)]


def fins(accent):
    """Swept fins on which the rocket stands, each with a round foot."""
    made, edge, h = [], hull_line(), HEIGHT
    out = DIAMETER / 2 + FIN_SPAN
    root = radius_at(edge, level(0.36))
    upper = catmull([(root - 0.03 * DIAMETER, level(0.37)), (root + 0.25 * FIN_SPAN, level(0.27)),
                     (out - 0.12 * FIN_SPAN, level(0.08)), (out, 0.06 * h), (out, 0.0)], 6)
    low = radius_at(edge, level(0.03)) - 0.05 * DIAMETER
    under = catmull([(out - 0.24 * FIN_SPAN, 0.0), (out - 0.34 * FIN_SPAN, 0.06 * h),
                     (low + 0.35 * FIN_SPAN, level(0.0) * 0.95), (low, level(0.04))], 6)
    outline = [(p.x, max(0.0, p.y)) for p in list(upper) + list(under)]
    for k in range(FIN_COUNT):
        turn = 2 * math.pi * (k + 0.5) / FIN_COUNT - math.pi / 2
        made.append(extrude(f"Fin {k + 1}", outline, 0.05 * DIAMETER, (0, 0, 0),
                            pick(accent, k), "fins", bevel=0.014 * DIAMETER, axis="Y",
                            segments=3, rotation=(0, 0, turn)))
    return made


def window_places():
    """(centre on the hull, outward direction, radius) of the portholes, one above the other."""
    edge, made = hull_line(), []
    size = min(WINDOW_DIAMETER, 0.5 * DIAMETER, 0.16 * HEIGHT) / 2
    for i in range(WINDOW_COUNT):
        z = level(0.52) - i * 2.75 * size
        r = radius_at(edge, z)
        lean = (radius_at(edge, z - 0.01) - radius_at(edge, z + 0.01)) / 0.02
        made.append((Vector((0, -r, z)), Vector((0, -1, lean)).normalized(), size))
    return made


def windows(pane):
    """Bulging portholes."""
    return [dome(f"Window {i + 1}", centre - look * size * 1.15, look, size * 1.5, 0.0, 0.7, 1.0,
                 pane, "windows") for i, (centre, look, size) in enumerate(window_places())]


def window_frames(chrome):
    """Polished frames with rivets round the portholes."""
    made = []
    for i, (centre, look, size) in enumerate(window_places()):
        turn = look.to_track_quat("Z", "Y")
        pieces = [torus("Frame", 1.02 * size, 0.3 * size, (0, 0, 0), chrome, "frames")]
        for k in range(8):
            a = 2 * math.pi * k / 8
            pieces.append(sphere("Rivet", 0.06 * size, (1.02 * size * math.cos(a),
                                                        1.02 * size * math.sin(a), 0.15 * size),
                                 chrome, "frames", segments=10, rings=6))
        frame = join_meshes(f"Window Frame {i + 1}", pieces)
        frame.location, frame.rotation_euler = centre, turn.to_euler()
        made.append(frame)
    return made


def boosters(coat, accent):
    """Two slim boosters at the sides."""
    made = []
    r, low, high = 0.15 * DIAMETER, 0.45 * level(0), level(0.5)
    x = radius_at(hull_line(), level(0.3)) + 0.8 * r
    for i, side in enumerate((1, -1)):
        line = [(0.0, low), (0.55 * r, low), (0.42 * r, low + 0.05 * HEIGHT),
                (r, low + 0.07 * HEIGHT), (r, high - 0.1 * HEIGHT)]
        cone = [(r * math.cos(a), high - 0.1 * HEIGHT + 0.1 * HEIGHT * math.sin(a))
                for a in (math.pi / 2 * k / 8 for k in range(1, 8))]
        tank = lathe("Tank", round_corners(line, 0.2 * r) + cone + [(0.0, high)], (side * x, 0, 0),
                     coat, "boosters", steps=36)
        belts = [torus("Belt", r, 0.22 * r, (side * x, 0, z), accent, "boosters", sides=10)
                 for z in (low + 0.09 * HEIGHT, high - 0.12 * HEIGHT)]
        made.append(join_meshes(f"Booster {i + 1}", [tank] + belts))
    return made


def exhaust_jet(fire, core):
    """A jet of fire from the nozzle to the ground."""
    top = 0.52 * level(0)
    r = 0.62 * radius_at(hull_line(), level(0))
    made = []
    for name, share, skin_of in (("Flame 1", 1.0, fire), ("Flame 2", 0.62, core)):
        tongue = [(0.0, top), (0.62 * r * share, top), (r * share, 0.66 * top),
                  (0.8 * r * share, 0.36 * top), (0.3 * r * share, top * 0.1 + 0.2 * top * (
                      1 - share)), (0.0, 0.5 * top * (1 - share))]
        line = [(max(0.0, p.x), p.y) for p in catmull(tongue[1:-1], 7)]
        made.append(lathe(name, [tongue[0]] + line + [tongue[-1]], (0, 0, 0), skin_of, "flame",
                          smooth=180))
    return made


def smoke(cloud):
    """Billows of smoke on the ground round the fins."""
    rng = random.Random(SEED)
    pieces = []
    for k in range(30):
        turn = 2 * math.pi * k / 15 + rng.uniform(-0.15, 0.15)
        reach = (0.35 if k % 2 else 0.75) * (DIAMETER / 2 + FIN_SPAN) * rng.uniform(0.9, 1.3)
        size = 0.075 * HEIGHT * rng.uniform(0.6, 1.1)
        pieces.append(sphere("Puff", size, (reach * math.cos(turn), reach * math.sin(turn),
                                            0.82 * size), cloud, "smoke", scale=(1, 1, 0.82),
                             segments=20, rings=12))
    return [join_meshes("Smoke", pieces)]


def star(accent):
    """A five-pointed star on the hull, above the fins."""
    edge, size = hull_line(), 0.16 * DIAMETER
    made = []
    for i, aim in enumerate((math.pi / 2, -math.pi / 2)):
        ring = []
        for k in range(10):
            reach = size * (1.0 if k % 2 == 0 else 0.42)
            ring.append((reach * math.sin(math.pi * k / 5), reach * math.cos(math.pi * k / 5)))
        ring = [tuple(Vector(a).lerp(Vector(b), s / 5)) for a, b in zip(ring, ring[1:] + ring[:1])
                for s in range(5)]
        rows = []
        for share in (0.03, 0.35, 0.7, 1.0):
            row = []
            for u, v in ring:
                z = level(0.44) + v * share
                r = radius_at(edge, z) + 0.002 * DIAMETER
                row.append((r * math.cos(aim + u * share / r - math.pi / 2),
                            r * math.sin(aim + u * share / r - math.pi / 2), z))
            rows.append(row)
        made.append(surface(f"Star {i + 1}", rows, accent, "star", thickness=0.008 * DIAMETER,
                            closed_u=True, smooth=60))
    return made
