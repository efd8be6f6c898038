# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How two solids stand to each other: whether they touch, how far apart they are, how deep one runs
into the other.

Only closed surfaces have an inside: of a mesh with open and closed islands the closed ones count,
and where both are open, how far one reaches beyond the other's surface."""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mathutils import Vector
from mathutils.bvhtree import BVHTree
from mathutils.geometry import intersect_ray_tri

from . import fit, islands

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from ..motion.meeting import Moved
    from .asset import Shape
    from .bodies import _Merged
    from .moves import _Moved

GRAIN = 0.00005  # m; less is no overlap
_SAMPLES = 400  # points of one surface that are tried against the other
_SEEDS = 6  # the best of them, from which the closest pair is walked to
_STEPS = 40
_FACES = 400
# Looking closer round the deepest point so far: how often, in a box of what share of the last,
# and only from what share of the depth that matters.
_ROUNDS, _CLOSER, _NEARLY = 4, 0.4, 0.5
_MOST_OF_SHELLS = 200_000  # triangles beyond which the shells of a closed mesh are not told apart
_AXIS_FACES = 1000  # of which the long axis is worked out
_LONG = 1.5  # times the spread along its second axis: an elongated thing
_CROSSINGS = 2000  # pairs of triangles of which it is worked out where they cross
# Two directions that no modelled face lies along.
_RAYS = (Vector((0.5718, 0.3215, 0.7547)).normalized(),
         Vector((-0.2931, 0.8817, 0.3694)).normalized())


class _Spans(dict[int, float]):
    """How far each triangle reaches, roughly: along its longest axis; found when it is needed."""

    def __init__(self, solid: Solid) -> None:
        super().__init__()
        self._vertices, self._triangles = solid.vertices, solid.triangles

    def __missing__(self, index: int) -> float:
        a, b, c = (self._vertices[corner] for corner in self._triangles[index])
        span = self[index] = max(max(a[0], b[0], c[0]) - min(a[0], b[0], c[0]),
                                 max(a[1], b[1], c[1]) - min(a[1], b[1], c[1]),
                                 max(a[2], b[2], c[2]) - min(a[2], b[2], c[2]))
        return span

    def fill(self) -> None:
        """Finds those of all triangles at once, where numpy is there."""
        if numpy is None or len(self) == len(self._triangles):
            return
        places = numpy.array(self._vertices, dtype=float)[numpy.array(self._triangles)]
        self.update(enumerate((places.max(axis=1) - places.min(axis=1)).max(axis=1).tolist()))


class Solid:
    """A shape with a BVH."""

    def __init__(self, name: str, shape: Shape | _Merged | _Moved | Moved | islands.Island) -> None:
        self.name = name
        self.low, self.high = shape.low, shape.high
        self.vertices: Sequence[Any] = shape.vertices  # m
        self.triangles: Sequence[Any] = shape.triangles
        self.closed = shape.closed
        self.oriented = getattr(shape, "oriented", False)  # known to be; else it is worked out
        self._corners: array[int] | None = getattr(shape, "corners", None)
        self.spans = _Spans(self)
        self.kept: dict[Any, Any] = {}  # of what is asked again: how deep it is in which other
        self._tree: BVHTree | None = None
        self._inside: Any = None
        self._shells: list[_Shell] | None = None
        # A ray's step after a hit: more than a 32-bit float loses at this place.
        self._step = max(1e-6, 4e-7 * max(map(abs, (*shape.low, *shape.high))))

    @property
    def tree(self) -> BVHTree:
        """A tree of the triangles, for fast searches; built once."""
        if self._tree is None:
            self._tree = BVHTree.FromPolygons(self.vertices, self.triangles, all_triangles=True)
        return self._tree

    @property
    def first(self) -> Vector:
        """A point of the surface; vertices may be loose."""
        return Vector(self.vertices[self.triangles[0][0]])

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
            found = [self] if whole else islands.find(self.vertices, self.triangles)
            self._shells = [_Shell(each, self._step) for each in found if each.closed]
            _find_hollows(self._shells)
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
        if len(found) <= _FACES:
            return found
        spread = found[::len(found) // (_FACES // 2)]
        self.spans.fill()
        largest = heapq.nlargest(_FACES // 2, found, key=self.spans.__getitem__)
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
            self._tree = (self.surface.tree if isinstance(self.surface, Solid) else
                          BVHTree.FromPolygons(self.surface.vertices, self.surface.triangles,
                                               all_triangles=True))
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


def _find_hollows(shells: list[_Shell]) -> None:
    inwards = [each for each in shells if len(shells) > 1 and each.surface.volume < 0.0]
    for each in inwards:
        first = each.surface.vertices[each.surface.triangles[0][0]]
        each.hollow = any(other.contains(first) for other in shells
                          if other is not each and other not in inwards)


def box_gap(a: Solid, b: Solid) -> float:
    """The distance of two boxes: nothing in them is nearer."""
    total = 0.0
    for low_a, high_a, low_b, high_b in zip(a.low, a.high, b.low, b.high):
        gap = max(low_a - high_b, low_b - high_a, 0.0)
        total += gap * gap
    return total ** 0.5


def _samples(solid: Solid, other: Solid) -> list[tuple[float, float, float]]:
    """Points of a surface to begin the search for the closest pair from."""
    low = [max(a, b) for a, b in zip(solid.low, other.low)]
    high = [min(a, b) for a, b in zip(solid.high, other.high)]
    # The boxes' common region, or what lies between them.
    near = solid.faces_near(tuple(map(min, low, high)), tuple(map(max, low, high)))
    indices = list(dict.fromkeys(i for face in near for i in solid.triangles[face]))
    if not indices:
        indices = [corner for triangle in solid.triangles for corner in triangle]
    return [solid.vertices[i] for i in indices[::max(1, len(indices) // _SAMPLES)]]


def closest(a: Solid, b: Solid, enough: float = 0.0) -> tuple[float, Vector, Vector]:
    """(distance, point on a, point on b) of the closest pair; stops early at `enough`.

    Projecting to and fro between two surfaces walks to a closest pair; several starts find the
    right one. Between edges that cross, each step is so much shorter than the one before as they
    are near parallel: the walk goes on from where all such steps would lead."""
    starts = []
    for point in _samples(a, b):
        there, _normal, _index, distance = b.tree.find_nearest(point)
        if distance <= enough:
            return distance, Vector(point), there
        starts.append((distance, there))
    for point in _samples(b, a):
        there, _normal, _index, distance = a.tree.find_nearest(point)
        if distance <= enough:
            return distance, there, Vector(point)
        starts.append((distance, Vector(point)))
    starts.sort(key=lambda each: each[0])
    best: Any = None
    for _distance, on_b in starts[:_SEEDS]:
        last: float | None = None
        step: Vector | None = None
        for _ in range(_STEPS):
            before = on_b
            on_a, _normal, _index, _d = a.tree.find_nearest(on_b)
            on_b, _normal, _index, distance = b.tree.find_nearest(on_a)
            if last is not None and last - distance < 1e-7:
                break
            last, past, step = distance, step, on_b - before
            share = step.length / past.length if past and past.length else 1.0
            if share < 1.0:
                ahead, _normal, _index, _d = a.tree.find_nearest(
                    on_b + step * share / (1.0 - share))
                there, _normal, _index, nearer = b.tree.find_nearest(ahead)
                if nearer < distance:
                    on_a, on_b, last, distance, step = ahead, there, nearer, nearer, None
        if best is None or distance < best[0]:
            best = distance, on_a, on_b
        if best[0] <= enough:
            break
    return best


def touches(a: Solid, b: Solid, tolerance: float) -> bool:
    """Whether two solids intersect, lie in one another, or are within `tolerance`."""
    if box_gap(a, b) > tolerance:
        return False
    if a.tree.overlap(b.tree):
        return True
    if b.contains(a.first) or a.contains(b.first):
        return True
    return closest(a, b, tolerance)[0] <= tolerance


def depth(a: Solid, b: Solid, least: float = 0.0) -> float:
    """How deep the deepest found point of one surface lies inside the other solid; of two open
    surfaces, how far one reaches beyond the other. What is clearly less than `least` is only
    found roughly. Measured once."""
    key = "depth", b, least
    if key not in a.kept:
        found = deepest(a, b, least)[0]
        a.kept[key] = found if found > 0.0 else _beyond(a, b)
    return a.kept[key]


def has_inside(a: Solid, b: Solid) -> bool:
    """Whether either of two has a closed surface, so that a depth is one."""
    return a.inside is not None or b.inside is not None


def deepest(a: Solid, b: Solid, least: float = 0.0) -> tuple[float, Vector | None, Vector | None]:
    """(depth, that point, the nearest point of the surface that it lies behind); (0, None, None)
    where neither runs into the other."""
    low = tuple(map(max, a.low, b.low))
    high = tuple(map(min, a.high, b.high))
    if any(lo > hi for lo, hi in zip(low, high)):
        return 0.0, None, None
    return max(deepest_in(a, b, low, high, least), deepest_in(b, a, low, high, least),
               key=lambda each: each[0])


def deepest_in(outer: Solid, solid: Solid, low: tuple[float, float, float],
               high: tuple[float, float, float],
               least: float = 0.0) -> tuple[float, Vector | None, Vector | None]:
    """Samples the surface in a box, then closer and closer round the deepest point."""
    nothing = 0.0, None, None
    if solid.inside is None:
        return nothing
    best = _sample_deepest(outer, solid, low, high, 1e-6)
    if best is None and len(outer.triangles) > _FACES:
        # Where a fine mesh only dips into the solid, few of its many points lie there.
        crossed = {corner for i, _j in outer.tree.overlap(solid.tree)
                   for corner in outer.triangles[i]}
        places = [outer.vertices[corner] for corner in crossed]
        if places:
            low, high = (tuple(map(function, zip(*places))) for function in (min, max))
            best = _sample_deepest(outer, solid, low, high, 1e-6)
    if best is None:
        return nothing
    reach = max(hi - lo for lo, hi in zip(low, high))
    for _ in range(_ROUNDS if best[0] >= _NEARLY * least else 0):
        reach *= _CLOSER
        closer = _sample_deepest(outer, solid, tuple(p - reach for p in best[1]),
                                 tuple(p + reach for p in best[1]), best[0], True)
        if closer is None:
            break
        best = closer
    return best


def _sample_deepest(outer: Solid, solid: Solid, low: tuple[float, float, float],
                    high: tuple[float, float, float], least: float,
                    dense: bool = False) -> tuple[float, Vector, Vector] | None:
    """As `deepest`, of the surface's points in a box; None where none is deeper than `least`."""
    measured = []
    find_nearest = solid.inside.find_nearest
    # Nothing beyond the solid's box lies in it; contains() has its point in 32-bit numbers.
    margin = 1e-6 * max(map(abs, (*solid.low, *solid.high)))
    x0, y0, z0 = floor = tuple(value - margin for value in solid.low)
    x1, y1, z1 = ceiling = tuple(value + margin for value in solid.high)
    for point in points_in(outer, low, high, dense, (floor, ceiling)):
        x, y, z = point
        if not (x0 <= x <= x1 and y0 <= y <= y1 and z0 <= z <= z1):
            continue
        there, _normal, _index, distance = find_nearest(point)
        if distance is not None and distance > least:
            measured.append((distance, point, there))
    measured.sort(key=lambda each: each[:2], reverse=True)
    for distance, point, there in measured:
        if solid.contains(Vector(point)):
            return distance, Vector(point), there
    return None


def points_in(solid: Solid, low: tuple[float, float, float], high: tuple[float, float, float],
              dense: bool = True, within: tuple[Any, Any] | None = None
              ) -> list[tuple[float, float, float]]:
    """Points of a surface in a box: of small triangles a corner, of large ones what the box leaves
    of them, with points on its rim or (`dense`) spread over it. Large ones that do not reach
    `within` another box are left out."""
    points = []
    large = 0.2 * max(hi - lo for lo, hi in zip(low, high))
    floor, ceiling = within or (low, high)
    x0, y0, z0 = map(max, low, floor)
    x1, y1, z1 = map(min, high, ceiling)
    vertices, triangles, spans = solid.vertices, solid.triangles, solid.spans
    for index in solid.faces_near(low, high):
        if spans[index] < large:
            # Its neighbours bring the other corners.
            points.append(vertices[triangles[index][0]])
            continue
        (ax, ay, az), (bx, by, bz), (cx, cy, cz) = corners = [
            vertices[i] for i in triangles[index]]
        if (ax < x0 and bx < x0 and cx < x0 or ax > x1 and bx > x1 and cx > x1
                or ay < y0 and by < y0 and cy < y0 or ay > y1 and by > y1 and cy > y1
                or az < z0 and bz < z0 and cz < z0 or az > z1 and bz > z1 and cz > z1):
            continue
        polygon = clip(corners, low, high)
        if polygon:
            count = len(polygon)
            x, y, z = middle = tuple(sum(axis) / count for axis in zip(*polygon))
            points.append(middle)
            points.extend(polygon)
            for (px, py, pz), (qx, qy, qz) in zip(polygon, polygon[1:] + polygon[:1]):
                points.append(((px + qx) / 2, (py + qy) / 2, (pz + qz) / 2))
                if dense:
                    points.append(((px + qx + x) / 3, (py + qy + y) / 3, (pz + qz + z) / 3))
                    points.append(((px + x) / 2, (py + y) / 2, (pz + z) / 2))
    return list(dict.fromkeys(points))


def _beyond(a: Solid, b: Solid) -> float:
    """How far two open surfaces that cross reach beyond each other: the shortest way that one must
    be drawn back."""
    if has_inside(a, b) or not a.tree.overlap(b.tree):
        return 0.0
    return min(_beyond_of(a, b), _beyond_of(b, a))


def _beyond_of(outer: Solid, surface: Solid) -> float:
    size = max(hi - lo for lo, hi in zip(surface.low, surface.high)) / 2
    sides = [0.0, 0.0]
    for point in points_in(outer, tuple(value - size for value in surface.low),
                           tuple(value + size for value in surface.high)):
        there, normal, _index, distance = surface.tree.find_nearest(point)
        side = (Vector(point) - there).dot(normal) > 0.0
        sides[side] = max(sides[side], distance)
    return min(sides)


def crossings(a: Solid, b: Solid) -> list[Vector]:
    """Points where the edges of one surface pass through triangles of the other."""
    pairs = a.tree.overlap(b.tree)
    found = []
    for i, j in pairs[::max(1, len(pairs) // _CROSSINGS)]:
        for solid, index, other, face in ((a, i, b, j), (b, j, a, i)):
            corners = [Vector(solid.vertices[corner]) for corner in solid.triangles[index]]
            target = [Vector(other.vertices[corner]) for corner in other.triangles[face]]
            for k in range(3):
                origin, ray = corners[k - 1], corners[k] - corners[k - 1]
                hit = intersect_ray_tri(*target, ray, origin, True)
                if hit is not None and 0.0 <= (hit - origin).dot(ray) <= ray.length_squared:
                    found.append(hit)
    return found


def clip(polygon: list[tuple[float, float, float]], low: Sequence[float], high: Sequence[float],
         axes: Sequence[int] = (0, 1, 2)) -> list[tuple[float, float, float]]:
    """The part of a convex polygon inside a box (Sutherland and Hodgman), which it may leave along
    some axes only."""
    for axis in axes:
        for bound, sign in ((low[axis], 1.0), (high[axis], -1.0)):
            outside = [(point[axis] - bound) * sign < 0 for point in polygon]
            if not any(outside):
                continue
            if all(outside):
                return []
            kept: list[Any] = []
            before, was_outside = polygon[-1], outside[-1]
            for point, is_outside in zip(polygon, outside):
                if is_outside != was_outside:
                    t = (bound - before[axis]) / (point[axis] - before[axis])
                    (x, y, z), (u, v, w) = before, point
                    kept.append((x + (u - x) * t, y + (v - y) * t, z + (w - z) * t))
                if not is_outside:
                    kept.append(point)
                before, was_outside = point, is_outside
            polygon = kept
    return polygon
