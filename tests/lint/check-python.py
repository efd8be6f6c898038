#!/usr/bin/env python3
"""Ruff's rules for Python, from pyproject.toml. With --fix it repairs what it safely can:
./dev shell tests/lint/check-python.py --fix. Debian 13 has no Ruff, so ./dev fetches npm's build for Node.js."""

import json
import os
import subprocess
import sys
import tomllib
from typing import Any

from files import TOP, tracked


def read_options(folder: str) -> dict[str, Any]:
    """Ruff's options for the files in `folder`: those of the nearest ruff.toml above, and what it extends."""
    path = os.path.join(TOP, folder, "ruff.toml")
    if not os.path.exists(path):
        if folder:
            return read_options(os.path.dirname(folder))
        with open(os.path.join(TOP, "pyproject.toml"), "rb") as file:
            options: dict[str, Any] = tomllib.load(file)["tool"]["ruff"]
        return options
    with open(path, "rb") as file:
        own = tomllib.load(file)
    options = read_options(os.path.dirname(folder))
    lint = {**options["lint"], "ignore": options["lint"]["ignore"] + own["lint"]["extend-ignore"]}
    excluded = [f"{folder}/{each}/" for each in own.get("extend-exclude", [])]
    return {**options, "line-length": own["line-length"], "lint": lint, "extend-exclude": excluded}


def main() -> int:
    groups: dict[str, list[str]] = {}
    for name in tracked():
        if name.endswith(".py"):
            options = read_options(os.path.dirname(name))
            if not name.startswith(tuple(options.get("extend-exclude", []))):
                groups.setdefault(json.dumps(options), []).append(name)
    job = {"fix": "--fix" in sys.argv,
           "groups": [{"options": json.loads(options), "files": files} for options, files in groups.items()]}
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "ruff.js")
    return subprocess.run(["node", script], cwd=TOP, input=json.dumps(job), text=True).returncode


if __name__ == "__main__":
    sys.exit(main())
