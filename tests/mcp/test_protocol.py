# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages of both revisions, right and wrong ones; nothing here needs a Blender."""

import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

import jsonschema
import pytest
from conftest import LEGACY, META, MODERN
from desk import SANITIZED, has_no_core_dumps

KINDS = pathlib.Path(__file__).parents[2] / "data" / "sketcher" / "kinds"
SKILL = pathlib.Path(__file__).parents[2] / "data" / "skill" / "maquette"


def test_legacy(program):
    each = program(LEGACY)
    assert each.opened["protocolVersion"] == LEGACY and "Plan" in each.opened["instructions"]
    assert set(each.opened["capabilities"]) == {"tools", "resources", "prompts"}
    assert each.ask("ping") == {}
    assert has_no_core_dumps(each.process.pid)
    assert "resultType" not in each.ask("tools/list")
    # An older one is spoken as it is, a newer one is not known.
    for asked, answered in (("2024-11-05", "2024-11-05"), ("2031-01-01", LEGACY)):
        assert each.ask("initialize", protocolVersion=asked, capabilities={},
                        clientInfo={"name": "x", "version": "1"})["protocolVersion"] == answered
    # In one connection, some requests may still say all that they need.
    each.revision = MODERN
    assert each.ask("tools/list")["resultType"] == "complete"


def test_modern(program):
    each = program(MODERN)
    found = each.ask("server/discover")
    assert found["supportedVersions"] == [MODERN] and found["cacheScope"] == "private"
    listed = each.ask("tools/list")
    assert listed["resultType"] == "complete" and listed["ttlMs"] > 0
    assert listed["_meta"][META + "serverInfo"]["name"] == "maquette"
    for name, code in (("2020-01-01", -32022), (None, -32602)):
        error = each.refused("tools/list", meta={META + "protocolVersion": name})
        assert error["code"] == code, error
        if code == -32022:
            assert error["data"] == {"supported": [MODERN], "requested": name}
    assert each.refused("tools/list", meta={META + "clientCapabilities": None})["code"] == -32602
    assert each.refused("ping")["code"] == -32601


def test_before_anything(program):
    """A request that belongs to no revision."""
    each = program(MODERN)
    each.revision = None
    assert each.refused("tools/list")["code"] == -32602


def test_tools(program):
    """All is said of each tool, in few words."""
    listed = program(MODERN).ask("tools/list")["tools"]
    assert len(json.dumps(listed, ensure_ascii=False, separators=(",", ":")).encode()) < 21_000, "four are a token"
    made = next(tool for tool in listed if tool["name"] == "make")
    assert f" makes {len(list(KINDS.glob('*/kind.json')))} everyday kinds" in made["description"]
    assert all("joint" in json.dumps(tool) for tool in listed if tool["name"] in ("run_script", "measure", "look"))
    for tool in listed:
        members = {"name", "title", "description", "inputSchema", "outputSchema", "annotations"}
        assert members == set(tool) - {"_meta"}, tool
        assert {"readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"} == set(tool["annotations"])
        assert tool["inputSchema"]["type"] == "object" and tool["inputSchema"]["additionalProperties"] is False
        for name in tool["inputSchema"].get("required", []):
            assert name in tool["inputSchema"]["properties"], (tool["name"], name)


def test_skill(program):
    """Each command of the skill calls a tool that is there, with arguments that it takes; and the instructions of the
    server are the skill's."""
    each = program(LEGACY)
    tools = {tool["name"]: tool for tool in each.ask("tools/list")["tools"]}
    text = (SKILL / "SKILL.md").read_text()
    assert re.match(r"---\nname: maquette\ndescription: .+\n---\n", text)
    commands = re.findall(r"`maquette-cli tool (.+?)`", text)
    assert len(commands) >= 10
    for command in commands:
        name, *words = shlex.split(command)
        if name == "NAME":
            continue
        arguments = json.loads(next((word for word in words if word.startswith("{")), "{}"))
        files = [words[at + 1].partition("=")[0] for at, word in enumerate(words) if word == "--file"]
        arguments |= dict.fromkeys(files, "x")
        jsonschema.validate(arguments, tools[name]["inputSchema"])
    words = (SKILL / "building.md").read_text()
    assert each.opened["instructions"] == words
    assert set(re.findall(r"`([a-z]+_[a-z]+|look|measure|toolkit)`", words)) <= set(tools)


def test_prompts(program):
    each = program(LEGACY)
    listed = each.ask("prompts/list")["prompts"]
    assert {one["name"] for one in listed} == {"model_object", "check_script", "make_printable"}
    for one in listed:
        (argument,) = one["arguments"]
        (message,) = each.ask("prompts/get", name=one["name"], arguments={argument["name"]: "a cup"})["messages"]
        assert message["content"]["text"].endswith("a cup")
        assert each.refused("prompts/get", name=one["name"])["code"] == -32602
    assert each.refused("prompts/get", name="none")["code"] == -32602


@pytest.mark.parametrize("line, code, number", [
    ("nonsense", -32700, None), ("[" * 10000, -32700, None), ("[]", -32600, None), ("{}", -32600, None),
    ('{"jsonrpc": "2.0", "id": null, "method": "ping"}', -32600, None),
    ('{"jsonrpc": "2.0", "id": 1.5, "method": "ping"}', -32600, None),
    ('{"jsonrpc": "1.0", "id": 7, "method": "ping"}', -32600, 7),
    ('{"jsonrpc": "2.0", "id": "seven", "method": "ping", "params": []}', -32602, "seven"),
    ('{"jsonrpc": "2.0", "id": 7, "method": "no/such"}', -32601, 7),
    ('{"jsonrpc": "2.0", "id": 7, "method": "a\\u0000b"}', -32700, 7),
    ('"' + "x" * (5 << 20) + '"', -32700, None)], ids=lambda value: str(value)[:20])
def test_wrong_lines(program, line, code, number):
    """Each is answered once, and the next one is answered as if nothing had been."""
    each = program(LEGACY)
    each.write(line + "\n")
    answer = each.receive()
    assert answer["error"]["code"] == code and answer["id"] == number, answer
    assert each.ask("ping") == {}


LONG = 123456789012345678901234567890


def test_long_numbers(program):
    """An id of any length comes back as it came; in a text, nothing is changed."""
    each = program(LEGACY)
    for number in (LONG, -LONG, 2 ** 63, 10 ** 18 - 1, 9007199254740993, str(LONG)):
        each.write(json.dumps({"jsonrpc": "2.0", "id": number, "method": "ping"}) + "\n")
        assert each.receive() == {"jsonrpc": "2.0", "id": number, "result": {}}
        each.write(json.dumps({"jsonrpc": "2.0", "id": number, "method": f"say \"{LONG}\", {LONG}"}) + "\n")
        answer = each.receive()
        assert answer["id"] == number and f"“say \"{LONG}\", {LONG}”" in answer["error"]["message"], answer


def test_large_and_cut_lines(program):
    """1 MiB is no trouble, an answer to nothing and an empty line are none, and the last line needs no end."""
    each = program(LEGACY)
    assert "session" in each.fails("look", session="x" * 30)
    assert "too long" in each.fails("run_script", script="x" * (1 << 20))
    each.write('\n\r\n{"jsonrpc": "2.0", "id": 99, "result": {}}\n')
    assert each.ask("ping") == {}
    each.write('{"jsonrpc": "2.0", "id": 8, "method": "ping"}')
    assert each.end() == 0 and each.receive()["id"] == 8


def test_a_pipe_that_ends(desk):
    """What was asked before the end of the input is answered."""
    opened = {"protocolVersion": LEGACY, "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}
    lines = [{"id": 1, "method": "initialize", "params": opened},
             *({"id": number, "method": "tools/call", "params": {"name": "find_sessions"}} for number in (2, 3))]
    with desk.popen("mcp", stdin=subprocess.PIPE) as process:
        told, error = process.communicate("".join(json.dumps({"jsonrpc": "2.0", **each}) + "\n" for each in lines))
    assert (process.returncode, {json.loads(line)["id"] for line in told.splitlines()}) == (0, {1, 2, 3}), error


def test_wrong_calls(program):
    each = program(LEGACY)
    twelve = {"words": "arm of 12 cm", "what": "size", "of": "whole", "axis": "x", "value": 12, "unit": "mm"}
    assert "says 12 cm, but its value is 12 mm" in each.fails("run_script", script="x", requirements=[twelve])
    for row in ({**twelve, "unit": "px"}, {**twelve, "each": "often"}):
        assert '"requirements[0].' in each.fails("edit_script", session="x", requirements=[row])
    assert each.refused("tools/call", name="none")["code"] == -32602
    assert '"script" is missing' in each.fails("run_script")
    assert '"script": expected string' in each.fails("run_script", script={"python": "x"})
    assert "Did you mean “script”?" in each.fails("run_script", scripts="x")
    assert "has to be one of" in each.fails("look", session="x", inside="out")
    assert "There is no session" in each.fails("look", session="../../etc")
    assert "ignored: “why”, “zzz”" in each.fails("look", session="x", why="I wonder", zzz=1)


@pytest.mark.parametrize("place", ["", "script.py", "../../../etc/passwd", "none/version/1/script.py",
                                   "%2e%2e/version/1/script.py"])
def test_no_such_resource(program, place):
    uri = "maquette://session/" + place
    error = program(MODERN).refused("resources/read", uri=uri)
    assert error["code"] == -32602 and error["data"] == {"uri": uri}


def test_flood(program):
    """Thousands of requests at once: each is answered, in whatever order, and memory does not grow."""
    each = program(LEGACY)

    def ask_many():
        numbers = {each.begin("tools/list") for _ in range(1000)}
        answers = [each.receive() for _ in range(1000)]
        assert {answer["id"] for answer in answers} == numbers
        return sum("result" in answer for answer in answers)

    def memory():
        with open(f"/proc/{each.process.pid}/smaps_rollup", encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
    ask_many()
    before = memory()
    for _ in range(3):
        ask_many()
    assert SANITIZED or memory() < before + 4096, "KiB"


if __name__ == "__main__":
    sys.exit(pytest.main([os.path.abspath(__file__)]))
