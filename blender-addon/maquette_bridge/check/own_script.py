# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells a person of a script of their own before it runs: what is left out because the stage does
it, and what never runs in a Blender without a window. A team is told to leave it out instead."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from ..guards import why_left_out
from . import forbidden, stage_settings

# These run later in a Blender that stays open; this one ends with the script.
_LATER = {"bpy.app.timers": "a timer", "bpy.app.handlers": "a handler",
          "bpy.msgbus": "a subscriber"}
_WINDOW = ("bpy.ops.view3d.", "bpy.ops.screen.", "bpy.ops.sculpt.brush_stroke", "bpy.ops.paint.")
# Faults of names, which a statement of the stage may have.
_OF_NAMES = {"unknown-attribute", "bad-enum", "removed", "unknown-data", "unknown-operator",
             "unknown-argument", "unknown-socket"}
# (node, code, name, sentence)
Remark = tuple[Any, str, str, str]


def _operators(nodes: list[ast.AST]) -> Iterator[Remark]:
    """Calls of operators that do nothing, or need a window."""
    aliases = forbidden.aliases(nodes)
    for node in nodes:
        path = forbidden.path(node.func, aliases) if isinstance(node, ast.Call) else None
        if path is None or not path.startswith("bpy.ops."):
            continue
        why = why_left_out(path.removeprefix("bpy.ops."))
        if why:
            yield node, "stage", path, f"{path} is left out: {why}."
        elif path.startswith(_WINDOW):
            yield node, "needs-window", path, (f"{path} needs a 3D view, and the Blender that runs "
                                               "scripts has no window: leave it out.")


def remarks(tree: ast.Module, nodes: list[ast.AST]) -> Iterator[Remark]:
    """The rest that is said of a person's script, before it runs."""
    left_out: set[ast.AST] = set()
    for remark in _operators(nodes):
        left_out.update(ast.walk(remark[0].func))
        yield remark
    for place, name, what in forbidden.find(nodes):
        later = next((words for path, words in _LATER.items() if name.startswith(path)), None)
        if later:
            yield place, "never-runs", name, (
                f"{name}: {later} never runs here, because this Blender ends with the script. "
                "Call the function itself.")
        elif place not in left_out:
            yield place, "forbidden", name, what
    for node in nodes:
        if isinstance(node, ast.AsyncFunctionDef):
            yield node, "never-runs", node.name, (
                f"{node.name}() is async: scripts build without an event loop. Make it a plain "
                "function, and call it.")
    # A script that registers classes and calls nothing else when it runs.
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    todo: list[ast.AST] = [node for node in tree.body if not isinstance(node, (
        ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef))]
    registers, builds, seen = None, False, set()
    while todo:
        for node in ast.walk(todo.pop()):
            if not isinstance(node, ast.Call):
                continue
            words = ast.unparse(node.func)
            if words.endswith("register_class"):
                registers = registers or node
            builds |= words.startswith(("bpy.ops.", "bpy.data.", "bmesh.")) \
                or words.endswith((".new", ".link"))
            if words in functions and words not in seen:
                seen.add(words)
                todo.append(functions[words])
    if registers is not None and not builds:
        yield registers, "add-on", "register", (
            "This script is an add-on: it registers its classes and builds nothing. Add a last "
            "line that calls what builds.")


def leave_out(tree: ast.Module, nodes: list[ast.AST],
              findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Faults of names in statements that set up the stage end nothing: they become notes. Nothing
    is told of the arguments of an operator that is left out."""
    places = [(each.lineno, each.end_lineno or each.lineno) for each in stage_settings.find(tree)]
    idle = {line for node, code, _, _ in _operators(nodes) if code == "stage"
            for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)}
    kept = []
    for finding in findings:
        line, of_names = finding["line"], finding["code"] in _OF_NAMES
        if of_names and line in idle:
            continue
        if of_names and any(first <= line <= last for first, last in places):
            finding.update(code="stage", severity="warning", nearest=[],
                           what=f"{finding['name']} is left out, as this Blender does not know it "
                                "here: the asset is rendered on a stage with settings of its own.")
        kept.append(finding)
    return kept
