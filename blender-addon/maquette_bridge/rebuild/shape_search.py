# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the simplest plain shape whose surface agrees with that of a mesh, and the turn by which a
mesh is a copy of another one."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any

from mathutils.bvhtree import BVHTree
from mathutils.kdtree import KDTree

from . import plain_shape, skin_fit, straight_fit, surface_distance, turned_fit
from .cross_holes import take_across
from .cut_features import Cut, take_out
from .flat_faces import NotSolid, Solid, count_tunnels, fill, volume
from .plain_shape import Shape

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

MAX_OFF = 1.0  # percent of the diagonal: what is further off is no such shape
_CLOSE = 0.1  # what is nearer is taken without a look at the shapes that are less simple
_MAX_P99 = 0.5
_MAX_VOLUME = 0.03
_SAME = 5e-4  # of the diagonal: corners of a copy
_LEAST_SIDES = 8
_MAX_CUTS = 60


def _candidates(places: Any, triangles: Any) -> Iterator[Shape | None]:
    """Shapes that it may be, the simple ones first."""
    whole = Solid(places, triangles)
    yield straight_fit.fit_box(whole)
    yield turned_fit.fit_turned(whole, _LEAST_SIDES)
    yield turned_fit.fit_ball(whole)
    rest = Solid(places, triangles)
    cuts = take_out(rest)
    if len(cuts) > _MAX_CUTS:
        return
    if cuts:
        turned = turned_fit.fit_turned(rest, _LEAST_SIDES)
        if turned is not None:
            yield _as_round_plate(turned, cuts)
    yield straight_fit.fit_extruded(rest, cuts)
    yield turned_fit.fit_turned(whole, 3)
    yield from straight_fit.fit_broken(whole)
    yield from skin_fit.fit_skin(whole)
    filled = fill(rest) if cuts else None
    across = take_across(rest)
    if across:
        cuts = cuts + across
        turned = turned_fit.fit_turned(rest, _LEAST_SIDES)
        if turned is not None:
            yield _as_round_plate(turned, cuts)
        yield straight_fit.fit_extruded(rest, cuts)
    if filled is not None:
        own = cuts[:len(cuts) - len(across)]
        for shape in (straight_fit.fit_box(filled), *straight_fit.fit_broken(filled),
                      *skin_fit.fit_skin(filled)):
            if shape is not None:
                shape.cuts = own
                yield shape


def _as_round_plate(shape: Shape, cuts: list[Any]) -> Shape:
    """A turned shape with its cuts; a plain cylinder as a round outline that may have holes."""
    shape.cuts = cuts
    profile = shape.outline
    if len(profile) != 4 or numpy.ptp(profile[1:3, 0]) > 1e-4 * profile[1, 0]:
        return shape
    radius, depth = shape.size
    turn = shape.turn
    for axis in straight_fit.AXES.values():
        if shape.sides >= turned_fit.ANY_PHASE and abs(
                numpy.array(axis)[:, 2] @ turn[:, 2]) > 1 - 1e-8:
            turn = numpy.array(axis)
    holes, others = straight_fit.split_holes(cuts, turn, shape.place, depth, 1e-4 * radius)
    return Shape("extruded", turn, shape.place, (2 * radius, 2 * radius, depth),
                 plain_shape.circle_points(radius, shape.sides), sides=shape.sides, holes=holes,
                 cuts=others)


def find(places: Any, triangles: Any) -> Shape:
    """The shape of a mesh. Raises NotSolid, also if it has none."""
    inside = abs(volume(places, triangles))
    tree = BVHTree.FromPolygons(places.tolist(), triangles.tolist(), all_triangles=True)
    best, least = None, MAX_OFF
    for shape in _candidates(places, triangles):
        if shape is None:
            continue
        for cut in shape.cuts:
            cut.is_free = cut.is_through and _is_free(cut, tree)
        off = _measure(shape, places, triangles, inside)
        if off < least:
            best, least = shape, off
        if off < _CLOSE:
            break
    if best is None:
        raise NotSolid(f"no plain shape is within {MAX_OFF:g} %")
    return best


def _is_free(cut: Cut, tree: BVHTree) -> bool:
    """Whether a through cut may go on at both ends without meeting anything."""
    normal = cut.turn[:, 2]
    size = float(numpy.ptp(cut.outline, axis=0).max())
    for point in numpy.concatenate([0.99 * cut.outline, numpy.zeros((1, 2))]):
        start = cut.place + cut.turn[:, :2] @ point
        for place, way in ((start + 1e-3 * size * normal, normal),
                           (start - (cut.depth + 1e-3 * size) * normal, -normal)):
            if tree.ray_cast(place, way)[0] is not None:
                return False
    return True


def _measure(shape: Shape, places: Any, triangles: Any, inside: float) -> float:
    """How far a shape is from a mesh at most, in percent of its diagonal; infinitely, if it is
    another one. inside: the volume of the mesh."""
    try:
        made = plain_shape.make_mesh(shape)
    except (ValueError, IndexError, RuntimeError):
        return math.inf
    if (not len(made[1]) or count_tunnels(made[1]) != count_tunnels(triangles)
            or abs(abs(volume(*made)) - inside) > _MAX_VOLUME * inside):
        return math.inf
    row = surface_distance.compare((places, triangles), made, surface_distance.FIT_POINTS)
    return float(row["max_percent"]) if row["p99_percent"] < _MAX_P99 else math.inf


def _turns(one: Any, other: Any) -> Iterator[Any]:
    """Turns that may lead from one set of places to another; first those by right angles."""
    for order in itertools.permutations(range(3)):
        for signs in itertools.product((1, -1), repeat=3):
            turn = numpy.zeros((3, 3))
            turn[range(3), order] = signs
            if numpy.linalg.det(turn) > 0:
                yield turn
    frames = [numpy.linalg.eigh(numpy.cov(each.T))[1] for each in (one, other)]
    for signs in itertools.product((1, -1), repeat=3):
        turn = frames[1] * signs @ frames[0].T
        if numpy.linalg.det(turn) > 0:
            yield turn


def find_turn(one: Any, other: Any) -> tuple[Any, Any] | None:
    """The turn and the move by which `other`, a set of places, is a copy of `one`."""
    if len(one) != len(other):
        return None
    middles = one.mean(axis=0), other.mean(axis=0)
    one, other = one - middles[0], other - middles[1]
    tree = KDTree(len(other))
    for number, place in enumerate(other.tolist()):
        tree.insert(place, number)
    tree.balance()
    far = _SAME * float(numpy.linalg.norm(numpy.ptp(one, axis=0)))
    some = one[:: max(1, len(one) // 200)]
    for turn in sorted(_turns(one, other), key=lambda each: -float(numpy.trace(each))):
        if all(tree.find(place)[2] < far for place in (some @ turn.T).tolist()):
            return turn, middles[1] - turn @ middles[0]
    return None
