"""Cage or lattice of bars from a mesh's edges

The Wireframe modifier turns each edge into a bar, joined at the corners: bird cages, geodesic
domes, scaffolds, baskets. Thickness is in metres; use_replace takes the faces away.
Words: wireframe, cage, geodesic dome, scaffold, truss, grid of bars, net, lattice structure
Makes: geodesic dome, truss, scaffold
Covers: bpy.types.WireframeModifier, bpy.types.WireframeModifier.thickness
Covers: bmesh.ops.create_icosphere
"""
import bmesh
import bpy

RADIUS, BAR = 0.5, 0.018  # metres


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
    bmesh.ops.create_icosphere(bm, subdivisions=2, radius=RADIUS)
    below = [vertex for vertex in bm.verts if vertex.co.z < -0.05 * RADIUS]
    bmesh.ops.delete(bm, geom=below, context="VERTS")
    low = min(vertex.co.z for vertex in bm.verts)
    bmesh.ops.translate(bm, vec=(0, 0, -low), verts=bm.verts)
    dome = finish("Dome", bm, paint("White Steel", (0.7, 0.7, 0.72), 0.4))
    bars = dome.modifiers.new("Bars", "WIREFRAME")
    bars.thickness = BAR
    bars.use_replace = True
    bars.use_even_offset = True
    graph = bpy.context.evaluated_depsgraph_get()
    shape = dome.evaluated_get(graph).to_mesh()
    dome.location.z = -min(vertex.co.z for vertex in shape.vertices)
    return [dome]


build()
