# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one colour that stands for a material where its nodes cannot be shown: in Workbench, and in
the window's model."""

from __future__ import annotations

from typing import Any

import bpy

_DEFAULT_GREY = bpy.types.Material.bl_rna.properties["diffuse_color"].default_array[0]


def find(material: bpy.types.Material) -> tuple[float, float, float, float] | None:
    """The viewport's colour if one was set, else the first shader's; None if neither is there."""
    if tuple(material.diffuse_color) != (*[_DEFAULT_GREY] * 3, 1.0):
        return tuple(material.diffuse_color)
    return _base_color(material.node_tree) if material.node_tree is not None else None


def _base_color(tree: bpy.types.NodeTree) -> tuple[float, float, float, float] | None:
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


def shown(material: bpy.types.Material | None) -> tuple[float, float, float, float]:
    """The same in sRGB, with its opacity; grey for none."""
    if material is None:
        return 0.8, 0.8, 0.8, 1.0
    red, green, blue, alpha = describe(material)["pbrMetallicRoughness"]["baseColorFactor"]
    return encode(red), encode(green), encode(blue), alpha


def encode(value: float) -> float:
    """A linear value as sRGB has it (IEC 61966-2-1)."""
    value = _share(value)
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def describe(material: bpy.types.Material) -> dict[str, Any]:
    """The material in glTF's words (glTF 2.0, 3.9 and KHR_materials_transmission), with plain
    values: one colour stands for what nodes work out."""
    shader = None
    if material.node_tree is not None:
        shader = next((node for node in material.node_tree.nodes if node.type == "BSDF_PRINCIPLED"
                       and node.outputs[0].is_linked), None)

    def value(name: str, otherwise: float | tuple[float, float, float, float]) -> Any:
        socket = shader.inputs.get(name) if shader is not None else None
        return socket.default_value if socket is not None and not socket.is_linked else otherwise

    color = value("Base Color", find(material) or material.diffuse_color)
    alpha = value("Alpha", 1.0)
    return {"name": material.name,
            "alphaMode": "BLEND" if alpha < 1 else "OPAQUE",
            "pbrMetallicRoughness": {
                "baseColorFactor": [*map(_share, color[:3]), _share(alpha)],
                "metallicFactor": _share(value("Metallic", material.metallic)),
                "roughnessFactor": _share(value("Roughness", material.roughness))},
            "extensions": {"KHR_materials_transmission": {
                "transmissionFactor": _share(value("Transmission Weight", 0.0))}}}


def _share(value: float) -> float:
    return min(max(value, 0.0), 1.0)  # 0 for NaN
