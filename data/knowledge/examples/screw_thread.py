"""Screw with a real thread

The shaft is a grid whose radius rises and falls with angle and height: a wave along the helix is
the thread, faded out towards the tip. A hexagon head is a cone with six sides.
Words: bolt, screw, thread, threaded rod, jar lid thread, hex head, machine screw
Covers: bpy.types.Mesh.from_pydata, bmesh.ops.create_cone, bmesh.ops.remove_doubles
"""
import bmesh
import bpy
from math import cos, pi, sin

RADIUS, DEPTH, PITCH, LENGTH = 0.010, 0.0022, 0.004, 0.06  # metres
HEAD, HEAD_HEIGHT = 0.017, 0.012
STEPS, RINGS = 32, 120


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
    for i in range(RINGS + 1):
        z = LENGTH * i / RINGS
        fade = min(1.0, i / 10, (RINGS - i) / 6)
        row = []
        for step in range(STEPS):
            wave = abs(2 * ((z / PITCH - step / STEPS) % 1) - 1)  # a triangle, 0..1
            radius = RADIUS - DEPTH * (1 - wave * fade)
            turn = 2 * pi * step / STEPS
            row.append(bm.verts.new((radius * cos(turn), radius * sin(turn), HEAD_HEIGHT + z)))
        rows.append(row)
    for low, high in zip(rows, rows[1:]):
        for k in range(STEPS):
            bm.faces.new((low[k - 1], low[k], high[k], high[k - 1]))
    bm.faces.new(rows[-1])
    bm.faces.new(rows[0][::-1])
    head = bmesh.ops.create_cone(bm, cap_ends=True, segments=6, radius1=HEAD, radius2=HEAD,
                                 depth=HEAD_HEIGHT)
    bmesh.ops.translate(bm, vec=(0, 0, HEAD_HEIGHT / 2), verts=head["verts"])
    return [finish("Bolt", bm, paint("Zinc", (0.5, 0.52, 0.55), 0.3, 1.0))]


build()
