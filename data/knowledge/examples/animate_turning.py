"""Animate a rotation with keyframes in every Blender version

keyframe_insert makes the action, its slot and its curves by itself, so it is the same from 4.2 to
today; only finding the curves differs: action.fcurves went in 5.0. LINEAR turns evenly.
Words: animation, keyframe, rotate, spin, turntable, fcurves, loop, fan, windmill, action
Covers: bpy.types.Object.keyframe_insert, bpy.types.FCurve, bpy.types.Keyframe.interpolation
Covers: bpy.types.Action, bpy.types.AnimData
"""
import bmesh
import bpy
from math import pi
from mathutils import Matrix

FRAMES, BLADES = 120, 4


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


def curves_of(obj):
    """All animation curves of an object: before 4.4 the action has them, later its channel bags."""
    action = obj.animation_data.action
    if hasattr(action, "fcurves"):
        return list(action.fcurves)
    return [curve for layer in action.layers for strip in layer.strips
            for bag in strip.channelbags for curve in bag.fcurves]


def build():
    bm = bmesh.new()
    for k in range(BLADES):
        turn = Matrix.Rotation(2 * pi * k / BLADES, 4, "Y")
        blade = Matrix.Translation((0, 0, 0.27)) @ Matrix.Rotation(0.35, 4, "Z")
        bmesh.ops.create_cube(bm, size=1.0, matrix=turn @ blade @ Matrix.Diagonal(
            (0.12, 0.012, 0.46, 1)))
    bmesh.ops.create_cone(bm, cap_ends=True, segments=24, radius1=0.06, radius2=0.06, depth=0.1,
                          matrix=Matrix.Rotation(pi / 2, 4, "X"))
    rotor = finish("Rotor", bm, paint("Red", (0.5, 0.06, 0.04), 0.5))
    rotor.location = (0, -0.09, 1.0)
    for frame, turn in ((1, 0.0), (FRAMES + 1, 2 * pi)):
        rotor.rotation_euler.y = turn
        rotor.keyframe_insert("rotation_euler", index=1, frame=frame)
    for curve in curves_of(rotor):
        for point in curve.keyframe_points:
            point.interpolation = "LINEAR"
    bpy.context.scene.frame_start, bpy.context.scene.frame_end = 1, FRAMES
    bpy.context.scene.frame_set(1)
    bm = bmesh.new()
    bmesh.ops.create_cone(bm, cap_ends=True, segments=24, radius1=0.09, radius2=0.04, depth=1.05,
                          matrix=Matrix.Translation((0, 0, 0.525)))
    return [rotor, finish("Mast", bm, paint("White", (0.7, 0.7, 0.68)))]


build()
