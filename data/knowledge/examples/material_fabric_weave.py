"""Woven fabric material

Warp and weft are two sines across each other, and a checker says which of them is on top; the
result is both shade and bump. UVs in threads keep the size; here they are made with the mesh.
Words: fabric, cloth texture, weave, canvas, linen, textile, carpet, denim, burlap, threads
Covers: bpy.types.ShaderNodeMath, bpy.types.ShaderNodeUVMap, bpy.types.ShaderNodeTexChecker
Covers: bpy.types.ShaderNodeBump
"""
import bmesh
import bpy

SIZE, THREAD = 0.2, 0.006  # metres; THREAD is coarse, to be seen


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


def weave():
    made, tree, bsdf = new_shader("Weave")
    new, link = tree.nodes.new, tree.links.new
    uv, split, over, chosen, tone, bump = (new(f"ShaderNode{kind}") for kind in (
        "UVMap", "SeparateXYZ", "TexChecker", "Mix", "ValToRGB", "Bump"))
    uv.uv_map = "Weave"
    over.inputs["Scale"].default_value = 1.0  # a UV unit is a thread: alternate squares
    link(uv.outputs["UV"], split.inputs["Vector"])
    link(uv.outputs["UV"], over.inputs["Vector"])
    link(over.outputs[1], chosen.inputs[0])  # the factor; then A and B
    for axis, socket in (("X", chosen.inputs[2]), ("Y", chosen.inputs[3])):
        value = split.outputs[axis]
        for operation in ("MULTIPLY", "SINE", "ABSOLUTE"):  # 0 between threads, 1 on one
            node = new("ShaderNodeMath")
            node.operation = operation
            node.inputs[1].default_value = 3.14159
            link(value, node.inputs[0])
            value = node.outputs[0]
        link(value, socket)
    tone.color_ramp.elements[0].color = (0.02, 0.05, 0.14, 1)
    tone.color_ramp.elements[1].color = (0.08, 0.2, 0.45, 1)
    bump.inputs["Distance"].default_value = THREAD / 2
    link(chosen.outputs[0], tone.inputs[0])
    link(chosen.outputs[0], bump.inputs["Height"])
    link(tone.outputs["Color"], bsdf.inputs["Base Color"])
    link(bump.outputs["Normal"], bsdf.inputs["Normal"])
    bsdf.inputs["Roughness"].default_value, made.diffuse_color = 0.9, (0.08, 0.2, 0.45, 1)
    return made


def build():
    bm = bmesh.new()
    bmesh.ops.create_cube(bm, size=SIZE)
    layer = bm.loops.layers.uv.new("Weave")
    for face in bm.faces:
        flat = [axis for axis in range(3) if abs(face.normal[axis]) < 0.5]
        for loop in face.loops:
            loop[layer].uv = [loop.vert.co[axis] / THREAD for axis in flat]
    bmesh.ops.translate(bm, vec=(0, 0, SIZE / 2), verts=bm.verts)
    return [finish("Fabric Cube", bm, weave())]


build()
