# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Removes triangles without an area from what is to be printed, and puts the two sides of a seam at
exactly one place: readers drop the former, know the latter by place alone, and then see open edges.
Nothing that can be seen moves."""

from __future__ import annotations

from array import array
from typing import Any

import bmesh
import bpy
from mathutils import Matrix

from ..measure import seams

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

SMALLEST = 1e-7  # m: edges and heights of triangles below it are rounding
SINGLE = 5e-7  # of the coordinates: what single precision no longer tells apart
ROUNDS = 4  # a triangle that is split may leave another one


def clean(objects: list[bpy.types.Object], scale: float) -> None:
    """Turns the meshes of the objects into triangles that all have an area. `scale`: units of the
    file in a metre."""
    for obj in objects:
        # As the file will have it: two corners may be one far from the origin.
        obj.data.transform(Matrix.Translation(obj.location))
        obj.location = (0, 0, 0)
        flat = array("f", bytes(12 * len(obj.data.vertices)))
        obj.data.vertices.foreach_get("co", flat)
        least = max(SMALLEST * scale, SINGLE * max(map(abs, flat)))
        places = list(zip(flat[0::3], flat[1::3], flat[2::3]))
        corners = array("i", bytes(4 * len(obj.data.loops)))
        obj.data.loops.foreach_get("vertex_index", corners)
        triangles = _list_whole(corners)
        joined = seams.find(places, seams.rims(triangles)).joined
        for corner, to in joined.items():
            obj.data.vertices[corner].co = places[to]
        if (numpy is None or joined or 3 * len(triangles) < len(corners)
                or _least_height(flat, triangles) < 2 * least):
            _clean_mesh(obj.data, least)


def _list_whole(corners: array[int]) -> Any:
    """The triangles that have three corners; an array, if there is numpy."""
    if numpy is None:
        return [each for each in zip(corners[0::3], corners[1::3], corners[2::3])
                if len(set(each)) == 3]
    triangles: Any = numpy.array(corners).reshape(-1, 3)
    return triangles[(triangles != numpy.roll(triangles, 1, axis=1)).all(axis=1)]


def _least_height(flat: array[float], triangles: Any) -> float:
    """The least height of all triangles."""
    corners = numpy.array(flat, dtype=float).reshape(-1, 3)[triangles]
    sides = numpy.roll(corners, -1, axis=1) - corners
    areas = numpy.linalg.norm(numpy.cross(sides[:, 0], sides[:, 1]), axis=1)
    longest = numpy.linalg.norm(sides, axis=2).max(axis=1)
    return float((areas / numpy.maximum(longest, 1e-30)).min())


def _clean_mesh(mesh: bpy.types.Mesh, least: float) -> None:
    for _round in range(ROUNDS):
        bm = bmesh.new()
        bm.from_mesh(mesh)
        flat = [face for face in bm.faces if _height(face) < least]
        if not flat:
            bm.free()
            return
        broken = _count_broken(bm)
        edges = list({edge for face in flat for edge in face.edges})
        bmesh.ops.dissolve_degenerate(bm, dist=least, edges=edges)
        bmesh.ops.triangulate(bm, faces=[face for face in bm.faces if len(face.verts) > 3])
        if bm.faces and _count_broken(bm) <= broken:
            bm.to_mesh(mesh)
        bm.free()


def _height(face: bmesh.types.BMFace) -> float:
    """The least height of a triangle; 0 for one without an area."""
    longest = max(edge.calc_length() for edge in face.edges)
    return 2 * face.calc_area() / longest if longest else 0.0


def _count_broken(bm: bmesh.types.BMesh) -> int:
    """Edges that have not two faces."""
    return sum(not edge.is_manifold for edge in bm.edges)
