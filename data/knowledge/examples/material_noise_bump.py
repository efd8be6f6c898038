"""Rough surface by noise bump

Bump changes how light falls, not the outline. Distance is the height in metres, Strength a share
of it; chain two for large and fine relief. Real displacement must move vertices.
Words: bumpy, bump map, rough, orange peel, hammered, plaster, concrete, texture, surface detail
Words: dimples
Covers: bpy.types.ShaderNodeBump, bpy.types.ShaderNodeBump.inputs['Distance']
Covers: bpy.types.ShaderNodeTexVoronoi
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


def orange_peel():
    made, tree, bsdf = new_shader("Orange Peel")
    new, link = tree.nodes.new, tree.links.new
    where, pores, lumps = (new("ShaderNodeTexCoord"), new("ShaderNodeTexVoronoi"),
                           new("ShaderNodeTexNoise"))
    pores.inputs["Scale"].default_value = 320.0
    lumps.inputs["Scale"].default_value = 25.0
    fine, coarse = new("ShaderNodeBump"), new("ShaderNodeBump")
    fine.inputs["Strength"].default_value, fine.inputs["Distance"].default_value = 0.6, 0.0012
    coarse.inputs["Strength"].default_value, coarse.inputs["Distance"].default_value = 0.4, 0.01
    for texture, bump in ((pores, fine), (lumps, coarse)):
        link(where.outputs["Object"], texture.inputs["Vector"])
        link(texture.outputs[0], bump.inputs["Height"])
    link(coarse.outputs["Normal"], fine.inputs["Normal"])
    link(fine.outputs["Normal"], bsdf.inputs["Normal"])
    bsdf.inputs["Base Color"].default_value = (0.9, 0.28, 0.02, 1)
    bsdf.inputs["Roughness"].default_value = 0.4
    made.diffuse_color = (0.9, 0.28, 0.02, 1)
    return made


def build():
    return [ball("Orange", orange_peel(), radius=0.05)]


build()
