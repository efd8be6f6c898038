# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The islands of a mesh: connected surfaces, each closed or open, with its through holes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .disjoint_sets import DisjointSets


class Island:
    """A connected surface: closed, or with a rim."""

    def __init__(self, vertices: Sequence[Any],
                 triangles: Sequence[Any], uses: dict[tuple[int, int], int]) -> None:
        number: dict[Any, Any] = {}
        self.triangles = [tuple(number.setdefault(corner, len(number)) for corner in triangle)
                          for triangle in triangles]
        self.vertices = [vertices[corner] for corner in number]
        self.open_edges = sum(1 for count in uses.values() if count == 1)
        self.bad_edges = sum(1 for count in uses.values() if count > 2)
        self._euler = len(number) - len(uses) + len(triangles)
        self.low = tuple(map(min, zip(*self.vertices)))
        self.high = tuple(map(max, zip(*self.vertices)))

    @property
    def closed(self) -> bool:
        """True if no edge is open."""
        return not self.open_edges

    @property
    def holes(self) -> int | None:
        """Through holes, by Euler's formula for a closed surface of genus g: V - E + F = 2 - 2g
        (Hatcher, Algebraic Topology, 2002, 2.2). None where the surface is no manifold."""
        if self.open_edges or self.bad_edges or self._euler > 2 or self._euler % 2:
            return None
        return (2 - self._euler) // 2

    @property
    def volume(self) -> float:
        """Signed; negative for a surface that looks inwards, such as that of a hollow."""
        x, y, z = self.vertices[0]
        total = 0.0
        for triangle in self.triangles:
            (ax, ay, az), (bx, by, bz), (cx, cy, cz) = (self.vertices[i] for i in triangle)
            ax, bx, cx = ax - x, bx - x, cx - x
            ay, by, cy = ay - y, by - y, cy - y
            az, bz, cz = az - z, bz - z, cz - z
            total += (ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz)
                      + az * (bx * cy - by * cx))
        return total / 6.0


def _connected(triangles: Sequence[Any]) -> list[list[Any]]:
    """Triangles as lists of those that share corners."""
    sets = DisjointSets(corner for triangle in triangles for corner in triangle)
    for a, b, c in triangles:
        sets.join(b, a)
        sets.join(c, a)
    return sets.group(triangles, lambda triangle: triangle[0])


def _count_edges(triangles: Sequence[Any]) -> dict[tuple[int, int], int]:
    uses: dict[tuple[int, int], int] = {}
    for a, b, c in triangles:
        for edge in ((a, b) if a < b else (b, a), (b, c) if b < c else (c, b),
                     (a, c) if a < c else (c, a)):
            uses[edge] = uses.get(edge, 0) + 1
    return uses


def join(found: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """(vertices, triangles) of several islands together."""
    vertices: list[Any] = []
    triangles: list[Any] = []
    for island in found:
        first = len(vertices)
        vertices.extend(island.vertices)
        triangles.extend((a + first, b + first, c + first) for a, b, c in island.triangles)
    return vertices, triangles


def find(vertices: Sequence[Any], triangles: Sequence[Any]) -> list[Island]:
    """The islands of a mesh. What is open only because its faces do not share their vertices, as
    along a seam, is closed at the same places first."""
    found: list[Island] = []
    rims: list[Any] = []
    for group in _connected(triangles):
        uses = _count_edges(group)
        if 1 in uses.values():
            rims.extend(group)
        else:
            found.append(Island(vertices, group, uses))
    if rims:
        first: dict[Any, Any] = {}
        rims = [tuple(first.setdefault(vertices[corner], corner) for corner in triangle)
                for triangle in rims]
        rims = [triangle for triangle in rims if len(set(triangle)) == 3]
        found.extend(Island(vertices, group, _count_edges(group)) for group in _connected(rims))
    return found
