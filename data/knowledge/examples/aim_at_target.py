"""Point an object at a target

Turns the axis that is the object's front (-Z for cameras and lamps, here Y of a telescope)
towards a point. Computed once, it needs no constraint, which an export would lose.
Words: track to, look at, aim, face towards, point at, camera look at, spotlight, orient to target
Covers: mathutils.Vector.to_track_quat, bpy.types.TrackToConstraint
Covers: bpy.types.Object.rotation_euler
"""
import bmesh
import bpy
from math import pi
from mathutils import Matrix, Vector

TARGET = Vector((3.0, -4.0, 3.0))  # metres
STAND = 0.9


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


def look_at(obj, target, axis="Y", up="Z"):
    obj.rotation_euler = (Vector(target) - obj.location).to_track_quat(axis, up).to_euler()


def build():
    bm = bmesh.new()
    along_y = Matrix.Rotation(-pi / 2, 4, "X")  # cones point along Z, the front is Y
    for radius, start, end in ((0.06, -0.25, 0.3), (0.075, 0.3, 0.42), (0.035, -0.4, -0.25)):
        bmesh.ops.create_cone(bm, cap_ends=True, segments=32, radius1=radius, radius2=radius,
                              depth=end - start, matrix=along_y @ Matrix.Translation(
                                  (0, 0, (start + end) / 2)))
    scope = finish("Telescope", bm, paint("Brass", (0.7, 0.45, 0.12), 0.25, 1.0))
    scope.location.z = STAND
    look_at(scope, TARGET)
    bm = bmesh.new()
    for k in range(3):
        spread = Matrix.Rotation(2 * pi * k / 3, 4, "Z") @ Matrix.Rotation(0.4, 4, "X")
        leg = Matrix.Translation((0, 0, -STAND / 2 + 0.01))
        bmesh.ops.create_cone(bm, cap_ends=True, segments=12, radius1=0.012, radius2=0.02,
                              depth=STAND, matrix=spread @ leg)
    low = min(vertex.co.z for vertex in bm.verts)
    bmesh.ops.translate(bm, vec=(0, 0, -low), verts=bm.verts)
    scope.location.z = -low
    return [scope, finish("Tripod", bm, paint("Ash", (0.4, 0.25, 0.12)))]


build()
