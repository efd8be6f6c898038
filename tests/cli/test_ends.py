# SPDX-License-Identifier: GPL-3.0-or-later
"""Interrupted and killed at many moments: the program always ends, leaves nothing running, and what
was finished stands. Blender is played by tests/support/quick-blender."""

import json
import os
import random
import signal
import subprocess
import threading
import time

import pytest

from conftest import CHAIR, QUICK, SANITIZED, descendants, processes_with

SEED = 20261120
MOMENTS = 40
# A run takes some 0.4 s; a slow machine only moves the moments towards its start.
SPAN = 2.0 if SANITIZED else 0.7
BOUND = 20


@pytest.fixture
def quick(desk):
    desk.config.write_text(QUICK)
    return desk


def kept(out):
    """The version folders that were said to be kept; a line may be cut off by a kill."""
    lines = [line for line in out.splitlines(keepends=True) if line.endswith("\n")]
    return [event["folder"] for event in map(json.loads, lines) if event["event"] == "kept"]


def assert_whole(desk, folders):
    """Every version that was said to be kept is there, and so is each that is listed."""
    listed = [str(folder) for session in desk.sessions()
              for folder in desk.versions(session["session"])]
    assert set(folders) <= set(listed)
    for folder in map(desk.root.joinpath, listed):
        names = {path.name for path in folder.iterdir()}
        assert names >= {"script.py", "scene.blend", "report.json", "plan.json", "renders"}, folder


def assert_alone(desk):
    variable = f"XDG_DATA_HOME={desk.env['XDG_DATA_HOME']}"
    wait_for(lambda: not processes_with(variable), "a process of it is still there")


def wait_for(condition, otherwise):
    deadline = time.monotonic() + BOUND
    while not condition():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.01)


def run_and_send(desk, args, delays):
    """Runs the program and sends each signal after its delay; its status and what it said."""
    process = desk.popen("--text", CHAIR, "--json", *args)
    timers = [threading.Timer(delay, process.send_signal, [number]) for delay, number in delays]
    for timer in timers:
        timer.start()
    try:
        out, err = process.communicate(timeout=BOUND)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError(f"did not end after {delays}\n{out[-3000:]}\n{err}") from None
    finally:
        for timer in timers:
            timer.cancel()
    return process.returncode, out, err


WAYS = [["--no-input"], ["--refine", "add 2 armrests", "--refine", "make it taller"]]


@pytest.mark.parametrize("way", WAYS, ids=["alone", "guided"])
def test_interrupted_at_any_moment(quick, way):
    dice = random.Random(SEED)
    folders, ended = [], set()
    for _ in range(MOMENTS // 2):
        number = dice.choice([signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
        moment = dice.uniform(0, SPAN)
        status, out, err = run_and_send(quick, way, [(moment, number)])
        # Before it listens for signals there is nothing to clean up.
        assert status in (0, 130, -number), (moment, status, err)
        ended.add(status)
        folders += kept(out)
        assert_alone(quick)
        quick.assert_clean()
    assert 130 in ended, "no signal came in time"
    assert_whole(quick, folders)


def test_interrupted_twice_at_any_moment(quick):
    """What the first has begun to clean up is left to the next start."""
    dice = random.Random(SEED + 1)
    folders = []
    for _ in range(MOMENTS // 2):
        moment = dice.uniform(0.05, SPAN)
        delays = [(moment, signal.SIGINT), (moment + dice.uniform(0, 0.05), signal.SIGINT)]
        status, out, err = run_and_send(quick, ["--no-input"], delays)
        assert status in (0, 130, -signal.SIGINT), (delays, status, err)
        folders += kept(out)
        assert_alone(quick)
    assert quick("--text", CHAIR, "--no-input").status == 0
    quick.assert_clean()
    assert_whole(quick, folders)


@pytest.mark.parametrize("way", WAYS, ids=["alone", "guided"])
def test_killed_at_any_moment(quick, way):
    dice = random.Random(SEED + 2)
    folders = []
    for _ in range(MOMENTS // 2):
        _status, out, _err = run_and_send(quick, way,
                                          [(dice.uniform(0.05, 1.5 * SPAN), signal.SIGKILL)])
        folders += kept(out)
        assert_alone(quick)
    assert quick("--text", CHAIR, "--no-input").status == 0
    quick.assert_clean()
    assert_whole(quick, folders)


def test_killed_when_it_waits(quick):
    """In the user-guided phase: the version stands, and can be gone on from."""
    process = quick.popen("--text", CHAIR, "--refine", "add 2 armrests", "--json")
    folders = []
    for line in process.stdout:
        event = json.loads(line)
        if event["event"] == "kept":
            folders.append(event["folder"])
        elif event["event"] == "refinement":
            process.kill()
    assert process.wait(BOUND) == -signal.SIGKILL
    assert len(folders) == 1
    assert_alone(quick)
    assert_whole(quick, folders)
    id_, = [session["session"] for session in quick.sessions()]
    result = quick("--session-id", id_, "--prompt", "paint it red", "--no-input")
    assert result.status == 0, result
    quick.assert_clean()
    assert len(quick.sessions()) == 2


@pytest.mark.parametrize("number, status", [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_ended_while_the_service_hangs(quick, number, status):
    process = quick.popen("--text", CHAIR, "--no-input", "--json")
    for line in process.stdout:
        event = json.loads(line)
        if event["event"] == "service":
            service = event["pid"]
        if event["event"] == "plan":
            os.kill(service, signal.SIGSTOP)
            process.send_signal(number)
    assert process.wait(BOUND) == status, process.stderr.read()
    assert_alone(quick)
    assert quick("--text", "create a xylophonic quandary").status == 1
    quick.assert_clean()


FILLER = b"." * 512


def start_unread(desk):
    """The program in the middle of a run, with an output that nobody reads; the bytes in front."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    filled = 0
    try:
        while True:
            filled += os.write(writing, FILLER)
    except BlockingIOError:
        os.set_blocking(writing, True)
    process = desk.popen("--text", CHAIR, "--no-input", "--json", stdout=writing)
    os.close(writing)
    wait_for(lambda: list(desk.library.glob("sessions/*")), "no session was begun")
    return process, reading, filled


def test_reader_stops_for_a_while(quick):
    process, reading, filled = start_unread(quick)
    wait_for(lambda: not descendants(process.pid), "the run waits for the reader")
    with open(reading, "rb") as file:
        file.read(filled)
        events = [json.loads(line) for line in file]
    assert process.wait(BOUND) == 0
    assert events[0]["event"] == "notice" and events[-1]["event"] == "done"
    assert_whole(quick, [event["folder"] for event in events if event["event"] == "kept"])


def test_reader_stops_for_ever(quick):
    """Ctrl+C stops the run; once more, and it no longer waits for the reader either."""
    process, reading, _filled = start_unread(quick)
    process.send_signal(signal.SIGINT)
    wait_for(lambda: not descendants(process.pid), "Ctrl+C was not heard")
    process.send_signal(signal.SIGINT)
    assert process.wait(BOUND) in (130, -signal.SIGINT)
    os.close(reading)
    assert quick("--text", CHAIR, "--no-input").status == 0
    quick.assert_clean()
