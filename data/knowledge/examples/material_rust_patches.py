"""Rust patches on painted metal

One mask mixes two whole materials: smooth paint and rough rust. The mask is noise with a hard
ramp; the same mask sinks the rust a little below the paint.
Words: rust, rusty, worn paint, weathered, corroded, peeling, old metal, patina, grunge
Covers: bpy.types.ShaderNodeMixShader, bpy.types.ShaderNodeTexNoise, bpy.types.ShaderNodeBump
Covers: bpy.types.ShaderNodeOutputMaterial
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


def rusty():
    made, tree, paint = new_shader("Rusty Paint")
    new, link = tree.nodes.new, tree.links.new
    paint.inputs["Base Color"].default_value = (0.03, 0.2, 0.22, 1)
    paint.inputs["Roughness"].default_value = 0.3
    rust, mix = new("ShaderNodeBsdfPrincipled"), new("ShaderNodeMixShader")
    rust.inputs["Roughness"].default_value = 0.95
    where, patches, mask = (new("ShaderNodeTexCoord"), new("ShaderNodeTexNoise"),
                            new("ShaderNodeValToRGB"))
    patches.inputs["Scale"].default_value, patches.inputs["Detail"].default_value = 14.0, 10.0
    patches.inputs["Roughness"].default_value = 0.65
    mask.color_ramp.elements[0].position, mask.color_ramp.elements[1].position = 0.5, 0.56
    grains, tone = new("ShaderNodeTexNoise"), new("ShaderNodeValToRGB")
    grains.inputs["Scale"].default_value, grains.inputs["Detail"].default_value = 60.0, 6.0
    tone.color_ramp.elements[0].color = (0.06, 0.015, 0.006, 1)
    tone.color_ramp.elements[1].color = (0.4, 0.12, 0.03, 1)
    bump = new("ShaderNodeBump")
    bump.inputs["Strength"].default_value, bump.inputs["Distance"].default_value = 0.6, 0.003
    bump.invert = True
    for noise in (patches, grains):
        link(where.outputs["Object"], noise.inputs["Vector"])
    link(patches.outputs[0], mask.inputs[0])
    link(grains.outputs[0], tone.inputs[0])
    link(tone.outputs["Color"], rust.inputs["Base Color"])
    link(mask.outputs["Color"], bump.inputs["Height"])
    link(bump.outputs["Normal"], rust.inputs["Normal"])
    link(mask.outputs["Color"], mix.inputs[0])  # 0: paint, 1: rust
    link(paint.outputs["BSDF"], mix.inputs[1])
    link(rust.outputs["BSDF"], mix.inputs[2])
    link(mix.outputs["Shader"], tree.nodes["Material Output"].inputs["Surface"])
    made.diffuse_color = (0.1, 0.15, 0.15, 1)
    return made


def build():
    return [ball("Buoy", rusty())]


build()
