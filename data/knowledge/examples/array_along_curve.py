"""Place copies evenly along a curve

Walks along the curve by length, not by its parameter, so that the gaps are equal in bends too,
and turns each copy to the direction of the path. Needs no modifier.
Words: array on curve, along path, fence posts, train sleepers, beads, follow curve, railway
Words: distribute
Covers: mathutils.Vector.lerp, mathutils.Vector.to_track_quat, bpy.types.BlendDataObjects.new
Covers: mathutils.geometry.interpolate_bezier
"""
import bmesh
import bpy
from mathutils import Vector, geometry

KNOTS = [Vector((-1, -0.4, 0)), Vector((-0.3, 0.9, 0)), Vector((0.4, -1, 0)), Vector((1, 0.4, 0))]
COUNT = 21
POST = (0.07, 0.3, 0.05)  # along the path, across, up


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
    path = geometry.interpolate_bezier(*KNOTS, 400)
    walked = [0.0]
    for a, b in zip(path, path[1:]):
        walked.append(walked[-1] + (b - a).length)
    bm = bmesh.new()
    bmesh.ops.create_cube(bm, size=1.0)
    bmesh.ops.scale(bm, vec=POST, verts=bm.verts)
    bmesh.ops.translate(bm, vec=(0, 0, POST[2] / 2), verts=bm.verts)
    mesh = bpy.data.meshes.new("Sleeper")
    bm.to_mesh(mesh)
    bm.free()
    mesh.materials.append(paint("Old Wood", (0.2, 0.12, 0.06), 0.8))
    made, k = [], 0
    for i in range(COUNT):
        goal = walked[-1] * i / (COUNT - 1)
        while k < len(path) - 2 and walked[k + 1] < goal:
            k += 1
        share = (goal - walked[k]) / (walked[k + 1] - walked[k])
        each = bpy.data.objects.new(f"Sleeper {i + 1}", mesh)
        each.location = path[k].lerp(path[k + 1], share)
        each.rotation_euler = (path[k + 1] - path[k]).to_track_quat("X", "Z").to_euler()
        bpy.context.scene.collection.objects.link(each)
        made.append(each)
    return made


build()
