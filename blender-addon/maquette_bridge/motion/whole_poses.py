# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tries poses of all joints together: what meets where several of a chain have moved, though each
by itself is free over its whole range, as an arm that folds into its own foot."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from mathutils import Matrix

from . import pose
from .joint import Joint
from .meeting import Meetings, Pair, TooMuchError
from .sweep import Free, Mechanism

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

N_POSES = 192
_CORNERS = 64  # poses with each joint at an end, at most
_WORK = 6_000_000  # triangles that are moved
# Bases of Halton's sequence (Numerische Mathematik 2, 1960): points that fill a space evenly.
_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53)


@dataclass
class Conflict:
    """Two solids that meet in some of the poses: how many, and the plainest of them."""

    objects: tuple[str, str]
    count: int
    values: dict[str, float]  # of the joints that have to be moved for it


def _halton(number: int, base: int) -> float:
    """The radical inverse of a number, 0 to 1."""
    value, share = 0.0, 1.0
    while number:
        share /= base
        value += share * (number % base)
        number //= base
    return value


def _poses(ranges: Mapping[str, tuple[float, float]]) -> Iterator[dict[str, float]]:
    """The corners of the space of poses, then points that fill it; the same ones every time."""
    names = sorted(ranges)[:len(_PRIMES)]
    n_corners = min(2 ** len(names), _CORNERS)
    if n_corners < _CORNERS:
        yield from (dict(zip(names, ends)) for ends in product(*(ranges[name] for name in names)))
    else:
        yield from ({name: ranges[name][_halton(number, base) >= 0.5]
                     for name, base in zip(names, _PRIMES)} for number in range(n_corners))
    for number in range(1, N_POSES - n_corners + 1):
        yield {name: ranges[name][0] + _halton(number, base) * (ranges[name][1] - ranges[name][0])
               for name, base in zip(names, _PRIMES)}


class WholePoses:
    """The poses of a mechanism. `free`: the free range of each leading joint."""

    def __init__(self, mechanism: Mechanism, free: Mapping[str, Free]) -> None:
        self._of = mechanism
        self._ranges = {joint.name: (free[joint.name].low, free[joint.name].high)
                        for joint in mechanism.joints
                        if joint.leads and joint.kind != "ball" and joint.name in free
                        and free[joint.name].low < free[joint.name].high}
        self._meetings = Meetings(mechanism.tolerance, _WORK)
        self._solids = list(mechanism.solids.values())
        self._pairs: dict[tuple[int, int], Pair] = {}
        self.tried = 0

    def _in_one_chain(self, link: str, other: str) -> bool:
        """Whether two links are of one chain, with several joints between them. Branches that
        move by themselves, as two drawers, are neighbours (Mechanism.apart())."""
        # The joints that move a link and another one against each other, by the side they are on.
        chains = [list(self._of.by_name[name].chain()) if name else []
                  for name in (link, other)]
        common = {joint.name for joint in chains[0]} & {joint.name for joint in chains[1]}
        one, two = ({self._of.lead(joint).name for joint in chain if joint.name not in common}
                    & self._ranges.keys() for chain in chains)
        return len(one | two) > 1 and (not one or not two or bool(one & two))

    def find(self) -> list[Conflict]:
        """The conflicts, the most frequent first."""
        if len(self._ranges) < 2 or numpy is None:
            return []
        links = [self._of.link_of[solid.name] for solid in self._solids]
        chained = {(a, b): self._in_one_chain(a, b) for a in set(links) for b in set(links)}
        mask = numpy.array([[chained[a, b] for b in links] for a in links], dtype=bool)
        mask &= numpy.triu(numpy.ones_like(mask), 1)
        corners = numpy.array([list(product(*zip(solid.low, solid.high)))
                               for solid in self._solids])
        counts: Counter[tuple[int, int]] = Counter()
        first: dict[tuple[int, int], dict[str, float]] = {}
        try:
            for values in _poses(self._ranges):
                matrices = self._matrices(links, values)
                # Which boxes round moved boxes meet, as a matrix.
                turns = numpy.array([matrix.to_3x3() for matrix in matrices])
                places = corners @ turns.transpose(0, 2, 1)
                places += numpy.array([matrix.translation for matrix in matrices])[:, None]
                low, high = places.min(1), places.max(1)
                meet = (low[:, None] <= high[None]) & (low[None] <= high[:, None])
                near = zip(*numpy.nonzero(mask & meet.all(2)))
                for i, j in sorted(((int(i), int(j)) for i, j in near),
                                   key=lambda each: -counts[each]):
                    if self._meets(i, j, matrices):
                        counts[i, j] += 1
                        first.setdefault((i, j), values)
                        break
                self.tried += 1
        except TooMuchError:
            pass
        found = []
        for (i, j), count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
            names = self._solids[i].name, self._solids[j].name
            found.append(Conflict(names, count, self._plainest(i, j, links, first[i, j])))
        return found

    def _matrices(self, links: Sequence[str], values: Mapping[str, float]) -> list[Matrix]:
        moved = pose.motions(self._of.joints, pose.spread(self._of.joints, values))
        moved[""] = Matrix.Identity(4)
        return [moved[link] for link in links]

    def _meets(self, i: int, j: int, matrices: Sequence[Matrix]) -> bool:
        if (i, j) not in self._pairs:
            a, b = self._solids[i], self._solids[j]
            self._pairs[i, j] = Pair(a, b, lambda _value: Matrix.Identity(4),
                                     b.name in self._of.beside.get(a.name, ()))
        return self._meetings.meets(self._pairs[i, j], matrices[j].inverted() @ matrices[i])

    def _plainest(self, i: int, j: int, links: Sequence[str],
                  values: Mapping[str, float]) -> dict[str, float]:
        """The pose with as few joints moved as still meet."""
        left = dict(values)
        for name in sorted(values):
            less = {each: value for each, value in left.items() if each != name}
            try:
                if self._meets(i, j, self._matrices(links, less)):
                    left = less
            except TooMuchError:
                break
        return left


def say(joints: Mapping[str, Joint], values: Mapping[str, float]) -> str:
    """A pose in words: "Lower arm at -50 degrees, Upper arm at -45 degrees"."""
    return ", ".join(f"{name} at {joints[name].say(value)}" for name, value in values.items()
                     if not math.isclose(value, 0.0, abs_tol=1e-9))
