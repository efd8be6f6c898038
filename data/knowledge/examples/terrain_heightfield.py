"""Landscape from a heightfield

A grid whose heights come from layered noise; faces get a material by height and slope: water,
grass, rock, snow. A skirt and a floor make it a closed block.
Words: terrain, landscape, mountains, hills, island, height map, ground, map, diorama
Makes: terrain, landscape, mountains, hills, island
Covers: mathutils.noise.hetero_terrain, mathutils.noise.fractal, bmesh.types.BMFace.material_index
Covers: bmesh.ops.create_grid
"""
import bmesh
import bpy
from mathutils import Vector, noise

SIZE, HEIGHT, CELLS = 2.0, 0.5, 110  # metres, metres, count
BASE, WATER = 0.06, 0.16


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


def height(x, y):
    where = Vector((x * 1.1 + 4.3, y * 1.1 + 1.7, 0.5))
    hills = 0.5 + 0.5 * noise.fractal(where, 1.0, 2.0, 6)
    edge = max(0.0, 1 - (x * x + y * y) / (0.5 * SIZE * SIZE))
    return max(0.0, min(1.0, hills * 1.2 * edge))


def build():
    bm = bmesh.new()
    bmesh.ops.create_grid(bm, x_segments=CELLS, y_segments=CELLS, size=SIZE / 2)
    for vertex in bm.verts:
        vertex.co.z = BASE + max(WATER, HEIGHT * height(vertex.co.x, vertex.co.y) * 1.6)
    bm.normal_update()
    for face in bm.faces:
        z = face.calc_center_median().z - BASE
        face.material_index = (0 if z < WATER + 0.002 else 3 if z > 0.5 else
                               2 if face.normal.z < 0.72 else 1)
    skirt = bmesh.ops.extrude_edge_only(bm, edges=[e for e in bm.edges if e.is_boundary])
    for vertex in (each for each in skirt["geom"] if isinstance(each, bmesh.types.BMVert)):
        vertex.co.z = 0.0
    for face in (each for each in skirt["geom"] if isinstance(each, bmesh.types.BMFace)):
        face.material_index = 2
    bmesh.ops.holes_fill(bm, edges=[e for e in bm.edges if e.is_boundary], sides=0)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    mesh = bpy.data.meshes.new("Terrain")
    bm.to_mesh(mesh)
    bm.free()
    for name, color, rough in (("Water", (0.02, 0.15, 0.3), 0.1), ("Grass", (0.1, 0.2, 0.04), 1.0),
                               ("Rock", (0.2, 0.17, 0.14), 1.0), ("Snow", (0.85, 0.87, 0.9), 0.8)):
        mesh.materials.append(paint(name, color, rough))
    terrain = bpy.data.objects.new("Terrain", mesh)
    bpy.context.scene.collection.objects.link(terrain)
    return [terrain]


build()
