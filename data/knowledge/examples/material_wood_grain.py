"""Wood material with grain and rings

A wave texture in rings, stretched along the grain and disturbed by noise, goes through a colour
ramp; fine noise that is stretched far more makes the fibres. Object coordinates keep the grain's
size in metres.
Words: wood, wooden, grain, oak, walnut, timber, planks, growth rings, procedural texture
Covers: bpy.types.ShaderNodeTexWave, bpy.types.ShaderNodeValToRGB, bpy.types.ShaderNodeMapping
Covers: bpy.types.ShaderNodeTexCoord
"""
import bmesh
import bpy

SIZE = (0.5, 0.16, 0.05)  # metres
DARK, LIGHT = (0.1, 0.04, 0.015, 1), (0.38, 0.2, 0.09, 1)


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


def wood():
    made, tree, bsdf = new_shader("Wood")
    new, link = tree.nodes.new, tree.links.new
    where, place = new("ShaderNodeTexCoord"), new("ShaderNodeMapping")
    place.inputs["Scale"].default_value = (1.5, 12.0, 12.0)  # the grain runs along X
    link(where.outputs["Object"], place.inputs["Vector"])
    rings = new("ShaderNodeTexWave")
    rings.wave_type, rings.rings_direction = "RINGS", "X"
    rings.inputs["Scale"].default_value = 1.6
    rings.inputs["Distortion"].default_value = 3.5
    rings.inputs["Detail"].default_value = 3.0
    link(place.outputs["Vector"], rings.inputs["Vector"])
    ramp = new("ShaderNodeValToRGB")
    ramp.color_ramp.elements[0].color, ramp.color_ramp.elements[1].color = LIGHT, DARK
    ramp.color_ramp.elements[0].position = 0.2
    link(rings.outputs[0], ramp.inputs[0])
    link(ramp.outputs["Color"], bsdf.inputs["Base Color"])
    fibres, bump = new("ShaderNodeTexNoise"), new("ShaderNodeBump")
    fibres.inputs["Scale"].default_value = 30.0
    link(place.outputs["Vector"], fibres.inputs["Vector"])
    link(fibres.outputs[0], bump.inputs["Height"])
    bump.inputs["Strength"].default_value, bump.inputs["Distance"].default_value = 0.3, 0.002
    link(bump.outputs["Normal"], bsdf.inputs["Normal"])
    bsdf.inputs["Roughness"].default_value = 0.45
    made.diffuse_color = LIGHT
    return made


def build():
    bm = bmesh.new()
    bmesh.ops.create_cube(bm, size=1.0)
    bmesh.ops.scale(bm, vec=SIZE, verts=bm.verts)
    bmesh.ops.translate(bm, vec=(0, 0, SIZE[2] / 2), verts=bm.verts)
    bmesh.ops.bevel(bm, geom=bm.edges[:], offset=0.004, segments=3, affect="EDGES")
    return [finish("Board", bm, wood())]


build()
