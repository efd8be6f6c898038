"""Sweep a profile along a path

A closed flat curve is the cross section (bevel object), another curve the path: mouldings, rails,
gutters, picture rails. The section's X lies across the path and its Y points up; fill caps closes
the ends.
Words: sweep, extrude along path, follow path, moulding, molding, handrail, cornice, gutter, rail
Covers: bpy.types.Curve.bevel_object, bpy.types.Curve.bevel_mode, bpy.types.Curve.use_fill_caps
Covers: bpy.types.Curve
"""
import bpy
from math import cos, pi, sin

SECTION = [(-0.04, -0.03), (0.04, -0.03), (0.04, 0.0), (0.02, 0.03), (-0.02, 0.03), (-0.04, 0.0)]
LENGTH, SWING = 1.2, 0.2  # metres


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


def line(name, points, closed, dimensions):
    curve = bpy.data.curves.new(name, "CURVE")
    curve.dimensions = dimensions
    spline = curve.splines.new("POLY")
    spline.points.add(len(points) - 1)
    for point, co in zip(spline.points, points):
        point.co = (*co, 1.0)
    spline.use_cyclic_u = closed
    return curve


def build():
    section = bpy.data.objects.new(
        "Section", line("Section", [(x, y, 0) for x, y in SECTION], True, "2D"))
    path = [(LENGTH * (t / 40 - 0.5), SWING * sin(2 * pi * t / 40), 0.03) for t in range(41)]
    curve = line("Rail", path, False, "3D")
    curve.bevel_mode = "OBJECT"
    curve.bevel_object = section  # it need not be in the scene
    curve.use_fill_caps = True
    curve.materials.append(paint("Oak", (0.35, 0.2, 0.09)))
    rail = bpy.data.objects.new("Rail", curve)
    bpy.context.scene.collection.objects.link(rail)
    return [rail]


build()
