# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The frames of a film in which the asset turns: numbered pictures, all with one framing. Light and
camera stay as they are to each other, as if the asset stood on a turntable."""

from __future__ import annotations

import math
import os
import stat
import struct
import time
from typing import TYPE_CHECKING, Any

from mathutils import Matrix, Vector

from ..errors import CANCELLED, INTERNAL_ERROR, BridgeError
from . import framing, renderer
from .stage import Stage

if TYPE_CHECKING:
    from ..connection import Session

EASINGS = ("linear", "smooth")
COMPRESSION = 15  # of a PNG that is decoded once: time counts, not size
MAX_NUMBER = 9999

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"


class Turn:
    """`frames` pictures of a turn by `degrees`. The last one is a step short of its end: a whole
    turn begins again without a repeated frame."""

    def __init__(self, frames: int, first: int, from_deg: float, degrees: float,
                 easing: str) -> None:
        self.frames = frames
        self.first = first  # number of the first picture
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
              gpu: bool, transparent: bool, call: Session) -> dict[str, Any]:
    """Renders into `folder`, which is called `shown_folder` in what `call` hears. `transparent`:
    without the ground. Frames that are there are kept, so that an interrupted call can be
    repeated."""
    started = time.monotonic()
    rendered = 0
    with Stage(width, height) as stage:
        used = renderer.set_up_engine(stage, renderer.choose_engine(engine, gpu), gpu)
        stage.scene.render.image_settings.compression = COMPRESSION
        if transparent:
            stage.take_ground()
        elevation = framing.views(1, stage.high - stage.low)[0].elevation
        # Seen from the front; the other places are this one, turned about the asset's axis.
        front = framing.fit(framing.swept(stage.points, stage.centre),
                            framing.View("front", 0.0, elevation).rotation(), width / height)
        axis = Vector((stage.centre.x, stage.centre.y, 0.0))
        os.makedirs(folder, mode=0o700, exist_ok=True)
        for index in range(turn.frames):
            if call.cancelled():
                raise BridgeError(CANCELLED, "Rendering was cancelled.")
            file = name(turn.first + index)
            path = os.path.join(folder, file)
            if not is_complete(path, width, height):
                azimuth = turn.azimuth(index)
                around = Matrix.Rotation(math.radians(azimuth), 3, "Z")
                stage.look(framing.View("turn", azimuth, elevation),
                           axis + around @ (front - axis))
                renderer.picture(stage.scene, path)
                if not is_complete(path, width, height):
                    raise BridgeError(INTERNAL_ERROR, "Blender wrote only a part of a picture; the "
                                                      "disk may be full.")
                rendered += 1
            call.progress({"file": f"{shown_folder}/{file}", "done": index + 1, "of": turn.frames})
    return {"engine": used, "frames": turn.frames, "rendered": rendered,
            "seconds": round(time.monotonic() - started, 3)}


def is_complete(path: str, width: int, height: int) -> bool:
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
