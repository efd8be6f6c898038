# SPDX-License-Identifier: GPL-3.0-or-later
"""A background Blender that is forked from one that waits (with-forked-blender), where there is one; a start costs
some 1.3 s of a processor, a fork 0.05. For tests that need a Blender which has run nothing, but not its start:
run() and Popen() of this module are used as those of subprocess."""

import contextlib
import json
import os
import pathlib
import selectors
import socket
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from typing import IO, Any

# What the one that waits was started with, or what makes no difference.
USUAL = {"-b", "--background", "--factory-startup", "--offline-mode", "--disable-autoexec"}


def read_steps(arguments: Sequence[str]) -> list[tuple[str, str]] | None:
    """What a command line has Blender do, one after the other; None where a child cannot stand in."""
    steps, words = [], list(arguments)
    if not {"-b", "--background"} & set(words) or "--factory-startup" not in words:
        return None
    while words and (word := words.pop(0)) != "--":
        if word == "--python-exit-code":
            words.pop(0)
        elif word in ("--python", "--python-expr"):
            value = words.pop(0)
            steps.append(("text", value) if word == "--python-expr" else ("file", os.path.abspath(value)))
        elif word.endswith(".blend"):
            steps.append(("open", os.path.abspath(word)))
        elif word not in USUAL:
            return None
    return steps


class Forked:
    """As much of subprocess.Popen as the tests use."""

    def __init__(self, control: socket.socket, words: Sequence[str], steps: list[tuple[str, str]],
                 descriptors: dict[int, int], env: Mapping[str, str] | None) -> None:
        self.args = words
        self.returncode: int | None = None
        self._control = control
        request = {"words": words, "steps": steps, "descriptors": list(descriptors), "folder": os.getcwd(),
                   "environment": dict(os.environ if env is None else env)}
        socket.send_fds(control, [json.dumps(request).encode()], list(descriptors.values()))
        self.pid = int(json.loads(control.recv(100))["pid"])
        if "MQ_TEST_TIMES" in os.environ:
            with open(pathlib.Path(os.environ["MQ_TEST_TIMES"], f"forked-{os.getpid()}"), "a") as file:
                file.write(f"{self.pid}\n")

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            with selectors.DefaultSelector() as selector:
                selector.register(self._control, selectors.EVENT_READ)
                if not selector.select(timeout):
                    raise subprocess.TimeoutExpired(self.args, timeout or 0)
            self.returncode = int(json.loads(self._control.recv(100) or b'{"status": -9}')["status"])
            self._control.close()
        return self.returncode

    def poll(self) -> int | None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.wait(0)
        return None

    def kill(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, 9)


def connect() -> socket.socket | None:
    """The one that waits, if it is there."""
    control = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with contextlib.suppress(KeyError, OSError):
        control.connect(os.environ["MQ_TEST_FORKED_BLENDER"])
        return control
    control.close()
    return None


def Popen(words: Sequence[Any], *, env: Mapping[str, str] | None = None, stdin: int | None = None,
          stdout: IO[Any] | int | None = None, stderr: IO[Any] | int | None = None,
          pass_fds: Sequence[int] = ()) -> "Forked | subprocess.Popen[Any]":
    """`stdin`: subprocess.DEVNULL or none; `stdout`, `stderr`: no pipe."""
    words = [str(word) for word in words]
    steps = read_steps(words[1:])
    control = connect() if steps is not None else None
    if steps is None or control is None:
        return subprocess.Popen(words, env=env, stdin=stdin, stdout=stdout, stderr=stderr, pass_fds=pass_fds)

    with open(os.devnull, "r+b") as nowhere:
        def number(stream: IO[Any] | int | None, own: int) -> int:
            if stream is None or stream == subprocess.STDOUT:
                return own
            if stream == subprocess.DEVNULL:
                return nowhere.fileno()
            return stream if isinstance(stream, int) else stream.fileno()
        out = number(stdout, 1)
        streams = {0: number(stdin, 0), 1: out, 2: out if stderr == subprocess.STDOUT else number(stderr, 2)}
        return Forked(control, words, steps, streams | {fd: fd for fd in pass_fds}, env)


def run(words: Sequence[Any], *, check: bool = False, capture_output: bool = False, text: bool = False,
        stdout: int | None = None, stderr: int | None = None, env: Mapping[str, str] | None = None,
        timeout: float | None = None) -> "subprocess.CompletedProcess[Any]":
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = Popen(words, env=env, stdin=subprocess.DEVNULL, stdout=out if capture_output else stdout,
                        stderr=err if capture_output else stderr)
        try:
            process.wait(timeout)
        except BaseException:
            process.kill()
            raise
        said: list[Any] = [None, None]
        if capture_output:
            for index, file in enumerate((out, err)):
                file.seek(0)
                said[index] = file.read().decode(errors="replace") if text else file.read()
    done: subprocess.CompletedProcess[Any] = subprocess.CompletedProcess(words, process.returncode or 0, *said)
    if check:
        done.check_returncode()
    return done
