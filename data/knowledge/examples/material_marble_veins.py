"""Marble material with veins

Veins are where noise crosses its middle value: a ramp with a narrow dark stop in the middle.
Distortion bends them; a second, larger noise clouds the ground colour.
Words: marble, veins, stone, countertop, statue, polished stone, quartz
Covers: bpy.types.ShaderNodeTexNoise, bpy.types.ShaderNodeTexNoise.inputs['Distortion']
Covers: bpy.types.ColorRamp, bpy.types.ColorRampElements.new
"""
import bmesh
import bpy


def new_shader(name):
    """A new material as (material, node tree, its Principled BSDF)."""
    made = bpy.data.materials.new(name)
    if made.node_tree is None:
        made.use_nodes = True  # before Blender 5.0
    return made, made.node_tree, made.node_tree.nodes["Principled BSDF"]


def ball(name, material, radius=0.1):
    """Something round to look at, on the ground."""
    bm = bmesh.new()
    bmesh.ops.create_uvsphere(bm, u_segments=48, v_segments=24, radius=radius)
    bmesh.ops.translate(bm, vec=(0, 0, radius), verts=bm.verts)
    for face in bm.faces:
        face.smooth = True
    mesh = bpy.data.meshes.new(name)
    bm.to_mesh(mesh)
    bm.free()
    mesh.materials.append(material)
    obj = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(obj)
    return obj


def marble():
    made, tree, bsdf = new_shader("Marble")
    new, link = tree.nodes.new, tree.links.new
    where, noise, ramp = (new("ShaderNodeTexCoord"), new("ShaderNodeTexNoise"),
                          new("ShaderNodeValToRGB"))
    noise.inputs["Scale"].default_value = 9.0
    noise.inputs["Detail"].default_value = 8.0
    noise.inputs["Roughness"].default_value = 0.6
    noise.inputs["Distortion"].default_value = 1.2
    stops = ramp.color_ramp.elements
    stops[0].position, stops[0].color = 0.3, (0.75, 0.73, 0.7, 1)
    stops[1].position, stops[1].color = 0.75, (0.85, 0.84, 0.82, 1)
    for position, color in ((0.47, (0.7, 0.68, 0.66, 1)), (0.5, (0.12, 0.12, 0.14, 1)),
                            (0.53, (0.74, 0.73, 0.71, 1))):
        stops.new(position).color = color
    link(where.outputs["Object"], noise.inputs["Vector"])
    link(noise.outputs[0], ramp.inputs[0])
    link(ramp.outputs["Color"], bsdf.inputs["Base Color"])
    bsdf.inputs["Roughness"].default_value = 0.12
    bsdf.inputs["Subsurface Weight"].default_value = 0.05
    made.diffuse_color = (0.75, 0.73, 0.7, 1)
    return made


def build():
    return [ball("Marble Ball", marble())]


build()
