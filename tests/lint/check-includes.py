#!/usr/bin/env python3
"""Holds the code to what each room says of itself at the top of its meson.build: what it is for, and what it may
include. And to the size of a room, to an order of rooms without circles, and src/DESIGN.md to the table of them.
`--write` writes that table."""

import collections
import glob
import os
import re
import sys
from collections.abc import Iterable

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
SRC = os.path.join(TOP, "src")
GTK = re.compile(r"<(gtk|gdk|gsk|adwaita|gtksourceview)[/.]")
# Rooms of the window without widgets.
PLAIN = {"app/model", "app/timeline", "app/drafts", "app/account", "app/conversation", "app/workspace"}
MOST_LINES, MOST_FILES = 5000, 40


# The table of commands is in `cli`, its rows in `cli/commands`.
CIRCLES = {frozenset({"cli", "cli/commands"})}
BEGIN, END = "<!-- rooms: check-includes.py --write -->\n", "<!-- end of rooms -->\n"


def rooms() -> dict[str, tuple[str, list[str]]]:
    """Returns {room: (what it is for, path prefixes that it may include beside itself)}, in the build's order."""
    table = {}
    for path in sorted(glob.glob(os.path.join(SRC, "**", "meson.build"), recursive=True)):
        with open(path, encoding="utf-8") as file:
            head = re.match(r"((?:# .*\n)+)", file.read())
        found = head and re.match(r"# Room: (.*?)\n# Includes: (.*?)(\n# [^ ]|$)", head[1], re.S)
        if found:
            purpose, includes = (" ".join(re.sub(r"\n# ", " ", text).split()) for text in found.groups()[:2])
            names = [] if includes == "nothing" else includes.split(", ")
            table[os.path.relpath(os.path.dirname(path), SRC)] = (purpose, names)
    return table


def table_of(table: dict[str, tuple[str, list[str]]]) -> str:
    """The table of src/DESIGN.md, rooms by their folders."""
    lines = [f"| `{room}` | {purpose} |\n" for room, (purpose, _) in sorted(table.items())]
    return "| room | what it is for |\n| --- | --- |\n" + "".join(lines)


def circle(table: dict[str, tuple[str, list[str]]]) -> list[str]:
    """Rooms that may include each other in a circle, but for those that are known; none when there are none."""
    above: list[str] = []
    done: set[str] = set()

    def visit(room: str) -> list[str]:
        if room in above:
            return above[above.index(room):]
        if room in done:
            return []
        above.append(room)
        for name in table[room][1]:
            for other in table:
                whole = other != room and other == name or (other.startswith(name + "/") and not room.startswith(name))
                if whole and frozenset({room, other}) not in CIRCLES and (found := visit(other)):
                    return found
        above.pop()
        done.add(room)
        return []

    return next((found for room in table if (found := visit(room))), [])


def room_of(path: str, allowed: Iterable[str]) -> str | None:
    """The room a source file (relative to src/) belongs to: the longest that leads its path."""
    fitting = [room for room in allowed if path == room or path.startswith(room + "/")]
    return max(fitting, key=len) if fitting else None


def is_within(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(prefix.rstrip("/") + "/")


def main() -> int:
    assert circle({"a": ("", ["b"]), "b": ("", ["a"])}) and not circle({"a": ("", ["b"]), "b": ("", [])})
    table = rooms()
    allowed = {room: [room, *names] for room, (_, names) in table.items()}
    problems, files = [], 0
    sizes = collections.defaultdict(list)
    for folder, _, names in os.walk(SRC):
        for name in names:
            if not name.endswith((".c", ".h")):
                continue
            files += 1
            path = os.path.relpath(os.path.join(folder, name), SRC)
            room = room_of(path, allowed)
            if room is None:
                problems.append(f"src/{path}: in no room: a room's meson.build begins with \"# Room: …\"")
                continue
            text = open(os.path.join(folder, name), encoding="utf-8").read()
            sizes[room].append(text.count("\n"))
            for number, line in enumerate(text.splitlines(), 1):
                include = re.match(r'\s*#\s*include\s+(["<])([^">]+)', line)
                if not include:
                    continue
                where, target = f"src/{path}:{number}", include.group(2)
                if include.group(1) == '"':
                    if not any(os.path.exists(os.path.join(SRC, target + end)) for end in ("", ".in")):
                        problems.append(f'{where}: "{target}" is not written from src/ down')
                    elif not any(is_within(target, prefix) for prefix in allowed[room]):
                        problems.append(f'{where}: `{room}` may not include "{target}"')
                elif GTK.search("<" + target) and (not room.startswith(("app/", "precompiled")) or room in PLAIN):
                    problems.append(f"{where}: only the widgets of `app` may use GTK")
    for room, lines in sorted(sizes.items()):
        if sum(lines) > MOST_LINES or len(lines) > MOST_FILES:
            problems.append(f"src/{room}: {sum(lines)} lines in {len(lines)} files; a room has at most "
                            f"{MOST_LINES} lines and {MOST_FILES} files")
    if found := circle(table):
        problems.append("rooms include each other in a circle: " + ", ".join(found))
    page = os.path.join(SRC, "DESIGN.md")
    with open(page, encoding="utf-8") as file:
        before, _, rest = file.read().partition(BEGIN)
    own, _, after = rest.partition(END)
    if own != table_of(table) and "--write" in sys.argv:
        with open(page, "w", encoding="utf-8") as file:
            file.write(before + BEGIN + table_of(table) + END + after)
    elif own != table_of(table):
        problems.append("src/DESIGN.md: its table is not what the rooms say: tests/lint/check-includes.py --write")
    print("\n".join(problems) or f"{files} files keep to what {len(table)} rooms say of themselves")
    return 1 if problems or not files else 0


if __name__ == "__main__":
    sys.exit(main())
