"""Box with fully rounded edges and corners

Bevels all edges of a box in the mesh itself, with enough segments to look round: soap, pebble,
phone, app icon. The radius must stay below half of the shortest side.
Words: pill, fillet, soap bar, squircle, soft box, rounded rectangle, rounded cube
Covers: bmesh.ops.bevel, bmesh.ops.scale
"""
import bmesh
import bpy

SIZE = (0.16, 0.10, 0.06)  # metres
RADIUS = 0.022
SEGMENTS = 8


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
    radius = min(RADIUS, 0.49 * min(SIZE))
    bmesh.ops.bevel(bm, geom=bm.edges[:], offset=radius, segments=SEGMENTS, profile=0.5,
                    affect="EDGES", clamp_overlap=True)
    return [finish("Soap", bm, paint("Soap", (0.8, 0.45, 0.5), 0.35), smooth=True)]


build()
