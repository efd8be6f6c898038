# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a slider or a screw leaves its guide: no walls of its parent hold it from opposite sides
any more, as a cabinet holds its drawer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mathutils import Matrix, Vector

from .meeting import box_of, boxes_meet, corners

if TYPE_CHECKING:
    from ..measure.solid import Solid
    from .joint import Joint
    from .sweep import Mechanism

_ALONG = 0.17  # of a wall's normal along the way, at most: about 10 deg
_FACING = 0.9  # two walls look at each other, or two sides are opposite
_ROOM = 0.1  # of a solid's width: how far off a guide may be
_MOST_ROOM = 0.02  # m
_LEAST_ROOM = 3.0  # times the tolerance
_INSET = 0.002  # of a triangle: points of its corners lie so far inside
_FACES = 400  # of a solid, that are looked at, and so many more at each end
_ENDS = 150
_HALVINGS = 14
_UP = 0.8  # the way leads up: a lid or a jar's screw top is lifted off
_LEFT = 0.95  # of the way out: what a limit may be


@dataclass
class _Wall:
    """A point of a wall that runs along the way; `normal` looks out of the solid."""

    point: Vector
    normal: Vector


@dataclass
class _Hold:
    """A place of what moves, seen from which a wall of the guide is close in a direction."""

    point: Vector
    way: Vector
    guide: Solid


@dataclass
class Leaving:
    """The value at which a joint leaves its guide, and the guide's object."""

    value: float
    guide: str

    @property
    def limit(self) -> float:
        """A value at which it is still held."""
        return _LEFT * self.value


class Guides:
    """The guides of one joint, as the asset is built."""

    def __init__(self, mechanism: Mechanism, joint: Joint) -> None:
        self._joint = joint
        self._tolerance = mechanism.tolerance
        outer = joint.outer.name if joint.outer else ""
        self._movers = [mechanism.solids[name] for name in mechanism.link(joint.name)]
        self._stays = [mechanism.solids[name] for name in mechanism.link(outer)]
        self._is_driving = any(each.follows == joint.name or each.outer is joint
                               for each in mechanism.joints)
        self._walls: dict[str, list[_Wall]] = {}

    def _walls_of(self, solid: Solid) -> list[_Wall]:
        if solid.name not in self._walls:
            self._walls[solid.name] = list(_list_walls(solid, self._joint.axis))
        return self._walls[solid.name]

    def _holds(self, value: float) -> Iterator[_Hold]:
        """The places where the joint is held at a value."""
        motion = self._joint.motion(value)
        back = motion.inverted()
        for mover in self._movers:
            box = box_of([motion @ corner for corner in corners(mover.low, mover.high)])
            for guide in self._stays:
                width = min(sorted(hi - lo for lo, hi in zip(each.low, each.high))[1]
                            for each in (mover, guide))
                room = max(_LEAST_ROOM * self._tolerance, min(_ROOM * width, _MOST_ROOM))
                if not boxes_meet(*box, guide.low, guide.high, room):
                    continue
                for at, way in _facing(self._walls_of(mover), motion, guide, room):
                    yield _Hold(at, way, guide)
                for at, way in _facing(self._walls_of(guide), back, mover, room):
                    yield _Hold(motion @ at, -(motion.to_3x3() @ way), guide)

    def _is_held(self, value: float) -> bool:
        return next(_opposite(list(self._holds(value))), None) is not None

    def leaves(self, low: float, high: float) -> Leaving | None:
        """Where the joint leaves its guide in a range; None where it does not, has none, or is
        meant to be taken off."""
        joint = self._joint
        if joint.kind == "screw" and not self._is_driving:
            return None  # a bolt is there to be unscrewed
        held = next(_opposite(list(self._holds(0.0))), None)
        if held is None:
            return None
        for end in sorted((each for each in (low, high) if each), key=abs):
            way = joint.axis * (joint.local(end).translation.z)
            if self._is_held(end) or not self._is_captive(held, way):
                continue
            free, last = end, 0.0
            for _ in range(_HALVINGS):
                middle = (free + last) / 2
                free, last = (free, middle) if self._is_held(middle) else (middle, last)
            return Leaving(last, held[0].guide.name)
        return None

    def _is_captive(self, held: tuple[_Hold, _Hold], way: Vector) -> bool:
        """Whether leaving the guide is a fault. A cap that is pulled off, and a lid that is lifted
        off, are no faults."""
        one, other = held
        inner, around = self._movers, [one.guide, other.guide]
        is_inside = (one.point - other.point).dot(one.way) > 0.0
        if not is_inside:
            inner, around = around, self._movers
        spans = [_span(solids, self._joint.axis) for solids in (inner, around)]
        is_through = spans[0][0] < spans[1][0] and spans[0][1] > spans[1][1]
        return is_through or self._is_driving or (
            is_inside and way.normalized().z < _UP)


def _span(solids: Sequence[Solid], axis: Vector) -> tuple[float, float]:
    """From where to where solids reach along an axis."""
    along = [axis.dot(corner) for each in solids for corner in corners(each.low, each.high)]
    return min(along), max(along)


def _list_walls(solid: Solid, axis: Vector) -> Iterator[_Wall]:
    """Points of the walls that run along an axis, of corners and middles of triangles."""
    walls = []
    for triangle in sorted(solid.triangles, key=lambda each: axis.dot(solid.vertices[each[0]])):
        places = [Vector(solid.vertices[corner]) for corner in triangle]
        across = (places[1] - places[0]).cross(places[2] - places[0])
        if across.length >= 1e-12 and abs(across.normalized().dot(axis)) <= _ALONG:
            walls.append((places, across))
    step = max(1, len(walls) // _FACES)
    # The largest ones, too: a case may have hundreds of small faces at its round edges.
    sizes = sorted((across.length for _places, across in walls), reverse=True)
    for number, (places, across) in enumerate(walls):
        # Where it ends matters most.
        is_large = len(sizes) <= _FACES or across.length > sizes[_FACES]
        if not is_large and number % step and _ENDS < number < len(walls) - _ENDS:
            continue
        normal = across.normalized()
        middle = (places[0] + places[1] + places[2]) / 3
        for point in (middle, *(place.lerp(middle, _INSET) for place in places)):
            yield _Wall(point, normal)


def _facing(walls: Sequence[_Wall], motion: Matrix, solid: Solid,
            room: float) -> Iterator[tuple[Vector, Vector]]:
    """(point, direction) of walls, moved, that have a wall of a solid close before them."""
    turn = motion.to_3x3()
    for wall in walls:
        point, normal = motion @ wall.point, turn @ wall.normal
        if any(value < low - room or value > high + room
               for value, low, high in zip(point, solid.low, solid.high)):
            continue
        # From a little behind it: what lies on each other touches, or is a hair in each other.
        _hit, other, _index, _distance = solid.tree.ray_cast(
            point - normal * (0.1 * room), normal, 1.1 * room)
        if other is not None and abs(other.dot(normal)) > _FACING:
            yield point, normal


def _opposite(holds: Sequence[_Hold]) -> Iterator[tuple[_Hold, _Hold]]:
    """Pairs that hold from opposite sides; one for each two directions."""
    found = {tuple(round(value, 1) for value in each.way): each for each in holds}
    ways = list(found.values())
    for number, one in enumerate(ways):
        for other in ways[:number]:
            if one.way.dot(other.way) < -_FACING:
                yield one, other
