# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of requirements between two parts, in metres, with the way to put a miss right."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from . import body_values, collision, joins, relations
from .body_values import Answer
from .solid import Solid

if TYPE_CHECKING:
    from mathutils import Vector

    from .requirement import Requirement
    from .subjects import Asset

NO_OVERLAP = 0.0002  # m
_ALMOST = 0.1  # of a piece's length: a neighbour that it fails to reach
_TWIN = 0.01  # of their sizes


def find_clearance(requirement: Requirement, asset: Asset) -> Answer:
    """Free space between two parts, in m."""
    values, hows = [], []
    for unit in body_values.units(requirement, asset):
        gap, a, b, how = asset.pairs.clearance(unit, body_values.others(requirement, asset),
                                               body_values.axis_of(requirement.axis), asset.grain)
        values.append((gap, [a.name, b.name]))
        hows.append(how)
    return Answer(values, hows[0])


def find_overlap(requirement: Requirement, asset: Asset) -> Answer:
    """Depth to which one part reaches into the other, in m."""
    values = []
    for unit in body_values.units(requirement, asset):
        found = asset.pairs.overlaps(unit, body_values.others(requirement, asset),
                                     asset.pairs.let_in)
        values.append((found[0][0], [found[0][1].name, found[0][2].name]) if found
                      else (0.0, [unit[0].name]))
    return Answer(values, "how far one reaches into the other, from where it enters")


def _say_move(solid: Solid, vector: Vector) -> str:
    by = ", ".join(f"{round(value, 4) + 0.0:.4f}" for value in vector)
    return f"move {solid.name} by ({by}) m"


def _say_way_out(a: Solid, b: Solid, depth: float) -> str:
    found = relations.way_out(a, b)
    if found is None:
        return f"make {a.name} or {b.name} {1000 * depth:.3g} mm smaller where they overlap"
    return f"{_say_move(*found)}, out of {(b if found[0] is a else a).name}"


def _twins(a: Solid, b: Solid) -> bool:
    """Whether two are as large, as the two sides of a shelf."""
    sizes = [sorted(high - low for low, high in zip(each.low, each.high)) for each in (a, b)]
    return all(abs(one - other) <= _TWIN * max(one, other) for one, other in zip(*sizes))


def _left_out(asset: Asset, units: list[list[Solid]], others: list[Solid],
              reach: float) -> list[tuple[float, Solid, Solid]]:
    """[(gap, piece, neighbour)] of the neighbours that a piece just fails to reach, while its like
    reach theirs: a shelf that ends before one of two sides."""
    near: list[tuple[float, int, int]] = []
    for number, unit in enumerate(units):
        far = _ALMOST * max(high - low for low, high in zip(unit[0].low, unit[0].high))
        far = max(far, reach)
        near.extend((asset.pairs.gap(unit[0], other), number, index)
                    for index, other in enumerate(others)
                    if unit[0] is not other and collision.box_gap(unit[0], other) <= far)
    touched = {(number, index) for gap, number, index in near if gap <= reach}
    reached = {index for _number, index in touched}
    counts = [sum(1 for number, _index in touched if number == unit)
              for unit in range(len(units))]
    usual = Counter(counts).most_common(1)[0][0]
    found = []
    for gap, number, index in near:
        piece, other = units[number][0], others[index]
        far = _ALMOST * max(high - low for low, high in zip(piece.low, piece.high))
        if (number, index) not in touched and gap <= far and (
                counts[number] < usual if index in reached
                else any(_twins(other, others[each]) for each in reached)):
            found.append((gap, piece, other))
    return found


def find_touches(requirement: Requirement, asset: Asset) -> Answer:
    """Gap between two parts that must touch, in m; to each of the parts that are named."""
    reach = requirement.given_tolerance
    reach = asset.tolerance if reach is None else reach
    units = body_values.units(requirement, asset)
    missed: list[tuple[float, float, str, str]] = []  # how far, the value, the name, its mending
    depths: list[float] = []
    told: set[tuple[str, str]] = set()

    def miss(gap: float, a: Solid, b: Solid) -> None:
        if (a.name, b.name) in told:
            return
        told.add((a.name, b.name))
        _gap, on_a, on_b = collision.closest(a, b)
        missed.append((gap, gap, a.name, f"{_say_move(a, on_b - on_a)}, or extend it, so that "
                       f"it meets {b.name}"))

    for to in asset.named(requirement.to or requirement.of):
        others = asset.solids(to)
        join = asset.joins.get(joins.key(asset.part(requirement.of), asset.part(to)))
        deep_enough = (join.most(asset.penetration)
                       if join is not None and join.kind in ("let_in", "through", "hinged")
                       else joins.Join(None, "rests").most(asset.penetration))
        depths.append(deep_enough)
        if requirement.each and len(units) > 1 and to.casefold() != requirement.of.casefold():
            for left in _left_out(asset, units, others, reach):
                miss(*left)
        for unit in units:
            gap, a, b = asset.pairs.nearest(unit, others)
            if gap > reach:
                miss(gap, a, b)
                continue
            deep = asset.pairs.overlaps(unit, others)
            if deep and deep[0][0] > deep_enough:
                depth, a, b = deep[0]
                missed.append((depth, -depth, a.name, _say_way_out(a, b, depth)))
    missed.sort(key=lambda each: (-each[0], each[2]))
    return Answer(how="smallest gap, or depth of overlap as a negative one; it may be at most "
                  f"{1000 * reach:.3g} mm and {1000 * max(depths):.3g} mm deep",
                  misses=[each[2] for each in missed], value=missed[0][1] if missed else 0.0,
                  fix="; ".join(each[3] for each in missed[:4]))


def find_apart(requirement: Requirement, asset: Asset) -> Answer:
    """Gap between two parts that must not touch, in m."""
    least = requirement.value if requirement.value is not None else 0.0
    if requirement.value is not None:
        least = max(0.0, least - requirement.tolerance(None))
    misses, found, fixes = [], None, []
    for unit in body_values.units(requirement, asset):
        gap, a, b = asset.pairs.nearest(unit, body_values.others(requirement, asset))
        found = gap if found is None else min(found, gap)
        if gap <= asset.grain or gap < least:
            misses.append(a.name)
            fixes.append(f"move {a.name} at least {1000 * max(least - gap, 0.0) or 1:.3g} mm "
                         f"away from {b.name}")
    return Answer(how="smallest gap", misses=misses, value=found, fix="; ".join(fixes[:4]))


def find_no_overlap(requirement: Requirement, asset: Asset) -> Answer:
    """Greatest depth of a pair that must not overlap, in m."""
    most = requirement.given_tolerance
    most = min(NO_OVERLAP, asset.penetration) if most is None else most
    deep = asset.pairs.overlaps(asset.solids(requirement.of),
                                body_values.others(requirement, asset))
    deep = [each for each in deep if each[0] > most]
    names = [solid.name for _depth, a, b in deep for solid in (a, b)]
    return Answer(how=f"greatest depth of a pair, at most {1000 * most:.3g} mm", misses=names,
                  value=deep[0][0] if deep else 0.0,
                  fix="; ".join(_say_way_out(a, b, depth) for depth, a, b in deep[:4]))
