# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the program share: see tests/support/desk.py."""

import os
import pathlib
import sys
import time

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from desk import (  # noqa: E402,F401
    BUILD,
    CHAIR,
    CLI,
    CUBE,
    FAST,
    QUICK,
    SAFE,
    SANITIZED,
    SERVICE,
    Desk,
    Result,
    descendants,
    desk,
    kill_blender,
    processes_with,
)


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """A desk on which one chair was made and refined: for tests that only look, or add sessions."""
    desk = Desk(tmp_path_factory.mktemp("finished"))
    desk.config.write_text(FAST.replace("num_images: 1", "num_images: 2"))
    desk.result = desk("--text", CHAIR, "--refine", "add 2 armrests", "--refine", "make it taller",
                       "--json", "--output", desk.root / "out")
    assert desk.result.status == 0, desk.result
    yield desk
    desk.assert_tidy()


def make_desk_with(folder, name, script, config=FAST):
    """A desk whose library has a session of @script, made by the real Blender; `desk.script` is its file."""
    desk = Desk(folder)
    desk.config.write_text(config)
    desk.script = desk.root / f"{name}.py"
    desk.script.write_text(script)
    result = desk("--script", desk.script, "--no-input", "--json")
    assert result.status == 0, result
    desk.session = desk.sessions()[0]["session"]
    return desk


def wait_for_end(pids):
    while any(os.path.exists(f"/proc/{pid}") for pid in pids):
        time.sleep(0.02)
