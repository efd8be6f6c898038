# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Materials and worlds have nodes from the start since Blender 5.0. Here they get them when a
script first asks for `node_tree`, so that scripts for newer Blenders run in older ones, too."""

from __future__ import annotations

import ast
from typing import Any

import bpy

NAME = "node_tree of"  # no name that a script can have
_GREY = bpy.types.Material.bl_rna.properties["diffuse_color"].default_array[0]


def node_tree_of(owner: Any) -> Any:
    """The value of `owner.node_tree` in a newer Blender."""
    tree = owner.node_tree
    if tree is not None or not isinstance(owner, (bpy.types.Material, bpy.types.World)):
        return tree
    owner.use_nodes = True
    color = getattr(owner, "diffuse_color", None)
    if color is not None and tuple(color) != (*[_GREY] * 3, 1.0):  # what it looked like so far
        owner.node_tree.nodes["Principled BSDF"].inputs["Base Color"].default_value = color
    return owner.node_tree


class _Reads(ast.NodeTransformer):
    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        self.generic_visit(node)
        if node.attr != "node_tree" or not isinstance(node.ctx, ast.Load):
            return node
        call = ast.Call(ast.Name(NAME, ast.Load()), [node.value], [])
        for each in (call, call.func):
            ast.copy_location(each, node)
        return call


def rewrite(program: ast.Module | str, name: str) -> ast.Module | str:
    """The program with each reading of `node_tree` as a call of NAME. Lines stay where they are."""
    if isinstance(program, str):
        if "node_tree" not in program:
            return program
        program = ast.parse(program, name)
    return _Reads().visit(program)
