# SPDX-License-Identifier: GPL-3.0-or-later
"""Which test programs are near to a source file, for ./dev mutate.

A program in C is as near as its tests' #include lines are: a header stands for the files that implement it. Of those in
Python names decide. One that stands for a whole run, another service or another build is never near."""

import collections
import os
import pathlib
import re
from typing import Any

INCLUDE = re.compile(r'^#include "([^"]+)"', re.M)
IMPORT = re.compile(r"^\s*from \.(.*)$", re.M)
# What finds fault with the tree itself, is no test of one build, or needs root.
ALONE = {"install", "fuzz", "two-users", "lint", "dev", "data"}
FAR = ALONE | {"agents", "acceptance", "account", "field"}
# Words that say nothing of what a file is for.
COMMON = {"src", "mq", "c", "h", "py", "test", "tests", "client", "service", "common", "blender", "addon", "maquette",
          "bridge", "run", "in", "of", "and", "base", "pytest", "view"}
NEAREST, NEAREST_PYTHON = 5, 3
FARTHEST = 3  # headers from a test to a source


def words(name: str) -> set[str]:
    """The words of a path, in the singular."""
    return {each.rstrip("s") for each in re.split(r"[^a-z0-9]+", name.lower())} - COMMON - {"", "te"}


class Sources:
    """The files of the tree by what they include."""

    def __init__(self, top: pathlib.Path) -> None:
        self.top = top
        self.includes: dict[str, list[str]] = {}
        self.implemented: dict[str, list[str]] = collections.defaultdict(list)
        for path in sorted((top / "src").rglob("*.[ch]")):
            name = path.relative_to(top).as_posix()
            headers = self.read(name)
            # A source's first header is its own; what a private one is for stands in the public ones that it includes.
            if name.endswith(".c") and headers:
                public = self.read(headers[0]) if "private" in headers[0] else []
                for header in (headers[0], *public):
                    if header == headers[0] or os.path.dirname(header) == os.path.dirname(name):
                        self.implemented[header].append(name)
        self.importers: dict[str, set[str]] = collections.defaultdict(set)
        for path in sorted((top / "blender-addon").rglob("*.py")):
            for line in IMPORT.findall(path.read_text(encoding="utf-8")):
                for word in re.findall(r"\w+", line):
                    self.importers[word].add(path.stem)

    def read(self, name: str) -> list[str]:
        """The headers of ours that a file includes."""
        if name not in self.includes:
            text = (self.top / name).read_text(encoding="utf-8", errors="replace")
            places = ("src", os.path.dirname(name), "tests")
            found = [f"{place}/{each}" for each in INCLUDE.findall(text) for place in places]
            self.includes[name] = [each for each in found if (self.top / each).exists()]
        return self.includes[name]

    def distances(self, tests: list[str]) -> dict[str, int]:
        """How far each source is from the files of a test program."""
        found: dict[str, int] = {}
        border = list(tests)
        for distance in range(1, FARTHEST + 1):
            headers = {header for name in border for header in self.read(name)}
            headers |= {other for header in headers for other in self.read(header)}
            border = sorted({source for header in headers for source in self.implemented[header]} - found.keys())
            found |= dict.fromkeys(border, distance)
        return found


class Programs:
    """The test programs of a build folder."""

    def __init__(self, top: pathlib.Path, tests: dict[str, dict[str, Any]], targets: list[dict[str, Any]]) -> None:
        own = f"{top}/tests/"
        self.sources = sources = Sources(top)
        of_target = {target["id"]: [os.path.relpath(name, top) for part in target["target_sources"]
                                    for name in part.get("sources", []) if name.startswith(own)]
                     for target in targets}
        self.tests = {name: test for name, test in tests.items() if not FAR & set(test["suite"])}
        self.distances: dict[str, dict[str, int]] = {}
        self.texts: dict[str, str] = {}
        for name, test in self.tests.items():
            files = [os.path.normpath(word) for word in test["cmd"] if word.endswith(".py")]
            if "pytest" in test["cmd"]:
                self.texts[name] = "".join(pathlib.Path(file).read_text(encoding="utf-8") for file in files)
            else:
                # The executable of a room has the files of its other programs, too.
                stems = {each for word in test["cmd"] for each in (f"test-{word}", pathlib.Path(word).name)}
                self.distances[name] = sources.distances([
                    each for ident in test["depends"] for each in of_target.get(ident, []) if each.endswith(".c")
                    and (pathlib.Path(each).stem in stems or not pathlib.Path(each).stem.startswith("test-"))])

    def near(self, file: str) -> list[str]:
        """The programs for a file's mutants, the nearest first."""
        wanted = words(file)
        own = words(pathlib.Path(file).stem)
        if file.endswith(".py"):
            own |= words(" ".join(self.sources.importers[pathlib.Path(file).stem]))

        def likeness(name: str) -> int:
            return 2 * len(own & words(name)) + len(wanted & words(name))

        compiled = sorted((found[file], -likeness(name), len(found), name)
                          for name, found in self.distances.items() if file in found)
        stem = re.compile(rf"\b{pathlib.Path(file).stem}\b")
        room = "blender" if file.endswith(".py") else file.split("/")[1]
        python = sorted((-likeness(name) - (file.endswith(".py") and bool(stem.search(text))), name)
                        for name, text in self.texts.items() if room in self.tests[name]["suite"] or likeness(name) > 2)
        return [row[-1] for row in compiled[:NEAREST]] + [name for score, name in python[:NEAREST_PYTHON] if score < 0]
