# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A joint that can move, and the closed loop that gives some joints their values, as a four-bar
linkage has them. A joint of the kind `closes` holds a point of two parts together. One joint drives
the loop; those between the two parts depend on it. The method of Levenberg and Marquardt finds
their values, from the asset as built on: the same ones every time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mathutils import Matrix, Vector

from ..measure.disjoint_sets import DisjointSets

OPEN = 1e-4  # m; farther apart, a loop is open
_STEP_DEG = 2.5  # of what drives, from one known pose to the next
_STEPS = 144  # of the range of a slider or a screw
_ROUNDS = 40
_CLOSED = 2e-7  # m, as far as Blender's single precision goes
_DAMPING = 1e-9  # of the largest square, at least: what makes a dead point solvable
_FREE = 1e-5  # of the largest square: what less holds is not held
_KEPT = 4096  # poses that are remembered
_HALVINGS = 20

Why = tuple[str, str, str]  # of a fault: code, words, what to do


@dataclass
class Joint:
    """A joint that can move: its row, and what its empty turns."""

    name: str
    kind: str
    parent: str
    child: str
    frame: Matrix  # in the world at rest: origin on the axis, +Z along it
    limits: tuple[float, float] | None  # deg or m; None turns freely
    pitch: float = 0.0  # m a turn
    follows: str = ""
    ratio: float = 1.0
    empty: Any = None
    objects: list[str] = field(default_factory=list)  # all that move with it
    own: list[str] = field(default_factory=list)  # those of the child
    fixed: list[str] = field(default_factory=list)  # those of the parent
    outer: Joint | None = None  # the nearest one that moves this one, or the parent of a pin
    tip: Joint | None = None  # of one that closes a loop: the nearest one that moves its child
    loop: Loop | None = None  # that gives it its values

    @property
    def origin(self) -> Vector:
        """A point of the axis, m."""
        return self.frame.translation

    @property
    def axis(self) -> Vector:
        """The direction of the axis; of length 1."""
        return self.frame.col[2].to_3d().normalized()

    @property
    def unit(self) -> str:
        """The unit of its values."""
        return "m" if self.kind == "slider" else "degrees"

    @property
    def whole(self) -> tuple[float, float]:
        """Its whole range: the limits, or a turn."""
        if self.kind in ("fixed", "closes"):
            return 0.0, 0.0
        return self.limits or (-180.0, 180.0)

    @property
    def leads(self) -> bool:
        """Whether a pose may give it a value."""
        return not self.follows and self.kind != "fixed"

    @property
    def link(self) -> str:
        """The joint that moves its child; "": none."""
        if self.kind == "closes":
            return self.tip.name if self.tip is not None else ""
        return self.name

    def local(self, value: float) -> Matrix:
        """The motion to a value, in its frame."""
        if self.kind == "slider":
            return Matrix.Translation((0.0, 0.0, value))
        if self.kind == "fixed":
            return Matrix.Identity(4)
        turn = Matrix.Rotation(math.radians(value), 4, "Z")
        return Matrix.Translation((0.0, 0.0, self.pitch * value / 360.0)) @ turn

    def motion(self, value: float) -> Matrix:
        """The motion to a value, in the world, where nothing else moves it."""
        return self.frame @ self.local(value) @ self.frame.inverted()

    def chain(self) -> Iterator[Joint]:
        """Itself, and the joints that move it, from the inside out."""
        each: Joint | None = self
        while each is not None:
            yield each
            each = each.outer

    def say(self, value: float) -> str:
        """A value with its unit, for a sentence."""
        if self.kind == "slider":
            return f"{1000.0 * value:.4g} mm"
        return f"{value:.4g} degrees"


class Loop:
    """Loops that one joint drives: `pins` close them, `joints` depend on it."""

    def __init__(self, leader: Joint, joints: Sequence[Joint], pins: Sequence[Joint],
                 by_name: Mapping[str, Joint]) -> None:
        self.leader, self.joints, self.pins = leader, list(joints), list(pins)
        self._by_name = by_name
        self._paths = [(list(_beyond(pin.outer, pin.tip)), list(_beyond(pin.tip, pin.outer)))
                       for pin in pins]
        # The poses that others are found from: outwards from the one as built, on either side.
        self._known: dict[int, list[float]] = {0: [0.0] * len(joints)}
        self._found: dict[float, tuple[list[float], float, Joint]] = {}

    @property
    def step(self) -> float:
        """Between two values of the leader that other ones are found from."""
        if self.leader.kind == "hinge":
            return _STEP_DEG
        low, high = self.leader.whole
        return (high - low) / _STEPS

    def values(self, value: float) -> dict[str, float]:
        """{joint: its value}, where the leader has a value."""
        found = self._solve(value)[0]
        return {joint.name: each for joint, each in zip(self.joints, found)}

    def opening(self, value: float) -> tuple[float, Joint]:
        """(m that the loop opens by at a value of the leader, the pin where it does)."""
        return self._solve(value)[1:]

    def grid(self, low: float, high: float) -> list[float]:
        """Values of the leader from one to another one, with 0 and both ends."""
        first, last = math.ceil(low / self.step), math.floor(high / self.step)
        between = [self.step * number for number in range(first, last + 1)]
        return sorted({low, 0.0, high, *between})

    def reach(self, end: float) -> float:
        """How far the loop stays closed on the way from the pose as built to a value."""
        last = 0.0
        for value in sorted(self.grid(min(end, 0.0), max(end, 0.0)), key=abs):
            if self.opening(value)[0] > OPEN:
                for _ in range(_HALVINGS):
                    middle = (last + value) / 2
                    last, value = ((last, middle) if self.opening(middle)[0] > OPEN
                                   else (middle, value))
                break
            last = value
        return last

    def loose(self, low: float, high: float) -> int:
        """How many of its joints nothing holds, wherever the leader is."""
        return min(len(self.joints) - self._rank(value)
                   for value in (0.0, low / 2, high / 2, low / 3, high / 3))

    def _rank(self, value: float) -> int:
        rows = _squares(self._columns(self._all(value, self._solve(value)[0])))
        least = _FREE * max((rows[i][i] for i in range(len(rows))), default=0.0)
        return sum(pivot > least for pivot in _pivots(rows))

    def _solve(self, value: float) -> tuple[list[float], float, Joint]:
        if value not in self._found:
            if len(self._found) >= _KEPT:
                self._found.clear()
            number = math.trunc(value / self.step)
            sign = -1 if value < 0.0 else 1
            for each in range(0, number + 2 * sign, sign):
                if each not in self._known:
                    self._known[each] = self._fit(self.step * each, self._guess(each, sign))
            start = self._known[number]
            if value != self.step * number:
                share = abs(value / self.step - number)
                start = self._fit(value, [a + share * (b - a) for a, b in zip(
                    start, self._known[number + sign])])
            gaps = [(gap.length, pin) for gap, pin in zip(
                self._gaps(self._all(value, start)), self.pins)]
            self._found[value] = (start, *max(gaps, key=lambda each: each[0]))
        return self._found[value]

    def _guess(self, number: int, sign: int) -> list[float]:
        """On as before: so it goes through the dead points where another way begins."""
        last = self._known[number - sign]
        if abs(number) < 2:
            return last
        return [2 * b - a for a, b in zip(self._known[number - 2 * sign], last)]

    def _fit(self, value: float, start: Sequence[float]) -> list[float]:
        """The values nearest to `start` that close the loop, or leave it least open."""
        x, damping = list(start), _DAMPING
        found = self._all(value, x)
        gaps = [part for gap in self._gaps(found) for part in gap]
        for _ in range(_ROUNDS):
            if max(map(abs, gaps)) <= _CLOSED or damping > 1.0:
                break
            columns = self._columns(found)
            rows = _squares(columns)
            largest = max(rows[i][i] for i in range(len(rows)))
            for i, column in enumerate(columns):
                rows[i][i] += damping * largest + 1e-30
                rows[i].append(-sum(a * b for a, b in zip(column, gaps)))
            tried = [each + step / _native(joint)
                     for each, step, joint in zip(x, _eliminate(rows), self.joints)]
            there = self._all(value, tried)
            left = [part for gap in self._gaps(there) for part in gap]
            if math.hypot(*left) < math.hypot(*gaps):
                x, found, gaps, damping = tried, there, left, max(damping / 10.0, _DAMPING)
            else:
                damping *= 10.0
        return x

    def _all(self, value: float, x: Sequence[float]) -> dict[str, float]:
        """The value of every joint on the way, those that are coupled, too."""
        own = {joint.name: each for joint, each in zip(self.joints, x)}

        def find(joint: Joint) -> float:
            if joint.name in own:
                return own[joint.name]
            if joint is self.leader:
                return value
            return joint.ratio * find(self._by_name[joint.follows]) if joint.follows else 0.0

        return {joint.name: find(joint) for path in self._paths for side in path for joint in side}

    def _gaps(self, found: Mapping[str, float]) -> list[Vector]:
        """From where the parents of the pins have them to where the children do."""
        gaps = []
        for pin, sides in zip(self.pins, self._paths):
            base, tip = (_moved(side, found) @ pin.origin for side in sides)
            gaps.append(tip - base)
        return gaps

    def _columns(self, found: Mapping[str, float]) -> list[list[float]]:
        """How the gaps change with each joint, per rad or m."""
        columns = [[0.0] * (3 * len(self.pins)) for _ in self.joints]
        numbers = {joint.name: number for number, joint in enumerate(self.joints)}
        for row, (pin, sides) in enumerate(zip(self.pins, self._paths)):
            for sign, side in zip((-1.0, 1.0), sides):
                place = _moved(side, found) @ pin.origin
                above = Matrix.Identity(4)
                for joint in reversed(side):  # the outer before the inner
                    share, owner = 1.0, joint
                    while owner.name not in numbers and owner.follows:
                        share *= owner.ratio
                        owner = self._by_name[owner.follows]
                    if owner.name in numbers:
                        column = columns[numbers[owner.name]]
                        share *= sign * _native(joint) / _native(owner)
                        for i, part in enumerate(_speed(joint, above, place)):
                            column[3 * row + i] += share * part
                    above = above @ joint.motion(found[joint.name])
        return columns


def _beyond(link: Joint | None, other: Joint | None) -> Iterator[Joint]:
    """The joints that move a link and not another one, from the inside out."""
    shared = {joint.name for joint in other.chain()} if other is not None else set()
    for joint in link.chain() if link is not None else ():
        if joint.name not in shared:
            yield joint


def _moved(side: Sequence[Joint], found: Mapping[str, float]) -> Matrix:
    matrix = Matrix.Identity(4)
    for joint in side:
        matrix = joint.motion(found[joint.name]) @ matrix
    return matrix


def _speed(joint: Joint, above: Matrix, place: Vector) -> Vector:
    """How fast a place goes with a joint, per rad or m."""
    axis = above.to_3x3() @ joint.axis
    if joint.kind == "slider":
        return axis
    return axis.cross(place - above @ joint.origin) + axis * (joint.pitch / math.tau)


def _native(joint: Joint) -> float:
    """One of a joint's units in rad or m."""
    return 1.0 if joint.kind == "slider" else math.radians(1.0)


def _squares(columns: Sequence[Sequence[float]]) -> list[list[float]]:
    return [[sum(map(float.__mul__, one, other)) for other in columns] for one in columns]


def _pivots(rows: list[list[float]]) -> Iterator[float]:
    """The diagonal of what elimination leaves of a matrix of squares, the largest first."""
    left = list(range(len(rows)))
    while left:
        best = max(left, key=lambda i: rows[i][i])
        left.remove(best)
        yield rows[best][best]
        for i in left:
            share = rows[i][best] / rows[best][best] if rows[best][best] > 0.0 else 0.0
            rows[i] = [a - share * b for a, b in zip(rows[i], rows[best])]


def _eliminate(rows: list[list[float]]) -> list[float]:
    """Solves equations; the last column has their right sides."""
    count = len(rows)
    for i in range(count):
        best = max(range(i, count), key=lambda row: abs(rows[row][i]))
        rows[i], rows[best] = rows[best], rows[i]
        for j in range(i + 1, count):
            share = rows[j][i] / rows[i][i]
            rows[j] = [a - share * b for a, b in zip(rows[j], rows[i])]
    found = [0.0] * count
    for i in reversed(range(count)):
        found[i] = (rows[i][-1] - sum(rows[i][j] * found[j] for j in range(i + 1, count))
                    ) / rows[i][i]
    return found


def close_loops(joints: Sequence[Joint], pins: Sequence[Joint]) -> dict[str, Why]:
    """Makes joints depend on those that drive their loops. Returns {pin: why it closes none}."""
    by_name = {joint.name: joint for joint in joints}
    faults: dict[str, Why] = {}
    chosen: list[tuple[Joint, list[Joint]]] = []  # pins, and the joints on their ways
    for pin in pins:
        path = [*_beyond(pin.outer, pin.tip), *_beyond(pin.tip, pin.outer)]
        driver = by_name.get(pin.follows)
        if not path:
            faults[pin.name] = ("no_loop", f"“{pin.parent}” and “{pin.child}” do not move against "
                                "each other, so that it closes no loop",
                                "name two parts that joints move, or leave it out")
        elif driver is None or driver.kind == "fixed":
            names = ", ".join(f"“{each.name}”" for each in path[:4])
            faults[pin.name] = ("bad_follow", f"it follows “{pin.follows}”, which is not a joint "
                                "that moves" if pin.follows else "nothing drives its loop",
                                f"name the joint that drives the loop as follows=: {names}")
        elif ball := next((each for each in path if each.kind == "ball"), None):
            faults[pin.name] = ("no_loop", f"“{ball.name}” of its loop is a ball joint, which has "
                                "no single value", f"make “{ball.name}” two hinges at right "
                                "angles, with a small cross between them: the pin that closes the "
                                "loop turns every way already")
        else:
            chosen.append((pin, path))
    drivers = {pin.follows for pin, _path in chosen}
    free = [[joint for joint in path if not joint.follows and joint.kind != "fixed"
             and joint.name not in drivers] for _pin, path in chosen]
    sets = DisjointSets(range(len(chosen)))
    for i, own in enumerate(free):
        for j, other in enumerate(free[:i]):
            if any(joint in other for joint in own):
                sets.join(i, j)
    for group in sets.group(range(len(chosen))):
        own = [joint for joint in joints if any(joint in free[i] for i in group)]
        faults |= _connect(by_name, [chosen[i] for i in group], own)
    return faults


def _connect(by_name: Mapping[str, Joint], group: Sequence[tuple[Joint, list[Joint]]],
             own: Sequence[Joint]) -> dict[str, Why]:
    """Makes one loop of pins that have joints in common."""
    def lead(joint: Joint) -> Joint:
        while joint.follows:
            joint = by_name[joint.follows]
        return joint

    pins = [pin for pin, _path in group]
    moving = {lead(joint).name for _pin, path in group for joint in path
               if joint.kind != "fixed"} - {joint.name for joint in own}
    leaders = {lead(by_name[pin.follows]).name for pin in pins}
    names = " and ".join(f"“{name}”" for name in sorted(moving | leaders))
    if not moving:
        return {pin.name: ("bad_follow", f"it follows “{pin.follows}”, which does not move its "
                           "loop", "name the joint that drives the loop as follows=")
                for pin in pins}
    if len(moving | leaders) != 1:
        return {pin.name: ("two_drivers", f"its loop is driven by {names}",
                           "give all but one of them follows= and ratio=, and name that one in "
                           "follows= of all that close the loop") for pin in pins}
    if not own:
        return {pin.name: ("no_loop", f"in its loop, nothing but {names} can move",
                           "make the parts of the loop hang on each other by hinges that have no "
                           "follows=") for pin in pins}
    loop = Loop(by_name[leaders.pop()], own, pins, by_name)
    for joint in own:
        joint.follows, joint.loop = loop.leader.name, loop
    return {}
