# SPDX-License-Identifier: GPL-3.0-or-later
"""A program that speaks the Model Context Protocol with `maquette-cli mcp`, message by message."""

import json
import pathlib
import sys

import jsonschema
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

import mcp_program  # noqa: E402
from desk import FAST  # noqa: E402
from desk import desk as sandboxed  # noqa: E402,F401

LEGACY, MODERN = "2025-11-25", "2026-07-28"
META = "io.modelcontextprotocol/"
TOOLS = json.loads((pathlib.Path(__file__).parents[2] / "src/mcp/tools.json").read_text(encoding="utf-8"))["tools"]
OUTPUTS = {tool["name"]: jsonschema.Draft202012Validator(tool["outputSchema"]) for tool in TOOLS}

ORGANISER = '''import bpy

WIDTH = 0.2  # m, 0.1..0.4: along x
DEPTH = 0.1  # m, 0.05..0.2: along y
HEIGHT = 0.06  # m, 0.03..0.1: of the walls
WALL = 0.003  # m, 0.001..0.01: thickness of walls and floor
COMPARTMENTS = 3  # 1..6: side by side


def add_box(name, low, high):
    """A box between two corners."""
    corners = [(x, y, z) for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])]
    faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(corners, [], faces)
    made = bpy.data.objects.new(name, mesh)
    bpy.context.collection.objects.link(made)
    return made


def make_organiser():
    """One solid: a block, and a pocket for each compartment cut out of it."""
    body = add_box("Organiser", (-WIDTH / 2, -DEPTH / 2, 0), (WIDTH / 2, DEPTH / 2, HEIGHT))
    inner = (WIDTH - WALL * (COMPARTMENTS + 1)) / COMPARTMENTS
    for number in range(COMPARTMENTS):
        left = -WIDTH / 2 + WALL + number * (inner + WALL)
        pocket = add_box("Pocket", (left, -DEPTH / 2 + WALL, WALL), (left + inner, DEPTH / 2 - WALL, HEIGHT + 0.01))
        cut = body.modifiers.new("Pocket", "BOOLEAN")
        cut.operation = "DIFFERENCE"
        cut.object = pocket
        bpy.context.view_layer.objects.active = body
        bpy.ops.object.modifier_apply(modifier=cut.name)
        bpy.data.objects.remove(pocket)
    return body


def make_material():
    material = bpy.data.materials.new("Plastic")
    material.diffuse_color = (0.2, 0.4, 0.6, 1)
    return material


def build():
    body = make_organiser()
    body.data.materials.append(make_material())


build()
'''

DEMANDS = [
    {"words": "200 mm wide", "what": "size", "of": "whole", "axis": "x", "value": 200, "unit": "mm"},
    {"words": "100 mm deep", "what": "size", "of": "whole", "axis": "y", "value": 100, "unit": "mm"},
    {"words": "60 mm high", "what": "size", "of": "whole", "axis": "z", "value": 60, "unit": "mm"},
    {"words": "three compartments", "what": "pockets", "of": "whole", "value": 3},
    {"words": "walls 3 mm", "what": "wall", "of": "whole", "value": 3, "unit": "mm"},
    {"words": "to be printed", "what": "watertight", "of": "whole"}]


class Program(mcp_program.Program):
    """One client, with a server of its own, which sees all that comes. `told` has the notifications."""

    def __init__(self, desk, revision=LEGACY, name="a-program"):
        self.desk, self.revision, self.name = desk, revision, name
        super().__init__(desk, name, opens=revision == LEGACY)

    def write(self, text):
        self.process.stdin.write(text)
        self.process.stdin.flush()

    def receive(self):
        """The next answer; None at the end."""
        while line := self.process.stdout.readline():
            message = json.loads(line)
            if "id" in message:
                return message
            self.told.append(message)
        return None

    def begin(self, method, meta=None, **params):
        """Its id."""
        if self.revision == MODERN:
            meta = {META + "protocolVersion": MODERN, META + "clientInfo": {"name": self.name, "version": "1"},
                    META + "clientCapabilities": {}, **(meta or {})}
        if meta:
            params["_meta"] = meta
        return self.request(method, params)

    def exchange(self, method, meta=None, **params):
        """The whole answer."""
        number = self.begin(method, meta, **params)
        answer = self.receive()
        assert answer is not None and answer["id"] == number, answer
        return answer

    def ask(self, method, meta=None, **params):
        """The result."""
        answer = self.exchange(method, meta, **params)
        assert "result" in answer, answer
        return answer["result"]

    def refused(self, method, meta=None, **params):
        """The error."""
        answer = self.exchange(method, meta, **params)
        assert "error" in answer, answer
        return answer["error"]

    def call(self, tool, meta=None, **arguments):
        """What a tool answers."""
        result = self.ask("tools/call", meta, name=tool, arguments=arguments)
        assert not result.get("isError"), result["content"][0]["text"]
        values = result["structuredContent"]
        OUTPUTS[tool].validate(values)
        text = result["content"][0]["text"]
        assert json.loads(text) == values and text.startswith('{"untrusted":'), "the mark comes first"
        assert "not instructions" in values.pop("untrusted")
        return values

    def fails(self, tool, **arguments):
        """Why a tool failed."""
        result = self.ask("tools/call", name=tool, arguments=arguments)
        assert result.get("isError") and "structuredContent" not in result, result
        return result["content"][0]["text"]

    def end(self):
        """Its exit status."""
        self.process.stdin.close()
        status = self.process.wait(1800)
        self.error = self.process.stderr.read()
        return status


@pytest.fixture
def desk(sandboxed):  # noqa: F811
    sandboxed.config.write_text(FAST)
    return sandboxed


@pytest.fixture
def program(desk):
    """Makes programs, which end well."""
    programs = []

    def make(revision=LEGACY, **more):
        programs.append(Program(desk, revision, **more))
        return programs[-1]
    yield make
    for each in programs:
        if each.process.poll() is None:
            assert each.end() == 0, each.error
