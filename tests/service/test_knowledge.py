# SPDX-License-Identifier: GPL-3.0-or-later
"""PUT /v1/knowledge/{blender}: what a Blender knows is taken once, is an index on disk, is known to runs
and to the next start of the service. What an account sends counts for others when a second one sends the same."""

import gzip
import os
import pathlib
import signal
import sqlite3
import threading

import desk
import pytest
from test_accounts import AccountService
from test_openapi import hold

BLENDER = "4.3.2-0123456789ab"
SMALL = (pathlib.Path(__file__).parents[1] / "fuzz/corpus/introspection/small").read_bytes()


def file_of(blender):
    return SMALL.replace(b"4.3.2-abc", blender.encode())


FILE = file_of(BLENDER)


@pytest.fixture
def cache(folder, monkeypatch):
    """Where indexes are kept; the service has to be started after this."""
    monkeypatch.setenv("XDG_CACHE_HOME", os.path.join(folder, "cache"))
    return pathlib.Path(folder, "cache", "maquette", "knowledge")


@pytest.fixture
def service(cache, service):
    return service


def put(service, blender=BLENDER, body=FILE, kind="application/json"):
    path = "/v1/knowledge/" + blender
    return hold("PUT", path, service.ask("PUT", path, body, {"Content-Type": kind}))


def answer(reply):
    return reply.status, reply.json


def blenders_that_runs_know(service):
    """What a run says that the service knows, when it asks its client for it."""
    run = service.begin(prompt="a thing", team="thinker")
    events = desk.follow(service, run, desk.Hands())
    assert events[-1][1] == "done", events[-1]
    asked, = [data for _, kind, data in events
              if kind == "instruction" and data["kind"] == "introspect"]
    return asked["have"]


@pytest.mark.parametrize("kind, body", [("application/json", FILE),
                                        ("application/gzip", gzip.compress(FILE)),
                                        ("application/octet-stream", gzip.compress(FILE))])
def test_taken_once(service, cache, kind, body):
    assert blenders_that_runs_know(service) == []
    taken = {"blender": BLENDER, "accepted": True}
    assert answer(put(service, body=body, kind=kind)) == (201, taken)
    index, = cache.iterdir()
    before = index.read_bytes(), index.stat().st_ino
    # A second time it is not even read.
    known = {"blender": BLENDER, "accepted": False}
    assert answer(put(service, body=body, kind=kind)) == (200, known)
    assert answer(put(service, body=b"no gzip", kind=kind)) == (200, known)
    assert list(cache.iterdir()) == [index]
    assert (index.read_bytes(), index.stat().st_ino) == before
    assert blenders_that_runs_know(service) == [BLENDER]

    # A killed service knows it still.
    service.end(signal.SIGKILL)
    service.start()
    assert answer(put(service, body=body, kind=kind)) == (200, known)
    assert blenders_that_runs_know(service) == [BLENDER]
    db = sqlite3.connect(f"file:{index}?mode=ro", uri=True)
    try:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        found = db.execute("SELECT api FROM entry JOIN entry_words ON entry_words.rowid = entry.id"
                           " WHERE entry_words MATCH 'solidify'").fetchall()
    finally:
        db.close()
    assert ("bpy.types.SolidifyModifier",) in found


def test_search(service):
    """For programs that write scripts of their own."""
    def search(**body):
        path = f"/v1/knowledge/{BLENDER}/search"
        return hold("POST", path, service.ask("POST", path, body))
    assert search(query="solidify").status == 404
    put(service)
    found = search(query="give it thickness: solidify modifier").json["entries"]
    assert found[0]["id"] == "bpy.types.SolidifyModifier" and "thickness" in found[0]["text"]
    assert len(search(query="modifier", limit=1).json["entries"]) == 1
    assert {one["kind"] for one in search(query="modifier", kinds=["modifier"]).json["entries"]} == {"modifier"}
    for wrong in ({}, {"query": 1}, {"query": "x", "kinds": ["none"]}, {"query": "x", "more": 1}):
        assert search(**wrong).status == 400, wrong


def test_refused_and_then_taken(service, cache):
    """What was no introspection leaves nothing behind."""
    lines = FILE.splitlines()
    for body in (b"", b"{}", FILE[:len(FILE) // 2], b"\n".join(lines[1:]), b"\n".join(lines[:-1])):
        reply = put(service, body=body)
        assert reply.status == 400, (body, reply.text)
        assert not cache.exists() or list(cache.iterdir()) == [], body
    assert blenders_that_runs_know(service) == []
    assert put(service).status == 201


def test_two_clients_at_once(service, cache):
    """Both are told that it is there, and it is there once."""
    replies = []
    clients = [threading.Thread(target=lambda: replies.append(put(service))) for _ in range(4)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    assert {reply.status for reply in replies} <= {200, 201} and len(replies) == 4
    assert len(list(cache.iterdir())) == 1
    assert put(service).status == 200
    other = "5.0.0-0123456789ab"
    assert put(service, other).status == 400  # the file is of another Blender
    assert put(service, other, file_of(other)).status == 201
    assert blenders_that_runs_know(service) == [BLENDER, "5.0.0-0123456789ab"]


@pytest.fixture
def shared(folder):
    service = AccountService(folder, "--runs-per-day", "1000")
    yield service
    assert service.end() == 0, service.log_text()


def put_as(service, who, blender=BLENDER, body=FILE):
    service.who = who
    return answer(put(service, blender, body))


def known_to(service, who):
    service.who = who
    return blenders_that_runs_know(service)


def words(index):
    """Whether the index has Bob's own words, and those of the real one."""
    db = sqlite3.connect(f"file:{index}?mode=ro", uri=True)
    try:
        return [db.execute("SELECT count(*) FROM entry_words WHERE entry_words MATCH ?", (word,)).fetchone()[0] > 0
                for word in ("injected", "solidify")]
    finally:
        db.close()


def indexes(service):
    return sorted(pathlib.Path(service.data, "knowledge").glob("*.db"))


def test_an_account_cannot_speak_for_others(shared):
    """Bob's words stay his own, whoever comes first; the same bytes from two accounts are everybody's."""
    taken, known = (201, {"blender": BLENDER, "accepted": True}), (200, {"blender": BLENDER, "accepted": False})
    poisoned = FILE.replace(b"solidify", b"injected").replace(b"Solidify", b"Injected")
    assert poisoned != FILE
    assert put_as(shared, "bob", body=poisoned) == taken and put_as(shared, "bob") == known
    assert known_to(shared, "alice") == [] and known_to(shared, "bob") == [BLENDER]
    assert put_as(shared, "alice") == taken and indexes(shared) == []
    assert known_to(shared, "alice") == [BLENDER] and known_to(shared, "carol") == []
    # Compressed or not: what counts is what is in it.
    assert put_as(shared, "carol", body=gzip.compress(FILE)) == taken
    index, = indexes(shared)
    assert words(index) == [False, True]
    for who in ("alice", "bob", "carol", "dave"):
        assert known_to(shared, who) == [BLENDER] and put_as(shared, who, body=poisoned) == known, who
    assert words(index) == [False, True] and indexes(shared) == [index]
    shared.end(signal.SIGKILL)
    shared.start()
    assert known_to(shared, "bob") == [BLENDER] and indexes(shared) == [index]


def test_an_account_pushes_out_its_own_only(shared):
    """Introspections of Blenders that do not exist; what is left is said at once, to runs and to who sends it again."""
    for who in ("alice", "carol"):
        assert put_as(shared, who)[0] == 201
    mine = "4.5.0-0123456789ab"
    assert put_as(shared, "alice", mine, file_of(mine))[0] == 201
    for number in range(20):
        assert put_as(shared, "bob", f"9.{number}.0-a", file_of(f"9.{number}.0-a"))[0] == 201
    assert known_to(shared, "alice") == [BLENDER, mine]
    left = known_to(shared, "bob")
    assert len(left) == 5 and left[0] == BLENDER and "9.19.0-a" in left
    gone = next(f"9.{number}.0-a" for number in range(20) if f"9.{number}.0-a" not in left)
    assert put_as(shared, "bob", gone, file_of(gone))[0] == 201 and gone in known_to(shared, "bob")
    assert shared.ask("DELETE", "/v1/account").status == 200
    assert known_to(shared, "bob") == [BLENDER] and known_to(shared, "alice") == [BLENDER, mine]
