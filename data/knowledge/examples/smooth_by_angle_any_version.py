"""Shade smooth by angle in every Blender version

use_auto_smooth went in 4.1. Faces smooth and edges sharper than an angle marked sharp give the
same look, without an operator and without a modifier, from 4.1 to today; before that sharp edges
need auto smooth.
Words: auto smooth, smooth shading, shade smooth by angle, hard edges, sharp edges, autosmooth
Words: normals
Covers: bpy.types.Mesh.set_sharp_from_angle, bpy.types.Mesh.shade_smooth
Covers: bpy.types.MeshEdge.use_edge_sharp, bpy.ops.object.shade_smooth_by_angle
"""
import bmesh
import bpy
from math import radians
from mathutils import Matrix

ANGLE = 35  # degrees: sharper edges stay hard


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


def shade_smooth_by_angle(mesh, degrees):
    """Smooth faces with hard edges where two faces meet at more than an angle."""
    mesh.polygons.foreach_set("use_smooth", [True] * len(mesh.polygons))
    if hasattr(mesh, "set_sharp_from_angle"):  # 4.1 and later
        mesh.set_sharp_from_angle(angle=radians(degrees))
    mesh.update()


def build():
    bm = bmesh.new()
    bmesh.ops.create_cone(bm, cap_ends=True, segments=48, radius1=0.2, radius2=0.2, depth=0.12,
                          matrix=Matrix.Translation((0, 0, 0.06)))
    bmesh.ops.create_cone(bm, cap_ends=True, segments=48, radius1=0.12, radius2=0.08, depth=0.2,
                          matrix=Matrix.Translation((0, 0, 0.22)))
    pedestal = finish("Pedestal", bm, paint("Clay", (0.5, 0.25, 0.15), 0.5))
    shade_smooth_by_angle(pedestal.data, ANGLE)
    return [pedestal]


build()
