"""Tuft of grass from bent blades

Each blade is a strip of quads that narrows to a tip and bends further the higher it gets; all
blades are one mesh. Copy the object, or scatter it, for a lawn.
Words: grass, lawn, meadow, reeds, blades, weeds, wheat, straw
Covers: bpy.types.Mesh.from_pydata, mathutils.Matrix.Rotation, bpy.types.MeshPolygon.use_smooth
"""
import bpy
import random
from math import cos, pi, sin
from mathutils import Matrix, Vector

BLADES, HEIGHT, WIDTH = 70, 0.3, 0.012  # count, metres
SPREAD, CUTS = 0.07, 6


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


def show(name, mesh, material):
    """Puts a mesh into the scene as an object."""
    mesh.materials.append(material)
    obj = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(obj)
    return obj


def build():
    rng = random.Random(2)
    points, faces = [], []
    for _blade in range(BLADES):
        turn, reach = rng.uniform(0, 2 * pi), SPREAD * rng.random() ** 0.5
        root = Vector((reach * cos(turn), reach * sin(turn), 0))
        height, bend = HEIGHT * rng.uniform(0.55, 1.0), rng.uniform(0.2, 1.3)
        aim = Matrix.Rotation(turn + rng.uniform(-0.8, 0.8), 3, "Z")
        first, place, lean = len(points), root.copy(), 0.1
        for i in range(CUTS + 1):
            half = WIDTH / 2 * (1 - i / CUTS) ** 0.7
            side = aim @ Vector((0, half, 0))
            points += [place - side, place + side] if i < CUTS else [place.copy()]
            lean += bend / CUTS * (i + 1) / CUTS * 1.6
            place = place + aim @ Vector((sin(lean), 0, cos(lean))) * height / CUTS
        for i in range(CUTS - 1):
            a = first + 2 * i
            faces.append((a, a + 1, a + 3, a + 2))
        a = first + 2 * (CUTS - 1)
        faces.append((a, a + 1, a + 2))
    mesh = bpy.data.meshes.new("Grass")
    mesh.from_pydata([tuple(p) for p in points], [], faces)
    for polygon in mesh.polygons:
        polygon.use_smooth = True
    return [show("Grass", mesh, paint("Grass", (0.1, 0.28, 0.03), 0.6))]


build()
