# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of the report about things that move: `joints`, `joint_faults`, `links`, `apart`."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from mathutils import Vector

from ..measure.collision import box_gap, closest
from ..measure.disjoint_sets import DisjointSets
from ..measure.solid import Solid
from . import axes, ground, guides, joints, masses, whole_poses
from .joint import OPEN, Joint
from .joints import fault
from .sweep import Free, Mechanism

if TYPE_CHECKING:
    from ..measure.asset import Shape

_GAP = 0.05  # of the asset's size: what is farther is not near
_GAPS = 8  # of the nearest boxes, for the gap
_INSIDE = 0.8  # of a part's points: so much of it within another is no part of its own
_POINTS = 200
_PARENT = 5.0  # times as far from its parent as from another part: it hangs on the wrong one
_EARLY = 0.5  # of a range: a contact before that may be an axis that is turned round
_GRAIN = 0.01  # deg
_CONFLICTS = 3  # of whole poses, that are reported
_RARE = 0.02  # of the poses
# Joints that have to be moved for a conflict. With more, as a robot's arm has them, an arm reaches
# nearly everything, itself too, and no limits prevent that.
_IN_HAND = 3


@dataclass
class Motion:
    """The proofs of an asset's joints."""

    joints: list[Joint]
    mechanism: Mechanism
    free: dict[str, Free]
    masses: dict[str, masses.Mass]  # of links, by joint; "" of what stays
    faults: list[dict[str, str]] = field(default_factory=list)
    members: dict[str, Any] = field(default_factory=dict)  # of the report

    def free_of(self, joint: Joint) -> Free | None:
        """The free range of a joint, one that follows too; None where it was not tried."""
        of = self.mechanism
        leader = of.lead(joint)
        free = self.free.get(leader.name)
        if free is None or joint is leader:
            return free
        at = None if free.at is None else of.values({leader.name: free.at})[joint.name]
        return Free(*of.goes(joint, free.low, free.high), at, free.objects)

    def _moment(self, way: Vector, joint: str, value: float) -> float:
        return sum(way.dot(self.mechanism.motion({joint: value}, link) @ mass.centre)
                   * (mass.kg or 0.0) for link, mass in self.masses.items())

    def leaning(self, way: Vector) -> dict[str, float]:
        """The pose that brings most mass along a direction: each joint by itself."""
        values = {}
        for name, free in self.free.items():
            values[name] = max((0.0, free.low, free.high), key=partial(self._moment, way, name))
        return values


def _length(value: float) -> float:
    return round(value, 6) + 0.0


def _vector(values: Iterable[float]) -> list[float]:
    return [_length(value) for value in values]


def _number(value: float, joint: Joint) -> float:
    """A value of a joint as it is shown: 0.01 degrees, 0.01 mm."""
    return round(value, 5 if joint.kind == "slider" else 2) + 0.0


def _ends(low: float, high: float, joint: Joint) -> list[float]:
    """A free range as it is shown: whole limits as they are, other ends not beyond them."""
    step = 1e-5 if joint.kind == "slider" else 0.01
    return [_length(value) if value == end else
            _number(math.copysign(math.floor(abs(value) / step + 1e-6) * step, value), joint)
            for value, end in zip((low, high), joint.whole)]


def _say_way(vector: Vector) -> str:
    """A move in words: along an axis of the world if it is about that."""
    axis = max(range(3), key=lambda each: abs(vector[each]))
    if abs(vector[axis]) >= 0.99 * vector.length:
        sign = "+" if vector[axis] > 0 else "-"
        return f"{1000 * vector.length:.1f} mm along {sign}{'xyz'[axis]}"
    return "by ({:.1f}, {:.1f}, {:.1f}) mm".format(*(1000 * value for value in vector))


def _say_axis(axis: Vector) -> str:
    return "({:g}, {:g}, {:g})".format(*(round(value, 4) + 0.0 for value in axis))


def _describe(joint: Joint) -> dict[str, Any]:
    row: dict[str, Any] = {
        "name": joint.name, "kind": joint.kind, "parent": joint.parent, "child": joint.child,
        "objects": joint.objects, "origin_m": _vector(joint.origin), "axis": _vector(joint.axis),
        "limits": [_length(value) for value in joint.limits] if joint.limits else None}
    if joint.kind == "screw":
        row["pitch_m"] = _length(joint.pitch)
    if joint.follows:
        row["follows"] = joint.follows
        if joint.loop is None and joint.kind != "closes":
            row["ratio"] = float(f"{joint.ratio:.9g}")
    return row


class _Prover:
    def __init__(self, mechanism: Mechanism, shapes: dict[str, Shape], size: float) -> None:
        self._of, self._shapes, self._size = mechanism, shapes, size
        self._axes = axes.Axes(mechanism, shapes, size)
        self._loops = {id(joint.loop): joint.loop for joint in mechanism.joints if joint.loop}
        self.free: dict[str, Free] = {}
        self.faults: list[dict[str, str]] = []

    def _add(self, joint: Joint, code: str, words: str, fix: str) -> None:
        self.faults.append(fault(joint.name, code, f"{joint.name}: {words}.", fix))

    def prove(self, joint: Joint) -> dict[str, Any]:
        """The rest of a joint's row."""
        if joint.kind == "fixed":
            return {"shown_by": "", "off_m": None, "off_deg": None, "free": [0.0, 0.0],
                    "gap_m": self._gap(joint)}
        inside = self._inside(joint)
        if inside:
            self._add(joint, "fused", f"“{joint.child}” lies in {inside}, which stays",
                      f"cut it out of {inside}: what moves is a mesh of its own")
        row = self._axis(joint) | self._sweep(joint) | {"gap_m": self._gap(joint)}
        self._check_guide(joint, row["free"])
        # Objects that touch what moves, and of what stays only their like.
        of = self._of
        moved = set(joint.objects)
        rest = [name for name in of.solids if name not in moved]
        sets = DisjointSets(rest)
        for name in rest:
            for other in of.beside.get(name, ()):
                if other not in moved:
                    sets.join(name, other)
        lowest = min((solid.low[2] for solid in of.solids.values()), default=0.0)
        found = []
        for group in sets.group(rest):
            sits = any(of.beside.get(name, set()) & moved for name in group)
            # A joint, the parent, or the ground may carry it.
            held = any(of.link_of[name] or of.solids[name].low[2] <= lowest + of.tolerance
                       or name in joint.fixed for name in group)
            if sits and not held:
                found += group
        carried = sorted(found)
        if carried:
            row["carried"] = carried
            self._add(joint, "left_behind", f"{', '.join(carried[:4])} only touches what moves, "
                      "and stays behind" if len(carried) == 1 else f"{', '.join(carried[:4])} only "
                      "touch what moves, and stay behind",
                      f"parent {', '.join(carried[:4])} to an object of “{joint.child}”")
        return row

    def _others(self, joint: Joint) -> list[Solid]:
        moved = set(joint.objects)
        return [solid for name, solid in self._of.solids.items() if name not in moved]

    def _inside(self, joint: Joint) -> str:
        """What nearly all of the moving part lies in, or ""."""
        own = [self._of.solids[name] for name in joint.own if name in self._of.solids]
        points = [place for solid in own
                  for place in solid.vertices[::max(1, len(solid.vertices) // _POINTS)]]
        for other in self._others(joint) if points else ():
            if not any(box_gap(solid, other) <= 0.0 for solid in own) or other.inside is None:
                continue
            deep = len(points)
            for place in points:
                near = other.inside.find_nearest(place)
                # Two copies of one face lie on each other.
                deep -= not (near[3] <= 1e-6 * max(1.0, self._size)
                             or (near[3] > self._of.tolerance and other.contains(Vector(place))))
                if deep < _INSIDE * len(points):
                    break
            else:
                return other.name
        return ""

    def _axis(self, joint: Joint) -> dict[str, Any]:
        shown = self._axes.shown(joint)
        if shown is None:
            return {"shown_by": "", "off_m": None, "off_deg": None}
        most = min(max(axes.OFF * self._of.tolerance, axes.OFF_LEAST), axes.OFF_MOST)
        if shown.degrees > axes.OFF_DEGREES:
            self._add(joint, "axis_off", f"its axis leans by {shown.degrees:.1f} degrees from the "
                      f"{shown.by} that shows it", f"turn the axis to {_say_axis(shown.axis)}")
        elif shown.metres is not None and shown.metres > most:
            self._add(joint, "axis_off", f"its axis lies {1000 * shown.metres:.1f} mm beside the "
                      f"{shown.by} that shows it", f"move the axis {_say_way(shown.place)}")
        return {"shown_by": shown.by, "off_deg": round(shown.degrees, 3),
                "off_m": None if shown.metres is None else _length(shown.metres)}

    def _sweep(self, joint: Joint) -> dict[str, Any]:
        if joint.follows:
            return self._followed(joint)
        free = self._of.sweep(joint, self._closed(joint, *joint.whole))
        if free is None:
            return {"free": None}
        self.free[joint.name] = free
        row: dict[str, Any] = {"free": _ends(free.low, free.high, joint)}
        if free.at is not None:
            row["contact"] = {"at": _number(free.at, joint), "objects": list(free.objects)}
            self._tell_contact(joint, free, free.at)
        return row

    def _check_guide(self, joint: Joint, free: Sequence[float] | None) -> None:
        """Finds where a joint leaves what guides it, as a drawer that falls out."""
        if joint.kind not in ("slider", "screw") or not free:
            return
        found = guides.Guides(self._of, joint).leaves(*free)
        if found is None:
            return
        at = found.value if joint.kind == "slider" else found.value * joint.pitch / 360.0
        step = 0.001 if joint.kind == "slider" and abs(found.limit) > 0.02 else (
            0.0001 if joint.kind == "slider" else 1.0)
        limit = math.copysign(step * math.floor(abs(found.limit) / step), found.limit)
        low, high = joint.whole
        ends = (_length(limit), high) if limit < 0.0 else (low, _length(limit))
        self._add(joint, "leaves", f"it leaves {found.guide}, which guides it, after "
                  f"{1000.0 * abs(at):.4g} mm",
                  f"set its limits to ({ends[0]:g}, {ends[1]:g}), or make it longer")

    def _tell_contact(self, joint: Joint, free: Free, at: float) -> None:
        low, high = joint.whole
        a, b = free.objects
        pair = f"{a} meets {b}"
        if (joint.limits and not low * high and abs(at) < _EARLY * (high - low)
                and self._closed(joint, -high, -low) == (-high, -low)):
            other = self._of.sweep(joint, (-high, -low))
            if other is not None and other.at is None:
                self._add(joint, "axis_flipped", f"{pair} at {joint.say(at)} already, and moves "
                          "freely the other way round",
                          f"turn the axis round: axis={_say_axis(-joint.axis)}")
                return
        if b != ground.NAME and (self._tell_parent(joint, a, b) or self._tell_parent(joint, b, a)):
            return
        ends = _ends(free.low, free.high, joint)
        whole = "before it has turned once" if joint.limits is None else (
            f"before its limit of {joint.say(low if at < 0 else high)}")
        fix = (f"set its limits to ({ends[0]:g}, {ends[1]:g}), or make room between {a} and {b}"
               if ends[1] - ends[0] > 0.1 * (high - low)
               else f"move its axis, or make room between {a} and {b}")
        self._add(joint, "meets", f"{pair} at {joint.say(at)}, {whole}", fix)

    def _tell_parent(self, joint: Joint, name: str, met: str) -> bool:
        """Finds whether an object meets another one since it hangs on the wrong part: far from
        its parent, and right beside what a joint takes away from it."""
        of = self._of
        inner = of.by_name.get(of.link_of[name])
        if inner is None or inner is joint or inner.kind == "ball":
            return False
        is_moved = met in joint.objects
        beside: dict[str, float] = {}
        for link in {of.link_of[each] for each in of.solids}:
            if inner.name not in [each.name for each in self._chain(link)]:
                one = joint.name in [each.name for each in self._chain(link)]
                if one == is_moved:
                    beside[link] = self._distance(inner.own, of.link(link))
        nearest = min(beside, key=lambda each: (beside[each], each), default=None)
        parent = self._distance(inner.own, inner.fixed)
        if nearest is None or parent <= _PARENT * max(of.tolerance, beside[nearest]):
            return False
        part = of.by_name[nearest].child if nearest else self._stays()
        self._add(inner, "wrong_parent", f"“{inner.child}” goes along with the wrong part: it is "
                  f"at “{part}”, and hangs on “{inner.parent}”", f"make “{part}” its parent")
        return True

    def _chain(self, link: str) -> list[Joint]:
        return list(self._of.by_name[link].chain()) if link else []

    def _distance(self, names: Iterable[str], others: Iterable[str]) -> float:
        """How near two groups of objects come to each other, about."""
        solids = self._of.solids
        pairs = sorted((box_gap(solids[a], solids[b]), a, b) for a in names if a in solids
                       for b in others if b in solids)
        return min((closest(solids[a], solids[b])[0] for _gap, a, b in pairs[:_GAPS]),
                   default=math.inf)

    def _followed(self, joint: Joint) -> dict[str, Any]:
        """The row of a joint that moves with another: as far as that one goes."""
        leader = self._of.lead(joint)
        row: dict[str, Any] = {"free": None}
        if joint.loop is not None:
            row["path"] = self._path(joint)
        free = self.free.get(leader.name)
        if free is None:
            return row
        if joint.limits and leader.limits:
            far = self._of.goes(joint, *self._closed(leader, *leader.limits))
            room = _GRAIN * max(1.0, *map(abs, joint.limits))
            if far[0] < joint.limits[0] - room or far[1] > joint.limits[1] + room:
                self._add(joint, "bad_limits", f"with “{leader.name}” it goes from "
                          f"{joint.say(far[0])} to {joint.say(far[1])}, beyond its own limits",
                          f"set its limits to ({far[0]:g}, {far[1]:g})")
        row["free"] = _ends(*self._of.goes(joint, free.low, free.high), joint)
        if free.at is not None:
            at = self._of.values({leader.name: free.at})[joint.name]
            row["contact"] = {"at": _number(at, joint), "objects": list(free.objects)}
        return row

    def _closed(self, leader: Joint, low: float, high: float) -> tuple[float, float]:
        """The part of a range in which all loops stay closed that a joint drives."""
        for loop in self._loops.values():
            if loop.leader is leader:
                low, high = loop.reach(low), loop.reach(high)
        return low, high

    def _path(self, joint: Joint) -> list[list[float]]:
        """[[value of what drives the loop, its own]]."""
        assert joint.loop is not None
        leader = joint.loop.leader
        return [[_length(value), _length(joint.loop.values(value)[joint.name])]
                for value in joint.loop.grid(*self._closed(leader, *leader.whole))]

    def loops(self) -> None:
        """Tells which loops open, and in which nothing holds a joint."""
        for loop in self._loops.values():
            leader = loop.leader
            low, high = leader.whole
            gap, pin, at = max(((*loop.opening(value), value) for value in loop.grid(low, high)),
                               key=lambda each: each[0])
            names = ", ".join(f"“{joint.name}”" for joint in loop.joints[:4])
            if gap > OPEN:
                ends = _ends(*self._closed(leader, low, high), leader)
                self._add(pin, "opens", f"the loop {pin.parent}–{pin.child} opens by "
                          f"{1000 * gap:.1f} mm at {leader.say(at)} of “{leader.name}”",
                          f"set the limits of “{leader.name}” to ({ends[0]:g}, {ends[1]:g}), or "
                          "change the lengths between the joints of the loop" if ends[0] < ends[1]
                          else f"look at the places and axes of {names}: this loop cannot move")
            elif loop.loose(low, high) > 0:
                self._add(pin, "loose", f"{names} may move while “{leader.name}” does not: nothing "
                          "holds them all", "give one of them follows= and ratio=, make it "
                          "fixed(), or close another loop")

    def prove_pin(self, pin: Joint) -> dict[str, Any]:
        """The rest of the row of what closes a loop."""
        loop = next(each for each in self._loops.values() if pin in each.pins)
        gaps = [loop.opening(value)[0] for value in loop.grid(*loop.leader.whole)]
        return self._axis(pin) | {"free": None, "gap_m": None, "opens_m": _length(max(gaps))}

    def _gap(self, joint: Joint) -> float | None:
        near = sorted((box_gap(self._of.solids[name], other), name, other.name)
                      for name in joint.objects if name in self._of.solids
                      for other in self._others(joint)
                      if other.name not in self._of.beside.get(name, ()))
        best: float | None = None
        for bound, name, other_name in near[:_GAPS]:
            if bound > _GAP * self._size or (best is not None and bound >= best):
                break
            gap = closest(self._of.solids[name], self._of.solids[other_name])[0]
            best = gap if best is None else min(best, gap)
        return None if best is None else _length(best)

    def whole(self) -> None:
        """Tells what meets where several joints of a chain have moved."""
        poses = whole_poses.WholePoses(self._of, self.free)
        frequent = [each for each in poses.find() if each.count >= _RARE * poses.tried
                and len(each.values) <= _IN_HAND]
        for conflict in frequent[:_CONFLICTS]:
            a, b = conflict.objects
            moved = [self._of.by_name[name] for name in conflict.values]
            names = " or ".join(joint.name for joint in moved)
            self._add(moved[-1], "poses_meet", f"{a} meets {b} in {conflict.count} of "
                      f"{poses.tried} poses, for example with "
                      f"{whole_poses.say(self._of.by_name, conflict.values)}",
                      f"narrow the limits of {names}, or make room between {a} and {b}")

    def _stays(self) -> str:
        """The part that most joints hang on, of what stays."""
        parents = Counter(joint.parent for joint in self._of.joints if joint.outer is None)
        return min(parents, key=lambda each: (-parents[each], each), default="")

    def links(self) -> tuple[list[dict[str, Any]], dict[str, masses.Mass]]:
        """The rows of `links`, and their masses by joint."""
        rows, found = [], {}
        for name, part in [("", self._stays()),
                           *((joint.name, joint.child) for joint in self._of.joints)]:
            objects = self._of.link(name)
            if not objects:
                continue
            mass = masses.measure([self._of.solids[each] for each in objects], self._shapes)
            found[name] = mass
            rows.append({
                "part": part, "objects": sorted(objects),
                "mass_kg": None if mass.kg is None else float(f"{mass.kg:.6g}"),
                "centre_m": _vector(mass.centre), "material": mass.material,
                "inertia_kg_m2": None if mass.inertia is None else [
                    float(f"{value:.6g}") + 0.0 for value in mass.inertia]})
        return rows, found


def at_rest(solids: Sequence[Solid], shapes: dict[str, Shape], tolerance: float) -> Motion:
    """The masses of an asset without joints: all of it stays."""
    mechanism = Mechanism([], solids, [], tolerance)
    return Motion([], mechanism, {}, {"": masses.measure(solids, shapes)})


def prove(solids: Sequence[Solid], shapes: dict[str, Shape],
          contacts: Iterable[tuple[Solid, Solid]], tolerance: float) -> Motion | None:
    """Proves the motion of all joints; None where the scene has none."""
    found, faults = joints.read()
    if not found and not faults:
        return None
    mechanism = Mechanism(found, solids, [(a.name, b.name) for a, b in contacts], tolerance)
    size = max((max(solid.high[i] for solid in solids) - min(solid.low[i] for solid in solids)
                for i in range(3) if solids), default=1.0)
    prover = _Prover(mechanism, shapes, size)
    # Those that lead first: the others move as far as they do.
    prover.loops()
    rows = {joint.name: _describe(joint) | prover.prove(joint)
            for joint in sorted(found, key=lambda each: (bool(each.follows), each.name))}
    rows |= {pin.name: _describe(pin) | prover.prove_pin(pin) for pin in joints.pins_of(found)}
    prover.whole()
    links, weights = prover.links()
    faults = sorted([*faults, *prover.faults], key=lambda each: (each["joint"], each["fault"]))
    return Motion(found, mechanism, prover.free, weights, faults, {
        "joints": [rows[name] for name in sorted(rows)], "joint_faults": faults,
        "links": links, "apart": mechanism.apart(prover.free)})
