# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines of a view, put together: what lies on one line becomes one, what is seen covers what is
hidden, and lines that go on from each other become curves and circles."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from ..measure import fit

Point = tuple[float, float]
Segment = tuple[Point, Point]

_ANGLE = 2e-3  # rad: the step by which directions are told apart
_SMOOTH = math.cos(math.radians(40))  # of a curve, from one line to the next
_ROUND = 12  # lines that a circle has at least
_OFF = 5e-3  # of the radius: how far the points of a circle may lie off it


class _Line:
    """A straight line, and what of it is seen and hidden, along it."""

    def __init__(self, base: Point, along: Point) -> None:
        self.base, self.along = base, along
        self.parts: tuple[list[Point], list[Point]] = ([], [])  # seen, hidden: (from, to)

    def place(self, point: Point) -> Point:
        """(along it, beside it)."""
        x, y = point[0] - self.base[0], point[1] - self.base[1]
        return (x * self.along[0] + y * self.along[1], y * self.along[0] - x * self.along[1])

    def segments(self, parts: list[Point]) -> list[Segment]:
        """Parts of it as segments."""
        (x, y), (u, v) = self.base, self.along
        return [((x + u * low, y + v * low), (x + u * high, y + v * high)) for low, high in parts]


def _join(parts: list[Point], near: float) -> list[Point]:
    """Parts of a line, in order, those that meet made one."""
    found: list[Point] = []
    for low, high in sorted(parts):
        if found and low <= found[-1][1] + near:
            found[-1] = found[-1][0], max(high, found[-1][1])
        else:
            found.append((low, high))
    return found


def _subtract(parts: list[Point], covers: list[Point], near: float) -> Iterator[Point]:
    """The rest of the parts, without what covers them."""
    for low, high in parts:
        for first, last in covers:
            if last <= low or first >= high:
                continue
            if first - low > near:
                yield low, first
            low = max(low, last)
        if high - low > near:
            yield low, high


def merge(seen: list[Segment], hidden: list[Segment],
          near: float) -> tuple[list[Segment], list[Segment]]:
    """Segments of a view without what lies on each other. `near`: how far apart counts as one."""
    lines: list[_Line] = []
    cells: dict[tuple[int, int], list[_Line]] = {}
    turns = round(math.pi / _ANGLE)
    for kind, segments in enumerate((seen, hidden)):
        # The longest say best where the line runs.
        for p, q in sorted(segments, key=lambda each: -math.dist(*each)):
            length = math.dist(p, q)
            if length <= near:
                continue
            u, v = (q[0] - p[0]) / length, (q[1] - p[1]) / length
            if u < -1e-6 or (abs(u) <= 1e-6 and v < 0):
                u, v = -u, -v
            turn = round(math.atan2(v, u) / _ANGLE)
            off = round((p[1] * u - p[0] * v) / (4 * near))
            line = next((line for i in (0, -1, 1) for j in (0, -1, 1)
                         for line in cells.get(((turn + i) % turns, off + j), ())
                         if abs(line.place(p)[1]) <= near and abs(line.place(q)[1]) <= near), None)
            if line is None:
                line = _Line(p, (u, v))
                lines.append(line)
                cells.setdefault((turn % turns, off), []).append(line)
            low, high = sorted((line.place(p)[0], line.place(q)[0]))
            line.parts[kind].append((low, high))
    left: tuple[list[Segment], list[Segment]] = ([], [])
    for line in lines:
        covers = _join(line.parts[0], near)
        left[0].extend(line.segments(covers))
        left[1].extend(line.segments(list(_subtract(_join(line.parts[1], near), covers, near))))
    return left


def chain(segments: list[Segment], near: float) -> list[list[Point]]:
    """Segments as lines of several points, each as far as it goes on smoothly and alone. A closed
    one ends where it begins."""
    def name(point: Point) -> tuple[int, int]:
        return round(point[0] / (4 * near)), round(point[1] / (4 * near))

    ends: dict[Any, list[int]] = {}
    for number, segment in enumerate(segments):
        for point in segment:
            ends.setdefault(name(point), []).append(number)

    def follow(number: int, end: Point) -> tuple[int, Point] | None:
        """The segment that goes on at an end of another, and its far end."""
        both = ends[name(end)]
        if len(both) != 2 or both[0] == both[1]:
            return None
        other = both[0] if both[1] == number else both[1]
        p, q = segments[other]
        far = q if name(p) == name(end) else p
        start = segments[number][0 if name(segments[number][1]) == name(end) else 1]
        a = end[0] - start[0], end[1] - start[1]
        b = far[0] - end[0], far[1] - end[1]
        if a[0] * b[0] + a[1] * b[1] < _SMOOTH * math.hypot(*a) * math.hypot(*b):
            return None
        return other, far

    done: set[int] = set()
    found = []
    for number, (p, q) in enumerate(segments):
        if number in done:
            continue
        done.add(number)
        points = [p, q]
        for _side in range(2):
            last = number
            while (step := follow(last, points[-1])) is not None and step[0] not in done:
                last, far = step
                done.add(last)
                points.append(far)
            points.reverse()
        found.append(points)
    return found


def circle(points: list[Point], near: float) -> tuple[float, float, float] | None:
    """(x, y, radius) of the circle that a closed line is, or None."""
    if len(points) <= _ROUND or math.dist(points[0], points[-1]) > 4 * near:
        return None
    found = fit.circle(points[1:])
    if found is None:
        return None
    x, y, radius = found
    off = max(abs(math.hypot(px - x, py - y) - radius) for px, py in points)
    # The corners of a rounded rectangle lie on a circle, too, but far apart.
    longest = max(math.dist(p, q) for p, q in zip(points, points[1:]))
    return found if off <= _OFF * radius and longest <= 7 / _ROUND * radius else None
