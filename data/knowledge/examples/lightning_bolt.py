"""Lightning bolt with side branches

Midpoint displacement: each piece of the line is halved and its middle moved sideways, less each
time. Branches leave it downwards; one curve with thinner radii for them, and a strong emission.
Words: lightning, thunderbolt, electric arc, spark, energy, zigzag, crack, river
Makes: lightning bolt, lightning, thunderbolt
Covers: bpy.types.SplinePoint.radius, bpy.types.ShaderNodeEmission, mathutils.Vector.lerp
"""
import bpy
import random
from mathutils import Vector

HEIGHT, ROUGH, THICK = 1.5, 0.28, 0.02  # metres, share of a piece, metres
SEED, HALVINGS = 14, 6


def glow():
    made = bpy.data.materials.new("Lightning")
    if made.node_tree is None:
        made.use_nodes = True  # before Blender 5.0
    tree = made.node_tree
    tree.nodes.clear()
    shine = tree.nodes.new("ShaderNodeEmission")
    shine.inputs["Color"].default_value = (0.45, 0.65, 1.0, 1)
    shine.inputs["Strength"].default_value = 12.0
    out = tree.nodes.new("ShaderNodeOutputMaterial")
    tree.links.new(shine.outputs["Emission"], out.inputs["Surface"])
    made.diffuse_color = (0.45, 0.65, 1.0, 1)
    return made


def jagged(rng, start, end, halvings):
    line = [start, end]
    for _step in range(halvings):
        finer = [line[0]]
        for a, b in zip(line, line[1:]):
            aside = Vector((rng.uniform(-1, 1), rng.uniform(-0.4, 0.4), rng.uniform(-0.3, 0.3)))
            finer += [a.lerp(b, 0.5) + aside * ROUGH * (b - a).length, b]
        line = finer
    return line


def add(curve, line, thick, tip):
    spline = curve.splines.new("POLY")
    spline.points.add(len(line) - 1)
    for i, (point, place) in enumerate(zip(spline.points, line)):
        point.co = (*place, 1.0)
        point.radius = thick + (tip - thick) * i / (len(line) - 1)


def build():
    rng = random.Random(SEED)
    curve = bpy.data.curves.new("Lightning", "CURVE")
    curve.dimensions, curve.bevel_depth, curve.bevel_resolution = "3D", THICK, 1
    curve.use_fill_caps = True
    main = jagged(rng, Vector((0, 0, HEIGHT)), Vector((0.15, 0, 0.0)), HALVINGS)
    main = [Vector((p.x, p.y, max(p.z, 0.0))) for p in main]
    add(curve, main, 1.0, 0.6)
    for share in (0.2, 0.35, 0.5, 0.65):
        root = main[int(share * len(main))]
        reach = 0.4 * (1 - share) + 0.1
        aim = root + Vector((rng.choice((-1, 1)) * reach, rng.uniform(-0.2, 0.2), -reach * 1.2))
        add(curve, jagged(rng, root, aim, HALVINGS - 2), 0.5, 0.1)
    curve.materials.append(glow())
    bolt = bpy.data.objects.new("Lightning", curve)
    bpy.context.scene.collection.objects.link(bolt)
    bpy.context.view_layer.update()
    bolt.location.z = -min(vertex.co.z for vertex in bolt.to_mesh().vertices)
    bolt.to_mesh_clear()
    return [bolt]


build()
