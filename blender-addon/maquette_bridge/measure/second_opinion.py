# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures a fault that is disputed a second time, another way, and takes it out of the report
where it is none.

How deep two solids run into each other is measured along rays and by points of their surfaces
(collision.py). Here points of the room that they share are asked whether both have them inside: by
the winding number, the solid angle that a surface takes up around a point (van Oosterom and
Strackee, The solid angle of a plane triangle, 1983), which needs no rays and allows for overlapping
shells. How far two are apart is found there by walking from a few starts, and here from every
vertex. All of it has one limit of processor time: beyond that there is no second measurement."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mathutils import Vector

from . import collision, fits, joins

try:
    import numpy
except ImportError:  # a Blender without it
    numpy = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from ..params import Params
    from .solid import Solid

MAX_DISPUTED = 20
SECONDS = 20.0  # of processor time, for all that is disputed in a report
CELLS = 14  # points along each side of a box
ROUNDS = 3  # of looking closer round the deepest point
MOST = 1_000_000  # angles that are worked out at a time: about half a second
AT_ONCE = 10_000  # vertices whose distance is
# The list of the report that has the faults of a code.
LISTS = {"penetration": "penetrations", "loose": "loose", "shallow": "loose",
         "floating": "floating"}


class TooLong(Exception):
    """The processor time is used up."""


class Clock:
    """The processor time that is left."""

    def __init__(self) -> None:
        self._end = time.process_time() + SECONDS

    def check(self) -> None:
        """Raises TooLong when none is left."""
        if time.process_time() >= self._end:
            raise TooLong


def read(values: Params) -> dict[str, Any]:
    """A disputed fault: its id, its kind, the objects that it is about, and why it is none."""
    row = {"id": values.text("id", 100), "code": values.text("code", 40),
           "objects": values.texts("objects", 20, 255)}
    values.text("reason", 1000, "")
    values.done()
    return row


def _inside(solid: Solid, points: Any, clock: Clock) -> Any:
    """For each point whether the solid has it inside, by the winding number of its closed shells,
    each with its own sign: one that is wound inside out has it just the same."""
    found = numpy.zeros(len(points))
    for shell in solid.shells:
        corners = numpy.asarray(shell.surface.vertices, dtype=float)[
            numpy.asarray(shell.surface.triangles, dtype=int)]
        at_once = max(1, MOST // len(corners))
        wound = numpy.zeros(len(points))
        for i in range(0, len(points), at_once):
            clock.check()
            wound[i:i + at_once] = _winding(corners, points[i:i + at_once])
        found += (numpy.abs(wound) > 0.5) * (-1 if shell.hollow else 1)
    return found > 0


def _winding(corners: Any, points: Any) -> Any:
    a, b, c = (corners[None, :, i, :] - points[:, None, :] for i in range(3))
    la, lb, lc = (numpy.linalg.norm(each, axis=2) for each in (a, b, c))
    volume = numpy.einsum("ijk,ijk->ij", a, numpy.cross(b, c))
    below = (la * lb * lc + numpy.einsum("ijk,ijk->ij", a, b) * lc
             + numpy.einsum("ijk,ijk->ij", b, c) * la + numpy.einsum("ijk,ijk->ij", c, a) * lb)
    return numpy.arctan2(volume, below).sum(axis=1) / (2.0 * numpy.pi)


def _deepest_of(a: Solid, b: Solid, low: Sequence[float], high: Sequence[float],
                clock: Clock) -> tuple[float, Any]:
    """(how far the deepest of the points that both have inside is below a surface, that point)."""
    sides = [lo + (numpy.arange(CELLS) + 0.5) * (hi - lo) / CELLS for lo, hi in zip(low, high)]
    points = numpy.stack(numpy.meshgrid(*sides, indexing="ij"), axis=-1).reshape(-1, 3)
    points = points[_inside(a, points, clock)]
    if len(points):
        points = points[_inside(b, points, clock)]
    best: tuple[float, Any] = (0.0, None)
    for point in points.tolist():
        deep = max(each.inside.find_nearest(point)[3] for each in (a, b))
        if deep > best[0]:
            best = deep, point
    return best


def overlap(a: Solid, b: Solid, clock: Clock) -> float | None:
    """How deep two solids run into each other, m, by points of the room that they share; None where
    that cannot be told. Raises TooLong."""
    if numpy is None or a.inside is None or b.inside is None:
        return None
    low = [max(one, other) for one, other in zip(a.low, b.low)]
    high = [min(one, other) for one, other in zip(a.high, b.high)]
    if any(hi <= lo for lo, hi in zip(low, high)):
        return 0.0
    best = _deepest_of(a, b, low, high, clock)
    claimed, point, _surface = collision.deepest(a, b)
    if point is not None:  # also there, and closely
        best = max(best, _deepest_of(a, b, [p - claimed for p in point],
                                     [p + claimed for p in point], clock), key=lambda each: each[0])
    reach = max(hi - lo for lo, hi in zip(low, high)) / CELLS
    for _ in range(ROUNDS if best[1] is not None else 0):
        best = max(best, _deepest_of(a, b, [p - reach for p in best[1]],
                                     [p + reach for p in best[1]], clock), key=lambda each: each[0])
        reach *= 2.0 / CELLS
    return best[0]


def gap(a: Solid, b: Solid, clock: Clock) -> float:
    """How far two surfaces are apart, m, from every vertex of one to the surface of the other.
    Raises TooLong."""
    clock.check()
    if a.tree.overlap(b.tree):
        return 0.0
    nearest = []
    for solid, surface in ((a, b), (b, a)):
        corners = sorted({i for triangle in solid.triangles for i in triangle})
        for i in range(0, len(corners), AT_ONCE):
            clock.check()
            nearest.append(min(surface.tree.find_nearest(Vector(solid.vertices[corner]))[3]
                               for corner in corners[i:i + AT_ONCE]))
    return min(nearest)


class Opinions:
    """The second measurements of one report. `parts`: {object: part}."""

    def __init__(self, solids: Sequence[Solid], parts: dict[str, str],
                 joined: dict[tuple[str, str], joins.Join], tolerance: float) -> None:
        self._solids = {each.name: each for each in solids}
        self._parts, self._joined, self._tolerance = parts, joined, tolerance

    def settle(self, found: dict[str, Any], disputed: Sequence[Any]) -> list[dict[str, Any]]:
        """Takes what is no fault out of a report. Answers with a row for each disputed fault that
        it has."""
        rows = []
        clock = Clock()
        for each in disputed[:MAX_DISPUTED]:
            name = LISTS.get(each["code"], "")
            names = set(each["objects"])
            faults = [row for row in found.get(name, ()) if names.issuperset(row["objects"])]
            row = {"id": each["id"], "withdrawn": False, "by": "", "metres": 0.0}
            for fault in faults:
                try:
                    metres, is_fault, how = self._measure(name, fault, clock)
                except TooLong:
                    metres, is_fault, how = 0.0, True, ""
                if how:
                    row |= {"by": how, "metres": round(max(metres, row["metres"]), 6)}
                if not is_fault:
                    found[name].remove(fault)
            if faults:
                row["withdrawn"] = not any(fault in found[name] for fault in faults)
            if faults or not name:
                rows.append(row)
        return rows

    def _measure(self, name: str, fault: dict[str, Any], clock: Clock) -> tuple[float, bool, str]:
        """(m, whether it is a fault still, how that was measured: "" if it was not)."""
        if name == "floating":
            group = set(fault["objects"])
            gaps = [gap(a, b, clock) for a in map(self._solids.__getitem__, group)
                    for b in self._solids.values() if b.name not in group
                    and collision.box_gap(a, b) <= fault["gap_m"] + joins.GRAIN]
            return self._judge_gap(gaps, self._tolerance)
        a, b = (self._solids[each] for each in fault["objects"])
        join = self._joined.get(joins.key(self._parts[a.name], self._parts[b.name]))
        if name == "loose" and fault["kind"] == "fits" and fault["wanted_m"] <= fits.PRINTED:
            return 0.0, True, ""  # there is no other way to measure a gap all round
        if name == "loose" and fault["gap_m"] >= 0.0:
            reach = join.reach(self._tolerance) if join is not None else self._tolerance
            return self._judge_gap([gap(a, b, clock)], reach)
        deep = overlap(a, b, clock)
        if deep is None:
            return 0.0, True, ""
        if name == "loose":
            return deep, deep < joins.LET_IN_SHARE * -fault["wanted_m"], "points inside both"
        most = joins.GRAIN if fault.get("kind") == "let_in" else fault["most_m"]
        return deep, deep > most, "points inside both"

    def _judge_gap(self, gaps: list[float], reach: float) -> tuple[float, bool, str]:
        if not gaps:
            return 0.0, True, ""
        return min(gaps), min(gaps) > reach, "every vertex"
