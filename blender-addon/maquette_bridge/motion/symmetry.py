# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns that bring a solid onto itself: of a tyre every one, of a wheel those from spoke to spoke.
After such a turn it meets nothing that it did not meet before."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mathutils import Matrix, Vector

if TYPE_CHECKING:
    from ..measure.solid import Solid

_MOST = 6000  # points that are looked at; what has more is taken as it is
_FOLDS = range(64, 1, -1)
_ANY = (1.0, 1.9, 0.37)  # rad; what all of them bring onto itself is round
_ROUND = 0.25  # of the tolerance: how far the corners of what is round may be from it
_SAME = 1e-5  # of its size; what lies so near is the same


def period(solid: Solid, frame: Matrix, tolerance: float) -> float:
    """The degrees after which a solid that turns about +Z of a frame stands as built: 0 for what
    always does, and infinity for what does only after a whole turn."""
    if len(solid.vertices) + len(solid.triangles) > _MOST:
        return math.inf
    points = [Vector(place) for place in solid.vertices]
    # A hole, too, which its rim alone does not show.
    points += [(points[a] + points[b] + points[c]) / 3.0 for a, b, c in solid.triangles]
    # Those far from each other first: most solids fail at once.
    step = math.isqrt(len(points))
    points = [point for first in range(step) for point in points[first::step]]
    back = frame.inverted()

    def is_same(angle: float, room: float) -> bool:
        turn = frame @ Matrix.Rotation(angle, 4, "Z") @ back
        return all(solid.tree.find_nearest(turn @ point, room)[0] is not None for point in points)

    if all(is_same(angle, _ROUND * tolerance) for angle in _ANY):
        return 0.0
    room = _SAME * max(hi - lo for lo, hi in zip(solid.low, solid.high))
    return next((360.0 / fold for fold in _FOLDS if is_same(math.tau / fold, room)), math.inf)
