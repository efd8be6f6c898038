# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds boxes, extruded outlines and tapered blocks in a solid whose cuts are taken out, also with
broken edges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .cut_features import Cut, flatten, without_straight
from .flat_faces import Face, Solid, own_axes
from .plain_shape import Shape

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

_ALONG = 0.99995
_ACROSS = 0.01
_SQUARE = 2e-3  # cosine
_MAX_ENDS, _MAX_AXES = 12, 3  # that are tried
_MAX_SEGMENTS = 24  # of a broken edge
# The turns of extrude() for its axes Y and X.
AXES = {"Z": ((1.0, 0, 0), (0, 1, 0), (0, 0, 1)), "Y": ((1.0, 0, 0), (0, 0, -1), (0, 1, 0)),
        "X": ((0.0, 0, 1), (1, 0, 0), (0, 1, 0))}


def _nearest_turn(axes: Any) -> Any:
    """Three directions at right angles, as columns, in the order and with the signs that turn the
    least."""
    left, order = [0, 1, 2], []
    for world in range(3):
        best = max(left, key=lambda each: abs(axes[world, each]))
        left.remove(best)
        order.append(best)
    turn = axes[:, order] * numpy.where(numpy.diag(axes[:, order]) < 0, -1.0, 1.0)
    if numpy.linalg.det(turn) < 0:
        turn[:, 2] *= -1
    return numpy.eye(3) if numpy.abs(turn - numpy.eye(3)).max() < 1e-4 else turn


def _three_axes(solid: Solid) -> Any:
    """The normals of the two largest faces at right angles to each other, and the third direction;
    None without."""
    flat = sorted((face for face in solid.faces.values() if face.is_flat),
                  key=lambda each: -each.area)[:24]
    found: list[Any] = []
    for face in flat:
        if all(abs(face.normal @ other) < _SQUARE for other in found):
            found.append(face.normal)
    if len(found) < 2:
        return None
    z = numpy.cross(found[0], found[1])
    return _nearest_turn(numpy.stack([found[0], numpy.cross(z, found[0]), z], axis=1))


def fit_box(solid: Solid) -> Shape | None:
    """A box, also with broken edges."""
    turn = _three_axes(solid)
    if turn is None:
        return None
    own = solid.places @ turn
    low, high = own.min(axis=0), own.max(axis=0)
    sides: dict[int, Face] = {}
    for face in solid.faces.values():
        number = int(numpy.argmax(numpy.abs(turn.T @ face.normal)))
        direction = float(turn[:, number] @ face.normal)
        level = direction * face.offset
        end = high[number] if direction > 0 else low[number]
        if abs(direction) > 1 - 1e-5 and face.is_flat and abs(level - end) < 1e-4 * solid.diagonal:
            side = 2 * number + (direction > 0)
            if side in sides:
                return None
            sides[side] = face
    if len(sides) < 6 or any(len(face.loops) != 1 for face in sides.values()):
        return None
    shape = Shape("box", turn, turn @ ((low + high) / 2), high - low)
    if len(solid.faces) == 6:
        return shape
    insets = []
    for side, face in sides.items():
        flat = numpy.ptp(solid.places[face.loops[0].places] @ turn, axis=0)
        insets += [(shape.size[axis] - flat[axis]) / 2 for axis in range(3) if axis != side // 2]
    shape.bevel = float(numpy.mean(insets))
    if shape.bevel <= 0 or max(insets) - min(insets) > 0.1 * shape.bevel + 1e-5 * solid.diagonal:
        return None
    edge = [face for face in solid.faces.values() if face.is_flat and abs(
        turn[:, 2] @ face.normal) < _ACROSS and numpy.abs(turn.T @ face.normal).max() < _ALONG]
    shape.segments = max(1, round(len(edge) / 4))
    return shape if shape.segments <= _MAX_SEGMENTS else None


def split_holes(cuts: list[Cut], turn: Any, place: Any, depth: float, far: float) -> tuple[
        list[Any], list[Cut]]:
    """Those cuts that are holes of the outline right through, and all others."""
    holes, others = [], []
    for cut in cuts:
        if (cut.is_through and cut.profile is None and abs(cut.turn[:, 2] @ turn[:, 2]) > _ALONG
                and abs(cut.depth - depth) < far):
            middle = (cut.place - place) @ turn[:, :2]
            if cut.radius:
                holes.append((float(middle[0]), float(middle[1]), cut.radius, cut.sides))
            else:
                holes.append(cut.outline @ (cut.turn[:, :2].T @ turn[:, :2]) + middle)
        else:
            others.append(cut)
    return holes, others


def _turn_of(normal: Any, outline: Any) -> Any:
    """The axes of what is extruded along a normal. outline: places of its corners."""
    edges = numpy.roll(outline, -1, axis=0) - outline
    edges -= numpy.outer(edges @ normal, normal)
    lengths = numpy.linalg.norm(edges, axis=1)
    world = numpy.abs(edges).max(axis=1) > (1 - 1e-7) * lengths
    for axis in AXES.values():
        turn = numpy.array(axis)
        if abs(turn[:, 2] @ normal) > 1 - 1e-8 and (world.any() or len(outline) > 24):
            return turn
    return own_axes(normal, edges[int(numpy.argmax(lengths))])


def fit_extruded(solid: Solid, cuts: list[Cut]) -> Shape | None:
    """An outline made solid, or two ends with as many corners each."""
    bores = [cut.turn[:, 2] for cut in cuts if cut.is_through]
    largest = sorted(solid.faces.values(), key=lambda each: (
        -sum(abs(each.normal @ bore) > _ALONG for bore in bores), -each.area))
    tried: list[Any] = []
    for face in largest[:24]:
        if not face.is_flat or len(face.loops) != 1 or any(
                abs(face.normal @ other) > _ALONG for other in tried):
            continue
        tried.append(face.normal)
        ends = [each for each in solid.faces.values() if abs(each.normal @ face.normal) > _ALONG]
        walls = [each for each in solid.faces.values() if each not in ends]
        if len(ends) != 2 or any(len(each.loops) != 1 for each in solid.faces.values()):
            continue
        far = 1e-4 * solid.diagonal
        straight = all(abs(each.normal @ face.normal) < _ACROSS for each in walls)
        shape = _between(solid, ends, cuts, straight, far)
        if shape is not None:
            return shape
    return None


def _between(solid: Solid, ends: list[Face], cuts: list[Cut], is_straight: bool,
             far: float) -> Shape | None:
    """The shape between two ends; if it is not straight, with corners that walls link."""
    loops = [solid.places[face.loops[0].places] for face in ends]
    turn = _turn_of(ends[0].normal, loops[0])
    upper = 0 if ends[0].normal @ turn[:, 2] > 0 else 1
    levels = [float((loop @ turn[:, 2]).mean()) for loop in (loops[1 - upper], loops[upper])]
    depth = levels[1] - levels[0]
    if depth <= far or ends[0].normal @ ends[1].normal > 0:
        return None
    flat = flatten(solid, ends[upper].loops[0], turn, numpy.zeros(3))
    top = None
    if not is_straight:
        lower = flatten(solid, ends[1 - upper].loops[0], turn, numpy.zeros(3))[::-1]
        if len(lower) != len(flat) or len(flat) > 16:
            return None
        if len(solid.faces) > len(flat) + 2:
            return None
        # The same corner first.
        angles = [numpy.arctan2(*(each - each.mean(axis=0)).T[::-1]) for each in (lower, flat)]
        first = int(numpy.argmin(numpy.abs(numpy.angle(numpy.exp(
            1j * (angles[0] - angles[1][0]))))))
        lower = numpy.roll(lower, -first, axis=0)
        flat, top = lower, flat
    else:
        flat = without_straight(flat, 1e-5 * solid.diagonal)
    own = flat if top is None else numpy.concatenate([flat, top])
    middle = (own.min(axis=0) + own.max(axis=0)) / 2
    place = turn @ numpy.array([*middle, sum(levels) / 2])
    holes, others = split_holes(cuts, turn, place, depth, far) if is_straight else ([], cuts)
    return Shape("extruded" if is_straight else "tapered", turn, place,
                 (*numpy.ptp(own, axis=0), depth), flat - middle,
                 None if top is None else top - middle, holes=holes, cuts=others)


def fit_broken(solid: Solid) -> Iterator[Shape]:
    """Extruded outlines whose rims are broken: read halfway between their ends."""
    tried: list[Any] = []
    flat = [face for face in solid.faces.values() if face.is_flat and face.loops]
    for end in sorted(flat, key=lambda each: -each.area)[:_MAX_ENDS]:
        along = solid.places @ end.normal
        low, high = float(along.min()), float(along.max())
        if (end.offset < high - 1e-4 * solid.diagonal or high - low < 1e-4 * solid.diagonal
                or any(abs(end.normal @ other) > _ALONG for other in tried)):
            continue
        tried.append(end.normal)
        if len(tried) > _MAX_AXES:
            return
        loops = _slice(solid, end.normal, (low + high) / 2)
        if not loops:
            continue
        turn = _turn_of(end.normal, loops[0])
        outlines = [without_straight(loop @ turn[:, :2], 1e-5 * solid.diagonal) for loop in loops]
        outlines.sort(key=lambda each: -float(numpy.prod(numpy.ptp(each, axis=0))))
        middle = (outlines[0].min(axis=0) + outlines[0].max(axis=0)) / 2
        caps = numpy.ptp(solid.places[end.loops[0].places] @ turn[:, :2], axis=0)
        size = numpy.ptp(outlines[0], axis=0)
        bevel = float((size - caps).max()) / 2
        shape = Shape("extruded", turn, turn @ numpy.array(
            [*middle, (low + high) / 2 * float(turn[:, 2] @ end.normal)]),
            (*size, high - low), outlines[0] - middle, bevel=max(bevel, 0.0),
            holes=[each - middle for each in outlines[1:]])
        levels = numpy.unique(numpy.round((along - low) / (1e-4 * solid.diagonal)))
        shape.segments = min(max(1, (len(levels) - 2) // 2), 6)
        if shape.bevel < 1e-4 * solid.diagonal:
            shape.bevel = 0.0
        yield shape


def _slice(solid: Solid, normal: Any, level: float) -> list[Any]:
    """The closed lines in which a plane meets the solid."""
    heights = solid.places @ normal - level
    heights[heights == 0] = 1e-12
    above = heights[solid.triangles] > 0
    crossed = numpy.flatnonzero(above.any(axis=1) & ~above.all(axis=1))
    after: dict[tuple[int, int], tuple[int, int]] = {}
    for triangle in crossed.tolist():
        corners, up = solid.triangles[triangle].tolist(), above[triangle].tolist()
        ends = {}
        for number in range(3):
            one, other = corners[number], corners[(number + 1) % 3]
            if up[number] != up[(number + 1) % 3]:
                ends[up[number]] = (min(one, other), max(one, other))
        after[ends[True]] = ends[False]
    loops = []
    while after:
        at = next(iter(after))
        line = []
        while at in after:
            one, other = at
            share = heights[one] / (heights[one] - heights[other])
            line.append(solid.places[one] + share * (solid.places[other] - solid.places[one]))
            at = after.pop(at)
        loops.append(numpy.array(line))
    return loops
