# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a part is cut in or set off: steps, pockets, slots, keyways and counterbores."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from mathutils import Vector

from .. import holes, outline
from ..bodies import Unmeasurable
from .arcs import corners_of, turns_of
from .flats import flats
from .floors import crest

if TYPE_CHECKING:
    from ..bodies import Body

_LEVEL = 1e-5  # of the body's length: faces at one height
_LARGE = 0.02  # of the body's extent across: a face that a step is sooner meant between
_HEIGHTS = 60  # sections above a pocket's floor
_ROUND = 0.03  # of the radius: a pocket that is a drilled hole
_LONG = 1.3  # times as long as wide: a slot and no hole
_BESIDE = 1e-3  # of the body's length along an axis: the next section
_EVEN = 1e-3  # of a slot's width
_BACK = 15.0  # deg: by what the two sides of a slot may not be parallel
_COAXIAL = 0.02  # of the radius
_WIDER = 1.1  # times the hole below it
_MEET = 0.05  # of the radius: what may lie between a counterbore's floor and the hole in it


class _Level(NamedTuple):
    """Flat faces at one height."""

    height: float  # along the world's axis, in m
    is_large: bool


def _levels(body: Body, number: int, sign: float) -> list[_Level]:
    """The heights along a world's axis at which flat faces look along it (`sign` 1.0) or against
    it, from one end to the other."""
    near = _LEVEL * body.longest
    found: list[list[float]] = []
    for each in flats(body, outline.AXES[number] * sign):
        if found and each.height - found[-1][0] <= near:
            found[-1][1] += each.area
        else:
            found.append([each.height, each.area])
    across = math.prod(body.extent(each) for each in range(3) if each != number)
    return [_Level(sign * height, area >= _LARGE * across) for height, area in found]


class Steps(NamedTuple):
    """Distances that a step's height may mean, in m."""

    between_large: list[float]  # flat faces that look the same way
    between_small: list[float]  # of which one is small, as the end of a pin
    thick: list[float]  # opposite faces: a head, a flange


def steps(body: Body, number: int) -> Steps:
    """How far flat faces lie behind each other along an axis."""
    found = Steps([], [], [])
    ups, downs = _levels(body, number, 1.0), _levels(body, number, -1.0)
    for levels in (ups, downs):
        for index, a in enumerate(levels):
            for b in levels[:index]:
                kind = found.between_large if a.is_large and b.is_large else found.between_small
                kind.append(abs(a.height - b.height))
    if not found.between_large and not found.between_small:
        raise Unmeasurable(f"{body.name} has no two flat faces that look the same way along "
                           f"{'xyz'[number]} and lie behind each other")
    near = _LEVEL * body.longest
    thick = [up.height - down.height for up in ups for down in downs]
    found.thick.extend(each for each in thick if near < each < body.extent(number) - near)
    return found


def step_offsets(body: Body, number: int, at: str | None) -> list[float]:
    """How far the faces across an axis that lie between the ends of a body are from these ends,
    or from one of them (`at` "low" or "high"), in m."""
    low, high = body.low[number], body.high[number]
    near = _LEVEL * body.longest
    levels = [level.height for sign in (1.0, -1.0) for level in _levels(body, number, sign)
              if low + near < level.height < high - near]
    if not levels:
        raise Unmeasurable(f"{body.name} has no step along {'xyz'[number]}")
    return ([level - low for level in levels if at != "high"]
            + [high - level for level in levels if at != "low"])


def _depth_over(sections: outline.Cuts, heights: list[float], floor: float,
                place: Vector) -> tuple[float, bool] | None:
    """(depth, whether it is round) of the pocket whose floor is there; None: it is open to a
    side, or closed above."""
    x, y = place.dot(sections.u), place.dot(sections.v)
    above = [height for height in heights if height > floor]
    above = above[::max(1, len(above) // _HEIGHTS)] + above[-1:]
    end, is_round, below = floor, False, floor
    for height in above:
        holding = [loop for loop in sections.at((below + height) / 2) if loop.holds(x, y)]
        if len(holding) % 2:
            return None
        if not holding:
            break
        if end == floor:
            seen = outline.zone(holding[-1])
            is_round = seen is not None and seen[0] <= _ROUND * seen[1]
        end = below = height
    return (end - floor, is_round) if end > floor else None


Depths = list[tuple[float, float]]


def pocket_depths(body: Body, way: Vector) -> tuple[Depths, Depths]:
    """From the floors that look along a direction and have walls all round to the end of these
    walls, and to the crest of what they are cut into, in m: (of pockets, of what is round as a
    drilled hole)."""
    sections = outline.cuts(body, way)
    vertices, triangles = body.mesh
    near = _LEVEL * body.longest
    heights: list[float] = []
    for height in sorted({Vector(vertices[corner]).dot(way)
                          for triangle in triangles for corner in triangle}):
        if not heights or height - heights[-1] > near:
            heights.append(height)
    pockets = []
    for each in flats(body, way):
        above = [height for height in heights if height > each.height + near]
        found = _depth_over(sections, above, each.height, each.place) if each.rises else None
        if found is not None:
            pockets.append((found[0], crest(body, each.place, way) - each.height, found[1]))
    return ([(depth, top) for depth, top, is_round in pockets if not is_round],
            [(depth, depth) for depth, _top, is_round in pockets if is_round])


class Slot(NamedTuple):
    """A slot: longer than wide and closed, or open at one end, where it has no length. In m."""

    middle: Vector
    length: float | None
    width: float
    is_even: bool  # the section just beside has the same one


_Place = tuple[float, float]  # in a section, in m


def _slot_of_loop(loop: outline.Loop) -> tuple[_Place, float, float] | None:
    """(middle, length, width) of a closed slot; None: it is no slot."""
    axis = _long_way(loop.points)
    along = [x * axis[0] + y * axis[1] for x, y in loop.points]
    across = [y * axis[0] - x * axis[1] for x, y in loop.points]
    long, wide = max(along) - min(along), max(across) - min(across)
    if long < _LONG * wide:
        return None
    a, b = (max(along) + min(along)) / 2, (max(across) + min(across)) / 2
    return (a * axis[0] - b * axis[1], a * axis[1] + b * axis[0]), long, wide


def _long_way(points: list[tuple[float, float]]) -> tuple[float, float]:
    """The direction of an outline's longest side."""
    (x1, y1), (x2, y2) = max(zip(points, points[1:] + points[:1]),
                             key=lambda side: math.dist(*side))
    long = math.hypot(x2 - x1, y2 - y1) or 1.0
    return (x2 - x1) / long, (y2 - y1) / long


def _notches(loop: outline.Loop) -> list[tuple[_Place, float]]:
    """[(middle of the floor, width)] of the notches in an outer outline: where it turns in, and
    back as far, before it turns out again."""
    points = corners_of(loop)
    _lengths, turns = turns_of(points)
    count = len(points)
    start = next((i for i in range(count) if turns[i] >= 0.0), None)
    if start is None:
        return []
    found, run = [], []
    for number in [*range(start, count), *range(start + 1)]:
        if turns[number] < 0.0:
            run.append(number)
            continue
        if run and abs(sum(turns[i] for i in run) + 180.0) <= _BACK:
            # turns[i] lies at the corner after side i.
            (x1, y1), (x2, y2) = points[(run[0] + 1) % count], points[(run[-1] + 1) % count]
            found.append((((x1 + x2) / 2, (y1 + y2) / 2), math.hypot(x2 - x1, y2 - y1)))
        run = []
    return found


def _slots_at(sections: outline.Cuts, level: float) -> list[tuple[_Place, float | None, float]]:
    """[(middle, length if it is closed, width)] of the slots in a section."""
    loops = sections.at(level)
    seen: list[tuple[_Place, float | None, float]] = []
    for loop in loops:
        inside = sum(1 for other in loops if other is not loop and other.holds(*loop.points[0]))
        closed = _slot_of_loop(loop) if inside % 2 else None
        seen += [closed] if closed is not None else []
        seen += [] if inside % 2 else [(place, None, wide) for place, wide in _notches(loop)]
    return seen


def slots(body: Body) -> list[Slot]:
    """The slots of a body."""
    return body.keep("slots", lambda: _find_slots(body))


def _find_slots(body: Body) -> list[Slot]:
    found: list[Slot] = []
    for axis in holes.directions(body):
        sections = outline.cuts(body, axis)
        step = _BESIDE * (sections.high - sections.low)
        near = _LEVEL * body.longest
        floors = [sign * (floor.height + near) for sign in (1.0, -1.0)
                  for floor in flats(body, sections.axis * sign) if floor.rises]
        for level in sections.levels + floors:
            seen = _slots_at(sections, level)
            beside = _slots_at(sections, level + step) if seen else []
            for (x, y), length, width in seen:
                is_even = any(abs(wide - width) <= _EVEN * width
                              and abs((long or 0.0) - (length or 0.0)) <= _EVEN * width
                              for _place, long, wide in beside)
                found.append(Slot(sections.u * x + sections.v * y + sections.axis * level, length,
                                  width, is_even))
    if not found:
        raise Unmeasurable(f"no slot was found in {body.name}")
    return found


def counterbores(body: Body) -> list[tuple[float, float]]:
    """[(diameter, depth)] of the round holes with a narrower one in their floor, in m."""
    found = []
    round_holes = holes.round_holes(body)
    for wide in round_holes:
        for narrow in round_holes:
            if wide.radius < _WIDER * narrow.radius or abs(wide.axis.dot(narrow.axis)) < 0.9999:
                continue
            between = narrow.middle - wide.middle
            along = between.dot(wide.axis)
            if (between - wide.axis * along).length > _COAXIAL * narrow.radius:
                continue
            apart = abs(along) - (wide.depth + narrow.depth) / 2
            if abs(apart) <= _MEET * narrow.radius:
                found.append((wide.diameter, wide.depth))
    return found
