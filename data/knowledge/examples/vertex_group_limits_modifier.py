"""Limit a modifier to part of a mesh with a vertex group

A vertex group holds a weight for each vertex; a modifier that is given the group works by these
weights. Here only the upper half of a brush is swollen by Cast, fading out downwards.
Words: vertex group, weight, weights, partial modifier, mask, weight paint, fade, influence
Covers: bpy.types.VertexGroups.new, bpy.types.VertexGroup.add, bpy.types.CastModifier
Covers: bpy.types.Modifier
"""
import bmesh
import bpy
from mathutils import Matrix

RADIUS, HEIGHT = 0.06, 0.4  # metres


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
    bmesh.ops.create_cone(bm, cap_ends=True, segments=48, radius1=RADIUS, radius2=RADIUS,
                          depth=HEIGHT, matrix=Matrix.Translation((0, 0, HEIGHT / 2)))
    upright = [e for e in bm.edges if abs(e.verts[0].co.z - e.verts[1].co.z) > HEIGHT / 2]
    bmesh.ops.subdivide_edges(bm, edges=upright, cuts=40, use_grid_fill=True)
    post = finish("Post", bm, paint("Chalk", (0.7, 0.3, 0.35), 0.8), smooth=True)
    group = post.vertex_groups.new(name="Upper")
    for vertex in post.data.vertices:
        t = vertex.co.z / HEIGHT
        group.add([vertex.index], max(0.0, min(1.0, (t - 0.4) * 2.5)), "REPLACE")
    cast = post.modifiers.new("Swell", "CAST")
    cast.cast_type = "SPHERE"
    cast.radius, cast.size, cast.factor = 0.0, 0.42, 0.65
    cast.use_radius_as_size = False
    cast.use_z = False
    cast.vertex_group = group.name
    return [post]


build()
