"""Bare tree by recursive branching

Each branch is a bent, tapering spline; children start on their parent and turn away by the golden
angle, shorter and thinner. One curve object holds all, so that branches grow out of each other
without gaps.
Words: tree, branches, trunk, recursive, twig, roots, coral, bonsai, fractal, antler
Makes: bare tree, coral, antler, branching coral
Covers: bpy.types.Curve.bevel_depth, bpy.types.SplinePoint.radius, mathutils.Quaternion
"""
import bpy
import random
from mathutils import Quaternion, Vector

TRUNK, THICK = 0.9, 0.07  # length and radius at the foot, metres
LEVELS, CHILDREN = 4, 5
POINTS = 7


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


def grow(curve, rng, start, way, length, thick, level):
    spline = curve.splines.new("POLY")
    spline.points.add(POINTS - 1)
    places, place = [], start.copy()
    side = way.orthogonal().normalized()
    for i, point in enumerate(spline.points):
        share = i / (POINTS - 1)
        radius = thick * (1 - 0.6 * share) * (1.0 if level else 1 + 0.5 * (1 - share) ** 6)
        point.co, point.radius = (*place, 1.0), radius
        places.append((place.copy(), way.copy(), radius))
        bend = Vector([rng.uniform(-1, 1) for _axis in range(3)]) * (0.25 if level or i else 0)
        way = (way + bend + Vector((0, 0, 0.08))).normalized()
        place = place + way * length / (POINTS - 1)
    if level == LEVELS - 1:
        return
    for child in range(CHILDREN):
        at, along, radius = places[min(POINTS - 1, 2 + child)]
        turn = Quaternion(along, 2.4 * child + rng.uniform(-0.3, 0.3))
        lean = Quaternion(turn @ side, rng.uniform(0.5, 0.9))
        grow(curve, rng, at, lean @ along, length * rng.uniform(0.55, 0.7), radius * 0.75,
             level + 1)


def build():
    curve = bpy.data.curves.new("Tree", "CURVE")
    curve.dimensions = "3D"
    curve.bevel_depth = 1.0  # so that each point's radius is in metres
    curve.bevel_resolution = 1
    curve.use_fill_caps = True
    grow(curve, random.Random(8), Vector((0, 0, 0)), Vector((0, 0, 1)), TRUNK, THICK, 0)
    curve.materials.append(paint("Bark", (0.12, 0.08, 0.05), 0.95))
    tree = bpy.data.objects.new("Tree", curve)
    bpy.context.scene.collection.objects.link(tree)
    return [tree]


build()
