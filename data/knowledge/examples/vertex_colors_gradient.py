"""Colour a mesh by vertices with a gradient

A colour attribute holds a colour for each vertex or face corner, the shader reads it by name.
vertex_colors is the old name; FLOAT_COLOR keeps linear values as they are.
Words: vertex color, vertex paint, color attribute, gradient, per vertex colour, rainbow
Words: vertex_colors
Covers: bpy.types.AttributeGroupMesh.new, bpy.types.FloatColorAttribute
Covers: bpy.types.ShaderNodeVertexColor, bpy.types.Mesh.color_attributes
"""
import bmesh
import bpy
from colorsys import hsv_to_rgb
from mathutils import Matrix

RADIUS, HEIGHT = 0.15, 0.35  # metres


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


def painted():
    made = bpy.data.materials.new("Painted")
    if made.node_tree is None:
        made.use_nodes = True  # before Blender 5.0
    tree = made.node_tree
    color = tree.nodes.new("ShaderNodeVertexColor")
    color.layer_name = "Rainbow"
    tree.links.new(color.outputs["Color"], tree.nodes["Principled BSDF"].inputs["Base Color"])
    return made


def build():
    bm = bmesh.new()
    bmesh.ops.create_uvsphere(bm, u_segments=48, v_segments=40, radius=1.0)
    place = Matrix.Translation((0, 0, HEIGHT / 2)) @ Matrix.Diagonal(
        (RADIUS, RADIUS, HEIGHT / 2, 1))
    bmesh.ops.transform(bm, matrix=place, verts=bm.verts)
    egg = finish("Painted Egg", bm, painted(), smooth=True)
    layer = egg.data.color_attributes.new("Rainbow", "FLOAT_COLOR", "POINT")
    for vertex, cell in zip(egg.data.vertices, layer.data):
        cell.color = (*hsv_to_rgb(0.8 * vertex.co.z / HEIGHT, 0.8, 0.7), 1.0)
    return [egg]


build()
