"""Roof covered with overlapping shingles

Rows of tilted tiles, every second row shifted by half a tile; each tile's lower edge rests on the
row below it. Random turns are drawn from a seed, so the roof is the same each time.
Words: shingles, roof tiles, slates, overlapping, scales, fish scale tiles, clay tiles
Covers: bmesh.ops.create_cube, mathutils.Matrix.Rotation, mathutils.Matrix.LocRotScale
"""
import bmesh
import bpy
import random
from math import radians
from mathutils import Euler, Matrix, Vector

WIDTH, LENGTH = 2.0, 1.4  # of the slope, metres
TILE = (0.2, 0.3, 0.02)  # wide, long, thick
SHOWN = 0.2  # what is seen of a row
PITCH = 35  # degrees


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
    rng = random.Random(4)
    bm = bmesh.new()
    slope = Matrix.Rotation(radians(PITCH), 4, "X")
    lift = TILE[2] * 1.05
    rows, columns = round((LENGTH - TILE[1]) / SHOWN) + 1, round(WIDTH / TILE[0])
    for row in range(rows):
        shift = 0.5 if row % 2 else 0.0
        for column in range(columns - row % 2):
            x = (column + 0.5 + shift - columns / 2) * TILE[0]
            tilt = Euler((-lift / SHOWN, 0, rng.uniform(-0.02, 0.02)))
            place = Matrix.LocRotScale(
                Vector((x, row * SHOWN + TILE[1] / 2, lift)), tilt,
                Vector((TILE[0] * 0.96, TILE[1], TILE[2])))
            bmesh.ops.create_cube(bm, size=1.0, matrix=slope @ place)
    board = Matrix.LocRotScale(Vector((0, LENGTH / 2, -0.03)), None, Vector((WIDTH, LENGTH, 0.06)))
    bmesh.ops.create_cube(bm, size=1.0, matrix=slope @ board)
    low = min(vertex.co.z for vertex in bm.verts)
    bmesh.ops.translate(bm, vec=(0, 0, -low), verts=bm.verts)
    return [finish("Roof", bm, paint("Clay Tile", (0.42, 0.12, 0.06), 0.8))]


build()
