# SPDX-License-Identifier: GPL-3.0-or-later
"""Meshes with known numbers for the planted sets, in Blender: lengths in mm, places in the shape's own frame (z up)."""

import math

import bmesh
import bpy
from mathutils import Matrix, Vector

MM = 0.001


def clear():
    for collection in (bpy.data.objects, bpy.data.meshes, bpy.data.curves, bpy.data.materials, bpy.data.images):
        for each in list(collection):
            collection.remove(each)


def link(name, places, faces, part=None):
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata([tuple(MM * each for each in place) for place in places], [], faces)
    obj = bpy.data.objects.new(name, mesh)
    if part:
        obj["part"] = part
    bpy.context.collection.objects.link(obj)
    return obj


def box(name, low, high, part=None):
    (a, b, c), (d, e, f) = low, high
    return link(name, [(a, b, c), (d, b, c), (d, e, c), (a, e, c), (a, b, f), (d, b, f), (d, e, f), (a, e, f)],
                [(3, 2, 1, 0), (4, 5, 6, 7), (0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7)], part)


def block(name, width, depth, height, part=None, x=0, y=0, z=0):
    """A box on (x, y, z), which is the middle of its bottom."""
    return box(name, (x - width / 2, y - depth / 2, z), (x + width / 2, y + depth / 2, z + height), part)


def circle(radius, n, x=0, y=0, start=0.0):
    return [(x + radius * math.cos(start + 2 * math.pi * i / n), y + radius * math.sin(start + 2 * math.pi * i / n))
            for i in range(n)]


def rounded(width, depth, radius, n=12, x=0, y=0):
    """The outline of a rectangle whose corners are arcs of n chords."""
    outline = []
    for turn, (cx, cy) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1))):
        for i in range(n + 1):
            angle = math.pi / 2 * (turn + i / n)
            outline.append((x + cx * (width / 2 - radius) + radius * math.cos(angle),
                            y + cy * (depth / 2 - radius) + radius * math.sin(angle)))
    return [each for i, each in enumerate(outline) if math.dist(each, outline[i - 1]) > 1e-9]


def rectangle(width, depth, x=0, y=0):
    return [(x - width / 2, y - depth / 2), (x + width / 2, y - depth / 2), (x + width / 2, y + depth / 2),
            (x - width / 2, y + depth / 2)]


def loft(name, outlines, part=None):
    """A solid through (outline, z) from below upwards; the outlines have as many corners."""
    n = len(outlines[0][0])
    places = [(x, y, z) for outline, z in outlines for x, y in outline]
    faces = [tuple(reversed(range(n))), tuple(range(len(places) - n, len(places)))]
    for row in range(len(outlines) - 1):
        faces += [(row * n + i, row * n + (i + 1) % n, row * n + n + (i + 1) % n, row * n + n + i) for i in range(n)]
    return link(name, places, faces, part)


def prism(name, outline, low, high, part=None):
    return loft(name, [(outline, low), (outline, high)], part)


def turned(name, profile, n=64, part=None, x=0, y=0):
    """A closed profile of (radius, height), counter-clockwise with z up, turned about z; a radius of 0 is a pole."""
    places, rows, faces = [], [], []
    for radius, z in profile:
        if radius == 0:
            rows.append([len(places)] * n)
            places.append((x, y, z))
        else:
            rows.append(list(range(len(places), len(places) + n)))
            places += [(px, py, z) for px, py in circle(radius, n, x, y)]
    for a, b in zip(rows, rows[1:] + rows[:1], strict=True):
        for i in range(n):
            face = list(dict.fromkeys((a[i], a[(i + 1) % n], b[(i + 1) % n], b[i])))
            if len(face) > 2:
                faces.append(tuple(face))
    return link(name, places, faces, part)


def cup(name, radius, height, wall, floor, n=64, part=None):
    return turned(name, [(0, 0), (radius, 0), (radius, height), (radius - wall, height), (radius - wall, floor),
                         (0, floor)], n, part)


def tube(name, outer, inner, low, high, n=64, part=None):
    return turned(name, [(outer, low), (outer, high), (inner, high), (inner, low)], n, part)


def ball(name, radius, x=0, y=0, z=0, n=32, part=None):
    rows = n // 2
    profile = [(0, z - radius)] + [(radius * math.sin(math.pi * i / rows), z - radius * math.cos(math.pi * i / rows))
                                   for i in range(1, rows)] + [(0, z + radius)]
    return turned(name, profile, n, part, x, y)


def rod(name, start, end, radius, n=32, part=None):
    """A cylinder between two places; with n = 4 a square bar whose sides are radius * sqrt(2) wide."""
    start, end = Vector(start), Vector(end)
    obj = prism(name, circle(radius, n, start=math.pi / 4 if n == 4 else 0), 0, (end - start).length, part)
    move(obj, Matrix.Translation(start * MM) @ (end - start).to_track_quat("Z", "Y").to_matrix().to_4x4())
    return obj


def sector(name, inner, outer, low, high, degrees, n=48, part=None, start=0.0):
    """A piece of a ring about z."""
    angles = [math.radians(start + degrees * i / n) for i in range(n + 1)]
    places = [(r * math.cos(a), r * math.sin(a), z) for a in angles
              for r, z in ((inner, low), (outer, low), (outer, high), (inner, high))]
    faces = [(3, 2, 1, 0)[::-1], tuple(4 * n + i for i in (3, 2, 1, 0))]
    for i in range(n):
        faces += [(4 * i + k, 4 * i + 4 + k, 4 * i + 4 + (k + 1) % 4, 4 * i + (k + 1) % 4) for k in range(4)]
    return recalculated(link(name, places, faces, part))


def bent(name, way, radius, inner=0.0, n=24, part=None):
    """A round bar along (x, y, direction) of the plane z = 0; with `inner`, a pipe."""
    places, faces = [], []
    radii = [radius, inner] if inner else [radius]
    for x, y, angle in way:
        aside = Vector((-math.sin(angle), math.cos(angle), 0))
        for each in radii:
            places += [Vector((x, y, 0)) + each * (math.cos(a) * aside + math.sin(a) * Vector((0, 0, 1)))
                       for a in (2 * math.pi * k / n for k in range(n))]
    row = n * len(radii)
    for i in range(len(way) - 1):
        for ring in range(len(radii)):
            base = i * row + ring * n
            faces += [(base + k, base + (k + 1) % n, base + row + (k + 1) % n, base + row + k) for k in range(n)]
    for base in (0, (len(way) - 1) * row):
        if inner:
            faces += [(base + k, base + (k + 1) % n, base + n + (k + 1) % n, base + n + k) for k in range(n)]
        else:
            faces.append(tuple(base + k for k in range(n)))
    return recalculated(link(name, places, faces, part))


def arc_way(radius, degrees, straight=0.0, n=32):
    """Places of an arc about the origin, with straight pieces at both ends."""
    angles = [math.radians(degrees * i / n) for i in range(n + 1)]
    way = [(radius * math.cos(a), radius * math.sin(a), a + math.pi / 2) for a in angles]
    if straight:
        last = angles[-1]
        way = [(radius, -straight, math.pi / 2), *way,
               (way[-1][0] - straight * math.sin(last), way[-1][1] + straight * math.cos(last), last + math.pi / 2)]
    return way


def move(obj, matrix):
    """Moves the mesh, not the object."""
    obj.data.transform(matrix)
    if matrix.determinant() < 0:
        obj.data.flip_normals()
    obj.data.update()
    return obj


def shift(obj, x=0, y=0, z=0):
    return move(obj, Matrix.Translation(Vector((x, y, z)) * MM))


def spin(obj, degrees, axis="Z"):
    return move(obj, Matrix.Rotation(math.radians(degrees), 4, axis))


def recalculated(obj):
    work = bmesh.new()
    work.from_mesh(obj.data)
    bmesh.ops.recalc_face_normals(work, faces=work.faces)
    work.to_mesh(obj.data)
    work.free()
    return obj


def remove(*objects):
    for each in objects:
        bpy.data.objects.remove(each)


def merged(first, *others):
    """One object of several, whose surfaces stay as they are."""
    work = bmesh.new()
    for each in (first, *others):
        work.from_mesh(each.data)
    work.to_mesh(first.data)
    work.free()
    remove(*others)
    return first


def _boolean(obj, tools, operation):
    for tool in tools:
        modifier = obj.modifiers.new("boolean", "BOOLEAN")
        modifier.operation, modifier.solver, modifier.object = operation, "EXACT", tool
        mesh = bpy.data.meshes.new_from_object(obj.evaluated_get(bpy.context.evaluated_depsgraph_get()))
        obj.modifiers.clear()
        obj.data = mesh
        remove(tool)
    return obj


def cut(obj, *tools):
    return _boolean(obj, tools, "DIFFERENCE")


def fused(obj, *others):
    return _boolean(obj, others, "UNION")


def beveled(obj, size, segments, chosen):
    """`chosen` is asked about both ends of each edge, in mm."""
    work = bmesh.new()
    work.from_mesh(obj.data)
    edges = [edge for edge in work.edges if chosen(*(each.co / MM for each in edge.verts))]
    bmesh.ops.bevel(work, geom=edges, offset=size * MM, segments=segments, profile=0.5, affect="EDGES",
                    clamp_overlap=False)
    work.to_mesh(obj.data)
    work.free()
    return obj


def paint(obj, name, color=(0.8, 0.8, 0.8), faces=None):
    material = bpy.data.materials.get(name) or bpy.data.materials.new(name)
    material.use_nodes = True
    material.node_tree.nodes["Principled BSDF"].inputs["Base Color"].default_value = (*color, 1)
    material.diffuse_color = (0.8, 0.8, 0.8, 1)
    obj.data.materials.append(material)
    for face in faces or ():
        obj.data.polygons[face].material_index = len(obj.data.materials) - 1
    return obj


def is_closed(obj):
    work = bmesh.new()
    work.from_mesh(obj.data)
    closed = all(len(edge.link_faces) == 2 for edge in work.edges)
    work.free()
    return closed
