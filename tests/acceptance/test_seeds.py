# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job on the seed prompts, through the program as a person starts it: each prompt becomes
a sound asset; each refinement does what it says, visibly, and leaves the rest alone."""

import ast
import json
import pathlib
import subprocess

import pytest
from representative import ALL, representative

SEEDS = {seed["name"]: seed for seed in json.loads((pathlib.Path(__file__).parent / "seeds.json").read_text())}
# Share of a picture that must change. A slim sword covers a fiftieth of it, its stones far less.
VISIBLE = 0.001
# What glows or shines is seen with real light only; the few of a commit do neither.
PICTURE = f"render: {{num_images: 1, resolution_scale: 0.2, engine: {'auto' if ALL else 'workbench'}}}\n"


def by_part(report):
    """{part: {object: hash}} of a report."""
    parts = {}
    for row in report["objects"]:
        parts.setdefault(row["part"], {})[row["name"]] = row["hash"]
    return parts


def share_of_changed_pixels(one, other):
    """How much of the picture differs by more than a little noise, 0..1."""
    run = subprocess.run(["compare", "-metric", "AE", "-fuzz", "12%", str(one),
                         str(other), "null:"], capture_output=True, text=True)
    size = subprocess.run(["identify", "-format", "%w %h", str(one)],
                          capture_output=True, text=True, check=True).stdout.split()
    return float(run.stderr.split()[0]) / (int(size[0]) * int(size[1]))


def assert_sound(report, plan):
    """Nothing floats that is not an effect; nothing is hidden, empty or without material."""
    effects = {part["id"] for part in plan["parts"] if part.get("effect")}
    floating = [row for row in report["floating"] if not set(row["parts"]) <= effects]
    assert floating == []
    assert report["without_material"] == [] and report["hidden"] == [] and report["empty"] == []


def assert_reads_well(script):
    """The script's conventions: a docstring, parameters, a function a part, build() last."""
    tree = ast.parse(script)
    assert "no AI model" in ast.get_docstring(tree)
    assert "# Parameters\n" in script
    functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert functions[-1] == "build"
    assert all(ast.get_docstring(node) for node in tree.body if isinstance(node, ast.FunctionDef))


# One of straight pieces, one grown at random.
@pytest.mark.parametrize("name", representative(list(SEEDS), ["chair", "bonsai"]))
def test_seed(name, desk, tmp_path):
    seed = SEEDS[name]
    desk.config.write_text(PICTURE)
    output = tmp_path / "out"
    flags = [flag for step in seed["refinements"] for flag in ("--refine", step["text"])]
    result = desk("--text", seed["prompt"], *flags, "--output", output, "--json", timeout=3600)
    assert result.status == 0, result

    session = desk.sessions()[0]
    folder = pathlib.Path(session["folder"]).parent
    versions = sorted((int(path.name), path) for path in folder.iterdir() if path.name.isdigit())
    assert [number for number, _ in versions] == list(range(1, 2 + len(seed["refinements"])))

    before = None
    for (number, path), step in zip(versions, [None, *seed["refinements"]]):
        report = json.loads((path / "report.json").read_text())
        plan = json.loads((path / "plan.json").read_text())
        parts = by_part(report)
        assert_sound(report, plan)
        assert_reads_well((path / "script.py").read_text())
        assert (path / "scene.blend").stat().st_size > 10000
        wanted = seed if step is None else step
        for part, count in wanted.get("count", {}).items():
            assert len(parts[part]) == count, f"version {number}: {part}"
        if step is None:
            assert set(seed["has"]) <= set(parts)
        else:
            check_step(step, before[0], parts)
            changed = share_of_changed_pixels(before[1] / "renders" / "render_1.png",
                                              path / "renders" / "render_1.png")
            assert changed > VISIBLE, f"“{step['text']}” cannot be seen: {changed:.4f}"
        before = parts, path
    assert (output / "script.py").read_text() == (versions[-1][1] / "script.py").read_text()


def check_step(step, before, after):
    """A refinement added and changed what it says, and nothing else."""
    adds, changes = set(step.get("adds", [])), set(step.get("changes", []))
    may = set(step.get("may", []))
    assert adds <= set(after) - set(before), f"{step['text']}: not added"
    for part in changes:
        assert after[part] != before[part], f"{step['text']}: {part} did not change"
    if "*" in may:
        return
    for part in set(before) - changes - may:
        assert after.get(part) == before[part], f"{step['text']}: {part} was not named and changed"
    assert set(after) - set(before) <= adds | may
