# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that nobody follows asks no model: it waits before its next request, and goes on for whoever comes back.
One whose client said so goes on without it."""

import http.client
import json
import os
import signal
import socket
import time

from conftest import critic, planner, writer
from desk import processes_with

# The planner has begun to answer when it is held.
EXCHANGES = [planner(hold_after=400), writer(), critic()]
# Seconds: longer than any machine takes.
HANG = 600


class Watcher(http.client.HTTPConnection):
    """Another client of the service: it keeps it there, and reads the lists of runs."""

    def __init__(self, desk):
        super().__init__("localhost", timeout=HANG)
        (self.path,) = desk.runtime.glob("maquette/*.socket")
        self.request("POST", "/v1/clients", json.dumps({"id": f"{7:032x}", "runs": True}),
                     {"Content-Type": "application/json"})
        self.lines = self.getresponse()

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(HANG)
        self.sock.connect(str(self.path))

    def wait(self, fits):
        """Reads on until a list with one run fits."""
        while line := self.lines.readline().decode():
            runs = json.loads(line[6:])["runs"] if line.startswith("data: ") else []
            if runs and fits(runs[0]):
                return
        raise AssertionError("the service left")

    def leave(self):
        self.lines.close()
        self.close()


def wait_for(condition):
    deadline = time.monotonic() + HANG
    while not condition():
        assert time.monotonic() < deadline, "it hangs"
        time.sleep(0.02)


def begin(play, *args):
    """A program whose planner has begun to answer. Returns: process, server, desk, session."""
    process, server, desk = play(EXCHANGES, "--text", "a red ball on a post", "--no-input", *args, quick=True,
                                 start=True)
    session = None
    for line in process.stdout:
        event = json.loads(line)
        session = event.get("session", session)
        if event["event"] == "stream":
            return process, server, desk, session
    raise AssertionError("no model was asked")


def kill(process):
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    process.stderr.close()


def asked(server):
    return [len(server.asked(role)) for role in ("planner", "writer", "critic")]


def end_of_service(desk):
    wait_for(lambda: not processes_with(f"XDG_DATA_HOME={desk.env['XDG_DATA_HOME']}"))


def test_paused(play):
    """A service with another client: the answer that was under way is written down, the writer is not asked."""
    process, server, desk, session = begin(play)
    watcher = Watcher(desk)
    watcher.wait(lambda run: run["lead"] != "" and not run["paused"])
    kill(process)
    watcher.wait(lambda run: run["lead"] == "")
    server.go()
    watcher.wait(lambda run: run["paused"])
    assert asked(server) == [1, 0, 0]
    # Who comes back gets all of it, and nothing is asked twice.
    result = desk("--attach", session, "--json")
    assert result.status == 0, result
    assert asked(server) == [1, 1, 1] and len(result.named("kept")) == 1
    watcher.leave()


def test_paused_without_anybody(play):
    """The service of one user: it ends with the answer that was under way, and asks nothing more."""
    process, server, desk, session = begin(play)
    kill(process)
    server.go()
    end_of_service(desk)
    assert asked(server) == [1, 0, 0]
    result = desk("--attach", session, "--json")
    assert result.status == 0, result
    assert asked(server) == [1, 1, 1] and len(result.named("kept")) == 1


def test_goes_on(play):
    """With --go-on, the writer is asked, with the key of the program that is gone; then a Blender is needed."""
    process, server, desk, session = begin(play, "--go-on")
    kill(process)
    server.go()
    end_of_service(desk)
    assert asked(server) == [1, 1, 0]
    result = desk("--attach", session, "--json")
    assert result.status == 0, result
    assert asked(server) == [1, 1, 1] and len(result.named("kept")) == 1
