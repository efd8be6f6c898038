# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One picture of what no view from outside shows, when parts hide each other or a lid is on: a
section through the middle of the whole asset, or its parts drawn apart along z. Each part has a
colour of its own, which the label names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mathutils import Vector

from ..streams import clean
from . import cutaway, framing

if TYPE_CHECKING:
    import bpy

    from ..measure.asset import Shape
    from .stage import Stage

HOWS = ("none", "section", "apart")
MAX_TRIANGLES = 300_000  # in Python's hands
_NAMED = ("red", "blue", "green", "orange", "violet", "brown")
_COLORS = ((0.75, 0.04, 0.03), (0.03, 0.12, 0.75), (0.02, 0.42, 0.06), (0.9, 0.3, 0.0),
           (0.35, 0.03, 0.5), (0.2, 0.08, 0.02))
_REST = (0.12, 0.12, 0.12)
_SEVERAL = (1.0, 0.78, 0.0)
_PALE = 0.55  # how much of white is in what is not cut
# Across the middle itself lie the joints of what is symmetric.
_ASIDE = 0.0013
_GAP = 0.08  # of the asset's size, between parts that are drawn apart


def pale(color: Sequence[float]) -> tuple[float, ...]:
    """Returns a lighter tone of the colour."""
    return tuple(_PALE + (1.0 - _PALE) * each for each in color)


class _Part:
    def __init__(self, name: str, shapes: list[Shape]) -> None:
        self.name = " ".join(clean(name).split())[:60]
        self.shapes = shapes
        self.low = Vector(min(shape.low[axis] for shape in shapes) for axis in range(3))
        self.high = Vector(max(shape.high[axis] for shape in shapes) for axis in range(3))
        x, y, z = self.high - self.low
        self.volume = x * y * z
        self.color, self.color_name = _REST, "grey"


class Interior:
    """A picture to be: `view`, `points` of its frame, `label`, and meshes with their colours by
    `meshes()`. It can be made if `parts` are any."""

    def __init__(self, stage: Stage, how: str) -> None:
        # The asset's parts, largest first, each with a colour while there are colours.
        shapes: dict[str, list[Shape]] = {}
        for name, shape in stage.kept.items():
            if shape.triangles:
                shapes.setdefault(stage.parts[name], []).append(shape)
        parts = sorted((_Part(name, shapes[name]) for name in sorted(shapes)),
                       key=lambda part: -part.volume)
        for part, color, name in zip(parts, _COLORS, _NAMED):
            part.color, part.color_name = color, name
        self.parts = parts
        self._how = how
        self._size = stage.size
        if (len(self.parts) < (2 if how == "apart" else 1)
                or sum(len(shape.triangles) for part in self.parts
                       for shape in part.shapes) > MAX_TRIANGLES):
            self.parts = []
        elif how == "section":
            self._cut(stage)
        else:
            self._draw_apart()

    def _cut(self, stage: Stage) -> None:
        centre = stage.centre + Vector((_ASIDE, _ASIDE, _ASIDE)) * self._size
        planes = [cutaway.Plane([part.shapes for part in self.parts], centre, self._size, *each)
                  for each in cutaway.PLANES[:2]]
        # The better axis: the one across which more parts are cut, and then more of them.
        each_area = [plane.areas(2.0 * self._size) for plane in planes]
        self._plane, areas = max(zip(planes, each_area), key=lambda each: (
            sum(area > 0 for area in each[1][:-1]), each[0].liking * sum(each[1])))
        if not sum(areas):
            self.parts = []
            return
        side = "front" if self._plane.normal.y else "right"
        self.view = framing.View("inside", self._plane.azimuth, self._plane.elevation)
        low, high = stage.low.copy(), stage.high.copy()
        if self._plane.normal.y:
            low.y = centre.y
        else:
            high.x = centre.x
        self.points = _corners(low, high)
        several = "; yellow: inside several" if areas[-1] > 1e-4 * sum(areas) else ""
        self.label = (f"section through the middle, seen from the {side}; the cut faces: "
                      f"{self._legend(self.parts)}{several}")

    def _draw_apart(self) -> None:
        """Lifts each part over all that are under it."""
        self._up: dict[str, float] = {}
        order = sorted(self.parts, key=lambda part: (part.low.z + part.high.z, part.name))
        for number, part in enumerate(order):
            self._up[part.name] = max(
                [other.high.z + self._up[other.name] + _GAP * self._size - part.low.z
                 for other in order[:number]
                 if all(part.low[axis] < other.high[axis] and other.low[axis] < part.high[axis]
                        for axis in range(2))] + [0.0])
        self.view = framing.View("apart", 325.0, 18.0)
        self.points = [corner + Vector((0.0, 0.0, self._up[part.name])) for part in order
                       for corner in _corners(part.low, part.high)]
        self.label = f"the parts drawn apart along z, from the bottom: {self._legend(order)}"

    def _legend(self, parts: list[_Part]) -> str:
        named = [f"{part.name} {part.color_name}" for part in parts if part.color is not _REST]
        return ", ".join(named + ["the rest grey"] * (len(named) < len(parts)))

    def meshes(self) -> list[tuple[bpy.types.Mesh, tuple[float, ...]]]:
        """[(mesh, colour)]; new data-blocks each time."""
        if self._how == "apart":
            return [(cutaway.mesh(cutaway.joined(part.shapes, self._up[part.name])),
                     pale(part.color)) for part in self.parts]
        made = [(self._plane.remains(part.shapes), pale(part.color)) for part in self.parts]
        return made + list(zip(self._plane.cut_faces(),
                               [part.color for part in self.parts] + [_SEVERAL]))


def _corners(low: Vector, high: Vector) -> list[Vector]:
    return [Vector((x, y, z)) for x in (low.x, high.x) for y in (low.y, high.y)
            for z in (low.z, high.z)]
