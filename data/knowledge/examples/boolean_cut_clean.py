"""Cut a shape out with a boolean and keep it clean

EXACT is the dependable solver. The cutter must be closed and must stick out of what it cuts;
faces that lie on each other make holes and slivers. Apply the result and throw the cutter away,
so that nothing hidden stays.
Words: boolean, difference, subtract, cut out, carve, drill, hole, notch
Covers: bpy.types.BooleanModifier, bpy.types.BooleanModifier.solver
Covers: bpy.types.Object.evaluated_get, bpy.types.BlendDataMeshes.new_from_object
"""
import bmesh
import bpy

SIZE = 0.2  # metres
HOLE = 0.06
OVER = 0.01  # how far the cutter sticks out


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
    bmesh.ops.create_cube(bm, size=SIZE)
    bmesh.ops.translate(bm, vec=(0, 0, SIZE / 2), verts=bm.verts)
    block = finish("Block", bm, paint("Red Plastic", (0.6, 0.05, 0.04), 0.35))
    bm = bmesh.new()
    bmesh.ops.create_cone(bm, cap_ends=True, segments=48, radius1=HOLE, radius2=HOLE,
                          depth=SIZE + 2 * OVER)
    bmesh.ops.translate(bm, vec=(0, 0, SIZE / 2), verts=bm.verts)
    cutter = finish("Cutter", bm, paint("Cut", (0.6, 0.3, 0.05)))
    cut = block.modifiers.new("Cut", "BOOLEAN")
    cut.operation = "DIFFERENCE"
    cut.solver = "EXACT"
    cut.object = cutter
    graph = bpy.context.evaluated_depsgraph_get()
    result = bpy.data.meshes.new_from_object(block.evaluated_get(graph))
    block.modifiers.clear()
    block.data = result
    bpy.data.objects.remove(cutter)
    return [block]


build()
