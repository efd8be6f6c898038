# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cut-away through the place where two objects run into each other, or through the middle of
several groups of objects: which plane shows it best, what is left behind it, and the faces of the
cut, told apart into those of each group alone and those in more than one.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import bmesh
import bpy
from mathutils import Vector
from mathutils.geometry import delaunay_2d_cdt

from ..measure import collision
from ..measure.solid import Solid
from .framing import View

if TYPE_CHECKING:
    from ..measure.asset import Shape

MAX_SEGMENTS = 20000  # of the outline in a plane; beyond, the cut stays hollow
_TRIES = 300
_STRIPS = 256

# The axis that is cut across, the side that is taken away, where the camera looks from, and how
# much a plane is liked: a cut seen from the front is read most easily.
PLANES = ((1, -1.0, 20.0, 14.0, 1.0), (0, 1.0, 110.0, 14.0, 0.8), (2, 1.0, 0.0, 62.0, 0.6))
# From one point of the plane to another, m.
Segment = tuple[tuple[float, float], tuple[float, float]]


class Section:
    """The cut through two solids."""

    def __init__(self, a: Solid, b: Solid) -> None:
        self._solids = (a, b)
        depth, point, _surface = collision.deepest(a, b)
        if point is None:
            _gap, point, _other = collision.closest(a, b)
        self._low = Vector(map(min, a.low, b.low))
        self._high = Vector(map(max, a.high, b.high))
        self._size = max((self._high - self._low).length, 1e-6)
        self._reach = min(max(4.0 * depth, 0.18 * self._size), self._size)
        self._centre = self._middle_of_overlap(point, depth)
        # The plane that shows something of each: the one, the other and both.
        self._plane = max((Plane([[a], [b]], self._centre, self._size, *each)
                           for each in PLANES),
                          key=lambda each: each.liking * min(each.areas(self._reach)))
        self.view = View("", self._plane.azimuth, self._plane.elevation)

    def _middle_of_overlap(self, point: Vector, depth: float) -> Vector:
        """The point farthest inside both near `point`: a plane through a corner or along a face
        would show nothing."""
        a, b = self._solids
        reach = max(2.5 * depth, 1e-3 * self._size)
        low = [max(x, y, p - reach) for x, y, p in zip(a.low, b.low, point)]
        high = [min(x, y, p + reach) for x, y, p in zip(a.high, b.high, point)]
        if any(lo > hi for lo, hi in zip(low, high)):
            return Vector(point)
        chance = random.Random(1)
        best, found = -1.0, Vector(point)
        for _ in range(_TRIES):
            tried = Vector([chance.uniform(lo, hi) for lo, hi in zip(low, high)])
            room = min(a.tree.find_nearest(tried)[3], b.tree.find_nearest(tried)[3])
            if room > best and a.contains(tried) and b.contains(tried):
                best, found = room, tried
        return found

    def points(self) -> list[Vector]:
        """Points that must be in the frame: the surroundings of the overlap."""
        low = [max(lo, c - self._reach) for lo, c in zip(self._low, self._centre)]
        high = [min(h, c + self._reach) for h, c in zip(self._high, self._centre)]
        return [Vector((x, y, z)) for x in (low[0], high[0]) for y in (low[1], high[1])
                for z in (low[2], high[2])]

    def remains(self, index: int) -> bpy.types.Mesh:
        """A mesh of what lies behind the plane of the first or second object."""
        return self._plane.remains([self._solids[index]])

    def cut_faces(self) -> list[bpy.types.Mesh]:
        """Three meshes: the cut through the first alone, the second alone, and through both."""
        return self._plane.cut_faces()


class Plane:
    """One plane across an axis, and what of some groups of solids lies in it. A solid has vertices
    and triangles."""

    def __init__(self, groups: Sequence[Sequence[Shape | Solid]], centre: Vector,
                 size: float, axis: int, side: float, azimuth: float, elevation: float,
                 liking: float) -> None:
        self.azimuth, self.elevation, self.liking = azimuth, elevation, liking
        self.normal = Vector((0.0, 0.0, 0.0))
        self.normal[axis] = side
        self._centre = centre
        self._size = size
        self._axis = axis
        # The plane's own two directions, so that its faces look where the normal does.
        self._u, self._v = (axis + 1) % 3, (axis + 2) % 3
        if side < 0:
            self._u, self._v = self._v, self._u
        self._places: list[Any] = []
        # In each alone; last, in several.
        self.faces: list[list[Any]] = [[] for _ in range(len(groups) + 1)]
        outlines = [[segment for solid in group for segment in self._outline(solid)]
                    for group in groups]
        if 0 < sum(map(len, outlines)) <= MAX_SEGMENTS:
            grain = 1e-6 * size
            ends = [Vector(end) for outline in outlines for segment in outline for end in segment]
            edges = [(i, i + 1) for i in range(0, len(ends), 2)]
            self._places, _edges, faces, *_origins = delaunay_2d_cdt(ends, edges, [], 0, grain)
            inside = [_Inside(outline) for outline in outlines]
            for face in faces:
                x, y = self._middle(face)
                which = [each.holds(x, y) for each in inside]
                if any(which):
                    self.faces[-1 if sum(which) > 1 else which.index(True)].append(face)

    def remains(self, solids: Sequence[Shape | Solid]) -> bpy.types.Mesh:
        """A mesh of what lies behind the plane."""
        cut = mesh(joined(solids))
        work = bmesh.new()
        try:
            work.from_mesh(cut)
            bmesh.ops.bisect_plane(
                work, geom=[*work.verts, *work.edges, *work.faces], dist=1e-7 * self._size,
                plane_co=self._centre, plane_no=self.normal, clear_outer=True)
            work.to_mesh(cut)
        finally:
            work.free()
        return cut

    def cut_faces(self) -> list[bpy.types.Mesh]:
        """Meshes of the cut, as `faces`."""
        return [mesh((self.corners(), [], faces)) for faces in self.faces]

    def _outline(self, solid: Shape | Solid) -> list[Segment]:
        """Where the plane cuts the surface: segments with the inside always on the same hand."""
        axis, u, v, sign = self._axis, self._u, self._v, self.normal[self._axis]
        level = self._centre[axis]
        heights = [sign * (place[axis] - level) for place in solid.vertices]
        found = []
        for corners in _closed(solid, heights):
            above = [heights[i] > 0.0 for i in corners]
            if all(above) or not any(above):
                continue
            ends = {}
            for k in range(3):
                i, j = corners[k], corners[k - 2]
                if above[k] != above[k - 2]:
                    t = heights[i] / (heights[i] - heights[j])
                    p, q = solid.vertices[i], solid.vertices[j]
                    ends[above[k]] = (p[u] + t * (q[u] - p[u]) - self._centre[u],
                                      p[v] + t * (q[v] - p[v]) - self._centre[v])
            found.append((ends[True], ends[False]))
        return found

    def _middle(self, face: list[int]) -> tuple[float, float]:
        return (sum(self._places[i].x for i in face) / len(face),
                sum(self._places[i].y for i in face) / len(face))

    def areas(self, reach: float) -> list[float]:
        """How much of each of `faces` is seen round the centre."""
        def area(face: list[int]) -> float:
            a, b, c = (self._places[i] for i in face)
            return abs((b - a).cross(c - a)) / 2

        return [sum(area(face) for face in faces
                    if max(map(abs, self._middle(face))) <= reach) for faces in self.faces]

    def corners(self) -> list[Vector]:
        """The faces' corners in the world."""
        found = []
        for place in self._places:
            point = self._centre.copy()
            point[self._u] += place.x
            point[self._v] += place.y
            found.append(point)
        return found


def _closed(solid: Shape | Solid, heights: list[float]) -> list[Any]:
    """The triangles of the shells that close: a sheet that is open has no inside that a cut could
    show. None where the plane passes by."""
    if min(heights, default=0.0) > 0.0 or max(heights, default=0.0) <= 0.0:
        return []
    # Corners in one place are one, as where an edge was split for its shading.
    places: dict[Any, int] = {}
    same = [places.setdefault((round(x, 7), round(y, 7), round(z, 7)), number)
            for number, (x, y, z) in enumerate(solid.vertices)]
    shells = list(range(len(same)))

    def shell(corner: int) -> int:
        while shells[corner] != corner:
            shells[corner] = corner = shells[shells[corner]]
        return corner

    sides: dict[tuple[int, int], int] = {}
    for a, b, c in solid.triangles:
        a, b, c = same[a], same[b], same[c]
        shells[shell(a)] = shells[shell(b)] = shell(c)
        for side in ((a, b), (b, c), (c, a)):
            side = (min(side), max(side))
            sides[side] = sides.get(side, 0) + 1
    is_open = {shell(side[0]) for side, count in sides.items() if count == 1 and side[0] != side[1]}
    return [each for each in solid.triangles if shell(same[each[0]]) not in is_open]


def mesh(data: tuple[Sequence[Any], ...]) -> bpy.types.Mesh:
    """A new mesh of (vertices, edges, faces)."""
    made = bpy.data.meshes.new("Maquette Cut")
    made.from_pydata(*data)
    return made


def joined(solids: Sequence[Shape | Solid],
           up: float = 0.0) -> tuple[list[Any], list[Any], list[Any]]:
    """Vertices, no edges and triangles of several solids, lifted by `up`."""
    vertices: list[Any] = []
    triangles: list[Any] = []
    for solid in solids:
        first = len(vertices)
        vertices += [(x, y, z + up) for x, y, z in solid.vertices]
        triangles += [tuple(first + corner for corner in each) for each in solid.triangles]
    return vertices, [], triangles


class _Inside:
    """Which points of a plane lie inside an outline: by winding, so that shells of one object that
    overlap do not cancel out."""

    def __init__(self, outline: list[Segment]) -> None:
        ys = [end[1] for segment in outline for end in segment] or [0.0]
        self._low = min(ys)
        self._scale = _STRIPS / max(max(ys) - self._low, 1e-12)
        self._strips: list[list[Any]] = [[] for _ in range(_STRIPS + 1)]
        for segment in outline:
            first, last = sorted(self._strip(end[1]) for end in segment)
            for strip in range(first, last + 1):
                self._strips[strip].append(segment)

    def _strip(self, y: float) -> int:
        return min(max(int((y - self._low) * self._scale), 0), _STRIPS)

    def holds(self, x: float, y: float) -> bool:
        turns = 0
        for (x1, y1), (x2, y2) in self._strips[self._strip(y)]:
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
                turns += 1 if y2 > y1 else -1
        return turns != 0
