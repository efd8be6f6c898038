"""Leaf with a midrib, folded and curved

A strip of quads along the midrib whose width follows a leaf's outline: widest before the middle,
pointed at the end. The halves are folded up, the whole bends down towards the tip.
Words: leaf, foliage, leaves, blade, petal, midrib, plant
Covers: bpy.types.Mesh.from_pydata, bpy.types.SolidifyModifier, bpy.types.MeshPolygon.use_smooth
"""
import bpy
from math import cos, pi, sin

LENGTH, WIDTH = 0.12, 0.05  # metres
FOLD, BEND = 0.35, 0.9  # how far the halves stand up; radians from stalk to tip
ROWS, COLUMNS = 24, 8  # COLUMNS: even, the middle one is the rib
STALK = 0.03


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
    points, faces = [], []
    x, z, lean = 0.0, 0.0, 0.5
    for i in range(ROWS + 1):
        t = i / ROWS
        half = WIDTH / 2 * max(0.02, sin(pi * t ** 0.75) ** 0.9 * (1 - 0.25 * t))
        for k in range(COLUMNS + 1):
            s = 2 * k / COLUMNS - 1  # -1 .. 1 across
            ripple = 0.002 * sin(22 * t) * s * s
            vein = -0.0015 * (abs(s) < 0.01)
            points.append((x, half * s, z + FOLD * half * abs(s) + ripple + vein))
        x, z = x + LENGTH / ROWS * cos(lean), z + LENGTH / ROWS * sin(lean)
        lean -= BEND / ROWS
    row = COLUMNS + 1
    for i in range(ROWS):
        for k in range(COLUMNS):
            a = i * row + k
            faces.append((a, a + row, a + row + 1, a + 1))
    first = len(points)
    points += [(-STALK * (1 - j), y, -0.014 * (1 - j) + h) for j in (0, 1)
               for y, h in ((-0.0012, 0), (0.0012, 0), (0, 0.002))]
    faces += [(first, first + 2, first + 1), (first + 3, first + 4, first + 5)]
    faces += [(first + k, first + (k + 1) % 3, first + 3 + (k + 1) % 3, first + 3 + k)
              for k in range(3)]
    low = min(p[2] for p in points) - 0.0004
    mesh = bpy.data.meshes.new("Leaf")
    mesh.from_pydata([(a, b, c - low) for a, b, c in points], [], faces)
    for polygon in mesh.polygons:
        polygon.use_smooth = True
    leaf = show("Leaf", mesh, paint("Leaf", (0.06, 0.22, 0.03), 0.45))
    thick = leaf.modifiers.new("Thickness", "SOLIDIFY")
    thick.thickness = 0.0008
    thick.offset = 0.0
    return [leaf]


build()
