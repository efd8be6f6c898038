"""Puffed cushion with pinched corners

Two grids sewn at the rim, blown up most in the middle; the sides draw in between the corners,
which leaves the pointed ears of a real cushion. A few seeded folds run from the corners.
Words: pillow, cushion, sofa cushion, stuffed, puffy, soft, inflated, bean bag
Covers: bmesh.ops.create_grid, bmesh.ops.remove_doubles, bmesh.types.BMVert.co
"""
import bmesh
import bpy
from math import sin

SIZE, PUFF = 0.45, 0.2  # metres
CELLS = 40


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


def sewn(u, v, side):
    """A place of the square -1..1 as a point of the cushion's upper or lower half."""
    fill = (1 - u ** 2) * (1 - v ** 2)
    draw_u, draw_v = 1 - 0.12 * (1 - v ** 2), 1 - 0.12 * (1 - u ** 2)
    fold = 0.008 * sin(9 * (u - v)) * sin(7 * (u + v)) * (1 - fill)
    rise = PUFF / 2 * fill ** 0.45 + fold * fill ** 0.5
    return SIZE / 2 * u * draw_u, SIZE / 2 * v * draw_v, side * rise


def build():
    bm = bmesh.new()
    for side in (1, -1):
        made = bmesh.ops.create_grid(bm, x_segments=CELLS, y_segments=CELLS, size=1.0)
        for vertex in made["verts"]:
            vertex.co = sewn(vertex.co.x, vertex.co.y, side)
    bmesh.ops.remove_doubles(bm, verts=bm.verts, dist=1e-6)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    low = min(vertex.co.z for vertex in bm.verts)
    bmesh.ops.translate(bm, vec=(0, 0, -low), verts=bm.verts)
    return [finish("Cushion", bm, paint("Linen", (0.55, 0.2, 0.12), 0.9), smooth=True)]


build()
