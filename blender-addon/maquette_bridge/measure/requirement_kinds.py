# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of requirements (docs/extending/requirements.md), from requirement_kinds.json: the unit
of each, the members that it needs, and the sentence that puts a miss right."""

from __future__ import annotations

import difflib
import json
import pkgutil
from typing import Any

# Also where the package is an archive (export/script_proof.py).
_TABLE = json.loads(pkgutil.get_data(__name__, "requirement_kinds.json") or b"")

LENGTH, TURN, COUNT, NUMBER = "length", "angle", "count", "number"
UNITS = {unit["name"]: unit["metres"] for unit in _TABLE["units"]}
PLAIN_TOLERANCE: dict[str, float] = _TABLE["tolerances"]["plain"]
DIGITS = {unit["name"]: unit["digits"] for unit in _TABLE["units"]}  # to a thousandth of a mm

MAX_NEAR = 6
# Other names of kinds, which share no word with them.
_NEAR = {"height": ["size"], "width": ["size"], "depth": ["size"], "length": ["size", "longest"],
         "dimension": ["size"], "dimensions": ["size"], "thickness": ["wall", "floor", "rim"],
         "position": ["place"], "location": ["place"], "count": ["pieces", "holes", "pockets"],
         "spacing": ["gap", "even", "hole_distance"], "fits": ["clearance"], "tilt": ["angle"],
         "keyway": ["slot_width", "slot_length", "pocket_depth"], "bevel": ["chamfer"],
         "closed": ["watertight"], "manifold": ["watertight"], "polygons": ["triangles"],
         "faces": ["triangles"], "compartments": ["pockets"], "contact": ["touches"]}


class Term:
    """A word of the vocabulary."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.kind = row["value"] if row["value"] in (LENGTH, TURN, COUNT, NUMBER) else None
        self.more = row.get("more", "")  # how to make the value larger, smaller
        self.less = row.get("less", "")
        self.needs = row.get("needs", [])
        self.signed = row.get("signed", False)
        self.several = row.get("several", False)  # a thing may have several such values
        self.yes_no = row.get("yes_no", False)
        # A deviation is at most 0 where the requirement has no value.
        self.value = 0.0 if row.get("deviation") else None
        self.is_ = "at_most" if row.get("deviation") else row.get("is", "equal")


def say_unknown(what: str) -> str:
    """Why a kind is not measured: the names that are near it, or all of them."""
    words = set(what.casefold().split("_"))
    near = [name for name in _NEAR.get(what.casefold(), [])]
    near += [name for name in TERMS if words & set(name.split("_"))]
    near += difflib.get_close_matches(what.casefold(), TERMS, 3, 0.7)
    near = list(dict.fromkeys(near))
    if near:
        return f"“{what}” is not in the vocabulary. Near it: {', '.join(near[:MAX_NEAR])}"
    return f"“{what}” is not in the vocabulary: {', '.join(TERMS)}, look"


# Kinds that no measure of the scene tells, and the words for that.
ELSEWHERE = {"look": "judged by eye",
             "matches_picture": "it was not compared with a picture of the user"}
TERMS = {row["what"]: Term(row) for row in _TABLE["kinds"] if row["what"] not in ELSEWHERE}
