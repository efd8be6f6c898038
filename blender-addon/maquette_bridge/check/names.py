# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks a script's own names: names that nothing defines, calls that do not fit the function they
call, names used before they have a value. Each finding is (node, code, what, name, nearest). The
scopes are Python's own (`symtable`); `flow` only finds the place."""

from __future__ import annotations

import ast
import builtins
import functools
import math
import random
import symtable
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import mathutils

from . import alike
from .toolkit import NAMES as TOOLKIT

if TYPE_CHECKING:
    from .bindings import Binding, Flow

_ALWAYS = set(dir(builtins)) | {"__file__", "__name__", "__doc__", "__spec__", "__package__",
                                "__loader__", "__builtins__", "__annotations__"}
_MODULES = ("bpy", "bmesh", "mathutils", "math", "random", "colorsys", "itertools", "functools",
            "collections", "dataclasses", "typing", "operator", "bisect", "copy", "statistics")
# Names of other libraries and everyday words for functions of the toolkit.
_SYNONYMS = {"cube": ["box"], "cone": ["cylinder"], "disc": ["cylinder"], "disk": ["cylinder"],
             "uv_sphere": ["sphere"], "ball": ["sphere"], "ring": ["torus"], "plane": ["box"],
             "pipe": ["tube"], "rod": ["tube", "cylinder"], "revolve": ["lathe"],
             "spin": ["lathe"], "sweep": ["tube", "loft"], "array": ["duplicate"],
             "copy_object": ["copy_to"], "join": ["join_meshes"], "depth": ["height", "thickness"],
             "length": ["height", "depth"], "thickness": ["depth", "wall"], "r": ["radius"],
             "radius1": ["radius"], "radius2": ["radius_top"], "top_radius": ["radius_top"],
             "diameter": ["radius"], "segments": ["sides", "steps"], "vertices": ["sides"],
             "resolution": ["sides", "steps", "segments"], "mat": ["material"],
             "materials": ["material"], "loc": ["location"], "pos": ["location"],
             "position": ["location"], "center": ["location", "centre"], "origin": ["location"],
             "rot": ["rotation"], "dimensions": ["size"], "dims": ["size"], "scale": ["size"],
             "path": ["points"], "verts": ["vertices"], "cap": ["caps"], "color": ["material"],
             "id": ["part"], "part_id": ["part"], "label": ["name"], "bevel_width": ["bevel"]}
_LIBRARY_HEADING = "\n# Library\n"  # the service puts the toolkit's functions below it
_LITERALS = (ast.Constant, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.JoinedStr)


def _unresolved(source: str) -> set[str]:
    """The names that some scope of the script reads and none that it sees defines."""
    top = symtable.symtable(source, "script.py", "exec")
    defined, read, tables = set(_ALWAYS), set(), [top]
    for table in tables:
        tables.extend(table.get_children())
        for symbol in table.get_symbols():
            bound = symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()
            if table is top and bound or symbol.is_declared_global() and bound:
                defined.add(symbol.get_name())
            elif symbol.is_referenced() and (table is top or symbol.is_global()):
                read.add(symbol.get_name())
    return read - defined


@functools.cache
def _homes() -> dict[str, str]:
    """{a function or class: the module it is of}, as for `sin` and `Vector`."""
    return {name: module.__name__ for module in (random, math, mathutils) for name in dir(module)
            if not name.startswith("_")}


# (node, code, sentence, name, nearest names)
Finding = tuple[Any, str, str, str, Sequence[str]]


class Names:
    """The names of one script. `nearest` finds what is spelt alike."""

    def __init__(self, source: str, flow: Flow, nearest: Callable[..., Any]) -> None:
        self._flow = flow
        self._nearest = nearest
        self._told: set[str] = set()  # undefined names: each is said once
        self._unresolved = _unresolved(source)
        self._module = flow.nodes[0]
        self._assigned = {(name, line) for scope, names in flow.bindings.items()
                          if isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef))
                          for name, bindings in names.items()
                          for statement in (each.statement for each in bindings)
                          if isinstance(statement, ast.Assign)
                          for line in range(statement.lineno,
                                            (statement.end_lineno or statement.lineno) + 1)}
        heading = source.find(_LIBRARY_HEADING)
        self._library = source.count("\n", 0, heading) + 2 if heading >= 0 else None
        if "*" in flow.bindings.get(self._module, {}) or any(
                isinstance(each, ast.Name) and each.id == "globals" for each in flow.nodes):
            self._unresolved = set()  # with globals().update(…), anything may be there

    def name(self, node: ast.Name) -> Finding | None:
        """The finding of a name that is read, or None."""
        if not isinstance(node.ctx, ast.Load):
            return None
        if node.id not in self._unresolved or self._flow.resolve(node):
            return self._too_early(node)
        name = node.id
        if name in self._told:
            return None
        self._told.add(name)
        call = self._call_of(node)
        called = call is not None
        home = _homes().get(name, "") if called or name in ("pi", "tau") else ""
        if name in _MODULES or home == "mathutils":
            what = f"from mathutils import {name}" if home == "mathutils" else f"import {name}"
            return node, "undefined-name", f"{name} is not imported: add {what}.", name, ()
        # The names that an expression may use.
        found: set[str] = set()
        scope: ast.AST | None = self._flow.scope_of(node)
        while scope is not None:
            found.update(self._flow.bindings.get(scope, ()))
            scope = None if isinstance(scope, ast.Module) else self._flow.scope_of(scope)
        known = found | (TOOLKIT | set(dir(builtins)) if called else set())
        if name.isupper():
            known = {each for each in known if each.isupper()}
        first = [each for each in _SYNONYMS.get(name, ()) if each in TOOLKIT]
        if call is not None and not home:
            first += alike.find(call)
        near = self._nearest(name, known - {name}, first)
        what = (f"Nothing defines {name}, in the script or in the toolkit."
                if called else f"Nothing defines {name}.")
        own = [f"{home}.{name}"] if home else []
        return node, "undefined-name", what, name, (own + near)[:4]

    def _call_of(self, node: ast.Name) -> ast.Call | None:
        call = self._flow.parent.get(node)
        return call if isinstance(call, ast.Call) and call.func is node else None

    def _too_early(self, node: ast.Name) -> Finding | None:
        """`box = box("Lid", …)` in a function: the right side means the variable, too."""
        if (node.id, node.lineno) not in self._assigned:
            return None
        flow = self._flow
        scope, statement = flow.scope_of(node), flow.statement_of(node)
        if not isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef)) \
                or not isinstance(statement, ast.Assign) or not self._in_value(node, statement):
            return None
        bindings = flow.bindings.get(scope, {}).get(node.id, ())
        others = [each for each in bindings if each.statement is not statement]
        if len(others) == len(bindings) or others and self._repeated(statement, scope):
            return None
        # A parameter is bound by the function itself, whose line is above, as are loops' variables.
        if any(each.statement is None or each.statement.lineno <= statement.lineno
               for each in others):
            return None
        outer = node.id in flow.bindings.get(self._module, {}) or node.id in _ALWAYS \
            or node.id in TOOLKIT
        what = (f"{node.id} is a variable of {scope.name}() here, and is read before it has a value"
                + (": give the variable another name than the function's." if outer else "."))
        return node, "shadowed", what, node.id, ()

    def _repeated(self, statement: ast.AST, scope: ast.AST) -> bool:
        """Whether a loop may come by a statement twice."""
        while statement is not scope:
            if isinstance(statement, (ast.For, ast.AsyncFor, ast.While)):
                return True
            statement = self._flow.parent[statement]
        return False

    def _in_value(self, node: ast.AST, statement: ast.Assign) -> bool:
        while node is not statement:
            above = self._flow.parent[node]
            if above is statement:
                return node is statement.value
            node = above
        return False

    # Calls.

    def call(self, node: ast.Call) -> Iterator[Finding]:
        """The findings of a call of the script's own functions, which its toolkit is among."""
        if not isinstance(node.func, ast.Name):
            return
        bindings = self._flow.resolve(node.func)
        function = self._function(bindings)
        if function is not None:
            yield from self._fit(node, function)
        elif bindings and all(each.how == "value" and isinstance(each.node, _LITERALS)
                              and getattr(each.node, "value", 0) is not None for each in bindings):
            yield (node, "shadowed", f"{node.func.id} is a value here, no function"
                   + (" of the toolkit: give the variable another name."
                      if node.func.id in TOOLKIT else "."), node.func.id, ())

    def _function(self, bindings: list[Binding]) -> Any:
        """The one function that a name calls for certain, or None."""
        if not bindings:
            return None
        if len(bindings) > 1:  # defined twice: the last counts
            if not all(each.how == "function" and self._flow.parent.get(each.node) is self._module
                       for each in bindings):
                return None
            bindings = [max(bindings, key=lambda each: each.node.lineno)]
        function = bindings[0].node
        if bindings[0].how == "value" and isinstance(function, ast.Lambda):
            return function
        if bindings[0].how != "function" or function.decorator_list:
            return None
        return function

    def _fit(self, call: Any, function: Any) -> Iterator[Finding]:
        name = call.func.id
        for node, code, what, about, near in self._misfits(call, function.args):
            # Written only for a fault: nearly all calls fit.
            yield (node, code, f"{name}({ast.unparse(function.args)}) {what}."
                   + self._hint(name, function), about, near)

    def _misfits(self, call: Any, arguments: ast.arguments) -> Iterator[Finding]:
        """The findings of a call, whose sentences lack the function before and a hint behind."""
        positional = [each.arg for each in arguments.posonlyargs + arguments.args]
        by_name = [each.arg for each in arguments.args + arguments.kwonlyargs]
        given = len(call.args)
        spread = any(isinstance(each, ast.Starred) for each in call.args)
        for keyword in call.keywords:
            if keyword.arg is None:
                continue
            if keyword.arg not in by_name:
                if arguments.kwarg is None:
                    free = [each for each in by_name if each not in positional[:given]]
                    first = [each for each in _SYNONYMS.get(keyword.arg, ()) if each in free]
                    yield (keyword, "unknown-argument", f"takes no argument {keyword.arg}",
                           keyword.arg, self._nearest(keyword.arg, by_name, first))
            elif not spread and keyword.arg in positional[:given]:
                yield (keyword, "argument-count",
                       f"gets {keyword.arg} twice: in its place and by name", keyword.arg, ())
        if spread:
            return
        if given > len(positional) and arguments.vararg is None:
            yield (call, "argument-count",
                   f"takes {_so_many(len(positional))} in order, not {given}", call.func.id, ())
            return
        if any(each.arg is None for each in call.keywords):
            return
        named = {each.arg for each in call.keywords}
        needed = positional[given:len(positional) - len(arguments.defaults)]
        needed += [each.arg for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults)
                   if default is None]
        missing = [each for each in needed if each not in named]
        unknown = [each for each in named if each not in by_name]
        if missing and (not unknown or arguments.kwarg is not None):
            yield (call, "argument-count", f"also needs {', '.join(missing)}", call.func.id, ())

    def _hint(self, name: str, function: ast.FunctionDef | ast.Lambda) -> str:
        """Suggests what a call may have meant instead."""
        plain = name.removeprefix("own_")
        if plain not in TOOLKIT or isinstance(function, ast.Lambda) \
                or self._library is not None and function.lineno >= self._library:
            return ""
        return (f" This {name} is the script's own, not the toolkit's {plain}: if the toolkit's is "
                "meant, give the own function another name.")


    def hidden_imports(self) -> Iterator[Finding]:
        """Functions that take the place of an imported module or class which the script uses."""
        for name, bindings in self._flow.bindings.get(self._module, {}).items():
            own = next((each.node for each in bindings if each.how == "function"), None)
            if own is not None and any(each.how == "import" for each in bindings) \
                    and any(isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name)
                            and each.value.id == name for each in self._flow.nodes):
                yield (own, "shadowed", f"The function {name}() takes the place of the imported "
                       f"{name}, which the script uses: give the function another name.", name, ())


def _so_many(count: int) -> str:
    return "no arguments" if not count else "1 argument" if count == 1 else f"{count} arguments"


def unread_parameters(source: str, nodes: list[Any]) -> Iterator[tuple[ast.Assign, str]]:
    """(node, name) of constants with a range or meaning that nothing reads: sliders without an
    effect."""
    read = {each.id for each in nodes if isinstance(each, ast.Name)
            and isinstance(each.ctx, (ast.Load, ast.Del))}
    lines = source.splitlines()
    for statement in nodes[0].body:
        if not (isinstance(statement, ast.Assign) and len(statement.targets) == 1
                and isinstance(statement.targets[0], ast.Name)):
            continue
        name = statement.targets[0].id
        last = statement.end_lineno or 0
        _value, comment, said = lines[last - 1].partition("#") \
            if last <= len(lines) else ("", "", "")
        if name.isupper() and name not in ("ASSET", "SEED") and name not in read and comment \
                and (".." in said or "|" in said or ":" in said or ";" in said):
            yield statement, name


def never_called(nodes: list[Any]) -> ast.FunctionDef | None:
    """The function build() of a script that nothing calls, or None."""
    build = next((each for each in nodes[0].body
                  if isinstance(each, ast.FunctionDef) and each.name == "build"), None)
    if build is None or any(isinstance(each, ast.Name) and each.id == "build" for each in nodes):
        return None
    return build
