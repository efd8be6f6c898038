# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far two surfaces are from each other, both ways, at points that are spread over them."""

from __future__ import annotations

from typing import Any

from mathutils.bvhtree import BVHTree

from .flat_faces import find_fault, volume

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

FIT_POINTS, PROOF_POINTS = 1_500, 10_000


def _spread(places: Any, triangles: Any, count: int) -> Any:
    """Points on a surface: evenly by area, and its corners."""
    dice = numpy.random.default_rng(1)
    corners = places[triangles]
    areas = numpy.linalg.norm(numpy.cross(corners[:, 1] - corners[:, 0],
                                          corners[:, 2] - corners[:, 0]), axis=1)
    total = areas.sum()
    if total <= 0:
        return places
    chosen = corners[dice.choice(len(corners), count, p=areas / total)]
    u, v = dice.random((2, count, 1))
    u, v = numpy.where(u + v > 1, 1 - u, u), numpy.where(u + v > 1, 1 - v, v)
    own = numpy.unique(triangles)
    if len(own) > count:
        own = dice.choice(own, count, replace=False)
    return numpy.concatenate([chosen[:, 0] + u * (chosen[:, 1] - chosen[:, 0])
                              + v * (chosen[:, 2] - chosen[:, 0]), places[own]])


def _distances(points: Any, tree: BVHTree) -> list[float]:
    return [tree.find_nearest(point)[3] for point in points.tolist()]


def compare(one: tuple[Any, Any], other: tuple[Any, Any], count: int) -> dict[str, Any]:
    """Two surfaces, as places and triangles: `mean_m`, `p99_m`, `max_m`, what that is in percent of
    the diagonal of the first one, `diagonal_m`; and both volumes in m³, null where one is open."""
    scale = float(numpy.ptp(one[0], axis=0).max()) or 1.0
    found: list[float] = []
    trees = [BVHTree.FromPolygons((places / scale).tolist(), triangles.tolist(),
                                  all_triangles=True) for places, triangles in (one, other)]
    for (places, triangles), tree in ((one, trees[1]), (other, trees[0])):
        found += _distances(_spread(places / scale, triangles, count), tree)
    far = numpy.array(found, dtype=float) * scale
    low, high = one[0].min(axis=0), one[0].max(axis=0)
    diagonal = float(numpy.linalg.norm(high - low)) or 1.0
    values = {"mean": float(far.mean()), "p99": float(numpy.percentile(far, 99)),
              "max": float(far.max())}
    volumes = [None if find_fault(triangles) else volume(places, triangles)
               for places, triangles in (one, other)]
    return {**{f"{name}_m": value for name, value in values.items()},
            **{f"{name}_percent": 100 * value / diagonal for name, value in values.items()},
            "diagonal_m": diagonal, "volume_before_m3": volumes[0], "volume_m3": volumes[1]}
