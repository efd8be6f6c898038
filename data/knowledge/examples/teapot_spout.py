"""Teapot body with a curved, tapering spout

The spout is a tube along a bent line whose radius shrinks to the lip; it starts inside the body.
A lid with a knob closes the pot.
Words: teapot, spout, kettle, watering can, gravy boat, jug, pour
Makes: teapot, spout, kettle, watering can, gravy boat
Covers: mathutils.geometry.interpolate_bezier, bmesh.types.BMFaceSeq.new
Covers: bmesh.ops.create_uvsphere
"""
import bmesh
import bpy
from math import cos, pi, sin
from mathutils import Matrix, Vector, geometry

BODY = (0.085, 0.07)  # half width, half height, metres
SPOUT = [(0.05, 0.05), (0.13, 0.045), (0.1, 0.12), (0.16, 0.135)]  # (x, z) of a Bezier
HANDLE = [(-0.06, 0.11), (-0.19, 0.15), (-0.17, 0.02), (-0.065, 0.035)]


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


def tube(bm, knots, radius_at, sides=20, steps=28):
    line = geometry.interpolate_bezier(*[Vector((x, 0, z)) for x, z in knots], steps + 1)
    rows = []
    for i, place in enumerate(line):
        along = (line[min(i + 1, steps)] - line[max(i - 1, 0)]).normalized()
        out, radius = along.cross(Vector((0, 1, 0))), radius_at(i / steps)
        rows.append([bm.verts.new(place + out * radius * cos(a) + Vector((0, radius * sin(a), 0)))
                     for a in (2 * pi * k / sides for k in range(sides))])
    for a, b in zip(rows, rows[1:]):
        for k in range(sides):
            bm.faces.new((a[k - 1], a[k], b[k], b[k - 1]))
    bm.faces.new(rows[0][::-1])
    bm.faces.new(rows[-1])


def build():
    bm = bmesh.new()
    bmesh.ops.create_uvsphere(bm, u_segments=48, v_segments=24, radius=1.0,
                              matrix=Matrix.Translation((0, 0, BODY[1] * 0.94)) @ Matrix.Diagonal(
                                  (BODY[0], BODY[0], BODY[1], 1)))
    for vertex in bm.verts:
        vertex.co.z = max(0.0, vertex.co.z)  # a flat foot
    tube(bm, SPOUT, lambda t: 0.026 - 0.016 * t ** 0.7 + 0.002 * t ** 8)
    tube(bm, HANDLE, lambda t: 0.008 + 0.002 * sin(pi * t))
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    pot = finish("Pot", bm, paint("Blue Glaze", (0.03, 0.12, 0.35), 0.12), smooth=True)
    bm = bmesh.new()
    top = BODY[1] * 1.94
    for radius, z, tall in ((0.04, top - 0.012, 0.3), (0.011, top + 0.009, 1.0)):
        bmesh.ops.create_uvsphere(bm, u_segments=32, v_segments=16, radius=radius,
                                  matrix=Matrix.Translation((0, 0, z)) @ Matrix.Diagonal(
                                      (1, 1, tall, 1)))
    return [pot, finish("Lid", bm, paint("White Glaze", (0.8, 0.8, 0.78), 0.12), smooth=True)]


build()
