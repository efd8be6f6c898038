"""Colour gradient from bottom to top

Generated coordinates run 0..1 over the object's bounding box: their Z through a colour ramp is a
gradient by height, whatever the size. For metres take Object coordinates and a Map Range.
Words: gradient, ombre, fade, height, blend of colours, two-tone, sunset, rainbow
Covers: bpy.types.ShaderNodeTexCoord, bpy.types.ShaderNodeSeparateXYZ
Covers: bpy.types.ShaderNodeValToRGB, bpy.types.ColorRampElement.position
"""
import bmesh
import bpy
from mathutils import Matrix

STOPS = [(0.0, (0.02, 0.03, 0.2)), (0.45, (0.5, 0.05, 0.25)), (0.75, (0.9, 0.3, 0.05)),
         (1.0, (1.0, 0.75, 0.3))]  # height, linear RGB
RADIUS, HEIGHT = 0.08, 0.3  # metres


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


def gradient():
    made, tree, bsdf = new_shader("Gradient")
    where, split, ramp = (tree.nodes.new("ShaderNodeTexCoord"),
                          tree.nodes.new("ShaderNodeSeparateXYZ"),
                          tree.nodes.new("ShaderNodeValToRGB"))
    stops = ramp.color_ramp.elements
    while len(stops) > 1:
        stops.remove(stops[-1])  # there are two to begin with; one must stay
    for i, (position, color) in enumerate(STOPS):
        stop = stops[0] if i == 0 else stops.new(position)
        stop.position, stop.color = position, (*color, 1.0)
    tree.links.new(where.outputs["Generated"], split.inputs["Vector"])
    tree.links.new(split.outputs["Z"], ramp.inputs[0])
    tree.links.new(ramp.outputs["Color"], bsdf.inputs["Base Color"])
    made.diffuse_color = (0.5, 0.1, 0.2, 1)
    return made


def build():
    bm = bmesh.new()
    bmesh.ops.create_cone(bm, cap_ends=True, segments=64, radius1=RADIUS, radius2=RADIUS * 0.7,
                          depth=HEIGHT, matrix=Matrix.Translation((0, 0, HEIGHT / 2)))
    return [finish("Tumbler", bm, gradient())]


build()
