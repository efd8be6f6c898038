# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether two solids run into each other where joints have moved them: by the surfaces and depths
of collision.py, each in the place where the other one stands as built."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property
from itertools import product
from typing import Any

from mathutils import Matrix, Vector
from mathutils.bvhtree import BVHTree

from ..measure.collision import depth, has_inside, points_in
from ..measure.solid import Solid
from .ground import Ground

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

_DEEPER = 0.05  # of the depth as built: what measuring it at another angle may be off
_BULGE = 0.02  # of a way between two samples: how far an arc lies beside its chords
_SAMPLES = 13  # of a whole range, for the box that a solid sweeps
_FEW = 400  # triangles: of more, only the vertices are looked at
_POINTS = 600  # of them, at most
_ROUNDED = 1e-5  # m; more than clipping a triangle and 32-bit numbers lose
_GRAIN = 1e-6  # of the farthest coordinate: what 32-bit numbers tell apart there
MAX_WORK = 30_000_000  # triangles that are moved, for all joints together

Box = tuple[Vector, Vector]


class TooMuchError(Exception):
    """There is more to move than is looked at."""


def corners(low: Any, high: Any) -> list[Vector]:
    """The corners of a box."""
    return [Vector(each) for each in product(*zip(low, high))]


def box_of(points: list[Vector]) -> Box:
    """The box round some points."""
    return (Vector(map(min, zip(*points))), Vector(map(max, zip(*points))))


def boxes_meet(low: Any, high: Any, other_low: Any, other_high: Any, room: float = 0.0) -> bool:
    """Whether two boxes meet, or are nearer than `room`."""
    return all(a <= d + room and c <= b + room
               for a, b, c, d in zip(low, high, other_low, other_high))


class Moved:
    """The surface of a solid somewhere else."""

    def __init__(self, solid: Solid, matrix: Matrix) -> None:
        self.places: Any  # the vertices, as an array of numpy or a list
        self.low: Any
        self.high: Any
        self.triangles: Any = solid.triangles
        self.closed: bool = solid.closed
        if numpy is not None:
            turn = numpy.array(matrix.to_3x3())
            self.places = solid.places @ turn.T + numpy.array(matrix.translation)
            self.low, self.high = (tuple(each.tolist()) for each in
                                   (self.places.min(0), self.places.max(0)))
        else:
            self.places = [tuple(matrix @ Vector(place)) for place in solid.vertices]
            self.low, self.high = (tuple(map(function, zip(*self.places)))
                                   for function in (min, max))

    @cached_property
    def vertices(self) -> Any:
        """Places in m; of most that is moved nobody asks for them."""
        return self.places if numpy is None else list(map(tuple, self.places.tolist()))


class Pair:
    """Two solids of which one moves against the other."""

    def __init__(self, mover: Solid, other: Solid, way: Callable[[float], Matrix],
                 at_rest: bool, period: float = math.inf) -> None:
        """`way`: how the first moves in the place of the second, at a value of the joint;
        `at_rest`: whether they touch as built; `period`: the value at which they stand so again."""
        self.mover, self.other, self.way, self.at_rest = mover, other, way, at_rest
        self.period = period
        self._corners = corners(mover.low, mover.high)
        self._other_corners = corners(other.low, other.high)

    def reach(self, low: float, high: float) -> tuple[float, Box]:
        """(how far any corner goes, the box that it sweeps) between two values."""
        values = [low + (high - low) * i / (_SAMPLES - 1) for i in range(_SAMPLES)]
        rows = [[matrix @ corner for corner in self._corners]
                for matrix in map(self.way, values)]
        length = max(sum((b - a).length for a, b in zip(way, way[1:])) for way in zip(*rows))
        small, large = box_of([corner for row in rows for corner in row])
        room = Vector((1.0, 1.0, 1.0)) * (_BULGE * length)
        return length, (small - room, large + room)

    @property
    def thin(self) -> float:
        """How thick both are together, at least."""
        return sum(min(hi - lo for lo, hi in zip(each.low, each.high))
                   for each in (self.mover, self.other))

    def is_near(self, matrix: Matrix) -> bool:
        """Whether their boxes meet, as either sees the other's."""
        return all(boxes_meet(*box_of([move @ point for point in points]), solid.low, solid.high)
                   for move, points, solid in (
                       (matrix, self._corners, self.other),
                       (matrix.inverted(), self._other_corners, self.mover)))


class Meetings:
    """Answers whether pairs meet, and remembers what it moved."""

    def __init__(self, tolerance: float, work: int = MAX_WORK) -> None:
        self.tolerance = tolerance
        self._left = work
        self._rest: dict[tuple[str, str], float] = {}
        self._outwards: dict[str, bool] = {}
        self._boxes: dict[str, tuple[Any, Any]] = {}  # of the shells of a solid
        self._last: dict[str, tuple[Matrix, Solid]] = {}  # where it was moved last

    def _move(self, solid: Solid, matrix: Matrix) -> Solid:
        last = self._last.get(solid.name)
        if last is not None and last[0] == matrix:
            return last[1]
        self._left -= len(solid.triangles)
        if self._left < 0:
            raise TooMuchError
        surface = Moved(solid, matrix)
        moved = Solid(solid.name, surface)
        if numpy is not None:
            moved.places, moved.rows = surface.places, solid.rows
        self._last[solid.name] = matrix.copy(), moved
        return moved

    def _depth(self, pair: Pair, matrix: Matrix, least: float) -> float:
        """How deep a pair runs into each other, with the first one moved; 0 for less than
        `least`."""
        a, b = pair.mover, pair.other
        moved = self._move(a, matrix)
        if not has_inside(a, b):
            return depth(moved, b, least)
        found = self._deepest(moved, b, least)
        if found <= least:
            found = max(found, self._deepest(self._move(b, matrix.inverted()), a, least))
        return found

    def _deepest(self, outer: Solid, solid: Solid, least: float) -> float:
        """The depth of the deepest point of a surface in a solid, of those deeper than `least`."""
        low = tuple(map(max, outer.low, solid.low))
        high = tuple(map(min, outer.high, solid.high))
        if solid.inside is None or any(lo > hi for lo, hi in zip(low, high)):
            return 0.0
        if len(outer.triangles) <= _FEW:
            points = points_in(outer, low, high, faces=self._list_faces(
                outer, solid, outer.faces_near(low, high), least))
        else:  # its vertices are as good as any
            if numpy is not None:
                is_in = ((outer.places >= low) & (outer.places <= high)).all(1)
                points = list(map(tuple, outer.places[is_in].tolist()))
            else:
                points = [place for place in outer.vertices
                          if low[0] <= place[0] <= high[0] and low[1] <= place[1] <= high[1]
                          and low[2] <= place[2] <= high[2]]
            points = points[::max(1, len(points) // _POINTS)]
        if numpy is not None and len(solid.shells) > 1 and points:
            # Only those in the box of a closed surface.
            near: Any = True
            for values, low_ends, high_ends in zip(
                    numpy.array(points).T, *(ends.T for ends in self._shells(solid))):
                values = values[:, None]
                near = near & (low_ends <= values) & (values <= high_ends)
            points = [point for point, is_near in zip(points, near.any(1).tolist()) if is_near]
        # The faces of one surface that look outwards tell on which side of them a point lies.
        if solid.name not in self._outwards:
            is_one = solid.oriented and solid.is_one
            if is_one:
                a, b, c = (Vector(solid.vertices[i]) for i in solid.triangles[0])
                inwards = (b - a).cross(a - c).normalized()
                size = max(hi - lo for lo, hi in zip(solid.low, solid.high))
                is_one = solid.contains((a + b + c) / 3 + inwards * (1e-4 * size))
            self._outwards[solid.name] = is_one
        signed = self._outwards[solid.name]
        measured = []
        for point in points:
            place, normal, _index, distance = solid.inside.find_nearest(point)
            if distance > least and not (signed and (Vector(point) - place).dot(normal) > 0.0):
                measured.append((distance, point))
        measured.sort(reverse=True)
        return next((distance for distance, point in measured if solid.contains(Vector(point))),
                    0.0)

    def _shells(self, solid: Solid) -> tuple[Any, Any]:
        """The ends of the boxes of the closed surfaces of a solid, as two arrays."""
        if solid.name not in self._boxes:
            surfaces = [each.surface for each in solid.shells]
            self._boxes[solid.name] = (
                numpy.array([each.low for each in surfaces]).reshape(-1, 3),
                numpy.array([each.high for each in surfaces]).reshape(-1, 3))
        return self._boxes[solid.name]

    def _list_faces(self, outer: Solid, solid: Solid, faces: list[int],
                    least: float) -> list[int]:
        """Those of some triangles that may have a point deeper than `least` in a solid: they reach
        the box of a closed surface, and some point of them may be so far from all."""
        if numpy is None or not faces:
            return faces
        corners = outer.places[outer.rows[faces]]
        lows, highs = corners.min(1), corners.max(1)
        low, high = self._shells(solid)
        near = ((lows[:, None] <= high + _ROUNDED) & (low - _ROUNDED <= highs[:, None])
                ).all(2).any(1)
        radii = numpy.linalg.norm(highs - lows, axis=1) / 2 + _ROUNDED
        find_nearest = solid.inside.find_nearest
        return [face for face, is_near, middle, radius in zip(
            faces, near.tolist(), ((lows + highs) / 2).tolist(), radii.tolist())
                if is_near and find_nearest(middle)[3] + radius > least]

    def _allowed(self, pair: Pair) -> float:
        """How deep a pair may be."""
        if not pair.at_rest:
            return self.tolerance
        key = pair.mover.name, pair.other.name
        if key not in self._rest:
            # Exactly: on the way, points may come deeper than the samples of a few.
            self._rest[key] = max(self._deepest(pair.mover, pair.other, 1e-6),
                                  self._deepest(pair.other, pair.mover, 1e-6),
                                  depth(pair.mover, pair.other))
        return self._rest[key] * (1.0 + _DEEPER) + self.tolerance

    def crosses(self, pair: Pair, matrix: Matrix) -> bool:
        """Whether the surfaces of a pair cross, with the first one moved."""
        if isinstance(pair.other, Ground):
            return pair.other.depth(pair.mover, matrix) > 0.0
        if not pair.is_near(matrix):
            return False
        a, b = pair.mover, pair.other
        if len(a.triangles) > len(b.triangles):
            a, b, matrix = b, a, matrix.inverted()
        moved = self._move(a, matrix)
        if numpy is None:
            return bool(moved.tree.overlap(b.tree))
        # Only triangles that are not all beyond one side of the other's box can cross it.
        room = _GRAIN * max(map(abs, (*b.low, *b.high)))
        beyond = numpy.hstack((moved.places < numpy.array(b.low) - room,
                               moved.places > numpy.array(b.high) + room))
        sides = numpy.packbits(beyond, axis=1)[:, 0][moved.rows]
        near = moved.rows[(sides[:, 0] & sides[:, 1] & sides[:, 2]) == 0]
        if not len(near):
            return False
        corners = range(3 * len(near))
        tree = BVHTree.FromPolygons(moved.places[near.ravel()].tolist(),
                                    list(zip(corners[0::3], corners[1::3], corners[2::3])),
                                    all_triangles=True)
        return bool(tree.overlap(b.tree))

    def how_deep(self, pair: Pair, matrix: Matrix) -> float:
        """How deep a pair runs into each other, with the first one moved; 0 where it is no deeper
        than it may."""
        if isinstance(pair.other, Ground):
            found = pair.other.depth(pair.mover, matrix)
            return found if found > self.tolerance else 0.0
        if not self.crosses(pair, matrix):
            return 0.0  # what is all inside the other came there through its surface
        most = self._allowed(pair)
        found = self._depth(pair, matrix, most)
        return found if found > most else 0.0

    def meets(self, pair: Pair, matrix: Matrix) -> bool:
        """Whether a pair runs deeper into each other than it may, with the first one moved."""
        return self.how_deep(pair, matrix) > 0.0

    def is_let_in(self, pair: Pair) -> bool:
        """Whether a pair lies in each other as built."""
        return self._allowed(pair) > 3.0 * self.tolerance
