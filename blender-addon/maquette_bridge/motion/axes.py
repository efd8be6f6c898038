# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the geometry shows that an axis lies: round walls of what moves and of what stays that have
one axis (a pin in its hole, knuckles), what is round about its own axis (a wheel), and the faces
that a slider runs along."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mathutils import Vector

from ..measure import bodies, fit, holes
from ..measure.bodies import Body, Unmeasurable
from .meeting import box_of, corners

if TYPE_CHECKING:
    from ..measure.asset import Shape
    from ..measure.solid import Solid
    from .joint import Joint
    from .sweep import Mechanism

_LEAN = 15.0  # deg; what leans more is no sign of this axis
_NEAR, _NEAR_LEAST = 0.05, 0.012  # of the asset's size, m: how far from the axis one is looked for
_SAME_LEAN = 1.0  # deg, and m of the radius: what two walls with one axis may differ by
_SAME_PLACE = 0.1
_WIDER = 2.0  # times a pin's radius; a wider hole is not its own
_ROUND = 0.5  # of what moves: a wall that wide shows that it is round
_SIDE = 10.0  # deg; faces that lean less run along a slider's way
_SIDES = 0.5  # of the surface, at least, that do
_STRAIGHT = 0.01  # share of the normals that lie off one plane; more is tapered or round
OFF, OFF_LEAST, OFF_MOST = 2.0, 0.0005, 0.003  # times the tolerance, m: how far an axis may be off
OFF_DEGREES = 1.5


@dataclass
class Shown:
    """Where geometry shows an axis, and what shows it."""

    by: str
    metres: float | None  # how far the joint's axis is from there; None: a direction only
    degrees: float
    place: Vector  # by how much the joint's axis is to be moved
    axis: Vector


@dataclass
class _Wall:
    """A round wall: of what moves or of what stays."""

    hole: holes.Hole
    is_pin: bool
    moves: bool


def _lean(a: Vector, b: Vector) -> float:
    """Degrees between two lines."""
    return math.degrees(math.acos(min(1.0, abs(a.normalized().dot(b.normalized())))))


def _across(vector: Vector, axis: Vector) -> Vector:
    return vector - axis * vector.dot(axis)


class Axes:
    """Looks for what shows the axes of a mechanism."""

    def __init__(self, mechanism: Mechanism, shapes: dict[str, Shape], size: float) -> None:
        self._mechanism, self._shapes = mechanism, shapes
        self._near = max(_NEAR * size, _NEAR_LEAST)
        self._budget = bodies.Budget()
        self._bodies: dict[str, Body] = {}

    def _body(self, solid: Solid) -> Body:
        if solid.name not in self._bodies:
            self._bodies[solid.name] = Body(
                solid.name, [solid.name], [self._shapes[solid.name]], self._budget)
        return self._bodies[solid.name]

    def _solids(self, joint: Joint) -> tuple[list[Solid], list[Solid]]:
        """(what the joint itself moves, what its parent is)."""
        of = self._mechanism
        outer = joint.outer.name if joint.outer else ""
        return ([of.solids[name] for name in of.link(joint.link)],
                [of.solids[name] for name in of.link(outer)])

    def _off(self, joint: Joint, wall: _Wall) -> float:
        return _across(wall.hole.middle - joint.origin, joint.axis).length

    def _pairs(self, joint: Joint, walls: list[_Wall]) -> list[tuple[str, _Wall]]:
        """Walls of what moves that have their axis in common with one of what stays."""
        found = []
        for one in walls:
            for other in walls if one.moves else ():
                if other.moves or not _is_same_axis(one.hole, other.hole):
                    continue
                small, large = sorted((one.hole.radius, other.hole.radius))
                if large > _WIDER * small:
                    continue
                kind = ("cylinder" if one.is_pin and other.is_pin else
                        "pin" if one.is_pin or other.is_pin else "hole")
                found.append((kind, one))
        return found

    def shown(self, joint: Joint) -> Shown | None:
        """Where the geometry shows the axis of a joint; None where nothing does."""
        if joint.kind == "ball":
            return None
        walls = []
        for moves, solids in zip((True, False), self._solids(joint)):
            for solid in solids:
                back = joint.frame.inverted()
                low, high = box_of([back @ corner for corner in corners(solid.low, solid.high)])
                if not all(low[i] <= self._near and high[i] >= -self._near for i in range(2)):
                    continue
                try:
                    body = self._body(solid)
                    ways = [axis for axis in holes.directions(body)
                            if _lean(axis, joint.axis) <= _LEAN]
                    walls += [_Wall(wall, is_pin, moves) for axis in ways
                              for wall, is_pin in holes.round_walls(body, axis)]
                except Unmeasurable:
                    continue
        near = [(kind, wall) for kind, wall in self._pairs(joint, walls)
                if self._off(joint, wall) <= self._near]
        if not near and joint.kind != "slider":
            near = self._round(joint, walls)
        if near:
            kind, wall = min(near, key=lambda each: (round(self._off(joint, each[1]), 9), each[0]))
            axis = wall.hole.axis
            axis = axis if axis.dot(joint.axis) > 0 else -axis
            place = _across(wall.hole.middle - joint.origin, axis)
            slides = joint.kind == "slider"
            return Shown(kind, None if slides else place.length, _lean(axis, joint.axis),
                         Vector() if slides else place, axis)
        return self._sides(joint) if joint.kind == "slider" else None

    def _round(self, joint: Joint, walls: list[_Wall]) -> list[tuple[str, _Wall]]:
        """The widest wall of what moves, if that is about as wide."""
        own = [wall for wall in walls if wall.moves and wall.is_pin
               and self._off(joint, wall) <= self._near]
        if not own:
            return []
        widest = max(own, key=lambda each: each.hole.radius)
        back = joint.frame.inverted()
        reach = 0.0
        for solid in self._solids(joint)[0]:
            low, high = box_of([back @ corner for corner in corners(solid.low, solid.high)])
            reach = max(reach, *(max(-low[i], high[i]) for i in range(2)))
        return [("cylinder", widest)] if widest.hole.radius >= _ROUND * reach else []

    def _sides(self, joint: Joint) -> Shown | None:
        """The direction that the faces of a slider run along."""
        sides, whole = [], 0.0
        try:
            for solid in self._solids(joint)[0]:
                for area, normal, *_rest in self._body(solid).faces:
                    whole += area
                    if abs(normal.dot(joint.axis)) <= math.sin(math.radians(_SIDE)):
                        sides.append((area, normal))
        except Unmeasurable:
            return None
        if sum(area for area, _normal in sides) < _SIDES * whole or not whole:
            return None
        (_first, _one), (second, _two), (third, axis) = fit.normals_axes(sides)
        if third > _STRAIGHT or second < 0.05:  # one pair of faces runs along many directions
            return None
        axis = axis if axis.dot(joint.axis) > 0 else -axis
        return Shown("faces", None, _lean(axis, joint.axis), Vector(), axis)


def _is_same_axis(one: holes.Hole, other: holes.Hole) -> bool:
    if _lean(one.axis, other.axis) > _SAME_LEAN:
        return False
    between = other.middle - one.middle
    along = abs(between.dot(one.axis))
    room = (one.depth + other.depth) / 2 + max(one.radius, other.radius)
    return (along <= room and _across(between, one.axis).length
            <= _SAME_PLACE * max(one.radius, other.radius))
