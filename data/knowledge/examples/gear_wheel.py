"""Gear wheel with teeth and a hole for the shaft

The outline goes root, flank, tip, flank for each tooth; the same number of points on the hole
lets every face be a quad. Module times teeth gives the pitch diameter, so wheels of one module
mesh.
Words: gear, cog, cogwheel, sprocket, teeth, clockwork, spur gear
Covers: bpy.types.Mesh.from_pydata, bpy.types.MeshPolygon.use_smooth
"""
import bpy
from math import cos, pi, sin

TEETH, MODULE = 18, 0.01  # pitch diameter = TEETH * MODULE, metres
THICK, HOLE = 0.025, 0.02


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
    pitch = TEETH * MODULE / 2
    root, tip = pitch - 1.25 * MODULE, pitch + MODULE
    outline = []  # (angle, radius)
    for tooth in range(TEETH):
        for share, radius in ((-0.32, root), (-0.22, pitch), (-0.11, tip), (0.11, tip),
                              (0.22, pitch), (0.32, root)):
            outline.append((2 * pi * (tooth + share) / TEETH, radius))
    count = len(outline)
    rings = [[(r, a) for a, r in outline], [(HOLE, a) for a, _r in outline]]
    points = [(r * cos(a), r * sin(a), z) for z in (0.0, THICK) for ring in rings for r, a in ring]
    low, low_in, high, high_in = 0, count, 2 * count, 3 * count
    faces = []
    for k in range(count):
        n = (k + 1) % count
        faces += [(low + k, low + n, high + n, high + k),
                  (low_in + n, low_in + k, high_in + k, high_in + n),
                  (high + k, high + n, high_in + n, high_in + k),
                  (low + n, low + k, low_in + k, low_in + n)]
    mesh = bpy.data.meshes.new("Gear")
    mesh.from_pydata(points, [], faces)
    return [show("Gear", mesh, paint("Brass", (0.7, 0.45, 0.12), 0.3, 1.0))]


build()
