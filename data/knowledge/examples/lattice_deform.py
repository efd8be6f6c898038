"""Shape a mesh with a lattice

A lattice is a coarse cage of points; moving them bends everything inside smoothly. Good for
making a straight model lean, bulge or taper as a whole. Points are in the lattice's own space,
-0.5 to 0.5.
Words: lattice, cage deform, ffd, free form deform, bulge, cartoon, squash, lean
Covers: bpy.types.LatticeModifier, bpy.types.Lattice.points_u, bpy.types.LatticePoint.co_deform
Covers: bpy.types.BlendDataLattices.new
"""
import bmesh
import bpy
from mathutils import Matrix, Vector

SIZE = (0.4, 0.3, 0.5)  # metres


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
    place = Matrix.Translation((0, 0, SIZE[2] / 2)) @ Matrix.Diagonal((*SIZE, 1))
    bmesh.ops.create_cube(bm, size=1.0, matrix=place)
    bmesh.ops.subdivide_edges(bm, edges=bm.edges[:], cuts=12, use_grid_fill=True)
    chest = finish("Cartoon Chest", bm, paint("Orange", (0.7, 0.25, 0.03), 0.4), smooth=True)
    lattice = bpy.data.lattices.new("Cage")
    lattice.points_u, lattice.points_v, lattice.points_w = 2, 2, 3
    for point in lattice.points:
        rest = Vector(point.co)
        if rest.z > 0.4:
            point.co_deform = (rest.x * 1.5 + 0.15, rest.y * 1.5, rest.z)  # wide and leaning
        elif rest.z > -0.4:
            point.co_deform = (rest.x * 0.75, rest.y * 0.75, rest.z)
    cage = bpy.data.objects.new("Cage", lattice)
    cage.matrix_world = place  # as large as the mesh
    bpy.context.scene.collection.objects.link(cage)
    deform = chest.modifiers.new("Cage", "LATTICE")
    deform.object = cage
    graph = bpy.context.evaluated_depsgraph_get()
    shaped = bpy.data.meshes.new_from_object(chest.evaluated_get(graph))
    chest.modifiers.clear()
    chest.data = shaped
    bpy.data.objects.remove(cage)
    return [chest]


build()
