# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds round holes that begin on a curved surface, as one across a shaft does, and takes their
walls out of a solid."""

from __future__ import annotations

import math

from .cut_features import MIN_ROUND, NEAR, Cut
from .flat_faces import Face, Solid, cross, dot, own_axes
from .plain_shape import circle_points

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

_STEP = 0.02  # of the angle between two walls
_UPRIGHT = 0.01  # cosine
_ALONG = 0.9995
_MAX_SIDES = 256


def _around(solid: Solid, normals: dict[int, list[float]], first: int,
            second: int) -> list[int] | None:
    """The walls of a round hole, one after the other, of which two are known. normals: those of all
    flat faces."""
    axis = cross(normals[first], normals[second])
    size = math.hypot(*axis)
    sides = round(2 * math.pi / max(math.asin(min(size, 1.0)), 1e-6))
    if not MIN_ROUND <= sides <= _MAX_SIDES:
        return None
    axis, step = (axis[0] / size, axis[1] / size, axis[2] / size), math.sin(2 * math.pi / sides)
    walls = [first, second]
    while len(walls) <= sides:
        here = walls[-1]
        after = next((number for number in {each for loop in solid.faces[here].loops
                                            for each in loop.beyond}
                      if number != walls[-2] and number in solid.faces and number in normals
                      and abs(dot(normals[number], axis)) < _UPRIGHT
                      and abs(dot(cross(normals[here], normals[number]), axis) - step)
                      < _STEP * step), None)
        if after is None:
            return None
        if after == first:
            return walls if len(walls) == sides else None
        if after in walls:
            return None
        walls.append(after)
    return None


def _measure(solid: Solid, walls: list[int]) -> Cut | None:
    """The hole that has these walls; None if they are those of something that stands out."""
    faces = [solid.faces[wall] for wall in walls]
    normal = numpy.cross(faces[0].normal, faces[1].normal)
    turn = own_axes(normal if normal[int(numpy.argmax(numpy.abs(normal)))] > 0 else -normal)
    flat = numpy.array([face.normal for face in faces]) @ turn[:, :2]
    offsets = numpy.array([face.offset for face in faces])
    solved = numpy.linalg.lstsq(numpy.column_stack([flat, -numpy.ones(len(walls))]), offsets,
                                rcond=None)[0]
    off = flat @ solved[:2] - solved[2] - offsets
    # The walls of a hole look at its axis.
    if solved[2] <= 0 or numpy.abs(off).max() > NEAR * solid.diagonal:
        return None
    ids = sorted({place for face in faces for loop in face.loops for place in loop.places})
    along = solid.places[ids] @ turn[:, 2]
    radius = float(solved[2]) / math.cos(math.pi / len(walls))
    return Cut(turn, turn @ numpy.array([*solved[:2], along.max()]),
               circle_points(radius, len(walls)), float(numpy.ptp(along)), True, False, radius,
               len(walls))


def _find_end(solid: Solid, walls: set[int], cut: Cut) -> tuple[list[int], bool]:
    """The flat end of a blind hole, if it has one, and whether that is the upper one."""
    ends: list[int] = []
    is_upper = False
    for number, face in solid.faces.items():
        if (number not in walls and face.is_flat and len(face.loops) == 1
                and abs(face.normal @ cut.turn[:, 2]) > _ALONG
                and set(face.loops[0].beyond) <= walls):
            ends.append(number)
            is_upper = bool(face.normal @ cut.turn[:, 2] < 0)
    return ends, is_upper


def _without(face: Face, places: set[int]) -> bool:
    """Takes places out of the loops of a face. Returns whether something is left of it."""
    for loop in face.loops:
        if not places.isdisjoint(loop.places):
            kept = [at for at, place in enumerate(loop.places) if place not in places]
            loop.places, loop.beyond = ([row[at] for at in kept]
                                        for row in (loop.places, loop.beyond))
    face.loops = [loop for loop in face.loops if loop.places]
    return bool(face.loops)


def take_across(solid: Solid) -> list[Cut]:
    """Takes round holes between curved surfaces out of the solid's faces, and the places of their
    rims out of the faces around them. Returns the holes."""
    cuts: list[Cut] = []
    tried: set[int] = set()
    normals = {number: face.normal.tolist() for number, face in solid.faces.items()
               if face.is_flat}
    for first in list(solid.faces):
        face = solid.faces.get(first)
        if face is None or first in tried or not face.is_flat or len(face.loops) != 1:
            continue
        for second in set(face.loops[0].beyond):
            is_wall = second in solid.faces and second in normals
            walls = _around(solid, normals, first, second) if is_wall else None
            cut = _measure(solid, walls) if walls else None
            tried |= set(walls or ())
            if walls is None or cut is None:
                continue
            ends, is_upper = _find_end(solid, set(walls), cut)
            if is_upper:
                cut.turn = cut.turn * [1, -1, -1]
                cut.place = cut.place + cut.depth * cut.turn[:, 2]
            cut.is_through = not ends
            rims = {place for wall in walls for loop in solid.faces[wall].loops
                    for place in loop.places}
            for number in [*walls, *ends]:
                del solid.faces[number]
            solid.faces = {number: each for number, each in solid.faces.items()
                           if _without(each, rims)}
            cuts.append(cut)
            break
    return cuts
