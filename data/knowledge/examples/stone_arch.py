"""Round arch of wedge stones

Each stone (voussoir) is a wedge between two angles; all meet at radial joints. A thin bevel makes
the joints visible.
Words: arch, arched doorway, bridge arch, voussoir, keystone, vault, portal
Makes: stone arch, arch, archway, arched bridge
Covers: bmesh.types.BMVertSeq.new, bmesh.ops.bevel, bmesh.ops.convex_hull
"""
import bmesh
import bpy
from math import cos, pi, sin

SPAN, DEPTH, THICK = 1.2, 0.4, 0.28  # inside width, front to back, height of a stone
STONES = 9  # odd: there is a keystone
LEGS = 3  # blocks below each side


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


def finish(name, bm, material, smooth=False):
    """Makes an object of the bmesh, and frees it."""
    for face in bm.faces:
        face.smooth = smooth
    mesh = bpy.data.meshes.new(name)
    bm.to_mesh(mesh)
    bm.free()
    mesh.materials.append(material)
    obj = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(obj)
    return obj


def build():
    bm = bmesh.new()
    inner, outer = SPAN / 2, SPAN / 2 + THICK
    course = 0.35
    base = LEGS * course

    def block(corners):
        points = [bm.verts.new((x, y, z)) for y in (-DEPTH / 2, DEPTH / 2) for x, z in corners]
        bmesh.ops.convex_hull(bm, input=points)

    for side in (-1, 1):
        for i in range(LEGS):
            block([(side * x, z * course) for x in (inner, outer) for z in (i, i + 1)])
    for i in range(STONES):
        block([(r * cos(pi * k / STONES), base + r * sin(pi * k / STONES))
               for r in (inner, outer) for k in (i, i + 1)])
    bmesh.ops.dissolve_limit(bm, angle_limit=0.02, verts=bm.verts, edges=bm.edges)
    bmesh.ops.bevel(bm, geom=bm.edges[:], offset=0.012, segments=1, affect="EDGES")
    return [finish("Arch", bm, paint("Limestone", (0.55, 0.5, 0.4), 0.9))]


build()
