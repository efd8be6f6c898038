"""Brushed metal material

Metallic 1 with noise that is stretched hundreds of times along one direction: in the roughness
and, very slightly, as bump. Anisotropic stretches the highlight across the brushing.
Words: brushed steel, stainless, aluminium, metal, scratches, anisotropic, satin metal, appliance
Covers: bpy.types.ShaderNodeBsdfPrincipled.inputs['Metallic']
Covers: bpy.types.ShaderNodeBsdfPrincipled.inputs['Anisotropic'], bpy.types.ShaderNodeMapRange
Covers: bpy.types.ShaderNodeBump
"""
import bmesh
import bpy
from mathutils import Matrix

RADIUS, HEIGHT = 0.09, 0.16  # metres


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


def brushed():
    made, tree, bsdf = new_shader("Brushed Steel")
    new, link = tree.nodes.new, tree.links.new
    where, place = new("ShaderNodeTexCoord"), new("ShaderNodeMapping")
    place.inputs["Scale"].default_value = (4.0, 4.0, 250.0)  # lines run around, not up
    noise, spread, bump = (new("ShaderNodeTexNoise"), new("ShaderNodeMapRange"),
                           new("ShaderNodeBump"))
    noise.inputs["Scale"].default_value = 1.0
    spread.inputs["To Min"].default_value, spread.inputs["To Max"].default_value = 0.2, 0.45
    bump.inputs["Strength"].default_value, bump.inputs["Distance"].default_value = 0.08, 0.001
    link(where.outputs["Object"], place.inputs["Vector"])
    link(place.outputs["Vector"], noise.inputs["Vector"])
    link(noise.outputs[0], spread.inputs["Value"])
    link(spread.outputs[0], bsdf.inputs["Roughness"])
    link(noise.outputs[0], bump.inputs["Height"])
    link(bump.outputs["Normal"], bsdf.inputs["Normal"])
    bsdf.inputs["Base Color"].default_value = (0.55, 0.56, 0.58, 1)
    bsdf.inputs["Metallic"].default_value = 1.0
    bsdf.inputs["Anisotropic"].default_value = 0.6
    made.diffuse_color, made.metallic = (0.55, 0.56, 0.58, 1), 1.0
    return made


def build():
    bm = bmesh.new()
    bmesh.ops.create_cone(bm, cap_ends=True, segments=96, radius1=RADIUS, radius2=RADIUS,
                          depth=HEIGHT, matrix=Matrix.Translation((0, 0, HEIGHT / 2)))
    return [finish("Canister", bm, brushed())]


build()
