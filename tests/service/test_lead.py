"""A run belongs to the service: one client leads it, any number follow it, and the lead is free again when the leading
client's connection ends. What a client says of a run is among its events, for everybody."""

import signal

import desk

SESSION = "chair-1"


def begin(service, client=None, **request):
    if client is not None:
        request["client_id"] = client.name
    return service.begin(prompt="a thing", team="scripted", session=SESSION, interactive=True,
                         **request)


def say(service, run, client, first, *events):
    return service.ask("POST", f"/v1/runs/{run}/events",
                       {"client": client.name, "first": first,
                        "events": [{"type": kind, "data": data} for kind, data in events]})


def lead(service, run, client):
    return service.ask("POST", f"/v1/runs/{run}/lead", {"client": client.name})


def carry_out_first(service, run, client):
    """Up to the first version, which is kept, and the user's turn."""
    hands, own = desk.Hands(), 0
    for _, kind, data in service.events(run):
        if kind == "instruction":
            result = {**hands.carry_out(data), "client": client.name}
            assert service.ask("POST", f"/v1/runs/{run}/results", result).status == 200
        elif kind == "version":
            own += 1
            assert say(service, run, client, own, ("kept", {"version": 1})).status == 200
        elif kind == "waiting":
            return own
    raise AssertionError("the run ended")


def test_one_leads(service):
    first, second = desk.Client(service, 1), desk.Client(service, 2)
    run = begin(service, first)
    assert lead(service, run, second).status == 409
    assert lead(service, run, first).status == 200
    stranger = service.ask("POST", f"/v1/runs/{run}/lead", {"client": f"{9:032x}"})
    assert stranger.status == 404
    for _, kind, data in service.events(run):
        if kind == "instruction":
            result = {**desk.Hands().carry_out(data), "client": second.name}
            assert service.ask("POST", f"/v1/runs/{run}/results", result).status == 409
            break
    assert say(service, run, second, 1, ("kept", {"version": 1})).status == 409

    first.leave()
    second.wait_runs(lambda runs: runs and runs[0]["lead"] == "")
    answer = lead(service, run, second)
    assert answer.status == 200 and answer.json["instruction"] == 1
    second.wait_runs(lambda runs: runs[0]["lead"] == second.name)
    assert service.ask("POST", f"/v1/runs/{run}/release", {"client": second.name}).status == 200
    second.wait_runs(lambda runs: runs[0]["lead"] == "")


def test_followers_hear_who_leads(service):
    first = desk.Client(service, 1)
    run = begin(service, first)
    heard = []
    for _, kind, data in desk.Stream(service.socket, run, with_streams=True):
        if kind == "lead":
            heard.append(data["client"])
            if len(heard) == 2:
                break
            first.leave()
    assert heard == [first.name, None]


def test_client_events(service):
    client = desk.Client(service, 1)
    run = begin(service, client)
    # What is repeated, or comes with its forerunner, is taken once; a gap is refused.
    began = ("began", {"mode": "create", "base": 0, "versions": 0})
    message = ("message", {"role": "user", "text": "a thing"})
    assert say(service, run, client, 1, began).status == 200
    assert say(service, run, client, 1, began, message).status == 200
    assert say(service, run, client, 4, message).status == 409
    assert say(service, run, client, 3, ("version", {})).status == 400
    assert say(service, run, client, 3, ("kept", {"version": "one"})).status == 400
    assert say(service, run, client, 3, ("preview", {"picture": "x" * 300_000})).status == 413
    service.end(signal.SIGKILL)
    service.start()
    client = desk.Client(service, 1)
    assert lead(service, run, client).status == 200
    assert say(service, run, client, 2, message).status == 200

    mine, numbers = [], []
    for number, kind, data in service.events(run):
        numbers.append(number)
        if kind in ("began", "message"):
            assert data.pop("by") == client.name
            mine.append((kind, data.pop("nth")))
        if len(mine) == 2:
            break
    assert mine == [("began", 1), ("message", 2)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_kept_before_it_goes_on(service):
    """The service waits until a version is kept; the words that follow are shown to everybody."""
    client = desk.Client(service, 1)
    run = begin(service, client)
    hands = desk.Hands()
    seen = []
    for _, kind, data in service.events(run):
        seen.append(kind)
        if kind == "instruction":
            result = {**hands.carry_out(data), "client": client.name}
            assert service.ask("POST", f"/v1/runs/{run}/results", result).status == 200
        elif kind == "version":
            # Played again, it waits as well.
            service.end(signal.SIGKILL)
            service.start()
            break
    client = desk.Client(service, 1)
    answer = lead(service, run, client)
    assert answer.json["versions"] == 1 and answer.json["kept"] == 0
    assert answer.json["events"] == len(seen)
    assert say(service, run, client, 1, ("kept", {"version": 1})).status == 200
    rest = []
    for _, kind, data in service.events(run, len(seen)):
        rest.append(kind)
        if kind == "instruction":
            # The final pictures, which join the version.
            result = {**hands.carry_out(data), "client": client.name}
            assert service.ask("POST", f"/v1/runs/{run}/results", result).status == 200
        elif kind == "waiting":
            reply = service.ask("POST", f"/v1/runs/{run}/refinements",
                                {"id": f"{5:032x}", "text": "seat", "client": f"{2:032x}",
                                 "files": ["a.png"]})
            assert reply.status == 202
        elif kind == "message":
            assert data["by"] == f"{2:032x}" and data["id"] == f"{5:032x}"
            assert data["queued"] is False and data["pictures"] == ["a.png"]
        elif kind == "refinement":
            assert data["id"] == f"{5:032x}"
            break
    assert rest[0] == "kept"
    assert rest.index("message") < rest.index("refinement")


def test_recorded(service):
    """When its client has the record, only that there was a run is left."""
    client = desk.Client(service, 1)
    run = begin(service, client)
    own = carry_out_first(service, run, client)
    assert service.ask("POST", f"/v1/runs/{run}/recorded").status == 409
    client.wait_runs(lambda runs: runs and runs[0]["state"] == "waiting")
    assert client.runs[0]["session"] == SESSION and client.runs[0]["id"] == run
    assert service.ask("POST", f"/v1/runs/{run}/finish").status == 202
    assert list(service.events(run))[-1][1] == "done"
    assert say(service, run, client, own + 1, ("ended", {"how": "done"})).status == 200
    client.wait_runs(lambda runs: runs[0]["state"] == "done")

    assert service.ask("POST", f"/v1/runs/{run}/recorded").status == 200
    client.wait_runs(lambda runs: not runs)
    there = service.ask("GET", f"/v1/runs/{run}").json
    assert there["recorded"] is True and there["state"] == "done" and there["versions"] == 1
    assert service.ask("GET", f"/v1/runs/{run}/events").status == 404
    assert [one["id"] for one in service.ask("GET", "/v1/sessions").json["sessions"]] == [run]
