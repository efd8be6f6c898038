# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sweeps each joint over its whole range: what its parts run into on the way, and where first."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import TYPE_CHECKING

from mathutils import Matrix

from . import ground, pose, symmetry
from .meeting import Box, Meetings, Pair, TooMuchError, boxes_meet

if TYPE_CHECKING:
    from ..measure.solid import Solid
    from .joint import Joint

_LEAST, _MOST = 20, 160  # steps to an end of a range
_STEP = 3.0  # times the tolerance: a corner goes no farther in a step, or than half of what is
# thinner, so that nothing is jumped over
_HALVINGS = 12
_COMBINED = (0.25, 0.5, 0.75, 1.0)  # of their ranges: where two joints are tried together
MAX_PAIRS = 4000  # of solids, for one joint
_NEARLY = 0.005  # of a range: what is missed by less is free up to its end

Way = Callable[[str, float], Matrix]  # how a group moves at a value of a joint


@dataclass
class Free:
    """The range of a joint in which nothing meets, and the first contact beyond it."""

    low: float
    high: float
    at: float | None = None
    objects: tuple[str, str] = ("", "")


class Mechanism:
    """The solids of an asset and the joints that move them."""

    def __init__(self, joints: Sequence[Joint], solids: Sequence[Solid],
                 contacts: Iterable[tuple[str, str]], tolerance: float) -> None:
        self.joints = list(joints)  # the outer before the inner
        self.solids = {each.name: each for each in solids}
        self.by_name = {joint.name: joint for joint in joints}
        self.beside: dict[str, set[str]] = {}  # {object: what it touches as built}
        for a, b in contacts:
            self.beside.setdefault(a, set()).add(b)
            self.beside.setdefault(b, set()).add(a)
        self.tolerance = tolerance
        self.link_of = dict.fromkeys(self.solids, "")  # {object: the joint that moves it}
        for joint in joints:
            self.link_of.update(dict.fromkeys(set(joint.objects) & set(self.solids), joint.name))
        self.ground = ground.find(list(solids), [name for name, link in self.link_of.items()
                                                 if link])
        self._meetings = Meetings(tolerance)
        self._periods: dict[tuple[str, str], float] = {}  # by solid and joint, deg
        self._free_round: set[tuple[str, str]] = set()  # pairs that never meet in a period

    def link(self, joint: str) -> list[str]:
        """The solids that one joint moves itself; with no joint, those that stay."""
        return [name for name, each in self.link_of.items() if each == joint]

    def lead(self, joint: Joint) -> Joint:
        """The joint that one follows in the end; itself if it follows none."""
        while joint.follows:
            joint = self.by_name[joint.follows]
        return joint

    def goes(self, joint: Joint, low: float, high: float) -> tuple[float, float]:
        """From where to where a joint goes while the one that it follows does."""
        leader, loop, each = self.lead(joint), joint.loop, joint
        while each.follows and loop is None:
            each = self.by_name[each.follows]
            loop = each.loop
        values = [self.values({leader.name: value})[joint.name]
                  for value in (loop.grid(low, high) if loop is not None else (low, high))]
        return min(values), max(values)

    def driven(self, leader: Joint) -> list[Joint]:
        """A joint, and those that follow it."""
        found = [leader]
        for joint in found:
            found.extend(each for each in self.joints if each.follows == joint.name)
        return found

    def _groups(self, moved: Sequence[Joint]) -> dict[str, list[Solid]]:
        """{joint: the solids that it moves, and no nearer one of `moved`}; "": those that stay."""
        names = {joint.name for joint in moved}
        nearest = {"": ""}
        for joint in self.joints:
            nearest[joint.name] = next((each.name for each in joint.chain()
                                        if each.name in names), "")
        groups: dict[str, list[Solid]] = {}
        for name, link in self.link_of.items():
            groups.setdefault(nearest[link], []).append(self.solids[name])
        return groups

    def values(self, given: Mapping[str, float]) -> dict[str, float]:
        """The value of every joint, at values of the leading ones."""
        return pose.spread(self.joints, given)

    def motion(self, values: dict[str, float], joint: str) -> Matrix:
        """How a joint moves what it carries, at values of all leading joints."""
        if not joint:
            return Matrix.Identity(4)
        return pose.motions(self.joints, self.values(values))[joint]

    def _period(self, solid: Solid, group: str, moved: Sequence[Joint]) -> float:
        """The value of the first of some joints at which a solid of a group stands as built again:
        0 where it always does, infinity where it never does."""
        if not group:
            return 0.0
        joint, names = self.by_name[group], {each.name for each in moved}
        outer = joint.outer.chain() if joint.outer else ()
        if joint.kind != "hinge" or joint.loop or any(each.name in names for each in outer):
            return math.inf
        key = solid.name, group
        if key not in self._periods:
            self._periods[key] = symmetry.period(solid, joint.frame, self.tolerance)
        return self._periods[key] / abs(self.values({moved[0].name: 1.0})[group])

    def _pairs(self, moved: Sequence[Joint], way: Way, end: float) -> list[Pair]:
        """The pairs that may meet between the pose as built and an end of a range."""
        groups = self._groups(moved)
        found = []
        names = sorted(name for name in groups if name)
        for number, name in enumerate(names):
            for other in ["", *names[:number]]:
                def against(value: float, one: str = name, two: str = other) -> Matrix:
                    first = way(one, value)
                    return way(two, value).inverted() @ first if two else first

                for mover in groups[name]:
                    around = Pair(mover, mover, against, False).reach(0.0, end)[1]
                    others = groups.get(other, [])
                    if self.ground is not None and not other and self._is_alone(mover):
                        others = [*others, self.ground]
                    for solid in others:
                        if not boxes_meet(*around, solid.low, solid.high):
                            continue
                        least, period = sorted((self._period(mover, name, moved),
                                                self._period(solid, other, moved)))
                        if period:
                            found.append(Pair(
                                mover, solid, against,
                                self._are_beside(mover, solid),
                                period if least in (0.0, period) else math.inf))
                    if len(found) > MAX_PAIRS:
                        raise TooMuchError
        return found

    def _is_alone(self, mover: Solid) -> bool:
        """Whether one leading joint alone moves a solid. A hand on an arm of several joints need
        not come to the ground, though it can."""
        chain = self.by_name[self.link_of[mover.name]].chain()
        return len({self.lead(joint).name for joint in chain if joint.kind != "fixed"}) == 1

    def _are_beside(self, mover: Solid, other: Solid) -> bool:
        """Whether two solids touch as built."""
        if other is self.ground:
            return mover.low[2] <= self.ground.level + self.tolerance
        return other.name in self.beside.get(mover.name, ())

    def _first(self, pairs: Sequence[Pair], end: float) -> tuple[float, Pair | None]:
        """(the farthest free value towards an end of a range, the pair that meets there)."""
        bound: float = end
        met: Pair | None = None
        for pair in pairs:
            if (pair.mover.name, pair.other.name) in self._free_round:
                continue
            far = math.copysign(min(abs(end), pair.period), end)
            step = max(_STEP * self.tolerance, 0.5 * pair.thin)
            length = pair.reach(0.0, far)[0]
            steps = least = max(2, math.ceil(_LEAST * far / end))
            most = least if self._meetings.is_let_in(pair) else _MOST * far / end
            while steps < most and length / steps > step:
                steps *= 2
            last = 0.0
            for i in range(1, steps + 1):
                value = far * i / steps
                if abs(value) > abs(bound):
                    break
                if self._meetings.meets(pair, pair.way(value)):
                    bound, met = _bisect(self._meetings.meets, pair, last, value), pair
                    break
                last = value
            else:
                if pair.period <= abs(end):
                    self._free_round.add((pair.mover.name, pair.other.name))
        return bound, met

    def _touch(self, pair: Pair, bound: float, end: float) -> float:
        """The farthest value before the first touch of a pair that runs deeper than it may beyond
        `bound`. What touches as built has none."""
        if pair.at_rest:
            return bound
        free = touching = bound
        while free and self._meetings.crosses(pair, pair.way(free)):
            touching, free = free, free - end / _MOST
            free = free if free * end > 0.0 else 0.0
        return _bisect(self._meetings.crosses, pair, free, touching)

    def sweep(self, leader: Joint, limits: tuple[float, float] | None = None) -> Free | None:
        """The free range of a joint, with all that follows it; None where there is too much to
        move. `limits`: others than its own."""
        low, high = limits or leader.whole
        found = Free(low, high)
        for about in _turns(leader):
            way = self._way(leader, about)
            self._free_round.clear()
            for end in (each for each in (high, low) if each):
                try:
                    pairs = self._pairs(self.driven(leader), way, end)
                    bound, met = self._first(pairs, end)
                except TooMuchError:
                    return None
                if met is None or abs(end - bound) <= _NEARLY * (high - low):
                    continue
                bound = self._touch(met, bound, end)
                if end > 0.0:
                    found.high = min(found.high, bound)
                else:
                    found.low = max(found.low, bound)
                if found.at is None or abs(bound) < abs(found.at):
                    found.at, found.objects = bound, (met.mover.name, met.other.name)
        return found

    def _way(self, leader: Joint, about: Matrix) -> Way:
        """How groups move with a joint. `about`: what a ball's frame is turned by."""
        kept: dict[float, dict[str, Matrix]] = {}

        def way(name: str, value: float) -> Matrix:
            if value not in kept:
                kept[value] = pose.motions(self.joints, self.values({leader.name: value}))
                kept[value][""] = Matrix.Identity(4)
                if leader.kind == "ball":
                    turn = leader.frame @ about
                    kept[value][leader.name] = turn @ leader.local(value) @ turn.inverted()
            return kept[value][name]
        return way

    def apart(self, free: dict[str, Free]) -> list[list[str]]:
        """Pairs of joints that cannot both be open, each within its free range."""
        leaders = [joint for joint in self.joints if joint.leads and joint.name in free]
        swept = {joint.name: self._swept(joint, free[joint.name]) for joint in leaders}
        found = []
        for number, a in enumerate(leaders):
            for b in leaders[:number]:
                if b in a.chain() or a in b.chain():
                    continue
                try:
                    if self._meet_together(a, b, swept, free):
                        found.append(sorted((a.name, b.name)))
                except TooMuchError:
                    return found
        return sorted(found)

    def _swept(self, joint: Joint, free: Free) -> list[tuple[str, Solid, Box]]:
        """[(group, solid, the box that it sweeps)] of all that moves with a joint."""
        way = self._way(joint, Matrix.Identity(4))
        return [(name, solid, Pair(solid, solid, partial(way, name), False)
                 .reach(free.low, free.high)[1])
                for name, group in self._groups(self.driven(joint)).items() if name
                for solid in group]

    def _meet_together(self, a: Joint, b: Joint, swept: dict[str, list[tuple[str, Solid, Box]]],
                       free: dict[str, Free]) -> bool:
        near = [(one, other) for one in swept[a.name] for other in swept[b.name]
                if boxes_meet(*one[2], *other[2])]
        if not near:
            return False
        way, other_way = (self._way(each, Matrix.Identity(4)) for each in (a, b))
        places = [[end * share for end in (free[each.name].low, free[each.name].high) if end
                   for share in _COMBINED] for each in (a, b)]
        for value, other_value in product(*places):
            for (name, solid, _box), (other_name, other, _other_box) in near:
                pair = Pair(solid, other, lambda _value: Matrix.Identity(4),
                            other.name in self.beside.get(solid.name, ()))
                if self._meetings.meets(pair, other_way(other_name, other_value).inverted()
                                        @ way(name, value)):
                    return True
        return False


def _bisect(holds: Callable[[Pair, Matrix], bool], pair: Pair, free: float, bad: float) -> float:
    """The farthest value towards `bad` at which something does not hold of a pair."""
    for _ in range(_HALVINGS):
        middle = (free + bad) / 2
        if holds(pair, pair.way(middle)):
            bad = middle
        else:
            free = middle
    return free


def _turns(joint: Joint) -> list[Matrix]:
    """The turns of a joint's frame that are swept: a ball's about three axes."""
    turns = [Matrix.Identity(4)]
    if joint.kind == "ball":
        turns += [Matrix.Rotation(math.pi / 2, 4, axis) for axis in "XY"]
    return turns
