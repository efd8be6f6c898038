# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Poses: {joint: degrees or metres}. What is not named stands as built, and coupled joints
follow."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import bpy
from mathutils import Matrix

from ..errors import UNSUITABLE, BridgeError
from .joint import Joint

_GRAIN = 1e-6  # of a value; what is lost between two programs


def values(joints: Sequence[Joint], pose: Mapping[str, Any]) -> dict[str, float]:
    """The value of every joint in a pose. Raises BridgeError for a joint that is not there or
    follows another, and for a value outside of the limits."""
    by_name = {joint.name: joint for joint in joints}
    found = {}
    for name, value in pose.items():
        joint = by_name.get(name)
        if joint is None:
            listed = ", ".join(f"{each.name} ({_range(each)})" for each in joints
                               if each.leads)
            _refuse(f"There is no joint “{name}”. The joints are: {listed}."
                    if listed else f"There is no joint “{name}”: this asset has none.")
        if joint.kind == "fixed":
            _refuse(f"“{name}” is fixed: it only goes along with its parent.")
        if joint.follows:
            _refuse(f"“{name}” follows “{joint.follows}”: set that one.")
        if type(value) not in (int, float) or not math.isfinite(value):
            _refuse(f"The value of “{name}” is not a number.")
        low, high = joint.limits or (-math.inf, math.inf)
        room = _GRAIN * max(abs(value), 1.0)
        if not low - room <= value <= high + room:
            _refuse(f"“{name}” goes from {_range(joint)}, not to {value:g}.")
        found[name] = float(value)
    return spread(joints, found)


def _range(joint: Joint) -> str:
    if joint.limits is None:
        return "turns freely"
    return f"{joint.limits[0]:g} to {joint.limits[1]:g} {joint.unit}"


def _refuse(message: str) -> NoReturn:
    raise BridgeError(UNSUITABLE, message)


def spread(joints: Sequence[Joint], given: Mapping[str, float]) -> dict[str, float]:
    """The value of every joint, the coupled ones' too."""
    by_name = {joint.name: joint for joint in joints}

    def value(joint: Joint) -> float:
        if joint.loop is not None:
            return joint.loop.values(value(joint.loop.leader))[joint.name]
        if joint.follows:
            return joint.ratio * value(by_name[joint.follows])
        return given.get(joint.name, 0.0)

    return {joint.name: value(joint) for joint in joints}


def motions(joints: Sequence[Joint], found: Mapping[str, float]) -> dict[str, Matrix]:
    """How each joint moves what it carries, in the world: {joint: matrix}."""
    made: dict[str, Matrix] = {}
    for joint in joints:  # the outer before the inner
        own = joint.motion(found[joint.name])
        made[joint.name] = made[joint.outer.name] @ own if joint.outer else own
    return made


def set_pose(joints: Sequence[Joint], pose: Mapping[str, Any]) -> dict[str, float]:
    """Turns the empties of the scene to a pose; returns the value of every joint. Raises
    BridgeError, see values()."""
    found = values(joints, pose)
    for joint in joints:
        value = found[joint.name]
        empty = joint.empty
        if joint.kind == "fixed":
            continue
        if joint.kind == "slider":
            empty.location.z = value
        else:
            empty.rotation_mode = "XYZ"
            empty.rotation_euler.z = math.radians(value)
            empty.location.z = joint.pitch * value / 360.0
    bpy.context.view_layer.update()
    return found
