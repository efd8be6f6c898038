# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds colliders to the scene of an export for a game engine, under the names that its importer
knows, and measures those of a file that was read back against what they hold."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import Any

import bpy
from mathutils import Matrix, Vector
from mathutils.bvhtree import BVHTree

from ..measure import asset
from ..measure.solid import Solid
from . import collider_shapes, convex
from .collider_shapes import Shape

try:
    import numpy
except ImportError:  # Blender's own exporter of glTF needs it, too
    numpy = None  # type: ignore[assignment]

# Godot makes a static body with a convex shape of each mesh whose name ends so, and shows none
# (docs.godotengine.org, Node type customization using name suffixes).
SUFFIX = "-convcolonly"
# Unreal Engine makes collision of meshes that are called so and after another mesh
# (dev.epicgames.com, FBX Static Mesh Pipeline, Collision; UInterchangeGenericMeshPipeline,
# bImportCollisionAccordingToMeshName). It has no cylinder.
PREFIXES = {"box": "UBX_", "sphere": "USP_", "capsule": "UCP_", "convex": "UCX_",
            "cylinder": "UCX_"}
_SUFFIXED = re.compile(r"^(.*) \d+-convcolonly")
_PREFIXED = re.compile(r"^(U[BSC][XP])_(.*)_\d+")
_MAX_NAME = 45  # bytes of an object's, of Blender's 63
# A part may reach so far out of its colliders, and a simple shape so far beyond its piece: shares
# of the asset's longest side, and no less than so many m.
_HOLD, _FIT, _LEAST = 0.001, 0.005, 1e-5
GRID = 60  # of places on a surface, along the asset


def margins(low: Sequence[float], high: Sequence[float]) -> tuple[float, float]:
    """How far a part may reach out of its colliders, and these beyond its pieces where they are
    simple shapes; m, for an asset with this box."""
    size = max(b - a for a, b in zip(low, high))
    return max(_HOLD * size, _LEAST), max(_FIT * size, _LEAST)


def add(objects: Iterable[bpy.types.Object], low: Sequence[float], high: Sequence[float],
        prefixed: bool = False) -> dict[str, list[str]]:
    """Adds the colliders of flattened objects, on what moves these; returns {object: their kinds}.
    `low`, `high`: the box of the asset. `prefixed`: named as Unreal Engine expects them, with
    spheres and capsules, else as Godot does, which makes convex shapes of all."""
    kinds = ("box", "sphere", "capsule", "cylinder") if prefixed else ("box", "cylinder")
    hold, fit = margins(low, high)
    kinds_of = {}
    for obj in list(objects):
        shapes = collider_shapes.find(obj, kinds, hold / 2, fit)
        stem = obj.name.encode()[:_MAX_NAME].decode(errors="ignore")
        for number, shape in enumerate(shapes, 1):
            name = (f"{PREFIXES[shape.kind]}{stem}_{number:02}" if prefixed
                    else f"{stem} {number}{SUFFIX}")
            mesh = bpy.data.meshes.new(name)
            mesh.from_pydata(shape.corners, [], shape.triangles)
            piece = bpy.data.objects.new(name, mesh)
            bpy.context.scene.collection.objects.link(piece)
            piece.parent = obj.parent
            piece.rotation_mode = "QUATERNION"
            place, turn, _size = shape.frame.decompose()
            piece.location, piece.rotation_quaternion = obj.location + place, turn
        kinds_of[obj.name] = sorted(each.kind for each in shapes)
    return kinds_of


def owner(name: str, prefixed: bool) -> str | None:
    """The name of the object that a collider of this name holds, maybe cut; None for others."""
    found = _PREFIXED.match(name) if prefixed else _SUFFIXED.match(name)
    return found.group(2 if prefixed else 1) if found else None


def _read_shape(obj: bpy.types.Object, prefixed: bool) -> Shape:
    """A collider of a file as an engine has it: it takes the size of a sphere or a capsule from the
    box of its mesh."""
    kind = {"USP": "sphere", "UCP": "capsule"}.get(obj.name[:3]) if prefixed else None
    if kind is not None:
        axes = list(zip(*(each.co for each in obj.data.vertices)))
        return collider_shapes.round_shape(obj.matrix_world, list(map(min, axes)),
                                           list(map(max, axes)), kind)
    made = convex.hull(obj.matrix_world @ each.co for each in obj.data.vertices)
    return Shape("convex", Matrix.Identity(4), made.corners, made.triangles)


def measure(shapes: dict[str, asset.Shape], prefixed: bool) -> tuple[list[dict[str, Any]], float]:
    """Compares the colliders of a scene that was read with what is seen of it. Returns a row for
    each object, and how far any may reach out, mm. out_mm: how far the object reaches out of its
    colliders; beyond_mm: how far these reach away from it, None if it has no inside."""
    low, high = find_box(shapes)
    colliders: dict[str, list[Shape]] = {}
    for obj in bpy.context.scene.objects:
        name = owner(obj.name, prefixed)
        if name is not None and obj.type == "MESH":
            found = name if name in shapes else next(
                (each for each in shapes if len(name.encode()) > _MAX_NAME - 4
                 and each.startswith(name)), name)
            colliders.setdefault(found, []).append(_read_shape(obj, prefixed))
    hold, step = margins(low, high)[0], max(b - a for a, b in zip(low, high)) / GRID
    rows = []
    for name, own in sorted(colliders.items()):
        out, beyond = math.inf, None
        shape = shapes.get(name)
        if shape is not None and shape.triangles:
            points = collider_shapes.sample(numpy.array(shape.vertices),
                                            numpy.array(shape.triangles), step)
            out = max(0.0, float(numpy.min([each.out(points) for each in own], axis=0).max()))
            if shape.closed:
                beyond = _mm(_reach(Solid(name, shape), own, step))
        rows.append({"object": name, "count": len(own), "out_mm": _mm(out), "beyond_mm": beyond,
                     "corners": max(len(each.corners) for each in own)})
    return rows, _mm(hold)


def find_box(shapes: dict[str, asset.Shape]) -> list[list[float]]:
    """The lowest and the highest corner of what is seen, m."""
    seen = [each for each in shapes.values() if each.seen]
    return [[end(getattr(each, corner)[axis] for each in seen) for axis in range(3)]
            for corner, end in (("low", min), ("high", max))]


def _mm(metres: float) -> float:
    """As mm for JSON, which has no infinity: a collider of nothing is a kilometre off."""
    return round(min(metres, 1000.0) * 1000.0, 4)


def _reach(solid: Solid, colliders: Sequence[Shape], step: float) -> float:
    """How far the surface of any collider is from an object, outside of this."""
    farthest = 0.0
    for each in colliders:
        places = each.outline()
        if not each.is_round:
            places = [Vector(place) for place in collider_shapes.sample(
                numpy.array([tuple(place) for place in places]), numpy.array(each.triangles),
                2 * step)]
        for place in places:
            distance = solid.tree.find_nearest(place)[3]
            if distance is not None and distance > farthest and not solid.contains(place):
                farthest = distance
    return farthest


def deviation(one: tuple[Any, Any], other: tuple[Any, Any], step: float) -> float:
    """The greatest distance between two surfaces, each (places, triangles), at samples of both."""
    farthest = 0.0
    for (places, triangles), (target, faces) in ((one, other), (other, one)):
        tree = BVHTree.FromPolygons(target.tolist(), faces.tolist(), all_triangles=True)
        for point in collider_shapes.sample(places, triangles, step):
            distance = tree.find_nearest(Vector(point))[3]
            farthest = max(farthest, math.inf if distance is None else distance)
    return farthest
