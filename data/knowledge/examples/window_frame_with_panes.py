"""Window frame with glazing bars and glass

Frame and bars are boxes that butt against each other; one sheet of glass sits between them, in
the middle of the depth.
Words: window, sash, casement, glass panes, mullions, muntins, sill
Makes: window, sash window, casement window, window frame
Covers: bmesh.ops.create_cube, mathutils.Matrix.Diagonal
Covers: bpy.types.ShaderNodeBsdfPrincipled.inputs['Transmission Weight']
"""
import bmesh
import bpy
from mathutils import Matrix

WIDTH, HEIGHT, DEPTH = 1.0, 1.3, 0.08  # metres
FRAME, BAR = 0.07, 0.025
COLUMNS, ROWS = 2, 3


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


def box(bm, x0, x1, z0, z1, depth):
    bmesh.ops.create_cube(bm, size=1.0, matrix=Matrix.Translation(
        ((x0 + x1) / 2, 0, (z0 + z1) / 2)) @ Matrix.Diagonal((x1 - x0, depth, z1 - z0, 1)))


def build():
    bm = bmesh.new()
    left, right = -WIDTH / 2 + FRAME, WIDTH / 2 - FRAME
    box(bm, -WIDTH / 2, left, 0, HEIGHT, DEPTH)
    box(bm, right, WIDTH / 2, 0, HEIGHT, DEPTH)
    box(bm, left, right, 0, FRAME, DEPTH)
    box(bm, left, right, HEIGHT - FRAME, HEIGHT, DEPTH)
    low, high = FRAME, HEIGHT - FRAME
    for i in range(1, COLUMNS):
        x = left + (right - left) * i / COLUMNS
        box(bm, x - BAR / 2, x + BAR / 2, low, high, DEPTH * 0.6)
    for i in range(1, ROWS):
        z = low + (high - low) * i / ROWS
        box(bm, left, right, z - BAR / 2, z + BAR / 2, DEPTH * 0.5)
    frame = finish("Frame", bm, paint("White Paint", (0.8, 0.8, 0.78), 0.4))
    bm = bmesh.new()
    box(bm, left, right, low, high, 0.004)
    glass = paint("Glass", (0.85, 0.95, 1.0), 0.02)
    glass.node_tree.nodes["Principled BSDF"].inputs["Transmission Weight"].default_value = 1.0
    return [frame, finish("Glass", bm, glass)]


build()
