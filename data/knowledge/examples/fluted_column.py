"""Fluted column with base and capital

The shaft's radius dips in a half circle for each flute, and swells a little at a third of its
height (entasis). Plinth and abacus are boxes, base and capital turned rings.
Words: greek column, pillar, doric, flutes, roman, temple, classical architecture
Makes: fluted column, greek column, doric column, pillar, temple column
Covers: bpy.types.Mesh.from_pydata, bmesh.ops.create_cube, bmesh.types.BMesh.from_mesh
"""
import bmesh
import bpy
from math import cos, pi, sin
from mathutils import Matrix

HEIGHT, RADIUS = 2.4, 0.18  # of the shaft, metres
FLUTES, DEPTH, PER_FLUTE = 20, 0.014, 6
RINGS = 12


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


def tube(bm, levels, steps, radius_at):
    """Closed rings from (height, radius) levels; radius_at(step, radius, height) shapes them."""
    rows = [[bm.verts.new((radius_at(k, r, z) * cos(2 * pi * k / steps),
                           radius_at(k, r, z) * sin(2 * pi * k / steps), z))
             for k in range(steps)] for z, r in levels]
    for low, high in zip(rows, rows[1:]):
        for k in range(steps):
            bm.faces.new((low[k - 1], low[k], high[k], high[k - 1]))
    bm.faces.new(rows[0][::-1])
    bm.faces.new(rows[-1])


def build():
    bm = bmesh.new()
    foot = 0.18
    for z in (0.04, foot + HEIGHT + 0.12 + 0.04):  # plinth and abacus
        bmesh.ops.create_cube(bm, size=1.0, matrix=Matrix.Translation((0, 0, z)) @ Matrix.Diagonal(
            (0.56, 0.56, 0.08, 1)))
    tube(bm, [(0.08, 0.26), (0.1, 0.275), (0.12, 0.26), (0.14, 0.22), (0.16, 0.235), (foot, 0.2)],
         64, lambda k, r, z: r)
    top = foot + HEIGHT
    tube(bm, [(top, 0.15), (top + 0.03, 0.155), (top + 0.08, 0.22), (top + 0.12, 0.25)],
         64, lambda k, r, z: r)

    def flute(k, r, z):
        return r - DEPTH * sin(pi * (k % PER_FLUTE) / PER_FLUTE)

    levels = []
    for i in range(RINGS + 1):
        t = i / RINGS
        levels.append((foot + HEIGHT * t, RADIUS * (1 - 0.18 * t + 0.06 * sin(pi * t))))
    tube(bm, levels, FLUTES * PER_FLUTE, flute)
    return [finish("Column", bm, paint("Marble", (0.75, 0.73, 0.68), 0.5))]


build()
