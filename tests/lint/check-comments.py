#!/usr/bin/env python3
"""Comments are sentences: subject, verb, object. A comment or a docstring that begins with a relative
clause (What …, Who …, Of …, Whether … which …) makes the reader guess its subject, so it is refused."""

import os
import re
import sys
from collections.abc import Iterator

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from files import TOP, tracked  # noqa: E402

RIDDLE = re.compile(r"(What|Who|Whose|Of)\b|Whether\b[^.;:]*\bwhich\b")
C_COMMENT = re.compile(r"/\*+\s*((?:[^*]|\*(?!/))*)\*/")
PYTHON_COMMENT = re.compile(r'"""\s*([^"]*)"""|(?:^|\n)[ \t]*(?<!#\n)#[ ]?([A-Z][^\n]*)')


def is_riddle(text: str) -> bool:
    """Tells whether a comment's text, without its frame, begins with a relative clause."""
    return RIDDLE.match(re.sub(r"\s*\n\s*\*? ?", " ", text).strip()) is not None


def comments(name: str, text: str) -> Iterator[tuple[int, str]]:
    """Yields (line, text) of the comments of a file. Of Python's lines of comment only the first of a block counts."""
    if name.endswith((".c", ".h")):
        for found in C_COMMENT.finditer(text):
            yield text.count("\n", 0, found.start()) + 1, found[1]
        return
    lines = text.split("\n")
    for found in PYTHON_COMMENT.finditer(text):
        number = text.count("\n", 0, found.start(1) if found[1] is not None else found.start(2)) + 1
        if found[2] is None or number < 2 or not lines[number - 2].lstrip().startswith("#"):
            yield number, found[1] or found[2] or ""


def check_itself() -> None:
    """The rule on comments that keep it and that break it."""
    for text in ("Returns the rows.", "Whether the run is over.", "An office of a kind.", "Offers more."):
        assert not is_riddle(text), text
    for text in ("What the rows say.", "Of a picture, px.", "Who asks,\n * and why.",
                 "Whether a thing, which is\n * large, fits."):
        assert is_riddle(text), text


def main() -> int:
    check_itself()
    problems, files = [], 0
    for name in tracked():
        if not (name.endswith((".c", ".h")) and name.startswith("src/")
                or name.endswith(".py") and name.startswith("blender-addon/")):
            continue
        files += 1
        with open(os.path.join(TOP, name), encoding="utf-8") as file:
            text = file.read()
        problems += [f"{name}:{line}: begins with a relative clause: {found.split(chr(10))[0][:70]}"
                     for line, found in comments(name, text) if is_riddle(found)]
    assert files > 500, "no sources were read"
    print("\n".join(problems) or f"{files} files have comments with a subject and a verb")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
