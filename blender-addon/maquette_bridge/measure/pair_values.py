# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of requirements between two parts, in metres, with the way to put a miss right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import body_values, collision, joins, relations
from .body_values import Answer

if TYPE_CHECKING:
    from mathutils import Vector

    from .requirements import Requirement
    from .subjects import Asset

NO_OVERLAP = 0.0002  # m


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


def _say_move(solid: collision.Solid, vector: Vector) -> str:
    by = ", ".join(f"{round(value, 4) + 0.0:.4f}" for value in vector)
    return f"move {solid.name} by ({by}) m"


def _say_way_out(a: collision.Solid, b: collision.Solid, depth: float) -> str:
    found = relations.way_out(a, b)
    if found is None:
        return f"make {a.name} or {b.name} {1000 * depth:.3g} mm smaller where they overlap"
    return f"{_say_move(*found)}, out of {(b if found[0] is a else a).name}"


def find_touches(requirement: Requirement, asset: Asset) -> Answer:
    """Gap between two parts that must touch, in m."""
    others = body_values.others(requirement, asset)
    reach = requirement.given_tolerance
    reach = asset.tolerance if reach is None else reach
    join = asset.joins.get(joins.key(asset.part(requirement.of),
                                     asset.part(requirement.to or requirement.of)))
    deep_enough = (join.most(asset.penetration)
                   if join is not None and join.kind in ("let_in", "through", "hinged")
                   else joins.Join(None, "rests").most(asset.penetration))
    missed = []  # (how far, the value, the name, how it is put right)
    for unit in body_values.units(requirement, asset):
        gap, a, b = asset.pairs.nearest(unit, others)
        if gap > reach:
            _gap, on_a, on_b = collision.closest(a, b)
            missed.append((gap, gap, a.name, f"{_say_move(a, on_b - on_a)}, or extend it, so that "
                           f"it meets {b.name}"))
            continue
        deep = asset.pairs.overlaps(unit, others)
        if deep and deep[0][0] > deep_enough:
            depth, a, b = deep[0]
            missed.append((depth, -depth, a.name, _say_way_out(a, b, depth)))
    missed.sort(key=lambda each: (-each[0], each[2]))
    return Answer(how="smallest gap, or depth of overlap as a negative one; it may be at most "
                  f"{1000 * reach:.3g} mm and {1000 * deep_enough:.3g} mm deep",
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
