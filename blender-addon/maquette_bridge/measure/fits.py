# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gap all round a piece that goes into another, or over it: what a printed fit has. Used by
joins.py."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import median
from typing import NamedTuple

from mathutils import Vector

from . import collision, fit
from .solid import Solid

PRINTED = 0.001  # m; a wider gap is no fit of printed pieces
EXACT, EXACT_SHARE = 0.00002, 0.05  # m and of the gap: how exactly the gap is the one that is meant
_SAMPLES = 2500  # of each surface
_LEAST = 4  # of these, for a side
_FACING = -0.9  # cosine between the normals of two faces that look at each other
_ALONG = 0.35  # cosine to the way in: less is a side
_ROUND = 0.8  # of the middle spread of the normals: what has no way in, such as a ball in its cage
_FLANK = (0.3, 0.95)  # cosine to the axis of a thread
_SHARE = 0.02  # of what lies so, for a flank: fewer are the cones at the ends of a nut
# Shares of a square that cover it evenly (Roberts 2018, The Unreasonable Effectiveness of
# Quasirandom Sequences).
_EVENLY = (0.7548776662466927, 0.5698402909980532)


class Gap(NamedTuple):
    """narrowest, widest: of the sides, m. other: what the worse of the two is to."""

    narrowest: float
    widest: float
    other: Solid

    def worst(self, wanted: float) -> float:
        """The one that is farther from what is wanted."""
        return max(self.narrowest, self.widest, key=lambda each: abs(each - wanted))


class _Sample(NamedTuple):
    direction: Vector  # from the piece to what it is in
    gap: float
    other: Solid


def is_right(gap: Gap, wanted: float) -> bool:
    """Whether the gap is the one that is wanted, all round."""
    off = max(EXACT, EXACT_SHARE * wanted) + 1e-6
    return wanted - gap.narrowest <= off and gap.widest - wanted <= off


def measure(piece: Solid, others: list[Solid], wanted: float) -> Gap | None:
    """The gap between a piece and all that it may go into or over. Its sides are the directions in
    which, and against which, faces of the two look at each other; each has the gap that half of it
    has at most, so that a bead does not count. Of a thread, the flanks are its sides: at crests and
    roots there is more room. None where there are no two sides."""
    most = 4.0 * wanted + 0.001
    near = [each for each in others
            if each is not piece and collision.box_gap(piece, each) <= most]
    sides: dict[tuple[int, ...], list[_Sample]] = {}
    for other in near:
        for solid, target, sign in ((piece, other, 1.0), (other, piece, -1.0)):
            for direction, gap in _facing(solid, target, most):
                key = tuple(round(1.2 * sign * each) for each in direction)
                sides.setdefault(key, []).append(_Sample(sign * direction, gap, other))
    sides = {key: found for key, found in sides.items() if len(found) >= _LEAST}
    paired = {key: found for key, found in sides.items()
              if tuple(-each for each in key) in sides}
    samples = [each for found in paired.values() for each in found]
    if not samples:
        return None
    (largest, axis), (middle, _across), (least, way) = fit.normals_axes(
        [(1.0, each.direction) for each in samples])
    if least <= _ROUND * middle or middle < 1e-6:
        paired = {key: found for key, found in paired.items() if abs(way.dot(
            sum((each.direction for each in found), Vector()).normalized())) <= _ALONG}
    elif middle <= _ROUND * largest:
        flanks = {key: [each for each in found
                        if _FLANK[0] <= abs(axis.dot(each.direction)) <= _FLANK[1]]
                  for key, found in paired.items()}
        count = sum(map(len, flanks.values()))
        if 2 * count > len(samples):
            paired = {key: found for key, found in flanks.items()
                      if len(found) >= max(_LEAST, _SHARE * count)}
    gaps = [(median(each.gap for each in found), found[0].other) for found in paired.values()]
    if not gaps:
        return None
    low, high = min(gaps, key=lambda each: each[0]), max(gaps, key=lambda each: each[0])
    return Gap(low[0], high[0], max(low, high, key=lambda each: abs(each[0] - wanted))[1])


def _facing(solid: Solid, other: Solid, most: float) -> Iterator[tuple[Vector, float]]:
    """(direction, gap) of places of one surface from which the other one is at most so far, and
    faces back."""
    low = [max(a, b) - most for a, b in zip(solid.low, other.low)]
    high = [min(a, b) + most for a, b in zip(solid.high, other.high)]
    step = 1e-6 * max(1.0, max(map(abs, (*low, *high))))
    for place, normal in _spread(solid, low, high):
        _hit, met, _index, distance = other.tree.ray_cast(place - step * normal, normal,
                                                          most + step)
        if distance is None or met.dot(normal) > _FACING:
            continue
        gap = max(distance - step, 0.0)
        own, *_what = solid.tree.ray_cast(place + step * normal, normal,
                                          max(gap - 2.0 * step, 0.0))
        if own is None:  # its other side does not lie between
            yield normal, gap


def _spread(solid: Solid, low: list[float], high: list[float]) -> Iterator[tuple[Vector, Vector]]:
    """(place, normal) of points that lie evenly on what a surface has in a box."""
    pieces: list[tuple[float, Vector, Vector, Vector]] = []
    middle = (Vector(low) + Vector(high)) / 2
    reach = (Vector(high) - middle).length
    for _place, _normal, index, _distance in solid.tree.find_nearest_range(middle, reach):
        polygon = [Vector(each) for each in collision.clip(
            [tuple(solid.vertices[corner]) for corner in solid.triangles[index]], low, high)]
        for b, c in zip(polygon[1:], polygon[2:]):
            normal = (b - polygon[0]).cross(c - polygon[0])
            if normal.length > 0.0:
                pieces.append((normal.length, polygon[0], b, c))
    total = sum(each[0] for each in pieces)
    area, number = 0.0, 0
    for own, a, b, c in pieces:
        area += own
        normal = (b - a).cross(c - a).normalized()
        while number < math.floor(_SAMPLES * area / total):
            number += 1
            u, v = ((0.5 + number * each) % 1.0 for each in _EVENLY)
            if u + v > 1.0:
                u, v = 1.0 - u, 1.0 - v
            yield a + u * (b - a) + v * (c - a), normal
