"""Parent objects so that they move together

An empty carries the parts: move or turn it, and all follow. Setting parent makes the child jump
by the parent's transform unless matrix_parent_inverse takes it back.
Words: parent, group, hierarchy, empty, rig, move together, child of, keep transform, attach
Covers: bpy.types.Object.parent, bpy.types.Object.matrix_parent_inverse
Covers: bpy.types.Object.empty_display_size
"""
import bmesh
import bpy
from math import radians
from mathutils import Matrix


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


def box(name, place, size, material):
    bm = bmesh.new()
    bmesh.ops.create_cube(bm, size=1.0, matrix=Matrix.Diagonal((*size, 1)))
    made = finish(name, bm, material)
    made.location = place
    return made


def attach(child, parent):
    """Parents without moving the child. Both world matrices have to be up to date."""
    bpy.context.view_layer.update()
    child.parent = parent
    child.matrix_parent_inverse = parent.matrix_world.inverted()


def build():
    wood = paint("Birch", (0.6, 0.45, 0.25))
    parts = [box("Seat", (0, 0, 0.44), (0.4, 0.4, 0.04), wood),
             box("Back", (0, 0.185, 0.66), (0.4, 0.03, 0.4), wood)]
    parts += [box(f"Leg {i + 1}", (x, y, 0.21), (0.04, 0.04, 0.42), wood)
              for i, (x, y) in enumerate([(-0.17, -0.17), (0.17, -0.17), (-0.17, 0.17),
                                          (0.17, 0.17)])]
    chair = bpy.data.objects.new("Chair", None)  # an empty
    bpy.context.scene.collection.objects.link(chair)
    for part in parts:
        attach(part, chair)
    chair.location = (0.5, 0.2, 0)
    chair.rotation_euler.z = radians(30)
    return [chair, *parts]


build()
