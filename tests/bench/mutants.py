# SPDX-License-Identifier: GPL-3.0-or-later
"""One-line bugs, for ./dev mutate: a mutant, the statement or expression that it is in, and a language's table of
operators at work on it. mutants_c.py and mutants_python.py find the statements and have the tables."""

import dataclasses
import re
from collections.abc import Callable, Iterator

# An operator: what kind of bug it is, where in a text without strings and comments, and what stands there instead.
# Spaces at the ends of a pattern are any white space.
Operator = tuple[str, re.Pattern[str], str | Callable[[str], str]]
MOST = 1 << 16  # mutants of one build
UNITS = r"1000|1e3|1000\.0|1e6|1024|60|3600"
OPENING, CLOSING = "([{", ")]}"


@dataclasses.dataclass
class Unit:
    """A part of a source file that can be run in two ways: an "expression", the "condition" of an if, the "loop"
    condition of a for, or a "statement". `can_go`: a program may do without it."""
    kind: str
    start: int
    end: int
    can_go: bool = False


@dataclasses.dataclass
class Mutant:
    """A bug: from `start` to `end` a file has `text` instead."""
    file: str
    line: int
    operator: str
    unit: Unit
    start: int
    end: int
    text: str
    before: str = ""
    after: str = ""
    number: int = 0

    def apply(self, source: str) -> str:
        """The unit with the bug."""
        return source[self.unit.start:self.start] + self.text + source[self.end:self.unit.end]


def operator(name: str, pattern: str, replacement: str | Callable[[str], str]) -> Operator:
    """A row of a table."""
    ends = re.sub(r"^ | $", r"\\s+", pattern)
    return name, re.compile(ends), replacement


def both(name: str, one: str, other: str) -> list[Operator]:
    """Two rows: each of two texts for the other."""
    return [operator(name, re.escape(one).replace(r"\ ", " "), other),
            operator(name, re.escape(other).replace(r"\ ", " "), one)]


def names(name: str, *pairs: tuple[str, str]) -> list[Operator]:
    """Rows for each of two names for the other."""
    return [operator(name, rf"\b{one}\b", other) for pair in pairs for one, other in (pair, pair[::-1])]


def next_number(text: str) -> str:
    """A number that is off by one, or a measure that is off by a tenth."""
    return str(int(text) + 1) if text.isdigit() else repr(round(float(text) * 1.1 or 0.1, 9))


def scan(masked: str, start: int, end: int, stops: str) -> int:
    """Where the first of the characters is that is in no bracket opened after `start`; also where one is closed that
    was opened before."""
    depth = 0
    for at in range(start, end):
        each = masked[at]
        if depth == 0 and (each in stops or each in CLOSING):
            return at
        depth += (each in OPENING) - (each in CLOSING)
    return end


def operands(masked: str, unit: Unit, joint: str, stop: str) -> Iterator[tuple[int, int]]:
    """Where a condition of several is, with the && or || that joins it to its neighbour. @joint, @stop: what joins
    conditions, and what else may stand before or after one."""
    delimiter = re.compile(rf"(?P<joint>{joint})|{stop}")
    groups: list[list[tuple[int, int, bool]]] = [[(unit.start, unit.start, False)]]
    at = unit.start
    while at <= unit.end:
        if at == unit.end or masked[at] in CLOSING:
            marks = groups.pop()
            for i, (start, end, joins) in enumerate(marks):
                if joins:
                    yield start, marks[i + 1][0] if i + 1 < len(marks) else at
                if joins and not marks[i - 1][2]:
                    yield marks[i - 1][1], end
            if not groups:
                return
        elif masked[at] in OPENING:
            groups.append([(at + 1, at + 1, False)])
        elif found := delimiter.match(masked, at, unit.end):
            groups[-1].append((*found.span(), found["joint"] is not None))
            at = found.end() - 1
        at += 1


def changes(source: str, masked: str, unit: Unit, table: list[Operator]) -> Iterator[tuple[str, int, int, str]]:
    """All that the table does to a unit: the operator, from where to where, and the new text."""
    for name, pattern, replacement in table:
        for found in pattern.finditer(masked, unit.start, unit.end):
            if callable(replacement):
                text = replacement(source[found.start():found.end()])
            else:
                text = re.sub(r"\\(\d)", lambda group, at=found: source[slice(*at.span(int(group[1])))], replacement)
            yield name, found.start(), found.end(), text


def line_of(source: str, at: int) -> int:
    """The number of the line, from 1."""
    return source.count("\n", 0, at) + 1


def mutant(file: str, source: str, unit: Unit, change: tuple[str, int, int, str]) -> Mutant:
    """A mutant with the words that describe it."""
    name, start, end, text = change
    begin, finish = source.rfind("\n", 0, start) + 1, source.find("\n", end)
    at = start + len(source[start:end]) - len(source[start:end].lstrip()) if text else start
    before = " ".join(source[begin:finish].split())
    after = " ".join((source[begin:start] + text + source[end:finish]).split())
    return Mutant(file, line_of(source, min(at, max(start, end - 1))), name, unit, start, end, text, before, after)


def without_copies(rows: list[Mutant]) -> list[Mutant]:
    """Without those that come to the same."""
    seen: dict[tuple[int, str], Mutant] = {}
    for each in rows:
        if each.after != each.before:
            seen.setdefault((each.unit.start, each.after), each)
    return list(seen.values())
