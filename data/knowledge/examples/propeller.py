"""Propeller with twisted blades

A blade is a loft of thin ellipses along its length: chord and pitch change with the radius, most
twist at the hub. Blades start inside the hub.
Words: propeller, ship propeller, aeroplane propeller, rotor, fan, turbine, screw, blades
Words: windmill, drone, impeller
Makes: propeller, rotor, impeller, turbine
Covers: mathutils.Matrix.Rotation, bmesh.types.BMFaceSeq.new, bmesh.ops.create_uvsphere
"""
import bmesh
import bpy
from math import atan2, cos, pi, radians, sin
from mathutils import Matrix, Vector

BLADES, RADIUS, HUB = 3, 0.3, 0.04  # count, metres
PITCH = 0.25  # metres that it goes on in a turn
SIDES, RINGS = 20, 24


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


def blade(bm, place):
    rows = []
    for i in range(RINGS + 1):
        t = i / RINGS
        reach = HUB * 0.6 + (RADIUS - HUB * 0.6) * t
        chord = 0.075 * max(0.05, sin(pi * (0.12 + 0.88 * t)) ** 0.6)
        twist = Matrix.Rotation(pi / 2 - atan2(PITCH, 2 * pi * reach), 4, "Z")
        rows.append([bm.verts.new(place @ twist @ Vector((
            0.5 * chord * 0.14 * (1.4 - t) * sin(a), 0.5 * chord * cos(a), reach)))
            for a in (2 * pi * k / SIDES for k in range(SIDES))])
    for low, high in zip(rows, rows[1:]):
        for k in range(SIDES):
            bm.faces.new((low[k - 1], low[k], high[k], high[k - 1]))
    bm.faces.new(rows[0][::-1])
    bm.faces.new(rows[-1])


def build():
    bm = bmesh.new()
    for k in range(BLADES):
        blade(bm, Matrix.Rotation(2 * pi * k / BLADES, 4, "Y"))
    bmesh.ops.create_uvsphere(bm, u_segments=32, v_segments=16, radius=HUB,
                              matrix=Matrix.Rotation(radians(90), 4, "X") @ Matrix.Diagonal(
                                  (1, 1, 1.6, 1)))
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    low = min(vertex.co.z for vertex in bm.verts)
    bmesh.ops.translate(bm, vec=(0, 0, -low), verts=bm.verts)
    return [finish("Propeller", bm, paint("Bronze", (0.55, 0.33, 0.12), 0.3, 1.0), smooth=True)]


build()
