# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Subjects of requirements: the whole, a part or an object, as one body or piece by piece."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import bodies
from .bodies import Body, Unmeasurable
from .disjoint_sets import DisjointSets
from .joins import plain
from .relations import Pairs

if TYPE_CHECKING:
    from ..motion.proofs import Motion
    from .asset import Shape
    from .joins import Join
    from .solid import Solid

MAX_PIECES = 2000


def _thing_of(name: str) -> str:
    """The thing that an object of a composition belongs to: "Chair 2" of "Chair 2 · Leg 1"."""
    thing, dot, _part = name.partition(" · ")
    return thing if dot else ""


class Asset:
    """The measured asset, as requirements see it."""

    def __init__(self, shapes: dict[str, Shape], parts: dict[str, str], solids: dict[str, Solid],
                 contacts: list[tuple[Solid, Solid]], joins: dict[tuple[str, str], Join],
                 tolerance: float, penetration: float, motion: Motion | None = None) -> None:
        self.shapes, self.parts, self._solids = shapes, parts, solids
        self.joins = joins  # {pair of parts: joins.Join}
        self.tolerance, self.penetration = tolerance, penetration
        self.motion = motion  # what was proved of joints; None without any
        self._contacts = contacts
        self.pairs = Pairs()
        self._budget = bodies.Budget()
        self._bodies: dict[tuple[str, ...], Body] = {}
        self._split: dict[str, list[Body]] = {}
        lows = [shape.low for shape in shapes.values() if shape.low is not None]
        highs = [shape.high for shape in shapes.values() if shape.high is not None]
        reach = max((abs(value) for place in lows + highs for value in place), default=0.0)
        # The smallest length that 32-bit coordinates tell apart there; less is no gap and no
        # overlap.
        self.grain = max(2e-5, 1e-6 * reach)
        self._names: dict[str, list[str]] = {}
        for name in shapes:
            if shapes[name].seen:
                self._names.setdefault(plain(parts[name]), []).append(name)

    def names(self, of: str) -> list[str]:
        """The names of the seen objects that `of` means."""
        found: list[str] | None
        seen = [name for name in self.shapes if self.shapes[name].seen]
        if of.casefold() == "whole":
            found = seen
        else:
            wanted = plain(of)
            found = (self._names.get(wanted)
                     or [name for name in seen if plain(name) == wanted]
                     or [name for name in seen if self._is_of_thing(name, wanted)]
                     or self._names.get(wanted + "s") or self._names.get(wanted.removesuffix("s")))
        if not found:
            raise Unmeasurable("there is nothing to see" if of.casefold() == "whole" else
                               f"no part and no object that is seen is called {of}")
        return found

    def named(self, of: str) -> list[str]:
        """The parts that `of` names: one, or several with commas between them."""
        try:
            self.names(of)
        except Unmeasurable:
            several = [each.strip() for each in of.split(",")]
            if len(several) == 1:
                raise
            return [each for each in several if self.names(each)]
        return [of]

    @staticmethod
    def _is_of_thing(name: str, wanted: str) -> bool:
        """Whether an object belongs to a copy of the thing: "Chair 2 · Leg 1" to "chair"."""
        thing = plain(_thing_of(name))
        return bool(wanted) and (thing == wanted or thing.removeprefix(f"{wanted} ").isdecimal())

    def body(self, of: str) -> Body:
        """`of` as one body."""
        return self._body(of, self.names(of))

    def _body(self, label: str, names: list[str]) -> Body:
        key = tuple(names)
        if key not in self._bodies:
            self._bodies[key] = Body(label if len(names) > 1 else names[0], list(names),
                                     [self.shapes[name] for name in names], self._budget)
        return self._bodies[key]

    def pieces(self, of: str) -> list[Body]:
        """`of` piece by piece: its objects; of a single object, the bodies in it that do not
        touch; of a thing, its copies."""
        names = self.names(of)
        copies = self.copies(of)
        if copies:
            return copies
        if len(names) > MAX_PIECES:
            raise Unmeasurable(f"there are more than {MAX_PIECES} pieces")
        if len(names) > 1:
            return [self._body(name, [name]) for name in names]
        return self.bodies(names[0])

    def copies(self, of: str) -> list[Body]:
        """The copies of a thing, each as one body; none if `of` is no thing."""
        copies: dict[str, list[str]] = {}
        for name in self.names(of):
            if self._is_of_thing(name, plain(of)):
                copies.setdefault(_thing_of(name), []).append(name)
        return [self._body(copy, found) for copy, found in copies.items()]

    def bodies(self, name: str) -> list[Body]:
        """The bodies in one object that do not touch."""
        if name not in self._split:
            self._split[name] = bodies.bodies_of_object(name, self.shapes[name], self._budget)
        return self._split[name]

    def groups(self, of: str) -> list[Body]:
        """`of` as sets of objects that touch each other, each as one body."""
        names = self.names(of)
        sets = DisjointSets(names)
        for a, b in self._contacts:
            if a.name in sets and b.name in sets:
                sets.join(a.name, b.name)
        return [self._body(of, group) for group in sets.group(names)]

    def solids(self, of: str) -> list[Solid]:
        """The objects of `of` that have a surface, for gaps and overlaps."""
        found = [self._solids[name] for name in self.names(of) if name in self._solids]
        if not found:
            raise Unmeasurable(f"{of} has no surface")
        return found

    def part(self, of: str) -> str:
        """The part that `of` is, or that its object belongs to."""
        return self.parts[self.names(of)[0]]
