# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Arcs of a body: the radii of its rounded edges and corners, and the angle that a bent thing
sweeps."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, NamedTuple

from mathutils import Vector

from .. import fit, holes, outline
from ..bodies import Unmeasurable
from .flats import facets

if TYPE_CHECKING:
    from ..bodies import Body

_ON_LINE = 2e-6  # of the outline's size: what a point between two others may lie off their line
_LIKE = 0.03  # of a chord and of its turn: the next one belongs to the same arc
_TURN = 46.0  # deg from chord to chord: more is a corner
_TANGENT = 0.2  # of half a turn: by what a short arc may not meet the sides beside it
_SURE = 4  # chords of an arc that need not meet its sides
_BACK = 150.0  # deg: more is an end that is round from side to side
_MOST = 200.0  # deg: more is no rounded corner but a round thing
_LEVEL = 0.3  # of a normal's length: less of it lies across the axis
_BESIDE = 1e-3  # of the body's length along an axis: the next section
_SAME = 0.002  # of a radius
_SAME_WAY = 0.99999  # cosine
_SAMPLES = 300
_TRIES = 80
_HEAVIEST = 4.0  # times the middle facet
_ASKEW = 0.1  # of the angle that a face spans: its middle may be off the one that it looks towards
_FACET = 60.0  # deg: more is a flat side
_ROUND_IT = 0.1  # of the surface: what lies round the axis of a bend
_BENT = 0.02  # of the surface: a bend in what is straight else
_AS_WANTED = 0.5  # deg
_ALL_ROUND = 355.0  # deg


def _corners(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """An outline without the points that lie between two others on a line."""
    size = max(max(axis) - min(axis) for axis in zip(*points))
    near = _ON_LINE * size
    apart = [point for number, point in enumerate(points)
             if math.dist(point, points[number - 1]) > near]
    kept: list[tuple[float, float]] = []
    for number, point in enumerate(apart):
        before = kept[-1] if kept else apart[-1]
        after = apart[(number + 1) % len(apart)]
        long = math.dist(before, after)
        across = abs((after[0] - before[0]) * (point[1] - before[1])
                     - (after[1] - before[1]) * (point[0] - before[0]))
        if not long or across > near * long:
            kept.append(point)
    return kept


def turns_of(points: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    """(lengths of the sides, deg from each side to the next) of an outline that runs round
    its inside against the clock."""
    ways = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1])]
    turns = [math.degrees(math.atan2(ax * by - ay * bx, ax * bx + ay * by))
             for (ax, ay), (bx, by) in zip(ways, ways[1:] + ways[:1])]
    return [math.hypot(*way) for way in ways], turns


def corners_of(loop: outline.Loop) -> list[tuple[float, float]]:
    """The corners of an outline, against the clock."""
    points = _corners(loop.points)
    double = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1]))
    return points if double > 0 else points[::-1]


class _Arc(NamedTuple):
    """An arc of a section. In m."""

    radius: float
    between: tuple[float, float]  # in the middle of its chord
    is_end: bool  # it turns back, as the end of a slot
    place: tuple[float, float]  # on it
    centre: tuple[float, float]


class Round(NamedTuple):
    """A rounded edge or corner where a section meets it. In m."""

    radius: float
    place: Vector  # on it
    centre: Vector
    is_end: bool  # it is round from side to side, as the end of a slot


def _arcs(loop: outline.Loop) -> list[_Arc]:
    """The arcs of an outline that lead from one side to another."""
    points = corners_of(loop)
    count = len(points)
    if count < 4:
        return []
    lengths, turns = turns_of(points)

    def goes_on(number: int) -> bool:
        """Whether the side after this one belongs to the same arc."""
        one, other = lengths[number], lengths[(number + 1) % count]
        return (abs(turns[number]) < _TURN and abs(one - other) <= _LIKE * max(one, other)
                and abs(turns[number]) > 0.1)

    start = next((i for i in range(count) if not goes_on(i - 1)), None)
    if start is None:
        return []  # a circle, or a polygon
    found: list[_Arc] = []
    run = [start]
    for number in [*range(start + 1, count), *range(start + 1)]:
        before = run[-1]
        if goes_on(before) and (len(run) < 2 or abs(turns[before] - turns[run[-2]])
                                <= max(_LIKE * abs(turns[before]), 0.05)):
            run.append(number)
            continue
        if len(run) > 1:
            turn = turns[run[0]]
            tangent = all(abs(end - turn / 2) <= _TANGENT * abs(turn)
                          for end in (turns[run[0] - 1], turns[run[-1]]))
            if (tangent or len(run) >= _SURE) and len(run) * abs(turn) <= _MOST:
                half = math.radians(abs(turn) / 2)
                radius = sum(lengths[i] for i in run) / len(run) / (2.0 * math.sin(half))
                ends = points[run[0]], points[(run[-1] + 1) % count]
                (x1, y1), (x2, y2) = ends
                between = (x1 + x2) / 2, (y1 + y2) / 2
                away = (radius * math.cos(len(run) * half)
                        / math.copysign(math.dist(*ends) or 1.0, turn))
                centre = between[0] - (y2 - y1) * away, between[1] + (x2 - x1) * away
                found.append(_Arc(radius, between, len(run) * abs(turn) > _BACK,
                                  points[run[len(run) // 2]], centre))
        run = [number]
    return found


def rounds(body: Body, axis: Vector) -> list[Round]:
    """The rounded edges and corners that sections across `axis` meet, once for each section."""
    sections = outline.cuts(body, axis)
    step = _BESIDE * (sections.high - sections.low)
    found = []
    for level in sections.levels:
        beside = [arc for loop in sections.at(level + step) for arc in _arcs(loop)]
        for arc in (arc for loop in sections.at(level) for arc in _arcs(loop)):
            # One that is elsewhere just beside is that of a ball, or cut askew.
            if any(abs(arc.radius - other.radius) <= _SAME * arc.radius
                   and math.dist(arc.between, other.between) <= 0.1 * step for other in beside):
                place, centre = (sections.u * x + sections.v * y + sections.axis * level
                                 for x, y in (arc.place, arc.centre))
                found.append(Round(arc.radius, place, centre, arc.is_end))
    return found


def fillets(body: Body, axis: Vector | None = None) -> tuple[list[float], list[float]]:
    """Radii of the rounded edges and corners that sections across `axis`, else across each
    direction that the surface turns about, meet, in m: (of corners, of ends that are round from
    side to side, as those of a slot)."""
    found = [each for way in ([axis] if axis is not None else holes.directions(body))
             for each in rounds(body, way)]
    return ([each.radius for each in found if not each.is_end],
            [each.radius for each in found if each.is_end])


class _Flat:
    """A triangle as seen along an axis, with its normal there."""

    def __init__(self, face: tuple[float, Vector, Vector, tuple[int, int, int]],
                 vertices: list[tuple[float, float, float]], u: Vector, v: Vector) -> None:
        area, normal, centre, triangle = face
        self.area = self.weight = area
        self.normal = normal.dot(u), normal.dot(v)
        places = [Vector(vertices[corner]) for corner in triangle]
        self.places = [(place.dot(u), place.dot(v)) for place in places]
        # The middle of its facet, where that runs along the axis; a triangle's own is beside it.
        length = math.hypot(*self.normal)
        nx, ny = self.normal[0] / length, self.normal[1] / length
        along = [y * nx - x * ny for x, y in self.places]
        middle, out = (min(along) + max(along)) / 2, centre.dot(u) * nx + centre.dot(v) * ny
        self.centre = out * nx - middle * ny, out * ny + middle * nx

    def span(self, x: float, y: float) -> tuple[float, float] | None:
        """(from, to) in deg as seen from the middle of a bend; None if it does not look towards
        that, or away."""
        cx, cy = self.centre[0] - x, self.centre[1] - y
        nx, ny = self.normal
        off = math.degrees(math.atan2(abs(cx * ny - cy * nx), abs(cx * nx + cy * ny)))
        if off > _ASKEW * _FACET + 0.1:
            return None
        middle = math.degrees(math.atan2(cy, cx))
        around = [(math.degrees(math.atan2(py - y, px - x)) - middle + 180.0) % 360.0 - 180.0
                  for px, py in self.places]
        low, high = min(around), max(around)
        if off > _ASKEW * (high - low) + 0.1 or high - low > _FACET:
            return None
        return middle + low, middle + high


def _middle(flats: list[_Flat]) -> tuple[float, tuple[float, float]] | None:
    """(share of the area, middle) round which most of the surface looks: the best of some that two
    normals meet at (RANSAC, Fischler and Bolles 1981)."""
    pick = random.Random(len(flats))
    some = pick.sample(flats, min(len(flats), _SAMPLES))
    total = sum(each.weight for each in some)
    best: tuple[float, tuple[float, float]] | None = None
    for _ in range(_TRIES):
        a, b = pick.sample(some, 2)
        bottom = a.normal[0] * b.normal[1] - a.normal[1] * b.normal[0]
        if abs(bottom) < 0.05:
            continue
        t = ((b.centre[0] - a.centre[0]) * b.normal[1]
             - (b.centre[1] - a.centre[1]) * b.normal[0]) / bottom
        x, y = a.centre[0] + t * a.normal[0], a.centre[1] + t * a.normal[1]
        for _round in range(3):
            near = [each for each in some if each.span(x, y) is not None]
            place = _meet(near)
            if place is None:
                break
            x, y = place
        share = sum(each.weight for each in some if each.span(x, y) is not None) / total
        if best is None or share > best[0]:
            best = share, (x, y)
    return best


def _meet(flats: list[_Flat]) -> tuple[float, float] | None:
    """The point that the normals of faces pass nearest to, by least squares."""
    xx = xy = yy = px = py = 0.0
    for each in flats:
        length = math.hypot(*each.normal)
        mx, my = -each.normal[1] / length, each.normal[0] / length
        off = mx * each.centre[0] + my * each.centre[1]
        xx, xy, yy = (xx + each.weight * mx * mx, xy + each.weight * mx * my,
                      yy + each.weight * my * my)
        px, py = px + each.weight * mx * off, py + each.weight * my * off
    bottom = xx * yy - xy * xy
    if bottom <= 1e-9 * (xx + yy) ** 2:
        return None
    return (px * yy - py * xy) / bottom, (py * xx - px * xy) / bottom


def _covered(spans: list[tuple[float, float]]) -> float:
    """How many degrees of the circle arcs cover together."""
    if not spans:
        return 0.0
    start = spans[0][0]
    pieces = []
    for low, high in spans:
        low, wide = (low - start) % 360.0, high - low
        pieces.append((low, low + wide))
        if low + wide > 360.0:
            pieces.append((0.0, low + wide - 360.0))
    total, end = 0.0, 0.0
    for low, high in sorted(pieces):
        high = min(high, 360.0)
        if high - max(low, end) > 0.0:
            total += high - max(low, end)
            end = high
    return total


def _around(body: Body, axis: Vector) -> tuple[float, float] | None:
    """(deg, share of the surface) that goes round an axis of that direction; None: nothing does."""
    vertices, _triangles = body.mesh
    u, v = fit.basis(axis)
    flats = [_Flat(face, vertices, u, v) for face in body.keep("facets", lambda: facets(body))
             if abs(face[1].dot(axis)) < 1.0 - _LEVEL]
    if len(flats) < 3:
        return None
    # The long sides of a pipe's straight ends must not outweigh its bend.
    most = _HEAVIEST * sorted(each.area for each in flats)[len(flats) // 2]
    for each in flats:
        each.weight = min(each.area, most)
    found = _middle(flats)
    if found is None:
        return None
    x, y = found[1]
    for _round in range(5):
        x, y = _meet([each for each in flats if each.span(x, y) is not None]) or (x, y)
    spans = [(span, each.area) for each in flats for span in [each.span(x, y)] if span is not None]
    area = sum(face[0] for face in body.faces)
    return _covered([span for span, _area in spans]), sum(part for _span, part in spans) / area


def sweep(body: Body, wanted: float, axis: Vector | None = None) -> float:
    """How far round its axis a bent thing goes, in deg: a ring's sector, the bend of a pipe,
    without its straight ends. Of several bends that which is as wanted, else the largest."""
    tried = [axis] if axis is not None else [*holes.directions(body),
                                             *(way for _spread, way in body.axes)]
    # A pipe goes all round its own axis, too, and a hole in a sheet round its.
    tried = [way for number, way in enumerate(tried)
             if all(abs(way.dot(other)) < _SAME_WAY for other in tried[:number])]
    found = [each for each in (_around(body, way) for way in tried) if each is not None
             and each[1] >= (_ROUND_IT if each[0] >= _ALL_ROUND else _BENT)]
    if not found:
        raise Unmeasurable(f"{body.name} is not bent round an axis"
                           + ("" if axis is None else " of that direction"))
    bends = [each for each in found if each[0] < _ALL_ROUND] or found
    nearest = min(bends, key=lambda each: abs(each[0] - wanted))
    return (nearest if abs(nearest[0] - wanted) <= _AS_WANTED
            else max(bends, key=lambda each: each[1]))[0]
