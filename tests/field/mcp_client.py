# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of the Model Context Protocol as real ones are, which sends what its model wrote: arguments as text, code in
a chat's fences, nulls and members of its own. By hand: mcp_client.py COMMAND… prints what comes back for each kind."""

import json
import subprocess
import sys
from typing import Any

SCRIPT = """import bpy
bpy.ops.mesh.primitive_cube_add(size=0.3, location=(0, 0, 0.15))
bpy.context.object.name = "Box"
"""
HIGH = {"words": "30 cm high", "what": "size", "of": "whole", "axis": "z", "value": 30, "unit": "cm"}


class Client:
    """One connection, opened in a revision. `raw` is the line of the last answer, in bytes."""

    def __init__(self, process: subprocess.Popen[bytes], revision: str = "2025-06-18") -> None:
        self.process, self.number, self.raw = process, 0, b""
        self.opened = self.ask("initialize", {"protocolVersion": revision, "capabilities": {},
                                              "clientInfo": {"name": "field-client", "version": "1"}})["result"]
        self.write(b'{"jsonrpc": "2.0", "method": "notifications/initialized"}')

    def write(self, line: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def receive(self, number: int | str) -> dict[str, Any]:
        """The answer with an id. An answer to nobody is a fault: whoever asked would wait."""
        assert self.process.stdout
        while line := self.process.stdout.readline():
            self.raw = line
            message: dict[str, Any] = json.loads(self.raw.decode("utf-8", "strict"))
            if "method" not in message:
                assert message["id"] == number, message
                return message
        raise AssertionError("the server ended")

    def ask(self, method: str, params: Any) -> dict[str, Any]:
        self.number += 1
        self.write(json.dumps({"jsonrpc": "2.0", "id": self.number, "method": method, "params": params}).encode())
        return self.receive(self.number)

    def call(self, tool: str, arguments: Any) -> dict[str, Any]:
        """The result of a tool, good or bad."""
        answer = self.ask("tools/call", {"name": tool, "arguments": arguments})
        assert "result" in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def values(self, tool: str, arguments: Any) -> dict[str, Any]:
        """What a tool that does its work answers."""
        result = self.call(tool, arguments)
        assert not result.get("isError"), result["content"][0]["text"]
        values: dict[str, Any] = json.loads(result["content"][0]["text"])
        return values

    def fails(self, tool: str, arguments: Any) -> str:
        """Why a tool does not do it."""
        result = self.call(tool, arguments)
        assert result.get("isError"), result
        return str(result["content"][0]["text"])

    def close(self) -> int:
        assert self.process.stdin
        self.process.stdin.close()
        return self.process.wait(1800)


def main() -> None:
    client = Client(subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE))
    session = client.values("run_script", {"title": "Box", "script": SCRIPT})["session"]
    for title, tool, arguments in (
            ("all as one text", "run_script", json.dumps({"title": "Box", "script": SCRIPT})),
            ("fenced", "run_script", {"title": "Box", "script": f"Here you go:\n\n```python\n{SCRIPT}```\nEnjoy"}),
            ("list as text", "run_script", {"script": SCRIPT, "requirements": json.dumps([HIGH])}),
            ("number in text", "run_script", {"script": SCRIPT, "requirements": [{**HIGH, "value": "30"}]}),
            ("version as text", "look", {"session": session, "version": "1"}),
            ("unknown member", "look", {"session": session, "reason": "to see it"}),
            ("list as one text", "look", {"session": session, "objects": "Box"}),
            ("nothing", "run_script", None)):
        result = client.call(tool, arguments)
        print(f"{title}: {'FAILS' if result.get('isError') else 'good'}, {len(client.raw)} bytes\n"
              f"    {result['content'][0]['text'][:300]!r}")
    client.close()


if __name__ == "__main__":
    main()
