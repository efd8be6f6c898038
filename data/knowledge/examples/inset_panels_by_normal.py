"""Pick faces by their direction and inset them as panels

Faces are chosen by normal, never by number: numbers change with each edit. The sides get a frame
by inset_individual and a sunken panel by its depth.
Words: inset, select faces by normal, panel, recess, door panel, select top face, side faces
Words: cabinet
Covers: bmesh.ops.inset_individual, bmesh.types.BMFace.normal
Covers: bmesh.types.BMFace.calc_center_median
"""
import bmesh
import bpy

SIZE = (0.6, 0.4, 0.8)  # metres
FRAME, SUNK = 0.05, 0.015


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


def build():
    bm = bmesh.new()
    bmesh.ops.create_cube(bm, size=1.0)
    bmesh.ops.scale(bm, vec=SIZE, verts=bm.verts)
    bmesh.ops.translate(bm, vec=(0, 0, SIZE[2] / 2), verts=bm.verts)
    bm.normal_update()  # they are of the cube before it was scaled
    sides = [face for face in bm.faces if abs(face.normal.z) < 0.1]
    bmesh.ops.inset_individual(bm, faces=sides, thickness=FRAME, depth=0.0)
    bmesh.ops.inset_individual(bm, faces=sides, thickness=0.004, depth=-SUNK)
    for face in sides:  # still the inner ones
        face.material_index = 1
    mesh = bpy.data.meshes.new("Cabinet")
    bm.to_mesh(mesh)
    bm.free()
    mesh.materials.append(paint("Frame", (0.7, 0.68, 0.62), 0.5))
    mesh.materials.append(paint("Panel", (0.25, 0.35, 0.4), 0.5))
    cabinet = bpy.data.objects.new("Cabinet", mesh)
    bpy.context.scene.collection.objects.link(cabinet)
    return [cabinet]


build()
