import bpy
import math
import random
from mathutils import Matrix, Vector, noise


# What grows: leaves, limbs with ridged bark, foliage, blossoms, boulders, tufts.
def leaf_blade(length, width, fold=0.25, droop=0.12):
    """A leaf as a template for `scatter_mesh`: stalk at the origin, tip along +Y, face up +Z."""
    verts, faces = [(0.0, 0.0, 0.0)], []
    for along, spread in ((0.28, 0.42), (0.62, 0.5)):
        y, half = along * length, spread * width
        sag = -droop * length * along * along
        verts += [(-half, y, sag + fold * half), (0.0, y, sag), (half, y, sag + fold * half)]
    verts.append((0.0, length, -droop * length))
    faces += [(0, 2, 1), (0, 3, 2), (1, 2, 5, 4), (2, 3, 6, 5), (4, 5, 7), (5, 6, 7)]
    return verts, faces


def needle_tuft(length, spread=0.9, needles=7):
    """A brush of flat needles fanning round +Y, as a template for `scatter_mesh`."""
    verts, faces = [], []
    half = length * 0.035
    for index in range(needles):
        turn = 2 * math.pi * index / needles
        open_angle = spread * (0.55 + 0.45 * (index % 2))
        tip = Vector((math.cos(turn) * math.sin(open_angle), math.cos(open_angle),
                      math.sin(turn) * math.sin(open_angle))) * length
        side = Vector((-math.sin(turn), 0, math.cos(turn))) * half
        first = len(verts)
        verts += [tuple(-side), tuple(side), tuple(tip * 0.6 + side), tuple(tip),
                  tuple(tip * 0.6 - side)]
        faces.append(tuple(range(first, first + 5)))
    return verts, faces


def open_blossom(radius, petals=5, cup=0.25):
    """A flower of rounded, notched petals opening towards +Z, as a template for `scatter_mesh`."""
    verts, faces = [], []
    for index in range(petals):
        turn = 2 * math.pi * index / petals
        along = Vector((math.cos(turn), math.sin(turn), 0))
        across = Vector((-along.y, along.x, 0)) * (math.pi / petals) * 1.15
        first = len(verts)
        for reach, half, rise in ((0.06, 0.05, 0.0), (0.5, 0.46, 0.35), (0.82, 0.5, 0.8)):
            for side in (-1, 0, 1):
                point = along * reach + across * (half * side)
                point.z = cup * (rise + 0.18 * abs(side))
                verts.append(tuple(point * radius))
        for side, reach in ((-1, 1.0), (0, 0.9), (1, 1.0)):
            point = along * reach + across * (0.26 * side)
            point.z = cup
            verts.append(tuple(point * radius))
        for row in range(3):
            for column in range(2):
                a = first + row * 3 + column
                faces.append((a, a + 3, a + 4, a + 1))
    return verts, faces


def growing(position, tip, normal, scale=1.0):
    """The matrix that puts a template down with +Y along `tip` and +Z close to `normal`."""
    y = Vector(tip).normalized()
    z = Vector(normal) - y * y.dot(Vector(normal))
    z = z.normalized() if z.length > 1e-6 else y.orthogonal().normalized()
    x = y.cross(z)
    turn = Matrix((x, y, z)).transposed().to_4x4()
    return Matrix.Translation(position) @ turn @ Matrix.Scale(scale, 4)


def spline(points, steps=6):
    """A smooth run of points through `points` (Catmull-Rom); extra values are carried along."""
    run, last = [], len(points) - 1
    for index in range(last):
        a, b, c, d = (points[min(max(index + k, 0), last)] for k in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            run.append(tuple(
                0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t
                       + (3 * q - p - 3 * r + s) * t ** 3)
                for p, q, r, s in zip(a, b, c, d)))
    run.append(tuple(points[-1]))
    return run


def limb(name, path, material, part, sides=18, ridges=5, relief=0.12, twist=1.5, steps=6, seed=0):
    """A trunk or branch: `path` is (x, y, z, radius) from thick to thin, the bark ridged and twisted.

    `relief` is the depth of the ridges as a share of the radius, `twist` their turns over the length.
    """
    run = spline(path, steps)
    sections, across = [], None
    for index, (x, y, z, radius) in enumerate(run):
        here, ahead = Vector((x, y, z)), Vector(run[min(index + 1, len(run) - 1)][:3])
        behind = Vector(run[max(index - 1, 0)][:3])
        along = (ahead - behind).normalized()
        across = along.orthogonal() if across is None else across - along * across.dot(along)
        across.normalize()
        other = along.cross(across)
        share = index / (len(run) - 1)
        ring = []
        for side in range(sides):
            turn = 2 * math.pi * side / sides
            wave = math.cos(ridges * turn + 2 * math.pi * twist * share)
            knot = noise.noise(Vector((math.cos(turn) + seed, math.sin(turn), share * 7)))
            reach = radius * (1 + relief * (0.6 * wave + 0.9 * knot))
            ring.append(here + (across * math.cos(turn) + other * math.sin(turn)) * reach)
        sections.append(ring)
    return loft(name, sections, material, part, smooth=180)


def foliage_pad(name, centre, size, count, template, material, part, seed=0, flat=0.45):
    """A cloud of leaves over a flattened dome: `size` its three radii, `flat` how flat its underside is."""
    rng = random.Random(seed)
    centre = Vector(centre)
    placements = []
    for _ in range(count):
        turn, rise = rng.uniform(0, 2 * math.pi), rng.uniform(-0.35, 1.0)
        ring = math.sqrt(max(0.0, 1 - rise * rise))
        out = Vector((math.cos(turn) * ring, math.sin(turn) * ring, rise))
        lumps = 1 + 0.22 * noise.noise(out * 2.2 + Vector((seed, 0, 0)))
        depth = lumps * rng.uniform(0.78, 1.0)
        spot = Vector((out.x * size[0], out.y * size[1],
                       out.z * size[2] * (1.0 if out.z > 0 else flat))) * depth
        tip = Vector((out.x + rng.uniform(-0.7, 0.7), out.y + rng.uniform(-0.7, 0.7),
                      rng.uniform(-0.15, 0.55)))
        normal = Vector((out.x * 0.5 + rng.uniform(-0.4, 0.4),
                         out.y * 0.5 + rng.uniform(-0.4, 0.4), 1.0))
        placements.append(growing(centre + spot, tip, normal, rng.uniform(0.7, 1.2)))
    return scatter_mesh(name, placements, template, material, part)


def boulder(name, location, size, material, part, seed=0, rough=0.35):
    """A weathered rock that stands on `location`: `size` is width, depth and height."""
    rows = []
    offset = Vector((seed * 3.7, seed * 1.3, 0))
    for ring in range(1, 16):
        polar = math.pi * ring / 16
        row = []
        for step in range(24):
            turn = 2 * math.pi * step / 24
            out = Vector((math.sin(polar) * math.cos(turn), math.sin(polar) * math.sin(turn),
                          math.cos(polar)))
            lump = noise.noise(out * 1.3 + offset) + 0.45 * noise.noise(out * 3.1 + offset)
            reach = 1 + rough * lump
            row.append(Vector((location[0] + out.x * reach * size[0] / 2,
                               location[1] + out.y * reach * size[1] / 2,
                               location[2] + size[2] * (0.42 + 0.55 * max(out.z * reach, -0.75)))))
        rows.append(row)
    return loft(name, rows[::-1], material, part, smooth=50)


def moss_tuft(name, location, size, material, part, seed=0, count=260):
    """A cushion of moss: short blades all over a low dome; `size` is width, depth and height."""
    rng = random.Random(seed)
    blade = leaf_blade(1.0, 0.32, fold=0.3, droop=0.3)
    placements = []
    for _ in range(count):
        turn, reach = rng.uniform(0, 2 * math.pi), math.sqrt(rng.random())
        rise = math.sqrt(max(0.0, 1 - reach * reach))
        spot = Vector((location[0] + math.cos(turn) * reach * size[0] / 2,
                       location[1] + math.sin(turn) * reach * size[1] / 2,
                       location[2] + size[2] * 0.72 * rise))
        out = Vector((math.cos(turn) * reach, math.sin(turn) * reach, 0.35 + rise))
        lean = Vector((rng.uniform(-1, 1), rng.uniform(-1, 1), rng.uniform(-0.2, 0.6)))
        scale = size[2] * rng.uniform(0.28, 0.45)
        placements.append(growing(spot - out * scale * 0.3, out + lean * 0.55, lean, scale))
    return scatter_mesh(name, placements, blade, material, part)
