# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the asset can be printed in 3D: closed surfaces, walls that are thick enough, gaps,
overhangs, what begins in the air or tips over, and whether it fits the printer."""

import itertools
import random
from typing import Any

from mathutils import Vector
from mathutils.bvhtree import BVHTree

from ..errors import NOTHING_TO_RENDER, BridgeError
from ..measure import asset, collision, inner_corners, relations
from ..measure.solid import Solid
from . import print_bed, print_layers

SAMPLES = 4000  # points where the wall is measured
MAX_NAMES = 20
# Cosine between the two sides of a wall. At a rounded edge they turn towards each other, and the
# wall only runs out.
FACING = -0.9
GAP = 5.0  # mm, between pieces that are laid out
NEAR, TOUCHES = 1.0, 0.02  # mm: a wider gap is none of pieces that fit, a narrower one none at all
MAX_PAIRS = 300  # of pieces that come so near


def check(wall: float, bed: list[float | None], lay_out: bool, mm: float) -> dict[str, Any]:
    """`wall`: least thickness, m. `bed`: the printer's room along x, y and z, m, each or None.
    `lay_out`: whether the pieces are printed beside each other, each on its best side. `mm`: metres
    that are printed as a millimetre."""
    shown = {obj.name for obj, hidden in asset.objects() if not hidden}
    shapes, _cut = asset.shapes(shown)
    # In one order, so that the same points are measured each time.
    shapes = {name: shape for name, shape in sorted(shapes.items()) if shape.triangles}
    if not shapes:
        raise BridgeError(NOTHING_TO_RENDER, "There is nothing to print: no object has a surface.")
    open_ones = sorted(name for name, shape in shapes.items()
                       if shape.edges_open or shape.edges_bad)
    thinnest, thin = _measure_walls(shapes, wall)
    pieces: dict[str, print_bed.Piece] = {name: (shape.vertices, shape.triangles)
                                 for name, shape in shapes.items()}
    gap, near = _find_gap(shapes, mm)
    off_bed: list[str] = []
    if lay_out:
        pieces, off_bed = print_bed.lay_out_places(pieces, GAP * mm, bed)
    corners = [corner for places, _triangles in pieces.values() for corner in places]
    size = [max(axis) - min(axis) for axis in zip(*corners)]
    # The bed may be turned: the longer side of the asset lies along the longer side of the bed.
    wanted, room = sorted(size[:2]), sorted(side for side in bed[:2] if side is not None)
    fits = (not room or (len(room) == 2 and all(a <= b for a, b in zip(wanted, room)))) and (
        bed[2] is None or size[2] <= bed[2])
    bodies = print_layers.Bodies(pieces, mm)
    # As it stands, all of it is printed as one; laid out, no piece holds another.
    alone = ([print_layers.Bodies({name: piece}, mm) for name, piece in pieces.items()]
             if lay_out else [bodies])
    bridge, spanned = max((each.find_bridge() for each in alone),
                          key=lambda found: found[0] if found[0] is not None else -1.0)
    islands, tips, round_ones = [], [], []
    for each in alone:
        own = each.find_islands()
        islands += own
        is_tipping, is_round = each.find_tipping()
        if is_round:
            round_ones += each.list_standing()
        elif is_tipping and not own:  # supports of islands would hold it
            tips += each.list_standing()
    return {"closed": not open_ones, "open": open_ones[:MAX_NAMES],
            "thinnest_m": thinnest, "thin": thin[:MAX_NAMES],
            "overhang": bodies.measure_overhang(), "gap_m": gap, "near": near,
            "islands": islands[:MAX_NAMES], "bridge_m": bridge,
            "bridge": [spanned] if spanned is not None else [], "tips": tips[:MAX_NAMES],
            "round": round_ones[:MAX_NAMES], "dimensions_m": size,
            "off_bed": off_bed[:MAX_NAMES], "fits": fits and not off_bed}


def _find_gap(shapes: dict[str, asset.Shape], mm: float) -> tuple[float | None, list[str]]:
    """(the smallest gap between two pieces that do not touch there, m; the two), or None where
    none is nearer than NEAR."""
    solids = [Solid(name, shape) for name, shape in shapes.items()]
    pairs = relations.Pairs()
    best: tuple[float | None, list[str]] = (None, [])
    close = [(a, b) for a, b in itertools.combinations(solids, 2)
             if collision.box_gap(a, b) <= NEAR * mm]
    for a, b in close[:MAX_PAIRS]:
        gap, *_what = pairs.clearance([a], [b], None, TOUCHES * mm)
        if TOUCHES * mm < gap <= NEAR * mm and (best[0] is None or gap < best[0]):
            best = gap, [a.name, b.name]
    return best


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
