"""Wheel with spokes, rim and hub

Rim and hub are revolved rings, the spokes reach from inside the hub to inside the rim, so nothing
gapes. The axle points along Y, the wheel stands on the ground.
Words: wheel, cart wheel, wagon, bicycle wheel, spokes, rim, hub, steering wheel, ferris wheel
Makes: cart wheel, wagon wheel, spoked wheel, bicycle wheel, steering wheel, ferris wheel
Covers: bmesh.ops.create_cone, mathutils.Matrix.Rotation, bpy.types.Mesh.from_pydata
"""
import bmesh
import bpy
from math import cos, pi, sin
from mathutils import Matrix

RADIUS, WIDTH, RIM = 0.4, 0.06, 0.05  # metres
HUB, SPOKES, SPOKE = 0.07, 12, 0.014


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


def ring(bm, inner, outer, width, steps=64):
    """A ring about the Y axis with a rectangular section."""
    rows = [[bm.verts.new((r * cos(2 * pi * k / steps), y, r * sin(2 * pi * k / steps)))
             for r, y in ((outer, -width / 2), (outer, width / 2), (inner, width / 2),
                          (inner, -width / 2))] for k in range(steps)]
    for k in range(steps):
        for i in range(4):
            bm.faces.new((rows[k - 1][i], rows[k][i], rows[k][i - 3], rows[k - 1][i - 3]))


def build():
    bm = bmesh.new()
    ring(bm, RADIUS - RIM, RADIUS, WIDTH)
    ring(bm, 0.02, HUB, WIDTH * 1.8)
    length = RADIUS - RIM / 2 - HUB * 0.7
    for k in range(SPOKES):
        turn = Matrix.Rotation(2 * pi * k / SPOKES, 4, "Y")
        out = Matrix.Translation((0, 0, HUB * 0.7 + length / 2))
        bmesh.ops.create_cone(bm, cap_ends=True, segments=12, radius1=SPOKE * 1.2, radius2=SPOKE,
                              depth=length, matrix=turn @ out)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    bmesh.ops.translate(bm, vec=(0, 0, RADIUS), verts=bm.verts)
    wood = finish("Wheel", bm, paint("Ash Wood", (0.35, 0.2, 0.09)))
    bm = bmesh.new()
    ring(bm, RADIUS - 0.004, RADIUS + 0.008, WIDTH * 0.9)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    bmesh.ops.translate(bm, vec=(0, 0, RADIUS), verts=bm.verts)
    band = finish("Iron Band", bm, paint("Iron", (0.08, 0.08, 0.09), 0.4, 1.0))
    for obj in (wood, band):
        obj.location.z = 0.008
    return [wood, band]


build()
