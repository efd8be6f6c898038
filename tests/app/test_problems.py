"""What is wrong is said in words, with what to do next; nothing is lost and nothing ends by itself."""

import contextlib
import http.server
import json
import os
import re
import socket
import subprocess
import threading

import pytest
from desk import QUICK, SAFE
from person import is_sensitive, kinds, role, words
from screen import Vanished
from steps import RUN, card, change, my_turn, reach, say, see_text, write

# A folder in a namespace of the app's own, and the app in it.
ALONE = ("unshare", "--map-root-user", "--mount", "sh", "-c")
# Only root may mount; the program is the user again, whom its session's bus knows.
GO_ON = f'exec unshare --map-user={os.getuid()} --map-group={os.getgid()} "$@"'


@pytest.fixture
def with_library(desk, prepared):
    def sit_down(**options):
        person = desk(**{"config_yaml": SAFE} | options)
        person.copy_library(prepared)
        return person
    return sit_down


def can_mount():
    return subprocess.run([*ALONE, "mount -t tmpfs none /mnt"], capture_output=True).returncode == 0


def cannot_send(person, text="a chair"):
    """Words can be written, but not sent, and one is told why."""
    write(person, text)
    person.see(re.compile("^Maquette is not ready yet; see the message above"))
    person.wait(lambda: not is_sensitive(person.see("Send", "button")), "Send to be impossible")
    person.press("Return")
    assert person.text("Message").strip() == text


def look_at_chair(person):
    person.choose(person.see("Chair", "row"))
    card(person, 2)
    person.see("Views", "list")
    person.wait(lambda: "def seat(" in person.text("Script"), "the script")


def test_malformed_settings(with_library):
    """The line is named, and all works as if nothing was set; once mended, nobody says so."""
    person = with_library(config_yaml="render:\n  num_images: many\n").start()
    person.see(re.compile(r"config\.yaml.*line 2.*num_images", re.S))
    person.see("Open File", "button")
    look_at_chair(person)
    person.press("ctrl+n")
    write(person, "a chair")
    person.wait(lambda: is_sensitive(person.find("Send", "button")), "Send to be possible")
    assert person.config_file.read_text() == "render:\n  num_images: many\n"
    assert person.quit() == 0
    person.config_file.write_text(SAFE)
    person.start()
    person.see("Table", "row")
    person.see_gone("Open File", "button")


def test_newer_library(with_library):
    """It can be looked at; that nothing can be added is said before one tries."""
    person = with_library()
    (version,) = change(person, "PRAGMA user_version")
    change(person, f"PRAGMA user_version = {version[0] + 1}")
    before = sorted(path.name for path in person.library.rglob("*.png"))
    person.start()
    person.see(re.compile("newer"))
    look_at_chair(person)
    cannot_send(person, "make it red")
    assert person.quit() == 0
    assert sorted(path.name for path in person.library.rglob("*.png")) == before


def test_damaged_versions(with_library):
    """What is missing is missing; the rest is there."""
    person = with_library()
    for folder in person.library.glob("sessions/*/versions/2"):
        (folder / "renders/render_1.png").unlink()
        (folder / "renders/render_2.png").write_bytes(b"\x89PNG\r\n\x1a\nrubbish")
        (folder / "script.py").unlink()
        (folder / "scene.blend").unlink()
    person.start()
    person.choose(person.see("Chair", "row"))
    card(person, 2)
    person.see("The script of this version is missing.")
    person.choose(person.see("Version 1", "row"))
    person.wait(lambda: "def seat(" in person.text("Script"), "the script of version 1")
    person.tab("Compare")
    person.activate(person.find_all("Code", "page tab")[-1])
    person.see(re.compile("The Scripts Cannot Be Compared"))
    person.see("The script of version 2 is missing.")
    assert person.quit() == 0


class Stranger(http.server.BaseHTTPRequestHandler):
    """Answers, but is no Maquette."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<html>Hello</html>")

    def log_message(self, *_args):
        pass


class UsedUp(Stranger):
    """A Maquette service whose user has no runs left."""

    def answer(self, status, kind, answer):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def do_GET(self):
        self.answer(200, "application/json", {"protocol": 1, "status": "ok", "runs": [], "teams": []})

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer(429, "application/problem+json",
                    {"type": "https://x/problems/quota", "status": 429, "detail": USED_UP})


USED_UP = "All runs of this month are used up."


@contextlib.contextmanager
def stranger(handler=Stranger):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def test_service_is_no_maquette(with_library):
    """The address is named; what there is can be looked at."""
    with stranger() as port:
        url = f"http://127.0.0.1:{port}"
        person = with_library(config_yaml=SAFE + f"server:\n  url: {url}\n").start()
        person.see("Not a Maquette Service")
        person.see(re.compile(re.escape(f"The server at {url} is not a Maquette service")))
        person.see("Try Again", "button")
        cannot_send(person)
        look_at_chair(person)
        assert person.quit() == 0


def test_said_once(desk):
    """What ended a run and lasts: its card has the words, the banner a title and what to do."""
    with stranger(UsedUp) as port:
        person = desk(config_yaml=SAFE + f"server:\n  url: http://127.0.0.1:{port}\n").start()
        person.see("What Would You Like to Make?")
        write(person, "a chair")
        person.wait(lambda: is_sensitive(person.find("Send", "button")), "Send to be possible")
        person.press("Return")
        person.see(USED_UP, "label")
        person.see("Quota Used Up", "grouping")
        assert [words(node) for node in person.nodes()].count(USED_UP) == 1
        if os.environ.get("MQ_TEST_PICTURES"):
            person.shot(f"{os.environ['MQ_TEST_PICTURES']}/said-once.png")


def test_service_is_away(desk):
    """Once something listens there, or the setting is gone, Try Again works."""
    with socket.socket() as taken:  # bound, but it does not listen
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        person = desk(config_yaml=SAFE + f"server:\n  url: {url}\n").start()
        person.see("Service Not Reachable")
        cannot_send(person)
        person.config_file.write_text(SAFE)
        person.activate(person.see("Try Again", "button"))
        person.see("What Would You Like to Make?")
        person.wait(lambda: is_sensitive(person.find("Send", "button")), "Send to be possible")
        see_text(person, "a chair")


def test_no_blender(desk):
    """A page of its own; the words that were written stand when it is mended."""
    person = desk(config_yaml="blender:\n  executable: /nowhere/blender\n").start()
    person.see("No Blender Found")
    person.see(re.compile("“/nowhere/blender”"))
    person.see("Choose Blender…", "button")
    cannot_send(person)
    person.activate(person.see("Try Again", "button"))
    person.see("No Blender Found")
    person.config_file.write_text(SAFE)
    # The first try may read the file only now, and the page is gone.
    with contextlib.suppress(Vanished):
        if (again := person.find("Try Again", "button")) is not None:
            person.activate(again)
    person.see("What Would You Like to Make?")
    person.wait(lambda: is_sensitive(person.find("Send", "button")), "Send to be possible")
    see_text(person, "a chair")


def test_unknown_kind(desk):
    """That a trombone is not known is said before it is asked for, and calmly afterwards: with what
    is known to click, and without a session."""
    person = desk(config_yaml=QUICK).start()
    person.see("What Would You Like to Make?")
    write(person, "a trombone")
    person.see(re.compile("The built-in sketcher does not know “trombone”"))
    person.wait(lambda: is_sensitive(person.find("Send", "button")), "Send to be possible")
    person.press("Return")
    answer = person.see("Suggestions", "article")
    assert not [node for node in person.nodes() if words(node) in ("Failure", "Failed")]
    assert person.texts(answer).count("The built-in sketcher does not know “trombone”.") == 1
    assert "A language model makes any object. One can run on this computer." in person.texts(answer)
    buttons = [words(node) for node in person.nodes(answer) if role(node) in kinds("button")]
    suggested = buttons[:buttons.index("All Kinds")]
    assert 2 <= len(suggested) <= 4, suggested
    reach(person, "Set Up a Model…", key="shift+Tab")
    person.press("shift+Tab", "space")
    person.see("Airplane", "button")
    person.press("Escape")
    person.see_gone("Airplane", "button")
    person.activate(person.see("Set Up a Model…", "button"))
    person.see("Preferences", "dialog")
    person.press("Escape")
    person.see_gone("Preferences", "dialog")
    assert person.sessions() == []
    person.activate(person.see(suggested[0], "button"))
    card(person, 1)
    assert len(person.sessions()) == 1
    person.see_gone("Set Up a Model…", "button")
    my_turn(person)
    assert person.quit() == 0


def test_full_disk(desk):
    """What cannot be kept fails with a reason; with room again the next try works."""
    if not can_mount():
        pytest.skip("nothing may be mounted here")
    person = desk(config_yaml=QUICK)
    person.library.mkdir()
    person.start(around=(*ALONE, f'mount -t tmpfs -o size=6m none "{person.library}" && {GO_ON}',
                         "sh"))
    person.see("What Would You Like to Make?")
    filler = f"/proc/{person.process.pid}/root{person.library}/filler"
    person.wait(lambda: os.path.exists(os.path.dirname(filler) + "/library.db"), "the library")
    with open(filler, "wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    write(person, "a chair")
    person.wait(lambda: is_sensitive(person.find("Send", "button")), "Send to be possible")
    person.press("Return")
    person.see(re.compile("full|space", re.I), seconds=RUN)
    person.see_gone("Stop", "button")  # what nothing came of may be in the composer again by now
    os.unlink(filler)
    write(person, "a chair", instead=True)
    person.wait(lambda: is_sensitive(person.find("Send", "button")), "Send to be possible")
    person.press("Return")
    card(person, 1)
    my_turn(person)
    assert person.quit() == 0


def test_read_only_library(with_library):
    """On a disk that cannot be written one can look."""
    if not can_mount():
        pytest.skip("nothing may be mounted here")
    person = with_library()
    library = person.library
    person.start(around=(*ALONE, f'mount --bind "{library}" "{library}" && '
                         f'mount -o remount,bind,ro "{library}" && {GO_ON}', "sh"))
    person.see("Open Folder", "button")
    look_at_chair(person)
    cannot_send(person, "make it red")
    assert person.quit() == 0


def test_clock_went_back(with_library):
    """Sessions of tomorrow are listed, looked at and gone on with."""
    person = with_library(config_yaml=SAFE)
    for table, column in (("session", "updated"), ("session", "created"), ("version", "created")):
        change(person, f"UPDATE {table} SET {column} = {column} + 90000")
    for path in person.library.glob("sessions/*/runs/*.jsonl"):
        events = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        path.write_text("".join(json.dumps(event | {"time": event["time"] + 90000 * 1000000}) + "\n"
                                for event in events), encoding="utf-8")
    person.start()
    look_at_chair(person)
    say(person, "make the seat wider")
    card(person, 3)
    my_turn(person)
    person.see("Table", "row")
    assert person.quit() == 0


def test_damaged_library(desk):
    """What cannot be read is said, and left alone; Try Again works once it has been mended."""
    person = desk(config_yaml=SAFE)
    person.library.mkdir()
    database = person.library / "library.db"
    database.write_bytes(b"This is no database.\n" * 1000)
    person.start()
    person.see("Library Cannot Be Opened")
    cannot_send(person)
    assert database.read_bytes().startswith(b"This is no database.")
    database.unlink()
    person.activate(person.see("Try Again", "button"))
    person.see("What Would You Like to Make?")
    person.wait(lambda: is_sensitive(person.find("Send", "button")), "Send to be possible")
    assert person.quit() == 0
