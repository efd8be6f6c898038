"""Requests of the Model Context Protocol over several nodes: worker and program are connected to different ones.
tests/mcp/test_http.py has the rest, with a real worker."""

import http.client
import json
import signal

from test_nodes import database, start  # noqa: F401


def test_worker_at_another_node(start):  # noqa: F811
    """Its account's programs reach it through any node, and its answers come back by any; nobody else's do."""
    cluster = start()
    one, other = cluster.nodes
    worker = "a" * 32
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call",
            "params": {"name": "look", "_meta": {"progressToken": 5}}}

    def open_stream(path, body, node):
        connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=600)
        connection.request("POST", path, json.dumps(body), {
            "Content-Type": "application/json", "X-Test-Account": "alice",
            "Accept": "application/json, text/event-stream"})
        return connection

    def read(response):
        while not (line := response.readline()).startswith(b"data: "):
            assert line, "the node left"
        return json.loads(line[6:])

    def post(message, who="alice"):
        path = f"/v1/mcp/workers/{worker}/messages"
        return cluster.ask("POST", path, {"messages": [message]}, node=other, who=who).status

    requests = open_stream("/v1/mcp/workers", {"id": worker}, one).getresponse()
    assert requests.readline() == b": registered\n"
    program = open_stream("/mcp", call, other)
    asked = read(requests)
    assert asked["params"]["name"] == "look" and asked["id"] != 1
    token = asked["params"]["_meta"]["progressToken"]
    progress = {"jsonrpc": "2.0", "method": "notifications/progress", "params": {"progress": 1, "progressToken": token}}
    assert post(progress, who="bob") == 404
    assert post(progress) == 200
    answers = program.getresponse()
    assert read(answers)["params"]["progressToken"] == 5
    assert post({"jsonrpc": "2.0", "id": asked["id"], "result": {"content": []}}) == 200
    assert read(answers) == {"jsonrpc": "2.0", "id": 1, "result": {"content": []}}

    # A program that leaves, with a stream and without.
    for has_progress in (True, False):
        program = open_stream("/mcp", call, other)
        asked = read(requests)
        if has_progress:
            progress["params"]["progressToken"] = asked["id"]
            assert post(progress) == 200
            answers = program.getresponse()
            read(answers)
            answers.close()
        program.close()
        assert read(requests)["params"] == {"requestId": asked["id"]}

    assert "No computer" in cluster.ask("POST", "/mcp", call, who="bob", node=other).text
    assert one.end(signal.SIGKILL) == -signal.SIGKILL
    assert "No computer" in cluster.ask("POST", "/mcp", call, node=other).text
