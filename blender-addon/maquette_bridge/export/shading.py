# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rewrites materials that are mixed of several shaders as one Principled BSDF, which is what
exporters and bakers read: a Glass BSDF becomes transmission, a mix with Transparent becomes alpha.
Says of which materials a format cannot hold how they let light through."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from typing import Any

import bpy

from ..measure import plain_colors

# A value, or the socket that it comes from.
Channel = Any
_WHITE, _BLACK = (1.0, 1.0, 1.0, 1.0), (0.0, 0.0, 0.0, 1.0)
# Inputs of the Principled BSDF that a surface is described by, with what they are if nothing says
# more. "Glow" is the colour of the emission times its strength.
_DEFAULTS: dict[str, Channel] = {
    "Base Color": (0.8, 0.8, 0.8, 1.0), "Roughness": 0.5, "Metallic": 0.0, "IOR": 1.5,
    "Transmission Weight": 0.0, "Alpha": 1.0, "Glow": _BLACK}
# Channels of a shader that none of its own inputs says.
_SHADERS: dict[str, dict[str, Channel]] = {
    "BSDF_PRINCIPLED": {},
    "BSDF_DIFFUSE": {"Roughness": 1.0},
    "BSDF_GLOSSY": {"Metallic": 1.0},
    "BSDF_GLASS": {"Transmission Weight": 1.0},
    "BSDF_REFRACTION": {"Transmission Weight": 1.0},
    "BSDF_TRANSPARENT": {"Alpha": 0.0},
    "BSDF_TRANSLUCENT": {"Roughness": 1.0},
    "BSDF_SHEEN": {"Roughness": 1.0},
    "BSDF_TOON": {"Roughness": 1.0},
    "SUBSURFACE_SCATTERING": {},
    "EMISSION": {"Base Color": _BLACK, "Roughness": 1.0},
}
_SEE_THROUGH = ("BSDF_GLASS", "BSDF_REFRACTION", "BSDF_TRANSPARENT")
# How much a ball's surface faces one who looks at it, on average over what is seen of it.
_FACING = 2 / 3
_SUMS: dict[str, Callable[[float, float], float]] = {
    "ADD": operator.add, "SUBTRACT": operator.sub, "MULTIPLY": operator.mul, "MINIMUM": min,
    "MAXIMUM": max, "POWER": lambda a, b: max(a, 0.0) ** b,
    "DIVIDE": lambda a, b: a / b if b else 0.0}
_OF_VERTICES = {"VERTEX_COLOR", "ATTRIBUTE"}
# How opaque a format without transmission shows what is as clear as glass.
_CLEAR = 0.25


def _simplify(material: bpy.types.Material) -> bool:
    """Gives the material one Principled BSDF for its surface. Returns whether it has one then;
    groups of shaders are not looked into."""
    tree = material.node_tree
    output = tree.get_output_node("CYCLES") if tree is not None else None
    if output is None or not output.inputs["Surface"].is_linked:
        return False
    source = output.inputs["Surface"].links[0].from_socket
    if source.node.type == "BSDF_PRINCIPLED":
        for name in ("Alpha", "Transmission Weight"):
            _give(tree, _settle(source.node.inputs[name]), source.node.inputs[name])
        return True
    channels = _read(tree, source)
    if channels is None:
        return False
    shader = tree.nodes.new("ShaderNodeBsdfPrincipled")
    for name, channel in channels.items():
        if name == "Glow":
            shader.inputs["Emission Strength"].default_value = 1.0
            name = "Emission Color"
        _give(tree, channel, shader.inputs[name])
    for node in list(tree.nodes):
        if node != shader and any(socket.type == "SHADER" for socket in node.outputs):
            tree.nodes.remove(node)
    tree.links.new(shader.outputs[0], output.inputs["Surface"])
    if not shader.inputs["Emission Color"].is_linked:
        # Puts what is brighter than white into the strength.
        color = shader.inputs["Emission Color"]
        strength = max(color.default_value[:3])
        shader.inputs["Emission Strength"].default_value = strength
        if strength > 0.0:
            color.default_value = (*(each / strength for each in color.default_value[:3]), 1.0)
    return True


def _read(tree: bpy.types.NodeTree, socket: bpy.types.NodeSocket) -> dict[str, Channel] | None:
    """The channels of what comes out of a shader's socket; None if that cannot be told."""
    node = socket.node
    if node.type == "REROUTE":
        return _read_input(tree, node.inputs[0])
    if node.type in ("MIX_SHADER", "ADD_SHADER"):
        pair = [each for each in node.inputs if each.type == "SHADER"]
        a, b = (_read_input(tree, each) for each in pair)
        if a is None or b is None:
            return None
        return _mix(tree, _factor(node), a, b) if node.type == "MIX_SHADER" else _add(tree, a, b)
    if node.type not in _SHADERS:
        return None
    found = {**_DEFAULTS}
    for name in found:
        given = next((each for each in (name, "Color") if each in node.inputs), None)
        if given is not None and (given == name or name == "Base Color"):
            found[name] = _channel(node.inputs[given])
    if node.type in ("BSDF_GLASS", "BSDF_REFRACTION"):
        # Its colour tints light once at each face; that of the Principled BSDF does at two.
        found["Base Color"] = _scale(tree, found["Base Color"], found["Base Color"])
    prefix = "Emission " if node.type == "BSDF_PRINCIPLED" else ""
    if prefix or node.type == "EMISSION":
        found["Glow"] = _scale(tree, _channel(node.inputs[prefix + "Color"]),
                               _channel(node.inputs[prefix + "Strength"]))
    if "Normal" in node.inputs and node.inputs["Normal"].is_linked:
        found["Normal"] = _channel(node.inputs["Normal"])
    return found | _SHADERS[node.type]


def _read_input(tree: bpy.types.NodeTree,
                socket: bpy.types.NodeSocket) -> dict[str, Channel] | None:
    """A shader's socket with nothing in it is black."""
    if socket.is_linked:
        return _read(tree, socket.links[0].from_socket)
    return _DEFAULTS | {"Base Color": _BLACK, "Roughness": 1.0}


def _channel(socket: bpy.types.NodeSocket) -> Channel:
    if socket.is_linked:
        return socket.links[0].from_socket
    value: Any = socket.default_value
    return tuple(value) if hasattr(value, "__len__") else value


def _factor(node: bpy.types.Node) -> Channel:
    """How much of a mix is its second shader."""
    factor = _settle(node.inputs[0])
    return factor if _is_socket(factor) else min(max(factor, 0.0), 1.0)


def _settle(socket: bpy.types.NodeSocket) -> Channel:
    """The value of a number's socket, if no place on the surface changes it: what depends on where
    one looks from is what it is on average."""
    channel = _channel(socket)
    if not _is_socket(channel):
        return channel
    node, found = channel.node, None
    if node.type == "VALUE":
        found = channel.default_value
    elif node.type == "LIGHT_PATH":
        found = 1.0 if channel.name == "Is Camera Ray" else 0.0
    elif node.type == "FRESNEL" or (node.type == "LAYER_WEIGHT" and channel.name == "Fresnel"):
        found = 0.0  # a Principled BSDF has its own
    elif node.type == "LAYER_WEIGHT" and not node.inputs["Blend"].is_linked:
        blend = min(max(node.inputs["Blend"].default_value, 0.0), 0.99999)
        found = 1.0 - _FACING ** (2 * blend if blend < 0.5 else 0.5 / (1.0 - blend))
    elif node.type == "MATH" and node.operation in _SUMS:
        a, b = map(_settle, list(node.inputs)[:2])
        if not _is_socket(a) and not _is_socket(b):
            found = _SUMS[node.operation](a, b)
            found = min(max(found, 0.0), 1.0) if node.use_clamp else found
    return channel if found is None else found


def _is_socket(channel: Channel) -> bool:
    return isinstance(channel, bpy.types.NodeSocket)


def _mix(tree: bpy.types.NodeTree, factor: Channel, a: dict[str, Channel],
         b: dict[str, Channel]) -> dict[str, Channel]:
    """A shader that is fully clear lends no colour to the other one."""
    if factor in (0.0, 1.0):
        return a if factor == 0.0 else b
    seen = a if b["Alpha"] == 0.0 else b if a["Alpha"] == 0.0 else None
    found = {}
    for name in {**a, **b}:
        if name == "Normal":
            found[name] = a.get(name, b.get(name))
        elif name == "Alpha" or seen is None:
            found[name] = _blend(tree, factor, a[name], b[name])
        else:
            found[name] = seen[name]
    return found


def _add(tree: bpy.types.NodeTree, a: dict[str, Channel],
         b: dict[str, Channel]) -> dict[str, Channel]:
    """A glow is added to a surface; of two surfaces, each has half."""
    black = [each["Base Color"] == _BLACK for each in (a, b)]
    clear = [each["Alpha"] == 0.0 for each in (a, b)]
    if black[1] or clear[1]:
        found = {**a}
    elif black[0] or clear[0]:
        found = {**b}
    else:
        found = _mix(tree, 0.5, a, b)
    found["Glow"] = _sum(tree, a["Glow"], b["Glow"])
    return found


def _blend(tree: bpy.types.NodeTree, factor: Channel, a: Channel, b: Channel) -> Channel:
    if not any(map(_is_socket, (factor, a, b))):
        if isinstance(a, tuple):
            return tuple(x + factor * (y - x) for x, y in zip(a, b))
        return a + factor * (b - a)
    return a if a is b else _compute(tree, "MIX", factor, a, b)


def _scale(tree: bpy.types.NodeTree, color: Channel, strength: Channel) -> Channel:
    """A colour times a strength or a colour."""
    if isinstance(color, tuple) and isinstance(strength, tuple):
        return (*(x * y for x, y in zip(color[:3], strength[:3])), 1.0)
    if not _is_socket(color) and not _is_socket(strength):
        return (*(each * strength for each in color[:3]), 1.0)
    if strength == 0.0:
        return _BLACK
    return color if strength == 1.0 else _compute(tree, "MULTIPLY", 1.0, color, strength)


def _sum(tree: bpy.types.NodeTree, a: Channel, b: Channel) -> Channel:
    if _BLACK in (a, b):
        return b if a == _BLACK else a
    if not _is_socket(a) and not _is_socket(b):
        return (*(x + y for x, y in zip(a[:3], b[:3])), 1.0)
    return _compute(tree, "ADD", 1.0, a, b)


def _compute(tree: bpy.types.NodeTree, blend_type: str, factor: Channel, a: Channel,
             b: Channel) -> bpy.types.NodeSocket:
    """The output of a node that mixes; a number is as good as a grey there."""
    node = tree.nodes.new("ShaderNodeMix")
    node.data_type, node.blend_type, node.clamp_result = "RGBA", blend_type, False
    inputs = {each.identifier: each for each in node.inputs}
    _give(tree, factor, inputs["Factor_Float"])
    _give(tree, a, inputs["A_Color"])
    _give(tree, b, inputs["B_Color"])
    return next(each for each in node.outputs if each.identifier == "Result_Color")


def _give(tree: bpy.types.NodeTree, channel: Channel, target: bpy.types.NodeSocket) -> None:
    if _is_socket(channel):
        tree.links.new(channel, target)
        return
    for link in list(target.links):
        tree.links.remove(link)
    if hasattr(target.default_value, "__len__") and not isinstance(channel, tuple):
        target.default_value = (channel, channel, channel, 1.0)
    else:
        target.default_value = channel


def _shader_of(material: bpy.types.Material) -> bpy.types.Node | None:
    """The Principled BSDF that the material's surface comes from."""
    tree = material.node_tree
    output = tree.get_output_node("CYCLES") if tree is not None else None
    if output is None or not output.inputs["Surface"].is_linked:
        return None
    node = output.inputs["Surface"].links[0].from_node
    return node if node.type == "BSDF_PRINCIPLED" else None


def make_plain(materials: Iterable[bpy.types.Material], holds_transmission: bool,
               bakes: bool) -> list[dict[str, str]]:
    """Rewrites the materials for a format. Returns what of their look it cannot hold, as
    [{"material", "why"}]: `unbent` (clear, but light goes straight through), `opaque`, or `pattern`
    (opaque, as pictures would be needed)."""
    losses = []
    for material in materials:
        why = None
        shader = _shader_of(material) if _simplify(material) else None
        if shader is None:
            why = "opaque" if _lets_light_through(material) else None
        else:
            clear = shader.inputs["Transmission Weight"]
            if not holds_transmission and (clear.is_linked or clear.default_value > 0.0):
                _make_thin(material.node_tree, shader)
                why = "unbent"
            if not bakes:
                _give_plain_color(material, shader.inputs["Base Color"])
            if not bakes and shader.inputs["Alpha"].is_linked and not any(
                    link.from_node.type == "TEX_IMAGE" for link in shader.inputs["Alpha"].links):
                why = "pattern"
        if why is not None:
            losses.append({"material": material.name, "why": why})
    return losses


def _give_plain_color(material: bpy.types.Material, color: bpy.types.NodeSocket) -> None:
    """Where nodes work out a colour, exporters write white, unless they find a picture or a colour
    of the vertices: puts the one that stands for it."""
    plain = plain_colors.find(material)
    waiting, seen = [link.from_node for link in color.links], set()
    if plain is None or not waiting or waiting[0].type in _OF_VERTICES:
        return
    while waiting:
        node = waiting.pop()
        if node.type == "TEX_IMAGE":
            return
        if node not in seen:
            seen.add(node)
            waiting += [link.from_node for each in node.inputs for link in each.links]
    _give(material.node_tree, plain, color)


def _lets_light_through(material: bpy.types.Material) -> bool:
    """Whether any shader of a material that cannot be rewritten is one that can be seen through, or
    it is a volume."""
    waiting, seen = [material.node_tree], set()
    while waiting:
        tree = waiting.pop()
        if tree is None or tree in seen:
            continue
        seen.add(tree)
        for node in tree.nodes:
            clear = node.inputs.get("Transmission Weight")
            alpha = node.inputs.get("Alpha") if node.type == "BSDF_PRINCIPLED" else None
            if (node.type in _SEE_THROUGH
                    or (clear is not None and (clear.is_linked or clear.default_value > 0.0))
                    or (alpha is not None and (alpha.is_linked or alpha.default_value < 1.0))
                    or (node.type == "OUTPUT_MATERIAL" and node.inputs["Volume"].is_linked
                        and not node.inputs["Surface"].is_linked)):
                return True
            if node.type == "GROUP":
                waiting.append(node.node_tree)
    return False


def _make_thin(tree: bpy.types.NodeTree, shader: bpy.types.Node) -> None:
    """Turns transmission into transparency."""
    clear, alpha = shader.inputs["Transmission Weight"], shader.inputs["Alpha"]
    opaque = _blend(tree, _channel(clear), 1.0, _CLEAR)
    if _is_socket(opaque) or alpha.is_linked:
        opaque = _compute(tree, "MULTIPLY", 1.0, _channel(alpha), opaque)
    else:
        opaque *= alpha.default_value
    _give(tree, 0.0, clear)
    _give(tree, opaque, alpha)
