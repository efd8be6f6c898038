# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The islands of a mesh: connected surfaces, each closed or open, with its through holes."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import cached_property
from itertools import chain
from typing import Any

from . import seams
from .disjoint_sets import DisjointSets

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

_FEW = 300  # triangles that plain Python is through with before numpy has begun


class Island:
    """A connected surface: closed, or with a rim."""

    def __init__(self, vertices: Sequence[Any], triangles: Sequence[Any], closed: bool,
                 box: tuple[Any, Any] | None = None) -> None:
        self._of = vertices, triangles  # of a crown's thousands only the boxes are asked for
        self.closed = closed  # no edge is open
        self.low: Any
        self.high: Any
        self.low, self.high = box or (tuple(map(side, zip(*self.vertices))) for side in (min, max))

    @cached_property
    def _own(self) -> tuple[list[Any], list[Any]]:
        """Its vertices, and its triangles with their numbers."""
        vertices, triangles = self._of
        numbered, used = _renumber(triangles)
        return [vertices[corner] for corner in used], numbered

    @property
    def vertices(self) -> list[Any]:
        """Places in m."""
        return self._own[0]

    @property
    def triangles(self) -> list[Any]:
        """Indices of `vertices`."""
        return self._own[1]

    @cached_property
    def islands(self) -> list[Island]:
        """Itself, as its own vertices and triangles tell."""
        return find(self.vertices, self.triangles)

    @cached_property
    def _uses(self) -> dict[tuple[int, int], int]:
        return _count_edges(self.triangles)

    @property
    def open_edges(self) -> int:
        """How many edges have one face."""
        return 0 if self.closed else sum(1 for count in self._uses.values() if count == 1)

    @property
    def bad_edges(self) -> int:
        """How many edges have more than two faces."""
        return sum(1 for count in self._uses.values() if count > 2)

    @property
    def holes(self) -> int | None:
        """Through holes, by Euler's formula for a closed surface of genus g: V - E + F = 2 - 2g
        (Hatcher, Algebraic Topology, 2002, 2.2). None where the surface is no manifold."""
        euler = len(self.vertices) - len(self._uses) + len(self.triangles)
        if self.open_edges or self.bad_edges or euler > 2 or euler % 2:
            return None
        return (2 - euler) // 2

    @property
    def volume(self) -> float:
        """Signed; negative for a surface that looks inwards, such as that of a hollow."""
        vertices = self.vertices
        if numpy is not None and len(self.triangles) >= _FEW:
            places = numpy.array(vertices, dtype=float)
            a, b, c = (places - places[0])[_flat(self.triangles).reshape(-1, 3).T]
            return float((a * numpy.cross(b, c)).sum()) / 6.0
        x, y, z = vertices[0]
        total = 0.0
        for i, j, k in self.triangles:
            (ax, ay, az), (bx, by, bz), (cx, cy, cz) = vertices[i], vertices[j], vertices[k]
            ax, bx, cx = ax - x, bx - x, cx - x
            ay, by, cy = ay - y, by - y, cy - y
            az, bz, cz = az - z, bz - z, cz - z
            total += (ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz)
                      + az * (bx * cy - by * cx))
        return total / 6.0


def _flat(triangles: Sequence[Any]) -> Any:
    if isinstance(triangles, numpy.ndarray):
        return triangles.ravel()
    return numpy.fromiter(chain.from_iterable(triangles), dtype=numpy.int32,
                          count=3 * len(triangles))


def _renumber(triangles: Any) -> tuple[list[Any], Sequence[int]]:
    """Triangles with corners from 0 on, and of each of these the number that it had."""
    if numpy is None or len(triangles) < _FEW:
        rows = triangles if isinstance(triangles, (list, tuple)) else triangles.tolist()
        number = {corner: new for new, corner in
                  enumerate(dict.fromkeys(chain.from_iterable(rows)))}
        return [(number[a], number[b], number[c]) for a, b, c in rows], list(number)
    used, corners = numpy.unique(_flat(triangles), return_inverse=True)
    row = iter(corners.tolist())
    return list(zip(row, row, row)), used.tolist()


def _find_leaders(corners: Any) -> Any:
    """For each vertex the one that stands for its island. Each round hooks the leaders of an edge's
    two ends, the greater to the lesser, and then lets all point at their leader directly: Shiloach
    and Vishkin, An O(log n) parallel connectivity algorithm, Journal of Algorithms 3(1), 1982."""
    leaders: Any = numpy.arange(int(corners.max(initial=-1)) + 1, dtype=numpy.int32)
    firsts = numpy.concatenate((corners[0::3], corners[0::3]))
    seconds = numpy.concatenate((corners[1::3], corners[2::3]))
    while True:
        one, other = leaders[firsts], leaders[seconds]
        apart = one != other
        if not apart.any():
            return leaders
        firsts, seconds = one[apart], other[apart]
        leaders[numpy.maximum(firsts, seconds)] = numpy.minimum(firsts, seconds)
        above = leaders[leaders]
        while (above != leaders).any():
            leaders, above = above, above[above]


def are_one(triangles: Sequence[Any], corners: array[int] | None = None) -> bool:
    """Whether triangles hang together by their corners. `corners`: these in one row, if known."""
    if numpy is None:
        return len(_connected(triangles)) == 1
    flat = numpy.frombuffer(corners, dtype=numpy.int32) if corners else _flat(triangles)
    leaders = _find_leaders(flat)[flat[0::3]]
    return bool((leaders == leaders[:1]).all())


def are_oriented(triangles: Sequence[Any]) -> bool:
    """Whether no edge is run along twice in the same direction: all faces look the same way."""
    if numpy is None:
        return len({way for a, b, c in triangles
                    for way in ((a, b), (b, c), (c, a))}) == 3 * len(triangles)
    rows = _flat(triangles).reshape(-1, 3).astype(numpy.int64)
    ways = numpy.sort((rows * (int(rows.max()) + 1) + rows[:, [1, 2, 0]]).ravel())
    return bool((ways[1:] != ways[:-1]).all())


def _connected(triangles: Sequence[Any]) -> list[Any]:
    """Triangles as lists of those that share corners."""
    sets = DisjointSets(corner for triangle in triangles for corner in triangle)
    for a, b, c in triangles:
        sets.join(b, a)
        sets.join(c, a)
    return sets.group(triangles, lambda triangle: triangle[0])


def _count_edges(triangles: Sequence[Any]) -> dict[tuple[int, int], int]:
    uses: dict[tuple[int, int], int] = {}
    for a, b, c in triangles:
        for edge in ((a, b) if a < b else (b, a), (b, c) if b < c else (c, b),
                     (a, c) if a < c else (c, a)):
            uses[edge] = uses.get(edge, 0) + 1
    return uses


def join(found: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """(vertices, triangles) of several islands together."""
    vertices: list[Any] = []
    triangles: list[Any] = []
    for island in found:
        first = len(vertices)
        vertices.extend(island.vertices)
        triangles.extend((a + first, b + first, c + first) for a, b, c in island.triangles)
    return vertices, triangles


def find(vertices: Sequence[Any], triangles: Sequence[Any]) -> list[Island]:
    """The islands of a mesh. What is open only because its faces do not share their vertices, as
    along a seam, is closed at the same places first (seams.py)."""
    are_few = numpy is None or len(triangles) < _FEW
    return (_find_few if are_few else _find_many)(vertices, triangles)


def _find_few(vertices: Sequence[Any], triangles: Sequence[Any]) -> list[Island]:
    found: list[Island] = []
    rims: list[Any] = []
    for group in _connected(triangles):
        if 1 not in _count_edges(group).values():
            found.append(Island(vertices, group, True))
        else:
            rims.extend(group)
    if rims:
        rims = [triangle for triangle in rims if len(set(triangle)) == 3]
        seam = seams.find(vertices, seams.rims(rims))
        rims = [tuple(seam.join(triangle)) for triangle in rims]
        rims = [triangle for triangle in rims if len(set(triangle)) == 3]
        ends = {end for rim in seam.left for end in seam.join(rim[:2])}
        found.extend(Island(vertices, group, ends.isdisjoint(chain.from_iterable(group)))
                     for group in _connected(rims))
    return found


def _find_many(vertices: Sequence[Any], triangles: Sequence[Any]) -> list[Island]:
    """_find_few() for all islands at once."""
    rows = _flat(triangles).reshape(-1, 3)
    numbers = _number_groups(rows)
    has_rim: Any = numpy.zeros(int(numbers.max()) + 1, dtype=bool)
    has_rim[numbers[numpy.flatnonzero(seams.count_uses(rows) == 1) // 3]] = True
    is_open = has_rim[numbers]
    places = numpy.array(vertices, dtype=float)
    ends: Any = numpy.zeros(len(places), dtype=bool)
    found = _cut(vertices, places, rows[~is_open], numbers[~is_open], ends)
    if is_open.any():
        rims = rows[is_open][numpy.argsort(numbers[is_open], kind="stable")]
        rims = rims[_have_area(rims)]
        seam = seams.find(vertices, seams.rims(rims))
        spot = numpy.arange(len(places))
        spot[list(seam.joined)] = list(seam.joined.values())
        rims = spot[rims]
        rims = rims[_have_area(rims)]
        ends[spot[[end for rim in seam.left for end in rim[:2]]]] = True
        found.extend(_cut(vertices, places, rims, _number_groups(rims), ends))
    return found


def _number_groups(rows: Any) -> Any:
    """For each triangle the number of its island, in the order of their first triangles."""
    leaders = _find_leaders(rows.ravel())[rows[:, 0]]
    _leaders, firsts, back = numpy.unique(leaders, return_index=True, return_inverse=True)
    numbers: Any = numpy.empty(len(firsts), dtype=numpy.int64)
    numbers[numpy.argsort(firsts)] = numpy.arange(len(firsts))
    return numbers[back.ravel()]


def _have_area(rows: Any) -> Any:
    """Which triangles have three corners."""
    return ((rows[:, 0] != rows[:, 1]) & (rows[:, 1] != rows[:, 2]) & (rows[:, 2] != rows[:, 0]))


def _cut(vertices: Sequence[Any], places: Any, rows: Any, numbers: Any, ends: Any) -> list[Island]:
    """The islands of triangles, which are open where they have `ends`. `numbers`: see
    _number_groups(); `places`: the vertices as an array."""
    if not len(rows):
        return []
    order = numpy.argsort(numbers, kind="stable")
    rows, numbers = rows[order], numbers[order]
    cuts = numpy.flatnonzero(numpy.diff(numbers, prepend=-1))
    corners = places[rows.ravel()]
    is_open = numpy.logical_or.reduceat(ends[rows].any(axis=1), cuts).tolist()
    lows, highs = (side.reduceat(corners, 3 * cuts).tolist()
                   for side in (numpy.minimum, numpy.maximum))
    return [Island(vertices, group, not rim, (tuple(low), tuple(high))) for group, rim, low, high in
            zip(numpy.split(rows, cuts[1:]), is_open, lows, highs)]
