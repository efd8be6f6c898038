# A crown: a band of gold that rises to points, pearls on them, and a jewel below each.
import math
from mathutils import Matrix, Vector


def wall_radius(z):
    """The radius of the crown's wall at a height."""
    return DIAMETER / 2 * (1 + FLARE * max(0.0, z / HEIGHT) ** 1.3)


def crest(turn):
    """How high the wall rises at an angle: to points, with round gaps between them."""
    share = abs(math.cos(turn * POINT_COUNT / 2))
    return HEIGHT * (1 - POINT_DEPTH * (1 - share ** 1.6) ** 0.9)


def band_with_points(gold):
    """The wall with its points, and mouldings along the band."""
    rows, count = [], 24 * POINT_COUNT
    turns = [2 * math.pi * k / count for k in range(count)]
    for level in range(15):
        rows.append([Vector((wall_radius(crest(a) * level / 14) * math.sin(a),
                             -wall_radius(crest(a) * level / 14) * math.cos(a),
                             crest(a) * level / 14)) for a in turns])
    pieces = [surface("Wall", rows, gold, "band", thickness=0.0035, smooth=45, closed_u=True)]
    for z, thick in ((0.0026, 0.0052), (BAND_HEIGHT, 0.004)):
        pieces.append(torus("Moulding", wall_radius(z) + 0.001, thick, (0, 0, z), gold, "band",
                            steps=96, sides=14))
    for spot in spots_round(5 * POINT_COUNT, wall_radius(0.5 * BAND_HEIGHT) + 0.0014,
                            0.5 * BAND_HEIGHT + 0.001):
        pieces.append(sphere("Bead", 0.0028, spot, gold, "band", segments=10, rings=6))
    return [join_meshes("Band", pieces)]


def jewels(jewel):
    """A cut stone in the middle of each point."""
    made, z = [], 0.5 * BAND_HEIGHT + 0.2 * HEIGHT
    for i in range(POINT_COUNT):
        turn = 2 * math.pi * i / POINT_COUNT
        stone = prism_gem(f"Jewel {i + 1}", JEWEL_SIZE / 2, 0.7 * JEWEL_SIZE, (0, 0, 0),
                          pick(jewel, i), "jewels", sides=8)
        lean = math.pi / 2 - math.atan(0.35 * FLARE * DIAMETER / HEIGHT)
        transform([stone], Matrix.Rotation(turn, 4, "Z")
                  @ Matrix.Translation((0, -wall_radius(z) - 0.0006, z))
                  @ Matrix.Rotation(lean, 4, "X") @ Matrix.Diagonal((1, 1.3, 1, 1)))
        made.append(stone)
    return made


def pearls(pearl):
    """A pearl on each point."""
    return [sphere(f"Pearl {i + 1}", PEARL_SIZE / 2, spot, pick(pearl, i), "pearls", segments=28,
                   rings=16)
            for i, spot in enumerate(spots_round(POINT_COUNT, wall_radius(HEIGHT),
                                                 HEIGHT + 0.3 * PEARL_SIZE))]


def cap(velvet):
    """A puffed cap inside the band, drawn in along its seams."""
    rows, low, r = [], 0.3 * BAND_HEIGHT, DIAMETER / 2 - 0.0008
    for k in range(21):
        t = k / 20
        row = []
        for i in range(96):
            a = 2 * math.pi * i / 96
            seam = 1 - 0.05 * t * (1 - abs(math.sin(2 * a)) ** 0.5)
            reach = r * max(0.01, 1 - t ** 2.6) ** 0.55 * seam
            row.append((reach * math.cos(a), reach * math.sin(a),
                        low + (1.02 * HEIGHT - low) * (t * (1.25 - 0.25 * t)) * seam))
        rows.append(row)
    return [loft("Cap", rows, velvet, "cap", smooth=80)]


def arches(gold, pearl):
    """Two arches that cross over the cap, with pearls along them, an orb and a cross."""
    pieces, top = [], 1.12 * HEIGHT + 0.08 * DIAMETER
    for turn in (math.pi / 4, 3 * math.pi / 4):
        line = []
        for k in range(25):
            s = k / 12 - 1
            reach = wall_radius(0.6 * BAND_HEIGHT) * math.copysign(abs(s) ** 0.75, s)
            z = top - (top - 0.6 * BAND_HEIGHT) * abs(s) ** 3.2
            line.append(Vector((reach * math.cos(turn), reach * math.sin(turn), z)))
        pieces.append(ribbon("Arch", line, 0.06 * DIAMETER, 0.003, gold, "arches", up=(0, 0, 1)))
        for spot in resample(line, 15)[1:-1]:
            pieces.append(sphere("Bead", 0.018 * DIAMETER, spot + Vector((0, 0, 0.002)), pearl,
                                 "arches", segments=14, rings=8))
    r = 0.06 * DIAMETER
    pieces.append(sphere("Orb", r, (0, 0, top + 0.8 * r), gold, "arches", segments=32, rings=20))
    for size, at in (((0.4 * r, 0.4 * r, 2.0 * r), 2.5 * r), ((1.5 * r, 0.4 * r, 0.4 * r),
                                                              2.7 * r)):
        pieces.append(box("Cross", size, (0, 0, top + at), gold, "arches", bevel=0.08 * r))
    return [join_meshes("Arches", pieces)]
