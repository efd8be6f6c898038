# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The joints of the scene: empties with an ID-property group `joint`, which turn or slide what is
parented to them. A script made them, so that nothing in them is trusted: what is wrong becomes a
fault with its name, and what to do about it."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterator, Sequence
from typing import Any

import bpy
from mathutils import Matrix, Vector

from ..measure import asset
from ..measure.joins import plain
from .joint import Joint, close_loops

# `fixed` moves with its parent, and `closes` holds a point of two parts together (joint.py).
KINDS = ("hinge", "slider", "ball", "screw", "fixed", "closes")
MAX_JOINTS = 256
MAX_NAME = 80
MAX_DEGREES = 36_000.0
MAX_METRES = 1000.0
MAX_RATIO = 10_000_000.0  # of degrees to metres, too: a screw of 4 mm leads 90,000 degrees a metre
_SHORT = 1e-6  # m; an axis of this length has no direction
_LEAN = 1.0  # deg between the axis that a joint tells and that of its empty


def fault(joint: str, code: str, words: str, fix: str) -> dict[str, str]:
    """A row of `joint_faults`."""
    return {"joint": joint, "fault": code, "words": words, "fix": fix}


class Fault(Exception):
    """Why a joint cannot move: a code, a sentence, and what to do."""

    def __init__(self, code: str, words: str, fix: str) -> None:
        super().__init__(words)
        self.code, self.words, self.fix = code, words, fix


def _clean(value: Any) -> str:
    text = value if isinstance(value, str) else ""
    return "".join(c if c >= " " else " " for c in text[:MAX_NAME]).strip()


def _number(row: dict[str, Any], name: str, most: float) -> float | None:
    value: Any = row.get(name)
    if type(value) not in (int, float) or not math.isfinite(value) or abs(value) > most:
        return None
    return float(value)


def _vector(row: dict[str, Any], name: str, most: float) -> Vector | None:
    value = row.get(name)
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 3:
        return None
    if any(type(each) not in (int, float) or not abs(each) <= most for each in value):
        return None  # NaN is not at most anything
    return Vector(value)


def _limits(row: dict[str, Any], kind: str) -> tuple[float, float] | None:
    limits = row.get("limits")
    if kind in ("fixed", "closes"):
        return None
    if limits is None:
        if kind == "slider":
            raise Fault("bad_limits", "it slides without an end",
                        "give it limits in metres, such as limits=(0, 0.3)")
        return None
    most = MAX_METRES if kind == "slider" else MAX_DEGREES
    unit = "m" if kind == "slider" else "degrees"
    if (not isinstance(limits, Sequence) or isinstance(limits, str) or len(limits) != 2
            or any(type(each) not in (int, float) or not math.isfinite(each) for each in limits)):
        raise Fault("bad_limits", "its limits are not two numbers",
                    f"give it limits of two numbers in {unit}, the lower one first")
    low, high = map(float, limits)
    if low >= high:
        raise Fault("bad_limits", f"its limits are reversed or equal: {low:g} to {high:g}",
                    f"write the lower one first: limits=({min(low, high):g}, {max(low, high):g})"
                    if low > high else "give it a range that is not empty, or make it fixed() if "
                    "it only goes along with its parent")
    if max(-low, high) > most:
        raise Fault("bad_limits", f"its limits go beyond {most:g} {unit}",
                    "give it the limits of the real thing" if kind == "slider" else
                    "give it the limits of the real thing, or none where it turns freely")
    if not low <= 0.0 <= high:
        raise Fault("bad_limits", f"0, the pose as built, is not between {low:g} and {high:g}",
                    "count its value from the pose as built, so that 0 is between its limits")
    return low, high


def _own_frame(empty: bpy.types.Object) -> Matrix:
    """Where an empty stands without its own turn, and without scale."""
    matrix = empty.matrix_world @ empty.matrix_basis.inverted_safe()
    axis = matrix.col[2].to_3d()
    if not all(math.isfinite(value) for row in matrix for value in row) or axis.length < _SHORT:
        raise Fault("bad_axis", "its axis has no direction",
                    "give it an axis of a length that is not 0")
    turn = matrix.to_quaternion()
    return Matrix.Translation(matrix.translation) @ turn.to_matrix().to_4x4()


def _read(name: str, row: dict[str, Any], empty: bpy.types.Object) -> Joint:
    """The joint of an empty, as far as its own row tells. Raises Fault."""
    kind = row.get("kind")
    if kind not in KINDS:
        raise Fault("bad_kind", f"“{_clean(kind)}” is not a kind of joint",
                    f"make it one of {', '.join(KINDS)}")
    axis = _vector(row, "axis", asset.FARTHEST)
    if axis is None or axis.length < _SHORT:
        raise Fault("bad_axis", "its axis has no direction",
                    "give it an axis of three numbers that are not all 0")
    if _vector(row, "at", asset.FARTHEST) is None:
        raise Fault("bad_place", "its place is not three numbers",
                    "give at=(x, y, z) in metres, a point of the axis")
    limits = _limits(row, kind)
    if empty.matrix_basis != Matrix.Identity(4):
        raise Fault("not_at_rest", "its empty is turned or moved in this file, so that it does "
                    "not stand as built", "set location and rotation of its empty to 0")
    joint = Joint(name, kind, _clean(row.get("parent")), _clean(row.get("child")),
                  _own_frame(empty), limits, empty=empty)
    if axis.angle(joint.axis) > math.radians(_LEAN):
        raise Fault("bad_axis", "its empty turns about another axis than the joint’s",
                    "make the empties with add_joints() at the end, and do not turn them")
    if kind == "screw":
        pitch = _number(row, "pitch_m", MAX_METRES)
        if not pitch:
            raise Fault("bad_pitch", "a screw without a pitch does not go forward",
                        "give it pitch=, the metres that it goes forward in a turn")
        joint.pitch = pitch
    if kind == "closes":
        joint.follows = _clean(row.get("follows"))
    elif row.get("follows") and kind != "fixed":
        joint.follows = _clean(row["follows"])
        ratio = _number(row, "ratio", MAX_RATIO) if "ratio" in row else 1.0
        if not ratio:
            raise Fault("bad_follow", "its ratio is no number, or 0",
                        "give it ratio=, by how much it turns when the other turns by 1")
        joint.ratio = ratio
    return joint


def is_joint(obj: bpy.types.Object) -> bool:
    """Whether an object is the empty of a joint."""
    return obj.type == "EMPTY" and hasattr(obj.get("joint"), "to_dict")


def _found() -> list[tuple[str, dict[str, Any], bpy.types.Object]]:
    """[(name, row, empty)] of all empties of the scene that are joints, by name."""
    rows = []
    for obj in bpy.context.scene.objects:
        if is_joint(obj):
            row = obj["joint"].to_dict()
            rows.append((_clean(row.get("name")) or obj.name, row, obj))
    return sorted(rows, key=lambda each: (each[0], each[2].name))


class _Tree:
    """Which joint moves which object: the nearest empty of a joint that it is parented to."""

    def __init__(self, empties: set[str]) -> None:
        self._empties = empties
        self._parts: dict[str, list[str]] = {}  # {plain part: names of objects}
        self._names: dict[str, list[str]] = {}  # {plain name: names of objects}
        self.nearest: dict[str, str] = {}  # {object: its nearest empty, or ""}
        self.inside: dict[str, list[str]] = {}  # {empty: all objects that it moves}
        for obj in bpy.context.scene.objects:
            if obj.name not in empties:
                self._parts.setdefault(plain(asset.part_of(obj)), []).append(obj.name)
                self._names.setdefault(plain(obj.name), []).append(obj.name)
            above = list(self._above(obj))
            self.nearest[obj.name] = above[0] if above else ""
            if obj.name not in empties:
                for each in above:
                    self.inside.setdefault(each, []).append(obj.name)

    def named(self, name: str) -> list[str]:
        """The objects of a part, or else those that are called so themselves."""
        return self._parts.get(plain(name)) or self._names.get(plain(name)) or []

    def like(self, name: str) -> str:
        """Up to four names of parts, for a sentence: those that are spelt alike, or else any."""
        names = sorted(self._parts)
        near = difflib.get_close_matches(plain(name), names, 4, 0.5) or names[:4]
        return ", ".join(f"“{each}”" for each in near) or "none"

    def _above(self, obj: bpy.types.Object) -> Iterator[str]:
        parent = obj.parent
        while parent is not None:
            if parent.name in self._empties:
                yield parent.name
            parent = parent.parent


def _check_parts(joint: Joint, tree: _Tree, joints: list[Joint]) -> None:
    """Finds the objects that a joint names. Raises Fault for what is not there, or cannot move
    so."""
    joint.objects = sorted(tree.inside.get(joint.empty.name, []))
    joint.fixed, joint.own = tree.named(joint.parent), tree.named(joint.child)
    for role, name, found in (("parent", joint.parent, joint.fixed),
                              ("child", joint.child, joint.own)):
        if not found:
            raise Fault("no_part", f"its {role} “{name}” is not a part of this asset" if name
                        else f"it names no {role}", f"name a part or an object as {role}=; here "
                        f"are: {tree.like(name)}")
    if joint.fixed == joint.own:
        raise Fault("same_part", f"it joins “{joint.parent}” to itself",
                    "name two parts: parent= stays, child= moves")
    moved = [name for name in joint.own if name in joint.objects]
    other = next((each for each in joints if each is not joint and each.own == joint.own), None)
    if not moved and other is not None:
        raise Fault("two_parents", f"“{joint.child}” is moved by “{other.name}” already",
                    "leave out one of the two; a part hangs on one joint only. Where both hold it, "
                    "make this one closes(), with follows= the joint that drives the loop")
    joint.own = moved or joint.own  # of several doors, its own


def _check_loops(joints: list[Joint]) -> dict[str, Fault]:
    """{name of a joint: its fault} of those that hang on themselves."""
    by_child = {name: joint for joint in joints for name in joint.own}

    def outer(joint: Joint) -> Joint | None:
        return next((by_child[name] for name in joint.fixed if name in by_child), None)

    found = {}
    for joint in joints:
        seen, each = [joint], outer(joint)
        while each is not None and each not in seen:
            seen.append(each)
            each = outer(each)
        if each is joint:
            names = ", ".join(sorted(other.name for other in seen))
            found[joint.name] = Fault(
                "loop", f"{names} make a closed loop, so that no part of it stays" if len(seen) > 1
                else "it hangs on itself", "make one of them closes(), with follows= the joint "
                "that drives the loop" if len(seen) > 1 else "name two parts")
    return found


def _check_moved(joint: Joint, tree: _Tree) -> None:
    """Raises Fault where the empty does not move what the joint tells."""
    if not set(joint.own) & set(joint.objects):
        raise Fault("moves_nothing", f"no object of “{joint.child}” hangs on its empty",
                    "call add_joints() at the end, when all objects are there")
    both = sorted(set(joint.fixed) & set(joint.objects))
    if both:
        raise Fault("fused", f"{both[0]}, of its parent “{joint.parent}”, moves with it",
                    f"make “{joint.child}” a mesh of its own that does not hang together with "
                    f"“{joint.parent}”")
    above = tree.nearest[joint.empty.name]
    if all(tree.nearest[name] != above for name in joint.fixed):
        raise Fault("wrong_parent", f"its empty does not hang on its parent “{joint.parent}”",
                    "make the empties with add_joints(), which parents them")


def _check_follows(joints: list[Joint]) -> dict[str, Fault]:
    by_name = {joint.name: joint for joint in joints}
    found = {}
    for joint in joints:
        seen, each = [joint], joint
        while each.follows:
            if each.follows not in by_name:
                if each is joint:
                    found[joint.name] = Fault(
                        "bad_follow",
                        f"it follows “{joint.follows}”, which is not a joint that moves",
                        "name another joint as follows=, or leave it out")
                break
            each = by_name[each.follows]
            if each in seen:
                found[joint.name] = Fault("bad_follow", "it follows itself"
                                          if len(seen) == 1 else "it follows one that follows it",
                                          "let one of them lead, without follows=")
                break
            seen.append(each)
    return found


def _find_link(names: Sequence[str], tree: _Tree, by_empty: dict[str, Joint],
               part: str) -> Joint | None:
    """The joint that moves some objects. Raises Fault where they move apart."""
    links = {tree.nearest[name] for name in names}
    if len(links) > 1:
        raise Fault("no_part", f"“{part}” is several objects that joints move apart",
                    f"name the object that it holds: {names[0]}")
    return by_empty.get(links.pop())


def _close(joints: list[Joint], pins: list[Joint], tree: _Tree) -> dict[str, Fault]:
    """Closes the loops. Returns {name of a pin: its fault}."""
    by_empty = {joint.empty.name: joint for joint in joints}
    found, sound = {}, []
    for pin in pins:
        try:
            _check_parts(pin, tree, [])
            pin.outer = _find_link(pin.fixed, tree, by_empty, pin.parent)
            pin.tip = _find_link(pin.own, tree, by_empty, pin.child)
            sound.append(pin)
        except Fault as why:
            found[pin.name] = why
    return found | {name: Fault(*why) for name, why in close_loops(joints, sound).items()}


def pins_of(joints: Sequence[Joint]) -> list[Joint]:
    """The pins that close the loops of some joints, by name."""
    found = {pin.name: pin for joint in joints if joint.loop for pin in joint.loop.pins}
    return [found[name] for name in sorted(found)]


def read() -> tuple[list[Joint], list[dict[str, str]]]:
    """(joints that can move, the outer before the inner; rows of `joint_faults` of the others).
    What closes loops is in their `loop`."""
    rows = _found()
    if len(rows) > MAX_JOINTS:
        return [], [fault("", "too_many", f"there are {len(rows)} joints, more than the "
                          f"{MAX_JOINTS} that are read", "leave out those that nobody moves")]
    faults: dict[str, Fault] = {}
    joints: list[Joint] = []
    if rows:
        bpy.context.view_layer.update()
    for name, row, empty in rows:
        try:
            if any(joint.name == name for joint in joints) or name in faults:
                raise Fault("same_name", "two joints have this name", "give each its own name")
            joints.append(_read(name, row, empty))
        except Fault as why:
            faults.setdefault(name, why)
    tree = _Tree({empty.name for _name, _row, empty in rows})
    pins = [joint for joint in joints if joint.kind == "closes"]
    joints = [joint for joint in joints if joint.kind != "closes"]

    def drop(found: dict[str, Fault]) -> None:
        faults.update(found)
        joints[:] = [joint for joint in joints if joint.name not in found]

    def check(each_of: Any) -> None:
        found = {}
        for joint in joints:
            try:
                each_of(joint)
            except Fault as why:
                found[joint.name] = why
        drop(found)

    check(lambda joint: _check_parts(joint, tree, joints))
    drop(_check_loops(joints))
    check(lambda joint: _check_moved(joint, tree))
    while found := _check_follows(joints):  # those that follow one of these are left as well
        drop(found)
    by_empty = {joint.empty.name: joint for joint in joints}
    for joint in joints:
        joint.outer = by_empty.get(tree.nearest[joint.empty.name])
    joints.sort(key=lambda each: (len(list(each.chain())), each.name))
    faults |= _close(joints, pins, tree)
    return joints, [fault(name, why.code, f"{name}: {why.words}.", why.fix)
                    for name, why in sorted(faults.items())]
