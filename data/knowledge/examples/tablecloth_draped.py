"""Cloth draped over a round table, without simulation

Inside the table top the cloth is flat; beyond the edge it falls, and its surplus length becomes
folds that grow towards the hem. Solidify gives it thickness upwards, so it lies on the table.
Words: tablecloth, drape, draped fabric, hanging cloth, skirt, folds, blanket, cover, no physics
Makes: tablecloth, blanket, draped cloth
Covers: bpy.types.SolidifyModifier, bpy.types.Mesh.from_pydata, bpy.types.SolidifyModifier.offset
"""
import bmesh
import bpy
from math import cos, pi, sin
from mathutils import Matrix

RADIUS, HEIGHT = 0.5, 0.72  # of the table
FALL = 0.4  # how far the cloth hangs down
FOLDS, DEPTH = 14, 0.045
RINGS, STEPS = 26, 168


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
    for radius, depth, z in ((RADIUS, 0.03, HEIGHT - 0.015), (0.05, HEIGHT - 0.06, HEIGHT / 2),
                             (0.3, 0.03, 0.015)):
        bmesh.ops.create_cone(bm, cap_ends=True, segments=64, radius1=radius, radius2=radius,
                              depth=depth, matrix=Matrix.Translation((0, 0, z)))
    table = finish("Table", bm, paint("Walnut", (0.15, 0.07, 0.03)))
    bm = bmesh.new()
    rows = []
    for i in range(RINGS + 1):
        t = max(0.0, (i - 6) / (RINGS - 6))  # 0 on the table, 1 at the hem
        row = []
        for k in range(STEPS):
            turn = 2 * pi * k / STEPS
            wave = cos(FOLDS * turn + 0.7 * sin(3 * turn))
            reach = RADIUS * i / 6 if i < 6 else RADIUS + 0.008 * min(1, 6 * t) \
                + DEPTH * t ** 0.8 * (1 + wave)
            drop = FALL * t * (1 - 0.04 * t * wave)
            row.append(bm.verts.new((reach * cos(turn), reach * sin(turn), HEIGHT - drop)))
        rows.append(row)
    for inner, outer in zip(rows, rows[1:]):
        for k in range(STEPS):
            corners = (inner[k - 1], outer[k - 1], outer[k], inner[k])
            bm.faces.new(corners)
    bmesh.ops.remove_doubles(bm, verts=rows[0], dist=1e-5)
    cloth = finish("Tablecloth", bm, paint("Red Linen", (0.5, 0.03, 0.04), 0.9), smooth=True)
    thick = cloth.modifiers.new("Thickness", "SOLIDIFY")
    thick.thickness = 0.003
    thick.offset = 1.0  # away from the table
    return [table, cloth]


build()
