# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the profile of a solid that was turned on a lathe: cylinders, cones, tubes, rings, balls
and shafts; and balls and eggs whose corners lie otherwise."""

from __future__ import annotations

from typing import Any

from .cut_features import NEAR, is_even, ring_numbers, without_straight
from .flat_faces import Solid, own_axes, volume
from .plain_shape import Shape

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

_MAX_CORNERS = 400  # of a profile
_ROUND = 2e-3  # of the radius
_ALONG = 0.999
ANY_PHASE = 32  # sides, from which on it does not show where the first one is


def _axes(solid: Solid, places: Any) -> list[Any]:
    """Directions that the axis may have, the likely ones first."""
    values, vectors = numpy.linalg.eigh(numpy.cov(places.T))
    first = int(numpy.argmax(numpy.abs(values - numpy.median(values))))
    largest = sorted(solid.faces.values(), key=lambda each: -each.area)[:4]
    found: list[Any] = []
    for each in (vectors[:, first], *(face.normal for face in largest if face.is_flat),
                 *numpy.eye(3), *vectors.T):
        axis = each if each[numpy.argmax(numpy.abs(each))] > 0 else -each
        if all(abs(axis @ other) < 0.999999 for other in found):
            found.append(axis)
    return found


def _walk(links: dict[int, set[int]], ends: list[int]) -> list[int] | None:
    """The rings in order; the first one again at the end of a closed profile."""
    inner = [ring for ring in links if ring not in ends]
    if (len(ends) not in (0, 2) or any(len(links[ring]) != 2 for ring in inner)
            or any(len(links[ring]) != 1 for ring in ends)):
        return None
    at = ends[0] if ends else next(iter(links))
    path, before = [at], None
    while True:
        after = [ring for ring in links[at] if ring != before]
        if not after or (len(path) > 1 and at == path[0]):
            break
        before, at = at, after[0]
        path.append(at)
    return path if len(set(path)) == len(links) else None


def _profile(solid: Solid, places: Any, ids: Any, axis: Any) -> tuple[Any, int, Any] | None:
    """The profile [(r, z), …] around an axis through the middle of the places, how many sides it
    has, and where a corner is."""
    along = places @ axis
    out = places - along[:, None] * axis
    r = numpy.linalg.norm(out, axis=1)
    near = NEAR * solid.diagonal
    number = ring_numbers(along, r, near)
    count = int(number.max()) + 1
    if count > min(_MAX_CORNERS, max(len(places) // 2, 3)):
        return None
    turn = own_axes(axis)
    angles = numpy.arctan2(out @ turn[:, 1], out @ turn[:, 0])
    ring_z = numpy.bincount(number, weights=along) / numpy.bincount(number)
    ring_r = numpy.bincount(number, weights=r) / numpy.bincount(number)
    ring_r[ring_r < 2 * near] = 0
    sides = 0
    for ring in range(count):
        own = number == ring
        if not ring_r[ring]:
            continue
        if not is_even(angles[own], 2 * near / ring_r[ring]):
            return None
        sides = max(sides, int(own.sum()))
    ring_of = dict(zip(ids.tolist(), number.tolist()))
    links: dict[int, set[int]] = {ring: set() for ring in range(count)}
    ends = [ring for ring in range(count) if not ring_r[ring]]
    for face in solid.faces.values():
        met = {ring_of[place] for loop in face.loops for place in loop.places}
        if len(met) == 1 and abs(face.normal @ axis) > _ALONG:
            # A disk: its middle is an end of the profile.
            (ring,) = met
            end = len(ring_z)
            links[end] = {ring}
            links[ring].add(end)
            ends.append(end)
            ring_z, ring_r = numpy.append(ring_z, ring_z[ring]), numpy.append(ring_r, 0.0)
        elif len(met) > 1:
            line = sorted(met, key=lambda ring: (ring_r[ring], ring_z[ring]))
            for one, other in zip(line, line[1:]):
                links[one].add(other)
                links[other].add(one)
    path = _walk(links, ends)
    if path is None or sides < 3:
        return None
    return (numpy.array([(ring_r[ring], ring_z[ring]) for ring in path]), sides,
            out[int(numpy.argmax(r))])


def fit_turned(solid: Solid, least_sides: int) -> Shape | None:
    """The solid as turned around an axis, if it has at least so many sides."""
    ids = numpy.unique([place for face in solid.faces.values() for loop in face.loops
                        for place in loop.places])
    if not len(ids) or any(not face.loops for face in solid.faces.values()):
        return None
    ids = ids.astype(int)
    middle = solid.places[ids].mean(axis=0)
    places = solid.places[ids] - middle
    for axis in _axes(solid, places):
        found = _profile(solid, places, ids, axis)
        if found is None or found[1] < least_sides:
            continue
        profile, sides, corner = found
        low, high = profile[:, 1].min(), profile[:, 1].max()
        profile[:, 1] -= (low + high) / 2
        is_ring = len(profile) > 2 and bool(numpy.allclose(profile[0], profile[-1]))
        far = 1e-5 * solid.diagonal
        profile = without_straight(profile[:-1] if is_ring else profile, far)
        if is_ring:
            profile = numpy.concatenate([profile, profile[:1]])
        turn = own_axes(axis, None if sides >= ANY_PHASE else corner)
        return Shape("turned", turn, middle + axis * (low + high) / 2,
                     (profile[:, 0].max(), high - low), profile, sides=sides)
    return None


def _ball_volume(rings: int) -> float:
    """The volume of the toolkit's ball of radius 1, which has twice as many sides as rings."""
    angles = numpy.pi * numpy.arange(rings + 1) / rings
    r, z = numpy.sin(angles), -numpy.cos(angles)
    share = rings * numpy.sin(numpy.pi / rings)
    return float(((r[1:] ** 2 + r[1:] * r[:-1] + r[:-1] ** 2) * numpy.diff(z)).sum() * share / 3)


def fit_ball(solid: Solid) -> Shape | None:
    """A ball or an egg, whatever its faces are: all corners on one ellipsoid."""
    middle = (solid.low + solid.high) / 2
    points = (solid.places - middle) / solid.diagonal
    if len(points) < 40:
        return None
    x, y, z = points.T
    rows = numpy.stack([x * x, y * y, z * z, 2 * x * y, 2 * x * z, 2 * y * z, x, y, z], axis=1)
    solved = numpy.linalg.lstsq(rows, numpy.ones(len(x)), rcond=None)[0]
    a, b, c, d, e, f = solved[:6]
    matrix = numpy.array([[a, d, e], [d, b, f], [e, f, c]])
    values, vectors = numpy.linalg.eigh(matrix)
    if values.min() <= 1e-6:
        return None
    own = -numpy.linalg.solve(matrix, solved[6:]) / 2
    radii = numpy.sqrt((1 + own @ matrix @ own) / values)
    off = numpy.linalg.norm((points - own) @ vectors / radii, axis=1) - 1
    if numpy.abs(off).max() > _ROUND:
        return None
    if radii.max() - radii.min() < 2 * _ROUND * radii.max():
        turn, radii = numpy.eye(3), numpy.full(3, radii.mean())
    else:
        # Its own axes in the order of the world's, as far as they can be.
        order = numpy.argmax(numpy.abs(vectors), axis=1)
        order = order if len(set(order.tolist())) == 3 else numpy.arange(3)
        turn, radii = vectors[:, order], radii[order]
        turn = turn * numpy.where(numpy.diag(turn) < 0, -1, 1)
        if numpy.linalg.det(turn) < 0:
            turn[:, 2] *= -1
    # As many as give the same volume.
    inside = volume(solid.places, solid.triangles) / (float(numpy.prod(radii))
                                                      * solid.diagonal ** 3)
    rings = min(range(4, 65), key=lambda each: abs(_ball_volume(each) - inside))
    return Shape("ball", turn, middle + own * solid.diagonal, radii * solid.diagonal,
                 sides=2 * rings, rings=rings)
