"""Requests of the Model Context Protocol over several nodes: worker and program are connected to different ones.
tests/mcp/test_http.py has the rest, with a real worker."""

import http.client
import json
import signal

from test_nodes import database, start  # noqa: F401


class Stream:
    """A request of alice to a node, whose reply may be a stream."""

    def __init__(self, node, path, body):
        self.connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=600)
        self.connection.request("POST", path, json.dumps(body), {
            "Content-Type": "application/json", "X-Test-Account": "alice",
            "Accept": "application/json, text/event-stream"})
        self.response = None

    def line(self):
        self.response = self.response or self.connection.getresponse()
        line = self.response.readline().decode()
        assert line, "the node left"
        return line

    def read(self):
        """The next message. A reply that was never silent for long is no stream but one message."""
        self.response = self.response or self.connection.getresponse()
        if self.response.headers.get_content_type() == "application/json":
            return json.loads(self.response.read())
        while not (line := self.line()).startswith("data: "):
            pass
        return json.loads(line[6:])

    def close(self):
        if self.response:
            self.response.close()
        self.connection.close()


CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": "look", "_meta": {"progressToken": 5}}}
WORKER = "a" * 32


def enter(node):
    requests = Stream(node, "/v1/mcp/workers", {"id": WORKER})
    assert requests.line() == ": registered\n"
    return requests


def post(cluster, node, message, who="alice"):
    path = f"/v1/mcp/workers/{WORKER}/messages"
    return cluster.ask("POST", path, {"messages": [message]}, node=node, who=who).status


def test_worker_at_another_node(start):  # noqa: F811
    """Its account's programs reach it through any node, and its answers come back by any; nobody else's do."""
    cluster = start()
    one, other = cluster.nodes
    requests = enter(one)
    program = Stream(other, "/mcp", CALL)
    asked = requests.read()
    assert asked["params"]["name"] == "look" and asked["id"] != 1
    token = asked["params"]["_meta"]["progressToken"]
    progress = {"jsonrpc": "2.0", "method": "notifications/progress", "params": {"progress": 1, "progressToken": token}}
    assert post(cluster, other, progress, who="bob") == 404
    assert post(cluster, other, progress) == 200
    assert program.read()["params"]["progressToken"] == 5
    assert post(cluster, other, {"jsonrpc": "2.0", "id": asked["id"], "result": {"content": []}}) == 200
    assert program.read() == {"jsonrpc": "2.0", "id": 1, "result": {"content": []}}

    # A program that leaves, with a stream and without.
    for has_progress in (True, False):
        program = Stream(other, "/mcp", CALL)
        asked = requests.read()
        if has_progress:
            progress["params"]["progressToken"] = asked["id"]
            assert post(cluster, other, progress) == 200
            program.read()
        program.close()
        assert requests.read()["params"] == {"requestId": asked["id"]}

    assert "No computer" in cluster.ask("POST", "/mcp", CALL, who="bob", node=other).text
    assert one.end(signal.SIGKILL) == -signal.SIGKILL
    assert "No computer" in cluster.ask("POST", "/mcp", CALL, node=other).text


def test_many_requests(start):  # noqa: F811
    """An account has 16 at a time, so that its worker can still answer. One that takes long is kept alive."""
    cluster = start(n=1)
    node, = cluster.nodes
    requests = enter(node)
    programs = [Stream(node, "/mcp", CALL) for _ in range(16)]
    asked = [requests.read()["id"] for _ in programs]
    assert len(set(asked)) == 16
    assert "16 requests" in cluster.ask("POST", "/mcp", CALL).json["result"]["content"][0]["text"]
    assert programs[0].line() == ": still here\n"
    for each in asked:
        assert post(cluster, node, {"jsonrpc": "2.0", "id": each, "result": {}}) == 200
    assert [each.read()["result"] for each in programs] == [{}] * 16
    assert post(cluster, node, {"jsonrpc": "2.0", "id": asked[0], "result": {}}) == 200, "ignored"
