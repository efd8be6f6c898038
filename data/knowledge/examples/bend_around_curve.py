"""Bend a mesh along a curve

The Curve modifier lays the object's X axis along the curve, so the mesh needs cuts along X and
must start at its origin. Object and curve stay where they are: both at the world's origin.
Words: deform along curve, curve modifier, bend, follow path, road, rail track, snake, bent plank
Covers: bpy.types.CurveModifier, bpy.types.CurveModifier.deform_axis, bmesh.ops.subdivide_edges
"""
import bmesh
import bpy
from math import cos, pi, sin
from mathutils import Matrix

RADIUS, TURN = 0.6, 1.2 * pi  # of the bow
WIDTH, HEIGHT = 0.2, 0.06


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


def finish(name, bm, material, smooth=False):
    """Makes an object of the bmesh, and frees it."""
    for face in bm.faces:
        face.smooth = smooth
    mesh = bpy.data.meshes.new(name)
    bm.to_mesh(mesh)
    bm.free()
    mesh.materials.append(material)
    obj = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(obj)
    return obj


def build():
    curve = bpy.data.curves.new("Bow", "CURVE")
    curve.dimensions = "3D"
    spline = curve.splines.new("POLY")
    spline.points.add(64)
    for i, point in enumerate(spline.points):
        angle = TURN * i / 64
        point.co = (RADIUS * sin(angle), RADIUS * (1 - cos(angle)), 0, 1)
    bow = bpy.data.objects.new("Bow", curve)
    bpy.context.scene.collection.objects.link(bow)  # a curve without bevel is not seen
    length = RADIUS * TURN
    bm = bmesh.new()
    bmesh.ops.create_cube(bm, size=1.0, matrix=Matrix.Translation(
        (length / 2, 0, HEIGHT / 2)) @ Matrix.Diagonal((length, WIDTH, HEIGHT, 1)))
    along = [e for e in bm.edges if abs(e.verts[0].co.x - e.verts[1].co.x) > length / 2]
    bmesh.ops.subdivide_edges(bm, edges=along, cuts=64, use_grid_fill=True)
    road = finish("Road", bm, paint("Asphalt", (0.06, 0.06, 0.065), 0.9))
    bend = road.modifiers.new("Bend", "CURVE")
    bend.object = bow
    bend.deform_axis = "POS_X"
    graph = bpy.context.evaluated_depsgraph_get()
    road_mesh = bpy.data.meshes.new_from_object(road.evaluated_get(graph))
    road.modifiers.clear()
    road.data = road_mesh  # applied: now the curve can go
    bpy.data.objects.remove(bow)
    return [road]


build()
