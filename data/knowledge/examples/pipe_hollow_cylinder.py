"""Hollow cylinder with a wall: a pipe, tube or ring

Four rings of vertices, joined by faces: outer and inner wall and both ends, closed and without a
boolean.
Words: tube, pipe, sleeve, ring, washer, bushing, hollow cylinder, wall thickness, straw
Covers: bpy.types.Mesh.from_pydata, bpy.types.Mesh.shade_smooth, bpy.types.Mesh
"""
import bpy
from math import cos, pi, sin

RADIUS = 0.05  # outside, metres
WALL = 0.006
HEIGHT = 0.2
STEPS = 48


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
    corners = [(RADIUS, 0.0), (RADIUS, HEIGHT), (RADIUS - WALL, HEIGHT), (RADIUS - WALL, 0.0)]
    points, faces = [], []
    for step in range(STEPS):
        turn = 2 * pi * step / STEPS
        points += [(r * cos(turn), r * sin(turn), z) for r, z in corners]
        here, there = 4 * step, 4 * ((step + 1) % STEPS)
        for k in range(4):
            after = (k + 1) % 4
            faces.append((here + k, there + k, there + after, here + after))
    mesh = bpy.data.meshes.new("Pipe")
    mesh.from_pydata(points, [], faces)
    for polygon in mesh.polygons:
        polygon.use_smooth = abs(polygon.normal.z) < 0.5  # round walls, flat ends
    return [show("Pipe", mesh, paint("Copper", (0.7, 0.3, 0.15), 0.3, 1.0))]


build()
