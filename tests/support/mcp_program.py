# SPDX-License-Identifier: GPL-3.0-or-later
"""Another program, as Maquette meets it: it starts `maquette-cli mcp` and speaks the Model Context Protocol,
in the revision that most programs speak."""

import json
import subprocess
from collections.abc import Sequence
from typing import Any

from desk import Desk


class Program:
    """A connected program; a context, which disconnects at its end."""

    def __init__(self, desk: Desk, name: str | None = "zed", around: Sequence[object] = (),
                 opens: bool = True) -> None:
        self.process = desk.popen("mcp", around=around, stdin=subprocess.PIPE)
        self.last_id = 0
        self.told: list[dict[str, Any]] = []
        if not opens:
            return
        info = {"clientInfo": {"name": name, "version": "1"}} if name is not None else {}
        params = {"protocolVersion": "2025-11-25", "capabilities": {}, **info}
        self.opened = self.answer(self.request("initialize", params))["result"]
        self.send({"method": "notifications/initialized"})

    def __enter__(self) -> "Program":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        self.process.stdin.flush()

    def request(self, method: str, params: dict[str, Any]) -> int:
        """Sends a request; its id."""
        self.last_id += 1
        self.send({"id": self.last_id, "method": method, "params": params})
        return self.last_id

    def read(self) -> dict[str, Any]:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, "the server has ended"
        message: dict[str, Any] = json.loads(line)
        return message

    def answer(self, number: int) -> dict[str, Any]:
        """The answer to a request; notifications before it are in `told`."""
        while (message := self.read()).get("id") != number:
            self.told.append(message)
        return message

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        return self.answer(self.request(method, params))

    def call(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The values that a tool answers; one that fails fails the test."""
        result = self.ask("tools/call", name=tool, arguments=arguments).get("result", {})
        assert result and not result.get("isError"), result
        values: dict[str, Any] = result["structuredContent"]
        return values

    def refused(self, tool: str, **arguments: Any) -> str:
        """Why a tool did not do what it was asked for."""
        answer = self.ask("tools/call", name=tool, arguments=arguments)
        if "error" in answer:
            return str(answer["error"]["message"])
        assert answer["result"].get("isError"), answer
        return str(answer["result"]["content"][0]["text"])

    def close(self) -> int:
        """Disconnects; the server's exit status."""
        assert self.process.stdin and self.process.stdout and self.process.stderr
        self.process.stdin.close()
        status = self.process.wait(1800)
        self.process.stdout.close()
        self.process.stderr.close()
        return status
