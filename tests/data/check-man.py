#!/usr/bin/env python3
"""A manual page has the options of its program's --help, each with its argument, and no others:
check-man.py PAGE PROGRAM"""

import re
import subprocess
import sys

OPTION = re.compile(r"(?<![\w-])(--?[a-z][a-z-]*)(?:=(\S+))?")


def plain(line):
    """A line of a page without its macros and fonts."""
    line = re.sub(r"\\f[BIRP]", "", line).replace("\\-", "-").replace("...", "…")
    return line.replace('"', "").replace(" =", "=").replace(" , ", ", ")


def options_of_page(text):
    part = text.split(".SH OPTIONS\n")[1].split(".SH ")[0]
    found = {}
    for entry in part.split(".TP\n")[1:]:
        found.update(dict(OPTION.findall(plain(entry.splitlines()[0].partition(" ")[2]))))
    return found


def options_of_help(text):
    found = {}
    for line in text.splitlines():
        if line.startswith("  -"):
            found.update(dict(OPTION.findall(re.split(r"\s{2,}", line.strip())[0])))
    return found


def commands_of_page(text):
    part = text.partition(".SH COMMANDS\n")[2].partition(".SH ")[0]
    return {plain(entry.splitlines()[1]): plain(entry.splitlines()[0]).split()[1]
            for entry in part.split(".TP\n")[1:]}


def commands_of_help(text):
    rows = (line.split(None, 1) for line in text.partition("\nCommands")[2].splitlines()[1:])
    return {summary.replace("’", "'"): name for name, summary in rows}


def main():
    page, program = sys.argv[1:3]
    with open(page, encoding="utf-8") as file:
        text = file.read()
    said = subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout
    documented, real = options_of_page(text), options_of_help(said)
    assert len(real) > 2, said
    wrong = [f"{name}: documented {documented.get(name)!r}, really {real.get(name)!r}"
             for name in sorted({*documented, *real}) if documented.get(name) != real.get(name)]
    if commands_of_page(text) != commands_of_help(said):
        wrong.append(f"commands: {sorted(commands_of_page(text).items() ^ commands_of_help(said).items())}")
    print("\n".join(wrong) or f"{len(real)} options agree")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
