"""Geometry nodes group with inputs of its own, set from Python

Makes a group whose interface has Geometry, a count and a height, then sets the modifier's values
for this object. Up to 5.1 a value is modifier["Socket_2"]; from 5.2 it is
modifier.properties.inputs. The id is the socket's identifier, not its name.
Words: geometry nodes input, modifier parameter, node group, expose value, procedural stairs
Words: socket identifier
Covers: bpy.types.NodesModifier, bpy.types.NodeTreeInterface.new_socket
Covers: bpy.types.NodeTreeInterfaceSocketInt, bpy.types.GeometryNodeMeshLine
Covers: bpy.types.GeometryNodeInstanceOnPoints
"""
import bpy

COUNT, RISE = 9, 0.12  # set on the modifier


def paint(name, color, roughness=0.5):
    """A plain material of one colour (linear RGB)."""
    made = bpy.data.materials.new(name)
    if made.node_tree is None:
        made.use_nodes = True  # before Blender 5.0
    bsdf = made.node_tree.nodes["Principled BSDF"]
    bsdf.inputs["Base Color"].default_value = (*color, 1.0)
    bsdf.inputs["Roughness"].default_value = roughness
    return made


def stack_group(material):
    group = bpy.data.node_groups.new("Stack", "GeometryNodeTree")
    group.interface.new_socket("Geometry", in_out="INPUT", socket_type="NodeSocketGeometry")
    group.interface.new_socket("Count", in_out="INPUT", socket_type="NodeSocketInt")
    group.interface.new_socket("Rise", in_out="INPUT", socket_type="NodeSocketFloat")
    group.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    new, link = group.nodes.new, group.links.new
    start, end = new("NodeGroupInput"), new("NodeGroupOutput")
    line, step = new("GeometryNodeMeshLine"), new("ShaderNodeCombineXYZ")
    step.inputs["X"].default_value = 0.2
    disc = new("GeometryNodeMeshCylinder")
    disc.inputs["Radius"].default_value, disc.inputs["Depth"].default_value = 0.15, 0.12
    place, finish = new("GeometryNodeInstanceOnPoints"), new("GeometryNodeSetMaterial")
    line.inputs["Start Location"].default_value = (0, 0, 0.06)
    finish.inputs["Material"].default_value = material
    link(start.outputs["Count"], line.inputs["Count"])
    link(start.outputs["Rise"], step.inputs["Z"])
    link(step.outputs["Vector"], line.inputs["Offset"])
    link(line.outputs["Mesh"], place.inputs["Points"])
    link(disc.outputs["Mesh"], place.inputs["Instance"])
    link(place.outputs["Instances"], finish.inputs["Geometry"])
    link(finish.outputs["Geometry"], end.inputs["Geometry"])
    return group


def set_input(modifier, name, value):
    """Sets an input of a geometry nodes modifier by its name."""
    ident = next(item.identifier for item in modifier.node_group.interface.items_tree
                 if item.item_type == "SOCKET" and item.in_out == "INPUT" and item.name == name)
    if hasattr(modifier, "properties"):  # 5.2 and later
        getattr(modifier.properties.inputs, ident).value = value
    else:
        modifier[ident] = value


def build():
    stack = bpy.data.objects.new("Steps", bpy.data.meshes.new("Steps"))
    bpy.context.scene.collection.objects.link(stack)
    nodes = stack.modifiers.new("Stack", "NODES")
    nodes.node_group = stack_group(paint("Steps", (0.1, 0.3, 0.45)))
    set_input(nodes, "Count", COUNT)
    set_input(nodes, "Rise", RISE)
    return [stack]


build()
