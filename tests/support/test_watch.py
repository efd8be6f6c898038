# SPDX-License-Identifier: GPL-3.0-or-later
"""watch-test with looks that follow each other quickly: what hangs ends and tells where, what works is left alone."""

import json
import os
import pathlib
import signal
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).parent
HANGING = """
import subprocess
def test_before(): pass
def test_hanging(): subprocess.run(["sleep", "infinity"])
def test_after(): pass
"""


@pytest.fixture
def watch(tmp_path):
    """watch(*words): (exit status, output, what it cost, stacks) of a watched program."""
    def run(*words, **environment):
        done = subprocess.run([HERE / "watch-test", *words], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env=os.environ | {"MQ_TEST_TIMES": str(tmp_path), "MQ_TEST_LOOK_S": "0.02"} | environment)
        times = tmp_path / "times"
        stacks = "".join(path.read_text(errors="replace") for path in tmp_path.glob("stacks-*"))
        return done.returncode, done.stdout, json.loads(times.read_text()) if times.exists() else None, stacks
    return run


def is_running(words):
    return subprocess.run(["pgrep", "--full", f"^{words}$"], stdout=subprocess.DEVNULL).returncode == 0


def test_result_and_cost(watch):
    words = ["sh", "-c", "echo out; echo err >&2; exit 77"]
    status, output, cost, stacks = watch(*words)
    assert (status, output, stacks) == (77, "out\nerr\n", "")
    assert cost["words"] == words and cost["wall_s"] > 0


@pytest.mark.parametrize("words, result", [
    ((sys.executable, "-m", "pytest", "--version"), (77, "Skipped: this needs Blender, bubblewrap and pytest\n")),
    (("/bin/sh", "-c", "echo ran"), (0, "ran\n")),
])
def test_needs(watch, words, result):
    """A test is skipped, with the reason, where what it needs is missing; others are not."""
    assert watch(*words, PATH="/nonexistent")[:2] == result


@pytest.mark.parametrize("name, programs", [("SEGV", "/nowhere"), ("TERM", "/"), ("KILL", "/")])
def test_signal(watch, name, programs):
    """The program ends of it. If it is none of ours, or was killed, no stacks are kept."""
    status, output, _cost, stacks = watch("sh", "-c", f"kill -{name} $$", MQ_TEST_OURS=programs)
    assert (status, output, stacks) == (-getattr(signal, f"SIG{name}"), "", "")


@pytest.mark.skipif(not os.path.exists("tests/support/mq-crash.so"), reason="a sanitizer reports crashes by itself")
@pytest.mark.parametrize("crash, name", [("ctypes.string_at(0)", "SEGV"), ("os.abort()", "ABRT")])
def test_crash(watch, crash, name):
    """The program dies of it, and the stacks of all its threads are kept."""
    words = ["-c", f"import ctypes, os, threading\nthreading.Thread(target=threading.Event().wait).start()\n{crash}"]
    status, output, _cost, stacks = watch(sys.executable, *words, MQ_TEST_OURS="/")
    assert status == -getattr(signal, f"SIG{name}") and "a program crashed: " in output and f"SIG{name}" in output
    assert "Thread 2" in stacks and "handle_crash" in stacks, stacks


def test_cost_of_grandchildren(watch):
    """Of orphans, too."""
    assert watch("sh", "-c", f"{sys.executable} -c 'while True:\n import time\n if time.process_time() > 0.3: break' & "
                             "(sleep 0 &); wait")[2]["cpu_s"] >= 0.3


def test_leaves_nothing(watch):
    assert watch("sh", "-c", "setsid sleep 4711.1 & exit 0")[0] == 0
    assert not is_running("sleep 4711.1")


def test_hanging_program(watch):
    status, output, _cost, stacks = watch("sh", "-c", "sleep 4711.2; exit 0")
    assert status == 124 and "hardly ran" in output
    assert "nanosleep" in stacks, stacks
    assert not is_running("sleep 4711.2")


def test_hanging_pytest(watch, tmp_path):
    """The test that hangs fails, the others run."""
    (tmp_path / "test_it.py").write_text(HANGING)
    status, output, _cost, stacks = watch(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
                                          tmp_path / "test_it.py")
    assert status == 1 and "1 failed, 2 passed" in output, output
    assert "in test_hanging" in stacks, stacks


def test_endless_loop(watch):
    status, output, _cost, stacks = watch("sh", "-c", "while :; do :; done", MQ_TEST_WALL_S="1")
    assert status == 124 and "did not end" in output and "Thread 1" in stacks


@pytest.mark.parametrize("work", [
    "while time.process_time() < 2: pass",
    "for _ in range(40): print(flush=True) or time.sleep(0.05)",
    "for _ in range(40): pathlib.Path(os.environ['MQ_TEST_WAITS']).touch() or time.sleep(0.05)",
], ids=["computes", "writes", "waits for another"])
def test_slow_program(watch, work):
    """All take longer than a hang may."""
    status, _output, cost, stacks = watch(sys.executable, "-c", f"import os, pathlib, time\n{work}")
    assert (status, stacks) == (0, "") and cost["wall_s"] > 2
