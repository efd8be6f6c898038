"""Quilted, tufted surface with buttons

Height falls to the seams of a diagonal grid and bulges between them; buttons sit where the seams
cross. Any surface with (u, v) can be quilted the same way.
Words: quilted, tufted, chesterfield, padded, upholstery, diamond pattern, mattress, headboard
Words: buttons
Makes: mattress, headboard, upholstery
Covers: bmesh.ops.create_grid, bmesh.ops.create_uvsphere, bmesh.types.BMVert.co
"""
import bmesh
import bpy
from math import pi, sin
from mathutils import Matrix

WIDTH, LENGTH, THICK = 0.8, 0.8, 0.06  # metres
CELL = 0.2  # from button to button
PUFF = 0.035


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


def bulge(x, y):
    """0 on the diagonal seams, 1 in the middle of a diamond."""
    return abs(sin(pi * (x + y) / CELL) * sin(pi * (x - y) / CELL)) ** 0.5


def build():
    bm = bmesh.new()
    made = bmesh.ops.create_grid(bm, x_segments=96, y_segments=96, size=0.5)
    for vertex in made["verts"]:
        x, y = vertex.co.x * WIDTH, vertex.co.y * LENGTH
        vertex.co = (x, y, THICK + PUFF * bulge(x, y))
    skirt = bmesh.ops.extrude_edge_only(bm, edges=[e for e in bm.edges if e.is_boundary])
    for vertex in (each for each in skirt["geom"] if isinstance(each, bmesh.types.BMVert)):
        vertex.co.z = 0.0
    bmesh.ops.holes_fill(bm, edges=[e for e in bm.edges if e.is_boundary], sides=0)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    pad = finish("Pad", bm, paint("Green Leather", (0.03, 0.12, 0.06), 0.35), smooth=True)
    for polygon in pad.data.polygons:
        polygon.use_smooth = polygon.normal.z > 0.1
    bm = bmesh.new()
    count_x, count_y = int(WIDTH / CELL / 2 + 0.5) * 2, int(LENGTH / CELL / 2 + 0.5) * 2
    for i in range(-count_x, count_x + 1):
        for k in range(-count_y, count_y + 1):
            x, y = i * CELL / 2, k * CELL / 2
            if (i + k) % 2 == 0 and abs(x) < WIDTH / 2 - 0.02 and abs(y) < LENGTH / 2 - 0.02:
                bmesh.ops.create_uvsphere(
                    bm, u_segments=16, v_segments=8, radius=0.012,
                    matrix=Matrix.Translation((x, y, THICK + 0.005)) @ Matrix.Diagonal(
                        (1, 1, 0.5, 1)))
    return [pad, finish("Buttons", bm, paint("Brass", (0.7, 0.45, 0.12), 0.3, 1.0), smooth=True)]


build()
