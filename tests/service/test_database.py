"""The database of a service with several nodes: it is away, stopped, of another version, copied and put back. The
account is the header X-Test-Account."""

import contextlib
import http.client
import os
import pathlib
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

import desk
from test_nodes import PROGRAM, Asker, Cluster, Node, database, find_port, kinds, start  # noqa: F401
from test_upgrade import check, old  # noqa: F401

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
from holding_proxy import HoldingProxy  # noqa: E402


def test_database_restarts(start):
    """Killed and started again under way: the nodes find it again, and the run ends well."""
    cluster = start()
    run = cluster.begin(prompt="a defect thing")
    hands, killed = desk.Hands(), []

    class Killing(desk.Hands):
        def execute(self, data):
            if not killed:
                killed.append(True)
                cluster.database.kill()
                cluster.database.start()
            return super().execute(data)
    hands = Killing()
    assert kinds(cluster.follow(run, hands))[-1] == "done"
    assert killed


def test_ready(start):
    """Whether a proxy is to send requests there: not while the database is away, and at once."""
    cluster = start()
    assert cluster.ask("GET", "/v1/ready", patient=False).json == {"status": "ready", "room": 64}
    cluster.database.halt()
    try:
        for node in cluster.nodes:
            reply = cluster.ask("GET", "/v1/ready", node=node, patient=False)
            assert reply.status == 503 and reply.headers["retry-after"] == "10", reply.text
            assert reply.json["type"].endswith("/unavailable")
            assert cluster.ask("GET", "/v1/health", node=node).status == 200
    finally:
        cluster.database.start()
    while cluster.ask("GET", "/v1/ready", patient=False).status != 200:
        time.sleep(0.05)


def test_database_is_stopped(start):
    """As above: each node says so although its database does not refuse anything."""
    cluster = start()
    run = cluster.begin(prompt="a defect thing")
    with cluster.database.stopped():
        for node in cluster.nodes:
            while cluster.ask("GET", "/v1/ready", node=node, patient=False).status != 503:
                time.sleep(0.05)
            assert cluster.ask("GET", "/v1/health", node=node).status == 200
    assert kinds(cluster.follow(run, desk.Hands()))[-1] == "done"


class DatabaseProxy(HoldingProxy):
    """Stands between a node and the database; `held` may change."""

    def __init__(self, database):
        self.path = os.path.join(database.folder, ".s.PGSQL.5432")
        super().__init__(0, re.compile(b"nothing"))

    def connect(self):
        peer = socket.socket(socket.AF_UNIX)
        peer.connect(self.path)
        return peer


class EndingProxy(DatabaseProxy):
    """At a Unix socket, so that a node notices in the middle of a statement that the other end is gone."""

    def __init__(self, database):
        super().__init__(database)
        self.listener.close()
        self.folder = tempfile.mkdtemp(prefix="mq-pg-", dir="/tmp")
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(os.path.join(self.folder, ".s.PGSQL.5432"))
        self.listener.listen()
        self.peers = []
        threading.Thread(target=self.accept, daemon=True).start()

    def pass_on(self, here, there, asks):
        if asks:
            self.peers.append(here)
        super().pass_on(here, there, asks)

    def end_connections(self):
        """With the warning of a server of which one process has crashed, or that is stopped at once."""
        fields = b"SWARNING\0VWARNING\0C57P02\0Mterminating connection\0\0"
        for peer in self.peers:
            with contextlib.suppress(OSError):
                peer.sendall(b"N" + struct.pack(">I", 4 + len(fields)) + fields)
                peer.shutdown(socket.SHUT_RDWR)
        self.peers.clear()

    def close(self):
        super().close()
        shutil.rmtree(self.folder)


def test_database_crashes(start, tmp_path):
    """A request that meets the end of a connection is answered with “repeat it”, not with a fault of the service."""
    cluster = start(n=1)
    proxy = EndingProxy(cluster.database)
    cluster.nodes.append(Node(tmp_path, f"host={proxy.folder} user=maquette dbname=maquette"))
    hands = desk.Hands()
    try:
        for _ in range(3):
            run = cluster.begin(prompt="a thing")
            one = next(data for _, kind, data in cluster.stream(run, node=cluster.nodes[1]) if kind == "instruction")
            proxy.end_connections()
            for path in (f"/v1/runs/{run}", "/v1/account"):
                assert cluster.ask("GET", path, node=cluster.nodes[1]).status == 200
            proxy.end_connections()
            assert desk.post_result(Asker(cluster, "alice", node=cluster.nodes[1]), run, hands, one).status == 200
            assert kinds(cluster.follow(run, hands))[-1] == "done"
    finally:
        cluster.nodes.pop().end()
        proxy.close()


def test_database_stops_while_it_is_found_again(start, tmp_path):
    """It takes the connection for its news, and then says nothing: the node still answers."""
    database = start(n=1).database
    proxy = DatabaseProxy(database)
    node = Node(tmp_path, f"host=127.0.0.1 port={proxy.port} user=maquette dbname=maquette sslmode=disable "
                "gssencmode=disable application_name=held")
    try:
        proxy.held = re.compile(b"Q.{4}LISTEN", re.DOTALL)
        database.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                     " WHERE application_name = 'held' AND query LIKE 'LISTEN%'")
        while proxy.held_back is None:
            assert node.is_there()
            time.sleep(0.05)
        connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=600)
        connection.request("GET", "/v1/health")
        assert connection.getresponse().status == 200
    finally:
        node.end()
        proxy.close()


def test_node_starts_first(start, tmp_path):
    """After a power cut the database may come later than a node, which waits for it; the keys of a sign-in server that
    is away are no reason not to start, but one not to be ready."""
    database = start().database
    config = tmp_path / "config.yaml"
    config.write_text(f"service:\n  issuer: http://127.0.0.1:{find_port()}/x\n  audience: https://maquette.test\n"
                      f"  database: '{database.uri}'\n")
    database.halt()
    try:
        node = subprocess.Popen([PROGRAM, "--listen", "127.0.0.1:0", "--config", config, "--data", tmp_path / "data"],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while "trying again" not in (line := node.stderr.readline()):
            assert line, node.wait(600)
    finally:
        database.start()
    port = int(re.search(r"127\.0\.0\.1:(\d+)", node.stdout.readline())[1])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request("GET", "/v1/ready")
    reply = desk.Reply(connection.getresponse())
    assert reply.status == 503 and "keys" in reply.json["detail"], reply.text
    node.terminate()
    node.communicate(timeout=600)
    assert node.returncode == 0


def test_two_versions_at_one_database(start, tmp_path):
    """A node goes on at a layout that a newer version has made meanwhile, also when it has to connect again. Of that
    older version, none can be started any more."""
    cluster = start(n=1)
    run = cluster.begin(prompt="a thing")
    cluster.database.sql("ALTER TABLE run ADD COLUMN later BIGINT NOT NULL DEFAULT 0; CREATE TABLE later (id BIGINT);"
                         "UPDATE layout SET version = version + 1")
    cluster.database.kill()
    cluster.database.start()
    assert kinds(cluster.follow(run, desk.Hands()))[-1] == "done"
    assert kinds(cluster.follow(cluster.begin(prompt="a thing"), desk.Hands()))[-1] == "done"
    config = tmp_path / "config.yaml"
    config.write_text("service:\n  issuer: https://id.test\n  audience: https://maquette.test\n"
                      f"  database: '{cluster.database.uri}'\n")
    done = subprocess.run([PROGRAM, "--listen", "127.0.0.1:0", "--config", config, "--data", tmp_path / "data"],
                          capture_output=True, text=True)
    assert done.returncode == 2 and "newer Maquette" in done.stderr, done


def test_of_an_earlier_build(old, folder, database):  # noqa: F811
    """A dump that it made, as of SQLite in test_upgrade.py."""
    subprocess.run(database.psql(), input=(old / "journal.sql").read_text(encoding="utf-8"), text=True, check=True,
                   stdout=subprocess.DEVNULL)

    def read_layout():
        return database.sql("SELECT version FROM layout"), database.sql(
            "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns"
            " WHERE table_schema = 'public' ORDER BY 1, 2")
    before = read_layout()
    runs = dict(database.sql("SELECT prompt, id FROM run"))
    cluster = Cluster(folder, database)
    check(lambda method, path, who: cluster.ask(method, path, who=who),
          lambda who: cluster.follow(cluster.begin(who=who, prompt="a thing"), desk.Hands(), who), runs)
    cluster.end()
    assert read_layout() == before


def test_copied_under_load_and_put_back(start, folder):
    """As of SQLite in test_commands.py, with two nodes."""
    cluster = start("--runs-per-day", "1000000")
    places = {"data": folder, "backups": folder, "database": cluster.database.uri}

    def make(who):
        run = cluster.begin(who=who, prompt=f"a thing of {who}")
        return run, cluster.follow(run, desk.Hands(), who)
    with desk.Load(make) as load:
        under_way = cluster.begin(who="bob", prompt="slow", session="s-1")
        done = load.wait_more()
        desk.run_documented("pg_dump", **places)
        load.wait_more()
    for node in cluster.nodes:
        node.end(signal.SIGKILL)
    desk.run_documented("pg_restore", **places)

    for node in cluster.nodes:
        node.start()
    for who, other in (("alice", "bob"), ("bob", "alice")):
        for run, events in done[who].items():
            assert list(cluster.stream(run, who=who)) == events and events[-1][1] == "done"
            assert cluster.ask("GET", f"/v1/runs/{run}", who=other).status == 404
    assert cluster.ask("GET", f"/v1/runs/{under_way}", who="bob").json["state"] not in ("done", "failed")
    assert cluster.ask("GET", f"/v1/runs/{under_way}", who="alice").status == 404
    assert kinds(make("alice")[1])[-1] == "done"


def test_copied_and_put_back(start, folder):
    """As docs/service/maintenance.md says: a copy while nodes run, put back when none does. The service makes one
    before it changes the layout."""
    cluster = start()
    places = {"data": folder, "backups": folder, "database": cluster.database.uri}
    run = cluster.begin(prompt="a thing")
    assert kinds(cluster.follow(run, desk.Hands()))[-1] == "done"
    desk.run_documented("pg_dump", **places)
    cluster.end()
    cluster.database.sql(f"UPDATE run SET prompt = 'another thing' WHERE id = '{run}'")
    desk.run_documented("pg_restore", **places)
    assert cluster.database.sql("SELECT prompt FROM run") == [["a thing"]]
    assert cluster.database.sql("SELECT count(*) FROM node") == [["0"]]

    # As an earlier version left it.
    config = os.path.join(folder, "config.yaml")
    with open(config, "w", encoding="utf-8") as file:
        file.write("service:\n  issuer: https://id.test\n  audience: https://maquette.test\n"
                   f"  database: '{cluster.database.uri}'\n")
    cluster.database.sql("DROP TABLE account_token; UPDATE layout SET version = version - 1")
    (layout,), = cluster.database.sql("SELECT max(version) FROM layout")
    done = subprocess.run([PROGRAM, "user", "list", "--config", config, "--data", folder], capture_output=True,
                          text=True)
    assert done.returncode == 0 and "alice" in done.stdout, done
    assert "The journal is copied before it is brought up to date" in done.stderr, done
    os.rename(os.path.join(folder, f"journal.db.layout-{layout}.dump"), os.path.join(folder, "maquette.dump"))
    cluster.database.sql("DELETE FROM log; DELETE FROM run")
    desk.run_documented("pg_restore", **places)
    assert cluster.database.sql("SELECT prompt FROM run") == [["a thing"]]
