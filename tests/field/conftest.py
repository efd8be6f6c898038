# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of other people's inputs share: see tests/support/desk.py. `scripts/` holds scripts as
people send them, byte for byte; they are named .script because no style check may touch them."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from desk import CLI, SAFE, SERVICE, Desk, desk  # noqa: E402,F401

SCRIPTS = pathlib.Path(__file__).parent / "scripts"


@pytest.fixture(autouse=True)
def real_start(desk):  # noqa: F811
    """What others bring runs as it would at their own desk, in the sandbox."""
    desk.config.write_text(SAFE)


@pytest.fixture
def script(tmp_path):
    """A function that puts a script of `scripts/` into a folder, as NAME.py, and returns its path."""
    def place(name):
        path = tmp_path / f"{name}.py"
        path.write_bytes((SCRIPTS / f"{name}.script").read_bytes())
        return path
    return place
