#!/usr/bin/env python3
"""Texts for people have people's words: no text of an API, no id, no raw JSON. Each problem of the service
(src/service/run/mq-http-problem.c) has a translated title and says what to do, also where only a program can be at
fault, because the window and the command line show it.

They can be read at once, as can the help of the command line's options (data/schemas) and what src/cli prints: no
sentence over 40 words, none that begins with a clause or a genitive ("What is so already is said", "Of a report: …"),
and no word of UNPLAIN."""

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
MOST_WORDS = 40
# Words for which there is a common one (repair, again, already done, not a …), and those that only German has.
UNPLAIN = re.compile(
    r"\bmend(s|ed|ing)?\b|\banew\b|\bmeanwhile\b|\bcomes back\b|\balready(?=[.;:]|$)|”( is|, which is) no (?!longer)|"
    r"\b(?:is|are|was|were) told\b|\bcannot be said\b|\bbelongs? into\b|\butili[sz]e|\bshall\b|\bwhereby\b|"
    r"\bthereof\b|\blimit of tokens\b|\bthose who run\b", re.I)
OPENING = re.compile(r"(?:What|Who|Whoever|Whose|Of)\b[^?]*$")
HELP = ("run", "export", "render", "film", "dataset")
OPTION = re.compile(r'"description": ("(?:[^"\\]|\\.)*")')


def hard_to_read(text: str) -> Iterator[str]:
    """Yields faults of a text as it is in the source."""
    for sentence in re.split(r"(?<=[.!?])\s+|\\n|\"\s*,\s*\"", text.strip('"')):
        if len(sentence.split()) > MOST_WORDS:
            yield f"a sentence of more than {MOST_WORDS} words: {sentence[:60]}…"
        if OPENING.match(sentence):
            yield f"a sentence that begins with a clause: {sentence[:60]}…"
        if found := UNPLAIN.search(sentence):
            yield f"“{found[0].strip()}” in: {sentence[:60]}…"


def printed(name: str, source: str) -> Iterator[tuple[int, str]]:
    """Yields (line, text) of what people read of a file."""
    if name.startswith("src/cli/"):
        plain = re.sub(r"/\*.*?\*/|^#include.*?$", lambda gone: "\n" * gone[0].count("\n"), source, flags=re.S | re.M)
        for found in re.finditer(TEXT, plain):
            yield plain.count("\n", 0, found.start()) + 1, re.sub(r'"\s*"', "", found[0])
    elif name.endswith(".json"):
        for found in OPTION.finditer(source):
            yield source.count("\n", 0, found.start()) + 1, found[1]
    else:
        yield from texts(source)


def texts(source: str) -> Iterator[tuple[int, str]]:
    """Yields (line, text) of what is translated."""
    for found in TRANSLATED.finditer(source):
        yield source.count("\n", 0, found.start()) + 1, re.sub(r'"\s*"', "", found[1])


def check_itself() -> None:
    """The rule on texts that keep it and that break it."""
    assert not WIRE.search("Wait a minute, then try again.")
    for text in ("docs/openapi.yaml says how", "the header Retry-After", '{\\"error\\": 1}', "Check the run's id."):
        assert WIRE.search(text), text
    for text in ("Start again, or continue.", "What Would You Like to Make?", "“%s” is no longer there", "Of?"):
        assert not list(hard_to_read(text)), text
    for text in ("word " * 41, "What is so is said.", "Found.\\nOf each: one", "It is told to.", "A fault is mended.",
                 "“%s” is no picture", "“%s” exists already", '"A key", "Who asks"'):
        assert list(hard_to_read(text)), text
    assert list(printed("src/cli/a.c", 'x ("One", "Two"\n "three");'))[1] == (1, '"Twothree"')


def main() -> int:
    check_itself()
    problems, files = [], 0
    helped = {f"data/schemas/{name}.schema.json" for name in HELP}
    for name in tracked():
        if name in helped:
            files += 1
            with open(os.path.join(TOP, name), encoding="utf-8") as file:
                problems += [f"{name}:{line}: {fault}" for line, text in printed(name, file.read())
                             for fault in hard_to_read(text)]
        if not (name.startswith("src/") and name.endswith((".c", ".h", ".blp"))):
            continue
        files += 1
        with open(os.path.join(TOP, name), encoding="utf-8") as file:
            source = file.read()
        problems += [f"{name}:{line}: {text} is no text for a person"
                     for line, text in texts(source) if WIRE.search(text)]
        problems += [f"{name}:{line}: {fault}" for line, text in printed(name, source) for fault in hard_to_read(text)]
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
