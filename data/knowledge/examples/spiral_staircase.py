"""Spiral staircase around a post

Wedge steps that share one mesh turn and rise about the post. Each step is as thick as the rise,
so that it lies on the one below.
Words: winding stairs, helical stairs, tower stairs, circular staircase
Makes: spiral staircase, spiral stairs, winding stairs
Covers: mathutils.Matrix.Rotation, bpy.types.Object.matrix_world, bpy.types.Mesh.from_pydata
"""
import bmesh
import bpy
from math import cos, radians, sin
from mathutils import Matrix

STEPS, RISE, TURN = 16, 0.18, 24  # count, metres, degrees a step
INNER, OUTER = 0.1, 0.9


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
    half = radians(TURN) / 2
    rim = [(OUTER * cos(half * k / 4), OUTER * sin(half * k / 4)) for k in range(-5, 6)]
    hub = [(INNER * 0.97 * cos(a), INNER * 0.97 * sin(a)) for a in (half, -half)]
    face = bm.faces.new([bm.verts.new((x, y, 0)) for x, y in rim + hub])
    made = bmesh.ops.extrude_face_region(bm, geom=[face])
    moved = [each for each in made["geom"] if isinstance(each, bmesh.types.BMVert)]
    bmesh.ops.translate(bm, vec=(0, 0, RISE), verts=moved)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    first = finish("Step 1", bm, paint("Oak", (0.3, 0.17, 0.08)))
    steps = [first]
    for i in range(1, STEPS):
        step = bpy.data.objects.new(f"Step {i + 1}", first.data)
        step.matrix_world = Matrix.Translation((0, 0, i * RISE)) @ Matrix.Rotation(
            radians(TURN * i), 4, "Z")
        bpy.context.scene.collection.objects.link(step)
        steps.append(step)
    bm = bmesh.new()
    height = STEPS * RISE + 0.9
    bmesh.ops.create_cone(bm, cap_ends=True, segments=32, radius1=INNER, radius2=INNER,
                          depth=height, matrix=Matrix.Translation((0, 0, height / 2)))
    return steps + [finish("Post", bm, paint("Black Iron", (0.03, 0.03, 0.03), 0.4, 1.0))]


build()
