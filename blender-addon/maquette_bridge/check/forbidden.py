# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds code that a script has no business with: files, other programs, the network, code made of
text, things that run by themselves when the .blend is opened. The sandbox holds whatever a script
says; this check is for scripts that a person may run at home. Names can be hidden from any such
list, so it is advice, not a wall."""

import ast
from collections.abc import Iterator

# Called or handed on as they are; a script's own names of the same spelling are its own.
NAMES = {"open", "exec", "eval", "compile", "globals", "breakpoint", "input"}
# Ways from an innocent object to all of Python.
ATTRIBUTES = {"__builtins__", "__globals__", "__subclasses__", "__bases__", "__base__", "__mro__",
              "__class__", "__dict__", "__code__", "__closure__", "__import__", "__loader__",
              "__spec__", "__getattribute__", "_os", "_sys", "os", "sys", "subprocess", "socket",
              "shutil", "builtins", "ctypes", "importlib", "driver_add", "save_render"}
BLENDER = ("bpy.app.handlers", "bpy.app.timers", "bpy.app.driver_namespace", "bpy.msgbus",
           "bpy.data.texts", "bpy.data.libraries", "bpy.data.sounds", "bpy.data.images.load",
           "bpy.utils.execfile", "bpy.utils.load_scripts", "bpy.utils.script_path",
           "bpy.utils.user_resource", "bpy.ops.wm.url_open", "bpy.ops.wm.path_open",
           "bpy.ops.wm.save", "bpy.ops.wm.open", "bpy.ops.wm.read", "bpy.ops.wm.link",
           "bpy.ops.wm.append", "bpy.ops.wm.recover", "bpy.ops.wm.revert", "bpy.ops.script",
           "bpy.ops.preferences", "bpy.ops.extensions", "bpy.ops.text", "bpy.ops.sound",
           "bpy.ops.image.open", "bpy.ops.image.save", "bpy.ops.file", "bpy.ops.render")


def _own_names(nodes: list[ast.AST]) -> set[str]:
    names = set()
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
    return names


def aliases(nodes: list[ast.AST]) -> dict[str, str]:
    """{name in the script: what of bpy it is}"""
    found = {"bpy": "bpy"}
    for node in nodes:
        if isinstance(node, ast.Import):
            for each in node.names:
                if each.name.split(".")[0] == "bpy" and each.asname:
                    found[each.asname] = each.name
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "bpy":
            for each in node.names:
                found[each.asname or each.name] = f"{node.module}.{each.name}"
    return found


def path(node: ast.expr, known_as: dict[str, str]) -> str | None:
    """`bpy.ops.wm.url_open` of an attribute, or None when it does not begin with bpy."""
    names = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in known_as:
        return None
    return ".".join([known_as[node.id], *reversed(names)])


def find(nodes: list[ast.AST]) -> Iterator[tuple[ast.expr, str, str]]:
    """Yields (node, name, sentence) for each thing that a script, as all its nodes, has no business
    with."""
    named = {node.id for node in nodes if isinstance(node, ast.Name)}
    own: set[str] = set() if named.isdisjoint(NAMES) else _own_names(nodes)
    known_as = aliases(nodes)
    told: set[ast.AST] = set()  # what a longer name was told of
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            if node.id in NAMES and node.id not in own:
                yield node, node.id, (f"A script that builds an asset cannot use {node.id}(): "
                                      "it may not read files or run text as code.")
        elif isinstance(node, ast.Attribute) and node not in told:
            whole = path(node, known_as)
            known = whole and any(whole.startswith(each) for each in BLENDER)
            if whole and known:
                told.update(ast.walk(node))
                yield node, whole, (
                    f"A script that builds an asset cannot use {whole}: it may not open or save "
                    "files, or leave code that runs later.")
            elif node.attr in ATTRIBUTES:
                yield node, node.attr, (f"A script that builds an asset cannot use "
                                        f"“{node.attr}”.")
