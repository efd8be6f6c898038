# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the objects that run into each other in one pose and do not as built, and the loops that it
opens, before a picture or a file of the pose is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import bpy
from mathutils import Matrix

from ..measure import asset, report
from ..measure.collision import touches
from ..measure.solid import Solid
from . import ground, pose
from .joint import OPEN, Joint
from .joints import is_joint
from .meeting import Box, Meetings, Pair, TooMuchError, box_of, boxes_meet, corners

MAX_ROWS = 5  # the deepest


def find(joints: Sequence[Joint], wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The pairs that meet, the deepest first: [{"objects": […], "depth_m"}]. The scene stands as
    built. Raises BridgeError, see pose.values()."""
    moved = pose.motions(joints, pose.values(joints, wanted))
    links = {name: joint for joint in joints for name in joint.objects}
    seen = [obj for obj, hidden in asset.objects() if not hidden and not is_joint(obj)]
    shapes = asset.shapes([obj.name for obj in seen[:asset.MAX_OBJECTS]])[0]
    solids = [Solid(name, shape) for name, shape in shapes.items() if shape.triangles
              and not (shape.materials and all(map(_is_light, shape.materials)))]
    if not solids:
        return []
    tolerance, _penetration = report.limits(
        tuple(min(each.low[axis] for each in solids) for axis in range(3)),
        tuple(max(each.high[axis] for each in solids) for axis in range(3)))
    meetings = Meetings(tolerance)
    floor = ground.find(solids, links)
    rows: list[dict[str, Any]] = []
    try:
        for a, b, matrix in _near(solids, links, moved):
            pair = Pair(a, b, lambda _value: Matrix.Identity(4), touches(a, b, tolerance))
            depth = meetings.how_deep(pair, matrix)
            if depth > 0.0:
                # The one that more joints move goes into the other one.
                names = [a.name, b.name]
                names.sort(key=lambda name: len(list(links[name].chain())) if name in links else 0,
                           reverse=True)
                rows.append({"objects": names, "depth_m": round(depth, 6)})
    except TooMuchError:
        pass
    for solid in solids:
        if floor is not None and solid.name in links:
            below = floor.depth(solid, moved[links[solid.name].name])
            if below > tolerance:
                rows.append({"objects": [solid.name, ground.NAME], "depth_m": round(below, 6)})
    rows.sort(key=lambda row: (-row["depth_m"], row["objects"]))
    return rows[:MAX_ROWS]


def find_open(joints: Sequence[Joint], wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The loops that cannot follow what drives them, the widest open first: [{"joint", "parts",
    "opens_m", "unit", "range"}], with the range in which they can. Raises BridgeError, see
    pose.values()."""
    found = pose.values(joints, wanted)
    rows: list[dict[str, Any]] = []
    for loop in {id(joint.loop): joint.loop for joint in joints if joint.loop}.values():
        gap, pin = loop.opening(found[loop.leader.name])
        if gap > OPEN:
            ends = [round(loop.reach(end), 6) for end in loop.leader.whole]
            rows.append({"joint": loop.leader.name, "parts": [pin.parent, pin.child],
                         "opens_m": round(gap, 6), "unit": loop.leader.unit, "range": ends})
    rows.sort(key=lambda row: (-row["opens_m"], row["joint"]))
    return rows[:MAX_ROWS]


def _is_light(material: bpy.types.Material | None) -> bool:
    """Whether a material is light, a flame or smoke: one sees through it, and it glows or has no
    surface. Such things meet nothing."""
    if material is None or material.node_tree is None:
        return False
    glows = is_clear = False
    for node in material.node_tree.nodes:
        inputs = {each.name: each for each in node.inputs}
        strength = inputs.get("Emission Strength") or (
            inputs.get("Strength") if node.type == "EMISSION" else None)
        alpha = inputs.get("Alpha")
        glows |= "VOLUME" in node.type or (
            strength is not None and (strength.is_linked or strength.default_value > 0.0))
        is_clear |= node.type == "BSDF_TRANSPARENT" or "VOLUME" in node.type or (
            node.type == "BSDF_PRINCIPLED" and alpha is not None
            and (alpha.is_linked or alpha.default_value < 1.0))
    return glows and is_clear


def _near(solids: Sequence[Solid], links: Mapping[str, Joint],
          moved: Mapping[str, Matrix]) -> Iterator[tuple[Solid, Solid, Matrix]]:
    """(one, other, how the first moves in the place of the second) of those whose boxes meet in
    the pose, and that have moved against each other."""
    still = Matrix.Identity(4)
    motions = [moved[links[each.name].name] if each.name in links else still for each in solids]
    boxes: list[Box] = [box_of([motion @ corner for corner in corners(each.low, each.high)])
                        for each, motion in zip(solids, motions)]
    order = sorted(range(len(solids)), key=lambda i: boxes[i][0].x)
    active: list[int] = []
    for i in order:
        active = [j for j in active if boxes[j][1].x >= boxes[i][0].x]
        for j in active:
            one, other = sorted((i, j), key=lambda each: solids[each].name)
            matrix = motions[other].inverted() @ motions[one]
            if boxes_meet(*boxes[i], *boxes[j]) and not all(
                    abs(matrix[row][column] - (row == column)) < 1e-6
                    for row in range(4) for column in range(4)):
                yield solids[one], solids[other], matrix
        active.append(i)
