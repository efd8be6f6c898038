"""Coil spring from a helix

Points on a helix as one curve, made round by bevel depth. The pitch must be more than the wire is
thick; flat first and last turns let it stand.
Words: spring, coil, helix, spiral, slinky, phone cord, heating coil
Covers: bpy.types.Curve.bevel_depth, bpy.types.CurveSplines.new, bpy.types.SplinePoints.add
"""
import bpy
from math import cos, pi, sin

RADIUS, WIRE = 0.03, 0.004  # of the coil and of the wire, metres
TURNS, PITCH = 7, 0.015
STEPS = 24  # points a turn


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
    points = []
    for i in range(TURNS * STEPS + 1):
        turn = i / STEPS
        rise = min(max(turn - 1, 0), TURNS - 2) * PITCH  # first and last turn lie flat
        flat = 2 * WIRE * (min(turn, 1) + max(turn - TURNS + 1, 0))
        points.append((RADIUS * cos(2 * pi * turn), RADIUS * sin(2 * pi * turn),
                       WIRE + rise + flat))
    curve = bpy.data.curves.new("Spring", "CURVE")
    curve.dimensions = "3D"
    curve.bevel_depth = WIRE
    curve.bevel_resolution = 4
    curve.use_fill_caps = True
    spline = curve.splines.new("POLY")
    spline.points.add(len(points) - 1)  # one point is there already
    for point, co in zip(spline.points, points):
        point.co = (*co, 1.0)
    spline.use_smooth = True
    curve.materials.append(paint("Spring Steel", (0.45, 0.46, 0.5), 0.25, 1.0))
    spring = bpy.data.objects.new("Spring", curve)
    bpy.context.scene.collection.objects.link(spring)
    bpy.context.view_layer.update()
    made = spring.to_mesh()
    spring.location.z = -min(vertex.co.z for vertex in made.vertices)
    spring.to_mesh_clear()
    return [spring]


build()
