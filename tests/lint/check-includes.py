#!/usr/bin/env python3
"""Holds the code to the table of rooms in src/DESIGN.md: who may include whom. The table itself is
read from the page, so that page and code cannot drift apart. And to the size of a room."""

import collections
import os
import re
import sys

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
SRC = os.path.join(TOP, "src")
GTK = re.compile(r"<(gtk|gdk|gsk|adwaita|gtksourceview)[/.]")
# Rooms of the window without widgets.
PLAIN = {"app/model", "app/timeline", "app/drafts", "app/account", "app/conversation", "app/workspace"}
MOST_LINES, MOST_FILES = 5000, 40


def rooms() -> dict[str, list[str]]:
    """Returns {room: list of path prefixes that it may include} from the page's table."""
    table = {}
    for line in open(os.path.join(SRC, "DESIGN.md"), encoding="utf-8"):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 3 and cells[0].startswith("`"):
            room = cells[0].strip("`")
            table[room] = (re.findall(r"`([a-z/.*-]+)`", cells[2]), cells[2])
    allowed = {}
    above: list[str] = []
    for room, (names, text) in table.items():
        prefixes = [room]
        for name in names:
            if name.endswith("/*"):
                half = name[:-1]
                fitting = [r for r in above if r.startswith(half)]
                prefixes += fitting if "above" in text else [half]
            else:
                prefixes.append(name)
        allowed[room] = prefixes
        above.append(room)
    return allowed


def room_of(path: str, allowed: dict[str, list[str]]) -> str | None:
    """The room a source file (relative to src/) belongs to: the longest that leads its path."""
    fitting = [room for room in allowed if path == room or path.startswith(room + "/")]
    return max(fitting, key=len) if fitting else None


def is_within(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(prefix.rstrip("/") + "/")


def main() -> int:
    allowed = rooms()
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
                problems.append(f"src/{path}: in no room of src/DESIGN.md")
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
    print("\n".join(problems) or f"{files} files keep to the rooms of src/DESIGN.md")
    return 1 if problems or not files else 0


if __name__ == "__main__":
    sys.exit(main())
