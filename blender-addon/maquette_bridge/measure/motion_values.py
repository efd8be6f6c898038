# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of requirements about what moves: how far it opens, slides or turns before it meets
something, what it stays clear of, and whether the whole stands when all is open."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mathutils import Vector

from ..motion import proofs
from .bodies import Unmeasurable
from .body_values import Answer, list_names
from .joins import plain

if TYPE_CHECKING:
    from ..motion.joint import Joint
    from ..motion.proofs import Motion
    from ..motion.sweep import Free
    from .requirement import Requirement
    from .subjects import Asset

_DIRECTIONS = 64  # to which the whole may tip
_FULL = 360.0


def _motion(asset: Asset) -> Motion:
    if asset.motion is None:
        raise Unmeasurable("nothing moves: the asset has no joints")
    return asset.motion


def _joints(requirement: Requirement, asset: Asset,
            kinds: tuple[str, ...]) -> list[tuple[Joint, Free]]:
    """The joints that a requirement is about, each with its free range: by the joint's name, or by
    what it moves."""
    motion = _motion(asset)
    of = requirement.of
    found = [joint for joint in motion.joints if plain(joint.name) == plain(of)]
    if not found:
        names = set(asset.names(of))
        found = [joint for joint in motion.joints if names & set(joint.own)
                 or of.casefold() == "whole"]
    found = [joint for joint in found if joint.kind in kinds]
    if not found:
        raise Unmeasurable(f"no joint moves {of} like that")
    ranges = []
    for joint in found:
        free = motion.free_of(joint)
        if free is None:
            raise Unmeasurable(f"{joint.name} moves too much to be tried")
        ranges.append((joint, free))
    return ranges


def _why(ranges: list[tuple[Joint, Free]]) -> str:
    """The first contact of each of some joints, for a sentence."""
    met = [f"{joint.name}: {free.objects[0]} meets {free.objects[1]}" for joint, free in ranges
           if free.at is not None]
    return f"; {', '.join(met[:4])}" if met else ""


def _mend(asset: Asset, ranges: list[tuple[Joint, Free]]) -> str | None:
    """The fix of a joint's wrong axis, where one has it: no other change of its range helps."""
    return next((f"{row['joint']}: {row['fix']}" for joint, _free in ranges
                 for row in _motion(asset).faults
                 if row["joint"] == joint.name and row["fault"] in ("axis_flipped", "axis_off")),
                None)


def find_opens(requirement: Requirement, asset: Asset) -> Answer:
    """Degrees from the pose as built to the farthest free one."""
    ranges = _joints(requirement, asset, ("hinge", "ball", "screw"))
    return Answer([(max(-free.low, free.high), joint.own) for joint, free in ranges],
                  "degrees from the pose as built that nothing meets in" + _why(ranges),
                  fix=_mend(asset, ranges))


def find_slides(requirement: Requirement, asset: Asset) -> Answer:
    """Metres from the pose as built to the farthest free one."""
    ranges = _joints(requirement, asset, ("slider",))
    return Answer([(max(-free.low, free.high), joint.own) for joint, free in ranges],
                  "way from the pose as built that nothing meets in" + _why(ranges),
                  fix=_mend(asset, ranges))


def find_free_range(requirement: Requirement, asset: Asset) -> Answer:
    """Degrees between the two ends of the free range."""
    ranges = _joints(requirement, asset, ("hinge", "ball", "screw"))
    return Answer([(free.high - free.low, joint.own) for joint, free in ranges],
                  "degrees between the ends of the range that nothing meets in" + _why(ranges),
                  fix=_mend(asset, ranges))


def find_turns(requirement: Requirement, asset: Asset) -> Answer:
    """Names of what does not turn freely, all the way round."""
    ranges = _joints(requirement, asset, ("hinge", "ball", "screw"))
    stuck = [(joint, free) for joint, free in ranges if free.high - free.low < _FULL]
    return Answer(how="whether it goes all the way round without meeting anything" + _why(stuck),
                  misses=[name for joint, _free in stuck for name in joint.own],
                  fix=_mend(asset, stuck) or "; ".join(
                      f"make the joint {joint.name} without limits" if free.at is None
                      else f"make room between {free.objects[0]} and {free.objects[1]}"
                      for joint, free in stuck[:4]))


def find_stays_clear_of(requirement: Requirement, asset: Asset) -> Answer:
    """Names of what meets the other part on its way."""
    names = set(asset.names(requirement.to))
    met = [(joint, free) for joint, free in
           _joints(requirement, asset, ("hinge", "slider", "ball", "screw"))
           if free.at is not None and names & set(free.objects)]
    return Answer(how="whether it meets that anywhere in its range" + _why(met),
                  misses=[free.objects[0] for _joint, free in met],
                  fix=_mend(asset, met) or "; ".join(
                      f"end the limits of {joint.name} before {joint.say(free.at or 0.0)}"
                      f", or make room between {free.objects[0]} and {free.objects[1]}"
                      for joint, free in met[:4]))


def find_stands(requirement: Requirement, asset: Asset) -> Answer:
    """Names of what tips the whole over, when it is moved as far as it goes, or as it is."""
    motion = asset.motion or proofs.at_rest(asset.solids("whole"), asset.shapes, asset.tolerance)
    unknown = [name for name, mass in motion.masses.items() if mass.kg is None]
    if unknown or not motion.masses:
        raise Unmeasurable("its mass is not known: a mesh is open, or the density of a material "
                           "is not known")
    if requirement.of.casefold() != "whole":
        raise Unmeasurable("only the whole can tip over")
    # Points that the asset stands on: the lowest of what stays.
    solids = [motion.mechanism.solids[name] for name in motion.mechanism.link("")]
    if not solids:
        raise Unmeasurable("nothing stays where it is")
    level = min(solid.low[2] for solid in solids) + motion.mechanism.tolerance
    feet = [Vector(place) for solid in solids if solid.low[2] <= level
            for place in solid.vertices if place[2] <= level]
    total = sum(mass.kg or 0.0 for mass in motion.masses.values())
    worst: tuple[float, list[str]] = (math.inf, [])
    for number in range(_DIRECTIONS):
        angle = 2.0 * math.pi * number / _DIRECTIONS
        way = Vector((math.cos(angle), math.sin(angle), 0.0))
        values = motion.leaning(way)
        centre = sum((motion.mechanism.motion(values, name) @ mass.centre * (mass.kg or 0.0)
                      for name, mass in motion.masses.items()), Vector()) / total
        room = max(way.dot(foot) for foot in feet) - way.dot(centre)
        if room < worst[0]:
            worst = room, [name for name, value in values.items() if value]
    room, open_ones = worst
    side = "inside" if room >= 0.0 else "beyond"
    moved = ", with all moved as far as it goes that way" if motion.joints else ""
    return Answer(how=f"centre of mass {1000 * abs(room):.3g} mm {side} the feet{moved}",
                  misses=[] if room >= 0.0 else [name for joint in motion.joints
                                                 if joint.name in open_ones for name in joint.own]
                  or ["whole"],
                  fix=f"widen the feet or the base by {1000 * -room:.3g} mm"
                  + (f", or let {list_names(open_ones) or 'it'} move less far"
                     if motion.joints else ""))
