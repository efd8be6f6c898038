# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of the report about things that move: `joints`, `joint_faults`, `links`, `apart`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import joints

if TYPE_CHECKING:
    from mathutils import Vector

    from .joints import Joint


def _length(value: float) -> float:
    return round(value, 6) + 0.0


def _vector(values: Vector) -> list[float]:
    return [_length(value) for value in values]


def _describe(joint: Joint) -> dict[str, Any]:
    row: dict[str, Any] = {
        "name": joint.name, "kind": joint.kind, "parent": joint.parent, "child": joint.child,
        "objects": joint.objects, "origin_m": _vector(joint.origin), "axis": _vector(joint.axis),
        "limits": [_length(value) for value in joint.limits] if joint.limits else None}
    if joint.kind == "screw":
        row["pitch_m"] = _length(joint.pitch)
    if joint.follows:
        row |= {"follows": joint.follows, "ratio": _length(joint.ratio)}
    return row


def measure() -> dict[str, Any]:
    """The members of the report; none where the scene has no joint."""
    found, faults = joints.read()
    if not found and not faults:
        return {}
    return {"joints": [_describe(joint) for joint in sorted(found, key=lambda each: each.name)],
            "joint_faults": faults}
