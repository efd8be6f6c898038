# SPDX-License-Identifier: GPL-3.0-or-later
"""The protocol's own conformance runners, over HTTP with fixed tools: the stable one for 2025-11-25, the coming one for
2026-07-28, too. A new failure fails, and so does a success that is listed as a failure."""

import json
import os
import pathlib
import subprocess
import sys

import pytest
from conftest import LEGACY
from desk import BUILD

HERE = pathlib.Path(__file__).parent


@pytest.mark.parametrize(("package", "failures", "more"), [
    ("@modelcontextprotocol/conformance", "conformance.yaml", []),
    ("conformance-alpha", "conformance-alpha.yaml", ["--timeout", "1800000"])])
def test_conformance(package, failures, more):
    runner = pathlib.Path(os.environ["MQ_NODE_MODULES"]) / package / "dist" / "index.js"
    run = subprocess.run([sys.executable, HERE / "conformance.py", BUILD, "node", "--import", HERE / "node20.mjs",
                          runner, "server", "--url", "{url}", "--suite", "all", "--expected-failures",
                          HERE / failures, *more],
                         capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr


def test_progress_of_a_long_step():
    """A step that begins right after another is told though it lasts, and before it ends."""
    with subprocess.Popen([BUILD / "tests" / "mcp" / "fixture-server", HERE / "fixture.json"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as server:
        opened = {"protocolVersion": LEGACY, "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
        called = {"name": "test_long_step", "_meta": {"progressToken": "p"}}
        for number, method, params in ((1, "initialize", opened), (2, "tools/call", called)):
            print(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}),
                  file=server.stdin, flush=True)
        assert json.loads(server.stdout.readline())["id"] == 1
        told = [json.loads(server.stdout.readline())["params"] for _ in range(2)]
        server.stdin.close()
    assert [(one["progress"], one["message"]) for one in told] == [(1, "Short"), (2, "Long")]


if __name__ == "__main__":
    sys.exit(pytest.main([os.path.abspath(__file__)]))
