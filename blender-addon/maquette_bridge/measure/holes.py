# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holes of a body: how many go through, and the round ones with diameter, depth and place."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mathutils import Vector

from . import fit, outline, vectors
from .bodies import Unmeasurable

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from .bodies import Body

MAX_HOLES = 200
MAX_AXES = 6  # directions that round holes are looked for along
_ACROSS = 0.05  # sine of how far a wall may lean from its hole's axis
_TURN = math.cos(math.radians(65))  # neighbours of a wall that turn further are a corner of it
_OFF = 0.03  # of the radius: what a wall's vertices may lie off the circle
_OPEN = 61.0  # deg between two neighbours on the circle: a hexagon's, not a rounded corner's
_STEPS = 40  # directions are told apart by so many steps of each coordinate
_SAME_WAY = 0.9995  # cosine
_PARALLEL = 0.999  # cosine: holes that run the same way
_ON_CIRCLE = 0.01  # of the radius: what the centres of holes may lie off their circle
_NEAR_END = 0.48  # of a hole's depth: from its middle to just inside its ends
_ROUND = 12  # corners of an outline that stands for a circle
_ONE_PLACE = 1e-3  # of the radius: holes whose axes are that near lie on one line


def through(body: Body) -> int:
    """How many holes go through the body's closed islands, by Euler's formula."""
    body.need_closed("through holes that could be counted")
    counts: list[tuple[Any, Any]] = [(each.holes, each) for each in body.islands]
    if any(count is None for count, _island in counts):
        raise Unmeasurable(f"{body.name} has edges with three or more faces, so its holes cannot "
                           "be counted")
    # A surface that looks inwards is a hollow in a solid, no solid of its own.
    solid = [count for count, island in counts if island.volume > 0.0]
    return sum(solid) if solid else sum(count for count, _island in counts)


class Hole:
    """A round hole: a wall that closes round an axis and looks towards it."""

    def __init__(self, axis: Vector, centre: Vector, radius: float, low: float,
                 high: float) -> None:
        self.axis, self.centre, self.radius = axis, centre, radius
        self.low, self.high = low, high  # along the axis, from `centre`
        self.through = False

    @property
    def diameter(self) -> float:
        """In m."""
        return 2.0 * self.radius

    @property
    def depth(self) -> float:
        """Length along the axis, in m."""
        return self.high - self.low

    @property
    def middle(self) -> Vector:
        """The middle of its axis, in m."""
        return self.centre + self.axis * ((self.low + self.high) / 2)


def round_holes(body: Body) -> list[Hole]:
    """The round holes of a body, the widest first."""
    return body.keep("round holes", lambda: _find(body))


def need_round_holes(body: Body) -> list[Hole]:
    """The round holes of a body. Raises Unmeasurable if there are none."""
    found = round_holes(body)
    if not found:
        raise Unmeasurable(f"no round hole was found in {body.name}")
    return found


class Neighbours:
    """Faces of a body with those beside them."""

    def __init__(self, body: Body) -> None:
        self.faces = body.faces
        vertices, _triangles = body.mesh
        self.vertices = vertices
        same = body.same
        count = len(same)
        # As arrays of numpy: the normals and corners of the faces; each face, and one beside it.
        self.planes: Any = None
        self.beside: list[list[int]]
        if numpy is not None and len(self.faces) >= vectors.FEW:
            areas, normals, _centres, kept = body.planes
            corners = body.solid.rows[kept]
            rows = numpy.array(same)[corners]
            after = rows[:, [1, 2, 0]]
            keys = (numpy.minimum(rows, after) * count + numpy.maximum(rows, after)).ravel()
            order = numpy.argsort(keys, kind="stable")
            starts = numpy.flatnonzero(numpy.diff(keys[order], prepend=-1))
            twice = starts[numpy.diff(starts, append=len(keys)) == 2]
            twice = twice[numpy.argsort(order[twice])]
            # Two faces at an edge that no third one has, in the edges' order.
            both = numpy.stack((order[twice] // 3, order[twice + 1] // 3), axis=1)
            faces, others = both.ravel(), both[:, ::-1].ravel()
            order = numpy.argsort(faces, kind="stable")
            self.planes = normals, corners, (faces[order], others[order])
            self.areas, self.places = areas, body.solid.places.astype(numpy.float32)
            self.beside = self.beside_within(-2.0)
        else:
            edges: dict[int, Any] = {}
            for number, (_area, _normal, _centre, triangle) in enumerate(self.faces):
                a, b, c = triangle
                a, b, c = same[a], same[b], same[c]
                for edge in (a * count + b if a < b else b * count + a,
                             b * count + c if b < c else c * count + b,
                             c * count + a if c < a else a * count + c):
                    if edge in edges:
                        edges[edge].append(number)
                    else:
                        edges[edge] = [number]
            self.beside = [[] for _ in self.faces]
            for i, j in (both for both in edges.values() if len(both) == 2):
                self.beside[i].append(j)
                self.beside[j].append(i)

    @cached_property
    def gentle(self) -> list[list[int]]:
        """The faces beside each without a sharp corner between."""
        return self.beside_within(_TURN)

    def beside_within(self, cosine: float) -> list[list[int]]:
        """The faces beside each that it turns to by less than an angle with this cosine."""
        if self.planes is None:
            return [[other for other in others
                     if self.faces[number][1].dot(self.faces[other][1]) > cosine]
                    for number, others in enumerate(self.beside)]
        normals, _corners, (faces, others) = self.planes
        turn = vectors.dot(normals[faces], normals[others]) > cosine
        ends = numpy.cumsum(numpy.bincount(faces[turn], minlength=len(self.faces))).tolist()
        ordered = others[turn].tolist()
        return [ordered[start:end] for start, end in zip([0, *ends], ends)]


def _axes(mesh: Neighbours) -> list[Vector]:
    """Directions that walls of holes may run along: the world's, and those about which the
    surface turns most, each the cross product of the normals of two neighbours."""
    weights: dict[Any, Any] = {}
    if mesh.planes is not None:
        normals, _corners, (ones, others) = mesh.planes
        ones, others = ones[ones <= others], others[ones <= others]
        sines, axes = vectors.normalize(vectors.cross(normals[ones], normals[others]))
        bent = (0.02 < sines) & (sines < 0.92)
        ones, others, sines, axes = ones[bent], others[bent], sines[bent], axes[bent]
        far = numpy.abs(axes).argmax(axis=1)
        signs = numpy.where(axes[numpy.arange(len(axes)), far] > 0, 1, -1)
        steps = numpy.rint(_STEPS * axes.astype(float)).astype(int) * signs[:, None]
        shares = numpy.minimum(mesh.areas[ones], mesh.areas[others]) * sines
        _keys, back = numpy.unique(steps @ [10_000, 100, 1], return_inverse=True)
        totals: Any = numpy.zeros((back.max(initial=-1) + 1, 3), dtype=numpy.float32)
        numpy.add.at(totals, back, axes * (shares * signs).astype(numpy.float32)[:, None])
        weights = dict(enumerate(zip(numpy.bincount(back, shares).tolist(),
                                     map(Vector, totals.tolist()))))
    for number, (area, normal, _centre, _triangle) in enumerate(
            mesh.faces if mesh.planes is None else []):
        for other in mesh.beside[number]:
            if other < number:
                continue
            cross = normal.cross(mesh.faces[other][1])
            sine = cross.length
            if 0.02 < sine < 0.92:
                axis = cross / sine
                x, y, z = axis
                sign = 1 if max(x, y, z, key=abs) > 0 else -1
                key = round(_STEPS * x) * sign, round(_STEPS * y) * sign, round(_STEPS * z) * sign
                share = min(area, mesh.faces[other][0]) * sine
                weight, total = weights.get(key) or (0.0, Vector())
                weights[key] = weight + share, total + axis * (share * sign)
    found = list(outline.AXES)
    for _weight, total in sorted(weights.values(), key=lambda each: (-each[0], *each[1])):
        axis = total.normalized()
        if all(abs(axis.dot(other)) < _SAME_WAY for other in found):
            found.append(axis)
            if len(found) >= MAX_AXES:
                break
    return found


def neighbours(body: Body) -> Neighbours:
    """The faces of a body, and which of them meet at an edge."""
    return body.keep("neighbours", lambda: Neighbours(body))


def directions(body: Body) -> list[Vector]:
    """The world's axes, and those about which the surface of a body turns most."""
    return body.keep("directions", lambda: _axes(neighbours(body)))


def _find(body: Body) -> list[Hole]:
    mesh = neighbours(body)
    found = []
    for axis in directions(body):
        for wall in _walls(mesh, axis):
            hole = _fit(mesh, wall, axis)
            if hole is not None:
                _find_ends(body, mesh, wall, hole)
                found.append(hole)
                if len(found) >= MAX_HOLES:
                    break
    # One hole is found about one axis only, unless it is as long as a ball is round.
    unique: list[Any] = []
    for hole in sorted(found, key=lambda each: (-each.radius, tuple(each.middle))):
        if all((hole.middle - other.middle).length > 0.1 * hole.radius
               or abs(hole.radius - other.radius) > 0.01 * hole.radius for other in unique):
            unique.append(hole)
    return unique


def _walls(mesh: Neighbours, axis: Vector) -> Iterator[list[int]]:
    """Lists of connected faces that run along an axis, without sharp corners between them."""
    if mesh.planes is not None:
        leans = numpy.abs(vectors.dot(mesh.planes[0], numpy.float32(axis)))
        upright = set(numpy.flatnonzero(leans < _ACROSS).tolist())
    else:
        upright = {number for number, face in enumerate(mesh.faces)
                   if abs(face[1].dot(axis)) < _ACROSS}
    while upright:
        start = upright.pop()
        wall, todo = [start], [start]
        while todo:
            number = todo.pop()
            for other in mesh.gentle[number]:
                if other in upright:
                    upright.remove(other)
                    wall.append(other)
                    todo.append(other)
        if len(wall) >= 6:
            yield wall


def _fit(mesh: Neighbours, wall: list[int], axis: Vector) -> Hole | None:
    """The hole that a wall is, or None."""
    found = _fit_round(mesh, wall, axis)
    return found[0] if found is not None and found[1] >= 0.9 else None  # less: a pin


def round_walls(body: Body, axis: Vector) -> list[tuple[Hole, bool]]:
    """The walls of a body that close round an axis of this direction, each as if it were a hole,
    and whether it looks outwards, as a pin's."""
    return [(hole, is_pin) for hole, is_pin, _wall in faces_of_walls(body, axis)]


def faces_of_walls(body: Body, axis: Vector) -> list[tuple[Hole, bool, list[int]]]:
    """round_walls() with the faces of each."""
    mesh = neighbours(body)
    found = ((_fit_round(mesh, wall, axis), wall) for wall in _walls(mesh, axis))
    return [(each[0], each[1] <= 0.1, wall) for each, wall in found if each is not None]


def _fit_round(mesh: Neighbours, wall: list[int], axis: Vector) -> tuple[Hole, float] | None:
    """The round wall that some faces are, and which share of it looks inwards."""
    u, v = fit.basis(axis)
    corners = {corner for number in wall for corner in mesh.faces[number][3]}
    origin = mesh.faces[wall[0]][2]
    places = [Vector(mesh.vertices[corner]) - origin for corner in corners]
    flat = list(dict.fromkeys((round(place.dot(u), 9), round(place.dot(v), 9))
                              for place in places))
    circle = fit.circle(flat)
    if circle is None:
        return None
    x, y, radius = circle
    if max(abs(math.hypot(px - x, py - y) - radius) for px, py in flat) > _OFF * radius:
        return None
    centre = origin + u * x + v * y
    inwards = sum(mesh.faces[number][0] for number in wall
                  if mesh.faces[number][1].dot(mesh.faces[number][2] - centre) < 0)
    share = inwards / sum(mesh.faces[number][0] for number in wall)
    angles = sorted(math.degrees(math.atan2(py - y, px - x)) for px, py in flat)
    gaps = [b - a for a, b in zip(angles, angles[1:] + [angles[0] + 360.0])]
    if max(gaps) > _OPEN:
        return None
    along = [place.dot(axis) for place in places]
    return Hole(axis, centre, radius, min(along), max(along)), share


def _find_ends(body: Body, mesh: Neighbours, wall: list[int], hole: Hole) -> None:
    """Makes a hole as deep as it is: to its floor at a blind end, and with the chamfer or fillet
    at an open one."""
    _vertices, triangles = body.mesh
    floors = _floors(mesh, wall, hole)
    reach = hole.depth / 2
    blind, ends = [], []
    for sign in (-1.0, 1.0):
        _place, _normal, index, distance = body.solid.tree.ray_cast(hole.middle, hole.axis * sign)
        blind.append(index is not None and triangles[index] in floors)
        if blind[-1]:
            ends.append(distance - reach)
        else:
            ends.append(0.0)
    hole.low, hole.high = hole.low - ends[0], hole.high + ends[1]
    hole.through = not any(blind)
    inside = set(wall)
    todo = list(wall)
    while todo:
        number = todo.pop()
        for other in mesh.beside[number]:
            if other in inside:
                continue
            _area, normal, centre, triangle = mesh.faces[other]
            lean = normal.dot(hole.axis)
            out = centre - hole.centre
            out -= hole.axis * out.dot(hole.axis)
            # It leads from the wall outwards, to the opening.
            if (out.length < hole.radius * 0.98 or normal.dot(out) > -0.05 * out.length
                    or abs(lean) > 0.98 or out.length > 2.0 * hole.radius
                    or blind[1 if lean > 0 else 0]):
                continue
            inside.add(other)
            todo.append(other)
            heights = [(Vector(mesh.vertices[corner]) - hole.centre).dot(hole.axis)
                       for corner in triangle]
            if lean > 0:
                hole.high = max(hole.high, *heights)
            else:
                hole.low = min(hole.low, *heights)


def _floors(mesh: Neighbours, wall: list[int], hole: Hole) -> set[tuple[int, int, int]]:
    """Triangles that the wall leads to without leaving the hole's width: its floor, if it has
    one."""
    if mesh.planes is not None:
        _normals, corners, _pairs = mesh.planes
        out = mesh.places - numpy.float32(hole.centre)
        along = vectors.dot(out, numpy.float32(hole.axis))
        out = out - numpy.float32(hole.axis) * along.astype(numpy.float32)[:, None]
        are_near = (vectors.normalize(out)[0] <= 1.02 * hole.radius)[corners].all(axis=1).tolist()
    else:
        near: dict[int, bool] = {}
        for face in mesh.faces:
            for corner in face[3]:
                if corner not in near:
                    place = Vector(mesh.vertices[corner]) - hole.centre
                    place -= hole.axis * place.dot(hole.axis)
                    near[corner] = place.length <= 1.02 * hole.radius
        are_near = [all(map(near.__getitem__, face[3])) for face in mesh.faces]
    inside, todo, found = set(wall), list(wall), set()
    while todo:
        for other in mesh.beside[todo.pop()]:
            if other not in inside and are_near[other]:
                inside.add(other)
                todo.append(other)
                found.add(mesh.faces[other][3])
    return found


def edge_distances(body: Body, hole: Hole, axis: Vector | None = None) -> list[float]:
    """From a hole's centre to the outer edges round it, of the sections across it: in its middle
    and inside its ends, where a boss has another edge than its plate. Without an axis the nearest
    edge of each section, with one those on both sides."""
    sections = outline.cuts(body, hole.axis)
    x, y = hole.middle.dot(sections.u), hole.middle.dot(sections.v)
    along = None if axis is None else (axis.dot(sections.u), axis.dot(sections.v))
    if along is not None and math.hypot(*along) < 0.1:
        raise Unmeasurable("that axis runs along the hole, to no edge")
    middle, reach = hole.middle.dot(sections.axis), _NEAR_END * hole.depth
    found: list[float] = []
    for level in (middle, middle - reach, middle + reach):
        # They lie in each other, the largest first: by turns an outer edge and that of a hole.
        for loop in [loop for loop in sections.at(level) if loop.holds(x, y)][::2]:
            found += [_fit_loop(loop, x, y)] if along is None else _along(loop, x, y, *along)
    if not found:
        raise Unmeasurable(f"no section of {body.name} through the hole has an outer edge round it")
    return found


def _fit_loop(loop: outline.Loop, x: float, y: float) -> float:
    """The distance from a point to an outline; to the circle that it stands for."""
    circle = fit.circle(loop.points)
    if circle is not None and len(loop.points) >= _ROUND:
        far = [math.hypot(px - circle[0], py - circle[1]) for px, py in loop.points]
        if max(far) - min(far) <= _ON_CIRCLE * circle[2]:
            return abs(circle[2] - math.hypot(x - circle[0], y - circle[1]))
    return loop.distance(x, y)


def _along(loop: outline.Loop, x: float, y: float, dx: float, dy: float) -> list[float]:
    """From a point along a line to the edges on both sides that are nearest."""
    sides: dict[bool, float] = {}
    for (x1, y1), (x2, y2) in loop.sides():
        bottom = dx * (y2 - y1) - dy * (x2 - x1)
        if bottom:
            t = ((x1 - x) * (y2 - y1) - (y1 - y) * (x2 - x1)) / bottom
            s = ((x1 - x) * dy - (y1 - y) * dx) / bottom
            if 0.0 <= s <= 1.0:
                far = abs(t) * math.hypot(dx, dy)
                sides[t > 0] = min(far, sides.get(t > 0, far))
    return list(sides.values())


def centre_distances(found: list[Hole], axis: Vector | None = None) -> list[list[float]]:
    """The distances of each hole's centre to those of the others: [[metres]]; along `axis`, or
    from axis to axis of those that run the same way."""
    rows = []
    for hole in found:
        row = []
        for other in found:
            if other is hole:
                continue
            between = other.middle - hole.middle
            if axis is not None:
                row.append(abs(between.dot(axis)))
            elif abs(hole.axis.dot(other.axis)) > _PARALLEL:
                row.append((between - hole.axis * between.dot(hole.axis)).length)
        # Parts of one stepped hole have no distance.
        rows.append([value for value in row if value > _ONE_PLACE * hole.radius])
    return rows


def centre_circles(found: list[Hole]) -> list[float]:
    """Diameters of the circles on which holes lie that run the same way and are equally wide, at
    least three on each: one circle through all, else those about their common middle."""
    circles, left = [], list(found)
    while left:
        first = left[0]
        group = [hole for hole in left if abs(first.axis.dot(hole.axis)) > _PARALLEL
                 and abs(hole.radius - first.radius) <= 0.05 * first.radius]
        left = [hole for hole in left if hole not in group]
        u, v = fit.basis(first.axis)
        centres = [(hole.middle.dot(u), hole.middle.dot(v)) for hole in group]
        circles += _circle_of(centres) or [
            diameter for ring in _rings(centres) for diameter in _circle_of(ring)]
    return circles


def _circle_of(centres: list[tuple[float, float]]) -> list[float]:
    """[diameter] of the circle through all of at least three points; empty if there is none."""
    circle = fit.circle(centres)
    if circle is None:
        return []
    x, y, radius = circle
    off = max(abs(math.hypot(px - x, py - y) - radius) for px, py in centres)
    return [2.0 * radius] if off <= _ON_CIRCLE * radius else []


def _rings(centres: list[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """Points that are equally far from the middle of all."""
    x, y = (sum(each) / len(centres) for each in zip(*centres))
    rings: list[Any] = []
    for far, centre in sorted((math.hypot(px - x, py - y), (px, py)) for px, py in centres):
        if rings and far - rings[-1][0] <= _ON_CIRCLE * far:
            rings[-1][1].append(centre)
        else:
            rings.append((far, [centre]))
    return [ring for _far, ring in rings]
