"""Add an edge loop around a shape and move it

Finds the edges that a cut at a height would cross and bisects them all; then moves the new ring:
a waist, a groove, a step. bisect_plane does what the loop cut tool does, without a mouse.
Words: loop cut, edge loop, insert edges, slice, ring, groove, face loop, ctrl r, knife
Covers: bmesh.ops.bisect_plane, bmesh.ops.scale, bpy.ops.mesh.loopcut_slide
"""
import bmesh
import bpy
from mathutils import Matrix

RADIUS, HEIGHT = 0.1, 0.4  # metres
CUTS = [(0.05, 1.0), (0.1, 0.7), (0.2, 0.55), (0.3, 0.7), (0.35, 1.0)]  # (height, scale of ring)


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


def cut_at(bm, height):
    """The vertices of a new ring at a height."""
    made = bmesh.ops.bisect_plane(bm, geom=bm.verts[:] + bm.edges[:] + bm.faces[:], dist=1e-6,
                                  plane_co=(0, 0, height), plane_no=(0, 0, 1))
    return [each for each in made["geom_cut"] if isinstance(each, bmesh.types.BMVert)]


def build():
    bm = bmesh.new()
    bmesh.ops.create_cone(bm, cap_ends=True, segments=32, radius1=RADIUS, radius2=RADIUS,
                          depth=HEIGHT, matrix=Matrix.Translation((0, 0, HEIGHT / 2)))
    for height, factor in CUTS:
        bmesh.ops.scale(bm, vec=(factor, factor, 1), verts=cut_at(bm, height))
    return [finish("Spool", bm, paint("Beech", (0.6, 0.4, 0.22)))]


build()
