"""Wrap a flat piece onto a curved surface

Shrinkwrap by PROJECT pushes each vertex along an axis onto the target; offset keeps it a hair
outside, so that it does not flicker. Solidify after it makes a label, patch, strap or sticker.
Words: shrinkwrap, label, sticker, patch, wrap, decal mesh, conform, project onto, band aid, stamp
Covers: bpy.types.ShrinkwrapModifier, bpy.types.ShrinkwrapModifier.wrap_method
Covers: bpy.types.ShrinkwrapModifier.offset, bpy.types.SolidifyModifier
"""
import bmesh
import bpy
from math import pi
from mathutils import Matrix

RADIUS, LABEL = 0.1, (0.1, 0.07)  # metres


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
    bmesh.ops.create_uvsphere(bm, u_segments=64, v_segments=32, radius=RADIUS,
                              matrix=Matrix.Translation((0, 0, RADIUS)))
    ball = finish("Melon", bm, paint("Melon", (0.12, 0.35, 0.06), 0.4), smooth=True)
    bm = bmesh.new()
    stand = Matrix.Translation((0, -2 * RADIUS, RADIUS)) @ Matrix.Rotation(pi / 2, 4, "X")
    bmesh.ops.create_grid(bm, x_segments=24, y_segments=16, size=0.5, matrix=stand
                          @ Matrix.Diagonal((LABEL[0], LABEL[1], 1, 1)))
    label = finish("Label", bm, paint("Paper", (0.85, 0.75, 0.1), 0.6), smooth=True)
    wrap = label.modifiers.new("Wrap", "SHRINKWRAP")
    wrap.target = ball
    wrap.wrap_method = "PROJECT"
    wrap.use_project_y = True  # along its own Y, to the back
    wrap.use_positive_direction = True
    wrap.offset = 0.0004
    thick = label.modifiers.new("Thickness", "SOLIDIFY")
    thick.thickness, thick.offset = 0.0008, 0.0
    return [ball, label]


build()
