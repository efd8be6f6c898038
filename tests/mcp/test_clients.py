# SPDX-License-Identifier: GPL-3.0-or-later
"""The official SDK's clients, the old one and the new one in each of its ways to agree on a revision. They check what
they get against the protocol's schemas, and the results of tools against their outputSchema."""

import json
import os
import pathlib
import subprocess
import sys

import pytest
from desk import CLI

CUBE = "import bpy\nbpy.ops.mesh.primitive_cube_add(size=0.1, location=(0, 0, 0.05))\n"


class Client:
    def __init__(self, desk, mode, *place):
        self.process = subprocess.Popen(
            ["node", pathlib.Path(__file__).with_name("client.mjs"), mode, *(place or (CLI, "mcp"))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=desk.env)
        self.opened = json.loads(self.process.stdout.readline())

    def __call__(self, **call):
        self.process.stdin.write(json.dumps(call) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def end(self):
        self.process.stdin.close()
        return self.process.wait(1800)


@pytest.mark.parametrize("mode", ["old", "legacy", "auto", "modern"])
def test_sdk(desk, mode):
    client = Client(desk, mode)
    assert "run_script" in client.opened["instructions"]
    tools = client(list="tools")["tools"]
    assert {"run_script", "edit_script", "look", "measure"} <= {tool["name"] for tool in tools}
    assert [each["uri"] for each in client(list="resources")["resources"]] == ["ui://maquette/view"]
    assert len(client(list="prompts")["prompts"]) == 3
    assert client(prompt="model_object", arguments={"object": "a cup"})["messages"][0]["role"] == "user"
    missing = client(read="maquette://session/none/version/1/script.py")
    assert missing["error"]["code"] == -32602
    wrong = client(tool="look", arguments={})
    assert wrong["isError"] and "missing" in wrong["content"][0]["text"]

    made = client(tool="run_script", arguments={"script": CUBE, "title": "Cube"})
    assert not made.get("isError"), made
    assert made["structuredContent"]["size_mm"] == [100, 100, 100]
    assert [one["type"] for one in made["content"]] == ["text", "image"]
    assert made["progress"] and all("message" in one for one in made["progress"])
    listed = client(list="resources")["resources"]
    script, = (one for one in listed if one["name"] == "script.py")
    assert client(read=script["uri"])["contents"][0]["text"] == CUBE
    assert client.end() == 0


if __name__ == "__main__":
    sys.exit(pytest.main([os.path.abspath(__file__)]))
