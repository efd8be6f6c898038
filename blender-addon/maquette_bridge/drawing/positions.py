# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dimensions of a technical drawing beside the sizes: where round holes are, on which circles, and
the radii of what is rounded. In mm, in the coordinates of the views."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from mathutils import Vector

from ..measure import bodies, fit, holes, outline
from ..measure.features import arcs
from .line_merge import Point

if TYPE_CHECKING:
    from ..measure.bodies import Body
    from ..measure.holes import Hole

SMALL = 0.008  # of the asset's longest side: what is no wider gets no dimension
MAX_LENGTHS = 5  # along an axis of a view
MAX_RADII = 3  # of a view
MAX_BODIES = 60
_ALIKE = 2e-3  # of a radius, or of a pitch
_SAME = 2e-4  # of the asset's longest side: places that are one
_PARALLEL = 0.9999  # cosine
_ROUND = 0.01  # of the radius: what the outline round a hole may lie off a circle
_MM = 1000.0
# The world's axes of the views to the right, upwards and towards the eye, and on which side of a
# view the lengths along the first stand: -1 below it, 1 above.
VIEWS = (("front", (0, 2, 1), -1), ("right", (1, 2, 0), -1), ("top", (0, 1, 2), 1))


class _Row(NamedTuple):
    """Holes of an object that are alike, as a view shows them. In m."""

    body: Body
    radius: float
    places: list[Point]


def find(solids: list[Body], views: list[dict[str, Any]], longest: float) -> dict[str, Any]:
    """The lengths, circles and radii of all views. `longest`: of the asset, in m."""
    lengths: list[dict[str, Any]] = []
    circles: list[dict[str, Any]] = []
    radii: list[dict[str, Any]] = []
    for (name, axes, side), view in zip(VIEWS, views):
        rows = [row for body in solids for row in _list_rows(body, axes, longest)]
        rows.sort(key=lambda row: (-len(row.places), -row.radius))
        left = []
        for row in rows:
            circle = _find_circle(row, axes)
            if circle is None:
                left.append(row)
            elif circle[2] > 0:
                x, y, radius = (round(value * _MM, 4) for value in circle)
                circles.append({"view": name, "middle": [x, y], "radius": radius})
        for axis in range(2):
            found = list(_find_lengths(left, axes, axis, side if axis == 0 else -1,
                                       _SAME * longest))
            lengths += [{"view": name, "axis": axis, **each} for each in found[:MAX_LENGTHS]]
        radii += [{"view": name, **each} for each in _find_radii(solids, axes, view, longest)]
    # Each radius once, where most of them are seen; the front has the least room.
    radii.sort(key=lambda each: (-each["count"], each["view"] == "front"))
    once = [each for number, each in enumerate(radii)
            if all(abs(each["radius"] - other["radius"]) > _ALIKE * each["radius"]
                   for other in radii[:number])]
    return {"lengths": lengths, "circles": circles,
            "radii": [each for name, _axes, _side in VIEWS
                      for each in [each for each in once if each["view"] == name][:MAX_RADII]]}


def try_measure(measure: Callable[[], Any]) -> Any:
    """Returns what a function measures, or an empty list where it cannot."""
    try:
        return measure()
    except bodies.Unmeasurable:
        return []


def _list_rows(body: Body, axes: tuple[int, int, int], longest: float) -> Iterator[_Row]:
    """The holes of a body that run along the line of sight, by their width and depth."""
    groups: list[tuple[Hole, list[Hole]]] = []
    for hole in try_measure(lambda: holes.round_holes(body)):
        if abs(hole.axis[axes[2]]) < _PARALLEL or hole.diameter <= SMALL * longest:
            continue
        for first, group in groups:
            if (abs(first.radius - hole.radius) <= _ALIKE * first.radius
                    and abs(first.depth - hole.depth) <= _ALIKE * first.depth):
                group.append(hole)
                break
        else:
            groups.append((hole, [hole]))
    for first, group in groups:
        yield _Row(body, first.radius,
                   [(each.middle[axes[0]], each.middle[axes[1]]) for each in group])


def _is_centre(row: _Row, axes: tuple[int, int, int], x: float, y: float) -> bool:
    """Whether the outline of the thing is round about a place, or has its tips on a circle."""
    vertices, triangles = row.body.mesh
    far = max(math.hypot(vertices[corner][axes[0]] - x, vertices[corner][axes[1]] - y)
              for triangle in triangles for corner in triangle)
    sides = [abs(end[axis] - at) for axis, at in zip(axes, (x, y))
             for end in (row.body.low, row.body.high)]
    return all(abs(side - far) <= _ROUND * far for side in sides)


def _find_circle(row: _Row, axes: tuple[int, int, int]) -> tuple[float, float, float] | None:
    """(x, y, radius) of the circle that holes of a round thing lie on; radius 0: in its middle;
    None: they are where the distances from its edges say."""
    if len(row.places) == 1:
        return (*row.places[0], 0.0) if _is_centre(row, axes, *row.places[0]) else None
    circle = fit.circle(row.places)
    if (circle is None or not _is_centre(row, axes, *circle[:2])
            or any(abs(math.dist(place, circle[:2]) - circle[2]) > _ALIKE * circle[2]
                   for place in row.places)):
        return None
    return circle


def _find_lengths(rows: list[_Row], axes: tuple[int, int, int], axis: int, side: int,
                  near: float) -> Iterator[dict[str, Any]]:
    """From the lower edge of the thing to its holes; of a row that is evenly spaced, to the first,
    and on to the last."""
    known: list[tuple[float, float]] = []
    for row in rows:
        edge = row.body.low[axes[axis]]
        across = (row.body.low if side < 0 else row.body.high)[axes[1 - axis]]
        ends: list[tuple[float, float]] = []  # along the axis, and how far an arrow's line reaches
        for place in sorted(row.places, key=lambda place: (place[axis], side * -place[1 - axis])):
            if not ends or place[axis] - ends[-1][0] > near:
                ends.append((place[axis], place[1 - axis] + side * row.radius))
        gaps = [b[0] - a[0] for a, b in zip(ends, ends[1:])]
        spans = [((edge, across), ends[0], 1)]
        if gaps and max(gaps) - min(gaps) <= _ALIKE * max(gaps):
            spans.append((ends[0], ends[-1], len(gaps)))
        else:
            spans += [((edge, across), end, 1) for end in ends[1:]]
        for start, end, count in spans:
            span = start[0], end[0]
            if span[1] - span[0] <= near or any(
                    abs(span[0] - a) <= near and abs(span[1] - b) <= near for a, b in known):
                continue
            known.append(span)
            points = [[round(value * _MM, 4) for value in (each if axis == 0 else each[::-1])]
                      for each in (start, end)]
            yield {"from": points[0], "to": points[1], "count": count}


def _find_radii(solids: list[Body], axes: tuple[int, int, int], view: dict[str, Any],
                longest: float) -> Iterator[dict[str, Any]]:
    """The radii of what is rounded about the line of sight and is seen in a view."""
    near = _SAME * longest * _MM
    found: list[tuple[float, list[tuple[Point, Point]]]] = []  # places, each with its centre
    for body in solids:
        for arc in try_measure(lambda: arcs.rounds(body, outline.AXES[axes[2]])):  # noqa: B023
            radius = arc.radius * _MM
            place, centre = ((each[axes[0]] * _MM, each[axes[1]] * _MM)
                             for each in (arc.place, arc.centre))
            if 2 * arc.radius <= SMALL * longest or not _is_seen(view, place, near):
                continue
            places = next((known for value, known in found
                           if abs(value - radius) <= _ALIKE * radius), None)
            if places is None:
                found.append((radius, [(place, centre)]))
            elif all(math.dist(place, other) > near for other, _centre in places):
                places.append((place, centre))
    for radius, places in found:
        place, centre = max(places, key=lambda each: each[0][0] + 0.1 * each[0][1])
        yield {"radius": round(radius, 4), "count": len(places),
               "at": [round(value, 4) for value in place],
               "centre": [round(value, 4) for value in centre]}


def _is_seen(view: dict[str, Any], place: Point, near: float) -> bool:
    """Whether a line that is seen goes through a place of a view."""
    if any(abs(math.dist(place, circle[:2]) - circle[2]) <= near
           for circle in view["seen_circles"]):
        return True
    for points in view["seen"]:
        ends = list(zip(points[::2], points[1::2]))
        for p, q in zip(ends, ends[1:]):
            if (min(p[0], q[0]) - near <= place[0] <= max(p[0], q[0]) + near
                    and min(p[1], q[1]) - near <= place[1] <= max(p[1], q[1]) + near):
                start, way = Vector(p), Vector(q) - Vector(p)
                off = Vector(place) - start
                share = max(0.0, min(1.0, off.dot(way) / (way.length_squared or 1.0)))
                if (off - way * share).length <= near:
                    return True
    return False
