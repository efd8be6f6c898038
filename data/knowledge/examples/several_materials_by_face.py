"""Several materials on one mesh, chosen face by face

mesh.materials is the list, polygon.material_index picks from it; append all before the faces
refer to them. Good for dice pips, roof and wall in one, coloured panels, a striped ball.
Words: multiple materials, material slots, assign material to faces, material index
Words: multi-material, beach ball, two colours
Covers: bpy.types.MeshPolygon.material_index, bpy.types.IDMaterials.append, bpy.types.MaterialSlot
"""
import bmesh
import bpy
from math import atan2, pi

RADIUS = 0.2  # metres
COLORS = [(0.7, 0.03, 0.03), (0.8, 0.8, 0.78), (0.02, 0.15, 0.5), (0.8, 0.8, 0.78),
          (0.75, 0.5, 0.02), (0.8, 0.8, 0.78)]


def paint(name, color, roughness=0.5):
    """A plain material of one colour (linear RGB)."""
    made = bpy.data.materials.new(name)
    if made.node_tree is None:
        made.use_nodes = True  # before Blender 5.0
    bsdf = made.node_tree.nodes["Principled BSDF"]
    bsdf.inputs["Base Color"].default_value = (*color, 1.0)
    bsdf.inputs["Roughness"].default_value = roughness
    return made


def build():
    bm = bmesh.new()
    bmesh.ops.create_uvsphere(bm, u_segments=48, v_segments=24, radius=RADIUS)
    mesh = bpy.data.meshes.new("Beach Ball")
    bm.to_mesh(mesh)
    bm.free()
    for i, color in enumerate(COLORS):
        mesh.materials.append(paint(f"Panel {i + 1}", color, 0.3))
    for polygon in mesh.polygons:
        polygon.use_smooth = True
        if abs(polygon.center.z) > RADIUS * 0.97:
            polygon.material_index = 1  # the caps
        else:
            share = (atan2(polygon.center.y, polygon.center.x) / (2 * pi)) % 1.0
            polygon.material_index = int(share * len(COLORS))
    ball = bpy.data.objects.new("Beach Ball", mesh)
    ball.location.z = RADIUS
    bpy.context.scene.collection.objects.link(ball)
    return [ball]


build()
