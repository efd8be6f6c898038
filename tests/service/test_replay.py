"""A run survives the service: killed with SIGKILL at every event and started again, it comes to the
same events, and nothing is sent, asked or executed twice."""

import json
import os
import signal
import sqlite3

import desk
import pytest

STORIES = [
    ("scripted", "a thing with raise and defect", ["seat", "refuse", "legs stray finding"]),
    ("thinker", "raise defect named", ["seat stray", "legs fail-critic", "seat fail-refiner"]),
]


def without_times(events):
    return [(number, kind, {k: v for k, v in data.items() if k not in ("seconds", "spent")})
            for number, kind, data in events]


def journal(service, sql):
    db = sqlite3.connect(os.path.join(service.data, "journal.db"))
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def answers(service):
    """Without how long nobody followed the run: on a busy machine, a new start takes more than a second."""
    rows = journal(service, "SELECT key, type, body FROM log WHERE kind = 3 ORDER BY run, key")
    return [(key, role, {k: v for k, v in json.loads(body).items() if k != "absent"}) for key, role, body in rows]


def restart(service):
    service.end(signal.SIGKILL)
    service.start()


def handle(service, run, hands, left, kind, data):
    if kind == "instruction":
        reply = desk.post_result(service, run, hands, data)
        assert reply.status == 200, reply.text
    elif kind == "waiting":
        desk.take_turn(service, run, left)


@pytest.fixture(scope="module", params=STORIES, ids=[team for team, _, _ in STORIES])
def reference(request, tmp_path_factory):
    team, prompt, turns = request.param
    service = desk.Service(tmp_path_factory.mktemp("reference"))
    run = service.begin(prompt=prompt, team=team, interactive=True)
    events = desk.follow(service, run, desk.Hands(), turns)
    said = answers(service)
    service.end()
    assert events[-1][1:] == ("done", {"reason": "finished"})
    return request.param, without_times(events), said


@pytest.mark.parametrize("handled_first", [False, True])
def test_killed_at_every_event(service, reference, handled_first):
    (team, prompt, turns), events, said = reference
    hands, left, seen = desk.Hands(), list(turns), []
    run = service.begin(prompt=prompt, team=team, interactive=True)
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
    assert journal(service, "SELECT count(*) FROM picture") == [(0,)]


def test_what_was_used_up_survives(folder):
    """Budget and what was spent are what they were, also when the budget was raised."""
    config = os.path.join(folder, "config.yaml")
    with open(config, "w", encoding="utf-8") as file:
        file.write("limits: {calls: 3}\n")
    service = desk.Service(folder, "--config", config)
    run = service.begin(prompt="a thing", team="thinker", interactive=True)
    hands, path = desk.Hands(), f"/v1/runs/{run}/budget"
    for _, kind, data in service.events(run):
        if kind == "instruction":
            desk.post_result(service, run, hands, data)
        if kind == "waiting":
            break
    restart(service)
    raised = service.ask("POST", path, {"factor": 2})
    assert raised.status == 202 and raised.json["budget"]["calls"] == 6
    assert raised.json["spent"]["calls"] == 3 and raised.json["spent"]["cost"] == 0.75
    restart(service)
    events = desk.follow(service, run, hands, ["seat"])
    budgets = [data for _, kind, data in events if kind == "budget"]
    assert [budget["budget"]["calls"] for budget in budgets] == [3, 3, 3, 6, 6]
    assert [budget["spent"]["calls"] for budget in budgets] == [1, 2, 3, 4, 5]
    assert sum(kind == "version" for _, kind, _ in events) == 2
    assert service.end() == 0


def test_killed_between_the_turns(service):
    """A turn that was taken is not lost, and one that waits is waited for again."""
    run = service.begin(prompt="a thing", interactive=True)
    hands = desk.Hands()
    stream = service.events(run)
    for _, kind, data in stream:
        if kind == "instruction":
            desk.post_result(service, run, hands, data)
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
    assert service.process.wait(1800) == 0
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
    assert reply.status == 503 and reply.json["type"].endswith("/busy")
    events = desk.follow(other, run, hands)
    assert events[-1][1] == "done"
    assert [number for number, _, _ in events] == list(range(1, len(events) + 1))
    rows = journal(service, "SELECT seq FROM log ORDER BY seq")
    assert len({seq for seq, in rows}) == len(rows)
    stream.close()
    second.close()
    assert list(service.events(run)) == events
    assert other.end() == 0
