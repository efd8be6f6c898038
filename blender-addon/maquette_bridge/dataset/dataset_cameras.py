# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cameras of a dataset: where they stand round the asset, and their numbers in the conventions
of Blender and of COLMAP."""

from __future__ import annotations

import math
import random
from typing import Any

from mathutils import Matrix

from ..render import framing

# Degrees above the ground, on which the asset stands.
LOWEST_DEG, HIGHEST_DEG = 5.0, 80.0
GOLDEN_DEG = 180.0 * (3.0 - math.sqrt(5.0))


def views(count: int, seed: int) -> list[framing.View]:
    """`count` views on a Fibonacci spiral from low to high: about the same number on each area of
    the sphere between the two elevations. The seed turns the spiral and shifts its points."""
    chance = random.Random(seed)
    turn, shift = 360.0 * chance.random(), chance.random()
    low, high = (math.sin(math.radians(each)) for each in (LOWEST_DEG, HIGHEST_DEG))
    return [framing.View(f"view {index}", (turn + GOLDEN_DEG * index) % 360.0,
                         math.degrees(math.asin(low + (high - low) * (index + shift) / count)))
            for index in range(count)]


class Lens:
    """A pinhole camera's numbers, in px: (0, 0) is the outer corner of the upper left pixel, whose
    centre is (0.5, 0.5)."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        # The sensor spans the longer side.
        self.focal = framing.LENS_MM / framing.SENSOR_MM * max(width, height)
        self.cx, self.cy = width / 2, height / 2

    def describe(self) -> dict[str, Any]:
        """The members of cameras.json."""
        return {"model": "PINHOLE", "width": self.width, "height": self.height, "fx": self.focal,
                "fy": self.focal, "cx": self.cx, "cy": self.cy}


def colmap_pose(matrix: Matrix) -> dict[str, list[float]]:
    """World to camera, as COLMAP has it: the camera looks along +Z, +Y is down."""
    # Blender's camera looks along -Z, +Y is up; turned by half a turn about X.
    rows = [[sign * matrix[column][row] for column in range(3)]
            for row, sign in enumerate((1.0, -1.0, -1.0))]
    place = [matrix[row][3] for row in range(3)]
    return {"quaternion": _quaternion(rows),
            "translation": [-sum(a * b for a, b in zip(row, place)) + 0.0 for row in rows]}


def _quaternion(m: list[list[float]]) -> list[float]:
    """(w, x, y, z) of a rotation, w not negative; by its largest component, which is exact."""
    squares = [1.0 + m[0][0] + m[1][1] + m[2][2], 1.0 + m[0][0] - m[1][1] - m[2][2],
               1.0 - m[0][0] + m[1][1] - m[2][2], 1.0 - m[0][0] - m[1][1] + m[2][2]]
    rows = [[squares[0], m[2][1] - m[1][2], m[0][2] - m[2][0], m[1][0] - m[0][1]],
            [m[2][1] - m[1][2], squares[1], m[0][1] + m[1][0], m[0][2] + m[2][0]],
            [m[0][2] - m[2][0], m[0][1] + m[1][0], squares[2], m[1][2] + m[2][1]],
            [m[1][0] - m[0][1], m[0][2] + m[2][0], m[1][2] + m[2][1], squares[3]]]
    row = rows[squares.index(max(squares))]
    length = math.copysign(math.hypot(*row), row[0])
    return [value / length + 0.0 for value in row]


def colmap_files(lens: Lens, images: list[tuple[str, dict[str, list[float]]]]) -> dict[str, str]:
    """COLMAP's text files by name. `images`: the name and the pose of each."""
    numbers = " ".join(map(repr, (lens.focal, lens.focal, lens.cx, lens.cy)))
    rows = ["# IMAGE_ID, QW, QX, QY, QZ, TX, TY, TZ, CAMERA_ID, NAME; an empty line: no points"]
    for index, (name, pose) in enumerate(images, 1):
        values = " ".join(map(repr, pose["quaternion"] + pose["translation"]))
        rows += [f"{index} {values} 1 {name}", ""]
    return {"cameras.txt": "# CAMERA_ID, MODEL, WIDTH, HEIGHT, fx, fy, cx, cy\n"
                           f"1 PINHOLE {lens.width} {lens.height} {numbers}\n",
            "images.txt": "\n".join(rows) + "\n",
            "points3D.txt": "# No points: the cameras are known, not found.\n"}
