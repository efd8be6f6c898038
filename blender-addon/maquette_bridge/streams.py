# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Captures what a script prints: Python's streams and what Blender's C code writes to fd 1 and 2.

Both end in a pipe that never blocks: what does not fit is dropped and `truncated` is set, so that a
script that prints for ever costs no memory and no thread.
"""

from __future__ import annotations

import ctypes
import io
import os
import re
import sys
from typing import Any

try:
    import fcntl
except ImportError:  # Windows, where exported scripts are checked (export/script_proof.py)
    fcntl = None  # type: ignore[assignment]

CAP = 256 * 1024  # bytes a stream
_PIPE_SIZE = 2 * CAP
_F_SETPIPE_SZ = 1031

# CSI and OSC sequences, then any other escape.
_ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?"
                   r"|\x1b[ -/]*[0-~]?")
# Control characters but newline and tab; direction overrides and tag characters can hide text.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069"
                      "\ufeff\U000e0000-\U000e007f]")


def clean(text: str) -> str:
    """Text without escape sequences, control characters and what turns reading direction."""
    text = _ANSI.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _CONTROL.sub("", text)


def _flush_c() -> None:
    try:
        ctypes.CDLL(None).fflush(None)
    except (OSError, AttributeError):
        pass


class _Sink(io.BufferedIOBase):
    """The byte end of a Python stream: writes to the pipe until the cap."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._left = CAP
        self.truncated = False

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._fd

    def write(self, data: Any) -> int:
        data = bytes(data)
        part = data[:self._left]
        if len(part) < len(data):
            self.truncated = True
        while part:
            try:
                written = os.write(self._fd, part)
            except OSError:
                self.truncated = True
                self._left = 0
                break
            self._left -= written
            part = part[written:]
        return len(data)


class _Stream:
    """One captured stream."""

    def __init__(self, fd: int, name: str) -> None:
        self._fd = fd
        self._name = name

    def start(self) -> None:
        self._reader, writer = os.pipe()
        os.set_blocking(writer, False)
        os.set_blocking(self._reader, False)
        try:
            fcntl.fcntl(writer, _F_SETPIPE_SZ, _PIPE_SIZE)
        except OSError:
            pass  # the pipe stays smaller and truncates sooner
        self._saved_fd = os.dup(self._fd)
        os.dup2(writer, self._fd)
        os.close(writer)
        self._saved = getattr(sys, self._name)
        self._sink: Any = _Sink(self._fd)
        self._text = io.TextIOWrapper(self._sink, encoding="utf-8", errors="backslashreplace",
                                      write_through=True)
        setattr(sys, self._name, self._text)

    def stop(self) -> tuple[str, bool]:
        """Puts the stream back; returns its text and whether some is missing."""
        try:
            self._text.flush()
        except (OSError, ValueError):
            pass  # the script closed it
        setattr(sys, self._name, self._saved)
        os.dup2(self._saved_fd, self._fd)
        os.close(self._saved_fd)
        data = bytearray()
        while len(data) <= _PIPE_SIZE:
            try:
                part = os.read(self._reader, 65536)
            except BlockingIOError:
                break
            if not part:
                break
            data += part
        os.close(self._reader)
        truncated = self._sink.truncated or len(data) > CAP
        return clean(bytes(data[:CAP]).decode("utf-8", "replace")), truncated


class Capture:
    """`with Capture() as out: …`; then out.stdout, out.stderr, out.truncated."""

    def __enter__(self) -> Capture:
        self.stdout = self.stderr = ""
        self.truncated = False
        for python in (sys.__stdout__, sys.__stderr__):
            assert python is not None
            python.flush()
        _flush_c()
        self._streams = _Stream(1, "stdout"), _Stream(2, "stderr")
        for stream in self._streams:
            stream.start()
        return self

    def __exit__(self, *_: object) -> None:
        for python in (sys.__stdout__, sys.__stderr__):
            assert python is not None
            try:
                python.flush()
            except (OSError, ValueError):
                pass
        _flush_c()
        (self.stdout, lost_out), (self.stderr, lost_err) = [s.stop() for s in self._streams]
        self.truncated = lost_out or lost_err
