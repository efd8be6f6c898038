"""Drawing on a surface without an image

A disc or ring on the surface is a comparison of the distance to a point with a radius: sharp at
any size, no texture file. The target here is rings of the distance in X and Z.
Words: decal, sticker, target, circle, logo, dot, print, eye, button, number, dartboard, no image
Covers: bpy.types.ShaderNodeVectorMath, bpy.types.ShaderNodeMath
Covers: bpy.types.ColorRamp.interpolation, bpy.types.ShaderNodeValToRGB
"""
import bmesh
import bpy
from math import pi
from mathutils import Matrix

RADIUS, THICK = 0.3, 0.05  # metres
RINGS = [(0.0, (0.7, 0.05, 0.03)), (0.2, (0.8, 0.78, 0.72)), (0.4, (0.7, 0.05, 0.03)),
         (0.6, (0.8, 0.78, 0.72)), (0.8, (0.7, 0.05, 0.03))]  # share of RADIUS, colour


def new_shader(name):
    """A new material as (material, node tree, its Principled BSDF)."""
    made = bpy.data.materials.new(name)
    if made.node_tree is None:
        made.use_nodes = True  # before Blender 5.0
    return made, made.node_tree, made.node_tree.nodes["Principled BSDF"]


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


def target():
    made, tree, bsdf = new_shader("Target")
    new, link = tree.nodes.new, tree.links.new
    where, flat, length, share = (new("ShaderNodeTexCoord"), new("ShaderNodeVectorMath"),
                                  new("ShaderNodeVectorMath"), new("ShaderNodeMath"))
    flat.operation, length.operation, share.operation = "MULTIPLY_ADD", "LENGTH", "DIVIDE"
    flat.inputs[1].default_value = (1, 0, 1)  # drop Y
    flat.inputs[2].default_value = (0, 0, -RADIUS)  # the middle of the target
    share.inputs[1].default_value = RADIUS
    ramp = new("ShaderNodeValToRGB")
    ramp.color_ramp.interpolation = "CONSTANT"
    stops = ramp.color_ramp.elements
    for i, (position, color) in enumerate(RINGS):
        stop = stops[i] if i < 2 else stops.new(position)
        stop.position, stop.color = position, (*color, 1.0)
    link(where.outputs["Object"], flat.inputs[0])
    link(flat.outputs["Vector"], length.inputs[0])
    link(length.outputs["Value"], share.inputs[0])
    link(share.outputs["Value"], ramp.inputs[0])
    link(ramp.outputs["Color"], bsdf.inputs["Base Color"])
    bsdf.inputs["Roughness"].default_value = 0.8
    made.diffuse_color = (0.7, 0.3, 0.25, 1)
    return made


def build():
    bm = bmesh.new()
    stand = Matrix.Translation((0, 0, RADIUS)) @ Matrix.Rotation(pi / 2, 4, "X")
    bmesh.ops.create_cone(bm, cap_ends=True, segments=96, radius1=RADIUS, radius2=RADIUS,
                          depth=THICK, matrix=stand)
    return [finish("Target", bm, target())]


build()
