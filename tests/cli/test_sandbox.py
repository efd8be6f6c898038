# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox that is missing or does not hold: nothing is run (exit 6), unless the configuration says
so in as many words, and then each run warns."""

import shutil

import pytest
from conftest import CHAIR, SAFE

# The real bubblewrap without its system-call filter: processes could be started in it.
WEAK = """#!/usr/bin/python3
import os, sys
options = os.read(int(sys.argv[2]), 1 << 20).decode().split("\\0")[:-1]
at = options.index("--seccomp")
del options[at:at + 2]
os.execv("{bwrap}", ["bwrap", *options, *sys.argv[3:]])
"""


@pytest.fixture(autouse=True)
def real_start(desk):
    """The sandbox as a user has it."""
    desk.config.write_text(SAFE)


def shim(desk, name, text):
    folder = desk.root / "shims"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)
    desk.env["PATH"] = f"{folder}:{desk.env['PATH']}"


def test_a_sandbox_that_does_not_hold_is_refused(desk):
    shim(desk, "bwrap", WEAK.format(bwrap=shutil.which("bwrap")))
    result = desk("--text", CHAIR, "--no-input")
    assert result.status == 6, result
    assert "does not hold" in result.err and "sandbox: off" in result.err, result
    assert desk.sessions() == []


def test_without_bubblewrap_nothing_is_run(desk):
    desk.env["MQ_BLENDER"] = shutil.which("blender")
    desk.env["PATH"] = str(desk.root)
    result = desk("--text", CHAIR, "--no-input")
    assert result.status == 6, result
    assert "bubblewrap" in result.err, result


def test_off_runs_and_warns(desk):
    desk.env["MQ_BLENDER"] = shutil.which("blender")
    shim(desk, "bwrap", "#!/bin/sh\nexit 1\n")
    desk.config.write_text(SAFE.replace("spare: off", "spare: off, sandbox: off"))
    for _ in range(2):
        result = desk("--text", "a mug", "--no-input")
        assert result.status == 0, result
        assert "sandbox is off" in result.out + result.err, result
