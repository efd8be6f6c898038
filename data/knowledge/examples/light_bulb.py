"""Light bulb with a filament and a screw base

Glass and base are revolved outlines (a wave passes for a thread); a coil that glows is the
filament.
Words: light bulb, bulb glass, filament, edison, lamp
Makes: light bulb
Covers: bmesh.ops.spin, bpy.types.Curve.bevel_depth
Covers: bpy.types.ShaderNodeBsdfPrincipled.inputs['Emission Strength']
"""
import bmesh
import bpy
from math import cos, pi, sin

BOWL = [pi * k / 30 for k in range(22)]  # angles from the top
GLASS = [(0.03 * sin(a), 0.075 + 0.03 * cos(a)) for a in BOWL]  # (radius, height), metres
GLASS += [(0.0207, 0.0515), (0.0172, 0.045), (0.0148, 0.0385), (0.0132, 0.032), (0.0125, 0.026)]


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


def lathe(name, profile, material):
    bm = bmesh.new()
    points = [bm.verts.new((r, 0, z)) for r, z in profile]
    edges = [bm.edges.new(each) for each in zip(points, points[1:])]
    bmesh.ops.spin(bm, geom=points + edges, cent=(0, 0, 0), axis=(0, 0, 1), angle=2 * pi,
                   steps=48)
    bmesh.ops.remove_doubles(bm, verts=bm.verts, dist=1e-6)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    return finish(name, bm, material, smooth=True)


def build():
    bulb = lathe("Glass", GLASS, paint("Frosted Glass", (0.9, 0.9, 0.9), 0.3))
    bulb.modifiers.new("Wall", "SOLIDIFY").thickness = 0.0008
    thread = [(0.013 + 0.0007 * sin(2 * pi * i / 6), 0.006 + 0.024 * i / 30) for i in range(31)]
    base = lathe("Base", [(0, 0), (0.005, 0), (0.008, 0.004), *thread, (0, 0.031)],
                 paint("Tin", (0.55, 0.55, 0.57), 0.3, 1.0))
    wire = bpy.data.curves.new("Filament", "CURVE")
    wire.dimensions, wire.bevel_depth = "3D", 0.0005
    path = [(-0.005, 0, 0.03), (-0.005, 0, 0.06), (-0.012, 0, 0.08)]
    path += [(0.024 * (i / 96 - 0.5), 0.002 * sin(pi * i / 6), 0.08 + 0.002 * (1 - cos(pi * i / 6)))
             for i in range(97)] + [(0.012, 0, 0.08), (0.005, 0, 0.06), (0.005, 0, 0.03)]
    points = wire.splines.new("POLY").points
    points.add(len(path) - 1)
    points.foreach_set("co", [each for co in path for each in (*co, 1.0)])
    clear = bulb.data.materials[0].node_tree.nodes["Principled BSDF"]
    clear.inputs["Transmission Weight"].default_value = 1.0
    hot = paint("Hot Wire", (1.0, 0.5, 0.15))
    bsdf = hot.node_tree.nodes["Principled BSDF"]
    bsdf.inputs["Emission Color"].default_value = (1.0, 0.45, 0.12, 1.0)
    bsdf.inputs["Emission Strength"].default_value = 15.0
    wire.materials.append(hot)
    filament = bpy.data.objects.new("Filament", wire)
    bpy.context.scene.collection.objects.link(filament)
    return [bulb, base, filament]


build()
