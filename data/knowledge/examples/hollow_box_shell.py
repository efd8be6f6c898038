"""Hollow out a box to a thin shell

Takes the lid off a box and gives what is left a wall with Solidify. offset -1 grows the wall
inwards, so that the outer size stays; even thickness keeps corners as thick as sides.
Words: hollow, shell, wall thickness, thin-walled, crate, tray, open container, planter
Covers: bpy.types.SolidifyModifier, bpy.types.SolidifyModifier.offset
Covers: bpy.types.SolidifyModifier.use_even_offset, bmesh.ops.delete
"""
import bmesh
import bpy

SIZE = (0.4, 0.3, 0.2)  # outside, metres
WALL = 0.015


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
    bmesh.ops.scale(bm, vec=SIZE, verts=bm.verts)
    bmesh.ops.translate(bm, vec=(0, 0, SIZE[2] / 2), verts=bm.verts)
    top = [face for face in bm.faces if face.normal.z > 0.9]
    bmesh.ops.delete(bm, geom=top, context="FACES_ONLY")
    box = finish("Open Box", bm, paint("Card", (0.45, 0.27, 0.12), 0.8))
    shell = box.modifiers.new("Wall", "SOLIDIFY")
    shell.thickness = WALL
    shell.offset = -1.0  # inwards
    shell.use_even_offset = True
    return [box]


build()
