# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the lines of a DXF drawing (Autodesk, “DXF Reference”) as points, with the layer of each,
and lists what is none. A stranger's: the number of everything is bounded."""

from __future__ import annotations

import cmath
import itertools
import math
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..streams import clean
from .closed_outlines import Line
from .model_file import refuse

_MAX_BYTES = 64 << 20
_MAX_LINE = 4096  # bytes
_MAX_GROUPS = 2_000_000  # that are kept
_MAX_ENTITIES = 200_000  # read, and drawn
_MAX_POINTS = 200_000
_MAX_DEPTH = 8  # of blocks in blocks
_MAX_DEGREE, _MAX_CONTROL = 5, 10_000  # of a spline
_MAX_COORDINATE = 1e12
_PER_CIRCLE = 96
_PER_SPAN = 8
_MAX_WORDS = 5  # that a note repeats
# https://help.autodesk.com, $INSUNITS; 0: not said
_UNITS = {1: 0.0254, 2: 0.3048, 4: 0.001, 5: 0.01, 6: 1.0, 8: 2.54e-8, 9: 2.54e-5, 10: 0.9144,
          13: 1e-6, 14: 0.1}
_KEPT = {1, 2, 8, 9, 10, 20, 30, 11, 21, 31, 40, 41, 42, 44, 45, 50, 51, 60, 62, 67, 70, 71, 210,
         220, 230}  # codes
_SECTIONS = {"HEADER", "TABLES", "BLOCKS", "ENTITIES"}
_HIDDEN = {"ATTDEF", "ATTRIB", "SEQEND", "VIEWPORT", "VERTEX", "ENDBLK", "ENDSEC"}
# z → one * z + other * conj(z) + moved, which is any map of the plane that keeps lines straight.
_Map = tuple[complex, complex, complex]
_SAME: _Map = (1, 0, 0)
_MIRRORED: _Map = (0, -1, 0)


@dataclass
class _Entity:
    kind: str
    groups: list[tuple[int, str]] = field(default_factory=list)

    def number(self, code: int, default: float = 0.0) -> float:
        """Its first number of that code."""
        return next((_number(value) for own, value in self.groups if own == code), default)

    def text(self, code: int, default: str = "") -> str:
        """Its first text of that code."""
        return next((value for own, value in self.groups if own == code), default)

    def has(self, code: int, flag: int) -> bool:
        """Whether a flag is set in its first number of that code."""
        return bool(int(self.number(code)) & flag)

    def numbers(self, code: int) -> list[float]:
        """All its numbers of that code."""
        return [_number(value) for own, value in self.groups if own == code]

    def points(self, code: int) -> list[complex]:
        """All its points: x of that code, y of one that is larger by 10."""
        return [complex(x, y) for x, y in zip(self.numbers(code), self.numbers(code + 10))]

    def point(self, code: int) -> complex:
        """Its first point."""
        return complex(self.number(code), self.number(code + 10))


@dataclass
class Drawing:
    """unit_m: None if the file does not say it. is_metric: what it says then. lines: in the file's
    lengths; the first point of a closed one comes again. left_out: a sentence for each kind."""

    unit_m: float | None
    is_metric: bool
    lines: list[Line]
    left_out: list[str]


def _read_groups(path: str) -> Iterator[tuple[int, str]]:
    """Yields each code and its value, up to the end that the file has to have."""
    if os.path.getsize(path) > _MAX_BYTES:
        raise refuse("The drawing is larger than 64 MiB.")
    with open(path, "rb") as file:
        if file.read(18) == b"AutoCAD Binary DXF":
            raise refuse("The file is a binary DXF. Save it as a DXF of text.")
        file.seek(0)
        for number in itertools.count(1, 2):
            line, value = file.readline(_MAX_LINE), file.readline(_MAX_LINE)
            if not value:
                raise refuse("The file is cut: it has no EOF at its end.")
            try:
                code = int(line)
            except ValueError:
                raise refuse(f"The file is no DXF: line {number} is no group code.") from None
            yield code, value.decode("utf-8", "replace").strip()


def _read_entities(path: str) -> list[_Entity]:
    """The entities of the sections that are read, one after the other."""
    found: list[_Entity] = []
    left = _MAX_GROUPS
    is_read, in_header = False, False
    for code, value in _read_groups(path):
        if code == 0:
            if value == "EOF":
                break
            if value == "SECTION" or is_read:
                found.append(_Entity(value))
            in_header = value == "SECTION"
            if len(found) > _MAX_ENTITIES:
                raise refuse(f"The drawing has more than {_MAX_ENTITIES:,} entities.")
        elif code in _KEPT and found and (is_read or in_header):
            if code == 2 and in_header and not found[-1].groups:
                is_read = value in _SECTIONS
            left -= 1
            if left < 0:
                raise refuse(f"The drawing has more than {_MAX_GROUPS:,} numbers.")
            found[-1].groups.append((code, value[:100]))
    return found


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise refuse(f"The file cannot be read: “{clean(text)[:20]}” is no number.") from None
    if not abs(value) <= _MAX_COORDINATE:
        raise refuse("It has numbers that are none (NaN), or too large. Repair it in the program "
                     "that made it.")
    return value


def _then(second: _Map, first: _Map) -> _Map:
    (a, b, c), (d, e, f) = second, first
    return (a * d + b * e.conjugate(), a * e + b * d.conjugate(), a * f + b * f.conjugate() + c)


def _arc(center: complex, start: complex, sweep: float) -> list[complex]:
    """Points from start on, sweep radians around the center."""
    steps = max(math.ceil(abs(sweep) / math.tau * _PER_CIRCLE - 1e-9), 2)
    return [center + (start - center) * cmath.rect(1, sweep * step / steps)
            for step in range(steps + 1)]


def _bulged(points: list[tuple[complex, float]], is_closed: bool) -> list[complex]:
    """A polyline: each bulge is the tangent of a quarter of the angle of its arc."""
    found = [points[0][0]] if points else []
    ends = points[1:] + points[:1] if is_closed else points[1:]
    for (one, bulge), (other, _) in zip(points, ends):
        if abs(bulge) > 1e-6 and one != other:
            center = (one + other) / 2 + (other - one) * 1j * (1 / bulge - bulge) / 4
            found += _arc(center, one, 4 * math.atan(bulge))[1:-1]
        found.append(other)
        if len(found) > _MAX_POINTS:
            break
    return found


def _spline(entity: _Entity) -> list[complex]:
    """Points of a B-spline (de Boor's algorithm), or those that it goes through."""
    degree, knots = int(entity.number(71, 3)), entity.numbers(40)
    control = entity.points(10)
    weights = entity.numbers(41) or [1.0] * len(control)
    if not control:
        return entity.points(11)
    if not (0 < degree <= _MAX_DEGREE and degree < len(control) <= _MAX_CONTROL
            and min(weights) > 0
            and len(weights) == len(control) and len(knots) == len(control) + degree + 1):
        return []
    found = []
    for span in range(degree, len(control)):
        low, high = knots[span], knots[span + 1]
        for step in range(_PER_SPAN + (span == len(control) - 1) if high > low else 0):
            at = low + (high - low) * step / _PER_SPAN
            row = [(control[n] * weights[n], weights[n]) for n in range(span - degree, span + 1)]
            for r in range(1, degree + 1):
                for n in range(degree, r - 1, -1):
                    begin, end = knots[n + span - degree], knots[n + 1 + span - r]
                    share = (at - begin) / (end - begin) if end > begin else 0.0
                    row[n] = (row[n - 1][0] * (1 - share) + row[n][0] * share,
                              row[n - 1][1] * (1 - share) + row[n][1] * share)
            found.append(row[degree][0] / row[degree][1] if row[degree][1] > 0 else row[degree][0])
    return found


def _curve(entity: _Entity, vertices: list[_Entity]) -> list[complex] | None:
    """The points of a line of any kind, the first one again if it is closed. None: it is none."""
    kind = entity.kind
    if kind == "LINE" and entity.number(30) == entity.number(31):
        return [entity.point(10), entity.point(11)]
    if kind == "LWPOLYLINE":
        points: list[tuple[complex, float]] = []
        for code, value in entity.groups:
            if code == 10:
                points.append((complex(_number(value), 0), 0.0))
            elif points and code in (20, 42):
                at, bulge = points[-1]
                points[-1] = ((complex(at.real, _number(value)), bulge) if code == 20
                              else (at, _number(value)))
        return _bulged(points, entity.has(70, 1))
    if kind == "POLYLINE" and not entity.has(70, 16 | 64):
        return _bulged([(each.point(10), each.number(42)) for each in vertices
                        if not each.has(70, 16)], entity.has(70, 1))
    center = entity.point(10)
    if kind in ("CIRCLE", "ARC"):
        begin, end = ((math.radians(entity.number(code)) for code in (50, 51)) if kind == "ARC"
                      else (0.0, math.tau))
        sweep = (end - begin) % math.tau or math.tau
        return _arc(center, center + cmath.rect(entity.number(40), begin), sweep)
    if kind == "ELLIPSE":
        begin, end = entity.number(41), entity.number(42, math.tau)
        sweep = (end - begin) % math.tau or math.tau
        side = entity.point(11)
        ratio = entity.number(40, 1) * (-1 if entity.number(230, 1) < 0 else 1)
        return [center + side * complex(each.real, each.imag * ratio)
                for each in _arc(0, cmath.rect(1, begin), sweep)]
    return _spline(entity) if kind == "SPLINE" else None


class _Reader:
    """Draws the entities. words: texts of what is none."""

    def __init__(self, entities: list[_Entity]) -> None:
        self._header = next((each.groups for each in entities if each.text(2) == "HEADER"), [])
        self.lines: list[Line] = []
        self.words: defaultdict[str, list[str]] = defaultdict(list)
        self._steps, self._n_points = 0, 0
        self._blocks: dict[str, list[_Entity]] = {}
        self._off = {"Defpoints"}
        into: list[_Entity] = []
        drawn: list[_Entity] = []
        for each in entities:
            if each.kind == "SECTION":
                into = drawn if each.text(2) == "ENTITIES" else []
            elif each.kind == "LAYER" and (each.number(62, 7) < 0 or each.has(70, 1)):
                self._off.add(each.text(2))
            elif each.kind == "BLOCK":
                into = self._blocks[each.text(2)] = [each]
            else:
                into.append(each)
        self._draw(drawn, _SAME, "", 0)

    def setting(self, name: str, default: int) -> float:
        """A number of the header."""
        pairs = zip(self._header, self._header[1:])
        return next((_number(value) for (_, own), (code, value) in pairs
                     if own == name and code == 70), default)

    def _draw(self, entities: list[_Entity], place: _Map, layer: str, depth: int) -> None:
        for number, each in enumerate(entities):
            self._steps += 1
            if self._steps > _MAX_ENTITIES or depth > _MAX_DEPTH:
                raise refuse("Its blocks are nested too deeply, or repeated too often.")
            own = each.text(8, "0")
            if (own in self._off or each.kind in _HIDDEN or each.kind == "BLOCK" or each.has(60, 1)
                    or (depth == 0 and each.has(67, 1))):
                continue
            own = layer if depth and own == "0" else own
            is_tilted = abs(each.number(210)) > 1e-3 or abs(each.number(220)) > 1e-3
            is_behind = each.number(230, 1) < 0 and each.kind not in ("LINE", "SPLINE", "ELLIPSE")
            placed = _then(place, _MIRRORED) if is_behind else place
            if each.kind == "INSERT" and not is_tilted:
                self._insert(each, placed, own, depth)
                continue
            end = number + 1
            while entities[end:end + 1] and entities[end].kind == "VERTEX":
                end += 1
            points = None if is_tilted else _curve(each, entities[number + 1:end])
            if points is None:
                kind = each.kind.lower().replace("mtext", "text")
                measured = f"{each.number(42):g}" if each.text(42) else ""
                self.words[kind].append(each.text(1).replace("<>", "") or measured)
                continue
            self._n_points += len(points)
            if self._n_points > _MAX_POINTS:
                raise refuse(f"Its lines have more than {_MAX_POINTS:,} points.")
            a, b, c = placed
            points = [a * z + b * z.conjugate() + c for z in points]
            if not all(abs(z.real) + abs(z.imag) <= _MAX_COORDINATE for z in points):
                raise refuse("Its lines are too far out.")
            self.lines.append(Line(own, points))

    def _insert(self, each: _Entity, place: _Map, layer: str, depth: int) -> None:
        """Draws a block, once for each row and column."""
        block = self._blocks.get(each.text(2))
        if block is None:
            return
        x, y = each.number(41, 1), each.number(42, 1)
        turn = cmath.rect(1, math.radians(each.number(50)))
        sized: _Map = (turn * (x + y) / 2, turn * (x - y) / 2, 0)
        counts = [max(int(each.number(code, 1)), 1) for code in (70, 71)]
        for column, row in itertools.product(*(range(min(n, _MAX_ENTITIES)) for n in counts)):
            step = turn * complex(column * each.number(44), row * each.number(45))
            moved: _Map = (1, 0, each.point(10) + step)
            there = _then(place, _then(moved, _then(sized, (1, 0, -block[0].point(10)))))
            self._draw(block, there, layer, depth + 1)


def _describe(words: dict[str, list[str]]) -> Iterator[str]:
    """A sentence for each kind of thing that is no line."""
    for kind, texts in sorted(words.items()):
        note = f"Left out: {len(texts)} {kind}{'s' if len(texts) > 1 else ''}"
        if kind in ("text", "dimension"):
            plain = [re.sub(r"\\P|\\[A-Za-z][^;\\{}]*;|[{}]", " ", each) for each in texts]
            shown = [f"“{' '.join(clean(each).split())[:40]}”" for each in plain if each.strip()]
            shown[_MAX_WORDS:] = ["…"] if len(shown) > _MAX_WORDS else []
            note += f" ({', '.join(shown)})" if shown else ""
        yield note + "."


def read(path: str) -> Drawing:
    """Reads the file. Raises BridgeError if it is broken or too large."""
    reader = _Reader(_read_entities(path))
    return Drawing(_UNITS.get(int(reader.setting("$INSUNITS", 0))),
                   reader.setting("$MEASUREMENT", 1) != 0, reader.lines,
                   list(_describe(reader.words)))
