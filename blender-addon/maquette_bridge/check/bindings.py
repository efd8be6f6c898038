# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which expression a name stands for: the scopes and bindings of a script, as far as reading it can
tell."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_SCOPES = _FUNCTIONS + _COMPREHENSIONS + (ast.ClassDef, ast.Module)
_LEAVES = {ast.Name, ast.Constant}  # most nodes
_NOTED = {ast.Return, ast.Yield, ast.YieldFrom, ast.Global, ast.Nonlocal}


def _children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below one, in order; marks of context are one node for all of them."""
    found: list[ast.AST] = []
    if type(node) in _LEAVES:
        return found
    for field in node._fields:
        value = getattr(node, field, None)
        if isinstance(value, list):
            found.extend(each for each in value if isinstance(each, ast.AST))
        elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
            found.append(value)
    return found


class Binding:
    """One place that gives a name its value: `how` is value, item (of an iteration), import,
    function or unknown."""

    def __init__(self, how: str, node: Any, statement: Any) -> None:
        self.how = how
        self.node = node
        self.statement = statement


class Flow:
    """The nodes of a module with their parents and children, its scopes and bindings."""

    def __init__(self, tree: ast.Module) -> None:
        self.nodes: list[ast.AST] = [tree]  # breadth first, as ast.walk() gives them
        self.parent: dict[ast.AST, ast.AST] = {}
        # Without the marks of context, such as ast.Load.
        self.children: dict[ast.AST, list[ast.AST]] = {}
        self.bindings: dict[ast.AST, dict[str, list[Binding]]] = {}  # by scope and name
        self.returns: dict[ast.AST, list[ast.Return]] = {}  # by function
        self.generators: set[ast.AST] = set()  # functions that yield
        self._globals: dict[ast.AST, set[str]] = {}  # names declared global or nonlocal
        for node in self.nodes:
            self.children[node] = children = _children(node)
            self.nodes.extend(children)
            for child in children:
                self.parent[child] = node
        for node in self.nodes:
            if type(node) in _NOTED:
                # Notes a return, a yield or a global name of the functions that contain the node.
                if isinstance(node, ast.Return):
                    self.returns.setdefault(self.scope_of(node), []).append(node)
                elif isinstance(node, (ast.Yield, ast.YieldFrom)):
                    self.generators.add(self.scope_of(node))
                elif isinstance(node, (ast.Global, ast.Nonlocal)):
                    scope = self.scope_of(node)
                    while not isinstance(scope, ast.Module):
                        self._globals.setdefault(scope, set()).update(node.names)
                        scope = self.scope_of(scope)
        for node in self.nodes:
            collect = _COLLECTORS.get(type(node))
            if collect is not None:
                collect(self, node)

    def scope_of(self, node: ast.AST) -> ast.AST:
        """The innermost function, class, comprehension or module around a node."""
        node = self.parent[node]
        while not isinstance(node, _SCOPES):
            node = self.parent[node]
        return node

    def statement_of(self, node: ast.AST | None) -> ast.AST | None:
        """The statement that a node is part of, or None."""
        while node is not None and not isinstance(node, (ast.stmt, ast.Module)):
            node = self.parent.get(node)
        return node

    # Collecting.

    def _bind(self, name: str, how: str, node: Any, at: ast.AST,
              scope: ast.AST | None = None) -> None:
        if scope is None:
            scope = self.scope_of(at)
        if name in self._globals.get(scope, ()):
            scope = self._module(scope)
        self.bindings.setdefault(scope, {}).setdefault(name, []).append(
            Binding(how, node, self.statement_of(at)))

    def _module(self, node: ast.AST) -> ast.AST:
        while not isinstance(node, ast.Module):
            node = self.parent[node]
        return node

    def _assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self._target(target, "value", node.value)

    def _value(self, node: ast.AnnAssign | ast.NamedExpr) -> None:
        if node.value is not None:  # an annotation may stand without one
            self._target(node.target, "value", node.value)

    def _loop(self, node: ast.For | ast.comprehension) -> None:
        self._target(node.target, "item", node.iter)

    def _changed(self, node: ast.AST) -> None:
        for name in ast.walk(node):
            if isinstance(name, ast.Name) and isinstance(name.ctx, (ast.Store, ast.Del)):
                self._bind(name.id, "unknown", None, name)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            self._bind(alias.asname or alias.name.split(".")[0], "import", (node, alias), node)

    def _function(self, node: ast.FunctionDef) -> None:
        self._bind(node.name, "function", node, node)
        self._arguments(node)

    def _named(self, node: Any) -> None:
        if node.name:
            self._bind(node.name, "unknown", None, node)

    def _arguments(self, function: ast.FunctionDef | ast.Lambda) -> None:
        args = function.args
        every = args.posonlyargs + args.args + args.kwonlyargs + [args.vararg, args.kwarg]
        for each in every:
            if each is not None:
                self._bind(each.arg, "unknown", None, each, scope=function)

    def _target(self, target: ast.expr, how: str, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self._bind(target.id, how, value, target)
        else:
            for name in ast.walk(target):
                if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store):
                    self._bind(name.id, "unknown", None, name)

    # Resolving.

    def resolve(self, name: ast.Name) -> list[Binding]:
        """The bindings that a Name node may mean: one where the flow is plain, else all; [] for
        none."""
        scope: ast.AST | None = self.scope_of(name)
        own = True
        while scope is not None:
            # The names of a class body are not seen from its methods.
            if own or not isinstance(scope, ast.ClassDef):
                found = self.bindings.get(scope, {}).get(name.id)
                if found:
                    return self._last(name, found) if own and len(found) > 1 else found
            own = False
            scope = self.scope_of(scope) if not isinstance(scope, ast.Module) else None
        return []

    def _last(self, name: ast.Name, found: list[Binding]) -> list[Binding]:
        """The binding just before a use in the same run of statements, when nothing between can
        rebind it."""
        statements: dict[Any, Binding] = {}
        for binding in found:
            statements.setdefault(binding.statement, binding)
        inside = self._ancestors(statements)
        node = self.statement_of(name)
        while isinstance(node, ast.stmt):
            block = self._block(node)
            if block is None:
                break
            for earlier in reversed(block[:block.index(node)]):
                if earlier in statements and not isinstance(earlier, (ast.For, ast.AsyncFor)):
                    return [statements[earlier]]
                if earlier in inside or earlier in statements:
                    return found
            parent = self.parent.get(node)
            if isinstance(parent, (ast.For, ast.AsyncFor, ast.While)):
                if parent in statements and not any(s in inside for s in block):
                    others = [s for s in statements if s is not parent and self._within(s, parent)]
                    if not others:
                        return [statements[parent]]
                if parent in inside or parent in statements:
                    return found
            if isinstance(parent, _SCOPES):
                break
            node = parent
        return found

    def _ancestors(self, statements: dict[Any, Binding]) -> set[ast.AST]:
        found: set[ast.AST] = set()
        for statement in statements:
            node = self.parent.get(statement)
            while node is not None:
                found.add(node)
                node = self.parent.get(node)
        return found

    def _within(self, node: ast.AST | None, ancestor: ast.AST) -> bool:
        while node is not None:
            if node is ancestor:
                return True
            node = self.parent.get(node)
        return False

    def _block(self, statement: ast.AST) -> list[Any] | None:
        for _name, value in ast.iter_fields(self.parent[statement]):
            if isinstance(value, list) and any(each is statement for each in value):
                return value
        return None


_COLLECTORS: dict[type[ast.AST], Callable[[Flow, Any], None]] = {
    ast.Assign: Flow._assign, ast.AnnAssign: Flow._value, ast.NamedExpr: Flow._value,
    ast.For: Flow._loop, ast.AsyncFor: Flow._loop, ast.comprehension: Flow._loop,
    ast.AugAssign: Flow._changed, ast.Delete: Flow._changed, ast.withitem: Flow._changed,
    ast.Import: Flow._import, ast.ImportFrom: Flow._import,
    ast.FunctionDef: Flow._function, ast.AsyncFunctionDef: Flow._function,
    ast.Lambda: Flow._arguments, ast.ClassDef: Flow._named, ast.ExceptHandler: Flow._named,
    ast.MatchAs: Flow._named, ast.MatchStar: Flow._named,
}
