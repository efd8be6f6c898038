# SPDX-License-Identifier: GPL-3.0-or-later
"""The one colour that stands for a material where its nodes cannot be shown: in Workbench, and in
an export without pictures."""

import bpy

_DEFAULT_GREY = bpy.types.Material.bl_rna.properties["diffuse_color"].default_array[0]
# What an exporter reads off a shader's values, and what the viewport has for it.
_VIEWPORT = {"Roughness": "roughness", "Metallic": "metallic"}


def find(material):
    """The viewport's colour if one was set, else the first shader's; None if neither is there."""
    if tuple(material.diffuse_color) != (*[_DEFAULT_GREY] * 3, 1.0):
        return tuple(material.diffuse_color)
    return _base_color(material.node_tree) if material.node_tree is not None else None


def _base_color(tree):
    """The colour of the first shader: a value, or the middle of the ramp that makes it."""
    for node in tree.nodes:
        for name in ("Base Color", "Color"):
            socket = node.inputs.get(name)
            if socket is None or not any(each.type == "SHADER" for each in node.outputs):
                continue
            if not socket.is_linked:
                return tuple(socket.default_value)
            ramp = getattr(socket.links[0].from_node, "color_ramp", None)
            return tuple(ramp.evaluate(0.5)) if ramp is not None else None
    return None


def use(objects):
    """Gives the objects' materials plain values instead of textures; an exporter makes white of a
    colour that nodes work out. The materials are changed."""
    materials = {slot.material.name: slot.material for obj in objects
                 for slot in obj.material_slots if slot.material is not None}
    for material in materials.values():
        if material.node_tree is not None:
            _use_values(material)


def _use_values(material):
    tree = material.node_tree
    color = find(material) or tuple(material.diffuse_color)
    shader = next((node for node in tree.nodes if node.type == "BSDF_PRINCIPLED"
                   and node.outputs[0].is_linked), None)
    output = tree.get_output_node("ALL") or tree.nodes.new("ShaderNodeOutputMaterial")
    if shader is None:
        shader = tree.nodes.new("ShaderNodeBsdfPrincipled")
        shader.inputs["Base Color"].default_value = color
        for name, own in _VIEWPORT.items():
            shader.inputs[name].default_value = getattr(material, own)
    for socket in shader.inputs:
        if not socket.is_linked:
            continue
        for link in list(socket.links):
            tree.links.remove(link)
        if socket.name == "Base Color":
            socket.default_value = color
        elif socket.name in _VIEWPORT:
            socket.default_value = getattr(material, _VIEWPORT[socket.name])
    tree.links.new(shader.outputs[0], output.inputs["Surface"])
