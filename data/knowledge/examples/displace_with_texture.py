"""Push a surface in and out with a texture

The Displace modifier moves vertices by a legacy texture (bpy.data.textures), here clouds;
strength is in metres, mid_level the value that stays put. The mesh must be fine enough to show
it.
Words: displace, displacement modifier, clouds texture, uneven, dunes, lumpy, wrinkled, crumpled
Covers: bpy.types.DisplaceModifier, bpy.types.DisplaceModifier.mid_level, bpy.types.CloudsTexture
Covers: bpy.types.BlendDataTextures.new
"""
import bmesh
import bpy

SIZE, HEIGHT, THICK = 1.0, 0.16, 0.08  # metres


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
    bmesh.ops.create_grid(bm, x_segments=96, y_segments=96, size=SIZE / 2)
    sand = finish("Dunes", bm, paint("Sand", (0.65, 0.45, 0.22), 0.95), smooth=True)
    clouds = bpy.data.textures.new("Dune Shapes", "CLOUDS")
    clouds.noise_scale, clouds.noise_depth = 0.35, 1
    push = sand.modifiers.new("Push", "DISPLACE")
    push.texture = clouds
    push.texture_coords = "LOCAL"
    push.direction = "Z"
    push.strength, push.mid_level = HEIGHT, 0.0
    thick = sand.modifiers.new("Ground", "SOLIDIFY")
    thick.thickness, thick.offset = THICK, -1.0
    graph = bpy.context.evaluated_depsgraph_get()
    shape = sand.evaluated_get(graph).to_mesh()
    sand.location.z = -min(vertex.co.z for vertex in shape.vertices)
    return [sand]


build()
