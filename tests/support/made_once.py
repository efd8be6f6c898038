# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders that are dear to make: several test programs need the same one, and the first of a ./dev test makes it."""

import fcntl
import os
import pathlib


def made_once(name, tmp_path_factory, make):
    """The folder @name, which make(folder) has filled; nobody changes it. A test run by itself makes its own."""
    shared = os.environ.get("MQ_TEST_SHARED")
    top = pathlib.Path(shared) if shared else tmp_path_factory.mktemp("shared")
    with open(top / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = top / f"{name}.done"
        if not done.exists():
            make(top / name)
            done.touch()
    return top / name
