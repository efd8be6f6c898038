"""A run survives the service: killed with SIGKILL at every event and started again, it comes to the
same events, and nothing is sent, asked or executed twice."""

import os
import signal
import sqlite3

import pytest

import desk

PROMPT = "a thing with raise and defect"
TURNS = ["seat", "refuse", "legs stray finding"]


def without_times(events):
    return [(number, kind, {k: v for k, v in data.items() if k != "seconds"})
            for number, kind, data in events]


def journal(service, sql):
    db = sqlite3.connect(os.path.join(service.data, "journal.db"))
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def answers(service):
    return journal(service, "SELECT key, type, body FROM log WHERE kind = 3 ORDER BY run, key")


def restart(service):
    service.end(signal.SIGKILL)
    service.start()


def handle(service, run, hands, left, kind, data):
    if kind == "instruction":
        reply = service.ask("POST", f"/v1/runs/{run}/results", hands.carry_out(data))
        assert reply.status == 200, reply.text
    elif kind == "waiting":
        desk.take_turn(service, run, left)


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    service = desk.Service(tmp_path_factory.mktemp("reference"))
    run = service.begin(prompt=PROMPT, interactive=True)
    events = desk.follow(service, run, desk.Hands(), TURNS)
    said = answers(service)
    service.end()
    assert events[-1][1:] == ("done", {"reason": "finished"})
    return without_times(events), said


@pytest.mark.parametrize("handled_first", [False, True])
def test_killed_at_every_event(service, reference, handled_first):
    events, said = reference
    hands, left, seen = desk.Hands(), list(TURNS), []
    run = service.begin(prompt=PROMPT, interactive=True)
    while not seen or seen[-1][1] not in ("done", "failed"):
        stream = service.events(run, len(seen))
        number, kind, data = next(iter(stream))
        seen.append((number, kind, data))
        if handled_first:
            handle(service, run, hands, left, kind, data)
        stream.close()
        restart(service)
        if not handled_first:
            handle(service, run, hands, left, kind, data)
    assert without_times(seen) == events
    assert set(hands.done.values()) == {1}
    assert answers(service) == said
    assert without_times(service.events(run)) == events


def test_killed_between_the_turns(service):
    """A turn that was taken is not lost, and one that waits is waited for again."""
    run = service.begin(prompt="a thing", interactive=True)
    hands = desk.Hands()
    stream = service.events(run)
    for _, kind, data in stream:
        if kind == "instruction":
            service.ask("POST", f"/v1/runs/{run}/results", hands.carry_out(data))
        if kind == "waiting":
            break
    stream.close()
    restart(service)
    assert service.ask("POST", f"/v1/runs/{run}/refinements", {"text": "seat"}).status == 202
    assert service.ask("POST", f"/v1/runs/{run}/finish").status == 202
    restart(service)
    assert service.ask("POST", f"/v1/runs/{run}/refinements", {"text": "legs"}).status == 409
    events = desk.follow(service, run, hands)
    assert sum(kind == "version" for _, kind, _ in events) == 2
    assert events[-1][1:] == ("done", {"reason": "finished"})
    assert set(hands.done.values()) <= {1, 2}


def test_killed_after_a_cancel(service):
    run = service.begin(prompt="slow")
    assert service.ask("DELETE", f"/v1/runs/{run}").status == 202
    restart(service)
    events = list(service.events(run))
    assert events[-1][1] == "failed" and events[-1][2]["type"].endswith("/cancelled")
    assert [number for number, _, _ in events] == list(range(1, len(events) + 1))


def test_stopped_politely_goes_on_too(service):
    run = service.begin(prompt="a thing")
    stream = service.events(run)
    next(iter(stream))
    assert service.end() == 0
    assert [kind for _, kind, _ in stream if kind in ("done", "failed")] == []
    service.start()
    assert desk.follow(service, run, desk.Hands())[-1][1] == "done"


def test_parent_gone(folder):
    service = desk.Service(folder)
    os.close(service.parent)
    assert service.process.wait(20) == 0
    service.log.close()


def test_two_services_do_not_mix(service, tmp_path):
    """Two services go on with one run: one of them lets go, and the log stays whole."""
    run = service.begin(prompt="a thing")
    stream = service.events(run)
    first = next(data for _, kind, data in stream if kind == "instruction")
    other = desk.Service(tmp_path, data=service.data)
    second = other.events(run)
    hands = desk.Hands()
    assert other.ask("POST", f"/v1/runs/{run}/results", hands.carry_out(first)).status == 200
    reply = service.ask("POST", f"/v1/runs/{run}/results", hands.carry_out(first))
    assert reply.status == 409 and reply.json["type"].endswith("/conflict")
    events = desk.follow(other, run, hands)
    assert events[-1][1] == "done"
    assert [number for number, _, _ in events] == list(range(1, len(events) + 1))
    rows = journal(service, "SELECT seq FROM log ORDER BY seq")
    assert len({seq for seq, in rows}) == len(rows)
    stream.close()
    second.close()
    assert list(service.events(run)) == events
    assert other.end() == 0
