# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Silhouettes: of a picture whose ground is plain or transparent, and how two of them differ.
Pictures are arrays of rows from above, with red, green, blue and alpha from 0 to 1."""

from __future__ import annotations

import math
from typing import Any

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

RIM = 0.02  # of the shorter side: the pixels that are to show the ground alone
GROUND = 0.98  # of the rim
CLEAR = 0.1  # alpha of nothing
EVEN = 0.05  # how far a plain ground differs from a slope of one colour to another
APART = 0.08  # what differs more from the ground is the object
SHARP, SHARP_PX, SOFT = 0.16, 2, 0.1  # an outline steps so far within so few pixels, but for a part
LEAST, MOST = 0.002, 0.9  # of the picture that an object fills
HEIGHTS = 10
BAND = 0.015  # of the height: rows beside one in which the version may be as wide


class NoSilhouetteError(Exception):
    """The silhouette cannot be said; the message has the reason."""


def find(pixels: Any) -> Any:
    """Which pixels of a picture are the object. Raises NoSilhouetteError."""
    height, width = pixels.shape[:2]
    line = max(2, round(RIM * min(height, width)))
    rim: Any = numpy.ones((height, width), bool)
    rim[line:-line, line:-line] = False
    alpha = pixels[:, :, 3]
    if (alpha[rim] < CLEAR).mean() >= GROUND:
        found = of_alpha(alpha)
    elif (alpha > 0.99).mean() < GROUND:
        raise NoSilhouetteError("the picture is transparent in parts, and not all round")
    else:
        # Finds the pixels that differ from an even ground, or from one that slowly darkens.
        colors = pixels[:, :, :3]
        y, x = numpy.meshgrid(*(numpy.linspace(-1.0, 1.0, each) for each in colors.shape[:2]),
                              indexing="ij")
        slope = numpy.stack([numpy.ones_like(x), x, y], axis=2)
        known = colors[rim]
        kept: Any = numpy.ones(len(known), bool)
        for _ in range(3):
            fitted = numpy.linalg.lstsq(slope[rim][kept], known[kept], rcond=None)[0]
            kept = numpy.abs(known - slope[rim] @ fitted).max(axis=1) < EVEN
            if not kept.any():
                break
        if kept.mean() < GROUND:
            raise NoSilhouetteError("the picture’s ground is not plain")
        off = numpy.abs(colors - slope @ fitted).max(axis=2)
        # A pixel of the outline is half ground.
        found = (off >= APART) & (off >= 0.5 * numpy.maximum.reduce(_neighbours(off, 0.0)))
        edge = found & ~numpy.logical_and.reduce(_neighbours(found, True))
        if edge.any():
            step = off
            for _ in range(SHARP_PX):
                step = numpy.maximum.reduce(_neighbours(step, 0.0))
            if (step[edge] < SHARP).mean() > SOFT:
                raise NoSilhouetteError("the object’s outline is soft, as where it throws a shadow")
    if not LEAST < found.mean() < MOST:
        raise NoSilhouetteError("nothing in the picture stands out from its ground")
    return found


def of_alpha(alpha: Any) -> Any:
    """Which pixels the object covers at least by half; glass counts like what is opaque."""
    return (alpha > CLEAR) & (alpha >= 0.5 * numpy.maximum.reduce(_neighbours(alpha, 0.0)))


def _neighbours(values: Any, beyond: Any) -> list[Any]:
    padded = numpy.pad(values, 1, constant_values=beyond)
    height, width = values.shape
    return [padded[y:y + height, x:x + width] for y in range(3) for x in range(3)]


def overlap(a: Any, b: Any) -> float:
    """The area that both have by the area that any has."""
    both, any_ = int((a & b).sum()), int((a | b).sum())
    return both / any_ if any_ else 0.0


def widths(picture: Any, version: Any) -> list[dict[str, float]]:
    """How wide both are at HEIGHTS heights of what the picture shows, as shares of its width. The
    heights are shares from its bottom. An edge that lies a little higher is no other width."""
    rows = numpy.flatnonzero(picture.any(axis=1))
    columns = numpy.flatnonzero(picture.any(axis=0))
    top, tall = rows[0], rows[-1] + 1 - rows[0]
    across = columns[-1] + 1 - columns[0]

    def wide(row: Any) -> float:
        reached = numpy.flatnonzero(row)
        return float(reached[-1] + 1 - reached[0]) / across if len(reached) else 0.0

    found = []
    for number in range(HEIGHTS):
        height = (number + 0.5) / HEIGHTS
        row = math.floor(top + tall * (1.0 - height))
        near = max(1, round(BAND * tall))
        wanted = wide(picture[row])
        is_ = min((wide(each) for each in version[max(0, row - near):row + near + 1]),
                  key=lambda each: abs(each - wanted))
        found.append({"height": round(height, 3), "picture": round(wanted, 4),
                      "version": round(is_, 4)})
    return found


def height_ratio(picture: Any, version: Any) -> float | None:
    """How tall the version is in the frame, by the picture; None where one of the two is cut."""
    spans = []
    for mask in (picture, version):
        rows = numpy.flatnonzero(mask.any(axis=1))
        if not len(rows) or rows[0] == 0 or rows[-1] == len(mask) - 1:
            return None
        spans.append(rows[-1] + 1 - rows[0])
    return spans[1] / spans[0]
