# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps a script from ending or replacing Blender: such calls become errors that say what to do.

The sandbox is the boundary, not this: a script that goes round it kills its own worker and nothing
else.
"""

from __future__ import annotations

import os
import sys
import types
from collections.abc import Callable
from typing import Any

import bpy

_EMPTY = "the scene is already empty: leave the call out"
_PREFERENCES = "preferences are not for a script to change: leave the call out"
_FILES = "a script builds in the scene it is given: leave the call out"

# Operators of bpy.ops.wm, and what to do instead.
OPERATORS = {
    "quit_blender": "end the script by reaching its last line",
    "window_close": "end the script by reaching its last line",
    "read_factory_settings": _EMPTY,
    "read_homefile": _EMPTY,
    "read_factory_userpref": _PREFERENCES,
    "read_userpref": _PREFERENCES,
    "save_userpref": _PREFERENCES,
    "save_homefile": _PREFERENCES,
    "open_mainfile": _FILES,
    "revert_mainfile": _FILES,
    "recover_last_session": _FILES,
    "recover_auto_save": _FILES,
    "drop_blend_file": _FILES,
}

_PROCESS = ("_exit", "abort", "fork", "forkpty", "execv", "execve", "execl", "execle", "execlp",
            "execlpe", "execvp", "execvpe", "kill", "killpg")


class Forbidden(RuntimeError):
    """A script called what it must not; the message says what to do instead."""


class _GuardedOperator:
    """Stands for an operator that must not run; can still be looked at."""

    def __init__(self, operator: bpy.ops._BPyOpsSubModOp, name: str, instead: str) -> None:
        self._operator = operator
        self._name = name
        self._instead = instead

    def __call__(self, *_args: object, **_keywords: Any) -> None:
        raise Forbidden(f"bpy.ops.wm.{self._name} is not allowed in a script: {self._instead}.")

    def __getattr__(self, name: Any) -> Any:
        return getattr(self._operator, name)


def _guard_function(module: str, name: str) -> Callable[..., Any]:
    def guard(*_args: object, **_keywords: Any) -> None:
        raise Forbidden(f"{module}.{name} is not allowed in a script: it would end or double "
                        "Blender itself. Leave the call out.")
    return guard


class Guards:
    """In force between `set` and `unset`, while a script runs."""

    def __init__(self) -> None:
        self._restore: list[tuple[dict[str, Any], str, bool, Any]] = []

    def set(self) -> None:
        """Replaces the guarded functions until `unset`."""
        original = bpy.ops.wm
        guarded: Any = types.ModuleType("bpy.ops.wm")
        guarded.__getattr__ = lambda name: getattr(original, name)
        guarded.__dir__ = lambda: dir(original)
        for name, instead in OPERATORS.items():
            if name in dir(original):
                setattr(guarded, name, _GuardedOperator(getattr(original, name), name, instead))
        self._set(bpy.ops, "wm", guarded)
        posix = sys.modules.get("posix")
        for name in _PROCESS:
            for module in (os, posix):
                if module is not None and hasattr(module, name):
                    self._set(module, name, _guard_function("os", name))

    def _set(self, module: types.ModuleType, name: str,
             value: Callable[..., Any] | types.ModuleType) -> None:
        space = vars(module)
        self._restore.append((space, name, name in space, space.get(name)))
        space[name] = value

    def unset(self) -> None:
        """Puts the original functions back, the last one first."""
        for space, name, there, value in reversed(self._restore):
            if there:
                space[name] = value
            else:
                space.pop(name, None)
