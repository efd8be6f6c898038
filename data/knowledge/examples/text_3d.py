"""3D text with depth and bevel

A FONT curve: extrude is half the depth, offset and bevel round the edges. Turn it up by 90
degrees to stand; convert it to a mesh only if it must be cut or exported as one.
Words: text, letters, lettering, words, title, 3d font, name, logo text, type, alphabet
Covers: bpy.types.TextCurve, bpy.types.TextCurve.align_x, bpy.types.Curve.extrude
Covers: bpy.types.Curve.bevel_depth
"""
import bpy
from math import radians

WORDS, SIZE, DEPTH = "MAQUETTE", 0.3, 0.05  # text, metres


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
    text = bpy.data.curves.new("Title", "FONT")
    text.body = WORDS
    text.size = SIZE
    text.align_x = "CENTER"
    text.align_y = "BOTTOM_BASELINE"
    text.extrude = DEPTH / 2  # to either side
    text.bevel_depth = 0.006
    text.bevel_resolution = 3
    text.offset = -0.004  # keeps thin strokes from growing by the bevel
    text.materials.append(paint("Red Lacquer", (0.6, 0.03, 0.03), 0.25))
    title = bpy.data.objects.new("Title", text)
    title.rotation_euler.x = radians(90)
    bpy.context.scene.collection.objects.link(title)
    bpy.context.view_layer.update()
    low = min((title.matrix_world @ vertex.co).z for vertex in title.to_mesh().vertices)
    title.location.z -= low  # round letters reach below the base line
    title.to_mesh_clear()
    return [title]


build()
