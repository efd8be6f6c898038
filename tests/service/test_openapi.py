"""Every route's real answers, the good and the bad ones, held against docs/inside/openapi.yaml; and every
event against the schema of its type."""

import os
import pathlib
import re
import signal
import struct
import urllib.parse

import desk
import jsonschema
import pytest
import yaml

TOP = os.path.join(os.path.dirname(__file__), "..", "..")
NOBODY = "0" * 32
METHODS = ("get", "post", "put", "delete")
PNG = desk.make_png(8, 6)


def api():
    with open(os.path.join(TOP, "docs/inside/openapi.yaml"), encoding="utf-8") as file:
        return yaml.safe_load(file)


API = api()


def resolve(node):
    while "$ref" in node and node["$ref"].startswith("#/"):
        target = API
        for part in node["$ref"][2:].split("/"):
            target = target[part]
        node = {**target, **{k: v for k, v in node.items() if k != "$ref"}}
    return node


def validate(data, schema):
    jsonschema.Draft202012Validator({**schema, "components": API["components"]},
                                    format_checker=jsonschema.FormatChecker()).validate(data)


def template(path):
    parts = urllib.parse.urlsplit(path).path.split("/")
    if len(parts) > 3 and parts[2] == "runs":
        parts[3] = "{id}"
    elif len(parts) > 3 and parts[2] == "clients":
        parts[3] = "{id}"
    elif len(parts) > 4 and parts[2] == "mcp":
        parts[4] = "{id}"
    elif len(parts) > 3 and parts[2] == "teams":
        parts[3] = "{team}"
    elif len(parts) > 3 and parts[2] == "knowledge":
        parts[3] = "{blender}"
    elif len(parts) > 3 and parts[2] == "sessions":
        parts[3] = "{session}"
    return "/".join(parts)


def hold(method, path, reply, described=True):
    """Holds a reply against what the document says of it."""
    operation = API["paths"].get(template(path), {}).get(method.lower())
    if operation is None or not described:
        response = API["components"]["responses"]["Problem"]
    else:
        response = resolve(operation["responses"].get(str(reply.status))
                           or operation["responses"]["default"])
    kind = reply.headers["content-type"].split(";")[0]
    assert kind in response["content"], (method, path, reply.status, kind)
    validate(reply.json, response["content"][kind]["schema"])
    for name, header in response.get("headers", {}).items():
        if header.get("required") or name.lower() in reply.headers:
            validate(reply.headers[name.lower()], header["schema"])
    if kind == "application/problem+json":
        assert reply.json["status"] == reply.status
    return reply


@pytest.fixture
def ask(service):
    def ask(method, path, body=None, headers=None, described=True):
        return hold(method, path, service.ask(method, path, body, headers), described)
    return ask


def code(reply):
    return reply.status, reply.json["type"].rsplit("/", 1)[1]


def test_document_is_sound():
    for schema in API["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema({**schema, "components": API["components"]})
    for path, item in API["paths"].items():
        for method in METHODS:
            if method in item:
                assert "default" in item[method]["responses"], path


def test_protocol_has_every_route():
    """Each is in a line of docs/inside/protocol.md with its method, and no other is there."""
    text = pathlib.Path(TOP, "docs/inside/protocol.md").read_text(encoding="utf-8")
    lines = [line.replace("`…/", "`/v1/runs/{id}/") for line in text.splitlines()]
    address = re.compile(r"[` ](/(?:mcp\b|(?:v1|\.well-known)/[\w{}/-]+))")
    named = {(method, path) for line in lines for path in address.findall(line)
             for method in re.findall(r"\b(GET|POST|PUT|DELETE)\b", line)}
    routes = {(method.upper(), path) for path, item in API["paths"].items() for method in item if method in METHODS}
    assert routes <= named, routes - named
    assert set(re.findall(r"`/(?:v1|\.well-known)/[\w{}/-]+", text)) <= {f"`{path}" for _, path in routes}


def test_every_route_is_described():
    """The rows of the tables of routes, both ways; MQ_METRICS_PATH is for Prometheus."""
    rows = set()
    for path in (*pathlib.Path(TOP, "src/service/routes").glob("mq-routes-*.c"),
                 pathlib.Path(TOP, "src/service/http/mq-mcp-relay.c")):
        table = path.read_text(encoding="utf-8").partition("\nconst MqRoute ")[2]
        assert table, path
        rows |= set(re.findall(r'\n  \{ "([A-Z]+)", ("/[^"]+"|MQ_\w+)', table))
    described = {(method.upper(), f'"{path}"') for path, item in API["paths"].items()
                 for method in item if method in METHODS}
    assert rows == {*described, ("GET", "MQ_METRICS_PATH")}


def test_a_whole_run(service, ask):
    started = ask("POST", "/v1/runs", {"prompt": "a thing with raise and defect"})
    assert started.status == 201
    run = started.json["id"]
    assert started.headers["location"] == f"/v1/runs/{run}"
    assert started.json["team"] == {"name": "scripted", "title": "scripted team for tests"}
    events = desk.follow(service, run, desk.Hands(), ["seat", "refuse"])
    assert [number for number, _, _ in events] == list(range(1, len(events) + 1))
    schemas = API["components"]["schemas"]["Events"]["properties"]
    for _, kind, data in events:
        validate(data, schemas[kind])
    assert {kind for _, kind, _ in events} == set(schemas) - {"failed", "stream", "budget", "asked", "answered"}
    steps = [data for _, kind, data in events if kind == "step"]
    assert not any("model" in step for step in steps)
    state = ask("GET", f"/v1/runs/{run}").json
    assert state["state"] == "done" and state["versions"] == 2 and state["events"] == len(events)
    sessions = ask("GET", "/v1/sessions").json["sessions"]
    assert [session["id"] for session in sessions] == [run]


def test_a_team_that_thinks(service, ask):
    """Its steps say what they used up; what it writes meanwhile comes between events, without a number."""
    started = ask("POST", "/v1/runs", {"prompt": "raise defect minor", "team": "thinker"})
    assert started.json["team"] == {"name": "thinker", "title": "Thinking team for tests"}
    run, hands, seen = started.json["id"], desk.Hands(), []
    schemas = API["components"]["schemas"]["Events"]["properties"]
    for number, kind, data in desk.Stream(service.socket, run, with_streams=True):
        validate(data, schemas[kind])
        seen.append((number, kind, data))
        if kind == "instruction":
            assert desk.post_result(service, run, hands, data).status == 200
        elif kind == "waiting":
            desk.take_turn(service, run, [])
    assert seen[-1][1] == "done"
    assert {"stream", "budget"} <= {kind for _, kind, _ in seen}
    numbers = [number for number, _, _ in seen if number is not None]
    assert numbers == list(range(1, len(numbers) + 1))
    open_step = None
    for number, kind, data in seen:
        if kind == "step":
            open_step = data["step"] if data["state"] == "started" else None
        if kind == "stream":
            assert number is None and data["step"] == open_step
    words = "".join(data["text"] for _, kind, data in seen if kind == "stream")
    assert "I am the planner" in words
    assert {"step": 2, "text": "Nobody is busy (503)", "retry": {
        "code": "model-busy", "attempt": 2, "seconds": 1.5}} in [data for _, _, data in seen]
    # Nothing of it is kept.
    assert "stream" not in {kind for _, kind, _ in service.events(run)}
    assert code(ask("GET", f"/v1/runs/{run}/transcript")) == (404, "not-found")


def test_budget(service, ask):
    run = service.begin(prompt="slow", team="thinker")
    path = f"/v1/runs/{run}/budget"
    reply = ask("POST", path, {"factor": 1.5})
    assert reply.status == 202 and reply.json["budget"]["calls"] == 90
    for bad in ({}, {"factor": 1}, {"factor": 0}, {"factor": 10.5}, {"factor": "2"}, {"factor": -3}):
        assert code(ask("POST", path, bad)) == (400, "bad-request"), bad
    assert code(ask("POST", f"/v1/runs/{NOBODY}/budget", {"factor": 2})) == (404, "not-found")
    assert ask("DELETE", f"/v1/runs/{run}").status == 202
    assert list(service.events(run))[-1][1] == "failed"
    assert code(ask("POST", path, {"factor": 2})) == (409, "run-ended")


def test_references(service, ask):
    png = {"Content-Type": "image/png"}
    run = ask("POST", "/v1/runs", {"prompt": "", "pictures": [1, 3], "team": "thinker",
                                   "interactive": False}).json["id"]
    path = f"/v1/runs/{run}/pictures?reference="
    assert ask("POST", path + "3", PNG, png).json == {"accepted": True}
    assert ask("POST", path + "3", PNG, png).json == {"accepted": False}
    assert ask("POST", path + "1", PNG, png).status == 201
    assert desk.follow(service, run, desk.Hands())[-1][1] == "done"
    assert code(ask("POST", path + "2", PNG, png)) == (409, "run-ended")
    for bad in ([0], [17], ["1"], [1.5], "1", {}, list(range(1, 17)) + [1]):
        body = {"prompt": "a", "pictures": bad, "team": "thinker"}
        assert code(ask("POST", "/v1/runs", body)) == (400, "bad-request"), bad


def test_variants(service, ask):
    """Which of how many: numbers from 1 to 6, and of no script of the user's own."""
    for variant, variants in ((0, 4), (5, 4), (1, 7), (1, 0), (-1, 2), ("1", 4), (1, "4"), (None, 4), (2, 1)):
        body = {"prompt": "a", "variant": variant, "variants": variants, "team": "thinker"}
        assert code(ask("POST", "/v1/runs", body)) == (400, "bad-request"), body
    assert code(ask("POST", "/v1/runs", {"prompt": "a", "variant": 2, "team": "thinker"})) == (400, "bad-request")
    own = {"mode": "script", "script": "import bpy", "variant": 1, "variants": 2}
    assert code(ask("POST", "/v1/runs", own)) == (400, "bad-request")
    run = ask("POST", "/v1/runs", {"prompt": "a", "variant": 6, "variants": 6, "team": "thinker"})
    assert run.status == 201, run
    ask("DELETE", f"/v1/runs/{run.json['id']}")


def test_jpeg_sizes(service, ask):
    def segment(marker, data):
        return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data

    def jpeg(width, height, frame=0xc0):
        return (b"\xff\xd8" + segment(0xe0, b"JFIF\0" + b"\0" * 9) + b"\xff"
                + segment(frame, b"\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\0") + b"\xff\xd9")

    run = service.begin(prompt="slow", team="thinker")
    path, kind = f"/v1/runs/{run}/pictures?reference=", {"Content-Type": "image/jpeg"}
    assert ask("POST", path + "1", jpeg(1568, 1), kind).status == 201
    assert ask("POST", path + "2", jpeg(1, 1568, 0xc2), kind).status == 201
    assert code(ask("POST", path + "3", jpeg(1569, 1), kind)) == (413, "too-large")
    assert code(ask("POST", path + "3", jpeg(1, 1569), kind)) == (413, "too-large")
    assert code(ask("POST", path + "3", jpeg(0, 5), kind)) == (400, "bad-request")
    assert code(ask("POST", path + "3", jpeg(5, 5)[:-11], kind)) == (400, "bad-request")
    assert code(ask("POST", path + "3", b"\xff\xd8" + b"x" * (8 << 20), kind)) == (
        413, "too-large")


def test_knowledge(ask):
    file = {"Content-Type": "application/gzip"}
    path = "/v1/knowledge/4.3.2-0123456789ab"
    assert code(ask("PUT", path, b"no gzip", file)) == (400, "bad-request")
    assert code(ask("PUT", path, b"x", {"Content-Type": "image/png"})) == (
        415, "unsupported-media-type")
    for elsewhere in ("..", "A", "4.3_2", "x" * 65, ""):
        assert code(ask("PUT", "/v1/knowledge/" + elsewhere, b"x", file, described=False)) == (
            404, "not-found"), elsewhere


@pytest.mark.parametrize("prompt", ["unknown", "silent", "endless", "invisible invisible invisible "
                                    "invisible", "no-blender", "lost lost lost lost"])
def test_failed_runs(service, prompt):
    run = service.begin(prompt=prompt)
    events = desk.follow(service, run, desk.Hands())
    assert events[-1][1] == "failed"
    validate(events[-1][2], API["components"]["schemas"]["Problem"])
    assert service.ask("GET", "/v1/sessions").json["sessions"] == []


def test_starting(ask):
    long = {"prompt": "x" * 10001}
    assert ask("POST", "/v1/runs", {"prompt": "x" * 10000}).status == 201
    assert code(ask("POST", "/v1/runs", {"prompt": ""})) == (400, "bad-request")
    assert code(ask("POST", "/v1/runs", {"prompt": " \n\t"})) == (400, "bad-request")
    assert code(ask("POST", "/v1/runs", long)) == (400, "bad-request")
    assert code(ask("POST", "/v1/runs", {})) == (400, "bad-request")
    assert code(ask("POST", "/v1/runs", {"prompt": 7})) == (400, "bad-request")
    assert code(ask("POST", "/v1/runs", {"prompt": "a\0b"})) == (400, "bad-request")
    assert code(ask("POST", "/v1/runs", {"prompt": "a", "mode": "guess"})) == (400, "bad-request")
    assert code(ask("POST", "/v1/runs", {"prompt": "a", "mode": "continue"})) == (
        400, "bad-request")
    assert code(ask("POST", "/v1/runs", {"prompt": "a", "mode": "continue", "base": {}})) == (
        400, "bad-request")
    # A length that was drawn says what is to change, in a session that is opened again, too.
    base = {"script": "x", "plan": {}, "report": {"objects": []}}
    for drawn, status in ({"kind": "size", "to_m": [1, 0, 0], "size_m": 0.5}, 201), ({"kind": "circle"}, 400):
        target = {"box_m": [[0, 0, 0], [1, 1, 1]], "at_m": [0, 0, 0], "mark": drawn}
        assert ask("POST", "/v1/runs", {"prompt": "", "mode": "continue", "base": base,
                                        "targets": [target]}).status == status
    assert code(ask("POST", "/v1/runs", {"mode": "script"})) == (400, "bad-request")
    assert code(ask("POST", "/v1/runs", {"mode": "script", "script": "x" * (512 * 1024 + 1)})) == (
        413, "too-large")
    assert ask("POST", "/v1/runs", {"mode": "script", "script": "x" * (512 * 1024)}).status == 201
    assert code(ask("POST", "/v1/runs", {"prompt": "a", "team": "model"})) == (422, "no-such-team")
    json_type = {"Content-Type": "application/json"}
    for body in (b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"prompt": "a"', b"[" * 100000,
                 b'{"prompt": "\x00"}', b'{"a":' * 200):
        assert code(ask("POST", "/v1/runs", body, json_type)) == (400, "bad-request"), body
    assert code(ask("POST", "/v1/runs", b"{}", {"Content-Type": "text/plain"})) == (
        415, "unsupported-media-type")
    assert code(ask("POST", "/v1/runs", b"{}")) == (415, "unsupported-media-type")


def test_results(service, ask):
    run = service.begin(prompt="a thing")
    stream = service.events(run)
    first = next(data for _, kind, data in stream if kind == "instruction")
    path = f"/v1/runs/{run}/results"
    good = desk.Hands().carry_out(first)
    assert code(ask("POST", path, {**good, "instruction": 2})) == (404, "not-found")
    assert code(ask("POST", path, {**good, "instruction": -1})) == (404, "not-found")
    assert code(ask("POST", path, {"instruction": 1})) == (400, "bad-request")
    assert code(ask("POST", path, {"instruction": 1, "ok": True})) == (400, "bad-request")
    assert code(ask("POST", path, {"instruction": 1, "ok": "yes"})) == (400, "bad-request")
    assert code(ask("POST", path, {"instruction": 1, "ok": True, "result": {}})) == (
        400, "bad-request")
    assert code(ask("POST", path, {"instruction": 1, "ok": False, "error": {}})) == (
        400, "bad-request")
    assert ask("POST", path, good).json["accepted"] is True
    assert ask("POST", path, good).json["accepted"] is False
    assert code(ask("POST", f"/v1/runs/{NOBODY}/results", good)) == (404, "not-found")
    assert code(ask("POST", path, b"x", {"Content-Type": "image/png"})) == (
        415, "unsupported-media-type")
    stream.close()
    assert ask("DELETE", f"/v1/runs/{run}").status == 202
    events = desk.follow(service, run, desk.Hands())
    last = max(data["instruction"] for _, kind, data in events if kind == "instruction")
    assert code(ask("POST", path, {**good, "instruction": last + 1})) == (404, "not-found")


def test_pictures(service, ask):
    run = service.begin(prompt="a thing")
    stream = service.events(run)
    next(data for _, kind, data in stream if kind == "instruction")
    path = f"/v1/runs/{run}/pictures"
    png = {"Content-Type": "image/png"}
    assert code(ask("POST", f"{path}?instruction=1&view=1", PNG, png)) == (409, "conflict")
    assert code(ask("POST", f"{path}?instruction=9&view=1", PNG, png)) == (404, "not-found")
    for place in ("?instruction=x&view=1", "?instruction=1", "?instruction=1&view=0",
                  "?instruction=1&view=17", "?instruction=0&view=1", "?reference=0",
                  "?reference=17", "?reference=", "?view=1", ""):
        assert code(ask("POST", path + place, PNG, png)) == (400, "bad-request"), place
    place = f"{path}?instruction=1&view=1"
    for body in (b"GIF89a", PNG[:20], b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xda\0\x08" + b"\0" * 9):
        assert code(ask("POST", place, body, png)) == (400, "bad-request"), body
    assert code(ask("POST", place, desk.make_png(1569, 4), png)) == (413, "too-large")
    assert code(ask("POST", place, PNG, {"Content-Type": "image/gif"})) == (
        415, "unsupported-media-type")
    assert code(ask("POST", f"/v1/runs/{NOBODY}/pictures?reference=1", PNG, png)) == (
        404, "not-found")
    # The scripted team does not see.
    assert code(ask("POST", f"{path}?reference=1", PNG, png)) == (422, "pictures-need-a-model")
    assert code(ask("POST", "/v1/runs", {"prompt": "a", "pictures": [1]})) == (
        422, "pictures-need-a-model")
    assert code(ask("POST", f"/v1/runs/{run}/refinements", {"text": "a", "pictures": [1]})) == (
        422, "pictures-need-a-model")
    stream.close()


def test_turns(service, ask):
    run = service.begin(prompt="a thing", interactive=True)
    refine, finish = f"/v1/runs/{run}/refinements", f"/v1/runs/{run}/finish"
    assert code(ask("POST", refine, {})) == (400, "bad-request")
    assert code(ask("POST", refine, {"text": ""})) == (400, "bad-request")
    assert code(ask("POST", refine, {"text": "x" * 10001})) == (400, "bad-request")
    for wrong in ({}, [5], [{}], [{"part": ""}], [{"part": "a" * 201}], [{"part": "a", "at_m": [1, 2]}],
                  [{"part": "a"}] * 17, [{"object": "a", "mark": {"kind": "heart"}}]):
        assert code(ask("POST", refine, {"text": "seat", "targets": wrong})) == (400, "bad-request")
        assert code(ask("POST", "/v1/runs", {"prompt": "a thing", "targets": wrong})) == (400, "bad-request")
    answers, row = f"/v1/runs/{run}/answers", {"words": "80", "what": "size", "axis": "x", "value": 80, "unit": "mm"}
    for wrong in ({}, {"question": 1}, {"question": 1, "requirements": [row, row | {"value": 90}]},
                  {"question": 1, "requirements": [row | {"doubt": "no unit"}]}):
        assert code(ask("POST", answers, wrong)) == (400, "bad-request"), wrong
    assert code(ask("POST", answers, {"question": 1, "requirements": [row]})) == (409, "conflict")
    assert code(ask("POST", f"/v1/runs/{NOBODY}/answers", {"question": 1, "requirements": []})) == (404, "not-found")
    assert code(ask("POST", refine, b"x")) == (415, "unsupported-media-type")
    assert code(ask("POST", f"/v1/runs/{NOBODY}/refinements", {"text": "a"})) == (404, "not-found")
    assert code(ask("POST", f"/v1/runs/{NOBODY}/finish")) == (404, "not-found")
    mark = {"number": 1, "kind": "size", "to_m": [0, 0, 1], "length_m": 0.5, "text": "12 cm", "size_m": 0.12,
            "value": 12, "unit": "cm"}
    whole = {"part": "seat", "object": "Seat", "function": "seat", "box_m": [[0, 0, 0], [1, 1, 1.5]],
             "at_m": [0, 0, 1], "normal": [0, 0, 1], "camera": "front", "mark": mark}
    for _ in range(64):
        assert ask("POST", refine, {"text": "seat", "targets": [whole]}).status == 202
    assert code(ask("POST", refine, {"text": "seat"})) == (503, "busy")
    assert ask("POST", finish).status == 202
    assert ask("POST", finish).status == 202
    assert code(ask("POST", refine, {"text": "a"})) == (409, "run-ended")
    assert ask("DELETE", f"/v1/runs/{run}").status == 202
    events = desk.follow(service, run, desk.Hands())
    assert events[-1][2]["type"].endswith("/cancelled")
    assert code(ask("POST", finish)) == (409, "run-ended")
    assert code(ask("DELETE", f"/v1/runs/{run}")) == (409, "run-ended")
    assert code(ask("DELETE", f"/v1/runs/{NOBODY}")) == (404, "not-found")


def test_ids(service, ask):
    """What is posted twice with one id is taken once, also after the service was killed."""
    request = {"id": "a" * 32, "prompt": "a thing", "interactive": True}
    first = ask("POST", "/v1/runs", request)
    assert first.status == 201 and first.json["id"] == "a" * 32

    def is_first():
        """The same run; how far it is may differ."""
        again = ask("POST", "/v1/runs", request).json
        return all(again[name] == first.json[name] for name in ("id", "state", "team"))
    assert is_first()
    refine, budget = f"/v1/runs/{'a' * 32}/refinements", f"/v1/runs/{'a' * 32}/budget"
    for _ in range(2):
        assert ask("POST", refine, {"id": "b" * 32, "text": "seat"}).status == 202
    raised = ask("POST", budget, {"id": "c" * 32, "factor": 2})
    assert raised.status == 202
    assert ask("POST", budget, {"id": "c" * 32, "factor": 2}).json == raised.json
    service.end(signal.SIGKILL)
    service.start()
    assert is_first()
    assert ask("POST", refine, {"id": "b" * 32, "text": "seat"}).status == 202
    assert ask("POST", budget, {"id": "c" * 32, "factor": 2}).json == raised.json
    assert ask("POST", f"/v1/runs/{'a' * 32}/finish").status == 202
    events = desk.follow(service, "a" * 32, desk.Hands())
    assert [data for _, kind, data in events if kind == "refinement"] == [
        {"id": "b" * 32, "text": "seat"}]
    for bad in ("x" * 32, "a" * 31, "A" * 32):
        assert code(ask("POST", refine, {"id": bad, "text": "a"})) == (400, "bad-request")
        assert code(ask("POST", "/v1/runs", {**request, "id": bad})) == (400, "bad-request")


def test_clients(ask):
    keys = {"places": {"anthropic https://api.anthropic.com": "sk-1"}, "variables": {}}
    assert code(ask("POST", "/v1/clients", {})) == (400, "bad-request")
    assert code(ask("POST", "/v1/clients", {"id": "x"})) == (400, "bad-request")
    bad = {"id": "d" * 32, "keys": {"places": {"a b": "a b"}}}
    reply = ask("POST", "/v1/clients", bad)
    assert code(reply) == (400, "bad-request") and "a b" not in reply.json["detail"]
    assert code(ask("POST", f"/v1/clients/{NOBODY}/keys", {"keys": keys})) == (404, "not-found")


def test_mcp(ask):
    """Without accounts, the worker of the one user; tests/mcp/test_http.py has the rest."""
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    assert ask("POST", "/mcp", ping).json["error"]["code"] == -32004
    assert ask("POST", "/mcp", ping, {"MCP-Protocol-Version": "x"}).status == 400
    assert code(ask("POST", "/mcp", ping, {"Content-Type": "text/plain"})) == (415, "unsupported-media-type")
    assert code(ask("POST", "/v1/mcp/workers", {"id": "x"})) == (400, "bad-request")
    assert code(ask("POST", f"/v1/mcp/workers/{NOBODY}/messages", {"messages": []})) == (404, "not-found")


def test_events_from(service, ask):
    run = service.begin(prompt="a thing")
    whole = desk.follow(service, run, desk.Hands())
    for after in range(len(whole) + 1):
        assert list(service.events(run, after)) == whole[after:]
    path = f"/v1/runs/{run}/events"
    assert code(ask("GET", f"{path}?after={len(whole) + 1}")) == (400, "bad-request")
    for bad in ("x", "-1", "1.5", "99999999999999999999", ""):
        assert code(ask("GET", path, headers={"Last-Event-ID": bad})) == (400, "bad-request"), bad
    assert code(ask("GET", f"/v1/runs/{NOBODY}/events")) == (404, "not-found")
    reply = service.ask("GET", f"{path}?after={len(whole) - 1}")
    assert reply.headers["content-type"] == "text/event-stream" and "event: done" in reply.text


def test_service(ask):
    assert ask("GET", "/v1/account").json == {"kind": "none"}
    assert ask("GET", "/v1/terms").json == {"required": False}
    assert ask("POST", "/v1/terms", {"version": "x"}).json == {"required": False}
    assert code(ask("DELETE", "/v1/account")) == (404, "not-found")
    assert code(ask("GET", "/v1/account/export")) == (404, "not-found")
    assert ask("GET", "/v1/health").json["team"]["id"] == "scripted"
    assert ask("GET", "/v1/sessions").json == {"sessions": []}
    assert code(ask("GET", f"/v1/runs/{NOBODY}")) == (404, "not-found")


def test_teams(ask):
    reply = ask("GET", "/v1/teams").json
    teams = reply["teams"]
    assert reply["default"] == "scripted"
    assert [(team["name"], team["kinds"]) for team in teams] == [
        ("scripted", []), ("thinker", [])]
    path = "/v1/teams/scripted/understanding"
    answer = ask("POST", path, {"prompt": "a chair, 木"}).json
    assert answer["known"] is True and answer["text"] == ""
    assert ask("POST", path, {"prompt": "木" * 10000}).status == 200
    for bad in ({"prompt": "x" * 10001}, {"prompt": ""}, {"prompt": " "}, {"prompt": "a\0b"},
                {"prompt": 7}, {}):
        assert code(ask("POST", path, bad)) == (400, "bad-request"), bad
    json_type = {"Content-Type": "application/json"}
    for body in (b"", b"[]", b'{"prompt": "\xff\xfe"}', b'{"prompt": "a"'):
        assert code(ask("POST", path, body, json_type)) == (400, "bad-request"), body
    assert code(ask("POST", path, b"x" * (1024 * 1024 + 1), json_type)) == (413, "too-large")
    assert code(ask("POST", path, b"{}", {"Content-Type": "text/plain"})) == (
        415, "unsupported-media-type")
    # Words in an address end up in logs; there is no such way.
    assert code(ask("GET", path + "?prompt=a", described=False)) == (405, "method-not-allowed")
    assert code(ask("POST", "/v1/teams/model/understanding", {"prompt": "a"})) == (
        422, "no-such-team")


def test_elsewhere(ask):
    for path in ("/", "/v1", "/v1/run", "/v1/runs/", "/v1/runs/xyz", "/v1/runs/" + "0" * 33,
                 "/v1/runs/" + "G" * 32, f"/v1/runs/{NOBODY}/event",
                 f"/v1/runs/{NOBODY}/events/", "/v2/health", "/v1/teams/", "/v1/teams/scripted",
                 "/v1/teams//understanding", "/v1/teams/A/understanding",
                 "/v1/teams/" + "a" * 65 + "/understanding"):
        assert code(ask("GET", path, described=False)) == (404, "not-found"), path


def test_methods(ask):
    for path, item in API["paths"].items():
        known = {method.upper() for method in item if method in METHODS}
        for method in {"GET", "POST", "DELETE", "PUT", "PATCH", "OPTIONS"} - known:
            real = path.replace("{id}", NOBODY).replace("{team}", "scripted")
            real = real.replace("{blender}", "4.3.2-abc").replace("{session}", "s-1")
            reply = ask(method, real, described=False)
            assert code(reply) == (405, "method-not-allowed"), (method, path)
            assert set(reply.headers["allow"].split(", ")) == known


def test_every_code_is_described():
    with open(os.path.join(TOP, "src/service/run/mq-http-problem.c"), encoding="utf-8") as file:
        codes = {line.split('"')[1] for line in file if line.startswith("  [MQ_HTTP_PROBLEM_")}
    listed = API["components"]["schemas"]["Problem"]["properties"]["type"]["enum"]
    assert {url.rsplit("/", 1)[1] for url in listed} == codes
