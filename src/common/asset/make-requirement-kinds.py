# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""make-requirement-kinds.py TABLE OUTPUT: the tables that mq-requirement.h declares, as C."""

import json
import sys


def quote(text):
    """Returns `text` as a C string."""
    return json.dumps(text, ensure_ascii=False)


def main():
    """Reads the table, and writes the C file."""
    with open(sys.argv[1], encoding="utf-8") as file:
        table = json.load(file)
    lines = ['#include "common/asset/mq-requirement.h"', "",
             f"const char mq_requirement_hints[] = {quote(table['planner'])};", "",
             "const MqRequirementKind mq_requirement_kinds[] = {"]
    for row in table["kinds"]:
        value = "none" if row.get("yes_no") else row["value"]
        needs = row.get("needs", [])
        members = {
            "what": quote(row["what"]),
            "value": "MQ_REQUIREMENT_VALUE_" + value.upper(),
            "is_optional": value == "none" or "deviation" in row,
            "is_signed": "signed" in row,
            "is_several": "several" in row,
            "is_rough": "rough" in row,
            "needs_other": "to" in needs,
            "needs_axis": "axis" in needs,
            "needs_end": "at" in needs,
        }
        values = (f".{name} = {value if isinstance(value, str) else int(value)}"
                  for name, value in members.items())
        lines.append(f"  {{ {', '.join(values)} }},")
    lines += ["  { NULL },", "};", "", "const MqLengthUnit mq_length_units[] = {"]
    lines += [f"  {{ {quote(unit['name'])}, {unit['metres']} }}," for unit in table["units"]]
    lines += ["  { NULL },", "};", "", "const MqTolerances mq_tolerances = {"]
    for name in ("plain", "written", "roughly"):
        values = (f".{key} = {value}" for key, value in table["tolerances"][name].items())
        lines.append(f"  .{name} = {{ {', '.join(values)} }},")
    lines += ["};", ""]
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write("\n".join(lines))


main()
