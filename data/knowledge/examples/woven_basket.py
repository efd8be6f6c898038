"""Woven wicker basket

Stakes stand in a circle; each round of the weave goes in front of one stake and behind the next,
and the next round the other way. An odd number of stakes would do it with one endless strand.
Words: wicker, woven, basket weave, rattan, cane, over under, interlaced
Makes: basket, wicker basket
Covers: bpy.types.Curve.bevel_depth, bpy.types.Spline.use_cyclic_u, bpy.types.CurveSplines.new
"""
import bpy
from math import cos, pi, sin

RADIUS, HEIGHT = 0.14, 0.16  # metres
STAKES, REED = 24, 0.0045  # count, radius of a reed
FLARE = 0.25  # how much wider it is at the top


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


def tubes(name, radius, lines, closed, material):
    curve = bpy.data.curves.new(name, "CURVE")
    curve.dimensions = "3D"
    curve.bevel_depth = radius
    curve.bevel_resolution = 1
    curve.use_fill_caps = True
    for line in lines:
        spline = curve.splines.new("POLY")
        spline.points.add(len(line) - 1)
        for point, co in zip(spline.points, line):
            point.co = (*co, 1.0)
        spline.use_cyclic_u = closed
        spline.use_smooth = True
    curve.materials.append(material)
    obj = bpy.data.objects.new(name, curve)
    bpy.context.scene.collection.objects.link(obj)
    return obj


def build():
    def at(turn, z, out=0.0):
        reach = RADIUS * (1 + FLARE * z / HEIGHT) + out
        return reach * cos(turn), reach * sin(turn), z

    cane = paint("Cane", (0.45, 0.28, 0.12), 0.7)
    stakes = [[(0, 0, REED)] + [at(2 * pi * k / STAKES, REED + (HEIGHT - REED) * i / 8)
                                for i in range(9)] for k in range(STAKES)]
    rounds = round((HEIGHT - REED) / (2 * REED))
    weave = []
    for i in range(rounds):
        z = REED * (1 + 2 * i)
        swing = REED * 1.05 * (-1) ** i
        weave.append([at(2 * pi * k / (4 * STAKES), z, swing * cos(2 * pi * k / 8))
                      for k in range(4 * STAKES)])
    rim = [[at(2 * pi * k / 96, HEIGHT) for k in range(96)]]
    return [tubes("Stakes", REED * 0.8, stakes, False, cane),
            tubes("Weave", REED, weave, True, cane), tubes("Rim", REED * 1.6, rim, True, cane)]


build()
