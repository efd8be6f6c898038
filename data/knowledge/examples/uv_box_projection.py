"""UV unwrap a mesh by box projection

Each face takes its two coordinates from the axes that it does not face; metres become UV units,
so a texture has the same size on all objects. Made with bmesh, needs no edit mode.
Words: uv, unwrap, uv map, texture coordinates, box mapping, cube projection, planar projection
Words: smart project
Covers: bmesh.types.BMLoopUV.uv, bpy.types.MeshUVLoopLayer, bpy.ops.uv.smart_project
Covers: bpy.types.ShaderNodeUVMap
"""
import bmesh
import bpy

SIZE, TILE = (0.6, 0.4, 0.3), 0.1  # metres


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


def checker():
    made = bpy.data.materials.new("Checker")
    if made.node_tree is None:
        made.use_nodes = True  # before Blender 5.0
    tree = made.node_tree
    uv, tiles = tree.nodes.new("ShaderNodeUVMap"), tree.nodes.new("ShaderNodeTexChecker")
    uv.uv_map = "Box"
    tiles.inputs["Scale"].default_value = 1.0
    tiles.inputs["Color1"].default_value = (0.75, 0.7, 0.6, 1)
    tiles.inputs["Color2"].default_value = (0.2, 0.05, 0.05, 1)
    tree.links.new(uv.outputs["UV"], tiles.inputs["Vector"])
    tree.links.new(tiles.outputs["Color"], tree.nodes["Principled BSDF"].inputs["Base Color"])
    return made


def build():
    bm = bmesh.new()
    bmesh.ops.create_cube(bm, size=1.0)
    bmesh.ops.scale(bm, vec=SIZE, verts=bm.verts)
    bmesh.ops.translate(bm, vec=(0, 0, SIZE[2] / 2), verts=bm.verts)
    layer = bm.loops.layers.uv.new("Box")
    for face in bm.faces:
        face.normal_update()
        away = max(range(3), key=lambda axis: abs(face.normal[axis]))
        u, v = [axis for axis in range(3) if axis != away]
        for loop in face.loops:
            loop[layer].uv = (loop.vert.co[u] / TILE, loop.vert.co[v] / TILE)
    return [finish("Crate", bm, checker())]


build()
