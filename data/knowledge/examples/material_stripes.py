"""Stripes in two colours, with sharp edges

The fraction of a coordinate, divided by the stripe's width, compared with the share of the first
colour: exact stripes at any size. A ramp set to CONSTANT gives sharp edges.
Words: stripes, striped, barber pole, deck chair, candy cane, warning stripes, bands, zebra, lines
Covers: bpy.types.ShaderNodeMath, bpy.types.ColorRamp.interpolation, bpy.types.ShaderNodeMix
"""
import bmesh
import bpy
from mathutils import Matrix

STRIPE, SHARE = 0.05, 0.5  # metres for a pair, share of the first colour
RADIUS, HEIGHT, LEAN = 0.05, 0.4, 0.9  # LEAN: how far the stripes climb around


def new_shader(name):
    """A new material as (material, node tree, its Principled BSDF)."""
    made = bpy.data.materials.new(name)
    if made.node_tree is None:
        made.use_nodes = True  # before Blender 5.0
    return made, made.node_tree, made.node_tree.nodes["Principled BSDF"]


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


def stripes():
    made, tree, bsdf = new_shader("Stripes")
    new, link = tree.nodes.new, tree.links.new
    where, split = new("ShaderNodeTexCoord"), new("ShaderNodeSeparateXYZ")
    link(where.outputs["Object"], split.inputs["Vector"])

    def calc(operation, first, second):
        node = new("ShaderNodeMath")
        node.operation = operation
        for socket, value in zip(node.inputs, (first, second)):
            if isinstance(value, (int, float)):
                socket.default_value = value
            else:
                link(value, socket)
        return node.outputs[0]

    turn = calc("ARCTAN2", split.outputs["Y"], split.outputs["X"])  # -pi .. pi
    around = calc("MULTIPLY", turn, round(LEAN) * STRIPE / 6.28318)  # whole stripes: no seam
    share = calc("FRACT", calc("DIVIDE", calc("ADD", split.outputs["Z"], around), STRIPE), 0.0)
    ramp = new("ShaderNodeValToRGB")
    ramp.color_ramp.interpolation = "CONSTANT"
    ramp.color_ramp.elements[0].color = (0.85, 0.82, 0.78, 1)
    ramp.color_ramp.elements[1].color = (0.55, 0.02, 0.03, 1)
    ramp.color_ramp.elements[1].position = SHARE
    link(share, ramp.inputs[0])
    link(ramp.outputs["Color"], bsdf.inputs["Base Color"])
    bsdf.inputs["Roughness"].default_value = 0.25
    made.diffuse_color = (0.8, 0.4, 0.4, 1)
    return made


def build():
    bm = bmesh.new()
    bmesh.ops.create_cone(bm, cap_ends=True, segments=48, radius1=RADIUS, radius2=RADIUS,
                          depth=HEIGHT, matrix=Matrix.Translation((0, 0, HEIGHT / 2)))
    return [finish("Barber Pole", bm, stripes())]


build()
