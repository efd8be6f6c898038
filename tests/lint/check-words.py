#!/usr/bin/env python3
"""Texts for people have people's words: no text of an API, no id, no raw JSON. Each problem of the service
(src/service/run/mq-http-problem.c) has a translated title and says what to do, also where only a program can be at
fault, because the window and the command line show it."""

import os
import re
import sys
from collections.abc import Iterator

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from files import TOP, tracked  # noqa: E402

PROBLEMS = "src/service/run/mq-http-problem.c"
TEXT = r'"(?:[^"\\]|\\.)*"(?:\s*"(?:[^"\\]|\\.)*")*'
TRANSLATED = re.compile(rf"\b(?:_|N_|C_|NC_|ngettext)\s*\(\s*({TEXT}(?:\s*,\s*{TEXT})?)")
WIRE = re.compile(r"openapi|/v1/|Retry-After|\bheaders?\b|\bUUID\b|\{\s*\\?\"|"
                  r"\bthe detail names\b|\bids? of the\b|'s id\b")


def texts(source: str) -> Iterator[tuple[int, str]]:
    """Yields (line, text) of what is translated."""
    for found in TRANSLATED.finditer(source):
        yield source.count("\n", 0, found.start()) + 1, re.sub(r'"\s*"', "", found[1])


def check_itself() -> None:
    """The rule on texts that keep it and that break it."""
    assert not WIRE.search("Wait a minute, then try again.")
    for text in ("docs/openapi.yaml says how", "the header Retry-After", '{\\"error\\": 1}', "Check the run's id."):
        assert WIRE.search(text), text


def main() -> int:
    check_itself()
    problems, files = [], 0
    for name in tracked():
        if not (name.startswith("src/") and name.endswith((".c", ".h", ".blp"))):
            continue
        files += 1
        with open(os.path.join(TOP, name), encoding="utf-8") as file:
            source = file.read()
        problems += [f"{name}:{line}: {text} is no text for a person"
                     for line, text in texts(source) if WIRE.search(text)]
        if name == PROBLEMS:
            table = source[source.index("entries[MQ_N_HTTP_PROBLEMS] = {"):source.index("/* clang-format on */")]
            entries = re.findall(r'\[(MQ_HTTP_PROBLEM_\w+)\] = { "[\w-]+", \d+, (.*?) },\n', table, re.S)
            with open(os.path.join(TOP, name.replace(".c", ".h")), encoding="utf-8") as file:
                kinds = re.findall(r"^  (MQ_HTTP_PROBLEM_\w+),", file.read(), re.M)
            problems += [f"{name}: {kind} has no words" for kind in kinds if kind not in dict(entries)]
            problems += [f"{name}: the words of {kind} are not translated" for kind, words in entries
                         if not re.fullmatch(rf"N_ ?\({TEXT}\),\s*N_ ?\({TEXT}\)", words)]
    print("\n".join(problems) or f"The texts of {files} files are words for people.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
