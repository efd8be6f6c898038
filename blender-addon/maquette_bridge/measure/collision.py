# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How two solids stand to each other: whether they touch, how far apart they are, how deep one runs
into the other.

Only closed surfaces have an inside: of a mesh with open and closed islands the closed ones count,
and where both are open, how far one reaches beyond the other's surface."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

from mathutils import Vector
from mathutils.geometry import intersect_ray_tri

from .solid import MAX_NEAR, Solid

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

GRAIN = 0.00005  # m; less is no overlap
_SAMPLES = 400  # points of one surface that are tried against the other
_SEEDS = 6  # the best of them, from which the closest pair is walked to
_STEPS = 40
# Looking closer round the deepest point so far: how often, in a box of what share of the last,
# and only from what share of the depth that matters.
_ROUNDS, _CLOSER, _NEARLY = 4, 0.4, 0.5
_CROSSINGS = 2000  # pairs of triangles of which it is worked out where they cross
_MOST_PAIRS = 1_000_000  # of triangles whose boxes are compared,
_MOST_PLANES = 100_000  # and of those of which each is compared with the plane of the other
_ROOM = 1e-6  # of the farthest coordinate: what 32-bit numbers lose in a distance, with some room


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
    return not are_apart(a, b, tolerance) and closest(a, b, tolerance)[0] <= tolerance


def are_apart(a: Solid, b: Solid, tolerance: float) -> bool:
    """Whether it is sure that no two triangles of two surfaces are within `tolerance`: a gap is
    between their boxes, or one lies beside the plane of the other. Most pairs of solids whose boxes
    overlap are told apart so, without a search for the closest pair."""
    if numpy is None:
        return False
    tolerance += _ROOM * max(map(abs, (*a.low, *a.high, *b.low, *b.high)))

    def near(solid: Solid, low: Any, high: Any) -> Any:
        found: Any = numpy.ones(len(solid.triangles), dtype=bool)
        for lows, highs, least, most in zip(*solid.boxes, low, high):
            found &= (lows <= most + tolerance) & (highs >= least - tolerance)
        return numpy.flatnonzero(found)

    ours = near(a, b.low, b.high)
    theirs = near(b, a.boxes[0][:, ours].min(1), a.boxes[1][:, ours].max(1)) if len(ours) else ours
    if not len(theirs):
        return True
    if len(ours) * len(theirs) > _MOST_PAIRS:
        return False
    meet: Any = numpy.ones((len(ours), len(theirs)), dtype=bool)
    for low_a, high_a, low_b, high_b in zip(*a.boxes, *b.boxes):
        meet &= low_a[ours, None] <= high_b[theirs] + tolerance
        meet &= high_a[ours, None] >= low_b[theirs] - tolerance
    i, j = numpy.nonzero(meet)
    if len(i) > _MOST_PLANES:
        return False
    ones, others = ([solid.places.T[:, solid.rows[own, corner]] for corner in range(3)]
                    for solid, own in ((a, ours[i]), (b, theirs[j])))
    apart: Any = numpy.zeros(len(i), dtype=bool)
    for (p, q, r), beside in ((ones, others), (others, ones)):
        (ux, uy, uz), (vx, vy, vz) = q - p, r - p
        x, y, z = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
        least = tolerance * numpy.sqrt(x * x + y * y + z * z)
        heights = [x * (px - p[0]) + y * (py - p[1]) + z * (pz - p[2]) for px, py, pz in beside]
        apart |= numpy.minimum.reduce(heights) > least
        apart |= numpy.maximum.reduce(heights) < -least
    return bool(apart.all())


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
    outside: set[Any] = set()  # points that need not be asked again in the next round
    best = _sample_deepest(outer, solid, low, high, 1e-6, outside)
    if best is None and len(outer.triangles) > MAX_NEAR:
        # Where a fine mesh only dips into the solid, few of its many points lie there.
        crossed = {corner for i, _j in outer.tree.overlap(solid.tree)
                   for corner in outer.triangles[i]}
        places = [outer.vertices[corner] for corner in crossed]
        if places:
            low, high = (tuple(map(function, zip(*places))) for function in (min, max))
            best = _sample_deepest(outer, solid, low, high, 1e-6, outside)
    if best is None:
        return nothing
    reach = max(hi - lo for lo, hi in zip(low, high))
    for _ in range(_ROUNDS if best[0] >= _NEARLY * least else 0):
        reach *= _CLOSER
        closer = _sample_deepest(outer, solid, tuple(p - reach for p in best[1]),
                                 tuple(p + reach for p in best[1]), best[0], outside, True)
        if closer is None:
            break
        best = closer
    return best


def _sample_deepest(outer: Solid, solid: Solid, low: tuple[float, float, float],
                    high: tuple[float, float, float], least: float, outside: set[Any],
                    dense: bool = False) -> tuple[float, Vector, Vector] | None:
    """As `deepest`, of the surface's points in a box; None where none is deeper than `least`.
    Points that turn out to lie outside of the solid are added to `outside`."""
    measured = []
    find_nearest = solid.inside.find_nearest
    # Nothing beyond the solid's box lies in it; contains() has its point in 32-bit numbers.
    margin = 1e-6 * max(map(abs, (*solid.low, *solid.high)))
    x0, y0, z0 = floor = tuple(value - margin for value in solid.low)
    x1, y1, z1 = ceiling = tuple(value + margin for value in solid.high)
    for point in points_in(outer, low, high, dense, (floor, ceiling)):
        x, y, z = point
        if not (x0 <= x <= x1 and y0 <= y <= y1 and z0 <= z <= z1) or point in outside:
            continue
        there, _normal, _index, distance = find_nearest(point)
        if distance is not None and distance > least:
            measured.append((distance, point, there))
    measured.sort(key=itemgetter(0, 1), reverse=True)
    for distance, point, there in measured:
        if solid.contains(Vector(point)):
            return distance, Vector(point), there
        outside.add(point)
    return None


def points_in(solid: Solid, low: tuple[float, float, float], high: tuple[float, float, float],
              dense: bool = True, within: tuple[Any, Any] | None = None,
              faces: Iterable[int] | None = None) -> list[tuple[float, float, float]]:
    """Points of a surface in a box: of small triangles a corner, of large ones what the box leaves
    of them, with points on its rim or (`dense`) spread over it. Large ones that do not reach
    `within` another box are left out. `faces`: only of these triangles, instead of all around the
    box."""
    points = []
    large = 0.2 * max(hi - lo for lo, hi in zip(low, high))
    floor, ceiling = within or (low, high)
    x0, y0, z0 = map(max, low, floor)
    x1, y1, z1 = map(min, high, ceiling)
    vertices, triangles, spans = solid.vertices, solid.triangles, solid.spans
    for index in solid.faces_near(low, high) if faces is None else faces:
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
        heights = [point[axis] for point in polygon]
        lowest, highest = min(heights), max(heights)
        if lowest >= low[axis] and highest <= high[axis]:
            continue
        if highest < low[axis] or lowest > high[axis]:
            return []
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
