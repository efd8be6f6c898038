"""Ribbon that twists along a curve

A curve's tilt turns its cross-section point by point; with extrude and no bevel it is a flat
ribbon. Tilt is in radians and only counts in 3D; a closed loop needs a whole number of turns to
meet itself.
Words: ribbon, tilt, twist, banner, tape, streamer, road banking
Covers: bpy.types.SplinePoint.tilt, bpy.types.Curve.twist_mode, bpy.types.Curve.extrude
"""
import bpy
from math import cos, pi, sin

RADIUS, WIDTH, TURNS = 0.25, 0.08, 2  # metres, metres, turns
STEPS = 128


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
    curve = bpy.data.curves.new("Ribbon", "CURVE")
    curve.dimensions = "3D"
    curve.twist_mode = "Z_UP"
    curve.extrude = WIDTH / 2
    curve.bevel_depth = 0.0015  # a little thickness
    spline = curve.splines.new("POLY")
    spline.points.add(STEPS - 1)
    for i, point in enumerate(spline.points):
        angle = 1.7 * pi * i / (STEPS - 1)
        point.co = (RADIUS * cos(angle), RADIUS * sin(angle), 0, 1)
        point.tilt = 2 * pi * TURNS * i / (STEPS - 1)
    spline.use_smooth = True
    curve.materials.append(paint("Red Silk", (0.6, 0.02, 0.06), 0.35))
    ribbon = bpy.data.objects.new("Ribbon", curve)
    bpy.context.scene.collection.objects.link(ribbon)
    bpy.context.view_layer.update()
    ribbon.location.z = -min(vertex.co.z for vertex in ribbon.to_mesh().vertices)
    ribbon.to_mesh_clear()
    return [ribbon]


build()
