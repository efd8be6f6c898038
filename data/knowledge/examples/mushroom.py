"""Mushroom with gills and spots

Cap and stem are revolved outlines; the gills are thin blades under the cap that reach from stem
to rim, and the spots are flat drops pressed into the cap.
Words: toadstool, fungus, fly agaric, gills, cap, stem, fairy tale
Makes: mushroom, toadstool
Covers: bmesh.ops.spin, bmesh.ops.create_uvsphere, bmesh.ops.remove_doubles
"""
import bmesh
import bpy
import random
from math import acos, cos, pi, sin
from mathutils import Matrix, Vector

CAP, HEIGHT = 0.06, 0.11  # radius and height of the rim, metres
STEM = [(0, 0), (0.02, 0), (0.021, 0.01), (0.015, 0.03), (0.013, HEIGHT + 0.01), (0, HEIGHT + 0.01)]


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


def lathe(bm, profile):
    points = [bm.verts.new((r, 0, z)) for r, z in profile]
    edges = [bm.edges.new(pair) for pair in zip(points, points[1:])]
    bmesh.ops.spin(bm, geom=points + edges, cent=(0, 0, 0), axis=(0, 0, 1), angle=2 * pi,
                   steps=48)
    bmesh.ops.remove_doubles(bm, verts=bm.verts, dist=1e-5)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)


def build():
    rng = random.Random(5)
    bm = bmesh.new()
    lathe(bm, STEM)
    stem = finish("Stem", bm, paint("Stem", (0.75, 0.7, 0.6), 0.8), smooth=True)
    bm = bmesh.new()
    bow = [pi / 2 * k / 12 for k in range(13)]
    lathe(bm, [(0, HEIGHT + 0.006)] + [(CAP * cos(a), HEIGHT + CAP * 0.75 * sin(a)) for a in bow])
    cap = finish("Cap", bm, paint("Red Cap", (0.6, 0.02, 0.015), 0.25), smooth=True)
    bm = bmesh.new()
    for k in range(60):
        turn = Matrix.Rotation(2 * pi * k / 60, 4, "Z")
        bm.faces.new([bm.verts.new(turn @ Vector((r, 0, HEIGHT + z))) for r, z in
                      ((0.012, -0.002), (0.035, -0.007), (CAP * 0.97, 0.001), (0.012, 0.007))])
    gills = finish("Gills", bm, paint("Gills", (0.8, 0.72, 0.58), 0.9))
    bm = bmesh.new()
    for k in range(16):
        down, turn = acos(1 - 0.9 * (k + 0.5) / 16), 2.4 * k
        out = Vector((sin(down) * cos(turn), sin(down) * sin(turn), cos(down) * 0.75))
        normal, size = Vector((out.x, out.y, out.z / 0.5625)), rng.uniform(0.005, 0.009)
        bmesh.ops.create_uvsphere(bm, u_segments=12, v_segments=8, radius=1.0,
                                  matrix=Matrix.LocRotScale(
                                      out * CAP + Vector((0, 0, HEIGHT)),
                                      normal.to_track_quat("Z", "Y"),
                                      Vector((size, size, size * 0.3))))
    return [stem, cap, gills, finish("Spots", bm, paint("Spots", (0.85, 0.82, 0.75)), smooth=True)]


build()
