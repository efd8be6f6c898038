# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of requirements on one body or its pieces, in metres and degrees."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from mathutils import Vector

from . import arrangement, holes, openings, outline, walls
from .bodies import Unmeasurable
from .features.floors import floors
from .requirement_kinds import LENGTH, TURN

if TYPE_CHECKING:
    from .bodies import Body
    from .requirement import Requirement
    from .solid import Solid
    from .subjects import Asset

_HOLES_LIKE = 0.3  # of the wanted value: holes that are meant by it
_ACROSS_LIKE = 0.2  # of those that run across the ones that are as wanted, as a hinge's knuckles
_DISTANCE_LIKE = 0.15
_LEANS_LIKE = 10.0  # deg
_EQUAL = 0.02  # of a value: features that are the same
_SLIP = 0.2  # of a value: one that was to be it, beside another that is
_SPACING = 0.6  # of the mean gap: more is no deviation from it


class Answer:
    """A measured answer. `values`: [(value, names of the objects)], judged by the one farthest from
    what is wanted; or, for yes or no, `misses`: the names that miss it. `fix`: what mends it where
    it is missed; of values, in place of what the kind says."""

    def __init__(self, values: Sequence[tuple[float, list[str]]] = (), how: str = "",
                 size: float | None = None, kind: str | None = None,
                 misses: list[str] | None = None, value: float | None = None,
                 fix: str | None = None, text: str | None = None) -> None:
        self.values, self.how, self.size, self.kind = list(values), how, size, kind
        self.misses, self.value, self.fix, self.text = misses, value, fix, text


def list_names(names: list[str]) -> str:
    """The first of some names, for a sentence."""
    listed = ", ".join(names[:4])
    return listed + (" …" if len(names) > 4 else "")


def axis_of(letter: str | None) -> Vector | None:
    """The direction of an axis, or None."""
    return outline.AXES["xyz".index(letter)] if letter else None


# Things that a word is measured on.

def one(requirement: Requirement, asset: Asset) -> list[Body]:
    """The part as one, or each of its pieces."""
    return asset.pieces(requirement.of) if requirement.each else [asset.body(requirement.of)]


def things(requirement: Requirement, asset: Asset) -> list[Body]:
    """Returns the things that a shape is told of: the whole, or each thing of a part that does not
    touch the others; the diameter of four wheels is that of each."""
    if requirement.each:
        return asset.pieces(requirement.of)
    if requirement.of.casefold() == "whole":
        return [asset.body(requirement.of)]
    groups = asset.groups(requirement.of)
    if len(groups) == 1 and len(groups[0].objects) == 1:
        return asset.bodies(groups[0].objects[0])
    return groups


def of_bodies(bodies: list[Body], measure: Callable[..., Any]) -> list[tuple[Any, list[str]]]:
    """[(value, names)] of the bodies that can be measured; the first reason where none can."""
    found: list[tuple[Any, list[str]]] = []
    why: Unmeasurable | None = None
    for body in bodies:
        try:
            found.append((measure(body), body.objects))
        except Unmeasurable as reason:
            why = why or reason
    if not found:
        raise why or Unmeasurable("there is nothing to measure")
    return found


def units(requirement: Requirement, asset: Asset) -> list[list[Solid]]:
    """Solids of the part as one, or piece by piece."""
    solids = asset.solids(requirement.of)
    return [[solid] for solid in solids] if requirement.each else [solids]


def others(requirement: Requirement, asset: Asset) -> list[Solid]:
    """The solids of the other parts; without one, those of the part itself."""
    return [solid for to in asset.named(requirement.to or requirement.of)
            for solid in asset.solids(to)]


# Sizes and places.

def find_size(requirement: Requirement, asset: Asset) -> Answer:
    """Extent along an axis, or of level sections, in m."""
    axis, at = "xyz".index(requirement.axis), requirement.at
    if at and axis < 2:
        return Answer(of_bodies(one(requirement, asset), lambda body: outline.width_at(
            body, axis, at, requirement.value)),
                      f"extent along {requirement.axis} of level sections, {at}")
    return Answer(of_bodies(one(requirement, asset), lambda body: body.extent(axis)),
                  f"extent along {requirement.axis}")


def find_longest(requirement: Requirement, asset: Asset) -> Answer:
    """Longest side, or length along the long axis, in m."""
    return Answer(of_bodies(one(requirement, asset), arrangement.longest),
                  "longest side, or length along the long axis")


def find_diameter(requirement: Requirement, asset: Asset) -> Answer:
    """Diameter about an axis, in m."""
    axis, at = axis_of(requirement.axis), requirement.at
    if at:
        return Answer(of_bodies(things(requirement, asset), lambda body: outline.diameter_at(
            body, axis, at, requirement.value)), f"circle fitted to the outline of sections, {at}")
    try:
        values = of_bodies(things(requirement, asset), lambda body: outline.diameter(body, axis))
    except Unmeasurable:
        if requirement.each:
            raise
        # The treads of a winding stair are round together.
        values = of_bodies(one(requirement, asset), lambda body: outline.diameter(body, axis))
    return Answer(values, "circle fitted to the outlines of sections")


def find_place(requirement: Requirement, asset: Asset) -> Answer:
    """Coordinate of the low end, the middle or the high end, in m."""
    axis = "xyz".index(requirement.axis)

    def measure(body: Body) -> float:
        low, high = body.low[axis], body.high[axis]
        return {"low": low, "middle": (low + high) / 2, "high": high}[requirement.at]

    return Answer(of_bodies(one(requirement, asset), measure),
                  f"{requirement.at} coordinate along {requirement.axis}")


def find_distance(requirement: Requirement, asset: Asset) -> Answer:
    """Distance between two middles, in m. Of parts with several pieces, that of each piece can be
    meant as well, or that of one."""
    axis = axis_of(requirement.axis)

    def measure(body: Body, to: Body) -> float:
        between = body.middle - to.middle
        return between.length if axis is None else abs(between.dot(axis))

    def list_between(ones: list[Body], others: list[Body]) -> list[tuple[float, list[str]]]:
        return [(measure(body, to), body.objects) for body in ones for to in others]

    how = "from centre to centre of the boxes" + (
        f" along {requirement.axis}" if requirement.axis else "")
    bodies, to = one(requirement, asset), asset.body(requirement.to)
    values = list_between(bodies, [to])
    if not requirement.is_missed(values) or requirement.is_ != "equal":
        return Answer(values, how)
    several = list_between(bodies, asset.pieces(requirement.to))
    if len(several) == len(values) and not requirement.each:
        several = list_between(asset.pieces(requirement.of), [to])
    if len(several) == len(values):
        return Answer(values, how)
    right = [each for each in several if not requirement.is_missed([each])]
    if right:
        return Answer(right, f"{how}, to {len(right)} of {len(several)} pieces")
    raise not_sure(values + several, requirement, "distance")


def find_ratio(requirement: Requirement, asset: Asset) -> Answer:
    """Extent as a share of another extent."""
    other = asset.body(requirement.to or requirement.of)
    across = "xyz".index(requirement.to_axis or requirement.axis)
    below = other.extent(across)
    if below <= 0.0:
        raise Unmeasurable(f"{other.name} has no extent along {'xyz'[across]}")
    axis = "xyz".index(requirement.axis)
    return Answer(of_bodies(one(requirement, asset), lambda body: body.extent(axis) / below),
                  f"extent along {requirement.axis} over {below:.6g} m")


# Counts.

def find_pieces(requirement: Requirement, asset: Asset) -> Answer:
    """Number of objects, groups or bodies."""
    names = asset.names(requirement.of)
    copies = asset.copies(requirement.of)
    if copies:
        return Answer([(len(copies), names)], "counted copies of the thing")
    found = [(len(names), "objects")]
    groups = asset.groups(requirement.of)
    found.append((len(groups), "groups of objects that touch"))
    if len(names) <= 200 and requirement.value not in (len(names), len(groups)):
        try:
            found.append((sum(len(asset.bodies(name)) for name in names), "bodies that do not "
                          "touch within their object"))
        except Unmeasurable:
            pass
    # A piece may be made of several objects, or be one of several in an object.
    number, how = min(found, key=lambda each: abs(each[0] - requirement.value))
    return Answer([(number, names)], f"counted {how}")


def find_holes(requirement: Requirement, asset: Asset) -> Answer:
    """Number of through holes."""
    return Answer(of_bodies(one(requirement, asset), holes.through),
                  "through holes by Euler's formula")


def find_teeth(requirement: Requirement, asset: Asset) -> Answer:
    """Number of teeth of the outline."""
    axis = axis_of(requirement.axis)
    return Answer(of_bodies(things(requirement, asset),
                             lambda body: outline.teeth(body, axis)[0]),
                  "waves of the outline of a section, seen from its centre")


def find_sides(requirement: Requirement, asset: Asset) -> Answer:
    """Number of sides of the outline."""
    axis = axis_of(requirement.axis)
    return Answer(of_bodies(things(requirement, asset),
                             lambda body: outline.sides(body, axis)[0]),
                  "sides of the outline of a section")


def _volume(body: Body) -> float:
    """In cm³. A surface that looks inwards is a hollow."""
    body.need_closed("volume")
    return 1e6 * abs(sum(island.volume for island in body.islands))


def find_volume(requirement: Requirement, asset: Asset) -> Answer:
    """Enclosed volume, in cm³."""
    return Answer(of_bodies(one(requirement, asset), _volume), "inside of closed surfaces, in cm³")


def find_triangles(requirement: Requirement, asset: Asset) -> Answer:
    """Number of triangles, after modifiers."""
    if requirement.each:
        values = [(body.count, body.objects) for body in asset.pieces(requirement.of)]
    else:
        names = asset.names(requirement.of)
        values = [(sum(len(asset.shapes[name].triangles) + asset.shapes[name].unread
                       for name in names), names)]
    return Answer(values, "triangles after modifiers")


# Holes.

def _own_of(values: list[tuple[float, list[str]]],
           requirement: Requirement) -> list[tuple[float, list[str]]]:
    """Selects those of several features that a requirement can be about, where others ask for the
    same measure of the same thing: one that is as another asks is that one's, any other that of a
    requirement that has none yet."""
    asked = [requirement, *requirement.rivals]

    def is_as(value: float, other: Requirement) -> bool:
        return abs(value - other.value) <= max(other.tolerance(None), 1e-6)

    without = [each for each in asked if not any(is_as(value, each) for value, _names in values)]
    own = []
    for value, names in values:
        owners = [each for each in asked if is_as(value, each)]
        if not owners:
            least = min(abs(value - each.value) for each in without or asked)
            owners = [each for each in without or asked
                      if abs(value - each.value) <= least + 1e-6]
        if requirement in owners:
            own.append((value, names))
    return own


def not_sure(values: list[tuple[float, list[str]]], requirement: Requirement,
              noun: str) -> Unmeasurable:
    """Why none of several features is judged."""
    found: list[float] = []
    for value, _names in sorted(values, key=lambda each: abs(each[0] - requirement.value)):
        if all(abs(value - other) > _EQUAL * other for other in found):
            found.append(value)
    listed = ", ".join(map(requirement.say, found[:4]))
    if not _own_of(values, requirement):
        return Unmeasurable(f"it is not clear which {noun} is meant: there is {listed}, which "
                            "other requirements ask for")
    return Unmeasurable(f"it is not clear which {noun} is meant: there is {listed}, none near "
                        f"{requirement.say(requirement.value)}")


def choose(values: list[tuple[float, list[str]]], requirement: Requirement, like: float,
           noun: str, is_sure: bool = True) -> list[tuple[float, list[str]]]:
    """Selects, of several features, those that a value can mean: within the share `like` of it, and
    none that another requirement asks for. Without any, all where they are equal, unless
    `is_sure` is false; raises Unmeasurable where it is not sure which is meant."""
    if requirement.is_ != "equal":
        return values
    # With more features than requirements, one of them is that which is wrong.
    free = _own_of(values, requirement) or (
        values if is_sure and len(values) > len(requirement.rivals) else [])
    near = [each for each in free if abs(each[0] - requirement.value) <= like * requirement.value]
    if not all(map(requirement.is_missed, ([each] for each in near))):
        # Far from one that is right there is another feature, as the passage below a seat.
        near = [each for each in near
                if abs(each[0] - requirement.value) <= _SLIP * requirement.value]
    if near:
        return near
    if free and is_sure:
        nearest = min(free, key=lambda each: abs(each[0] - requirement.value))
        if all(abs(value - nearest[0]) <= _EQUAL * nearest[0] for value, _names in free):
            return [nearest]
    raise not_sure(free or values, requirement, noun)


def has_near(values: list[tuple[float, list[str]]], requirement: Requirement,
             like: float) -> bool:
    """Whether one of several features can be the one that is meant."""
    return requirement.is_ == "equal" and any(
        abs(value - requirement.value) <= like * requirement.value
        for value, _names in _own_of(values, requirement))


def nearest_of(values: list[float], requirement: Requirement, noun: str) -> float:
    """One feature that can be measured in several ways, as to both edges: the value nearest to what
    is wanted, or the smallest for a bound. Raises Unmeasurable where it is not sure which is
    meant."""
    if requirement.is_ != "equal":
        return min(values)
    nearest = min(values, key=lambda each: abs(each - requirement.value))
    if (abs(nearest - requirement.value) > _HOLES_LIKE * requirement.value
            and any(abs(each - nearest) > _EQUAL * nearest for each in values)):
        listed = ", ".join(dict.fromkeys(map(requirement.say, sorted(values)[:4])))
        raise Unmeasurable(f"it is not clear which {noun} is meant: it is {listed}")
    return nearest


def _each_hole(requirement: Requirement, asset: Asset, measure: Callable[..., Any],
               how: str) -> Answer:
    found: list[Any] = []
    why: Unmeasurable | None = None
    for body in one(requirement, asset):
        try:
            for hole in holes.need_round_holes(body):
                try:
                    found.append((measure(body, hole), body.objects, hole.axis))
                except Unmeasurable as reason:
                    why = reason
        except Unmeasurable as reason:
            why = reason
    if not found:
        raise why or Unmeasurable("there is nothing to measure")
    # One hole must not answer for another, of which nothing is sure.
    if why is not None and requirement.is_ == "equal" and not has_near(
            [(value, objects) for value, objects, _axis in found], requirement, _HOLES_LIKE):
        raise why
    off = [abs(value - (requirement.value or 0.0)) for value, _objects, _axis in found]
    right = [axis for away, (_value, _objects, axis) in zip(off, found)
             if requirement.is_ == "equal" and away <= requirement.tolerance(None)]
    values = [(value, objects) for away, (value, objects, axis) in zip(off, found)
              if not right or away <= _ACROSS_LIKE * requirement.value
              or any(abs(axis.dot(other)) > 0.999 for other in right)]
    return Answer(choose(values, requirement, _HOLES_LIKE, "hole"),
                  f"{how}; {len(found)} round hole{'s' if len(found) > 1 else ''} found")


def find_hole_diameter(requirement: Requirement, asset: Asset) -> Answer:
    """Diameter of a round hole, in m."""
    return _each_hole(requirement, asset, lambda _body, hole: hole.diameter,
                      "cylinder fitted to the wall of a hole")


def find_hole_depth(requirement: Requirement, asset: Asset) -> Answer:
    """Length of a round hole along its axis, in m."""
    return _each_hole(requirement, asset, lambda _body, hole: hole.depth,
                      "length of a hole along its axis")


def find_edge_distance(requirement: Requirement, asset: Asset) -> Answer:
    """Distance from a hole's centre to the outer edge, in m."""
    axis = axis_of(requirement.axis)
    return _each_hole(requirement, asset,
                      lambda body, hole: nearest_of(holes.edge_distances(body, hole, axis),
                                                    requirement, "edge"),
                      "from a hole's centre to the outer edge")


def find_hole_distance(requirement: Requirement, asset: Asset) -> Answer:
    """Distance between the centres of holes, in m."""
    values = []
    for body in one(requirement, asset):
        found = holes.need_round_holes(body)
        for row in holes.centre_distances(found, axis_of(requirement.axis)):
            if row:
                values.append((min(row, key=lambda each: abs(each - requirement.value)),
                               body.objects))
    if not values:
        raise Unmeasurable(f"there are no two round holes in {requirement.of}")
    return Answer(choose(values, requirement, _DISTANCE_LIKE, "pair of holes"),
                  "from centre to centre of holes")


def find_hole_circle(requirement: Requirement, asset: Asset) -> Answer:
    """Diameter of the circle through the centres of holes, in m."""
    values = [(diameter, body.objects) for body in one(requirement, asset)
              for diameter in holes.centre_circles(holes.need_round_holes(body))]
    if not values:
        raise Unmeasurable(f"no three round holes of {requirement.of} that are equally wide lie on "
                           "a circle")
    return Answer(choose(values, requirement, _HOLES_LIKE, "ring of holes"),
                  "circle through the centres of holes")


def _end(requirement: Requirement) -> str | None:
    """The end that is meant, if one is."""
    return requirement.at if requirement.at in ("low", "high") else None


def find_opening(requirement: Requirement, asset: Asset) -> Answer:
    """Inner width along an axis, in m."""
    number = "xyz".index(requirement.axis)
    wanted = requirement.value if requirement.is_ == "equal" else None
    found = of_bodies(one(requirement, asset),
                      lambda body: openings.widths(body, number, _end(requirement), wanted))
    values = [(width, objects) for widths, objects in found for width in widths]
    return Answer(choose(values, requirement, _HOLES_LIKE, "opening"),
                  f"inner width along {requirement.axis}, by sections or rays")


def find_pockets(requirement: Requirement, asset: Asset) -> Answer:
    """Number of openings, or compartments."""
    end = _end(requirement)
    how = "inner outlines of a section" + (f", {end}" if end else "")

    def count(body: Body) -> tuple[int, str]:
        found = openings.count(body, end, requirement.value)
        sunk = len(floors(body)) if found != requirement.value and not end else 0
        # Sections see no coffers of a vault; holes that go through have no floors.
        if sunk > found and abs(sunk - requirement.value) < abs(found - requirement.value):
            return sunk, "floors with walls all round"
        return found, how

    values = of_bodies(one(requirement, asset), count)
    return Answer([(number, names) for (number, _how), names in values], values[0][0][1])


# Thickness.

def find_wall(requirement: Requirement, asset: Asset) -> Answer:
    """Thickness of the walls, in m."""
    tolerance = requirement.tolerance(None)
    return Answer(of_bodies(one(requirement, asset), lambda body: walls.wall(
        body, requirement.value, tolerance, requirement.is_)), "rays across the walls")


def find_floor(requirement: Requirement, asset: Asset) -> Answer:
    """Thickness of the floor, or of the top, in m."""
    above = requirement.at == "high"
    tolerance = requirement.tolerance(None)
    return Answer(of_bodies(things(requirement, asset), lambda body: walls.floor(
        body, requirement.value, tolerance, above)),
                  f"rays from {'above' if above else 'below'}, in the middle")


def find_rim(requirement: Requirement, asset: Asset) -> Answer:
    """Thickness of the rim, in m."""
    return Answer(of_bodies(things(requirement, asset), walls.rim),
                  "sections through the uppermost part")


# Arrangement.

def find_turn(requirement: Requirement, asset: Asset) -> Answer:
    """Turn about z from each piece to the next above it, in degrees."""
    centre = None
    if requirement.to:
        middle = asset.body(requirement.to).middle
        centre = middle.x, middle.y
    signed = requirement.value is not None and requirement.value < 0.0
    found = arrangement.turns(asset.pieces(requirement.of), centre, signed)
    return Answer([(turn, b.objects) for turn, _a, b in found],
                  f"from each of {len(found) + 1} pieces to the next above it, about z")


def find_rise(requirement: Requirement, asset: Asset) -> Answer:
    """Rise from the top of each piece to that of the next, in m."""
    found = arrangement.rises(asset.pieces(requirement.of))
    return Answer([(rise, b.objects) for rise, _a, b in found],
                  f"from the top of each of {len(found) + 1} pieces to that of the next")


def find_angle(requirement: Requirement, asset: Asset) -> Answer:
    """Angle between two long axes, or to an axis, in degrees."""
    if requirement.to:
        other = arrangement.long_axis(asset.body(requirement.to))
        to = f"the long axis of {requirement.to}"
    else:
        other, to = axis_of(requirement.axis or "z"), requirement.axis or "z"
    tolerance = requirement.tolerance(None)

    def measure(body: Body) -> float:
        found = arrangement.angle(arrangement.long_axis(body), other)
        if not requirement.misses(found, tolerance) or len(body.objects) > 1:
            return found
        if not arrangement.is_straight(body):
            raise Unmeasurable(f"{body.name} is not a straight bar with a long axis to measure: "
                               f"that of its surface is {found:.4g} deg from {to}")
        if arrangement.is_panel(body):
            # Either edge of a panel that leans can be meant.
            across = arrangement.angle(body.axes[1][1], other)
            nearest = min(found, across, key=lambda each: abs(each - requirement.value))
            if abs(nearest - requirement.value) <= _LEANS_LIKE:
                return nearest
            raise Unmeasurable(f"it is not clear which edge of {body.name} is meant: one is "
                               f"{found:.4g} deg from {to}, the other {across:.4g} deg")
        return found

    return Answer(of_bodies(things(requirement, asset), measure), f"between the long axis and {to}")


def find_parallel(requirement: Requirement, asset: Asset) -> Answer:
    """Angle by which bodies are not parallel, in degrees."""
    bodies = things(requirement, asset)
    if requirement.to:
        other = arrangement.direction(asset.body(requirement.to))
    elif requirement.axis:
        other = axis_of(requirement.axis)
        return Answer(of_bodies(bodies, lambda body: arrangement.angle(
            arrangement.long_axis(body), other)), f"between the long axis and {requirement.axis}")
    else:
        bodies = asset.pieces(requirement.of)
        if len(bodies) < 2:
            raise Unmeasurable("there is one piece, and nothing that it is parallel to")
        directions = [arrangement.direction(body) for body in bodies]
        other = sum((each if each.dot(directions[0]) > 0 else -each for each in directions),
                    Vector()).normalized()
    return Answer(of_bodies(bodies, lambda body: arrangement.angle(
        arrangement.direction(body), other)), "angle of long axes, or of the faces of flat things")


def find_even(requirement: Requirement, asset: Asset) -> Answer:
    """Greatest deviation of a gap from the mean, in m or degrees."""
    bodies = asset.pieces(requirement.of)
    axis = "xyz".index(requirement.axis) if requirement.axis else None
    found = arrangement.unevenness(bodies, axis)
    names = [name for body in bodies for name in body.objects]
    widest = max(sum(gaps) / len(gaps) for gaps in found.spacings)
    if requirement.has_value and requirement.value > _SPACING * widest and (
            found.radius is None or not requirement.has_unit):
        # No tolerance is as large: it is the distance itself.
        requirement.is_ = "equal"
        spacings = [[(gap, names) for gap in each] for each in found.spacings]
        nearest = min(spacings, key=lambda each: abs(
            requirement.worst_first(each)[0][0] - requirement.value))
        return Answer(nearest, found.how, kind=LENGTH if found.radius is None else TURN,
                      fix=f"space {list_names(names)} {requirement.say(requirement.value)} apart")
    if found.radius is None:
        return Answer([(found.worst, names)], found.how, size=found.mean, kind=LENGTH)
    if requirement.kind == LENGTH and requirement.has_unit:
        return Answer([(math.radians(found.worst) * found.radius, names)], found.how, kind=LENGTH)
    return Answer([(found.worst, names)], found.how, kind=TURN)


def find_gap(requirement: Requirement, asset: Asset) -> Answer:
    """Clear gaps between neighbouring pieces, in m."""
    axis = "xyz".index(requirement.axis) if requirement.axis else None
    found = arrangement.clear_gaps(asset.pieces(requirement.of), axis)
    return Answer([(gap, list(dict.fromkeys(a.objects + b.objects))) for gap, a, b in found],
                  f"free between neighbouring pieces, {len(found)} gap"
                  f"{'s' if len(found) > 1 else ''}")


def find_flat(requirement: Requirement, asset: Asset) -> Answer:
    """Height of the zone that a face fills about its plane, in m."""
    axis = axis_of(requirement.axis or "z")
    sign = -1.0 if requirement.at == "low" else 1.0
    return Answer(of_bodies(things(requirement, asset),
                             lambda body: arrangement.unevenly_flat(body, axis, sign)),
                  f"zone of the face that looks along {'-' if sign < 0 else '+'}"
                  f"{requirement.axis or 'z'} about its plane of closest fit")


def find_round(requirement: Requirement, asset: Asset) -> Answer:
    """Width of the zone that an outline fills about its circle, in m."""
    axis = axis_of(requirement.axis)
    found = of_bodies(things(requirement, asset), lambda body: outline.roundness(body, axis))
    return Answer([(off, names) for (off, _across), names in found],
                  "zone of the outline about its circle of closest fit",
                  size=min(across for (_off, across), _names in found))


def find_symmetric(requirement: Requirement, asset: Asset) -> Answer:
    """Distance of the surface to its mirror image, in m."""
    axis = "xyz".index(requirement.axis or "x")
    values = of_bodies(one(requirement, asset), lambda body: arrangement.asymmetry(body, axis))
    return Answer(values, f"distance of the surface to its mirror image along {'xyz'[axis]}",
                  size=asset.body(requirement.of).longest)
