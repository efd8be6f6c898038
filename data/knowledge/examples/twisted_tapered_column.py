"""Twist and taper a bar along its length

Simple Deform twists or tapers about one axis of the object, but needs enough cuts along it. Two
modifiers, one after the other, do both; origin is the lower end here, where nothing changes.
Words: twist, taper, barley twist, spiral column, bend, wrought iron, drill, unicorn horn
Makes: twisted column, unicorn horn, barley twist leg
Covers: bpy.types.SimpleDeformModifier, bpy.types.SimpleDeformModifier.deform_method
Covers: bmesh.ops.subdivide_edges
"""
import bmesh
import bpy
from math import radians

WIDTH, HEIGHT = 0.08, 0.6  # metres
TURN = 270  # degrees
TAPER = -0.5  # -1 .. 1
CUTS = 48


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
    bm = bmesh.new()
    bmesh.ops.create_cube(bm, size=1.0)
    bmesh.ops.scale(bm, vec=(WIDTH, WIDTH, HEIGHT), verts=bm.verts)
    bmesh.ops.translate(bm, vec=(0, 0, HEIGHT / 2), verts=bm.verts)
    upright = [e for e in bm.edges if abs(e.verts[0].co.z - e.verts[1].co.z) > HEIGHT / 2]
    bmesh.ops.subdivide_edges(bm, edges=upright, cuts=CUTS, use_grid_fill=True)
    column = finish("Column", bm, paint("Wrought Iron", (0.05, 0.05, 0.055), 0.45, 1.0))
    for method, amount in (("TAPER", TAPER), ("TWIST", radians(TURN))):
        deform = column.modifiers.new(method.title(), "SIMPLE_DEFORM")
        deform.deform_method = method
        deform.deform_axis = "Z"
        if method == "TWIST":
            deform.angle = amount
        else:
            deform.factor = amount
    return [column]


build()
