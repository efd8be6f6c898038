# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ground that an asset stands on, or the table: what moves goes through it, as a lid that opens
too far. What hangs on a wall, flies, or stands on its own wheels has none here."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import product
from types import SimpleNamespace

from mathutils import Matrix, Vector

from ..measure.solid import Solid

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

NAME = "the ground"
_LEVEL = 0.002  # m; so near to z = 0 are the feet of what stands
_DIRECTIONS = 16  # to which what stands does not tip


class Ground(Solid):
    """A block below the level of an asset's feet."""

    def __init__(self, level: float, solids: Iterable[Solid]) -> None:
        low, high = ([function(each) for each in zip(*rows)] for function, rows in (
            (min, [solid.low for solid in solids]), (max, [solid.high for solid in solids])))
        far = 4.0 * max(b - a for a, b in zip(low, high))
        ends = ((low[0] - far, high[0] + far), (low[1] - far, high[1] + far), (level - far, level))
        sides = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))
        super().__init__(NAME, SimpleNamespace(
            low=tuple(each[0] for each in ends), high=tuple(each[1] for each in ends),
            vertices=list(product(*ends)), closed=True,
            triangles=[part for a, b, c, d in sides for part in ((a, b, c), (a, c, d))]))
        self.level = level

    def depth(self, solid: Solid, matrix: Matrix) -> float:
        """How much deeper in the ground a solid is, moved, than as built."""
        if numpy is None:
            lowest = min((matrix @ Vector(place)).z for place in solid.vertices)
        else:
            lowest = float((solid.places @ numpy.array(matrix[2][:3])).min() + matrix[2][3])
        return min(self.level, solid.low[2]) - lowest


def find(solids: Sequence[Solid], moving: Iterable[str]) -> Ground | None:
    """The ground of an asset, if what stays of it stands on it at z = 0."""
    moved = set(moving)
    stays = [solid for solid in solids if solid.name not in moved]
    if not moved or not stays:
        return None
    level = min(solid.low[2] for solid in stays)
    if abs(level) > _LEVEL or any(solid.low[2] < level - _LEVEL for solid in solids):
        return None
    feet = [Vector(place) for solid in stays if solid.low[2] <= level + _LEVEL
            for place in solid.vertices if place[2] <= level + _LEVEL]
    weight, centre = 0.0, Vector()
    for solid in solids:
        size = Vector(solid.high) - Vector(solid.low)
        weight += size.x * size.y * size.z
        centre += size.x * size.y * size.z * (Vector(solid.low) + size / 2)
    for number in range(_DIRECTIONS):
        angle = math.tau * number / _DIRECTIONS
        way = Vector((math.cos(angle), math.sin(angle), 0.0))
        if not weight or max(way.dot(foot) for foot in feet) < way.dot(centre / weight):
            return None
    return Ground(level, solids)
