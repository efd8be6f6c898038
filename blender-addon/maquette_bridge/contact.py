# SPDX-License-Identifier: GPL-3.0-or-later
"""How two solids stand to each other: whether they touch, how far apart they are, how deep one runs
into the other."""

import heapq

from mathutils import Vector
from mathutils.bvhtree import BVHTree

_SAMPLES = 400  # points of one surface that are tried against the other
_SEEDS = 6  # the best of them, from which the closest pair is walked to
_STEPS = 40
_FACES = 400
# Two directions that no modelled face lies along.
_RAYS = (Vector((0.5718, 0.3215, 0.7547)).normalized(),
         Vector((-0.2931, 0.8817, 0.3694)).normalized())


class _Spans(dict):
    """How far each triangle reaches, roughly: along its longest axis; found when it is needed."""

    def __init__(self, solid):
        super().__init__()
        self._vertices, self._triangles = solid.vertices, solid.triangles

    def __missing__(self, index):
        a, b, c = (self._vertices[corner] for corner in self._triangles[index])
        span = self[index] = max(max(a[0], b[0], c[0]) - min(a[0], b[0], c[0]),
                                 max(a[1], b[1], c[1]) - min(a[1], b[1], c[1]),
                                 max(a[2], b[2], c[2]) - min(a[2], b[2], c[2]))
        return span


class Solid:
    """A shape with a BVH."""

    def __init__(self, name, shape):
        self.name = name
        self.low, self.high = shape.low, shape.high
        self.vertices = shape.vertices
        self.triangles = shape.triangles
        self.closed = shape.closed
        self.spans = _Spans(self)
        self._tree = None
        # What a ray steps on after a hit: more than a 32-bit float loses at this place.
        self._step = max(1e-6, 4e-7 * max(map(abs, (*shape.low, *shape.high))))

    @property
    def tree(self):
        if self._tree is None:
            self._tree = BVHTree.FromPolygons(self.vertices, self.triangles, all_triangles=True)
        return self._tree

    def contains(self, point):
        """Whether a point lies inside. Counts surfaces passed outwards less those passed inwards,
        so that shells that overlap within one object do not cancel out."""
        if not self.closed:
            return False
        for ray in _RAYS:
            origin, crossings = point, 0
            for _ in range(128):
                hit, normal, _index, _distance = self.tree.ray_cast(origin, ray)
                if hit is None:
                    break
                crossings += 1 if normal.dot(ray) > 0 else -1
                origin = hit + ray * self._step
            if not crossings:
                return False
        return True

    def faces_near(self, low, high):
        """Indices of triangles around a box: all when few, else the largest and some more."""
        centre = (Vector(low) + Vector(high)) / 2
        radius = (Vector(high) - Vector(low)).length / 2 + 1e-4
        found = [each[2] for each in self.tree.find_nearest_range(centre, radius)]
        if len(found) <= _FACES:
            return found
        spread = found[::len(found) // (_FACES // 2)]
        largest = heapq.nlargest(_FACES // 2, found, key=self.spans.__getitem__)
        return sorted({*spread, *largest})


def box_gap(a, b):
    """The distance of two boxes: nothing in them is nearer."""
    total = 0.0
    for low_a, high_a, low_b, high_b in zip(a.low, a.high, b.low, b.high):
        gap = max(low_a - high_b, low_b - high_a, 0.0)
        total += gap * gap
    return total ** 0.5


def _samples(solid, other):
    """Points of a surface to begin the search for the closest pair from."""
    low = [max(a, b) for a, b in zip(solid.low, other.low)]
    high = [min(a, b) for a, b in zip(solid.high, other.high)]
    # The boxes' common region, or what lies between them.
    low, high = map(min, low, high), map(max, low, high)
    near = solid.faces_near(tuple(low), tuple(high))
    indices = list(dict.fromkeys(i for face in near for i in solid.triangles[face]))
    if not indices:
        indices = range(len(solid.vertices))
    return [solid.vertices[i] for i in indices[::max(1, len(indices) // _SAMPLES)]]


def closest(a, b, enough=0.0):
    """(distance, point on a, point on b) of the closest pair; stops early at `enough`.

    Projecting to and fro between two surfaces walks to a closest pair; several starts find the
    right one."""
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
    best = None
    for _distance, on_b in starts[:_SEEDS]:
        last = None
        for _ in range(_STEPS):
            on_a, _normal, _index, _d = a.tree.find_nearest(on_b)
            on_b, _normal, _index, distance = b.tree.find_nearest(on_a)
            if last is not None and last - distance < 1e-7:
                break
            last = distance
        if best is None or distance < best[0]:
            best = distance, on_a, on_b
        if best[0] <= enough:
            break
    return best


def touches(a, b, tolerance):
    """Whether two solids intersect, lie in one another, or are within `tolerance`."""
    if box_gap(a, b) > tolerance:
        return False
    if a.tree.overlap(b.tree):
        return True
    if b.contains(Vector(a.vertices[0])) or a.contains(Vector(b.vertices[0])):
        return True
    return closest(a, b, tolerance)[0] <= tolerance


def depth(a, b):
    """How deep the deepest found point of one surface lies inside the other solid."""
    return deepest(a, b)[0]


def deepest(a, b):
    """(depth, that point, the nearest point of the surface that it lies behind); (0, None, None)
    where neither runs into the other."""
    low = tuple(map(max, a.low, b.low))
    high = tuple(map(min, a.high, b.high))
    if any(l > h for l, h in zip(low, high)):
        return 0.0, None, None
    return max(_deepest_of(a, b, low, high), _deepest_of(b, a, low, high),
               key=lambda each: each[0])


def _deepest_of(outer, solid, low, high):
    if not solid.closed:
        return 0.0, None, None
    points = []
    large = 0.2 * max(h - l for l, h in zip(low, high))
    for index in outer.faces_near(low, high):
        if outer.spans[index] < large:
            # Its neighbours bring the other corners.
            points.append(outer.vertices[outer.triangles[index][0]])
            continue
        polygon = [outer.vertices[i] for i in outer.triangles[index]]
        polygon = _clip(polygon, low, high)
        if polygon:
            count = len(polygon)
            points.append(tuple(sum(axis) / count for axis in zip(*polygon)))
            points.extend(polygon)
            points.extend(tuple((p + q) / 2 for p, q in zip(polygon[i - 1], polygon[i]))
                          for i in range(count))
    measured = []
    for point in dict.fromkeys(points):
        there, _normal, _index, distance = solid.tree.find_nearest(point)
        if distance is not None and distance > 1e-6:
            measured.append((distance, point, there))
    measured.sort(key=lambda each: each[:2], reverse=True)
    for distance, point, there in measured:
        if solid.contains(Vector(point)):
            return distance, Vector(point), there
    return 0.0, None, None


def _clip(polygon, low, high):
    """The part of a convex polygon inside a box (Sutherland and Hodgman)."""
    for axis in range(3):
        for bound, sign in ((low[axis], 1.0), (high[axis], -1.0)):
            kept = []
            for i, point in enumerate(polygon):
                before = polygon[i - 1]
                inside = (point[axis] - bound) * sign >= 0
                if inside != ((before[axis] - bound) * sign >= 0):
                    t = (bound - before[axis]) / (point[axis] - before[axis])
                    kept.append(tuple(p + (q - p) * t for p, q in zip(before, point)))
                if inside:
                    kept.append(point)
            polygon = kept
            if not polygon:
                return polygon
    return polygon
