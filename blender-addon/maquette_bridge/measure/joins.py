# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Joins of parts: what two parts that meet may do to each other, and whether they do meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from . import collision, relations
from .bodies import Unmeasurable

KINDS = ("rests", "let_in", "through", "hinged", "fits")
RESTS = 0.003  # m; how deep things that rest on each other may run in
RESTS_LEAST = 0.001  # m; also in a small asset: scripts let pieces into each other by 1 mm
HINGE = 0.003  # m; what the barrel of a hinge takes up at least
LET_IN, LET_IN_SHARE = 0.001, 0.1  # m and of the depth: how exactly something is let in
FIT, FIT_SHARE = 0.0002, 0.1  # m and of the gap: how exactly something fits
GRAIN = 0.00005  # m; less is no overlap


class Join:
    """The plan's word on two parts. `kind` None: any depth is right, and no contact needed."""

    def __init__(self, parts: tuple[str, str] | None, kind: str | None = None,
                 metres: float = 0.0) -> None:
        self.parts = parts
        self.kind, self.metres = kind, metres

    def most(self, penetration: float) -> float:
        """How deep they may run into each other, m."""
        if self.kind == "rests":
            return min(RESTS, max(RESTS_LEAST, penetration)) + GRAIN
        if self.kind == "let_in":
            return self.metres + max(LET_IN, LET_IN_SHARE * self.metres)
        if self.kind == "hinged":
            return max(self.metres, HINGE)
        if self.kind == "fits":
            return GRAIN
        return float("inf")

    def reach(self, tolerance: float) -> float:
        """How far apart they may be, m."""
        if self.kind == "hinged":
            return max(self.metres, HINGE, tolerance)
        if self.kind == "fits":
            return self.metres + max(FIT, FIT_SHARE * self.metres)
        return tolerance

    @property
    def wanted(self) -> float:
        """The gap that is wanted, m; a depth is a negative one."""
        return {"let_in": -self.metres, "fits": self.metres}.get(self.kind or "", 0.0)

    def depth(self, a: collision.Solid, b: collision.Solid) -> float:
        """A part that fills a recess cut for it, as an inlay does, runs into nothing."""
        deep = collision.depth(a, b)
        return relations.let_in(a, b) if self.kind == "let_in" and deep > GRAIN else deep


def key(part: str, other: str) -> tuple[str, str]:
    """The key of a pair of parts, in any order and case."""
    first, second = sorted((part.casefold(), other.casefold()))
    return first, second


def table(rows: Sequence[Any]) -> dict[tuple[str, str], Join]:
    """{pair of parts: Join} of rows (part, part) or (part, part, kind, metres); a row with a kind
    counts for more than one without."""
    found = {}
    for row in rows:
        pair = key(row[0], row[1])
        if len(row) == 4:
            found[pair] = Join((row[0], row[1]), row[2], row[3])
        else:
            found.setdefault(pair, Join((row[0], row[1])))
    return found


def find_fitting(joins: dict[tuple[str, str], Join], solids: list[collision.Solid],
                 parts: dict[str, str],
                 tolerance: float) -> list[tuple[collision.Solid, collision.Solid]]:
    """[(a, b)] of pairs that need not touch, as an axle in its wheel: they fit or are hinged with
    the gap that their join says, and what carries one carries the other."""
    found: list[Any] = []
    for pair, join in sorted(joins.items()):
        if join.kind in ("fits", "hinged"):
            reach = join.reach(tolerance)
            ones, others = ([each for each in solids if parts[each.name].casefold() == part]
                            for part in pair)
            found.extend((a, b) for a in ones for b in others
                         if a is not b and collision.box_gap(a, b) <= reach
                         and collision.closest(a, b, reach)[0] <= reach)
    return found


def find_loose(joins: dict[tuple[str, str], Join], solids: list[collision.Solid],
               parts: dict[str, str], contacts: list[tuple[collision.Solid, collision.Solid]],
               tolerance: float) -> list[tuple[collision.Solid, collision.Solid, float, Join]]:
    """[(a, b, gap, join)] of pairs that do not reach what their join says; a depth is a negative
    gap.

    A part that meets the other nowhere is loose where the two are nearest. Of a part most of whose
    pieces meet the other one, each piece that neither does nor touches one that does is loose: the
    one leg of four that is too short."""
    of_part: dict[str, list[collision.Solid]] = {}
    for solid in solids:
        of_part.setdefault(parts[solid.name].casefold(), []).append(solid)
    beside: dict[str, set[str]] = {}
    for a, b in contacts:
        beside.setdefault(a.name, set()).add(b.name)
        beside.setdefault(b.name, set()).add(a.name)
    found: list[Any] = []
    for pair, join in sorted(joins.items()):
        ones, others = of_part.get(pair[0], []), of_part.get(pair[1], [])
        if join.kind is None or not ones or not others or pair[0] == pair[1]:
            continue
        try:
            found.extend(_find_loose(join, ones, others, beside, tolerance, relations.Pairs()))
        except Unmeasurable:
            continue  # more pairs than are measured
    return found


def _find_loose(join: Join, ones: list[collision.Solid], others: list[collision.Solid],
                beside: dict[str, set[str]], tolerance: float,
                pairs: relations.Pairs) -> Iterator[Any]:
    reach = join.reach(tolerance)
    meet = [(a, b) for bound, a, b in pairs.near_first(ones, others) if bound <= reach
            and (b.name in beside.get(a.name, ()) or (reach > tolerance
                                                      and pairs.gap(a, b) <= reach))]
    if not meet:
        gap, a, b = pairs.nearest(ones, others)
        yield a, b, gap, join
        return
    for pieces, targets, side in ((ones, others, 0), (others, ones, 1)):
        direct = {pair[side].name for pair in meet}
        if len(direct) * 2 > len(pieces):
            held = _connected(direct, {each.name for each in pieces}, beside)
            for piece in pieces:
                if piece.name not in held:
                    gap, a, b = pairs.nearest([piece], targets)
                    yield a, b, gap, join
    if join.kind == "let_in":
        yield from _find_shallow(join, meet, 0 if len(ones) >= len(others) else 1)


def _connected(start: set[str], names: set[str], beside: dict[str, set[str]]) -> set[str]:
    """Names of pieces that touch one of those to start with, or one that does."""
    held, todo = set(start), list(start)
    while todo:
        for other in beside.get(todo.pop(), ()):
            if other in names and other not in held:
                held.add(other)
                todo.append(other)
    return held


def _find_shallow(join: Join, meet: list[tuple[collision.Solid, collision.Solid]],
                  side: int) -> Iterator[tuple[collision.Solid, collision.Solid, float, Join]]:
    """Finds a join that is let in by less than it should be."""
    least = join.metres - max(LET_IN, LET_IN_SHARE * join.metres)
    deepest: dict[Any, Any] = {}
    for pair in meet:
        depth = max(join.depth(*pair), _sunk(*pair))
        name = pair[side].name
        if name not in deepest or depth > deepest[name][0]:
            deepest[name] = depth, pair
    for depth, (a, b) in deepest.values():
        if depth < least:
            yield a, b, -depth, join


def _sunk(a: collision.Solid, b: collision.Solid) -> float:
    """How far two boxes reach into each other: where a mortise is cut, nothing overlaps."""
    if collision.depth(a, b) > GRAIN:
        return 0.0
    return max(0.0, min(min(x, y) - max(p, q) for p, x, q, y in
                        zip(a.low, a.high, b.low, b.high)))
