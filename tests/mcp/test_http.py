# SPDX-License-Identifier: GPL-3.0-or-later
"""The protocol over streamable HTTP: a service with accounts, and a computer of alice that runs the tools for her
programs. An account is its access token (account-service.c)."""

import base64
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from conftest import LEGACY, META, MODERN
from desk import BUILD, descendants, processes_with
from test_clients import Client

SERVICE = BUILD / "tests" / "service" / "account-service"
CUBE = "import bpy\nbpy.ops.mesh.primitive_cube_add(size=0.1, location=(0, 0, 0.05))\n"
FOREVER = "while True:\n    pass\n"
BOTH = "application/json, text/event-stream"
NOBODY = "No computer of yours is connected"


def wait_for(condition):
    deadline = time.monotonic() + 1800
    while not (found := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


class Service:
    """A service with accounts, its workers and the requests of programs."""

    def __init__(self, desk, *options):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.desk, self.workers = desk, []
        self.url = f"http://127.0.0.1:{self.port}"
        self.options = options
        self.start()

    def start(self):
        out, into = os.pipe()
        self.process = subprocess.Popen(
            [SERVICE, "--listen", f"127.0.0.1:{self.port}", "--data", self.desk.root / "service", "--ready-fd",
             str(into), *self.options], pass_fds=[into])
        os.close(into)
        with open(out, encoding="utf-8") as ready:
            assert ready.readline() == "ready\n"

    def worker(self, who="alice"):
        """A computer of the account that is connected."""
        self.workers.append(self.desk.popen("mcp", "--at-service", "--server", self.url,
                                            env={**self.desk.env, "MAQUETTE_ACCESS_TOKEN": who}))
        assert f"{self.url}/mcp" in self.workers[-1].stderr.readline()
        return self.workers[-1]

    def open(self, message, who="alice", method="POST", **headers):
        """The response, whose body is still to be read, and what to close. None: leave that header out."""
        meta = message.get("params", {}).get("_meta", {}) if isinstance(message, dict) else {}
        sent = {"Accept": BOTH, "Content-Type": "application/json", "Authorization": f"Bearer {who}" if who else None}
        if META + "protocolVersion" in meta:
            params = message["params"]
            sent |= {"MCP-Protocol-Version": meta[META + "protocolVersion"], "Mcp-Method": message["method"],
                     "Mcp-Name": params.get("name") or params.get("uri")}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=1800)
        connection.request(method, "/mcp", message if isinstance(message, (str, bytes)) else json.dumps(message),
                           {name: value for name, value in sent.items() if value is not None})
        return connection.getresponse(), connection

    def post(self, message, who="alice", **more):
        """Status and what comes back."""
        response, connection = self.open(message, who, **more)
        text = response.read().decode()
        connection.close()
        kind = response.headers["content-type"]
        return response.status, json.loads(text) if kind and "json" in kind else text

    def ask(self, method, meta=None, **params):
        """The result."""
        status, answer = self.post(request(method, meta, **params))
        assert status == 200 and answer["id"] == 7, answer
        return answer["result"]

    def end(self):
        for each in self.workers:
            each.send_signal(signal.SIGTERM)
        for each in self.workers:
            each.communicate(timeout=1800)
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(1800) == 0


def request(method, meta=None, **params):
    meta = {META + "protocolVersion": MODERN, META + "clientCapabilities": {}, **(meta or {})}
    return {"jsonrpc": "2.0", "id": 7, "method": method, "params": {**params, "_meta": meta}}


def call(tool, progress=None, **arguments):
    return request("tools/call", {"progressToken": progress} if progress else None, name=tool, arguments=arguments)


def events(response):
    """The messages of a stream, as they come."""
    for line in response:
        if line.startswith(b"data: "):
            yield json.loads(line[6:])


@pytest.fixture
def service(desk):
    made = Service(desk)
    yield made
    made.end()


def refusal(answer):
    return answer["error"]["code"]


def test_rules_of_http(service):
    """What no worker is needed for."""
    discover = request("server/discover")
    for method in ("GET", "DELETE"):
        response, _ = service.open(discover, method=method)
        assert (response.status, response.headers["Allow"]) == (405, "POST")
    assert service.post(discover, Origin="https://evil.example")[0] == 403
    assert service.post(discover, who=None)[0] == 401
    assert service.post(discover, Content_Type="text/plain")[0] == 415
    assert service.post(b" " * (4 * 1024 * 1024 + 1))[0] == 413
    assert service.post({"jsonrpc": "2.0", "method": "notifications/initialized"}) == (202, "")
    assert service.post({"jsonrpc": "2.0", "id": 1, "result": {}}) == (202, "")
    ping = '{"jsonrpc": "2.0", "id": 1, "method": "ping"}'
    for wrong in ("{", "[]", f"[{ping}]", ping.replace("1,", "{},"), ping.replace("2.0", "1.0"), b"\xff"):
        status, answer = service.post(wrong)
        assert status == 400 and refusal(answer) in (-32700, -32600), wrong

    # The headers say what the message says.
    wrong = [{"MCP_Protocol_Version": None}, {"MCP_Protocol_Version": LEGACY}, {"Mcp_Method": None},
             {"Mcp_Method": "tools/list"}]
    # In Base64: nothing, not even the second mark, and what is none.
    wrong += [{"MCP_Protocol_Version": mark} for mark in ("=?base64?=", "=?base64??=", "=?base64?", "=?base64?%?=")]
    named = [{"Mcp_Name": None}, {"Mcp_Name": "look"}, {"Mcp_Name": "=?base64?bG9vaw==?="}]
    for message, headers in [(discover, each) for each in wrong] + [(call("measure"), each) for each in wrong + named]:
        status, answer = service.post(message, **headers)
        assert (status, refusal(answer), answer["id"]) == (400, -32020, 7), headers
    for version, error in ((MODERN, -32602), ("1900-01-01", -32020)):
        status, answer = service.post({"jsonrpc": "2.0", "id": 1, "method": "ping"}, MCP_Protocol_Version=version)
        assert (status, refusal(answer)) == (400, error)
    status, answer = service.post(request("server/discover", {META + "clientCapabilities": None}))
    assert (status, refusal(answer)) == (400, -32602)


def test_no_worker(service):
    """It is said in words: to a model as a result of its tool, to the program otherwise."""
    service.worker("bob")
    for method in ("server/discover", "tools/list", "resources/list"):
        status, answer = service.post(request(method))
        assert status == 200 and NOBODY in answer["error"]["message"]
    status, answer = service.post({"jsonrpc": "2.0", "id": "a", "method": "initialize", "params": {}})
    assert status == 200 and answer["id"] == "a" and NOBODY in answer["error"]["message"]
    result = service.ask("tools/call", name="look", arguments={})
    assert result["isError"] and NOBODY in result["content"][0]["text"] and result["resultType"] == "complete"
    assert "maquette-cli mcp --at-service" in result["content"][0]["text"]


def test_worker_answers(service):
    """In both revisions, with the program's own ids; the worker's are its own account's."""
    service.worker()
    assert service.ask("server/discover")["supportedVersions"] == [MODERN]
    assert "run_script" in [tool["name"] for tool in service.ask("tools/list")["tools"]]
    name = base64.b64encode(b"look").decode()
    status, answer = service.post(call("look"), Mcp_Name=f"=?base64?{name}?=")
    assert status == 200 and "missing" in answer["result"]["content"][0]["text"]
    status, answer = service.post(request("none/such"))
    assert (status, refusal(answer)) == (404, -32601)
    status, answer = service.post({**discover_with("2031-01-01")})
    assert (status, refusal(answer), answer["error"]["data"]["supported"]) == (400, -32022, [MODERN])

    # Nothing opened with initialize at this worker.
    legacy = {"jsonrpc": "2.0", "id": "x", "method": "tools/list"}
    status, answer = service.post(legacy, MCP_Protocol_Version=LEGACY)
    assert status == 200 and answer["id"] == "x" and answer["result"]["tools"]
    long = {**legacy, "id": 10 ** 30 + 7}
    status, answer = service.post(long, MCP_Protocol_Version=LEGACY)
    assert status == 200 and answer["id"] == 10 ** 30 + 7 and answer["result"]["tools"]
    opened = service.post({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"protocolVersion": LEGACY}})[1]
    assert opened["result"]["protocolVersion"] == LEGACY
    status, answer = service.post(call("run_script", script=CUBE), who="bob")
    assert NOBODY in answer["result"]["content"][0]["text"]


def test_rights(service):
    """What these programs call themselves does not count: all of them are one program to the user."""
    service.worker()
    assert service.ask("tools/list", {META + "clientInfo": {"name": "zed", "version": "1"}})["tools"]
    listed = service.desk("programs", "--json").events
    assert [(one["name"], one["connected"]) for one in listed] == [("shared-service", True)]
    assert service.desk("block", "shared-service").status == 0
    status, answer = service.post(request("tools/list", {META + "clientInfo": {"name": "zed", "version": "1"}}))
    assert status == 200 and "has blocked" in answer["error"]["message"]


def discover_with(version):
    return request("server/discover", {META + "protocolVersion": version})


def test_progress(service):
    """As a stream, with the program's token; without that type, as JSON at the end."""
    service.worker()
    response, _ = service.open(call("run_script", progress="p-1", script=CUBE, title="Cube"))
    assert response.headers["content-type"] == "text/event-stream"
    *told, answer = events(response)
    assert told and all(one["params"]["progressToken"] == "p-1" for one in told)
    values = [one["params"]["progress"] for one in told]
    assert values == sorted(set(values))
    assert answer["id"] == 7 and answer["result"]["structuredContent"]["size_mm"] == [100, 100, 100]
    session = answer["result"]["structuredContent"]["session"]

    looked = call("look", progress="p", session=session)
    status, answer = service.post(looked, Accept="application/json")
    assert status == 200 and [one["type"] for one in answer["result"]["content"]] == ["text", "image"]


def run_forever(service, **more):
    """Once the script runs."""
    response, connection = service.open(call("run_script", progress=1, script=FOREVER), **more)
    told = events(response)
    for one in told:
        assert "params" in one, json.dumps(one)
        if one["params"]["message"] == "Running the script":
            break
    return told, response, connection


def blenders(worker):
    return [pid for pid, name in descendants(worker.pid) if name.startswith("blender")]


def test_program_leaves(service):
    """Its Blender ends, with and without a stream, and nothing is left of the run."""
    worker = service.worker()
    _, response, connection = run_forever(service)
    assert blenders(worker)
    response.close()
    connection.close()
    wait_for(lambda: not blenders(worker))

    silent = socket.create_connection(("127.0.0.1", service.port))
    body = json.dumps(call("run_script", script=FOREVER))
    silent.sendall((f"POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:{service.port}\r\nAuthorization: Bearer alice\r\n"
                    f"Accept: application/json\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
                    f"MCP-Protocol-Version: {MODERN}\r\nMcp-Method: tools/call\r\nMcp-Name: run_script\r\n\r\n{body}")
                   .encode())
    wait_for(lambda: blenders(worker))
    silent.close()
    wait_for(lambda: not blenders(worker))
    assert service.ask("tools/list")["tools"]
    assert service.desk.sessions() == []


def run_legacy(service, number):
    """A script of a program of the older revision, that does not end by itself; while cancelled ones still end, it is
    refused."""
    message = {"jsonrpc": "2.0", "id": number, "method": "tools/call",
               "params": {"name": "run_script", "arguments": {"script": FOREVER}, "_meta": {"progressToken": number}}}

    def begin():
        response, connection = service.open(message, MCP_Protocol_Version=LEGACY)
        return response.headers["content-type"] == "text/event-stream" and (response, connection)
    return wait_for(begin)


def cancel(service, number, who="alice"):
    message = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": number}}
    assert service.post(message, who, MCP_Protocol_Version=LEGACY) == (202, "")


def test_program_cancels(service):
    """By a message, as the older revision may: Blender ends, and the stream without an answer."""
    worker = service.worker()
    service.worker("bob")
    response, connection = run_legacy(service, 7)
    wait_for(lambda: blenders(worker))
    # Those of another account, of another type, of nothing that is there.
    cancel(service, 7, "bob")
    for number in ("7", 8, None, [], 7.5):
        cancel(service, number)
    _, other, another = run_forever(service)  # its id is 7, too, but it is of the revision that closes requests
    wait_for(lambda: len(blenders(worker)) == 4)  # two each: one that checks, and one that runs the script
    cancel(service, 7)
    assert [one for one in events(response) if "id" in one] == []
    wait_for(lambda: len(blenders(worker)) == 2)
    for each in (connection, other, another):
        each.close()
    wait_for(lambda: not blenders(worker))
    cancel(service, 7)

    # Two programs of the account with the same id: none of them is cancelled for the other.
    held = [run_legacy(service, "a") for _ in range(2)]
    wait_for(lambda: len(blenders(worker)) == 4)
    cancel(service, "a")
    assert service.ask("tools/list")["tools"] and len(blenders(worker)) == 4
    for each in (part for pair in held for part in pair):
        each.close()
    wait_for(lambda: not blenders(worker))
    assert service.desk.sessions() == []


def test_worker_is_killed(service):
    """Its request is answered at once, in words; what it began ends; the next worker answers."""
    worker = service.worker()
    told, _, _ = run_forever(service)
    worker.kill()
    answer = [one for one in told if "id" in one]
    assert answer[0]["result"]["isError"] and "disconnected" in answer[0]["result"]["content"][0]["text"]
    service.workers.remove(worker)
    worker.communicate(timeout=1800)
    assert NOBODY in service.ask("tools/call", name="look", arguments={})["content"][0]["text"]
    wait_for(lambda: not processes_with(f"XDG_DATA_HOME={service.desk.env['XDG_DATA_HOME']}"))
    service.desk("--list-sessions")  # takes away what the killed one could not
    service.worker()
    assert service.ask("tools/list")["tools"]


def test_service_is_killed(service):
    """Blender ends, and the worker comes back to the next service by itself."""
    worker = service.worker()
    run_forever(service)
    service.process.kill()
    service.process.wait(1800)
    wait_for(lambda: not blenders(worker))
    service.start()
    assert "lost" in worker.stderr.readline()
    assert f"{service.url}/mcp" in worker.stderr.readline()
    assert service.ask("tools/list")["tools"]


def test_wrong_workers(service):
    """Nobody answers for a worker of another account, and a worker's address is no handle."""
    service.worker()

    def post(path, body, who="bob"):
        connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=1800)
        connection.request("POST", path, json.dumps(body),
                           {"Authorization": f"Bearer {who}", "Content-Type": "application/json"})
        response = connection.getresponse()
        connection.held = response
        return response.status, connection

    one = "a" * 32
    assert post("/v1/mcp/workers", {"id": "x"})[0] == 400
    assert post("/v1/mcp/workers", {"id": ""})[0] == 400
    status, held = post("/v1/mcp/workers", {"id": one})
    assert status == 200
    assert post("/v1/mcp/workers", {"id": one})[0] == 409
    assert post(f"/v1/mcp/workers/{one}/messages", {"messages": [{"id": "b" * 32, "result": {}}]})[0] == 200
    assert post(f"/v1/mcp/workers/{one}/messages", {"messages": [7]})[0] == 400
    assert post(f"/v1/mcp/workers/{one}/messages", {})[0] == 400
    assert post(f"/v1/mcp/workers/{one}/messages", {"messages": []}, who="alice")[0] == 404
    held.held.close()
    held.close()
    wait_for(lambda: post(f"/v1/mcp/workers/{one}/messages", {"messages": []})[0] == 404)


def test_newest_idle_worker(service, tmp_path):
    """Two computers of an account: the newest one that has nothing to do."""
    first = service.worker()
    second = service.worker()
    _, response, connection = run_forever(service)
    assert blenders(second) and not blenders(first)
    _, other, another = run_forever(service)
    assert blenders(first)
    for each in (response, connection, other, another):
        each.close()
    wait_for(lambda: not blenders(first) and not blenders(second))


def test_refused(service):
    """A worker says why it does not begin."""
    desk = service.desk
    for words, why in ((["--at-service"], "No shared service"), (["--server", service.url], "needs --at-service")):
        result = desk("mcp", *words)
        assert result.status == 2 and why in result.err, result
    result = desk("mcp", "--at-service", "--server", service.url)
    assert result.status == 3 and "There is no token" in result.err, result


@pytest.mark.parametrize("mode", ["old", "legacy", "auto", "modern"])
def test_sdk(service, mode):
    """The official SDK's clients, as in test_clients.py."""
    service.worker()
    client = Client(service.desk, mode, f"{service.url}/mcp", "alice")
    assert "run_script" in client.opened["instructions"]
    assert {"run_script", "look"} <= {tool["name"] for tool in client(list="tools")["tools"]}
    assert [each["uri"] for each in client(list="resources")["resources"]] == ["ui://maquette/view"]
    assert client(read="maquette://session/none/version/1/script.py")["error"]["code"] == -32602
    made = client(tool="run_script", arguments={"script": CUBE, "title": "Cube"})
    assert made["structuredContent"]["size_mm"] == [100, 100, 100]
    assert made["progress"]
    assert client.end() == 0


if __name__ == "__main__":
    sys.exit(pytest.main([os.path.abspath(__file__)]))
