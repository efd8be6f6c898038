# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks an exported script where Maquette is not installed (docs/using/proof.md): builds what it
makes, measures its rows REQUIREMENTS and JOINS, and how its joints move, and prints what was found.
With the modules that it imports it is maquette-check.zip beside the script."""

from __future__ import annotations

import ast
import json
import os
import pkgutil
import random
import sys
import traceback
import types
from typing import Any

import bpy
import mathutils

from .. import cleanup
from ..errors import BridgeError
from ..measure import asset, joins, report
from ..measure.bodies import Unmeasurable
from ..measure.requirement import Requirement
from ..measure.requirement_kinds import ELSEWHERE
from ..measure.requirements import MAX_REQUIREMENTS
from ..params import Params
from . import sanitize, units

# Exit statuses. Rows that are judged by eye count for neither of the first two.
ALL_MET, NOT_MET, NOT_CHECKED = 0, 1, 2

_MAX_ROWS = {"REQUIREMENTS": MAX_REQUIREMENTS, "JOINS": 1000}
_SCHEMAS = {"REQUIREMENTS": "requirement", "JOINS": "join"}
_PLAIN = ast.List, ast.Dict, ast.Constant, ast.UnaryOp
_MARKS = {True: "met", False: "NOT MET", None: "-"}
_MAX_WORDS = 80
_BOUNDS = {"at_least": "at least ", "at_most": "at most "}


class _NotChecked(Exception):
    """Why a script cannot be checked."""


def _read_lists(source: str, path: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of a script by the name of their list. They are data: nothing in them is run."""
    try:
        tree = ast.parse(source, path)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise _NotChecked(f"{os.path.basename(path)} is not Python: {error}") from None
    found: dict[str, list[dict[str, Any]]] = {}
    for node in tree.body:
        name = (node.targets[0].id if isinstance(node, ast.Assign)
                and isinstance(node.targets[0], ast.Name) else "")
        if not isinstance(node, ast.Assign) or name not in _SCHEMAS:
            continue
        try:
            rows = ast.literal_eval(node.value)
        except (ValueError, TypeError, RecursionError, MemoryError):
            line = next((each.lineno for each in ast.walk(node.value) if isinstance(each, ast.expr)
                         and not isinstance(each, _PLAIN)), node.lineno)
            raise _NotChecked(f"{name}, line {line}: there is something else than texts, numbers, "
                              "True and False") from None
        if not isinstance(rows, list):
            raise _NotChecked(f"{name}, line {node.lineno}: this is not a list of rows")
        if len(rows) > _MAX_ROWS[name]:
            raise _NotChecked(f"{name} has {len(rows)} rows; at most {_MAX_ROWS[name]} are "
                              "measured")
        _check_members(name, rows)
        found[name] = rows
    return found


def _check_members(name: str, rows: list[Any]) -> None:
    """Refuses rows with members that their schema does not have, and without those that it
    needs."""
    schema = json.loads(pkgutil.get_data(__name__, f"{_SCHEMAS[name]}.schema.json") or b"")
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise _NotChecked(f"{name}, row {number}: a row is written {{\"of\": …}}")
        wrong = sorted(str(key) for key in row.keys() - schema["properties"].keys())
        missing = sorted(set(schema["required"]) - row.keys())
        if wrong:
            raise _NotChecked(f"{name}, row {number}: there is no “{wrong[0][:_MAX_WORDS]}”; a row "
                              f"may have {', '.join(schema['properties'])}")
        if missing:
            raise _NotChecked(f"{name}, row {number}: “{missing[0]}” is missing")
        fits = schema["properties"].get("fit", {}).get("enum", [])
        if row.get("fit", "press") not in fits and fits:
            raise _NotChecked(f"{name}, row {number}: a fit is {', '.join(fits)}")


def _build(source: str, path: str) -> None:
    """Runs the script in an empty scene, as Blender does, and makes the scene what is measured."""
    cleanup.empty_scene()
    random.seed(0)
    mathutils.noise.seed_set(1)
    module: Any = types.ModuleType("__main__")
    module.__file__ = path
    sys.modules["__main__"] = module
    sys.argv = [each for each in sys.argv if each != "--check"]
    try:
        exec(compile(source, path, "exec", dont_inherit=True), module.__dict__)
    except BaseException as error:
        traceback.print_exc()
        raise _NotChecked(f"the script failed: {type(error).__name__}: {error}") from None
    sanitize.strip()
    nowhere = asset.unplaced()
    if nowhere:
        raise _NotChecked(f"{nowhere[0]} has no valid place")
    units.apply()


def _say(value: Any, unit: Any) -> str:
    return f"{value:g} {unit}" if unit else f"{value:g}"


def _print(met: bool | None, text: str, words: str = "", hint: str = "") -> None:
    """A row, and below it how to put it right."""
    quoted = f" (“{words[:_MAX_WORDS]}”)" if words else ""
    print(f"  {_MARKS[met]:8} {text}{quoted}")
    if hint:
        print(f"           {hint}")


def _print_requirements(rows: list[dict[str, Any]]) -> list[bool | None]:
    """Prints the rows of the report: what is wanted, and what was found. Returns of each whether it
    is met."""
    for row in rows:
        about = f"{row['what']} of {row['of'] or 'whole'}"
        for before, member in (("to", "to"), ("along", "axis"), ("at", "at")):
            about += f" {before} {row[member]}" if row.get(member) else ""
        wanted, found = row.get("text"), row.get("found_text")
        if not wanted and row["wanted"] is not None:
            wanted = _BOUNDS.get(row.get("is", ""), "") + _say(row["wanted"], row.get("unit"))
        if not found and row["found"] is not None:
            found = _say(row["found"], row.get("unit"))
        parts = [f"{word} {text}" for word, text in (("wanted", wanted), ("found", found)) if text]
        if row["met"] is None:
            parts = ["not measured here; that needs Maquette"
                     if row["what"] == "matches_picture" else row["how"]]
        _print(row["met"], f"{about}: {', '.join(parts) or row['how']}", row["words"],
               row.get("fix", ""))
    return [row["met"] for row in rows]


def _say_fault(row: dict[str, Any]) -> str:
    """Returns what was found of a join that is not as it should be."""
    one, other = row["objects"]
    if "depth_m" in row:
        return (f"{one} runs {row['depth_m'] * 1000:g} mm into {other}, wanted at most "
                f"{row.get('most_m', 0.0) * 1000:g} mm")
    gap, wanted = row["gap_m"] * 1000, row["wanted_m"] * 1000
    if wanted < 0.0:
        return f"{one} and {other}: wanted {-wanted:g} mm deep, found {max(0.0, -gap):g} mm"
    return f"from {one} to {other}: wanted a gap of {wanted:g} mm, found {gap:g} mm"


def _is_of_printer(row: dict[str, Any]) -> bool:
    """Whether only a printer says how wide the gap of a join is."""
    return row.get("kind") == "fits" and "fit" in row and "m" not in row


def _print_joins(rows: list[dict[str, Any]], found: dict[str, Any]) -> list[bool | None]:
    """Prints each join that says how its parts meet, and then the parts that no join lets meet or
    fall apart as they do. Returns of each whether it is as it should be."""
    faults = [(_pair(*each["parts"]), each) for each in found["loose"] + found["penetrations"]]
    unmeasured = {_pair(*each["parts"]) for each in found["notes"]
                  if each["fault"] == "unmeasured"}
    met: list[bool | None] = []
    for row in rows:
        if not row.get("kind"):
            continue
        if _is_of_printer(row):
            met.append(None)
            _print(None, f"{row['of']} and {row['to']}: fits {row['fit']}, not measured here: "
                   "that is some of a printer's gap, which Maquette knows")
            continue
        own = [fault for pair, fault in faults if pair == _pair(row["of"], row["to"])]
        how = row["kind"].replace("_", " ") + (f" {_say(row['m'], 'm')}" if row.get("m") else "")
        if not own and _pair(row["of"], row["to"]) in unmeasured:
            how += ", not measured: they do not face each other on two sides"
            met.append(None)
        else:
            met.append(not own)
        _print(met[-1], f"{row['of']} and {row['to']}: {how}",
               hint=_say_fault(own[0]) if own else "")
    named = {_pair(row["of"], row["to"]) for row in rows}
    for pair, fault in faults:
        if pair not in named:
            met.append(False)
            _print(False, f"{' and '.join(fault['parts'])}: no join", hint=_say_fault(fault))
    for group in found["floating"]:
        met.append(False)
        _print(False, f"{', '.join(group['objects'][:4])}: attached to nothing, "
               f"{group['gap_m'] * 1000:g} mm from {group['nearest']}")
    free = sum(not row.get("kind") for row in rows)
    if free:
        pairs = "pairs" if free > 1 else "pair"
        print(f"  {'':8} {free} {pairs} of parts may meet in any way")
    return met


def _pair(one: str, other: str) -> frozenset[str]:
    return frozenset((joins.plain(one), joins.plain(other)))


def _print_joints(found: dict[str, Any]) -> list[bool | None]:
    """Prints each joint of the script with its range and the range in which nothing meets, and
    its faults. Returns of each whether it has none."""
    known = {joint["name"]: joint for joint in found["joints"]}
    for fault in found["joint_faults"]:
        known.setdefault(fault["joint"], {})
    met: list[bool | None] = []
    for name, joint in known.items():
        own = [each for each in found["joint_faults"] if each["joint"] == name]
        unit = "m" if joint.get("kind") == "slider" else "deg"
        text = f"{name}, {joint.get('kind', 'joint')}"
        for word, ends in (("wanted", joint.get("limits")), ("found free", joint.get("free"))):
            text += f", {word} {ends[0]:g} to {ends[1]:g} {unit}" if ends else ""
        met.append(not own)
        _print(met[-1], text, hint=own[0]["words"].removeprefix(f"{name}: ") if own else "")
    return met


def _check(path: str) -> int:
    with open(path, encoding="utf-8") as file:
        source = file.read()
    lists = _read_lists(source, path)
    wanted, joined = lists.get("REQUIREMENTS", []), lists.get("JOINS", [])
    if not lists:
        raise _NotChecked(f"{os.path.basename(path)} has neither REQUIREMENTS nor JOINS")
    rows = [[row["of"], row["to"], *([row["kind"], row.get("m", 0.0)]
                                     if "kind" in row and not _is_of_printer(row) else [])]
            for row in joined]
    try:
        pairs = Params({"joins": rows}).joins("joins", _MAX_ROWS["JOINS"], joins.KINDS)
    except BridgeError as error:
        raise _NotChecked(f"JOINS: {error.message}") from None
    unread = []
    for number, row in enumerate(wanted, 1):
        try:
            if row["what"] not in ELSEWHERE:
                Requirement(row)
        except Unmeasurable:
            unread.append(number)
    _build(source, path)
    found = report.report(pairs, asked=wanted)

    print(f"\n{os.path.basename(path)}, measured by Blender {bpy.app.version_string}")
    print("Requirements")
    counts = {"requirements": _print_requirements(found["requirements"])}
    if "JOINS" in lists:
        print("Joins")
        counts["joins"] = _print_joins(joined, found)
    if "joints" in found:
        print("Joints")
        counts["joints"] = _print_joints(found)
    print()
    for title, met in counts.items():
        if met:
            print(f"{met.count(True)} of {len(met) - met.count(None)} {title} met"
                  + (f", {met.count(None)} not measured" if None in met else ""))
    if unread:
        raise _NotChecked(f"REQUIREMENTS, row {unread[0]} cannot be read; the reason is above")
    return NOT_MET if any(False in met for met in counts.values()) else ALL_MET


def main(path: str) -> int:
    """Checks the script `path` and prints what was found. Returns the exit status."""
    stdout: Any = sys.stdout
    if hasattr(stdout, "reconfigure"):
        stdout.reconfigure(errors="replace")  # consoles that lack a character
    try:
        return _check(path)
    except (_NotChecked, OSError, UnicodeDecodeError) as error:
        print(f"\nNot checked: {error}")
        return NOT_CHECKED
