"""Brick wall with mortar joints

Bricks in running bond, each bevelled and a little different, and one slab of mortar set back
between them. Half bricks close the ends of every second course.
Words: bricks, masonry, mortar, running bond, stone wall, chimney, blocks
Makes: brick wall, masonry wall
Covers: bmesh.ops.create_cube, bmesh.ops.bevel, mathutils.Matrix.LocRotScale
"""
import bmesh
import bpy
import random
from mathutils import Matrix, Vector

BRICK = (0.24, 0.115, 0.071)  # metres
JOINT = 0.012
COLUMNS, COURSES = 6, 10


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
    rng = random.Random(7)
    bm = bmesh.new()
    step_x, step_z = BRICK[0] + JOINT, BRICK[2] + JOINT
    left, right = -COLUMNS * step_x / 2, COLUMNS * step_x / 2 - JOINT
    for course in range(COURSES):
        start = left - (step_x / 2 if course % 2 else 0)
        for column in range(COLUMNS + course % 2):
            x0 = max(left, start + column * step_x)
            x1 = min(right, start + column * step_x + BRICK[0])
            place = Vector(((x0 + x1) / 2, rng.uniform(-1, 1) * 0.002,
                            course * step_z + BRICK[2] / 2))
            bmesh.ops.create_cube(bm, size=1.0, matrix=Matrix.LocRotScale(
                place, None, Vector((x1 - x0, BRICK[1], BRICK[2]))))
    bmesh.ops.bevel(bm, geom=bm.edges[:], offset=0.004, segments=2, affect="EDGES")
    bricks = finish("Bricks", bm, paint("Brick", (0.4, 0.12, 0.07), 0.9))
    bm = bmesh.new()
    bmesh.ops.create_cube(bm, size=1.0, matrix=Matrix.LocRotScale(
        Vector(((left + right) / 2, 0, (COURSES * step_z - JOINT) / 2)), None,
        Vector((right - left - 0.012, BRICK[1] - 0.014, COURSES * step_z - JOINT - 0.008))))
    mortar = finish("Mortar", bm, paint("Mortar", (0.5, 0.48, 0.44), 1.0))
    return [bricks, mortar]


build()
