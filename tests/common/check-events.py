#!/usr/bin/env python3
"""Holds docs/inside/protocol.md, docs/using/cli.md and data/schemas/cli-line.schema.json against the table of events:
each event, each member and each listed value is there, and they name none that the table does not have."""
import json
import re
import subprocess
import sys
from pathlib import Path

docs = Path(sys.argv[2])
table = json.loads(subprocess.run([sys.argv[1]], check=True, capture_output=True, text=True).stdout)
faults = []

# Examples of open lists, and members of objects that are somebody else's to describe.
EXAMPLES = {"notice": {"understood", "not-understood"}, "stream": {"model-busy"},
            "failed": {"type", "title", "status", "detail", "next"}}


def read_table(text, heading):
    """The rows of the first table whose heading cells begin with these words: first cell → second cell."""
    lines = iter(text.splitlines())
    rows = {}
    for line in lines:
        if line.startswith(heading):
            next(lines)
            for row in lines:
                if not row.startswith("|"):
                    return rows
                cells = re.split(r"(?<!\\)\|", row.strip().strip("|"))
                for name in re.findall(r"`([^`]+)`", cells[0]):
                    rows[name] = cells[1].replace("\\|", "|")
    return rows


def list_names(row):
    names = set()
    for field in row["fields"]:
        names.update(field["name"].split("."))
        names.update(field["values"])
    return names


def compare(what, documented, row, found):
    have = list_names(row)
    examples = EXAMPLES.get(row["name"], set())
    for name in sorted(have - found - examples):
        faults.append(f"{what}: “{name}” of “{row['name']}” is not documented")
    for name in sorted(found - have - examples):
        faults.append(f"{what}: “{row['name']}” is documented with “{name}”, which the table does not have")


def compare_names(what, documented, expected):
    for name in sorted(expected - documented):
        faults.append(f"{what}: “{name}” is not documented")
    for name in sorted(documented - expected):
        faults.append(f"{what}: “{name}” is documented, and the table does not have it")


# The roles of pictures stand in C; pages and the option's help repeat them.
SOURCE = docs.parent / "src"
roles = set(re.findall(r'[A-Z]\] = \{ "([a-z]+)", "', (SOURCE / "common" / "events" / "mq-picture-role.c").read_text()))
listed = re.search(r'enum: \["", (front[^]]*)\]', (docs / "inside/openapi.yaml").read_text())[1].split(", ")
compare_names("openapi.yaml: PictureRoles", set(listed), roles)
for place, pattern in ((docs / "inside/protocol.md", r"\| `roles` \|([^|]*), or an empty"),
                       (docs / "using/cli.md", r"what a picture shows: ([^:]*)\. Without")):
    quoted = re.search(pattern, place.read_text())[1]
    compare_names(f"{place.name}: roles of pictures", set(re.findall(r"`([a-z]+)`", quoted)), roles)
for place in (docs.parent / "data" / "schemas" / "run.schema.json", docs.parent / "data" / "man" / "maquette-cli.1"):
    quoted = re.search(r"ROLE: ([a-z, ]*)", place.read_text())[1]
    compare_names(f"{place.name}: roles of pictures", set(re.split(r", | or ", quoted)), roles)

protocol = (docs / "inside/protocol.md").read_text()
events = {row["name"]: row for row in table["events"]}
sent = {name for name, row in events.items() if row["service"]}
documented = read_table(protocol, "| event | data |")
compare_names("protocol.md", set(documented), sent)
for name in sorted(sent & set(documented)):
    # Sentences are examples of texts.
    found = {word for word in re.findall(r'"([^"]+)"', documented[name]) if re.fullmatch(r"[a-z_-]+|first draft", word)}
    if name == "instruction":
        found -= {"arguments"}
    compare("protocol.md", documented, events[name], found)

instructions = {row["name"]: row for row in table["instructions"]}
documented = read_table(protocol, "| kind | arguments | result |")
compare_names("protocol.md, instructions", set(documented), set(instructions))
for name in sorted(set(instructions) & set(documented)):
    found = set(re.findall(r'`"?([a-z_]+)"?`', documented[name]))
    found -= {"true", "false"}
    compare("protocol.md, instructions", documented, instructions[name], found)

cli = (docs / "using/cli.md").read_text()
through = set(re.search(r"come through as they are \(`([^`]+)`\)", cli.replace("\n", " "))[1].split())
compare_names("cli.md, events of the service", through, {name for name in sent if events[name]["printed"]})
own = {name for name, row in events.items() if row["client"] and row["printed"] and not row["service"]}
documented = read_table(cli, "| event | members |")
compare_names("cli.md", set(documented), own)
for name in sorted(own & set(documented)):
    for member in list_names(events[name]):
        if not re.search(rf"`[^`]*\b{member}\b[^`]*`", documented[name]):
            faults.append(f"cli.md: “{member}” of “{name}” is not documented")

# Commands add lines of their own, and members to `session`; a live Blender adds some to its answers.
schema = json.loads((docs.parent / "data/schemas/cli-line.schema.json").read_text())["$defs"]
for name, row in events.items():
    if not row["printed"]:
        continue
    if name not in schema:
        faults.append(f"cli-line.schema.json: “{name}” is missing")
        continue
    for field in row["fields"]:
        place, required = schema[name], True
        for member in field["name"].split("."):
            required = required and member in place.get("required", [])
            place = place.get("properties", {}).get(member, {})
            place = schema[place["$ref"].rpartition("/")[2]] | place if "$ref" in place else place
        types = [field["type"], "null"] if field["or_null"] else field["type"]
        if place.get("type", "string") != types or required != field["required"]:
            faults.append(f"cli-line.schema.json: “{field['name']}” of “{name}” is not as in the table")
        if place.get("enum", field["values"]) != field["values"]:
            faults.append(f"cli-line.schema.json: “{field['name']}” of “{name}” has other values")

print("\n".join(faults) or f"{len(events)} events and {len(instructions)} instructions are documented as they are")
sys.exit(bool(faults))
