# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Thickness at inner corners, where two walls meet: less is left there than in the walls if the
outside is rounded, and no ray across one of the walls shows it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from mathutils import Vector
from mathutils.bvhtree import BVHTree

SHARP = math.cos(math.radians(20.0))  # between the faces of a gentler corner, rays across show it
FACING = 0.9  # cosine between a ray and the side that it leaves by
POINTS = 400  # of all corners of a mesh
_STEPS = 8  # directions between those across the two walls
MAX_TRIANGLES = 500_000  # of a mesh whose corners are looked for


def _corners(vertices: Sequence[Any], triangles: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """(from, to, normal, normal) of each sharp edge with more than 180° of material around it."""
    beside: dict[tuple[int, int], tuple[Vector, int]] = {}
    for a, b, c in triangles:
        ends = [Vector(vertices[corner]) for corner in (a, b, c)]
        normal = (ends[1] - ends[0]).cross(ends[2] - ends[0]).normalized()
        if not normal.length_squared:
            continue
        for start, end, third in ((a, b, c), (b, c, a), (c, a, b)):
            other = beside.pop((end, start), None)
            if other is None:
                beside[start, end] = normal, third
                continue
            way = Vector(vertices[third]) - Vector(vertices[start])
            if other[0].dot(normal) < SHARP and way.dot(other[0]) > 0.0:
                yield start, end, other[0], normal


def _rays(vertices: Sequence[Any],
          triangles: Sequence[Any]) -> Iterator[tuple[Vector, Vector]]:
    """(point, direction) into the material, from points along the corners and where they meet."""
    found = list(_corners(vertices, triangles))
    total = sum(math.dist(vertices[a], vertices[b]) for a, b, *_normals in found)
    at, step, passed = 0.5, total / POINTS, 0.0
    meeting: dict[int, list[Vector]] = {}
    for a, b, *normals in found:
        for end in (a, b):
            for normal in normals:
                known = meeting.setdefault(end, [])
                if all(normal.dot(each) < SHARP for each in known):
                    known.append(normal)
        start, way = Vector(vertices[a]), Vector(vertices[b]) - Vector(vertices[a])
        while step and way.length and at * step < passed + way.length:
            point = start + way * ((at * step - passed) / way.length)
            for k in range(1, _STEPS):
                yield point, -normals[0].lerp(normals[1], k / _STEPS).normalized()
            at += 1.0
        passed += way.length
    several = [(end, normals) for end, normals in meeting.items() if len(normals) > 2]
    for end, normals in several[::max(1, len(several) // POINTS)]:
        yield Vector(vertices[end]), -sum(normals, Vector()).normalized()


def thinnest(vertices: Sequence[Any], triangles: Sequence[Any], tree: BVHTree) -> float | None:
    """The least distance, in m, from the inner corners of a closed mesh to its other side; None
    where it has no such corner. `tree`: of these triangles."""
    if len(triangles) > MAX_TRIANGLES:
        return None
    least = None
    for point, direction in _rays(vertices, triangles):
        _place, met, _index, distance = tree.ray_cast(point + direction * 1e-6, direction)
        if distance is None or met.dot(direction) < FACING:
            continue
        # Straight across to the face that was met: it is nearer there.
        _place, straight, _index, nearer = tree.ray_cast(point + met * 1e-6, met)
        if nearer is not None and straight.dot(met) > FACING:
            distance = min(distance, nearer)
        least = distance if least is None else min(least, distance)
    return least
