"""A shared service under load, on one core, with both stores, beside a bare SoupServer that does nothing: what an
open event stream costs, and a run; and how long others wait while somebody asks about long texts. Part of bench.py."""

import http.client
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import threading
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path += [str(TOP / "tests" / "service"), str(TOP / "tests" / "support")]

STREAMS = 300
STREAMS_OWNED = 30  # an account may have 32 requests open
QUESTIONS = 200
RUNS = 120
PEOPLE = 12
CORE = {0}


def on_one_core():
    os.sched_setaffinity(0, CORE)


def memory_kib(pid):
    """What the process has for itself alone: neither libraries nor files."""
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Private_"))


def processor_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def open_streams(port, wanted, pid):
    """Opens them one after the other; KiB and milliseconds of processor time for each. `wanted`: path and headers."""
    before, spent = memory_kib(pid), processor_seconds(pid)
    held = []
    for path, headers in wanted:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        assert response.status == 200
        response.readline()
        held.append((connection, response))
    result = ((memory_kib(pid) - before) / STREAMS, 1000 * (processor_seconds(pid) - spent) / STREAMS)
    for connection, response in held:
        response.close()
        connection.close()
    return result


def bare(build):
    process = subprocess.Popen([build / "tests" / "bench" / "bench-soup"], stdout=subprocess.PIPE, text=True,
                               preexec_fn=on_one_core)
    port = int(process.stdout.readline())
    try:
        return open_streams(port, [("/", {})] * STREAMS, process.pid)
    finally:
        process.kill()
        process.wait()


def make_runs(node, who, number):
    import desk
    from test_nodes import Cluster

    class One(Cluster):
        def __init__(self):  # pylint: disable=super-init-not-called
            self.nodes = [node]

        def next_node(self):
            return node
    one = One()
    for _ in range(number):
        one.follow(one.begin(who=who, prompt="a thing"), desk.Hands(), who=who)


def shared(build, store):
    """Of a service with that store: (KiB, ms) of a stream, processor milliseconds of a run, runs a second."""
    os.environ["MQ_ACCOUNT_SERVICE"] = str(build / "tests" / "service" / "account-service")
    os.environ["MQ_SCRIPTED_SERVICE"] = str(build / "tests" / "service" / "scripted-service")
    import test_nodes
    from postgres import Postgres

    test_nodes.SERVICE = test_nodes.Node.program = os.environ["MQ_ACCOUNT_SERVICE"]
    with tempfile.TemporaryDirectory() as folder, Postgres(is_safe=True) as server:
        database = server.uri if store == "postgres" else None
        node = test_nodes.Node(folder, database, "--runs-per-day", "100000", prepare=on_one_core)
        try:
            pid = node.process.pid
            make_runs(node, "warm", 2)
            spent, began = processor_seconds(pid), time.monotonic()
            people = [threading.Thread(target=make_runs, args=(node, f"person-{i}", RUNS // PEOPLE))
                      for i in range(PEOPLE)]
            for person in people:
                person.start()
            for person in people:
                person.join()
            wall, spent = time.monotonic() - began, processor_seconds(pid) - spent
            wanted = []
            for i in range(STREAMS // STREAMS_OWNED):
                who = {"X-Test-Account": f"listener-{i}"}
                reply = http.client.HTTPConnection("127.0.0.1", node.port)
                reply.request("POST", "/v1/runs", '{"prompt": "slow", "interactive": false}',
                              who | {"Content-Type": "application/json"})
                run = json.load(reply.getresponse())["id"]
                wanted += [(f"/v1/runs/{run}/events", who)] * STREAMS_OWNED
            return (*open_streams(node.port, wanted, pid), 1000 * spent / RUNS, RUNS / wall)
        finally:
            node.end()


def median_ms(service):
    """Of a short question, asked again and again."""
    seconds = []
    for _ in range(QUESTIONS):
        began = time.monotonic()
        assert service.ask("GET", "/v1/teams").status == 200
        seconds.append(time.monotonic() - began)
    return 1000 * statistics.median(seconds)


def delay(build):
    """(ms of others' short questions while nobody else asks, ms while twelve programs ask about long texts)."""
    import desk
    text = json.dumps({"prompt": "1e308 cm " * 1111})
    done, asked = threading.Event(), []

    def keep_asking():
        while not done.is_set():
            reply = each.ask("POST", "/v1/teams/sketcher/understanding", text, {"Content-Type": "application/json"})
            asked.append(reply.status)

    with tempfile.TemporaryDirectory() as folder:
        desk.Service.program = str(build / "src" / "service" / "maquette-service")
        each = desk.Service(folder, prepare=on_one_core)
        desk.Service.program = None
        try:
            median_ms(each)
            alone = median_ms(each)
            crowd = [threading.Thread(target=keep_asking) for _ in range(PEOPLE)]
            for program in crowd:
                program.start()
            beside = median_ms(each)
            done.set()
            for program in crowd:
                program.join()
            assert set(asked) == {200}, asked
            return alone, beside
        finally:
            each.end()


def service(desk):
    """What an open event stream and a run cost a shared service, with both stores."""
    build = pathlib.Path(desk.build).resolve()
    alone, beside = delay(build)
    result = {"streams": STREAMS, "question_ms": round(alone, 2), "question_beside_long_ones_ms": round(beside, 2),
              "delay": round(beside / alone, 1), "wanted_delay": 3}
    for store in ("sqlite", "postgres"):
        soup_kib, soup_ms = bare(build)
        kib, stream_ms, run_ms, rate = shared(build, store)
        result[store] = {
            "stream_kib": round(kib, 1), "bare_stream_kib": round(soup_kib, 1), "wanted_kib": 64,
            "opening_over_bare": round(stream_ms / max(soup_ms, 0.01), 2), "run_cpu_ms": round(run_ms, 1),
            "runs_a_core_second": round(1000 / run_ms, 1), "runs_a_second": round(rate, 1)}
    return result
