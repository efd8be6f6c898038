"""Brick or tile pattern as a material

The Brick texture gives a colour for each brick and the mortar as Fac, which also sinks the joints
by bump. It lies in X and Y of its vector: turn the coordinates for a wall that stands.
Words: brick texture, tiles, bathroom tiles, subway tile, paving, checker, checkerboard
Words: chess board, stripes, pattern
Covers: bpy.types.ShaderNodeTexBrick, bpy.types.ShaderNodeTexChecker
Covers: bpy.types.ShaderNodeCombineXYZ, bpy.types.ShaderNodeBump
"""
import bmesh
import bpy

SIZE = (1.2, 0.1, 0.8)  # metres
BRICK = (0.24, 0.08, 0.01)  # wide, high, joint


def new_shader(name):
    """A new material as (material, node tree, its Principled BSDF)."""
    made = bpy.data.materials.new(name)
    if made.node_tree is None:
        made.use_nodes = True  # before Blender 5.0
    return made, made.node_tree, made.node_tree.nodes["Principled BSDF"]


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


def bricks():
    made, tree, bsdf = new_shader("Bricks")
    new, link = tree.nodes.new, tree.links.new
    where, split, turned = (new("ShaderNodeTexCoord"), new("ShaderNodeSeparateXYZ"),
                            new("ShaderNodeCombineXYZ"))
    link(where.outputs["Object"], split.inputs["Vector"])
    link(split.outputs["X"], turned.inputs["X"])
    link(split.outputs["Z"], turned.inputs["Y"])  # up the wall
    wall, bump = new("ShaderNodeTexBrick"), new("ShaderNodeBump")
    for name, value in (("Color1", (0.4, 0.12, 0.07, 1)), ("Color2", (0.28, 0.08, 0.05, 1)),
                        ("Mortar", (0.45, 0.43, 0.4, 1)), ("Scale", 1.0), ("Bias", 0.0),
                        ("Brick Width", BRICK[0]), ("Row Height", BRICK[1]),
                        ("Mortar Size", BRICK[2] / 2), ("Mortar Smooth", 0.2)):
        wall.inputs[name].default_value = value
    link(turned.outputs["Vector"], wall.inputs["Vector"])
    link(wall.outputs["Color"], bsdf.inputs["Base Color"])
    bump.invert = True  # Fac is 1 in the joints
    bump.inputs["Distance"].default_value = 0.006
    link(wall.outputs[1], bump.inputs["Height"])
    link(bump.outputs["Normal"], bsdf.inputs["Normal"])
    bsdf.inputs["Roughness"].default_value = 0.9
    made.diffuse_color = (0.4, 0.12, 0.07, 1)
    return made


def build():
    bm = bmesh.new()
    bmesh.ops.create_cube(bm, size=1.0)
    bmesh.ops.scale(bm, vec=SIZE, verts=bm.verts)
    bmesh.ops.translate(bm, vec=(0, 0, SIZE[2] / 2), verts=bm.verts)
    return [finish("Wall", bm, bricks())]


build()
