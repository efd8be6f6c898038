"""Scatter leaves over a surface with geometry nodes

Distribute Points on Faces, then Instance on Points with a leaf object and random turns. The
group's Geometry sockets are made through its interface (4.0 and later); the leaf itself needs no
place in the scene.
Words: scatter, instances, geometry nodes, ground cover, distribute
Covers: bpy.types.GeometryNodeDistributePointsOnFaces, bpy.types.GeometryNodeInstanceOnPoints
Covers: bpy.types.FunctionNodeRandomValue, bpy.types.NodeTreeInterface.new_socket
Covers: bpy.types.NodesModifier
"""
import bmesh
import bpy
from mathutils import Matrix

SIZE, DENSITY, SEED = 1.0, 250.0, 3  # metres, leaves a square metre
LEAF = [(0, 0), (0.012, 0.02), (0.011, 0.045), (0, 0.07), (-0.011, 0.045), (-0.012, 0.02)]


def paint(name, color, roughness=0.5):
    """A plain material of one colour (linear RGB)."""
    made = bpy.data.materials.new(name)
    if made.node_tree is None:
        made.use_nodes = True  # before Blender 5.0
    bsdf = made.node_tree.nodes["Principled BSDF"]
    bsdf.inputs["Base Color"].default_value = (*color, 1.0)
    bsdf.inputs["Roughness"].default_value = roughness
    return made


def made_object(name, bm, material):
    mesh = bpy.data.meshes.new(name)
    bm.to_mesh(mesh)
    bm.free()
    mesh.materials.append(material)
    return bpy.data.objects.new(name, mesh)


def scatter_group(leaf):
    group = bpy.data.node_groups.new("Scatter Leaves", "GeometryNodeTree")
    group.interface.new_socket("Geometry", in_out="INPUT", socket_type="NodeSocketGeometry")
    group.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    new, link = group.nodes.new, group.links.new
    start, end = new("NodeGroupInput"), new("NodeGroupOutput")
    spread = new("GeometryNodeDistributePointsOnFaces")
    spread.inputs["Density"].default_value, spread.inputs["Seed"].default_value = DENSITY, SEED
    turn = new("FunctionNodeRandomValue")
    turn.data_type = "FLOAT_VECTOR"
    turn.inputs["Min"].default_value = (-0.25, -0.25, 0.0)
    turn.inputs["Max"].default_value = (0.25, 0.25, 6.283)
    one = new("GeometryNodeObjectInfo")
    one.inputs["Object"].default_value = leaf
    place = new("GeometryNodeInstanceOnPoints")
    both = new("GeometryNodeJoinGeometry")
    parts = new("ShaderNodeSeparateXYZ")
    link(new("GeometryNodeInputNormal").outputs[0], parts.inputs[0])
    link(parts.outputs["Z"], spread.inputs["Selection"])  # only where it faces up
    link(start.outputs[0], spread.inputs["Mesh"])
    link(spread.outputs["Points"], place.inputs["Points"])
    link(one.outputs["Geometry"], place.inputs["Instance"])
    link(turn.outputs["Value"], place.inputs["Rotation"])
    for each in (start.outputs[0], place.outputs["Instances"]):
        link(each, both.inputs["Geometry"])
    link(both.outputs["Geometry"], end.inputs[0])
    return group


def build():
    bm = bmesh.new()
    bm.faces.new([bm.verts.new((x, y, 0.012)) for x, y in LEAF])
    leaf = made_object("Leaf", bm, paint("Autumn", (0.5, 0.15, 0.02)))
    bm = bmesh.new()
    bmesh.ops.create_cube(bm, size=SIZE, matrix=Matrix.Translation(
        (0, 0, 0.025 * SIZE)) @ Matrix.Diagonal((1, 1, 0.05, 1)))
    ground = made_object("Ground", bm, paint("Soil", (0.06, 0.04, 0.02), 1.0))
    bpy.context.scene.collection.objects.link(ground)
    ground.modifiers.new("Scatter", "NODES").node_group = scatter_group(leaf)
    return [ground]


build()
