# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that this very Blender knows, as one file for BlenderRAG: a line of JSON an entry.

Through the bridge (docs/inside/bridge.md), or alone:
blender --background --factory-startup --python introspection.py -- --output FILE
"""

import argparse
import gzip
import json
import os
import re
import sys
from collections.abc import Iterator
from typing import Any

import bpy

FORMAT = 1


def blender_id() -> str:
    """Version and build, as indexes are named after: "4.3.2-32f5fdce0a0a"."""
    version = ".".join(str(number) for number in bpy.app.version)
    build = bpy.app.build_hash.decode("ascii", "replace").lower()
    return f"{version}-{re.sub('[^0-9a-z]', '', build) or 'unknown'}"


def entries() -> Iterator[dict[str, Any]]:
    """Yields an entry for each type, operator, function and example."""
    from maquette_bridge.introspect import python_modules, rna

    yield from rna.types()
    yield from rna.operators()
    yield from python_modules.entries()


def write(path: str) -> int:
    """Writes the file at `path`; returns how many entries it has."""
    count = 0
    beside = path + ".part"
    try:
        with open(beside, "wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as file:
            def put(line: dict[str, Any]) -> None:
                text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
                file.write(text.encode("utf-8", "replace") + b"\n")

            put({"format": FORMAT, "blender": blender_id()})
            for entry in entries():
                put({key: value for key, value in entry.items() if value not in ("", [], None)})
                count += 1
            put({"entries": count})
        os.replace(beside, path)
    finally:
        if os.path.exists(beside):
            os.remove(beside)
    return count


def main() -> None:
    """Writes the file that the command line names."""
    parser = argparse.ArgumentParser(prog="introspection.py")
    parser.add_argument("--output", required=True, help="the file to write")
    args = parser.parse_args(sys.argv[sys.argv.index("--") + 1:] if "--" in sys.argv else [])
    parent = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
    if parent not in sys.path:
        sys.path.append(parent)
    print(f"maquette-bridge: {blender_id()}: {write(args.output)} entries")


if __name__ == "__main__":
    main()
