# Shapes: solid pieces made of plain meshes, with their edges broken and their normals right.
# Each function returns a new object in the asset's collection; lengths are metres.
import bmesh
import bpy
import math
import random
from mathutils import Matrix, Vector


def add(name, mesh, material=None, part="", location=(0, 0, 0), rotation=(0, 0, 0), smooth=None,
        grain=None):
    """Link mesh data as an object of the asset.

    `location` None keeps the mesh where it is and puts the object's origin in its middle.
    `smooth` is None for flat faces, else the angle in degrees below which edges are smooth.
    """
    if smooth is not None:
        mesh.shade_smooth()
        if smooth < 180:
            mesh.set_sharp_from_angle(angle=math.radians(smooth))
    lay_grain(mesh, name, grain)
    if location is None:
        location = middle_of(mesh)
        mesh.transform(Matrix.Translation(-location))
    obj = bpy.data.objects.new(name, mesh)
    obj.location = location
    obj.rotation_euler = rotation
    obj["part"] = part
    material = pick(material, 0)
    if material is not None:
        mesh.materials.append(material)
    asset_collection(ASSET).objects.link(obj)
    return obj


def pick(material, index):
    """The material itself, or the index-th of a list of materials, in turn."""
    if isinstance(material, (list, tuple)):
        return material[index % len(material)]
    return material


def axes_of(mesh):
    """Where the vertices lie, read at once: the list of all X, that of all Y and that of all Z."""
    flat = [0.0] * (3 * len(mesh.vertices))
    mesh.vertices.foreach_get("co", flat)
    return flat[0::3], flat[1::3], flat[2::3]


def middle_of(mesh):
    """The centre of a mesh's own box."""
    return Vector((min(axis) + max(axis)) / 2 for axis in axes_of(mesh))


def lay_grain(mesh, name, grain=None):
    """Store where each vertex lies in the timber: X runs along the fibre, each piece elsewhere.

    Wood, bark and wicker read it. Without `grain` the fibre follows the mesh's longest side; SEED
    chooses the timber.
    """
    if grain is None and "grain" in mesh.attributes:
        return
    if grain is None:
        axes = axes_of(mesh)
        spans = [max(axis) - min(axis) for axis in axes]
        a = spans.index(max(spans))
        columns = axes[a:] + axes[:a]
    else:
        columns = [[point[i] for point in grain] for i in range(3)]
    dice = random.Random(f"{name} {SEED}")
    flat = [0.0] * (3 * len(mesh.vertices))
    for i, (column, reach) in enumerate(zip(columns, (40, 3, 3))):
        shift = dice.uniform(0, reach)
        flat[i::3] = [value + shift for value in column]
    layer = mesh.attributes.new("grain", "FLOAT_VECTOR", "POINT")
    layer.data.foreach_set("vector", flat)


def to_mesh(bm, name):
    """Turn a bmesh into mesh data, normals outward, and free it."""
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    mesh = bpy.data.meshes.new(name)
    bm.to_mesh(mesh)
    bm.free()
    return mesh


def soften(mesh, angle=50.0):
    """Smooth shading for bevelled pieces: large faces stay flat, bevels take the light."""
    mesh.shade_smooth()
    limit, near = math.cos(math.radians(angle)), math.cos(math.radians(angle / 2))
    faces, around = [], [([], []) for _ in mesh.vertices]
    for face in mesh.polygons:
        normal, vertices = face.normal, face.vertices[:]
        weighted = normal * face.area
        faces.append((normal, vertices))
        for index in vertices:
            around[index][0].append(normal)
            around[index][1].append(weighted)
    # The faces of a vertex share a normal where all are close to it; elsewhere, each face has one
    # with those that it meets at less than the angle.
    shared = []
    for normals, weights in around:
        mean = sum(weights, Vector()).normalized()
        shared.append(mean if min(map(mean.dot, normals), default=0) >= near else None)
    corners = []
    for own, vertices in faces:
        for index in vertices:
            normal = shared[index]
            if normal is None:
                total = Vector()
                for other, weighted in zip(*around[index]):
                    if own.dot(other) >= limit:
                        total += weighted
                normal = total.normalized() if total.length > 1e-12 else own
            corners.append(normal)
    mesh.normals_split_custom_set(corners)


def break_edges(bm, width, segments, angle=30.0):
    """Bevel every edge sharper than `angle` degrees."""
    if width <= 0:
        return
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    limit = math.radians(angle)
    edges = [e for e in bm.edges if e.is_manifold and e.calc_face_angle(0.0) > limit]
    bmesh.ops.bevel(bm, geom=edges, offset=width, offset_type="OFFSET", segments=segments,
                    profile=0.5, affect="EDGES", clamp_overlap=True)


def box(name, size, location, material, part, bevel=0.004, segments=3, rotation=(0, 0, 0)):
    """A box with broken edges, its centre at `location`; `bevel` 0 leaves them sharp."""
    bm = bmesh.new()
    bmesh.ops.create_cube(bm, size=1.0, matrix=Matrix.Diagonal((*size, 1.0)))
    break_edges(bm, min(bevel, 0.25 * min(size)), segments)
    mesh = to_mesh(bm, name)
    soften(mesh)
    return add(name, mesh, material, part, location, rotation)


def cylinder(name, radius, height, location, material, part, radius_top=None, sides=None,
             bevel=0.002, segments=2, rotation=(0, 0, 0)):
    """A cylinder or cone with broken rims, its centre at `location`; `bevel` 0 leaves them sharp.

    Without `sides` it has as many as its radius needs.
    """
    top = radius if radius_top is None else radius_top
    sides = sides or sides_for(max(radius, top), 0.0001, 48, 128)
    bm = bmesh.new()
    bmesh.ops.create_cone(bm, cap_ends=True, segments=sides, radius1=radius, radius2=top,
                          depth=height)
    rims = [r for r in (radius, top) if r > 0]
    break_edges(bm, min(bevel, 0.25 * height, 0.25 * min(rims)), segments, 55.0 if top else 75.0)
    mesh = to_mesh(bm, name)
    soften(mesh)
    return add(name, mesh, material, part, location, rotation)


def sphere(name, radius, location, material, part, scale=(1, 1, 1), segments=48, rings=24):
    """A ball, or an egg by `scale`."""
    turns = [math.pi * ring / rings for ring in range(rings + 1)]
    profile = [(radius * math.sin(t), -radius * math.cos(t)) for t in turns]
    mesh = lathe_mesh(name, profile, segments)
    mesh.transform(Matrix.Diagonal((*scale, 1.0)))
    return add(name, mesh, material, part, location, smooth=180)


def lathe(name, profile, location, material, part, steps=None, smooth=40):
    """Turn a profile [(r, z), …] round Z. Ends with r = 0 close; a closed profile is a ring.

    Without `steps` it has as many as its radius needs.
    """
    steps = steps or sides_for(max(r for r, _z in profile), 0.0001, 64, 128)
    return add(name, lathe_mesh(name, profile, steps), material, part, location, smooth=smooth)


def lathe_mesh(name, profile, steps):
    """Mesh data of a profile [(r, z), …] turned round Z in so many steps."""
    ring = len(profile) > 2 and Vector(profile[0]) == Vector(profile[-1])
    points = profile[:-1] if ring else profile
    vertices, rows = [], []
    for r, z in points:
        row = []
        for step in range(steps if r > 1e-6 else 1):
            angle = 2 * math.pi * step / steps
            row.append(len(vertices))
            vertices.append((r * math.cos(angle), r * math.sin(angle), z))
        rows.append(row)
    faces = []
    for low, high in zip(rows, rows[1:] + (rows[:1] if ring else [])):
        for i in range(steps):
            j = (i + 1) % steps
            corners = [low[i % len(low)], low[j % len(low)], high[j % len(high)],
                       high[i % len(high)]]
            corners = list(dict.fromkeys(corners))
            if len(corners) > 2:
                faces.append(corners)
    return mesh_of(name, vertices, faces)


def mesh_of(name, vertices, faces):
    """Mesh data from plain lists, with the normals turned outward."""
    bm = bmesh.new()
    corners = [bm.verts.new(v) for v in vertices]
    for face in faces:
        bm.faces.new([corners[i] for i in face])
    return to_mesh(bm, name)


def torus(name, radius, thickness, location, material, part, rotation=(0, 0, 0), steps=None,
          sides=None):
    """A ring in the XY plane: `radius` to the middle of the bar, `thickness` across it."""
    steps = steps or sides_for(radius + thickness / 2, 0.0001, 48, 128)
    sides = sides or sides_for(thickness / 2, 0.0001, 16, 48)
    section = [(radius + thickness / 2 * math.cos(2 * math.pi * i / sides),
                thickness / 2 * math.sin(2 * math.pi * i / sides)) for i in range(sides)]
    ring = lathe(name, section + section[:1], location, material, part, steps=steps, smooth=180)
    ring.rotation_euler = rotation
    return ring


def close_sheet(bm, twins):
    """Make a sheet of faces solid: the same faces between the twins of its vertices, and sides.

    Blender's own extrusion orders what it makes by addresses in memory, so that a bevel of it
    differs from run to run.
    """
    border = [edge.verts[:] for edge in bm.edges if edge.is_boundary]
    for face in list(bm.faces):
        bm.faces.new([twins[v] for v in reversed(face.verts)])
    for a, b in border:
        bm.faces.new((b, a, twins[a], twins[b]))


def extrude(name, outline, depth, location, material, part, bevel=0.002, axis="Z", holes=(),
            segments=2, smooth=50, rotation=(0, 0, 0)):
    """Make a flat outline solid, `location` in the middle of its depth.

    The outline is [(x, y), …] for axis Z, [(x, z), …] for Y and [(y, z), …] for X.
    """
    bm = bmesh.new()
    for loop in (outline, *holes):
        corners = [bm.verts.new((u, v, -depth / 2)) for u, v in loop]
        for a, b in zip(corners, corners[1:] + corners[:1]):
            bm.edges.new((a, b))
    if holes:
        bmesh.ops.triangle_fill(bm, edges=bm.edges, use_beauty=True, normal=(0, 0, 1))
    else:
        bm.faces.new(bm.verts)
    rise = Vector((0, 0, depth))
    close_sheet(bm, {corner: bm.verts.new(corner.co + rise) for corner in list(bm.verts)})
    break_edges(bm, min(bevel, 0.25 * depth, 0.25 * mean_width((outline, *holes))), segments)
    turn = {"Z": Matrix.Identity(3), "Y": Matrix(((1, 0, 0), (0, 0, -1), (0, 1, 0))),
            "X": Matrix(((0, 0, 1), (1, 0, 0), (0, 1, 0)))}[axis]
    bmesh.ops.transform(bm, matrix=turn.to_4x4(), verts=bm.verts)
    mesh = to_mesh(bm, name)
    soften(mesh, smooth)
    return add(name, mesh, material, part, location, rotation)


def mean_width(loops):
    """How wide the area within closed outlines is where it is long: a wall's thickness, half a
    square's side."""
    area, length = 0.0, 0.0
    for index, loop in enumerate(loops):
        own = 0.0
        for (x, y), (u, v) in zip(loop, [*loop[1:], loop[0]]):
            own += (x * v - u * y) / 2
            length += math.hypot(u - x, v - y)
        area += -abs(own) if index else abs(own)
    return max(2 * area / max(length, 1e-9), 0.0)


def prism_gem(name, radius, height, location, material, part, sides=8, table=0.55, crown=0.35,
              rotation=(0, 0, 0)):
    """A cut stone: flat table, crown, girdle and a pointed pavilion; centre at `location`."""
    girdle = height / 2 - height * crown
    rings = [(radius * table, height / 2, 0.5), (radius, girdle, 0.0),
             (radius, girdle - height * 0.04, 0.0)]
    vertices = [(r * math.cos(2 * math.pi * (i + turn) / sides),
                 r * math.sin(2 * math.pi * (i + turn) / sides), z)
                for r, z, turn in rings for i in range(sides)] + [(0, 0, -height / 2)]
    faces = [list(range(sides))]
    for i in range(sides):
        j = (i + 1) % sides
        faces += [[i, sides + i, sides + j], [i, sides + j, j],
                  [sides + i, 2 * sides + i, 2 * sides + j, sides + j],
                  [2 * sides + i, 3 * sides, 2 * sides + j]]
    return add(name, mesh_of(name, vertices, faces), material, part, location, rotation)


def cushion(name, size, location, material, part, puff=0.35, corner=0.18, rotation=(0, 0, 0),
            steps=28, base=1.0):
    """A stuffed pillow: rounded corners, thin at the seam and full in the middle.

    `puff` is how much of the height the middle gains over the rim, `corner` the roundness of
    the corners as a share of the shorter side. `base` 0 leaves the underside flat.
    """
    width, depth, height = size
    rim = rounded_rectangle(width, depth, corner * min(width, depth), steps // 4)
    sections = []
    rounds = 6
    for k in range(-rounds, rounds + 1):
        angle = k / rounds * math.pi / 2
        inset = (1 - math.cos(angle)) * height * 0.5 * (base if k < 0 else 1.0)
        z = math.sin(angle) * height * (1 - puff * (base if k < 0 else 1.0)) / 2
        sections.append((1 - 2 * inset / min(width, depth), z))
    vertices, faces, count = [], [], len(rim)
    inner = (0.2, 0.4, 0.6, 0.75, 0.88)
    (low_share, low), (high_share, high) = sections[0], sections[-1]
    lanes = [(low_share * f, low) for f in inner] + sections
    lanes += [(high_share * f, high) for f in reversed(inner)]
    for index, (share, z) in enumerate(lanes):
        for x, y in rim:
            u, v = 2 * x * share / width, 2 * y * share / depth
            swell = max(0.0, (1 - u * u) * (1 - v * v)) ** 0.6
            bulge = swell * z * puff / (1 - puff) * (base if z < 0 else 1.0)
            vertices.append((x * share, y * share, z + bulge))
        if index:
            for i in range(count):
                j = (i + 1) % count
                a, b = (index - 1) * count, index * count
                faces.append([a + i, a + j, b + j, b + i])
    for row, z in ((0, -height / 2), (len(lanes) - 1, height / 2)):
        vertices.append((0, 0, z))
        hub = len(vertices) - 1
        faces += [[row * count + i, row * count + (i + 1) % count, hub] for i in range(count)]
    return add(name, mesh_of(name, vertices, faces), material, part, location, rotation, smooth=180)


def rounded_rectangle(width, depth, radius, steps=6):
    """The outline of a rectangle with round corners, about the origin, anticlockwise."""
    radius = min(radius, width / 2 - 1e-5, depth / 2 - 1e-5)
    outline = []
    for corner, (sx, sy) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1))):
        for step in range(steps + 1):
            turn = math.pi / 2 * (corner + step / steps)
            outline.append((sx * (width / 2 - radius) + radius * math.cos(turn),
                            sy * (depth / 2 - radius) + radius * math.sin(turn)))
    return outline


def circle(radius, sides=32, centre=(0, 0)):
    """The outline of a circle."""
    return [(centre[0] + radius * math.cos(2 * math.pi * i / sides),
             centre[1] + radius * math.sin(2 * math.pi * i / sides)) for i in range(sides)]


def arc(centre, radius, first, last, steps=12):
    """Points on an arc from angle `first` to `last` in degrees; radius a number or (rx, ry)."""
    rx, ry = radius if isinstance(radius, (tuple, list)) else (radius, radius)
    turns = [math.radians(first + (last - first) * i / steps) for i in range(steps + 1)]
    return [(centre[0] + rx * math.cos(t), centre[1] + ry * math.sin(t)) for t in turns]


def round_corners(points, radius, steps=4, closed=False):
    """A 2D outline or profile with its corners rounded; first and last stay when it is open."""
    count, rounded = len(points), []
    for i, point in enumerate(points):
        if not closed and i in (0, count - 1):
            rounded.append(tuple(point))
            continue
        here = Vector(point)
        before, after = Vector(points[i - 1]) - here, Vector(points[(i + 1) % count]) - here
        reach = min(radius, 0.45 * before.length, 0.45 * after.length)
        a, b = here + before.normalized() * reach, here + after.normalized() * reach
        for step in range(steps + 1):
            t = step / steps
            rounded.append(tuple(a * (1 - t) ** 2 + here * 2 * t * (1 - t) + b * t * t))
    return rounded


def level_foot(obj, within=0.004):
    """Press what is within a few millimetres of the ground flat on it, as a slanted foot."""
    place_of = matrix_of(obj)
    for vertex in obj.data.vertices:
        height = (place_of @ vertex.co).z
        if height < within:
            vertex.co.z -= height
    return obj


def scatter_mesh(name, placements, template, material, part, smooth=None):
    """One object from many copies of a small mesh (verts, faces), one for each matrix.

    Each copy carries a random number of its own ("piece"), by which leaves vary in colour.
    """
    corners, polygons = [Vector(v) for v in template[0]], template[1]
    points, pieces = [], []
    dice = random.Random(name)
    for placement in placements:
        for corner in corners:
            points += (placement @ corner)[:]
        pieces += [dice.random()] * len(corners)
    mesh = bpy.data.meshes.new(name)
    mesh.vertices.add(len(pieces))
    mesh.vertices.foreach_set("co", points)
    around = [i for face in polygons for i in face]
    starts = [sum(map(len, polygons[:i])) for i in range(len(polygons))]
    mesh.loops.add(len(placements) * len(around))
    mesh.loops.foreach_set("vertex_index", indices_of_copies(around, len(placements), len(corners)))
    mesh.polygons.add(len(placements) * len(polygons))
    mesh.polygons.foreach_set("loop_start", indices_of_copies(starts, len(placements), len(around)))
    mesh.shade_flat()
    mesh.update(calc_edges=True)
    layer = mesh.attributes.new("piece", "FLOAT", "POINT")
    layer.data.foreach_set("value", pieces)
    return add(name, mesh, material, part, smooth=smooth)


def indices_of_copies(numbers, count, step):
    """The numbers `count` times over, each time larger by `step`."""
    return [first + number for first in range(0, count * step, step) for number in numbers]


def join_meshes(name, objects):
    """Make one object of several; materials stay where they were."""
    bm, materials = bmesh.new(), []
    for obj in objects:
        own = [slot.material for slot in obj.material_slots]
        materials += [m for m in own if m not in materials]
        slots = [0] * len(obj.data.polygons)
        if own:
            obj.data.polygons.foreach_get("material_index", slots)
            slots = [materials.index(own[slot]) for slot in slots]
        obj.data.polygons.foreach_set("material_index", slots)
        obj.data.transform(matrix_of(obj))
        bm.from_mesh(obj.data)
    mesh = bpy.data.meshes.new(name)
    bm.to_mesh(mesh)
    bm.free()
    part = objects[0].get("part", "")
    for obj in objects:
        old = obj.data
        bpy.data.objects.remove(obj)
        bpy.data.meshes.remove(old)
    whole = add(name, mesh, None, part)
    for material in materials:
        mesh.materials.append(material)
    return whole


def apply_modifiers(obj):
    """The mesh of an object, or of letters, with its modifiers, as a bmesh; they are gone then."""
    bpy.context.view_layer.update()
    evaluated = obj.evaluated_get(bpy.context.evaluated_depsgraph_get())
    bm = bmesh.new()
    bm.from_mesh(evaluated.to_mesh())
    evaluated.to_mesh_clear()
    obj.modifiers.clear()
    return bm


def paint_faces(obj, material, where, within=None):
    """Give some faces of obj another material; nothing is cut. Returns obj.

    `where`: words of top bottom left right front back, all that look more that way than any other
    (several: any of them), or a function of a face's middle and normal. `within`: only those whose
    middles are in the box of two corners. All in world coordinates.
    """
    ways = {"top": (0, 0, 1), "bottom": (0, 0, -1), "left": (-1, 0, 0), "right": (1, 0, 0),
            "front": (0, -1, 0), "back": (0, 1, 0)}
    looks = [Vector(ways[word]) for word in where.split()] if isinstance(where, str) else []
    place, chosen = matrix_of(obj), []
    turn = place.to_3x3().inverted().transposed()
    for face in obj.data.polygons:
        middle, normal = place @ face.center, (turn @ face.normal).normalized()
        is_in = within is None or all(low <= value <= high for low, value, high in
                                      zip(within[0], middle, within[1]))
        most = max(map(abs, normal)) - 1e-6
        if is_in and (any(normal.dot(look) >= most for look in looks) if looks
                      else where(middle, normal)):
            chosen.append(face)
    if not chosen:
        raise ValueError(f"paint_faces: {obj.name} has no such face")
    if material.name not in obj.data.materials:
        obj.data.materials.append(material)
    for face in chosen:
        face.material_index = obj.data.materials.find(material.name)
    return obj
