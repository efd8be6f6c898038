# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drivers of a data-block, also where no tool of Blender shows them: Blender evaluates the driver
of any F-Curve, also of one in an action or of a strip of the NLA."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import bpy


def bags(action: bpy.types.Action) -> Iterator[Any]:
    """Whatever has an action's F-Curves: the action itself, since Blender 4.4 each of its slots."""
    if hasattr(action, "layers"):
        for layer in action.layers:
            for strip in layer.strips:
                yield from strip.channelbags
    else:
        yield action


def drop_from_action(action: bpy.types.Action) -> None:
    """Removes the F-Curves that have a driver."""
    for bag in bags(action):
        for curve in [each for each in bag.fcurves if each.driver is not None]:
            bag.fcurves.remove(curve)


def _has_driver(strip: bpy.types.NlaStrip) -> bool:
    return any(curve.driver is not None for curve in strip.fcurves) or any(
        _has_driver(each) for each in strip.strips)


def drop_from_nla(block: bpy.types.bpy_struct) -> None:
    """Removes the strips that have a driver; their F-Curves cannot be removed."""
    data: Any = getattr(block, "animation_data", None)
    for track in data.nla_tracks if data is not None else ():
        for strip in [each for each in track.strips if _has_driver(each)]:
            track.strips.remove(strip)
