"""Closed book with cover, spine and pages

Cover boards stand out over the page block; the spine is a half round joined to both. One object,
two materials: each face says which by its material_index.
Words: book, hardcover, notebook, magazine, spine, pages, tome, diary
Makes: book, notebook, diary, tome
Covers: bpy.types.MeshPolygon.material_index, bmesh.types.BMFace.material_index
Covers: bpy.types.IDMaterials.append
"""
import bmesh
import bpy
from math import cos, pi, sin
from mathutils import Matrix

WIDTH, HEIGHT, THICK = 0.15, 0.22, 0.035  # metres
BOARD, EDGE = 0.003, 0.004  # of the cover: thickness, how far it stands out


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


def box(bm, low, high, material):
    middle = [(a + b) / 2 for a, b in zip(low, high)]
    size = [b - a for a, b in zip(low, high)]
    made = bmesh.ops.create_cube(bm, size=1.0, matrix=Matrix.Translation(
        middle) @ Matrix.Diagonal((*size, 1)))
    for face in {face for vertex in made["verts"] for face in vertex.link_faces}:
        face.material_index = material


def build():
    bm = bmesh.new()
    box(bm, (0, 0, 0), (WIDTH, HEIGHT, BOARD), 0)
    box(bm, (0, 0, THICK - BOARD), (WIDTH, HEIGHT, THICK), 0)
    box(bm, (0, EDGE, BOARD), (WIDTH - EDGE, HEIGHT - EDGE, THICK - BOARD), 1)
    outer = [(-0.35 * THICK * sin(pi * k / 10), THICK / 2 * (1 - cos(pi * k / 10)))
             for k in range(11)]
    ends = [[bm.verts.new((x, y, z)) for x, z in outer] for y in (0, HEIGHT)]
    for k in range(10):
        bm.faces.new((ends[0][k], ends[0][k + 1], ends[1][k + 1], ends[1][k])).smooth = True
    bm.faces.new(ends[0])
    bm.faces.new(ends[1])
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    mesh = bpy.data.meshes.new("Book")
    bm.to_mesh(mesh)
    bm.free()
    mesh.materials.append(paint("Cover", (0.3, 0.02, 0.03), 0.6))  # material_index 0
    mesh.materials.append(paint("Pages", (0.8, 0.74, 0.6), 0.9))  # material_index 1
    book = bpy.data.objects.new("Book", mesh)
    bpy.context.scene.collection.objects.link(book)
    return [book]


build()
