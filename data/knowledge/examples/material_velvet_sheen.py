"""Velvet and felt by sheen

Sheen lights up the edges of cloth, where fibres are seen from the side. Weight 1 with a tint near
the base colour, everything else rough.
Words: velvet, felt, sheen, fuzzy, cloth, plush, suede, peach fuzz, dusty
Covers: bpy.types.ShaderNodeBsdfPrincipled.inputs['Sheen Weight']
Covers: bpy.types.ShaderNodeBsdfPrincipled.inputs['Sheen Tint']
Covers: bpy.types.ShaderNodeBsdfPrincipled.inputs['Sheen Roughness']
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


def velvet(color):
    made, _tree, bsdf = new_shader("Velvet")
    bsdf.inputs["Base Color"].default_value = (*color, 1.0)
    bsdf.inputs["Roughness"].default_value = 1.0
    bsdf.inputs["Specular IOR Level"].default_value = 0.1
    bsdf.inputs["Sheen Weight"].default_value = 1.0
    bsdf.inputs["Sheen Roughness"].default_value = 0.3
    bsdf.inputs["Sheen Tint"].default_value = (*[min(1, 5 * each + 0.25) for each in color], 1.0)
    made.diffuse_color = (*color, 1.0)
    return made


def build():
    return [ball("Velvet Ball", velvet((0.12, 0.01, 0.03)))]


build()
