# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sections across a body, and what their outlines tell: sides, teeth, roundness, outer diameter."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import chain
from typing import TYPE_CHECKING, Any

from mathutils import Vector

from . import fit, vectors
from .bodies import Unmeasurable

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from .bodies import Body

AXES = (Vector((1.0, 0.0, 0.0)), Vector((0.0, 1.0, 0.0)), Vector((0.0, 0.0, 1.0)))
_SHARES = (0.5, 0.31, 0.69, 0.12, 0.88)  # where a body is cut along its axis
_CORNERS = 24  # heights of vertices that are cut as well, where a profile may be widest
# Beyond this share of the radius between the outline's circles, a thing is not called round: an
# octagon has 0.076.
OUT_OF_ROUND = 0.08
_STRAIGHT = 2e-5  # of the outline's size: what a point may lie off a side
_EQUAL = 0.02  # of a side: the next one is as long
_SHORT, _GENTLE = 0.25, 59.0  # of the sides beside it, and deg: a corner that is rounded or broken
_ENDS = (0.0001, 0.01, 0.02, 0.04)  # of the extent: where an end's size is measured
_TEETH = 0.01  # of the radius: shallower waves are no teeth
MAX_SIDES = 400
_SLABS = 64
_ON_CIRCLE, _GAP = 0.01, 61.0  # of the radius, and deg: outermost points that lie on a circle


class Loop:
    """A closed outline in the plane of a section."""

    def __init__(self, points: list[tuple[float, float]]) -> None:
        self.points = points
        area = x = y = 0.0
        x0, y0 = points[0]
        for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1]):
            cross = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
            area += cross / 2
            x += (x1 + x2 - 2 * x0) * cross / 6
            y += (y1 + y2 - 2 * y0) * cross / 6
        self.area = abs(area)
        self.centre = (x0 + x / area, y0 + y / area) if area else points[0]

    def sides(self) -> Any:
        """Its segments as pairs of points."""
        return zip(self.points, self.points[1:] + self.points[:1])

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies inside: by crossings of a ray."""
        inside = False
        for (x1, y1), (x2, y2) in self.sides():
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
                inside = not inside
        return inside

    def distance(self, x: float, y: float) -> float:
        """From a point to the outline."""
        return min(_to_segment(x, y, p, q) for p, q in self.sides())


def _to_segment(x: float, y: float, p: tuple[float, float], q: tuple[float, float]) -> float:
    dx, dy = q[0] - p[0], q[1] - p[1]
    square = dx * dx + dy * dy
    t = 0.0 if not square else max(0.0, min(1.0, ((x - p[0]) * dx + (y - p[1]) * dy) / square))
    return math.hypot(x - p[0] - t * dx, y - p[1] - t * dy)


class Cuts:
    """Sections of one body across one axis."""

    def __init__(self, body: Body, axis: Vector) -> None:
        self.axis = axis.normalized()
        self.u, self.v = fit.basis(self.axis)
        vertices, self._triangles = body.mesh
        # Vertices at the same place are one, so that outlines go on across seams.
        self._same = body.same
        self._loops: dict[float, list[Loop]] = {}
        # Numbers of triangles by height, so that a section looks at few of them.
        self._slabs: list[list[int]] = [[] for _ in range(_SLABS + 1)]
        if numpy is not None and len(self._triangles) >= vectors.FEW:
            places, rows = body.solid.places.astype(numpy.float32), body.solid.rows
            heights, us, vs = (vectors.dot(places, numpy.float32(each))
                               for each in (self.axis, self.u, self.v))
            self._heights, self._flat = heights.tolist(), list(zip(us.tolist(), vs.tolist()))
            self._corners = numpy.unique(rows).tolist()
            self._used = numpy.unique(heights[self._corners]).tolist()
            self.low, self.high = self._used[0], self._used[-1]
            self._scale = _SLABS / ((self.high - self.low) or 1.0)
            slabs = numpy.clip((heights[rows] - self.low) * self._scale, 0, _SLABS).astype(int)
            lows, highs = slabs.min(axis=1), slabs.max(axis=1)
            for slab in range(_SLABS + 1):
                self._slabs[slab] = numpy.flatnonzero(
                    (lows <= slab) & (highs >= slab)).tolist()
            return
        points = [Vector(place) for place in vertices]
        self._heights = [place.dot(self.axis) for place in points]
        self._flat = [(place.dot(self.u), place.dot(self.v)) for place in points]
        self._corners = list(set(chain.from_iterable(self._triangles)))
        self._used = sorted({self._heights[corner] for corner in self._corners})
        self.low, self.high = self._used[0], self._used[-1]
        self._scale = _SLABS / ((self.high - self.low) or 1.0)
        slab_of = {corner: self._slab(self._heights[corner]) for corner in self._corners}
        for number, triangle in enumerate(self._triangles):
            met = [slab_of[corner] for corner in triangle]
            for slab in range(min(met), max(met) + 1):
                self._slabs[slab].append(number)

    def _slab(self, height: float) -> int:
        return min(max(int((height - self.low) * self._scale), 0), _SLABS)

    @property
    def shadow(self) -> list[tuple[float, float]]:
        """All points as seen along the axis."""
        return [self._flat[corner] for corner in self._corners]

    @property
    def levels(self) -> list[float]:
        """Heights to cut at: some that are spread evenly, first the middle."""
        size = self.high - self.low
        return [self.low + share * size for share in _SHARES]

    @property
    def corner_levels(self) -> list[float]:
        """Heights just inside those of vertices, at most _CORNERS of them."""
        step = max(1, len(self._used) // _CORNERS)
        size = self.high - self.low
        middle = (self.low + self.high) / 2
        return [height + (1e-5 if height < middle else -1e-5) * size
                for height in {*self._used[::step], self.low, self.high}]

    def at(self, level: float) -> list[Loop]:
        """Closed outlines at a height, the largest first."""
        if level not in self._loops:
            heights, flat, same = self._heights, self._flat, self._same
            ends: dict[Any, Any] = {}
            points: dict[Any, Any] = {}
            for number in self._slabs[self._slab(level)]:
                a, b, c = self._triangles[number]
                up_a, up_b, up_c = heights[a] > level, heights[b] > level, heights[c] > level
                if up_a == up_b == up_c:
                    continue
                if up_b == up_c:
                    lone, others = a, (b, c)
                elif up_a == up_c:
                    lone, others = b, (a, c)
                else:
                    lone, others = c, (a, b)
                keys = []
                for other in others:
                    i, j = same[lone], same[other]
                    key = (i, j) if i < j else (j, i)
                    if key not in points:
                        t = (level - heights[i]) / (heights[j] - heights[i])
                        points[key] = (flat[i][0] + t * (flat[j][0] - flat[i][0]),
                                       flat[i][1] + t * (flat[j][1] - flat[i][1]))
                    keys.append(key)
                ends.setdefault(keys[0], []).append(keys[1])
                ends.setdefault(keys[1], []).append(keys[0])
            loops = [Loop([points[key] for key in chain]) for chain in _chains(ends)]
            self._loops[level] = sorted((loop for loop in loops if loop.area > 0),
                                        key=lambda each: -each.area)
        return self._loops[level]

    def inner(self, level: float) -> list[Loop]:
        """The outlines at a height that are inside of the outer one."""
        loops = self.at(level)
        return [loop for loop in loops[1:] if loops[0].holds(*loop.points[0])]

    def outer(self, level: float) -> Any:
        """The outermost outline at a height, or None."""
        loops = self.at(level)
        return loops[0] if loops else None


def _chains(ends: dict[tuple[int, int], list[tuple[int, int]]]) -> list[list[tuple[int, int]]]:
    """Closed walks over segments that share ends."""
    chains = []
    for start in list(ends):
        while ends[start]:
            chain, here = [start], start
            while ends[here]:
                there = ends[here].pop()
                ends[there].remove(here)
                here = there
                if here == start:
                    break
                chain.append(here)
            if here == start and len(chain) > 2:
                chains.append(chain)
    return chains


def cuts(body: Body, axis: Vector) -> Cuts:
    """The sections of a body across a direction; kept, as several requirements ask for them."""
    return body.keep(("cuts", *axis), lambda: Cuts(body, axis))


def _prism_axis(body: Body) -> Vector:
    """The world's axis along which the sections change least: that of a prism or a gear. Of equal
    ones, that along which the body is shortest."""
    found = []
    for number, axis in enumerate(AXES):
        each = cuts(body, axis)
        size = each.high - each.low
        areas = [loop.area if loop is not None else 0.0 for loop in
                 (each.outer(each.low + share * size) for share in (0.23, 0.5, 0.77))]
        if max(areas) > 0.0:
            change = (max(areas) - min(areas)) / max(areas)
            found.append((round(change, 3), body.extent(number), number))
    if not found:
        raise Unmeasurable(f"no section of {body.name} has a closed outline")
    return AXES[min(found)[2]]


def zone(loop: Loop) -> tuple[float, float] | None:
    """(width, outer radius): the two circles round the centre of closest fit that hold the outline
    between them (least-squares circle, ISO 12181-1)."""
    fitted = fit.circle(loop.points) if len(loop.points) > 2 else None
    if fitted is None or not loop.holds(*fitted[:2]):
        return None  # a sliver, along a circle of any size
    x, y, _radius = fitted
    far = max(math.hypot(px - x, py - y) for px, py in loop.points)
    return far - loop.distance(x, y), far


def _round_sections(each: Cuts, levels: list[float] | set[float]) -> list[tuple[float, float]]:
    """[(width, outer radius)] of the sections that have an outline, the roundest first."""
    zones = [zone(loop) for loop in map(each.outer, levels) if loop is not None]
    largest = max((found[1] for found in zones if found), default=0.0)
    # A tip or a knob says nothing about how round the rest is.
    return sorted((found for found in zones if found and found[1] >= 0.2 * largest),
                  key=lambda found: found[0] / found[1])


def _hull(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The convex hull of points of a plane (Andrew 1979, Another efficient algorithm for convex
    hulls in two dimensions)."""
    def half(ordered: list[tuple[float, float]]) -> list[tuple[float, float]]:
        found: list[Any] = []
        for x, y in ordered:
            while len(found) > 1 and ((found[-1][0] - found[-2][0]) * (y - found[-2][1])
                                      <= (found[-1][1] - found[-2][1]) * (x - found[-2][0])):
                found.pop()
            found.append((x, y))
        return found[:-1]

    ordered = sorted(set(points))
    return half(ordered) + half(ordered[::-1]) if len(ordered) > 2 else ordered


def _axes(body: Body, axis: Vector | None) -> list[Vector]:
    """Directions about which a body may be round."""
    return [axis] if axis is not None else [*reversed(AXES), fit.normals_axis(body.faces)[0]]


def _shadow(body: Body, axis: Vector) -> tuple[float, float] | None:
    """(off, radius) of the circle through the outermost points of a body seen along an axis: that
    of a cylinder, a ring, the tips of a gear, the crest of a thread. None where they lie on
    none."""
    points = _hull(cuts(body, axis).shadow)
    fitted = fit.circle(points)
    if fitted is None:
        return None
    x, y, radius = fitted
    far = [math.hypot(px - x, py - y) for px, py in points]
    angles = sorted(math.degrees(math.atan2(py - y, px - x)) for px, py in points)
    gaps = [b - a for a, b in zip(angles, angles[1:] + [angles[0] + 360.0])]
    off = (max(far) - min(far)) / radius
    return (off, max(far)) if off <= _ON_CIRCLE and max(gaps) < _GAP else None


def _shadows(body: Body, axis: Vector | None) -> list[tuple[float, float, Vector]]:
    """[(off, radius, axis)] of those there are, the roundest first."""
    found = [(*shadow, each) for each in _axes(body, axis)
             for shadow in [_shadow(body, each)] if shadow is not None]
    return sorted(found, key=lambda each: round(each[0], 4))


def _roundest(body: Body, axis: Vector | None) -> list[tuple[float, float]]:
    """The sections across `axis`, or across the direction about which the body is roundest."""
    shadows = _shadows(body, axis)
    tried = [shadows[0][2]] if shadows else _axes(body, axis)
    best = None
    for each in tried:
        sections = cuts(body, each)
        found = _round_sections(sections, sections.levels)
        if found:
            width, radius = found[len(found) // 2]
            if best is None or width / radius < best[0] - 1e-6:
                best = width / radius, sections
    if best is None:
        raise Unmeasurable(f"no section of {body.name} has a closed outline")
    return _round_sections(best[1], {*best[1].levels, *best[1].corner_levels})


def diameter(body: Body, axis: None = None) -> float:
    """The outer diameter of a round body: of the circle through its outermost points, else the
    largest of the circles round its sections."""
    shadows = _shadows(body, axis)
    if shadows:
        return 2.0 * shadows[0][1]
    found = _roundest(body, axis)
    round_ones = [radius for width, radius in found if width <= OUT_OF_ROUND * radius]
    if not round_ones:
        width, radius = min(found, key=lambda each: each[0] / each[1])
        raise Unmeasurable(f"{body.name} is not round: its outline lies {1000 * width:.3g} mm off "
                           f"a circle of {2000 * radius:.4g} mm")
    return 2.0 * max(round_ones)


def _at_end(body: Body, axis: Vector, at: str, measure: Callable[..., Any], wanted: float) -> float:
    """Measures the outlines of the section across `axis` at an end, or in the middle. Where an edge
    is rounded, the end without it can be meant as well, or the widest place near it: then the one
    that is nearest to what is wanted."""
    each = cuts(body, axis)
    shares = {"low": _ENDS, "middle": (0.5,), "high": [1.0 - share for share in _ENDS]}[at]
    found = [each.at(each.low + share * (each.high - each.low)) for share in shares]
    if not all(found):
        raise Unmeasurable(f"no section of {body.name} there has a closed outline")
    values = [measure(loops) for loops in found]
    if at == "middle":
        return values[0]
    end, near, inner, innermost = values
    slope = (innermost - inner) / (_ENDS[3] - _ENDS[2])
    bend = (near - end) / (_ENDS[1] - _ENDS[0]) - slope
    if abs(bend) <= abs(slope) + 0.02 * innermost:
        return end
    return min((end, max(values), inner - slope * _ENDS[2]), key=lambda value: abs(value - wanted))


def width_at(body: Body, number: int, at: str, wanted: float) -> float:
    """The extent along the world's axis x or y of a level section."""
    each = cuts(body, AXES[2])
    way = each.u[number], each.v[number]

    def measure(loops: list[Loop]) -> float:
        along = [x * way[0] + y * way[1] for loop in loops for x, y in loop.points]
        return max(along) - min(along)

    return _at_end(body, AXES[2], at, measure, wanted)


def diameter_at(body: Body, axis: Vector | None, at: str, wanted: float) -> float:
    """The diameter at an end or in the middle."""
    def measure(loops: list[Loop]) -> float:
        seen = zone(loops[0])
        if seen is None or seen[0] > OUT_OF_ROUND * seen[1]:
            raise Unmeasurable(f"{body.name} is not round there")
        return 2.0 * seen[1]

    return _at_end(body, axis or AXES[2], at, measure, wanted)


def roundness(body: Body, axis: Vector | None = None) -> tuple[float, float]:
    """(deviation from the circle, diameter): of the middle one of the sections."""
    found = _roundest(body, axis)
    width, radius = found[len(found) // 2]
    return width, 2.0 * radius


def _straighten(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Corners of an outline: points on a side between two of them are left out."""
    size = max(max(axis) - min(axis) for axis in zip(*points))
    kept: list[Any] = []
    for number, point in enumerate(points):
        before = kept[-1] if kept else points[-1]
        after = points[(number + 1) % len(points)]
        if _to_segment(*point, before, after) > _STRAIGHT * size:
            kept.append(point)
    return kept


def sides(body: Body, axis: Vector | None = None) -> tuple[int, Vector]:
    """(how many sides the outline of a prism has, the axis). Short sides that turn gently between
    longer ones are a rounded or broken corner."""
    axis = axis or _prism_axis(body)
    each = cuts(body, axis)
    loop = next((found for found in map(each.outer, each.levels) if found is not None), None)
    if loop is None:
        raise Unmeasurable(f"no section of {body.name} has a closed outline")
    corners = _straighten(loop.points)
    if not 3 <= len(corners) <= MAX_SIDES:
        raise Unmeasurable(f"the outline of {body.name} has {len(corners)} corners")
    ways = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in zip(corners, corners[1:] + corners[:1])]
    lengths = [math.hypot(*way) for way in ways]
    # Neighbouring sides of the same length as lists of their indices, round the outline.
    start = next((i for i, length in enumerate(lengths)
                  if abs(length - lengths[i - 1]) > _EQUAL * length), 0)
    runs: list[Any] = []
    for i in [*range(start, len(lengths)), *range(start)]:
        if runs and abs(lengths[i] - lengths[runs[-1][-1]]) <= _EQUAL * lengths[i]:
            runs[-1].append(i)
        else:
            runs.append([i])
    count = 0
    for run in runs:
        before, after = run[0] - 1, (run[-1] + 1) % len(ways)
        short = max(lengths[i] for i in run) < _SHORT * min(lengths[before], lengths[after])
        gentle = max(_turn(ways[before], ways[run[0]]), _turn(ways[run[-1]], ways[after])) < _GENTLE
        if len(runs) == 1 or not (short and gentle):
            count += len(run)
    return count, axis


def _turn(one: tuple[float, float], other: tuple[float, float]) -> float:
    """From one direction to the next, deg."""
    return abs(math.degrees(math.atan2(one[0] * other[1] - one[1] * other[0],
                                       one[0] * other[0] + one[1] * other[1])))


def _waves(loop: Loop, centre: tuple[float, float]) -> int:
    """How often the outline goes out and in again, seen from the centre."""
    points: list[Any] = []
    total = sum(math.hypot(q[0] - p[0], q[1] - p[1]) for p, q in loop.sides())
    for (x1, y1), (x2, y2) in loop.sides():
        count = max(1, int(2000 * math.hypot(x2 - x1, y2 - y1) / (total or 1.0)))
        points.extend((x1 + (x2 - x1) * k / count, y1 + (y2 - y1) * k / count)
                      for k in range(count))
    far = [math.hypot(x - centre[0], y - centre[1]) for x, y in points]
    least, most = min(far), max(far)
    if most - least < _TEETH * most:
        return 0
    up, down = least + 0.6 * (most - least), least + 0.4 * (most - least)
    start = next(i for i, value in enumerate(far) if value <= down)
    count, high = 0, False
    for value in far[start:] + far[:start]:
        if not high and value >= up:
            count, high = count + 1, True
        elif high and value <= down:
            high = False
    return count


def teeth(body: Body, axis: Vector | None = None) -> tuple[int, Vector]:
    """(how many teeth stand round the axis, the axis): on the outer outline, or on an inner one
    where the outer is a plain circle (a ring gear). The axis is that about which the tips lie on a
    circle, as a hub changes the sections."""
    shadows = _shadows(body, axis)
    axis = axis or (shadows[0][2] if shadows else _prism_axis(body))
    each = cuts(body, axis)
    best = 0
    for level in each.levels:
        loops = each.at(level)
        if not loops:
            continue
        centre = loops[0].centre
        found = _waves(loops[0], centre)
        if not found:
            found = max((_waves(loop, centre) for loop in loops[1:] if loop.holds(*centre)),
                        default=0)
        best = max(best, found)
    return best, axis
