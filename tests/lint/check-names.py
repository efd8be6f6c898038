#!/usr/bin/env python3
"""Names exist once in the tree: a file's basename, a type, and a function that other files can call. Each source
file of ours opens with a comment or a docstring, and those of a program before it with their copyright and licence.
CONTRIBUTING.md has the rules."""

import collections
import os
import re
import sys
from collections.abc import Iterator

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from files import TOP, tracked  # noqa: E402

# Names that the system gives: each program has its main, each folder its meson.build.
EVERYWHERE = {"main.c", "meson.build"}

# GNU style has the type on a line of its own and the name in the first column.
FUNCTION = re.compile(r"^(?P<type>[A-Za-z_][^\n;={}()/]*)\n(?P<name>[a-z]\w*) \([^;]*?\)\n\{", re.M)
TYPE = re.compile(r"^G_DEFINE_(?:FINAL_|ABSTRACT_|BOXED_|INTERFACE_)?(?:TYPE|INTERFACE)\w*\s*\(\s*\w+,\s*(\w+)", re.M)
LICENCE = re.compile(r"(?:#![^\n]*\n)?(?:/\*|//|#) SPDX-FileCopyrightText: \d{4} [^\n]+\n"
                     r"(?: \*|//|#) SPDX-License-Identifier: GPL-3.0-or-later(?: \*/)?\n")
BEGINNINGS = {".c": ("/*",), ".h": ("/*",), ".py": ('"""', "#"), ".blp": ("//", "/*", "using", "template")}


def exported(text: str) -> Iterator[str]:
    """Names of functions that other files can call."""
    for found in FUNCTION.finditer(text):
        if "static" not in found["type"].split() and found["name"] != "main":
            yield found["name"]
    for found in TYPE.finditer(text):
        yield found[1] + "_get_type"


def twice(places: dict[str, list[str]], what: str) -> Iterator[str]:
    """A line for each name in two places."""
    for name, where in sorted(places.items()):
        if len(where) > 1:
            yield f"{what} {name} is there more than once: {', '.join(sorted(where))}"


def main() -> int:
    names = tracked()
    files, functions = collections.defaultdict(list), collections.defaultdict(list)
    problems = []
    for name in names:
        base, ending = os.path.basename(name), os.path.splitext(name)[1]
        if name.startswith("src/") and base not in EVERYWHERE:
            files[base].append(name)
        if ending not in BEGINNINGS:
            continue
        with open(os.path.join(TOP, name), encoding="utf-8") as file:
            text = file.read()
        if name.startswith("src/") and ending == ".c":
            for function in exported(text):
                functions[function].append(name)
        licence = LICENCE.match(text)
        if name.startswith(("src/", "blender-addon/")) and not licence:
            problems.append(f"{name}: opens without its copyright and licence, as the files beside it have them")
        if licence:
            text = text[licence.end():]
        # A kind's or the library's parts become part of a script, which has a docstring of its own.
        own = name.startswith(("src/", "tests/", "blender-addon/")) and "/kinds/" not in name
        if own and text.strip() and not text.startswith(("#!", *BEGINNINGS[ending])):
            problems.append(f"{name}: opens without a comment on what it is, what for, and who uses it")
    problems += twice(files, "the file")
    problems += twice(functions, "the function")
    assert len(functions) > 500, "the expression for functions finds none"
    print("\n".join(problems) or f"{len(files)} files and {len(functions)} functions have names of their own")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
