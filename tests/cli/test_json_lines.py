# SPDX-License-Identifier: GPL-3.0-or-later
"""That the other tests would notice a line of --json that data/schemas/cli-line.schema.json does not describe."""

import json

import jsonschema
import pytest
from json_lines import check_line, list_events, read_schema


def test_schema():
    schema = read_schema("cli-line")
    jsonschema.Draft202012Validator.check_schema(schema)
    events = {name for name, each in schema["$defs"].items() if "event" in each.get("properties", {})}
    assert events == list_events()
    assert all(schema["$defs"][name]["properties"]["event"] == {"const": name} for name in events)
    line = {"event": "current", "version": 2, "later": ["a", "member"]}
    jsonschema.Draft202012Validator(schema).validate(line)


@pytest.mark.parametrize("wrong", [
    {"event": "sang"}, {"version": 2}, {"event": "current"}, {"event": "current", "version": "2"},
    {"event": "current", "version": 2, "variant": "1"},
    {"event": "show", "session": "a", "version": 1},
    {"event": "parameters", "name": "A", "unit": "", "about": "", "min": "1"},
])
def test_wrong_line(wrong):
    with pytest.raises(AssertionError):
        check_line(json.dumps(wrong))


def test_line_of_program(desk, monkeypatch):
    """The desk reads each line so, whether a test reads it at once or at the end."""
    monkeypatch.delitem(read_schema("cli-line")["$defs"], "error")
    events = [each for each in read_schema("cli-line")["oneOf"] if not each["$ref"].endswith("/error")]
    monkeypatch.setitem(read_schema("cli-line"), "oneOf", events)
    with pytest.raises(AssertionError, match="“error”"):
        desk("show", "nothing", "--json")
    with desk.popen("show", "nothing", "--json") as program, pytest.raises(AssertionError, match="“error”"):
        next(program.stdout)
