"""Leather with grain

Voronoi distance to the edge draws the cells of the skin; a ramp keeps the creases narrow, noise
shifts them off the regular. The creases are darker and rougher too.
Words: leather, hide, skin, sofa, saddle, shoe, bag, crocodile, cracked, elephant
Covers: bpy.types.ShaderNodeTexVoronoi, bpy.types.ShaderNodeTexVoronoi.feature
Covers: bpy.types.ShaderNodeBump
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


def leather(dark, light):
    made, tree, bsdf = new_shader("Leather")
    new, link = tree.nodes.new, tree.links.new
    where, shift, cells = (new("ShaderNodeTexCoord"), new("ShaderNodeTexNoise"),
                           new("ShaderNodeTexVoronoi"))
    shift.inputs["Scale"].default_value = 90.0
    bend = new("ShaderNodeVectorMath")
    bend.operation = "MULTIPLY_ADD"  # place + noise * a little
    bend.inputs[1].default_value = (0.004, 0.004, 0.004)
    link(where.outputs["Object"], shift.inputs["Vector"])
    link(shift.outputs["Color"], bend.inputs[0])
    link(where.outputs["Object"], bend.inputs[2])
    cells.feature = "DISTANCE_TO_EDGE"
    cells.inputs["Scale"].default_value = 240.0
    link(bend.outputs[0], cells.inputs["Vector"])
    height, tone, bump = (new("ShaderNodeValToRGB"), new("ShaderNodeValToRGB"),
                          new("ShaderNodeBump"))
    height.color_ramp.elements[1].position = 0.14
    height.color_ramp.interpolation = "EASE"
    tone.color_ramp.elements[0].color, tone.color_ramp.elements[1].color = dark, light
    bump.inputs["Strength"].default_value, bump.inputs["Distance"].default_value = 0.5, 0.0006
    link(cells.outputs["Distance"], height.inputs[0])
    link(height.outputs["Color"], tone.inputs[0])
    link(height.outputs["Color"], bump.inputs["Height"])
    link(tone.outputs["Color"], bsdf.inputs["Base Color"])
    link(bump.outputs["Normal"], bsdf.inputs["Normal"])
    bsdf.inputs["Roughness"].default_value = 0.42
    made.diffuse_color = light
    return made


def build():
    return [ball("Leather Ball", leather((0.06, 0.018, 0.008, 1), (0.22, 0.08, 0.035, 1)))]


build()
