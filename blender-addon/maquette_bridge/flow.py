# SPDX-License-Identifier: GPL-3.0-or-later
"""Which expression a name stands for: the scopes and bindings of a script, as far as reading it can
tell."""

import ast

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_SCOPES = _FUNCTIONS + _COMPREHENSIONS + (ast.ClassDef, ast.Module)


class Binding:
    """One place that gives a name its value: `how` is value, item (of an iteration), import,
    function or unknown."""

    def __init__(self, how, node, statement):
        self.how = how
        self.node = node
        self.statement = statement


class Flow:
    """Parents, scopes and bindings of a module."""

    def __init__(self, tree):
        self.parent = {}
        self.bindings = {}  # scope -> {name: [Binding]}
        self._globals = {}  # scope -> names declared global or nonlocal
        for node in ast.walk(tree):
            for child in ast.iter_child_nodes(node):
                self.parent[child] = node
        for node in ast.walk(tree):
            self._collect(node)

    def scope_of(self, node):
        node = self.parent.get(node)
        while not isinstance(node, _SCOPES):
            node = self.parent[node]
        return node

    def statement_of(self, node):
        while node is not None and not isinstance(node, (ast.stmt, ast.Module)):
            node = self.parent.get(node)
        return node

    # Collecting.

    def _bind(self, name, how, node, at, scope=None):
        if scope is None:
            scope = self.scope_of(at)
        if name in self._declared(scope):
            scope = self._module(scope)
        self.bindings.setdefault(scope, {}).setdefault(name, []).append(
            Binding(how, node, self.statement_of(at)))

    def _declared(self, scope):
        if scope not in self._globals:
            self._globals[scope] = {
                name for node in ast.walk(scope) if isinstance(node, (ast.Global, ast.Nonlocal))
                for name in node.names} if isinstance(scope, _FUNCTIONS) else set()
        return self._globals[scope]

    def _module(self, node):
        while not isinstance(node, ast.Module):
            node = self.parent[node]
        return node

    def _collect(self, node):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._target(target, "value", node.value)
        elif isinstance(node, ast.AnnAssign):
            if node.value is not None:
                self._target(node.target, "value", node.value)
        elif isinstance(node, ast.NamedExpr):
            self._target(node.target, "value", node.value)
        elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
            self._target(node.target, "item", node.iter)
        elif isinstance(node, (ast.AugAssign, ast.Delete, ast.withitem)):
            for name in ast.walk(node):
                if isinstance(name, ast.Name) and isinstance(name.ctx, (ast.Store, ast.Del)):
                    self._bind(name.id, "unknown", None, name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                self._bind(alias.asname or alias.name.split(".")[0], "import", (node, alias), node)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self._bind(node.name, "function", node, node)
            self._arguments(node)
        elif isinstance(node, ast.Lambda):
            self._arguments(node)
        elif isinstance(node, ast.ClassDef):
            self._bind(node.name, "unknown", None, node)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            self._bind(node.name, "unknown", None, node)
        elif isinstance(node, (ast.MatchAs, ast.MatchStar)) and node.name:
            self._bind(node.name, "unknown", None, node)

    def _arguments(self, function):
        args = function.args
        every = args.posonlyargs + args.args + args.kwonlyargs + [args.vararg, args.kwarg]
        for each in every:
            if each is not None:
                self._bind(each.arg, "unknown", None, each, scope=function)

    def _target(self, target, how, value):
        if isinstance(target, ast.Name):
            self._bind(target.id, how, value, target)
        else:
            for name in ast.walk(target):
                if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store):
                    self._bind(name.id, "unknown", None, name)

    # Resolving.

    def resolve(self, name):
        """The bindings that a Name node may mean: one where the flow is plain, else all; [] for
        none."""
        scope, own = self.scope_of(name), True
        while scope is not None:
            # The names of a class body are not seen from its methods.
            if own or not isinstance(scope, ast.ClassDef):
                found = self.bindings.get(scope, {}).get(name.id)
                if found:
                    return self._last(name, found) if own and len(found) > 1 else found
            own = False
            scope = self.scope_of(scope) if not isinstance(scope, ast.Module) else None
        return []

    def _last(self, name, found):
        """The binding just before a use in the same run of statements, when nothing between can
        rebind it."""
        statements = {}
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

    def _ancestors(self, statements):
        found = set()
        for statement in statements:
            node = self.parent.get(statement)
            while node is not None:
                found.add(node)
                node = self.parent.get(node)
        return found

    def _within(self, node, ancestor):
        while node is not None:
            if node is ancestor:
                return True
            node = self.parent.get(node)
        return False

    def _block(self, statement):
        for _name, value in ast.iter_fields(self.parent.get(statement)):
            if isinstance(value, list) and any(each is statement for each in value):
                return value
        return None
