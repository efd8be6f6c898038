"""Bridge two edge loops with faces

bridge_loops joins two rings of edges, here a square and a circle: a hood, a funnel, a socket
between pipes. Equal numbers of vertices give clean quads; cuts between make a curved transition.
Words: bridge, connect loops, funnel, adapter, transition, square to round, hood, join edges
Words: loft two shapes
Covers: bmesh.ops.bridge_loops, bmesh.ops.create_circle, bpy.ops.mesh.bridge_edge_loops
"""
import bmesh
import bpy
from math import cos, pi, sin

SQUARE, ROUND, HEIGHT = 0.6, 0.1, 0.5  # metres: half side, radius, height
STEPS = 32  # a multiple of 4
FLUE = 0.4


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


def ring(bm, points, z):
    vertices = [bm.verts.new((x, y, z)) for x, y in points]
    return [bm.edges.new((vertices[i - 1], vertices[i])) for i in range(len(points))]


def build():
    turns = [2 * pi * (k + 0.5) / STEPS for k in range(STEPS)]
    circle = [(ROUND * cos(t), ROUND * sin(t)) for t in turns]
    square = []
    for t in turns:
        reach = SQUARE / 2 / max(abs(cos(t)), abs(sin(t)))
        square.append((reach * cos(t), reach * sin(t)))
    bm = bmesh.new()
    rings = [ring(bm, square, 0.0), ring(bm, square, 0.06), ring(bm, circle, HEIGHT),
             ring(bm, circle, HEIGHT + FLUE)]
    for low, high in zip(rings, rings[1:]):
        bmesh.ops.bridge_loops(bm, edges=low + high)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    hood = finish("Hood", bm, paint("Copper", (0.65, 0.28, 0.14), 0.3, 1.0))
    wall = hood.modifiers.new("Sheet", "SOLIDIFY")
    wall.thickness, wall.offset = 0.006, -1.0
    return [hood]


build()
