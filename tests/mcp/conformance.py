#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a program that tests servers of the protocol against a real service and a worker with the fixed tools that the
conformance runner wants (fixture-server.c). Such programs send no access token, so their requests come through a port
here that adds it. Used by test_conformance.py.

Usage: conformance.py BUILD COMMAND [ARGUMENT ...], with {url} where the address goes"""

import contextlib
import http.client
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).parent
WORKER = "a" * 32


def ask(port, token, path, body):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("POST", path, json.dumps(body),
                       {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
    return connection.getresponse()


def copy(source, sink):
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


def pass_on(program, port, token):
    """A request, with the token as a further header, and its reply."""
    head = b""
    while b"\r\n" not in head:
        if not (data := program.recv(65536)):
            return
        head += data
    first, _, rest = head.partition(b"\r\n")
    service = socket.create_connection(("127.0.0.1", port))
    service.sendall(first + b"\r\nAuthorization: Bearer " + token.encode() + b"\r\n" + rest)
    threading.Thread(target=copy, args=(program, service), daemon=True).start()
    copy(service, program)


def accept(front, port, token):
    while True:
        threading.Thread(target=pass_on, args=(front.accept()[0], port, token), daemon=True).start()


def answer(fixture, port, token):
    for line in fixture.stdout:
        assert ask(port, token, f"/v1/mcp/workers/{WORKER}/messages", {"messages": [json.loads(line)]}).status == 200


def receive(fixture, stream):
    for line in stream:
        if line.startswith(b"data: "):
            fixture.stdin.write(line[6:])
            fixture.stdin.flush()


def main():
    build, *command = sys.argv[1:]
    front = socket.create_server(("127.0.0.1", 0))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"127.0.0.1:{front.getsockname()[1]}"
    folder = pathlib.Path(tempfile.mkdtemp())
    (folder / "config.yaml").write_text(f"service: {{hosts: '{url}', origins: 'http://{url}'}}\n")
    out, into = os.pipe()
    service = subprocess.Popen([f"{build}/src/service/maquette-service", "--listen", f"127.0.0.1:{port}", "--config",
                                folder / "config.yaml", "--data", folder, "--ready-fd", str(into)], pass_fds=[into])
    os.close(into)
    assert os.read(out, 6) == b"ready\n"
    token = (folder / f"service-{port}.token").read_text().strip()
    fixture = subprocess.Popen([f"{build}/tests/mcp/fixture-server", HERE / "fixture.json"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)
    stream = ask(port, token, "/v1/mcp/workers", {"id": WORKER})
    for target, args in ((receive, (fixture, stream)), (answer, (fixture, port, token)),
                         (accept, (front, port, token))):
        threading.Thread(target=target, args=args, daemon=True).start()
    status = subprocess.run([each.replace("{url}", f"http://{url}/mcp") for each in command], check=False).returncode
    service.terminate()
    fixture.terminate()
    return status


if __name__ == "__main__":
    sys.exit(main())
