# SPDX-License-Identifier: GPL-3.0-or-later
"""What ./dev run does in a fresh clone, for real: it builds what a run needs, and a signal reaches the program. The
programs are entered with bubblewrap, as on any older machine; the root is the one that the tests run in."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tests" / "support"), str(TOP / "tests" / "lint")]

from files import tracked  # noqa: E402
from terminal import Terminal  # noqa: E402


class Clone:
    """The files that git knows, a home and a root."""

    def __init__(self, folder):
        self.dev = folder / "maquette" / "dev"
        for name in tracked():
            target = folder / "maquette" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(TOP / name, target, follow_symlinks=False)
        homes = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CACHE", "CONFIG", "DATA", "STATE")}
        self.env = {name: value for name, value in os.environ.items()
                    if not name.startswith(("MQ_", "MAQUETTE_"))}
        self.env |= {"HOME": str(folder), "MAQUETTE_ROOT": "/", "TERM": "xterm"} | homes


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    return Clone(tmp_path_factory.mktemp("clone"))


def test_a_run_has_all_that_it_needs(clone):
    """A program that is left out of the build is missed by nobody: each Blender would then be started anew."""
    run = subprocess.run([clone.dev, "run", "report-problem"], env=clone.env, stdin=subprocess.DEVNULL,
                         capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Blender is forked: yes" in run.stdout, run.stdout


def test_ctrl_c_stops_in_order(clone):
    terminal = Terminal(clone.dev, clone.env, "run", "--text", "a mug")
    terminal.read_until("Planned")
    terminal.write("\x03")
    assert terminal.finish() == 130, terminal.seen
    assert "press again to stop at once" in terminal.seen and "Finished versions are kept" in terminal.seen


def test_the_end_of_bubblewrap_stops_in_order(clone):
    """As of one that is terminated by a script that knows its process only."""
    process = subprocess.Popen([clone.dev, "run", "--text", "a mug"], env=clone.env, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    for line in process.stdout:
        if "Planned" in line:
            break
    process.terminate()
    # Until the last program of it has closed its end.
    rest = process.stdout.read()
    assert "Finished versions are kept" in rest and process.wait() == -signal.SIGTERM, rest
