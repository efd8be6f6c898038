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
NEAR = 2e-4  # of the diagonal: corners that are nearer to each other are of one ring
_EVEN = 0.08  # of a step between corners of a ring
_MAX_WALLS = 16  # times the edges of the loop around a hole


@dataclass(eq=False)
class Cut:
    """A hole, a pocket or a boss that begins at a plane. turn, place: of the plane, as own_axes();
    the outline is in it, around the place. depth: downwards. is_free: nothing else is above or
    below it. radius, sides: of a round one. profile: [(radius, depth), …] of a round one whose
    walls are not upright; the last radius is 0 unless it goes through."""

    turn: Any
    place: Any
    outline: Any
    depth: float
    is_through: bool
    is_boss: bool
    radius: float = 0.0
    sides: int = 0
    is_free: bool = False
    profile: Any = None

    def profile_past(self, above: float, below: float) -> Any:
        """The profile [(radius, z), …] of what cuts or adds it. above: how far it is longer where
        it begins; below: how deep it is, if it goes through."""
        (first, _top), (last, _end) = self.profile[0], self.profile[-1]
        ends = [(last, below), (0, below)] if last else []
        points = numpy.array([(0, -above), (first, -above), *self.profile, *ends])
        return points * [1, 1 if self.is_boss else -1]


def ring_numbers(z: Any, r: Any, near: float) -> Any:
    """For each corner the number of its ring."""
    number: Any = numpy.zeros(len(z), dtype=numpy.int64)
    order = numpy.argsort(z)
    number[order] = numpy.concatenate(([0], numpy.cumsum(numpy.diff(z[order]) > near)))
    order = numpy.lexsort((r, number))
    new = (numpy.diff(number[order]) > 0) | (numpy.diff(r[order]) > near)
    number[order] = numpy.concatenate(([0], numpy.cumsum(new)))
    return number


def is_even(angles: Any, slack: float) -> bool:
    """Whether corners are even around a ring."""
    steps = numpy.diff(numpy.append(numpy.sort(angles), angles.min() + 2 * numpy.pi))
    step = 2 * numpy.pi / len(angles)
    return len(angles) >= 3 and bool(numpy.abs(steps - step).max() < _EVEN * step + slack)


def fit_circle(points: Any) -> tuple[Any, float] | None:
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
    found = fit_circle(outline)
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


def _hole_walls(solid: Solid, number: int, loop: Loop) -> tuple[set[int], list[int]] | None:
    """The faces of a hole that begins at a loop of a face, and those on the other side at which it
    ends."""
    face, walls = solid.faces[number], set(loop.beyond)
    ends: set[int] = set()
    todo = list(walls)
    while todo:
        each = solid.faces.get(todo.pop())
        if each is None or not each.loops or len(walls) > _MAX_WALLS * len(loop.places):
            return None
        for beyond in {other for rim in each.loops for other in rim.beyond} - walls - {number}:
            other = solid.faces.get(beyond)
            if other is None:
                return None
            if other.is_flat and other.normal @ face.normal < -_ALONG:
                ends.add(beyond)
            else:
                walls.add(beyond)
                todo.append(beyond)
    if any(walls & set(rim.beyond) for rim in face.loops if rim is not loop):
        return None
    return walls, list(ends)


def _bore(solid: Solid, number: int, loop: Loop) -> Cut | None:
    """Takes out a round hole or boss whose walls are not upright: with a countersink, a cone at its
    end, or a broken rim."""
    face = solid.faces[number]
    turn, start = own_axes(face.normal), face.normal * face.offset
    found = fit_circle(flatten(solid, loop, turn, start))
    around = _hole_walls(solid, number, loop) if found else None
    if found is None or around is None or len(around[1]) > 1:
        return None
    walls, ends = around
    exits = [(end, rim) for end in ends for rim in solid.faces[end].loops[1:]
             if set(rim.beyond) <= walls]
    if len(exits) != len(ends):
        return None
    place = start + turn[:, :2] @ found[0]
    own = (solid.places[sorted({corner for wall in walls for rim in solid.faces[wall].loops
                                for corner in rim.places})] - place) @ turn
    near = NEAR * solid.diagonal
    is_boss = float(own[:, 2].max()) > near
    depth = own[:, 2] if is_boss else -own[:, 2]
    r = numpy.linalg.norm(own[:, :2], axis=1)
    rings = ring_numbers(depth, r, near)
    profile: list[tuple[float, float]] = []
    sides = 0
    for ring in range(int(rings.max()) + 1):
        mine = rings == ring
        radius = float(r[mine].mean())
        if radius > 2 * near:
            if not is_even(numpy.arctan2(*own[mine, :2].T[::-1]), 2 * near / radius):
                return None
            sides = max(sides, int(mine.sum()))
        profile.append((radius if radius > 2 * near else 0.0, float(depth[mine].mean())))
    profile.sort(key=lambda each: (round(each[1] / near), -each[0]))
    # A hole is read from its wider end, where a countersink is.
    if (profile[0][1] < -near or abs(profile[0][0] - found[1]) > near or profile[-1][1] < near
            or (ends and (is_boss or profile[-1][0] > found[1] + near))):
        return None
    deep = profile[-1][1]
    if not ends and profile[-1][0]:
        profile.append((0.0, deep))
    elif ends and abs(profile[-1][0] - profile[-2][0]) < near:
        profile.pop()
    for wall in walls:
        del solid.faces[wall]
    face.loops.remove(loop)
    for end, rim in exits:
        solid.faces[end].loops.remove(rim)
    outline = max(radius for radius, _depth in profile) * numpy.array(
        [(numpy.cos(angle), numpy.sin(angle)) for angle in numpy.arange(0, 6.3, 0.4)])
    return Cut(turn, place, outline, deep, bool(ends), is_boss, sides=sides,
               profile=numpy.array(profile))


def _take_one(solid: Solid, number: int) -> Cut | None:
    face = solid.faces[number]
    for loop in face.loops[1:]:
        found = _opposite(solid, number, loop)
        if found is None:
            bored = _bore(solid, number, loop)
            if bored is not None:
                return bored
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
