#!/usr/bin/env python3
"""Whether functions can be read from top to bottom: how many static functions of a room are called from exactly one
place, what stands in the middle of a file, and which static functions bear an exported name. Prints a table by room,
and one by feature: how many tokens the things weigh that a user gets. A room above the common limit has a ceiling of
its own here, which may only fall; a feature has one that its commit raises."""

import collections
import dataclasses
import os
import re
import sys

from c_text import FUNCTION, TOKEN, without_comments
from files import TOP, tracked

# Of 100 static functions, how many may be called from one place only; macros and types after the first function of a
# file; static functions called mq_….
MOST = (15, 0, 0)
# Lines of a function, without its comments.
MOST_LINES = 120
CEILINGS: dict[str, tuple[int, int, int]] = {
    "app/help": (50, 0, 0),
    "cli": (18, 0, 0),
    "client/batch": (16, 0, 0),
    "client/batch/report": (27, 0, 0),
    "client/blender": (17, 0, 0),
    "client/export": (16, 0, 0),
    "client/intake": (43, 0, 0),
    "client/mesh": (15, 0, 1),
    "client/programs": (16, 0, 0),
    "client/run": (21, 0, 0),
    "client/share": (16, 0, 0),
    "client/technical-drawing": (45, 0, 0),
    "common/asset": (16, 0, 0),
    "common/base": (16, 0, 2),
    "common/database": (15, 1, 1),
    "common/foreign": (34, 0, 0),
    "common/mcp": (20, 0, 0),
    "common/script": (22, 0, 0),
    "common/secrets": (15, 2, 0),
    "service/model-http": (16, 0, 0),
    "service/pipeline": (19, 0, 0),
    "service/program": (17, 0, 0),
    "service/roles": (19, 0, 0),
    "service/sketcher": (16, 0, 0),
    "service/sketcher/changes": (23, 0, 0),
}
# Thousands of tokens of each feature, at most, and its rooms; "x/" are all rooms below x.
FEATURES: dict[str, tuple[int, tuple[str, ...]]] = {
    "built-in sketcher": (117, ("service/sketcher", "service/sketcher/")),
    "team of models": (46, ("service/roles", "service/plan", "service/team")),
    "models over HTTP": (37, ("service/model", "service/models", "service/model-http")),
    "BlenderRAG": (23, ("service/knowledge",)),
    "run, at the service": (84, (
        "service", "service/pipeline", "service/run", "service/runs", "service/routes", "service/http",
        "service/program")),
    "run, at the client": (43, ("client/run", "client/executor", "client/service")),
    "shared service": (49, (
        "service/account", "service/nodes", "service/store", "service/metrics", "client/account", "client/remote",
        "app/account")),
    "Blender and its sandbox": (35, ("client/blender", "client/sandbox", "launcher")),
    "conversation": (85, (
        "app/conversation", "app/conversation-view", "app/timeline", "app/composer", "app/markdown", "app/drafts")),
    "window": (90, (
        "app", "app/window", "app/desktop", "app/sessions", "app/review", "app/workspace", "app/help", "app/model")),
    "code view": (17, ("app/code",)),
    "model that turns": (29, ("app/model-view",)),
    "parameters": (21, ("app/parameters", "client/mesh")),
    "motion": (5, ("client/motion",)),
    "compare": (10, ("app/compare",)),
    "preferences": (30, ("app/preferences", "common/settings")),
    "pictures and drawings": (36, ("app/picture", "client/picture", "drawing", "common/foreign")),
    "library": (30, ("client/library", "client/session")),
    "export": (35, ("client/export", "app/dialogs")),
    "models taken in": (6, ("client/intake", "step")),
    "technical drawings": (21, ("client/technical-drawing",)),
    "film": (10, ("client/film",)),
    "share": (13, ("client/share",)),
    "batch": (31, ("client/batch", "client/batch/")),
    "dataset": (4, ("client/dataset",)),
    "variants": (4, ("client/variants",)),
    "live Blender": (5, ("client/live",)),
    "MCP": (29, ("mcp", "client/programs", "common/mcp")),
    "command line": (54, ("cli", "cli/")),
    "report of a problem": (8, ("client/diagnostics",)),
    "script as text": (26, ("common/script",)),
    "what is known of an asset": (36, ("common/asset", "common/requirement")),
    "events": (15, ("common/events",)),
    "base": (38, (
        "common/base", "common/json", "common/database", "common/http", "common/secrets", "precompiled",
        "precompiled/")),
}
CALL = re.compile(r"^[ \t#].*", re.M)
# A macro of rows (X-macro) stands where its rows are used: it calls what it is given.
ROWS = re.compile(r"# *define \w+ ?\((?P<given>\w+)\)(?:.*\\\n)*.*\b(?P=given) ?\(")
LATE = re.compile(r"^ *# *define .*|^(?:typedef )?(?:struct|enum)\b[^;(]*\{|^typedef [^{]*;", re.M)
# What GObject and GLib call by a name that their macros make.
VFUNC = re.compile(r"\w+_(?:class_init|init|iface_init|private_(?:init|copy|clear))")


@dataclasses.dataclass
class Functions:
    """What is counted of a file, and the sum of a room."""
    all: int = 0
    static: int = 0
    once: list[str] = dataclasses.field(default_factory=list)
    late: int = 0
    exported_names: int = 0
    tokens: int = 0
    long: list[str] = dataclasses.field(default_factory=list)

    def add(self, other: "Functions") -> None:
        for field in dataclasses.fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))

    @property
    def share(self) -> float:
        return 100 * len(self.once) / max(1, self.static)


def count(text: str) -> Functions:
    """Counts direct calls: a function whose address is taken is a callback, a virtual function or a fiber."""
    text = without_comments(text)
    code = re.sub(r"\"(?:[^\"\\\n]|\\.)*\"", '""', text)
    words = collections.Counter(re.findall(r"\w+", code))
    followed = collections.Counter(re.findall(r"(\w+) \(", code))
    calls = collections.Counter(name for line in CALL.findall(code) for name in re.findall(r"(\w+) \(", line))
    found = Functions(tokens=len(TOKEN.findall(text)))
    for function in FUNCTION.finditer(text):
        name = function["name"]
        found.all += 1
        if text.count("\n", function.start(), text.find("\n}", function.end())) > MOST_LINES:
            found.long.append(name)
        if not function["type"].startswith("static"):
            continue
        found.static += 1
        if words[name] == followed[name] and calls[name] == 1:
            found.once.append(name)
        if name.startswith("mq_") and not VFUNC.fullmatch(name) and not re.search(rf"->\w+ = {name}\b", code):
            found.exported_names += 1
    first = FUNCTION.search(text)
    found.late = sum(not ROWS.match(text, late.start()) for late in LATE.finditer(text, first.start())) if first else 0
    return found


def check() -> None:
    text = "\n".join(["#define ONE 1", "static int", "mq_a (int x)", "{", "  return x; /* b (1) */", "}",
                      "#define TWO 2", "#define ROWS(X) \\", "  X (1)", "static void b (int x);",
                      "struct _MqC", "{", "};",
                      "static void", "b (int x)", "{", "  mq_a (x);", "  connect (c, \"b (x)\");", "}",
                      "static void", "c (int x)", "{", "  b (x);", "  b (2);", "}",
                      "static void", "mq_d_finalize (int x)", "{", "}", "void", "mq_e (void)", "{",
                      "  class->finalize = mq_d_finalize;", "}"])
    found = count(text)
    assert (found.all, found.static, found.once, found.late, found.exported_names) == (5, 4, ["mq_a"], 2, 1), found
    assert count("int\na (void)\n{" + "\n  b ();" * MOST_LINES + "\n}\n").long == ["a"] and not found.long
    assert list(faults("x", found)) and not list(faults("x", Functions(static=4)))
    assert (feature_of("service/sketcher/plan"), feature_of("service/plan"), feature_of("x")) \
        == ("built-in sketcher", "team of models", None)


def faults(room: str, found: Functions) -> collections.abc.Iterator[str]:
    once, late, exported_names = CEILINGS.get(room, MOST)
    if found.share > once:
        yield f"src/{room}: {found.share:.1f} % of the static functions are called once, more than {once} %: " \
              f"{', '.join(sorted(found.once))}"
    if found.long:
        yield f"src/{room}: more than {MOST_LINES} lines: {', '.join(found.long)}"
    if found.late > late:
        yield f"src/{room}: {found.late} macros and types stand after the first function of a file, more than {late}"
    if found.exported_names > exported_names:
        yield f"src/{room}: {found.exported_names} static functions are called mq_…, more than {exported_names}"


def feature_of(room: str) -> str | None:
    """The feature that has the room by name, or else the folder that it is in."""
    for name, (_, rooms) in FEATURES.items():
        if room in rooms:
            return name
    return next((name for name, (_, rooms) in FEATURES.items()
                 if any(one.endswith("/") and room.startswith(one) for one in rooms)), None)


def weigh(rooms: dict[str, Functions]) -> collections.abc.Iterator[str]:
    """Prints the table by feature. Yields what is above its ceiling, and rooms of no feature."""
    features: dict[str, Functions] = collections.defaultdict(Functions)
    for room, found in rooms.items():
        feature = feature_of(room)
        if feature is None:
            yield f"src/{room}: is of no feature, see FEATURES"
        else:
            features[feature].add(found)
    print(f"{'feature':30}{'functions':>10}{'tokens':>10}{'at most':>10}")
    for name, found in sorted(features.items(), key=lambda item: -item[1].tokens):
        most = 1000 * FEATURES[name][0]
        print(f"{name:30}{found.all:10}{found.tokens:10}{most:10}")
        if found.tokens > most:
            yield f"{name}: {found.tokens} tokens, more than {most}"


def main() -> int:
    check()
    rooms: dict[str, Functions] = collections.defaultdict(Functions)
    for name in tracked():
        if name.startswith("src/") and name.endswith((".c", ".h")):
            with open(os.path.join(TOP, name), encoding="utf-8") as file:
                rooms[os.path.dirname(name)[len("src/"):]].add(count(file.read()))
    total = Functions()
    print(f"{'room':30}{'functions':>10}{'static':>8}{'once':>6}{'share':>8}{'exported':>9}{'late':>6}{'mq_':>5}"
          f"{'tokens':>9}")
    for room, found in sorted(rooms.items(), key=lambda item: -len(item[1].once)):
        total.add(found)
        print_row(room, found)
    print_row("all", total)
    problems = [fault for room, found in sorted(rooms.items()) for fault in faults(room, found)]
    problems += weigh(rooms)
    if problems:
        print("\n".join(problems))
    return 1 if problems or not total.static else 0


def print_row(room: str, found: Functions) -> None:
    print(f"{room:30}{found.all:10}{found.static:8}{len(found.once):6}{found.share:6.0f}%{found.all - found.static:9}"
          f"{found.late:6}{found.exported_names:5}{found.tokens:9}")


if __name__ == "__main__":
    sys.exit(main())
