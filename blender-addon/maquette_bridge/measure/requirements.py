# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requirements of the plan (data/schemas/requirement.schema.json), measured: reads each, measures
its value by the `find_…` of its kind, and writes the rows of `requirements` in the report.

Nothing in a requirement is trusted: a model wrote it. One that cannot be read or measured gets
`met: null` and the reason."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from . import body_values, mesh_values, motion_values, pair_values
from .bodies import Unmeasurable
from .body_values import Answer, list_names
from .features import values as feature_values
from .requirement import LARGEST, MAX_NAME, Requirement, clean, read_text, round_value
from .requirement_kinds import ELSEWHERE, NUMBER, TERMS, TURN

if TYPE_CHECKING:
    from .progress import Progress
    from .subjects import Asset

MAX_REQUIREMENTS = 200
MAX_WORDS = 500  # characters of the user's words
MAX_OBJECTS = 20  # names in a row
_MEASURES: dict[str, Callable[[Requirement, Asset], Answer]] = {
    name.removeprefix("find_"): function
    for module in (body_values, mesh_values, motion_values, pair_values, feature_values)
    for name, function in vars(module).items() if name.startswith("find_")}
assert _MEASURES.keys() == TERMS.keys(), "each kind has one function that measures it"


def measure(rows: Sequence[Any], asset: Asset,
            progress: Progress | None = None) -> list[dict[str, Any]]:
    """A row of the report for each requirement, in their order; each is a step of `progress`."""
    read = [_read(row) for row in rows[:MAX_REQUIREMENTS]]
    asked = [each for each in read if isinstance(each, Requirement)]
    for each in asked:
        each.rivals = [other for other in asked if each.is_rival(other)]
    found = []
    for wanted, row in zip(read, rows):
        found.append(_measure(wanted, row, asset))
        if progress is not None:
            progress.step()
    return found + [_unmeasured(row, f"there are more than {MAX_REQUIREMENTS} requirements")
                    for row in rows[MAX_REQUIREMENTS:]]


def _read(row: Any) -> Requirement | str:
    """The requirement, or why it cannot be measured."""
    elsewhere = ELSEWHERE.get(str(row.get("what"))) if isinstance(row, dict) else None
    if elsewhere:
        return elsewhere
    try:
        return Requirement(row)
    except Unmeasurable as why:
        return str(why)


def _measure(requirement: Requirement | str, row: Any, asset: Asset) -> dict[str, Any]:
    if isinstance(requirement, str):
        by_eye = isinstance(row, dict) and row.get("what") == "look"
        return _unmeasured(row, requirement, "eye" if by_eye else "measured")
    try:
        answer = _MEASURES[requirement.what](requirement, asset)
        said = _echo(row)
        kind = answer.kind or requirement.kind
        if answer.misses is not None:  # yes or no
            missed = bool(answer.misses)
            names = answer.misses or []
            tolerance = None
            fix = answer.fix
        else:
            if kind != requirement.kind:
                requirement.kind, requirement.scale = kind, 1.0
                requirement.unit = "deg" if kind == TURN else None
            tolerance = requirement.tolerance(answer.size)
            values = requirement.worst_first(answer.values)
            off = [(requirement.misses(value, tolerance), names) for value, names in values]
            answer.value = values[0][0]
            missed = bool(off[0][0])
            names = [name for miss, each in off if miss for name in each]
            fix = ((answer.fix or _say_fix(requirement, off[0], answer))
                   if missed else None)
        scale = requirement.scale
        said |= {"is": requirement.is_,
                 # As it was written.
                 "wanted": (row["value"] if requirement.has_value else
                            None if requirement.value is None else requirement.value / scale),
                 "tolerance": None if tolerance is None else round_value(tolerance / scale, NUMBER),
                 "found": round_value(None if answer.value is None else answer.value / scale, kind,
                                      requirement.unit),
                 "met": not missed, "by": "measured", "how": answer.how,
                 "objects": list(dict.fromkeys(names))[:MAX_OBJECTS] if missed else []}
        if answer.text:
            said["found_text"] = answer.text[:MAX_NAME]
        said.pop("unit", None)  # one that the kind does not have
        if requirement.unit:
            said["unit"] = requirement.unit
        if requirement.value is None:
            del said["is"]
        if missed and fix:
            said["fix"] = fix
        return said
    except Unmeasurable as why:
        return _unmeasured(row, str(why))
    except (ArithmeticError, LookupError, RecursionError, RuntimeError, TypeError, ValueError):
        # A requirement must not cost the report: geometry is odder than any list of its cases.
        traceback.print_exc(file=sys.stderr)
        return _unmeasured(row, "measuring it failed")


def _echo(row: Any) -> dict[str, Any]:
    """Returns the members of a requirement that its row repeats."""
    if not isinstance(row, dict):
        row = {}
    words = row.get("words")
    said: dict[str, Any] = {"words": clean(words[:MAX_WORDS]) if isinstance(words, str) else "",
            "what": read_text(row, "what"), "of": read_text(row, "of")}
    for name in ("to", "text", "axis", "to_axis", "at", "is", "unit", "source"):
        if read_text(row, name):
            said[name] = read_text(row, name)
    if row.get("each") is True:
        said["each"] = True
    return said


def _unmeasured(row: Any, why: str, by: str = "measured") -> dict[str, Any]:
    said = _echo(row)
    wanted: Any = row.get("value") if isinstance(row, dict) else None
    is_number = type(wanted) in (int, float) and -LARGEST <= wanted <= LARGEST
    return said | {"wanted": wanted if is_number else None, "tolerance": None, "found": None,
                   "met": None, "by": by, "how": why, "objects": []}


def _say_fix(requirement: Requirement, worst: tuple[float, list[str]],
             answer: Answer) -> str:
    """How the worst miss is put right, with its number and direction."""
    off, names = worst
    term = requirement.term
    return (term.less if off > 0 else term.more).format(
        names=list_names(names) or requirement.of, by=requirement.say(abs(off)),
        axis=requirement.axis or "", to=requirement.to or requirement.axis or "z",
        towards=f" along {requirement.axis}" if requirement.axis else "", of=requirement.of,
        wanted=requirement.say(requirement.value), found=requirement.say(answer.value))
