# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups of solids that nothing carries, and the move that puts each where it belongs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from mathutils import Vector

from . import joins, relations
from .bodies import Unmeasurable
from .collision import box_gap, closest
from .disjoint_sets import DisjointSets
from .solid import Solid

LYING = 10.0  # times the tolerance over the ground: what is nearer than that is meant to lie on it
MAX_SEARCHES = 2000  # for what a floating group is nearest to
_DROPS = 400  # points of a group from which the way down is looked for


class Floating(NamedTuple):
    """A group that nothing carries: what it is to hold on to, how far away that is (m), and the
    move that leads there, or straight onto the ground."""

    group: list[Solid]
    nearest: Solid
    gap: float
    move: Vector
    to_ground: bool


def owner(piece: Solid) -> str:
    """The name of the object that a solid is, or a piece of (pieces.py)."""
    return piece.name.partition("\n")[0]


def near_pairs(solids: list[Solid], tolerance: float) -> Iterator[tuple[Solid, Solid]]:
    """Pairs whose boxes come within `tolerance`: sweep along x."""
    order = sorted(solids, key=lambda each: each.low[0])
    active: list[Any] = []
    for solid in order:
        active = [each for each in active if each.high[0] + tolerance >= solid.low[0]]
        for each in active:
            if box_gap(each, solid) <= tolerance:
                yield (each, solid) if each.name < solid.name else (solid, each)
        active.append(solid)


def extent(group: list[Solid]) -> float:
    """The diagonal of a group's box, in m."""
    low = [min(each.low[axis] for each in group) for axis in range(3)]
    high = [max(each.high[axis] for each in group) for axis in range(3)]
    return (Vector(high) - Vector(low)).length


def group(solids: list[Solid], contacts: list[tuple[Solid, Solid]]) -> list[list[Solid]]:
    """Connected sets of solids, each sorted by name; the one with the largest box first."""
    sets = DisjointSets(each.name for each in solids)
    for a, b in contacts:
        sets.join(a.name, b.name)
    found = sets.group(sorted(solids, key=lambda each: each.name), lambda each: each.name)
    return sorted(found, key=lambda each: (-round(extent(each), 6), each[0].name))


def find_hung(solids: list[Solid], joints: Iterable[tuple[set[str], set[str]]],
              contacts: list[tuple[Solid, Solid]]) -> list[tuple[Solid, Solid]]:
    """Pairs that hang together by joints, however far apart they are. `joints`: (names of what a
    joint moves, of what it is fixed to). What is moved and is nearer to another piece of that
    belongs there: a knob in front of its door still floats."""
    found: list[tuple[Solid, Solid]] = []
    pairs = relations.Pairs()
    for own, fixed in joints:
        stays = [solid for solid in solids if solid.name in fixed]
        moved = [solid for solid in solids if solid.name in own]
        groups = group(moved, [(a, b) for a, b in contacts if a.name in own and b.name in own])
        try:
            links = [pairs.nearest(each, stays) for each in groups] if stays else []
            first = min(links, key=lambda each: each[0], default=None)
            for each, link in zip(groups, links):
                others = [solid for solid in moved if solid not in each]
                if link is first or link[0] <= pairs.nearest(each, others)[0]:
                    found.append((link[1], link[2]))
        except Unmeasurable:  # too many pairs
            break
    return found


def _standing(groups: list[list[Solid]], tolerance: float) -> list[int]:
    """Indices of the groups that the ground carries: those that lie on the asset's lowest level if
    that is the ground, and those that reach down to the ground where others reach below it. Where
    all hang or hover, the largest."""
    bottoms = [min(each.low[2] for each in group) for group in groups]
    lowest = min(bottoms, default=0.0)
    room = max(tolerance, min(5.0 * tolerance, 1e-3))
    if lowest > room:
        return [0]
    level = max(lowest, 0.0) + room
    tops = [max(each.high[2] for each in group) for group in groups]
    return [i for i, (bottom, top) in enumerate(zip(bottoms, tops))
            if bottom <= level and (top >= -room or bottom <= lowest + room)]


def _way(group: list[Solid], vector: Vector, ground: float,
         tolerance: float) -> tuple[Vector, bool]:
    """A move of a group that does not lead through the ground: where the way to its neighbour
    does, or where the group nearly lies on the ground already, straight onto it. With whether it
    is that."""
    height = min(each.low[2] for each in group) - ground
    if height + vector.z < -1e-6 or 0.0 <= height < min(vector.length, LYING * tolerance):
        return Vector((0.0, 0.0, -height)), True
    return vector, False


def _drop(group: list[Solid], target: Solid) -> Vector | None:
    """The way straight down until a group lies on a solid."""
    ways = []
    for solid in group:
        for point in solid.vertices[::max(1, len(solid.vertices) // _DROPS)]:
            *_hit, distance = target.tree.ray_cast(Vector(point), Vector((0.0, 0.0, -1.0)))
            if distance is not None:
                ways.append(distance)
    return Vector((0.0, 0.0, -min(ways))) if ways else None


class _Search:
    """From the groups that stand, the nearest of the others is taken up again and again; its move
    adds that of what it is joined to, so that all moves together close all gaps.

    A group goes to what the plan joins it to; else to the nearest that stands. What is loose itself
    is no place to go, unless the plan joins the two or, where the plan says nothing, it is another
    part: pieces of one part would be sent to each other."""

    def __init__(self, groups: list[list[Solid]], part_of: Callable[[Solid], str],
                 joined: dict[tuple[str, str], joins.Join], tolerance: float) -> None:
        self._groups, self._joined, self._tolerance = groups, joined, tolerance
        self._part_of = part_of
        self._planned = {part for pair in joined for part in pair}
        self._afloat = joins.list_afloat(joined)
        self._searches = 0
        # The best link of each waiting group so far: (rank, gap, a, b, vector, its neighbour).
        self._best: dict[int, Any] = {}

    def _rank(self, a: Solid, b: Solid, stands: bool) -> int | None:
        """0: the plan joins them, or they are pieces of one object; None: b is no place for a to
        go."""
        one, other = (joins.plain(self._part_of(each)) for each in (a, b))
        if other in self._afloat:
            return None
        if owner(a) == owner(b) or (one != other and joins.key(one, other) in self._joined):
            return 0
        if stands:
            return 1
        return 1 if one != other and one not in self._planned else None

    def _link(self, i: int, fresh: list[int], stands: bool) -> bool:
        links = []
        for j in fresh:
            for a in self._groups[i]:
                for b in self._groups[j]:
                    rank = self._rank(a, b, stands)
                    if rank is not None:
                        links.append((rank, box_gap(a, b), a.name, b.name, a, b, j))
        for rank, bound, _a, _b, a, b, j in sorted(links, key=lambda each: each[:4]):
            best = self._best.get(i)
            if best is not None and (rank, bound) >= best[:2]:
                break
            if self._searches >= MAX_SEARCHES:
                return False
            self._searches += 1
            gap, on_a, on_b = closest(a, b)
            if best is None or (rank, gap) < best[:2]:
                self._best[i] = rank, gap, a, b, on_b - on_a, j
        return True

    def _move(self, i: int) -> Vector:
        _rank, _gap, a, b, vector, _j = self._best[i]
        join = self._joined.get(joins.key(self._part_of(a), self._part_of(b)))
        dropped = (_drop(self._groups[i], b) if join is not None and join.kind == "lies" else None)
        return vector if dropped is None else dropped

    def _sort(self) -> tuple[list[int], list[int]]:
        """Indices of the groups that stand, and of those that nothing carries. What the plan lets
        swim, fly or hang from somewhere else is carried, with what is on it."""
        firm = [i for i, group in enumerate(self._groups)
                if any(joins.plain(self._part_of(each)) not in self._afloat for each in group)]
        found = _standing([self._groups[i] for i in firm], self._tolerance) if firm else []
        standing = [firm[i] for i in found]
        return standing, [i for i in firm if i not in standing and not any(
            joins.plain(self._part_of(each)) in self._afloat for each in self._groups[i])]

    def run(self) -> tuple[list[Floating], bool]:
        """The groups that nothing carries, and whether all could be told."""
        standing, waiting = self._sort()
        lowest = min((each.low[2] for i in standing for each in self._groups[i]), default=0.0)
        # An asset that hangs or hovers as a whole has no ground to lie on.
        ground = 0.0 if lowest <= max(self._tolerance, 1e-3) else None
        moves = {i: Vector() for i in standing}
        found: list[Floating] = []
        fresh, stands = list(standing), True
        while waiting:
            for i in waiting:
                if not self._link(i, fresh, stands):
                    return found, False
            if not any(each in self._best for each in waiting):
                break  # all there is to hold on to is afloat
            i = min((each for each in waiting if each in self._best),
                    key=lambda each: (*self._best[each][:2], self._groups[each][0].name))
            _rank, gap, _a, neighbour, _vector, j = self._best[i]
            moves[i], grounded = self._move(i) + moves[j], False
            if ground is not None:
                moves[i], grounded = _way(self._groups[i], moves[i], ground, self._tolerance)
            found.append(Floating(self._groups[i], neighbour, gap, moves[i], grounded))
            waiting.remove(i)
            fresh, stands = [i], False
        return found, True


def find(groups: list[list[Solid]], part_of: Callable[[Solid], str],
         joined: dict[tuple[str, str], joins.Join],
         tolerance: float) -> tuple[list[Floating], bool]:
    """The groups that nothing carries, the nearest first, and whether all could be told.
    `groups`: as `group` orders them."""
    return _Search(groups, part_of, joined, tolerance).run()
