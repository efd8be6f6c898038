"""Feather with a shaft and barbs

The vane is many thin strips (barbs) that leave the shaft at an angle and lean to the tip, with a
few seeded gaps; the shaft is a bowed, tapering tube.
Words: feather, quill, plume, wing feather, barbs, bird, arrow fletching, palm frond
Makes: feather, quill, plume
Covers: bpy.types.Mesh.from_pydata, bpy.types.MeshPolygon.material_index
Covers: bpy.types.IDMaterials.append
"""
import bpy
import random
from math import cos, pi, sin

LENGTH, WIDTH = 0.24, 0.05  # metres
BARBS = 110
QUILL = 0.22  # share of the length that is bare


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


def spine(t):
    """A point of the shaft at 0..1: bowed sideways and upwards."""
    return 0.02 * sin(pi * t), LENGTH * t, 0.003 + 0.012 * sin(pi * t)


def build():
    rng = random.Random(9)
    points, faces = [], []
    for i in range(25):
        t = i / 24
        x, y, z = spine(t)
        radius = 0.0022 * (1 - 0.8 * t)
        points += [(x + radius * cos(2 * pi * k / 8), y, z + radius * sin(2 * pi * k / 8))
                   for k in range(8)]
        if i:
            faces += [(8 * i - 8 + k, 8 * i + k, 8 * i + (k + 1) % 8, 8 * i - 8 + (k + 1) % 8)
                      for k in range(8)]
    shaft = len(faces)
    for side in (-1, 1):
        shift = 0.0
        for i in range(BARBS):
            t = QUILL + (0.995 - QUILL) * i / BARBS
            if rng.random() < 0.03:
                shift = rng.uniform(0.0, 0.006)  # the vane splits here
            s = (t - QUILL) / (1 - QUILL)
            reach = WIDTH / 2 * (1.15 if side > 0 else 0.8) * (sin(pi * min(0.97, s) ** 0.7)
                                                              + 0.12) * rng.uniform(0.96, 1.0)
            x, y, z = spine(t)
            step = 1.25 * LENGTH * (1 - QUILL) / BARBS
            first = len(points)
            for u in (0.0, 0.25, 0.5, 0.75, 1.0):
                along, wide = (0.75 * reach + shift) * u, step * (1 - 0.6 * u ** 3)
                points += [(x + side * reach * u, y + along + w, z - 0.25 * reach * u * u)
                           for w in (0, wide)]
            for k in range(4):
                a = first + 2 * k
                faces.append((a, a + 1, a + 3, a + 2))
    low = min(p[2] for p in points)
    mesh = bpy.data.meshes.new("Feather")
    mesh.from_pydata([(x, y, z - low) for x, y, z in points], [], faces)
    mesh.materials.append(paint("Shaft", (0.7, 0.62, 0.45)))
    mesh.materials.append(paint("Vane", (0.08, 0.16, 0.3), 0.7))
    for polygon in mesh.polygons:
        polygon.material_index = 0 if polygon.index < shaft else 1
        polygon.use_smooth = True
    feather = bpy.data.objects.new("Feather", mesh)
    bpy.context.scene.collection.objects.link(feather)
    return [feather]


build()
