#!/usr/bin/env python3
"""Pages name what is there: a source file that src/DESIGN.md, CONTRIBUTING.md or docs/**.md name exists, and a type
or a file that they put in a room, as in `MqRun` (`client/run`), is in that room. They can be read, and README.md, too:
no line of prose over 200 characters, no sentence over 40 words, and none that begins with a clause as its subject
("What is so already is said"). A page of docs/ begins with its readers, and is in docs/README.md."""

import os
import re
import sys
from collections.abc import Iterator

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from files import TOP, tracked  # noqa: E402

IN_ROOM = re.compile(r"`(?P<name>Mq\w+|mq-[\w-]+\.[ch])`[^`(]{0,3}\(`(?P<room>[a-z/-]+)`")
PATH = re.compile(r"`(?:src/)?(?P<path>[a-z-]+(?:/[a-z-]+)*/mq-[\w-]+\.[ch])")
ITEM = re.compile(r"^\s*([*-]|\d+\.)\s")
MOST_CHARACTERS, MOST_WORDS = 200, 40
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


def prose(text: str) -> Iterator[tuple[int, str]]:
    """Yields (number of the first line, paragraph or item) of a page, without code, tables and headings."""
    is_code, begun = False, 0
    lines: list[str] = []
    for number, line in enumerate([*text.splitlines(), ""], 1):
        fence = line.lstrip().startswith("```")
        is_code ^= fence
        indented = line.startswith("    ") and not lines and not ITEM.match(line)
        other = (fence or is_code or indented or not line.strip() or line.startswith(("#", "<"))
                 or line.lstrip().startswith("|"))
        if lines and (other or ITEM.match(line)):
            yield begun, "\n".join(lines)
            lines = []
        if not other:
            begun, lines = begun if lines else number, [*lines, line]


def hard_to_read(text: str) -> Iterator[tuple[int, str]]:
    """Yields (number of the line, fault) of a page."""
    for number, paragraph in prose(text):
        if any(len(line) > MOST_CHARACTERS for line in paragraph.splitlines()):
            yield number, f"a line of more than {MOST_CHARACTERS} characters"
        plain = re.sub(r"`[^`]*`|\]\([^)]*\)", "x", " ".join(paragraph.split()))
        for sentence in re.split(r"(?<=[.!?])[)”\"*]*\s+", ITEM.sub("", plain)):
            if len(sentence.split()) > MOST_WORDS:
                yield number, f"a sentence of more than {MOST_WORDS} words: {sentence[:60]}…"
            if re.match(r"What\b[^?]*$", sentence):
                yield number, f"a sentence whose subject is a clause: {sentence[:60]}…"


def main() -> int:
    rooms = {os.path.basename(name): os.path.dirname(name)[len("src/"):]
             for name in tracked() if name.startswith("src/")}
    assert list(faults("`MqRun` (`app/run`)", rooms)) and not list(faults("`MqRun` (`client/run`)", rooms))
    assert list(faults("`mq-nothing.c`", rooms)) and list(faults("`src/client/mq-run.c`", rooms))
    assert list(hard_to_read("word " * 41)) and list(hard_to_read("x" * 201)) and not list(hard_to_read("A word. " * 9))
    assert list(hard_to_read("* What is so is told.")) and not list(hard_to_read("What is so? It is.\n| " + "x" * 201))
    with open(os.path.join(TOP, "docs/README.md"), encoding="utf-8") as file:
        index = file.read()
    problems, pages = [], 0
    for name in tracked():
        if name in ("README.md", "src/DESIGN.md", "CONTRIBUTING.md") or re.fullmatch(r"docs/[\w/-]+\.md", name):
            pages += 1
            with open(os.path.join(TOP, name), encoding="utf-8") as file:
                text = file.read()
            problems += [f"{name}:{number}: {fault}" for number, fault in hard_to_read(text)]
            if name.startswith("docs/") and not re.match(r"# .*\n\n\*For ", text):
                problems.append(f"{name}: its first line does not name its readers")
            if name.startswith("docs/") and name != "docs/README.md" and f"({name[5:]})" not in index:
                problems.append(f"{name} is not in docs/README.md")
            problems += [f"{name}:{text.count(chr(10), 0, place) + 1}: {fault}" for place, fault in faults(text, rooms)]
    print("\n".join(problems) or f"{pages} pages name files that are there")
    return 1 if problems or not pages else 0


if __name__ == "__main__":
    sys.exit(main())
