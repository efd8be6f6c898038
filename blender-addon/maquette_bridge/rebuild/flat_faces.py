# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A closed mesh as a solid of flat faces: triangles in one plane are one face again, with the loops
of edges around it. The shapes that a mesh may be are read from these."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import bpy
from mathutils import Vector
from mathutils.geometry import tessellate_polygon

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

MAX_TRIANGLES = 60_000
_WELD = 1e-6  # of the size: places that are nearer are one
_PLANE = 3e-5  # of the diagonal: how far a corner may be from the plane of its neighbour
_STEP = 0.9994  # cosine of 2°: of what lies in one plane, as small triangles are rough
_PARALLEL = 0.99999  # cosine of 0.26°
_SLIVER = 5e-5  # of the diagonal: a triangle that is lower has no normal to speak of
_FLAT = 1e-4  # of the diagonal
_STRAIGHT = 5e-6  # of the diagonal: what is nearer to the line between its neighbours is no corner


class NotSolid(Exception):
    """Why a mesh has no inside, in words for the user."""


@dataclass(eq=False)
class Loop:
    """A closed chain of edges around a face: its places, and for each edge the face beyond it."""

    places: list[int]
    beyond: list[int]


@dataclass(eq=False)
class Face:
    """Triangles in one plane, at `offset` along the normal. loops: the outer one first; none where
    they touch each other. is_flat: else it is bent, more slowly than its triangles show."""

    normal: Any
    offset: float
    area: float
    is_flat: bool
    loops: list[Loop]


def read_mesh(mesh: bpy.types.Mesh) -> tuple[Any, Any]:
    """Its places, and its triangles by their places' numbers; places at the same point are one.
    Raises NotSolid."""
    mesh.calc_loop_triangles()
    places: Any = numpy.empty(3 * len(mesh.vertices), dtype=numpy.float32)
    mesh.vertices.foreach_get("co", places)
    triangles: Any = numpy.empty(3 * len(mesh.loop_triangles), dtype=numpy.int32)
    mesh.loop_triangles.foreach_get("vertices", triangles)
    places, triangles = places.reshape(-1, 3).astype(float), triangles.reshape(-1, 3)
    if not numpy.isfinite(places).all():
        raise NotSolid("some of its places are not numbers")
    if not len(triangles):
        raise NotSolid("it has no faces")
    return weld(places, triangles)


def weld(places: Any, triangles: Any) -> tuple[Any, Any]:
    """Makes places at the same point one; leaves out triangles without an area."""
    used, triangles = numpy.unique(triangles, return_inverse=True)
    places, triangles = places[used], triangles.reshape(-1, 3)
    size = float(numpy.ptp(places, axis=0).max()) or 1.0
    cells = numpy.round((places - places.min(axis=0)) / (size * _WELD)).astype("int64")
    _cells, first, number = numpy.unique(cells, axis=0, return_index=True, return_inverse=True)
    triangles = number.reshape(-1)[triangles]
    one, two, three = triangles.T
    return places[first], triangles[(one != two) & (two != three) & (three != one)]


def volume(places: Any, triangles: Any) -> float:
    """The volume of a closed mesh; negative, if it is inside out."""
    corners = places[triangles] - places.mean(axis=0)
    return float(numpy.einsum("ij,ij->i", corners[:, 0],
                              numpy.cross(corners[:, 1], corners[:, 2])).sum()) / 6


def count_tunnels(triangles: Any) -> int:
    """How many tunnels go through a closed surface of one piece; of several, fewer by one each."""
    return 1 - (len(numpy.unique(triangles)) - len(triangles) // 2) // 2


def find_fault(triangles: Any) -> str:
    """Why triangles close no space, in words; none if they do."""
    one = triangles.ravel()
    other = triangles[:, [1, 2, 0]].ravel()
    count = int(triangles.max()) + 1
    low, high = numpy.minimum(one, other), numpy.maximum(one, other)
    _edges, at, often = numpy.unique(low.astype(numpy.int64) * count + high, return_inverse=True,
                                     return_counts=True)
    if (often == 1).any():
        return "its surface is open"
    if (often > 2).any():
        return "more than two faces meet at an edge"
    if (numpy.bincount(at, weights=one < other) != 1).any():
        return "some of its faces look the wrong way"
    return ""


def _join(count: int, one: Any, other: Any) -> Any:
    """Numbers `count` things so that those that are linked have the same number."""
    label = numpy.arange(count)
    while True:
        a, b = label[one], label[other]
        apart = a != b
        if not apart.any():
            return numpy.unique(label, return_inverse=True)[1]
        one, other = a[apart], b[apart]
        label[numpy.maximum(one, other)] = numpy.minimum(one, other)
        while not numpy.array_equal(jumped := label[label], label):
            label = jumped


def split(places: Any, triangles: Any) -> list[tuple[Any, Any]]:
    """The loose shells of a mesh."""
    label = _join(len(places), triangles.ravel(), triangles[:, [1, 2, 0]].ravel())
    own = label[triangles[:, 0]]
    shells = [triangles[own == number] for number in numpy.unique(own)]
    return [(places, triangles)] if len(shells) == 1 else [weld(places, each) for each in shells]


def _mean_normals(label: Any, crosses: Any) -> tuple[Any, Any]:
    """The normal of each face, and twice its area as seen from there."""
    sums = numpy.stack([numpy.bincount(label, weights=each) for each in crosses.T], axis=1)
    areas = numpy.linalg.norm(sums, axis=1)
    return sums / numpy.maximum(areas, 1e-300)[:, None], areas


def cross(one: Sequence[float], other: Sequence[float]) -> tuple[float, float, float]:
    """The cross product of two vectors, in plain numbers: there are as many as faces."""
    return (one[1] * other[2] - one[2] * other[1], one[2] * other[0] - one[0] * other[2],
            one[0] * other[1] - one[1] * other[0])


def dot(one: Sequence[float], other: Sequence[float]) -> float:
    """The scalar product of two vectors."""
    return one[0] * other[0] + one[1] * other[1] + one[2] * other[2]


class Solid:
    """A closed mesh. faces: by their numbers; what is recognized is taken out of them. label: for
    each triangle the number of its face. diagonal: of its box."""

    def __init__(self, places: Any, triangles: Any) -> None:
        if len(triangles) > MAX_TRIANGLES:
            raise NotSolid(f"it has more than {MAX_TRIANGLES:,} triangles")
        fault = find_fault(triangles)
        if fault:
            raise NotSolid(fault)
        if volume(places, triangles) < 0:
            triangles = triangles[:, ::-1].copy()
        self.places, self.triangles = places, triangles
        self._rows = places.tolist()
        self.low, self.high = places.min(axis=0), places.max(axis=0)
        self.diagonal = float(numpy.linalg.norm(self.high - self.low))
        self.faces = self._find_faces()

    def _label(self, across: Any, crosses: Any) -> Any:
        """For each triangle the number of its face. across: for each edge of a triangle, the edge
        of its neighbour."""
        lengths = numpy.linalg.norm(crosses, axis=1)
        normals = crosses / numpy.maximum(lengths, 1e-300)[:, None]
        corners = self.places[self.triangles]
        sides = numpy.linalg.norm(corners - corners[:, [1, 2, 0]], axis=2)
        low = lengths / numpy.maximum(sides.max(axis=1), 1e-300) < _SLIVER * self.diagonal
        edges = numpy.arange(len(across))
        here: Any = edges // 3
        there = across // 3
        # The corner of the neighbour that is not on the edge.
        far = self.places[self.triangles.ravel()[across // 3 * 3 + (across + 2) % 3]]
        off = numpy.abs(numpy.einsum("ij,ij->i", far - corners[here, 0], normals[here]))
        even = ((numpy.einsum("ij,ij->i", normals[here], normals[there]) > _STEP)
                & (numpy.minimum(off, off[across]) < _PLANE * self.diagonal)
                & ~low[here] & ~low[there])
        even |= low[here] & (sides.argmax(axis=1)[here] == edges % 3)
        label = _join(len(self.triangles), here[even], there[even])
        # Slivers that have only joined each other go with a neighbour.
        for _round in range(4):
            lonely = numpy.bincount(label, weights=~low) == 0
            out = lonely[label[here]] & (label[here] != label[there])
            if not out.any():
                break
            longest = numpy.zeros(len(lonely))
            numpy.maximum.at(longest, label[here[out]], sides.ravel()[out])
            even |= out & (sides.ravel() >= longest[label[here]] * (1 - 1e-9))
            label = _join(len(self.triangles), here[even], there[even])
        # Two faces in one plane with slivers between them are one, too.
        for _round in range(4):
            normal, area = _mean_normals(label, crosses)
            weight = numpy.maximum(numpy.bincount(label, weights=lengths), 1e-300)
            middle = numpy.stack([numpy.bincount(label, weights=lengths * each) / weight
                                  for each in corners.mean(axis=1).T], axis=1)
            one, other = label[here], label[there]
            larger = numpy.where((area[one] > area[other])[:, None], normal[one], normal[other])
            off = numpy.abs(numpy.einsum("ij,ij->i", middle[one] - middle[other], larger))
            same = ((one != other) & (off < _PLANE * self.diagonal)
                    & (numpy.einsum("ij,ij->i", normal[one], normal[other]) > _PARALLEL))
            if not same.any():
                break
            even |= same
            label = _join(len(self.triangles), here[even], there[even])
        return label

    def _find_faces(self) -> dict[int, Face]:
        corners = self.places[self.triangles]
        crosses = numpy.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        one, other = self.triangles.ravel(), self.triangles[:, [1, 2, 0]].ravel()
        count = len(self.places)
        across: Any = numpy.empty(len(one), dtype=numpy.int64)
        across[numpy.argsort(one * count + other)] = numpy.argsort(other * count + one)
        self.label = label = self._label(across, crosses)
        n_faces = int(label.max()) + 1
        normals, areas = _mean_normals(label, crosses)
        along = numpy.einsum("ijk,ik->ij", corners, normals[label])
        high, low = numpy.full(n_faces, -numpy.inf), numpy.full(n_faces, numpy.inf)
        numpy.maximum.at(high, label, along.max(axis=1))
        numpy.minimum.at(low, label, along.min(axis=1))
        flat = high - low < 2 * _FLAT * self.diagonal
        edge_label, beyond = label[numpy.arange(len(one)) // 3], label[across // 3]
        rims: dict[int, list[tuple[int, int, int]]] = {}
        for edge in numpy.flatnonzero(edge_label != beyond).tolist():
            rims.setdefault(int(edge_label[edge]), []).append(
                (int(one[edge]), int(other[edge]), int(beyond[edge])))
        return {face: Face(normals[face], float(high[face] + low[face]) / 2,
                           float(areas[face]) / 2, bool(flat[face]),
                           self._chain(rims.get(face, []), normals[face]))
                for face in range(n_faces)}

    def _chain(self, rim: list[tuple[int, int, int]], normal: Any) -> list[Loop]:
        """The loops of the edges around a face, that with the largest area first."""
        after = {start: (end, beyond) for start, end, beyond in rim}
        if len(after) != len(rim):
            return []
        loops = []
        while after:
            first = at = next(iter(after))
            loop = Loop([], [])
            while at in after:
                loop.places.append(at)
                at, beyond = after.pop(at)
                loop.beyond.append(beyond)
            if at != first:
                return []
            loops.append(self._without_straight(loop))
        return loops if len(loops) == 1 else sorted(
            loops, key=lambda each: -self.loop_area(each, normal))

    def _without_straight(self, loop: Loop) -> Loop:
        """Without the places on the line between their neighbours, where nothing else begins."""
        ids, beyond = loop.places, loop.beyond
        while len(ids) > 3:
            straight = [beyond[at] == beyond[at - 1] and self._is_on_line(
                ids[at - 1], ids[at], ids[(at + 1) % len(ids)]) for at in range(len(ids))]
            # The second of two neighbours is looked at again without the first.
            out = [straight[0], *(here and not before
                                  for before, here in zip(straight, straight[1:]))]
            out[0] = out[0] and not out[-1]
            if not any(out):
                break
            ids = [each for each, is_out in zip(ids, out) if not is_out]
            beyond = [each for each, is_out in zip(beyond, out) if not is_out]
        return Loop(ids, beyond)

    def _is_on_line(self, before: int, place: int, after: int) -> bool:
        """Whether a place is on the line from one to another, and between them."""
        here = self._rows[place]
        step = [a - b for a, b in zip(here, self._rows[before])]
        last = [b - a for a, b in zip(here, self._rows[after])]
        line = max(math.hypot(*(a + b for a, b in zip(step, last))), 1e-300)
        return (math.hypot(*cross(step, last)) / line < _STRAIGHT * self.diagonal
                and dot(step, last) >= 0)

    def loop_area(self, loop: Loop, normal: Any) -> float:
        """Its area as seen along the normal; negative, if it runs around a hole."""
        corners = self.places[loop.places]
        corners = corners - corners[0]
        return float(numpy.cross(corners, numpy.roll(corners, -1, axis=0)).sum(axis=0)
                     @ normal) / 2


def fill(solid: Solid) -> Solid | None:
    """A solid of the faces that are left: without what was taken out of them."""
    triangles = []
    for face in solid.faces.values():
        if not face.loops:
            return None
        ids = numpy.concatenate([loop.places for loop in face.loops])
        made = numpy.array(tessellate_polygon([
            [Vector(place) for place in solid.places[loop.places]] for loop in face.loops
        ])).reshape(-1, 3)
        corners = solid.places[ids[made]]
        turned = numpy.cross(corners[:, 1] - corners[:, 0],
                             corners[:, 2] - corners[:, 0]) @ face.normal < 0
        made[turned] = made[turned][:, ::-1]
        triangles.append(ids[made])
    if not triangles:
        return None
    try:
        return Solid(*weld(solid.places, numpy.concatenate(triangles)))
    except NotSolid:
        return None


def own_axes(normal: Any, along: Any = None) -> Any:
    """A turn, as a matrix of columns: Z is the normal; X is `along`, as far as it can be."""
    z = numpy.asarray(normal, dtype=float) / numpy.linalg.norm(normal)
    if along is None:
        # The world's own axis that fits best.
        along = numpy.eye(3)[int(numpy.argmin(numpy.abs(z)))]
        if abs(z[2]) > 0.9:
            along = numpy.array([1.0, 0, 0])
    x = along - (along @ z) * z
    x = x / numpy.linalg.norm(x)
    return numpy.stack([x, numpy.cross(z, x), z], axis=1)
