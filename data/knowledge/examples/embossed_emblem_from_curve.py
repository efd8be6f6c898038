"""Emblem raised from a shield by curves

Two filled 2D curves: the outline of the shield and, on it, a star; extrude and bevel give both
their relief. Bezier handles draw the round sides.
Words: logo, emblem, badge, shield, emboss, relief, coat of arms, crest, star, heart
Makes: emblem, coat of arms
Covers: bpy.types.Curve.bevel_depth, bpy.types.BezierSplinePoint.handle_left
Covers: bpy.types.Curve.fill_mode
"""
import bpy
from math import cos, pi, radians, sin

SHIELD = [((0, 0), (-0.1, 0.03), (0.1, 0.03)), ((0.17, 0.24), (0.17, 0.12), (0.17, 0.3)),
          ((0.15, 0.38), (0.16, 0.34), (0.1, 0.36)), ((0, 0.4), (0.06, 0.37), (-0.06, 0.37)),
          ((-0.15, 0.38), (-0.1, 0.36), (-0.16, 0.34)),
          ((-0.17, 0.24), (-0.17, 0.3), (-0.17, 0.12))]
THICK, RELIEF = 0.02, 0.012  # metres


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


def plate(name, depth, material):
    curve = bpy.data.curves.new(name, "CURVE")
    curve.dimensions = "2D"
    curve.fill_mode = "BOTH"
    curve.extrude = depth / 2 - 0.003
    curve.bevel_depth, curve.bevel_resolution = 0.003, 3
    curve.materials.append(material)
    obj = bpy.data.objects.new(name, curve)
    obj.rotation_euler.x = radians(90)
    bpy.context.scene.collection.objects.link(obj)
    return obj, curve


def build():
    shield, curve = plate("Shield", THICK, paint("Blue Enamel", (0.02, 0.06, 0.3), 0.2))
    spline = curve.splines.new("BEZIER")
    spline.bezier_points.add(len(SHIELD) - 1)
    for point, (place, left, right) in zip(spline.bezier_points, SHIELD):
        point.co, point.handle_left, point.handle_right = [(*each, 0) for each in
                                                           (place, left, right)]
    spline.use_cyclic_u = True
    shield.location.z = 0.003  # the bevel makes the outline larger
    star, curve = plate("Star", RELIEF, paint("Gold", (0.85, 0.55, 0.12), 0.2, 1.0))
    spline = curve.splines.new("POLY")
    spline.points.add(9)
    for k, point in enumerate(spline.points):
        reach = 0.11 if k % 2 == 0 else 0.045
        point.co = (reach * sin(pi * k / 5), 0.23 + reach * cos(pi * k / 5), 0, 1)
    spline.use_cyclic_u = True
    star.location = (0, -(THICK + RELIEF) / 2, 0.003)
    return [shield, star]


build()
