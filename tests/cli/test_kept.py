# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions at a shared service: kept by one computer, fetched by another, gone on with at both. The service is the real
one with accounts; the access token is the account's name (tests/service/account-service.c)."""

import json
import os
import re
import select
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
import zipfile

import pytest
from conftest import CUBE, QUICK, Desk
from holding_proxy import HoldingProxy

SERVICE = os.environ.get("MQ_ACCOUNT_SERVICE")
SCRIPT = CUBE.replace("import bpy\n", 'import bpy\n\n# Parameters\nSIZE = 1.0  # m, 0.1..5.0: of the cube\n') \
             .replace("size=1", "size=SIZE")
PUT = re.compile(rb"PUT /v1/sessions/(\w+)/file")
GET_FILE = re.compile(rb"GET /v1/sessions/(\w+)/file")


class Service:
    """The service at a port that stays its own when it starts again."""

    def __init__(self, folder):
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.process = None

    def start(self, sessions_mb=100, runs_per_day=100):
        out, into = os.pipe()
        self.process = subprocess.Popen(
            [SERVICE, "--listen", f"127.0.0.1:{self.port}", "--data", str(self.folder), "--ready-fd", str(into),
             "--runs-per-day", str(runs_per_day), "--sessions-mb", str(sessions_mb)], pass_fds=(into,))
        os.close(into)
        assert select.select([out], [], [], 1800)[0] and os.read(out, 64) == b"ready\n"
        os.close(out)
        # It says that it is ready before it listens to signals.
        self.ask("GET", "/v1/health")

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(1800) == 0

    def restart(self, **more):
        self.end()
        self.start(**more)

    def ask(self, method, path, body=None, who="alice", kind="application/json"):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, method=method,
                                         headers={"Authorization": f"Bearer {who}", "Content-Type": kind})
        with urllib.request.urlopen(request) as answer:
            return answer.read()

    def kept(self, who="alice"):
        return json.loads(self.ask("GET", "/v1/sessions", who=who))["kept"]


@pytest.fixture
def service(tmp_path):
    service = Service(tmp_path / "service")
    service.start()
    yield service
    service.end()


@pytest.fixture
def computer(tmp_path, service):
    """Makes a computer of a person: a library of its own, signed in at the service."""
    desks = []

    def make(name, who="alice", port=service.port, keep="true"):
        (tmp_path / name).mkdir()
        desk = Desk(tmp_path / name)
        desk.config.write_text(f"{QUICK}server: {{url: 'http://127.0.0.1:{port}', keep_sessions: {keep}}}\n")
        desk.env["MAQUETTE_ACCESS_TOKEN"] = who
        desks.append(desk)
        return desk
    yield make
    for desk in desks:
        desk.assert_tidy()


@pytest.fixture
def proxy(service):
    """Holds back what `proxy(pattern)` says."""
    proxies = []

    def make(pattern, refusals=None, **more):
        proxies.append(HoldingProxy(service.port, pattern, refusals, **more))
        return proxies[-1]
    yield make
    for each in proxies:
        each.close()


def begin(desk):
    """A session, made at the service; its id."""
    script = desk.root / "cube.py"
    script.write_text(SCRIPT)
    result = desk("--script", script, "--no-input", "--json")
    assert result.status == 0, result
    desk.last = result
    return result.named("session")[0]["session"]


def change(desk, session, size):
    result = desk("set", session, f"SIZE={size}")
    assert result.status == 0, result
    return result


def listed(desk):
    result = desk("--list-sessions", "--at-service", "--json")
    assert result.status == 0, result
    return result.events


def scripts(desk, session):
    return sorted((folder / "script.py").read_text() for folder in desk.versions(session))


def contents(desk):
    """All files of the library, and the catalogue's sessions."""
    files = sorted(str(path) for path in desk.library.rglob("*")
                   if path.is_file() and not path.name.startswith("library.db"))
    return files, desk.sessions()


def test_result_is_refused_once(computer, proxy):
    """A node of a shared service that does not know the instruction yet ends no run."""
    problem = (b'{"type": "https://maquette.org/problems/not-found", "title": "There is no such thing", "status": 404,'
               b' "detail": "The run has given no instruction 1"}')
    head = (b"HTTP/1.1 404 Not Found\r\nContent-Type: application/problem+json\r\nConnection: close\r\n"
            b"Content-Length: %d\r\n\r\n" % len(problem))
    between = proxy(re.compile(rb"POST /v1/runs/\w+/results"), 1, refusal=head + problem)
    desk = computer("one", port=between.port)
    assert begin(desk) and between.held_back is not None


def test_from_one_computer_to_another(service, computer):
    """Kept after the run, fetched, gone on with there, fetched back; each change is kept once."""
    one, two = computer("one"), computer("two")
    begun = int(time.time())
    session = begin(one)
    assert not one.last.err, one.last
    (kept,) = service.kept()
    assert (kept["id"], kept["versions"], kept["revision"]) == (session, 1, 1)
    assert kept["title"] == one.sessions()[0]["title"] != ""

    (row,) = listed(two)
    assert row["event"] == "session" and row["session"] == session and row["here"] is False
    assert row["versions"] == 1 and row["bytes"] == kept["bytes"] and row["title"] == kept["title"]
    assert begun <= row["updated"] <= time.time()
    table = two("--list-sessions", "--at-service").out.splitlines()
    assert table[0].split() == ["ID", "KEPT", "VERSIONS", "SIZE", "HERE", "TITLE"] and session in table[1]

    fetched = two("fetch", session.upper(), "--json")
    assert fetched.status == 0, fetched
    assert json.loads(fetched.out) == {"event": "import", "session": session, "new": True, "versions": 1, "runs": 1}
    assert listed(two)[0]["here"] is True
    change(two, session, 2)
    assert [(each["revision"], each["versions"]) for each in service.kept()] == [(2, 2)]

    back = one("fetch", session)
    assert back.status == 0 and "Added 1 version" in back.out, back
    assert scripts(one, session) == scripts(two, session)
    assert "Nothing new in it" in one("fetch", session).out
    # What was fetched is not sent back, and what has not changed is not sent again.
    assert one("rename", session, kept["title"]).status == 0
    assert service.kept()[0]["revision"] == 2


def test_both_go_on(service, computer):
    """Two computers change the same session: nothing of either is lost, and there is one session."""
    one, two = computer("one"), computer("two")
    session = begin(one)
    assert two("fetch", session).status == 0
    change(one, session, 2)
    change(one, session, 3)
    merged = change(two, session, 4)
    assert not merged.err, merged
    assert len(scripts(two, session)) == 4
    (kept,) = service.kept()
    assert kept["versions"] == 4 and kept["revision"] == 4

    assert one("fetch", session).status == 0
    assert scripts(one, session) == scripts(two, session) and len(set(scripts(one, session))) == 4
    change(one, session, 5)
    assert [(each["revision"], each["versions"]) for each in service.kept()] == [(5, 5)]


def test_titles(service, computer):
    one, two = computer("one"), computer("two")
    session = begin(one)
    assert one("rename", session, "A cube").status == 0
    assert service.kept()[0]["title"] == "A cube" and service.kept()[0]["revision"] == 1
    assert two("fetch", session).status == 0 and two.sessions()[0]["title"] == "A cube"

    renamed = two("rename", session, "A die", "--at-service")
    assert renamed.status == 0, renamed
    assert service.kept()[0]["title"] == two.sessions()[0]["title"] == "A die"
    # The first one takes the new title with its next change, or when it fetches.
    change(one, session, 2)
    assert service.kept()[0]["title"] == one.sessions()[0]["title"] == "A die"
    assert one("rename", session, "A block").status == 0 and service.kept()[0]["title"] == "A block"
    assert two("fetch", session).status == 0 and two.sessions()[0]["title"] == "A block"
    assert two("rename", "zzzzzzzzzz", "Nothing", "--at-service").status == 2


def test_deleting(service, computer):
    """Here and there are deleted apart, and each is said."""
    one, two = computer("one"), computer("two")
    session = begin(one)
    assert two("fetch", session).status == 0
    gone = two("delete", session, "--yes")
    assert gone.status == 0 and f"maquette-cli delete {session} --at-service" in gone.err, gone
    assert len(service.kept()) == 1 and not two.sessions()
    assert two("fetch", session).status == 0, "it can be had again"

    assert two("delete", session, "--at-service").status == 2, "it asks"
    assert two("delete", session, "--at-service", "--yes").status == 0
    assert service.kept() == [] and listed(two) == [] and len(two.sessions()) == 1
    assert two("delete", session, "--at-service", "--yes").status == 2
    assert two("fetch", session).status == 2

    # The other computer, which has not heard of it, keeps its next change.
    changed = change(one, session, 2)
    assert not changed.err and [each["versions"] for each in service.kept()] == [2], changed


def test_another_account(service, computer):
    """Nobody sees or touches another's, and one library does not mix two accounts up."""
    one, other = computer("one"), computer("other", who="bob")
    session = begin(one)
    assert listed(other) == []
    for command in (("fetch", session), ("rename", session, "Mine", "--at-service"),
                    ("delete", session, "--at-service", "--yes")):
        result = other(*command)
        assert result.status == 2 and "There is no session" in result.err, result
    assert service.kept(who="bob") == [] and len(service.kept()) == 1

    one.env["MAQUETTE_ACCESS_TOKEN"] = "bob"
    change(one, session, 2)
    assert len(service.kept(who="bob")) == 1
    assert [each["versions"] for each in service.kept()] == [1]


def test_without_being_kept(service, computer):
    one = computer("one", keep="false")
    session = begin(one)
    assert service.kept() == [] and not one.last.err
    assert one("fetch", session).status == 2


def test_full(service, computer):
    """The room is used up: said once, nothing is lost, kept with the next change once there is room."""
    service.restart(sessions_mb=0)
    one = computer("one")
    session = begin(one)
    assert "not kept at the service: The sessions of an account have at most 0 MB" in one.last.err, one.last
    assert one.last.err.count("\n") == 1 and len(one.sessions()) == 1
    quiet = one("rename", session, "A cube")
    assert quiet.status == 0 and not quiet.err, quiet
    service.restart()
    assert not change(one, session, 2).err
    assert [(each["title"], each["versions"]) for each in service.kept()] == [("A cube", 2)]


def test_service_gone(service, computer):
    """Without the service a rename is one here; the next time it is one there, too."""
    one = computer("one")
    session = begin(one)
    service.end()
    renamed = one("rename", session, "A cube")
    assert renamed.status == 0 and "not kept at the service: Could not reach" in renamed.err, renamed
    for command in (("--list-sessions", "--at-service"), ("fetch", session)):
        assert one(*command).status == 7
    service.start()
    assert not change(one, session, 2).err
    assert [(each["title"], each["versions"]) for each in service.kept()] == [("A cube", 2)]


def test_killed_while_it_is_kept(service, computer, proxy):
    """Killed with the file under way: the session is here, and kept the next time."""
    held = proxy(PUT)
    one = computer("one", port=held.port)
    script = one.root / "cube.py"
    script.write_text(SCRIPT)
    process = one.popen("--script", script, "--no-input", "--json")
    while held.held_back is None:
        assert process.poll() is None, process.communicate()
        select.select([], [], [], 0.01)
    process.kill()
    process.communicate()
    (session,) = one.sessions()
    assert service.kept() == []

    held.held = re.compile(b"nothing")
    renamed = one("rename", session["session"], "A cube")
    assert renamed.status == 0 and not renamed.err, renamed
    assert [(each["title"], each["versions"]) for each in service.kept()] == [("A cube", 1)]


def test_interrupted_while_it_is_kept(service, computer, proxy):
    """Ctrl+C ends the wait; the run is done all the same."""
    held = proxy(PUT)
    one = computer("one", port=held.port)
    script = one.root / "cube.py"
    script.write_text(SCRIPT)
    process = one.popen("--script", script, "--no-input", "--json")
    while held.held_back is None:
        assert process.poll() is None, process.communicate()
        select.select([], [], [], 0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=1800)
    assert process.returncode == 0 and not err, (out, err)
    assert len(one.sessions()) == 1


class CuttingProxy(HoldingProxy):
    """Ends the connection in the middle of the file."""

    def pass_on(self, here, there, asks):
        if asks:
            super().pass_on(here, there, asks)
            return
        passed = 0
        try:
            while data := here.recv(65536):
                passed += len(data)
                if self.cuts and passed > 3000:
                    there.sendall(data[:100])
                    there.shutdown(socket.SHUT_RDWR)
                    return
                there.sendall(data)
            there.shutdown(socket.SHUT_WR)
        except OSError:
            pass


def test_cut_download(service, computer):
    one = computer("one")
    session = begin(one)
    cutting = CuttingProxy(service.port, re.compile(b"nothing"))
    cutting.cuts = True
    two = computer("two", port=cutting.port)
    before = contents(two)
    cut = two("fetch", session)
    assert cut.status == 7, cut
    assert contents(two) == before
    cutting.cuts = False
    assert two("fetch", session).status == 0
    cutting.close()


@pytest.mark.parametrize("mangle", [lambda data: data[:-100], lambda data: data.replace(b"import bpy", b"import os_"),
                                    lambda data: b"PK\3\4" + b"\0" * 1000],
                         ids=["short", "changed", "nonsense"])
def test_mangled_file(service, computer, mangle):
    """A file that is not what it should be is refused as a whole, also when it is to be merged."""
    one, two = computer("one"), computer("two")
    session = begin(one)
    good = service.ask("GET", f"/v1/sessions/{session}/file")
    service.ask("PUT", f"/v1/sessions/{session}/file?revision=2&versions=1", mangle(good), kind="application/zip")
    before = contents(two)
    refused = two("fetch", session)
    assert refused.status == 2 and "cannot be imported" in refused.err, refused
    assert contents(two) == before

    changed = change(one, session, 2)
    assert "not kept at the service" in changed.err and len(one.versions(session)) == 2, changed


def test_another_session_in_the_file(service, computer):
    """What the service names one session and is another."""
    one, two = computer("one"), computer("two")
    session = begin(one)
    data = service.ask("GET", f"/v1/sessions/{session}/file")
    service.ask("PUT", "/v1/sessions/abcdefghjk/file?revision=1&versions=1", data, kind="application/zip")
    refused = two("fetch", "abcdefghjk")
    assert refused.status == 1 and "a different session" in refused.err, refused


def test_wrong_use(computer):
    one = computer("one")
    for words, text in ((("--text", "a chair", "--at-service"), "--at-service needs --list-sessions"),
                        (("fetch", "not an id!"), "is not a session"), (("fetch",), "needs: SESSION")):
        result = one(*words)
        assert result.status == 2 and text in result.err, result
    one.config.write_text(QUICK)
    for words in (("fetch", "abcdefghjk"), ("--list-sessions", "--at-service")):
        result = one(*words)
        assert result.status == 2 and "No shared service is configured" in result.err, result


def test_account(service, computer):
    """What the service holds about somebody is saved as one archive, and deleted; what is here stays."""
    desk = computer("one")
    session = begin(desk)
    shown = desk("account")
    assert shown.status == 0 and "alice" in shown.out, shown
    target = desk.root / "all.zip"
    saved = desk("account", "--output", target, "--json")
    assert saved.status == 0 and json.loads(saved.out)["bytes"] == target.stat().st_size, saved
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        assert {"account.json", f"sessions/{session}.maquette"} <= set(archive.namelist())
    assert desk("account", "--output", target).status != 0

    assert desk("delete-account").status == 2
    deleted = desk("delete-account", "--yes")
    assert deleted.status == 0 and "no longer holds any data" in deleted.out, deleted
    assert service.kept() == [] and json.loads(service.ask("GET", "/v1/sessions"))["sessions"] == []
    assert session in desk("--list-sessions").out


def test_busy_service(computer, proxy):
    """A status of its own for what may pass later; --wait waits for it, and a run that has begun outlasts it."""
    refusing = proxy(re.compile(rb"POST /v1/runs "), refusals=2)
    alice = computer("here", port=refusing.port)
    refused = alice("--text", "a mug", "--no-input")
    assert refused.status == 75 and "The service is busy" in refused.err and "--wait" in refused.err, refused
    waited = alice("--text", "a mug", "--no-input", "--wait")
    assert waited.status == 0 and refusing.refusals == 0, waited

    refusing = proxy(re.compile(rb"POST /v1/runs/\w+/results"), refusals=2)
    run = computer("there", port=refusing.port)("--text", "a mug", "--no-input")
    assert run.status == 0 and refusing.refusals == 0, run


def test_token_file(computer, tmp_path):
    """A token that somebody else writes, and renews in the middle of a run."""
    alice = computer("here")
    del alice.env["MAQUETTE_ACCESS_TOKEN"]
    token = tmp_path / "token"
    alice.env["MAQUETTE_TOKEN_FILE"] = str(token)
    refused = alice("--text", "a mug", "--no-input")
    assert refused.status == 2 and str(token) in refused.err, refused

    token.write_text("alice-by-a-token-file\n")
    token.chmod(0o600)
    assert alice("--text", "a mug", "--no-input").status == 0
    # It is read again for each request: nobody has the run of somebody else.
    process = alice.popen("--text", "a mug", "--no-input", "--json")
    for line in process.stdout:
        if json.loads(line)["event"] == "plan":
            token.write_text("mallory-by-a-token-file\n")
    assert process.wait(1800) != 0, process.stderr.read()


def test_list_of_several_pages(service, computer):
    """All of them, latest first."""
    desk = computer("first")
    session = begin(desk)
    with sqlite3.connect(service.folder / "journal.db") as db:
        db.executemany("INSERT INTO session SELECT owner, ?, title, versions, revision, time - ? * 1000000, bytes, data"
                       " FROM session WHERE id = ?", [(f"a{number:09d}", number, session) for number in range(1, 450)])
    db.close()
    assert [event["session"] for event in listed(desk)] == [session] + [f"a{number:09d}" for number in range(1, 450)]
