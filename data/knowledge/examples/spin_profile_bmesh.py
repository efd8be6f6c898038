"""Spin a profile around an axis into a bowl

bmesh.ops.spin revolves edges for good, without a modifier. Merge doubles afterwards: the first
and last copy, and all copies of a point on the axis, lie on each other.
Words: lathe, revolve, rotate profile, bowl, dish, plate, turned wood
Covers: bmesh.ops.spin, bmesh.ops.remove_doubles, bmesh.ops.recalc_face_normals
"""
import bmesh
import bpy
from math import pi

PROFILE = [(0, 0), (0.05, 0), (0.055, 0.006), (0.09, 0.03), (0.12, 0.075), (0.125, 0.08),
           (0.118, 0.08), (0.085, 0.036), (0.05, 0.014), (0, 0.012)]  # (radius, height)
STEPS = 64


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


def build():
    bm = bmesh.new()
    points = [bm.verts.new((r, 0, z)) for r, z in PROFILE]
    line = [bm.edges.new(pair) for pair in zip(points, points[1:])]
    bmesh.ops.spin(bm, geom=points + line, cent=(0, 0, 0), axis=(0, 0, 1), angle=2 * pi,
                   steps=STEPS, use_duplicate=False)
    bmesh.ops.remove_doubles(bm, verts=bm.verts, dist=1e-5)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    return [finish("Bowl", bm, paint("Olive Wood", (0.3, 0.17, 0.07)), smooth=True)]


build()
