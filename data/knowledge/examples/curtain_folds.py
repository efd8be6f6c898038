"""Curtain with soft folds on a rod

A sheet whose depth is a wave across its width, gathered tight at the top and swinging wider at
the hem; its top edge touches the rod's underside.
Words: curtain, drapes, pleats, hanging fabric, shower curtain, stage curtain, veil
Makes: curtain, drapes
Covers: bmesh.ops.create_grid, bpy.types.SolidifyModifier, bmesh.ops.create_cone
"""
import bmesh
import bpy
from math import pi, sin
from mathutils import Matrix

WIDTH, HEIGHT = 1.2, 2.0  # metres
FOLDS, DEPTH = 11, 0.05
ROD = 0.014


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
    made = bmesh.ops.create_grid(bm, x_segments=FOLDS * 16, y_segments=40, size=0.5)
    for vertex in made["verts"]:
        s, t = vertex.co.x + 0.5, 0.5 - vertex.co.y  # 0..1 across, 0 at the top to 1 at the hem
        phase = 2 * pi * FOLDS * s + 0.9 * sin(2 * pi * s * 2 + 1.3) + 0.25 * t * sin(9 * s)
        deep = DEPTH * (0.55 + 0.45 * t) * (0.8 + 0.2 * sin(7 * s))
        narrow = 1 - 0.05 * sin(pi * t)
        vertex.co = (WIDTH * (s - 0.5) * narrow, deep * sin(phase), HEIGHT * (1 - t))
    curtain = finish("Curtain", bm, paint("Velvet", (0.12, 0.02, 0.2), 0.9), smooth=True)
    thick = curtain.modifiers.new("Thickness", "SOLIDIFY")
    thick.thickness = 0.002
    thick.offset = 0.0
    bm = bmesh.new()
    bmesh.ops.create_cone(bm, cap_ends=True, segments=24, radius1=ROD, radius2=ROD,
                          depth=WIDTH + 0.2, matrix=Matrix.Translation(
                              (0, 0, HEIGHT + ROD)) @ Matrix.Rotation(pi / 2, 4, "Y"))
    return [curtain, finish("Rod", bm, paint("Brass", (0.7, 0.45, 0.12), 0.3, 1.0))]


build()
