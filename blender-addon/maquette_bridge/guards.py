# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps a script from ending or replacing Blender: such calls become errors that say what to do, or
do nothing where nothing is lost.

The sandbox is the boundary, not this: a script that goes round it kills its own worker and nothing
else.
"""

from __future__ import annotations

import os
import re
import sys
import types
from collections.abc import Callable
from typing import Any

import bpy

from . import cleanup

_PREFERENCES = "preferences are not for a script to change: leave the call out"
_FILES = "a script builds in the scene it is given: leave the call out"

# Operators of bpy.ops.wm, and what to do instead.
OPERATORS = {
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
# Maquette does these itself, or nobody sees them here: such calls do nothing; the reason is told.
_STAGE = "the version is rendered on a stage of Maquette's own"
_SAVED = "the version is saved, and exported when you want it"
_UNSEEN = "nobody looks at this Blender"
# Calls that empty the scene; nothing else of a file is read.
EMPTYING = ("read_factory_settings", "read_homefile")
LEFT_OUT = (
    (rf"wm\.({'|'.join(EMPTYING)})", "the scene is empty already"),
    (r"wm\.(quit_blender|window_close)", "a script ends with its last line"),
    (r"wm\.save_(as_)?mainfile", _SAVED),
    (r"wm\.\w+_export|export_(scene|mesh|anim)\.\w+", _SAVED),
    (r"render\.\w+", _STAGE),
    (r"view3d\.(view_\w+|localview|toggle_\w+|zoom\w*|camera_to_view\w*)", _UNSEEN),
)
_MODULES = ("wm", "render", "view3d", "export_scene", "export_mesh", "export_anim")

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

    def __call__(self, *_args: object, **_keywords: Any) -> set[str]:
        raise Forbidden(f"bpy.ops.wm.{self._name} is not allowed in a script: {self._instead}.")

    def __getattr__(self, name: Any) -> Any:
        return getattr(self._operator, name)


class _LeftOut(_GuardedOperator):
    """Stands for an operator that does nothing."""

    def __call__(self, *_args: object, **_keywords: Any) -> set[str]:
        return {"FINISHED"}


class _StartsAfresh(_GuardedOperator):
    """Stands for an operator that empties the scene."""

    _original = bpy.ops.wm

    def __call__(self, *_args: object, **_keywords: Any) -> set[str]:
        cleanup.empty_scene(self._original)
        return {"FINISHED"}


def why_left_out(path: str) -> str | None:
    """Why an operator, such as `render.render`, does nothing in a script; None: it runs."""
    return next((why for pattern, why in LEFT_OUT if re.fullmatch(pattern, path)), None)


def _guarded(original: Any, module: str) -> types.ModuleType:
    """A module of bpy.ops, without what must not run and what need not."""
    def find(name: str) -> Any:
        operator = getattr(original, name)
        if module == "wm" and name in OPERATORS:
            return _GuardedOperator(operator, name, OPERATORS[name])
        if module == "wm" and name in EMPTYING:
            return _StartsAfresh(operator, name, "")
        return _LeftOut(operator, name, "") if why_left_out(f"{module}.{name}") else operator

    guarded: Any = types.ModuleType(f"bpy.ops.{module}")
    guarded.__getattr__ = find
    guarded.__dir__ = lambda: dir(original)
    return guarded


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
        for name in _MODULES:
            self._set(bpy.ops, name, _guarded(getattr(bpy.ops, name), name))
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
