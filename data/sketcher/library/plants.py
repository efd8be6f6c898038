import bpy
import math
import random
import mathutils
from mathutils import Matrix, Vector


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


def limb(name, path, material, part, sides=18, ridges=5, relief=0.12, twist=1.5, steps=6, seed=0):
    """A trunk or branch with ridged bark: `path` is (x, y, z, radius) from thick to thin.

    `relief` is the depth of the ridges as a share of the radius, `twist` their turns.
    """
    run = catmull(path, steps)
    sections = []
    for index, (point, across, other) in enumerate(frames_along([p.to_3d() for p in run])):
        share = index / (len(run) - 1)
        ring = []
        for side in range(sides):
            turn = 2 * math.pi * side / sides
            wave = math.cos(ridges * turn + 2 * math.pi * twist * share)
            knot = mathutils.noise.noise(Vector((math.cos(turn) + seed, math.sin(turn), share * 7)))
            reach = run[index][3] * (1 + relief * (0.6 * wave + 0.9 * knot))
            ring.append(point + (across * math.cos(turn) + other * math.sin(turn)) * reach)
        sections.append(ring)
    return loft(name, sections, material, part, smooth=180)


def dome_point(centre, size, turn, rise, seed=0, flat=0.45):
    """(point, outward direction) on a lumpy dome: `size` its radii, `rise` -1 below, 1 on top."""
    ring = math.sqrt(max(0.0, 1 - rise * rise))
    out = Vector((math.cos(turn) * ring, math.sin(turn) * ring, rise))
    lumps = 1 + 0.22 * mathutils.noise.noise(out * 2.2 + Vector((seed, 0, 0)))
    high = size[2] * (1.0 if rise > 0 else flat)
    return Vector(centre) + Vector((out.x * size[0], out.y * size[1], out.z * high)) * lumps, out


def foliage_pad(name, centre, size, count, template, material, part, seed=0, flat=0.45):
    """A cloud of leaves over a dome: `size` its three radii, `flat` the share of it underneath."""
    rng = random.Random(seed)
    centre = Vector(centre)
    placements = []
    for _ in range(count):
        spot, out = dome_point(centre, size, rng.uniform(0, 2 * math.pi), rng.uniform(-0.45, 1.0),
                               seed, flat)
        spot = centre + (spot - centre) * rng.uniform(0.76, 1.0)
        tip = Vector((out.x + rng.uniform(-0.7, 0.7), out.y + rng.uniform(-0.7, 0.7),
                      rng.uniform(-0.15, 0.55)))
        normal = Vector((out.x * 0.5 + rng.uniform(-0.4, 0.4),
                         out.y * 0.5 + rng.uniform(-0.4, 0.4), 1.0))
        placements.append(growing(spot, tip, normal, rng.uniform(0.7, 1.2)))
    return scatter_mesh(name, placements, template, material, part)


def boulder(name, location, size, material, part, seed=0, rough=0.35):
    """A weathered rock that stands on `location`: `size` is width, depth and height."""
    sections, offset = [], Vector((seed * 3.7, seed * 1.3, 0))
    for ring in range(1, 16):
        polar = math.pi * ring / 16
        row = []
        for step in range(24):
            turn = 2 * math.pi * step / 24
            out = Vector((math.sin(polar) * math.cos(turn), math.sin(polar) * math.sin(turn),
                          math.cos(polar)))
            lump = mathutils.noise.noise(out * 1.3
                                         + offset) + 0.45 * mathutils.noise.noise(out * 3.1
                                                                                  + offset)
            reach = 1 + rough * lump
            row.append(Vector((location[0] + out.x * reach * size[0] / 2,
                               location[1] + out.y * reach * size[1] / 2,
                               location[2] + size[2] * (0.42 + 0.5 * max(out.z * reach, -0.84)))))
        sections.append(row)
    return loft(name, sections[::-1], material, part, smooth=50)


def grass_blades(height, lean=0.5, blades=5, width=0.12):
    """A tuft of bent blades growing along +Y, as a template for `scatter_mesh`."""
    verts, faces = [], []
    for index in range(blades):
        turn = 2 * math.pi * index / blades + 0.7 * (index % 2)
        out = Vector((math.cos(turn), 0, math.sin(turn)))
        side = Vector((-out.z, 0, out.x)) * width * height / 2
        tall = height * (0.75 + 0.25 * ((index * 3) % 4) / 3)
        middle = Vector((0, tall * 0.55, 0)) + out * lean * tall * 0.3
        tip = Vector((0, tall, 0)) + out * lean * tall
        first = len(verts)
        verts += [tuple(-side), tuple(side), tuple(middle + side * 0.8), tuple(middle - side * 0.8),
                  tuple(tip)]
        faces += [(first, first + 1, first + 2, first + 3), (first + 3, first + 2, first + 4)]
    return verts, faces


def cover(name, ground, template, count, material, part, seed=0, slope=0.35, scale=(0.7, 1.2),
          patch=0.0, patches=9.0):
    """Moss, grass or snow over an object: copies of a template on its faces that look up.

    `slope` is the least upward share of a face's normal; `patch` leaves bare spots (0 none,
    0.5 many), `patches` how many of them to a metre.
    """
    rng = random.Random(seed)
    place = matrix_of(ground)
    mesh, faces, weights = ground.data, [], []
    for face in mesh.polygons:
        normal = (place.to_3x3() @ face.normal).normalized()
        if normal.z > slope:
            faces.append((face, normal))
            weights.append(face.area)
    placements = []
    for face, normal in rng.choices(faces, weights, k=count):
        corners = [place @ mesh.vertices[i].co for i in face.vertices]
        shares = [rng.random() for _ in corners]
        spot = sum((c * s for c, s in zip(corners, shares)), Vector()) / sum(shares)
        if mathutils.noise.noise(spot * patches + Vector((seed, 0, 0))) < patch - 0.5 and patch:
            continue
        lean = Vector((rng.uniform(-1, 1), rng.uniform(-1, 1), rng.uniform(-0.3, 0.3)))
        placements.append(growing(spot, normal + lean * 0.35, lean, rng.uniform(*scale)))
    return scatter_mesh(name, placements, template, material, part)


def split_leaf(length, width, fingers=6, droop=0.35):
    """A heart-shaped leaf cut into fingers, as of a Swiss cheese plant, like `leaf_blade`."""
    verts, faces = [], []

    def on_leaf(side, along, out):
        reach = math.sin(math.pi * (0.10 + 0.82 * along) ** 0.75) ** 0.8
        x = side * out * reach * width / 2
        y = length * (along * 0.92 + out * (0.30 * along - 0.16 * (1 - along)))
        z = -droop * length * (along - 0.1) ** 2 + length * (0.10 * out - 0.16 * out * out)
        return (x, y, z)

    for side in (-1, 1):
        for finger in range(fingers):
            first = len(verts)
            low, high = finger / fingers, (finger + 1) / fingers
            middle = (low + high) / 2
            shares = ((0.0, 1.0), (0.35, 1.0), (0.6, 0.8), (0.85, 0.62), (0.97, 0.36))
            for out, wide in shares:
                for k in (-1, 0, 1):
                    verts.append(on_leaf(side, middle + k * wide * (high - low) / 2, out))
            for row in range(len(shares) - 1):
                for column in range(2):
                    a = first + row * 3 + column
                    face = (a, a + 1, a + 4, a + 3)
                    faces.append(face if side < 0 else face[::-1])
    return verts, faces


def sword_leaf(foot, tip, width, twist=0.6, cup=0.18, rows=16):
    """Rows of points for a stiff leaf that tapers to a point, twisted on its way to its tip."""
    foot, tip = Vector(foot), Vector(tip)
    along = (tip - foot).normalized()
    side = along.orthogonal().normalized()
    grid = []
    for row in range(rows + 1):
        share = row / rows
        half = width / 2 * (0.55 + 0.45 * math.sin(math.pi * min(1, share * 1.35) * 0.5))
        half *= max(0.03, 1 - max(0.0, (share - 0.55) / 0.45) ** 1.7)
        turn = Matrix.Rotation(twist * share, 3, along)
        across, normal = turn @ side, turn @ along.cross(side)
        sway = normal * (tip - foot).length * 0.05 * math.sin(math.pi * share)
        grid.append([foot.lerp(tip, share) + sway + across * half * k
                     + normal * half * cup * 2 * k * k
                     for k in (-1, -0.5, 0, 0.5, 1)])
    return grid


def petal_blade(length, width, cup=0.2, curl=0.2, point=0.3, rows=6, columns=4):
    """A petal as a template like `leaf_blade`: hollow by `cup`, its tip bent back by `curl`.

    `point` is 0 for a round end, 1 for a pointed one.
    """
    verts, faces = [], []
    for row in range(rows + 1):
        share = row / rows
        end = math.sqrt(max(0.0, 1 - max(0.0, (share - 0.55) / 0.45) ** (2.6 - 1.4 * point)))
        half = width / 2 * (0.22 + 0.78 * math.sin(math.pi / 2 * min(1.0, share / 0.6))) * max(end,
                                                                                               0.04)
        for column in range(columns + 1):
            side = 2 * column / columns - 1
            z = (cup * width * (side * side - 1) * 0.5 * math.sin(math.pi * min(1, share + 0.1))
                 - curl * length * share ** 3)
            verts.append((half * side, length * share, z))
    for row in range(rows):
        for column in range(columns):
            a = row * (columns + 1) + column
            faces.append((a, a + 1, a + columns + 2, a + columns + 1))
    return verts, faces


def button(radius, height, sides=12, rings=4):
    """A low round dome in the XY plane, as a template for `scatter_mesh`: warts, seeds, studs."""
    verts, faces = [], []
    for ring in range(rings):
        tilt = math.pi / 2 * ring / rings
        for side in range(sides):
            turn = 2 * math.pi * side / sides
            verts.append((radius * math.cos(tilt) * math.cos(turn),
                          radius * math.cos(tilt) * math.sin(turn), height * math.sin(tilt)))
    verts.append((0, 0, height))
    for ring in range(rings - 1):
        for side in range(sides):
            a, b = ring * sides + side, ring * sides + (side + 1) % sides
            faces.append((a, b, b + sides, a + sides))
    last = (rings - 1) * sides
    faces += [(last + side, last + (side + 1) % sides, len(verts) - 1) for side in range(sides)]
    return verts, faces
