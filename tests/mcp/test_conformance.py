# SPDX-License-Identifier: GPL-3.0-or-later
"""The protocol's own conformance runners, over HTTP with fixed tools: the stable one for 2025-11-25, the coming one for
2026-07-28, too. A new failure fails, and so does a success that is listed as a failure."""

import os
import pathlib
import subprocess
import sys

import pytest
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


if __name__ == "__main__":
    sys.exit(pytest.main([os.path.abspath(__file__)]))
