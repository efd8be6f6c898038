# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Thickness of what is hollow: walls by rays across them, the floor by rays from below, the rim by
sections just under the top."""

from __future__ import annotations

import bisect
import collections
import itertools
import math
import random
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mathutils import Vector

from . import holes, outline
from .bodies import Unmeasurable

if TYPE_CHECKING:
    from .bodies import Body

SAMPLES = 800  # points of the surface from which a wall is measured
_FACING = -0.9  # cosine between the two sides of a wall
_FEW = 0.1  # of the samples: fewer say nothing about the wall
_FEW_POINTS = 20
_MEANT_LEAST, _MEANT_MOST = 0.4, 2.4  # times the wanted thickness: a wall that is meant
_RIBS = 0.25  # of a side: places as thick as wanted, among panels or coffers that are not
_FLOOR_RAYS = 7  # along each side of the floor's middle, and of all of it
_SAME = 0.01  # of a thickness: as thick
_MOST = 0.3  # of the rays: a floor beside what stands on it
_LIKE_LEAST, _LIKE_MOST = 0.7, 1.3  # times the wanted thickness: a floor that is meant
_RIM = 0.06  # of the height: the uppermost part of a vessel is its rim
_RIM_LEVELS, _RIM_POINTS = 5, 72


def _share(values: list[float], share: float) -> float:
    """The value below which so large a share of sorted values lies."""
    return values[min(int(share * len(values)), len(values) - 1)]


def _points(body: Body, count: int) -> Iterator[tuple[Vector, Vector]]:
    """(point, normal) spread evenly over a surface, the same every time."""
    faces = body.faces
    sums = list(itertools.accumulate(area for area, *_rest in faces))
    dice = random.Random(1)
    vertices, _triangles = body.mesh
    for number in range(count):
        at = bisect.bisect_left(sums, (number + dice.random()) / count * sums[-1])
        _area, normal, _centre, triangle = faces[min(at, len(faces) - 1)]
        a, b, c = (Vector(vertices[corner]) for corner in triangle)
        u, v = dice.random(), dice.random()
        if u + v > 1:
            u, v = 1 - u, 1 - v
        yield a + (b - a) * u + (c - a) * v, normal


def thicknesses(body: Body, along: Vector | None) -> list[tuple[float, tuple[int, bool]]]:
    """Sorted distances from points of the surface inwards to an opposite side, each with the side
    of the body that it is on: (the axis that the surface looks along, whether beyond the middle).
    `along`: only where the surface runs that way, which leaves the floors and lids of what stands
    out."""
    key = ("thicknesses", *(along or ()))
    return body.keep(key, lambda: _measure_thicknesses(body, along))


def _measure_thicknesses(body: Body, along: Vector | None) -> list[tuple[float, tuple[int, bool]]]:
    body.need_closed("thickness")
    tree = body.solid.tree
    step = 1e-6 * max(1.0, body.longest)
    found = []
    for point, normal in _points(body, SAMPLES):
        if along is not None and abs(normal.dot(along)) > 0.5:
            continue
        _place, met, _index, distance = tree.ray_cast(point - normal * step, -normal)
        # Towards an edge a wall runs out: only a surface that faces this one is its other side.
        if distance is not None and met.dot(normal) < _FACING:
            axis = max(range(3), key=lambda each: abs(normal[each]))
            found.append((distance + step, (axis, point[axis] > body.middle[axis])))
    return sorted(found)


def wall(body: Body, wanted: float, tolerance: float, is_: str) -> float:
    """The thickness of the upright walls (of all, where none stands): the middle of what was found
    if nine tenths are as wanted, or a part of each side, as the ribs between coffers; else what is
    farthest off. Where enough places are near the wanted value, others do not count: another body
    of material, such as a handle."""
    bore = next(iter(holes.round_holes(body)), None)
    rows = thicknesses(body, bore.axis if bore is not None and bore.depth > bore.diameter
                       else outline.AXES[2])
    if len(rows) < _FEW * SAMPLES:
        rows = thicknesses(body, None)
    if len(rows) < _FEW_POINTS:
        raise Unmeasurable(f"no wall with two sides that face each other was found in {body.name}")
    near = [row for row in rows if _MEANT_LEAST * wanted <= row[0] <= _MEANT_MOST * wanted]
    if len(near) >= _FEW * len(rows):
        rows = near
    found = [value for value, _side in rows]
    if is_ == "at_least":
        return _share(found, 0.02)
    if is_ == "at_most":
        return _share(found, 0.98)
    # Fillets and bevels make a wall thinner or thicker where it ends.
    far = max(_share(found, 0.1), _share(found, 0.9), key=lambda value: abs(value - wanted))
    if abs(far - wanted) <= tolerance:
        return _share(found, 0.5)
    right = [row for row in rows if abs(row[0] - wanted) <= tolerance]
    on_side = collections.Counter(side for _value, side in rows)
    right_on = collections.Counter(side for _value, side in right)
    if all(right_on[side] >= _RIBS * number for side, number in on_side.items()
           if number >= _FEW * len(rows)):
        return _share([value for value, _side in right], 0.5)
    return far


def floor(body: Body, wanted: float, tolerance: float, above: bool = False) -> float:
    """The thickness of the floor: from below the first surface to the next, in the middle; that of
    a top, from `above`. Where the middle is another thing (a hole, a post on it), what most of it
    has."""
    body.need_closed("thickness")
    # [(m from the first surface to the next, whether that is in the middle)] along rays from below,
    # or from above.
    tree = body.solid.tree
    size = body.longest
    way = Vector((0.0, 0.0, -1.0 if above else 1.0))
    start = body.high[2] + size if above else body.low[2] - size
    found = []
    for low, wide, is_middle in ((0.3, 0.4, True), (0.0, 1.0, False)):
        shares = [low + wide * (k + 0.5) / _FLOOR_RAYS for k in range(_FLOOR_RAYS)]
        for i in shares:
            for j in shares:
                x, y = (body.low[axis] + body.extent(axis) * share for axis, share in
                        ((0, i), (1, j)))
                first, _normal, _index, _distance = tree.ray_cast(Vector((x, y, start)), way)
                if first is None:
                    continue
                second, _normal, _index, _distance = tree.ray_cast(
                    first + way * (1e-6 * max(1.0, size)), way)
                if second is not None:
                    found.append((abs(second.z - first.z), is_middle))
    middle = sorted(span for span, is_middle in found if is_middle)
    value = _share(middle, 0.5) if middle else None
    if value is not None and abs(value - wanted) <= tolerance:
        return value
    spans = sorted(span for span, is_middle in found if not is_middle)
    if not spans:
        raise Unmeasurable(f"nothing was met from {'above' if above else 'below'} in the middle of "
                           f"{body.name}")
    # The most that are equal: each begins a run of those within _SAME of it.
    ends = [bisect.bisect_right(spans, span * (1.0 + _SAME)) for span in spans]
    most = max(range(len(spans)), key=lambda number: ends[number] - number)
    most_of_it = spans[most]
    share = (ends[most] - most) / len(spans)
    if share >= _MOST and (value is None or abs(most_of_it - wanted) <= tolerance
                           or _LIKE_LEAST * wanted <= most_of_it <= _LIKE_MOST * wanted):
        return most_of_it
    if value is None:
        raise Unmeasurable(f"{body.name} has a hole in the middle, and is not equally thick round "
                           "it")
    return value


def rim(body: Body) -> float:
    """The thickness at the upper edge of a vessel: between the outer and the inner outline of
    sections through its uppermost part, the thickest of them, so that a rounded edge does not
    count as thin and a flared one does as thick."""
    return body.keep("rim", lambda: _measure_rim(body))


def _measure_rim(body: Body) -> float:
    body.need_closed("thickness")
    sections = outline.cuts(body, outline.AXES[2])
    height = sections.high - sections.low
    widest = None
    levels = [sections.high - height * _RIM * (k + 0.01) / _RIM_LEVELS
              for k in range(_RIM_LEVELS)]
    levels += [level for level in sections.corner_levels
               if level > sections.high - _RIM * height]
    for level in levels:
        inner = sections.inner(level)
        if not inner:
            continue
        found = sorted(inner[0].distance(x, y) for x, y in _spread(sections.at(level)[0]))
        middle = _share(found, 0.5)
        widest = middle if widest is None else max(widest, middle)
    if widest is None:
        raise Unmeasurable(f"{body.name} has no opening at the top, so it has no rim")
    return widest


def _spread(loop: outline.Loop) -> Iterator[tuple[float, float]]:
    """Points spread evenly along an outline."""
    lengths = [math.hypot(q[0] - p[0], q[1] - p[1]) for p, q in loop.sides()]
    sums = list(itertools.accumulate(lengths))
    for number in range(_RIM_POINTS):
        at = (number + 0.5) / _RIM_POINTS * sums[-1]
        side = min(bisect.bisect_left(sums, at), len(sums) - 1)
        t = 1.0 - (sums[side] - at) / (lengths[side] or 1.0)
        (x1, y1), (x2, y2) = loop.points[side], loop.points[(side + 1) % len(loop.points)]
        yield x1 + t * (x2 - x1), y1 + t * (y2 - y1)
