"""Dome with a lantern on a drum

Half a sphere: make a whole one, cut it at the equator with bisect_plane and drop the lower half.
clear_inner removes what lies behind the plane; the hole is filled from its open edges.
Words: dome, cupola, half sphere, hemisphere, igloo, observatory, bisect, cut in half
Makes: cupola, church dome, observatory, igloo
Covers: bmesh.ops.bisect_plane, bmesh.ops.create_uvsphere, bmesh.ops.holes_fill
"""
import bmesh
import bpy
from mathutils import Matrix

RADIUS = 1.5  # metres
DRUM = 1.0


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


def cone(bm, low, high, depth, z, segments=48):
    bmesh.ops.create_cone(bm, cap_ends=True, segments=segments, radius1=low, radius2=high,
                          depth=depth, matrix=Matrix.Translation((0, 0, z + depth / 2)))


def build():
    bm = bmesh.new()
    bmesh.ops.create_uvsphere(bm, u_segments=48, v_segments=24, radius=RADIUS)
    cut = bmesh.ops.bisect_plane(bm, geom=bm.verts[:] + bm.edges[:] + bm.faces[:], dist=1e-5,
                                 plane_co=(0, 0, 0), plane_no=(0, 0, 1), clear_inner=True)
    rim = [each for each in cut["geom_cut"] if isinstance(each, bmesh.types.BMEdge)]
    bmesh.ops.holes_fill(bm, edges=rim, sides=0)
    bmesh.ops.translate(bm, vec=(0, 0, DRUM), verts=bm.verts)
    dome = finish("Dome", bm, paint("Copper Roof", (0.15, 0.4, 0.32), 0.6), smooth=True)
    bm = bmesh.new()
    cone(bm, RADIUS * 1.05, RADIUS * 1.05, DRUM - 0.12, 0)
    cone(bm, RADIUS * 1.12, RADIUS * 1.12, 0.12, DRUM - 0.12)
    drum = finish("Drum", bm, paint("Stone", (0.6, 0.55, 0.45), 0.9))
    bm = bmesh.new()
    top = DRUM + RADIUS - 0.03
    cone(bm, 0.25, 0.25, 0.5, top, 8)
    cone(bm, 0.32, 0.0, 0.4, top + 0.5, 8)
    lantern = finish("Lantern", bm, paint("Gilt", (0.8, 0.5, 0.12), 0.25, 1.0))
    return [dome, drum, lantern]


build()
