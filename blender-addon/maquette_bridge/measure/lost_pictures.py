# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the pictures that a material is drawn with and that are not there: Blender draws it pink
then, and no other program can know why."""

from __future__ import annotations

from typing import Any

import bpy

from .asset import Shape

# The property of an image that keeps the name of its file when the path is taken out.
FILE = "maquette_file"
_NODES = ("TEX_IMAGE", "TEX_ENVIRONMENT")


def reached(tree: Any, seen: set[Any]) -> list[bpy.types.Node]:
    """The nodes that a tree's outputs come from, those in its groups included."""
    if tree is None or tree in seen:
        return []
    seen.add(tree)
    if hasattr(tree, "get_output_node"):
        output = tree.get_output_node("ALL") or tree.get_output_node("CYCLES")
        waiting = [output] if output is not None else []
    else:
        waiting = []
    waiting += [node for node in tree.nodes if node.type == "GROUP_OUTPUT"]
    found, passed = [], set()
    while waiting:
        node = waiting.pop()
        if node.name in passed:
            continue
        passed.add(node.name)
        if not node.mute:
            found.append(node)
        if node.type == "GROUP":
            found += reached(node.node_tree, seen)
        # Each look at the links of a socket goes through all those of the tree.
        waiting += [link.from_node for socket in node.inputs if socket.is_linked
                    for link in socket.links]
    return found


def find(material: bpy.types.Material | None) -> list[str]:
    """The files of the pictures that a material lacks, sorted; an empty name for a node that has no
    picture at all."""
    if material is None or material.node_tree is None:
        return []
    found = set()
    for node in reached(material.node_tree, set()):
        if node.type in _NODES and (node.image is None or not node.image.size[0]):
            found.add(str(node.image.get(FILE, node.image.name)) if node.image is not None else "")
    return sorted(found)


def describe(shapes: dict[str, Shape]) -> list[str]:
    """The materials of what is seen that lack a picture, each with its file, such as
    "Wood (oak.jpg)"."""
    used: dict[str, bpy.types.Material] = {}
    for shape in shapes.values():
        for slot in set(shape.slots):
            material = shape.materials[slot]
            if material is not None:
                used[material.name] = material
    return [f"{name} ({file})" if file else name for name, material in sorted(used.items())
            for file in find(material)]
