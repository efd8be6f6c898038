# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How pieces are arranged: direction of a long thing, turn and rise of steps, even spacing,
parallel, flat, symmetric."""

from __future__ import annotations

import math
import random
from collections import namedtuple
from typing import TYPE_CHECKING, Any

from mathutils import Vector

from . import fit, outline
from .bodies import Unmeasurable
from .disjoint_sets import DisjointSets
from .outline import AXES

if TYPE_CHECKING:
    from .bodies import Body

MAX_PIECES = 1000
_LONG = 1.2  # times the next spread: below, a thing has no long axis
_ALIKE = 4.0  # times: the sections of a straight bar, which may be tapered
_ASIDE = 0.1  # of a section's width: what their centres may lie off one line
_FLAT = 3.0  # times thinner than wide: such a thing has a face rather than a long axis
_NEAR_AXIS = math.cos(math.radians(5))
_LOOKS = math.cos(math.radians(30))  # faces that look along an axis
_TOP = math.cos(math.radians(10))  # of these, those of the face itself and not of its bevel
_LEVEL = 0.02  # of the longest side: how far faces that are meant together lie from each other
_ON_CIRCLE, _OFF_CIRCLE = 0.02, 0.2  # of the radius: round a given axis, round a fitted one
_ARC = 2.5  # times the next gap: the open side of an arc; less may be a place left out
_SAMPLES = 4000


_SIDES = 0.35  # of a normal's height along a thing: its sides, not its ends
_CLEAN = 0.02  # of the spread of its sides' normals across it: what a straight thing has along it
# How far the worst gap is from the mean one; both in metres, or in degrees round a circle of
# that radius. `spacings`: what can be meant by a distance of the pieces, each as its gaps.
Evenness = namedtuple("Evenness", "worst mean radius how spacings")


def long_axis(body: Body) -> Vector:
    """The direction that a body is longest along."""
    (first, direction), (second, _v), _third = body.axes
    if first < _LONG * second:
        raise Unmeasurable(f"{body.name} has no long axis: it is about as wide as it is long")
    return body.keep("long axis", lambda: _along_sides(body, direction))


def _along_sides(body: Body, direction: Vector) -> Vector:
    """The direction that a straight thing's sides run along, near its long axis: exact where ends
    that are cut askew, or thicker, turn the axis of its surface. Else that axis."""
    found = direction
    for _ in range(3):
        sides = [face for face in body.faces if abs(face[1].dot(found)) < _SIDES]
        spreads = fit.normals_axes(sides)
        axis = spreads[2][1]
        if (spreads[2][0] > _CLEAN * spreads[1][0] or spreads[1][0] <= 0.0
                or abs(axis.dot(direction)) < _NEAR_AXIS):
            return direction
        found = axis
    return found


def is_panel(body: Body) -> bool:
    """Whether it is flat, and not so long that its length alone is its direction."""
    (first, _u), (second, _v), (third, _normal) = body.axes
    return second > _FLAT * third and first < _FLAT * second


def is_straight(body: Body) -> bool:
    """Whether it is one straight bar, whose long axis is that of its sections: no slope, no arm
    with another."""
    along = long_axis(body)
    sections = outline.cuts(body, along)
    found = [(loop, level) for level in sections.levels for loop in [sections.outer(level)]
             if loop is not None]
    if len(found) < len(sections.levels):
        return False
    areas = [loop.area for loop, _level in found]
    centres = [loop.centre for loop, _level in found]
    off = max(math.dist(one, other) for one in centres for other in centres)
    return max(areas) <= _ALIKE * min(areas) and off <= _ASIDE * math.sqrt(min(areas))


def longest(body: Body) -> float:
    """The length along the long axis, where there is one that leans; else the box's longest
    side."""
    (first, direction), (second, _v), _third = body.axes
    if first < _LONG * second or max(map(abs, direction)) > _NEAR_AXIS:
        return body.longest
    vertices, triangles = body.mesh
    along = [direction.dot(Vector(vertices[corner]))
             for corner in {corner for triangle in triangles for corner in triangle}]
    return max(along) - min(along)


def direction(body: Body) -> Vector:
    """Returns the direction that is compared for "parallel": the normal of a flat thing, else the
    long axis."""
    (_first, _u), (second, _v), (third, normal) = body.axes
    return normal if second > _FLAT * third else long_axis(body)


def angle(one: Vector, other: Vector) -> float:
    """Between two lines, deg, 0 to 90."""
    return math.degrees(math.atan2(one.cross(other).length, abs(one.dot(other))))


def unevenly_flat(body: Body, axis: Vector, sign: float) -> float:
    """How far the face that looks along an axis is from a plane: the width of the zone between two
    planes along the one of closest fit (ISO 12781-1)."""
    look = axis * sign
    faces = [each for each in body.faces if each[1].dot(look) > _LOOKS]
    if not faces:
        raise Unmeasurable(f"no face of {body.name} looks that way")
    faces = _largest_face(body, faces, look)
    normal = sum((face[1] * face[0] for face in faces), Vector()).normalized()
    faces = [each for each in faces if each[1].dot(normal) > _TOP] or faces
    vertices, _triangles = body.mesh
    corners = {corner for face in faces for corner in face[3]}
    points = [Vector(vertices[corner]) for corner in corners]
    if len(points) > 3:
        centre, normal = fit.plane(points)
        points = [point - centre for point in points]
    heights = [point.dot(normal) for point in points]
    return max(heights) - min(heights)


def _largest_face(body: Body, faces: list[Any], look: Vector) -> list[Any]:
    """Those of the largest connected face, and of others that lie about as high, as the boards of
    a top. A step, the floor of a pocket and what looks that way within a hole are other faces."""
    vertices, _triangles = body.mesh
    sets = DisjointSets(vertices[corner] for face in faces for corner in face[3])
    for face in faces:
        first, *others = (vertices[corner] for corner in face[3])
        for other in others:
            sets.join(first, other)
    found = []
    for group in sets.group(faces, lambda face: vertices[face[3][0]]):
        area = sum(face[0] for face in group)
        found.append((area, sum(face[0] * face[2].dot(look) for face in group) / area, group))
    _area, level, _group = max(found, key=lambda each: each[0])
    return [face for _area, height, group in found
            if abs(height - level) <= _LEVEL * body.longest for face in group]


def asymmetry(body: Body, axis: int) -> float:
    """How far the surface is from its own mirror image at most; the mirror stands in the middle of
    its box."""
    return body.keep(("asymmetry", axis), lambda: _measure_asymmetry(body, axis))


def _measure_asymmetry(body: Body, axis: int) -> float:
    vertices, triangles = body.mesh
    middle = body.middle[axis]
    corners = list(dict.fromkeys(corner for triangle in triangles for corner in triangle))
    # Not every n-th: those of a turned thing would all lie in the mirror's plane.
    pick = random.Random(len(corners))
    points = [Vector(vertices[corner])
              for corner in pick.sample(corners, min(len(corners), _SAMPLES))]
    points += [face[2].copy() for face in pick.sample(body.faces, min(len(body.faces), _SAMPLES))]
    for point in points:
        point[axis] = 2.0 * middle - point[axis]
    found = sorted(((body.solid.tree.find_nearest(point)[3], tuple(point)) for point in points),
                   reverse=True)
    worst = 0.0
    for distance, point in found:
        if distance <= worst:
            break
        worst = max(worst, _nearer(body, Vector(point), distance))
    return worst


def _nearer(body: Body, point: Vector, distance: float) -> float:
    """The distance of a point to the surface again, by rays: on a sliver of a triangle, as in a
    face with holes, the nearest point is some tenths of a millimetre off."""
    step = max(2.0 * distance, 1e-6 * body.longest)
    for ray in AXES:
        for way in (ray, -ray):
            _place, _normal, _index, far = body.solid.tree.ray_cast(point - way * step, way)
            if far is not None:
                distance = min(distance, abs(far - step))
    return distance


def _need(bodies: list[Body], least: int, what: str) -> None:
    if len(bodies) < least:
        raise Unmeasurable(f"{what} needs {least} pieces or more, and there "
                           f"{'is' if len(bodies) == 1 else 'are'} {len(bodies)}")
    if len(bodies) > MAX_PIECES:
        raise Unmeasurable(f"there are more than {MAX_PIECES} pieces")


def rises(bodies: list[Body]) -> list[tuple[float, Body, Body]]:
    """[(metres, lower piece, upper piece)]: from the top of each step to that of the next."""
    _need(bodies, 2, "a rise")
    order = sorted(bodies, key=lambda each: (each.high[2], each.name))
    return [(b.high[2] - a.high[2], a, b) for a, b in zip(order, order[1:])]


def _round_centre(points: list[tuple[float, float]],
                  preferred: list[tuple[float, float]]) -> tuple[float, float] | None:
    """The vertical axis that pieces stand round: one of the preferred where they are as far from
    it all round, else that of the circle of closest fit."""
    fitted = fit.circle(points) if len(points) > 2 else None
    tried = [(*each, _ON_CIRCLE) for each in preferred]
    if fitted is not None:
        tried.append((*fitted[:2], _OFF_CIRCLE))
    for x, y, off in tried:
        far = [math.hypot(px - x, py - y) for px, py in points]
        if min(far) > 0.0 and max(far) - min(far) <= off * max(far):
            return x, y
    return None


def turns(bodies: list[Body], centre: tuple[float, float] | None = None,
          signed: bool = False) -> list[tuple[float, Body, Body]]:
    """[(deg, lower piece, upper piece)]: from each step's direction, seen from the axis that they
    stand round, to that of the next one above; of slabs that lie over each other, from long axis to
    long axis. Turning one way counts as positive: that of most steps, or, `signed`, against the
    clock as seen from above."""
    _need(bodies, 2, "a turn")
    order = sorted(bodies, key=lambda each: (each.high[2], each.name))
    places = [_centroid(each) for each in order]
    flat = [(place.x, place.y) for place in places]
    spread = max(math.hypot(x - flat[0][0], y - flat[0][1]) for x, y in flat)
    if spread < 0.02 * max(each.longest for each in order):
        angles, period = [], 180.0
        for each in order:
            level = long_axis(each)
            if abs(level.z) > 0.7:
                raise Unmeasurable(f"{each.name} stands upright and has no direction about z")
            angles.append(math.degrees(math.atan2(level.y, level.x)))
    else:
        period = 360.0
        middle = (sum(x for x, _y in flat) / len(flat), sum(y for _x, y in flat) / len(flat))
        round_ = _round_centre(flat, ([centre] if centre is not None else [])
                               + [(0.0, 0.0), middle])
        if round_ is None:
            raise Unmeasurable("the pieces do not stand round one axis")
        angles = [math.degrees(math.atan2(y - round_[1], x - round_[0])) for x, y in flat]
    found = []
    for (a, b), (one, other) in zip(zip(order, order[1:]), zip(angles, angles[1:])):
        turn = (other - one + period / 2) % period - period / 2
        found.append((turn, a, b))
    if not signed and sum(1 for turn, _a, _b in found if turn < 0) * 2 > len(found):
        found = [(-turn, a, b) for turn, a, b in found]
    return found


def _centroid(body: Body) -> Vector:
    """Returns the centroid of the surface."""
    return body.keep("centroid", lambda: _find_centroid(body))


def _find_centroid(body: Body) -> Vector:
    total = sum(face[0] for face in body.faces)
    return sum((face[2] * face[0] for face in body.faces), Vector()) / total


def _gaps(values: list[float]) -> list[float]:
    values = sorted(values)
    return [b - a for a, b in zip(values, values[1:])]


def _levels(values: list[float], size: float) -> list[float]:
    """Distinct values, as those of rows and columns."""
    found: list[Any] = []
    for value in sorted(values):
        if not found or value - found[-1] > 0.02 * size:
            found.append(value)
    return found


def _off_mean(gaps: list[float]) -> tuple[float, float]:
    mean = sum(gaps) / len(gaps)
    return max(abs(gap - mean) for gap in gaps), mean


def reach(body: Body, along: Vector) -> tuple[float, float]:
    """(low, high) of a body along a direction."""
    vertices, triangles = body.mesh
    heights = [along.dot(Vector(vertices[corner]))
               for corner in {corner for triangle in triangles for corner in triangle}]
    return min(heights), max(heights)


def _row(bodies: list[Body], along: Vector, size: float) -> list[tuple[float, float, list[Body]]]:
    """[(low, high, pieces)] of pieces along a direction, those of one place taken together."""
    found: list[Any] = []
    for body in sorted(bodies, key=lambda each: _centroid(each).dot(along)):
        place = _centroid(body).dot(along)
        if found and place - found[-1][0] <= 0.02 * size:
            found[-1][1].append(body)
        else:
            found.append((place, [body]))
    rows = []
    for _place, pieces in found:
        ends = [reach(body, along) for body in pieces]
        rows.append((min(low for low, _high in ends), max(high for _low, high in ends), pieces))
    return rows


def _row_axis(bodies: list[Body], axis: int | None) -> tuple[Vector | None, float]:
    """(direction, spread) of the row that pieces stand in; None where they stand in none."""
    places = [_centroid(each) for each in bodies]
    size = max(max(place[k] for place in places) - min(place[k] for place in places)
               for k in range(3))
    if size <= 0.0:
        raise Unmeasurable("the pieces all lie at one place")
    if axis is not None:
        return AXES[axis], size
    _centre, along, off = fit.line(places)
    return (along if off <= 0.02 * size else None), size


def clear_gaps(bodies: list[Body], axis: int | None = None) -> list[tuple[float, Body, Body]]:
    """[(metres, piece, next piece)]: what is free between neighbours in a row, along it or along
    the world's axis."""
    _need(bodies, 2, "a gap between pieces")
    along, size = _row_axis(bodies, axis)
    if along is None:
        raise Unmeasurable("the pieces lie in no row; an axis says between which of them")
    row = _row(bodies, along, size)
    if len(row) < 2:
        raise Unmeasurable("the pieces all lie at one place along that axis")
    return [(low - high, a[0], b[0]) for (_low, high, a), (low, _high, b) in zip(row, row[1:])]


def _row_evenness(bodies: list[Body], along: Vector, size: float, where: str) -> Evenness:
    """The Evenness of pieces in a row: from centre to centre, or of the gaps between them where
    those are more even, as with books of different thickness."""
    row = _row(bodies, along, size)
    if len(row) < 3:
        raise Unmeasurable(f"the pieces lie at {len(row)} places along that axis, so there "
                           "is no second gap")
    spacings = [_gaps([(low + high) / 2 for low, high, _pieces in row]),
                [low - high for (_low, high, _a), (low, _high, _b) in zip(row, row[1:])]]
    pitch, free = map(_off_mean, spacings)
    clear = f"{1000 * free[1]:.5g} mm clear" if free[1] > 0.0 else "none clear"
    if free[0] < pitch[0]:
        return Evenness(*free, None, f"clear gaps {where}, {1000 * free[1]:.5g} mm on average",
                        spacings)
    return Evenness(*pitch, None, f"from centre to centre {where}, {1000 * pitch[1]:.5g} mm on "
                    f"average ({clear})", spacings)


def unevenness(bodies: list[Body], axis: int | None = None) -> Evenness:
    """The Evenness of pieces in a row, on a circle, or in rows and columns."""
    _need(bodies, 3, "even spacing")
    places = [_centroid(each) for each in bodies]
    along, size = _row_axis(bodies, axis)
    if along is not None:
        return _row_evenness(bodies, along, size,
                             "along their row" if axis is None else "along " + "xyz"[axis])
    rows = [_levels([place[k] for place in places], size) for k in range(3)]
    if math.prod(map(len, rows)) == len(places):
        spacings = [_gaps(each) for each in rows if len(each) > 1]
        worst = max(map(_off_mean, spacings), key=lambda found: found[0])
        return Evenness(*worst, None, "from centre to centre in their rows and columns, "
                        f"{1000 * worst[1]:.5g} mm on average", spacings)
    centre, normal = fit.plane(places)
    if max(abs((place - centre).dot(normal)) for place in places) > 0.05 * size:
        normal = Vector((0.0, 0.0, 1.0))  # steps of a winding stair
    u, v = fit.basis(normal)
    flat = [(place.dot(u), place.dot(v)) for place in places]
    round_ = _round_centre(flat, [])
    if round_ is None:
        raise Unmeasurable("the pieces lie neither in a row, nor on a circle, nor in rows and "
                           "columns")
    angles = sorted(math.degrees(math.atan2(y - round_[1], x - round_[0])) for x, y in flat)
    gaps = _gaps(angles) + [angles[0] + 360.0 - angles[-1]]
    if max(gaps) > _ARC * sorted(gaps)[-2]:
        gaps.remove(max(gaps))  # an arc, not the whole circle
    radius = sum(math.hypot(x - round_[0], y - round_[1]) for x, y in flat) / len(flat)
    off = _off_mean(gaps)
    return Evenness(*off, radius, "from centre to centre round their circle, "
                    f"{off[1]:.5g} deg on average", [gaps])
