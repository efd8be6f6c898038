# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The joints of an asset on its way into a file: which of them carries which object, where they are
in the file, and the motion that shows each. All frames of a file look the way of the asset's own,
so that an axis is the same in each of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import bpy
from mathutils import Vector

from ..drivers import bags
from ..motion import pose
from ..motion.joint import Joint

CARRIED_BY = "carried_by"  # of an object that is exported: the name of its joint, or ""
MOVE_SECONDS = 1.5  # from one end of a range to the other, or a turn
_STEP_DEG = 60.0  # between two keys: rotations of half a turn have no direction
_LOOP_KEYS = 48  # of one way, where a loop moves: its joints turn unevenly
_MAX_KEYS = 2000


class Jointed:
    """The joints, the outer before the inner, and what they carry."""

    def __init__(self, joints: Sequence[Joint]) -> None:
        self.joints = list(joints)
        # Those further in come later, and have the last word.
        self.carriers = {name: joint.name for joint in joints for name in joint.objects}
        self._foot, self.scale = Vector(), 1.0

    def place(self, foot: Vector, scale: float) -> None:
        """Moves `foot` into the origin, then scales, as flatten.place() does."""
        self._foot, self.scale = foot, scale

    def to_file(self, place: Vector) -> Vector:
        """Where a place of the asset is in the file."""
        return (place - self._foot) * self.scale

    def origin(self, joint: Joint | None) -> Vector:
        """Where a joint is in the file; of None, the origin."""
        return self.to_file(joint.origin) if joint is not None else Vector()

    def offset(self, joint: Joint) -> Vector:
        """From the joint that moves it to a joint."""
        return self.origin(joint) - self.origin(joint.outer)

    def leaders(self) -> list[Joint]:
        """Those that follow no other one."""
        return [joint for joint in self.joints if joint.leads]

    def moved_by(self, leader: Joint) -> list[Joint]:
        """A joint and those that follow it, also by way of others."""
        by_name = {each.name: each for each in self.joints}

        def lead(joint: Joint) -> Joint:
            return lead(by_name[joint.follows]) if joint.follows else joint

        return [joint for joint in self.joints if lead(joint) is leader]

    def coupling(self, joint: Joint) -> tuple[Joint, float] | None:
        """The joint that leads a coupled one in the end, and the ratio to it in the file's rad and
        m. What a loop moves has none: its ratio changes."""
        by_name = {each.name: each for each in self.joints}
        leader, ratio = joint, 1.0
        while leader.follows and leader.loop is None:
            ratio *= leader.ratio
            leader = by_name[leader.follows]
        if leader is joint:
            return None
        return leader, ratio * self.native(joint) / self.native(leader)

    def native(self, joint: Joint) -> float:
        """One of a joint's units in rad, or in m of the file."""
        return self.scale if joint.kind == "slider" else math.radians(1.0)

    def limits(self, joint: Joint) -> tuple[float, float] | None:
        """In rad or in m of the file; None turns freely."""
        if joint.limits is None:
            return None
        low, high = (value * self.native(joint) for value in joint.limits)
        return low, high

    def build(self, objects: Iterable[bpy.types.Object]) -> dict[str, str]:
        """Makes an empty for each joint in the flattened scene, and hangs on it what it carries.
        Returns {joint: the empty's name}."""
        empties: dict[str, bpy.types.Object] = {}
        for joint in self.joints:
            empty = bpy.data.objects.new(f"{joint.name} joint", None)
            bpy.context.scene.collection.objects.link(empty)
            empty.location = self.offset(joint)
            if joint.outer is not None:
                empty.parent = empties[joint.outer.name]
            empties[joint.name] = empty
        origins = {joint.name: self.origin(joint) for joint in self.joints}
        for obj in objects:
            if obj[CARRIED_BY]:
                obj.parent = empties[obj[CARRIED_BY]]
                obj.location -= origins[obj[CARRIED_BY]]
        return {name: empty.name for name, empty in empties.items()}


def stops(joint: Joint) -> list[float]:
    """The values that show what a joint can do: its ends one after the other, or a turn."""
    if joint.limits is None:
        return [0.0, 360.0]
    low, high = joint.limits
    return [0.0, *([high] if high > 0 else []), *([low] if low < 0 else []), 0.0]


def keys(jointed: Jointed, leader: Joint) -> list[tuple[float, dict[str, float]]]:
    """[(seconds, {joint: value})] of the motion of a joint and those that follow it."""
    moved = jointed.moved_by(leader)
    ends = stops(leader)
    made = [(0.0, {joint.name: 0.0 for joint in moved})]
    for number, (start, end) in enumerate(zip(ends, ends[1:])):
        first, last = (pose.spread(jointed.joints, {leader.name: value}) for value in (start, end))
        widest = max((abs(last[each.name] - first[each.name]) for each in moved
                      if each.kind != "slider"), default=0.0)
        least = _LOOP_KEYS if any(each.loop for each in moved) else 1
        count = min(max(least, math.ceil(widest / _STEP_DEG)), _MAX_KEYS)
        for step in range(1, count + 1):
            value = start + (end - start) * step / count
            now = pose.spread(jointed.joints, {leader.name: value})
            made.append((MOVE_SECONDS * (number + step / count),
                         {joint.name: now[joint.name] for joint in moved}))
    return made


def describe(jointed: Jointed, joint: Joint) -> dict[str, object]:
    """A joint as other programs' readers find it beside its node: degrees and metres."""
    is_slider = joint.kind == "slider"
    about: dict[str, object] = {"name": joint.name, "kind": joint.kind, "parent": joint.parent,
                                "child": joint.child}
    if joint.limits is not None:
        about["limits"] = [value * (jointed.scale if is_slider else 1.0) for value in joint.limits]
    if joint.kind != "fixed":
        about["unit"] = "m" if is_slider else "degrees"
    if joint.kind == "screw":
        about["pitch_m"] = joint.pitch * jointed.scale
    if joint.follows:
        about["follows"] = joint.follows
        if joint.loop is None:
            about["ratio"] = joint.ratio
    return about


def add_actions(joints: Sequence[Joint]) -> int:
    """Gives the joints of the scene an action each, played one after the other. Before and after
    its strip an empty is free to be turned by hand. Returns the number of actions."""
    jointed, scene = Jointed(joints), bpy.context.scene
    rate = scene.render.fps / scene.render.fps_base
    frame = scene.frame_start + 1
    for leader in jointed.leaders():
        shown = keys(jointed, leader)
        for joint in jointed.moved_by(leader):
            _add_action(joint, leader.name,
                        [(frame + seconds * rate, now[joint.name]) for seconds, now in shown])
        frame += math.ceil(shown[-1][0] * rate) + 1
    scene.frame_end = max(scene.frame_end, frame)
    scene.frame_set(scene.frame_start)
    return len(jointed.leaders())


def _add_action(joint: Joint, name: str, shown: list[tuple[float, float]]) -> None:
    empty = joint.empty
    empty.rotation_mode = "XYZ"
    for frame, value in shown:
        if joint.kind != "slider":
            empty.rotation_euler.z = math.radians(value)
            empty.keyframe_insert("rotation_euler", index=2, frame=frame)
        if joint.kind in ("slider", "screw"):
            empty.location.z = value if joint.kind == "slider" else joint.pitch * value / 360.0
            empty.keyframe_insert("location", index=2, frame=frame)
    data = empty.animation_data
    data.action.name = name
    for bag in bags(data.action):
        for curve in bag.fcurves:
            for point in curve.keyframe_points:
                point.interpolation = "LINEAR"
    track = data.nla_tracks.new()
    track.name = name
    strip = track.strips.new(name, round(shown[0][0]), data.action)
    strip.extrapolation = "NOTHING"
    if hasattr(strip, "action_slot") and strip.action_slot is None:  # since 4.4
        strip.action_slot = data.action.slots[0]
    data.action = None
    empty.rotation_euler.z = empty.location.z = 0.0
