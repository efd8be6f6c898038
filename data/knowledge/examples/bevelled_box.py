"""Box with bevelled edges

Real edges are never sharp: a small bevel catches the light. The Bevel modifier keeps the box
editable; its width is true only while the object's scale is 1, so give the mesh its size.
Words: chamfer, chamfered edges, soft edges, rounded edges, cube, block
Covers: bpy.types.BevelModifier, bpy.types.BevelModifier.harden_normals, bmesh.ops.create_cube
"""
import bmesh
import bpy

SIZE = (0.6, 0.4, 0.3)  # metres
BEVEL = 0.02
SEGMENTS = 3


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
    bmesh.ops.scale(bm, vec=SIZE, verts=bm.verts)
    bmesh.ops.translate(bm, vec=(0, 0, SIZE[2] / 2), verts=bm.verts)
    box = finish("Box", bm, paint("Blue Paint", (0.05, 0.2, 0.5)), smooth=True)
    bevel = box.modifiers.new("Bevel", "BEVEL")
    bevel.width = BEVEL
    bevel.segments = SEGMENTS
    bevel.limit_method = "ANGLE"
    bevel.harden_normals = True  # the flat sides stay flat to the eye
    return [box]


build()
