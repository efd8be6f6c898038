"""Water surface with ripples, in a pool

Water is glass with IOR 1.33, nearly no roughness and a bump of two noises of different size. The
body of water is closed and slightly larger than the basin's inside, so that no gap shows.
Words: water, pond, pool, sea, ocean, waves, ripples, liquid, lake, puddle
Covers: bpy.types.ShaderNodeBump, bpy.types.ShaderNodeBsdfPrincipled.inputs['IOR']
Covers: bpy.types.ShaderNodeTexNoise
"""
import bmesh
import bpy
from mathutils import Matrix

SIZE, DEPTH, RIM = 1.0, 0.25, 0.08  # metres


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


def water():
    made, tree, bsdf = new_shader("Water")
    bsdf.inputs["Base Color"].default_value = (0.15, 0.5, 0.55, 1)
    bsdf.inputs["Transmission Weight"].default_value = 0.5  # 1 leaves a deep pool black
    bsdf.inputs["Roughness"].default_value = 0.02
    bsdf.inputs["IOR"].default_value = 1.333
    where, normal = tree.nodes.new("ShaderNodeTexCoord"), None
    for scale, distance in ((7.0, 0.03), (22.0, 0.006)):
        noise, bump = tree.nodes.new("ShaderNodeTexNoise"), tree.nodes.new("ShaderNodeBump")
        noise.inputs["Scale"].default_value = scale
        bump.inputs["Distance"].default_value = distance
        tree.links.new(where.outputs["Object"], noise.inputs["Vector"])
        tree.links.new(noise.outputs[0], bump.inputs["Height"])
        if normal is not None:
            tree.links.new(normal, bump.inputs["Normal"])  # one bump on the other
        normal = bump.outputs["Normal"]
    tree.links.new(normal, bsdf.inputs["Normal"])
    made.diffuse_color = (0.2, 0.5, 0.6, 1)
    return made


def box(bm, low, high):
    middle = [(a + b) / 2 for a, b in zip(low, high)]
    bmesh.ops.create_cube(bm, size=1.0, matrix=Matrix.Translation(middle) @ Matrix.Diagonal(
        (*[b - a for a, b in zip(low, high)], 1)))


def build():
    inner, outer = SIZE / 2, SIZE / 2 + RIM
    bm = bmesh.new()
    box(bm, (-outer, -outer, 0), (outer, outer, RIM))
    for sign in (-1, 1):
        a, b = sorted((sign * inner, sign * outer))
        box(bm, (a, -outer, RIM), (b, outer, DEPTH + RIM))
        box(bm, (-inner, a, RIM), (inner, b, DEPTH + RIM))
    basin = finish("Basin", bm, new_shader("Stone")[0])
    bm = bmesh.new()
    over = inner + 0.0005
    box(bm, (-over, -over, RIM - 0.0005), (over, over, DEPTH + RIM * 0.5))
    return [basin, finish("Water", bm, water())]


build()
