# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds round bars along a line, sweeps, and lofts over levels in the sections of a skin."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from .flat_faces import Solid, own_axes
from .plain_shape import Shape, area
from .skin_mesh import catmull, inset_ways, line_frames, stretch
from .skin_rings import find_sections
from .straight_fit import AXES

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

_FIT = 2e-3  # of the diagonal: how far places may be from the shape's own
_ON_LINE = 1e-4  # of the diagonal: what is nearer to the line between its neighbours is left out
_STEPS = (16, 12, 10, 8, 6, 5, 4, 3, 2)  # of a smooth line from point to point
_POINT = 2e-3  # of the largest radius: that of an end in a point
_LEAST_ROUND = 6
_MAX_READINGS = 4  # of a skin, that are tried
_MAX_ROWS = 120  # of a list of sections or points in a script


def fit_skin(solid: Solid) -> Iterator[Shape]:
    """Shapes that a skin over sections may be, the simple ones first."""
    for sections, is_closed in itertools.islice(find_sections(solid), _MAX_READINGS):
        shapes = [_bar(solid, sections, is_closed)]
        for turn in () if is_closed else _upright(sections):
            shapes += _levels(solid, sections, turn)
            if len(shapes) > 1:
                break
        for shape in (*shapes, *_swept(solid, sections, is_closed)):
            if shape is not None and len(shape.stations) <= _MAX_ROWS:
                yield shape


def _shape(kind: str, solid: Solid, turn: Any, **more: Any) -> Shape:
    """A shape around the middle of the solid's box in its own axes."""
    own = solid.places @ turn
    low, high = own.min(axis=0), own.max(axis=0)
    return Shape(kind, turn, turn @ ((low + high) / 2), high - low, **more)


def _smooth_points(line: Any, is_closed: bool, far: float) -> tuple[Any, int]:
    """Fewer points through which a smooth line is the same, and its steps between them; else the
    line itself, and 1."""
    for steps in _STEPS:
        if (len(line) - (not is_closed)) % steps or len(line) < 2 * steps + 1:
            continue
        points = line[::steps]
        if len(points) >= 3 and numpy.abs(catmull(points, steps, is_closed) - line).max() < far:
            return points, steps
    return line, 1


def _without_even(rows: Any, far: float) -> Any:
    """Rows of numbers without those that are even between their neighbours."""
    kept = [0]
    for end in range(2, len(rows) + 1):
        first = rows[kept[-1]]
        if end < len(rows):
            way = rows[end] - first
            share = numpy.clip((rows[kept[-1] + 1:end] - first) @ way
                               / max(float(way @ way), 1e-300), 0, 1)
            off = rows[kept[-1] + 1:end] - first - share[:, None] * way
            if numpy.abs(off).max() < far:
                continue
        kept.append(end - 1)
    return rows[kept]


def _in_axes(out: Any, frames: Any) -> Any:
    """Places of sections around their middles, in the axes of a line."""
    return numpy.einsum("ijk,ikl->ijl", out, frames)


def _line_axes(sections: Any) -> Any:
    """The axes of a line: the world's, unless it lies in a plane of its own."""
    middles = sections.mean(axis=1)
    values, vectors = numpy.linalg.eigh(numpy.cov(middles.T))
    normal = vectors[:, 0]
    if numpy.abs(normal).max() > 1 - 1e-6 or values[0] > 1e-8 * values[2]:
        return numpy.eye(3)
    return own_axes(normal, vectors[:, 2])


def _bar(solid: Solid, sections: Any, is_closed: bool) -> Shape | None:
    """A round bar along a line, of one thickness or of several."""
    far = _FIT * solid.diagonal
    shape = _shape("bar", solid, _line_axes(sections), sides=sections.shape[1],
                   is_closed=is_closed)
    own = (sections - shape.place) @ shape.turn
    middles = own.mean(axis=1)
    out = own - middles[:, None]
    each = numpy.linalg.norm(out, axis=2)
    radii = each.mean(axis=1)
    frames = line_frames(middles, is_closed, None, False)
    if (sections.shape[1] < _LEAST_ROUND or numpy.abs(each - radii[:, None]).max() > far
            or frames is None or numpy.abs(_in_axes(out, frames)[:, :, 2]).max() > far):
        return None
    # Ends in a point are as good as one, and have no faces without an area.
    radii = numpy.maximum(radii, _POINT * radii.max())
    points, shape.steps = _smooth_points(numpy.column_stack([middles, radii]), is_closed, 0.1 * far)
    if shape.steps == 1 and not is_closed:
        points = _without_even(points, _ON_LINE * solid.diagonal)
    even = float(numpy.median(radii))
    if numpy.abs(points[:, 3] - even).max() < 2e-3 * even:
        points[:, 3] = even
    shape.stations = points
    return shape


def _levels(solid: Solid, sections: Any, turn: Any) -> Iterator[Shape]:
    """A loft over levels of one outline, which may be moved and have another size at each; or one
    that is inset at each, as by broken rims."""
    far = _FIT * solid.diagonal
    widest = _widest(sections)
    shape = _shape("levels", solid, turn)
    own = (sections - shape.place) @ turn
    if numpy.ptp(own[:, :, 2], axis=1).max() > far:
        return
    if own[0, 0, 2] > own[-1, 0, 2]:
        own, widest = own[::-1], len(own) - 1 - widest
    if area(own[widest]) < 0:
        own = own[:, ::-1]
    low, high = own.min(axis=1), own.max(axis=1)
    middle, size = ((low + high) / 2)[:, :2], (high - low)[:, :2]
    z, outline = own[:, :, 2].mean(axis=1), own[widest, :, :2]
    if size[widest].min() < far:
        return
    insets = _insets(own[:, :, :2], outline)
    if insets is not None:
        rims = _shape("inset", solid, turn)
        rims.outline, rims.stations = outline, _without_even(
            numpy.column_stack([z, insets]), _ON_LINE * solid.diagonal)
        yield rims
    outline = (outline - middle[widest]) / size[widest]
    made = outline * size[:, None] + middle[:, None]
    if numpy.abs(made - own[:, :, :2]).max() < far:
        size = numpy.maximum(size, _POINT * size[widest])
        shape.outline = outline
        shape.stations = _without_even(numpy.column_stack([middle, z, size]),
                                       _ON_LINE * solid.diagonal)
        yield shape


def _insets(flat: Any, outline: Any) -> Any:
    """By how much an outline is inset at each level; None if it is not. The corners at each level
    are those of the outline."""
    ways = inset_ways(outline)
    insets = ((outline - flat) * ways).sum(axis=2) / (ways ** 2).sum(axis=1)
    even = numpy.median(insets, axis=1)
    off = numpy.abs(outline - even[:, None, None] * ways - flat).max()
    far = _FIT * float(numpy.linalg.norm(numpy.ptp(outline, axis=0)))
    is_inset = off < far and even.min() > -far and numpy.ptp(even) > far
    return numpy.maximum(even, 0) if is_inset else None


def _widest(sections: Any) -> int:
    return int(numpy.argmax(numpy.ptp(sections, axis=1).sum(axis=1)))


def _upright(sections: Any) -> Iterator[Any]:
    """Axes with Z across the widest section: the world's, if they fit; with X along its longest
    edge; and along its own longest axis."""
    ring = sections[_widest(sections)]
    around = ring - ring.mean(axis=0)
    normal = numpy.cross(around, numpy.roll(around, -1, axis=0)).sum(axis=0)
    normal = normal / max(float(numpy.linalg.norm(normal)), 1e-300)
    for axis in AXES.values():
        turn = numpy.array(axis)
        if abs(turn[:, 2] @ normal) > 1 - 1e-8:
            yield turn
    edges = numpy.roll(ring, -1, axis=0) - ring
    yield own_axes(normal, edges[int(numpy.argmax(numpy.linalg.norm(edges, axis=1)))])
    yield own_axes(normal, numpy.linalg.eigh(numpy.cov(around.T))[1][:, 2])


def _swept(solid: Solid, sections: Any, is_closed: bool) -> Iterator[Shape]:
    """A sweep of an outline, which may have another size at each point."""
    far = _FIT * solid.diagonal
    shape = _shape("swept", solid, _line_axes(sections), is_closed=is_closed)
    sections = (sections - shape.place) @ shape.turn
    middles = sections.mean(axis=1)
    if len(middles) < 3 or numpy.linalg.norm(numpy.diff(middles, axis=0), axis=1).min() < 1e-9:
        return
    flat = numpy.linalg.eigh(numpy.cov(middles.T))[1][:, 0]
    flat = numpy.round(flat * numpy.sign(flat[int(numpy.argmax(numpy.abs(flat)))]), 6)
    for up in (flat, numpy.array([0.0, 0, 1]), None):
        frames = line_frames(middles, is_closed, up, True)
        if frames is None:
            continue
        own = _in_axes(stretch(sections - middles[:, None], middles, is_closed, True), frames)
        if numpy.abs(own[:, :, 2]).max() > far:
            continue
        widest = int(numpy.argmax(numpy.abs(own[:, :, :2]).sum(axis=(1, 2))))
        outline = own[widest, :, :2]
        if numpy.ptp(outline, axis=0).min() < 0.1 * far:
            continue
        sizes = (own[:, :, :2] * outline).sum(axis=1) / (outline ** 2).sum(axis=0)
        if numpy.abs(outline * sizes[:, None] - own[:, :, :2]).max() > far:
            continue
        if numpy.abs(sizes - 1).max() < 5e-3:
            sizes[:] = 1
        # The line is in the middle of the outline.
        middle = (outline.min(axis=0) + outline.max(axis=0)) / 2
        line = middles + numpy.einsum("ik,ilk->il", sizes * middle, frames[:, :, :2])
        line = numpy.column_stack([line, numpy.maximum(sizes, _POINT)])
        shape.outline, shape.up = outline - middle, up
        shape.stations, shape.steps = _smooth_points(line, is_closed, 0.1 * far)
        yield shape
        return
