# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds statements of a script that only set up what Maquette's stage does itself: the engine and
its settings, the world, lights, cameras, the view. No asset needs them, so a name there that this
Blender does not know ends nothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

_WORDS = {"render", "eevee", "cycles", "view_settings", "display_settings", "display", "shading",
          "world", "worlds", "lights", "cameras", "preferences", "screen", "space_data",
          "region_3d", "spaces", "areas", "window_manager"}
# One of them as an attribute; between the dot and the name, a line may end.
_MENTIONS = re.compile(rf"\.(?:\s|\\|#.*\n)*(?:{'|'.join(sorted(_WORDS))})\b")
# Roots of calls that build nothing.
_PLAIN = {"math", "radians", "mathutils", "Vector", "Euler", "Color", "float", "int", "str",
          "tuple", "list", "len", "range", "abs", "max", "min", "round", "dict", "os"}
_FAULTS = ("AttributeError", "TypeError", "ValueError", "KeyError", "IndexError", "NameError",
           "RuntimeError")
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_Bindings = dict[str, list[ast.expr | None]]


def _links(node: ast.AST) -> tuple[set[str], str]:
    """The attributes of a chain such as `scene.render.engine`, and the name that it begins with."""
    attributes = set()
    while True:
        if isinstance(node, ast.Attribute):
            attributes.add(node.attr)
            node = node.value
        elif isinstance(node, ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return attributes, node.id if isinstance(node, ast.Name) else ""


def _is_stage(node: ast.AST | None, names: set[str]) -> bool:
    """Whether an expression leads to the stage: by an attribute, or by a name that stands for a
    part of it."""
    if node is None:
        return False
    attributes, root = _links(node)
    return bool(attributes & _WORDS) or root in names


def _is_plain(value: ast.AST, names: set[str]) -> bool:
    """Whether an expression calls nothing that may build a part of the asset."""
    return all(_is_stage(each.func, names) or _links(each.func)[1] in _PLAIN
               for each in ast.walk(value) if isinstance(each, ast.Call))


def _of_scope(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function or a module, without those of the functions in it."""
    todo = list(ast.iter_child_nodes(scope))
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, _SCOPES):
            todo.extend(ast.iter_child_nodes(node))


def _bindings(nodes: list[ast.AST]) -> _Bindings:
    """The values that the names of a scope are given; None for one that is not looked at."""
    found: _Bindings = {}
    for node in nodes:
        values: list[tuple[ast.AST, ast.expr | None]] = []
        if isinstance(node, ast.Assign):
            values = [(target, node.value) for target in node.targets]
        elif isinstance(node, ast.For):
            values = [(node.target, node.iter)]
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.setdefault(node.id, [])
            continue
        for target, value in values:
            if isinstance(target, ast.Name):
                found.setdefault(target.id, []).append(value)
            else:
                for each in ast.walk(target):
                    if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
                        found.setdefault(each.id, []).append(None)
    return found


def find(tree: ast.Module) -> list[ast.stmt]:
    """The statements of a script that set up nothing but the stage."""
    found: list[ast.stmt] = []
    for scope in ast.walk(tree):
        if not isinstance(scope, (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        nodes = list(_of_scope(scope))
        # Names that stand for parts of the stage wherever they are bound in the scope.
        bindings = _bindings(nodes)
        names: set[str] = set()
        for _round in range(4):
            names |= {name for name, values in bindings.items()
                      if values and all(_is_stage(value, names) for value in values)}
        for node in nodes:
            if isinstance(node, (ast.Assign, ast.AugAssign)):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                if _is_stage(target, names) and _is_plain(node.value, names):
                    found.append(node)
            elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) \
                    and _is_stage(node.value.func, names) and _is_plain(node.value, names):
                found.append(node)
    return found


def _guard(statement: ast.stmt) -> ast.stmt:
    """The statement in a `try`, on its own line."""
    names = ast.Tuple([ast.Name(name, ast.Load()) for name in _FAULTS], ast.Load())
    guarded = ast.Try([], [ast.ExceptHandler(names, None, [ast.Pass()])], [], [])
    for each in ast.walk(guarded):
        ast.copy_location(each, statement)
    guarded.body.append(statement)
    return guarded


def tolerate(source: str, name: str) -> ast.Module | str:
    """The script to compile, where a fault in such a statement ends nothing. Lines stay where they
    are."""
    if not _MENTIONS.search(source):
        return source
    tree = ast.parse(source, name)
    statements = set(find(tree))
    for node in ast.walk(tree) if statements else ():
        for field in ("body", "orelse", "finalbody"):
            body = getattr(node, field, None)
            if isinstance(body, list):
                body[:] = [_guard(each) if each in statements else each for each in body]
    return tree
