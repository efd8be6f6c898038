# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Moves that put right how two solids meet, and what each would spoil: no advice opens a gap, or
drives a solid into the next one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from mathutils import Vector

from . import relations
from .collision import box_gap, closest, depth, touches
from .solid import Solid

MAX_TRIANGLES = 50_000  # of what is tried at another place


class Move(NamedTuple):
    """A solid, the way it is to go (m), the names of what it touches now and would not then, and of
    what it would run into."""

    solid: Solid
    vector: Vector
    leaves: list[str]
    runs_into: list[str]

    @property
    def is_clean(self) -> bool:
        """Whether it spoils nothing."""
        return not self.leaves and not self.runs_into


class _Moved:
    """The surface of a solid at another place."""

    def __init__(self, solid: Solid, vector: Vector) -> None:
        x, y, z = vector
        self.vertices: Any = [(a + x, b + y, c + z) for a, b, c in solid.vertices]
        self.triangles: Any = solid.triangles
        self.closed: bool = solid.closed
        self.low: Any = tuple(value + by for value, by in zip(solid.low, vector))
        self.high: Any = tuple(value + by for value, by in zip(solid.high, vector))


class Moves:
    """Tries moves of solids among what they touch."""

    def __init__(self, solids: list[Solid], contacts: Iterable[tuple[Solid, Solid]],
                 loose: set[str], tolerance: float) -> None:
        """`loose`: names of the solids that the plan lets hang, lie or swim: they move first."""
        self._solids = solids
        self._beside: dict[str, list[Solid]] = {}
        for a, b in contacts:
            self._beside.setdefault(a.name, []).append(b)
            self._beside.setdefault(b.name, []).append(a)
        self._loose, self._tolerance = loose, tolerance

    def _try(self, solid: Solid, vector: Vector, other: Solid) -> Move:
        beside = [each for each in self._beside.get(solid.name, ()) if each is not other]
        if len(solid.triangles) > MAX_TRIANGLES:
            return Move(solid, vector, [each.name for each in beside], [])
        moved = Solid(solid.name, _Moved(solid, vector))
        near = [each for each in self._solids
                if each is not solid and each is not other and box_gap(moved, each) <= 0.0]
        return Move(solid, vector,
                    [each.name for each in beside if not touches(moved, each, self._tolerance)],
                    [each.name for each in near
                     if depth(moved, each) > depth(solid, each) + self._tolerance])

    def _choose(self, ways: list[tuple[Solid, Vector]], a: Solid, b: Solid) -> Move | None:
        tried = [self._try(solid, vector, b if solid is a else a) for solid, vector in ways]
        tried.sort(key=lambda each: (not each.is_clean, relations.stands(each.solid),
                                     each.solid.name not in self._loose))
        return tried[0] if tried else None

    def out_of(self, a: Solid, b: Solid) -> Move | None:
        """How two solids are drawn out of each other."""
        return self._choose(relations.ways_out(a, b), a, b)

    def to_meet(self, a: Solid, b: Solid, wanted: float) -> Move | None:
        """How one of two solids comes to a gap of `wanted` m from the other, if one may: it does
        not stand, and no way leads below the ground."""
        gap, on_a, on_b = closest(a, b)
        if gap <= max(wanted, 0.0):
            return None
        vector = (on_b - on_a) * ((gap - wanted) / gap)
        ways = [(solid, way) for solid, way in ((a, vector), (b, -vector))
                if not relations.stands(solid) and solid.low[2] + way.z >= -1e-6]
        return self._choose(ways, a, b)

    @staticmethod
    def describe(move: Move) -> dict[str, Any]:
        """A move as the report has it."""
        row = {"object": move.solid.name,
               "move_m": [round(value, 6) + 0.0 for value in move.vector]}
        spoiled = {"leaves": sorted(move.leaves), "runs_into": sorted(move.runs_into)}
        return row | {name: names for name, names in spoiled.items() if names}
