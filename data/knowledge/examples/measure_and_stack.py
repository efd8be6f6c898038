"""Measure bounding boxes and stack objects on each other

Evaluated, with modifiers: bound_box of the object itself is stale until the view layer is
updated, and lies in its own coordinates. Then each is set on top of the one below.
Words: bounding box, dimensions, size of object, height, snap to ground, place on top, stack
Words: drop to floor, align bottom
Covers: bpy.types.Object.bound_box, bpy.types.Object.dimensions, bpy.types.Object.evaluated_get
Covers: bpy.types.ViewLayer.update
"""
import bmesh
import bpy
from mathutils import Vector

SIZES = [(0.3, 0.24, 0.05), (0.26, 0.22, 0.035), (0.24, 0.18, 0.06), (0.12, 0.12, 0.12)]


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


def world_box(obj):
    """(low, high) corners of what is seen of an object, in the world."""
    bpy.context.view_layer.update()
    seen = obj.evaluated_get(bpy.context.evaluated_depsgraph_get())
    corners = [seen.matrix_world @ Vector(corner) for corner in seen.bound_box]
    low = Vector([min(corner[axis] for corner in corners) for axis in range(3)])
    high = Vector([max(corner[axis] for corner in corners) for axis in range(3)])
    return low, high


def build():
    colors = [(0.5, 0.08, 0.06), (0.06, 0.2, 0.4), (0.5, 0.4, 0.1), (0.1, 0.3, 0.12)]
    made, top = [], 0.0
    for i, (size, color) in enumerate(zip(SIZES, colors)):
        bm = bmesh.new()
        bmesh.ops.create_cube(bm, size=1.0)
        bmesh.ops.scale(bm, vec=size, verts=bm.verts)
        block = finish(f"Block {i + 1}", bm, paint(f"Paint {i + 1}", color))
        block.rotation_euler.z = 0.25 * (-1) ** i
        bevel = block.modifiers.new("Bevel", "BEVEL")
        bevel.width, bevel.segments = 0.004, 2
        low, high = world_box(block)
        block.location.z += top - low.z  # stands on what is there
        top += high.z - low.z
        made.append(block)
    return made


build()
