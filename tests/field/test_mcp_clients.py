# SPDX-License-Identifier: GPL-3.0-or-later
"""What other programs' models send to the tools is taken as meant, or refused with the form that is wanted. Blender is
played by tests/support/quick-blender, but for what is measured."""

import json
import os
import pathlib
import subprocess
import sys

import pytest
from desk import QUICK
from mcp_client import HIGH, SCRIPT, Client

TOP = pathlib.Path(__file__).parents[2]
TOOLS = json.loads((TOP / "src/mcp/tools.json").read_text(encoding="utf-8"))["tools"]
KINDS = json.loads((TOP / "blender-addon/maquette_bridge/measure/requirement_kinds.json").read_text(encoding="utf-8"))


@pytest.fixture
def connect(desk):
    """Makes clients, which end well."""
    clients = []

    def make(quick=True, **more):
        if quick:
            desk.config.write_text(QUICK)
        clients.append(Client(desk.popen("mcp", stdin=subprocess.PIPE, text=False, encoding=None), **more))
        return clients[-1]
    yield make
    for each in clients:
        assert each.close() == 0, each.process.stderr.read()


def script_of(client, session):
    return client.values("show_session", {"session": session, "script": "true"})["script"]


def test_arguments(connect):
    """Values as text, null for what is optional, one value for a list, members of its own."""
    client = connect()
    made = client.values("run_script", json.dumps({
        "title": "Box", "script": SCRIPT, "session": None, "version": None,
        "requirements": json.dumps([{**HIGH, "value": "30"}])}))
    session = made["session"]
    assert made["title"] == "Box" and script_of(client, session) == SCRIPT
    for more in ({"version": "1"}, {"version": 1.0}, {"version": None, "views": "true", "objects": []},
                 {"objects": "Part"}, {"objects": '["Part"]', "inside": "Section"}, {"compareWith": "1"}):
        client.values("look", {"session": session, **more})
    assert "no version 7" in client.fails("look", {"session": f"{session}:7"})
    assert client.values("look", {"session": f"{session}:1"})["version"] == 1
    assert "glb, usd (if Blender can), fbx" in client.fails("export_version", {"session": session, "format": "dae"})
    # What the tool does not know is left out and named; what is nearly the name of another one may count, and is not.
    told = client.values("look", {"session": session, "reason": "to see it", "thoughts": ["a", "b"]})
    assert sorted(told["ignored_arguments"]) == ["reason", "thoughts"]
    assert "Did you mean “version”?" in client.fails("look", {"session": session, "verison": 1})
    assert '"version": expected integer, got string' in client.fails("look", {"session": session, "version": "first"})
    assert '"script" is missing' in client.fails("run_script", None)
    assert '"script": expected string, got object' in client.fails("run_script", {"script": {"python": SCRIPT}})
    for nothing in ([], 7, "not JSON", "[1]"):
        assert "JSON object" in client.fails("run_script", nothing)
    for nothing in (None, "", {}, "{}"):
        assert client.values("find_sessions", nothing)["found"] == 1
    edited = client.values("edit_script", {
        "session": session, "texts": json.dumps({"old": "0.15", "new": "0.2"}), "remove": None})
    assert edited["version"] == 2 and "0.2" in script_of(client, session)


@pytest.mark.parametrize("sent", [
    f"```python\n{SCRIPT}```", f"```\n{SCRIPT}\n```", f"Here you go:\n\n```py\n{SCRIPT}```\nEnjoy",
    json.dumps(SCRIPT)[1:-1], SCRIPT.replace("\n", "\\n"), json.dumps(SCRIPT),
    SCRIPT.replace("\n", "\r\n"), SCRIPT.splitlines()],
    ids=["fence", "plain fence", "words", "escaped", "lines escaped", "quoted", "CRLF", "lines"])
def test_scripts(connect, sent):
    client = connect()
    session = client.values("run_script", {"script": sent})["session"]
    assert script_of(client, session).replace("\r\n", "\n").strip() == SCRIPT.strip()


def test_cleaned_is_told(connect):
    """Also of a script that gets functions of the toolkit before it runs."""
    for script in (SCRIPT, SCRIPT + 'painted("Blue", "#0000ff")\n'):
        values = connect().values("run_script", {"script": f"```python\n{script}```"})
        assert any("Markdown fences" in note for note in values["notes"]), values["notes"]


def walk(schema):
    yield schema
    for each in (*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])):
        yield from walk(each)


def test_schemas():
    """As the strictest clients want them: they drop a tool with an `enum` without a type, or a list of anything."""
    for tool in TOOLS:
        for schema in walk(tool["inputSchema"]):
            assert isinstance(schema.get("type"), str), (tool["name"], schema)
            if "enum" in schema:
                assert schema["type"] == "string", (tool["name"], schema)
            if schema["type"] == "array":
                items = schema["items"]
                assert items["type"] != "object" or items["properties"], (tool["name"], schema)


def test_once_on_the_wire(connect):
    """Revisions before structured results get the text alone; the others both, for many clients show only the text."""
    for revision, both in (("2024-11-05", False), ("2025-03-26", False), ("2025-06-18", True), ("2025-11-25", True)):
        result = connect(revision=revision).call("toolkit", {})
        assert ("structuredContent" in result) == both, revision
        assert json.loads(result["content"][0]["text"])["functions"]


def test_characters(connect):
    """Answers are UTF-8 wherever a name is cut, and what cannot be read is answered under its id."""
    client = connect()
    long = "a" + "日本語" * 60
    assert "日本語" in client.fails("show_session", {"session": "a" + "日本語" * 13})
    for method, params in (("tools/call", {"name": long}), ("prompts/get", {"name": long}), (long, {}),
                           ("tasks/get", {"taskId": long}), ("resources/read", {"uri": long})):
        assert "日本" in client.ask(method, params)["error"]["message"]
    texts = (rb"a\u0000b", rb"\ud83d", rb"\ude00\ud83d", rb"\ud83d\u0041", b"a\0b", b"\xff")
    for number, text in enumerate(texts, 100):
        client.write(b'{"jsonrpc": "2.0", "id": %d, "method": "tools/call", "params": {"name": "toolkit", "arguments": '
                     b'{"about": "%s"}}}' % (number, text))
        assert "surrogate" in client.receive(number)["error"]["message"], text
    client.write(rb'{"jsonrpc": "2.0", "id": "\ud83d\ude00", "method": "ping", "params": {"x": "C:\\u0000\\ud83d"}}')
    assert client.receive("😀")["result"] == {}


BOX = """import bpy


def build():
    outer = add(0.1, (0, 0, 0.05))
    inner = add(0.094, (0, 0, 0.053))
    cut = outer.modifiers.new("Cut", "BOOLEAN")
    cut.object = inner
    bpy.context.view_layer.objects.active = outer
    bpy.ops.object.modifier_apply(modifier="Cut")
    bpy.data.objects.remove(inner)
    outer.name, outer["part"] = "Box", "large box"
    outer.data.materials.append(bpy.data.materials.new("Plain"))


def add(size, place):
    bpy.ops.mesh.primitive_cube_add(size=size, location=place)
    return bpy.context.object


build()
"""


def wall(words, value=1.2, **more):
    return {"words": words, "what": "wall", "of": "whole", "value": value, "unit": "mm", **more}


def test_requirements(desk, connect):
    """What is demanded is read as it is written, can be looked up, changed and taken back, and a part is known by any
    spelling of its id."""
    client = connect(quick=False)
    told = client.values("requirements", {})
    assert len(told["kinds"].split(", ")) == len(KINDS["kinds"]) and "step_offset" in told["members"]
    assert len(json.dumps(told)) < 4 * 700, "bytes; four are a token"

    asked = [wall("walls of at least 1.2 mm"), wall("walls 1.2 mm"), wall("at most 5 mm thick", 5),
             wall("1.2 mm or more"), wall("at least one wall of 1.2 mm"), wall("mindestens 1,2 mm"),
             wall("at most 5 mm", 5, **{"is": "equal"}),
             {**wall("as high as a step"), "what": "step_height"}, {**wall("nothing hangs over"), "what": "overhang"}]
    made = client.values("run_script", {"title": "Box", "script": BOX, "requirements": asked, "grounded": False,
                                        "parts": [{"id": "large_box", "name": "Large Box"}]})
    rows = made["requirements"]
    states = ["met", "missed", "met", "met", "missed", "met", "missed", "open", "open"]
    assert [row["state"] for row in rows] == states, rows
    assert "at least 1.2 mm" in rows[0]["found"] and "step, step_offset" in rows[7]["found"], rows
    assert "watertight" in rows[8]["found"] and "look" in rows[8]["found"], "all of them, where none is near"
    assert "missing" not in {fault["code"] for fault in made["faults"]}, made["faults"]

    # Other demands for the same script, none at all, and below the ground.
    session = made["session"]
    assert "the same as before" in client.fails("edit_script", {"session": session})
    second = client.values("edit_script", {"session": session, "requirements": [wall("walls 3 mm", 3)]})
    assert second["version"] == 2 and [row["state"] for row in second["requirements"]] == ["met"], second
    third = client.values("edit_script", {"session": session, "requirements": [], "texts": [
        {"old": "(0, 0, 0.05)", "new": "(0, 0, 0.03)"}, {"old": "(0, 0, 0.053)", "new": "(0, 0, 0.033)"}]})
    assert third["requirements"] == [] and third["faults"] == [], "it flies, as was said"
    fourth = client.values("edit_script", {"session": session, "grounded": "true"})
    assert [fault["code"] for fault in fourth["faults"]] == ["sunken"]

    checked = client.values("check_print", {"session": session, "wall_mm": "4", "bed_mm": "[50, 50, 50]"})
    assert checked["closed"] is True and checked["fits"] is False and checked["thin"] == ["Box"], checked
    exported = client.values("export_version", {
        "session": session, "format": "STL", "levels": "yes", "join": 1, "name": "box"})
    assert [pathlib.Path(path).name for path in exported["levels"]] == ["box.stl", "box-50.stl", "box-25.stl"]
    assert all(pathlib.Path(path).is_file() for path in exported["levels"])
    pathlib.Path(exported["levels"][2] + ".report.json").unlink()
    for name in exported["levels"][:2]:
        pathlib.Path(name).unlink()
    again = {"session": session, "format": "stl", "levels": True, "replace": True, "name": "box"}
    assert "box-25.stl" in client.fails("export_version", again), "somebody else's file"


if __name__ == "__main__":
    sys.exit(pytest.main([os.path.abspath(__file__)]))
