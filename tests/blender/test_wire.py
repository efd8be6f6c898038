# Framing, the hello and JSON-RPC: first the session alone, fed with garbage, then a real Blender.
import json
import os
import random
import socket
import struct
import sys

import pytest
from worker_client import ROOT, RemoteError, Worker

sys.path.insert(0, str(ROOT / "blender-addon"))
from maquette_bridge.connection import MAX_FIRST_FRAME, MAX_FRAME, Closed, Session  # noqa: E402
from maquette_bridge.errors import BridgeError  # noqa: E402
from maquette_bridge.params import Params, inside  # noqa: E402

TOKEN = "t" * 32
HELLO = {"jsonrpc": "2.0", "id": 1, "method": "hello", "params": {"protocol": 1, "token": TOKEN}}


def frame(message):
    data = message if isinstance(message, bytes) else json.dumps(message).encode()
    return struct.pack(">I", len(data)) + data


def exchange(data):
    """Feeds bytes to a session and ends the stream; returns (answers, why it closed, calls made)."""
    ours, theirs = socket.socketpair()
    calls = []

    def echo(params, _call):
        calls.append(params)
        return {"echo": params}

    ours.sendall(data)
    ours.shutdown(socket.SHUT_WR)
    with pytest.raises(Closed) as closed:
        Session(theirs, TOKEN, {"echo": echo}, lambda params: {"protocol": 1}).serve()
    theirs.close()
    received = b""
    while part := ours.recv(65536):
        received += part
    ours.close()
    answers = []
    while received:
        (size,) = struct.unpack_from(">I", received)
        answers.append(json.loads(received[4:4 + size]))
        received = received[4 + size:]
    return answers, str(closed.value), calls


def test_hello_then_calls():
    call = {"jsonrpc": "2.0", "id": "a", "method": "echo", "params": {"x": 1}}
    answers, _why, calls = exchange(frame(HELLO) + frame(call))
    assert answers == [{"jsonrpc": "2.0", "id": 1, "result": {"protocol": 1}},
                       {"jsonrpc": "2.0", "id": "a", "result": {"echo": {"x": 1}}}]
    assert calls == [{"x": 1}]


@pytest.mark.parametrize("first", [
    b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 60000,
    b'{"jsonrpc": "2.0", "id": 1, "method": "echo", "params": {}}',
    b'{"jsonrpc": "2.0", "id": 1, "method": "hello"}',
    b'{"jsonrpc": "2.0", "id": 1, "method": "hello", "params": {"protocol": 1, "token": 7}}',
    b'{"jsonrpc": "2.0", "method": "hello", "params": {"protocol": 1, "token": "' + b"t" * 32 + b'"}}',
])
def test_anything_but_hello_closes(first):
    call = {"jsonrpc": "2.0", "id": 2, "method": "echo", "params": {}}
    answers, why, calls = exchange(frame(first) + frame(HELLO) + frame(call))
    assert answers == [] and calls == [] and "hello" in why


@pytest.mark.parametrize("token", ["", "t" * 31, "t" * 33, "T" * 32, "\ud800"])
def test_wrong_token_closes(token):
    hello = {**HELLO, "params": {"protocol": 1, "token": token}}
    call = {"jsonrpc": "2.0", "id": 2, "method": "echo", "params": {}}
    answers, why, calls = exchange(frame(hello) + frame(call))
    assert [a["error"]["code"] for a in answers] == [-32001]
    assert calls == [] and why == "wrong token"


def test_sizes_are_limited():
    assert "frame" in exchange(struct.pack(">I", MAX_FIRST_FRAME + 1) + b"x")[1]
    answers, why, _calls = exchange(frame(HELLO) + struct.pack(">I", MAX_FRAME + 1) + b"x")
    assert len(answers) == 1 and "frame" in why


def test_http_request_closes():
    answers, why, calls = exchange(b"POST / HTTP/1.1\r\nHost: localhost\r\n\r\n" + frame(HELLO))
    assert answers == [] and calls == [] and "frame" in why


@pytest.mark.parametrize("message, code", [
    (b"{", -32700), (b"\xff", -32700), (b"[1, NaN]", -32700), (b"[" * 100000, -32700),
    (b"[]", -32600), (b"{}", -32600), (b'{"jsonrpc": "1.0", "id": 1, "method": "echo"}', -32600),
    (b'{"jsonrpc": "2.0", "id": [], "method": "echo"}', -32600),
    (b'{"jsonrpc": "2.0", "id": 1, "method": "nothing"}', -32601),
    (json.dumps(HELLO).encode(), -32600),
])
def test_bad_requests_are_answered(message, code):
    call = {"jsonrpc": "2.0", "id": 9, "method": "echo", "params": None}
    answers, _why, _calls = exchange(frame(HELLO) + frame(message) + frame(call))
    assert answers[1]["error"]["code"] == code
    assert answers[2]["id"] == 9 and "result" in answers[2]


def test_mutated_frames_never_break_the_session():
    rng = random.Random(4)
    call = {"jsonrpc": "2.0", "id": 5, "method": "echo", "params": {"a": [1, 2.5, "ü", None]}}
    plain = frame(HELLO) + frame(call) * 2
    for _ in range(1500):
        data = bytearray(plain)
        for _ in range(rng.randint(1, 6)):
            place = rng.randrange(len(data))
            choice = rng.random()
            if choice < 0.4:
                data[place] = rng.randrange(256)
            elif choice < 0.7:
                del data[place:place + rng.randint(1, 9)]
            else:
                data[place:place] = rng.randbytes(rng.randint(1, 9))
        for answer in exchange(bytes(data))[0]:  # only Closed may come out, and well-formed answers
            assert ("result" in answer) != ("error" in answer)


def test_paths(tmp_path):
    run = tmp_path / "run"
    (run / "in").mkdir(parents=True)
    (run / "out").symlink_to(tmp_path)
    (run / "file.png").symlink_to(tmp_path / "elsewhere.png")
    (run / "loop").symlink_to("loop")
    (run / "near").symlink_to("in")
    assert inside(run, "a/b.png") == os.path.realpath(run / "a/b.png")
    assert inside(run, "near/x.png") == os.path.realpath(run / "in/x.png")
    for path in ("", ".", "/etc/passwd", "..", "../x", "a/../../x", "a/..", "out/x.png", "file.png",
                 "out", "C:\\x", "a\\..\\..\\x", "\\x", "x\0y", "x\ny", "y" * 2000, "\ud800", None, 7):
        with pytest.raises(BridgeError) as refused:
            inside(run, path)
        assert refused.value.code == -32002, path
    with pytest.raises(BridgeError):
        inside(run, "a.txt", (".png",))


def test_params_refuse_wrong_types():
    values = Params({"n": True, "x": float("nan"), "s": 3, "p": [["a"]], "up": "x", "more": 1})
    for read in (lambda: values.integer("n", 0, 9), lambda: values.number("x", 0, 9),
                 lambda: values.text("s", 9), lambda: values.pairs("p", 9),
                 lambda: values.choice("up", ("z", "y", None), None), lambda: values.text("absent", 9), values.done):
        with pytest.raises(BridgeError) as refused:
            read()
        assert refused.value.code == -32602


# A real Blender.

def test_hello_and_info(worker):
    facts = worker.facts
    assert facts["protocol"] == 1 and facts["background"] is True
    assert "CYCLES" in facts["engines"] and "BLENDER_WORKBENCH" in facts["engines"]
    assert set(facts) == {"protocol", "bridge", "blender", "background", "engines", "gpu", "denoise", "exports",
                          "draco"}
    info = worker.call("info")
    assert info["objects"] == 0 and info["memory_bytes"] > 1 << 20


@pytest.mark.parametrize("method, params", [
    ("execute", {}), ("execute", {"script": 5}), ("execute", {"script": "", "cpu_s": 0}),
    ("execute", {"script": "", "save": "../x.blend"}), ("execute", {"script": "", "save": "x.py"}),
    ("execute", {"script": "\ud800"}), ("check", {"script": "", "origin": "me"}),
    ("render", {"mode": "final", "num_images": 11}), ("render", {"mode": "final", "width": 99999}),
    ("render", {"mode": "final", "folder": "/tmp"}), ("render", {"mode": "x"}),
    ("measure", {"joins": [["a"]]}), ("measure", {"tolerance_m": -1}), ("info", {"x": 1}),
    ("save", {"file": "/tmp/x.blend"}), ("export", {"file": "x.exe"}), ("nothing", {}),
])
def test_bad_calls_are_refused(worker, method, params):
    with pytest.raises(RemoteError) as refused:
        worker.call(method, params)
    assert refused.value.code in (-32601, -32602, -32002)


def test_an_uninvited_client_gets_nothing(tmp_path):
    worker = Worker(tmp_path / "run", hello=False)
    worker.send({"jsonrpc": "2.0", "id": 1, "method": "execute", "params": {
        "script": "open('ran', 'w')", "save": None, "cpu_s": 5}})
    with pytest.raises((EOFError, ConnectionError)):
        worker.receive()
    worker.close()
    assert worker.process.returncode == 0
    assert not (tmp_path / "run" / "ran").exists()
