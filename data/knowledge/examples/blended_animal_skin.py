"""Animal of one skin, its limbs blended into the body

Overlapping closed pieces, joined into one mesh, get one skin of quads by the Remesh modifier in
voxel mode: the inner walls are gone. Smoothing only the vertices near two pieces rounds the
junctions, so that the other shapes stay as they are. Each face takes the material of the piece
nearest to it. In a script with Maquette's toolkit, `blend_skin` does all of it, with arcs.
Words: blend, melt together, fuse, organic, creature, animal, limbs, neck, fillet, one skin, voxel
Makes: cow, sheep, dinosaur
Covers: bpy.types.RemeshModifier, bpy.types.RemeshModifier.voxel_size
Covers: mathutils.bvhtree.BVHTree.find_nearest, bmesh.ops.smooth_vert
"""
import bmesh
import bpy
from mathutils import Matrix, Vector
from mathutils.bvhtree import BVHTree

ROUND = 0.05  # m: how far the junctions reach
# (size, place, color): the body, the neck, the head, four legs
PIECES = [((1.0, 0.42, 0.44), (0.0, 0.0, 0.7), 0), ((0.24, 0.2, 0.5), (0.46, 0.0, 0.95), 0),
          ((0.38, 0.2, 0.22), (0.58, 0.0, 1.2), 1)]
PIECES += [((0.15, 0.15, 0.8), (x, y, 0.4), 0) for x in (-0.32, 0.32) for y in (-0.12, 0.12)]


def paint(name, color):
    """A plain material of one colour (linear RGB)."""
    made = bpy.data.materials.new(name)
    if made.node_tree is None:
        made.use_nodes = True  # before Blender 5.0
    made.node_tree.nodes["Principled BSDF"].inputs["Base Color"].default_value = (*color, 1.0)
    return made


def ellipsoid(size, place):
    bm = bmesh.new()
    bmesh.ops.create_uvsphere(bm, u_segments=32, v_segments=20, radius=0.5)
    bm.transform(Matrix.Translation(Vector(place)) @ Matrix.Diagonal((*size, 1.0)))
    return bm


def build():
    whole, trees = bpy.data.meshes.new("Animal"), []
    joined = bmesh.new()
    for size, place, _color in PIECES:
        piece = ellipsoid(size, place)
        trees.append(BVHTree.FromBMesh(piece))
        piece.to_mesh(whole)
        joined.from_mesh(whole)
        piece.free()
    joined.to_mesh(whole)
    joined.free()
    animal = bpy.data.objects.new("Animal", whole)
    bpy.context.scene.collection.objects.link(animal)
    step = animal.modifiers.new("Skin", "REMESH")
    step.mode, step.voxel_size = "VOXEL", 0.02
    bpy.context.view_layer.update()
    evaluated = animal.evaluated_get(bpy.context.evaluated_depsgraph_get())
    bm = bmesh.new()
    bm.from_mesh(evaluated.to_mesh())
    evaluated.to_mesh_clear()
    animal.modifiers.clear()
    for _turn in range(12):
        seams = [v for v in bm.verts
                 if sum(tree.find_nearest(v.co, ROUND)[0] is not None for tree in trees) > 1]
        bmesh.ops.smooth_vert(bm, verts=seams, factor=0.5, use_axis_x=True, use_axis_y=True,
                              use_axis_z=True)
    for face in bm.faces:
        middle = face.calc_center_median()
        nearest = min(range(len(trees)), key=lambda i: trees[i].find_nearest(middle)[3])
        face.material_index, face.smooth = PIECES[nearest][2], True
    bm.to_mesh(whole)
    bm.free()
    for material in (paint("Coat", (0.25, 0.12, 0.06)), paint("Face", (0.75, 0.7, 0.6))):
        whole.materials.append(material)
    return [animal]


build()
