# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders that are dear to make: several test programs need the same one, and the first of a ./dev test makes it."""

import fcntl
import os
import pathlib
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    import pytest


def wait_for(lock: TextIO) -> None:
    """Takes @lock. While another program makes the folder, this one tells watch-test that it does not hang."""
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if "MQ_TEST_WAITS" in os.environ:
                pathlib.Path(os.environ["MQ_TEST_WAITS"]).touch()
            time.sleep(0.1)


def made_once(name: str, tmp_path_factory: "pytest.TempPathFactory",
              make: Callable[[pathlib.Path], object]) -> pathlib.Path:
    """The folder @name, which make(folder) has filled; nobody changes it. A test run by itself makes its own."""
    shared = os.environ.get("MQ_TEST_SHARED")
    return make_in(pathlib.Path(shared) if shared else tmp_path_factory.mktemp("shared"), name, make)


def make_in(top: pathlib.Path, name: str, make: Callable[[pathlib.Path], object]) -> pathlib.Path:
    """The same in the folder @top."""
    with open(top / f"{name}.lock", "w") as lock:
        wait_for(lock)
        done = top / f"{name}.done"
        if not done.exists():
            make(top / name)
            done.touch()
    return top / name
