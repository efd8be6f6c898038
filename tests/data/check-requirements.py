#!/usr/bin/env python3
"""Schema and docs have the kinds of blender-addon/maquette_bridge/measure/requirement_kinds.json.

check-requirements.py            checks
check-requirements.py --update   writes them"""

import json
import pathlib
import re
import sys

TOP = pathlib.Path(__file__).parents[2]
TABLE = TOP / "blender-addon/maquette_bridge/measure/requirement_kinds.json"
SCHEMA = TOP / "data/schemas/requirement.schema.json"
DOCS = TOP / "docs/extending/requirements.md"


def write_schema(text, kinds):
    names = json.dumps([row["what"] for row in kinds])
    text, found = re.subn(r'("what": \{[^}]*?"enum": )\[[^\]]*\]', lambda match: match[1] + names, text)
    assert found == 1, SCHEMA
    return text


def write_docs(text, kinds):
    """A section of the page has a table with a row for each of its kinds."""
    for section in sorted({row["section"] for row in kinds}):
        rows = "".join(f"| `{row['what']}` | {row['meaning']} | {row.get('how', '')} |\n".replace("|  |", "| |")
                       for row in kinds if row["section"] == section)
        text, found = re.subn(rf"(?s)(\n### {section}\n(?:(?!\n#).)*?\n\| --- \| --- \| --- \|\n)(?:\| `.*?\n)*",
                              lambda match: match[1] + rows, text)
        assert found == 1, section
    return text


def main():
    kinds = json.loads(TABLE.read_text(encoding="utf-8"))["kinds"]
    stale = []
    for path, write in ((SCHEMA, write_schema), (DOCS, write_docs)):
        text = path.read_text(encoding="utf-8")
        if text != (wanted := write(text, kinds)):
            stale.append(path)
            if "--update" in sys.argv:
                path.write_text(wanted, encoding="utf-8")
    if stale and "--update" not in sys.argv:
        print(*(path.relative_to(TOP) for path in stale), "differ: tests/data/check-requirements.py --update")
        return 1
    print(f"{len(kinds)} kinds of requirements in schema and docs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
