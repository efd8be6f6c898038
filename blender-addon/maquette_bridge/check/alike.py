# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The functions of the toolkit that a call of an unknown function looks like, by its arguments:
`plank("Shelf", (1, 0.3, 0.02), (0, 0, 0.4), oak, "shelf")` is a box."""

from __future__ import annotations

import ast

from .toolkit import NEEDS

# Parameters by the kind of their argument; all others are lists, or anything.
_TEXTS = {"name", "part", "text"}
_PLACES = {"size", "location", "corner", "along", "up", "centre"}
_NUMBERS = {"radius", "height", "depth", "thickness", "width", "length", "inner", "wall", "floor",
            "diameter", "pitch", "module", "teeth", "count", "columns"}
_LEAST = 3  # arguments that must be as they are needed


def _kind_of(parameter: str) -> str:
    if parameter in _TEXTS:
        return "text"
    if parameter in _PLACES:
        return "place"
    if parameter in _NUMBERS:
        return "number"
    return "" if parameter in ("material", "template", "ground") else "list"


def _kind(node: ast.expr) -> str:
    """text, place (three numbers), number, list; "" where only running it tells."""
    if isinstance(node, ast.JoinedStr):
        return "text"
    if isinstance(node, ast.Constant):
        return {str: "text", int: "number", float: "number"}.get(type(node.value), "")
    if isinstance(node, ast.UnaryOp):
        return _kind(node.operand)
    if isinstance(node, ast.BinOp) and "number" in (_kind(node.left), _kind(node.right)):
        return "number"
    if isinstance(node, (ast.Tuple, ast.List)):
        flat = not any(_kind(each) in ("text", "place", "list") for each in node.elts)
        return "place" if flat and len(node.elts) == 3 else "list"
    return "list" if isinstance(node, (ast.ListComp, ast.GeneratorExp)) else ""


def _fit(call: ast.Call, needs: list[str]) -> int:
    """How many arguments are as a function needs them, less those that it lacks or does not need;
    below 0 where one is of another kind."""
    if len(call.args) > len(needs) + 1:
        return -1
    given = dict(zip(needs, call.args)) | {
        each.arg: each.value for each in call.keywords if each.arg in needs}
    kinds = [(_kind_of(name), _kind(node)) for name, node in given.items()]
    if any(wanted and found and wanted != found for wanted, found in kinds):
        return -1
    sure = sum(1 for wanted, found in kinds if wanted and found)
    return sure - (len(needs) - len(given)) if sure >= _LEAST else -1


def find(call: ast.Call) -> list[str]:
    """Up to two functions, the one that fits best first."""
    if any(isinstance(each, ast.Starred) for each in call.args):
        return []
    fits = {name: _fit(call, needs) for name, needs in NEEDS.items()}
    return sorted((name for name, fit in fits.items() if fit > 0),
                  key=lambda name: -fits[name])[:2]
