# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds colliders to the scene of a .glb for Godot, which makes a body with a convex shape of each
mesh whose name ends so (docs.godotengine.org, Node type customization using name suffixes)."""

from __future__ import annotations

from collections.abc import Iterable

import bpy
from mathutils import Vector

from . import links
from .jointed import CARRIED_BY

SUFFIX = "-convcolonly"
_MAX_NAME = 40  # of Blender's 63


def add(objects: Iterable[bpy.types.Object]) -> None:
    """Adds convex pieces of flattened objects, on what moves these."""
    groups: dict[str, list[bpy.types.Object]] = {}
    for obj in objects:
        groups.setdefault(obj[CARRIED_BY], []).append(obj)
    for own in groups.values():
        for number, collider in enumerate(links.find_colliders(own, Vector()), 1):
            name = f"{collider.part[:_MAX_NAME]} {number}{SUFFIX}"
            mesh = bpy.data.meshes.new(name)
            mesh.from_pydata(collider.shape.corners, [], collider.shape.triangles)
            piece = bpy.data.objects.new(name, mesh)
            bpy.context.scene.collection.objects.link(piece)
            piece.parent = own[0].parent
