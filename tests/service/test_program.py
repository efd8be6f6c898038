"""The service as a service manager starts it: a socket that is given to it, what it is told back, a check of the
configuration. The manager is this test, which speaks systemd's protocols."""

import contextlib
import http.client
import os
import signal
import socket
import sqlite3
import subprocess

import desk
import pytest


class Manager:
    """Starts the service with sockets, and hears what it says."""

    def __init__(self, folder, *sockets, options=()):
        self.heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.heard.settimeout(120)
        self.heard.bind(os.path.join(folder, "notify"))
        environment = {**os.environ, "NOTIFY_SOCKET": os.path.join(folder, "notify"), "LISTEN_FDS": str(len(sockets))}
        redirects = " ".join(f"{3 + at}<&{each.fileno()}" for at, each in enumerate(sockets))
        self.process = subprocess.Popen(
            ["bash", "-c", f'LISTEN_PID=$$ exec "$0" "$@" {redirects}', desk.SERVICE, "--data",
             os.path.join(folder, "data"), *options],
            pass_fds=[each.fileno() for each in sockets], env=environment, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)

    def hear(self):
        return self.heard.recv(4096).decode()

    def close(self):
        self.process.kill()
        self.process.communicate()
        self.heard.close()


@contextlib.contextmanager
def managed(folder, *sockets, options=()):
    manager = Manager(folder, *sockets, options=options)
    try:
        yield manager
    finally:
        manager.close()


def listening(family, address):
    each = socket.socket(family)
    each.bind(address)
    each.listen()
    return each


def test_tcp(folder):
    """A connection that was made before the service runs is served by it; the token is needed as always."""
    with contextlib.closing(listening(socket.AF_INET, ("127.0.0.1", 0))) as given:
        port = given.getsockname()[1]
        early = http.client.HTTPConnection("127.0.0.1", port, timeout=1800)
        early.connect()
        with managed(folder, given) as manager:
            assert manager.hear() == "READY=1"
            early.request("GET", "/v1/health")
            assert early.getresponse().status == 401
            with open(os.path.join(folder, "data", f"service-{port}.token"), encoding="ascii") as file:
                token = file.read().strip()
            late = http.client.HTTPConnection("127.0.0.1", port, timeout=1800)
            late.request("GET", "/v1/health", headers={"Authorization": f"Bearer {token}"})
            assert late.getresponse().status == 200
            manager.process.send_signal(signal.SIGTERM)
            assert manager.hear() == "STOPPING=1"
            assert manager.process.wait(1800) == 0


def test_names(folder):
    """The names and pages that are listed may ask, and no others."""
    config = os.path.join(folder, "config.yaml")
    with open(config, "w", encoding="utf-8") as file:
        file.write("service:\n  hosts: maquette.test, other.test:99\n  origins: https://pages.test\n")
    with contextlib.closing(listening(socket.AF_INET, ("127.0.0.1", 0))) as given, \
            managed(folder, given, options=["--config", config]) as manager:
        assert manager.hear() == "READY=1"
        port = given.getsockname()[1]
        with open(os.path.join(folder, "data", f"service-{port}.token"), encoding="ascii") as file:
            token = file.read().strip()

        def ask(method="GET", path="/v1/health", **headers):
            with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=1800)) as link:
                link.request(method, path, headers={"Authorization": f"Bearer {token}", **headers})
                return desk.Reply(link.getresponse())
        for host, status in ((f"maquette.test:{port}", 200), ("MAQUETTE.TEST", 200), ("other.test:99", 200),
                             ("other.test", 403), ("other.test:98", 403), ("maquette.test.evil.test", 403),
                             ("evil.test", 403), (f"localhost:{port}", 200), (f"127.0.0.1:{port}", 200),
                             ("127.0.0.1", 403), (f"0.0.0.0:{port}", 403)):
            assert ask(Host=host).status == status, host
        for origin, status in (("https://pages.test", 200), ("https://pages.test:444", 403), ("http://pages.test", 403),
                               ("https://maquette.test", 403), ("null", 403)):
            reply = ask(Origin=origin)
            assert reply.status == status and not [name for name in reply.headers if "access-control" in name], origin
        too_large = ask("POST", "/v1/runs", **{"Content-Type": "application/json", "Content-Length": str(9 << 20)})
        assert too_large.status == 413 and too_large.json["type"].endswith("/too-large")
        manager.process.send_signal(signal.SIGTERM)
        assert manager.process.wait(1800) == 0


def test_unix(folder):
    """The socket's file stays when the service ends: it is the manager's."""
    path = os.path.join(folder, "given")
    with contextlib.closing(listening(socket.AF_UNIX, path)) as given, managed(folder, given) as manager:
        assert manager.hear() == "READY=1"
        connection = desk.Connection(path)
        connection.request("GET", "/v1/health", headers={"Host": "localhost"})
        assert connection.getresponse().status == 200
        manager.process.send_signal(signal.SIGTERM)
        assert manager.process.wait(1800) == 0
        assert os.path.exists(path)


def test_refused(folder):
    """Two sockets, one that others reach without encryption, and what is no socket."""
    one = listening(socket.AF_INET, ("127.0.0.1", 0))
    two = listening(socket.AF_INET, ("127.0.0.1", 0))
    open_to_all = listening(socket.AF_INET, ("0.0.0.0", 0))
    with open(os.devnull, "rb") as nothing:
        for at, (given, why) in enumerate((([one, two], "one socket"), ([open_to_all], "loopback"), ([nothing], ""))):
            place = os.path.join(folder, str(at))
            os.mkdir(place)
            with managed(place, *given) as manager:
                _, said = manager.process.communicate(timeout=1800)
                assert manager.process.returncode == 2 and why in said, said
    for each in (one, two, open_to_all):
        each.close()


def test_another_process(folder):
    """Sockets that were meant for another process are left alone."""
    with contextlib.closing(listening(socket.AF_INET, ("127.0.0.1", 0))) as other:
        result = subprocess.run(
            [desk.SERVICE, "--check-config", "--data", os.path.join(folder, "data")], pass_fds=[other.fileno()],
            env={**os.environ, "LISTEN_PID": "1", "LISTEN_FDS": "1"}, capture_output=True, text=True, timeout=1800)
        assert result.returncode == 0, result.stderr


def test_files_are_private(folder):
    """Nobody else reads what the service writes, whatever the mask is; a folder that others may look into is
    refused, the service's own is closed."""
    data = os.path.join(folder, "data")
    command = ["sh", "-c", 'umask 0; exec "$0" "$@"', desk.SERVICE, "--check-config"]
    os.mkdir(data, 0o755)
    result = subprocess.run([*command, "--data", data], capture_output=True, text=True, timeout=1800)
    assert result.returncode == 78, result
    assert "other users can read it" in result.stderr and "chmod 700" in result.stderr, result

    os.chmod(data, 0o700)
    os.symlink(data, os.path.join(folder, "link"))
    with contextlib.closing(listening(socket.AF_INET, ("127.0.0.1", 0))) as given:
        mask = os.umask(0)
        try:
            with managed(folder, given) as manager:
                assert manager.hear() == "READY=1"
                files = [os.path.join(at, name) for at, folders, names in os.walk(data) for name in folders + names]
                assert "journal.db" in map(os.path.basename, files)
                assert [path for path in files if os.stat(path).st_mode & 0o077] == []
        finally:
            os.umask(mask)
    linked = subprocess.run([*command, "--data", os.path.join(folder, "link")], capture_output=True, text=True,
                            timeout=1800)
    assert linked.returncode == 0, linked

    own = os.path.join(folder, "state", "maquette")
    os.makedirs(own, 0o755)
    result = subprocess.run(command, capture_output=True, text=True, timeout=1800,
                            env={**os.environ, "XDG_STATE_HOME": os.path.dirname(own)})
    assert result.returncode == 0 and os.stat(own).st_mode & 0o077 == 0, result


@pytest.mark.parametrize("text, why", [
    ("limits:\n  repairs: 2\n", None), ("limits:\n  repairs: many\n", "line 2"), ("limits: [\n", "line"),
    ("nothing:\n  like: this\n", "nothing"), ("service:\n  certificate: pair.pem\n", "service.certificate"),
    ("service:\n  hosts: 'a.test, [::1]:443'\n", None),
    ("service:\n  hosts: a.test, https://b.test\n", "service.hosts"), ("service:\n  hosts: a b\n", "service.hosts"),
    ("service:\n  origins: pages.test\n", "service.origins"),
    ("service:\n  origins: https://a.test/x\n", "service.origins")])
def test_check_config(folder, text, why):
    path = os.path.join(folder, "config.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    result = subprocess.run([desk.SERVICE, "--check-config", "--config", path, "--data", os.path.join(folder, "data")],
                            capture_output=True, text=True, timeout=1800)
    if why is None:
        assert result.returncode == 0 and "in order" in result.stdout, result
    else:
        assert result.returncode != 0 and why in result.stderr, result
    assert not os.path.exists(os.path.join(folder, "data", "journal.db"))


def test_old_runs_are_deleted(folder):
    """At the start: those that are over and that no client has recorded, with all that is theirs; none without the
    setting."""
    configs = [os.path.join(folder, name) for name in ("many.yaml", "keep.yaml")]
    for config, line in zip(configs, ("runs: 150", "keep_days: 2"), strict=True):
        with open(config, "w", encoding="utf-8") as file:
            file.write(f"service:\n  {line}\n")
    service = desk.Service(folder, "--config", configs[0])
    assert service.ask("GET", "/v1/ready").json["room"] == 150
    over = [service.begin(prompt="a thing") for _ in range(103)]
    for run in over[:3]:
        assert desk.follow(service, run, desk.Hands())[-1][1] == "done"
    for run in over[3:]:
        assert service.ask("DELETE", f"/v1/runs/{run}").status == 202
        assert list(service.events(run))[-1][1] == "failed"
    waiting = service.begin(prompt="a thing", interactive=True)
    assert next(kind for _, kind, _ in service.events(waiting) if kind == "instruction")
    young, recorded, *old = over
    assert service.ask("POST", f"/v1/runs/{recorded}/recorded", {}).status == 200
    assert service.end() == 0

    def journal(*statement):
        with contextlib.closing(sqlite3.connect(os.path.join(folder, "data", "journal.db"))) as db:
            rows = db.execute(*statement).fetchall()
            db.commit()
            return rows
    for table in ("run", "log"):
        column = {"run": "id", "log": "run"}[table]
        journal(f"UPDATE {table} SET time = time - 3 * 86400000000 WHERE {column} <> ?", (young,))
    journal("INSERT INTO picture VALUES (?, 1, 1, x'00')", (old[0],))
    transcript = os.path.join(folder, "data", "transcripts", f"{old[0]}.ndjson")
    with open(transcript, "w", encoding="ascii") as file:
        file.write("{}\n")

    service = desk.Service(folder)
    assert service.ask("GET", f"/v1/runs/{old[0]}").status == 200 and service.end() == 0
    service = desk.Service(folder, "--config", configs[1])
    while {service.ask("GET", f"/v1/runs/{run}").status for run in old} != {404} or os.path.exists(transcript):
        pass
    for run in (young, recorded, waiting):
        assert service.ask("GET", f"/v1/runs/{run}").status == 200, run
    assert service.end() == 0
    assert {run for run, in journal("SELECT DISTINCT run FROM log")} == {young, recorded, waiting}
    assert journal("SELECT run FROM picture WHERE run = ?", (old[0],)) == []
