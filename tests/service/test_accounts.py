"""A service with accounts: nobody sees what another has, by any route of docs/inside/openapi.yaml; terms,
quota, export and deletion. The account is the header X-Test-Account (account-service.c)."""

import glob
import http.client
import io
import json
import os
import signal
import zipfile

import desk
import pytest
import test_openapi
from test_openapi import API, METHODS, code, hold

SERVICE = os.environ.get("MQ_ACCOUNT_SERVICE", "_build/trixie/tests/service/account-service")
# This service has no provider to name.
PUBLIC = {("get", "/v1/ready"): 200, ("get", "/v1/health"): 200, ("get", "/.well-known/oauth-protected-resource"): 404}
PNG = desk.make_png(8, 6)
ZIP = b"PK\3\4 and what the service does not look at"


class AccountService(desk.Service):
    """Requests are of `who`, unless they say something else."""

    program = SERVICE
    who = "alice"

    def ask(self, method, path, body=None, headers=None, who=None):
        who = self.who if who is None else who
        headers = {**({"X-Test-Account": who} if who else {}), **(headers or {})}
        return hold(method, path, super().ask(method, path, body, headers))

    def events(self, run, after=None):
        return desk.Stream(self.socket, run, after, headers={"X-Test-Account": self.who})

    def quota(self, who=None):
        return self.ask("GET", "/v1/account", who=who).json["quota"]


@pytest.fixture
def start(folder):
    """Starts the service with options; ends it after the test."""
    services = []

    def start(*options):
        services.append(AccountService(folder, *options))
        return services[-1]
    yield start
    for service in services:
        assert service.end() == 0, service.log_text()


def requests():
    """Every described request, with a body that is right as far as the run is concerned."""
    client = "c" * 32
    bodies = {
        "/v1/runs/{id}/events": {"client": client, "first": 1, "events": [
            {"type": "message", "data": {"text": "a"}}]},
        "/v1/runs/{id}/results": {"instruction": 1, "ok": True, "result": {"findings": []}},
        "/v1/runs/{id}/refinements": {"text": "seat"},
        "/v1/runs/{id}/answers": {"id": client, "question": 1, "requirements": []},
        "/v1/runs/{id}/budget": {"factor": 2},
        "/v1/runs/{id}/lead": {"client": client},
        "/v1/runs/{id}/release": {"client": client},
        "/v1/clients/{id}/keys": {"keys": {}}, "/v1/mcp/workers/{id}/messages": {"messages": []},
        "/v1/sessions/{session}": {"title": "A chair"}, "/v1/knowledge/{blender}/search": {"query": "bevel"},
    }
    for path, item in API["paths"].items():
        for method in METHODS:
            if method in item:
                yield method, path, bodies.get(path)


def send(service, method, path, body, run, who):
    headers = {}
    real = path.replace("{id}", run).replace("{team}", "scripted")
    real = real.replace("{blender}", "4.3.2-abc").replace("{session}", "s-1")
    if path.endswith("/pictures"):
        real, body, headers = real + "?reference=1", PNG, {"Content-Type": "image/png"}
    elif path.endswith("/file") and method == "put":
        real, body, headers = real + "?revision=1&versions=1", ZIP, {"Content-Type": "application/zip"}
    elif path.startswith("/v1/knowledge") and method == "put":
        body, headers = b"x", {"Content-Type": "application/gzip"}
    elif body is None and "requestBody" in API["paths"][path][method]:
        body = {"prompt": "a thing"}
    return service.ask(method.upper(), real, body, headers, who=who)


def test_nobody_is_signed_in(start):
    service = start()
    run = service.begin(prompt="slow")
    for method, path, body in requests():
        reply = send(service, method, path, body, run, who="")
        if (method, path) in PUBLIC:
            assert reply.status == PUBLIC[(method, path)]
        else:
            assert code(reply) == (401, "sign-in"), (method, path)
            assert reply.headers["www-authenticate"].startswith("Bearer")


def register(service, who, name, status=200):
    """A registered client that stays."""
    connection = desk.Connection(service.socket)
    connection.request("POST", "/v1/clients", json.dumps({"id": name, "runs": True}),
                       {"Content-Type": "application/json", "X-Test-Account": who})
    response = connection.getresponse()
    assert response.status == status

    def read_runs():
        while True:
            line = response.readline().decode()
            assert line, "the service left"
            if line.startswith("data: "):
                return json.loads(line[6:])["runs"]
    connection.held = response  # has the socket: a reply ends its connection
    return connection, read_runs


@pytest.mark.parametrize("state", ["live", "asleep", "over"])
def test_another_has_no_way_to_a_run(start, state):
    """Whether the run is in memory, only in the journal, or over: every route with its id answers
    as if it were not there, and it goes on as if nobody had asked."""
    service = start()
    _, read_runs = register(service, "bob", "c" * 32)
    assert read_runs() == []
    if state != "over":
        run = service.begin(prompt="slow", session="s-1")
        stream = service.events(run)
        next(kind for _, kind, _ in stream if kind == "step")  # nothing more happens from here on
        stream.close()
    else:
        run = service.begin(prompt="a thing")
        assert desk.follow(service, run, desk.Hands())[-1][1] == "done"
    if state == "asleep":
        service.end(signal.SIGKILL)
        service.start()
        _, read_runs = register(service, "bob", "c" * 32)
        assert read_runs() == []
    before = service.ask("GET", f"/v1/runs/{run}").json

    count = 0
    for method, path, body in requests():
        if path.startswith("/v1/runs/{id}") or path.startswith(("/v1/clients/{id}", "/v1/mcp/workers/{id}")):
            nobody = send(service, method, path, body, test_openapi.NOBODY, who="bob")
            another = send(service, method, path, body, run, who="bob")
            assert code(another) == code(nobody) == (404, "not-found"), (method, path)
            count += 1
    assert count >= 14
    assert service.ask("GET", f"/v1/runs/{run}").json == before
    assert service.ask("GET", "/v1/sessions", who="bob").json == {"sessions": [], "kept": []}
    sessions = service.ask("GET", "/v1/sessions").json["sessions"]
    assert [session["id"] for session in sessions] == ([run] if state == "over" else [])

    # The id of another's run is no way in either: nothing says whose it is.
    taken = service.ask("POST", "/v1/runs", {"id": run, "prompt": "a thing"}, who="bob")
    assert code(taken) == (409, "conflict")
    assert service.quota("bob")["left"] == 5


def test_clients_are_of_their_account(start):
    """Two accounts may choose one id; each leads its own runs with it, and leaving ends no lead of
    the other."""
    service = start()
    name = "d" * 32
    bob, read_bobs = register(service, "bob", name)
    assert read_bobs() == []
    run = service.begin(prompt="slow", team="thinker", session="s-1", client_id=name)
    # It is registered by somebody else only.
    assert code(service.ask("POST", f"/v1/runs/{run}/lead", {"client": name})) == (404, "not-found")

    _, read_alices = register(service, "alice", name)
    assert [entry["id"] for entry in read_alices()] == [run]
    assert service.ask("POST", f"/v1/runs/{run}/lead", {"client": name}).status == 200
    assert read_alices()[0]["lead"] == name

    # Bob's list shows his run as its first change: Alice's never were one.
    own = service.ask("POST", "/v1/runs", {"prompt": "slow", "team": "thinker", "session": "s-1",
                                           "client_id": name}, who="bob").json["id"]
    runs = read_bobs()
    assert [entry["id"] for entry in runs] == [own]
    bob.held.close()
    bob.close()
    # The service has noticed that Bob left when his run has no lead.
    _, read_bobs = register(service, "bob", "e" * 32)
    while read_bobs()[0]["lead"] == name:
        pass
    assert service.ask("POST", f"/v1/runs/{run}/lead", {"client": "e" * 32}).status == 404
    posted = {"client": "f" * 32, "instruction": 1, "ok": True}
    assert service.ask("POST", f"/v1/runs/{run}/results", posted).status == 409  # Alice leads

    # It takes no keys and no settings from anybody, and lists no models.
    keys = {"places": {"anthropic https://api.anthropic.com": "sk-1"}}
    for method, path, body in (("POST", "/v1/clients", {"id": "a" * 32, "keys": keys}),
                               ("POST", f"/v1/clients/{name}/keys", {"keys": keys}),
                               ("POST", "/v1/teams", {"settings": {}}),
                               ("POST", "/v1/runs", {"prompt": "a", "settings": {}}),
                               ("GET", "/v1/models", None)):
        assert code(service.ask(method, path, body)) == (403, "forbidden"), path
    for settings in (None, [], "x", 7):
        assert code(service.ask("POST", "/v1/runs", {"prompt": "a", "settings": settings}))[0] == 400
    assert "pid" not in service.ask("GET", "/v1/health").json


def test_terms(start, folder):
    path = os.path.join(folder, "terms.md")
    with open(path, "w", encoding="utf-8") as file:
        file.write("# Terms\nBe kind.\n")
    service = start("--terms", path)
    terms = service.ask("GET", "/v1/terms").json
    assert terms["text"] == "# Terms\nBe kind.\n" and terms["accepted"] is False
    assert service.ask("GET", "/v1/account").json["terms"] == {
        "version": terms["version"], "accepted": False}
    assert code(service.ask("POST", "/v1/runs", {"prompt": "a"})) == (403, "terms")
    assert service.quota()["left"] == 5

    for bad in ({}, {"version": 7}):
        assert code(service.ask("POST", "/v1/terms", bad)) == (400, "bad-request")
    assert code(service.ask("POST", "/v1/terms", {"version": "0" * 16})) == (409, "conflict")
    assert service.ask("POST", "/v1/terms", {"version": terms["version"]}).json == {
        **terms, "accepted": True}
    assert service.ask("GET", "/v1/account").json["terms"]["accepted"] is True
    service.begin(prompt="slow")
    assert code(service.ask("POST", "/v1/runs", {"prompt": "a"}, who="bob")) == (403, "terms")

    # A new text asks again.
    with open(path, "a", encoding="utf-8") as file:
        file.write("And brief.\n")
    service.end()
    service.start()
    assert code(service.ask("POST", "/v1/runs", {"prompt": "a"})) == (403, "terms")
    assert service.ask("GET", "/v1/terms").json["accepted"] is False


def test_quota(start):
    service = start("--runs-per-day", "2")
    assert service.quota() | {"resets": ""} == {"limit": 2, "left": 2, "resets": ""}
    assert service.quota()["resets"].endswith("T00:00:00Z")
    request = {"id": "a" * 32, "prompt": "slow"}
    first = service.ask("POST", "/v1/runs", request)
    assert first.status == 201
    assert [first.headers[f"ratelimit-{name}"] for name in ("limit", "remaining")] == ["2", "1"]
    assert 0 < int(first.headers["ratelimit-reset"]) <= 86400

    # The same request again, a run that goes on after a restart, and what is no run cost nothing.
    assert service.ask("POST", "/v1/runs", request).headers["ratelimit-remaining"] == "1"
    assert service.ask("POST", "/v1/runs", {}).headers["ratelimit-remaining"] == "1"
    service.end(signal.SIGKILL)
    service.start()
    service.events("a" * 32).close()
    assert service.ask("POST", "/v1/runs", request).headers["ratelimit-remaining"] == "1"

    service.begin(prompt="slow")
    refused = service.ask("POST", "/v1/runs", {"prompt": "a"})
    assert code(refused) == (429, "quota")
    assert refused.headers["ratelimit-remaining"] == "0"
    assert refused.headers["retry-after"] == refused.headers["ratelimit-reset"]
    assert service.quota()["left"] == 0 and service.quota("bob")["left"] == 2

    # A run that is open can be changed all the same.
    refined = service.ask("POST", f"/v1/runs/{'a' * 32}/refinements", {"text": "seat"})
    assert refined.status == 202

    # Nobody counts the staff's.
    for _ in range(3):
        reply = service.ask("POST", "/v1/runs", {"prompt": "slow"}, who="eve:staff")
        assert reply.status == 201 and "ratelimit-limit" not in reply.headers
    assert service.quota("eve:staff") | {"resets": ""} == {
        "limit": None, "left": None, "resets": ""}


def test_one_account_leaves_room_for_others(start):
    service = start("--runs-per-day", "17")
    runs = [service.begin(prompt="slow") for _ in range(16)]
    refused = service.ask("POST", "/v1/runs", {"prompt": "slow"})
    assert code(refused) == (503, "busy") and refused.headers["ratelimit-remaining"] == "1"
    assert service.ask("POST", "/v1/runs", {"prompt": "slow"}, who="bob").status == 201

    assert service.ask("DELETE", f"/v1/runs/{runs[0]}").status == 202
    assert list(service.events(runs[0]))[-1][1] == "failed"
    service.begin(prompt="slow")


def test_one_account_leaves_connections_for_others(start):
    service = start()
    readers = []
    for number in range(32):
        readers.append(register(service, "alice", f"{number:032x}")[0])
    refused = service.ask("GET", "/v1/account")
    assert code(refused) == (429, "too-many-requests") and int(refused.headers["retry-after"]) > 0
    assert service.ask("GET", "/v1/account", who="bob").status == 200
    assert service.ask("GET", "/v1/health").status == 200
    readers.pop().close()
    # The service has noticed that the reader left when there is room.
    while service.ask("GET", "/v1/account").status == 429:
        pass
    for reader in readers:
        reader.close()


def test_streams_of_all_leave_connections_for_requests(start):
    """Thirteen accounts with all the streams that each may have: other requests get through, also one that waits."""
    service = start()
    run = service.begin(prompt="slow")
    readers = [register(service, f"person-{number // 32}", f"{number:032x}", 200 if number < 384 else 503)[0]
               for number in range(13 * 32)]
    refused = service.ask("GET", f"/v1/runs/{run}/events")
    assert code(refused) == (503, "busy") and int(refused.headers["retry-after"]) > 0
    assert service.ask("GET", "/v1/account", who="person-12").status == 200
    assert service.ask("DELETE", f"/v1/runs/{run}").status == 202
    readers.pop(0).close()
    events = "GET", f"/v1/runs/{run}/events", None, {"X-Test-Account": "alice"}
    while desk.Service.ask(service, *events).status == 503:
        pass
    for reader in readers:
        reader.close()


def test_a_script_of_ones_own(start):
    """It asks no team before its first refinement, and pays for that once."""
    service = start("--runs-per-day", "1")
    script = {"mode": "script", "script": "# a script"}
    runs = [service.ask("POST", "/v1/runs", script) for _ in range(3)]
    assert [run.headers["ratelimit-remaining"] for run in runs] == ["1"] * 3
    first, second, _ = (f"/v1/runs/{run.json['id']}/refinements" for run in runs)
    assert code(service.ask("POST", first, {"text": ""})) == (400, "bad-request")
    assert service.quota()["left"] == 1
    for _ in range(2):
        assert service.ask("POST", first, {"text": "seat"}).status == 202
        assert service.quota()["left"] == 0
    assert code(service.ask("POST", second, {"text": "seat"})) == (429, "quota")
    assert service.ask("POST", "/v1/runs", script).status == 201

    # What is refused anyway uses nothing up.
    other = service.ask("POST", "/v1/runs", script, who="bob").json["id"]
    assert service.ask("POST", f"/v1/runs/{other}/finish", who="bob").status == 202
    late = service.ask("POST", f"/v1/runs/{other}/refinements", {"text": "seat"}, who="bob")
    assert code(late) == (409, "run-ended") and service.quota("bob")["left"] == 1


@pytest.mark.parametrize("prompt, left", [
    ("fail-writer", 5),        # the model's key is refused
    ("silent", 4),             # the team cannot repair its script
    ("unknown", 4),            # no known kind
    ("lost lost lost lost", 4),
])
def test_a_failed_run(start, prompt, left):
    """What the service could not help is given back; what it could not do is not."""
    service = start()
    run = service.begin(prompt=prompt, team="thinker")
    assert service.quota()["left"] == 4
    events = desk.follow(service, run, desk.Hands())
    assert events[-1][1] == "failed"
    assert service.quota()["left"] == left, events[-1][2]["type"]


def test_a_stopped_run(start):
    service = start()
    run = service.begin(prompt="slow")
    assert service.ask("DELETE", f"/v1/runs/{run}").status == 202
    assert list(service.events(run))[-1][2]["type"].endswith("/cancelled")
    assert service.quota()["left"] == 4


def keep(service, session, revision, body=ZIP, who="alice"):
    return service.ask("PUT", f"/v1/sessions/{session}/file?revision={revision}&versions={revision}", body,
                       {"Content-Type": "application/zip"}, who=who)


def get_file(service, session, who="alice"):
    connection = desk.Connection(service.socket)
    connection.request("GET", f"/v1/sessions/{session}/file", headers={"X-Test-Account": who})
    response = connection.getresponse()
    data = response.read()
    connection.close()
    return response.status, data


def test_kept_sessions(start):
    """Kept by one computer, gone on with at another: nobody overwrites what they have not seen, and
    nobody sees another's."""
    service = start()
    first = keep(service, "s-1", 1)
    assert first.status == 200 and first.json["title"] == "" and first.json["bytes"] == len(ZIP)
    assert service.ask("POST", "/v1/sessions/s-1", {"title": "A chair"}).json["title"] == "A chair"
    assert keep(service, "s-1", 2, ZIP + b"2").json == service.ask("GET", "/v1/sessions/s-1").json
    for revision in (1, 2, 4):
        assert code(keep(service, "s-1", revision)) == (409, "conflict")
    assert get_file(service, "s-1") == (200, ZIP + b"2")
    kept = service.ask("GET", "/v1/sessions").json["kept"]
    assert [(one["id"], one["title"], one["revision"]) for one in kept] == [("s-1", "A chair", 2)]

    assert service.ask("GET", "/v1/sessions", who="bob").json["kept"] == []
    for method, body in (("GET", None), ("DELETE", None), ("POST", {"title": "mine"})):
        assert code(service.ask(method, "/v1/sessions/s-1", body, who="bob")) == (404, "not-found")
    assert get_file(service, "s-1", who="bob")[0] == 404
    assert keep(service, "s-1", 1, who="bob").status == 200
    assert get_file(service, "s-1") == (200, ZIP + b"2")

    assert code(keep(service, "s-2", 1, b"no archive")) == (400, "bad-request")
    assert code(keep(service, "s-2", 0)) == (400, "bad-request")
    for title in ("", "x" * 201):
        assert code(service.ask("POST", "/v1/sessions/s-1", {"title": title})) == (400, "bad-request")


def test_pages_of_kept_sessions(start):
    """Each session is on one page, also when it changes meanwhile; without pages all are there, latest first."""
    service = start()
    names = [f"s-{number}" for number in range(7)]
    for name in reversed(names):
        assert keep(service, name, 1).status == 200
    keep(service, "s-0", 1, who="bob")
    for run in [service.begin(prompt="a thing") for _ in range(2)]:
        assert desk.follow(service, run, desk.Hands())[-1][1] == "done"

    def page(more):
        return service.ask("GET", f"/v1/sessions?limit=3{more}").json
    first = page("")
    assert [one["id"] for one in first["kept"]] == names[:3] and len(first["sessions"]) == 2
    keep(service, "s-4", 2)
    second = page("&after=" + first["next"])
    assert [(one["id"], one["revision"]) for one in second["kept"]] == [("s-3", 1), ("s-4", 2), ("s-5", 1)]
    third = page("&after=" + second["next"])
    assert [one["id"] for one in third["kept"]] == ["s-6"] and "next" not in third and third["sessions"] == []
    whole = service.ask("GET", "/v1/sessions").json
    times = [one["updated"] for one in whole["kept"]]
    assert len(set(times)) == 7, "programs sort the pages by these, and a second holds several"
    assert whole["kept"][0]["id"] == "s-4" and len(whole["kept"]) == 7 and "next" not in whole
    assert len(service.ask("GET", "/v1/sessions?limit=1").json["sessions"]) == 1
    for query in ("limit=0", "limit=1001", "limit=x", "after=s-1"):
        assert code(service.ask("GET", f"/v1/sessions?{query}")) == (400, "bad-request"), query


def test_deleted_session(start):
    """Its file, its runs, their events and transcripts; not while one of them is under way."""
    service = start()
    run = service.begin(prompt="a thing", session="s-1", interactive=True)
    keep(service, "s-1", 1)
    assert code(service.ask("DELETE", "/v1/sessions/s-1")) == (409, "conflict")
    assert service.ask("DELETE", f"/v1/runs/{run}").status == 202
    list(service.events(run))
    transcript = os.path.join(service.data, "transcripts", f"{run}.ndjson")
    with open(transcript, "w", encoding="utf-8") as file:
        file.write("{}\n")
    assert service.ask("DELETE", "/v1/sessions/s-1").status == 200
    assert service.ask("GET", f"/v1/runs/{run}").status == 404 and get_file(service, "s-1")[0] == 404
    assert not os.path.exists(transcript)
    assert code(service.ask("DELETE", "/v1/sessions/s-1")) == (404, "not-found")
def test_cost(start):
    """What models may cost in a month, over all runs: the one that goes over it ends with what it has, and none
    starts any more; neither a restart nor a deletion helps, and others go on."""
    service = start("--cost-per-month", "0.5")
    free = service.ask("GET", "/v1/account").json["cost"]
    assert (free["limit"], free["spent"]) == (0.5, 0)
    assert free["resets"].endswith("-01T00:00:00Z") and free["resets"] > service.quota()["resets"][:10]
    script = service.ask("POST", "/v1/runs", {"mode": "script", "script": "# a script", "team": "thinker"}).json["id"]
    run = service.begin(prompt="defect", team="thinker", interactive=True)
    hands, seen = desk.Hands(), []
    for event in service.events(run):
        seen.append(event)
        if event[1] == "instruction":
            assert desk.post_result(service, run, hands, event[2]).status == 200
        if event[1] == "waiting":
            break
    notices = [data for _, kind, data in seen if kind == "notice" and data["code"] == "budget-reached"]
    assert len(notices) == 1 and "$0.50" in notices[0]["text"]
    assert sum(kind == "version" for _, kind, _ in seen) == 1
    assert service.ask("GET", "/v1/account").json["cost"]["spent"] == 0.5
    assert export(service)[1]["cost"] == 0.5

    for who in ("alice", "alice:staff"):
        refused = service.ask("POST", "/v1/runs", {"prompt": "a thing"}, who=who)
        assert code(refused) == (429, "quota") and "$0.50" in refused.json["detail"]
        assert "month" in refused.json["next"] and int(refused.headers["retry-after"]) > 0
    refused = service.ask("POST", f"/v1/runs/{script}/refinements", {"text": "seat"})
    assert code(refused) == (429, "quota") and "$0.50" in refused.json["detail"]
    assert service.ask("POST", "/v1/runs", {"prompt": "a thing"}, who="bob").status == 201

    service.end(signal.SIGKILL)
    service.start()
    stream = service.events(run)
    assert [next(iter(stream))[1] for _ in seen] == [kind for _, kind, _ in seen]
    stream.close()
    assert service.ask("POST", f"/v1/runs/{run}/refinements", {"text": "seat"}).status == 202
    kinds = [kind for _, kind, _ in desk.follow(service, run, hands, after=len(seen))]
    assert "refused" in kinds and "version" not in kinds and kinds[-1] == "done"
    assert service.ask("DELETE", "/v1/account").status == 200
    assert service.ask("GET", "/v1/account").json["cost"]["spent"] == 0.5
    assert service.ask("GET", "/v1/account", who="bob").json["cost"]["spent"] == 0


def test_cost_without_a_limit(start):
    """It is counted all the same."""
    service = start()
    run = service.begin(prompt="a thing", team="thinker")
    assert desk.follow(service, run, desk.Hands())[-1][1] == "done"
    cost = service.ask("GET", "/v1/account").json["cost"]
    assert cost["limit"] is None and cost["spent"] > 0.5


def export(service, who="alice"):
    """The archive of an account, and its document."""
    connection = desk.Connection(service.socket)
    connection.request("GET", "/v1/account/export", headers={"X-Test-Account": who})
    response = connection.getresponse()
    assert response.status == 200 and response.headers["Content-Type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(response.read()))
    connection.close()
    assert archive.testzip() is None
    document = json.loads(archive.read("account.json"))
    test_openapi.validate(document, API["components"]["schemas"]["AccountExport"])
    return archive, document


def test_transcript_that_cannot_be_read(start):
    """An error in the middle of the file is no complete transcript."""
    service = start()
    run = service.begin(prompt="a thing")
    desk.follow(service, run, desk.Hands())
    # It can be opened, and not be read from its beginning.
    os.symlink("/proc/self/mem", os.path.join(service.data, "transcripts", f"{run}.ndjson"))
    connection = desk.Connection(service.socket)
    connection.request("GET", f"/v1/runs/{run}/transcript", headers={"X-Test-Account": service.who})
    # The connection breaks off after the head of the reply, or before.
    with pytest.raises(http.client.HTTPException):
        connection.getresponse().read()
    connection.close()


def test_export_and_deletion(start, folder):
    service = start()
    over = service.begin(prompt="a purple cathedral")
    assert desk.follow(service, over, desk.Hands())[-1][1] == "done"
    live = service.begin(prompt="slow blue barn", team="thinker")
    asleep = service.ask("POST", "/v1/runs", {"prompt": "slow", "team": "thinker"},
                         who="bob").json["id"]
    picture = f"/v1/runs/{live}/pictures?reference=1"
    assert service.ask("POST", picture, PNG, {"Content-Type": "image/png"}).status == 201
    transcript = os.path.join(service.data, "transcripts", f"{over}.ndjson")
    with open(transcript, "w", encoding="utf-8") as file:
        file.write('{"role": "writer"}\n')

    keep(service, "s-1", 1)

    archive, document = export(service)
    assert document["account"][0]["name"] == "alice"
    assert [use["runs"] for use in document["use"]] == [2]
    runs = {run["id"]: run for run in document["runs"]}
    assert set(runs) == {over, live}
    assert sorted(archive.namelist()) == sorted([
        "account.json", f"runs/{live}/pictures/0-1.png", f"runs/{over}/transcript.ndjson", "sessions/s-1.maquette"])
    assert archive.read(f"runs/{live}/pictures/0-1.png") == PNG and archive.read("sessions/s-1.maquette") == ZIP
    assert archive.read(f"runs/{over}/transcript.ndjson") == b'{"role": "writer"}\n'
    assert runs[over]["request"]["prompt"] == "a purple cathedral"
    log = runs[over]["log"]
    assert [row["seq"] for row in log] == list(range(1, len(log) + 1))
    assert log[-1]["type"] == "done" and any("purple" in json.dumps(row["body"]) for row in log)
    archive, document = export(service, who="bob")
    assert len(document["runs"]) == 1 and archive.namelist() == ["account.json"]

    stream = service.events(live)
    assert service.ask("DELETE", "/v1/account").status == 200
    assert all(kind != "failed" for _, kind, _ in stream)
    for run in (over, live):
        assert code(service.ask("GET", f"/v1/runs/{run}")) == (404, "not-found")
    archive, document = export(service)
    assert document["runs"] == [] and archive.namelist() == ["account.json"]
    assert not os.path.exists(transcript)
    assert service.quota()["left"] == 3  # until midnight: deleting is no way around it

    # Bob's run is there, and nothing of Alice's is on the disk.
    assert service.ask("GET", f"/v1/runs/{asleep}", who="bob").status == 200
    for path in glob.glob(os.path.join(service.data, "**"), recursive=True):
        if os.path.isfile(path):
            with open(path, "rb") as file:
                data = file.read()
            for words in (b"purple cathedral", b"blue barn", PNG):
                assert words not in data, path


def test_a_request_that_ends_the_service(start, monkeypatch):
    """It does so twice; then it is refused, while all else goes on. What was in hand beside it, or when somebody else
    killed the service, is never refused; another version of the service reads it again, and so does this one later."""
    monkeypatch.setenv("MQ_TEST_OURS", "none/")  # these crashes are wanted (mq-crash.c)
    service = start()
    poison = {"Authorization": "Bearer crash"}

    def crash(headers=None):
        with pytest.raises((http.client.HTTPException, ConnectionError)):
            service.ask("POST", "/v1/runs", {"prompt": "a secret stool"}, headers or poison, who="")
        assert service.end() != 0
        service.start()

    def poisoned():
        reply = service.ask("POST", "/v1/runs", {"prompt": "a secret stool"}, poison, who="")
        assert reply.status == 500 and "ended the service 2 times" in reply.json["detail"], reply.text
        assert service.begin(prompt="a stool")

    for _ in range(3):
        service.end(signal.SIGKILL)
        service.start()
    crash()
    stream = service.events(service.begin(prompt="a stool"))
    crash()
    stream.close()
    poisoned()
    poisoned()
    service.end(signal.SIGKILL)
    service.start()
    poisoned()
    assert "signal 11" in service.log_text() and "has ended the service 2 times" in service.log_text()
    crash({"Authorization": "Bearer crash", "Accept-Language": "de"})

    with open(os.path.join(service.data, "in-hand"), "r+b") as file:
        content = file.read()
        assert b"stool" not in content and b"crash" not in content
        # 32 bytes of the version, 8 of the signal, 72 of a digest; then when it was.
        first = next(at for at in range(40, len(content), 88) if content[at + 80] == 2)
        file.seek(first + 72)
        file.write(bytes(8))
    crash()
    service.end()
    with open(os.path.join(service.data, "in-hand"), "r+b") as file:
        file.write(b"0.0.1".ljust(32, b"\0"))
    service.start()
    crash()
