"""Mug with a handle that grows out of it

The handle is a tube along a bow whose ends lie inside the wall, flattened as handles are. Ends
within the wall leave neither gap nor bump in the mug.
Words: mug, cup, handle, teacup, tankard, jug, beaker, coffee
Makes: mug, coffee cup, tea cup, teacup, tankard, beaker
Covers: bmesh.ops.spin, bmesh.types.BMFaceSeq.new, mathutils.Vector.cross
"""
import bmesh
import bpy
from math import cos, pi, sin
from mathutils import Vector

RADIUS, HEIGHT, WALL = 0.04, 0.095, 0.0045  # metres
REACH, GRIP = 0.032, (0.006, 0.009)  # of the handle; half of its thickness and width


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
    profile = [(0, 0), (RADIUS - 0.004, 0), (RADIUS, 0.004), (RADIUS, HEIGHT - 0.001),
               (RADIUS - WALL / 2, HEIGHT), (RADIUS - WALL, HEIGHT - 0.001), (RADIUS - WALL, 0.01),
               (RADIUS - WALL - 0.004, 0.006), (0, 0.006)]
    points = [bm.verts.new((r, 0, z)) for r, z in profile]
    edges = [bm.edges.new(pair) for pair in zip(points, points[1:])]
    bmesh.ops.spin(bm, geom=points + edges, cent=(0, 0, 0), axis=(0, 0, 1), angle=2 * pi,
                   steps=64)
    bmesh.ops.remove_doubles(bm, verts=bm.verts, dist=1e-6)
    inner = RADIUS - WALL / 2
    bow = [Vector((inner + REACH * sin(a) ** 0.7, 0, HEIGHT * (0.5 + 0.32 * cos(a))))
           for a in (pi * i / 24 for i in range(25))]
    rows = []
    for i, place in enumerate(bow):
        along = (bow[min(i + 1, 24)] - bow[max(i - 1, 0)]).normalized()
        out = along.cross(Vector((0, 1, 0)))
        rows.append([bm.verts.new(place + out * GRIP[0] * cos(a) + Vector((0, GRIP[1] * sin(a), 0)))
                     for a in (2 * pi * k / 20 for k in range(20))])
    for a, b in zip(rows, rows[1:]):
        for k in range(20):
            bm.faces.new((a[k - 1], a[k], b[k], b[k - 1]))
    bm.faces.new(rows[0][::-1])
    bm.faces.new(rows[-1])
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    return [finish("Mug", bm, paint("Glaze", (0.75, 0.3, 0.1), 0.15), smooth=True)]


build()
