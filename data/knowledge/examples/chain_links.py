"""Chain of interlocking links

Each link is a stretched ring; every second one is turned by 90 degrees and moved on by the inner
length, so that neighbours touch but do not run into each other.
Words: chain, links, necklace, anchor chain, chainlink, interlocking rings, jewellery
Makes: chain, anchor chain
Covers: bpy.types.Mesh.from_pydata, bpy.types.Object.rotation_euler
Covers: bpy.types.BlendDataObjects.new
"""
import bpy
from math import cos, pi, sin

LINKS = 8
BAR = 0.006  # radius of the bar, metres
ROUND, STRAIGHT = 0.018, 0.03  # radius of the bends (to the bar's middle), straight part
STEPS, SIDES = 48, 12


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


def link_mesh():
    points, faces = [], []
    for i in range(STEPS):
        turn = 2 * pi * (i + 0.5) / STEPS
        shift = STRAIGHT / 2 if cos(turn) > 0 else -STRAIGHT / 2
        for k in range(SIDES):
            a = 2 * pi * k / SIDES
            reach = ROUND + BAR * cos(a)
            points.append((shift + reach * cos(turn), reach * sin(turn), BAR * sin(a)))
            j, n = (i + 1) % STEPS, (k + 1) % SIDES
            faces.append((i * SIDES + k, j * SIDES + k, j * SIDES + n, i * SIDES + n))
    mesh = bpy.data.meshes.new("Link")
    mesh.from_pydata(points, [], faces)
    mesh.polygons.foreach_set("use_smooth", [True] * len(faces))
    mesh.materials.append(paint("Steel", (0.4, 0.42, 0.45), 0.3, 1.0))
    return mesh


def build():
    mesh = link_mesh()
    step = STRAIGHT + 2 * ROUND - 2 * BAR  # bar lies on bar
    links = []
    for i in range(LINKS):
        link = bpy.data.objects.new(f"Link {i + 1}", mesh)
        link.location = (step * (i - (LINKS - 1) / 2), 0, ROUND + BAR)
        link.rotation_euler.x = pi / 2 if i % 2 == 0 else 0.0
        bpy.context.scene.collection.objects.link(link)
        links.append(link)
    return links


build()
