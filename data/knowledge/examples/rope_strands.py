"""Rope of twisted strands

Three strands, each a tube on a helix about the same axis. A helix radius of strand / sin(60°)
makes the strands touch; the lay is how far one full turn goes.
Words: rope, cord, twine, cable, yarn, twisted strands, string
Makes: rope, twine
Covers: bpy.types.Curve.bevel_depth, bpy.types.Curve.use_fill_caps, bpy.types.Spline.use_smooth
"""
import bpy
from math import cos, pi, sin

STRANDS, STRAND = 3, 0.012  # count and radius, metres
LENGTH, LAY = 0.5, 0.1
STEPS = 120


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
    curve = bpy.data.curves.new("Rope", "CURVE")
    curve.dimensions = "3D"
    curve.bevel_depth = STRAND
    curve.bevel_resolution = 4
    curve.use_fill_caps = True
    reach = STRAND / sin(pi / STRANDS)
    for strand in range(STRANDS):
        spline = curve.splines.new("POLY")
        spline.points.add(STEPS)
        for i, point in enumerate(spline.points):
            x = LENGTH * (i / STEPS - 0.5)
            turn = 2 * pi * (x / LAY + strand / STRANDS)
            point.co = (x, reach * cos(turn), reach * sin(turn), 1.0)
        spline.use_smooth = True
    curve.materials.append(paint("Hemp", (0.5, 0.36, 0.18), 0.9))
    rope = bpy.data.objects.new("Rope", curve)
    bpy.context.scene.collection.objects.link(rope)
    bpy.context.view_layer.update()
    made = rope.to_mesh()
    rope.location.z = -min(vertex.co.z for vertex in made.vertices)
    rope.to_mesh_clear()
    return [rope]


build()
