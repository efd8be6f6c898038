# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The empty scene that a script starts from, and the end of what it leaves running. Nothing else is
put back: a Blender that has run a script runs another one only for a preview.
"""

import _thread
import os
import signal
import sys
import time
from typing import Any

import bpy


def count_threads() -> int:
    """Threads that Python has started, and that still run."""
    time.sleep(0.001)  # _count() has a new thread when it first runs, on a busy machine later
    begun = sys._current_exceptions()  # type: ignore[attr-defined]
    return max(_thread._count(), len(begun))


def children() -> list[int]:
    """Processes started by this one that are still there."""
    found = []
    try:
        for task in os.listdir("/proc/self/task"):
            with open(f"/proc/self/task/{task}/children", encoding="ascii") as file:
                found += [int(pid) for pid in file.read().split()]
    except OSError:
        pass
    return found


def end_children() -> None:
    """Kills and reaps what a script started and left."""
    for pid in children():
        try:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        except OSError:
            pass


def empty_scene(operators: Any = None) -> None:
    """A new file with an empty scene, as the factory made it. `operators`: Blender's own
    bpy.ops.wm, while a guarded one is in its place."""
    (operators or bpy.ops.wm).read_homefile(use_empty=True, use_factory_startup=True)
    scene = bpy.context.scene
    if scene.world is None:
        # As in a new file of a person's own: scripts expect one.
        scene.world = bpy.data.worlds.new("World")
