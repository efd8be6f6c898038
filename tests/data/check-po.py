#!/usr/bin/env python3
"""The translations are whole: every file with words in it is in po/POTFILES, every language has all
of the words, none of them doubtful, with the plural forms and the placeholders that it needs.

check-po.py                 checks
check-po.py --write         brings POTFILES up to date
check-po.py --update        also merges new words into each po/*.po, for a translator to fill in"""

import os
import re
import subprocess
import sys
import tempfile

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
PO = os.path.join(TOP, "po")
ROOMS = ["src/app", "src/client", "src/common", "src/service"]
WORDS = re.compile(r"\b(_|N_|C_|NC_|ngettext|g_dngettext|g_dpgettext2?)\s*\(\s*\"")
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.S)
PLURALS = {
    "de": "nplurals=2; plural=(n != 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
    "zh_CN": "nplurals=1; plural=0;",
}
KEYWORDS = [
    "--from-code=UTF-8", "--add-comments=Translators:", "--sort-by-file", "--package-name=Maquette",
    "--keyword=_", "--keyword=N_", "--keyword=C_:1c,2", "--keyword=NC_:1c,2",
    "--keyword=g_dngettext:2,3", "--keyword=g_dpgettext2:2c,3", "--flag=g_dngettext:2:pass-c-format",
    "--flag=g_strdup_printf:1:c-format", "--flag=g_string_printf:2:c-format",
    "--flag=g_string_append_printf:2:c-format", "--flag=g_set_error:4:c-format",
]


def files_with_words():
    found = [
        f"data/{name}"
        for name in os.listdir(os.path.join(TOP, "data"))
        if name.endswith((".desktop.in", ".metainfo.xml.in", ".mime.xml.in", ".gschema.xml"))
    ]
    found.append("src/common/asset/mq-asset-names.pot")
    for room in ROOMS:
        for folder, _, names in os.walk(os.path.join(TOP, room)):
            for name in names:
                path = os.path.join(folder, name)
                if name.endswith((".c", ".h", ".blp")):
                    text = COMMENT.sub("", open(path, encoding="utf-8").read())
                    if WORDS.search(text):
                        found.append(os.path.relpath(path, TOP))
    return sorted(found)


def listed(name):
    lines = open(os.path.join(PO, name), encoding="utf-8").read().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def run(*command):
    return subprocess.run(command, cwd=TOP, capture_output=True, text=True,
                          env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "LANGUAGE": "en"})


def make_template(path):
    result = run("xgettext", *KEYWORDS, "-f", "po/POTFILES", "-o", path)
    if result.returncode != 0:
        return [f"xgettext: {result.stderr.strip()}"]
    # xgettext cannot see through G_GINT64_FORMAT and its like: the sentence ends there.
    text = open(path, encoding="utf-8").read()
    return [f"cut off by a macro: {cut}" for cut in re.findall(r'^msgid "(.*[^%]%)"$', text, re.M)]


def check_language(language, template, folder):
    file = os.path.join(PO, f"{language}.po")
    if not os.path.exists(file):
        return [f"po/{language}.po is missing"]
    problems = []
    result = run("msgfmt", "--check", "--check-accelerators=_", "-o", os.devnull, file)
    if result.returncode != 0:
        problems.append(f"po/{language}.po: {result.stderr.strip()}")
    merged = os.path.join(folder, f"{language}.po")
    result = run("msgmerge", "--quiet", "--no-fuzzy-matching", "-o", merged, file, template)
    if result.returncode != 0:
        return problems + [f"po/{language}.po: {result.stderr.strip()}"]
    for option, what in (("--untranslated", "not translated"), ("--only-fuzzy", "doubtful")):
        missing = run("msgattrib", option, "--no-obsolete", "--no-wrap", merged).stdout
        ids = re.findall(r'^msgid "(.+)"$|^msgid ""\n"(.+)"$', missing, re.M)
        if ids:
            words = "; ".join((a or b)[:60] for a, b in ids[:5])
            problems.append(f"po/{language}.po: {len(ids)} {what}: {words}")
    if PLURALS[language] not in open(file, encoding="utf-8").read().replace('"\n"', ""):
        problems.append(f"po/{language}.po: Plural-Forms should be {PLURALS[language]}")
    return problems


def main():
    wanted = files_with_words()
    if "--write" in sys.argv or "--update" in sys.argv:
        with open(os.path.join(PO, "POTFILES"), "w", encoding="utf-8") as file:
            file.write("# Made by tests/data/check-po.py --write.\n" + "\n".join(wanted) + "\n")
    problems = [f"not in po/POTFILES: {path}" for path in sorted(set(wanted) - set(listed("POTFILES")))]
    problems += [f"in po/POTFILES, but has no words: {path}"
                 for path in sorted(set(listed("POTFILES")) - set(wanted))]
    with tempfile.TemporaryDirectory() as folder:
        template = os.path.join(folder, "maquette.pot")
        problems += make_template(template)
        for language in listed("LINGUAS") if not problems else []:
            if "--update" in sys.argv:
                file = os.path.join(PO, f"{language}.po")
                run("msgmerge", "--quiet", "--update", "--backup=none", "--no-fuzzy-matching", "--sort-by-file",
                    file, template)
            problems += check_language(language, template, folder)
    for problem in problems:
        print(problem)
    if problems:
        print("tests/data/check-po.py --update lists what is new in each po/*.po")
        sys.exit(1)
    print(f"{len(wanted)} files, {len(listed('LINGUAS'))} languages: complete")


if __name__ == "__main__":
    main()
