# SPDX-License-Identifier: GPL-3.0-or-later
"""PUT /v1/knowledge/{blender}: what a Blender knows is taken once, is an index on disk, is known to runs
and to the next start of the service."""

import gzip
import os
import pathlib
import signal
import sqlite3
import threading

import desk
import pytest
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
