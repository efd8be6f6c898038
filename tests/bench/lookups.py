#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""lookups.py FILE…: of what saved runs (`--save-transcript`) looked up, how much was of use, and its tokens. `./dev
bench lookups` plays the recorded runs of tests/acceptance again first.

Of use is what a reviewer says shows how to make something of that run (tests/knowledge/useful.json), and what has a
name that the answers to those requests have, too: of a Blender module, a node or a modifier that the passage is about
(`covers`), as it stands in Python. An item that nobody has judged counts as of no use, and is named."""

import argparse
import collections
import json
import pathlib
import re

import tokens

TOP = pathlib.Path(__file__).resolve().parents[2]
USEFUL = json.loads((TOP / "tests" / "knowledge" / "useful.json").read_text(encoding="utf-8"))
ITEM = re.compile(r"^## ([\w:.\[\]' -]+?): .*$", re.MULTILINE)
NAME = re.compile(r"(?:bmesh\.ops|mathutils|noise|bpy_extras)\.(\w+)|\b((?:Shader|Geometry)Node\w+)|type=[\"'](\w+)")


def names_in(text):
    return {name for found in NAME.findall(text) for name in found if name}


def items_of(request):
    """{id: text} of the passages that a request holds."""
    found = {}
    for message in request["messages"]:
        for part in message["parts"]:
            text = part.get("text", "")
            if text.startswith("# Looked up"):
                places = list(ITEM.finditer(text))
                for place, after in zip(places, [*places[1:], None]):
                    found[place[1]] = text[place.end():after.start() if after else None]
    return found


def judge(path):
    """One line for a run: items, those of use, and what nobody has judged."""
    judged = USEFUL.get(path.stem, {})
    result = collections.Counter(items=0, useful=0, reviewed=0, named=0, tokens=0)
    unjudged = []
    for line in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        if "answer" not in line:
            continue
        answered = line["answer"].get("text", "")
        for name, text in items_of(line["request"]).items():
            reviewed = judged.get(name, False)
            named = any(re.search(rf"\b{each}\b", answered) for each in names_in(text))
            result.update(items=1, useful=reviewed or named, reviewed=reviewed, named=named,
                          tokens=tokens.count(text, tokens.CODE))
            if name not in judged:
                unjudged.append(name)
    return {"run": path.stem, **result, **({"unjudged": unjudged} if unjudged else {})}


def total(rows):
    whole = {key: sum(row[key] for row in rows) for key in ("items", "useful", "reviewed", "named", "tokens")}
    return {**whole, "precision": round(whole["useful"] / max(whole["items"], 1), 3)}


def lookups(desk, _options):
    """./dev bench lookups: what the recorded runs would look up today."""
    rows = []
    for _run, saved in tokens.play(desk):
        rows.append(judge(saved))
        print(json.dumps({"bench": "lookups", **rows[-1]}), flush=True)
    return {"runs": len(rows), **total(rows), "wanted": {"precision": 0.5, "tokens": 6721}}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    rows = [judge(path) for path in parser.parse_args().files]
    for row in rows:
        print(json.dumps(row))
    print(json.dumps({"run": "all", "runs": len(rows), **total(rows)}))


if __name__ == "__main__":
    main()
