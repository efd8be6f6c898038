# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a mesh as a skin over sections: rings of as many places each, one beyond the other, from
one end to the other or all the way round."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .flat_faces import Solid

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

_MAX_AROUND = 400
_MAX_SECTIONS = 300
_MAX_ENDS = 12  # that are tried
_MAX_POLES = 6
_IN_PLANE = 1e-4  # of the diagonal


class _Rings:
    """The triangles of a solid by their places. used: those that the rings so far have."""

    def __init__(self, solid: Solid) -> None:
        self.solid = solid
        self.triangles: list[list[int]] = solid.triangles.tolist()
        self.around: list[list[int]] = [[] for _place in solid.places]
        for number, triangle in enumerate(self.triangles):
            for place in triangle:
                self.around[place].append(number)
        self.used: set[int] = set()

    def rim(self, inside: list[int]) -> list[int]:
        """The edge of some triangles, as the triangles beyond it run; empty if it is not one."""
        edges: set[tuple[int, int]] = set()
        for number in inside:
            one, two, three = self.triangles[number]
            edges |= {(one, two), (two, three), (three, one)}
        return _walk({b: a for a, b in edges if (b, a) not in edges})

    def step(self, ring: list[int]) -> list[int] | None:
        """The ring beyond one, in its order: a single place where it ends in a point, none where it
        ends flat; None where it goes on otherwise."""
        own = set(ring)
        strip = {each for place in ring for each in self.around[place]} - self.used
        self.used |= strip
        new = {place for each in strip for place in self.triangles[each]} - own
        if len(new) < 2:
            return list(new)
        if len(new) != len(ring) or len(strip) != 2 * len(ring):
            return None
        after: dict[int, int] = {}
        links: set[tuple[int, int]] = set()
        for each in strip:
            corners = self.triangles[each]
            for a, b in zip(corners, corners[1:] + corners[:1]):
                if a not in own and b not in own:
                    after[b] = a
                elif a in own and b not in own:
                    links.add((a, b))
        line = _walk(after)
        if len(line) != len(ring):
            return None
        places = self.solid.places
        best, least = None, numpy.inf
        for shift in range(len(line)):
            turned = line[shift:] + line[:shift]
            if (ring[0], turned[0]) in links and all(each in links for each in zip(ring, turned)):
                far = float(numpy.linalg.norm(places[turned] - places[ring], axis=1).sum())
                if far < least:
                    best, least = turned, far
        return best

    def march(self, start: list[int]) -> tuple[list[list[int]], list[int], bool] | None:
        """All rings from the first one on, the point in which they end, and whether they end where
        they begin."""
        rings, seen = [start], set(start)
        back: set[int] = set()
        if not self.used:
            back = self._behind(start)
            self.used = set(back)
        while len(rings) <= _MAX_SECTIONS:
            new = self.step(rings[-1])
            self.used -= back
            back = set()
            if new is None:
                return None
            if len(new) < 2 or new == start:
                is_whole = len(self.used) == len(self.triangles)
                return (rings, new if len(new) == 1 else [], new == start) if is_whole else None
            if seen & set(new):
                return None
            seen |= set(new)
            rings.append(new)
        return None

    def _behind(self, ring: list[int]) -> set[int]:
        """The triangles behind a ring that goes around a closed skin."""
        edges = set(zip(ring, ring[1:] + ring[:1]))
        near = {each for place in ring for each in self.around[place]}
        ahead: set[int] = set()
        todo: list[int] = []
        for each in near:
            one, two, three = self.triangles[each]
            if edges & {(one, two), (two, three), (three, one)}:
                todo.append(each)
        while todo:
            each = todo.pop()
            if each in ahead:
                continue
            ahead.add(each)
            corners = self.triangles[each]
            for a, b in zip(corners, corners[1:] + corners[:1]):
                if (a, b) not in edges and (b, a) not in edges:
                    todo += [other for other in self.around[a]
                             if other in near and b in self.triangles[other]]
        return near - ahead

    def loops(self, first: int) -> Iterator[list[int]]:
        """Closed chains of edges from a place on that bend as little as they can."""
        places = self.solid.places
        for second in {place for each in self.around[first] for place in self.triangles[each]}:
            chain = [first, second]
            while second != first and len(chain) <= _MAX_AROUND:
                before, at = chain[-2:]
                beyond = [place for place in {place for each in self.around[at]
                                              for place in self.triangles[each]}
                          if place not in (at, before)]
                ways = places[beyond] - places[at]
                ways = ways / numpy.maximum(numpy.linalg.norm(ways, axis=1), 1e-300)[:, None]
                best = beyond[int(numpy.argmax(ways @ (places[at] - places[before])))]
                if best == first:
                    yield chain
                    break
                if best in chain:
                    break
                chain.append(best)


def _walk(after: dict[int, int]) -> list[int]:
    """A closed chain of links, in order; empty if they are not one."""
    if not after:
        return []
    line = [next(iter(after))]
    while len(line) < len(after) and line[-1] in after:
        line.append(after[line[-1]])
    is_one = len(set(line)) == len(after) and after.get(line[-1]) == line[0]
    return line if is_one else []


def _starts(rings: _Rings) -> Iterator[tuple[list[int], int | None]]:
    """Triangles in which a skin may begin: a flat end, or all around a point."""
    solid = rings.solid
    flat = [number for number, face in solid.faces.items()
            if face.is_flat and len(face.loops) == 1]
    corners = sorted(flat, key=lambda each: -len(solid.faces[each].loops[0].places))
    areas = sorted(flat, key=lambda each: solid.faces[each].area)
    # Ends have more corners than walls have, or are the smallest faces of what is long and the
    # largest ones of what is flat.
    for number in dict.fromkeys([*corners[:_MAX_ENDS], *areas[:_MAX_ENDS], *areas[-_MAX_ENDS:]]):
        yield numpy.flatnonzero(solid.label == number).tolist(), None
    poles = sorted(range(len(rings.around)), key=lambda each: -len(rings.around[each]))
    for place in poles[:_MAX_POLES]:
        if len(rings.around[place]) > 6:
            yield rings.around[place], place


def find_sections(solid: Solid) -> Iterator[tuple[Any, bool]]:
    """The sections of a skin, as an array of places by section and around it; and whether the last
    one is followed by the first. Where it ends in a point, all places of a section are there. Some
    skins can be read in several ways."""
    rings = _Rings(solid)
    places = solid.places
    ends: set[frozenset[int]] = set()
    for inside, pole in _starts(rings):
        start = rings.rim(inside)
        if not 3 <= len(start) <= _MAX_AROUND:
            continue
        rings.used = set(inside)
        found = rings.march(start) if frozenset(start) not in ends else None
        if found is None or found[2]:
            continue
        # Not from its other end again.
        ends.add(frozenset(found[0][-1]))
        sections = [places[ring] for ring in found[0]]
        for at, point in ((0, [] if pole is None else [pole]), (len(sections), found[1])):
            if point and _stands_out(places[point[0]], sections[min(at, len(sections) - 1)],
                                     _IN_PLANE * solid.diagonal):
                sections.insert(at, numpy.repeat(places[point], len(start), axis=0))
        yield numpy.array(sections), False
    for chain in rings.loops(int(solid.triangles[0, 0])):
        rings.used = set()
        found = rings.march(chain)
        if found is not None and found[2]:
            yield numpy.array([places[ring] for ring in found[0]]), True
            break


def _stands_out(point: Any, ring: Any, far: float) -> bool:
    middle = ring.mean(axis=0)
    normal = numpy.cross(ring - middle, numpy.roll(ring, -1, axis=0) - middle).sum(axis=0)
    return bool(abs((point - middle) @ normal) > far * numpy.linalg.norm(normal))
