"""Who may ask, and what a client may do to the service without harm to others: strangers, web
pages, slow and vanishing readers, broken requests, too much of anything."""

import concurrent.futures
import contextlib
import http.client
import json
import os
import random
import resource
import signal
import socket
import stat
import subprocess
import sys
import time

import desk
import pytest

HEAD = b"Host: localhost\r\nContent-Type: application/json\r\n"


def wire(service, data, timeout=600):
    """Sends bytes as they are; returns what comes back until the end, or the wall for a hang."""
    link = socket.socket(socket.AF_UNIX)
    link.settimeout(timeout)
    link.connect(service.socket)
    try:
        link.sendall(data)
        link.shutdown(socket.SHUT_WR)
    except OSError:
        pass
    back = b""
    try:
        while piece := link.recv(65536):
            back += piece
    except OSError:
        pass
    link.close()
    return back


def alive(service):
    return service.ask("GET", "/v1/health").status == 200


def memory_kib(service):
    """Resident memory; 0 under the address sanitizer, which keeps what was freed for a while."""
    with open(f"/proc/{service.process.pid}/maps", encoding="utf-8") as file:
        if "libasan" in file.read():
            return 0
    with open(f"/proc/{service.process.pid}/status", encoding="ascii") as file:
        return int(next(line for line in file if line.startswith("VmRSS")).split()[1])


def open_sockets(service):
    folder, count = f"/proc/{service.process.pid}/fd", 0
    for fd in os.listdir(folder):
        try:
            count += os.readlink(os.path.join(folder, fd)).startswith("socket:")
        except FileNotFoundError:
            pass  # closed in between
    return count


def wait_for(what, seconds=1800):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.01)


def test_the_socket_is_private(service):
    assert stat.S_IMODE(os.stat(service.socket).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(os.path.dirname(service.socket)).st_mode) == 0o700
    assert stat.S_IMODE(os.stat(os.path.join(service.folder, "data")).st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="becoming another user takes root")
def test_another_user_is_turned_away(service):
    os.chmod(service.folder, 0o755)
    os.chmod(os.path.dirname(service.socket), 0o755)
    os.chmod(service.socket, 0o666)
    code = ("import os, socket, sys; os.setgid(65534); os.setuid(65534)\n"
            "s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])\n"
            "try:\n s.sendall(b'GET /v1/health HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n')\n"
            " print(s.recv(99))\n"
            "except OSError: print(b'')\n")
    out = subprocess.run([sys.executable, "-c", code, service.socket], capture_output=True,
                         text=True, check=True, timeout=1800).stdout
    assert out.strip() == "b''"
    assert alive(service)
    assert "User 65534 is not user 0" in service.log_text()


@pytest.fixture
def tcp(folder):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    service = desk.Service(folder, "--listen", f"127.0.0.1:{port}")
    service.port = port
    with open(os.path.join(service.data, f"service-{port}.token"), encoding="ascii") as file:
        assert stat.S_IMODE(os.fstat(file.fileno()).st_mode) == 0o600
        service.token = file.read().strip()
    yield service
    assert service.end() == 0


def status_of(service, headers, authorization=None):
    link = socket.create_connection(("127.0.0.1", service.port), 20)
    if authorization is None:
        authorization = f"Authorization: Bearer {service.token}\r\n".encode()
    link.sendall(b"GET /v1/health HTTP/1.1\r\n" + headers + authorization + b"Connection: close\r\n\r\n")
    back = b""
    while piece := link.recv(65536):
        back += piece
    link.close()
    assert b"access-control" not in back.lower()
    return int(back.split(b" ")[1]) if back else None


def test_host_and_origin(tcp):
    port = str(tcp.port).encode()
    for host in (b"127.0.0.1:" + port, b"localhost:" + port):
        assert status_of(tcp, b"Host: " + host + b"\r\n") == 200
    for host in (b"evil.example", b"evil.example:" + port, b"127.0.0.1", b"127.0.0.1:1",
                 b"[::1]:" + port, b"localhost", b"127.0.0.1:" + port + b".evil.example"):
        assert status_of(tcp, b"Host: " + host + b"\r\n") in (400, 403), host
    assert status_of(tcp, b"") in (400, 403)
    for origin in (b"http://127.0.0.1:" + port, b"https://evil.example", b"null"):
        headers = b"Host: 127.0.0.1:" + port + b"\r\nOrigin: " + origin + b"\r\n"
        assert status_of(tcp, headers) == 403


def test_access_token(tcp):
    """Another user of the machine gets nowhere: neither without a token nor with one that is nearly right."""
    host = f"Host: 127.0.0.1:{tcp.port}\r\n".encode()
    assert status_of(tcp, host) == 200
    for wrong in ("", tcp.token[:-1], tcp.token + "0", "0" * len(tcp.token), tcp.token.upper() + " "):
        assert status_of(tcp, host, f"Authorization: Bearer {wrong}\r\n".encode()) == 401, wrong
    assert status_of(tcp, host, b"") == 401
    assert status_of(tcp, host, f"Authorization: Basic {tcp.token}\r\n".encode()) == 401
    assert tcp.token not in tcp.log_text()


def test_models_are_for_the_one_user(tcp):
    for method, path, body in (("GET", "/v1/models", None), ("POST", "/v1/models/try", "{}")):
        link = http.client.HTTPConnection("127.0.0.1", tcp.port, timeout=1800)
        link.request(method, path, body, {"Content-Type": "application/json",
                                          "Authorization": f"Bearer {tcp.token}"})
        reply = desk.Reply(link.getresponse())
        assert reply.status == 403 and reply.json["type"].endswith("/forbidden")
        link.close()


def test_headers_that_can_be_read_twice(service):
    """A front may read the first of two hosts or lengths, and the service the last."""
    for headers in (b"Host: localhost\r\nHost: evil.example\r\n", b"Host: a, b\r\n"):
        back = wire(service, b"GET /v1/health HTTP/1.1\r\n" + headers + b"\r\n")
        assert back.startswith(b"HTTP/1.1 400"), back
    for length in (b"-5", b"+5", b"5 5", b"0x5", b"", b"9" * 30, b"5\r\nContent-Length: 6"):
        back = wire(service, b"POST /v1/runs HTTP/1.1\r\n" + HEAD + b"Content-Length: " + length + b"\r\n\r\n{}")
        assert back.startswith(b"HTTP/1.1 400") or not back, (length, back)
    assert alive(service)


def test_refused_requests_leave_no_socket(service):
    """Whoever sends requests that are refused by their headers does not use up the descriptors of the service."""
    open_before = open_sockets(service)
    refused = (b"Host: localhost\r\nHost: localhost\r\n", HEAD + b"Content-Length: 5 5\r\n", b"Host: evil.example\r\n",
               HEAD + b"Content-Length: 99999999999\r\n", HEAD + b"Origin: https://evil.example\r\n")
    for number in range(60):
        wire(service, b"POST /v1/runs HTTP/1.1\r\n" + refused[number % 5] + b"\r\n")
    wait_for(lambda: open_sockets(service) <= open_before)
    assert alive(service)


def test_silent_connections_make_room(service):
    """Whoever opens all connections and sends no request, or only the beginning of its headers or its body, keeps
    others out for half a minute at most."""
    beginnings = (b"", b"GET /v1/health HTTP/1.1\r\nHost:",
                  b"POST /v1/runs HTTP/1.1\r\n" + HEAD + b"Content-Length: 9\r\n\r\n{")
    links = [socket.socket(socket.AF_UNIX) for _ in range(520)]
    for number, link in enumerate(links):
        wait_for(lambda link=link: link.connect_ex(service.socket) == 0)
        with contextlib.suppress(OSError):
            link.sendall(beginnings[number % 3])
    wait_for(lambda: open_sockets(service) < 10)
    assert alive(service)
    for link in links:
        link.close()


def test_origin_on_the_socket(service):
    assert service.ask("GET", "/v1/health", headers={"Origin": "http://localhost"}).status == 403


@pytest.mark.parametrize("where", ["0.0.0.0:0", "[::]:0", "192.168.1.1:80", "localhost:0",
                                   "127.0.0.1", "127.0.0.1:x", "127.0.0.1:70000", ""])
def test_listening_elsewhere_is_refused(folder, where):
    done = subprocess.run([desk.SERVICE, "--listen", where, "--data", folder], capture_output=True,
                          text=True, timeout=1800)
    assert done.returncode == 2 and "maquette-service: " in done.stderr


@pytest.mark.parametrize("options", [
    ["--socket", "/x", "--listen", "127.0.0.1:0"], ["--bogus"], ["word"], ["--idle-minutes", "-5"],
    ["--ready-fd", "99"], ["--config", "/nowhere.yaml"], ["--socket", "/" + "x" * 120],
    ["--socket", "/dev/null", "--data", "/proc/x"]])
def test_bad_options(folder, options):
    done = subprocess.run([desk.SERVICE, "--data", folder, *options], capture_output=True,
                          text=True, timeout=1800)
    assert done.returncode == 2 and "maquette-service: " in done.stderr


def test_open_folder_is_refused(folder):
    os.makedirs(os.path.join(folder, "open"))
    os.chmod(os.path.join(folder, "open"), 0o755)
    path = os.path.join(folder, "open", "s")
    done = subprocess.run([desk.SERVICE, "--data", folder, "--socket", path], capture_output=True,
                          text=True, timeout=1800)
    assert done.returncode == 2 and "chmod 700" in done.stderr


def test_stale_and_live_socket(service):
    second = subprocess.run([desk.SERVICE, "--socket", service.socket, "--data", service.folder],
                            capture_output=True, text=True, timeout=1800)
    assert second.returncode == 2 and "Another service" in second.stderr
    service.end(signal.SIGKILL)
    assert os.path.exists(service.socket)
    service.start()
    assert alive(service)
    service.end()
    assert not os.path.exists(service.socket)
    with open(service.socket, "w", encoding="ascii") as file:
        file.write("mine")
    third = subprocess.run([desk.SERVICE, "--socket", service.socket, "--data", service.folder],
                           capture_output=True, text=True, timeout=1800)
    assert third.returncode == 2 and os.path.exists(service.socket)
    os.unlink(service.socket)
    service.start()


def test_oversize(service):
    """An announced size is refused before a byte of it comes; another one at the limit."""
    for path, limit in (("/v1/runs", 8 << 20), (f"/v1/runs/{'0' * 32}/refinements", 1 << 20)):
        back = wire(service, f"POST {path} HTTP/1.1\r\n".encode() + HEAD
                    + f"Content-Length: {limit + 1}\r\n\r\n".encode())
        assert back.startswith(b"HTTP/1.1 413 ") and b"problems/too-large" in back
        piece = b"10000\r\n" + b"x" * 65536 + b"\r\n"
        back = wire(service, f"POST {path} HTTP/1.1\r\n".encode() + HEAD
                    + b"Transfer-Encoding: chunked\r\n\r\n" + piece * (limit // 65536 + 2)
                    + b"0\r\n\r\n")
        assert back.startswith(b"HTTP/1.1 413 ")
    assert alive(service)


def test_endless_bodies_fill_no_memory(service):
    before = memory_kib(service)
    piece = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    for line in (b"POST /v1/runs HTTP/1.1\r\n", b"POST /nowhere HTTP/1.1\r\n"):
        back = wire(service,
                    line + HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + piece * 800)
        assert not back.startswith(b"HTTP/1.1 2")
    assert memory_kib(service) < before + 40 * 1024
    assert alive(service)


def test_fuzzed_requests(service):
    """Mutations of good requests: each gets an answer, and the service lives."""
    dice = random.Random(20261120)
    run = service.begin(prompt="a thing")
    base = {"script": "x", "plan": {}, "report": {"objects": []}}
    bodies = [("/v1/runs", {"prompt": "a thing", "mode": "continue", "base": base}),
              ("/v1/runs", {"prompt": "", "mode": "script", "script": "y", "base": base}),
              (f"/v1/runs/{run}/results",
               {"instruction": 1, "ok": True, "result": {"findings": []}}),
              (f"/v1/runs/{run}/refinements", {"text": "seat"})]
    for _ in range(400):
        path, body = dice.choice(bodies)
        text = bytearray(json.dumps(body).encode())
        for _ in range(dice.randrange(1, 6)):
            at = dice.randrange(len(text))
            if dice.random() < 0.3:
                del text[at:at + dice.randrange(1, 9)]
                text = text or bytearray(b"{")
            elif dice.random() < 0.5:
                text[at] = dice.randrange(256)
            else:
                text[at:at] = dice.choice([b"{", b"[", b'"', b"null", b"1e999", b"\\u0000",
                                           b"\\ud800", b"-"])
        reply = service.ask("POST", path, bytes(text), {"Content-Type": "application/json"})
        assert reply.status < 500 or reply.status == 503, (reply.status, text)
    assert alive(service)


def test_fuzzed_wire(service):
    dice = random.Random(7)
    good = b"POST /v1/runs HTTP/1.1\r\n" + HEAD + b"Content-Length: 15\r\n\r\n" + b'{"prompt": "a"}'
    for _ in range(200):
        data = bytearray(good)
        for _ in range(dice.randrange(1, 5)):
            at = dice.randrange(len(data))
            noise = bytes(dice.randrange(256) for _ in range(dice.randrange(3)))
            data[at:at + dice.randrange(3)] = noise
        wire(service, bytes(data), timeout=5)
    assert alive(service)


def test_large_headers(service):
    wire(service, b"GET /v1/health HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * (4 << 20)
         + b"\r\n\r\n")
    wire(service, b"GET /" + b"x" * (4 << 20) + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert alive(service)
    assert memory_kib(service) < 60 * 1024


def test_too_many_connections(service):
    links = []
    for _ in range(524):
        link = socket.socket(socket.AF_UNIX)
        link.settimeout(5)
        wait_for(lambda: link.connect_ex(service.socket) == 0)
        links.append(link)
    # The oldest that say nothing go; a request gets through at once.
    assert alive(service)
    for link in links[:len(links) - 512]:
        with contextlib.suppress(OSError):
            assert link.recv(1) == b""
    links[-1].setblocking(False)
    with pytest.raises(BlockingIOError):
        links[-1].recv(1)
    for link in links:
        link.close()
    wait_for(lambda: open_sockets(service) < 10)
    assert alive(service)


def test_a_client_that_leaves_is_noticed(service):
    before = open_sockets(service)
    run = service.begin(prompt="slow")
    wait_for(lambda: open_sockets(service) == before)
    streams = [service.events(run) for _ in range(5)]
    for stream in streams:
        next(iter(stream))
    assert open_sockets(service) == before + 5
    for stream in streams:
        stream.close()
    wait_for(lambda: open_sockets(service) == before)


def test_a_silent_stream_shows_that_it_is_alive(service):
    run = service.begin(prompt="slow")
    stream = service.events(run)
    lines = []
    while b": still here\n" not in lines:
        lines.append(stream.response.readline())
        assert lines[-1], "the stream ended"
    stream.close()


def test_a_slow_reader_holds_nobody_up(service):
    """One reader takes nothing of a large run: others go on, and the service holds a page of it."""
    script = "# faults: \n# seat: 1\n# legs: 1\n" + "#" * (500 * 1024) + "\n"
    hands = desk.Hands()
    run = service.begin(mode="script", script=script, prompt="", interactive=True)
    slow = service.events(run)
    before = memory_kib(service)
    events = desk.follow(service, run, hands, ["seat"] * 8)
    assert events[-1][1] == "done"
    assert memory_kib(service) < before + 40 * 1024
    assert [number for number, _, _ in slow] == [number for number, _, _ in events]
    slow.close()


def test_the_toolkit_is_there_for_every_script(service):
    """Above what runs first, and with its own imports."""
    flat = "oak = wood('Oak', '#8a5a33')\nbox('Box', (1, 1, 1), (0, 0, 0), oak, 'box')\n"
    run = service.begin(mode="script", script=flat, prompt="")
    stream = service.events(run)
    script = next(data for _, kind, data in stream if kind == "instruction")["script"]
    assert script.index("import bpy\n") < script.index("\ndef box(") < script.index("oak = wood(")
    stream.close()


def test_many_runs_at_once(service):
    runs = [service.begin(prompt="a thing") for _ in range(20)]
    for run in runs:
        assert desk.follow(service, run, desk.Hands())[-1][1] == "done"
    assert len(service.ask("GET", "/v1/sessions").json["sessions"]) == 20


def test_the_same_result_at_the_same_time(service):
    run = service.begin(prompt="a thing")
    stream = service.events(run)
    first = next(data for _, kind, data in stream if kind == "instruction")
    result = desk.Hands().carry_out(first)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda _: service.ask("POST", f"/v1/runs/{run}/results", result),
                                range(8)))
    assert [reply.status for reply in replies] == [200] * 8
    assert sum(reply.json["accepted"] for reply in replies) == 1
    stream.close()


def test_too_many_runs(service):
    for _ in range(64):
        service.begin(prompt="slow")
    reply = service.ask("POST", "/v1/runs", {"prompt": "slow"})
    assert reply.status == 503 and reply.json["type"].endswith("/busy")


def full_disk():
    """Every file of the service ends at 640 KiB, as if the disk did."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (640 * 1024, 640 * 1024))


def test_a_full_disk_costs_only_what_is_new(folder):
    """What cannot be written is not said; what was written is there when there is room again."""
    service = desk.Service(folder, prepare=full_disk)
    run = service.begin(prompt="a thing", interactive=True)
    hands = desk.Hands()
    first = desk.Stream(service.socket, run)
    seen = []
    for event in first:
        seen.append(event)
        if event[1] == "instruction":
            service.ask("POST", f"/v1/runs/{run}/results", hands.carry_out(event[2]))
        if event[1] == "waiting":
            break
    assert seen[-1][1] == "waiting"
    statuses = {service.ask("POST", "/v1/runs", {"prompt": "x" * 10000}).status for _ in range(60)}
    while service.ask("POST", "/v1/runs", {"prompt": "x"}).status == 201:
        pass  # what is left of the disk
    assert statuses <= {201, 500, 503, 507} and statuses & {500, 507}
    reply = service.ask("POST", f"/v1/runs/{run}/refinements", {"text": "seat " + "x" * 9000})
    assert reply.status in (500, 507) and reply.json["detail"]
    assert alive(service)
    first.close()
    assert service.end() == 0
    service.prepare = None
    service.start()
    service.ask("POST", f"/v1/runs/{run}/refinements", {"text": "seat"})
    service.ask("POST", f"/v1/runs/{run}/finish")
    events = desk.follow(service, run, hands)
    assert events[:len(seen)] == seen
    assert events[-1][1:] == ("done", {"reason": "finished"})
    assert service.end() == 0


def test_bodies_are_not_logged(service):
    secret = "correct-horse-battery"
    run = service.begin(prompt=secret + " silent")
    desk.follow(service, run, desk.Hands())
    service.ask("POST", "/v1/runs", b'{"prompt": "' + secret.encode(),
                {"Content-Type": "application/json"})
    assert secret not in service.log_text()
