#!/usr/bin/env python3
"""Seams of the bridge (blender-addon), as check-seams.py and check-functions.py count them of C. No modules import each
other in a circle, not even for a type or within a function. A function that only its file calls has a name with an
underscore; a private one that is called from one place is put back there. Prints a table by room; the limits may only
fall."""

import ast
import collections
import dataclasses
import io
import os
import re
import sys
import tokenize

from circles import circles
from files import TOP, tracked

ROOM = "blender-addon/maquette_bridge/"
# Functions that leave their file, and tokens as Python 3.13 counts them, of the whole bridge.
MOST_EXPORTED, MOST_TOKENS = 544, 316_550
# Of 100 private functions, how many may be called from one place only; and those of a room that has more.
MOST_ONCE = 20
CEILINGS: dict[str, int] = {
    "": 42,
    "check": 38,
    "dataset": 50,
    "drawing": 45,
    "export": 52,
    "intake": 64,
    "introspect": 48,
    "likeness": 45,
    "live": 46,
    "measure": 38,
    "measure/features": 37,
    "motion": 40,
    "rebuild": 56,
    "render": 45,
}
# Lines of a function, without its comments.
MOST_LINES = 120
# Blender calls these, and requirements.py those that measure a kind.
CALLED_BY_NAME = re.compile(r"register|unregister|find_\w+")
FRAME = {tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclasses.dataclass
class Module:
    """What is counted of a file, and the sum of a room."""
    exported: list[str] = dataclasses.field(default_factory=list)
    private: int = 0
    once: list[str] = dataclasses.field(default_factory=list)
    long: list[str] = dataclasses.field(default_factory=list)
    tokens: int = 0

    def add(self, other: "Module") -> None:
        for field in dataclasses.fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))

    @property
    def share(self) -> float:
        return 100 * len(self.once) / max(1, self.private)


def count(text: str) -> Module:
    """Counts direct calls: a function that is named without a call, or called by a lambda, is a callback. A generator
    hands its caller one thing at a time; what is decorated is a property, or keeps its results."""
    tree = ast.parse(text)
    names = collections.Counter(node.attr if isinstance(node, ast.Attribute) else node.id for node in ast.walk(tree)
                                if isinstance(node, ast.Attribute | ast.Name))
    calls = collections.Counter(
        node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name))
    late = {node.body.func.attr if isinstance(node.body.func, ast.Attribute) else node.body.func.id
            for node in ast.walk(tree) if isinstance(node, ast.Lambda) and isinstance(node.body, ast.Call)
            and isinstance(node.body.func, ast.Attribute | ast.Name)}
    found = Module(exported=[node.name for node in tree.body
                             if isinstance(node, Function) and not node.name.startswith("_")])
    tokens = [token for token in tokenize.generate_tokens(io.StringIO(text).readline)
              if token.type not in {tokenize.COMMENT, tokenize.NL}]
    counted = [token for before, token in zip([None, *tokens], tokens)
               if token.type not in FRAME and not is_docstring(before, token)]
    found.tokens = len(counted)
    code = {line for token in counted for line in range(token.start[0], token.end[0] + 1)}
    for node in ast.walk(tree):
        if not isinstance(node, Function):
            continue
        if len(code.intersection(range(node.lineno, (node.end_lineno or node.lineno) + 1))) > MOST_LINES:
            found.long.append(node.name)
        if node.name.startswith("_") and not node.name.startswith("__") and not node.decorator_list:
            found.private += 1
            yields = any(isinstance(each, ast.Yield | ast.YieldFrom) for each in ast.walk(node))
            if names[node.name] == calls[node.name] == 1 and node.name not in late and not yields:
                found.once.append(node.name)
    return found


def is_docstring(before: tokenize.TokenInfo | None, token: tokenize.TokenInfo) -> bool:
    return token.type == tokenize.STRING and (before is None or before.type in FRAME)


def imports(name: str, text: str, modules: set[str]) -> set[str]:
    """The modules of the package that one imports, wherever in it the import stands."""
    package = name.split("/")[:-1]
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = [*package[:len(package) - node.level + 1], *(node.module.split(".") if node.module else [])]
            for each in node.names:
                paths = "/".join([*base, each.name]), "/".join(base), "/".join([*base, "__init__"])
                found |= {next((path for path in paths if path in modules), name)}
    return found - {name}


def problems(texts: dict[str, str], elsewhere: str) -> list[str]:
    """Faults of the modules in `texts`, by their paths without an ending; `elsewhere` is all other Python that uses
    them."""
    found = [f"{len(part)} modules of the bridge import each other in a circle: {', '.join(part)}"
             for part in circles({name: imports(name, text, set(texts)) for name, text in texts.items()})]
    words = {name: set(re.findall(r"\w+", text)) for name, text in texts.items()}
    users = collections.Counter(word for each in words.values() for word in each)
    users.update(set(re.findall(r"\w+", elsewhere)))
    for name, text in texts.items():
        module = count(text)
        found += [f"{name}: only this file uses {each}: its name should begin with an underscore"
                  for each in module.exported if users[each] == 1 and not CALLED_BY_NAME.fullmatch(each)]
        found += [f"{name}: {each} has more than {MOST_LINES} lines" for each in module.long]
    return found


def check_itself() -> None:
    """The rules on modules that keep them and that break them."""
    sound = {"__init__": "def register():\n    from .a import b\n    b.run()\n",
             "a/b": '"""Text."""\nfrom . import c\ndef run(): return _two() + _two() + c.one(_back)\n'
                    'def _two(): return 2  # ()\ndef _back():\n    """Docs."""\n',
             "a/c": "def one(back): return back()\n"}
    assert not problems(sound, ""), problems(sound, "")
    found = count(sound["a/b"])
    assert (found.exported, found.private, found.once, found.tokens) == (["run"], 2, [], 36), found
    for circle in ("from .b import run\n", "def two():\n  from ..a import b\n", "from ..a.b import run\n",
                   "if TYPE_CHECKING:\n  from . import b\n", "from .. import register\n"):
        (fault, *_rest) = problems(sound | {"a/c": sound["a/c"] + circle}, "two register")
        assert "circle: " in fault and "a/b, a/c" in fault, (circle, fault)
    assert count(sound["a/b"].replace(" + _two()", "")).once == ["_two"]
    assert not count("def a(): run(lambda: _b(1), next(_c()))\ndef _b(): pass\ndef _c(): yield 1").once
    assert len(problems(sound | {"a/c": sound["a/c"] + "def alone(): pass"}, "")) == 1
    assert not problems(sound | {"a/c": sound["a/c"] + "def alone(): pass"}, "c.alone()")
    body = '  """Docs\n  on."""\n' + "  # Why.\n  run()\n" * (MOST_LINES - 1)
    assert not count(f"def a():\n{body}").long and count(f"def a():\n{body}  run()\n").long == ["a"]


def main() -> int:
    check_itself()
    texts: dict[str, str] = {}
    elsewhere = []
    for name in tracked():
        if name.endswith(".py") and name.startswith(("blender-addon/", "tests/")):
            with open(os.path.join(TOP, name), encoding="utf-8") as file:
                if name.startswith(ROOM):
                    texts[name[len(ROOM):-3]] = file.read()
                else:
                    elsewhere.append(file.read())
    rooms: dict[str, Module] = collections.defaultdict(Module)
    for name, text in texts.items():
        rooms[os.path.dirname(name)].add(count(text))
    total = Module()
    print(f"{'room':20}{'exported':>9}{'private':>9}{'once':>6}{'share':>8}{'tokens':>9}")
    faults = problems(texts, "\n".join(elsewhere))
    for room, found in sorted(rooms.items(), key=lambda item: -len(item[1].once)):
        total.add(found)
        print_row(room or "(top)", found)
        if found.share > CEILINGS.get(room, MOST_ONCE):
            faults.append(f"{ROOM}{room}: {found.share:.1f} % of the private functions are called once, more than "
                          f"{CEILINGS.get(room, MOST_ONCE)} %: {', '.join(sorted(found.once))}")
    print_row("all", total)
    if len(total.exported) > MOST_EXPORTED:
        faults.append(f"{len(total.exported)} functions leave their file, more than {MOST_EXPORTED}")
    if total.tokens > MOST_TOKENS:
        faults.append(f"{total.tokens} tokens of the bridge, more than {MOST_TOKENS}")
    if faults:
        print("\n".join(faults))
    return 1 if faults or not total.private else 0


def print_row(room: str, found: Module) -> None:
    print(f"{room:20}{len(found.exported):9}{found.private:9}{len(found.once):6}{found.share:7.0f}%{found.tokens:9}")


if __name__ == "__main__":
    sys.exit(main())
