"""Bad input, and what it gets: a problem with a 4xx, while others are served and nothing grows."""

import contextlib
import json
import socket
import struct
import zlib

import desk
import pytest
from test_http import HEAD, memory_kib, open_sockets, wait_for, wire
from test_openapi import API, code, resolve

ACCEPTED = "PNG and JPEG of at most 8 MiB and 1568 pixels a side are accepted"


MCP = "/mcp"


def json_routes():
    """(path, names of its members) of every route that takes JSON, but for /mcp, which refuses in its own words."""
    for path, item in API["paths"].items():
        if path == MCP:
            continue
        for method, operation in item.items():
            if method != "parameters" and "requestBody" in operation:
                content = operation["requestBody"]["content"].get("application/json", {})
                if "schema" in content:
                    yield path, sorted(resolve(content["schema"]).get("properties", {}))


ROUTES = list(json_routes())


def real(path, run):
    path = path.replace("{id}", run).replace("{team}", "scripted").replace("{session}", "s-1")
    return path.replace("{blender}", "4.3.2-abc")


def post(service, path, body):
    return service.ask("POST", path, body, {"Content-Type": "application/json"})


def test_every_route_is_there():
    assert len(ROUTES) == 20 and all(members for _, members in ROUTES)


@pytest.mark.parametrize("path, members", ROUTES, ids=[path for path, _ in ROUTES])
def test_unknown_members(service, path, members):
    """Refused by name; and what the document describes is known."""
    run = service.begin(prompt="slow")
    for name in ("colour", "", "__proto__", "../x", "x" * 500, members[0] + " ", members[0].upper(), "\u202ename"):
        reply = post(service, real(path, run), json.dumps({name: 1}))
        assert code(reply) == (400, "bad-request") and "is not known here" in reply.json["detail"], (name, reply.text)
        assert len(reply.json["detail"]) < 400
    for name in members:
        reply = post(service, real(path, run), json.dumps({name: None}))
        assert "is not known here" not in reply.json.get("detail", ""), (name, reply.text)


@pytest.mark.parametrize("path", [path for path, _ in ROUTES] + [MCP])
def test_what_is_no_json(service, path):
    run = service.begin(prompt="slow")
    deep = b"[" * 100000
    for body in (b"", b"{", b"[]", b"null", b'"x"', b"{} {}", b"{'a': 1}", b'{"a": 1,}', b"\xff\xfe{}",
                 b'{"a": "\\ud8"}', b"\0", b'{"id": "a\\u0000b"}', b"// x\n{}", b"{}" * 1000, deep,
                 b'{"id": ' + deep + b"]" * 100000 + b"}",
                 b'{"id":' * 50000 + b"1" + b"}" * 50000, b'{"a": 1e99999}', b"<xml/>", b"id=1&prompt=2"):
        reply = post(service, real(path, run), body)
        if path == MCP:
            assert reply.status == 400 and reply.json["error"]["code"] in (-32700, -32600), (body[:40], reply.text)
        else:
            assert code(reply) == (400, "bad-request"), (body[:40], reply.text)
    assert service.ask("GET", f"/v1/runs/{run}").json["state"] == "running"


@pytest.mark.parametrize("path", [path for path, _ in ROUTES] + [MCP, "/v1/runs/{id}/pictures"])
def test_forms(service, path):
    """No route takes forms: neither good nor broken ones."""
    run = service.begin(prompt="slow")
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data", "multipart/mixed; boundary=" + "x" * 5000,
                 "application/x-www-form-urlencoded", "text/plain", "application/json5", "image/svg+xml", ";", ""):
        body = b'--x\r\nContent-Disposition: form-data; name="f"; filename="../../x"\r\n\r\n{}\r\n--x--\r\n'
        reply = service.ask("POST", real(path, run) + "?reference=1", body, {"Content-Type": kind})
        assert code(reply) == (415, "unsupported-media-type"), (kind, reply.text)


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width=8, height=6, more=b"", end=b""):
    whole = desk.make_png(8, 6)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return whole[:8] + head + more + whole[8 + 25:] + end


def jpeg(width=8, height=6, more=b"", end=b""):
    """As much of a JPEG as can be seen without decoding it."""
    def segment(marker, data):
        return bytes((0xff, marker)) + struct.pack(">H", len(data) + 2) + data
    return (b"\xff\xd8" + segment(0xe0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + more
            + segment(0xc0, struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0")
            + segment(0xda, b"\1\1\0\0\x3f\0") + b"\x12\xff\0\x34\xff\xd0\x56" + b"\xff\xd9" + end)


ZIP = b"PK\3\4" + b"\0" * 26 + b"PK\5\6" + b"\0" * 18
GIF = b"GIF89a\1\0\1\0\0\0\0;"
WEBP = b"RIFF\x1a\0\0\0WEBPVP8L\r\0\0\0/\0\0\0\0\0\0\0\0\0\0\0\0"
BOMB = chunk(b"zTXt", b"x\0\0" + zlib.compress(b"\0" * (100 << 20), 9))
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'
PICTURES = [
    ("png", png(), "image/png", 201, ""),
    ("jpeg", jpeg(), "image/jpeg", 201, ""),
    ("largest", png(1568, 1568), "image/png", 201, ""),
    ("with a comment", png(more=chunk(b"tEXt", b"Date\0today")), "image/png", 201, ""),
    ("two scans", jpeg(more=b"\xff\xda\0\x08\1\1\0\0\x3f\0ab\xff\0"), "image/jpeg", 400, "damaged"),
    ("nothing", b"", "image/png", 400, "no picture"),
    ("text", b"a chair, please", "image/png", 400, "no picture"),
    ("svg", SVG, "image/png", 400, "no picture"),
    ("gif", GIF, "image/png", 400, "no picture"),
    ("zip", ZIP, "image/jpeg", 400, "no picture"),
    ("webp", WEBP, "image/png", 400, "image/webp"),
    ("webp that is cut", WEBP[:20], "image/png", 400, "damaged picture (image/webp)"),
    ("another type", png(), "image/jpeg", 400, "Content-Type says image/jpeg"),
    ("another type, too", jpeg(), "image/png", 400, "Content-Type says image/png"),
    ("bomb of pixels", png(60000, 60000), "image/png", 413, "60000 × 60000 pixels"),
    ("bomb of rows", png(1, 1569), "image/png", 413, "1 × 1569 pixels"),
    ("bomb of pixels, jpeg", jpeg(65535, 65535), "image/jpeg", 413, "65535 × 65535 pixels"),
    ("bomb of text", png(more=BOMB), "image/png", 400, "damaged"),
    ("many comments", png(more=chunk(b"tEXt", b"a\0" + b"b" * 999) * 66), "image/png", 400, "damaged"),
    ("and a zip", png(end=ZIP), "image/png", 400, f"{len(ZIP)} bytes behind its end"),
    ("and a page", jpeg(end=SVG), "image/jpeg", 400, f"{len(SVG)} bytes behind its end"),
    ("and another one", png(end=png()), "image/png", 400, "behind its end"),
    ("no size", png(0, 8), "image/png", 400, "damaged"),
    ("no data", png()[:33] + chunk(b"IEND", b""), "image/png", 400, "damaged"),
    ("cut", png()[:-4], "image/png", 400, "damaged"),
    ("cut after the header", png()[:33], "image/png", 400, "damaged"),
    ("a length that lies", png()[:33] + b"\xff\xff\xff\xffIDAT" + b"\0" * 40, "image/png", 400, "damaged"),
    ("cut jpeg", jpeg()[:-2], "image/jpeg", 400, "damaged"),
    ("jpeg without a frame", b"\xff\xd8\xff\xd9", "image/jpeg", 400, "damaged"),
    ("jpeg whose length lies", jpeg()[:20] + b"\xff\xe1\xff\xff", "image/jpeg", 400, "damaged"),
]


@pytest.mark.parametrize("data, kind, status, why", [row[1:] for row in PICTURES], ids=[row[0] for row in PICTURES])
def test_pictures(service, data, kind, status, why):
    """Refused by name, with what is accepted, and before anything decodes it."""
    run = service.begin(prompt="slow", team="thinker")
    reply = service.ask("POST", f"/v1/runs/{run}/pictures?reference=1", data, {"Content-Type": kind})
    assert reply.status == status and why in reply.text, reply.text
    assert status == 201 or "Content-Type says" in why or ACCEPTED in reply.json["detail"], reply.text


def test_mutated_pictures(service):
    """Whatever it is, it gets an answer."""
    run = service.begin(prompt="slow", team="thinker")
    for kind, whole in (("image/png", png(more=chunk(b"tEXt", b"a\0b"))), ("image/jpeg", jpeg())):
        for at in range(len(whole)):
            for data in (whole[:at], whole[:at] + b"\xff" + whole[at + 1:], whole[:at] + b"\0" + whole[at + 1:],
                         whole[:at] + whole[at + 1:]):
                reply = service.ask("POST", f"/v1/runs/{run}/pictures?reference=1", data, {"Content-Type": kind})
                assert reply.status in (200, 201, 400, 413), reply.text


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/../../b", "..", ".", "a//b", "", "a/./b", None, 7])
def test_paths_in_names(service, name):
    run = service.begin(prompt="a thing", interactive=True)
    body = {"text": "seat", "client": "c" * 32, "files": [name]}
    assert code(service.ask("POST", f"/v1/runs/{run}/refinements", body)) == (400, "bad-request")
    assert service.ask("POST", f"/v1/runs/{run}/refinements", {**body, "files": ["p/1.png"]}).status == 202
    text = str(name) if name else "%2e%2e"
    for path in (f"/v1/runs/{text}", f"/v1/runs/..%2f{text}/transcript", f"/v1/runs/{run}/%2e%2e/{text}",
                 f"/v1/clients/{text}/keys", f"/v1/teams/{text}/understanding", f"/v1/runs/{run}%00/events"):
        reply = service.ask("GET", path.replace(" ", "%20"))
        assert reply.status in (400, 404, 405), (path, reply.status)
    bad = service.ask("POST", "/v1/runs", {"prompt": "a", "session": text if text != "7" else "../7"})
    assert code(bad) == (400, "bad-request")


def two_gib(service):
    """Announced, it is refused at once; piece by piece, after some of it; behind a smaller length, it is no request."""
    size = 2 << 30
    for head in (b"POST /v1/runs HTTP/1.1\r\n", b"POST /nowhere HTTP/1.1\r\n", b"GET /v1/health HTTP/1.1\r\n"):
        back = wire(service, head + HEAD + f"Content-Length: {size}\r\n\r\n".encode())
        assert back[:12] in (b"HTTP/1.1 413", b"HTTP/1.1 404", b"HTTP/1.1 200", b""), back
    piece = b"100000\r\n" + b"x" * (1 << 20) + b"\r\n"
    for head, rest in ((b"Transfer-Encoding: chunked\r\n\r\n", piece),
                       (b"Content-Length: 2\r\n\r\n{}", b"x" * (1 << 20))):
        link = socket.socket(socket.AF_UNIX)
        link.settimeout(1800)
        link.connect(service.socket)
        sent = 0
        with contextlib.suppress(OSError):
            link.sendall(b"POST /v1/runs HTTP/1.1\r\n" + HEAD + head)
            while sent < size:
                link.sendall(rest)
                sent += len(rest)
        link.close()
        assert sent < size / 16, "the service reads on and on"


def half_open(service):
    """128 connections that begin a request and leave it at that; others are served meanwhile."""
    beginnings = (b"P", b"GET /v1/health HTTP/1.1\r\nHost: local", b"POST /v1/runs HTTP/1.1\r\n" + HEAD,
                  b"POST /v1/runs HTTP/1.1\r\n" + HEAD + b"Content-Length: 100000\r\n\r\n" + b"{" * 90000,
                  b"POST /v1/runs HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{")
    links, before = [], open_sockets(service)
    for number in range(128):
        link = socket.socket(socket.AF_UNIX)
        link.connect(service.socket)
        link.sendall(beginnings[number % len(beginnings)])
        links.append(link)
    wait_for(lambda: open_sockets(service) == before + 128)
    # A slow sender: one byte of a good request for each request of others.
    slow = socket.socket(socket.AF_UNIX)
    slow.settimeout(1800)
    slow.connect(service.socket)
    body = json.dumps({"prompt": ""}).encode()
    request = b"POST /v1/runs HTTP/1.1\r\n" + HEAD + f"Content-Length: {len(body)}\r\n\r\n".encode() + body
    for at in range(len(request)):
        assert service.ask("GET", "/v1/health").status == 200
        slow.sendall(request[at:at + 1])
    assert slow.recv(4096).startswith(b"HTTP/1.1 400 ")
    slow.close()
    for link in links:
        link.close()


def deep(service):
    for body in (b"[" * 1000000, b'{"a":' * 100000, b'{"id": "' + b"\\\\" * 400000 + b'"}', b"{" + b'"a":1,' * 100000):
        assert post(service, "/v1/runs", body).status == 400


def many_headers(service):
    wire(service, b"GET /v1/health HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 100000 + b"\r\n")


@pytest.mark.parametrize("attack", [two_gib, half_open, deep, many_headers])
def test_nothing_grows(service, attack):
    """After a few times, ten times more of it take no more memory. What is freed is not all given back to the system;
    if one attack in ten left what it sent, there would be half as much again."""
    sockets = open_sockets(service)
    sizes = []
    for times in (5, 10):
        for _ in range(times):
            attack(service)
            wait_for(lambda: open_sockets(service) <= sockets)
        sizes.append(memory_kib(service))
    assert sizes[1] <= sizes[0] * 1.5, sizes
    assert service.ask("GET", "/v1/health").status == 200
    run = service.begin(prompt="a thing")
    assert desk.follow(service, run, desk.Hands())[-1][1] == "done"
