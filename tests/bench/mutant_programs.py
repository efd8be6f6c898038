# SPDX-License-Identifier: GPL-3.0-or-later
"""Which test programs are near to a source file, for ./dev mutate.

A program in C is as near as its tests' #include lines are: a header stands for the files that implement it. Of those in
Python names decide, and the texts of the file that only few of them have. One that stands for a whole run, another
service or another build is never near."""

import collections
import os
import pathlib
import re
from typing import Any

INCLUDE = re.compile(r'^#include "([^"]+)"', re.M)
IMPORT = re.compile(r"^\s*from \.(.*)$", re.M)
# What finds fault with the tree itself, is no test of one build, or needs root.
ALONE = {"install", "fuzz", "two-users", "lint", "dev", "data"}
FAR = ALONE | {"agents", "acceptance", "field"}
FAR_PYTHON = {"account"}  # a provider and a keyring for each
# Words that say nothing of what a file is for.
COMMON = {"src", "mq", "c", "h", "py", "test", "tests", "client", "service", "common", "blender", "addon", "maquette",
          "bridge", "run", "in", "of", "and", "base", "pytest", "view"}
BRIDGE = "blender-addon/maquette_bridge"
NEAREST, NEAREST_PYTHON, NEAREST_BRIDGE = 5, 3, 6
FARTHEST = 3  # headers from a test to a source
# What a text of a source consists of, and how long a part is that says anything.
STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
BREAK = re.compile(r'"\s*\n\s*"')
VARIABLE = re.compile(r"%(?:\d\$)?[-+0-9.*]*[a-zA-Z]|\\n|[“”]")
LEAST_PHRASE = 8


def room_of(file: str) -> str:
    """The folder of the bridge that a file is in: "" for those above all folders."""
    parts = pathlib.Path(file).relative_to(BRIDGE).parts
    return parts[0] if len(parts) > 1 else ""


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
            if name.endswith(".c") and headers:
                for header in self.own(name, headers):
                    self.implemented[header].append(name)
        self.importers: dict[tuple[str, str], set[str]] = collections.defaultdict(set)
        for path in sorted((top / BRIDGE).rglob("*.py")):
            for line in IMPORT.findall(path.read_text(encoding="utf-8")):
                for word in re.findall(r"\w+", line):
                    self.importers[room_of(path.relative_to(top).as_posix()), word].add(path.stem)

    def read(self, name: str) -> list[str]:
        """The headers of ours that a file includes."""
        if name not in self.includes:
            text = (self.top / name).read_text(encoding="utf-8", errors="replace")
            places = ("src", os.path.dirname(name), "tests")
            found = [f"{place}/{each}" for each in INCLUDE.findall(text) for place in places]
            self.includes[name] = [each for each in found if (self.top / each).exists()]
        return self.includes[name]

    def own(self, name: str, headers: list[str]) -> list[str]:
        """The headers that a source implements: those of its name or of the longest beginning of it. Others stand for
        public ones of its folder that they include: private ones, and the first of its folder where none has its name.
        """
        folder, stem = os.path.split(name.removesuffix(".c"))
        found: list[str] = []
        while not found and stem not in ("mq", ""):
            found = [each for end in ("", "-private") if (self.top / (each := f"{folder}/{stem}{end}.h")).exists()]
            stem = stem.rpartition("-")[0]
        others = [each for each in found if "private" in each]
        if not found:
            found = others = [next((each for each in headers if os.path.dirname(each) == folder), headers[0])]
        public = [each for other in others for each in self.read(other) if os.path.dirname(each) == folder]
        return [*dict.fromkeys([*found, *public])]

    def users(self, file: str) -> set[str]:
        """The modules of its room that a Python file is for: those that import it, and so on."""
        room, own = room_of(file), pathlib.Path(file).stem
        border, found = {own}, {own}
        while border:
            border = {user for name in border for user in self.importers[room, name]} - found
            found |= border
        return found - {own}

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
        self.tests = {name: test for name, test in tests.items() if not (
            FAR | (FAR_PYTHON if "pytest" in test["cmd"] else set())) & set(test["suite"])}
        self.distances: dict[str, dict[str, int]] = {}
        self.texts: dict[str, str] = {}
        self.plain: dict[str, str] = {}  # of those that run C; a label's mnemonic is no part of it
        for name, test in self.tests.items():
            files = [os.path.normpath(word) for word in test["cmd"] if word.endswith(".py")]
            if "pytest" in test["cmd"]:
                self.texts[name] = "".join(pathlib.Path(file).read_text(encoding="utf-8") for file in files)
                if "blender" not in test["suite"]:
                    self.plain[name] = self.texts[name].replace("_", "")
            else:
                # The executable of a room has the files of its other programs, too.
                stems = {each for word in test["cmd"] for each in (f"test-{word}", pathlib.Path(word).name)}
                self.distances[name] = sources.distances([
                    each for ident in test["depends"] for each in of_target.get(ident, []) if each.endswith(".c")
                    and (pathlib.Path(each).stem in stems or not pathlib.Path(each).stem.startswith("test-"))])

    def phrases(self, file: str) -> set[str]:
        """The parts of the texts in a source in C, and in what the window shows for it."""
        paths = [self.sources.top / file, (self.sources.top / file).with_suffix(".blp")]
        text = "".join(path.read_text(encoding="utf-8", errors="replace") for path in paths if path.exists())
        parts = [part for each in STRING.findall(BREAK.sub("", INCLUDE.sub("", text))) for part in VARIABLE.split(each)]
        found = {part.strip(" :·,.…").replace("_", "") for part in parts}
        return {each for each in found if len(each) >= LEAST_PHRASE}

    def near(self, file: str) -> list[str]:
        """The programs for a file's mutants, the nearest first."""
        wanted = words(file)
        own = words(pathlib.Path(file).stem)
        is_bridge = file.endswith(".py")
        users = words(" ".join(self.sources.users(file))) if is_bridge else set()
        # A text says the more, the fewer programs know it.
        shared: collections.Counter[str] = collections.Counter()
        for phrase in self.phrases(file) if file.endswith(".c") else ():
            knowing = [name for name, text in self.plain.items() if phrase in text]
            shared.update(dict.fromkeys(knowing, 1 / max(1, len(knowing))))

        def likeness(name: str) -> float:
            return 2 * len(own & words(name)) + len(wanted & words(name)) + len(users & words(name)) + 2 * shared[name]

        compiled = sorted((found[file], -likeness(name), len(found), name)
                          for name, found in self.distances.items() if file in found)
        stem = re.compile(rf"\b{pathlib.Path(file).stem}\b")
        rooms = {"blender", room_of(file)} if is_bridge else {file.split("/")[1]}
        python = sorted((-likeness(name) - (is_bridge and bool(stem.search(text))), name)
                        for name, text in self.texts.items()
                        if rooms & set(self.tests[name]["suite"]) or likeness(name) > 2 + is_bridge)
        many = NEAREST_BRIDGE if is_bridge else NEAREST_PYTHON
        return [row[-1] for row in compiled[:NEAREST]] + [name for score, name in python[:many] if score < 0]
