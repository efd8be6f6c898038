"""Polished gold, and other pure metals

A metal is Metallic 1 with the metal's own reflection colour as base colour and a low roughness.
The table has measured colours (linear) for gold, copper, silver, brass, iron and chrome.
Words: gold, golden, gilded, copper, silver, brass, chrome, iron, metal colours, jewellery
Covers: bpy.types.ShaderNodeBsdfPrincipled.inputs['Metallic']
Covers: bpy.types.ShaderNodeBsdfPrincipled.inputs['Roughness'], bpy.types.ShaderNodeBsdfPrincipled
"""
import bmesh
import bpy

METALS = {"Gold": (1.0, 0.766, 0.336), "Copper": (0.955, 0.638, 0.538),
          "Silver": (0.972, 0.96, 0.915), "Brass": (0.887, 0.789, 0.434),
          "Iron": (0.562, 0.565, 0.578), "Chrome": (0.55, 0.556, 0.554)}  # linear RGB


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


def metal(name, roughness=0.15):
    made, _tree, bsdf = new_shader(name)
    bsdf.inputs["Base Color"].default_value = (*METALS[name], 1.0)
    bsdf.inputs["Metallic"].default_value = 1.0
    bsdf.inputs["Roughness"].default_value = roughness
    made.diffuse_color = (*METALS[name], 1.0)
    made.metallic, made.roughness = 1.0, roughness
    return made


def build():
    balls = []
    for i, name in enumerate(METALS):
        one = ball(f"{name} Ball", metal(name), radius=0.05)
        one.location = (0.11 * (i % 3 - 1), 0.11 * (i // 3), 0)
        balls.append(one)
    return balls


build()
