# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of requirements on the features of a part, in metres and degrees."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .. import arrangement
from ..bodies import Unmeasurable
from ..body_values import (
    Answer,
    axis_of,
    choose,
    has_near,
    nearest_of,
    not_sure,
    of_bodies,
    one,
    things,
)
from . import arcs, bevels, recesses
from .flats import is_sharp
from .floors import floors

if TYPE_CHECKING:
    from ..bodies import Body
    from ..requirement import Requirement
    from ..subjects import Asset

_LIKE = 0.3  # of the wanted value: features that are meant by it
_PARALLEL = 5.0  # deg: long things that cross turn more than that


def _answer(values: list[tuple[float, list[str]]], requirement: Requirement, noun: str,
            how: str) -> Answer:
    """The features of a part, of which those that are meant count."""
    if not values:
        raise Unmeasurable(f"no {noun} was found in {requirement.of}: {how}")
    return Answer(choose(values, requirement, _LIKE, noun), f"{how}; {len(values)} found")


def _listed(requirement: Requirement, asset: Asset,
            measure: Callable[[Body], list[float]]) -> list[tuple[float, list[str]]]:
    return [(value, names) for found, names in of_bodies(one(requirement, asset), measure)
            for value in found]


def _ranked(requirement: Requirement, asset: Asset,
            measure: Callable[[Body], tuple[list[float], list[float]]],
            ) -> list[tuple[float, list[str]]]:
    """Features of two sorts: those of the second only where none of the first is meant."""
    found = of_bodies(one(requirement, asset), measure)
    first, second = ([(value, names) for both, names in found for value in both[sort]]
                     for sort in (0, 1))
    is_second = not has_near(first, requirement, _LIKE) and has_near(second, requirement, _LIKE)
    return second if is_second or not first else first


def find_fillet_radius(requirement: Requirement, asset: Asset) -> Answer:
    """Radius of rounded edges and corners, in m; 0 where every edge is sharp."""
    axis = axis_of(requirement.axis)
    how = "arcs of three corners or more in the outlines of sections"
    values = _ranked(requirement, asset, lambda body: arcs.fillets(body, axis))
    bodies = one(requirement, asset)
    if not values and all(map(is_sharp, bodies)):
        return Answer([(0.0, body.objects) for body in bodies], f"{how}; every edge is sharp")
    return _answer(values, requirement, "rounded edge", how)


def find_step(requirement: Requirement, asset: Asset) -> Answer:
    """How far flat faces lie behind each other, in m."""
    number = "xyz".index(requirement.axis)
    how = f"between flat faces that look the same way along {requirement.axis}"
    kinds: list[list[tuple[float, list[str]]]] = [[], [], []]
    for found, names in of_bodies(one(requirement, asset),
                                  lambda body: recesses.steps(body, number)):
        for kind, values in zip(kinds, found):
            kind += [(value, names) for value in values]
    large, small, thick = kinds
    count = f"; {len(large) + len(small)} found"
    if requirement.is_ != "equal":
        return Answer(large or small, how + count)
    # Each pair of faces is a step, so that one that is as wanted need not be the only one.
    for values, said in ((large, how), (small, how), (thick, "between opposite flat faces along "
                                                      f"{requirement.axis}")):
        met = [each for each in values if not requirement.misses(
            each[0], requirement.tolerance(None))]
        if met:
            return Answer(met[:1], said + count)
    for values, said in ((large, how), (small, how), (thick, "between opposite flat faces along "
                                                      f"{requirement.axis}")):
        if has_near(values, requirement, _LIKE):
            near = choose(values, requirement, _LIKE, "step", False)
            if max(near)[0] - min(near)[0] > requirement.tolerance(None):
                raise not_sure(near, requirement, "step")
            return Answer(near[:1], said + count)
    return Answer(choose(large or small, requirement, _LIKE, "step",
                         not requirement.rivals and not (large and small)), how + count)


def find_step_offset(requirement: Requirement, asset: Asset) -> Answer:
    """From an end of a body to the face of its step, in m."""
    number = "xyz".index(requirement.axis)
    values = of_bodies(one(requirement, asset), lambda body: nearest_of(
        recesses.step_offsets(body, number, requirement.at), requirement, "step"))
    return Answer(values, f"from an end along {requirement.axis} to a face across it")


def find_pocket_depth(requirement: Requirement, asset: Asset) -> Answer:
    """Depth of pockets from the end of their walls to the floor, in m."""
    way = axis_of(requirement.axis or "z")
    assert way is not None
    signs = {"high": (1.0,), "low": (-1.0,)}.get(requirement.at or "", (1.0, -1.0))

    def read(depths: recesses.Depths) -> list[float]:
        """A keyway's depth is given from the crest, or from where its walls end."""
        if requirement.is_ != "equal":
            return [depth for depth, _top in depths]
        return [min(both, key=lambda each: abs(each - requirement.value)) for both in depths]

    def measure(body: Body) -> tuple[list[float], list[float]]:
        both = [recesses.pocket_depths(body, way * sign) for sign in signs]
        found = (read([each for one in both for each in one[0]]),
                 read([each for one in both for each in one[1]]))
        # On the outside of a ring none looks along the axis.
        return found if any(found) or requirement.axis else (read(floors(body)), [])

    # Drilled holes only where no other is meant.
    return _answer(_ranked(requirement, asset, measure), requirement, "pocket",
                   "from a floor with walls all round to the end of these walls")


def find_slot_position(requirement: Requirement, asset: Asset) -> Answer:
    """From an end of a body to the middle of a slot, in m."""
    number = "xyz".index(requirement.axis)

    def measure(body: Body) -> list[float]:
        low, high = body.low[number], body.high[number]
        places = [slot.middle[number] for slot in recesses.slots(body)]
        return ([place - low for place in places if requirement.at != "high"]
                + [high - place for place in places if requirement.at != "low"])

    values = of_bodies(one(requirement, asset),
                       lambda body: nearest_of(measure(body), requirement, "slot"))
    return Answer(values, f"from an end along {requirement.axis} to the middle of a slot")


def _nearest(requirement: Requirement, asset: Asset, measure: Callable[[Body], list[float]],
             noun: str, how: str) -> Answer:
    """The one of the features in all sections that is nearest to what is wanted."""
    found = [(values, names) for values, names in of_bodies(one(requirement, asset), measure)
             if values]
    if not found:
        raise Unmeasurable(f"no {noun} was found in {requirement.of}")
    return Answer([(nearest_of(values, requirement, noun), names) for values, names in found], how)


def find_slot_length(requirement: Requirement, asset: Asset) -> Answer:
    """Length of closed slots with their round ends, in m."""
    return _nearest(requirement, asset, lambda body: [
        slot.length for slot in recesses.slots(body) if slot.length is not None and slot.is_even],
                    "closed slot", "from end to end of a closed slot")


def find_slot_width(requirement: Requirement, asset: Asset) -> Answer:
    """Width of slots, in m."""
    return _nearest(requirement, asset, lambda body: [
        slot.width for slot in recesses.slots(body) if slot.is_even], "slot", "across a slot")


def find_chamfer(requirement: Requirement, asset: Asset) -> Answer:
    """Either leg of chamfers, in m."""
    axis = axis_of(requirement.axis)
    return _nearest(requirement, asset, lambda body: bevels.chamfers(body, axis), "chamfer",
                    "from where a chamfer begins to the corner that it cuts off")


def _countersinks(requirement: Requirement, asset: Asset, number: int) -> Answer:
    return _answer(_listed(requirement, asset, lambda body: [
        each[number] for each in bevels.countersinks(body)]), requirement, "countersink",
                   "cones at the ends of round holes")


def find_countersink_diameter(requirement: Requirement, asset: Asset) -> Answer:
    """Diameter of countersinks at their wide end, in m."""
    return _countersinks(requirement, asset, 0)


def find_countersink_angle(requirement: Requirement, asset: Asset) -> Answer:
    """Degrees between the two sides of countersinks."""
    return _countersinks(requirement, asset, 1)


def _counterbores(requirement: Requirement, asset: Asset, number: int) -> Answer:
    return _answer(_listed(requirement, asset, lambda body: [
        each[number] for each in recesses.counterbores(body)]), requirement, "counterbore",
                   "round holes with a narrower one in their floor")


def find_counterbore_diameter(requirement: Requirement, asset: Asset) -> Answer:
    """Diameter of the wider end of stepped holes, in m."""
    return _counterbores(requirement, asset, 0)


def find_counterbore_depth(requirement: Requirement, asset: Asset) -> Answer:
    """Depth of the wider end of stepped holes, in m."""
    return _counterbores(requirement, asset, 1)


def find_sweep(requirement: Requirement, asset: Asset) -> Answer:
    """How far round its axis a bent thing goes, in degrees."""
    axis = axis_of(requirement.axis)
    return Answer(of_bodies(things(requirement, asset), lambda body: arcs.sweep(
        body, requirement.value, axis)),
                  "how far round their axis the faces go that look towards it")


def _crossing(a: Body, b: Body) -> tuple[float, str] | None:
    """(distance of their long axes, why they do not cross) of two long things; None: it is not
    sure where they would, as they are parallel."""
    one_way, other_way = arrangement.long_axis(a), arrangement.long_axis(b)
    if arrangement.angle(one_way, other_way) < _PARALLEL:
        return None
    apart = b.middle - a.middle
    normal = one_way.cross(other_way).normalized()
    # Where the two lines are nearest to each other (Eberly, Robust computation of distance).
    c = one_way.dot(other_way)
    t = (apart.dot(one_way) - c * apart.dot(other_way)) / (1.0 - c * c)
    s = (c * apart.dot(one_way) - apart.dot(other_way)) / (1.0 - c * c)
    for body, way, place in ((a, one_way, t), (b, other_way, s)):
        low, high = arrangement.reach(body, way)
        beyond = max(low - body.middle.dot(way) - place, place + body.middle.dot(way) - high)
        if beyond > 0.0:
            return abs(apart.dot(normal)), f"{body.name} ends {1000 * beyond:.4g} mm before it"
    return abs(apart.dot(normal)), ""


def find_crosses(requirement: Requirement, asset: Asset) -> Answer:
    """Distance of the long axes of rods that cross, in m."""
    rods = asset.pieces(requirement.of)
    others = [rod for to in asset.named(requirement.to or requirement.of)
              for rod in asset.pieces(to)]
    misses, fixes, worst = [], [], 0.0
    for rod in rods:
        found = [(*seen, other) for other in others if other is not rod
                 for seen in [_crossing(rod, other)] if seen is not None]
        if not found:
            raise Unmeasurable(f"{rod.name} is parallel to the others, or there is no other")
        off, why, other = min(found, key=lambda each: (bool(each[1]), each[0]))
        wanted = requirement.value
        if not why and wanted is None and asset.pairs.gap(rod.solid, other.solid) > asset.tolerance:
            why = f"their axes pass {1000 * off:.4g} mm apart and they do not touch"
        if not why and wanted is not None and requirement.misses(off,
                                                                 requirement.tolerance(None)):
            why = f"their axes pass {1000 * off:.4g} mm apart"
        worst = max(worst, off)
        if why:
            misses += rod.objects
            fixes.append(f"let {rod.name} cross {other.name}: {why}")
    return Answer(how="where two long axes are nearest to each other, within both lengths",
                  misses=misses, value=worst, fix="; ".join(fixes[:4]))
