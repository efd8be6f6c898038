# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How two parts stand to each other: overlap, gap, clearance, and what a piece was let in by."""

import operator
from collections.abc import Callable
from typing import Any

from mathutils import Vector

from . import collision, fit
from .bodies import Unmeasurable
from .solid import Solid

MAX_BOXES = 1_000_000  # pairs of boxes compared, of all requirements together
MAX_MEASURED = 1500  # pairs of solids worked out exactly, of all requirements together
MAX_CLOSE = 300  # of these for one requirement's nearest pair
_RAYS = 600  # from each of two surfaces, for the gap between their sides
_SIDE = 0.7  # of a normal's height: steeper faces are sides, flatter ones carry weight
_FACING = -0.5


class Pairs:
    """Gaps and depths of pairs of solids: each is worked out once, and so many that no list of
    requirements takes minutes."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, ...], Any] = {}
        self._boxes, self._measured = MAX_BOXES, MAX_MEASURED

    def _keep(self, measure: Callable[..., Any], a: Solid, b: Solid) -> float:
        key = measure.__name__, *sorted((a.name, b.name))
        if key not in self._kept:
            self._measured -= 1
            if self._measured < 0:
                raise Unmeasurable("more pairs of objects than are measured are near each other")
            self._kept[key] = measure(a, b)
        return self._kept[key]

    def depth(self, a: Solid, b: Solid) -> float:
        """Depth of the overlap of two solids, in m; measured once."""
        return self._keep(collision.depth, a, b)

    def let_in(self, a: Solid, b: Solid) -> float:
        """Depth to which one solid is let into the other, in m; measured once."""
        return self._keep(let_in, a, b)

    def gap(self, a: Solid, b: Solid) -> float:
        """0 where they touch, lie in one another or overlap."""
        return self._keep(_gap, a, b)

    def near_first(self, ones: list[Solid],
                   others: list[Solid]) -> list[tuple[float, Any, Any]]:
        """[(distance of their boxes, a, b)] of two lists of solids, the nearest first."""
        self._boxes -= len(ones) * len(others)
        if self._boxes < 0:
            raise Unmeasurable("there are more pairs of objects than are measured")
        found = [(collision.box_gap(a, b), a.name, b.name, a, b) for a in ones for b in others
                 if a is not b]
        if not found:
            raise Unmeasurable("there are no two different objects with a surface")
        found.sort(key=lambda each: each[:3])
        return [(bound, a, b) for bound, _a, _b, a, b in found]

    def nearest(self, ones: list[Solid],
                others: list[Solid]) -> Any:
        """(gap, a, b) of the two solids that are nearest."""
        best = None
        for number, (bound, a, b) in enumerate(self.near_first(ones, others)):
            if best is not None and (bound >= best[0] or number >= MAX_CLOSE):
                break
            gap = self.gap(a, b)
            if best is None or gap < best[0]:
                best = gap, a, b
        return best

    def overlaps(self, ones: list[Solid], others: list[Solid],
                 measure: Callable[..., Any] | None = None) -> list[tuple[float, Any, Any]]:
        """[(depth, a, b)] of the pairs that run into each other, deepest first."""
        measure = measure or self.depth
        found, seen = [], set()
        for bound, a, b in self.near_first(ones, others):
            if bound > 0.0:
                break
            pair = frozenset((a.name, b.name))
            if pair in seen:
                continue
            seen.add(pair)
            depth = measure(a, b)
            if depth > 0.0:
                found.append((depth, a, b))
        return sorted(found, key=lambda each: (-each[0], each[1].name, each[2].name))

    def clearance(self, ones: list[Solid], others: list[Solid],
                  axis: Vector | None,
                  grain: float) -> tuple[float, Solid, Solid, str]:
        """(gap, a, b, how) of the narrowest place between two parts; negative where they overlap.
        Things rest on each other: where they only touch, and there on faces that carry weight, the
        gap between their sides counts."""
        deep = self.overlaps(ones, others)
        if deep and deep[0][0] > grain:
            depth, a, b = deep[0]
            return -depth, a, b, "greatest depth of overlap, as a negative gap"
        if axis is not None:
            found = self._side_gap(ones, others, axis)
            if found is None:
                raise Unmeasurable("no faces of the two look at each other along that axis")
            return *found, "smallest gap along the axis"
        gap, a, b = self.nearest(ones, others)
        if gap > grain:
            return gap, a, b, "smallest distance of the surfaces"
        found = self._side_gap(ones, others, None)
        if found is None:
            return 0.0, a, b, "they touch"
        return *found, "smallest gap between their sides; they rest on each other"

    def _side_gap(self, ones: list[Solid], others: list[Solid],
                  axis: Vector | None) -> tuple[float, Solid, Solid] | None:
        """(gap, a, b): the smallest between faces that look at each other: sides, or along an
        axis."""
        best = None
        for number, (bound, a, b) in enumerate(self.near_first(ones, others)):
            if number >= MAX_CLOSE or (best is not None and bound >= best[0]):
                break
            self._measured -= 1
            for solid, other in ((a, b), (b, a)):
                found = _gap_from(solid, other, axis)
                if found is not None and (best is None or found < best[0]):
                    best = found, a, b
        return best


def _gap(a: Solid, b: Solid) -> float:
    if collision.box_gap(a, b) <= 0.0 and collision.touches(a, b, 0.0):
        return 0.0
    return collision.closest(a, b)[0]


def _gap_from(solid: Solid, other: Solid, axis: Vector | None) -> float | None:
    """The smallest gap from the faces of one solid to those of another that look at them."""
    size = max(hi - lo for lo, hi in zip(other.low, other.high))
    step = 1e-6 * max(1.0, size)
    margin = [0.5 * size] * 3
    if axis is not None:  # however far they are from each other along it
        k = max(range(3), key=lambda each: abs(axis[each]))
        margin[k] = max(margin[k], step + max(other.low[k] - solid.high[k],
                                              solid.low[k] - other.high[k]))
    low = tuple(map(operator.sub, other.low, margin))
    high = tuple(map(operator.add, other.high, margin))
    best = None
    points = collision.points_in(solid, low, high)
    for point in points[::max(1, len(points) // _RAYS)]:
        place, normal, _index, _distance = solid.tree.find_nearest(point)
        if axis is None:
            ray = normal
            if abs(normal.z) > _SIDE:
                continue
        else:
            ray = axis if normal.dot(axis) > 0.0 else -axis
            if abs(normal.dot(axis)) < _SIDE:
                continue
        _hit, met, _index, distance = other.tree.ray_cast(place - ray * step, ray)
        # Its own other side may lie between.
        if distance is None or met.dot(ray) > _FACING:
            continue
        gap = max(distance - step, 0.0)
        if best is None or gap < best:
            _own, _normal, _index, own = solid.tree.ray_cast(place + ray * step, ray)
            if own is None or own > gap:
                best = gap
    return best


def let_in(a: Solid, b: Solid) -> float:
    """How far one of two solids reaches into the other the way it went in: from the plane in which
    their surfaces cross to the farthest point inside. Where they do not cross in about a plane, as
    where one passes through, the greatest depth below the surface. Measured once."""
    key = "let in", b
    if key not in a.kept:
        a.kept[key] = _measure_let_in(a, b)
    return a.kept[key]


def _measure_let_in(a: Solid, b: Solid) -> float:
    deep = collision.depth(a, b)
    points = collision.crossings(a, b)
    if deep <= 0.0 or len(points) < 3:
        return deep
    centre, direction, off = fit.line(points)
    along = [(point - centre).dot(direction) for point in points]
    if off < 0.02 * (max(along) - min(along)):
        return deep  # a line lies in many planes
    centre, normal = fit.plane(points)
    uneven = max(abs((point - centre).dot(normal)) for point in points)
    low = tuple(map(max, a.low, b.low))
    high = tuple(map(min, a.high, b.high))
    far = 0.0
    for outer, solid in ((a, b), (b, a)):
        for point in collision.points_in(outer, low, high):
            height = abs((Vector(point) - centre).dot(normal))
            if height > far and solid.contains(Vector(point)):
                far = height
    return max(deep, far) if uneven <= 0.25 * far else deep


def stands(solid: Solid) -> bool:
    """Whether a solid is on the ground."""
    size = max(hi - lo for lo, hi in zip(solid.low, solid.high))
    return solid.low[2] <= min(1e-3, 0.02 * size)


def ways_out(a: Solid, b: Solid) -> list[tuple[Solid, Vector]]:
    """[(whose move, vector)] that draw two solids out of each other the shortest way. The one that
    stands on the ground stays there, unless both do, and is never lifted; no way leads through the
    ground."""
    low = tuple(map(max, a.low, b.low))
    high = tuple(map(min, a.high, b.high))
    best = None
    for mover, rest in ((a, b), (b, a)):
        depth, point, surface = collision.deepest_in(mover, rest, low, high)
        if point is not None and (best is None or depth > best[0]):
            best = depth, mover, rest, surface - point
    if best is None:
        return []
    _depth, mover, rest, vector = best
    found = [(solid, move) for solid, move in ((mover, vector), (rest, -vector))
             if solid.low[2] + move.z >= min(solid.low[2], 0.0) - 1e-6
             and not (stands(solid) and move.z > 1e-6)]
    return [each for each in found if not stands(each[0])] or found


def way_out(a: Solid, b: Solid) -> tuple[Solid, Vector] | None:
    """The first of `ways_out`."""
    return next(iter(ways_out(a, b)), None)
