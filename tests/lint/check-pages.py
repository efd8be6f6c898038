#!/usr/bin/env python3
"""Pages name what is there: a source file that src/DESIGN.md, CONTRIBUTING.md or docs/**.md name exists, and a type
or a file that they put in a room, as in `MqRun` (`client/run`), is in that room. They can be read, and README.md, too:
no line of prose over 200 characters, no sentence over 40 words, and none that begins with a clause as its subject
("What is so already is said"). A page has at most 25 words in a sentence on average, and no word of FORBIDDEN. A page
of docs/ begins with its readers, has an example on its first screen, and is in docs/README.md. A link of a page leads
to a file, and each docs/… that any file of the tree names is there. What a `sed` of a page replaces is in its file, or
what it writes, once somebody ran it."""

import os
import re
import sys
from collections.abc import Iterator

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from files import TOP, tracked  # noqa: E402

IN_ROOM = re.compile(r"`(?P<name>Mq\w+|mq-[\w-]+\.[ch])`[^`(]{0,3}\(`(?P<room>[a-z/-]+)`")
PATH = re.compile(r"`(?:src/)?(?P<path>[a-z-]+(?:/[a-z-]+)*/mq-[\w-]+\.[ch])")
ITEM = re.compile(r"^\s*([*-]|\d+\.)\s")
MOST_CHARACTERS, MOST_WORDS, MOST_ON_AVERAGE = 200, 40, 25
# Words for which there is a common one: repair, correct; learns, gets; as you like.
FORBIDDEN = re.compile(r"\b(mend(s|ed|ing)?|(is|are|was|were|be) told|hears?|utili[sz]e|simply|obviously|shall|"
                       r"belongs? into|whereby|thereof)\b", re.I)
SCREEN = 30  # lines
EXAMPLE = re.compile(r"^(    \S|```|\|)|\bfor\s+example\b|\bsuch\s+as\b", re.I | re.M)
LINK = re.compile(r"\]\((?![a-z]+:)([^)#\s]+)")
PAGE = re.compile(r"(?<![\w/.-])(?:\.\./)*(docs/[\w/-]+\.(?:md|yaml))\b")
REPLACED = re.compile(r"^ *sed -i 's/(?P<old>[^/]+)/(?P<new>[^/]*)/' (?P<file>\S+)$", re.M)
# What was true when it was written, and names of this file's own checks.
NOT_READ = ("NEWS", "po/", "tests/lint/")
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
    sentences: list[int] = []
    for number, paragraph in prose(text):
        if any(len(line) > MOST_CHARACTERS for line in paragraph.splitlines()):
            yield number, f"a line of more than {MOST_CHARACTERS} characters"
        plain = re.sub(r"`[^`]*`|\]\([^)]*\)", "x", " ".join(paragraph.split()))
        for sentence in re.split(r"(?<=[.!?])[)”\"*]*\s+", ITEM.sub("", plain)):
            sentences.append(len(sentence.split()))
            # Names in italics are as they are.
            if found := FORBIDDEN.search(re.sub(r"\*[^*]+\*", "", sentence)):
                yield number, f"“{found[0]}” in: {sentence[:60]}…"
            if len(sentence.split()) > MOST_WORDS:
                yield number, f"a sentence of more than {MOST_WORDS} words: {sentence[:60]}…"
            if re.match(r"What\b[^?]*$", sentence):
                yield number, f"a sentence whose subject is a clause: {sentence[:60]}…"
    if sum(sentences) > MOST_ON_AVERAGE * len(sentences):
        yield 1, f"{sum(sentences) / len(sentences):.0f} words in a sentence on average"


def dead_ends(name: str, text: str, names: set[str]) -> Iterator[str]:
    """Yields what a page links to, or a file names, that is not in the tree."""
    by_name = {os.path.basename(each): each for each in names if each.startswith("docs/")}
    for found in PAGE.finditer(text):
        if found[1] not in names:
            place = by_name.get(os.path.basename(found[1]))
            yield f"there is no {found[1]}" + (f": it is {place}" if place else "")
    if name.endswith(".md"):
        for found in REPLACED.finditer(text):
            path = os.path.join(TOP, found["file"])
            source = open(path, encoding="utf-8").read() if os.path.exists(path) else ""
            if found["old"] not in source and (not found["new"] or found["new"] not in source):
                yield f"“{found['old']}” is not in {found['file']}"
        for found in LINK.finditer(text):
            target = os.path.normpath(os.path.join(os.path.dirname(name), found[1]))
            if target not in names and not os.path.isdir(os.path.join(TOP, target)):
                yield f"a link to {found[1]}, which is not there"


def main() -> int:
    rooms = {os.path.basename(name): os.path.dirname(name)[len("src/"):]
             for name in tracked() if name.startswith("src/")}
    assert list(faults("`MqRun` (`app/run`)", rooms)) and not list(faults("`MqRun` (`client/run`)", rooms))
    assert list(faults("`mq-nothing.c`", rooms)) and list(faults("`src/client/mq-run.c`", rooms))
    assert list(hard_to_read("word " * 41)) and list(hard_to_read("x" * 201)) and not list(hard_to_read("A word. " * 9))
    assert list(hard_to_read("* What is so is true.")) and list(hard_to_read("A fault is mended."))
    assert not list(hard_to_read("What is so? It is.\n| " + "x" * 201))
    assert list(hard_to_read("word " * 30)) and not list(hard_to_read("word " * 30 + ". Word."))
    assert list(dead_ends("docs/x.md", "[a](b.md)", set())) and list(dead_ends("a.c", "docs/b.md", {"docs/c/b.md"}))
    assert not list(dead_ends("docs/x.md", "[a](b.md) docs/b.md [c](https://example.org)", {"docs/b.md"}))
    assert list(dead_ends("a.md", "sed -i 's/no such words/nor these/' README.md", set()))
    assert not list(dead_ends("a.md", "    sed -i 's/# Maquette/b/' README.md", set()))
    with open(os.path.join(TOP, "docs/README.md"), encoding="utf-8") as file:
        index = file.read()
    problems, pages, names = [], 0, {*tracked(), "docs/inside/openapi.md"}  # the last is made for the site
    for name in tracked():
        if not name.startswith(NOT_READ) and name.endswith(
                (".md", ".c", ".h", ".py", ".json", ".yml", ".build", ".in", "dev")):
            with open(os.path.join(TOP, name), encoding="utf-8") as file:
                problems += [f"{name}: {fault}" for fault in dead_ends(name, file.read(), names)]
        if name in ("README.md", "src/DESIGN.md", "CONTRIBUTING.md") or re.fullmatch(r"docs/[\w/-]+\.md", name):
            pages += 1
            with open(os.path.join(TOP, name), encoding="utf-8") as file:
                text = file.read()
            problems += [f"{name}:{number}: {fault}" for number, fault in hard_to_read(text)]
            if name.startswith("docs/") and not re.match(r"# .*\n\n\*For ", text):
                problems.append(f"{name}: its first line does not name its readers")
            if name.startswith("docs/") and not EXAMPLE.search("\n".join(text.splitlines()[:SCREEN])):
                problems.append(f"{name}: no example on its first screen")
            if name.startswith("docs/") and name != "docs/README.md" and f"({name[5:]})" not in index:
                problems.append(f"{name} is not in docs/README.md")
            problems += [f"{name}:{text.count(chr(10), 0, place) + 1}: {fault}" for place, fault in faults(text, rooms)]
    print("\n".join(problems) or f"{pages} pages name files that are there")
    return 1 if problems or not pages else 0


if __name__ == "__main__":
    sys.exit(main())
