# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Close-ups of single objects, such as those of a defect: from where most of them is seen, or from
where an earlier picture was taken, so that what was before a repair can be compared with what is
after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mathutils import Vector
from mathutils.bvhtree import BVHTree

from ..measure import collision
from ..measure.solid import Solid
from . import framing

if TYPE_CHECKING:
    from ..measure.asset import Shape
    from ..params import Params
    from .stage import Stage

MAX = 4
PX = 384
_SAMPLES = 80  # points of each object of which the view is chosen
_MAX_TRIANGLES = 300_000  # beyond, the first direction is good enough
_LEAST = 0.06  # of the asset's size: less shows nothing of the surroundings
_ROOM = 0.12  # of the objects' own size, round them

# Azimuth and elevation, degrees; what comes first is liked a little more.
_DIRECTIONS = [(azimuth, elevation) for elevation in (30.0, 6.0, -28.0)
               for azimuth in (320.0, 40.0, 140.0, 220.0)] + [(0.0, 80.0)]
_LIKING = 0.01


class Closeup:
    """One close-up that is wanted: a label, names of objects, and a camera to use again: azimuth
    and elevation, deg, x, y, z and the width of the frame, m."""

    def __init__(self, label: str, objects: list[str], camera: list[float] | None = None) -> None:
        self.label = label
        self.objects = objects
        self.camera = camera

    def aim(self, stage: Stage, eyes: Eyes) -> tuple[framing.View, Vector, float] | None:
        """(view, place, scale) of its camera; None when there is nothing of it."""
        if self.camera is not None:
            view = framing.View(self.label, *self.camera[:2])
            place = framing.step_back(Vector(self.camera[2:5]), view.rotation(), stage.points)
            return view, place, self.camera[5]
        shapes = [stage.kept[name] for name in self.objects
                  if name in stage.kept and stage.kept[name].low is not None]
        if not shapes:
            return None
        # The box to be shown: of two objects the place where they meet, else all of them.
        low = [min(shape.low[axis] for shape in shapes) for axis in range(3)]
        high = [max(shape.high[axis] for shape in shapes) for axis in range(3)]
        least = _LEAST * stage.size
        if len(shapes) == 2 and all(shape.triangles for shape in shapes):
            first, second = (Solid("", shape) for shape in shapes)
            gap, point, _other = collision.closest(first, second)
            smaller = min(max(hi - lo for lo, hi in zip(shape.low, shape.high)) for shape in shapes)
            reach = max(2.0 * gap, 0.35 * smaller, least)
            if point is not None:
                low = [max(lo, p - reach) for lo, p in zip(low, point)]
                high = [min(h, p + reach) for h, p in zip(high, point)]
        room = _ROOM * max(hi - lo for lo, hi in zip(low, high))
        for axis in range(3):
            more = max(room, (least - (high[axis] - low[axis])) / 2)
            low[axis] -= more
            high[axis] += more
        view = framing.View(self.label, *eyes.choose(shapes, low, high))
        points = [Vector((x, y, z)) for x in (low[0], high[0]) for y in (low[1], high[1])
                  for z in (low[2], high[2])]
        place, scale = framing.fit_parallel(points, view.rotation(), 1.0, stage.points)
        return view, place, scale


def read(values: Params) -> Closeup:
    """A close-up of its parameters."""
    label = values.text("label", 100)
    objects = values.texts("objects", 20, 200)
    camera = values.rows("camera", 1, 6)
    values.done()
    return Closeup(label, objects, camera[0] if camera else None)


class Eyes:
    """Chooses from where objects are seen best, with rays against the whole asset."""

    def __init__(self, stage: Stage) -> None:
        self._size = stage.size
        shapes = [shape for shape in stage.kept.values() if shape.triangles]
        self._tree: Any = None
        if sum(len(shape.triangles) for shape in shapes) <= _MAX_TRIANGLES:
            vertices: list[Any] = []
            triangles: list[Any] = []
            for shape in shapes:
                first = len(vertices)
                vertices += shape.vertices
                triangles += [tuple(first + corner for corner in each) for each in shape.triangles]
            self._tree = BVHTree.FromPolygons(vertices, triangles, all_triangles=True)

    def choose(self, shapes: list[Shape], low: list[float],
               high: list[float]) -> tuple[float, float]:
        """(azimuth, elevation) from where most of the shapes within a box is seen."""
        samples = [_samples(shape, low, high) for shape in shapes] if self._tree else []
        samples = [each for each in samples if each]
        if not samples:
            return _DIRECTIONS[0]

        def merit(direction: tuple[float, float]) -> float:
            seen = sum(self._seen(points, *direction) for points in samples) / len(samples)
            return seen - _LIKING * _DIRECTIONS.index(direction)

        return max(_DIRECTIONS, key=merit)

    def _seen(self, samples: list[tuple[Vector, Vector]], azimuth: float,
              elevation: float) -> float:
        """The share of one object's samples that nothing hides, those that are seen flat for
        less."""
        back = framing.View("", azimuth, elevation).rotation().col[2]
        step = 1e-4 * self._size
        seen = 0.0
        for place, normal in samples:
            facing = normal.dot(back)
            if facing > 0.0 and self._tree.ray_cast(place + back * step, back)[0] is None:
                seen += facing
        return seen / len(samples)


def _samples(shape: Shape, low: list[float], high: list[float]) -> list[tuple[Vector, Vector]]:
    """Points of a shape's surface within a box, with their normals: large triangles have more."""
    near = []
    for corners in shape.triangles:
        a, b, c = (Vector(shape.vertices[corner]) for corner in corners)
        normal = (b - a).cross(c - a)
        if normal.length and all(max(p[axis] for p in (a, b, c)) >= low[axis]
                                 and min(p[axis] for p in (a, b, c)) <= high[axis]
                                 for axis in range(3)):
            near.append((a, b, c, normal))
    near.sort(key=lambda each: -each[3].length)
    total = sum(each[3].length for each in near)
    found = []
    for a, b, c, normal in near[:_SAMPLES]:
        steps = max(1, min(9, round((2.0 * _SAMPLES * normal.length / total) ** 0.5)))
        found += [(point, normal.normalized()) for point in _spread(a, b, c, steps)
                  if all(lo <= p <= hi for lo, p, hi in zip(low, point, high))]
    return found


def _spread(a: Vector, b: Vector, c: Vector, steps: int) -> Iterator[Vector]:
    """Points all over a triangle."""
    for i in range(steps):
        for j in range(steps - i):
            u, v = (i + 1 / 3) / steps, (j + 1 / 3) / steps
            yield a + (b - a) * u + (c - a) * v
