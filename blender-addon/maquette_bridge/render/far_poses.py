# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The joints of an asset for a critic: each by itself at its far end, all to one scale and seen
from the side where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mathutils import Vector

from ..motion import joints, pose
from . import framing

if TYPE_CHECKING:
    from ..motion.joint import Joint
    from .stage import Stage

MAX = 6  # joints; more are too small to be seen on one sheet
PX = 340
_TURN_DEG = 90.0  # of one that turns freely
_ASIDE = 0.1  # of the asset's size: what moves so far from its middle is on that side
_AZIMUTHS = {("front", "left"): 320.0, ("front", "right"): 40.0, ("back", "left"): 220.0,
             ("back", "right"): 140.0}


class FarPoses:
    """The poses: `ends`, [(joint, its value, view)]; `points` of the frame that all have room in;
    `left_out`, how many joints more there are. The scene stands as built."""

    def __init__(self, stage: Stage) -> None:
        self._joints = joints.read()[0]
        leaders = [joint for joint in self._joints if joint.leads]
        # A wheel and the like look the same all the way round.
        shown = [joint for joint in leaders if joint.limits] or leaders
        self.left_out = max(len(shown) - MAX, 0)
        self.ends: list[tuple[Joint, float, framing.View]] = []
        self.points = stage.points
        for joint in shown[:MAX]:
            low, high = joint.limits or (0.0, _TURN_DEG)
            value = high if high >= -low else low
            moves = pose.motions(self._joints, pose.values(self._joints, {joint.name: value}))
            moved = [moves[joint.name] @ Vector(vertex) for name in joint.objects
                     if name in stage.kept and stage.kept[name].vertices
                     for vertex in framing.outline([stage.kept[name].vertices])]
            if moved:
                self.points = framing.outline([self.points, moved])
                middle = sum(moved, Vector()) / len(moved) - stage.centre
                side = ("back" if middle.y > _ASIDE * stage.size else "front",
                        "right" if middle.x > _ASIDE * stage.size else "left")
                self.ends.append((joint, value, framing.View(
                    f"from the {' '.join(side)}", _AZIMUTHS[side], 25.0)))

    def take(self, number: int) -> str:
        """Moves the asset to a pose; returns its name."""
        joint, value, _view = self.ends[number]
        pose.set_pose(self._joints, {joint.name: value})
        return f"{joint.name} at {joint.say(value)}"

    def put_back(self) -> None:
        """Moves the asset back to where it was built."""
        pose.set_pose(self._joints, {})
