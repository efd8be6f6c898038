"""Organic branch or figure from a stick drawing

The Skin modifier puts a body around a line of edges; each vertex has its own radius in the skin
layer, one vertex is the root. Subdivision after it rounds the body: coral, antlers, stick
figures.
Words: skin modifier, stick figure, coral, antler, roots, creature base, organic, limbs
Covers: bpy.types.SkinModifier, bpy.types.MeshSkinVertex.radius, bpy.types.SubsurfModifier
Covers: bpy.types.MeshSkinVertexLayer
"""
import bpy

POINTS = [((0, 0, 0.0), 0.05), ((0, 0, 0.2), 0.04), ((0.02, 0, 0.38), 0.035),
          ((0.16, 0.02, 0.52), 0.025), ((0.2, 0.04, 0.7), 0.012), ((-0.13, 0, 0.5), 0.025),
          ((-0.2, -0.05, 0.66), 0.012), ((0.28, 0, 0.56), 0.01)]  # (place, radius), metres
EDGES = [(0, 1), (1, 2), (2, 3), (3, 4), (2, 5), (5, 6), (3, 7)]


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


def show(name, mesh, material):
    """Puts a mesh into the scene as an object."""
    mesh.materials.append(material)
    obj = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(obj)
    return obj


def build():
    mesh = bpy.data.meshes.new("Coral")
    mesh.from_pydata([place for place, _radius in POINTS], EDGES, [])
    coral = show("Coral", mesh, paint("Coral", (0.8, 0.2, 0.15), 0.6))
    skin = coral.modifiers.new("Skin", "SKIN")  # makes the layer of radii, too
    skin.use_smooth_shade = True
    for cell, (_place, radius) in zip(mesh.skin_vertices[0].data, POINTS):
        cell.radius = (radius, radius)
    mesh.skin_vertices[0].data[0].use_root = True
    soft = coral.modifiers.new("Round", "SUBSURF")
    soft.levels = soft.render_levels = 2
    graph = bpy.context.evaluated_depsgraph_get()
    shape = coral.evaluated_get(graph).to_mesh()
    coral.location.z = -min(vertex.co.z for vertex in shape.vertices)
    return [coral]


build()
