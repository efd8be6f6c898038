"""Cluster of pointed crystals

Six-sided prisms with off-centre points, leaning outwards from a rock; flat shading shows the
facets. Real crystals of one kind have the same angles, so only size and lean differ.
Words: crystal, gem, quartz, amethyst, shard, mineral, facets, geode
Makes: crystal cluster, geode, quartz, amethyst
Covers: bmesh.ops.convex_hull, mathutils.Euler, bmesh.types.BMVertSeq.new
"""
import bmesh
import bpy
import random
from math import cos, pi, sin
from mathutils import Euler, Matrix, Vector

COUNT, LENGTH = 11, 0.28  # count, metres
SEED = 3


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


def crystal(bm, length, thick, place):
    corners = []
    for i in range(6):
        turn = 2 * pi * i / 6
        side = Vector((thick * cos(turn), thick * sin(turn), 0))
        corners += [side * 0.8, side + Vector((0, 0, length * 0.72))]
    corners.append(Vector((thick * 0.15, 0, length)))
    bmesh.ops.convex_hull(bm, input=[bm.verts.new(place @ corner) for corner in corners])


def build():
    rng = random.Random(SEED)
    bm = bmesh.new()
    for i in range(COUNT):
        lean = 0.0 if i == 0 else rng.uniform(0.25, 0.85)
        turn = Euler((lean, 0, 2.4 * i))
        size = 1.0 if i == 0 else rng.uniform(0.4, 0.8)
        foot = Vector((0, -0.03 if i else 0, 0.02))
        foot.rotate(Euler((0, 0, 2.4 * i)))
        crystal(bm, LENGTH * size, 0.035 * size ** 0.7, Matrix.LocRotScale(foot, turn, None))
    bmesh.ops.dissolve_limit(bm, angle_limit=0.02, verts=bm.verts, edges=bm.edges)
    amethyst = paint("Amethyst", (0.35, 0.1, 0.6), 0.05)
    amethyst.node_tree.nodes["Principled BSDF"].inputs["Transmission Weight"].default_value = 0.6
    crystals = finish("Crystals", bm, amethyst)
    bm = bmesh.new()
    bmesh.ops.create_icosphere(bm, subdivisions=2, radius=0.11)
    for vertex in bm.verts:
        vertex.co *= rng.uniform(0.9, 1.1)
        vertex.co.z = max(0.0, vertex.co.z * 0.55)
    return [crystals, finish("Matrix Rock", bm, paint("Rock", (0.2, 0.18, 0.16), 1.0))]


build()
