# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Edges that are cut off flat: chamfers, straight or all round, and the countersinks of holes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from mathutils import Vector

from .. import holes, outline
from .arcs import corners_of, turns_of

if TYPE_CHECKING:
    from ..bodies import Body

_LEAST, _MOST = 8.0, 82.0  # deg that the outline turns at either end of a chamfer
_CORNER = 60.0, 120.0  # deg of the corner that it cuts off
_SHORT = 0.95  # of the shorter side beside it: a polygon's sides are as long as each other
_LEAN = 0.02  # of a cone's faces against each other, along the axis
_STEEP, _FLAT = 0.1, 0.98  # of a normal along the axis: between a wall and a floor
_CLOSE = 0.02  # of the radius: where a cone begins at its wall
_WIDER = 1.1  # times the hole: less is an edge that is broken


class _Cone(NamedTuple):
    """A cone at the end of a round wall, all round its axis. In m."""

    wall: holes.Hole
    is_pin: bool
    radius: float  # at the end away from the wall
    length: float  # along the axis


def _cones(body: Body) -> list[_Cone]:
    return body.keep("cones", lambda: _find(body))


def _find(body: Body) -> list[_Cone]:
    mesh = holes.neighbours(body)
    found = []
    for axis in holes.directions(body):
        for wall, is_pin, faces in holes.faces_of_walls(body, axis):
            seen = set(faces)
            for start in [other for face in faces for other in mesh.beside[face]]:
                if start in seen or not _STEEP < abs(mesh.faces[start][1].dot(axis)) < _FLAT:
                    continue
                cone = _cone_from(mesh, wall, start, seen)
                if cone is not None:
                    found.append(_Cone(wall, is_pin, *cone))
    return found


def _cone_from(mesh: holes.Neighbours, wall: holes.Hole, start: int,
               seen: set[int]) -> tuple[float, float] | None:
    """(radius at the far end, length along the axis) of the cone that a face belongs to; None: it
    is none about the wall's axis."""
    lean = mesh.faces[start][1].dot(wall.axis)
    todo = [start]
    corners: set[int] = set()
    seen.add(start)
    while todo:
        face = todo.pop()
        corners.update(mesh.faces[face][3])
        for other in mesh.beside[face]:
            if other not in seen and abs(mesh.faces[other][1].dot(wall.axis) - lean) < _LEAN:
                seen.add(other)
                todo.append(other)
    places = [Vector(mesh.vertices[corner]) - wall.centre for corner in corners]
    along = [place.dot(wall.axis) for place in places]
    away = [(place - wall.axis * height).length for place, height in zip(places, along)]
    end = wall.high if (min(along) + max(along)) > wall.low + wall.high else wall.low
    near = [radius for radius, height in zip(away, along)
            if abs(height - end) <= _CLOSE * wall.radius]
    far = max(along, key=lambda height: abs(height - end))
    rim = [radius for radius, height in zip(away, along)
           if abs(height - far) <= _CLOSE * wall.radius]
    if (not near or max(abs(radius - wall.radius) for radius in near) > _CLOSE * wall.radius
            or max(rim) - min(rim) > _CLOSE * wall.radius):
        return None
    return sum(rim) / len(rim), abs(far - end)


def countersinks(body: Body) -> list[tuple[float, float]]:
    """[(diameter at the wide end in m, deg from side to side)] of the cones that round holes open
    into."""
    return [(2.0 * cone.radius,
             2.0 * math.degrees(math.atan2(cone.radius - cone.wall.radius, cone.length)))
            for cone in _cones(body)
            if not cone.is_pin and cone.radius > _WIDER * cone.wall.radius]


def _legs(loop: outline.Loop) -> list[tuple[float, float, tuple[float, float]]]:
    """[(leg on the side before, leg on the side after, middle)] of the chamfers of an outline."""
    points = corners_of(loop)
    count = len(points)
    if count < 5:
        return []
    lengths, turns = turns_of(points)
    found = []
    for side in range(count):
        before, after = turns[side - 1], turns[side]
        beside = min(lengths[side - 1], lengths[(side + 1) % count])
        if (_LEAST < abs(before) < _MOST and _LEAST < abs(after) < _MOST and before * after > 0.0
                and _CORNER[0] <= abs(before + after) <= _CORNER[1]
                and lengths[side] < _SHORT * beside):
            # The law of sines, in the triangle that is cut off.
            whole = math.sin(math.radians(abs(before + after)))
            (x1, y1), (x2, y2) = points[side], points[(side + 1) % count]
            found.append((lengths[side] * math.sin(math.radians(abs(after))) / whole,
                          lengths[side] * math.sin(math.radians(abs(before))) / whole,
                          ((x1 + x2) / 2, (y1 + y2) / 2)))
    return found


def chamfers(body: Body, axis: Vector | None = None) -> list[float]:
    """Legs of chamfers, in m: of those that sections across `axis`, else across each direction
    that the surface turns about, meet, and of those that run round an end or a hole."""
    found = []
    for each in [axis] if axis is not None else holes.directions(body):
        sections = outline.cuts(body, each)
        step = 1e-3 * (sections.high - sections.low)
        for level in sections.levels:
            beside = [place for loop in sections.at(level + step)
                      for _one, _other, place in _legs(loop)]
            # One that is elsewhere just beside is cut askew.
            found += [leg for loop in sections.at(level) for one, other, place in _legs(loop)
                      if any(math.dist(place, there) <= 0.1 * step for there in beside)
                      for leg in (one, other)]
    return found + [leg for cone in _cones(body)
                    if axis is None or abs(cone.wall.axis.dot(axis)) > 0.999
                    for leg in (abs(cone.radius - cone.wall.radius), cone.length)]
