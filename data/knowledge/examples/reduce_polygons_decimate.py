"""Thin out a mesh to fewer triangles

Decimate by COLLAPSE keeps a share of the triangles where the shape needs them most; DISSOLVE
("planar") only joins flat faces. Applied here, so that the lighter mesh is the real one.
Words: decimate, low poly, reduce polygons, simplify, optimise, too many vertices, lighter mesh
Words: lowpoly
Covers: bpy.types.DecimateModifier, bpy.types.DecimateModifier.ratio
Covers: bpy.types.DecimateModifier.decimate_type, bpy.types.BlendDataMeshes.new_from_object
"""
import bmesh
import bpy
from mathutils import noise

RADIUS, RATIO = 0.3, 0.04  # metres, share of the triangles that stays


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
    bmesh.ops.create_icosphere(bm, subdivisions=5, radius=RADIUS)
    for vertex in bm.verts:
        vertex.co *= 1 + 0.25 * noise.fractal(vertex.co * 4, 1.0, 2.0, 3)
    low = min(vertex.co.z for vertex in bm.verts)
    bmesh.ops.translate(bm, vec=(0, 0, -low), verts=bm.verts)
    rock = finish("Low Poly Rock", bm, paint("Stone", (0.35, 0.33, 0.3), 0.9))
    thin = rock.modifiers.new("Thin Out", "DECIMATE")
    thin.decimate_type = "COLLAPSE"
    thin.ratio = RATIO
    graph = bpy.context.evaluated_depsgraph_get()
    lighter = bpy.data.meshes.new_from_object(rock.evaluated_get(graph))
    print(f"{len(rock.data.polygons)} -> {len(lighter.polygons)} faces")
    rock.modifiers.clear()
    rock.data = lighter
    drop = min(vertex.co.z for vertex in lighter.vertices)
    rock.location.z = -drop
    return [rock]


build()
