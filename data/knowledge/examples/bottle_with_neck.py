"""Glass bottle with a neck, and something in it

A hollow bottle is one closed outline: up the outside, over the lip, down the inside. The drink is
a body of its own, slightly larger than the inside, so that no air gap shows.
Words: bottle, flask, jar, wine, glass container, potion, perfume, liquid in glass
Makes: bottle, flask, potion
Covers: bmesh.ops.spin, bpy.types.ShaderNodeBsdfPrincipled.inputs['Transmission Weight']
Covers: bmesh.ops.remove_doubles
"""
import bmesh
import bpy
from math import pi

OUTSIDE = [(0, 0), (0.034, 0), (0.037, 0.004), (0.037, 0.16), (0.033, 0.185), (0.017, 0.215),
           (0.0145, 0.225), (0.0145, 0.275), (0.0165, 0.277), (0.0165, 0.288)]  # metres
WALL, FULL = 0.003, 0.15  # glass, and how high it is filled


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


def lathe(profile):
    bm = bmesh.new()
    points = [bm.verts.new((r, 0, z)) for r, z in profile]
    edges = [bm.edges.new(pair) for pair in zip(points, points[1:])]
    bmesh.ops.spin(bm, geom=points + edges, cent=(0, 0, 0), axis=(0, 0, 1), angle=2 * pi,
                   steps=64)
    bmesh.ops.remove_doubles(bm, verts=bm.verts, dist=1e-6)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    return bm


def build():
    inside = [(max(0.0, r - WALL), max(z, 0.006)) for r, z in OUTSIDE[1:]]
    glass = paint("Green Glass", (0.25, 0.6, 0.3), 0.02)
    drink = paint("Wine", (0.25, 0.01, 0.03), 0.05)
    for each in (glass, drink):
        each.node_tree.nodes["Principled BSDF"].inputs["Transmission Weight"].default_value = 1.0
    bottle = finish("Bottle", lathe(OUTSIDE + inside[::-1] + [(0, 0.006)]), glass, smooth=True)
    over = 0.0003  # into the glass
    wide = OUTSIDE[1][0] - WALL + over
    wine = finish("Wine", lathe([(0, 0.006 - over), (wide, 0.006 - over), (wide + 0.002, 0.01),
                                 (wide + 0.003, 0.02), (wide + 0.003, FULL), (0, FULL)]), drink,
                  smooth=True)
    return [bottle, wine]


build()
