# The live connection's transport, without Blender: who gets in, and what becomes of those who hang,
# flood or babble.
import json
import os
import socket
import stat
import subprocess
import sys

import pytest
from live_blender import ROOT, Client

sys.path.insert(0, str(ROOT / "blender-addon"))
from maquette_bridge.connection import MAX_WAITING, proof  # noqa: E402
from maquette_bridge.live import address, server  # noqa: E402
from maquette_bridge.live.address import Address, NoAddress  # noqa: E402
from maquette_bridge.live.server import MAX_PEERS, MAX_STRANGERS, Server  # noqa: E402


class Desk:
    """A server that is polled by hand, and what it said and did."""

    def __init__(self, **where):
        self.said, self.calls = [], []
        self.address = Address({"blender": {"version": "0"}}, **where)
        self.server = Server(self.address, {"echo": self.echo}, lambda params, session: {},
                             self.said.append)
        self.clock = None

    def echo(self, params, _session):
        self.calls.append(params)
        return {"echo": params}

    def client(self, hello=True):
        client = Client(self.address.text)
        client.sock.settimeout(0.5)
        if hello:
            client.send("hello", {"protocol": 1, "token": self.address.token})
            self.poll()
            assert "result" in client.receive()
        return client

    def poll(self, times=4):
        for _ in range(times):
            self.server.poll()

    def call(self, client, method, params):
        client.send(method, params)
        self.poll()
        return client.receive()

    def is_dropped(self, client):
        self.poll()
        try:
            return client.receive() is None
        except (EOFError, ConnectionError):
            return True
        except TimeoutError:
            return False


@pytest.fixture
def home(short_home, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(short_home))
    monkeypatch.setenv("XDG_STATE_HOME", str(short_home / "state"))
    monkeypatch.delenv("FLATPAK_ID", raising=False)
    return short_home


@pytest.fixture
def desk(home):
    each = Desk()
    yield each
    each.server.close()


@pytest.fixture
def clock(monkeypatch):
    """Time stands still until it is told otherwise."""
    now = [1000.0]
    monkeypatch.setattr(server.time, "monotonic", lambda: now[0])
    return now


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


def test_nobody_else_can_reach_it(home, desk):
    live = home / "maquette" / "live"
    (described,) = live.glob("blender-*.json")
    (sock,) = live.glob("blender-*.socket")
    assert (mode(live), mode(live.parent), mode(sock), mode(described)) == \
        (0o700, 0o700, 0o600, 0o600)
    said = json.loads(described.read_text())
    assert said["address"] == f"unix:{sock}" and said["protocol"] == 1
    assert len(bytes.fromhex(said["token"])) == 32
    desk.server.close()
    assert not live.exists()


def test_a_folder_that_others_can_enter_is_closed_and_a_foreign_one_refused(home, monkeypatch):
    live = home / "maquette" / "live"
    live.mkdir(parents=True)
    live.chmod(0o777)
    desk = Desk()
    assert mode(live) == 0o700
    desk.server.close()
    live.symlink_to(home)
    with pytest.raises(NoAddress):
        Desk()
    live.unlink()
    monkeypatch.setattr(address.os, "getuid", lambda: os.geteuid() + 1)
    with pytest.raises(NoAddress):
        Desk()


def test_another_user_is_sent_away(desk, monkeypatch):
    monkeypatch.setattr(server.os, "getuid", lambda: os.geteuid() + 1)
    assert desk.is_dropped(desk.client(hello=False))
    assert desk.calls == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be two users")
def test_another_user_in_truth(home, desk):
    """The folder opened wide, so that it is the uid alone that keeps them out."""
    path = desk.address.text.removeprefix("unix:")
    code = ("import socket, sys, os; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); "
            "print('in', flush=True); s.settimeout(1800); print(len(s.recv(1)))")
    os.chmod(path, 0o666)
    for folder in (home, home / "maquette", home / "maquette" / "live"):
        folder.chmod(0o711)
    stranger = subprocess.Popen([sys.executable, "-c", code, path], stdout=subprocess.PIPE,
                                user=65534, group=65534, extra_groups=[])
    assert stranger.stdout.readline() == b"in\n"
    desk.poll()
    assert stranger.communicate(timeout=1800)[0] == b"0\n"


def test_hello_proof_and_calls(desk):
    client = desk.client(hello=False)
    nonce = "n" * 36
    answer = desk.call(client, "prove", {"nonce": nonce})
    assert answer["result"]["proof"] == proof(desk.address.token.encode(), nonce.encode())
    answer = desk.call(client, "hello", {"protocol": 1, "token": desk.address.token})
    assert answer["result"] == {}
    assert desk.call(client, "echo", {"x": 1})["result"] == {"echo": {"x": 1}}
    client.close()
    desk.poll()
    assert desk.said == []


@pytest.mark.parametrize("params", [None, {}, {"nonce": "short"}, {"nonce": "x" * 200},
                                    {"nonce": "ü" * 40}, {"nonce": 5}])
def test_what_is_no_nonce_is_dropped(desk, params):
    client = desk.client(hello=False)
    client.send("prove", params)
    assert desk.is_dropped(client)


@pytest.mark.parametrize("first", [
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n{}", b"\0\0\0\0", b"\xff" * 64,
    b"\0\0\0\x02[]", b"\0\0\0\x03\xff\xfe\xfd",
])
def test_garbage_is_dropped(desk, first):
    stranger, friend = desk.client(hello=False), desk.client()
    stranger.sock.sendall(first)
    assert desk.is_dropped(stranger)
    client = desk.client()
    client.sock.sendall(first)
    assert desk.is_dropped(client)
    assert desk.call(friend, "echo", {})["result"] == {"echo": {}}


def test_wrong_tokens_keep_nobody_out(desk):
    """Nobody guesses 32 random bytes; a pause would only keep out who knows them."""
    for _ in range(20):
        client = desk.client(hello=False)
        answer = desk.call(client, "hello", {"protocol": 1, "token": "t" * 64})
        assert answer["error"]["code"] == -32001
        assert desk.is_dropped(client)
    assert desk.call(desk.client(), "echo", {"x": 2})["result"] == {"echo": {"x": 2}}


def test_silent_strangers_keep_nobody_out(desk):
    friend = desk.client()
    strangers = []
    for _ in range(3 * MAX_STRANGERS):
        strangers.append(desk.client(hello=False))
        desk.poll(1)
    assert desk.call(desk.client(), "echo", {"x": 2})["result"] == {"echo": {"x": 2}}
    assert desk.call(friend, "echo", {})["result"] == {"echo": {}}
    # The oldest made room, and no more than that many are there.
    assert desk.is_dropped(strangers[0]) and not desk.is_dropped(strangers[-1])


def test_who_says_nothing_is_dropped(desk, clock):
    silent, halfway, friend = desk.client(hello=False), desk.client(hello=False), desk.client()
    halfway.sock.sendall(b"\0\0\0\x40{")
    desk.poll()
    clock[0] += server.HELLO_S + 1
    halfway.sock.sendall(b" ")  # a trickle does not count
    assert desk.is_dropped(silent) and desk.is_dropped(halfway)
    assert desk.call(friend, "echo", {})["result"] == {"echo": {}}
    clock[0] += server.IDLE_S + 1
    assert desk.is_dropped(friend)


def test_floods_are_dropped(desk):
    flood, friend = desk.client(), desk.client()
    for _ in range(4 * MAX_WAITING):
        flood.send("echo", {})
    desk.poll(80)
    assert any("too many requests" in each for each in desk.said)
    assert len(desk.calls) <= MAX_WAITING
    assert desk.call(friend, "echo", {})["result"] == {"echo": {}}


def test_who_does_not_listen_is_dropped(desk):
    deaf = desk.client()
    deaf.sock.setblocking(False)
    for _ in range(2000):
        try:
            deaf.send("echo", {"x": "y" * 8000})
        except BlockingIOError:
            break
        desk.poll(1)
        if desk.said:
            break
    assert desk.said and not any("too many" in each for each in desk.said)


def test_frames_are_small(desk):
    client = desk.client()
    client.sock.sendall((server.LiveSession.max_frame + 1).to_bytes(4, "big"))
    assert desk.is_dropped(client)


def test_only_so_many_at_once(desk):
    clients = [desk.client() for _ in range(MAX_PEERS)]
    assert desk.is_dropped(desk.client(hello=False))
    clients.pop().close()
    desk.poll()
    assert desk.call(desk.client(), "echo", {})["result"] == {"echo": {}}


def test_one_who_leaves_in_the_middle_harms_nobody(desk):
    leaving, friend = desk.client(), desk.client()
    leaving.send("echo", {"x": 1})
    leaving.close()
    assert desk.call(friend, "echo", {"x": 2})["result"] == {"echo": {"x": 2}}
    assert desk.calls in ([{"x": 1}, {"x": 2}], [{"x": 2}])


def test_a_method_that_fails_is_answered(desk):
    desk.server._methods["broken"] = lambda params, session: 1 / 0
    assert desk.call(desk.client(), "broken", {})["error"]["code"] == -32603


def test_the_loopback_where_there_are_no_sockets(home, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.delenv("XDG_RUNTIME_DIR")
        desk = Desk(port=port)
    (described,) = (home / "state" / "maquette" / "live").iterdir()
    assert mode(described) == 0o600 and desk.address.text == json.loads(
        described.read_text())["address"]
    assert desk.address.listener.getsockname()[0] == "127.0.0.1"
    assert desk.address.text not in (f"tcp:{port}", "tcp:0")
    assert desk.call(desk.client(), "echo", {"x": 3})["result"] == {"echo": {"x": 3}}
    desk.server.close()


def test_a_chosen_port(home):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    desk = Desk(over_tcp=True, port=port)
    assert desk.address.text == f"tcp:{port}"
    desk.server.close()


def test_a_name_too_long_for_a_socket(home, monkeypatch):
    deep = home / ("d" * 100)
    deep.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(deep))
    desk = Desk(port=0)
    assert desk.address.text.startswith("tcp:")
    desk.server.close()


def test_a_flatpak_finds_it(home):
    (home / "app" / "org.maquette.Maquette").mkdir(parents=True)
    desk = Desk()
    assert desk.address.text.startswith(
        f"unix:{home}/app/org.maquette.Maquette/maquette/live/blender-")
    desk.server.close()


def test_what_a_crashed_blender_left_goes(home):
    live = home / "maquette" / "live"
    live.mkdir(parents=True)
    with socket.socket(socket.AF_UNIX) as crashed:
        crashed.bind(str(live / "blender-dead.socket"))
    (live / "blender-dead.json").write_text(json.dumps(
        {"address": f"unix:{live}/blender-dead.socket"}))
    (live / "blender-odd.json").write_text("{")
    alive = Desk()
    other = Desk()
    names = sorted(each.name for each in live.iterdir())
    assert len(names) == 5 and "blender-odd.json" in names and "blender-dead.socket" not in names
    alive.server.close()
    other.server.close()
