# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures how the faces of an object lie in the pictures of its materials (UV): what lies on each
other, how fine the pictures are on the surface, and how much of them is used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import bpy

from . import lost_pictures

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

_CELLS = 2048  # along the longer side of the layout
_MAX_STRIPS = 4_000_000  # of triangles, each as high as a cell: with more, the cells are larger
_MAX_TRIANGLES = 1_000_000
_MAX_ROWS = 20
_EDGE = 0.01  # of the area: what is finer and what is coarser than all but this is left out


@dataclass
class Layout:
    """overlap: percent of what is covered that more than one face covers. used: percent of the
    picture. stretch: how much longer than wide a square of the picture is on the surface. least,
    most: pixels of the picture on a meter of the surface, 0 without a picture."""

    overlap: float
    used: float
    stretch: float
    least: float
    most: float


def _find_pictures(material: bpy.types.Material | None) -> list[bpy.types.Image]:
    """The pictures of a material that are there."""
    nodes = lost_pictures.reached(material.node_tree if material is not None else None, set())
    return [node.image for node in nodes
            if node.type == "TEX_IMAGE" and node.image is not None and node.image.size[0] > 0]


def _cover(corners: Any) -> tuple[float, float]:
    """How much of the plane some triangles cover, and how much more than one of them does. Cells
    count by their middles, so that triangles that have an edge in common share none."""
    low = corners.min(axis=(0, 1))
    size = float((corners.max(axis=(0, 1)) - low).max())
    if size <= 0:
        return 0.0, 0.0
    heights = float(numpy.ptp(corners[:, :, 1], axis=1).sum()) / size
    cells = min(_CELLS, 1 + int(_MAX_STRIPS / max(heights, 1.0)))
    side = size / cells
    placed = (corners - low) / side
    first = numpy.ceil(placed[:, :, 1].min(axis=1) - 0.5).astype(numpy.int64)
    rows = numpy.ceil(placed[:, :, 1].max(axis=1) - 0.5).astype(numpy.int64) - first
    own = numpy.repeat(numpy.arange(len(rows)), rows)
    row = first[own] + numpy.arange(len(own)) - numpy.repeat(numpy.cumsum(rows) - rows, rows)
    level = row + 0.5
    begin, end = numpy.full(len(own), numpy.inf), numpy.full(len(own), -numpy.inf)
    for one, other in ((0, 1), (1, 2), (2, 0)):
        # Both neighbors of an edge reckon it from the same end.
        is_down = (placed[:, one, 1] > placed[:, other, 1])[:, None]
        lower = numpy.where(is_down, placed[:, other], placed[:, one])[own]
        upper = numpy.where(is_down, placed[:, one], placed[:, other])[own]
        crossed = (lower[:, 1] <= level) & (level < upper[:, 1])
        share = (level - lower[:, 1]) / numpy.where(crossed, upper[:, 1] - lower[:, 1], 1.0)
        x = lower[:, 0] + share * (upper[:, 0] - lower[:, 0])
        begin = numpy.where(crossed, numpy.minimum(begin, x), begin)
        end = numpy.where(crossed, numpy.maximum(end, x), end)
    is_there = begin <= end
    width = cells + 1
    places = [row[is_there] * width + numpy.ceil(each[is_there] - 0.5).astype(numpy.int64)
              for each in (begin, end)]
    steps = (numpy.bincount(places[0], minlength=width * width)
             - numpy.bincount(places[1], minlength=width * width))
    count = numpy.cumsum(steps.reshape(-1, width), axis=1)
    return float((count > 0).sum()) * side ** 2, float((count > 1).sum()) * side ** 2


def _ends(values: Any, weights: Any) -> tuple[float, float]:
    """The least and the largest value, without those of a small part of the area at each end."""
    order = numpy.argsort(values)
    shares = numpy.cumsum(weights[order]) / weights.sum()
    return (float(values[order][numpy.searchsorted(shares, _EDGE)]),
            float(values[order][min(numpy.searchsorted(shares, 1 - _EDGE), len(order) - 1)]))


def measure(obj: bpy.types.Object) -> Layout | None:
    """The layout of an object as it is seen, None without one."""
    evaluated = obj.evaluated_get(bpy.context.evaluated_depsgraph_get())
    mesh = evaluated.to_mesh()
    try:
        layers = mesh.uv_layers if mesh is not None and numpy is not None else []
        layer = next((each for each in layers if each.active_render), None)
        if layer is None:
            return None
        mesh.calc_loop_triangles()
        count = len(mesh.loop_triangles)
        if not 0 < count <= _MAX_TRIANGLES:
            return None
        arrays = []
        for collection, name, kind, length in (
                (mesh.vertices, "co", "float32", 3 * len(mesh.vertices)),
                (layer.data, "uv", "float32", 2 * len(mesh.loops)),
                (mesh.loop_triangles, "vertices", "int32", 3 * count),
                (mesh.loop_triangles, "loops", "int32", 3 * count),
                (mesh.loop_triangles, "material_index", "int32", count)):
            values: Any = numpy.empty(length, dtype=kind)
            collection.foreach_get(name, values)
            arrays.append(values)
        places, flat, vertices, loops, slots = arrays
        turn = numpy.array(evaluated.matrix_world, dtype=float)[:3, :3]
        corners = (places.reshape(-1, 3).astype(float) @ turn.T)[vertices.reshape(-1, 3)]
        own = flat.reshape(-1, 2).astype(float)[loops.reshape(-1, 3)]
        sizes = [max((tuple(image.size) for image in _find_pictures(each)),
                     key=lambda size: size[0] * size[1], default=(0, 0))
                 for each in mesh.materials] or [(0, 0)]
    finally:
        evaluated.to_mesh_clear()
    pixels = numpy.array(sizes, dtype=float)[numpy.clip(slots, 0, len(sizes) - 1)]
    one, other = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    area = numpy.linalg.norm(numpy.cross(one, other), axis=1)
    is_seen = area > 1e-9 * area.sum()
    if not (is_seen.any() and numpy.isfinite(own).all()):
        return None
    covered, twice = _cover(own)
    one, other, area, pixels = (each[is_seen] for each in (one, other, area, pixels))
    # The step in the picture for one along the first side of a triangle (x), and one across it (y).
    side = numpy.linalg.norm(one, axis=1)
    along, across = (one * other).sum(axis=1) / side, area / side
    scale = numpy.where(pixels.min(axis=1, keepdims=True) > 0, pixels, 1.0)
    steps: Any = (own[is_seen, 1:] - own[is_seen, :1]) * scale[:, None]
    x = steps[:, 0] / side[:, None]
    y = (steps[:, 1] - x * along[:, None]) / across[:, None]
    half = ((x ** 2).sum(axis=1) + (y ** 2).sum(axis=1)) / 2
    size = numpy.abs(x[:, 0] * y[:, 1] - x[:, 1] * y[:, 0])
    root = numpy.sqrt(numpy.maximum(half ** 2 - size ** 2, 0))
    is_flat = size <= 1e-9 * half
    stretch = numpy.where(is_flat, 1.0, numpy.sqrt((half + root) ** 2 / numpy.where(
        is_flat, 1.0, size ** 2)))
    has_picture = pixels.min(axis=1) > 0
    least, most = (_ends(numpy.sqrt(size[has_picture]), area[has_picture]) if has_picture.any()
                   else (0.0, 0.0))
    return Layout(100 * twice / covered if covered else 0.0, 100 * covered,
                  _ends(stretch, area)[1], least, most)


def describe(objects: list[bpy.types.Object], scale: float,
             baked: list[bpy.types.Image]) -> list[dict[str, Any]]:
    """The layouts of those objects that have pictures other than the baked ones, as rows. scale:
    their lengths a meter."""
    found: list[dict[str, Any]] = []
    pictures = {each: set(_find_pictures(each))
                for each in {each for obj in objects for each in obj.data.materials}}
    for obj in objects:
        own = set().union(*(pictures[each] for each in obj.data.materials))
        layout = measure(obj) if own - set(baked) and len(found) < _MAX_ROWS else None
        if layout is not None and layout.most > 0:
            found.append({"object": obj.name, "overlap": round(layout.overlap, 2),
                          "used": round(layout.used, 2), "stretch": round(layout.stretch, 3),
                          "least": round(layout.least * scale, 3),
                          "most": round(layout.most * scale, 3)})
    return found
