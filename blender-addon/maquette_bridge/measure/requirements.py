# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requirements of the plan (data/schemas/requirement.schema.json), measured: reads each, asks
requirement_kinds.py for its value, and writes the rows of `requirements` in the report.

Nothing in a requirement is trusted: a model wrote it. One that cannot be read or measured gets
`met: null` and the reason."""

from __future__ import annotations

import math
import sys
import traceback
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from . import bounds, requirement_kinds
from .bodies import Unmeasurable
from .body_values import COUNT, LENGTH, NUMBER, TURN
from .requirement_kinds import DIGITS, ELSEWHERE, PLAIN_TOLERANCE, UNITS

if TYPE_CHECKING:
    from .progress import Progress
    from .subjects import Asset

MAX_REQUIREMENTS = 200
MAX_WORDS = 500  # characters of the user's words
MAX_NAME = 200
MAX_OBJECTS = 20  # names in a row
LARGEST = 1e9
# The loss of 32-bit coordinates; never the reason for a miss.
_GRAIN = {LENGTH: 1e-6, TURN: 1e-3, NUMBER: 1e-6, COUNT: 0.0}


class Requirement:
    """One row as the plan has it, with lengths in metres."""

    def __init__(self, row: Any) -> None:
        if not isinstance(row, dict):
            raise Unmeasurable("this is not a requirement")
        self.what = _text(row, "what")
        self.term: Any = requirement_kinds.TERMS.get(self.what)
        if self.term is None:
            raise Unmeasurable(requirement_kinds.say_unknown(self.what) if self.what else
                               "it does not say what is measured")
        self.of = _text(row, "of")
        self.to = _text(row, "to")
        self.text = _text(row, "text")
        self.each = row.get("each") is True
        self.axis: Any = _choice(row, "axis", "xyz")
        self.to_axis: Any = _choice(row, "to_axis", "xyz")
        self.at: Any = _choice(row, "at", ("low", "middle", "high"))
        self.is_ = (_choice(row, "is", ("equal", "at_least", "at_most"))
                    or bounds.read(_text(row, "words"), row.get("value")) or self.term.is_)
        self.unit: Any = _choice(row, "unit", (*UNITS, "deg"))
        # Others about the same measure of the same thing: a plate has holes of 5 mm and of 8 mm.
        self.rivals: list[Requirement] = []
        self._check_members()
        self._read_value(row)

    def _check_members(self) -> None:
        if not self.of:
            raise Unmeasurable("it names no part")
        for name in self.term.needs:
            if getattr(self, name) is None or getattr(self, name) == "":
                raise Unmeasurable(f"“{self.what}” needs “{name}”")

    def _read_value(self, row: dict[str, Any]) -> None:
        kind = self.term.kind
        self.has_unit = self.unit is not None
        self.has_value = kind is not None and row.get("value") is not None
        # m, degrees or a number; there is one where the kind has values
        self.value: Any = _number(row, "value") if kind is not None else None
        if self.value is None and self.term.value is None and not (
                kind is None or self.term.yes_no):
            raise Unmeasurable("the value is missing")
        if self.value is None:
            self.value = self.term.value
        if kind == LENGTH:
            if self.unit == "deg" and self.what == "even":
                self.unit = None  # of pieces on a circle it is told in degrees
            elif self.unit == "deg":
                raise Unmeasurable(f"“{self.what}” is a length, not an angle")
            elif self.unit is None and row.get("value") is not None and self.value:
                raise Unmeasurable("the unit is missing: mm, cm, m, in or ft")
            self.unit = self.unit or "mm"
        elif kind == TURN:
            if self.unit not in (None, "deg"):
                raise Unmeasurable(f"“{self.what}” is an angle, not a length")
            self.unit = "deg"
        else:
            self.unit = None
        self.kind = kind
        self.scale = UNITS[str(self.unit)] if kind == LENGTH else 1.0
        if self.value is not None:
            self.value *= self.scale
            if self.value < 0 and not self.term.signed:
                raise Unmeasurable("it cannot be negative")
        self._tolerance = _number(row, "tolerance", True)

    @property
    def given_tolerance(self) -> float | None:
        """The tolerance of its own, or None."""
        if self._tolerance is None or self._tolerance < 0.0:
            return None
        return self._tolerance * self.scale

    def tolerance(self, size: float | None) -> float:
        """Returns how far the value may be off; `size`: the length that a deviation is measured on,
        m."""
        if self.given_tolerance is not None:
            return self.given_tolerance
        plain = PLAIN_TOLERANCE
        if self.kind == LENGTH:
            most = max(plain["metres"], plain["share"] * abs(size or self.value or 0.0))
            # A play of 0.3 mm is not one of 0.1 mm.
            return min(most, plain["most"] * abs(self.value)) if self.value else most
        if self.kind == TURN:
            return plain["degrees"]
        return plain["share"] * abs(self.value or 0.0) if self.kind == NUMBER else 0.0

    def misses(self, value: float, tolerance: float) -> float:
        """By how much a value is wrong; 0 where it is right, positive where it is too large."""
        tolerance += _GRAIN[self.kind]
        off = value - self.value
        if value < 0.0 <= self.value and not self.term.signed:
            return off  # an overlap, which is never within the tolerance of a gap
        if (abs(off) <= tolerance or (self.is_ == "at_least" and off > 0)
                or (self.is_ == "at_most" and off < 0)):
            return 0.0
        return off

    def is_missed(self, values: list[tuple[float, list[str]]]) -> bool:
        """Whether one of some values is wrong."""
        return any(self.misses(value, self.tolerance(None)) for value, _names in values)

    def is_rival(self, other: Requirement) -> bool:
        """Whether another requirement wants another value of the same measure."""
        return (self.term.several and other.value is not None and other.value != self.value
                and all(getattr(self, name) == getattr(other, name)
                        for name in ("what", "of", "to", "axis", "at", "each")))

    def worst_first(self, values: list[tuple[float, list[str]]]) -> list[tuple[float, list[str]]]:
        """Values sorted by how far they are from what is wanted, the farthest first."""
        def off(value: float) -> float:
            if self.is_ == "at_least":
                return self.value - value
            if self.is_ == "at_most":
                return value - self.value
            return abs(value - self.value)

        return sorted(values, key=lambda each: -off(each[0]))

    def say(self, value: Any) -> str:
        """A value of its kind, with the unit."""
        value = _round(value / self.scale, self.kind, self.unit)
        return f"{value:g} {self.unit}" if self.unit else f"{value:g}"


def _clean(text: str) -> str:
    return "".join(c if c >= " " and not "\ud800" <= c <= "\udfff" else " " for c in text)


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return _clean(value[:MAX_NAME]) if isinstance(value, str) else ""


def _choice(row: dict[str, Any], name: str, choices: str | tuple[str, ...]) -> str | None:
    value = row.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or value not in list(choices):
        raise Unmeasurable(f"“{name}” is none of {', '.join(choices)}")
    return value


def _number(row: dict[str, Any], name: str, lenient: bool = False) -> float | None:
    value = row.get(name)
    if value is None:
        return None
    if (type(value) in (int, float) and -LARGEST <= value <= LARGEST
            and math.isfinite(value)):
        return float(value)
    if lenient:
        return None
    raise Unmeasurable(f"“{name}” is no number, or too large to be built")


def _round(value: Any, kind: str | None, unit: str | None = None) -> Any:
    """Lengths to a thousandth of a millimetre, about what 32-bit coordinates tell apart."""
    if value is None:
        return None
    if kind == COUNT:
        return int(round(value))
    digits = DIGITS[str(unit)] if kind == LENGTH else 3 if kind == TURN else 5
    return round(value, digits) + 0.0


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
        return _judge(requirement, row, asset)
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
    said: dict[str, Any] = {"words": _clean(words[:MAX_WORDS]) if isinstance(words, str) else "",
            "what": _text(row, "what"), "of": _text(row, "of")}
    for name in ("to", "text", "axis", "to_axis", "at", "is", "unit", "source"):
        if _text(row, name):
            said[name] = _text(row, name)
    if row.get("each") is True:
        said["each"] = True
    return said


def _unmeasured(row: Any, why: str, by: str = "measured") -> dict[str, Any]:
    said = _echo(row)
    wanted: Any = row.get("value") if isinstance(row, dict) else None
    is_number = type(wanted) in (int, float) and -LARGEST <= wanted <= LARGEST
    return said | {"wanted": wanted if is_number else None, "tolerance": None, "found": None,
                   "met": None, "by": by, "how": why, "objects": []}


def _judge(requirement: Requirement, row: dict[str, Any], asset: Asset) -> dict[str, Any]:
    answer = requirement.term.measure(requirement, asset)
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
        fix = ((answer.fix or requirement_kinds.say_fix(requirement, off[0], answer))
               if missed else None)
    scale = requirement.scale
    said |= {"is": requirement.is_,
             # As it was written.
             "wanted": (row["value"] if requirement.has_value else
                        None if requirement.value is None else requirement.value / scale),
             "tolerance": None if tolerance is None else _round(tolerance / scale, NUMBER),
             "found": _round(None if answer.value is None else answer.value / scale, kind,
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
