"""Sessions at the service, in the window: kept after a run, opened on another computer, renamed, deleted. The service
is the real one with accounts; the access token is the account's name (tests/service/account-service.c)."""

import json
import os
import re
import select
import signal
import socket
import subprocess
import urllib.request

import pytest
from desk import QUICK, Desk
from person import BUILD
from steps import card, my_turn, say

SCRIPT = """import bpy

# Parameters
SIZE = 1.0  # m, 0.1..5.0: of the cube
bpy.ops.mesh.primitive_cube_add(size=SIZE, location=(0, 0, 0.5))
"""


class Service:
    def __init__(self, folder):
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.start()

    def start(self):
        out, into = os.pipe()
        self.process = subprocess.Popen(
            [BUILD / "tests/service/account-service", "--listen", f"127.0.0.1:{self.port}", "--data", self.folder,
             "--ready-fd", str(into), "--runs-per-day", "100"], pass_fds=(into,))
        os.close(into)
        assert select.select([out], [], [], 1800)[0] and os.read(out, 64) == b"ready\n"
        os.close(out)
        self.kept()

    def ask(self, method, path, body=None):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, method=method,
                                         headers={"Authorization": "Bearer alice", "Content-Type": "application/zip"})
        with urllib.request.urlopen(request) as answer:
            return answer.read()

    def kept(self):
        return json.loads(self.ask("GET", "/v1/sessions"))["kept"]

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(1800)


@pytest.fixture
def service(tmp_path):
    service = Service(tmp_path / "service")
    yield service
    service.end()


@pytest.fixture
def computer(desk, service):
    """A person's computer, with that service in its settings."""
    def make(token="alice"):
        return desk(config_yaml=f"{QUICK}server:\n  url: http://127.0.0.1:{service.port}\n",
                    env={"MAQUETTE_ACCESS_TOKEN": token})
    return make


@pytest.fixture
def elsewhere(tmp_path, service):
    """Another computer of the person, with the command line only."""
    (tmp_path / "elsewhere").mkdir()
    other = Desk(tmp_path / "elsewhere")
    other.config.write_text(f"{QUICK}server:\n  url: http://127.0.0.1:{service.port}\n")
    other.env["MAQUETTE_ACCESS_TOKEN"] = "alice"
    yield other
    other.assert_tidy()


def make_session(other, title):
    """At the service; its id."""
    script = other.root / "cube.py"
    script.write_text(SCRIPT)
    made = other("--script", script, "--no-input", "--json")
    assert made.status == 0, made
    session = made.named("session")[0]["session"]
    assert other("rename", session, title).status == 0
    return session


def picture(person, name):
    """To look at, where somebody wants pictures."""
    if folder := os.environ.get("MQ_TEST_PICTURES"):
        person.shot(os.path.join(folder, f"{name}.png"))


def open_list(person):
    person.activate(person.see("Main Menu", "toggle button"))
    person.activate(person.see("Sessions at the Service…", "menu item"))
    return person.see("Sessions at the Service", "dialog")


def test_kept_by_the_window(service, computer):
    """What the window makes at the service is kept there; a new title follows; deleting asks."""
    person = computer().start()
    say(person, "a thing")
    card(person, 1)
    my_turn(person)
    (session,) = [each["session"] for each in person.sessions()]
    assert service.kept() == [], "its run waits for the next message"
    person.press("F2")
    person.see("Rename Session")
    person.press("ctrl+a")
    person.type("A thing of mine")
    person.press("Return")
    person.see_gone("Rename Session")
    person.quit()
    assert [(each["id"], each["title"], each["versions"]) for each in service.kept()] \
        == [(session, "A thing of mine", 1)]

    person.start()
    person.see("A thing of mine")
    person.activate(person.see("Session Menu", "toggle button"))
    person.activate(person.see("Delete", "menu item"))
    person.see(re.compile("“A thing of mine” is also kept at the service"))
    picture(person, "kept-question")
    person.activate(person.see("Delete Here and at the Service", "button"))
    person.see("“A thing of mine” deleted")
    person.wait(lambda: service.kept() == [], "the service to have deleted it")


def test_from_the_other_computer(service, elsewhere, computer):
    two = computer()
    session = make_session(elsewhere, "A small cube")
    two.start()
    open_list(two)
    two.see(re.compile(r"1 version · .* · \d"))
    picture(two, "kept-list")
    two.activate(two.see("Open “A small cube” here", "button"))
    two.see("Imported “A small cube”")
    assert (two.library / "sessions" / session / "versions/1/script.py").read_text() == SCRIPT

    # It is known now that it is here; a new title is one there, too.
    open_list(two)
    two.see(re.compile("also on this computer"))
    two.activate(two.see("More Actions for “A small cube”", "toggle button"))
    two.activate(two.see("Rename…", "menu item"))
    two.see("Rename Session")
    two.press("ctrl+a")
    two.type("A die")
    two.press("Return")
    two.see("Open “A die” here", "button")
    assert [each["title"] for each in service.kept()] == ["A die"]

    two.activate(two.see("More Actions for “A die”", "toggle button"))
    two.activate(two.see("Delete…", "menu item"))
    two.see(re.compile("“A die” will be deleted at the service for good. It stays on this computer."))
    picture(two, "kept-delete")
    two.activate(two.see("Delete", "button"))
    two.see("No Sessions Yet")
    picture(two, "kept-empty")
    assert service.kept() == [] and (two.library / "sessions" / session).is_dir()


def test_narrow(service, elsewhere, computer):
    """All of a row is within reach in a narrow window."""
    make_session(elsewhere, "An armchair with a very high back and six legs")
    person = computer().start()
    open_list(person)
    person.see_focus(re.compile("An armchair"))
    person.resize((400, 720))
    picture(person, "kept-narrow")
    for name in ("Open “An armchair with", "More Actions for “An armchair with"):
        assert 0 < person.place(person.see(re.compile(name), "button"))[0] < 400, name


def test_keys(service, elsewhere, computer):
    """The list without a pointer: F2, Delete, Enter."""
    for title in ("One", "Two"):
        make_session(elsewhere, title)
    person = computer().start()
    open_list(person)
    person.see_focus("Two")
    person.press("Down")
    person.see_focus("One")
    person.press("Up")
    person.see_focus("Two")
    person.press("F2")
    person.see("Rename Session")
    person.press("Escape")
    person.see_gone("Rename Session")
    person.press("Delete")
    person.see("Delete at the Service?")
    person.press("Escape")
    person.see_gone("Delete at the Service?")
    assert len(service.kept()) == 2
    person.see_focus("Two")
    person.press("F2")
    person.see("Rename Session")
    person.press("ctrl+a")
    person.type("Second")
    person.press("Return")
    person.see_focus("Second")
    person.press("Return")
    person.see("Imported “Second”")
    person.see_gone("Sessions at the Service", "dialog")


def test_troubles(service, elsewhere, computer):
    """What cannot be had is said in words, and leaves the library alone."""
    session = make_session(elsewhere, "A cube")
    good = service.ask("GET", f"/v1/sessions/{session}/file")
    service.ask("PUT", f"/v1/sessions/{session}/file?revision=2&versions=1", good[:-50])
    person = computer().start()
    open_list(person)
    person.activate(person.see("Open “A cube” here", "button"))
    person.see("Session Not Opened")
    person.see(re.compile(f"“{session}.maquette” cannot be imported. It is damaged"))
    picture(person, "kept-mangled")
    assert not person.sessions()
    person.press("Escape")
    person.see_gone("Session Not Opened")

    # Somebody has deleted it meanwhile: it leaves the list.
    service.ask("DELETE", f"/v1/sessions/{session}")
    person.activate(person.see("Open “A cube” here", "button"))
    person.see(re.compile("There is no session"))
    person.press("Escape")
    person.see_gone("Session Not Opened")
    person.see("No Sessions Yet")
    person.press("Escape")
    person.see_gone("Sessions at the Service", "dialog")

    service.end()
    open_list(person)
    person.see("No Sessions to Show")
    person.see(re.compile("Could not reach the agent service"))
    picture(person, "kept-away")
    service.start()
    person.activate(person.see("Try Again", "button"))
    person.see("No Sessions Yet")


def test_nobody_signed_in(service, computer):
    person = computer(token="").start()
    open_list(person)
    person.see("Sign-In Needed", within=person.see("Sessions at the Service", "dialog"))
    person.see("Sign in to see your sessions at the service.")
    picture(person, "kept-signed-out")
    person.activate(person.see("Account", "button"))
    person.see("Preferences", "dialog")
