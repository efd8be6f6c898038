"""Boat hull lofted from frames, hollow

Half frames along the keel, from the pointed bow to the transom; the same points mirrored make the
other side. Solidify gives the planking its thickness inwards.
Words: boat, hull, ship, canoe, rowing boat, sailing boat, loft, ribs, keel, bow, stern
Makes: boat, hull, ship, canoe, rowing boat, sailing boat, dinghy, gondola
Covers: bpy.types.SolidifyModifier, bmesh.types.BMFaceSeq.new, bpy.types.MirrorModifier
"""
import bmesh
import bpy
from math import cos, pi, sin

LENGTH, BEAM, DEPTH = 3.2, 1.2, 0.5  # metres
FRAMES, POINTS = 24, 10
PLANK = 0.025


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
    rows = []
    for i in range(FRAMES + 1):
        t = i / FRAMES  # 0 at the transom, 1 at the bow
        half = BEAM / 2 * min(1.0, 0.8 + 0.5 * t) * max(0.0, 1 - t ** 3.5) ** 0.8
        sheer = DEPTH * (1 + 0.35 * (t - 0.35) ** 2 * 2)
        keel = 0.2 * DEPTH * max(0.0, t - 0.7) ** 2 * 10
        row = []
        for k in range(-POINTS, POINTS + 1):
            a = pi / 2 * abs(k) / POINTS  # keel to gunwale
            side = 1 if k >= 0 else -1
            x = side * half * sin(a) ** (0.7 + 0.5 * t)
            z = keel + (sheer - keel) * (1 - cos(a)) ** 0.9
            row.append(bm.verts.new((x, LENGTH * (0.5 - t), z)))
        rows.append(row)
    for back, front in zip(rows, rows[1:]):
        for k in range(2 * POINTS):
            bm.faces.new((back[k], back[k + 1], front[k + 1], front[k]))
    bm.faces.new(rows[0])  # the transom
    bmesh.ops.remove_doubles(bm, verts=bm.verts, dist=1e-4)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    hull = finish("Hull", bm, paint("Blue Hull", (0.04, 0.15, 0.3), 0.4), smooth=True)
    wall = hull.modifiers.new("Planking", "SOLIDIFY")
    wall.thickness = PLANK
    wall.offset = 1.0
    bpy.context.view_layer.update()
    shape = hull.evaluated_get(bpy.context.evaluated_depsgraph_get()).to_mesh()
    low = min(vertex.co.z for vertex in shape.vertices)
    hull.location.z = -low
    return [hull]


build()
