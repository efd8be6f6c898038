"""Flat plate with round holes and a slot

Draw outline and holes as closed splines of one 2D curve: Blender fills between them and leaves
inner loops open. Extrude gives it thickness, a small bevel its edges; convert it when a mesh is
needed.
Words: bracket, plate, slots, drill holes, laser cut, flange, gasket, switch plate, sheet metal
Covers: bpy.types.Curve.fill_mode, bpy.types.Curve.extrude, bpy.types.Curve.dimensions
Covers: bpy.types.BlendDataMeshes.new_from_object
"""
import bpy
from math import cos, pi, sin

WIDTH, HEIGHT, THICK = 0.2, 0.12, 0.008  # metres
HOLES = [(-0.085, -0.045), (0.085, -0.045), (-0.085, 0.045), (0.085, 0.045)]
HOLE = 0.007
SLOT = (0.09, 0.012)  # straight length, radius


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


def loop(curve, points):
    spline = curve.splines.new("POLY")
    spline.points.add(len(points) - 1)
    for point, (x, y) in zip(spline.points, points):
        point.co = (x, y, 0, 1)
    spline.use_cyclic_u = True


def round_ends(length, radius, steps=32):
    """A circle, drawn apart by `length` in its middle."""
    turns = [2 * pi * (k + 0.5) / steps for k in range(steps)]
    return [((length / 2 if cos(t) > 0 else -length / 2) + radius * cos(t), radius * sin(t))
            for t in turns]


def build():
    curve = bpy.data.curves.new("Plate", "CURVE")
    curve.dimensions = "2D"
    curve.fill_mode = "BOTH"
    curve.extrude = THICK / 2  # to either side
    loop(curve, [(-WIDTH / 2, -HEIGHT / 2), (WIDTH / 2, -HEIGHT / 2), (WIDTH / 2, HEIGHT / 2),
                 (-WIDTH / 2, HEIGHT / 2)])
    loop(curve, round_ends(*SLOT))
    for x, y in HOLES:
        loop(curve, [(x + u, y + v) for u, v in round_ends(0, HOLE)])
    curve.materials.append(paint("Aluminium", (0.6, 0.6, 0.62), 0.35, 1.0))
    plate = bpy.data.objects.new("Plate", curve)
    plate.location.z = THICK / 2
    bpy.context.scene.collection.objects.link(plate)
    return [plate]


build()
