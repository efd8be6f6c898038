# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Angles given in degrees where Blender and Python's `math` take radians. Each finding is (node,
code, what, name, nearest).

Radians of more than a turn that happen to be round degrees are hardly ever meant; a number alone
proves nothing where it may be a phase or a frequency, so `sin(60 * t)` is left alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from . import api
from .infer import MeshOperator, Method, Operator, Struct, argument
from .names import Finding
from .toolkit import NAMES as TOOLKIT

if TYPE_CHECKING:
    from .infer import Inference

_DEPTH = 12
_LEAST = 6.5  # more than a turn in radians
_CIRCLE = (30, 36, 40, 45, 60, 72, 90, 120, 135, 180, 225, 270, 300, 315, 360)
_RIGHT = (90, 180, 270, 360)
_TURNED = ("rotation_euler", "delta_rotation_euler", "angle_limit", "auto_smooth_angle")


def _is_round(value: float) -> bool:
    return _LEAST < abs(value) <= 3600 and (2 * value) % 5 == 0


class Angles:
    """The angles of one script."""

    def __init__(self, infer: Inference) -> None:
        self._infer = infer
        self._flow = infer.flow

    # Which expressions are in degrees.

    def _number(self, node: ast.expr) -> Any:
        """The value of a number that is written there, or None."""
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
            value = self._number(node.operand)
            return -value if value is not None and isinstance(node.op, ast.USub) else value
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            return node.value
        return None

    def _source(self, name: Any, how: str) -> Any:
        """Returns the value of a name's only certain binding, or None."""
        bindings = self._flow.resolve(name)
        if len(bindings) == 1 and bindings[0].how == how:
            return bindings[0].node
        return None

    def in_degrees(self, node: ast.expr, alone: bool, depth: int = 0) -> bool:
        """Whether an angle is in degrees. `alone`: a round number is enough, as in a rotation;
        else it takes a whole turn or right angles, as in a sine."""
        if depth > _DEPTH:
            return False
        value = self._number(node)
        if value is not None:
            return _is_round(value) and (alone or not depth or abs(value) in _RIGHT)
        if isinstance(node, ast.Name):
            if node.id == "SEED":
                return False
            source = self._source(node, "value")
            if source is not None:
                return self.in_degrees(source, alone, depth + 1)
            return self._steps(self._source(node, "item"))
        if isinstance(node, ast.UnaryOp):
            return self.in_degrees(node.operand, alone, depth + 1)
        if isinstance(node, ast.IfExp):
            return (self.in_degrees(node.body, alone, depth + 1)
                    or self.in_degrees(node.orelse, alone, depth + 1))
        if isinstance(node, ast.BinOp):
            if isinstance(node.op, (ast.Add, ast.Sub)):
                sides = [self.in_degrees(each, alone, depth + 1)
                         for each in (node.left, node.right)]
                plain = not any(self._is_radian(each) for each in ast.walk(node))
                numbers = [self._number(each) is not None for each in (node.left, node.right)]
                return plain and (all(sides) or any(side and (alone or not number)
                                                    for side, number in zip(sides, numbers)))
            factors = list(self._factors(node, depth))
            if not factors or any(self._is_radian(each) for each in ast.walk(node)):
                return False
            values = [(self._number(factor), over) for factor, over in factors]
            # A factor of 0.0174 or 3.14, or a division by 57.3 or 180, makes radians.
            if any(value is not None and (value % 1 or over and abs(value) >= 30)
                   for value, over in values):
                return False
            circle = _CIRCLE if alone else (360,)
            return any(value is not None and not over and abs(value) in circle
                       for value, over in values) \
                or any(not over and isinstance(factor, ast.Name)
                       and self._steps(self._source(factor, "item")) for factor, over in factors)
        return False

    def _steps(self, items: ast.expr | None) -> bool:
        """Whether a loop runs through degrees: (0, 90, 180, 270) or range(0, 360, 30)."""
        if isinstance(items, (ast.Tuple, ast.List)):
            values = [self._number(each) for each in items.elts]
            return (len(values) > 1 and None not in values
                    and all(value == 0 or _is_round(value) for value in values)
                    and (any(abs(value) in _RIGHT for value in values)
                         or len(values) > 2 and all(abs(value) in _CIRCLE for value in values)))
        return (isinstance(items, ast.Call) and isinstance(items.func, ast.Name)
                and items.func.id == "range" and len(items.args) > 1
                and self._number(items.args[1]) == 360)

    def _factors(self, node: ast.expr, depth: int) -> Iterator[tuple[ast.expr, bool]]:
        """(factor, whether it divides) of a product."""
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mult, ast.Div)) \
                and depth < _DEPTH:
            yield from self._factors(node.left, depth + 1)
            for factor, over in self._factors(node.right, depth + 1):
                yield factor, over != isinstance(node.op, ast.Div)
        else:
            yield node, False

    def _is_radian(self, node: ast.AST) -> bool:
        """Part of an expression that is about radians: pi, tau, radians()."""
        return isinstance(node, (ast.Name, ast.Attribute)) and (
            getattr(node, "id", "") or getattr(node, "attr", "")).lower() in (
                "pi", "tau", "two_pi", "radians", "degrees", "deg", "rad")

    # Where radians are taken.

    def _look(self, node: ast.expr, where: str,
              alone: bool = True) -> Iterator[Finding]:
        """The findings of an angle, or of a tuple of them."""
        for each in node.elts if isinstance(node, (ast.Tuple, ast.List)) else [node]:
            if self.in_degrees(each, alone):
                text = ast.unparse(each)[:60]
                yield (each, "degrees", f"{where} takes radians, and {text} is in degrees.", text,
                       [f"math.radians({text})"])

    def _spelt(self, function: ast.expr) -> tuple[str, str]:
        """("math", "sin") of what a call names."""
        if isinstance(function, ast.Attribute):
            base = function.value
            return getattr(base, "id", getattr(base, "attr", "")), function.attr
        return "", getattr(function, "id", "")

    def call(self, node: ast.Call) -> Iterator[Finding]:
        """Yields the findings about the arguments of a call."""
        base, name = self._spelt(node.func)
        if name in ("sin", "cos", "tan") and len(node.args) == 1 and base in ("math", ""):
            if base or self._source(node.func, "import") is not None:
                yield from self._look(node.args[0], f"{name}()", alone=False)
        elif name == "Euler" and node.args:
            yield from self._look(node.args[0], "Euler()")
        elif name == "Rotation" and base == "Matrix" and node.args:
            yield from self._look(node.args[0], "Matrix.Rotation()")
        elif name == "Quaternion" and len(node.args) == 2:
            yield from self._look(node.args[1], "Quaternion()")
        elif name in TOOLKIT and not base:
            for keyword in node.keywords:
                if keyword.arg == "rotation":
                    yield from self._look(keyword.value, f"rotation of {name}()")
        else:
            function = self._infer.value(node.func)
            if isinstance(function, Operator):
                known = api.operator_properties(function.module, function.name)
                for keyword in node.keywords if known is not None else ():
                    prop = known.get(keyword.arg) if keyword.arg else None
                    if keyword.arg and prop is not None and getattr(prop, "unit", "") == "ROTATION":
                        yield from self._look(keyword.value, keyword.arg)
            elif isinstance(function, MeshOperator):
                for keyword in node.keywords:
                    if keyword.arg in ("angle", "angle_limit"):
                        yield from self._look(keyword.value, keyword.arg)
            elif isinstance(function, Method):
                parameters = [each for each
                              in api.function_of(function.owner, function.name).parameters
                              if not each.is_output]
                for position, parameter in enumerate(parameters):
                    value = argument(node, parameter.identifier, position)
                    if value is not None and getattr(parameter, "unit", "") == "ROTATION":
                        yield from self._look(value, parameter.identifier)

    def assigned(self, target: ast.expr,
                 value: ast.expr) -> Iterator[Finding]:
        """`obj.rotation_euler = (0, 0, 90)`, also of one axis, and other angles of Blender's."""
        inner = target
        if isinstance(target, ast.Subscript) or isinstance(target, ast.Attribute) \
                and target.attr in ("x", "y", "z") and isinstance(target.value, ast.Attribute):
            inner = target.value
        if not isinstance(inner, ast.Attribute):
            return
        owner = self._infer.value(inner.value)
        angle = inner.attr in _TURNED
        if isinstance(owner, Struct) and api.type_named(owner.type) is not None:
            prop = api.property_of(owner.type, inner.attr)
            angle = prop is not None and getattr(prop, "unit", "") == "ROTATION"
        if angle:
            yield from self._look(value, inner.attr)
