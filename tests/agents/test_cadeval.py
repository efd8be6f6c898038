# SPDX-License-Identifier: GPL-3.0-or-later
"""`./dev bench cadeval` on a set of two parts in the public set's layout, with recorded answers: a block through the
team and through a single call that made it too narrow, and a tube whose description can be read in two ways."""

import json
import math
import subprocess
import sys

import numpy as np
import pytest
from conftest import BUILD, HERE

BENCH = HERE.parent / "bench"
sys.path.insert(0, str(BENCH))
import cadeval  # noqa: E402

BOX = [(0, 1, 2), (1, 3, 2), (4, 6, 5), (5, 6, 7), (0, 4, 1), (1, 4, 5), (2, 3, 6), (3, 7, 6), (0, 2, 4), (2, 6, 4),
       (1, 5, 3), (3, 5, 7)]
PLAN = {"seen": "", "title": "Block", "about": "A block.", "notes": "", "grounded": True, "parts": [
            {"id": "block", "purpose": "A block", "count": 1, "min": [-0.02, -0.01, 0], "max": [0.02, 0.01, 0.01],
             "materials": ["steel"], "joins": []}],
        "materials": [{"id": "steel", "finish": "metal", "color": "#b9bec4"}], "params": [], "cannot": [],
        "requirements": [{"words": "40mm long", "what": "size", "of": "block", "value": 40, "unit": "mm", "axis": "x"}]}
SCRIPT = '''```python
"""Block."""
# Parameters
ASSET = "Block"
LENGTH = 0.04  # m, 0.02..0.1: length

# Parts
def block(steel):
    """The block."""
    return [box("Block", (LENGTH, 0.02, 0.01), (0, 0, 0.005), steel, "block", 0.0)]

def build():
    """Make the whole and return its objects."""
    start(ASSET)
    return block(metal("Steel", "#b9bec4"))

if __name__ == "__main__":
    build()
```'''
LOOK = {"overall": "A block.", "requirements": [], "defects": []}
NARROW = """import bpy
bpy.ops.mesh.primitive_cube_add(size=1, location=(0, 0, 0.005))
bpy.context.object.name = "Block"
bpy.context.object.scale = (0.036, 0.02, 0.01)
bpy.context.object.data.materials.append(bpy.data.materials.new("Steel"))
"""
TUBE = """import bpy, math
n = 96
rings = [(r, z) for r in (0.006, 0.004) for z in (0, 0.03)]
verts = [(r * math.cos(2 * math.pi * i / n), r * math.sin(2 * math.pi * i / n), z) for r, z in rings for i in range(n)]
order = (0, 1, 3, 2)
faces = [(a * n + i, a * n + (i + 1) % n, b * n + (i + 1) % n, b * n + i)
         for a, b in zip(order, order[1:] + order[:1]) for i in range(n)]
mesh = bpy.data.meshes.new("Tube")
mesh.from_pydata(verts, [], faces)
mesh.materials.append(bpy.data.materials.new("Steel"))
bpy.context.scene.collection.objects.link(bpy.data.objects.new("Tube", mesh))
"""


def write_stl(path, vertices, triangles):
    lines = ["solid"]
    for triangle in triangles:
        lines += ["facet normal 0 0 0", "outer loop", *("vertex {} {} {}".format(*vertices[i]) for i in triangle),
                  "endloop", "endfacet"]
    path.write_text("\n".join([*lines, "endsolid"]))


def block(x, y, z):
    return [(i * x, j * y, k * z) for i in (0, 1) for j in (0, 1) for k in (0, 1)], BOX


def tube(outer, inner, height, sides=64):
    """Standing at (7, 0, 0)."""
    vertices = [(7 + r * math.cos(2 * math.pi * i / sides), r * math.sin(2 * math.pi * i / sides), z)
                for r, z in ((outer, 0), (outer, height), (inner, height), (inner, 0)) for i in range(sides)]
    triangles = []
    for ring in range(4):
        for i in range(sides):
            a, b, k = ring * sides, (ring + 1) % 4 * sides, (i + 1) % sides
            triangles += [(a + i, a + k, b + k), (a + i, b + k, b + i)]
    return vertices, triangles


@pytest.fixture
def folder(tmp_path):
    for name in ("data/tasks", "data/reference", "answers"):
        (tmp_path / name).mkdir(parents=True)
    reference = tmp_path / "data" / "reference"
    # On end, and away from the origin: how a part lies is its maker's choice.
    vertices, triangles = block(10, 40, 20)
    write_stl(reference / "block.stl", [(x + 90, y, z - 8) for x, y, z in vertices], triangles)
    write_stl(reference / "tube.stl", *tube(12, 8, 30))
    write_stl(reference / "tube_alt.stl", *tube(6, 4, 30))
    assert cadeval.Solid(reference / "block.stl").volume() == pytest.approx(8000)
    assert cadeval.Solid(reference / "tube_alt.stl").volume() == pytest.approx(600 * math.pi, rel=3e-3)
    (tmp_path / "data" / "tasks" / "block.yaml").write_text(
        'task_id: "block"\ndescription: "A block. It is 40mm long, 20mm wide and 10mm high."\n'
        'reference_stl: "./reference/block.stl"\nrequirements:\n  bounding_box: [40, 20, 10]\n'
        "  topology_requirements:\n    expected_component_count: 1\nmanual_operations: 1\n")
    (tmp_path / "data" / "tasks" / "tube.yaml").write_text(
        'task_id: tube\ndescription: "A tube of 12mm and 8mm, 30mm long."\nreference_stl: "./reference/tube.stl"\n'
        'alternate_reference_stls: ["reference/tube_alt.stl"]\nrequirements:\n  bounding_box: [12, 12, 30]\n')
    rows = [("planner", "plan", {"text": json.dumps(PLAN), "object": PLAN}), ("writer", "write", {"text": SCRIPT}),
            ("critic", "judge", {"text": json.dumps(LOOK), "object": LOOK})]
    (tmp_path / "answers" / "block.jsonl").write_text("".join(
        json.dumps({"n": n, "role": role, "task": task, "model": "custom:recorded", "request": {"messages": []},
                    "answer": {"model": "custom:recorded", "stop": "end", "seconds": 1,
                               "usage": {"input": 1000, "output": 100, "cached": 0}, **answer}}) + "\n"
        for n, (role, task, answer) in enumerate(rows, 1)))
    (tmp_path / "answers" / "block.py").write_text(NARROW)
    (tmp_path / "answers" / "tube.py").write_text(TUBE)
    return tmp_path


def bench(folder, *words):
    done = subprocess.run([sys.executable, BENCH / "bench.py", BUILD, "cadeval", *words], capture_output=True,
                          text=True, check=False)
    return done, list(map(json.loads, done.stdout.splitlines()))


def test_recorded_answers(folder):
    done, lines = bench(folder, folder, "--answers", folder / "answers")
    assert done.returncode == 0, done.stderr
    first, second, summary = lines
    team, single = first["team"], first["one_shot"]
    assert first["task"] == "block" and team["passed"] and team["found"]["volume_ratio"] == 1.0, team
    assert team["calls"] in (2, 3) and team["tokens"] == team["calls"] * 1100
    assert not single["passed"] and single["watertight"] and single["components"]
    assert not single["box"] and not single["volume"] and single["found"]["volume_ratio"] == 0.9
    assert second["task"] == "tube" and second["one_shot"]["passed"] and "team" not in second, second
    assert summary["team"]["passed"] == summary["team"]["parts"] == 1
    assert (summary["one_shot"]["passed"], summary["one_shot"]["parts"], summary["one_shot"]["share"]) == (1, 2, 0.5)


def test_what_is_lacking_is_said(folder):
    done, _lines = bench(folder, folder)
    assert done.returncode != 0 and "needs a FOLDER" in done.stderr
    done, _lines = bench(folder, folder / "answers", "--answers", folder / "answers")
    assert done.returncode != 0 and "has no tasks/*.yaml" in done.stderr


def test_scores(tmp_path):
    """Each check fails for what it is about, and for that only; the same score each time."""
    wanted = tmp_path / "wanted.stl"
    write_stl(wanted, *block(40, 20, 10))

    def score(vertices, triangles, components=1):
        path = tmp_path / "made.stl"
        write_stl(path, vertices, triangles)
        found = cadeval.score(path, wanted, components)
        return {check for check in cadeval.CHECKS if not found[check]}
    vertices, triangles = block(40, 20, 10)
    assert score(vertices, triangles) == set()
    assert cadeval.score(wanted, wanted, 1) == cadeval.score(wanted, wanted, 1)
    assert score(vertices, triangles[1:]) == {"watertight", "volume"}
    assert score(vertices, [*triangles, (0, 1, 1)]) == set()  # what has no area is cleaned away, as the set does
    tilted = np.array(vertices) @ [[math.cos(0.05), -math.sin(0.05), 0], [math.sin(0.05), math.cos(0.05), 0], [0, 0, 1]]
    assert score(tilted.tolist(), triangles) == set()  # turned by 3 degrees, and turned back
    assert score(*block(40.8, 20, 10)) == set() and score(*block(41.2, 20, 10)) == {"box", "volume"}
    others = [(x + 60, y, z) for x, y, z in block(1, 1, 1)[0]]
    both = vertices + others, [*triangles, *([i + 8 for i in triangle] for triangle in triangles)]
    assert "components" in score(*both) and "components" not in score(*both, components=2)
    assert {"chamfer", "hausdorff"} <= score(*block(28.3, 28.3, 10))
