"""Candle with a flame

The flame is a drop shape with emission that runs from blue at the wick to yellow-white at the
tip, by height; the wick reaches into it. The wax is a little translucent.
Words: candle, flame, fire, wick, wax, torch, tea light, birthday cake
Makes: candle, tea light, birthday candle
Covers: bpy.types.ShaderNodeBsdfPrincipled.inputs['Emission Color'], bpy.types.ShaderNodeValToRGB
Covers: bpy.types.ShaderNodeTexCoord
"""
import bmesh
import bpy
from math import pi, sin
from mathutils import Matrix

RADIUS, HEIGHT, FLAME = 0.03, 0.14, 0.05  # metres


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


def fire():
    made = paint("Flame", (1.0, 0.6, 0.15))
    tree = made.node_tree
    bsdf = tree.nodes["Principled BSDF"]
    where, split = tree.nodes.new("ShaderNodeTexCoord"), tree.nodes.new("ShaderNodeSeparateXYZ")
    ramp = tree.nodes.new("ShaderNodeValToRGB")
    for element, (at, color) in zip((*ramp.color_ramp.elements, ramp.color_ramp.elements.new(0.5)),
                                    ((0.0, (0.05, 0.1, 1, 1)), (1.0, (1, 0.75, 0.3, 1)),
                                     (0.3, (1, 0.3, 0.02, 1)))):
        element.color = color
        element.position = at
    tree.links.new(where.outputs["Generated"], split.inputs[0])
    tree.links.new(split.outputs["Z"], ramp.inputs[0])
    tree.links.new(ramp.outputs["Color"], bsdf.inputs["Emission Color"])
    bsdf.inputs["Emission Strength"].default_value = 6.0
    return made


def build():
    bm = bmesh.new()
    bmesh.ops.create_cone(bm, cap_ends=True, segments=96, radius1=RADIUS, radius2=RADIUS * 0.96,
                          depth=HEIGHT, matrix=Matrix.Translation((0, 0, HEIGHT / 2)))
    wax = paint("Wax", (0.85, 0.78, 0.6), 0.4)
    wax.node_tree.nodes["Principled BSDF"].inputs["Subsurface Weight"].default_value = 0.3
    candle = finish("Candle", bm, wax)
    bm = bmesh.new()
    bmesh.ops.create_cone(bm, cap_ends=True, segments=8, radius1=0.0012, radius2=0.0012,
                          depth=0.016, matrix=Matrix.Translation((0, 0, HEIGHT + 0.006)))
    wick = finish("Wick", bm, paint("Wick", (0.02, 0.02, 0.02), 1.0))
    bm = bmesh.new()
    bmesh.ops.create_uvsphere(bm, u_segments=24, v_segments=20, radius=1.0)
    for vertex in bm.verts:
        t = (vertex.co.z + 1) / 2
        wide = FLAME * 0.2 * (1 - t ** 1.4) ** 0.5 * (0.75 + 0.6 * sin(pi * t))
        vertex.co = (vertex.co.x * wide, vertex.co.y * wide, HEIGHT + 0.009 + FLAME * t)
    return [candle, wick, finish("Flame", bm, fire(), smooth=True)]


build()
