"""Morph between two shapes with shape keys

The first key is the basis, each further one holds its own places of the same vertices; value 0..1
blends. Good for a smile, an open beak, a swollen part, and it can be animated.
Words: shape key, morph, blend shape, morph target, facial expression, deform, mouth open
Covers: bpy.types.Object.shape_key_add, bpy.types.ShapeKey.value, bpy.types.ShapeKey
"""
import bmesh
import bpy

RADIUS, PINCH = 0.2, 0.7  # metres, how far it is towards the second shape


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
    bmesh.ops.create_uvsphere(bm, u_segments=48, v_segments=32, radius=RADIUS)
    bmesh.ops.translate(bm, vec=(0, 0, RADIUS), verts=bm.verts)
    drop = finish("Drop", bm, paint("Water Blue", (0.05, 0.25, 0.5), 0.1), smooth=True)
    drop.shape_key_add(name="Basis", from_mix=False)
    pointed = drop.shape_key_add(name="Pointed", from_mix=False)
    for vertex, cell in zip(drop.data.vertices, pointed.data):
        t = vertex.co.z / (2 * RADIUS)  # 0 below, 1 on top
        narrow = max(0.0, 1 - t) ** 0.5 if t > 0.5 else 0.7071 + 0.2929 * (1 - 2 * t)
        cell.co = (vertex.co.x * narrow, vertex.co.y * narrow, vertex.co.z * (1 + 0.6 * t * t))
    pointed.value = PINCH
    return [drop]


build()
