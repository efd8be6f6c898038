"""Wax, skin or milk: light that goes in and comes out again

Subsurface Weight says how much of the light does so, Radius how far each of red, green and blue
gets (red farthest in skin), Scale multiplies it in metres: for small things it must be small.
Words: subsurface, sss, wax, skin, flesh, milk, jade, soap, translucent, marzipan, candle
Covers: bpy.types.ShaderNodeBsdfPrincipled.inputs['Subsurface Weight']
Covers: bpy.types.ShaderNodeBsdfPrincipled.inputs['Subsurface Radius']
Covers: bpy.types.ShaderNodeBsdfPrincipled.inputs['Subsurface Scale']
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


def soft(name, color, radius, scale, roughness):
    made, _tree, bsdf = new_shader(name)
    bsdf.inputs["Base Color"].default_value = (*color, 1.0)
    bsdf.inputs["Subsurface Weight"].default_value = 1.0
    bsdf.inputs["Subsurface Radius"].default_value = radius
    bsdf.inputs["Subsurface Scale"].default_value = scale  # metres
    bsdf.inputs["Roughness"].default_value = roughness
    made.diffuse_color = (*color, 1.0)
    return made


def build():
    kinds = [("Wax", (0.85, 0.65, 0.35), (1.0, 0.6, 0.25), 0.02, 0.35),
             ("Skin", (0.65, 0.36, 0.26), (1.0, 0.2, 0.1), 0.005, 0.45),
             ("Jade", (0.1, 0.4, 0.2), (0.3, 1.0, 0.5), 0.02, 0.1)]
    balls = []
    for i, (name, color, radius, scale, rough) in enumerate(kinds):
        one = ball(f"{name} Ball", soft(name, color, radius, scale, rough), radius=0.06)
        one.location.x = 0.13 * (i - 1)
        balls.append(one)
    return balls


build()
