"""Set an object's origin (pivot) without moving it

Moves the mesh one way and the object the other. A door turns about its hinge, a wheel about its
axle only when the origin lies there; here the lid's origin goes to its rear edge, then it is
opened.
Words: origin, pivot, pivot point, hinge, center, rotate around point, origin to geometry, lid
Words: door
Covers: bpy.types.Mesh.transform, mathutils.Matrix.Translation, bpy.ops.object.origin_set
Covers: bpy.types.Object.rotation_euler
"""
import bmesh
import bpy
from math import radians
from mathutils import Matrix, Vector

SIZE, WALL, OPEN = (0.4, 0.25, 0.2), 0.012, 55  # metres, metres, degrees


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


def set_origin(obj, point):
    """The origin goes to a world point, nothing that is seen moves. Not for a child object."""
    move = obj.matrix_basis.inverted() @ Vector(point)
    obj.data.transform(Matrix.Translation(-move))
    obj.location = point


def box(name, low, high, material):
    bm = bmesh.new()
    size = [b - a for a, b in zip(low, high)]
    middle = [(a + b) / 2 for a, b in zip(low, high)]
    bmesh.ops.create_cube(bm, size=1.0, matrix=Matrix.Translation(middle) @ Matrix.Diagonal(
        (*size, 1)))
    return bm, finish(name, bm, material)


def build():
    wood = paint("Wood", (0.3, 0.16, 0.07))
    x, y, z = SIZE[0] / 2, SIZE[1] / 2, SIZE[2]
    sides = [box(f"Side {i + 1}", low, high, wood)[1] for i, (low, high) in enumerate((
        ((-x, -y, 0), (x, y, WALL)), ((-x, -y, WALL), (x, -y + WALL, z)),
        ((-x, y - WALL, WALL), (x, y, z)), ((-x, -y + WALL, WALL), (-x + WALL, y - WALL, z)),
        ((x - WALL, -y + WALL, WALL), (x, y - WALL, z))))]
    lid = box("Lid", (-x, -y, z), (x, y, z + WALL), wood)[1]
    set_origin(lid, (0, y, z))  # the hinge
    lid.rotation_euler.x = radians(-OPEN)
    return sides + [lid]


build()
