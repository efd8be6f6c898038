# Framing, the hello and JSON-RPC: first the session alone, fed with garbage, then a real Blender.
import json
import math
import os
import random
import socket
import struct
import sys
from types import SimpleNamespace

import pytest
from worker_client import ROOT, RemoteError, Worker

sys.path.insert(0, str(ROOT / "blender-addon"))
from maquette_bridge import connection  # noqa: E402
from maquette_bridge.connection import (  # noqa: E402
    MAX_FIRST_FRAME,
    MAX_FRAME,
    Closed,
    Framer,
    Session,
    proof,
)
from maquette_bridge.errors import FULL, BridgeError, name_write_failure  # noqa: E402
from maquette_bridge.params import MAX_PATH, Params, inside  # noqa: E402

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


@pytest.mark.parametrize("nonce, answered", [("n" * 32, True), ("n" * 128, True), ("n" * 31, False), ("n" * 129, False),
                                             ("ñ" * 32, False), (7, False)])
def test_a_proof_needs_a_nonce(nonce, answered):
    """Once, before the hello."""
    ask = {"jsonrpc": "2.0", "id": 7, "method": "prove", "params": {"nonce": nonce}}
    answers, why, _calls = exchange(frame(ask) + frame(HELLO))
    assert [each["id"] for each in answers] == ([7, 1] if answered else []) and answered != ("nonce" in why)
    if answered:
        assert answers[0]["result"] == {"proof": proof(TOKEN.encode(), nonce.encode())}
        answers, why, _calls = exchange(frame(ask) * 2 + frame(HELLO))
        assert [each["id"] for each in answers] == [7] and "nonce" in why


@pytest.mark.parametrize("token", ["", "t" * 31, "t" * 33, "T" * 32, "\ud800"])
def test_wrong_token_closes(token):
    hello = {**HELLO, "params": {"protocol": 1, "token": token}}
    call = {"jsonrpc": "2.0", "id": 2, "method": "echo", "params": {}}
    answers, why, calls = exchange(frame(hello) + frame(call))
    assert [a["error"]["code"] for a in answers] == [-32001]
    assert calls == [] and why == "wrong token"


def test_sizes_are_limited(monkeypatch):
    assert "frame" in exchange(struct.pack(">I", MAX_FIRST_FRAME + 1) + b"x")[1]
    hello = json.dumps(HELLO).encode()
    answers, _why, _calls = exchange(frame(hello + b" " * (MAX_FIRST_FRAME - len(hello))))
    assert [each["id"] for each in answers] == [1]
    monkeypatch.setattr(connection, "MAX_FRAME", len('{"x":"aaa"}'))
    assert Framer.frame({"x": "aaa"}) == b'\0\0\0\x0b{"x":"aaa"}'
    with pytest.raises(BridgeError, match="larger than"):
        Framer.frame({"x": "aaaa"})
    monkeypatch.undo()
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
    assert inside(run, "a.PNG", (".jpg", ".png")) == os.path.realpath(run / "a.PNG")
    long = "/".join(["y" * 15] * 64)
    assert len(long) == MAX_PATH - 1 and inside(run, long + "y")
    with pytest.raises(BridgeError):
        inside(run, long + "yy")


def test_params_refuse_wrong_types():
    values = Params({"n": True, "x": float("nan"), "s": 3, "p": [["a"]], "up": "x", "more": 1})
    for read in (lambda: values.integer("n", 0, 9), lambda: values.number("x", 0, 9),
                 lambda: values.text("s", 9), lambda: values.pairs("p", 9),
                 lambda: values.choice("up", ("z", "y", None), None), lambda: values.text("absent", 9), values.done):
        with pytest.raises(BridgeError) as refused:
            read()
        assert refused.value.code == -32602


LONG, JOIN = "x" * 200, ["a", "b", "rests", 0]
# How a parameter is read; values that are taken; values that are refused.
LIMITS = {
    "text": (lambda values: values.text("v", 3), ["", "abc"], ["abcd", "\ud800", None, ["a"]]),
    "text with a default": (lambda values: values.text("v", 3, None), ["abc", None], ["abcd", 1]),
    "choice": (lambda values: values.choice("v", ("z", "y", None), None), ["z", "y", None], ["x", "", 1]),
    "integer": (lambda values: values.integer("v", 1, 9), [1, 9], [0, 10, 1.0, True, "1", None]),
    "number": (lambda values: values.number("v", .5, 9), [.5, 1, 9], [.49, 9.01, True, math.inf, math.nan, "1"]),
    "flag": (lambda values: values.flag("v"), [True, False], [0, 1, "true", None]),
    "texts": (lambda values: values.texts("v", 2, 3), [[], ["a", "abc"]], [["a"] * 3, [""], ["abcd"], [1], "a"]),
    "pairs": (lambda values: values.pairs("v", 1), [[], [["a", LONG]]],
              [[["a", "b"]] * 2, [["a", LONG + "x"]], [["a"]], [["a", "b", "c"]], [["a", 1]], ["ab"], {}]),
    "joins": (lambda values: values.joins("v", 2, ("rests", "fits")),
              [[], [["a", "b"]], [JOIN, ["a", LONG, "fits", 1000]]],
              [[JOIN] * 3, [["a"]], [JOIN[:3]], [[*JOIN, 0]], [["a", 1]], [["a", LONG + "x"]], ["ab"],
               [["a", "b", "glued", 0]], [["a", "b", "rests", -.1]], [["a", "b", "rests", 1000.1]],
               [["a", "b", "rests", True]], [["a", "b", "rests", "0"]]]),
    "objects": (lambda values: values.objects("v", 2), [[], [1, "a"]], [[1] * 3, {}]),
    "rows": (lambda values: values.rows("v", 2, 3), [[], [[1, 2.5, -3]] * 2],
             [[[1, 2, 3]] * 3, [[1, 2]], [[1, 2, 3, 4]], [[1, 2, math.inf]], [[1, 2, True]], [[1, 2, "3"]], [7]]),
    "vector": (lambda values: list(values.vector("v", 2, -1, 1)), [[-1, 1]],
               [[0], [0, 0, 0], [-1.1, 0], [0, 1.1], [0, True], [0, math.nan], None, 5]),
    "integers": (lambda values: values.integers("v", 2, 1, 9), [[], [1, 9]], [[1] * 3, [0], [10], [1.0], [True], 1]),
    "items": (lambda values: [each._values for each in values.items("v", 2)], [[], [{}, {"a": 1}]],
              [[{}] * 3, [1], [None], {}]),
    "pose": (lambda values: values.pose(), [{}, {"Lid": 90}], [[], 5, None]),
}


@pytest.mark.parametrize("name", LIMITS)
def test_params_at_their_limits(name):
    """What is just within is taken as it is, what is just beyond is refused."""
    read, taken, refused = LIMITS[name]
    key = "pose" if name == "pose" else "v"
    for value in taken:
        found = read(Params({key: value}))
        assert found == ([tuple(each) for each in value] if name in ("pairs", "joins") else value), value
    for value in refused:
        with pytest.raises(BridgeError) as error:
            read(Params({key: value}))
        assert error.value.code == -32602 and f"'{key}'" in error.value.message, value


def test_params_that_are_read_are_known():
    values = Params({"a": 1, "b": 2})
    assert values.integer("a", 0, 9) == 1
    with pytest.raises(BridgeError, match="unknown parameter 'b'"):
        values.done()
    assert values.integer("b", 0, 9) == 2
    values.done()
    Params(None).done()
    with pytest.raises(BridgeError):
        Params([])


@pytest.mark.parametrize("free, why", [(FULL - 1, "No space left on device"), (0, "No space left on device"),
                                       (FULL, "because"), (1 << 40, "because")])
def test_a_full_disk_has_its_name(monkeypatch, free, why):
    """Whatever Blender says of it."""
    monkeypatch.setattr(os, "statvfs", lambda folder: SimpleNamespace(f_bavail=free, f_frsize=1, f_bfree=1 << 50))
    assert name_write_failure("/somewhere", "because") == why
    monkeypatch.setattr(os, "statvfs", lambda folder: SimpleNamespace(f_bavail=free // 4, f_frsize=4))
    assert name_write_failure("/somewhere", "because") == why


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


# What each method needs.
NEEDED = {
    "info": {}, "introspect": {}, "check": {"script": ""}, "execute": {"script": ""},
    "preview": {"script": "", "file": "a.glb"}, "model": {"file": "a.glb"}, "open": {"file": "a.blend"},
    "take": {"file": "a.blend", "base": "b.blend", "session": "s", "version": 1, "save": "c.blend"},
    "names_beside": {"file": "a.obj"}, "take_in": {"file": "a.obj", "title": "", "name": "a.obj", "save": "a.blend"},
    "rebuild": {"script": "", "save": "a.blend"}, "compare": {"file": "a.blend"}, "measure": {},
    "likeness": {"picture": "a.png"}, "render": {"mode": "look"}, "turntable": {"frames": 10}, "dataset": {},
    "warm_up": {}, "save": {"file": "a.blend"}, "export": {"file": "a.stl"}, "read_back": {"file": "a.glb"},
    "library_asset": {"file": "a.blend", "name": "a", "catalog": ""}, "print_check": {}, "drawing": {},
}
# The least and the most of a parameter; how long a text may be; an entry of a list, and how many of it.
PATH = ("text", 1024)
RANGES = {
    "introspect": {"file": PATH}, "execute": {"cpu_s": (1, 86400), "save": PATH},
    "preview": {"cpu_s": (1, 86400), "file": PATH}, "model": {"file": PATH}, "open": {"file": PATH, "save": PATH},
    "take": {"version": (1, 1000000), "file": PATH, "base": PATH, "session": ("text", 64), "save": PATH},
    "names_beside": {"file": PATH}, "take_in": {"file": PATH, "title": ("text", 400), "name": PATH, "save": PATH},
    "rebuild": {"save": PATH, "kept": (["a" * 80], 200)}, "compare": {"file": PATH, "parts": (["a" * 80], 200)},
    "measure": {"tolerance_m": (0.0, 1.0), "penetration_m": (0.0, 10.0), "joins": ([["a", "b"]], 10000),
                "requirements": ([{}], 10000),
                "disputed": ([{"id": "a" * 100, "code": "b" * 40, "objects": ["c" * 255] * 20,
                               "reason": "d" * 1000}], 20)},
    "likeness": {"picture": PATH, "folder": PATH,
                 "landmarks": ([{"name": "a" * 200, "part": "b" * 200, "seen": [-1, 2], "at_m": [-1e6, 0, 1e6]}], 12)},
    "render": {"num_images": (1, 10), "width": (16, 8192), "height": (16, 8192), "samples": (0, 4096),
               "quality": (10, 100), "background": ([[0, .5, 1]], 1), "cameras": ([[0] * 5], 10), "folder": PATH,
               "cuts": ([["a", "b"]], 2), "numbers": ([5], 10),
               "closeups": ([{"label": "a" * 100, "objects": ["b" * 200] * 20, "camera": [[0] * 6]}], 4)},
    "turntable": {"frames": (1, 9999), "first": (1, 9990), "from_deg": (-360.0, 360.0), "degrees": (-360.0, 360.0),
                  "width": (16, 8192), "height": (16, 8192), "folder": PATH},
    "dataset": {"cameras": (1, 999), "seed": (0, 2 ** 31 - 1), "width": (16, 4096), "height": (16, 4096),
                "folder": PATH},
    "warm_up": {"folder": PATH}, "save": {"file": PATH},
    "export": {"file": PATH, "scale": (1e-6, 1e6), "share": (.001, 1.0), "max_triangles": (1, 100_000_000),
               "texture_px": (0, 8192), "link": ("text", 200), "gap": (0.0, 1e6), "bed_x": (1e-6, 1e9),
               "bed_y": (1e-6, 1e9), "bed_z": (1e-6, 1e9), "preview": PATH},
    "read_back": {"file": PATH},
    "library_asset": {"file": PATH, "name": ("text", 200), "description": ("text", 1000), "catalog": ("text", 36),
                      "tags": (["a" * 60], 30), "preview": PATH},
    "print_check": {"wall_m": (0.0, 1e6), "bed_x_m": (1e-6, 1e6), "bed_y_m": (1e-6, 1e6), "bed_z_m": (1e-6, 1e6),
                    "mm_m": (1e-9, 1e3)},
}
# One too many within an entry.
BEYOND = [
    ("render", "closeups", {"label": "a" * 101}), ("render", "closeups", {"label": "", "objects": ["a"] * 21}),
    ("render", "closeups", {"label": "", "objects": ["a" * 201]}), ("render", "numbers", 6), ("render", "numbers", 0),
    ("render", "closeups", {"label": "", "camera": [[0] * 6] * 2}), ("render", "cameras", [0] * 6),
    ("library_asset", "tags", "a" * 61), ("rebuild", "kept", "a" * 81), ("compare", "parts", "a" * 81),
    *(("measure", "disputed", {"id": "a", "code": "b", "objects": ["c"], **more}) for more in (
        {"id": "a" * 101}, {"code": "b" * 41}, {"objects": ["c"] * 21}, {"objects": ["c" * 256]},
        {"reason": "d" * 1001})),
    *(("likeness", "landmarks", {"name": "a", "seen": [0, 0], "at_m": [0, 0, 0], **more}) for more in (
        {"name": "a" * 201}, {"part": "a" * 201}, {"seen": [-1.01, 0]}, {"seen": [0, 2.01]}, {"at_m": [0, 1.1e6, 0]})),
]


def refusal(worker, method, params):
    """Why a call is refused. Nothing is done where a parameter is unknown, but all others are read before."""
    with pytest.raises(RemoteError) as refused:
        worker.call(method, {**NEEDED[method], "more": 1, **params})
    assert refused.value.code == -32602
    return refused.value.message


def test_every_method_knows_its_parameters(worker):
    names = worker.execute("from maquette_bridge.methods import Bridge\nprint(*Bridge.__new__(Bridge).methods())")
    assert set(names["stdout"].split()) == NEEDED.keys()
    for method in NEEDED:
        assert "unknown parameter 'more'" in refusal(worker, method, {}), method


@pytest.mark.parametrize("method", RANGES)
def test_methods_at_their_limits(worker, method):
    """The least and the most is taken, what is just beyond is refused by name; in lists, one entry more."""
    for name, (low, high) in RANGES[method].items():
        if isinstance(low, str):
            taken, refused = ["a" * high], ["a" * (high + 1)]
        elif isinstance(low, list):
            taken, refused = [low * high], [low * (high + 1)]
        else:
            step = 1 if isinstance(low, int) else 1e-9
            taken, refused = [low, high], [low - step, high + step + 1e-6 * high * (step < 1)]
        for value in taken:
            assert "unknown parameter 'more'" in refusal(worker, method, {name: value}), (name, value)
        for value in refused:
            assert f"'{name}'" in refusal(worker, method, {name: value}), (name, value)


@pytest.mark.parametrize("method, name, entry", BEYOND)
def test_entries_beyond_their_limits(worker, method, name, entry):
    assert "unknown parameter 'more'" not in refusal(worker, method, {name: [entry]})


def test_an_uninvited_client_gets_nothing(tmp_path):
    worker = Worker(tmp_path / "run", hello=False)
    worker.send({"jsonrpc": "2.0", "id": 1, "method": "execute", "params": {
        "script": "open('ran', 'w')", "save": None, "cpu_s": 5}})
    with pytest.raises((EOFError, ConnectionError)):
        worker.receive()
    worker.close()
    assert worker.process.returncode == 0
    assert not (tmp_path / "run" / "ran").exists()
