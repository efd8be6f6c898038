# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults of printing in layers: overhangs, places where it begins in the air, bridges, and pieces
that tip over or have no flat side. Used by print_check.py."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Any

from mathutils import Vector
from mathutils.bvhtree import BVHTree

from . import print_bed

_UP, _DOWN = Vector((0.0, 0.0, 1.0)), Vector((0.0, 0.0, -1.0))
_LAYER = 0.2  # mm: what is so low is on the bed
_NEAR = 3.0  # layers: what begins so near above another piece lies on it once it sags
_TOUCHES = 0.25  # layers: what is so near beside another piece holds on to it
_LEVEL = -0.95  # of a normal's height: the underside of a bridge
_ON_BED = -0.99
_POINTS = 400  # of undersides, from which supports are looked for
_WAYS = 8  # directions in which they are
_ALONG = (0.1, 0.3, 0.5, 0.7, 0.9)  # of the way between two supports, where the bridge is above
_FOOT = 0.03  # of the height: of a side that is flat, most of what is so low is on the bed
_FLAT = 0.1  # as much of it


class Bodies:
    """The triangles of all pieces, with the connected bodies that they are of."""

    def __init__(self, pieces: dict[str, tuple[Sequence[Any], Sequence[Any]]], mm: float) -> None:
        """`pieces`: {name: (places, triangles)}; `mm`: metres that are printed as a millimetre."""
        self.layer = _LAYER * mm
        self.places: list[Vector] = []
        self.triangles: list[tuple[int, ...]] = []
        self.owners: list[str] = []  # of each triangle
        for name, (places, triangles) in pieces.items():
            # The two sides of a seam are one.
            at: dict[tuple[float, ...], int] = {}
            for triangle in triangles:
                corners = []
                for corner in triangle:
                    key = tuple(round(value / (1e-4 * mm)) for value in places[corner])
                    if key not in at:
                        at[key] = len(self.places)
                        self.places.append(Vector(places[corner]))
                    corners.append(at[key])
                if len(set(corners)) == 3:
                    self.triangles.append(tuple(corners))
                    self.owners.append(name)
        self.tree = BVHTree.FromPolygons(self.places, self.triangles, all_triangles=True)
        self.faces: list[print_bed.Face] = []
        self.around: list[set[int]] = [set() for _place in self.places]
        self.of_corner: list[list[int]] = [[] for _place in self.places]
        for index, triangle in enumerate(self.triangles):
            a, b, c = corners_of = tuple(self.places[corner] for corner in triangle)
            normal = (b - a).cross(c - a)
            self.faces.append(print_bed.Face(normal.normalized(), normal.length / 2, corners_of))
            for corner in triangle:
                self.around[corner].update(triangle)
                self.of_corner[corner].append(index)
        self.ground = min((place.z for place in self.places), default=0.0)

    def measure_overhang(self) -> float:
        """The share of the surface that hangs over by more than OVERHANG, 0 to 1; what lies on the
        ground does not."""
        ground = self.ground + 1e-3 * max(place.z - self.ground for place in self.places)
        steep = -math.sin(math.radians(print_bed.OVERHANG))
        total = sum(face.area for face in self.faces)
        over = sum(face.area for face in self.faces if face.normal.z < steep
                   and max(corner.z for corner in face.corners) > ground)
        return over / total if total else 0.0

    def find_islands(self) -> list[str]:
        """The names of the pieces of which a place begins above the bed, on nothing."""
        found = set()
        minima, body, lowest = self._minima()
        for start in minima:
            height = self.places[start].z
            normals = sum((self.faces[each].normal * self.faces[each].area
                           for each in self.of_corner[start]), Vector())
            # The floor of a cup looks up: there is something below.
            if (height > self.ground + self.layer and normals.z < 0.0
                    and not self._is_held(start, body, lowest)):
                found.add(self.owners[self.of_corner[start][0]])
        return sorted(found)

    def _minima(self) -> tuple[list[int], list[int], dict[int, float]]:
        """(corners that are lower than all around them, by more than a layer; of each corner, its
        body; {body: its lowest height}): as the surface is filled from below, lakes begin there,
        and end where they run into a deeper one."""
        parent = list(range(len(self.places)))

        def root(corner: int) -> int:
            while parent[corner] != corner:
                parent[corner] = parent[parent[corner]]
                corner = parent[corner]
            return corner

        found, filled = [], [False] * len(self.places)
        for corner in sorted(range(len(self.places)), key=lambda each: (self.places[each].z, each)):
            filled[corner] = True
            lakes = sorted({root(each) for each in self.around[corner]
                            if filled[each] and each != corner},
                           key=lambda each: (self.places[each].z, each))
            for lake in lakes:
                if lake != lakes[0] and (self.places[corner].z - self.places[lake].z > self.layer):
                    found.append(lake)
                parent[lake] = lakes[0]
            if lakes:
                parent[corner] = lakes[0]
        body = [root(each) for each in range(len(self.places))]
        lowest = {each: self.places[each].z for each in set(body)}
        return found + sorted(lowest), body, lowest

    def _is_held(self, start: int, body: list[int], lowest: dict[int, float]) -> bool:
        """Whether another body that begins lower touches what is as low as `start` around it, or
        holds it inside."""
        height = self.places[start].z
        plateau, todo = {start}, [start]
        while todo:
            for each in self.around[todo.pop()]:
                if each not in plateau and self.places[each].z <= height + self.layer:
                    plateau.add(each)
                    todo.append(each)

        def holds(index: int) -> bool:
            other = body[self.triangles[index][0]]
            return other != body[start] and lowest[other] < height - self.layer

        def find(place: Vector, way: Vector) -> tuple[Vector | None, float]:
            """(normal, distance) of the first face of such a body that way."""
            gone = 0.0
            hit, normal, index, distance = self.tree.ray_cast(place, way)
            while hit is not None and not holds(index):
                gone += distance + 0.01 * self.layer
                hit, normal, index, distance = self.tree.ray_cast(place + way * gone, way)
            return (normal, gone + distance) if hit is not None else (None, 0.0)

        near = _NEAR * self.layer
        for corner in plateau:
            place = self.places[corner]
            if any(holds(each[2]) for each in self.tree.find_nearest_range(
                    place, _TOUCHES * self.layer)):
                return True
            below, depth = find(place, _DOWN)
            above, _height = find(place, _UP)
            # The face above looks up, too, if the place is inside.
            if (below is not None and depth < near) or (above is not None and above.z > 0.0):
                return True
        own = [index for corner in plateau for index in self.of_corner[corner]
               if plateau.issuperset(self.triangles[index])]
        if not own:
            return False
        under = BVHTree.FromPolygons(self.places, [self.triangles[each] for each in dict.fromkeys(
            own)], all_triangles=True)
        if any(holds(each[1]) for each in under.overlap(self.tree)):
            return True
        return any(under.ray_cast(place + _DOWN * 0.1 * self.layer, _UP, near)[0] is not None
                   for corner, place in enumerate(self.places)
                   if abs(place.z - height) <= near + self.layer and self.of_corner[corner]
                   and holds(self.of_corner[corner][0]))

    def find_bridge(self) -> tuple[float | None, str | None]:
        """(the widest span of a level underside between two supports, m; its piece), or None."""
        level = [index for index, face in enumerate(self.faces) if face.normal.z < _LEVEL
                 and min(corner.z for corner in face.corners) > self.ground + self.layer]
        widest: tuple[float | None, str | None] = (None, None)
        dice = random.Random(1)  # the same points each time
        areas = [self.faces[each].area for each in level]
        for index in dice.choices(level, areas, k=_POINTS) if sum(areas) else []:
            a, b, c = self.faces[index].corners
            u, v = sorted((dice.random(), dice.random()))
            below = a + (b - a) * u + (c - a) * (1.0 - v) + _DOWN * self.layer
            hit, normal, _index, distance = self.tree.ray_cast(below, _DOWN)
            # It lies on another piece, or is in one.
            if hit is not None and (normal.z < 0.0 or distance < _NEAR * self.layer):
                continue
            spans = []  # from one support to the one on the other side
            for number in range(_WAYS):
                angle = math.pi * number / _WAYS
                way = Vector((math.cos(angle), math.sin(angle), 0.0))
                ahead, behind = (self.tree.ray_cast(below, each)[3] for each in (way, -way))
                # It is over all of the way, too: a ledge that looks at a wall is none.
                if ahead is not None and behind is not None and all(
                        self.tree.ray_cast(below + way * (share * (ahead + behind) - behind), _UP,
                                           2.0 * self.layer)[0] is not None for share in _ALONG):
                    spans.append(ahead + behind)
            if spans and (widest[0] is None or min(spans) > widest[0]):
                widest = min(spans), self.owners[index]
        return widest

    def list_standing(self) -> list[str]:
        """The names of the pieces that reach down to the bed."""
        return sorted({name for name, face in zip(self.owners, self.faces)
                       if min(corner.z for corner in face.corners) <= self.ground + self.layer})

    def find_tipping(self) -> tuple[bool, bool]:
        """(whether it tips over: its center of mass is beside all that it stands on; whether it has
        no flat side on the bed)."""
        height = max(place.z for place in self.places) - self.ground
        foot = [place for place in self.places if place.z <= self.ground + self.layer]
        low = self.ground + max(self.layer, _FOOT * height)
        on = near = 0.0
        for face in self.faces:
            lowest = min(corner.z for corner in face.corners)
            if face.normal.z < 0.0 and lowest <= low:
                near -= face.area * face.normal.z
                if face.normal.z < _ON_BED and max(
                        corner.z for corner in face.corners) <= self.ground + self.layer:
                    on += face.area
        middle = print_bed.find_middle(self.faces)
        return (middle is not None and print_bed.is_tipping(middle, foot, self.layer),
                on < _FLAT * near)
