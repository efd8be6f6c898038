# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The section of a technical drawing: the plane that shows most of what is inside, and what that
cuts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from mathutils import Vector

from ..measure import bodies, holes, outline
from .line_merge import Point, Segment
from .positions import VIEWS, try_measure

if TYPE_CHECKING:
    from mathutils.bvhtree import BVHTree

    from ..measure.bodies import Body

MAX_PLANES = 12  # that are tried along each axis
MAX_BODIES = 100  # larger assets have no section
_SAMPLES = 400  # of the asset's size: points of outlines are so far apart
_OUT = 5e-5  # of the asset's size: from an outline to where its ray begins
_ROOM = 5e-3  # of the asset's size: something shallower is a dent, not inside
_BESIDE = 1e-5  # of the asset's size: the plane is beside the corners in the middle of a thing
_LEAST = 0.03  # of the asset's size: fewer lines inside make no section
_BETTER = 1.05  # times the lines inside: a plane that is not in the middle


class Section(NamedTuple):
    """A plane across the line of sight of a view, in m."""

    view: str
    level: float  # along the line of sight, towards the eye


class Cut(NamedTuple):
    """The outlines of one surface of an object, where a plane cuts it. In m, as the view has it."""

    body: int
    loops: list[list[Point]]


def cut(solids: list[Body], view: str, level: float) -> list[Cut]:
    """The outlines that a plane cuts. The level is that of a section, towards the eye."""
    axes = next(axes for name, axes, _side in VIEWS if name == view)
    height = level * (-1.0 if view == "front" else 1.0)
    found = []
    for number, body in enumerate(solids):
        if not body.low[axes[2]] < height < body.high[axes[2]]:
            continue
        for island in _islands(body):
            sections = outline.cuts(island, outline.AXES[axes[2]])
            loops = [[(place[axes[0]], place[axes[1]])
                      for x, y in loop.points for place in [sections.u * x + sections.v * y]]
                     for loop in sections.at(height)]
            if loops:
                found.append(Cut(number, loops))
    return found


def _islands(body: Body) -> list[Body]:
    """The surfaces of a body one by one: those that run into each other are one solid."""
    def split() -> list[Body]:
        found = try_measure(lambda: body.islands)
        if len(found) == 1:
            return [body]
        return [bodies.Body(body.name, body.objects, [each], bodies.Budget()) for each in found
                if each.triangles]

    return body.keep("islands of a section", split)


def segments(cuts: list[Cut]) -> Iterator[Segment]:
    """The outlines as segments, without those inside of another surface of the same object."""
    for one in cuts:
        others = [outline.Loop(loop) for other in cuts
                  if other is not one and other.body == one.body for loop in other.loops]
        for loop in one.loops:
            for p, q in zip(loop, loop[1:] + loop[:1]):
                places = sorted({0.0, 1.0, *(at for other in others for side in other.sides()
                                             for at in _crossing(p, q, *side))})
                for low, high in zip(places, places[1:]):
                    middle = [a + (b - a) * (low + high) / 2 for a, b in zip(p, q)]
                    if sum(other.holds(*middle) for other in others) % 2 == 0:
                        yield ((p[0] + (q[0] - p[0]) * low, p[1] + (q[1] - p[1]) * low),
                               (p[0] + (q[0] - p[0]) * high, p[1] + (q[1] - p[1]) * high))


def _crossing(p: Point, q: Point, a: Point, b: Point) -> list[float]:
    """[share of the way from p to q] at which a segment crosses another; empty: it does not."""
    dx, dy, ex, ey = q[0] - p[0], q[1] - p[1], b[0] - a[0], b[1] - a[1]
    bottom = dx * ey - dy * ex
    if not bottom:
        return []
    t = ((a[0] - p[0]) * ey - (a[1] - p[1]) * ex) / bottom
    s = ((a[0] - p[0]) * dy - (a[1] - p[1]) * dx) / bottom
    return [t] if 0.0 < t < 1.0 and 0.0 <= s <= 1.0 else []


class Chooser:
    """Looks for the plane that shows most of what no view shows."""

    def __init__(self, solids: list[Body], tree: BVHTree, size: float) -> None:
        self._solids, self._tree, self._size = solids, tree, size
        # The body of each triangle of the tree.
        self._owners = [number for number, body in enumerate(solids) for _ in range(body.count)]

    def choose(self) -> Section | None:
        """The plane; None: nothing is inside."""
        if not self._solids or len(self._solids) > MAX_BODIES:
            return None
        best, most = None, _LEAST * self._size
        for section in self._list_planes():
            shown = self._measure(section)
            if shown > most:
                best, most = section, shown * _BETTER
        return best

    def _list_planes(self) -> list[Section]:
        """Planes through the middle of the asset, of holes, and of the largest objects."""
        largest = sorted(self._solids, key=lambda body: -math.prod(map(body.extent, range(3))))[:3]
        found: list[Section] = []
        for name, axes, _side in VIEWS[:2]:  # level ones would show no height
            along = axes[2]
            ends = [*(body.low[along] for body in self._solids),
                    *(body.high[along] for body in self._solids)]
            places = [(min(ends) + max(ends)) / 2,
                      *(hole.middle[along] for body in self._solids
                        for hole in try_measure(lambda: holes.round_holes(body))  # noqa: B023
                        if abs(hole.axis[along]) < 0.01),
                      *(body.middle[along] for body in largest)]
            for place in places:
                level = (-place if name == "front" else place) + _BESIDE * self._size
                ways = [each.level for each in found if each.view == name]
                if len(ways) < MAX_PLANES and all(
                        abs(each - level) > 2 * _BESIDE * self._size for each in ways):
                    found.append(Section(name, level))
        return found

    def _measure(self, section: Section) -> float:
        """How much of the outlines lies inside of an object, in m."""
        axes = next(axes for name, axes, _side in VIEWS if name == section.view)
        right, up = outline.AXES[axes[0]], outline.AXES[axes[1]]
        towards = outline.AXES[axes[2]] * (-1.0 if section.view == "front" else 1.0)
        step, out, room = self._size / _SAMPLES, self._size * _OUT, self._size * _ROOM
        total = 0.0
        for one in cut(self._solids, section.view, section.level):
            for loop, sign in self._turned(one):
                for (x1, y1), (x2, y2) in zip(loop, loop[1:] + loop[:1]):
                    length = math.hypot(x2 - x1, y2 - y1)
                    if not length:
                        continue
                    away = (right * (y2 - y1) - up * (x2 - x1)) * (sign / length)
                    count = max(1, round(length / step))
                    for number in range(count):
                        share = (number + 0.5) / count
                        place = (right * (x1 + (x2 - x1) * share) + up * (y1 + (y2 - y1) * share)
                                 + towards * section.level + away * out)
                        if (self._tree.ray_cast(place, away, room)[0] is None
                                and self._is_inside(place + away * room, one.body)):
                            total += length / count
        return total

    @staticmethod
    def _turned(one: Cut) -> Iterator[tuple[list[Point], float]]:
        """The outlines, and by which sign their right side is outside of the material."""
        loops = [outline.Loop(loop) for loop in one.loops]
        for loop in loops:
            double = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in loop.sides())
            depth = sum(other.holds(*loop.points[0]) for other in loops if other is not loop)
            yield loop.points, (1.0 if double > 0 else -1.0) * (-1.0 if depth % 2 else 1.0)

    def _is_inside(self, place: Vector, body: int) -> bool:
        """Whether walls of an object are on five sides of a place at least; in a plain hole they
        are on four."""
        free = 0
        for axis in outline.AXES:
            for way in (axis, -axis):
                index = self._tree.ray_cast(place, way)[2]
                free += index is None or self._owners[index] != body
                if free > 1:
                    return False
        return True
