# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Floors with walls all round, whichever way they look and however they are curved: coffers of a
dome, letters that are engraved round a ring."""

from __future__ import annotations

import math
from statistics import median
from typing import TYPE_CHECKING

from mathutils import Vector

from .. import holes

if TYPE_CHECKING:
    from ..bodies import Body

_GENTLE = math.cos(math.radians(44))  # an edge that turns less is within a face
_LEVEL = math.cos(math.radians(0.5))  # what leans less is flat
_FLAT = 1e-6  # of the body's length: what rises less than that beside a face is no wall


def _patches(body: Body) -> tuple[list[int], list[list[int]]]:
    """(the patch of each triangle, the triangles of each patch), without sharp edges between."""
    return body.keep("patches", lambda: _find_patches(body))


def _find_patches(body: Body) -> tuple[list[int], list[list[int]]]:
    mesh = holes.neighbours(body)
    beside = mesh.beside_within(_GENTLE)
    of = [-1] * len(mesh.faces)
    members: list[list[int]] = []
    for start in range(len(mesh.faces)):
        if of[start] >= 0:
            continue
        patch, todo = [], [start]
        of[start] = len(members)
        while todo:
            face = todo.pop()
            patch.append(face)
            for other in beside[face]:
                if of[other] < 0:
                    of[other] = len(members)
                    todo.append(other)
        members.append(patch)
    return of, members


def crest(body: Body, place: Vector, way: Vector) -> float:
    """How high, along a direction, the faces reach that the walls round a floor end at; `place` is
    the centre of one of the floor's triangles. The depth of a keyway is dimensioned from there, not
    from where its walls end in the round (ISO 2491)."""
    mesh = holes.neighbours(body)
    of, members = _patches(body)
    floor = of[next(number for number, face in enumerate(mesh.faces) if face[2] == place)]
    walls = {of[other] for face in members[floor] for other in mesh.beside[face]} - {floor}
    beside = {other for wall in walls for face in members[wall] for other in mesh.beside[face]
              if of[other] not in walls and of[other] != floor}
    return max((Vector(mesh.vertices[corner]).dot(way) for face in beside
                for corner in mesh.faces[face][3]), default=place.dot(way))


def floors(body: Body) -> list[tuple[float, float]]:
    """How high the walls rise round each floor, and the crest of what a flat one is cut into, in
    m."""
    return body.keep("floors", lambda: _find(body))


def _find(body: Body) -> list[tuple[float, float]]:
    mesh = holes.neighbours(body)
    vertices = body.mesh[0]
    of, members = _patches(body)
    rises: dict[int, list[float]] = {}
    beside: dict[int, set[int]] = {}
    for patch, triangles in enumerate(members):
        walls = _walls_round(body, of, patch, triangles)
        if walls:
            beside[patch] = {of[wall] for _face, wall in walls}
            rises[patch] = [
                max((Vector(vertices[corner]) - mesh.faces[face][2]).dot(mesh.faces[face][1])
                    for corner in mesh.faces[wall][3]) for face, wall in walls]
    # Inside a hollow each face has walls all round.
    found = []
    for patch in [patch for patch in rises if not beside[patch] & rises.keys()]:
        _area, normal, place, _corners = mesh.faces[members[patch][0]]
        rise = median(rises[patch])
        is_flat = all(mesh.faces[face][1].dot(normal) > _LEVEL for face in members[patch])
        found.append((rise, crest(body, place, normal) - place.dot(normal) if is_flat else rise))
    return found


def _walls_round(body: Body, of: list[int], patch: int,
                 triangles: list[int]) -> list[tuple[int, int]]:
    """[(a triangle of the patch, the wall's beside it)]; empty where it is open to a side."""
    mesh = holes.neighbours(body)
    least = _FLAT * body.longest
    walls = []
    for face in triangles:
        _area, normal, centre, _corners = mesh.faces[face]
        if len(mesh.beside[face]) < 3:
            return []
        for other in mesh.beside[face]:
            if of[other] == patch:
                continue
            if (mesh.faces[other][2] - centre).dot(normal) <= least:
                return []
            walls.append((face, other))
    return walls
