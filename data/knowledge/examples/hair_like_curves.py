"""Hair, fringe or bristles as curves with a taper

One curve object with a spline for each strand: roots on a shape, tips drawn down by gravity,
point radii run out to a hair's tip. Renders everywhere, unlike particle hair, and stays light
with few sides.
Words: hair, fur, strands, fringe, bristles, mane, tassel, beard, brush
Covers: bpy.types.Curve.bevel_depth, bpy.types.SplinePoint.radius, mathutils.Vector.lerp
"""
import bmesh
import bpy
import random
from math import acos, cos, sin
from mathutils import Matrix, Vector

HEAD, STRANDS = 0.1, 1000  # radius in metres, count
LENGTH, THICK = 0.12, 0.0014
POINTS = 6


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
    rng = random.Random(11)
    middle = Vector((0, 0, HEAD))
    bm = bmesh.new()
    bmesh.ops.create_uvsphere(bm, u_segments=48, v_segments=24, radius=HEAD,
                              matrix=Matrix.Translation(middle))
    for face in bm.faces:
        face.smooth = True
    mesh = bpy.data.meshes.new("Head")
    bm.to_mesh(mesh)
    bm.free()
    mesh.materials.append(paint("Skin", (0.6, 0.35, 0.25)))
    head = bpy.data.objects.new("Head", mesh)
    curve = bpy.data.curves.new("Hair", "CURVE")
    curve.dimensions = "3D"
    curve.bevel_depth = THICK
    curve.bevel_resolution = 0
    for strand in range(STRANDS):  # evenly over the head: the golden angle
        turn, down = 2.39996 * strand, acos(1 - 1.05 * (strand + 0.5) / STRANDS)
        out = Vector((sin(down) * cos(turn), sin(down) * sin(turn), cos(down)))
        length = LENGTH * rng.uniform(0.8, 1.1)
        spline = curve.splines.new("POLY")
        spline.points.add(POINTS - 1)
        place, way = middle + out * HEAD * 0.99, out.copy()
        for i, point in enumerate(spline.points):
            point.co = (*place, 1.0)
            point.radius = 1.0 - 0.85 * i / (POINTS - 1)
            way = (way + Vector((0, 0, -0.6))).normalized()
            place = place + way * length / (POINTS - 1)
            away = place - middle
            if away.length < HEAD * 1.02:  # lie on the head, not in it
                place = middle + away.normalized() * HEAD * 1.02
            place.z = max(place.z, THICK)
    curve.materials.append(paint("Hair", (0.12, 0.04, 0.015), 0.4))
    hair = bpy.data.objects.new("Hair", curve)
    for obj in (head, hair):
        bpy.context.scene.collection.objects.link(obj)
    return [head, hair]


build()
