"""Vase whose outline comes from a formula

Rings of vertices whose radius is a function of height and angle: change the formula, get another
vase. The inner wall is the same outline, drawn in by the thickness.
Words: vase, pot, urn, jar, fluted, ribbed, parametric pottery, ceramic
Makes: vase, urn
Covers: bpy.types.Mesh.from_pydata, bpy.types.MeshPolygon.use_smooth
"""
import bpy
from math import cos, pi, sin

HEIGHT = 0.30  # metres
RADIUS = 0.07
WALL = 0.005
RIBS, RIB_DEPTH = 12, 0.004
RINGS, STEPS = 40, 96


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


def outline(t):
    """The radius at a height of 0..1: belly below, neck above."""
    return RADIUS * (0.75 + 0.45 * sin(2.6 * t + 0.3) - 0.55 * t * t + 0.35 * t ** 6)


def build():
    levels = [(i / RINGS, 0.0) for i in range(RINGS + 1)]  # up outside, down inside
    levels += [(max(i / RINGS, WALL / HEIGHT), WALL) for i in range(RINGS, -1, -1)]
    points, faces = [], []
    for row, (t, inset) in enumerate(levels):
        for step in range(STEPS):
            turn = 2 * pi * step / STEPS
            rib = RIB_DEPTH * sin(pi * t) * cos(RIBS * turn)
            radius = outline(t) + rib - inset
            points.append((radius * cos(turn), radius * sin(turn), HEIGHT * t))
            if row:
                a, b = (row - 1) * STEPS, (step + 1) % STEPS
                faces.append((a + step, a + b, a + STEPS + b, a + STEPS + step))
    faces.append(tuple(range(STEPS))[::-1])  # underside
    last = (len(levels) - 1) * STEPS
    faces.append(tuple(range(last, last + STEPS)))  # floor inside
    mesh = bpy.data.meshes.new("Vase")
    mesh.from_pydata(points, [], faces)
    for polygon in mesh.polygons:
        polygon.use_smooth = len(polygon.vertices) == 4
    return [show("Vase", mesh, paint("Teal Glaze", (0.03, 0.3, 0.3), 0.15))]


build()
