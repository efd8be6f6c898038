# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the asset can be printed in 3D: closed surfaces, walls that are thick enough, overhangs,
and whether it fits the printer."""

import math
import random
from typing import Any

from mathutils import Vector
from mathutils.bvhtree import BVHTree

from ..errors import NOTHING_TO_RENDER, BridgeError
from ..measure import asset, inner_corners

SAMPLES = 4000  # points where the wall is measured
MAX_NAMES = 20
# Cosine between the two sides of a wall. At a rounded edge they turn towards each other, and the
# wall only runs out.
FACING = -0.9
OVERHANG = 45.0  # deg from the vertical, the steepest that prints without support


def check(wall: float, bed: list[float | None]) -> dict[str, Any]:
    """`wall`: least thickness, m. `bed`: the printer's room along x, y and z, m, each or None."""
    shown = {obj.name for obj, hidden in asset.objects() if not hidden}
    shapes, _cut = asset.shapes(shown)
    # In one order, so that the same points are measured each time.
    shapes = {name: shape for name, shape in sorted(shapes.items()) if shape.triangles}
    if not shapes:
        raise BridgeError(NOTHING_TO_RENDER, "There is nothing to print: no object has a surface.")
    low = [min(shape.low[axis] for shape in shapes.values()) for axis in range(3)]
    high = [max(shape.high[axis] for shape in shapes.values()) for axis in range(3)]
    size = [b - a for a, b in zip(low, high)]
    open_ones = sorted(name for name, shape in shapes.items()
                       if shape.edges_open or shape.edges_bad)
    thinnest, thin = _measure_walls(shapes, wall)
    # The bed may be turned: the longer side of the asset lies along the longer side of the bed.
    wanted, room = sorted(size[:2]), sorted(side for side in bed[:2] if side is not None)
    fits = (not room or (len(room) == 2 and all(a <= b for a, b in zip(wanted, room)))) and (
        bed[2] is None or size[2] <= bed[2])
    # The share of the surface that hangs over by more than OVERHANG, 0 to 1; what lies on the
    # ground does not.
    ground = low[2]
    height = size[2]
    total = over = 0.0
    steep = -math.sin(math.radians(OVERHANG))
    for shape in shapes.values():
        for triangle in shape.triangles:
            corners = _corners(shape, triangle)
            normal = (corners[1] - corners[0]).cross(corners[2] - corners[0])
            area = normal.length / 2
            total += area
            if area and normal.z / normal.length < steep and max(
                    corner.z for corner in corners) > ground + 1e-3 * height:
                over += area
    return {"closed": not open_ones, "open": open_ones[:MAX_NAMES],
            "thinnest_m": thinnest, "thin": thin[:MAX_NAMES],
            "overhang": (over / total if total else 0.0),
            "dimensions_m": size, "fits": fits}


def _corners(shape: asset.Shape, triangle: tuple[int, int, int]) -> list[Vector]:
    return [Vector(shape.vertices[index]) for index in triangle]


def _measure_walls(shapes: dict[str, asset.Shape], wall: float) -> tuple[float | None, list[str]]:
    """The thinnest wall that was found, m or None, and the names of objects with thinner ones than
    `wall`: from points on the surface and from inner corners, inwards to the other side."""
    areas = [(name, triangle, _area(_corners(shape, triangle)))
             for name, shape in shapes.items() if shape.closed for triangle in shape.triangles]
    total = sum(area for _name, _triangle, area in areas)
    if not total:
        return None, []
    dice = random.Random(1)
    trees = {name: BVHTree.FromPolygons(shape.vertices, shape.triangles)
             for name, shape in shapes.items() if shape.closed}
    thinnest, thin = None, set()
    for name, triangle, _a in dice.choices(areas, [area for _n, _t, area in areas], k=SAMPLES):
        a, b, c = _corners(shapes[name], triangle)
        normal = (b - a).cross(c - a).normalized()
        u, v = dice.random(), dice.random()
        if u + v > 1:
            u, v = 1 - u, 1 - v
        point = a + (b - a) * u + (c - a) * v
        _place, met, _index, distance = trees[name].ray_cast(point - normal * 1e-6, -normal)
        if distance is None or met.dot(normal) > FACING:
            continue
        if thinnest is None or distance < thinnest:
            thinnest = distance
        if distance < wall:
            thin.add(name)
    for name, tree in trees.items():
        corner = inner_corners.thinnest(shapes[name].vertices, shapes[name].triangles, tree)
        if corner is not None:
            thinnest = corner if thinnest is None else min(thinnest, corner)
            if corner < wall:
                thin.add(name)
    return thinnest, sorted(thin)


def _area(corners: list[Vector]) -> float:
    a, b, c = corners
    return (b - a).cross(c - a).length / 2
