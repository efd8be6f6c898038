# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a script as `__main__` in an empty scene and says what came of it."""

from __future__ import annotations

import builtins
import os
import random
import re
import resource
import signal
import sys
import time
import types
from typing import Any

import bpy
import mathutils

from . import cleanup, with_nodes
from .check import stage_settings
from .guards import Guards
from .streams import Capture, clean

SCRIPT_NAME = "script.py"
MAX_MESSAGE = 4000
MAX_TRACEBACK = 20  # frames; of a deep recursion the first and last ten
MAX_LINE_TEXT = 300
_UNREAD = "Error: Cannot read '"  # Blender, of a picture, a sound or a font
_NO_FILES = ("(Scripts see no files of yours: make the picture in the script, or use colours and "
             "procedural nodes.)")


class _CpuLimit(Exception):
    """The script used up its CPU time."""


def _message(error: Any) -> str:
    """Describes an exception; never raises, whatever the script's own class does."""
    if isinstance(error, SystemExit):
        return (f"The script ended itself with exit({error.code!r:.100}). "
                "A script ends by reaching its last line: leave the call out.")
    if isinstance(error, MemoryError):
        return "The script needed more memory than it may have."
    if isinstance(error, RecursionError):
        return "The script called itself too deeply (maximum recursion depth exceeded)."
    if isinstance(error, KeyboardInterrupt):
        return "The script was interrupted."
    if isinstance(error, SyntaxError):
        return error.msg or "invalid syntax"
    try:
        text = str(error)
    except BaseException:
        text = "(its message cannot be shown)"
    text = clean(text)[:MAX_MESSAGE]
    # It may well be there, on the user's disk.
    return f"{text.rstrip()} {_NO_FILES}" if text.startswith(_UNREAD) else text


def _describe(error: Any, source: str) -> dict[str, Any]:
    """The `error` of docs/inside/protocol.md: only the script's own frames, with their text."""
    lines = source.splitlines()

    def text_of(line: int) -> str:
        return lines[line - 1].strip()[:MAX_LINE_TEXT] if 0 < line <= len(lines) else ""

    frames = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename == SCRIPT_NAME:
            frames.append({"line": trace.tb_lineno or 0, "function": code.co_name,
                           "text": text_of(trace.tb_lineno or 0)})
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and error.filename == SCRIPT_NAME and error.lineno:
        frames.append({"line": error.lineno, "function": "<module>", "text": text_of(error.lineno)})
    if len(frames) > MAX_TRACEBACK:
        frames = frames[:MAX_TRACEBACK // 2] + frames[-MAX_TRACEBACK // 2:]
    name = "TimeoutError" if isinstance(error, _CpuLimit) else type(error).__name__
    return {"type": str(name)[:200], "message": _message(error),
            "line": frames[-1]["line"] if frames else None, "traceback": frames}


def _leave_edit_mode() -> None:
    """So that what was edited is in the data, and operators work on objects again."""
    active = bpy.context.view_layer.objects.active if bpy.context.view_layer else None
    if active is not None and active.mode != "OBJECT":
        try:
            bpy.ops.object.mode_set(mode="OBJECT")
        except RuntimeError:
            pass  # an object that is hidden; its edit mesh is read as it is


def _pack() -> None:
    """Keeps pixels, fonts and sounds in the .blend: another Blender shows it, without the files
    that the script read."""
    for blocks in (bpy.data.images, bpy.data.fonts, bpy.data.sounds):
        for block in blocks:
            unsaved = getattr(block, "is_dirty", False)
            if block.packed_file is None and (unsaved or os.path.isfile(
                    bpy.path.abspath(block.filepath))):
                try:
                    block.pack()
                except RuntimeError:
                    pass  # no file that Blender can read; the picture shows it


def run(source: str, cpu_s: int, work_dir: str) -> dict[str, Any]:
    """Runs `source` in a new empty scene with `work_dir` as working folder; returns the result
    without `objects`."""
    cleanup.empty_scene()
    module: Any = types.ModuleType("__main__")
    module.__file__ = SCRIPT_NAME
    module.__builtins__ = builtins
    guards = Guards()
    threads = cleanup.count_threads()
    error = None
    started = time.monotonic()
    with Capture() as output:
        # SIGXCPU after `cpu_s` more of CPU time, as an exception in the script.
        used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
        limit = int(used + cpu_s) + 1
        if hard != resource.RLIM_INFINITY:
            limit = min(limit, hard)

        def stop(_number: object, _frame: object) -> None:
            raise _CpuLimit(f"The script used more than {cpu_s} s of CPU time and was stopped.")

        before = signal.signal(signal.SIGXCPU, stop)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))

        def undo() -> None:
            signal.signal(signal.SIGXCPU, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
            signal.signal(signal.SIGXCPU, before)

        try:
            os.chdir(work_dir)
            random.seed(0)
            mathutils.noise.seed_set(1)
            sys.modules["__main__"] = module
            # With what `sys.argv.index("--")` looks for; all arguments have their defaults.
            asks = re.search(r"""["']--["']""", source)
            sys.argv = [SCRIPT_NAME, "--"] if asks else [SCRIPT_NAME]
            guards.set()
            program = with_nodes.rewrite(stage_settings.tolerate(source, SCRIPT_NAME), SCRIPT_NAME)
            module.__dict__[with_nodes.NAME] = with_nodes.node_tree_of
            exec(compile(program, SCRIPT_NAME, "exec", dont_inherit=True), module.__dict__)
        except BaseException as raised:
            error = raised
        guards.unset()
        undo()
        for name in dir(bpy.app.handlers):
            if isinstance(getattr(bpy.app.handlers, name), list):
                getattr(bpy.app.handlers, name).clear()
    seconds = time.monotonic() - started
    cleanup.end_children()
    _leave_edit_mode()
    _pack()
    result = {"seconds": round(seconds, 3), "stdout": output.stdout, "stderr": output.stderr,
              "truncated": output.truncated,
              "error": _describe(error, source) if error is not None else None}
    if result["error"] is None and cleanup.count_threads() > threads:
        result["error"] = {"type": "RuntimeError", "line": None, "traceback": [],
                           "message": "The script left a thread running; scripts work without "
                                      "threads."}
    return result
