# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Edges that a technical drawing may show: creases and open edges from everywhere, other edges
where they are the silhouette, and lines where objects run into each other."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from mathutils import Vector
from mathutils.geometry import intersect_ray_tri

from ..measure import floating
from ..measure.solid import Solid

if TYPE_CHECKING:
    from ..measure.asset import Shape

# Between the normals of two faces. A round thing of 12 sides has no creases.
_CREASE = math.cos(math.radians(30.5))
MAX_CROSSINGS = 40_000  # pairs of triangles that are tried against each other
_EDGE_ON = 2e-3  # sine of the angle below which a face is seen from its edge


class Edge:
    """An edge between two places in m, with the normals of its faces."""

    __slots__ = ("is_crease", "normals", "p", "q")

    def __init__(self, p: Vector, q: Vector, normals: list[Vector], is_crease: bool) -> None:
        self.p, self.q, self.normals, self.is_crease = p, q, normals, is_crease

    def is_seen_from(self, towards: Vector) -> bool:
        """Whether a drawing shows it that is seen from `towards`."""
        if self.is_crease:
            return True
        one, other = self.normals
        return (one.dot(towards) > _EDGE_ON) != (other.dot(towards) > _EDGE_ON)

    def behind(self, towards: Vector, level: float) -> Edge | None:
        """The part of it that is not nearer to the eye than a plane; None: there is none."""
        near, far = sorted((self.p, self.q), key=lambda place: -place.dot(towards))
        high, low = near.dot(towards), far.dot(towards)
        if low >= level:
            return None
        if high > level:
            near = far + (near - far) * ((level - low) / (high - low))
        return Edge(near, far, self.normals, self.is_crease)

    def way_out(self, towards: Vector) -> Vector:
        """Where the free space is beside it, of length 1."""
        if len(self.normals) == 1:
            # A sheet has it on both sides.
            return self.normals[0] if self.normals[0].dot(towards) >= 0 else -self.normals[0]
        total = sum(self.normals, Vector())
        return total.normalized() if total.length > 1e-6 else Vector(towards)


def find(shapes: Iterable[Shape]) -> list[Edge]:
    """The creases, the open edges, and those that may be a silhouette."""
    found = []
    for shape in shapes:
        places = [Vector(place) for place in shape.vertices]
        first: dict[Any, int] = {}
        same = [first.setdefault(place, number) for number, place in enumerate(shape.vertices)]
        # [(normal of a face, whether it runs along the edge from its lower number)]
        faces: dict[tuple[int, int], list[tuple[Vector, bool]]] = {}
        for triangle in shape.triangles:
            a, b, c = (same[corner] for corner in triangle)
            normal = (places[b] - places[a]).cross(places[c] - places[a])
            if not normal.length:
                continue
            normal.normalize()
            for p, q in ((a, b), (b, c), (c, a)):
                key = (p, q) if p < q else (q, p)
                faces.setdefault(key, []).append((normal, p < q))
        for (p, q), around in faces.items():
            normals = [normal for normal, _forward in around]
            if len(around) == 2:
                if around[0][1] == around[1][1]:
                    normals[1] = -normals[1]  # one of the two looks the wrong way
                turn = normals[0].dot(normals[1])
                if turn > 1 - 1e-9:
                    continue
                found.append(Edge(places[p], places[q], normals, turn < _CREASE))
            else:
                found.append(Edge(places[p], places[q], normals, True))
    return found


def find_crossings(shapes: dict[str, Shape]) -> tuple[list[Edge], bool]:
    """The lines where surfaces of different objects cross, and whether these are all."""
    solids = [Solid(name, shape) for name, shape in shapes.items()]
    found: list[Edge] = []
    left = MAX_CROSSINGS
    for a, b in floating.near_pairs(solids, 0.0):
        for i, j in a.tree.overlap(b.tree):
            left -= 1
            if left < 0:
                return found, False
            one = [Vector(a.vertices[corner]) for corner in a.triangles[i]]
            other = [Vector(b.vertices[corner]) for corner in b.triangles[j]]
            normals = [(each[1] - each[0]).cross(each[2] - each[0]).normalized()
                       for each in (one, other)]
            points = _pierce(one, other) + _pierce(other, one)
            if len(points) > 1 and abs(normals[0].dot(normals[1])) < 1 - 1e-6:
                far = max(points, key=lambda point: (point - points[0]).length)  # noqa: B023
                found.append(Edge(points[0], far, normals, True))
    return found, True


def _pierce(edges: list[Vector], target: list[Vector]) -> list[Vector]:
    """Where the edges of a triangle go through another."""
    found = []
    for k in range(3):
        origin, ray = edges[k - 1], edges[k] - edges[k - 1]
        hit = intersect_ray_tri(*target, ray, origin, True)
        if hit is not None and 0.0 <= (hit - origin).dot(ray) <= ray.length_squared:
            found.append(hit)
    return found
