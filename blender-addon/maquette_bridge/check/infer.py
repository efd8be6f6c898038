# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Infers the kind of Blender value that an expression gives, as far as live RNA and the script's
flow can tell; else None."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, NamedTuple

from . import api
from .bindings import Flow

if TYPE_CHECKING:
    from .bindings import Binding

_DEPTH = 40


class Module(NamedTuple):
    """A Python module or namespace: ("bpy", "ops", "mesh")."""
    path: tuple[str, ...]


class Operator(NamedTuple):
    """bpy.ops.module.name"""
    module: str
    name: str


class MeshOperator(NamedTuple):
    """bmesh.ops.name"""
    name: str


class Struct(NamedTuple):
    """An instance of an RNA type, or of one below it."""
    type: str


class Items(NamedTuple):
    """A collection of RNA structs: of which type, with which functions, and of which owner."""
    type: str | None
    functions: str | None
    owner: str | None = None
    side: str | None = None


class Method(NamedTuple):
    """A function of an RNA type, bound to a value."""
    owner: str
    name: str
    of: object


# The kind of value of an expression, or None. Any, because each caller asks for one kind.
Value = Any

_CONTEXT = {"object": Struct("Object"), "active_object": Struct("Object"),
            "edit_object": Struct("Object"), "selected_objects": Items("Object", None),
            "selected_editable_objects": Items("Object", None),
            "visible_objects": Items("Object", None)}
_SPACES: dict[tuple[str, ...], Struct] = {
    ("bpy", "data"): Struct("BlendData"), ("bpy", "context"): Struct("Context")}
_SUBSPACES = {("bpy", "ops"), ("bpy", "types"), ("bmesh", "ops")}


def constant(node: ast.expr | None, kind: type = str) -> Any:
    """The value of a literal of type `kind`, or None."""
    return node.value if isinstance(node, ast.Constant) and type(node.value) is kind else None


def argument(call: ast.Call, name: str, position: int) -> ast.expr | None:
    """An argument of a call by name, else by position."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    if len(call.args) > position and not any(isinstance(a, ast.Starred) for a in call.args):
        return call.args[position]
    return None


class Inference:
    """Values of the expressions of one script."""

    def __init__(self, tree: ast.Module) -> None:
        self.flow = Flow(tree)
        self._known: dict[ast.expr, Any] = {}
        self._depth = 0

    def value(self, node: ast.expr) -> Value:
        """Infers the kind of an expression's value; None if it is unknown."""
        if node in self._known:
            return self._known[node]
        if self._depth > _DEPTH:
            return None
        self._known[node] = None  # a value that depends on itself is unknown
        self._depth += 1
        try:
            method = getattr(self, "_" + type(node).__name__.lower(), None)
            found = method(node) if method is not None else None
        finally:
            self._depth -= 1
        self._known[node] = found
        return found

    def _agreed(self, values: list[Value]) -> Value:
        """The one value that all agree on."""
        distinct = set(values)
        return distinct.pop() if len(distinct) == 1 else None

    # One method a kind of expression.

    def _name(self, node: ast.Name) -> Value:
        bindings = self.flow.resolve(node)
        return self._agreed([self._bound(each) for each in bindings]) if bindings else None

    def _bound(self, binding: Binding) -> Value:
        if binding.how == "value":
            return self.value(binding.node)
        if binding.how == "item":
            items = self.value(binding.node)
            if isinstance(items, Items) and items.type is not None:
                return Struct(items.type)
        if binding.how == "import":
            node, alias = binding.node
            if isinstance(node, ast.Import):
                path = tuple(alias.name.split("."))
                return self._space(path if alias.asname else path[:1])
            if node.level == 0 and node.module:
                return self._member_of_module(tuple(node.module.split(".")), alias.name)
        return None

    def _space(self, path: tuple[str, ...]) -> Value:
        return _SPACES.get(path, Module(path))

    def _member_of_module(self, path: tuple[str, ...], name: str) -> Any:
        if path == ("bpy", "ops"):
            return Module(path + (name,)) if name in api.operator_modules() else None
        if len(path) == 3 and path[:2] == ("bpy", "ops"):
            return Operator(path[2], name)
        if path == ("bmesh", "ops"):
            return MeshOperator(name)
        whole = path + (name,)
        if whole in _SUBSPACES or whole in _SPACES or path in (("bpy",), ("bmesh",)):
            return self._space(whole)
        return None

    def _attribute(self, node: ast.Attribute) -> Any:
        base = self.value(node.value)
        if isinstance(base, Module):
            return self._member_of_module(base.path, node.attr)
        if isinstance(base, Struct):
            return self.member(base.type, node.attr)
        if isinstance(base, Items) and base.functions is not None:
            if api.function_of(base.functions, node.attr) is not None:
                return Method(base.functions, node.attr, base)
            prop = api.property_of(base.functions, node.attr)
            if prop is not None and prop.type == "POINTER" and prop.fixed_type is not None:
                return Struct(prop.fixed_type.identifier)
        return None

    def member(self, type_name: str, attribute: str) -> Value:
        """Infers the kind of an attribute of a Blender type; None if it is unknown."""
        if type_name == "Context" and attribute in _CONTEXT:
            return _CONTEXT[attribute]
        if api.type_named(type_name) is None:
            return None
        prop = api.property_of(type_name, attribute)
        if prop is None:
            if api.function_of(type_name, attribute) is not None:
                return Method(type_name, attribute, Struct(type_name))
            return None
        if prop.type == "POINTER":
            return Struct(prop.fixed_type.identifier)
        if prop.type == "COLLECTION":
            functions = prop.srna.identifier if prop.srna is not None else None
            side = None
            if attribute in ("inputs", "outputs") and api.is_a(type_name, "Node"):
                side = attribute
            return Items(prop.fixed_type.identifier, functions, type_name, side)
        return None

    def _subscript(self, node: ast.Subscript) -> Value:
        base = self.value(node.value)
        if isinstance(base, Items) and not isinstance(node.slice, ast.Slice):
            return self._item(base, constant(node.slice))
        return None

    def _item(self, items: Items, key: str | None) -> Value:
        if items.type is None:
            return None
        if items.type == "Node" and key is not None:
            return Struct(api.default_node_names().get(key, "Node"))
        return Struct(items.type)

    def _call(self, node: ast.Call) -> Value:
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("get", "values"):
            base = self.value(node.func.value)
            if isinstance(base, Items):
                if node.func.attr == "values":
                    return base
                return self._item(base, constant(node.args[0]) if node.args else None)
        function = self.value(node.func)
        if isinstance(function, Method):
            of = function.of
            if function.name == "copy" and isinstance(of, Struct):
                return of
            if function.name == "new" and isinstance(of, Items):
                if of.type == "Node":
                    kind = constant(argument(node, "type", 0))
                    return Struct(kind if kind is not None and api.is_a(kind, "Node") else "Node")
                if of.type == "Modifier":
                    kind = constant(argument(node, "type", 1))
                    return Struct((kind and api.modifier_type(kind)) or "Modifier")
                if of.type == "Constraint":
                    kind = constant(argument(node, "type", 0))
                    return Struct((kind and api.constraint_type(kind)) or "Constraint")
                if of.type in ("Light", "Curve"):
                    kind = constant(argument(node, "type", 1))
                    return Struct(api.below(of.type, kind))
            outputs = [p for p in api.function_of(function.owner, function.name).parameters
                       if p.is_output]
            if len(outputs) != 1:
                return None
            if outputs[0].type == "POINTER" and outputs[0].fixed_type is not None:
                return Struct(outputs[0].fixed_type.identifier)
            return None
        if isinstance(node.func, ast.Name):
            return self._own_function(node.func)
        return None

    def _own_function(self, name: ast.Name) -> Value:
        bindings = self.flow.resolve(name)
        if len(bindings) != 1 or bindings[0].how != "function":
            return None
        function = bindings[0].node
        if function.decorator_list or isinstance(function, ast.AsyncFunctionDef):
            return None
        if function in self.flow.generators:
            return None
        returns = self.flow.returns.get(function)
        return self._agreed([self.value(r.value) if r.value is not None else None
                             for r in returns]) if returns else None

    def _namedexpr(self, node: Any) -> Any:
        return self.value(node.value)

    def _ifexp(self, node: ast.IfExp) -> Value:
        return self._agreed([self.value(node.body), self.value(node.orelse)])

    def _boolop(self, node: ast.BoolOp) -> Value:
        return self._agreed([self.value(each) for each in node.values])
