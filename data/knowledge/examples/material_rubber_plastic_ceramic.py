"""Everyday surfaces: rubber, plastic, ceramic, paper, clay

What tells them apart is roughness, specular and coat: rubber is dark and rough, plastic smooth
under 0.3 to 0.5, glaze has a coat, paper and clay almost no highlight.
Words: rubber, plastic, ceramic, porcelain, glaze, paper, clay, matte, glossy, material presets
Covers: bpy.types.ShaderNodeBsdfPrincipled.inputs['Specular IOR Level']
Covers: bpy.types.ShaderNodeBsdfPrincipled.inputs['Roughness']
Covers: bpy.types.ShaderNodeBsdfPrincipled.inputs['Coat Weight']
"""
import bmesh
import bpy

KINDS = {  # name: colour, roughness, specular, coat
    "Rubber": ((0.02, 0.02, 0.02), 0.75, 0.3, 0.0),
    "Plastic": ((0.7, 0.05, 0.04), 0.35, 0.5, 0.0),
    "Ceramic": ((0.75, 0.78, 0.8), 0.2, 0.5, 1.0),
    "Paper": ((0.8, 0.77, 0.7), 0.95, 0.2, 0.0),
    "Clay": ((0.42, 0.18, 0.1), 0.9, 0.15, 0.0),
}


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


def surface(name):
    color, roughness, specular, coat = KINDS[name]
    made, _tree, bsdf = new_shader(name)
    bsdf.inputs["Base Color"].default_value = (*color, 1.0)
    bsdf.inputs["Roughness"].default_value = roughness
    bsdf.inputs["Specular IOR Level"].default_value = specular
    bsdf.inputs["Coat Weight"].default_value = coat
    bsdf.inputs["Coat Roughness"].default_value = 0.05
    made.diffuse_color, made.roughness = (*color, 1.0), roughness
    return made


def build():
    balls = []
    for i, name in enumerate(KINDS):
        one = ball(f"{name} Ball", surface(name), radius=0.05)
        one.location.x = 0.105 * (i - 2)
        balls.append(one)
    return balls


build()
