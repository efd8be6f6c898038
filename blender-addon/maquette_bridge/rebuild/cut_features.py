# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds holes, pockets and bosses with upright walls in a solid, and takes their faces out of it,
the innermost first, so that the shape which they were cut into is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .flat_faces import Face, Loop, Solid, own_axes

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

_UPRIGHT = 0.02  # cosine: of walls with the plane that they start on
_ALONG = 0.9995
_ROUND = 2e-3  # of the radius: how far places of a circle may be from it
MIN_ROUND = 12  # sides of a circle; what has fewer is an outline


@dataclass(eq=False)
class Cut:
    """A hole, a pocket or a boss that begins at a plane. turn, place: of the plane, as own_axes();
    the outline is in it, around the place. depth: downwards. is_free: nothing else is above or
    below it. radius, sides: of a round one."""

    turn: Any
    place: Any
    outline: Any
    depth: float
    is_through: bool
    is_boss: bool
    radius: float = 0.0
    sides: int = 0
    is_free: bool = False


def _fit_circle(points: Any) -> tuple[Any, float] | None:
    """The middle and the radius of the circle that points [(x, y), …] lie evenly on; None if they
    lie on none."""
    if len(points) < MIN_ROUND:
        return None
    start = points.mean(axis=0)
    rows = numpy.column_stack([2 * (points - start), numpy.ones(len(points))])
    solved = numpy.linalg.lstsq(rows, ((points - start) ** 2).sum(axis=1), rcond=None)[0]
    middle = solved[:2] + start
    radii = numpy.linalg.norm(points - middle, axis=1)
    radius = float(radii.mean())
    angles = numpy.sort(numpy.arctan2(*(points - middle).T[::-1]))
    steps = numpy.diff(numpy.append(angles, angles[0] + 2 * numpy.pi))
    if (numpy.abs(radii - radius).max() > _ROUND * radius + 1e-12
            or steps.max() > 2.2 * 2 * numpy.pi / len(points)):
        return None
    return middle, radius


def without_straight(points: Any, far: float) -> Any:
    """An outline without the corners that are on the line between their neighbours."""
    while len(points) > 3:
        before, after = numpy.roll(points, 1, axis=0), numpy.roll(points, -1, axis=0)
        line = after - before
        length = numpy.maximum(numpy.linalg.norm(line, axis=1), 1e-300)
        step = points - before
        off = numpy.abs(line[:, 0] * step[:, 1] - line[:, 1] * step[:, 0]) / length
        straight = (off < far) & (numpy.einsum("ij,ij->i", after - points, step) > 0)
        # Neighbours are looked at again.
        straight[1:] &= ~straight[:-1]
        straight[0] &= not straight[-1]
        if not straight.any():
            break
        points = points[~straight]
    return points


def flatten(solid: Solid, loop: Loop, turn: Any, place: Any) -> Any:
    """The loop as an outline [(x, y), …] in a plane."""
    return (solid.places[loop.places] - place) @ turn[:, :2]


def _opposite(solid: Solid, number: int, loop: Loop) -> tuple[int, Loop] | None:
    """The face, and its loop, at the other end of upright walls around a loop of a face."""
    face, walls = solid.faces[number], set(loop.beyond)
    ends = set()
    for wall in walls:
        each = solid.faces.get(wall)
        if (each is None or not each.is_flat or len(each.loops) != 1
                or abs(each.normal @ face.normal) > _UPRIGHT):
            return None
        ends |= set(each.loops[0].beyond) - walls
    ends.discard(number)
    if len(ends) != 1:
        return None
    end = ends.pop()
    other = solid.faces.get(end)
    if other is None or not other.is_flat or abs(other.normal @ face.normal) < _ALONG:
        return None
    for rim in other.loops:
        if walls == set(rim.beyond):
            return end, rim
    return None


def _make(solid: Solid, face: Face, loop: Loop, depth: float, is_through: bool) -> Cut:
    turn = own_axes(face.normal)
    place = face.normal * face.offset
    outline = flatten(solid, loop, turn, place)[::-1]
    outline = without_straight(outline, 1e-5 * solid.diagonal)
    found = _fit_circle(outline)
    if not found:
        # Its longest edge is along X.
        edges = numpy.roll(outline, -1, axis=0) - outline
        longest = edges[int(numpy.argmax(numpy.linalg.norm(edges, axis=1)))]
        own = own_axes(face.normal, turn[:, :2] @ longest)
        turn, outline = own, outline @ (turn[:, :2].T @ own[:, :2])
    middle = found[0] if found else (outline.min(axis=0) + outline.max(axis=0)) / 2
    cut = Cut(turn, place + turn[:, :2] @ middle, outline - middle, abs(depth), is_through,
              depth < 0)
    if found:
        cut.radius, cut.sides = found[1], len(outline)
    return cut


def _take_one(solid: Solid, number: int) -> Cut | None:
    face = solid.faces[number]
    for loop in face.loops[1:]:
        found = _opposite(solid, number, loop)
        if found is None:
            continue
        end, other_loop = found
        other = solid.faces[end]
        looks_away = bool(other.normal @ face.normal < 0)
        depth = face.offset - float(face.normal @ other.normal) * other.offset
        is_outer = other_loop is other.loops[0]
        if looks_away and (is_outer or depth <= 0):
            continue
        if not looks_away and (not is_outer or len(other.loops) > 1):
            continue
        cut = _make(solid, face, loop, depth, looks_away)
        for wall in set(loop.beyond):
            del solid.faces[wall]
        face.loops.remove(loop)
        if looks_away:
            other.loops.remove(other_loop)
        else:
            del solid.faces[end]
        return cut
    return None


def take_out(solid: Solid) -> list[Cut]:
    """Takes holes, pockets and bosses out of the solid's faces. Returns them, the outer ones
    first."""
    cuts: list[Cut] = []
    is_changed = True
    while is_changed:
        is_changed = False
        for number in list(solid.faces):
            while number in solid.faces and solid.faces[number].is_flat:
                cut = _take_one(solid, number)
                if cut is None:
                    break
                cuts.append(cut)
                is_changed = True
    return cuts[::-1]
