"""Car paint with flakes under a clear coat

The base is half metallic with tiny flakes, made by random normals of a Voronoi; the coat on top
is smooth and clear. Coat Weight was called Clearcoat before 4.0.
Words: car paint, clearcoat, clear coat, lacquer, metallic flakes, glossy paint, varnish
Words: candy paint, guitar
Covers: bpy.types.ShaderNodeBsdfPrincipled.inputs['Coat Weight']
Covers: bpy.types.ShaderNodeBsdfPrincipled.inputs['Coat Roughness']
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


def car_paint(color):
    made, tree, bsdf = new_shader("Car Paint")
    new, link = tree.nodes.new, tree.links.new
    bsdf.inputs["Base Color"].default_value = (*color, 1.0)
    bsdf.inputs["Metallic"].default_value = 0.6
    bsdf.inputs["Roughness"].default_value = 0.35
    bsdf.inputs["Coat Weight"].default_value = 1.0
    bsdf.inputs["Coat Roughness"].default_value = 0.03
    where, flakes, bump = (new("ShaderNodeTexCoord"), new("ShaderNodeTexVoronoi"),
                           new("ShaderNodeBump"))
    flakes.inputs["Scale"].default_value = 900.0
    bump.inputs["Strength"].default_value, bump.inputs["Distance"].default_value = 0.25, 0.0005
    link(where.outputs["Object"], flakes.inputs["Vector"])
    link(flakes.outputs["Color"], bump.inputs["Height"])
    link(bump.outputs["Normal"], bsdf.inputs["Normal"])  # not the coat's: it stays smooth
    made.diffuse_color = (*color, 1.0)
    return made


def build():
    return [ball("Car Paint Ball", car_paint((0.45, 0.01, 0.015)))]


build()
