"""Overlapping scales on a curved body

Scales in rings, each ring shifted by half a scale; each one is tilted so that its free end lies
on the next. Laid along the surface's own directions, they follow any shape.
Words: scales, fish, dragon skin, pangolin, pine cone, armour, snake skin, mermaid tail
Makes: fish scales, dragon scales, pine cone, scale armour
Covers: mathutils.Matrix, bmesh.ops.transform, mathutils.Vector.cross
"""
import bmesh
import bpy
from math import cos, pi, sin
from mathutils import Matrix, Vector

LENGTH, GIRTH = 0.4, 0.07  # of the body, metres
RINGS, AROUND = 22, 22


def paint(name, color, roughness=0.5, metallic=0.0):
    """A plain material of one colour (linear RGB)."""
    made = bpy.data.materials.new(name)
    if made.node_tree is None:
        made.use_nodes = True  # before Blender 5.0
    bsdf = made.node_tree.nodes["Principled BSDF"]
    bsdf.inputs["Base Color"].default_value = (*color, 1.0)
    bsdf.inputs["Roughness"].default_value = roughness
    bsdf.inputs["Metallic"].default_value = metallic
    return made


def finish(name, bm, material, smooth=False):
    """Makes an object of the bmesh, and frees it."""
    for face in bm.faces:
        face.smooth = smooth
    mesh = bpy.data.meshes.new(name)
    bm.to_mesh(mesh)
    bm.free()
    mesh.materials.append(material)
    obj = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(obj)
    return obj


def body(t, turn):  # t from tail to head
    radius = GIRTH * max(0.02, sin(pi * t ** 0.8)) ** 0.7
    return Vector((LENGTH * (t - 0.5), 0.75 * radius * cos(turn), radius * sin(turn)))


def build():
    bm = bmesh.new()
    rows = [[bm.verts.new(body(i / 40, 2 * pi * k / 48)) for k in range(48)] for i in range(41)]
    for a, b in zip(rows, rows[1:]):
        for k in range(48):
            bm.faces.new((a[k - 1], b[k - 1], b[k], a[k]))
    bmesh.ops.holes_fill(bm, edges=bm.edges[:], sides=0)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    skin = finish("Body", bm, paint("Skin", (0.1, 0.2, 0.25)), smooth=True)
    bm = bmesh.new()
    for i in range(1, RINGS):
        for k in range(AROUND):
            t, turn = i / RINGS, 2 * pi * (k + i / 2) / AROUND
            here = body(t, turn)
            back = (body(t - 0.01, turn) - here).normalized()
            side = (body(t, turn + 0.01) - here).normalized()
            out = side.cross(back).normalized()
            out = out if out.dot(Vector((0, here.y, here.z))) > 0 else -out
            back = (back + out * 0.12).normalized()  # lifted, to lie on the next
            size = (body(t, turn + pi / AROUND) - body(t, turn - pi / AROUND)).length
            made = bmesh.ops.create_circle(bm, cap_ends=True, segments=10, radius=1.0)
            for vertex in made["verts"]:
                x, y = vertex.co.x * 0.62 * size, (vertex.co.y + 0.5) * LENGTH / RINGS
                vertex.co = (x, y, -x * x * pi / (AROUND * size))
            frame = Matrix((side, back, out)).transposed().to_4x4()
            bmesh.ops.transform(bm, matrix=Matrix.Translation(here) @ frame, verts=made["verts"])
    scales = finish("Scales", bm, paint("Scales", (0.15, 0.4, 0.5), 0.25), smooth=True)
    low = min(v.co.z for obj in (skin, scales) for v in obj.data.vertices)
    for obj in (skin, scales):
        obj.location.z = -low
    return [skin, scales]


build()
