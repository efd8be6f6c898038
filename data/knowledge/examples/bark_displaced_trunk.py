"""Trunk with bark, real relief by displacing vertices

Moves each vertex along its normal by noise that is stretched upwards: ridges with deep cracks
between. Done in the mesh, so it looks the same in each engine; it needs a fine mesh.
Words: bark, displacement, relief, rough surface, log, tree trunk, displace, stump
Makes: tree trunk, log, tree stump
Covers: mathutils.noise.fractal, mathutils.noise.noise, bpy.types.DisplaceModifier
Covers: bmesh.types.BMVert.normal
"""
import bmesh
import bpy
from mathutils import Matrix, Vector, noise

RADIUS, HEIGHT = 0.16, 0.7  # metres
DEPTH = 0.03
AROUND, UP = 160, 100


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
    bmesh.ops.create_cone(bm, cap_ends=True, segments=AROUND, radius1=RADIUS * 1.15,
                          radius2=RADIUS * 0.9, depth=HEIGHT,
                          matrix=Matrix.Translation((0, 0, HEIGHT / 2)))
    upright = [e for e in bm.edges if abs(e.verts[0].co.z - e.verts[1].co.z) > HEIGHT / 2]
    bmesh.ops.subdivide_edges(bm, edges=upright, cuts=UP, use_grid_fill=True)
    moves = []
    for vertex in bm.verts:
        out = Vector((vertex.co.x, vertex.co.y, 0)).normalized()
        where = Vector((*(out * 4.2)[:2], vertex.co.z * 3.5))
        ridge = 1 - abs(noise.noise(where * 2)) * 2.4
        fine = noise.fractal(Vector((*(out * 9)[:2], vertex.co.z * 22)), 1.0, 2.0, 3)
        moves.append(out * DEPTH * (0.8 * ridge + 0.25 * fine))
    for vertex, move in zip(bm.verts, moves):
        vertex.co += move
    log = finish("Trunk", bm, paint("Bark", (0.14, 0.09, 0.055), 1.0), smooth=True)
    for polygon in log.data.polygons:
        polygon.use_smooth = abs(polygon.normal.z) < 0.9
    return [log]


build()
