# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the camera stands: the ring of views round the asset, and the distance that fits it into
the frame."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from mathutils import Matrix, Vector

AIR = 0.07  # of the frame, on each of the tighter two sides
# The least free margin, and the least filled part of the rest, where the camera of
# an earlier version is used again.
LEAST_AIR = 0.01
LEAST_FILL = 0.7
# Views of two versions whose heights differ by more are not the same.
SAME_DEG = 6.0
LENS_MM = 65.0
SENSOR_MM = 36.0
MAX_POINTS = 20000
ABOVE_DEG = 58.0
SWEEP_SIDES = 72  # of the polygon that stands for a circle
SMALLEST = 1e-5  # m; what is smaller is looked at as if it were as large

# A thing that is the same from all sides would look the same in all views: each has a height of its
# own,
# the first the best one, one low, one from above.
_STEPS_DEG = (0.0, 12.0, -11.0, 6.0, -6.0, 15.0, -9.0, 9.0, -3.0, 3.0)
_LOWEST_DEG, _HIGHEST_DEG = 6.0, 44.0

_SECTORS = ("front", "front right", "right", "back right", "back", "back left", "left",
            "front left")


class View:
    """One view: a name for people, the way to look, and the camera's place once fitted."""

    def __init__(self, name: str, azimuth: float, elevation: float) -> None:
        self.name = name
        self.azimuth = azimuth  # degrees from the front (-Y), to the right
        self.elevation = elevation

    def rotation(self) -> Matrix:
        """The camera's orientation: looks along its -Z, up is +Y."""
        return (Matrix.Rotation(math.radians(self.azimuth), 3, "Z")
                @ Matrix.Rotation(math.radians(90.0 - self.elevation), 3, "X"))


def views(count: int, size: Vector | tuple[int, int, int]) -> list[View]:
    """`count` views of an asset of `size` (x, y, z), three-quarter views first."""
    width = max(size[0], size[1], 1e-9)
    flatness = min(1.0, size[2] / width)
    # A flat thing is looked at from higher up, or nothing of it is seen.
    elevation = 18.0 + 17.0 * (1.0 - flatness) ** 2
    if size[2] > 3.0 * width:
        elevation = 12.0
    ring = count - 1 if count >= 5 else count
    first = 38.0
    azimuths = [(first + 360.0 * i / ring) % 360.0 for i in range(ring)]

    def from_diagonal(azimuth: float) -> float:
        return round(abs((azimuth - first + 45.0) % 90.0 - 45.0), 3)

    found = []
    order = sorted(azimuths, key=lambda each: (from_diagonal(each), azimuths.index(each)))
    for azimuth, step in zip(order, _STEPS_DEG):
        found.append(View(_SECTORS[round(azimuth / 45.0) % 8], azimuth,
                          min(max(elevation + step, _LOWEST_DEG), _HIGHEST_DEG)))
    if count >= 5:
        found.append(View("above", (first - 8.0) % 360.0, max(ABOVE_DEG, elevation + 20.0)))
    seen: dict[str, int] = {}
    for view in found:
        seen[view.name] = seen.get(view.name, 0) + 1
        if seen[view.name] > 1:
            view.name += f" {seen[view.name]}"
    return found


def outline(vertex_lists: Iterable[Sequence[Any]]) -> list[tuple[float, float, float]]:
    """Points that stand for a surface when it is framed: all, or one of each cell of a fine
    grid."""
    points = [point for vertices in vertex_lists for point in vertices]
    if len(points) <= MAX_POINTS:
        return points
    axes = [[point[axis] for point in points] for axis in range(3)]
    left, front, bottom = map(min, axes)
    cell = max(max(values) - min(values) for values in axes) / 80.0 or 1.0
    scale = 1.0 / cell
    cells: dict[Any, Any] = {}
    for point in points:
        x, y, z = point
        cells.setdefault((int((x - left) * scale), int((y - front) * scale),
                          int((z - bottom) * scale)), point)
    return list(cells.values())


def swept(points: list[tuple[float, float, float]],
          centre: Vector) -> list[tuple[float, float, float]]:
    """Points round all that a surface passes through while it turns about the vertical through
    `centre`."""
    bottom = min(p[2] for p in points)
    cell = (max(p[2] for p in points) - bottom) / 80.0 or 1.0
    levels: dict[Any, Any] = {}
    for x, y, z in points:
        key = int((z - bottom) / cell)
        reach, low, high = levels.get(key, (0.0, z, z))
        levels[key] = (max(reach, math.hypot(x - centre[0], y - centre[1])), min(low, z),
                       max(high, z))
    turns = [2.0 * math.pi * i / SWEEP_SIDES for i in range(SWEEP_SIDES)]
    outside = 1.0 / math.cos(math.pi / SWEEP_SIDES)
    return [(centre[0] + math.cos(turn) * reach * outside,
             centre[1] + math.sin(turn) * reach * outside, z)
            for reach, low, high in levels.values() for z in {low, high} for turn in turns]


def fit(points: list[tuple[float, float, float]], rotation: Matrix, aspect: float) -> Vector:
    """The camera's place so that all points lie inside the frame with AIR, as near as that allows.

    For each side of the frame the outermost point decides; the nearest place satisfying all four
    sides is where the tighter pair of sides meets, centred in the other pair."""
    half = 0.5 * SENSOR_MM / LENS_MM
    horizontal, vertical = (half, half / aspect) if aspect >= 1.0 else (half * aspect, half)
    slope_x, slope_y = (1.0 - 2.0 * AIR) * horizontal, (1.0 - 2.0 * AIR) * vertical
    right, up, back = rotation.col[0], rotation.col[1], rotation.col[2]
    rx, ry, rz = right
    ux, uy, uz = up
    bx, by, bz = back
    local = [(rx * x + ry * y + rz * z, ux * x + uy * y + uz * z, bx * x + by * y + bz * z)
             for x, y, z in points]

    def sides(axis: int, slope: float) -> tuple[float, float]:
        # A camera at c (along the axis) and w (along back) sees p when |p - c| <= slope * (w - pw).
        return (max(p[axis] + slope * p[2] for p in local),
                max(-p[axis] + slope * p[2] for p in local))

    high_x, low_x = sides(0, slope_x)
    high_y, low_y = sides(1, slope_y)
    nearest = max(p[2] for p in local)
    size = max(SMALLEST, max(max(p[a] for p in local) - min(p[a] for p in local) for a in range(3)))
    distance = max((high_x + low_x) / (2 * slope_x), (high_y + low_y) / (2 * slope_y),
                   nearest + 0.05 * size)

    def centre(axis: int, middle: float) -> float:
        """Evens out what is left free on the two sides; nearer points weigh more, so it is walked
        to."""
        for _ in range(8):
            seen = [(p[axis] - middle) / (distance - p[2]) for p in local]
            middle += (max(seen) + min(seen)) / 2 * (distance - nearest)
        return middle

    x = centre(0, (high_x - low_x) / 2)
    y = centre(1, (high_y - low_y) / 2)
    return Vector(right * x + up * y + back * distance)


def fits(points: list[tuple[float, float, float]], rotation: Matrix, aspect: float,
         place: Vector) -> bool:
    """Whether a camera at `place` shows all points, and shows them large."""
    half = 0.5 * SENSOR_MM / LENS_MM
    slopes = (half, half / aspect) if aspect >= 1.0 else (half * aspect, half)
    fills = []
    depths = [(place - Vector(point)).dot(rotation.col[2]) for point in points]
    if min(depths) <= 0:
        return False
    for axis, slope in enumerate(slopes):
        seen = [(Vector(point) - place).dot(rotation.col[axis]) / (depth * slope)
                for point, depth in zip(points, depths)]
        if max(seen) > 1.0 - 2 * LEAST_AIR or min(seen) < 2 * LEAST_AIR - 1.0:
            return False
        fills.append((max(seen) - min(seen)) / 2)
    return max(fills) >= LEAST_FILL * (1.0 - 2 * AIR)


def reuse(view: View, cameras: Sequence[list[float]], points: list[tuple[float, float, float]],
          aspect: float) -> Vector | None:
    """Takes the view's height from an earlier version's camera that looked the same way, and
    returns its place, if the asset fits; None otherwise. A camera is a row of azimuth and
    elevation, deg, and x, y, z, m."""
    for azimuth, elevation, *place in cameras:
        if abs(azimuth - view.azimuth) < 0.01 and abs(elevation - view.elevation) < SAME_DEG:
            same = View(view.name, view.azimuth, elevation)
            if fits(points, same.rotation(), aspect, Vector(place)):
                view.elevation = elevation
                return Vector(place)
    return None


def flat_size(points: list[Vector | tuple[float, float, float]], rotation: Matrix) -> list[float]:
    """How wide and how tall points are from one side."""
    spans = []
    for x, y, z in (rotation.col[0], rotation.col[1]):
        reached = [x * p[0] + y * p[1] + z * p[2] for p in points]
        spans.append(max(max(reached) - min(reached), 1e-4))
    return spans


def fit_parallel(points: list[Vector | tuple[float, float, float]], rotation: Matrix, aspect: float,
                 behind: Sequence[tuple[float, float, float]] = ()) -> tuple[Vector, float]:
    """As `fit`, for a camera without perspective: (its place, its `ortho_scale`). It stands before
    the points `behind`, too, whether it shows them or not."""
    right, up, back = rotation.col[0], rotation.col[1], rotation.col[2]
    spans = []
    for axis in (right, up, back):
        x, y, z = axis
        reached = [x * p[0] + y * p[1] + z * p[2] for p in points]
        spans.append((min(reached), max(reached)))
    (left, east), (low, high), (far, near) = spans
    room = 1.0 - 2.0 * AIR
    wide, tall = (east - left) / room, (high - low) / room
    size = max(wide, tall, near - far, SMALLEST)
    # `ortho_scale` is the longer side of the frame.
    scale = max(wide, tall * aspect) if aspect >= 1.0 else max(wide / aspect, tall)
    place = right * ((left + east) / 2) + up * ((low + high) / 2) + back * (near + 0.5 * size)
    return step_back(Vector(place), rotation, behind), max(scale, SMALLEST)


def step_back(place: Vector, rotation: Matrix,
              points: Sequence[tuple[float, float, float]]) -> Vector:
    """A place from which a camera without perspective shows the same, with all points before it."""
    back = rotation.col[2]
    nearest = max((back.dot(Vector(point)) for point in points), default=place.dot(back))
    farthest = min((back.dot(Vector(point)) for point in points), default=nearest)
    return place + back * max(0.0, nearest + 0.1 * (nearest - farthest) - place.dot(back))
