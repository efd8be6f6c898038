"""A service of several nodes on one PostgreSQL: a request may go to any of them, and a node may be
killed, stopped for a while, or lose the database. The account is the header X-Test-Account."""

import http.client
import http.server
import itertools
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import threading
import time

import desk
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
from postgres import Postgres  # noqa: E402

SERVICE = os.environ.get("MQ_ACCOUNT_SERVICE", "_build/trixie/tests/service/account-service")

PROGRAM = os.environ.get("MQ_SKETCHER_SERVICE", "_build/trixie/src/service/maquette-service")


def find_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Node(desk.Service):
    program = SERVICE

    def __init__(self, folder, database, *options, **more):
        os.makedirs(folder, exist_ok=True)
        self.port = find_port()
        where = ["--database", database] if database is not None else []
        super().__init__(folder, "--listen", f"127.0.0.1:{self.port}", *where, *options, **more)
        # What desk.py connects to.
        self.socket = f"127.0.0.1:{self.port}"

    def is_there(self):
        return self.process.poll() is None

    def wait_log(self, words):
        """Until the log has @words."""
        while words not in self.log_text():
            assert self.is_there(), self.log_text()
            time.sleep(0.05)


class Stream(desk.Stream):
    """Events from a TCP address."""

    def __init__(self, port, run, who, after=None):
        self.with_streams = False
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        headers = {"X-Test-Account": who} | ({"Last-Event-ID": str(after)} if after else {})
        self.connection.request("GET", f"/v1/runs/{run}/events", headers=headers)
        self.response = self.connection.getresponse()
        if self.response.status == 503:
            raise ConnectionError("asked too early")
        assert self.response.status == 200, self.response.read()


class Cluster:
    """Its nodes are asked in turn, as a proxy does it; one that is not there is passed over."""

    who = "alice"

    def __init__(self, folder, database, *options, n=2):
        self.database = database
        self.nodes = [Node(os.path.join(folder, f"node-{i}"), database.uri, *options) for i in range(n)]
        self.turn = itertools.count()

    def next_node(self):
        there = [node for node in self.nodes if node.is_there()]
        return there[next(self.turn) % len(there)]

    def ask(self, method, path, body=None, headers=None, who=None, node=None, patient=True):
        """Asks again, as clients do, what was refused for the moment; not unless @patient."""
        headers = {"X-Test-Account": who or self.who} | (headers or {})
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            headers.setdefault("Content-Type", "application/json")
        for _ in range(1000):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", (node or self.next_node()).port, timeout=600)
                connection.request(method, path, body, headers)
                reply = desk.Reply(connection.getresponse())
                connection.close()
                if reply.status != 503 or not patient:
                    return reply
                assert reply.json["type"].rsplit("/", 1)[1] in ("unavailable", "busy"), reply.text
                assert "retry-after" in reply.headers or "unavailable" not in reply.json["type"], reply.headers
                time.sleep(0.2)
            except (ConnectionError, http.client.HTTPException):
                time.sleep(0.05)
        raise AssertionError("no node answers")

    def begin(self, who=None, node=None, **request):
        request.setdefault("interactive", False)
        reply = self.ask("POST", "/v1/runs", request, who=who, node=node)
        assert reply.status == 201, reply.text
        return reply.json["id"]

    def stream(self, run, after=None, who=None, node=None):
        return Stream((node or self.next_node()).port, run, who or self.who, after)

    def follow(self, run, hands, who=None):
        """Follows a run to its end over all nodes, resuming a stream that breaks off."""
        seen, asker = [], Asker(self, who or self.who)
        while not seen or seen[-1][1] not in ("done", "failed"):
            try:
                for number, kind, data in self.stream(run, seen[-1][0] if seen else None, who):
                    seen.append((number, kind, data))
                    if kind == "instruction":
                        reply = desk.post_result(asker, run, hands, data)
                        # A node may not know yet what another one did: a client asks once more (mq-run-lead.c).
                        if reply.status == 404:
                            time.sleep(3)
                            reply = desk.post_result(asker, run, hands, data)
                        assert reply.status in (200, 409), reply.text
            except (ConnectionError, http.client.HTTPException):
                continue
            except ValueError:  # a line that was cut in the middle
                continue
        assert [number for number, _, _ in seen] == list(range(1, len(seen) + 1))
        return seen

    def quota(self, who=None):
        return self.ask("GET", "/v1/account", who=who).json["quota"]

    def end(self):
        for node in self.nodes:
            if node.is_there():
                assert node.end() == 0, node.log_text()


class Asker:
    """What desk.post_result() needs of a service; results may be those of a client that leads."""

    def __init__(self, cluster, who, client=None, node=None):
        self.cluster, self.who, self.client, self.node = cluster, who, client, node

    def ask(self, method, path, body=None, headers=None):
        if self.client is not None and path.endswith("/results"):
            body["client"] = self.client
        return self.cluster.ask(method, path, body, headers, who=self.who, node=self.node)


class Client:
    """A registered client at one node."""

    def __init__(self, node, name, who="alice"):
        self.name = f"{name:032x}"
        self.connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=600)
        self.connection.request("POST", "/v1/clients", json.dumps({"id": self.name, "runs": True}),
                                {"Content-Type": "application/json", "X-Test-Account": who})
        self.response = self.connection.getresponse()
        assert self.response.status == 200

    def wait_runs(self, fits):
        while True:
            line = self.response.readline().decode()
            assert line, "the node left"
            if line.startswith("data: "):
                runs = json.loads(line[6:])["runs"]
                if fits(runs):
                    return runs

    def leave(self):
        self.response.close()
        self.connection.close()


@pytest.fixture
def database():
    with Postgres(is_safe=True) as server:
        yield server


@pytest.fixture
def start(folder, database):
    clusters = []

    def start(*options, n=2):
        clusters.append(Cluster(folder, database, *options, n=n))
        return clusters[-1]
    yield start
    for cluster in clusters:
        cluster.end()


def kinds(events):
    return [kind for _, kind, _ in events]


def test_any_node_answers(start, folder):
    """Events, results and state of a run are the same through every node; nothing is asked twice."""
    cluster = start()
    run = cluster.begin(prompt="a defect thing")
    hands = desk.Hands()
    seen = cluster.follow(run, hands)
    assert kinds(seen)[-1] == "done" and set(hands.done.values()) == {1}
    for node in cluster.nodes:
        stream = cluster.stream(run, node=node)
        assert stream.response.headers["X-Accel-Buffering"] == "no"
        assert kinds(stream) == kinds(seen)
        assert cluster.ask("GET", f"/v1/runs/{run}", node=node).json["state"] == "done"
    alone = desk.Service(os.path.join(folder))
    assert kinds(desk.follow(alone, alone.begin(prompt="a defect thing"), desk.Hands())) == kinds(seen)
    assert alone.end() == 0


def test_repeated_request(start):
    """The same request at both nodes starts one run, and uses one of the quota."""
    cluster = start()
    request = {"id": f"{7:032x}", "prompt": "slow", "interactive": False}
    replies = [cluster.ask("POST", "/v1/runs", request, node=node) for node in cluster.nodes * 2]
    assert [reply.status for reply in replies] == [201] * 4
    assert {reply.json["id"] for reply in replies} == {request["id"]}
    assert cluster.quota()["left"] == 4
    assert cluster.ask("POST", "/v1/runs", request, who="bob", node=cluster.nodes[1]).status == 409


def test_quota_is_counted_once(start):
    """Twelve requests at once, at both nodes: five runs begin."""
    cluster = start()
    replies = []

    def ask(node):
        request = {"prompt": "slow", "interactive": False}
        replies.append(cluster.ask("POST", "/v1/runs", request, node=node).status)
    threads = [threading.Thread(target=ask, args=(cluster.nodes[i % 2],)) for i in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(replies) == [201] * 5 + [429] * 7
    assert cluster.database.sql("SELECT runs FROM use") == [["5"]]


def test_another_has_no_way_to_a_run(start):
    """Through the node that has the run and through the other one."""
    cluster = start()
    run = cluster.begin(prompt="slow", node=cluster.nodes[0])
    for node in cluster.nodes:
        for method, path in (("GET", ""), ("DELETE", ""), ("GET", "/events"), ("POST", "/finish")):
            assert cluster.ask(method, f"/v1/runs/{run}{path}", who="bob", node=node).status == 404


def test_lead_over_nodes(start):
    """A client at one node leads a run that another one has; its leaving is known everywhere."""
    cluster = start()
    first, second = cluster.nodes
    client, other = Client(second, 1), Client(first, 2)
    run = cluster.begin(prompt="slow", session="s-1", client_id=client.name, node=first)
    for one in (client, other):
        assert one.wait_runs(lambda runs: runs and runs[0]["lead"] == client.name)[0]["id"] == run
    assert cluster.ask("POST", f"/v1/runs/{run}/lead", {"client": other.name}, node=second).status == 409
    client.leave()
    other.wait_runs(lambda runs: runs and runs[0]["lead"] == "")
    assert cluster.ask("POST", f"/v1/runs/{run}/lead", {"client": other.name}, node=second).status == 200
    other.wait_runs(lambda runs: runs and runs[0]["lead"] == other.name)
    other.leave()


def test_killed_node(start):
    """What a killed node had goes on at the other one: nothing is lost, asked twice or counted
    twice. Its client is gone with it, and so is that client's lead."""
    cluster = start()
    first, second = cluster.nodes
    client = Client(first, 1)
    run = cluster.begin(prompt="a thing", session="s-1", client_id=client.name, node=first)
    hands, seen, asker = desk.Hands(), [], Asker(cluster, "alice", client.name)
    for number, kind, data in cluster.stream(run, node=first):
        seen.append((number, kind, data))
        if kind == "instruction" and data["kind"] == "measure":
            break
        if kind == "instruction":
            assert desk.post_result(asker, run, hands, data).status == 200
    killed = time.monotonic()
    first.end(signal.SIGKILL)
    stream = cluster.stream(run, seen[-1][0], node=second)
    assert desk.post_result(asker, run, hands, seen[-1][2]).status == 200
    number, _, _ = next(iter(stream))
    taken = time.monotonic() - killed
    print(f"The run went on {taken:.1f} s after its node was killed")
    assert number == seen[-1][0] + 1
    again = Client(second, 2)
    again.wait_runs(lambda runs: runs and runs[0]["id"] == run and runs[0]["lead"] == "")
    again.leave()
    assert cluster.quota()["left"] == 4
    assert cluster.ask("DELETE", f"/v1/runs/{run}").status == 202


def test_killed_node_without_clients(start):
    """A run goes on although nobody asks for it: the other node finds that the first has died."""
    cluster = start()
    first, second = cluster.nodes
    run = cluster.begin(prompt="a thing", node=first)
    first.end(signal.SIGKILL)
    second.wait_log(f"Took over run {run}")
    assert kinds(cluster.follow(run, desk.Hands()))[-1] == "done"


def test_stopped_node(start):
    """A node that sleeps loses its runs; awake again, it drops them and asks the other one."""
    cluster = start()
    first, second = cluster.nodes
    run = cluster.begin(prompt="slow", node=first)
    first.process.send_signal(signal.SIGSTOP)
    stream = cluster.stream(run, node=second)
    assert next(iter(stream))[0] == 1
    first.process.send_signal(signal.SIGCONT)
    first.wait_log("This node was late")
    assert cluster.ask("GET", f"/v1/runs/{run}", node=first).json["state"] == "running"
    assert cluster.ask("DELETE", f"/v1/runs/{run}", node=first).status == 202
    assert list(stream)[-1][1] == "failed"
    ends = cluster.database.sql(f"SELECT type FROM log WHERE run = '{run}' AND type IN ('done', 'failed')")
    assert ends == [["failed"]]


def test_result_for_a_node_that_slept(start):
    """Awake again, it does not know yet that the other node went on: it asks before it says what it does not have."""
    cluster = start()
    first, second = cluster.nodes
    hands, run = desk.Hands(), cluster.begin(prompt="a thing", node=first)
    instructions = (data for _, kind, data in cluster.stream(run, node=first) if kind == "instruction")
    one = next(instructions)
    first.process.send_signal(signal.SIGSTOP)
    instructions = (data for _, kind, data in cluster.stream(run, node=second) if kind == "instruction")
    assert next(instructions) == one
    assert desk.post_result(Asker(cluster, "alice", node=second), run, hands, one).status == 200
    two = next(instructions)
    connection = http.client.HTTPConnection("127.0.0.1", first.port, timeout=600)
    connection.request("POST", f"/v1/runs/{run}/results", json.dumps(hands.carry_out(two)),
                       {"X-Test-Account": "alice", "Content-Type": "application/json"})
    # It has the request before it hears from the database that it was late.
    with cluster.database.locked("node"):
        first.process.send_signal(signal.SIGCONT)
        while cluster.database.sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") != [["2"]]:
            time.sleep(0.05)
    reply = desk.Reply(connection.getresponse())
    assert reply.status == 200, reply.text
    assert kinds(cluster.follow(run, hands))[-1] == "done"


def give(cluster, run, node):
    """As a claim of that node does, of which the one that has the run in memory hears nothing."""
    cluster.database.sql(f"UPDATE run SET node = (SELECT id FROM node WHERE url LIKE '%:{node.port}')"
                         f" WHERE id = '{run}'")


def test_run_in_two_nodes(start):
    """A node that still has a run in memory which another one plays asks the database before it says that an event or
    an instruction is not there."""
    cluster = start()
    first, second = cluster.nodes
    for ask in ("result", "events"):
        hands, run = desk.Hands(), cluster.begin(prompt="a thing", node=first)
        stale = cluster.stream(run, node=first)
        one = next(data for _, kind, data in stale if kind == "instruction")
        give(cluster, run, second)
        instructions = ((number, data) for number, kind, data in cluster.stream(run, node=second)
                        if kind == "instruction")
        assert next(instructions)[1] == one
        assert desk.post_result(Asker(cluster, "alice", node=second), run, hands, one).status == 200
        number, two = next(instructions)
        if ask == "result":
            reply = desk.post_result(Asker(cluster, "alice", node=first), run, hands, two)
            assert reply.status == 200, reply.text
        else:
            stream = cluster.stream(run, after=number - 1, node=first)
            assert next(iter(stream))[2] == two
        list(stale)
        assert kinds(cluster.follow(run, hands))[-1] == "done"


def test_run_that_is_lost_unheard(start):
    """A node that nobody asks for it, too, drops a run that another one has, and ends its streams."""
    cluster = start()
    first, second = cluster.nodes
    run = cluster.begin(prompt="a thing", node=first)
    stale = cluster.stream(run, node=first)
    next(kind for _, kind, _ in stale if kind == "instruction")
    give(cluster, run, second)
    assert "done" not in kinds(stale)
    first.wait_log(f"Another node has run {run}")
    assert kinds(cluster.follow(run, desk.Hands()))[-1] == "done"


def create(cluster, node, who, number, prompt="slow"):
    """Not asked again."""
    request = {"id": f"{number:032x}", "prompt": prompt, "interactive": False}
    return cluster.ask("POST", "/v1/runs", request, who=who, node=node, patient=False)


def has_run(cluster, number):
    """The addresses of the nodes that have the run."""
    return [url for url, in cluster.database.sql(
        f"SELECT url FROM run JOIN node ON node.id = run.node WHERE run.id = '{number:032x}'")]


def test_full_node_sends_new_runs_on(start):
    """Only when no node has room, a run is refused; it is counted and made once."""
    cluster = start("--runs", "1", n=3)
    first = cluster.nodes[0]
    assert [create(cluster, first, "alice", number).status for number in (1, 2, 3)] == [201] * 3
    assert sorted(url for number in (1, 2, 3) for url in has_run(cluster, number)) == sorted(
        f"http://127.0.0.1:{node.port}" for node in cluster.nodes)
    assert has_run(cluster, 1) == [f"http://127.0.0.1:{first.port}"]
    for node in cluster.nodes:
        assert cluster.ask("GET", "/v1/ready", node=node).json["room"] == 0
        reply = create(cluster, node, "bob", 4)
        assert reply.status == 503 and reply.json["type"].endswith("/busy"), reply.text
        assert reply.json["detail"] == "1 run is already under way"
        assert create(cluster, node, "alice", 2).status == 201
    assert cluster.quota()["left"] == 2 and cluster.quota("bob")["left"] == 5
    assert cluster.ask("DELETE", f"/v1/runs/{3:032x}", node=first).status == 202
    while (reply := create(cluster, first, "bob", 4)).status == 503:
        time.sleep(0.05)
    assert reply.status == 201 and cluster.quota("bob")["left"] == 4


def test_full_node_beside_dead_ones(start):
    """One that is dead, sleeps or breaks off is passed over, or the answer is that all are busy."""
    cluster = start("--runs", "1", n=3)
    first, second, third = cluster.nodes
    assert create(cluster, first, "alice", 1).status == 201
    second.end(signal.SIGKILL)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        def break_off():
            for answer in (b"", b"HTTP/1.1 201 Created\r\nContent-Length: 99\r\n\r\n{"):
                peer, _ = silent.accept()
                peer.recv(65536)
                peer.sendall(answer)
                peer.close()
        breaking = threading.Thread(target=break_off)
        breaking.start()
        where = f"http://127.0.0.1:{silent.getsockname()[1]}"
        cluster.database.sql(f"INSERT INTO node VALUES ('other', '{where}', {2 ** 62})")
        third.process.send_signal(signal.SIGSTOP)
        for _ in range(2):
            reply = create(cluster, first, "bob", 2)
            assert reply.status == 503 and reply.json["type"].endswith("/busy"), reply.text
        breaking.join()
    third.process.send_signal(signal.SIGCONT)
    while (reply := create(cluster, first, "bob", 2)).status == 503:
        time.sleep(0.05)
    assert reply.status == 201 and has_run(cluster, 2) == [f"http://127.0.0.1:{third.port}"]


def test_node_sleeps_in_the_middle_of_its_answer(start):
    """It has sent the head. When it is taken for dead, nobody waits for the rest."""
    cluster = start("--runs", "1", n=1)
    first, peers = cluster.nodes[0], []
    assert create(cluster, first, "alice", 1).status == 201
    with socket.create_server(("127.0.0.1", 0)) as half:
        def fall_asleep():
            peers.append(half.accept()[0])
            peers[0].recv(65536)
            peers[0].sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 99\r\n\r\n{")
            cluster.database.sql("DELETE FROM node WHERE id = 'other'")
        falling = threading.Thread(target=fall_asleep)
        falling.start()
        where = f"http://127.0.0.1:{half.getsockname()[1]}"
        cluster.database.sql(f"INSERT INTO node VALUES ('other', '{where}', {2 ** 62})")
        reply = create(cluster, first, "bob", 2)
        assert reply.status == 503 and reply.json["type"].endswith("/busy"), reply.text
        falling.join()
    peers[0].close()


class Issuer(http.server.BaseHTTPRequestHandler):
    """A sign-in server that calls itself by the `name` that its server has; one of no name is out of order."""

    def do_GET(self):
        base = f"http://127.0.0.1:{self.server.server_port}"
        documents = {"/lab/.well-known/openid-configuration": {"issuer": self.server.name, "jwks_uri": base + "/keys"},
                     "/keys": {"keys": self.server.keys}}
        document = documents.get(self.path)
        self.send_response(500 if self.server.name is None else 404 if document is None else 200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(document).encode())

    def log_message(self, *_):
        pass


def test_check_online(database, tmp_path):
    """What database and sign-in server answer is a line each, and the status says whether it may pass by itself."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Issuer)
    server.keys = [{"kty": "OKP", "crv": "Ed25519", "kid": "1", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]
    threading.Thread(target=server.serve_forever).start()
    base = f"http://127.0.0.1:{server.server_port}"

    def check(issuer, *options, uri=None):
        config = tmp_path / "config.yaml"
        config.write_text(f"service:\n  issuer: {issuer}\n  audience: https://maquette.test\n"
                          f"  database: '{uri or database.uri}'\n")
        done = subprocess.run([PROGRAM, "--check-config", *options, "--config", config, "--data", tmp_path / "data"],
                              capture_output=True, text=True)
        return done.returncode, done.stdout.splitlines()[1:], desk.without_asan(done.stderr)
    try:
        server.name = base + "/lab"
        status, lines, said = check(base + "/lab", "--online")
        assert (status, lines) == (0, ["Database: It is empty; the service will make its tables",
                                       "Sign-in server: It answers, and has keys that can be used"]), said
        assert database.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [["0"]]
        database.sql("CREATE ROLE stranger LOGIN")
        status, lines, _ = check(base + "/lab", "--online", uri=database.uri.replace("user=maquette", "user=stranger"))
        assert status == 78 and "may not make tables" in lines[0], lines
        server.name = base + "/lab/"
        status, lines, _ = check(base + "/lab", "--online")
        assert status == 78 and f"“{base}/lab/”; “service.issuer” has to be exactly that" in lines[1], lines
        assert check(base + "/lab/", "--online")[0] == 0
        assert check(base + "/other", "--online")[0] == 78
        server.keys = []
        assert check(base + "/lab/", "--online")[0] == 78
        server.name = None
        assert check(base + "/lab/", "--online")[0] == 75
        assert check(base + "/lab/") == (0, [], "")
        database.sql("CREATE TABLE layout (version BIGINT); INSERT INTO layout VALUES (99)")
        status, lines, _ = check(base + "/lab/", "--online")
        assert status == 78 and "newer" in lines[0] and "status 500" in lines[1], lines
        database.halt()
        status, lines, _ = check(base + "/lab/", "--online")
        assert status == 75 and "cannot be reached" in lines[0], lines
    finally:
        server.shutdown()
        server.server_close()


def test_one_node_deletes_old_runs(start, tmp_path):
    """The first one in an order that all of them know; the others leave it to that one."""
    cluster = start(n=1)
    cluster.end()
    database = cluster.database
    config = tmp_path / "config.yaml"
    config.write_text("service:\n  issuer: https://id.test\n  audience: https://maquette.test\n  keep_days: 1\n"
                      f"  database: '{database.uri}'\n")
    database.sql("INSERT INTO run (id, time, team, mode, prompt, request) VALUES ('old', 1, '', '', '', '{}');"
                 "INSERT INTO log VALUES ('old', 1, 1, 1, 1, 'done', '{}');"
                 f"INSERT INTO node VALUES ('', 'http://127.0.0.1:1', {2 ** 62})")

    def run_until(reached):
        node = subprocess.Popen([PROGRAM, "--listen", "127.0.0.1:0", "--config", config, "--data", tmp_path / "data"],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while not reached():
            assert node.poll() is None, node.stderr.read()
            time.sleep(0.05)
        node.terminate()
        node.communicate(timeout=600)
        assert node.returncode == 0
    run_until(lambda: database.sql("SELECT 1 FROM pg_stat_activity WHERE query LIKE"
                                   " 'SELECT count(*) FROM node WHERE id <%'"))
    assert database.sql("SELECT id FROM run") == [["old"]]
    database.sql("DELETE FROM node")
    run_until(lambda: database.sql("SELECT id FROM run") == [])


def test_deleted_account(start):
    """Deleting through one node ends the runs of the other one, and leaves nothing, there neither."""
    cluster = start()
    run = cluster.begin(prompt="slow purple", node=cluster.nodes[0])
    other = cluster.begin(prompt="slow", node=cluster.nodes[0], who="bob")
    stream = cluster.stream(run, node=cluster.nodes[0])
    next(iter(stream))
    transcripts = [pathlib.Path(cluster.nodes[0].data, "transcripts", f"{each}.ndjson") for each in (run, other)]
    for transcript in transcripts:
        transcript.write_text("{}\n")
    assert cluster.ask("DELETE", "/v1/account", node=cluster.nodes[1]).status == 200
    list(stream)
    for table in ("run WHERE owner", "account WHERE id"):
        (count,), = cluster.database.sql(f"SELECT count(*) FROM {table} NOT IN (SELECT owner FROM run WHERE id = "
                                         f"'{other}')")
        assert count == "0", table
    assert cluster.database.sql(f"SELECT count(*) FROM log WHERE run <> '{other}'") == [["0"]]
    assert cluster.ask("GET", f"/v1/runs/{run}").status == 404
    while transcripts[0].exists():
        time.sleep(0.05)
    assert transcripts[1].exists()


def test_account_again_after_deletion(start):
    """Whoever signs in again after a deletion is noted again by each node, also by one that had noted them before."""
    cluster = start()
    first, second = cluster.nodes
    assert cluster.ask("GET", "/v1/account", node=first).status == 200
    assert cluster.ask("DELETE", "/v1/account", node=second).status == 200
    for _ in range(300):
        assert cluster.ask("GET", "/v1/account", node=first).status == 200
        if cluster.database.sql("SELECT name FROM account") == [["alice"]]:
            break
    else:
        raise AssertionError("the first node does not note the account")


def test_administrator(start, tmp_path):
    """Blocked and deleted by a command, an account is so at each node, and its runs are in the memory of none."""
    cluster = start()
    config = tmp_path / "config.yaml"
    config.write_text("service:\n  issuer: https://id.test\n  audience: https://maquette.test\n"
                      f"  database: '{cluster.database.uri}'\n")

    def command(*words):
        done = subprocess.run([PROGRAM, "user", *words, "--config", config, "--data", tmp_path], capture_output=True,
                              text=True)
        assert done.returncode == 0, done
        return done.stdout

    def wait(status):
        for node in cluster.nodes:
            while cluster.ask("GET", "/v1/account", node=node).status != status:
                time.sleep(0.05)
    runs = [cluster.begin(prompt="slow purple", node=node) for node in cluster.nodes]
    streams = [cluster.stream(run, node=node) for run, node in zip(runs, cluster.nodes)]
    for stream in streams:
        next(iter(stream))
    assert command("block", "alice") == "blocked\n"
    wait(403)
    assert all(kind != "failed" for stream in streams for _, kind, _ in stream)
    command("unblock", "alice")
    wait(200)
    stream = cluster.stream(runs[0], node=cluster.nodes[1])
    next(iter(stream))
    assert command("delete", "alice") == "deleted\n"
    list(stream)
    for table in ("run", "log", "account", "account_block", "account_deletion"):
        assert cluster.database.sql(f"SELECT count(*) FROM {table}") == [["0"]], table
    assert [cluster.ask("GET", f"/v1/runs/{run}").status for run in runs] == [404, 404]


def test_tokens_for_machines(database, tmp_path):
    """Made and ended by a command at one database, for all nodes at once."""
    nodes = []
    config = tmp_path / "config.yaml"
    config.write_text("service:\n  issuer: https://id.test\n  audience: https://maquette.test\n"
                      f"  database: '{database.uri}'\n")

    def command(*words):
        done = subprocess.run([PROGRAM, "token", *words, "--config", config], capture_output=True, text=True)
        assert done.returncode == 0, done
        return done.stdout.strip()

    def ask(token):
        replies = []
        for _, port in nodes:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
            connection.request("GET", "/v1/account", headers={"Authorization": f"Bearer {token}"})
            replies.append(desk.Reply(connection.getresponse()))
            connection.close()
        return replies
    try:
        for number in range(2):
            node = subprocess.Popen([PROGRAM, "--listen", "127.0.0.1:0", "--config", config,
                                     "--data", tmp_path / str(number)], stdout=subprocess.PIPE, text=True)
            nodes.append((node, int(re.search(r"127\.0\.0\.1:(\d+)", node.stdout.readline())[1])))
        token = command("create", "nightly")
        assert [(reply.status, reply.json["name"]) for reply in ask(token)] == [(200, "nightly")] * 2
        command("revoke", "nightly")
        assert [reply.status for reply in ask(token)] == [401] * 2
        assert all("was revoked" in reply.json["detail"] for reply in ask(token))
    finally:
        for node, _ in nodes:
            node.terminate()
            node.communicate(timeout=600)
            assert node.returncode == 0


class OtherNode(http.server.BaseHTTPRequestHandler):
    """A node that is taken for the one that has a run: it breaks off in the middle of a transcript."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append(self.headers.get_all("X-Twice"))
        self.server.hold()
        self.send_response(200)
        for link in ("</a>", "</b>"):
            self.send_header("Link", link)
        if self.path.endswith("/transcript"):
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"5\r\nhello\r\n")
            self.close_connection = True
        else:
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

    def log_message(self, *_):
        pass


@pytest.fixture
def forward(start):
    """Asks a node for something of a run that the other node has."""
    cluster = start()
    node = cluster.nodes[1]
    other = http.server.ThreadingHTTPServer(("127.0.0.1", 0), OtherNode)
    other.asked = []
    other.hold = lambda: None
    threading.Thread(target=other.serve_forever).start()
    run = cluster.begin(prompt="slow", node=cluster.nodes[0])
    cluster.database.sql(f"INSERT INTO node VALUES ('other', 'http://127.0.0.1:{other.server_port}', {2 ** 62});"
                         f"UPDATE run SET node = 'other' WHERE id = '{run}'")

    def ask(path, *headers):
        connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=600)
        connection.putrequest("GET", f"/v1/runs/{run}{path}")
        for name, value in (("X-Test-Account", "alice"), *headers):
            connection.putheader(name, value)
        connection.endheaders()
        return connection.getresponse()
    ask.other, ask.database = other, cluster.database
    yield ask
    other.shutdown()
    other.server_close()


def test_forwarded_headers(forward):
    """What is there twice arrives twice, in both directions."""
    reply = forward("", ("X-Twice", "one"), ("X-Twice", "two"))
    assert reply.read() == b"{}" and reply.headers.get_all("Link") == ["</a>", "</b>"]
    assert forward.other.asked == [["one", "two"]]


def test_forwarded_request_that_takes_long(forward):
    """It is asked once, however often the node looks meanwhile whether the other one still has the run."""
    def hold():
        (now,), = forward.database.sql("SELECT clock_timestamp()")
        while forward.database.sql("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT node.url FROM run%'"
                                   f" AND query_start > '{now}'") == [["0"]]:
            time.sleep(0.05)
    forward.other.hold = hold
    assert forward("").read() == b"{}" and len(forward.other.asked) == 1


def test_forwarded_stream_that_breaks_off(forward):
    """Whoever reads a transcript sees that it is not complete."""
    reply = forward("/transcript")
    with pytest.raises(http.client.IncompleteRead) as why:
        reply.read()
    assert why.value.partial == b"hello"
