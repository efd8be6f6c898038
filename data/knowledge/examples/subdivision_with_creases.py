"""Subdivision surface with creased edges

Subdivision rounds everything; a crease of 1 on an edge keeps it sharp. Creases are the float edge
attribute crease_edge, which any mesh can carry since 4.0.
Words: subsurf, subdivision surface, smooth mesh, crease, sharp edge, catmull clark, turbosmooth
Words: round
Covers: bpy.types.SubsurfModifier, bpy.types.AttributeGroupMesh.new
Covers: bpy.types.SubsurfModifier.levels, bmesh.types.BMLayerCollection.new
"""
import bmesh
import bpy

SIZE = 0.3  # metres
LEVELS = 3


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
    bmesh.ops.create_cube(bm, size=SIZE)
    bmesh.ops.translate(bm, vec=(0, 0, SIZE / 2), verts=bm.verts)
    crease = bm.edges.layers.float.new("crease_edge")
    for edge in bm.edges:
        if all(vertex.co.z < SIZE * 0.1 for vertex in edge.verts):
            edge[crease] = 1.0  # the rim below stays sharp
    dome = finish("Soft Block", bm, paint("Green", (0.1, 0.4, 0.15), 0.4), smooth=True)
    subdivision = dome.modifiers.new("Subdivision", "SUBSURF")
    subdivision.levels = subdivision.render_levels = LEVELS
    subdivision.use_creases = True
    return [dome]


build()
