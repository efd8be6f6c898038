# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Joins of parts: what two parts that meet may do to each other, and whether they do meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from . import collision, fits, mortises, relations
from .bodies import Unmeasurable
from .solid import Solid

KINDS = ("rests", "let_in", "through", "hinged", "fits", "free", "hangs", "lies")
# The first part of these is loose: it swims or flies in the other, hangs from it, or lies on it. It
# is what moves, and its pieces belong to no rigid body.
LOOSE = ("free", "hangs", "lies")
RESTS = 0.003  # m; how deep things that rest on each other may run in
RESTS_LEAST = 0.001  # m; also in a small asset: scripts let pieces into each other by 1 mm
HINGE = 0.003  # m; what the barrel of a hinge takes up at least
# A piece that is let in is hidden. It is a fault only if it holds on by less than this share of the
# depth (or of the room in the other part), or comes out at the other side (mortises.py).
LET_IN_SHARE = 0.5
LIKE = 0.25  # of their sides: pieces of one sort
CLEAR = 0.05  # of a piece's thinnest side: the play of a mortise
FIT, FIT_SHARE = 0.0002, 0.1  # m and of the gap: how exactly something fits
GRAIN = collision.GRAIN
# m. An eye tells points apart that are a minute of arc from each other (visual acuity 1.0, ISO
# 8596): 0.09 mm at 30 cm, from where one looks at a thing in one's hand. A finger feels less on a
# bare surface, but nothing of a joint is bare.
UNSEEN = 0.0001
# A share of the shorter of two pieces: a post of a metre that ends 8 mm inside a rail is a joint.
SHIFT = 0.01


class Join:
    """The plan's word on two parts. `kind` None: any depth is right, and no contact needed."""

    def __init__(self, parts: tuple[str, str] | None, kind: str | None = None,
                 metres: float = 0.0) -> None:
        self.parts = parts
        self.kind, self.metres = kind, metres

    def most(self, penetration: float) -> float:
        """How deep they may run into each other, m."""
        if self.kind in ("rests", "lies"):
            return min(RESTS, max(RESTS_LEAST, penetration)) + GRAIN
        if self.kind == "let_in":
            return self.metres
        if self.kind == "hinged":
            return max(self.metres, HINGE)
        if self.kind == "fits":
            return GRAIN
        return float("inf")

    def reach(self, tolerance: float) -> float:
        """How far apart they may be, m."""
        if self.kind in ("hinged", "hangs"):
            return max(self.metres, HINGE, tolerance)
        if self.kind == "fits":
            return self.metres + max(FIT, FIT_SHARE * self.metres)
        return tolerance

    @property
    def wanted(self) -> float:
        """The gap that is wanted, m; a depth is a negative one."""
        return {"let_in": -self.metres, "fits": self.metres}.get(self.kind or "", 0.0)

    def depth(self, a: Solid, b: Solid) -> float:
        """A part that fills a recess cut for it, as an inlay does, runs into nothing."""
        deep = collision.depth(a, b)
        return relations.let_in(a, b) if self.kind == "let_in" and deep > GRAIN else deep


    def excess(self, a: Solid, b: Solid, depth: float,
               penetration: float) -> float:
        """By how much a depth, m, is more than the join allows; 0 where it is right, infinite where
        a piece comes out at the other side."""
        if self.kind == "let_in":
            return (float("inf") if depth > GRAIN and (
                mortises.comes_out(a, b, self.metres) or mortises.comes_out(b, a, self.metres))
                    else 0.0)
        beyond = depth - self.most(penetration)
        return beyond + max(0.0, self.wanted) if beyond > 0.0 else 0.0

    def is_seen(self, off: float, tolerance: float) -> bool:
        """Whether somebody would see or feel that two parts are off by so much, m. A gap is seen
        from `UNSEEN` on. What is too deep, or let in too little, is hidden inside: what may show of
        it is a shift, which is seen from a pixel of the picture on, that is the tolerance, and from
        `SHIFT` of a piece (see is_sunk()). The gap of what fits is there to move in, whether one
        sees it or not."""
        hidden = self.kind in ("rests", "lies", "hinged", "hangs", "let_in")
        return off > UNSEEN + GRAIN and (off > tolerance or not hidden)

    def is_sunk(self, a: Solid, b: Solid, off: float, tolerance: float) -> bool:
        """Whether somebody would see that one runs too deep into the other by so much, m."""
        shorter = min(max(high - low for low, high in zip(each.low, each.high)) for each in (a, b))
        return self.is_seen(off, tolerance) and (self.kind == "fits" or off > SHIFT * shorter)


def plain(name: str) -> str:
    """A name as it is compared: `table_top` and "Table top" are the same, and so are `rim` and
    `rim_part`, as a plan calls a part whose name is taken."""
    words = name.casefold().replace("_", " ").replace("-", " ").split()
    return " ".join(words[:-1] if len(words) > 1 and words[-1] == "part" else words)


def key(part: str, other: str) -> tuple[str, str]:
    """The key of a pair of parts, in any order and spelling."""
    first, second = sorted((plain(part), plain(other)))
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


def is_effect(joins: dict[tuple[str, str], Join], part: str) -> bool:
    """Whether a part is a flame, a beam of light, smoke: it meets nothing."""
    join = joins.get(key(part, part))
    return join is not None and join.kind == "free"


def list_afloat(joins: dict[tuple[str, str], Join]) -> set[str]:
    """Parts that need nothing under them, as plain(): they swim or fly, or hang from what the
    asset does not show (a join of a part with itself)."""
    return {plain(join.parts[0]) for pair, join in joins.items() if join.parts is not None
            and (join.kind == "free" or (join.kind == "hangs" and pair[0] == pair[1]))}


def list_loose(joins: dict[tuple[str, str], Join]) -> set[str]:
    """Parts whose pieces swim, fly, hang or lie loose, as plain()."""
    return {plain(join.parts[0]) for join in joins.values()
            if join.parts is not None and join.kind in LOOSE}


def find_fitting(joins: dict[tuple[str, str], Join], solids: list[Solid],
                 parts: dict[str, str],
                 tolerance: float) -> list[tuple[Solid, Solid]]:
    """[(a, b)] of pairs that need not touch, as an axle in its wheel: they fit, are hinged or hang
    with the gap that their join says, and what carries one carries the other."""
    found: list[Any] = []
    for pair, join in sorted(joins.items()):
        if join.kind in ("fits", "hinged", "hangs"):
            reach = join.reach(tolerance)
            ones, others = ([each for each in solids if plain(parts[each.name]) == part]
                            for part in pair)
            found.extend((a, b) for a in ones for b in others
                         if a is not b and collision.box_gap(a, b) <= reach
                         and collision.closest(a, b, reach)[0] <= reach)
    return found


def find_loose(joins: dict[tuple[str, str], Join], solids: list[Solid],
               parts: dict[str, str], contacts: list[tuple[Solid, Solid]],
               tolerance: float
               ) -> list[tuple[Solid, Solid, float, Join, bool]]:
    """[(a, b, gap, join, whether that is seen)] of pairs that do not reach what their join says; a
    depth is a negative gap.

    A part that meets the other nowhere is loose where the two are nearest. Of a part most of whose
    pieces meet the other one, each piece that neither does nor touches one that does is loose: the
    one leg of four that is too short. Where both have several pieces, only those of the part with
    fewer are asked, and none that is nearer to nothing than it is long, or that meets another part
    in its place: of 16 gussets, those above meet no floor beam; a pawn stands on a light square or
    on a dark one."""
    of_part: dict[str, list[Solid]] = {}
    for solid in solids:
        of_part.setdefault(plain(parts[solid.name]), []).append(solid)
    beside: dict[str, set[str]] = {}
    for a, b in contacts:
        beside.setdefault(a.name, set()).add(b.name)
        beside.setdefault(b.name, set()).add(a.name)
    joined: dict[str, dict[str, set[str]]] = {}  # {part: {part that it joins: its pieces}}
    for one, other in (each for pair in joins for each in (pair, pair[::-1])):
        joined.setdefault(one, {})[other] = {each.name for each in of_part.get(other, [])}
    found: list[Any] = []
    for pair, join in sorted(joins.items()):
        ones, others = of_part.get(pair[0], []), of_part.get(pair[1], [])
        # The free ones need to meet nothing, and those that lie may lie on something else.
        if (join.kind in (None, "free", "lies") or not ones or not others
                or pair[0] == pair[1]):
            continue
        try:
            instead = [[names for other, names in joined[one].items() if other not in pair]
                       for one in pair]
            found.extend(_find_loose(join, ones, others, instead, beside, tolerance,
                                     relations.Pairs()))
        except Unmeasurable:
            continue  # more pairs than are measured
    return found


def _find_loose(join: Join, ones: list[Solid], others: list[Solid],
                instead: list[list[set[str]]], beside: dict[str, set[str]], tolerance: float,
                pairs: relations.Pairs) -> Iterator[Any]:
    """`instead`: for both parts, the names of the pieces of each other part that they join."""
    reach = join.reach(tolerance)
    meet = [(a, b) for bound, a, b in pairs.near_first(ones, others) if bound <= reach
            and (b.name in beside.get(a.name, ()) or (reach > tolerance
                                                      and pairs.gap(a, b) <= reach))]
    if not meet:
        gap, a, b = pairs.nearest(ones, others)
        yield a, b, gap, join, _is_open(gap, join)
        return
    for pieces, targets, side in ((ones, others, 0), (others, ones, 1)):
        if len(pieces) > len(targets) > 1:
            continue
        direct = {pair[side].name for pair in meet}
        touched = set().union(*(beside.get(name, set()) for name in direct))
        places = set().union(*(names for names in instead[side] if not names & touched))
        pieces = [piece for piece in pieces
                  if piece.name in direct or not places & beside.get(piece.name, set())]
        if len(direct) * 2 <= len(pieces):
            continue
        held = _connected(direct, {each.name for each in pieces}, beside)
        for piece in pieces:
            if piece.name not in held:
                gap, a, b = pairs.nearest([piece], targets)
                if gap <= max(high - low for low, high in zip(piece.low, piece.high)):
                    yield a, b, gap, join, _is_open(gap, join)
    if join.kind == "let_in":
        yield from _find_shallow(join, meet, 0 if len(ones) >= len(others) else 1, tolerance)


def find_fits(joins: dict[tuple[str, str], Join], solids: list[Solid],
              parts: dict[str, str]) -> list[tuple[Solid, Solid, float | None, Join]]:
    """[(a, b, gap, join)] of pieces round which the gap is not what a printed fit has; None where
    it cannot be measured: no two sides of the one face the other. What overlaps or is too far to
    fit is found elsewhere."""
    found: list[tuple[Solid, Solid, float | None, Join]] = []
    for pair, join in sorted(joins.items()):
        if (join.parts is None or join.kind != "fits" or not 0.0 < join.metres <= fits.PRINTED
                or pair[0] == pair[1]):
            continue
        ones, others = ([each for each in solids if plain(parts[each.name]) == plain(part)]
                        for part in join.parts)
        met = [(a, b) for a in ones for b in others if collision.box_gap(a, b) <= fits.PRINTED]
        if not met or any(collision.depth(a, b) > GRAIN for a, b in met):
            continue
        # Each of several pins in a plate, or one in a sleeve of several pieces.
        ways = [(ones, others), (others, ones)]
        gaps: list[tuple[Solid, fits.Gap]] = []
        for pieces, targets in ways if len(ones) >= len(others) else reversed(ways):
            gaps = gaps or [(piece, gap) for piece in pieces
                            if (gap := fits.measure(piece, targets, join.metres)) is not None]
        if not gaps:
            found.append((*met[0], None, join))
        found.extend((piece, gap.other, gap.worst(join.metres), join) for piece, gap in gaps
                     if not fits.is_right(gap, join.metres))
    return found


def _is_open(gap: float, join: Join) -> bool:
    return gap - max(0.0, join.wanted) > UNSEEN + GRAIN or join.kind == "fits"


def _connected(start: set[str], names: set[str], beside: dict[str, set[str]]) -> set[str]:
    """Names of pieces that touch one of those to start with, or one that does."""
    held, todo = set(start), list(start)
    while todo:
        for other in beside.get(todo.pop(), ()):
            if other in names and other not in held:
                held.add(other)
                todo.append(other)
    return held


def _find_shallow(join: Join, meet: list[tuple[Solid, Solid]],
                  side: int, tolerance: float) -> Iterator[Any]:
    """Finds the pieces that are let in by less than they should be. Of a part with pieces of
    several sorts, the depth is that of the sorts which mostly reach it, or of the one that comes
    nearest to it: of a sauce with caps and trickles, the caps."""
    deepest: dict[Any, Any] = {}
    for a, b in meet:
        reached, room = _let_in(a, b)
        depth = max(join.depth(a, b), _sunk(a, b), reached)
        least = LET_IN_SHARE * min(join.metres, room)
        if depth < least:
            depth = max(depth, *(mortises.held(piece, body, max(tolerance, CLEAR * min(
                high - low for low, high in zip(piece.low, piece.high))))
                                 for piece, body in ((a, b), (b, a))))
        piece = (a, b)[side]
        if piece.name not in deepest or least - depth < deepest[piece.name][0]:
            deepest[piece.name] = least - depth, depth, a, b, piece
    sorts: list[list[Any]] = []
    for row in deepest.values():
        sort = next((each for each in sorts if _are_like(each[0][-1], row[-1])), None)
        if sort is None:
            sorts.append([row])
        else:
            sort.append(row)
    right = [each for each in sorts
             if sum(1 for row in each if row[0] <= 0.0) * 2 > len(each)]
    for sort in right or [min(sorts, key=lambda each: min(row[0] for row in each))]:
        for short, depth, a, b, _piece in sort:
            if short > 0.0:
                yield a, b, -depth, join, join.is_seen(short, tolerance)


def _are_like(a: Solid, b: Solid) -> bool:
    """Whether two pieces are of one sort, as four legs are: by the sides of their boxes."""
    sizes = [sorted(high - low for low, high in zip(each.low, each.high)) for each in (a, b)]
    return all(abs(one - other) <= LIKE * max(one, other) for one, other in zip(*sizes))


def _let_in(a: Solid, b: Solid) -> tuple[float, float]:
    """How far two boxes reach into each other along the way in, and how far they could, m. The way
    in is an axis along which neither lies within the other; 0 where nothing overlaps."""
    reached = room = 0.0
    for low_a, high_a, low_b, high_b in zip(a.low, a.high, b.low, b.high):
        overlap = min(high_a, high_b) - max(low_a, low_b)
        thinner = min(high_a - low_a, high_b - low_b)
        if overlap < thinner - GRAIN and overlap > reached:
            reached, room = overlap, thinner
    return (reached if collision.depth(a, b) > GRAIN else 0.0), room or max(
        high - low for low, high in zip(a.low, a.high))


def _sunk(a: Solid, b: Solid) -> float:
    """How far two boxes reach into each other: where a mortise is cut, nothing overlaps."""
    if collision.depth(a, b) > GRAIN:
        return 0.0
    return max(0.0, min(min(x, y) - max(p, q) for p, x, q, y in
                        zip(a.low, a.high, b.low, b.high)))
