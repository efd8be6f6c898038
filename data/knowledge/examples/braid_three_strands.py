"""Braid of three strands

A plait is three tubes with the same path, a third of a period apart: side to side once while
going up and down twice. Amplitude and thickness decide whether they lie close.
Words: plait, braid, hair braid, bread, challah, woven cord, pigtail
Makes: braid, plait, challah
Covers: bpy.types.Curve.bevel_depth, bpy.types.CurveSplines.new
Covers: bpy.types.BezierSplinePoint.handle_left_type
"""
import bpy
from math import pi, sin

LENGTH, PERIOD = 0.36, 0.16  # metres
WIDE, DEEP, STRAND = 0.032, 0.013, 0.0155
STEPS = 90


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
    curve = bpy.data.curves.new("Braid", "CURVE")
    curve.dimensions = "3D"
    curve.bevel_depth = STRAND
    curve.bevel_resolution = 5
    curve.use_fill_caps = True
    for strand in range(3):
        spline = curve.splines.new("POLY")
        spline.points.add(STEPS)
        for i, point in enumerate(spline.points):
            x = LENGTH * (i / STEPS - 0.5)
            phase = 2 * pi * (x / PERIOD + strand / 3)
            point.co = (x, WIDE * sin(phase), DEEP * sin(2 * phase), 1.0)
            point.radius = min(1.0, 0.45 + 6 * min(i, STEPS - i) / STEPS)
        spline.use_smooth = True
    curve.materials.append(paint("Crust", (0.55, 0.25, 0.07), 0.45))
    braid = bpy.data.objects.new("Braid", curve)
    bpy.context.scene.collection.objects.link(braid)
    bpy.context.view_layer.update()
    made = braid.to_mesh()
    braid.location.z = -min(vertex.co.z for vertex in made.vertices)
    braid.to_mesh_clear()
    return [braid]


build()
