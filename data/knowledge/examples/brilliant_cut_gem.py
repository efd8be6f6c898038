"""Cut gemstone with facets

A round brilliant: a table, crown, girdle and pavilion as rings of eight or sixteen points; the
convex hull finds the flat facets. High index of refraction makes it sparkle.
Words: gem, diamond, jewel, brilliant, facets, ruby, faceted, ring stone
Makes: diamond, brilliant
Covers: bmesh.ops.convex_hull, bmesh.ops.dissolve_limit
Covers: bpy.types.ShaderNodeBsdfPrincipled.inputs['IOR']
Covers: bpy.types.ShaderNodeBsdfPrincipled.inputs['Transmission Weight']
"""
import bmesh
import bpy
from math import cos, pi, sin

RADIUS = 0.02  # metres
RINGS = [(0.56, 0.34, 8, 0.0), (0.84, 0.2, 8, 0.5), (1.0, 0.03, 16, 0.0), (1.0, -0.03, 16, 0.0),
         (0.78, -0.225, 8, 0.5), (0.0, -0.86, 1, 0.0)]  # share of radius, height, points, turn


def paint(name, color, roughness=0.5, metallic=0.0):
    """A plain material of one colour (linear RGB)."""
    made = bpy.data.materials.new(name)
    if made.node_tree is None:
        made.use_nodes = True  # before Blender 5.0
    bsdf = made.node_tree.nodes["Principled BSDF"]
    bsdf.inputs["Base Color"].default_value = (*color, 1.0)
    bsdf.inputs["Roughness"].default_value = roughness
    bsdf.inputs["Metallic"].default_value = metallic
    return made


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


def build():
    bm = bmesh.new()
    for share, z, count, turn in RINGS:
        for k in range(count):
            angle = 2 * pi * (k + turn) / count
            bm.verts.new((RADIUS * share * cos(angle), RADIUS * share * sin(angle),
                          RADIUS * (z + 0.86)))
    bmesh.ops.convex_hull(bm, input=bm.verts)
    bmesh.ops.dissolve_limit(bm, angle_limit=0.03, verts=bm.verts, edges=bm.edges)
    ruby = paint("Ruby", (0.7, 0.01, 0.06), 0.0)
    bsdf = ruby.node_tree.nodes["Principled BSDF"]
    bsdf.inputs["IOR"].default_value = 1.77  # of corundum; diamond has 2.42
    bsdf.inputs["Transmission Weight"].default_value = 1.0
    return [finish("Gem", bm, ruby)]


build()
