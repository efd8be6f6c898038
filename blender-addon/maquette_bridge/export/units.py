# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes one unit of the scene one metre, as everything that measures and exports takes it: a script
may have said that its units are millimetres (`unit_settings.scale_length`)."""

from __future__ import annotations

import bpy
from mathutils import Matrix

from ..measure import asset

EXACT = 1e-4  # of the size: how well the box must be the old one, scaled


def _box() -> list[float] | None:
    seen, _cut = asset.shapes({obj.name for obj, hidden in asset.objects() if not hidden})
    shapes = [shape for shape in seen.values() if shape.low is not None]
    if not shapes:
        return None
    return [find(getattr(shape, end)[axis] for shape in shapes)
            for end, find in (("low", min), ("high", max)) for axis in range(3)]


def _scale(factor: float) -> None:
    """Scales all objects about the origin; children follow what they hang on. What shows a
    collection has its size from there, and only moves."""
    scale = Matrix.Scale(factor, 4)
    for obj in bpy.data.objects:
        if obj.parent is not None:
            continue
        if obj.instance_type == "COLLECTION" and obj.instance_collection is not None:
            obj.matrix_world = scale @ obj.matrix_world @ scale.inverted()
        else:
            obj.matrix_world = scale @ obj.matrix_world
    for collection in bpy.data.collections:
        collection.instance_offset = collection.instance_offset * factor
    bpy.context.view_layer.update()


def apply() -> list[str]:
    """Scales the asset by the scene's unit. Returns a sentence for whoever wrote the script, none
    where the unit is the metre."""
    settings = bpy.context.scene.unit_settings
    factor = settings.scale_length
    if abs(factor - 1.0) < 1e-6 or factor <= 0.0:
        return []
    bpy.context.view_layer.update()
    before = _box()
    settings.scale_length = 1.0
    if before is None:
        return []
    _scale(factor)
    after = _box()
    size = max(map(abs, before)) * factor
    if after is not None and all(abs(new - old * factor) <= EXACT * size
                                 for old, new in zip(before, after)):
        return [f"One unit of the scene is {factor:g} m (scale_length), so the asset was scaled by "
                f"{factor:g}."]
    _scale(1.0 / factor)
    return [f"One unit of the scene is {factor:g} m (scale_length), but this asset cannot be "
            "scaled as a whole: its units are taken for metres."]
