"""Tyre with tread blocks

The tyre is a revolved U outline; tread blocks are one mesh turned around, in two rows that are
shifted by half a block. Blocks sink into the rubber, so nothing gapes.
Words: tire, tyre, tread, rubber, car wheel, tractor, off-road, profile
Makes: tyre, tire
Covers: bmesh.ops.spin, bmesh.ops.create_cube, mathutils.Matrix.Diagonal
"""
import bmesh
import bpy
from math import pi
from mathutils import Matrix

RADIUS, WIDTH, HOLE = 0.33, 0.22, 0.2  # metres
BLOCKS, TREAD = 36, 0.012
SECTION = [(HOLE, -0.42), (0.25, -0.5), (0.295, -0.5), (0.32, -0.42), (RADIUS, -0.25),
           (RADIUS, 0.25), (0.32, 0.42), (0.295, 0.5), (0.25, 0.5), (HOLE, 0.42), (0.215, 0.3),
           (0.29, 0.35), (0.29, -0.35), (0.215, -0.3)]  # (radius, share of WIDTH)


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
    points = [bm.verts.new((r, y * WIDTH, 0)) for r, y in SECTION]
    edges = [bm.edges.new((points[i - 1], points[i])) for i in range(len(points))]
    bmesh.ops.spin(bm, geom=points + edges, cent=(0, 0, 0), axis=(0, 1, 0), angle=2 * pi, steps=72)
    bmesh.ops.remove_doubles(bm, verts=bm.verts, dist=1e-5)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    for vertex in bm.verts:
        vertex.co.z += RADIUS + TREAD
    tyre = finish("Tyre", bm, paint("Rubber", (0.02, 0.02, 0.02), 0.8), smooth=True)
    bm = bmesh.new()
    for row, y in ((0, -0.155), (1, 0.155)):
        for k in range(BLOCKS):
            turn = Matrix.Rotation(2 * pi * (k + row / 2) / BLOCKS, 4, "Y")
            place = Matrix.Translation((0, y * WIDTH, RADIUS + TREAD / 2 - 0.004))
            skew = Matrix.Rotation(0.35 if row else -0.35, 4, "Z")
            bmesh.ops.create_cube(bm, size=1.0, matrix=turn @ place @ skew @ Matrix.Diagonal(
                (0.035, WIDTH * 0.26, TREAD + 0.008, 1)))
    low = min(vertex.co.z for vertex in bm.verts)
    bmesh.ops.translate(bm, vec=(0, 0, -low), verts=bm.verts)
    tyre.location.z = -low - RADIUS - TREAD
    return [tyre, finish("Tread", bm, paint("Tread", (0.025, 0.025, 0.025), 0.9))]


build()
