# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seams of a mesh: rims that lie on each other, so that the surface goes on although its faces do
not share their vertices, as at the last column of a tube, at a cap, or around a letter."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from .disjoint_sets import DisjointSets

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

NEAR = 1e-6  # of the farthest coordinate: places that 32-bit numbers hardly tell apart are one
# Cosine between two faces at their common edge, from which on they lie on each other: a sheet that
# is there twice is not closed by its copy.
_FOLDED = 1.0 - 1e-6
_FEW = 300  # places that plain Python is through with before numpy has begun
MAX_NEAR = 100_000  # vertices of rims beyond which only those at exactly one place are found

Rim = tuple[int, int, int]  # corners of a triangle, open between the first and the second


class Seams(NamedTuple):
    """`joined`: {vertex: the one at the same place that it is the same as}; `left`: rims that lie
    on no other; `flipped`: edges of seams that both faces run along in the same direction."""

    joined: dict[int, int]
    left: list[Rim]
    flipped: int

    def join(self, corners: Sequence[int]) -> list[int]:
        """Corners of triangles with one number for each place."""
        return [self.joined.get(corner, corner) for corner in corners]


def rims(triangles: Sequence[Any]) -> list[Rim]:
    """The open edges of triangles, of which none has a corner twice."""
    if numpy is None or len(triangles) == 0:
        found: dict[tuple[int, int], list[Rim]] = {}
        for a, b, c in triangles:
            for rim in ((a, b, c), (b, c, a), (c, a, b)):
                found.setdefault((min(rim[:2]), max(rim[:2])), []).append(rim)
        return [each[0] for each in found.values() if len(each) == 1]
    rows = numpy.asarray(triangles)
    once = numpy.flatnonzero(count_uses(rows) == 1)
    columns = (rows[:, order].ravel()[once] for order in ([0, 1, 2], [1, 2, 0], [2, 0, 1]))
    return list(zip(*(column.tolist() for column in columns)))


def count_uses(rows: Any) -> Any:
    """For each edge of each triangle, how many triangles have it. `rows`: triangles as an array."""
    rows = rows.astype(numpy.int64)
    after = rows[:, [1, 2, 0]]
    keys = numpy.minimum(rows, after) * (int(rows.max()) + 1) + numpy.maximum(rows, after)
    _keys, back, counts = numpy.unique(keys, return_inverse=True, return_counts=True)
    return counts[back.ravel()]


def find(vertices: Sequence[Any], open_edges: list[Rim]) -> Seams:
    """The seams among rims."""
    used = sorted({corner for rim in open_edges for corner in rim[:2]})
    sets = DisjointSets(used)
    first: dict[Any, int] = {}
    spot = {corner: first.setdefault(tuple(vertices[corner]), corner) for corner in used}
    left, flipped = _pair(vertices, open_edges, spot, sets)
    if left:
        spot = _near(vertices, {spot[corner] for rim in left for corner in rim[:2]}, spot)
        left, more = _pair(vertices, left, spot, sets)
        flipped += more
    return Seams(sets.list_followers(), left, flipped)


def _near(vertices: Sequence[Any], places: set[int], spot: dict[int, int]) -> dict[int, int]:
    """`spot` with one number for all places that are so near that rounding may have parted them."""
    if len(places) > MAX_NEAR:
        return spot
    reach = NEAR * max(max(map(abs, vertices[corner])) for corner in places)
    size = 8.0 * reach or 1.0  # of a cell: few places are as near as that to the next one
    sets = DisjointSets(places)
    cells: dict[tuple[int, ...], list[int]] = {}
    for corner in _list_crowded(vertices, sorted(places), reach, size):
        place = vertices[corner]
        spans = [{math.floor((value + way) / size) for way in (-reach, reach)} for value in place]
        for cell in itertools.product(*spans):
            for other in cells.get(cell, ()):
                if math.dist(place, vertices[other]) <= reach:
                    sets.join(corner, other)
        cells.setdefault(tuple(math.floor(value / size) for value in place), []).append(corner)
    leader = sets.list_followers()
    return {corner: leader.get(to, to) for corner, to in spot.items()} if leader else spot


def _list_crowded(vertices: Sequence[Any], places: list[int], reach: float,
                  size: float) -> list[int]:
    """Those of some places that may have another one in reach; cells that only hash alike count."""
    if numpy is None or len(places) < _FEW:
        return places
    points = numpy.array([vertices[corner] for corner in places], dtype=float)
    own = _hash_cells(points, size)
    known = numpy.sort(own)
    crowded: Any = numpy.zeros(len(places), dtype=bool)
    for way in itertools.product((-reach, reach), repeat=3):
        cells = _hash_cells(points + way, size)
        inside = (numpy.searchsorted(known, cells, side="right")
                  - numpy.searchsorted(known, cells, side="left"))
        crowded |= inside > (cells == own)
    return numpy.array(places)[crowded].tolist()


def _hash_cells(points: Any, size: float) -> Any:
    x, y, z = numpy.floor(points / size).astype(numpy.int64).T
    return x * 73856093 ^ y * 19349663 ^ z * 83492791


def _group(open_edges: list[Rim], spot: dict[int, int]) -> tuple[list[list[Rim]], list[Rim]]:
    """Rims as lists of those that lie on each other, in the order of their first ones; and those
    that have no length."""
    if numpy is None or len(open_edges) < _FEW:
        groups: dict[tuple[int, int], list[Rim]] = {}
        flat = []
        for rim in open_edges:
            a, b = spot[rim[0]], spot[rim[1]]
            if a == b:
                flat.append(rim)
            else:
                groups.setdefault((min(a, b), max(a, b)), []).append(rim)
        return list(groups.values()), flat
    ends = numpy.array([(spot[a], spot[b]) for a, b, _c in open_edges], dtype=numpy.int64)
    low, high = ends.min(axis=1), ends.max(axis=1)
    long = numpy.flatnonzero(low != high)
    _keys, firsts, back = numpy.unique((low * (int(high.max()) + 1) + high)[long],
                                       return_index=True, return_inverse=True)
    order = numpy.argsort(firsts[back.ravel()], kind="stable")
    cuts = numpy.flatnonzero(numpy.diff(firsts[back.ravel()][order])) + 1
    rows = [open_edges[i] for i in long[order].tolist()]
    bounds = [0, *cuts.tolist(), len(rows)] if rows else [0]
    return ([rows[start:end] for start, end in itertools.pairwise(bounds)],
            [open_edges[i] for i in numpy.flatnonzero(low == high).tolist()])


def _pair(vertices: Sequence[Any], open_edges: list[Rim], spot: dict[int, int],
          sets: DisjointSets) -> tuple[list[Rim], int]:
    """Joins the ends of rims that lie on each other. Returns the rims that are left, and how many
    pairs run in the same direction."""
    groups, flat = _group(open_edges, spot)
    for rim in flat:
        sets.join(rim[0], rim[1])  # as at the tip of a cone
    left, flipped = [], 0
    for group in groups:
        while len(group) > 1:
            one = group.pop(0)
            others = [each for each in group if not _is_folded(vertices, one, each)]
            if not others:
                left.append(one)
                continue
            # Where several surfaces meet, those that were made together belong together.
            other = min(others, key=lambda each: (spot[each[0]] == spot[one[0]],
                                                  abs(each[0] - one[0])))
            group.remove(other)
            same = spot[other[0]] == spot[one[0]]
            flipped += same
            sets.join(other[0], one[0] if same else one[1])
            sets.join(other[1], one[1] if same else one[0])
        left.extend(group)
    return left, flipped


def _inwards(vertices: Sequence[Any], rim: Rim) -> tuple[float, ...]:
    """The direction from a rim into its face, across the edge; 0 where the face is flat."""
    a, b, c = (vertices[corner] for corner in rim)
    along = _unit([end - start for start, end in zip(a, b)])
    across = [end - start for start, end in zip(a, c)]
    part = sum(x * y for x, y in zip(along, across))
    return _unit([x - y * part for x, y in zip(across, along)])


def _unit(vector: Sequence[float]) -> tuple[float, ...]:
    length = math.hypot(*vector)
    return tuple(value / length for value in vector) if length else (0.0,) * 3


def _is_folded(vertices: Sequence[Any], one: Rim, other: Rim) -> bool:
    cosine = sum(x * y for x, y in zip(_inwards(vertices, one), _inwards(vertices, other)))
    return cosine > _FOLDED
