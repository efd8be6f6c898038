# SPDX-License-Identifier: GPL-3.0-or-later
"""A run with the user's pictures, whose program is killed: whoever takes it up again has the model see the
same pictures, with the words that they came with, once."""

import base64
import json
import os
import pathlib
import re
import signal
import sqlite3
import struct
import subprocess
import time

import pytest
from conftest import BALL, BUILD, Desk, Server, critic, fenced, planner, said, writer
from desk import descendants

FIXTURES = pathlib.Path(__file__).parents[1] / "app" / "fixtures"
FIRST, SECOND = FIXTURES / "rotated.jpg", FIXTURES / "interlaced.png"
# Seconds: longer than any machine takes.
HANG = 600
FIRST_SIZE, SECOND_SIZE = (20, 40), (24, 16)
WISH = "a ball like this one"
BIGGER = BALL.replace("0.2, (0, 0, 0.698)", "0.25, (0, 0, 0.748)")
CHANGE = '```json\n{"summary": "A bigger ball", "touches": ["ball"]}\n```\n' + fenced(BIGGER)


class Killed(Desk):
    """A desk with the window's program without its window."""

    def drive(self, *args):
        return subprocess.Popen([BUILD / "tests/app/workspace-driver", *args], env=self.env,
                                stdin=subprocess.DEVNULL)

    def ask(self, path, sql):
        """What a database that others write to says; nothing when it is not there yet."""
        if not path.exists():
            return []
        db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=1800)
        try:
            return db.execute(sql).fetchall()
        except sqlite3.OperationalError as error:
            assert "no such table" in str(error)
            return []
        finally:
            db.close()

    def events(self, kind):
        """The events of the run, as the service has them while it goes."""
        return [json.loads(body) for journal in (self.root / "state").rglob("journal.db")
                for body, in self.ask(journal, f"SELECT body FROM log WHERE type = '{kind}' ORDER BY seq")]

    def unsent(self):
        """What was said and not sent."""
        return [json.loads(data) for data, in self.ask(self.library / "library.db", "SELECT data FROM unsent")]

    def services(self, driver):
        return [pid for pid, name in descendants(driver.pid) if name.startswith("maquette-serv")]


@pytest.fixture
def desk(tmp_path):
    desk = Killed(tmp_path)
    desk.config.write_text("render: {num_images: 1, resolution_scale: 0.1, engine: workbench}\n")
    yield desk
    desk.assert_tidy()


@pytest.fixture
def server(desk, tmp_path):
    """The first planner is held until it is let go."""
    (tmp_path / "fake").mkdir()
    server = Server(tmp_path / "fake", "openai",
                    [planner(hold=True), planner(), writer(), critic(), said("refiner", text=CHANGE), critic()])
    desk.env.update(server.env)
    yield server
    server.close()


def wait(driver, condition):
    deadline = time.monotonic() + HANG
    while not condition():
        assert time.monotonic() < deadline, "it hangs"
        assert driver.poll() is None, "it ended before"
        time.sleep(0.02)


def sizes(body):
    """Of the pictures in a request, the user's or not, in their order."""
    found = re.findall(r"data:image/png;base64,([A-Za-z0-9+/=]+)", body)
    return [struct.unpack_from(">II", base64.b64decode(each), 16) for each in found]


@pytest.mark.parametrize("heard", [False, True], ids=["unheard", "heard"])
def test_killed_with_pictures(desk, server, heard):
    """Killed while the planner thinks and a wish with a picture is under way, or with the service."""
    driver = desk.drive("say", "a red ball on a post", FIRST, WISH, SECOND)
    wait(driver, lambda: any(step["role"] == "planner" for step in desk.events("step")))
    service, = desk.services(driver)
    if not heard:
        os.kill(service, signal.SIGSTOP)
    driver.send_signal(signal.SIGUSR1)
    if heard:
        wait(driver, lambda: any(each["text"] == WISH for each in desk.events("message")))
    else:
        wait(driver, lambda: any(each.get("text") == WISH for each in desk.unsent()))
        assert not any(each["text"] == WISH for each in desk.events("message"))
        os.kill(service, signal.SIGKILL)
    driver.kill()
    driver.wait()

    again = desk.drive("go on")
    deadline = time.monotonic() + HANG
    while again.poll() is None:
        assert time.monotonic() < deadline, "it hangs"
        server.go()  # should the first request have come from this one
        time.sleep(0.1)
    assert again.returncode == 0

    told = [(each["text"], len(each.get("pictures", []))) for each in desk.events("message") if each["role"] == "user"]
    assert told == [("a red ball on a post", 1), (WISH, 1)]
    assert len(desk.events("kept")) == 2
    assert {tuple(sizes(body)) for body in server.asked("planner")} == {(FIRST_SIZE,)}
    refined, = server.asked("refiner")
    assert sizes(refined) == [FIRST_SIZE, SECOND_SIZE] and WISH in refined
