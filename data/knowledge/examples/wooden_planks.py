"""Floor of planks, each a little different

Boards of random length end to end in rows, with a gap and slightly uneven tops. A colour for each
board comes from a colour attribute, so one material serves all.
Words: floorboards, deck, planks, boards, parquet, wooden floor, slats, pallet
Makes: floorboard, parquet, pallet
Covers: bpy.types.AttributeGroupMesh, bpy.types.ShaderNodeVertexColor, bmesh.ops.create_cube
Covers: bmesh.types.BMLayerAccessLoop
"""
import bmesh
import bpy
import random
from mathutils import Matrix, Vector

WIDTH, LENGTH, THICK = 1.2, 2.0, 0.03  # metres
ROWS, GAP = 8, 0.004


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


def boards_material():
    made = bpy.data.materials.new("Boards")
    if made.node_tree is None:
        made.use_nodes = True  # before Blender 5.0
    tree = made.node_tree
    color = tree.nodes.new("ShaderNodeVertexColor")
    color.layer_name = "Board"
    tree.links.new(color.outputs["Color"], tree.nodes["Principled BSDF"].inputs["Base Color"])
    return made


def build():
    rng = random.Random(3)
    bm = bmesh.new()
    layer = bm.loops.layers.float_color.new("Board")
    for row in range(ROWS):
        y, x = (row + 0.5) * WIDTH / ROWS - WIDTH / 2, 0.0
        while x < LENGTH - 1e-6:
            end = min(LENGTH, x + rng.uniform(0.5, 1.1))
            end = LENGTH if LENGTH - end < 0.25 else end
            size = Vector((end - x - GAP, WIDTH / ROWS - GAP, THICK - rng.uniform(0, 0.002)))
            place = Vector(((x + end - LENGTH) / 2, y, size.z / 2))
            made = bmesh.ops.create_cube(bm, size=1.0, matrix=Matrix.LocRotScale(place, None, size))
            shade = rng.uniform(0.7, 1.2)
            for face in {face for vertex in made["verts"] for face in vertex.link_faces}:
                for corner in face.loops:
                    corner[layer] = (0.33 * shade, 0.17 * shade, 0.07 * shade, 1)
            x = end
    return [finish("Floor", bm, boards_material())]


build()
