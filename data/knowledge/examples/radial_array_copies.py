"""Copies arranged in a circle

Objects that share one mesh, each turned about the centre: seats, numbers on a dial, bolts on a
flange. Shared meshes cost almost nothing and change together.
Words: radial array, circular array, polar array, ring of copies, clock marks, arc of copies
Words: stonehenge
Covers: bpy.types.Object.matrix_world, mathutils.Matrix.Rotation, mathutils.Matrix.Translation
Covers: bpy.types.BlendDataObjects.new
"""
import bmesh
import bpy
from math import radians
from mathutils import Matrix

COUNT = 12
RADIUS = 0.5  # metres
ARC = 360  # degrees; less for an arc
STONE = (0.08, 0.16, 0.35)


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


def build():
    bm = bmesh.new()
    bmesh.ops.create_cube(bm, size=1.0)
    bmesh.ops.scale(bm, vec=STONE, verts=bm.verts)
    bmesh.ops.translate(bm, vec=(0, 0, STONE[2] / 2), verts=bm.verts)
    bmesh.ops.bevel(bm, geom=bm.edges[:], offset=0.015, segments=2, affect="EDGES")
    mesh = bpy.data.meshes.new("Stone")
    bm.to_mesh(mesh)
    bm.free()
    mesh.materials.append(paint("Sandstone", (0.5, 0.4, 0.28), 0.9))
    stones = []
    for i in range(COUNT):
        stone = bpy.data.objects.new(f"Stone {i + 1}", mesh)
        turn = Matrix.Rotation(radians(ARC * i / COUNT), 4, "Z")
        stone.matrix_world = turn @ Matrix.Translation((RADIUS, 0, 0))
        bpy.context.scene.collection.objects.link(stone)
        stones.append(stone)
    return stones


build()
