"""What somebody who runs a service for others sees of it: /metrics and the log, neither with words of its users."""

import contextlib
import http.client
import json
import os
import re
import select
import shutil
import socket
import subprocess

import desk
import pytest
from model_server import ModelServer

WORDS = "heffalump"
TOKEN = "a-token-of-24-characters"
SAMPLE = re.compile(r'([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*",?)+)\})? '
                    r"(\+Inf|-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?)")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"')


def parse(text):
    """Prometheus' text format 0.0.4, strictly: {(name, (label, value)…): number}, {name: type}."""
    assert text.endswith("\n")
    types, helped, samples, family = {}, set(), {}, None
    for line in text[:-1].split("\n"):
        if line.startswith("# HELP "):
            name, _ = line[7:].split(" ", 1)
            assert name not in helped
            helped.add(name)
        elif line.startswith("# TYPE "):
            family, kind = line[7:].split(" ")
            assert family in helped and family not in types and kind in ("counter", "gauge", "histogram")
            types[family] = kind
        else:
            match = SAMPLE.fullmatch(line)
            assert match, line
            name, labels, number = match.groups()
            pairs = LABEL.findall(labels or "")
            assert ",".join(f'{key}="{value}"' for key, value in pairs) == (labels or ""), line
            assert name == family or types[family] == "histogram" and name in (
                f"{family}_bucket", f"{family}_sum", f"{family}_count"), line
            assert types[family] != "counter" or name.endswith("_total") and float(number) >= 0
            key = (name, *sorted(pairs))
            assert key not in samples, line
            samples[key] = float(number)
    assert helped == set(types)
    for family, kind in types.items():
        if kind != "histogram":
            continue
        for key in [key for key in samples if key[0] == f"{family}_count"]:
            rows = [(float(dict(other[1:])["le"].replace("+Inf", "inf")), samples[other]) for other in samples
                    if other[0] == f"{family}_bucket" and set(key[1:]) < set(other[1:])]
            assert rows == sorted(rows) and [count for _, count in rows] == sorted(count for _, count in rows)
            assert rows[-1] == (float("inf"), samples[key])
    return samples, types


def metrics(service):
    reply = service.ask("GET", "/metrics")
    assert reply.status == 200 and reply.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return parse(reply.text)[0]


def lines(service):
    """The log of a service that has ended: every line is one object with a time and a level."""
    found = [json.loads(line) for line in desk.without_asan(service.log_text()).splitlines()]
    for line in found:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", line["time"]), line
        assert line["level"] in ("info", "warning", "error") and line["message"], line
    return found


def test_what_is_counted(service):
    before = metrics(service)
    assert before["maquette_runs_started_total",] == 0 == before["maquette_event_streams",]
    assert before["process_resident_memory_bytes",] > 1e6 and before["process_start_time_seconds",] > 1.7e9
    waiting = service.begin(prompt=f"a thing {WORDS}", interactive=True, session="s-1")
    stream = service.events(waiting)
    next(kind for _, kind, _ in stream if kind == "instruction")
    slow = service.begin(prompt="slow")
    for _ in range(2000):
        alone = metrics(service)
        if alone["maquette_runs", ("state", "team")] == 1:
            break  # the run begins in a moment
    assert alone["maquette_event_streams",] == 1
    states = {key[1][1]: alone[key] for key in alone if key[0] == "maquette_runs"}
    assert states == {"team": 1, "unattended": 1, "client": 0, "user": 0}  # nobody leads the session's run
    stream.close()

    done = service.begin(prompt=f"raise {WORDS}", team="thinker")
    events = desk.follow(service, done, desk.Hands(), [f"seat {WORDS}"])
    steps = [data for _, kind, data in events if kind == "step" and data["state"] != "started"]
    assert service.ask("POST", "/v1/runs", {"prompt": ""}).status == 400
    assert service.ask("GET", f"/v1/runs/{WORDS}").status == 404
    assert service.ask("BREW", "/v1/health").status == 405
    service.ask("DELETE", f"/v1/runs/{slow}")
    assert [kind for _, kind, _ in service.events(slow)][-1] == "failed"
    after = metrics(service)
    assert after["maquette_runs_started_total",] == 3
    assert after["maquette_runs_ended_total", ("outcome", "done")] == 1
    assert after["maquette_runs_ended_total", ("outcome", "cancelled")] == 1
    writers = sum(step["role"] == "writer" and step["state"] == "ended" for step in steps)
    assert after["maquette_steps_total", ("role", "writer"), ("state", "ended")] == writers + 1 > 1
    for kind in ("input", "output", "cached"):
        assert after["maquette_model_tokens_total", ("kind", kind)] == sum(
            step.get("tokens", {}).get(kind, 0) for step in steps) > 0
    assert after["maquette_model_cost_dollars_total",] == sum(step.get("cost", 0) for step in steps) > 0
    assert after["maquette_problems_total", ("type", "bad-request")] == 1
    requests = {key[1:]: after[key] for key in after if key[0] == "maquette_http_requests_total"}
    starts = (("method", "POST"), ("route", "/v1/runs"))
    assert requests[(*starts, ("status", "2xx"))] == 3 and requests[(*starts, ("status", "4xx"))] == 1
    assert requests[("method", "other"), ("route", "none"), ("status", "4xx")] == 2
    assert after["maquette_connections",] >= 1

    reply = service.ask("GET", "/metrics").text
    assert service.end() == 0
    for words in (WORDS, waiting, slow, done):
        assert words not in reply
    service.start()


def test_a_replay_is_not_counted_again(service):
    run = service.begin(prompt="a thing", interactive=True)
    stream = service.events(run)
    next(kind for _, kind, _ in stream if kind == "instruction")
    assert metrics(service)["maquette_steps_total", ("role", "planner"), ("state", "ended")] == 1
    stream.close()
    service.end()
    service.start()
    stream = service.events(run)
    next(kind for _, kind, _ in stream if kind == "instruction")
    after = metrics(service)
    assert after["maquette_runs_started_total",] == 0
    assert ("maquette_steps_total", ("role", "planner"), ("state", "ended")) not in after
    stream.close()


def test_the_log(service):
    """One line for each request and each end of a run: no words, no tokens, no headers."""
    run = service.begin(prompt=f"raise {WORDS}", team="thinker", interactive=True)
    events = desk.follow(service, run, desk.Hands(), [f"seat {WORDS}"])
    assert events[-1][1] == "done"
    service.ask("GET", f"/v1/runs/{'0' * 32}?words={WORDS}", headers={"X-Words": WORDS, "User-Agent": WORDS,
                                                                     "Authorization": f"Bearer {WORDS}"})
    service.ask("POST", "/v1/runs", {"prompt": f"unknown {WORDS}", "team": WORDS})
    failed = service.begin(prompt=f"unknown {WORDS}")
    assert desk.follow(service, failed, desk.Hands())[-1][1] == "failed"
    service.ask("GET", f"/{WORDS}")
    service.ask("POST", "/v1/runs", b"", {"Content-Type": "application/json", "Content-Length": str(9 << 20)})
    assert service.end() == 0
    found = lines(service)
    assert WORDS not in service.log_text()
    service.start()

    ends = {line["run"]: line for line in found if line["message"] == "run ended"}
    assert set(ends) == {run, failed}
    usage = [data for _, kind, data in events if kind == "step"]
    assert ends[run]["outcome"] == "done" and ends[run]["team"] == "thinker" and ends[run]["versions"] == 2
    assert ends[run]["calls"] == sum(step.get("calls", 0) for step in usage) > 0
    assert ends[run]["cost"] == sum(step.get("cost", 0) for step in usage)
    assert ends[failed]["outcome"] == "unknown-kind"

    requests = [line for line in found if line["message"] == "request"]
    for line in requests:
        assert set(line) <= {"time", "level", "message", "method", "route", "status", "seconds", "run"}, line
        assert line["seconds"] >= 0 and ("run" in line) == line["route"].startswith("/v1/runs/{id}"), line
    started = [line for line in requests if (line["method"], line["route"]) == ("POST", "/v1/runs")]
    assert [line["status"] for line in started] == [201, 422, 201, 413]
    assert any(line["route"] == "/v1/runs/{id}/events" and line["run"] == run for line in requests)
    assert [line["status"] for line in requests if line["route"] == "none"] == [404]


def test_the_log_of_one_user_is_plain(folder):
    """Nobody reads the requests of one's own service, and its file is not to grow with them."""
    where = os.path.join(folder, "s", "sock")
    out, into = os.pipe()
    process = subprocess.Popen(
        [desk.SERVICE, "--until-unused", "--socket", where, "--data", os.path.join(folder, "data"), "--ready-fd",
         str(into)], pass_fds=(into,), stderr=subprocess.PIPE)
    os.close(into)
    assert os.read(out, 64) == b"ready\n"
    with contextlib.closing(desk.Connection(where)) as connection:
        connection.request("GET", "/v1/health")
        assert connection.getresponse().status == 200
    os.close(out)
    assert desk.without_asan(process.communicate(timeout=1800)[1].decode()) == "" and process.returncode == 0


def test_two_of_one_user(folder):
    """When the client of the first is killed while it starts, another client starts a second: only one is needed."""
    service = desk.Service(folder)
    try:
        second = subprocess.run(
            [desk.SERVICE, "--until-unused", "--socket", service.socket, "--data", os.path.join(folder, "other")],
            capture_output=True, text=True, timeout=1800)
        assert second.returncode == 0 and desk.without_asan(second.stderr) == "", second
        plain = subprocess.run([desk.SERVICE, "--socket", service.socket, "--data", os.path.join(folder, "third")],
                               capture_output=True, text=True, timeout=1800)
        assert plain.returncode == 2 and "Another service listens" in plain.stderr, plain
        assert service.ask("GET", "/v1/health").status == 200
    finally:
        service.end()


class Shared:
    """A service with accounts at a port. Its issuer is never asked."""

    def __init__(self, folder, log=None, **settings):
        config = os.path.join(folder, "config.yaml")
        with open(config, "w", encoding="utf-8") as file:
            json.dump({"service": {"issuer": "https://issuer.test", "audience": "https://maquette.test", **settings}},
                      file)
        self.process = subprocess.Popen(
            [desk.SERVICE, "--listen", "127.0.0.1:0", "--config", config, "--data", os.path.join(folder, "data")],
            stdout=subprocess.PIPE, stderr=log, text=True)
        self.port = int(re.search(r"127\.0\.0\.1:(\d+);", self.process.stdout.readline())[1])

    def ask(self, path, **headers):
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=1800)) as link:
            link.request("GET", path, headers=headers)
            return desk.Reply(link.getresponse())

    def close(self):
        self.process.terminate()
        assert self.process.wait(1800) == 0
        self.process.stdout.close()


def test_who_reads_metrics(folder):
    """At a service with accounts nobody without the token that the administrator made, also from this computer,
    where the proxy is; and it is good for nothing else."""
    with contextlib.closing(Shared(folder)) as shared:
        for headers in ({}, {"Authorization": f"Bearer {TOKEN}"}, {"X-Forwarded-For": "127.0.0.1"}):
            assert shared.ask("/metrics", **headers).status == 404
    path = os.path.join(folder, "metrics-token")
    with open(path, "w", encoding="ascii", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(TOKEN + "\n")
    with contextlib.closing(Shared(folder, metrics_token=path)) as shared:
        for wrong in ("", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", f"Basic {TOKEN}", TOKEN):
            assert shared.ask("/metrics", **({"Authorization": wrong} if wrong else {})).status == 401, wrong
        right = {"Authorization": f"Bearer {TOKEN}"}
        assert shared.ask("/metrics", **right).status == 200
        assert shared.ask("/metrics", Origin="https://maquette.test", **right).status == 403
        assert shared.ask("/metrics", Host="evil.test", **right).status == 403
        assert shared.ask("/v1/account", **right).status == 401
        samples, _ = parse(shared.ask("/metrics", **right).text)
        assert samples["maquette_problems_total", ("type", "sign-in")] == 6


@pytest.mark.parametrize("mode, text", [(0o644, TOKEN), (0o600, "short"), (0o600, "with a blank in it, too"),
                                        (0o600, "two-lines-of-it\ntwo-lines-of-it"), (0o600, ""), (None, None)])
def test_a_bad_metrics_token(folder, mode, text):
    path = os.path.join(folder, "metrics-token")
    if mode is not None:
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
        os.chmod(path, mode)
    config = os.path.join(folder, "config.yaml")
    with open(config, "w", encoding="utf-8") as file:
        json.dump({"service": {"metrics_token": path}}, file)
    result = subprocess.run([desk.SERVICE, "--check-config", "--config", config, "--data", folder], text=True,
                            capture_output=True, timeout=1800)
    assert result.returncode == 78 and "metrics-token" in result.stderr, result
    assert not text or text not in result.stderr


def test_the_journal_of_systemd(folder):
    """A log that goes to the journal has its fields there, in the journal's own protocol."""
    home = "/run/systemd/journal"
    if os.path.exists(home) or not os.access("/run", os.W_OK):
        pytest.skip("the journal's sockets are at a fixed place")
    os.makedirs(home)
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journal, socket.socket(socket.AF_UNIX) as stdout, \
                socket.socket(socket.AF_UNIX) as stderr:
            journal.settimeout(60)
            journal.bind(f"{home}/socket")
            stdout.bind(f"{home}/stdout")
            stdout.listen()
            stderr.connect(f"{home}/stdout")
            where = os.path.join(folder, "s", "sock")
            process = subprocess.Popen([desk.SERVICE, "--socket", where, "--data", os.path.join(folder, "data")],
                                       stdout=subprocess.PIPE, stderr=stderr, text=True)
            assert "listens" in process.stdout.readline()
            with contextlib.closing(desk.Connection(where)) as connection:
                connection.request("GET", "/v1/health")
                assert connection.getresponse().status == 200
            fields = journal.recv(65536).decode().splitlines()
            process.terminate()
            process.communicate(timeout=1800)
    finally:
        shutil.rmtree(home)
    assert {"PRIORITY=6", "MESSAGE=request", "MQ_ROUTE=/v1/health", "MQ_METHOD=GET", "MQ_STATUS=200"} <= set(fields)


class RealTeams(desk.Service):
    """With the teams that are installed."""

    program = os.environ.get("MQ_SKETCHER_SERVICE", "_build/trixie/src/service/maquette-service")


def test_long_text_keeps_nobody(folder):
    """While the sketcher reads a text that takes it long, everybody else is answered."""
    service = RealTeams(folder)
    asking = [desk.Connection(service.socket) for _ in range(16)]
    for each in asking:
        each.request("POST", "/v1/teams/sketcher/understanding", json.dumps({"prompt": "1e308 cm " * 1111}),
                     {"Content-Type": "application/json"})
    assert service.ask("GET", "/v1/teams").status == 200
    assert len(select.select([each.sock for each in asking], [], [], 0)[0]) < len(asking)
    assert [desk.Reply(each.getresponse()).status for each in asking] == [200] * len(asking)
    # A run is told what it does not read.
    run = service.begin(prompt="a red chair " + "with an odd leg " * 500)
    notices = [data for _, kind, data in desk.follow(service, run, desk.Hands()) if kind == "notice"]
    assert any(item.startswith("everything after") for notice in notices for item in notice.get("items", [])), notices
    assert service.end() == 0


@pytest.mark.parametrize("key, outcome", [("sk-1", "key"), ("sk-2", None)])
def test_models_are_timed(folder, monkeypatch, key, outcome):
    """Each request to a model counts with its time and what came of it."""
    server = ModelServer(key="sk-2")
    config = os.path.join(folder, "config.yaml")
    with open(config, "w", encoding="utf-8") as file:
        json.dump({"model": {"default": "custom:tiny:1b", "base_url": server.url}}, file)
    for name in ("STATE", "CONFIG", "CACHE", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", os.path.join(folder, name.lower()))
    monkeypatch.setenv("MAQUETTE_API_KEY", key)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    service = RealTeams(folder, "--config", config)
    events = desk.follow(service, service.begin(prompt="a chair"), desk.Hands())
    assert events[-1][1] == "failed"
    samples = metrics(service)
    asked = {key[1:]: samples[key] for key in samples if key[0] == "maquette_model_requests_total"}
    timed = {key: samples[key] for key in samples if key[0] == "maquette_model_seconds_count"}
    # Without a plan that can be used, the writer is asked as well.
    assert len(timed) == (1 if outcome else 2) and sum(asked.values()) == sum(timed.values()) >= 1, (asked, timed)
    assert outcome is None or list(asked) == [(("outcome", outcome), ("role", "planner"))]
    assert samples["maquette_model_seconds_sum", ("role", "planner")] > 0 == samples["maquette_model_requests_waiting",]
    assert service.end() == 0
    server.close()
