"""Coin with a raised rim and a milled edge

One revolved outline has the raised rim; the outermost vertices go in and out with the angle,
which is the milling. A raised text lies on the field.
Words: coin, medal, token, medallion, reeded edge, knurled, poker chip, embossed
Makes: coin, medal
Covers: bpy.types.Mesh.from_pydata, bpy.types.TextCurve, bpy.types.Object.rotation_euler
"""
import bpy
from math import cos, pi, sin

RADIUS, THICK, RIM = 0.015, 0.0022, 0.0012  # metres
TEETH = 120
WORDS = "10"


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
    field = 0.0004  # how much lower the middle is
    outline = [(0, field), (RADIUS - RIM, field), (RADIUS - RIM * 0.8, 0), (RADIUS, 0),
               (RADIUS, THICK), (RADIUS - RIM * 0.8, THICK), (RADIUS - RIM, THICK - field),
               (0, THICK - field)]
    steps, points, faces = TEETH * 4, [], []
    for step in range(steps):
        turn = 2 * pi * step / steps
        mill = 0.0001 * (step % 4 < 2)
        for r, z in outline[1:-1]:
            r = r - mill if r == RADIUS else r
            points.append((r * cos(turn), r * sin(turn), z))
        a, b = 6 * step, 6 * ((step + 1) % steps)
        faces += [(a + k, b + k, b + k + 1, a + k + 1) for k in range(5)]
    faces.append([6 * step for step in range(steps)][::-1])
    faces.append([6 * step + 5 for step in range(steps)])
    mesh = bpy.data.meshes.new("Coin")
    mesh.from_pydata(points, [], faces)
    gold = paint("Gold", (0.8, 0.52, 0.14), 0.25, 1.0)
    coin = show("Coin", mesh, gold)
    text = bpy.data.curves.new("Value", "FONT")
    text.body, text.size, text.extrude = WORDS, RADIUS, 0.0003
    text.align_x, text.align_y = "CENTER", "CENTER"
    text.materials.append(gold)
    value = bpy.data.objects.new("Value", text)
    value.location.z = THICK - field + 0.0002
    bpy.context.scene.collection.objects.link(value)
    return [coin, value]


build()
