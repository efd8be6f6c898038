#!/usr/bin/env python3
"""Pages name what is there: a source file that src/DESIGN.md, CONTRIBUTING.md or docs/*.md name exists, and a type
or a file that they put in a room, as in `MqRun` (`client/run`), is in that room."""

import os
import re
import sys
from collections.abc import Iterator

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from files import TOP, tracked  # noqa: E402

IN_ROOM = re.compile(r"`(?P<name>Mq\w+|mq-[\w-]+\.[ch])`[^`(]{0,3}\(`(?P<room>[a-z/-]+)`")
PATH = re.compile(r"`(?:src/)?(?P<path>[a-z-]+(?:/[a-z-]+)*/mq-[\w-]+\.[ch])")
FILE = re.compile(r"`(?P<name>mq-[\w-]+\.[ch])`")


def header_of(name: str) -> str:
    """The header of a type: MqServiceRun is in mq-service-run.h."""
    return "mq-" + re.sub(r"(?<!^)([A-Z])", r"-\1", name[2:]).lower() + ".h"


def faults(text: str, rooms: dict[str, str]) -> Iterator[tuple[int, str]]:
    """Yields (offset, fault) of a page. `rooms`: {file: its room}."""
    for found in IN_ROOM.finditer(text):
        name, room = found["name"], found["room"]
        actual = rooms.get(name if name.startswith("mq-") else header_of(name))
        if actual != room:
            yield found.start(), f"{name} is in {actual or 'no file of its own'}, not in {room}"
    for found in PATH.finditer(text):
        room, name = os.path.split(found["path"])
        if rooms.get(name) != room:
            yield found.start(), f"there is no {found['path']}"
    for found in FILE.finditer(text):
        if found["name"] not in rooms:
            yield found.start(), f"there is no {found['name']}"


def main() -> int:
    rooms = {os.path.basename(name): os.path.dirname(name)[len("src/"):]
             for name in tracked() if name.startswith("src/")}
    assert list(faults("`MqRun` (`app/run`)", rooms)) and not list(faults("`MqRun` (`client/run`)", rooms))
    assert list(faults("`mq-nothing.c`", rooms)) and list(faults("`src/client/mq-run.c`", rooms))
    problems, pages = [], 0
    for name in tracked():
        if name in ("src/DESIGN.md", "CONTRIBUTING.md") or re.fullmatch(r"docs/[\w-]+\.md", name):
            pages += 1
            with open(os.path.join(TOP, name), encoding="utf-8") as file:
                text = file.read()
            problems += [f"{name}:{text.count(chr(10), 0, place) + 1}: {fault}" for place, fault in faults(text, rooms)]
    print("\n".join(problems) or f"{pages} pages name files that are there")
    return 1 if problems or not pages else 0


if __name__ == "__main__":
    sys.exit(main())
