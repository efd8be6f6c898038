# SPDX-License-Identifier: GPL-3.0-or-later
"""The program at a terminal of its own."""

import os
import pathlib
import pty
import select
import subprocess
import time
from collections.abc import Mapping


def take_terminal() -> None:
    """A session of its own with the terminal as its controlling one: Ctrl+C becomes a signal."""
    os.setsid()
    os.close(os.open(os.ttyname(0), os.O_RDWR))


class Terminal:
    """A program that was started, what it has shown so far, and what is typed."""

    def __init__(self, program: pathlib.Path, env: Mapping[str, str], *args: object) -> None:
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen([program, *map(str, args)], stdin=slave, stdout=slave, stderr=slave,
                                        env=env, preexec_fn=take_terminal)
        os.close(slave)
        self.seen = ""

    def read_until(self, words: str, timeout: float = 1800) -> None:
        deadline = time.monotonic() + timeout
        start = len(self.seen)
        while words not in self.seen[start:]:
            left = deadline - time.monotonic()
            assert left > 0, f"no {words!r} in:\n{self.seen}"
            if select.select([self.master], [], [], left)[0]:
                try:
                    data = os.read(self.master, 65536)
                except OSError:
                    data = b""
                assert data, f"ended without {words!r}:\n{self.seen}"
                self.seen += data.decode("utf-8", "replace")

    def write(self, text: str) -> None:
        os.write(self.master, text.encode())

    def finish(self, timeout: float = 1800) -> int:
        while True:
            try:
                data = os.read(self.master, 65536)
            except OSError:
                break
            if not data:
                break
            self.seen += data.decode("utf-8", "replace")
        status = self.process.wait(timeout)
        os.close(self.master)
        return status
