# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many vectors at once, as rows of a numpy array of 32-bit numbers. They are worked with as
mathutils does with one, so that large and small bodies have the same values to the last digit."""

from __future__ import annotations

from typing import Any

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

FEW = 300  # vectors that plain Python is through with before numpy has begun


def dot(ones: Any, others: Any) -> Any:
    """The dot products of rows, as 64-bit numbers."""
    x, y, z = (ones * others).astype(float).T
    return z + y + x


def cross(ones: Any, others: Any) -> Any:
    """The cross products of rows."""
    (a, b, c), (u, v, w) = ones.T, others.T
    return numpy.stack((b * w - c * v, c * u - a * w, a * v - b * u), axis=1)


def normalize(rows: Any) -> tuple[Any, Any]:
    """(lengths, as 64-bit numbers, directions) of rows; those that have no length have no
    direction."""
    lengths = numpy.sqrt(dot(rows, rows))
    with numpy.errstate(divide="ignore", invalid="ignore"):
        return lengths, rows * (numpy.float32(1.0) / lengths.astype(numpy.float32))[:, None]
