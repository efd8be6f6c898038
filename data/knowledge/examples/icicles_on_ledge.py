"""Icicles hanging from a ledge

Cones of seeded length that taper with a slight wave; their roots go into the ledge, so that
nothing floats below it. The ledge itself stands on two posts.
Words: icicles, stalactites, drips, ice, frozen, hanging spikes, teeth
Makes: icicle, stalactite
Covers: bmesh.types.BMFaceSeq.new, bmesh.ops.create_cube
"""
import bmesh
import bpy
import random
from math import cos, pi, sin
from mathutils import Matrix

WIDTH, HEIGHT, COUNT = 1.2, 0.8, 15  # metres
SIDES, RINGS = 12, 10


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


def icicle(bm, x, y, top, length, thick, rng):
    phase, rows = rng.uniform(0, 6), []
    for i in range(RINGS):
        t = i / RINGS
        radius = thick * (1 - t) ** 1.2 * (1 + 0.12 * sin(14 * t + phase))
        wander = 0.06 * length * t * t * sin(phase)
        rows.append([bm.verts.new((x + wander + radius * cos(2 * pi * k / SIDES),
                                   y + radius * sin(2 * pi * k / SIDES), top - length * t))
                     for k in range(SIDES)])
    tip = bm.verts.new((x + 0.06 * length * sin(phase), y, top - length))
    bm.faces.new(rows[0])
    for high, low in zip(rows, rows[1:]):
        for k in range(SIDES):
            bm.faces.new((high[k], high[k - 1], low[k - 1], low[k]))
    for k in range(SIDES):
        bm.faces.new((rows[-1][k], rows[-1][k - 1], tip))


def build():
    rng = random.Random(21)
    bm = bmesh.new()
    for x, z, width, tall in ((0, HEIGHT - 0.04, WIDTH, 0.08),
                              (-WIDTH / 2 + 0.04, HEIGHT / 2 - 0.04, 0.08, HEIGHT - 0.08),
                              (WIDTH / 2 - 0.04, HEIGHT / 2 - 0.04, 0.08, HEIGHT - 0.08)):
        bmesh.ops.create_cube(bm, size=1.0, matrix=Matrix.Translation((x, 0, z)) @ Matrix.Diagonal(
            (width, 0.16, tall, 1)))
    frame = finish("Frame", bm, paint("Weathered Wood", (0.22, 0.17, 0.12), 0.9))
    bm = bmesh.new()
    for i in range(COUNT):
        x = (WIDTH - 0.3) * (i / (COUNT - 1) - 0.5) + rng.uniform(-0.012, 0.012)
        icicle(bm, x, rng.uniform(-0.04, 0.04), HEIGHT - 0.078, rng.uniform(0.12, 0.5),
               rng.uniform(0.014, 0.03), rng)
    ice = paint("Ice", (0.75, 0.9, 1.0), 0.08)
    return [frame, finish("Icicles", bm, ice, smooth=True)]


build()
