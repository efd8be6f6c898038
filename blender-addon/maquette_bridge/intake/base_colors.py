# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one color of a material that a part of a taken-in model is known by: its base color, unless a
picture or a pattern gives it."""

from __future__ import annotations

from typing import Any

import bpy

GRAY = 0.456  # linear: #b4b4b4, of what has no color


def find_shader(material: bpy.types.Material | None) -> Any:
    """Its first Principled BSDF, None without one."""
    nodes: Any = ()
    if material is not None and material.node_tree is not None:
        nodes = material.node_tree.nodes
    return next((node for node in nodes if node.type == "BSDF_PRINCIPLED"), None)


def _socket(material: bpy.types.Material | None) -> Any:
    shader = find_shader(material)
    return shader.inputs["Base Color"] if shader is not None else None


def read(material: bpy.types.Material | None) -> str:
    """The base color as #rrggbb."""
    socket = _socket(material)
    color = socket.default_value if socket is not None else 3 * (GRAY,)
    shares = []
    for value in color[:3]:
        value = min(max(float(value), 0.0), 1.0)
        shares.append(12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(255 * share):02x}" for share in shares)


def has_pattern(material: bpy.types.Material | None) -> bool:
    """Whether a picture or a pattern gives the color."""
    socket = _socket(material)
    return socket is not None and bool(socket.is_linked)


def look_alike(one: bpy.types.Material | None, other: bpy.types.Material | None) -> bool:
    """Whether two materials may be one: programs write a copy for each object."""
    return one == other or not (has_pattern(one) or has_pattern(other)) and read(one) == read(other)
