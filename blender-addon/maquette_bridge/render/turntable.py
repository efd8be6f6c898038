# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The frames of a film in which the asset turns, or its joints move: numbered pictures, all with
one framing. Light and camera stay as they are to each other, as if the asset stood on a
turntable."""

from __future__ import annotations

import math
import os
import stat
import struct
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mathutils import Matrix, Vector

from ..errors import CANCELLED, INTERNAL_ERROR, BridgeError, refuse_params
from ..export import jointed
from ..measure import asset
from ..motion import joints, pose
from ..motion.joint import Joint
from . import framing, renderer
from .stage import Stage

if TYPE_CHECKING:
    from ..connection import Session

EASINGS = ("linear", "smooth")
COMPRESSION = 15  # of a PNG that is decoded once: time counts, not size
MAX_NUMBER = 9999
_STEPS = 12  # of a motion, to find the room that it needs

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"


class Motion:
    """The joints, moved one after the other, each with the same share of the frames. `base`: the
    pose that it begins from."""

    def __init__(self, base: Mapping[str, Any]) -> None:
        self._joints = joints.read()[0]
        self._leaders = [joint for joint in self._joints if joint.leads]
        self._base = base
        if not self._leaders:
            refuse_params("Nothing in this asset moves: it has no joints.")

    def _at(self, leader: Joint, share: float) -> float:
        """The value of a joint in its part of the film."""
        stops = jointed.stops(leader)
        place = share * (len(stops) - 1)
        index = min(int(place), len(stops) - 2)
        return stops[index] + (stops[index + 1] - stops[index]) * (place - index)

    def set(self, share: float) -> None:
        """Moves the asset to what it shows at a share of the film."""
        place = share * len(self._leaders)
        leader = self._leaders[min(int(place), len(self._leaders) - 1)]
        pose.set_pose(self._joints, {**self._base,
                                     leader.name: self._at(leader, place - int(place))})

    def points(self, kept: Mapping[str, asset.Shape]) -> list[Any]:
        """Where the vertices of what moves come to: the room that the frames must have."""
        found = []
        for leader in self._leaders:
            for step in range(_STEPS + 1):
                values = pose.values(self._joints, {
                    **self._base, leader.name: self._at(leader, step / _STEPS)})
                moves = pose.motions(self._joints, values)
                for joint in self._joints:
                    found += [[moves[joint.name] @ Vector(vertex)
                               for vertex in framing.outline([kept[name].vertices])]
                              for name in joint.objects if name in kept and kept[name].vertices]
        return found


class Turn:
    """`frames` pictures of a turn by `degrees`. The last one is a step short of its end: a whole
    turn begins again without a repeated frame."""

    def __init__(self, frames: int, first: int, from_deg: float, degrees: float,
                 easing: str) -> None:
        self.frames = frames
        self.first = first  # number of the first picture
        self.is_still = not degrees
        self._from_deg = from_deg
        self._degrees = degrees
        self._easing = easing

    def azimuth(self, index: int) -> float:
        """The camera's angle about z at a frame, in degrees."""
        share = index / self.frames
        if self._easing == "smooth":
            share = share * share * (3.0 - 2.0 * share)
        return self._from_deg + self._degrees * share


def name(number: int) -> str:
    """The file name of a frame."""
    return f"frame_{number:04d}.png"


def turntable(folder: str, shown_folder: str, turn: Turn, width: int, height: int, engine: str,
              gpu: bool, transparent: bool, motion: Motion | None,
              call: Session) -> dict[str, Any]:
    """Renders into `folder`, which is called `shown_folder` in what `call` hears. `transparent`:
    without the ground. Frames that are there are kept, so that an interrupted call can be
    repeated."""
    started = time.monotonic()
    rendered = 0
    with Stage(width, height, keep=() if motion is None else None) as stage:
        if motion is not None:
            stage.points = framing.outline([stage.points, *motion.points(stage.kept)])
        used = renderer.set_up_engine(stage, renderer.choose_engine(engine, gpu), gpu)
        stage.scene.render.image_settings.compression = COMPRESSION
        if transparent:
            stage.take_ground()
        elevation = framing.views(1, stage.high - stage.low)[0].elevation
        # Seen from the front; the other places are this one, turned about the asset's axis.
        front = framing.fit(framing.swept(stage.points, stage.centre),
                            framing.View("front", 0.0, elevation).rotation(), width / height)
        axis = Vector((stage.centre.x, stage.centre.y, 0.0))
        still = framing.View("still", turn.azimuth(0), elevation)
        near = framing.fit(stage.points, still.rotation(), width / height)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        for index in range(turn.frames):
            if call.cancelled():
                raise BridgeError(CANCELLED, "Rendering was cancelled.")
            file = name(turn.first + index)
            path = os.path.join(folder, file)
            if not _is_complete(path, width, height):
                azimuth = turn.azimuth(index)
                if motion is not None:
                    motion.set(index / turn.frames)
                around = Matrix.Rotation(math.radians(azimuth), 3, "Z")
                stage.look(framing.View("turn", azimuth, elevation),
                           near if turn.is_still else axis + around @ (front - axis))
                renderer.picture(stage.scene, path)
                if not _is_complete(path, width, height):
                    raise BridgeError(INTERNAL_ERROR, "Blender wrote only a part of a picture; the "
                                                      "disk may be full.")
                rendered += 1
            call.progress({"file": f"{shown_folder}/{file}", "done": index + 1, "of": turn.frames})
    return {"engine": used, "frames": turn.frames, "rendered": rendered,
            "seconds": round(time.monotonic() - started, 3)}


def _is_complete(path: str, width: int, height: int) -> bool:
    """Whether a whole picture of that size is there, and no link to one."""
    try:
        with open(path, "rb", opener=lambda file, flags: os.open(
                file, flags | os.O_NOFOLLOW | os.O_NONBLOCK)) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return False
            head = file.read(24)
            file.seek(-len(_END), os.SEEK_END)
            return (head[:8] == _SIGNATURE and file.read() == _END
                    and struct.unpack(">II", head[16:24]) == (width, height))
    except OSError:
        return False
