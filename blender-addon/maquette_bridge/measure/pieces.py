# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pieces of one mesh that hold on to nothing: a table's shelf that reaches none of its legs.

Much that is one object is loose by nature: leaves, petals, gravel, links, letters. So a piece is a
fault only if all of this holds:

* nothing that stands carries it, directly or through what it touches, and it is not near the
  ground;
* its surface is a large part of its object (`SHARE` of its longest side): what is smaller is a
  detail, or one of a heap or a crown, and drawn by eye;
* it is no scatter: not one of several alike that are each less than half of their object;
* the gap is seen: `GAP` times what counts as touching, which is about a pixel of the picture;
* the plan does not let its part swim, fly, hang or lie loose, and it is no text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import floating, joins
from .collision import box_gap, touches
from .disjoint_sets import DisjointSets
from .solid import Solid

SHARE = 0.25
GAP = 2.0
ALIKE, MANY, LARGE = 1.3, 3, 0.5  # ratio of their sides; how many are a scatter, unless this large
MAX_TRIANGLES = 200_000  # of one object
MAX_ISLANDS = 400  # of one object: more are a scatter


def _sides(group: list[Solid]) -> list[float]:
    """The sides of a group's box, the longest first."""
    return sorted((max(each.high[axis] for each in group) - min(each.low[axis] for each in group)
                   for axis in range(3)), reverse=True)


def _are_alike(one: list[Solid], other: list[Solid]) -> bool:
    least = 0.05 * max(_sides(one)[0], _sides(other)[0])
    return all(max(a, b) <= ALIKE * min(a, b) + least
               for a, b in zip(_sides(one), _sides(other)))


def _gap_of(pair: tuple[Solid, Solid]) -> float:
    """How far apart two boxes are, along the axis on which that is most; less than 0 where they
    overlap."""
    a, b = pair
    return max(max(low_a, low_b) - min(high_a, high_b)
               for low_a, high_a, low_b, high_b in zip(a.low, a.high, b.low, b.high))


def _split(solid: Solid, tolerance: float) -> list[list[Solid]]:
    """The islands of an object, those that touch taken together; one list where none is large
    enough to be a fault."""
    whole = [[solid]]
    if len(solid.triangles) > MAX_TRIANGLES or solid.is_one:
        return whole
    found = solid.islands
    least = SHARE * _sides([solid])[0]
    large = sum(max(hi - lo for lo, hi in zip(each.low, each.high)) >= least for each in found)
    if not large or not 1 < len(found) <= MAX_ISLANDS:
        return whole
    made = [Solid(f"{solid.name}\n{number:03}", each) for number, each in enumerate(found)]
    sets = DisjointSets(each.name for each in made)
    # First those that surely touch: most of the others are joined by then, and need no search.
    for a, b in sorted(floating.near_pairs(made, tolerance), key=_gap_of):
        if sets.find(a.name) != sets.find(b.name) and touches(a, b, tolerance):
            sets.join(a.name, b.name)
    return sets.group(made, lambda each: each.name)


def _link(split: dict[str, list[list[Solid]]], held: list[tuple[Solid, Solid]],
          reach: Callable[[str, str], float]) -> list[tuple[Solid, Solid]]:
    """Pairs of pieces that hold on to each other."""
    links = [(group[0], each) for groups in split.values() for group in groups
             for each in group[1:]]
    for a, b in held:
        if len(split[a.name]) == len(split[b.name]) == 1:
            links.append((split[a.name][0][0], split[b.name][0][0]))
            continue
        near = reach(a.name, b.name)
        links.extend((ones[0], others[0]) for ones in split[a.name] for others in split[b.name]
                     if any(box_gap(x, y) <= near and touches(x, y, near)
                            for x in ones for y in others))
    return links


def _is_scattered(group: list[Solid], others: list[list[Solid]], whole: list[Solid]) -> bool:
    alike = sum(_are_alike(group, each) for each in others)
    return alike >= MANY and _sides(group)[0] < LARGE * _sides(whole)[0]


def find(solids: list[Solid], held: list[tuple[Solid, Solid]], afloat: set[str],
         parts: dict[str, str], joined: dict[tuple[str, str], joins.Join],
         tolerance: float) -> list[floating.Floating]:
    """The pieces that hold on to nothing, each with what is nearest to it. `held`: pairs of objects
    of which one carries the other; `afloat`: names of objects that nothing is looked for in."""
    loose = joins.list_loose(joined)
    by_name = {each.name: each for each in solids}
    split = {each.name: [[each]] if each.name in afloat or joins.plain(parts[each.name]) in loose
             else _split(each, tolerance) for each in solids}
    if all(len(groups) == 1 for groups in split.values()):
        return []

    def reach(a: str, b: str) -> float:
        join = joined.get(joins.key(parts[a], parts[b]))
        return max(tolerance, join.reach(tolerance)) if join is not None else tolerance

    pieces = [each for groups in split.values() for group in groups for each in group]
    groups = floating.group(pieces, _link(split, held, reach))
    rows, _complete = floating.find(groups, lambda each: parts[floating.owner(each)], joined,
                                    tolerance)
    found: list[Any] = []
    for row in rows:
        # Whole objects may be on it.
        names = {floating.owner(each) for each in row.group if len(split[floating.owner(each)]) > 1}
        if len(names) != 1 or row.gap < GAP * tolerance:
            continue
        (name,) = names
        own = [each for each in row.group if floating.owner(each) == name]
        height = min(each.low[2] for each in row.group)
        if (max(_sides([each])[0] for each in own) >= SHARE * _sides([by_name[name]])[0]
                and not _is_scattered(own, split[name], [by_name[name]])
                and not 0.0 <= height < floating.LYING * tolerance):
            found.append(row._replace(group=own))
    return found
