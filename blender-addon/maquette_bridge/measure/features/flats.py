# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flat faces of a body, each made of the triangles in one plane: which are faces of their own,
which are only facets of something round, and whether all edges of a body are sharp."""

from __future__ import annotations

import math
from collections import namedtuple
from typing import TYPE_CHECKING

from .. import holes

if TYPE_CHECKING:
    from mathutils import Vector

    from ..bodies import Body

_IN_PLANE = math.cos(math.radians(0.1))
_LOOKS = math.cos(math.radians(1))  # faces that look along a direction
_GENTLE = math.cos(math.radians(44))  # an edge that turns less belongs to something round
_ROUNDED = math.cos(math.radians(34))  # the same, but where three chamfers meet
_LIKE = 2.5  # times as large: the facet beside another one
_SLIVER = 1e-6  # of the square of the body's length
_PARALLEL = 0.9998  # cosine
_ALL_ROUND = 5.0  # deg

# A face that looks along a direction: how high it lies there, its area, a place on it, and whether
# something rises beside it.
Flat = namedtuple("Flat", "height area place rises")


class _Regions:
    """The triangles of a body by the planes that they lie in."""

    def __init__(self, body: Body) -> None:
        self.faces = body.faces
        self.beside = holes.neighbours(body).beside
        level = holes.neighbours(body).beside_within(_IN_PLANE)
        self.of = [-1] * len(self.faces)  # the region of each triangle
        self.members: list[list[int]] = []
        for start in range(len(self.faces)):
            if self.of[start] < 0:
                region, todo = [], [start]
                self.of[start] = len(self.members)
                while todo:
                    face = todo.pop()
                    region.append(face)
                    for other in level[face]:
                        if self.of[other] < 0:
                            self.of[other] = len(self.members)
                            todo.append(other)
                self.members.append(region)
        self.areas = [sum(self.faces[face][0] for face in region) for region in self.members]

    def edges(self, region: int) -> list[tuple[int, int]]:
        """[(a triangle of the region, one of another region beside it)]."""
        return [(face, other) for face in self.members[region] for other in self.beside[face]
                if self.of[other] != region]

    def count_like(self, region: int) -> int:
        """How many that are about as large it goes on into gently: of a cylinder's facet, two."""
        near = {self.of[other] for face, other in self.edges(region)
                if self.faces[face][1].dot(self.faces[other][1]) > _GENTLE}
        area = self.areas[region]
        return sum(area / _LIKE <= self.areas[each] <= area * _LIKE for each in near)


def _regions(body: Body) -> _Regions:
    return body.keep("regions", lambda: _Regions(body))


def flats(body: Body, way: Vector) -> list[Flat]:
    """The flat faces that look along a direction, however small, the lowest first."""
    return body.keep(("flats", *way), lambda: _find(body, way))


def _find(body: Body, way: Vector) -> list[Flat]:
    regions = _regions(body)
    faces, found = regions.faces, []
    for region in dict.fromkeys(regions.of[number] for number, face in enumerate(faces)
                                if face[1].dot(way) > _LOOKS):
        area = regions.areas[region]
        if area < _SLIVER * body.longest ** 2 or regions.count_like(region) > 1:
            continue
        largest = max((faces[face] for face in regions.members[region]), key=lambda face: face[0])
        height = largest[2].dot(way)
        rises = any(faces[other][2].dot(way) > height + _SLIVER * body.longest
                    for _face, other in regions.edges(region))
        found.append(Flat(height, area, largest[2], rises))
    return sorted(found, key=lambda each: each.height)


def facets(body: Body) -> list[tuple[float, Vector, Vector, tuple[int, int, int]]]:
    """The triangles of what is round, without the flat faces beside it."""
    regions = _regions(body)
    return [regions.faces[face] for region, members in enumerate(regions.members)
            if regions.count_like(region) for face in members]


def is_sharp(body: Body) -> bool:
    """Whether no edge of it is rounded: what is gentle goes all round an axis, as the wall of a
    hole."""
    regions = _regions(body)
    beside: dict[int, dict[int, tuple[float, Vector]]] = {}
    for region in range(len(regions.members)):
        for face, other in regions.edges(region):
            one, two = regions.faces[face][1], regions.faces[other][1]
            if one.dot(two) > _ROUNDED:
                turn = math.degrees(math.atan2(one.cross(two).length, one.dot(two)))
                beside.setdefault(region, {})[regions.of[other]] = turn, one.cross(two).normalized()
    seen: set[int] = set()
    for start in beside:
        if start in seen:
            continue
        group, todo = [], [start]
        seen.add(start)
        while todo:
            region = todo.pop()
            group.append(region)
            todo += [other for other in beside[region] if other not in seen]
            seen.update(beside[region])
        edges = [edge for region in group for edge in beside[region].values()]
        turned = sum(turn for turn, _axis in edges) / 2  # each was met from both sides
        if (abs(turned - 360.0) > _ALL_ROUND
                or any(abs(axis.dot(edges[0][1])) < _PARALLEL for _turn, axis in edges)):
            return False
    return True
