# A coat rack: a turned pole, curved feet, and bent hooks in two heights.
import math


def pole(timber):
    """The pole: turned rings where the feet and the hooks begin, a knob on top."""
    r, low = POLE_DIAMETER / 2, 0.09
    turned = [(0.0, low), (0.5 * r, low), (0.9 * r, low + 0.012), (1.0 * r, low + 0.03), (1.0 * r,
                                                                                          0.3),
              (1.5 * r, 0.315), (1.5 * r, 0.33), (0.95 * r, 0.345), (1.15 * r, 0.42), (1.05 * r,
                                                                                       0.7),
              (0.9 * r, HEIGHT - 0.46), (0.85 * r, HEIGHT - 0.4), (1.4 * r, HEIGHT - 0.388),
              (1.4 * r, HEIGHT - 0.374), (1.0 * r, HEIGHT - 0.362), (1.0 * r, HEIGHT - 0.1),
              (1.5 * r, HEIGHT - 0.09), (1.5 * r, HEIGHT - 0.076), (0.7 * r, HEIGHT - 0.066)]
    ball, knob = 0.85 * 2 * r, []
    for k in range(1, 12):
        turn = math.pi * k / 12
        knob.append((max(0.001, 0.82 * ball * math.sin(turn)),
                     HEIGHT - 0.031 - 0.031 * math.cos(turn)))
    profile = round_corners(turned + [p for p in knob if p[1] > HEIGHT - 0.056], 0.006, 3)
    return [lathe("Pole", profile + [(0.0, HEIGHT)], (0, 0, 0), timber, "pole", steps=56,
                  smooth=40)]


def way_of(count, index, first=-90.0):
    """The direction, in the plane, of one of so many things round the pole."""
    turn = math.radians(first + 360.0 * index / count)
    return math.cos(turn), math.sin(turn)


def bent(name, points, radii, direction, timber, part):
    """A bent rod in the upright plane of a direction: its points are [(out, z), …]."""
    c, s = direction
    return tube(name, [(c * out, s * out, z) for out, z in points], radii, timber, part, sides=16)


def feet(timber):
    """Feet that leave the pole, swing out and curl up at their ends, with a brace above."""
    made, r = [], POLE_DIAMETER / 2
    for i in range(FOOT_COUNT):
        way = way_of(FOOT_COUNT, i, -90.0 + 180.0 / FOOT_COUNT)
        far = FOOT_LENGTH
        main = [(0.4 * r, 0.285), (r + 0.02, 0.27), (0.42 * far, 0.17), (0.7 * far, 0.05),
                (0.88 * far, 0.015), (0.975 * far, 0.028), (0.955 * far, 0.055),
                (0.9 * far, 0.052)]
        size = [0.015, 0.015, 0.0155, 0.0155, 0.015, 0.0125, 0.0105, 0.009]
        brace = [(0.3 * r, 0.12), (0.26 * far, 0.13), (0.47 * far, 0.145)]
        made.append(join_meshes(f"Foot {i + 1}", [
            bent("Bend", main, size, way, pick(timber, i), "feet"),
            bent("Brace", brace, [0.01, 0.009, 0.009], way, pick(timber, i), "feet")]))
    return made


def hooks(timber):
    """Hooks that swing out from the pole: a long arm for hats, a short one below it for coats."""
    made, r, far = [], POLE_DIAMETER / 2, HOOK_LENGTH
    for i in range(HOOK_COUNT):
        way, top = way_of(HOOK_COUNT, i, -60.0), HEIGHT - 0.11
        upper = [(0.5 * r, top - 0.1), (r + 0.02, top - 0.105), (0.62 * far, top - 0.1),
                 (0.93 * far, top - 0.035), (0.985 * far, top + 0.03), (0.96 * far, top + 0.07)]
        lower = [(0.5 * r, top - 0.11), (r + 0.012, top - 0.135), (0.34 * far, top - 0.215),
                 (0.52 * far, top - 0.225), (0.66 * far, top - 0.19), (0.68 * far, top - 0.165)]
        pieces = [bent("Arm", upper, [0.011, 0.0115, 0.0115, 0.011, 0.0105, 0.0105], way,
                       pick(timber, i),
                       "hooks"),
                  bent("Coat hook", lower, [0.009, 0.0095, 0.0095, 0.0095, 0.009, 0.009], way,
                       pick(timber, i), "hooks")]
        for out, z, size in ((0.96 * far, top + 0.072, 0.0165), (0.68 * far, top - 0.163, 0.0135)):
            pieces.append(sphere("Knob", size, (way[0] * out, way[1] * out, z), pick(timber, i),
                                 "hooks",
                                 segments=24, rings=12))
        made.append(join_meshes(f"Hook {i + 1}", pieces))
    return made


def umbrella_ring(brass):
    """A ring round the pole, on three spokes."""
    ring = torus("Hoop", 0.149, 0.011, (0, 0, 0.565), brass, "umbrella_ring", steps=72)
    collar = cylinder("Collar", 0.62 * POLE_DIAMETER, 0.03, (0, 0, 0.565), brass, "umbrella_ring")
    spokes = [bent("Spoke", [(0.4 * POLE_DIAMETER, 0.565), (0.149, 0.565)], 0.0045, way_of(4, i,
                                                                                           -45.0),
                   brass, "umbrella_ring") for i in range(4)]
    return [join_meshes("Umbrella ring", [ring, collar, *spokes])]


def hat(felt, ribbon_silk):
    """A felt hat with a creased crown that hangs on the knob."""
    rows = []
    for far, z in ((0.15, 0.008), (0.135, 0.0), (0.105, 0.002), (0.085, 0.008), (0.08, 0.03),
                   (0.076, 0.065),
                   (0.07, 0.1), (0.058, 0.115), (0.038, 0.112), (0.004, 0.108)):
        row = []
        for k in range(64):
            turn = 2 * math.pi * k / 64
            c, s = math.cos(turn), math.sin(turn)
            dent = 0.028 * math.exp(-(c * far / 0.02) ** 2) * (z > 0.105)
            brim = 0.016 * c * c * max(0.0, (far - 0.1) / 0.05)
            row.append((0.9 * far * c, 1.08 * far * s, HEIGHT - 0.085 + z - dent + brim))
        rows.append(row)
    shell = surface("Felt", rows, felt, "hat", thickness=0.003, closed_u=True)
    rows = [[(0.9 * 0.0825 * math.cos(t), 1.08 * 0.0825 * math.sin(t), HEIGHT - 0.085 + z)
                for t in (2 * math.pi * k / 64 for k in range(64))] for z in (0.014, 0.036)]
    ring = surface("Band", rows, ribbon_silk, "hat", thickness=0.004, closed_u=True)
    return [join_meshes("Hat", [shell, ring])]
