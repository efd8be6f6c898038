"""Blobs that flow into each other

Metaballs melt where they come near; one object holds all elements. The resolution is the size of
a cell, in metres: small is smooth and slow. Converted, they become an ordinary mesh.
Words: metaball, blob, slime, cloud, liquid drops, bubbles, melt, puddle, dough
Covers: bpy.types.MetaBall, bpy.types.MetaBallElements.new, bpy.types.MetaElement.radius
Covers: bpy.types.BlendDataMeshes.new_from_object
"""
import bpy

BLOBS = [((0, 0, 0.15), 0.2), ((0.17, 0, 0.13), 0.15), ((-0.16, 0.04, 0.12), 0.15),
         ((0.04, -0.05, 0.27), 0.15), ((-0.09, 0.02, 0.23), 0.13)]  # (place, radius), metres
CELL = 0.015


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


def build():
    meta = bpy.data.metaballs.new("Cloud")
    meta.resolution = meta.render_resolution = CELL
    meta.threshold = 0.6
    for place, radius in BLOBS:
        element = meta.elements.new(type="BALL")
        element.co = place
        element.radius = radius
    blob = bpy.data.objects.new("Blob", meta)
    bpy.context.scene.collection.objects.link(blob)
    graph = bpy.context.evaluated_depsgraph_get()
    mesh = bpy.data.meshes.new_from_object(blob.evaluated_get(graph))
    bpy.data.objects.remove(blob)
    mesh.materials.clear()
    mesh.materials.append(paint("Cloud", (0.8, 0.82, 0.86), 1.0))
    for polygon in mesh.polygons:
        polygon.use_smooth = True
    cloud = bpy.data.objects.new("Cloud", mesh)
    bpy.context.scene.collection.objects.link(cloud)
    cloud.location.z = -min(vertex.co.z for vertex in mesh.vertices)
    return [cloud]


build()
