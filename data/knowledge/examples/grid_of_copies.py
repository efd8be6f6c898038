"""Grid of copies with the Array modifier

Two Array modifiers, one for columns and one for rows, repeat a mesh; relative offset 1.0 is edge
to edge, constant offset is in metres. The copies are one object: use shared meshes where each
must be its own.
Words: array, repeat, rows and columns, tiles, matrix of copies, duplicate many, keyboard
Words: solar panel, muffin tray
Covers: bpy.types.ArrayModifier, bpy.types.ArrayModifier.constant_offset_displace
Covers: bpy.types.ArrayModifier.use_relative_offset
"""
import bmesh
import bpy

COLUMNS, ROWS = 8, 5
PITCH = 0.06  # metres from middle to middle
KEY = (0.05, 0.05, 0.03)


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
    bmesh.ops.create_cube(bm, size=1.0)
    bmesh.ops.scale(bm, vec=KEY, verts=bm.verts)
    left, front = -PITCH * (COLUMNS - 1) / 2, -PITCH * (ROWS - 1) / 2
    bmesh.ops.translate(bm, vec=(left, front, KEY[2] / 2), verts=bm.verts)
    bmesh.ops.bevel(bm, geom=bm.edges[:], offset=0.005, segments=3, affect="EDGES")
    keys = finish("Keys", bm, paint("Ivory Plastic", (0.75, 0.7, 0.6), 0.4))
    for name, count, step in (("Columns", COLUMNS, (PITCH, 0, 0)), ("Rows", ROWS, (0, PITCH, 0))):
        array = keys.modifiers.new(name, "ARRAY")
        array.count = count
        array.use_relative_offset = False
        array.use_constant_offset = True
        array.constant_offset_displace = step
    return [keys]


build()
