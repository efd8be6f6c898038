# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sections of bars, lofts and sweeps, as the toolkit and the code of a rebuilt script place
them, and the skin over them."""

from __future__ import annotations

from typing import Any

from mathutils import Vector
from mathutils.geometry import tessellate_polygon

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

_LEAST_BEND = 0.2  # sine of the angle between a line and what is up


def catmull(points: Any, steps: int, is_closed: bool) -> Any:
    """A smooth line through points of any dimension, as the toolkit's: Catmull-Rom."""
    if len(points) < 3 or steps < 2:
        return points
    count = len(points) if is_closed else len(points) - 1
    after = numpy.roll(points, -1, axis=0)
    before, beyond = numpy.roll(points, 1, axis=0), numpy.roll(points, -2, axis=0)
    if not is_closed:
        before[0] = 2 * points[0] - points[1]
        beyond[-2] = 2 * points[-1] - points[-2]
    a, b, c, d = (each[:count, None] for each in (before, points, after, beyond))
    t = (numpy.arange(steps) / steps)[None, :, None]
    line = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t
                  + (3 * b - a - 3 * c + d) * t ** 3)
    line = line.reshape(-1, points.shape[1])
    return line if is_closed else numpy.concatenate([line, points[-1:]])


def line_frames(points: Any, is_closed: bool, up: Any, is_mitred: bool) -> Any:
    """For each point of a line the directions (side, normal, along) as columns; None where the line
    runs along `up` or turns back. is_mitred: halfway between both lines at a corner, whatever their
    lengths are; else as the toolkit's frames_along()."""
    ways = numpy.roll(points, -1, axis=0) - points
    if is_mitred:
        ways = ways / numpy.maximum(numpy.linalg.norm(ways, axis=1), 1e-300)[:, None]
    alongs = ways + numpy.roll(ways, 1, axis=0)
    if not is_closed:
        alongs[0], alongs[-1] = ways[0], ways[-2]
    lengths = numpy.linalg.norm(alongs, axis=1)
    if lengths.min() <= 0.1 * numpy.linalg.norm(ways[:-1], axis=1).min():
        return None
    alongs = alongs / lengths[:, None]
    side: Any = None
    frames: list[Any] = []
    for along in alongs:
        if up is not None:
            side = numpy.cross(along, up)
        elif side is None:
            side = numpy.array(Vector(along).orthogonal())
        else:
            side = side - along * (side @ along)
        length = numpy.linalg.norm(side)
        if length < _LEAST_BEND * (1 if up is not None or not frames else 0.01):
            return None
        side = side / length
        frames.append((side, numpy.cross(side, along), along))
    return numpy.array(frames).transpose(0, 2, 1)


def stretch(out: Any, points: Any, is_closed: bool, is_back: bool = False) -> Any:
    """Makes places across a line, around its points, as wide at each bend as mitred corners are;
    is_back: as wide as between the bends."""
    ways = numpy.roll(points, -1, axis=0) - points
    ways = ways / numpy.maximum(numpy.linalg.norm(ways, axis=1), 1e-300)[:, None]
    before = numpy.roll(ways, 1, axis=0)
    if not is_closed:
        before[0], ways[-1] = ways[0], before[-1]
    bends = ways - before
    lengths = numpy.linalg.norm(bends, axis=1)
    bends = bends / numpy.maximum(lengths, 1e-9)[:, None]
    # The cosine of half the angle.
    share = numpy.sqrt(numpy.maximum(1 - (lengths / 2) ** 2, 0.01))
    share = (share if is_back else 1 / share) - 1
    return out + numpy.einsum("ijk,ik,i,il->ijl", out, bends, share, bends)


def inset_ways(outline: Any) -> Any:
    """Where each corner of an outline goes when its edges move outwards by 1; inwards, if it runs
    clockwise."""
    steps = numpy.roll(outline, -1, axis=0) - outline
    steps = steps / numpy.maximum(numpy.linalg.norm(steps, axis=1), 1e-300)[:, None]
    after = numpy.column_stack([steps[:, 1], -steps[:, 0]])
    before = numpy.roll(after, 1, axis=0)
    share = 1 + (before * after).sum(axis=1)
    return (before + after) / numpy.maximum(share, 0.05)[:, None]


def make_sections(shape: Any) -> Any:
    """The sections of a bar, a loft over levels or a sweep, in its own axes."""
    if shape.kind == "inset":
        ways = inset_ways(shape.outline)
        return numpy.array([[(x, y, z) for x, y in shape.outline - inset * ways]
                            for z, inset in shape.stations])
    rows = catmull(shape.stations, shape.steps, shape.is_closed)
    places = rows[:, None, :3]
    if shape.kind == "levels":
        flat = shape.outline * numpy.maximum(rows[:, None, 3:], 1e-6)
        return numpy.concatenate([flat + places[:, :, :2],
                                  0 * flat[:, :, :1] + places[:, :, 2:]], axis=2)
    if shape.kind == "bar":
        angles = 2 * numpy.pi * numpy.arange(shape.sides) / shape.sides
        circle = numpy.stack([numpy.cos(angles), numpy.sin(angles)], axis=1)
        flat = circle * numpy.maximum(rows[:, 3], 1e-6)[:, None, None]
    else:
        flat = shape.outline * rows[:, None, 3:]
    frames = line_frames(rows[:, :3], shape.is_closed, shape.up, shape.kind == "swept")
    if frames is None:
        raise ValueError("The line has no frames.")
    out = numpy.einsum("ijk,ilk->ijl", flat, frames[:, :, :2])
    return places + (stretch(out, rows[:, :3], shape.is_closed) if shape.kind == "swept" else out)


def make_skin(sections: Any, is_closed: bool) -> tuple[Any, Any]:
    """Places and triangles of a skin over sections, with flat ends unless it is closed."""
    count, around = sections.shape[:2]
    rows = numpy.arange(count * around).reshape(count, around)
    low, high = (rows, numpy.roll(rows, -1, axis=0)) if is_closed else (rows[:-1], rows[1:])
    a, b = low.ravel(), numpy.roll(low, -1, axis=1).ravel()
    c, d = numpy.roll(high, -1, axis=1).ravel(), high.ravel()
    triangles = [numpy.stack([a, b, c], axis=1), numpy.stack([a, c, d], axis=1)]
    if not is_closed:
        for ring, turned in ((rows[0], True), (rows[-1], False)):
            cap = numpy.array(tessellate_polygon([[Vector(place) for place in
                                                   sections.reshape(-1, 3)[ring]]]))
            if not len(cap):
                continue
            # As the ring runs, whichever way it was filled.
            steps = {(one, (one + 1) % around) for one in range(around)}
            is_along = any(each in steps for corners in cap.tolist()
                           for each in zip(corners, corners[1:] + corners[:1]))
            triangles.append(ring[cap[:, ::-1] if is_along == turned else cap])
    return sections.reshape(-1, 3), numpy.concatenate(triangles)
