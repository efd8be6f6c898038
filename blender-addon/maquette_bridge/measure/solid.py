# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A solid: the triangles of an object, a body or an island with what is worked out of them once, as
a tree for searches and the closed surfaces, which alone have an inside."""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Protocol

from mathutils import Vector
from mathutils.bvhtree import BVHTree

from . import fit, islands

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

MAX_NEAR = 400  # triangles around a box that are looked at
_MOST_OF_SHELLS = 200_000  # triangles beyond which the shells of a closed mesh are not told apart
_AXIS_FACES = 1000  # of which the long axis is worked out
_LONG = 1.5  # times the spread along its second axis: an elongated thing
# Two directions that no modelled face lies along.
_RAYS = (Vector((0.5718, 0.3215, 0.7547)).normalized(),
         Vector((-0.2931, 0.8817, 0.3694)).normalized())


class Surface(Protocol):
    """Triangles that a solid is made of."""

    @property
    def vertices(self) -> Sequence[Any]:
        """Places in m."""

    @property
    def triangles(self) -> Sequence[Any]:
        """Indices of `vertices`."""

    @property
    def low(self) -> Any:
        """The lower end of their box."""

    @property
    def high(self) -> Any:
        """The upper end of their box."""

    @property
    def closed(self) -> bool:
        """Whether no edge is open."""


def _tree_of(surface: Any) -> BVHTree:
    """The tree of a surface, built once for all solids that are made of it."""
    surface = getattr(surface, "same", surface)
    if getattr(surface, "tree", None) is None:
        surface.tree = BVHTree.FromPolygons(surface.vertices, surface.triangles,
                                            all_triangles=True)
    return surface.tree


class _Spans(dict[int, float]):
    """How far each triangle reaches, roughly: along its longest axis; found when it is needed."""

    def __init__(self, vertices: Sequence[Any], triangles: Sequence[Any]) -> None:
        super().__init__()
        self._vertices, self._triangles = vertices, triangles

    def __missing__(self, index: int) -> float:
        a, b, c = (self._vertices[corner] for corner in self._triangles[index])
        span = self[index] = max(max(a[0], b[0], c[0]) - min(a[0], b[0], c[0]),
                                 max(a[1], b[1], c[1]) - min(a[1], b[1], c[1]),
                                 max(a[2], b[2], c[2]) - min(a[2], b[2], c[2]))
        return span


class Solid:
    """A shape with a BVH."""

    def __init__(self, name: str, shape: Surface) -> None:
        self.name = name
        self.low, self.high = shape.low, shape.high
        self._surface = shape
        self.oriented = getattr(shape, "oriented", False)  # known to be; else it is worked out
        self._corners: array[int] | None = getattr(shape, "corners", None)
        self.kept: dict[Any, Any] = {}  # of what is asked again: how deep it is in which other
        self._tree: BVHTree | None = None
        self._inside: Any = None
        self._shells: list[_Shell] | None = None
        # A ray's step after a hit: more than a 32-bit float loses at this place.
        self._step = max(1e-6, 4e-7 * max(map(abs, (*shape.low, *shape.high))))

    @cached_property
    def closed(self) -> bool:
        """Whether no edge is open."""
        return self._surface.closed

    @cached_property
    def vertices(self) -> Sequence[Any]:
        """Places in m."""
        return self._surface.vertices

    @cached_property
    def triangles(self) -> Sequence[Any]:
        """Indices of `vertices`."""
        return self._surface.triangles

    @cached_property
    def places(self) -> Any:
        """The vertices as an array of numpy."""
        found = getattr(self._surface, "places", None)
        return numpy.array(self.vertices, dtype=float) if found is None else found

    @cached_property
    def rows(self) -> Any:
        """The triangles as an array of numpy."""
        flat = (numpy.frombuffer(self._corners, dtype=numpy.int32) if self._corners
                else numpy.array(self.triangles))
        return flat.reshape(-1, 3)

    @cached_property
    def boxes(self) -> tuple[Any, Any]:
        """The lower and the upper ends of its triangles' boxes: arrays of numpy, a row an axis."""
        columns = numpy.ascontiguousarray(self.places.T)
        a, b, c = (columns[:, corners] for corners in self.rows.T)
        return (numpy.minimum(numpy.minimum(a, b), c), numpy.maximum(numpy.maximum(a, b), c))

    @cached_property
    def spans(self) -> _Spans:
        """{triangle: how far it reaches}."""
        return _Spans(self.vertices, self.triangles)

    @property
    def tree(self) -> BVHTree:
        """A tree of the triangles, for fast searches; built once."""
        if self._tree is None:
            self._tree = _tree_of(self._surface)
        return self._tree

    @property
    def first(self) -> Vector:
        """A point of the surface; vertices may be loose."""
        return Vector(self.vertices[self.triangles[0][0]])

    @cached_property
    def islands(self) -> list[islands.Island]:
        """Its connected surfaces."""
        found = getattr(self._surface, "islands", None)
        return islands.find(self.vertices, self.triangles) if found is None else found

    @cached_property
    def is_one(self) -> bool:
        """Whether it is one surface, as its faces share their vertices."""
        return islands.are_one(self.triangles, self._corners)

    @cached_property
    def long_axis(self) -> Vector | None:
        """The axis of an elongated thing, roughly; None for others."""
        step = max(1, len(self.triangles) // _AXIS_FACES)
        (first, axis), (second, _axis), _third = fit.principal_axes(
            self.vertices, self.triangles[::step])
        return axis if first > _LONG * second else None

    @property
    def shells(self) -> list[_Shell]:
        """The closed islands, which have an inside."""
        if self._shells is None:
            whole = self.closed and (len(self.triangles) > _MOST_OF_SHELLS or self.is_one)
            found = [self] if whole else self.islands
            self._shells = [_Shell(each, self._step) for each in found if each.closed]
            inwards = [each for each in self._shells
                       if len(self._shells) > 1 and each.surface.volume < 0.0]
            for each in inwards:
                first = each.surface.vertices[each.surface.triangles[0][0]]
                each.hollow = any(other.contains(first) for other in self._shells
                                  if other is not each and other not in inwards)
        return self._shells

    @property
    def inside(self) -> Any:
        """A BVH of what has an inside; None where there is nothing."""
        if self.closed:
            return self.tree
        if self._inside is None:
            vertices, closed = islands.join([each.surface for each in self.shells])
            self._inside = (BVHTree.FromPolygons(vertices, closed, all_triangles=True)
                            if closed else False)
        return self._inside or None

    def contains(self, point: Vector) -> bool:
        """Whether a point lies inside: in more shells than hollows. Each shell is asked by itself,
        so that those that overlap or lie on each other do not cancel out."""
        if not _is_between(self.low, point, self.high):
            return False
        depth = 0
        for each in self.shells:
            if each.contains(point):
                depth += -1 if each.hollow else 1
        return depth > 0

    def faces_near(self, low: tuple[float, float, float],
                   high: tuple[float, float, float]) -> list[int]:
        """Indices of triangles around a box: all when few, else the largest and some more."""
        centre = (Vector(low) + Vector(high)) / 2
        radius = (Vector(high) - Vector(low)).length / 2 + 1e-4
        found = [each[2] for each in self.tree.find_nearest_range(centre, radius)]
        if len(found) <= MAX_NEAR:
            return found
        spread = found[::len(found) // (MAX_NEAR // 2)]
        if numpy is None:
            largest = heapq.nlargest(MAX_NEAR // 2, found, key=self.spans.__getitem__)
        else:
            lows, highs = (side[:, found] for side in self.boxes)
            order = numpy.argsort(-(highs - lows).max(axis=0), kind="stable")
            largest = [found[number] for number in order[:MAX_NEAR // 2].tolist()]
        return sorted({*spread, *largest})


class _Shell:
    """A closed surface of a solid."""

    def __init__(self, surface: Any, step: float) -> None:
        self.surface = surface
        self.hollow = False  # within another one, and looking inwards
        self._tree: BVHTree | None = None
        self._is_oriented = True  # all faces look the same way
        self._step = step  # m, of a ray after a hit

    def contains(self, point: Sequence[float]) -> bool:
        """Whether a point lies within it, whichever way its faces look. Where all look the same
        way, surfaces passed outwards count less those passed inwards, so that a shell that
        overlaps itself does not cancel out."""
        if not _is_between(self.surface.low, point, self.surface.high):
            return False
        if self._tree is None:
            self._tree = (self.surface.tree if isinstance(self.surface, Solid)
                          else _tree_of(self.surface))
            self._is_oriented = (getattr(self.surface, "oriented", False)
                                 or islands.are_oriented(self.surface.triangles))
        for ray in _RAYS:
            origin, crossings = Vector(point), 0
            for _ in range(128):
                hit, normal, _index, _distance = self._tree.ray_cast(origin, ray)
                if hit is None:
                    break
                crossings += 1 if not self._is_oriented or normal.dot(ray) > 0 else -1
                origin = hit + ray * self._step
            if not (crossings if self._is_oriented else crossings % 2):
                return False
        return True


def _is_between(low: Sequence[float], point: Sequence[float], high: Sequence[float]) -> bool:
    return (low[0] <= point[0] <= high[0] and low[1] <= point[1] <= high[1]
            and low[2] <= point[2] <= high[2])
