"""Table lamp with a glowing bulb and a shade

A glowing material, strong enough to be seen through the shade, stands for the light: an asset has
no light object. The shade is thin and lets light through.
Words: lamp, lantern, lampshade, glow, light, illuminated, night light
Makes: lampshade, lamp shade, table lamp
Covers: bpy.types.ShaderNodeBsdfPrincipled.inputs['Emission Strength']
"""
import bmesh
import bpy
from mathutils import Matrix

HEIGHT, SHADE, TALL = 0.32, (0.13, 0.085), 0.17  # to the bulb; radii of the shade; its height
BULB = 0.03


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


def cone(bm, low, high, z0, z1, caps=True):
    bmesh.ops.create_cone(bm, cap_ends=caps, segments=48, radius1=low, radius2=high,
                          depth=z1 - z0, matrix=Matrix.Translation((0, 0, (z0 + z1) / 2)))


def build():
    bm = bmesh.new()
    cone(bm, 0.075, 0.07, 0, 0.02)
    cone(bm, 0.012, 0.009, 0.02, HEIGHT - BULB * 0.8)
    rim = HEIGHT + TALL * 0.5
    for turn in (0, 1, 2):  # three arms carry the shade
        spin = Matrix.Rotation(2.0944 * turn, 4, "Z")
        arm = Matrix.Translation((0.053, 0, HEIGHT - 0.045)) @ Matrix.Rotation(1.5708, 4, "Y")
        bmesh.ops.create_cone(bm, cap_ends=True, segments=8, radius1=0.002, radius2=0.002,
                              depth=0.134, matrix=spin @ arm)
    foot = finish("Foot", bm, paint("Brass", (0.7, 0.45, 0.12), 0.25, 1.0), smooth=False)
    bm = bmesh.new()
    cone(bm, SHADE[0], SHADE[1], rim - TALL, rim, caps=False)
    cloth = paint("Shade", (0.85, 0.7, 0.5), 0.9)
    cloth.node_tree.nodes["Principled BSDF"].inputs["Transmission Weight"].default_value = 0.3
    shade = finish("Shade", bm, cloth, smooth=True)
    shade.modifiers.new("Thickness", "SOLIDIFY").thickness = 0.002
    bm = bmesh.new()
    bmesh.ops.create_uvsphere(bm, u_segments=24, v_segments=12, radius=BULB,
                              matrix=Matrix.Translation((0, 0, HEIGHT)))
    warm = paint("Glow", (1.0, 0.75, 0.4))
    bsdf = warm.node_tree.nodes["Principled BSDF"]
    bsdf.inputs["Emission Color"].default_value = (1.0, 0.7, 0.35, 1)
    bsdf.inputs["Emission Strength"].default_value = 12.0
    bulb = finish("Bulb", bm, warm, smooth=True)
    return [foot, shade, bulb]


build()
