"""Glowing material and neon tube

Emission Color and Emission Strength of the Principled BSDF; strengths of 2 to 5 keep their
colour, more burns out to white. The base is black, so that the colour stays pure.
Words: glow, glowing, emission, emissive, neon, neon sign, led, light up, luminous, lava
Covers: bpy.types.ShaderNodeBsdfPrincipled.inputs['Emission Color']
Covers: bpy.types.ShaderNodeBsdfPrincipled.inputs['Emission Strength']
Covers: bpy.types.Curve.bevel_depth
"""
import bpy
from math import cos, pi, sin

SIZE, TUBE, STRENGTH = 0.2, 0.008, 2.5  # metres, metres


def new_shader(name):
    """A new material as (material, node tree, its Principled BSDF)."""
    made = bpy.data.materials.new(name)
    if made.node_tree is None:
        made.use_nodes = True  # before Blender 5.0
    return made, made.node_tree, made.node_tree.nodes["Principled BSDF"]


def neon(color):
    made, _tree, bsdf = new_shader("Neon")
    bsdf.inputs["Base Color"].default_value = (0, 0, 0, 1)
    bsdf.inputs["Emission Color"].default_value = (*color, 1.0)
    bsdf.inputs["Emission Strength"].default_value = STRENGTH
    made.diffuse_color = (*color, 1.0)
    return made


def build():
    curve = bpy.data.curves.new("Neon Heart", "CURVE")
    curve.dimensions = "3D"
    curve.bevel_depth, curve.bevel_resolution = TUBE, 5
    spline = curve.splines.new("POLY")
    steps = 96
    spline.points.add(steps - 1)
    for k, point in enumerate(spline.points):
        t = 2 * pi * k / steps
        x = 16 * sin(t) ** 3
        z = 13 * cos(t) - 5 * cos(2 * t) - 2 * cos(3 * t) - cos(4 * t)
        point.co = (SIZE * x / 32, 0, SIZE * z / 32, 1.0)
    spline.use_cyclic_u = spline.use_smooth = True
    curve.materials.append(neon((1.0, 0.05, 0.25)))
    sign = bpy.data.objects.new("Neon Heart", curve)
    bpy.context.scene.collection.objects.link(sign)
    bpy.context.view_layer.update()
    sign.location.z = -min(vertex.co.z for vertex in sign.to_mesh().vertices)
    sign.to_mesh_clear()
    return [sign]


build()
