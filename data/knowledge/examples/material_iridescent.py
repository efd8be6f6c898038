"""Iridescent material that changes colour with the angle

Layer Weight's Facing runs from 0, seen straight on, to 1 at the edges: through a ramp of hues it
is a soap bubble, a beetle, oil or mother of pearl. From 4.2 the Principled BSDF has a real thin
film too.
Words: iridescent, pearl, soap bubble, beetle, oil slick, rainbow, holographic, thin film, opal
Words: colour shift
Covers: bpy.types.ShaderNodeLayerWeight
Covers: bpy.types.ShaderNodeBsdfPrincipled.inputs['Thin Film Thickness']
Covers: bpy.types.ColorRamp.color_mode
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


def iridescent():
    made, tree, bsdf = new_shader("Beetle")
    new, link = tree.nodes.new, tree.links.new
    facing, ramp = new("ShaderNodeLayerWeight"), new("ShaderNodeValToRGB")
    facing.inputs["Blend"].default_value = 0.35
    stops = ramp.color_ramp.elements
    stops[0].color, stops[1].color = (0.02, 0.35, 0.3, 1), (0.8, 0.25, 0.05, 1)
    for position, color in ((0.3, (0.03, 0.12, 0.6, 1)), (0.6, (0.45, 0.04, 0.5, 1))):
        stops.new(position).color = color
    link(facing.outputs["Facing"], ramp.inputs[0])
    link(ramp.outputs["Color"], bsdf.inputs["Base Color"])
    bsdf.inputs["Metallic"].default_value = 0.9
    bsdf.inputs["Roughness"].default_value = 0.18
    bsdf.inputs["Coat Weight"].default_value = 1.0
    film = bsdf.inputs.get("Thin Film Thickness")  # nanometres; since 4.2
    if film is not None:
        film.default_value = 320.0
    made.diffuse_color = (0.05, 0.2, 0.5, 1)
    return made


def build():
    return [ball("Beetle Shell", iridescent())]


build()
