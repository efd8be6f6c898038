"""Sign plate with a border and lettering on a post

A rounded plate with a slightly smaller, coloured face on it and text above that: each layer
stands a hair proud of the one below, so that nothing flickers.
Words: sign, signboard, street sign, road sign, plate, notice, label, shop sign, banner
Makes: road sign, signboard, street sign
Covers: bpy.types.TextCurve, bmesh.ops.bevel, bpy.types.TextCurve.align_y
"""
import bmesh
import bpy
from math import radians
from mathutils import Matrix

WORDS = "OAK LANE"
WIDTH, HEIGHT, POST = 0.9, 0.22, 1.8  # metres


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


def board(name, width, height, front, back, material):
    """A plate with round corners between two depths (y)."""
    bm = bmesh.new()
    bmesh.ops.create_cube(bm, size=1.0, matrix=Matrix.Translation(
        (0, (front + back) / 2, POST - HEIGHT / 2)) @ Matrix.Diagonal(
            (width, back - front, height, 1)))
    deep = [e for e in bm.edges if abs(e.verts[0].co.y - e.verts[1].co.y) > 1e-6]
    bmesh.ops.bevel(bm, geom=deep, offset=0.03, segments=6, profile=0.5, affect="EDGES")
    return finish(name, bm, material)


def build():
    white, green = paint("White", (0.85, 0.85, 0.83), 0.4), paint("Green", (0.02, 0.2, 0.09), 0.4)
    rim = board("Border", WIDTH, HEIGHT, -0.006, 0.006, white)
    face = board("Face", WIDTH - 0.02, HEIGHT - 0.02, -0.008, -0.0055, green)
    text = bpy.data.curves.new("Lettering", "FONT")
    text.body, text.size, text.extrude = WORDS, HEIGHT * 0.62, 0.001
    text.align_x, text.align_y = "CENTER", "CENTER"
    text.materials.append(white)
    words = bpy.data.objects.new("Lettering", text)
    words.location = (0, -0.0085, POST - HEIGHT / 2)
    words.rotation_euler.x = radians(90)
    bpy.context.scene.collection.objects.link(words)
    bm = bmesh.new()
    bmesh.ops.create_cone(bm, cap_ends=True, segments=24, radius1=0.03, radius2=0.03,
                          depth=POST + 0.05, matrix=Matrix.Translation(
                              (0, 0.035, (POST + 0.05) / 2)))
    return [rim, face, words, finish("Post", bm, paint("Steel", (0.4, 0.4, 0.42), 0.4, 1.0))]


build()
