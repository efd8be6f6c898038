# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shapes that games hit instead of a mesh: a box, a sphere, a capsule or a cylinder where one
fits, else convex meshes. Each holds all that it stands for. Used by collision_nodes.py."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

import bpy
from mathutils import Matrix, Vector
from mathutils.bvhtree import BVHTree

from . import convex, links

try:
    import numpy
except ImportError:  # Blender's own exporter of glTF needs it, too
    numpy = None  # type: ignore[assignment]

_MAX_NORMALS, _MAX_ANGLES = 12, 90  # that are tried for the turn of a box
_SIDES = 24  # of a cylinder
_RINGS, _SEGMENTS = 6, 8  # of a sphere: engines read its radius, not its facets
_MOST_OF_PIECE = 0.05  # of its longest side: how far a simple shape may reach beyond a piece
_MAX_STEPS, _MAX_SAMPLES = 8, 40_000  # of places on a surface: along a triangle, and in all
_ROUNDS = 24  # of drawing a mesh of few corners out until it holds all
_DECIMALS = 4  # of its places, so that a flat side is flat: the normals of slivers are noise

Triangle = tuple[int, int, int]


class Shape(NamedTuple):
    """A convex mesh in a frame of its own. kind: box, sphere, capsule, cylinder or convex; z is the
    axis of a capsule and of a cylinder. volume: in m³, of what an engine makes of it."""

    kind: str
    frame: Matrix
    corners: list[Vector]
    triangles: list[Triangle]
    volume: float = 0.0

    @property
    def is_round(self) -> bool:
        """Whether an engine makes of it a sphere or a capsule instead of its facets."""
        return self.kind in ("sphere", "capsule")

    def _round(self) -> tuple[float, float]:
        """The radius, and how far each half is from the middle."""
        radius = max(each.x for each in self.corners)
        return radius, max(each.z for each in self.corners) - radius

    def out(self, points: Any) -> Any:
        """How far each of some points is out of it; less than 0 inside."""
        back = numpy.array(self.frame.inverted())
        own = points @ back[:3, :3].T + back[:3, 3]
        if self.is_round:
            radius, half = self._round()
            own[:, 2] -= own[:, 2].clip(-half, half)
            return numpy.linalg.norm(own, axis=1) - radius
        sides = planes(self.corners, self.triangles)
        return (own @ sides[:, :3].T - sides[:, 3]).max(axis=1)

    def outline(self) -> list[Vector]:
        """Places of its surface, among them those that are farthest from what is in it."""
        if not self.is_round:
            return [self.frame @ each for each in self.corners]
        radius, half = self._round()
        return [self.frame @ (way * radius + Vector((0.0, 0.0, math.copysign(half, way.z))))
                for way in convex.directions()]


def find(obj: bpy.types.Object, kinds: Collection[str], hold: float, fit: float) -> list[Shape]:
    """Shapes that hold a mesh object, in its own frame. `kinds`: those that may stand for a piece,
    beside convex meshes. `hold`: how far the mesh may reach out of all of them; `fit`: how far a
    shape may reach beyond the hull of its piece; m."""
    made: list[Shape] = []
    pieces = links.find_pieces(obj.data, [vertex.co.copy() for vertex in obj.data.vertices])
    groups = ([[each] for each in pieces] if len(pieces) <= links.MAX_PIECES
              else list(links.group_pieces(pieces, links.MAX_PIECES)))
    for group in groups:
        places = [place for each, _triangles in group for place in each]
        hulls = [convex.hull(places)]
        if len(group) == 1 and convex.narrowest(hulls[0])[0] > hold:
            hulls = convex.decompose([convex.as_mesh(*group[0])], links.MAX_PIECES // len(groups),
                                     True)
        own = [_choose(each.corners or places, kinds, hold, fit) for each in hulls]
        # Slivers that were left out, and meshes that cannot be cut.
        points = numpy.concatenate([sample(numpy.array([tuple(each) for each in piece]),
                                           numpy.array(triangles), fit * 4)
                                    for piece, triangles in group])
        outside = points[numpy.min([each.out(points) for each in own], axis=0) > hold]
        if len(outside):
            own.append(_choose([Vector(each) for each in outside], kinds, hold, fit))
        made += own
    return made


def sample(places: Any, triangles: Any, step: float) -> Any:
    """Places on a surface: corners, and others at most about `step` apart where that is not too
    many."""
    corners = places[triangles]
    sides = numpy.linalg.norm(corners - numpy.roll(corners, 1, axis=1), axis=2).max(axis=1)
    counts = numpy.ceil(sides / step).clip(1, _MAX_STEPS).astype(int)
    if (counts ** 2).sum() > _MAX_SAMPLES:
        counts = numpy.minimum(counts, 2 if len(counts) < _MAX_SAMPLES / 3 else 1)
    found = [places]
    for count in numpy.unique(counts[counts > 1]):
        shares = numpy.array([(i, j, count - i - j) for i in range(count + 1)
                              for j in range(count + 1 - i)]) / count
        found.append((shares @ corners[counts == count]).reshape(-1, 3))
    return numpy.concatenate(found)


def planes(corners: Sequence[Vector], triangles: Sequence[Triangle]) -> Any:
    """Rows (normal outward, height) of the sides of a convex mesh. Of a sliver the normal may look
    anywhere: the farthest corner is no farther than the mesh, whichever way."""
    places = numpy.array([tuple(each) for each in corners], dtype=float)
    a, b, c = (places[[each[i] for each in triangles]] for i in range(3))
    normals = numpy.cross(b - a, c - a)
    lengths = numpy.linalg.norm(normals, axis=1)
    normals = normals[lengths > 0] / lengths[lengths > 0, None]
    return numpy.column_stack((normals, (places @ normals.T).max(axis=0)))


def _thickened(places: Sequence[Vector], least: float) -> list[Vector]:
    """The places, and what is flat as thick as `least`: nothing can be hit that has no inside."""
    found = list(places)
    points = numpy.array([tuple(each) for each in places])
    _u, _s, ways = numpy.linalg.svd(points - points.mean(axis=0), full_matrices=len(points) < 3)
    for way in ways[::-1]:
        heights = points @ way
        thin = least - (heights.max() - heights.min())
        if thin > 0:
            step = Vector(way) * thin / 2
            found = [each + sign * step for each in found for sign in (1, -1)]
    return found


def _choose(places: Sequence[Vector], kinds: Collection[str], hold: float, fit: float) -> Shape:
    """The smallest simple shape around places that reaches nowhere far beyond their hull, else this
    hull with at most MAX_CORNERS corners."""
    hull = convex.hull(_thickened(places, hold))
    points = numpy.array([tuple(each) for each in hull.corners])
    tree = BVHTree.FromPolygons(hull.corners, hull.triangles)
    fit = min(fit, _MOST_OF_PIECE * float((points.max(axis=0) - points.min(axis=0)).max()))
    frame = _box_frame(hull, points)
    makers = {"box": _box, "sphere": _sphere, "capsule": _capsule, "cylinder": _cylinder}
    fitting = [shape for kind in makers if kind in kinds for shape in makers[kind](points, frame)
               if all((tree.find_nearest(place)[3] or 0.0) <= fit for place in shape.outline())]
    if fitting:
        return min(fitting, key=lambda each: each.volume)
    made = (hull if len(hull.corners) <= convex.MAX_CORNERS
            else _few_corners(points, frame, hold))
    middle = sum(made.corners, Vector()) / len(made.corners)
    return Shape("convex", Matrix.Translation(middle), [each - middle for each in made.corners],
                 made.triangles, made.volume)


def round_shape(matrix: Matrix, low: Any, high: Any, kind: str) -> Shape:
    """The sphere or the capsule that an engine makes of a mesh with this box."""
    half = [(b - a) / 2 * size for a, b, size in zip(low, high, matrix.to_scale())]
    axis = half.index(max(half))
    radius = max(half[:axis] + half[axis + 1:]) if kind == "capsule" else half[axis]
    turn = matrix.to_3x3().normalized()
    ways = [turn.col[(axis + each) % 3] for each in (1, 2, 3)]
    frame = Matrix(ways).transposed().to_4x4()
    frame.translation = matrix @ ((Vector(low) + Vector(high)) / 2)
    made = convex.hull(_ball(radius, max(0.0, half[axis] - radius)))
    return Shape(kind, frame, made.corners, made.triangles)


def _box_frame(hull: convex.Hull, points: Any) -> Matrix:
    """The turn of the smallest box around a hull, with the longest side along z: one of its sides
    lies in a side of the hull, or along the axes."""
    normals: dict[tuple[float, ...], list[Any]] = {(0.0, 0.0, 1.0): [math.inf, Vector((0, 0, 1))]}
    for a, b, c in hull.triangles:
        area = (hull.corners[b] - hull.corners[a]).cross(hull.corners[c] - hull.corners[a])
        if area.length > 0:
            normal = area.normalized()
            row = normals.setdefault(tuple(round(abs(each), 3) for each in normal), [0.0, normal])
            row[0] += area.length
    rows = sorted(normals.values(), key=lambda each: -each[0])[:_MAX_NORMALS]
    edges = numpy.array([tuple(hull.corners[b] - hull.corners[a])
                         for each in hull.triangles for a, b in zip(each, each[1:])])
    best = None
    for _area, normal in rows:
        side = normal.orthogonal().normalized()
        flat = numpy.array([tuple(side), tuple(normal.cross(side))])
        heights = points @ numpy.array(tuple(normal))
        sides = edges @ flat.T
        angles = numpy.unique(numpy.round(numpy.arctan2(sides[:, 1], sides[:, 0])
                                          % (math.pi / 2), 3))
        angles = numpy.append(angles[::max(1, len(angles) // _MAX_ANGLES)],
                              numpy.arctan2(flat[1], flat[0]))
        place = points @ flat.T
        ways = numpy.array([numpy.cos(angles), numpy.sin(angles)])
        across = numpy.array([-numpy.sin(angles), numpy.cos(angles)])
        area = numpy.ptp(place @ ways, axis=0) * numpy.ptp(place @ across, axis=0)
        at = int(area.argmin())
        volume = float(area[at] * numpy.ptp(heights))
        if best is None or volume < best[0] * (1 - 1e-6):
            way = Vector(ways[0, at] * flat[0] + ways[1, at] * flat[1])
            best = volume, way, normal
    assert best is not None
    axes = [best[1], best[2].cross(best[1]).normalized(), best[2]]
    axes.sort(key=lambda way: float(numpy.ptp(points @ numpy.array(tuple(way)))))
    axes[0] = axes[1].cross(axes[2])
    return Matrix(axes).transposed()


def _box(points: Any, frame: Matrix) -> Iterator[Shape]:
    own = points @ numpy.array(frame)
    low, high = own.min(axis=0), own.max(axis=0)
    half = Vector((high - low) / 2)
    corners = [Vector((x, y, z)) for x in (-half.x, half.x) for y in (-half.y, half.y)
               for z in (-half.z, half.z)]
    yield _shape("box", frame, (low + high) / 2, corners, 8 * half.x * half.y * half.z)


def _shape(kind: str, turn: Matrix, middle: Any, corners: list[Vector], volume: float) -> Shape:
    """A shape of the hull of corners; `middle` is in the frame that `turn` turns."""
    made = convex.hull(corners)
    place = turn @ Vector(tuple(middle))
    return Shape(kind, Matrix.Translation(place) @ turn.to_4x4(), made.corners, made.triangles,
                 volume)


def _centres(points: Any) -> Iterator[Any]:
    """Middles of places: of their box, and of the circle or sphere that fits them best."""
    yield (points.min(axis=0) + points.max(axis=0)) / 2
    rows = numpy.column_stack((2 * points, numpy.ones(len(points))))
    yield numpy.linalg.lstsq(rows, (points ** 2).sum(axis=1), rcond=None)[0][:-1]


def _round(points: Any) -> tuple[Any, float]:
    """The middle and the radius of a circle or a sphere that holds all."""
    found = [(middle, float(numpy.linalg.norm(points - middle, axis=1).max()))
             for middle in _centres(points)]
    return min(found, key=lambda each: each[1])


def _ball(radius: float, half: float) -> list[Vector]:
    """The corners of a sphere whose halves are apart: on its axes, they are as far as it is."""
    return [Vector((radius * math.sin(polar) * math.cos(turn),
                    radius * math.sin(polar) * math.sin(turn),
                    radius * math.cos(polar) + math.copysign(half, math.cos(polar))))
            for i in range(_RINGS + 1) for polar in (math.pi * i / _RINGS,)
            for turn in ([0.0] if i in (0, _RINGS) else
                         [math.tau * j / _SEGMENTS for j in range(_SEGMENTS)])]


def _sphere(points: Any, _frame: Matrix) -> Iterator[Shape]:
    middle, radius = _round(points)
    yield _shape("sphere", Matrix.Identity(3), middle, _ball(radius, 0.0),
                 4 / 3 * math.pi * radius ** 3)


def _along(points: Any, frame: Matrix) -> Iterator[tuple[Matrix, Any]]:
    """The frame with each of its axes as z, and the places in it."""
    for axis in range(3):
        ways = [frame.col[(axis + turn) % 3] for turn in (1, 2, 3)]
        turned = Matrix(ways).transposed()
        yield turned, points @ numpy.array(turned)


def _capsule(points: Any, frame: Matrix) -> Iterator[Shape]:
    for turn, own in _along(points, frame):
        middle, radius = _round(own[:, :2])
        caps = numpy.sqrt(numpy.maximum(
            radius ** 2 - ((own[:, :2] - middle) ** 2).sum(axis=1), 0.0))
        high, low = (own[:, 2] - caps).max(), (own[:, 2] + caps).min()
        half = (high - low) / 2
        if half > 0:
            yield _shape("capsule", turn, (*middle, (high + low) / 2), _ball(radius, half),
                         math.pi * radius ** 2 * (4 / 3 * radius + 2 * half))


def _cylinder(points: Any, frame: Matrix) -> Iterator[Shape]:
    for turn, own in _along(points, frame):
        middle, radius = _round(own[:, :2])
        low, high = own[:, 2].min(), own[:, 2].max()
        radius /= math.cos(math.pi / _SIDES)
        corners = [Vector((radius * math.cos(angle), radius * math.sin(angle), z))
                   for i in range(_SIDES) for angle in (math.tau * i / _SIDES,)
                   for z in ((low - high) / 2, (high - low) / 2)]
        yield _shape("cylinder", turn, (*middle, (low + high) / 2), corners,
                     math.pi * radius ** 2 * (high - low))


def _few_corners(places: Any, frame: Matrix, hold: float) -> convex.Hull:
    """A hull of at most MAX_CORNERS corners that holds places: of the corners that matter most,
    drawn out where some still lie outside. All this is reckoned in a cube: what draws the rim of a
    flat disc out by a share of its radius would else thicken it by as much."""
    own = places @ numpy.array(frame)
    low, sizes = own.min(axis=0), numpy.ptp(own, axis=0)
    points, hold = numpy.round((own - low) / sizes, _DECIMALS), hold / float(sizes.max())
    kept = {int(each) for each in (*points.argmin(axis=0), *points.argmax(axis=0))}
    made = convex.hull(map(Vector, points[sorted(kept)]))
    while len(kept) < convex.MAX_CORNERS and made.triangles:
        sides = planes(made.corners, made.triangles)
        out = points @ sides[:, :3].T - sides[:, 3]
        worst = out.max(axis=1)
        new = {int(each) for each in out.argmax(axis=0)[out.max(axis=0) > hold / 10]}
        if not new:
            break
        kept |= set(sorted(new, key=lambda each: -worst[each])[:convex.MAX_CORNERS - len(kept)])
        made = convex.hull(map(Vector, points[sorted(kept)]))
    for _round_number in range(_ROUNDS):
        moves = [Vector() for _corner in made.corners]
        for triangle in made.triangles:
            a, b, c = (made.corners[each] for each in triangle)
            normal = (b - a).cross(c - a).normalized()
            if normal.dot(a - sum(made.corners, Vector()) / len(made.corners)) < 0:
                normal.negate()
            far = float((points @ numpy.array(tuple(normal))).max()) - normal.dot(a)
            for corner in triangle:
                if far > moves[corner].length:
                    moves[corner] = normal * far
        if max(each.length for each in moves) <= hold / 4:
            break
        made = convex.hull([each + move for each, move in zip(made.corners, moves)])
    return convex.hull([frame @ Vector(low + numpy.array(each) * sizes) for each in made.corners])
