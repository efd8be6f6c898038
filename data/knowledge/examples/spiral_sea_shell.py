"""Spiral sea shell that grows with each turn

A circle swept along a logarithmic spiral: turning, shrinking and rising by the same factor at
every step, as a snail does it. The mouth is left open and given a wall by Solidify.
Words: shell, snail, nautilus, conch, ammonite, logarithmic spiral, horn, seashell
Makes: sea shell, snail shell, crab shell, nautilus, conch, ammonite
Covers: bpy.types.Mesh.from_pydata, bpy.types.SolidifyModifier, mathutils.Matrix.Rotation
"""
import bpy
from math import cos, exp, pi, sin

TURNS, GROWTH = 5.5, 0.1  # how much it grows a radian
SIZE = 0.05  # radius of the last turn, metres
STEPS, SIDES = 220, 28


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
    for i in range(STEPS + 1):
        turn = 2 * pi * TURNS * (i / STEPS - 1) + pi  # the mouth faces the front
        grown = SIZE * exp(GROWTH * (turn - pi))
        tube = 0.62 * grown
        rib = 1 + 0.05 * cos(turn * 14)
        for k in range(SIDES):
            a = 2 * pi * k / SIDES
            reach = grown * 0.7 + tube * rib * cos(a)
            rise = -1.55 * grown + tube * rib * sin(a) * 1.15
            points.append((reach * cos(turn), reach * sin(turn), rise))
        if i:
            for k in range(SIDES):
                a, n = (i - 1) * SIDES, (k + 1) % SIDES
                faces.append((a + k, a + n, a + SIDES + n, a + SIDES + k))
    faces.append(tuple(range(SIDES)))  # the tip
    low = min(p[2] for p in points)
    mesh = bpy.data.meshes.new("Shell")
    mesh.from_pydata([(x, y, z - low) for x, y, z in points], [], faces)
    for polygon in mesh.polygons:
        polygon.use_smooth = True
    shell = show("Shell", mesh, paint("Shell", (0.7, 0.45, 0.3), 0.3))
    wall = shell.modifiers.new("Wall", "SOLIDIFY")
    wall.thickness, wall.offset = 0.0012, 1.0
    return [shell]


build()
