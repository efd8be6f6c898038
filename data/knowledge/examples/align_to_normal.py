"""Align objects to a surface normal

to_track_quat turns an axis of the object (Z here) to a direction; the second axis is kept as
upright as possible. Spikes on a ball stand straight out of it.
Words: align, orient, point outwards, stick on surface, spikes, perpendicular, rotate to normal
Words: sea urchin, virus
Covers: mathutils.Vector.to_track_quat, mathutils.Matrix.LocRotScale, bmesh.ops.create_icosphere
"""
import bmesh
import bpy
from mathutils import Matrix, Vector

RADIUS, SPIKE, THICK = 0.15, 0.12, 0.014  # metres


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
    bmesh.ops.create_icosphere(bm, subdivisions=4, radius=RADIUS)
    ball = finish("Ball", bm, paint("Purple", (0.15, 0.03, 0.2), 0.5), smooth=True)
    bm = bmesh.new()
    bmesh.ops.create_icosphere(bm, subdivisions=2, radius=RADIUS)
    spots = [(vertex.co.copy(), vertex.normal.copy()) for vertex in bm.verts]
    bm.free()
    bm = bmesh.new()
    for place, normal in spots:
        turn = normal.to_track_quat("Z", "Y")
        middle = place + normal * (SPIKE / 2 - 0.004)  # the foot goes a little into the ball
        bmesh.ops.create_cone(bm, cap_ends=True, segments=12, radius1=THICK, radius2=0.0,
                              depth=SPIKE, matrix=Matrix.LocRotScale(middle, turn, None))
    low = min(vertex.co.z for vertex in bm.verts)
    spikes = finish("Spikes", bm, paint("Dark", (0.03, 0.01, 0.04), 0.3), smooth=False)
    for obj in (ball, spikes):
        obj.location = Vector((0, 0, -low))
    return [ball, spikes]


build()
