"""Text engraved into a plate

Turn the text into a mesh that sticks out of the plate, and cut it with EXACT. The mesh of a text
has doubles at its seams: weld them first, or the boolean does nothing.
Words: engrave, carve letters, inscription, gravestone, inset text, trophy plate, name plate
Covers: bpy.types.BooleanModifier.solver, bpy.types.BlendDataMeshes.new_from_object
Covers: bmesh.ops.remove_doubles, bpy.types.TextCurve
"""
import bmesh
import bpy

WORDS, SIZE, DEPTH = "1924", 0.09, 0.004  # text, metres
PLATE = (0.3, 0.12, 0.02)


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
    bmesh.ops.scale(bm, vec=PLATE, verts=bm.verts)
    bmesh.ops.translate(bm, vec=(0, 0, PLATE[2] / 2), verts=bm.verts)
    plate = finish("Plate", bm, paint("Brass", (0.7, 0.45, 0.12), 0.3, 1.0))
    text = bpy.data.curves.new("Letters", "FONT")
    text.body, text.size = WORDS, SIZE
    text.align_x, text.align_y = "CENTER", "CENTER"
    text.extrude = DEPTH
    letters = bpy.data.objects.new("Letters", text)
    bpy.context.scene.collection.objects.link(letters)
    graph = bpy.context.evaluated_depsgraph_get()
    mesh = bpy.data.meshes.new_from_object(letters.evaluated_get(graph))
    bpy.data.objects.remove(letters)
    bm = bmesh.new()
    bm.from_mesh(mesh)
    bmesh.ops.remove_doubles(bm, verts=bm.verts, dist=1e-6)
    bmesh.ops.translate(bm, vec=(0, 0, PLATE[2]), verts=bm.verts)  # half in, half out
    cutter = finish("Cutter", bm, paint("Engraving", (0.05, 0.03, 0.01), 0.6))
    cut = plate.modifiers.new("Engrave", "BOOLEAN")
    cut.solver, cut.object = "EXACT", cutter
    graph = bpy.context.evaluated_depsgraph_get()
    result = bpy.data.meshes.new_from_object(plate.evaluated_get(graph))
    plate.modifiers.clear()
    plate.data = result
    bpy.data.objects.remove(cutter)
    return [plate]


build()
