"""House with a gable roof and eaves

Walls are a five-cornered outline extruded along the ridge; the roof is two slabs that overhang
and meet at the ridge. The slabs lie on the slope of the walls exactly.
Words: house, cottage, barn, pitched roof, saddle roof, ridge, eaves, shed
Makes: cottage, barn, gable roof, shed
Covers: bmesh.ops.extrude_face_region, bmesh.ops.convex_hull, mathutils.Vector
"""
import bmesh
import bpy
from math import cos, radians, sin, tan

WIDTH, LENGTH, EAVES = 5.0, 7.0, 2.6  # metres
PITCH = 42  # degrees
OVERHANG, THICK = 0.5, 0.18


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


def prism(bm, outline, length):
    """The outline in XZ, extruded along Y, middle at y = 0."""
    face = bm.faces.new([bm.verts.new((x, -length / 2, z)) for x, z in outline])
    made = bmesh.ops.extrude_face_region(bm, geom=[face])
    moved = [each for each in made["geom"] if isinstance(each, bmesh.types.BMVert)]
    bmesh.ops.translate(bm, vec=(0, length, 0), verts=moved)


def build():
    slope = radians(PITCH)
    ridge = EAVES + WIDTH / 2 * tan(slope)
    bm = bmesh.new()
    prism(bm, [(-WIDTH / 2, 0), (WIDTH / 2, 0), (WIDTH / 2, EAVES), (0, ridge),
               (-WIDTH / 2, EAVES)], LENGTH)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    house = finish("House", bm, paint("Whitewash", (0.8, 0.77, 0.7), 0.9))
    bm = bmesh.new()
    x, z = WIDTH / 2 + OVERHANG * cos(slope), EAVES - OVERHANG * sin(slope)
    up, lift = THICK / cos(slope), THICK * cos(slope)
    out = THICK * sin(slope)
    prism(bm, [(-x, z), (0, ridge), (x, z), (x + out, z + lift), (0, ridge + up),
               (-x - out, z + lift)], LENGTH + 2 * OVERHANG)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    return [house, finish("Roof", bm, paint("Slate", (0.1, 0.11, 0.14), 0.7))]


build()
