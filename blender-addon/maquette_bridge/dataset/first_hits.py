# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Casts a ray through the middle of each pixel to the first triangle of the asset. Object, depth
and normal come from the same hit, so that they agree, and no engine has a part in it."""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mathutils import Matrix, Vector
from mathutils.bvhtree import BVHTree
from mathutils.interpolate import poly_3d_calc

if TYPE_CHECKING:
    from ..measure.asset import Shape
    from .dataset_cameras import Lens


@dataclass
class Hits:
    """Rows from above. objects: numbers from 1 in the order of the shapes, 0: nothing; depth: m
    along the camera's axis, 0: nothing; normals: x, y and z in the world, of length 1 or 0."""

    objects: array[int]
    depth: array[float]
    normals: tuple[array[float], array[float], array[float]]


class Surfaces:
    """All triangles of the asset, ready to be hit."""

    def __init__(self, shapes: list[Shape]) -> None:
        self._vertices: list[Any] = []
        self._triangles: list[tuple[int, int, int]] = []
        self._owners = array("H")
        self._normals: list[Any] = []  # of each triangle's corners; None: flat
        for number, shape in enumerate(shapes, 1):
            first = len(self._vertices)
            self._vertices.extend(shape.vertices)
            self._triangles.extend((a + first, b + first, c + first)
                                   for a, b, c in shape.triangles)
            self._owners.extend([number] * len(shape.triangles))
            self._normals.extend(shape.corner_normals)
        self._tree = BVHTree.FromPolygons(self._vertices, self._triangles, all_triangles=True)
        low, high = ([limit(each[axis] for each in self._vertices) for axis in range(3)]
                     for limit in (min, max))
        self._corners = [Vector((x, y, z)) for x in (low[0], high[0]) for y in (low[1], high[1])
                         for z in (low[2], high[2])]

    def look(self, camera: Matrix, lens: Lens, with_normals: bool) -> Hits:
        """Casts all rays of a camera; finds normals only `with_normals`."""
        width, height, focal = lens.width, lens.height, lens.focal
        size = width * height
        objects, depth = array("H", bytes(2 * size)), array("f", bytes(4 * size))
        normals = tuple(array("f", bytes(4 * size)) for _ in range(3))
        place = camera.translation
        right, up, back = (camera.col[axis].to_3d() for axis in range(3))
        cast, owners = self._tree.ray_cast, self._owners
        left, top, end, bottom = self._frame(camera, lens)
        for row in range(top, bottom):
            y = (lens.cy - row - 0.5) / focal
            ahead = up * y - back
            for column in range(left, end):
                x = (column + 0.5 - lens.cx) / focal
                direction = ahead + right * x
                hit, flat, index, distance = cast(place, direction)
                if index is None:
                    continue
                pixel = row * width + column
                objects[pixel] = owners[index]
                depth[pixel] = distance / math.sqrt(1.0 + x * x + y * y)
                if with_normals:
                    normal = self._normal(index, hit, flat, direction)
                    for plane, value in zip(normals, normal):
                        plane[pixel] = value
        return Hits(objects, depth, normals)  # type: ignore[arg-type]

    def _frame(self, camera: Matrix, lens: Lens) -> tuple[int, int, int, int]:
        """The part of the picture in which the asset is: left, top, and the first column and row
        behind it."""
        view = camera.inverted()
        seen = [view @ corner for corner in self._corners]
        if max(each.z for each in seen) >= 0.0:
            return 0, 0, lens.width, lens.height
        xs = [lens.cx - lens.focal * each.x / each.z for each in seen]
        ys = [lens.cy + lens.focal * each.y / each.z for each in seen]
        return (max(0, math.floor(min(xs)) - 1), max(0, math.floor(min(ys)) - 1),
                min(lens.width, math.ceil(max(xs)) + 1), min(lens.height, math.ceil(max(ys)) + 1))

    def _normal(self, index: int, hit: Vector, flat: Vector, direction: Vector) -> Vector:
        """The normal that the surface is shaded with, on the side that is seen."""
        corners = self._normals[index]
        normal = flat
        if corners is not None:
            shares = poly_3d_calc([self._vertices[each] for each in self._triangles[index]], hit)
            smooth = Vector(sum(share * corner[axis] for share, corner in zip(shares, corners))
                            for axis in range(3))
            # Shares are no numbers on a triangle without an area.
            if smooth.length > 0.01:
                normal = smooth.normalized()
                if normal.dot(flat) < 0.0:
                    flat = -flat
        return -normal if flat.dot(direction) > 0.0 else normal
