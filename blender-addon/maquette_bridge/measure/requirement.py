# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A requirement as it is measured: its members checked, its value in metres or degrees, and how far
a measured value may be off."""

from __future__ import annotations

import math
from typing import Any

from . import bounds
from .bodies import Unmeasurable
from .requirement_kinds import (
    COUNT,
    DIGITS,
    LENGTH,
    NUMBER,
    PLAIN_TOLERANCE,
    TERMS,
    TURN,
    UNITS,
    say_unknown,
)

MAX_NAME = 200
LARGEST = 1e9
# The loss of 32-bit coordinates; never the reason for a miss.
_GRAIN = {LENGTH: 1e-6, TURN: 1e-3, NUMBER: 1e-6, COUNT: 0.0}


class Requirement:
    """One row as the plan has it, with lengths in metres."""

    def __init__(self, row: Any) -> None:
        if not isinstance(row, dict):
            raise Unmeasurable("this is not a requirement")
        self.what = read_text(row, "what")
        self.term: Any = TERMS.get(self.what)
        if self.term is None:
            raise Unmeasurable(say_unknown(self.what) if self.what else
                               "it does not say what is measured")
        self.of = read_text(row, "of")
        self.to = read_text(row, "to")
        self.text = read_text(row, "text")
        self.each = row.get("each") is True
        self.axis: Any = _choice(row, "axis", "xyz")
        self.to_axis: Any = _choice(row, "to_axis", "xyz")
        self.at: Any = _choice(row, "at", ("low", "middle", "high"))
        self.is_ = (_choice(row, "is", ("equal", "at_least", "at_most"))
                    or bounds.read(read_text(row, "words"), row.get("value")) or self.term.is_)
        self.unit: Any = _choice(row, "unit", (*UNITS, "deg"))
        # Others about the same measure of the same thing: a plate has holes of 5 mm and of 8 mm.
        self.rivals: list[Requirement] = []
        if not self.of:
            raise Unmeasurable("it names no part")
        for name in self.term.needs:
            if getattr(self, name) is None or getattr(self, name) == "":
                raise Unmeasurable(f"“{self.what}” needs “{name}”")
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
        value = round_value(value / self.scale, self.kind, self.unit)
        return f"{value:g} {self.unit}" if self.unit else f"{value:g}"


def clean(text: str) -> str:
    """A text without control characters and halves of pairs."""
    return "".join(c if c >= " " and not "\ud800" <= c <= "\udfff" else " " for c in text)


def read_text(row: dict[str, Any], name: str) -> str:
    """A member of a row; empty where it is no text."""
    value = row.get(name)
    return clean(value[:MAX_NAME]) if isinstance(value, str) else ""


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


def round_value(value: Any, kind: str | None, unit: str | None = None) -> Any:
    """Lengths to a thousandth of a millimetre, about what 32-bit coordinates tell apart."""
    if value is None:
        return None
    if kind == COUNT:
        return int(round(value))
    digits = DIGITS[str(unit)] if kind == LENGTH else 3 if kind == TURN else 5
    return round(value, digits) + 0.0
