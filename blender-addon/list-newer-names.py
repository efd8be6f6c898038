#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists the names that a newer Blender's API has and an older one's lacks, for the check of
scripts: `list-newer-names.py OLD NEW maquette_bridge/check/newer.json`. OLD and NEW are what
`blender --background --factory-startup --python maquette_bridge/introspect/introspection.py --
--output FILE` wrote in each of them."""

from __future__ import annotations

import difflib
import gzip
import json
import re
import sys
from typing import Any

# How Blender draws itself, and what scripts that build never touch.
DULL = re.compile(r"(Space|UI|Theme|Prefer|Brush|Paint|Sculpt|WindowManager|Screen|Region|Asset"
                  r"|Sequence|Strip|KeyMap|Keying|GPencil|GreasePencil|Tracking|Movie|Clip|XR|Xr"
                  r"|Gizmo|Event|Panel|Menu|Operator)")
LIKE = 0.6  # of two descriptions of one thing

Entry = dict[str, Any]


def read(path: str) -> tuple[dict[str, Entry], str]:
    """{id: entry}, and the version."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    version = lines[0]["blender"].partition("-")[0]
    return {line["id"]: line for line in lines if "id" in line}, version


def own(entry: Entry) -> dict[str, Entry]:
    """{name: member} of a type or an operator."""
    return {each["name"]: each for each in entry.get("members", []) + entry.get("functions", [])}


def whole(entries: dict[str, Entry], name: str) -> dict[str, Entry]:
    """The same with what the type inherits."""
    entry = entries.get(f"bpy.types.{name}", {})
    found: dict[str, Entry] = {}
    for base in [*reversed(entry.get("bases", [])), name]:
        found |= own(entries.get(f"bpy.types.{base}", {}))
    return found


def successor(name: str, member: Entry, gone: dict[str, Entry]) -> dict[str, str]:
    """{a new name: the one among those that are gone that it stands for}, if there is one."""
    def alike(other: str) -> float:
        one, two = (" ".join((each.get("label", ""), each.get("doc", ""))).strip()
                    for each in (member, gone[other]))
        return difflib.SequenceMatcher(None, one, two).ratio() if one and two else 0.0

    same = [each for each in gone if gone[each].get("type") == member.get("type")]
    best = max(same, key=alike, default="")
    return {name: best} if best and alike(best) >= LIKE else {}


def replaced(before: list[str], after: list[str]) -> dict[str, str]:
    """{a new name in a list: the one that stood in its place}."""
    found: dict[str, str] = {}
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for how, i, j, k, m in matcher.get_opcodes():
        if how == "replace" and j - i == m - k:
            found |= {new: old for old, new in zip(before[i:j], after[k:m])
                      if j - i == 1 or difflib.SequenceMatcher(None, old, new).ratio() >= LIKE}
    return {name: was for name, was in found.items() if name not in before and was not in after}


class Comparison:
    """All that the new API has beside the old one's, by section; `was`: {a new name: the old}."""

    def __init__(self, old: dict[str, Entry], new: dict[str, Entry]) -> None:
        self._old, self._new = old, new
        self.lists: dict[str, list[str]] = {"types": [], "operators": [], "bmesh": []}
        self.owned: dict[str, dict[str, list[str]]] = {
            "members": {}, "arguments": {}, "values": {}, "sockets": {}}
        self.was: dict[str, str] = {}
        for ident in sorted(new):
            section, _, name = ident.rpartition(".")
            if section == "bpy.types" and not DULL.match(name):
                self._type(name, old.get(ident), new[ident])
            elif section.startswith("bpy.ops."):
                self._operator(ident.removeprefix("bpy.ops."), old.get(ident), new[ident])
            elif section == "bmesh.ops" and ident not in old:
                self.lists["bmesh"].append(name)

    def _add(self, section: str, owner: str, names: list[str], was: dict[str, str]) -> None:
        if names:
            known = self.owned[section].setdefault(owner, [])
            known += [each for each in dict.fromkeys(names) if each not in known]
            self.was |= {f"{owner}.{name}": old for name, old in was.items()}

    def _type(self, name: str, before: Entry | None, entry: Entry) -> None:
        if before is None:
            self.lists["types"].append(name)
            return
        had, has = whole(self._old, name), whole(self._new, name)
        gone = {each: member for each, member in own(before).items() if each not in has}
        for each, member in own(entry).items():
            if each not in had:
                self._add("members", name, [each], successor(each, member, gone))
                continue
            values, known = ([item[0] for item in one.get("items", [])]
                             for one in (member, had[each]))
            self._add("values", f"{name}.{each}", [value for value in values
                                                   if known and value not in known],
                      replaced(known, values))
        for side in ("inputs", "outputs"):
            known, names = ([each["name"] for each in one.get(side, [])] for one in (before, entry))
            self._add("sockets", name, [each for each in names if known and each not in known],
                      replaced(known, names))

    def _operator(self, name: str, before: Entry | None, entry: Entry) -> None:
        if before is None:
            self.lists["operators"].append(name)
            return
        gone = {each: member for each, member in own(before).items() if each not in own(entry)}
        for each, member in own(entry).items():
            if each not in own(before):
                self._add("arguments", name, [each], successor(each, member, gone))


def main() -> None:
    """Writes the list that the command line names."""
    (old, _), (new, version) = map(read, sys.argv[1:3])
    found = Comparison(old, new)
    with open(sys.argv[3], "w", encoding="utf-8") as file:
        json.dump({"blender": version, **found.lists, **found.owned, "was": found.was}, file,
                  indent=0, sort_keys=True)
        file.write("\n")


if __name__ == "__main__":
    main()
