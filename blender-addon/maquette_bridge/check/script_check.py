# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a script before it runs and names what this Blender does not know, with the nearest right
names.

It says nothing about what it cannot know: values of unknown type, names that the script tests for,
code in `try`, branches for other versions of Blender.
"""

from __future__ import annotations

import ast
import difflib
import functools
import importlib.util
from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

import bpy

from . import api, forbidden, names, newer, own_script, radians, renamed, toolkit
from .infer import (
    Inference,
    Items,
    MeshOperator,
    Method,
    Module,
    Operator,
    Struct,
    argument,
    constant,
)

ALLOWED_IMPORTS = ("bpy", "bmesh", "mathutils", "math", "random", "colorsys", "itertools",
                   "functools", "collections", "dataclasses", "typing", "operator", "bisect",
                   "copy", "statistics")
MAX_FINDINGS = 200
_CONTEXTS = {"EXEC_DEFAULT", "INVOKE_DEFAULT", "EXEC_SCREEN", "INVOKE_SCREEN", "EXEC_AREA",
             "INVOKE_AREA", "EXEC_REGION_WIN", "INVOKE_REGION_WIN", "EXEC_REGION_CHANNELS",
             "INVOKE_REGION_CHANNELS",
             "EXEC_REGION_PREVIEW", "INVOKE_REGION_PREVIEW"}
_SHADER_WORDS = ("principled", "bsdf", "shader")


@functools.lru_cache(1024)  # the comparison takes milliseconds, and mistakes are often repeated
def _spelt_alike(name: str, candidates: frozenset[str]) -> tuple[str, ...]:
    alike = difflib.get_close_matches(name, candidates, 4, 0.6)
    if not alike:
        folded = {each.casefold(): each for each in candidates}
        alike = [folded[each] for each in
                 difflib.get_close_matches(name.casefold(), folded, 3, 0.6)]
    return tuple(alike)


def nearest(name: str, candidates: Iterable[str], first: Sequence[str] = ()) -> list[str]:
    """Up to four right names for a wrong one: what replaced it, then what is spelt alike."""
    return list(dict.fromkeys([*first, *_spelt_alike(name, frozenset(candidates))]))[:4]


def check(source: str, origin: str) -> list[dict[str, Any]]:
    """The findings of a script, in order of lines. `origin`: "team" or "person"."""
    try:
        tree = ast.parse(source, "script.py")
        compile(source, "script.py", "exec")  # what only the compiler refuses: a lone `return`
        checker = _Checker(source, tree, origin)
        checker.visit(tree)
        checker.look_at_whole()
        findings = checker.findings
        readers = toolkit.lines_of_file_readers(source, tree)
        if origin == "team":
            findings = [each for each in findings
                        if each["code"] != "import" or each["line"] not in readers]
            findings += [
                _finding(node.lineno, node.col_offset, "error", "forbidden", what, name, [])
                for node, name, what in forbidden.find(checker.nodes)
                if node.lineno not in readers] + _without_build(tree)
        else:
            findings = own_script.leave_out(tree, checker.nodes, findings)
            findings += [_finding(node.lineno, node.col_offset, "warning", code, what, name, [])
                         for node, code, name, what in own_script.remarks(tree, checker.nodes)
                         if code != "forbidden" or node.lineno not in readers]
    except SyntaxError as error:
        findings = [_finding(error.lineno or 1, max((error.offset or 1) - 1, 0), "error", "syntax",
                             f"This is not valid Python: {error.msg}, at character "
                             f"{error.offset or 1}.", "", [])]
    except ValueError as error:
        findings = [_finding(1, 0, "error", "syntax", f"This is not valid Python: {error}.", "",
                             [])]
    except (RecursionError, MemoryError):
        findings = [_finding(1, 0, "error", "syntax", "The script is nested too deeply to be read.",
                             "", [])]
    unique = {(f["line"], f["column"], f["code"], f["name"]): f for f in findings}
    return sorted(unique.values(), key=lambda f: (f["line"], f["column"], f["code"]))[:MAX_FINDINGS]


def _without_build(tree: ast.Module) -> list[dict[str, Any]]:
    """A script of an asset that makes nothing, as it has no build() and runs nothing else."""
    functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    outside = [node for node in tree.body if not isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    runs = any(isinstance(node, ast.Call) for each in outside for node in ast.walk(each))
    if not functions or "build" in functions or runs or "ASSET" not in {
            getattr(target, "id", "") for each in outside if isinstance(each, ast.Assign)
            for target in each.targets}:
        return []
    return [_finding(tree.body[-1].lineno, 0, "error", "no-build",
                     "There is no build(): write it, so that it calls start(ASSET), makes the "
                     "materials and calls the function of every part.", "build", [])]


def _finding(line: int, column: int, severity: str, code: str, what: str, name: str,
             near: Sequence[str]) -> dict[str, Any]:
    if near:
        what += " Did you mean " + " or ".join(near[:2]) + "?" if not what.endswith("?") else ""
    return {"line": line, "column": column, "severity": severity, "code": code, "what": what,
            "name": name, "nearest": list(near)}


def _is_none(test: ast.expr) -> bool:
    """Whether a test is `… is None`."""
    return (isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Is)
            and isinstance(test.comparators[0], ast.Constant)
            and test.comparators[0].value is None)


class _Checker(ast.NodeVisitor):
    def __init__(self, source: str, tree: ast.Module, origin: str) -> None:
        self.findings: list[dict[str, Any]] = []
        self._source = source
        self._origin = origin
        self._infer = Inference(tree)
        self.nodes = self._infer.flow.nodes
        self._names = names.Names(source, self._infer.flow, nearest)
        self._angles = radians.Angles(self._infer)
        self._quiet = 0  # inside `try`
        self._fallback = 0  # inside `if … is None`: what older Blenders need
        # Gathers names that the script defines or tests for: not ours to doubt.
        self._tested = set()
        self._own_members = set()
        self._own_operators: set[str] = set()
        self._own_names = set()
        self._enables_addons = False
        for node in self.nodes:
            if isinstance(node, ast.Compare):
                if any(isinstance(op, (ast.In, ast.NotIn)) for op in node.ops):
                    self._tested.add(constant(node.left))
            elif isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(
                    node.func, "id", "")
                if name in ("hasattr", "getattr", "setattr", "delattr") and len(node.args) > 1:
                    self._tested.add(constant(node.args[1]))
                elif name in ("new_socket", "addon_enable", "enable", "load_scripts"):
                    self._enables_addons |= name != "new_socket"
                    self._tested.update(constant(each) for each in node.args)
                    self._tested.update(constant(each.value) for each in node.keywords)
            elif isinstance(node, ast.ClassDef):
                self._own_names.add(node.name)
                for each in node.body:
                    self._gather_member(each)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                base = node.value
                if isinstance(base, ast.Attribute) and self._infer.value(
                        base.value) == Module(("bpy", "types")):
                    self._own_members.add(node.attr)

    def _gather_member(self, statement: ast.stmt) -> None:
        """Gathers the names that a statement in a class defines."""
        targets: list[ast.expr] = []
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self._own_members.add(statement.name)
        elif isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        elif isinstance(statement, ast.Assign):
            targets = statement.targets
        assigned = [each.id for each in targets if isinstance(each, ast.Name)]
        self._own_members.update(assigned)
        if isinstance(statement, ast.Assign) and "bl_idname" in assigned:
            name = constant(statement.value)
            if name:
                self._own_operators.add(name)
                self._own_names.add(name)

    def visit(self, node: ast.AST) -> None:
        if not self._is_full():
            _VISITORS.get(type(node), _Checker.generic_visit)(self, node)

    def _is_full(self) -> bool:
        """Whether no more findings are kept: the search for right names would be for nothing."""
        return len(self.findings) >= 2 * MAX_FINDINGS

    def generic_visit(self, node: ast.AST) -> None:
        for child in self._infer.flow.children[node]:
            self.visit(child)

    def _report(self, node: Any, code: str, what: str, name: str, near: Sequence[str] = (),
                severity: str = "error") -> None:
        if not self._is_full() and (not self._quiet or code == "import"):
            self.findings.append(
                _finding(node.lineno, node.col_offset, severity, code, what, name, near))

    # Parts of a script that the check skips.

    def visit_Try(self, node: Any) -> None:
        if node.handlers:
            self._quiet += 1
            for each in node.body:
                self.visit(each)
            self._quiet -= 1
        else:
            for each in node.body:
                self.visit(each)
        for part in (node.handlers, node.orelse, node.finalbody):
            for other in part:
                self.visit(other)

    visit_TryStar = visit_Try

    def visit_If(self, node: ast.If) -> None:
        truth = self._version_test(node.test)
        self.visit(node.test)
        for body, dead in ((node.body, truth is False), (node.orelse, truth is True)):
            fallback = body is node.body and _is_none(node.test)
            self._fallback += fallback
            if not dead:
                for each in body:
                    self.visit(each)
            self._fallback -= fallback

    def visit_IfExp(self, node: ast.IfExp) -> None:
        truth = self._version_test(node.test)
        self.visit(node.test)
        if truth is not False:
            self.visit(node.body)
        if truth is not True:
            self.visit(node.orelse)

    def _version_test(self, node: Any) -> bool | None:
        """The outcome of `bpy.app.version >= (4, 2, 0)` here, or None for another test."""
        if not (isinstance(node, ast.Compare) and len(node.ops) == 1):
            return None
        left, right = node.left, node.comparators[0]
        index = None
        if isinstance(left, ast.Subscript):
            index, left = left.slice, left.value
        if not (isinstance(left, ast.Attribute) and left.attr == "version"
                and isinstance(left.value, ast.Attribute) and left.value.attr == "app"):
            return None
        try:
            limit = ast.literal_eval(right)
            version: Any = tuple(bpy.app.version)
            if isinstance(index, ast.Slice):
                version = version[:ast.literal_eval(cast(ast.expr, index.upper))]
            elif index is not None:
                version = version[ast.literal_eval(index)]
            return {ast.Lt: version < limit, ast.LtE: version <= limit, ast.Gt: version > limit,
                    ast.GtE: version >= limit, ast.Eq: version == limit,
                    ast.NotEq: version != limit}.get(type(node.ops[0]))
        except (ValueError, TypeError, IndexError, AttributeError):
            return None

    # Imports.

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._import(node, alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if node.level:
            self._import(node, "." * node.level + (node.module or ""))
            return
        self._import(node, node.module or "", [alias.name for alias in node.names])
        for alias in node.names:
            if node.module == "bpy.types" and alias.name != "*":
                self._type_name(node, alias.name)
            elif node.module == "bmesh.ops" and alias.name != "*":
                self._mesh_operator(node, alias.name)

    def _import(self, node: ast.AST, name: str, members: Sequence[str] = ()) -> None:
        """A team keeps to a list; a person may import what is there."""
        module = name.split(".")[0]
        if module in ALLOWED_IMPORTS:
            return
        if self._origin == "team":
            self._report(node, "import",
                         f"A script imports only {' '.join(ALLOWED_IMPORTS)}; "
                         f"this one imports {name}.", name, severity="error")
        elif not module or importlib.util.find_spec(module) is None:
            keys = (*(f"{name}.{member}" for member in members), name, module)
            way = next((renamed.MODULES[key] for key in keys if key in renamed.MODULES), None)
            self._report(node, "import",
                         f"Blender's Python has no module {name} here: scripts run without other "
                         "packages and without a network."
                         + (f" Use {way} instead." if way else ""), name, severity="warning")

    # Names.

    def look_at_whole(self) -> None:
        """Adds findings that no single place shows."""
        for finding in self._names.hidden_imports():
            self._report(*finding)
        for statement, name in names.unread_parameters(self._source, self.nodes):
            self._report(statement, "unused-parameter",
                         f"{name} is a parameter that nothing reads: use it, or leave it out.",
                         name, severity="warning")
        build = names.never_called(self.nodes)
        if build is not None:
            self._report(build, "not-called", "build() is never called: the script ends with "
                         'if __name__ == "__main__": build().', "build")

    def visit_Name(self, node: ast.Name) -> None:
        finding = self._names.name(node)
        if finding is not None and node.id not in self._tested:
            self._report(*finding)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self.generic_visit(node)
        if node.attr.startswith("__") or node.attr in self._tested:
            return
        base = self._infer.value(node.value)
        if isinstance(base, Module):
            path = base.path
            if path == ("bpy", "ops"):
                modules = api.operator_modules()
                if node.attr not in modules and not self._enables_addons and not any(
                        each.startswith(node.attr + ".") for each in self._own_operators):
                    parent = self._infer.flow.parent.get(node)
                    whole = f"{node.attr}.{getattr(parent, 'attr', '')}"
                    if whole in renamed.OPERATORS:
                        self._report(node, "removed", f"bpy.ops.{whole} is gone from Blender.",
                                     whole, renamed.OPERATORS[whole])
                    else:
                        self._report(node, "unknown-operator", f"There is no bpy.ops.{node.attr}.",
                                     node.attr, nearest(node.attr, modules))
            elif len(path) == 3 and path[:2] == ("bpy", "ops"):
                self._operator(node, path[2], node.attr)
            elif path == ("bpy", "types"):
                if isinstance(node.ctx, ast.Load):
                    self._type_name(node, node.attr)
            elif path == ("bmesh", "ops"):
                self._mesh_operator(node, node.attr)
            elif path == ("bpy",) and not hasattr(bpy, node.attr):
                self._report(node, "unknown-attribute", f"bpy has no {node.attr}.", node.attr,
                             nearest(node.attr, dir(bpy)))
        elif isinstance(base, Struct):
            self._member(node, base.type)
        elif isinstance(base, Items):
            self._collection_member(node, base)
        elif base is None and node.attr in renamed.ANYWHERE and node.attr not in self._own_members:
            owner = renamed.ANYWHERE[node.attr]
            if not api.has_member(owner, node.attr):
                self._removed(node, owner)

    def _operator(self, node: ast.Attribute, module: str, name: str) -> None:
        known = api.operators(module)
        whole = f"{module}.{name}"
        if name in known or whole in self._own_operators or self._enables_addons:
            return
        if whole in renamed.OPERATORS:
            self._report(node, "removed", f"bpy.ops.{whole} is gone from Blender.", name,
                         renamed.OPERATORS[whole])
            return
        elsewhere = [f"{each}.{name}" for each in sorted(
            api.operator_modules(), key=lambda each: (each not in ("object", "mesh"), each))
            if name in api.operators(each)]
        self._report(node, "unknown-operator", f"There is no operator bpy.ops.{whole}"
                     f"{newer.named('operators', whole)}.", name,
                     nearest(name, known, elsewhere[:2]))

    def _mesh_operator(self, node: ast.AST, name: str) -> None:
        if name not in api.mesh_operators():
            self._report(node, "unknown-operator",
                         f"There is no bmesh.ops.{name}{newer.named('bmesh', name)}.", name,
                         nearest(name, api.mesh_operators()))

    def _type_name(self, node: ast.Attribute | ast.ImportFrom, name: str) -> None:
        if api.type_named(name) is None and not hasattr(bpy.types, name) \
                and name not in self._own_names and not self._enables_addons:
            self._report(node, "unknown-type",
                         f"There is no bpy.types.{name}{newer.named('types', name)}.", name,
                         nearest(name, dir(bpy.types), renamed.NODES.get(name, ())))

    def _member(self, node: ast.Attribute, owner: str) -> None:
        name = node.attr
        if owner == "Context" or owner in api.OPEN_TYPES or name in self._own_members \
                or api.type_named(owner) is None:
            return
        if api.has_member(owner, name):
            prop = api.property_of(owner, name)
            if prop is not None and getattr(prop, "is_deprecated", False) and not self._fallback:
                self._report(node, "removed", f"{owner}.{name} is deprecated: "
                             f"{prop.deprecated_note or 'it will go'}.", name, severity="warning")
            return
        if owner == "BlendData":
            if (owner, name) in renamed.MEMBERS:
                self._removed(node, owner)
            else:
                note, old = newer.member(owner, name)
                self._report(node, "unknown-data", f"bpy.data has no {name}{note}.", name,
                             nearest(name, type(bpy.data).bl_rna.properties.keys(), old))
            return
        if not self._removed(node, owner):
            note, old = newer.member(owner, name)
            self._report(node, "unknown-attribute", f"{owner} has no {name}{note}.", name,
                         nearest(name, api.members(owner), old))

    def _removed(self, node: ast.Attribute, owner: str) -> bool:
        """Reports a name that is known to be gone; False when it is not known."""
        for (kind, name), (advice, near) in renamed.MEMBERS.items():
            if name == node.attr and (api.is_a(owner, kind) or api.is_a(kind, owner)):
                advice = f" {advice}." if advice else ""
                self._report(node, "removed", f"{kind}.{name} is gone from Blender.{advice}", name,
                             near)
                return True
        return False

    def _collection_member(self, node: ast.Attribute, items: Items) -> None:
        if hasattr(bpy.types.bpy_prop_collection, node.attr) or items.functions is None \
                or api.has_member(items.functions, node.attr) or hasattr(list, node.attr):
            return
        self._report(node, "unknown-attribute", f"This collection has no {node.attr}.", node.attr,
                     nearest(node.attr, {*api.members(items.functions),
                                         *dir(bpy.types.bpy_prop_collection)}))

    # Calls.

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        for finding in self._names.call(node):
            self._report(*finding)
        for finding in self._angles.call(node):
            self._report(*finding)
        function = self._infer.value(node.func)
        # Lights and cameras: assets are lit and looked at on a stage of Maquette's own.
        name = None
        if isinstance(function, Operator) and function.module == "object":
            name = {"light_add": "light", "camera_add": "camera"}.get(function.name)
        elif isinstance(function, Method) and function.name == "new" \
                and isinstance(function.of, Items):
            name = {"Light": "light", "Camera": "camera"}.get(function.of.type or "")
        if name is not None:
            self._report(node, "stage",
                         f"An asset has no {name} of its own: it is lit and rendered on a stage. "
                         "What glows has a material with glow.", name, severity="warning")
        if isinstance(function, Operator):
            self._operator_call(node, function)
        elif isinstance(function, MeshOperator):
            arguments = api.mesh_operators().get(function.name)
            if arguments is not None:
                self._keywords(node, f"bmesh.ops.{function.name}", arguments, "")
        elif isinstance(function, Method):
            self._method_call(node, function)
        elif isinstance(node.func, ast.Name) and node.func.id == "__import__":
            self._import(node, constant(node.args[0]) or "something" if node.args else "something")

    def _keywords(self, call: ast.Call, whole: str, known: list[str], prefix: str) -> None:
        for keyword in call.keywords:
            if keyword.arg is None or keyword.arg in known:
                continue
            gone = renamed.ARGUMENTS.get((whole, keyword.arg))
            note, old = newer.listed("arguments", whole, keyword.arg)
            self._report(keyword, "removed" if gone else "unknown-argument",
                         f"{prefix}{whole} takes no argument {keyword.arg}{note}.", keyword.arg,
                         nearest(keyword.arg, known, gone or old))

    def _operator_call(self, call: ast.Call, operator: Operator) -> None:
        properties = api.operator_properties(operator.module, operator.name)
        if properties is None or operator.name not in api.operators(operator.module):
            return
        whole = f"{operator.module}.{operator.name}"
        for each in call.args:
            literal = isinstance(each, (ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.JoinedStr))
            fine = isinstance(each, ast.Constant) and (
                each.value in _CONTEXTS if isinstance(each.value, str)
                else isinstance(each.value, bool))
            if literal and not fine:
                self._report(each, "unknown-argument",
                             f"bpy.ops.{whole} takes its arguments by name only.",
                             ast.unparse(each)[:80],
                             [p for p in properties.keys() if p != "rna_type"][:3])
                break
        names = [name for name in properties.keys() if name != "rna_type"]
        self._keywords(call, whole, names, "bpy.ops.")
        for keyword in call.keywords:
            if keyword.arg in names:
                self._enum(keyword.value, properties[keyword.arg], None)

    def _method_call(self, call: ast.Call, method: Method) -> None:
        function = api.function_of(method.owner, method.name)
        parameters = [p for p in function.parameters if not p.is_output]
        known = [p.identifier for p in parameters]
        if not parameters and function.use_self is False:
            return
        self._keywords(call, method.name, known, "")
        for position, parameter in enumerate(parameters):
            value = argument(call, parameter.identifier, position)
            if value is None:
                continue
            if isinstance(method.of, Items) and method.of.type == "Node" and method.name == "new":
                self._node_type(value)
            else:
                self._enum(value, parameter, None)

    def _node_type(self, node: ast.expr) -> None:
        name = constant(node)
        if name is None or name in self._own_names or name in self._tested \
                or api.is_a(name, "Node"):
            return
        gone = renamed.NODES.get(name)
        if gone:
            gone = [each for each in gone if api.is_a(each, "Node")]
            self._report(node, "removed", f"The node type {name} is gone from Blender.", name, gone)
        else:
            self._report(node, "unknown-node",
                         f"There is no node type {name}{newer.named('types', name)}.", name,
                         nearest(name, api.node_types()))

    # Sockets.

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.generic_visit(node)
        if not (isinstance(node.value, ast.Attribute) and node.value.attr in ("inputs", "outputs")):
            return
        key, number = constant(node.slice), constant(node.slice, int)
        if key in self._tested and key is not None:
            return
        items = self._infer.value(node.value)
        known = (api.sockets(items.owner, items.side)
                 if isinstance(items, Items) and items.side and items.owner != "Node" else None)
        if known is not None:
            what = items.side[:-1]
            if number is not None and not -len(known) <= number < len(known):
                self._report(node.slice, "unknown-socket",
                             f"{items.owner} has only {len(known)} {items.side}.",
                             str(number), known[:3])
            elif key is not None and key not in known:
                first: Sequence[str] = ()
                if items.owner == "ShaderNodeBsdfPrincipled":
                    first = [each for each in renamed.PRINCIPLED.get(key, ()) if each in known]
                note, old = newer.listed("sockets", items.owner, key)
                self._report(node.slice, "unknown-socket",
                             f"{items.owner} has no {what} {key!r}{note}.", key,
                             nearest(key, dict.fromkeys(known), [*first, *old]))
        elif key in renamed.PRINCIPLED and node.value.attr == "inputs" and (
                items is None or isinstance(items, Items) and items.owner == "Node"):
            words = ast.unparse(node.value.value).casefold()
            sockets = api.sockets("ShaderNodeBsdfPrincipled", "inputs") or ()
            if key not in sockets and key != "Color" and (key in renamed.PRINCIPLED_ONLY or any(
                    word in words for word in _SHADER_WORDS)):
                self._report(node.slice, "unknown-socket",
                             f"The Principled BSDF has no socket {key}.", key,
                             renamed.PRINCIPLED[key])

    # Enums.

    def visit_Assign(self, node: ast.Assign) -> None:
        self.generic_visit(node)
        for target in node.targets:
            for finding in self._angles.assigned(target, node.value):
                self._report(*finding)
            if isinstance(target, ast.Attribute):
                owner = self._infer.value(target.value)
                if isinstance(owner, Struct) and api.type_named(owner.type) is not None:
                    self._enum(node.value, api.property_of(owner.type, target.attr), owner.type)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.generic_visit(node)
        if isinstance(node.op, (ast.Add, ast.Sub)):
            for finding in self._angles.assigned(node.target, node.value):
                self._report(*finding)

    def _enum(self, node: ast.expr, prop: bpy.types.Property | None, owner: str | None) -> None:
        if prop is None or prop.type != "ENUM":
            return
        if isinstance(node, ast.IfExp):
            if self._version_test(node.test) is None:
                self._enum(node.body, prop, owner)
                self._enum(node.orelse, prop, owner)
            return
        values = api.enum_values(prop, owner)
        for each in node.elts if isinstance(node, ast.Set) else [node]:
            value = constant(each)
            if values is None or value is None or value in values or value in self._tested:
                continue
            gone = [v for v in renamed.ENUMS.get(value, ()) if v in values]
            note, old = newer.value(owner, prop.identifier, value)
            self._report(each, "removed" if gone else "bad-enum",
                         f"{value!r} is no value of {prop.identifier}{note}.", value,
                         nearest(value, values, [*gone, *(each for each in old if each in values)]))


# By type: a search for the method of each node by its name takes longer than most methods.
_VISITORS: dict[type[ast.AST], Callable[[_Checker, Any], None]] = {
    getattr(ast, name.removeprefix("visit_")): method for name, method in vars(_Checker).items()
    if name.startswith("visit_")}
