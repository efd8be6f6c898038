#!/usr/bin/env python3
"""The help of data/help is whole: each language has the pages of English, block by block, and what a page prints in
italics is a label of the window, translated as the window translates it."""

import os
import re
import sys

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
HELP = os.path.join(TOP, "data/help")
# Labels differ by their mnemonic, and by the mark that more input follows.
MNEMONIC = re.compile(r"\(_\w\)|_")
FIELD = re.compile(r'^(msgid|msgstr)(?:\[0\])? ((?:".*"\n?)+)', re.MULTILINE)
LABEL = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")


def read(*names: str) -> str:
    with open(os.path.join(*names), encoding="utf-8") as file:
        return file.read()


def plain(text: str) -> str:
    return MNEMONIC.sub("", "".join(re.findall(r'"(.*)"', text)))


def labels(language: str) -> dict[str, set[str]]:
    """Returns {English label: its translations}."""
    found: dict[str, set[str]] = {}
    label = ""
    text = re.sub(r"^#.*\n", "", read(TOP, "po", f"{language}.po"), flags=re.MULTILINE)
    for kind, words in FIELD.findall(text):
        if kind == "msgid":
            label = plain(words)
        else:
            found.setdefault(label, set()).add(plain(words))
    return found


def shape(page: str) -> list[str]:
    """The kind of each line: heading, item, paragraph."""
    return [re.sub(r"\d+", "1", line.split(" ")[0]) if re.match(r"(#+|-|\d+\.) ", line) else "text"
            for line in page.splitlines() if line]


def main() -> int:
    faults = []
    pages = sorted(os.listdir(os.path.join(HELP, "en")))
    for language in re.findall(r"^\w+$", read(TOP, "po/LINGUAS"), re.MULTILINE):
        known = labels(language)
        if sorted(os.listdir(os.path.join(HELP, language))) != pages:
            faults.append(f"{language}: other pages than en")
            continue
        for name in pages:
            english, page = read(HELP, "en", name), read(HELP, language, name)
            if shape(english) != shape(page):
                faults.append(f"{language}/{name}: other blocks than in en/{name}")
            named = LABEL.findall(page)
            for label in LABEL.findall(english):
                if label not in known:
                    faults.append(f"en/{name}: the window has no “{label}”")
                elif not known[label] & set(named):
                    faults.append(f"{language}/{name}: “{label}” is called {' or '.join(known[label])}")
    print(*faults or [f"{len(pages)} pages"], sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
