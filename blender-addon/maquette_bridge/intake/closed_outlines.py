# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the closed outlines of a drawing's lines: those that are closed, and those that meet end to
end. One that lies in another is a hole in it, on whichever layer: programs that unfold sheet metal
have a layer for the inner ones. Places are complex numbers."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from .model_file import refuse

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

_MAX_OUTLINES = 5_000
_MAX_CROSSINGS = 10_000  # of their sides: filling takes time and memory for each
_SAMPLES = 200_000
_MEET = 2e-5  # of the size of the drawing: ends that are nearer meet
_Key = tuple[int, ...]  # of a line: its ends, and the cell of its middle


@dataclass
class Line:
    """Points, one after the other."""

    layer: str
    points: list[complex]


@dataclass
class Outline(Line):
    """A closed line, without its first point again. holes: of one that is a plate."""

    holes: list[list[complex]] = field(default_factory=list)


class _Chains:
    """Joins the lines of one layer after the other, and then those that are left of all. n_open:
    how many close no outline; n_twice: outlines that were there already."""

    def __init__(self, lines: list[Line]) -> None:
        self.outlines: list[Outline] = []
        self.n_twice = 0
        self._known: set[_Key] = set()
        self._nodes: dict[tuple[int, int], int] = {}
        points = numpy.concatenate([each.points for each in lines] or [[0j]])
        self._size = float(max(numpy.ptp(points.real), numpy.ptp(points.imag)))
        self._gap = max(self._size * _MEET, float(numpy.abs(points).max()) * 1e-12)
        by_layer: defaultdict[str, list[Line]] = defaultdict(list)
        for each in lines if self._size > 0 else []:
            by_layer[each.layer].append(each)
        rest = [each for own in by_layer.values() for each in self._join(own)]
        self.n_open = len(self._join(rest))

    def _cell(self, point: complex) -> tuple[int, int]:
        return round(point.real / self._gap), round(point.imag / self._gap)

    def _node(self, point: complex) -> int:
        """The number of a place: the same for all ends that meet there."""
        x, y = self._cell(point)
        for near in itertools.product((x, x - 1, x + 1), (y, y - 1, y + 1)):
            if near in self._nodes:
                return self._nodes[near]
        return self._nodes.setdefault((x, y), len(self._nodes))

    def _join(self, lines: list[Line]) -> list[Line]:
        """Adds what is closed to the outlines. Returns the other lines."""
        edges: dict[_Key, Line] = {}
        around: defaultdict[int, list[_Key]] = defaultdict(list)
        for line in lines:
            one, other = self._node(line.points[0]), self._node(line.points[-1])
            if one == other:
                self._close(line.layer, line.points[:-1])
                continue
            count = len(line.points)
            middle = (line.points[(count - 1) // 2] + line.points[count // 2]) / 2
            # A line that is there twice is taken once.
            key = (min(one, other), max(one, other), *self._cell(middle))
            if key not in edges:
                edges[key] = line
                around[one].append(key)
                around[other].append(key)
        left: list[Line] = []
        for start in list(around):
            self._walk(start, around, edges, left)
        return left

    def _walk(self, node: int, around: dict[int, list[_Key]], edges: dict[_Key, Line],
              left: list[Line]) -> None:
        """Takes lines out, from a place on. Where the trail comes back to a place of its own, an
        outline is closed; a line from which no other leads on is left."""
        trail: list[tuple[int, Line]] = []
        passed = {node: 0}
        while True:
            while around[node] and around[node][-1] not in edges:
                around[node].pop()
            if not around[node]:
                if not trail:
                    return
                del passed[node]
                node, line = trail.pop()
                left.append(line)
                continue
            key = around[node].pop()
            line = edges.pop(key)
            if self._node(line.points[0]) != node:
                line = Line(line.layer, line.points[::-1])
            trail.append((node, line))
            node = key[1] if key[0] == node else key[0]
            if node not in passed:
                passed[node] = len(trail)
                continue
            closed = trail[passed[node]:]
            del trail[passed[node]:]
            for each, _line in closed[1:]:
                del passed[each]
            self._close(closed[0][1].layer, [z for _, each in closed for z in each.points[:-1]])

    def _close(self, layer: str, points: list[complex]) -> None:
        """Adds an outline, unless it is flat, or there already."""
        area = abs(_area(points))
        if area < self._size * self._gap / 10:
            return
        known = (*self._cell(sum(points) / len(points)), round(area / self._gap / self._size))
        if known in self._known:
            self.n_twice += 1
            return
        self._known.add(known)
        self.outlines.append(Outline(layer, points))
        if len(self.outlines) > _MAX_OUTLINES:
            raise refuse(f"It has more than {_MAX_OUTLINES:,} outlines.")


def _area(points: list[complex]) -> float:
    first = points[0] if points else 0j
    return sum(((one - first).conjugate() * (other - first)).imag
               for one, other in zip(points, points[1:] + points[:1])) / 2


def _find_inside(points: list[complex]) -> complex:
    """A point in an outline: the middle of the first stretch of a level line through it."""
    levels = sorted({z.imag for z in points})
    low, high = max(zip(levels, levels[1:]), key=lambda pair: pair[1] - pair[0])
    level = (low + high) / 2
    found = sorted(one.real + (other.real - one.real) * (level - one.imag) / (other.imag - one.imag)
                   for one, other in zip(points, points[1:] + points[:1])
                   if (one.imag > level) != (other.imag > level))
    return complex((found[0] + found[1]) / 2, level)


def _estimate_crossings(starts: Any, ends: Any) -> float:
    """About how many pairs of sides cross each other, by looking at some of all pairs."""
    chosen = random.Random(0).choices(range(len(starts)), k=2 * _SAMPLES)
    pairs = numpy.array(chosen).reshape(2, _SAMPLES)
    (a, c), (b, d) = starts[pairs], ends[pairs]

    def turns(one: Any, other: Any, third: Any) -> Any:
        return numpy.sign(((other - one).conj() * (third - one)).imag)

    is_crossed = ((turns(a, b, c) * turns(a, b, d) < 0) & (turns(c, d, a) * turns(c, d, b) < 0))
    return float(is_crossed.mean()) * len(starts) ** 2 / 2


def _nest(outlines: list[Outline]) -> list[Outline]:
    """The plates: outlines that lie in no other, or in an even number of them. Each other one is a
    hole of the smallest one that it lies in."""
    outlines = sorted(outlines, key=lambda each: -abs(_area(each.points)))
    starts = numpy.concatenate([each.points for each in outlines])
    ends = numpy.concatenate([each.points[1:] + each.points[:1] for each in outlines])
    begins = numpy.cumsum([0] + [len(each.points) for each in outlines])
    if _estimate_crossings(starts, ends) > _MAX_CROSSINGS:
        raise refuse("Its outlines cross each other, or themselves, too often.")
    plates: list[Outline] = []
    for number, each in enumerate(outlines):
        point = _find_inside(each.points)
        one, other = starts[:begins[number]] - point, ends[:begins[number]] - point
        is_upwards = other.imag > one.imag
        is_crossed = (((one.imag > 0) != (other.imag > 0))
                      & (((one.conj() * other).imag > 0) == is_upwards))
        counts = numpy.add.reduceat(is_crossed.astype(int), begins[:number]) if number else []
        around = [n for n, count in enumerate(counts) if count % 2]
        if len(around) % 2 == 0:
            plates.append(each)
        else:
            outlines[around[-1]].holes.append(each.points)
    return plates


def find(lines: list[Line], left_out: list[str]) -> tuple[list[Outline], list[str]]:
    """The plates of a drawing, and a sentence for each kind of thing that is none, those that are
    known first. Raises BridgeError if there are none, or too many."""
    chains = _Chains([each for each in lines if len(each.points) > 1])
    if not chains.outlines:
        raise refuse(" ".join(["The drawing has no closed outline.", *left_out])[:500])
    return _nest(chains.outlines), left_out + [
        f"Left out: {count} {what if count > 1 else one}." for count, one, what in (
            (chains.n_open, "line that closes no outline", "lines that close no outline"),
            (chains.n_twice, "outline that is there twice", "outlines that are there twice"))
        if count]
