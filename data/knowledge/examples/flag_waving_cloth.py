"""Waving flag or banner on a pole

A cloth-like sheet: the wave's height grows with the distance from the pole, and its phase runs
diagonally, which reads as wind. No simulation, the same at each run.
Words: cloth, fabric sheet, flag, banner, sail, wind, ripple, waves, cape
Makes: flag, banner
Covers: bmesh.ops.create_grid, bpy.types.SolidifyModifier, bmesh.types.BMVert.co
"""
import bmesh
import bpy
from math import sin
from mathutils import Matrix

WIDTH, HEIGHT, POLE = 0.9, 0.55, 1.8  # metres
RADIUS = 0.015


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
    made = bmesh.ops.create_grid(bm, x_segments=80, y_segments=48, size=0.5)
    for vertex in made["verts"]:
        s, t = vertex.co.x + 0.5, vertex.co.y + 0.5
        swing = 0.09 * s ** 0.7 * sin(9 * s - 2.2 * t) + 0.03 * s * sin(17 * s + 5 * t)
        sag = -0.07 * s * s
        vertex.co = (RADIUS * 0.9 + WIDTH * s * 0.95, swing, POLE - 0.05 - HEIGHT * (1 - t) + sag)
    flag = finish("Flag", bm, paint("Flag Cloth", (0.02, 0.12, 0.4), 0.8), smooth=True)
    thick = flag.modifiers.new("Thickness", "SOLIDIFY")
    thick.thickness = 0.0015
    thick.offset = 0.0
    bm = bmesh.new()
    bmesh.ops.create_cone(bm, cap_ends=True, segments=24, radius1=RADIUS, radius2=RADIUS,
                          depth=POLE, matrix=Matrix.Translation((0, 0, POLE / 2)))
    bmesh.ops.create_uvsphere(bm, u_segments=24, v_segments=12, radius=RADIUS * 2,
                              matrix=Matrix.Translation((0, 0, POLE + RADIUS)))
    return [flag, finish("Pole", bm, paint("White Metal", (0.7, 0.7, 0.7), 0.3))]


build()
