# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies that requirements are measured on: the whole, a part, or one piece of a part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from mathutils import Vector

from . import fit, islands, vectors
from .collision import box_gap, touches
from .disjoint_sets import DisjointSets
from .solid import Solid

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from .asset import Shape

MAX_FACES = 200_000  # triangles of one body that are looked at one by one
MAX_WORK = 2_000_000  # of all bodies together, so that no list of requirements takes minutes
EACH = 4000  # triangles that looking at a body costs at least, however small it is
MAX_ISLANDS = 400  # of one object, tried against each other for touch


class Unmeasurable(Exception):
    """Why a requirement cannot be measured here, in words."""


class Budget:
    """How many triangles may still be looked at."""

    def __init__(self, left: int = MAX_WORK) -> None:
        self._left = left

    def take(self, count: int, least: int = 0) -> None:
        """Counts triangles, at least `least`, against the limit. Raises Unmeasurable beyond it."""
        if count > MAX_FACES:
            raise Unmeasurable(f"it has {count} triangles, more than the {MAX_FACES} that are "
                               "looked at one by one")
        self._left -= max(count, least)
        if self._left < 0:
            raise Unmeasurable("the requirements before it used up the time for measuring")


class Body:
    """Surfaces taken as one thing: the whole, a part, an object, or one island of it."""

    def __init__(self, name: str, objects: list[str], surfaces: Sequence[Shape | islands.Island],
                 budget: Budget) -> None:
        """`surfaces`: each with vertices, triangles, low and high (asset.Shape, Island)."""
        self.name, self.objects = name, objects
        self._surfaces = [each for each in surfaces if each.low is not None]
        self._budget = budget
        self._made: dict[Any, Any] = {}
        if not self._surfaces:
            raise Unmeasurable(f"{name} has no geometry")
        self.low = tuple(min(each.low[axis] for each in self._surfaces) for axis in range(3))
        self.high = tuple(max(each.high[axis] for each in self._surfaces) for axis in range(3))

    def keep(self, name: str | tuple[bool | float | str, ...], make: Callable[..., Any]) -> Any:
        """Returns the result of `make`, which works it out the first time that it is asked for."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    @property
    def longest(self) -> float:
        """The longest extent along x, y or z, in m."""
        return max(self.extent(axis) for axis in range(3))

    def extent(self, axis: int) -> float:
        """The extent along an axis (0, 1 or 2), in m."""
        return self.high[axis] - self.low[axis]

    @property
    def middle(self) -> Vector:
        """The middle of the bounds, in m."""
        return Vector([(lo + hi) / 2 for lo, hi in zip(self.low, self.high)])

    @property
    def count(self) -> int:
        """How many triangles."""
        return sum(len(each.triangles) for each in self._surfaces)

    @property
    def mesh(self) -> tuple[list[tuple[float, float, float]], list[tuple[int, int, int]]]:
        """(vertices, triangles) of all surfaces together."""
        return self.keep("mesh", self._merge)

    def _merge(self) -> tuple[list[tuple[float, float, float]], list[tuple[int, int, int]]]:
        if not self.count:
            raise Unmeasurable(f"{self.name} has no surface")
        self._budget.take(self.count, EACH)
        if len(self._surfaces) == 1:
            return self._surfaces[0].vertices, self._surfaces[0].triangles
        return islands.join(self._surfaces)

    @property
    def same(self) -> list[int]:
        """For each vertex the first one at its place."""
        def number() -> list[int]:
            first: dict[Any, Any] = {}
            return [first.setdefault(place, number) for number, place in enumerate(self.mesh[0])]

        return self.keep("same", number)

    @property
    def islands(self) -> list[islands.Island]:
        """The connected surfaces of the body."""
        mesh = self.mesh
        if len(self._surfaces) == 1:
            return self._surfaces[0].islands
        return self.keep("islands", lambda: islands.find(*mesh))

    @property
    def closed(self) -> bool:
        """True if all its surfaces are closed."""
        return all(each.closed for each in self.islands)

    @property
    def solid(self) -> Solid:
        """The body as a solid, for gaps and overlaps."""
        return self.keep("solid", lambda: Solid(self.name, _Merged(self, self._surfaces)))

    @property
    def faces(self) -> list[tuple[float, Vector, Vector, tuple[int, int, int]]]:
        """(area, normal, centre, triangle) of each triangle that has an area."""
        return self.keep("faces", self._list_faces)

    def _list_faces(self) -> list[tuple[float, Vector, Vector, tuple[int, int, int]]]:
        vertices, triangles = self.mesh
        if numpy is not None and len(triangles) >= vectors.FEW:
            areas, normals, centres, kept = self.planes
            found = list(zip(areas.tolist(), map(Vector, normals.tolist()),
                             map(Vector, centres.tolist()), map(triangles.__getitem__, kept)))
            triangles = []
        else:
            found = []
        for triangle in triangles:
            a, b, c = (Vector(vertices[corner]) for corner in triangle)
            normal = (b - a).cross(c - a)
            double = normal.length
            if double > 0.0:
                found.append((double / 2, normal / double, (a + b + c) / 3, triangle))
        if not found:
            raise Unmeasurable(f"{self.name} has no face with an area")
        return found

    @property
    def planes(self) -> tuple[Any, Any, Any, Any]:
        """(areas, normals, centres, numbers) of the triangles that have an area, as arrays of
        numpy."""
        return self.keep("planes", self._list_planes)

    def _list_planes(self) -> tuple[Any, Any, Any, Any]:
        places = self.solid.places.astype(numpy.float32)
        a, b, c = (places[corners] for corners in self.solid.rows.T)
        doubles, normals = vectors.normalize(vectors.cross(b - a, c - a))
        kept = numpy.flatnonzero(doubles > 0.0)
        return (doubles[kept] / 2, normals[kept], ((a + b + c) * numpy.float32(1 / 3))[kept], kept)

    @property
    def axes(self) -> list[tuple[float, Vector]]:
        """Principal axes of the surface: [(spread, direction)], the longest first."""
        return self.keep("axes", lambda: fit.principal_axes(*self.mesh))

    def need_closed(self, what: str) -> None:
        """Refuses an open mesh for a measure that has no meaning there."""
        if not self.closed:
            edges = sum(each.open_edges for each in self.islands)
            raise Unmeasurable(f"{self.name} is an open mesh ({edges} edges with one face), which "
                               f"has no {what}")


class _Merged:
    """The surfaces of a body as those of a solid."""

    def __init__(self, body: Body, surfaces: Sequence[Shape | islands.Island]) -> None:
        if len(surfaces) == 1:
            self.same = surfaces[0]  # for what is worked out once
            self.places = getattr(surfaces[0], "places", None)
            self.corners = getattr(surfaces[0], "corners", None)
        self._body = body
        self.low, self.high = body.low, body.high
        self.vertices, self.triangles = body.mesh

    @property
    def closed(self) -> bool:
        """Whether no edge is open."""
        return self._body.closed


def bodies_of_object(name: str, shape: Shape, budget: Budget) -> list[Body]:
    """The bodies in one object: islands of its mesh, those that touch taken together."""
    budget.take(len(shape.triangles))
    found = shape.islands
    if len(found) <= MAX_ISLANDS:
        budget.take(len(found) ** 2 // 2)
        # Islands in groups of those that touch.
        size = max((max(each.high[axis] for each in found) - min(each.low[axis] for each in found)
                    for axis in range(3) if found), default=0.0)
        near = max(1e-6, 1e-4 * size)
        solids = [Solid(name, each) for each in found]
        sets = DisjointSets(range(len(found)))
        for i, a in enumerate(solids):
            for j in range(i):
                if (sets.find(i) != sets.find(j) and box_gap(a, solids[j]) <= near
                        and touches(a, solids[j], near)):
                    sets.join(i, j)
        groups = [[found[i] for i in group] for group in sets.group(range(len(found)))]
    else:
        groups = [[each] for each in found]
    if len(groups) == 1:
        return [Body(name, [name], [shape], budget)]
    groups.sort(key=lambda group: min((*each.low, *each.high) for each in group))
    return [Body(f"{name}, body {number}", [name], group, budget)
            for number, group in enumerate(groups, 1)]
