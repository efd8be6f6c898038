"""Flower with rings of petals

One petal is a bowed grid; each ring turns it about the axis, opens it by an angle and shifts it
by half a petal. Inner rings are shorter and stand more upright.
Words: flower, petals, daisy, rose, lotus, blossom, sunflower, dahlia
Makes: flower, daisy, lotus, rose, sunflower, dahlia
Covers: bmesh.ops.create_grid, mathutils.Matrix.Rotation, bmesh.ops.transform
"""
import bmesh
import bpy
from math import cos, pi, radians, sin
from mathutils import Matrix

RINGS = [(11, 0.055, 84), (9, 0.046, 66), (7, 0.034, 46)]  # petals, length, degrees of opening
STEM, NOD = 0.18, 40  # metres; degrees that the head is turned to the viewer


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


def petal(bm, length, place):
    made = bmesh.ops.create_grid(bm, x_segments=8, y_segments=10, size=0.5)
    for vertex in made["verts"]:
        s, t = vertex.co.x * 2, vertex.co.y + 0.5  # -1..1 across, 0..1 from root to tip
        half = length * 0.42 * (sin(pi * (0.08 + 0.8 * t)) ** 0.8)
        cup = 0.35 * half * s * s
        vertex.co = (half * s, cup + 0.12 * length * sin(pi * t), length * t * (1 - 0.12 * s * s))
    bmesh.ops.transform(bm, matrix=place, verts=made["verts"])


def build():
    head = Matrix.Translation((0, 0, STEM)) @ Matrix.Rotation(radians(NOD), 4, "X")
    bm = bmesh.new()
    for ring, (count, length, opening) in enumerate(RINGS):
        for k in range(count):
            turn = Matrix.Rotation(2 * pi * (k + ring / 2) / count, 4, "Z")
            open_up = Matrix.Rotation(radians(opening), 4, "X")
            out = Matrix.Translation((0, -0.006, 0.002 * ring))
            petal(bm, length, head @ turn @ out @ open_up)
    petals = finish("Petals", bm, paint("Petal", (0.75, 0.15, 0.35), 0.6), smooth=True)
    thick = petals.modifiers.new("Thickness", "SOLIDIFY")
    thick.thickness, thick.offset = 0.0006, 0.0
    bm = bmesh.new()
    bmesh.ops.create_uvsphere(bm, u_segments=24, v_segments=12, radius=0.014,
                              matrix=head @ Matrix.Translation((0, 0, 0.006)))
    heart = finish("Heart", bm, paint("Pollen", (0.8, 0.5, 0.05), 0.9), smooth=True)
    bm = bmesh.new()
    bmesh.ops.create_cone(bm, cap_ends=True, segments=12, radius1=0.004, radius2=0.0035,
                          depth=STEM, matrix=Matrix.Translation((0, 0, STEM / 2)))
    return [petals, heart, finish("Stem", bm, paint("Stem", (0.08, 0.25, 0.04)), smooth=True)]


build()
