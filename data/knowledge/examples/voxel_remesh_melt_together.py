"""Melt overlapping shapes into one smooth skin

The Remesh modifier in VOXEL mode makes one closed surface around everything inside; the voxel
size is the smallest detail. A Smooth modifier after it softens the joints, as if sculpted from
clay.
Words: remesh, union, fuse, blend shapes, clay, metaballs, snowman, voxel, weld together
Makes: snowman
Covers: bpy.types.RemeshModifier, bpy.types.RemeshModifier.voxel_size, bpy.types.SmoothModifier
"""
import bmesh
import bpy
from mathutils import Matrix

BALLS = [((0, 0, 0.2), 0.2), ((0, 0, 0.45), 0.14), ((0, 0, 0.64), 0.1), ((0.17, 0, 0.48), 0.05),
         ((-0.17, 0, 0.48), 0.05)]  # (place, radius), metres
VOXEL = 0.014


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
    for place, radius in BALLS:
        bmesh.ops.create_uvsphere(bm, u_segments=32, v_segments=16, radius=radius,
                                  matrix=Matrix.Translation(place))
    body = finish("Clay Body", bm, paint("Clay", (0.55, 0.3, 0.2), 0.7), smooth=True)
    skin = body.modifiers.new("Melt", "REMESH")
    skin.mode = "VOXEL"
    skin.voxel_size = VOXEL
    skin.use_smooth_shade = True
    soften = body.modifiers.new("Soften", "SMOOTH")
    soften.factor, soften.iterations = 0.5, 8
    graph = bpy.context.evaluated_depsgraph_get()
    shape = body.evaluated_get(graph).to_mesh()  # smoothing shrinks: stand it on the ground again
    body.location.z = -min(vertex.co.z for vertex in shape.vertices)
    body.evaluated_get(graph).to_mesh_clear()
    return [body]


build()
