# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a piece sits in what it is let into: whether it comes out at the other side, and how far what
is cut for it surrounds it. For joins.py.

Boxes do not tell a rod that pierces a block from a rib along its surface, nor a tenon in a hole
from one that stands before it: sections of the piece do."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from mathutils import Vector

from . import collision

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .solid import Solid

OUT = 0.001  # m; what comes out by less is flush
_PROUD = 0.05  # of a piece's thickness: what stands out by more is not all inside
_STRIP = 1.1  # of the planned depth: what lies flush in a surface may be thicker by so much
_PLACES = 1000  # of a surface, of which it is worked out how far it reaches
_SECTIONS, _POINTS = 8, 48  # of a piece that are looked at, and points of each
_WIDTHS = 8  # directions in which one is measured
_SLABS = 12  # into which a piece is cut along its way in
_FACES = 1000  # of a piece, spread over it, that are looked at
_SURROUNDED = 0.6  # of a slab's sides: an open mortise holds three of four
_SIDE = 0.5  # of a normal's length along the way in: steeper faces are ends
_AXES = (Vector((1.0, 0.0, 0.0)), Vector((0.0, 1.0, 0.0)), Vector((0.0, 0.0, 1.0)))


def comes_out(piece: Solid, body: Solid, planned: float) -> bool:
    """Whether a piece pierces a body that has no hole for it: both of its ends are outside, and
    somewhere between them it is inside with its whole section. Where the body is no thicker than
    the `planned` depth, m, that is what was asked for; neither pierces what lies along a surface,
    half sunk or flush, as ribs, cords, hoops and trim do."""
    points: list[Vector] | None = None
    for axis in _directions(piece):
        low, high = _extent(piece, axis)
        if not (low < _extent(body, axis)[0] - OUT and high > _extent(body, axis)[1] + OUT):
            continue
        if points is None:
            points = collision.crossings(piece, body)
        heights = sorted(point.dot(axis) for point in points)
        found = [(high - low, (low + high) / 2) for low, high in zip(heights, heights[1:])]
        for room, height in sorted(found, reverse=True)[:_SECTIONS]:
            if (room > OUT and room > planned + OUT
                    and _is_within(piece, body, axis, height, planned)):
                return True
    return False


def _directions(piece: Solid) -> Iterator[Vector]:
    yield from _AXES
    axis = piece.long_axis
    if axis is not None and all(abs(axis.dot(each)) < 0.999 for each in _AXES):
        yield axis


def _extent(solid: Solid, axis: Vector) -> tuple[float, float]:
    for number, each in enumerate(_AXES):
        if axis is each:
            return solid.low[number], solid.high[number]
    step = max(1, len(solid.vertices) // _PLACES)
    heights = [axis.dot(place) for place in map(Vector, solid.vertices[::step])]
    return min(heights), max(heights)


def _is_within(piece: Solid, body: Solid, axis: Vector, height: float, planned: float) -> bool:
    """Whether a section of a piece is all inside a body, and no strip that fills a groove."""
    points = _section(piece, axis, height)
    if len(points) < 3 or body.inside is None:
        return False
    middle = sum(points, Vector()) / len(points)
    if not body.contains(middle):
        return False  # a hole is cut for it, or it wears the body as a hoop
    # The least width of points of a plane across an axis, roughly.
    across = axis.orthogonal().normalized()
    other = axis.cross(across)
    sides = [across * math.cos(turn) + other * math.sin(turn)
             for turn in (math.pi * number / _WIDTHS for number in range(_WIDTHS))]
    thick = min(max(values) - min(values)
                for values in ([point.dot(side) for point in points] for side in sides))
    flush = None
    for point in points[::max(1, len(points) // _POINTS)]:
        there, normal, _index, distance = body.tree.find_nearest(point)
        if distance <= _PROUD * thick:
            flush = flush or (there, normal)
        elif not body.contains(point):
            return False
    if flush is None or abs(flush[1].dot(axis)) > _SIDE:
        return True
    return max((flush[0] - point).dot(flush[1]) for point in points) > _STRIP * planned


def _section(solid: Solid, axis: Vector, height: float) -> list[Vector]:
    """The points where the edges of a surface pass through a plane."""
    key = "heights", tuple(axis)
    if key not in solid.kept:
        heights = [axis.dot(place) for place in map(Vector, solid.vertices)]
        solid.kept[key] = heights if numpy is None else numpy.array(heights)
    triangles = solid.triangles
    above: Any
    is_below: Any
    if numpy is not None:
        above = solid.kept[key] - height
        is_below = above < 0.0
        below = is_below[solid.rows]
        triangles = solid.rows[below.any(axis=1) & ~below.all(axis=1)].tolist()
    else:
        above = [value - height for value in solid.kept[key]]
        is_below = [value < 0.0 for value in above]
    found: dict[tuple[int, int], Vector] = {}
    for triangle in triangles:
        a, b, c = triangle
        if is_below[a] == is_below[b] == is_below[c]:
            continue
        for i in range(3):
            one, other = sorted((triangle[i - 1], triangle[i]))
            if is_below[one] != is_below[other] and (one, other) not in found:
                share = above[one] / (above[one] - above[other])
                found[one, other] = Vector(solid.vertices[one]).lerp(
                    Vector(solid.vertices[other]), share)
    return list(found.values())


def held(piece: Solid, body: Solid, clear: float) -> float:
    """How far a body surrounds a piece along x, y or z, m: there the sides of the piece are inside
    it, or a wall that faces them is at most `clear` away, as in a mortise. 0 where it only stands
    beside or before it."""
    low = tuple(map(max, piece.low, body.low))
    high = tuple(map(min, piece.high, body.high))
    best = 0.0
    if body.inside is None or any(hi <= lo for lo, hi in zip(low, high)):
        return best
    faces = [tuple(Vector(piece.vertices[corner]) for corner in triangle)
             for triangle in piece.triangles[::max(1, len(piece.triangles) // _FACES)]]
    normals = [(b - a).cross(c - a).normalized() for a, b, c in faces]
    places = [[tuple(corner) for corner in corners] for corners in faces]
    measured = [_measure(corners) for corners in faces]
    # Which of them come so near the body that it can hold a part of them.
    reach = 3.0 * clear
    is_beside = [all(max(heights) >= floor - reach and min(heights) <= ceiling + reach
                     for heights, floor, ceiling in zip(zip(*corners), body.low, body.high))
                 for corners in places]
    met: dict[int, bool] = {}  # by the number of a face that is whole in its slab
    for axis in sorted(range(3), key=lambda each: low[each] - high[each]):
        width = (high[axis] - low[axis]) / _SLABS
        if _SLABS * width <= best:
            continue
        sides = [(number, min(heights), max(heights))
                 for number, normal in enumerate(normals) if abs(normal[axis]) <= _SIDE
                 for heights in [[corner[axis] for corner in places[number]]]]
        sides.sort(key=lambda each: not is_beside[each[0]])
        run = 0.0
        for slab in range(_SLABS):
            floor, ceiling = list(piece.low), list(piece.high)
            floor[axis] = low[axis] + slab * width
            ceiling[axis] = floor[axis] + width
            pieces: dict[int, tuple[float, Vector, Vector, int]] = {}
            beside, whole = 0.0, 0.0
            # Those beside the body first: where they are too few, the others do not matter.
            for number, lowest, highest in sides:
                if highest < floor[axis] or lowest > ceiling[axis]:
                    continue
                if not is_beside[number] and beside <= 0.999 * _SURROUNDED * whole:
                    break
                if lowest >= floor[axis] and highest <= ceiling[axis]:
                    found = (*measured[number], normals[number], number)
                # A face leaves the slab along this axis only, if it does.
                elif corners := collision.clip(places[number], floor, ceiling, (axis,)):
                    found = (*_measure(list(map(Vector, corners))), normals[number], -1)
                else:
                    continue
                pieces[number] = found
                whole += found[0]
                beside += found[0] if is_beside[number] else 0.0
            is_held = (beside > 0.0 and beside >= 0.999 * _SURROUNDED * whole and _is_held(
                [pieces[number] for number in sorted(pieces)], body, clear, met))
            run = run + width if is_held else 0.0
            best = max(best, run)
    return best


def _measure(corners: Sequence[Vector]) -> tuple[float, Vector]:
    """(area, middle) of a convex polygon."""
    first = corners[0]
    return (sum(((q - first).cross(p - first).length
                 for p, q in zip(corners[1:], corners[2:])), 0.0) / 2,
            sum(corners, Vector()) / len(corners))


def _is_held(pieces: list[tuple[float, Vector, Vector, int]], body: Solid, clear: float,
             met: dict[int, bool]) -> bool:
    """`pieces`: area, middle, normal and number of faces, -1 of a part of one."""
    left, inside = sum(area for area, _middle, _normal, _number in pieces), 0.0
    least = _SURROUNDED * left
    for area, middle, normal, number in pieces:
        if inside > 0.0 and inside >= least:
            return True
        if inside + left < least * 0.999:
            return False
        left -= area
        is_met = met.get(number)
        if is_met is None:
            is_met = _meets(middle, normal, body, clear)
            if number >= 0:
                met[number] = is_met
        if is_met:
            inside += area
    return inside > 0.0 and inside >= least


def _meets(point: Vector, normal: Vector, body: Solid, clear: float) -> bool:
    if body.contains(point):
        return True
    step = 0.1 * clear
    _hit, met, _index, distance = body.tree.ray_cast(point - normal * step, normal,
                                                      2.0 * clear)
    return distance is not None and distance - step <= clear and met.dot(normal) < -_SIDE
