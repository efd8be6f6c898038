#!/usr/bin/env python3
"""A manual page has the options of its program's --help, each with its argument, and no others. The page of
maquette-cli, and the table of commands in docs/using/cli.md, are made of its --help:

check-man.py PAGE PROGRAM            checks
check-man.py PAGE PROGRAM --update   writes the page's commands and options, and rows that docs/using/cli.md lacks"""

import pathlib
import re
import subprocess
import sys

OPTION = re.compile(r"(?<![\w-])(--?[a-z][a-z-]*)(?:=(\S+))?")
DOCS = pathlib.Path(__file__).parents[2] / "docs/using/cli.md"
TABLE = "| command | what it does | `--json` |\n| --- | --- | --- |\n"


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


def roff(text):
    """A sentence for the page; the hyphens of options can be copied."""
    text = text.replace("’", "'").replace("…", "...")
    return re.sub(r"(?<![\w-])--?[a-z][a-z-]*", lambda found: found[0].replace("-", "\\-"), text)


def write_commands(run, listed):
    """.TP entries for the commands of --help, with the words of their own."""
    for line in listed.partition("\nCommands")[2].splitlines()[1:]:
        name, summary = line.split(None, 1)
        words = run(name, "--help").splitlines()[1].split(name, 1)[1].removesuffix("[OPTION…]").strip()
        shown = name.replace("-", "\\-")
        head = f'.BI {shown} " {roff(words)}"' if words else f".B {shown}"
        yield f".TP\n{head}\n{roff(summary)}\n"


def write_options(listed):
    for line in listed.splitlines():
        if not line.startswith("  -"):
            continue
        names, text = re.split(r"\s{2,}", line.strip(), maxsplit=1)
        names, _, argument = names.partition("=")
        names = '", "'.join(names.replace("-", "\\-").split(", ")).replace('", "', ' ", " ')
        head = f".BR {names} =\\fI{argument}\\fR" if argument else f".{'BR' if ' ' in names else 'B'} {names}"
        yield f".TP\n{head}\n{roff(text)}\n"


def write_page(text, run):
    """The page with the commands and options of --help."""
    listed = run("--help")
    text = re.sub(r"(?s)(\n\.SH COMMANDS\n.*?)\.TP\n.*?(?=\.SH )",
                  lambda found: found[1] + "".join(write_commands(run, listed)), text)
    return re.sub(r"(?s)(\n\.SH OPTIONS\n).*?(?=\.SH )",
                  lambda found: found[1] + "".join(write_options(listed)), text)


def write_docs(text, listed):
    """The page with a row for each command; what people wrote there stays."""
    assert TABLE in text, DOCS
    before, after = text.split(TABLE)
    rows, end = after.split("\n\n", 1)
    for line in listed.partition("\nCommands")[2].splitlines()[1:]:
        name, summary = line.split(None, 1)
        if not re.search(rf"`{name}\b", "\n".join(row.split(" | ")[0] for row in rows.split("\n"))):
            rows += f"\n| `{name}` | {summary[0].lower()}{summary[1:]} | |"
    return f"{before}{TABLE}{rows}\n\n{end}"


def main():
    page, program = pathlib.Path(sys.argv[1]), sys.argv[2]

    def run(*arguments):
        return subprocess.run([program, *arguments], capture_output=True, text=True, check=True).stdout

    text, said = page.read_text(encoding="utf-8"), run("--help")
    documented, real = options_of_page(text), options_of_help(said)
    assert len(real) > 2, said
    wrong = [f"{name}: documented {documented.get(name)!r}, really {real.get(name)!r}"
             for name in sorted({*documented, *real}) if documented.get(name) != real.get(name)]
    if "\nCommands" in said:
        docs = DOCS.read_text(encoding="utf-8")
        pages = [(page, text, write_page(text, run)), (DOCS, docs, write_docs(docs, said))]
        if "--update" in sys.argv:
            wrong = []
            for path, _, written in pages:
                path.write_text(written, encoding="utf-8")
        else:
            wrong += [f"{path.name} differs from --help: tests/data/check-man.py {page} {program} --update"
                      for path, old, written in pages if old != written]
    print("\n".join(wrong) or f"{len(real)} options agree")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
