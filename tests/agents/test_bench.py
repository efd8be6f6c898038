# SPDX-License-Identifier: GPL-3.0-or-later
"""`./dev bench agents` against a fake of a vendor's API, in both dialects: the team and one single call of the
same model, side by side. What tests/bench/tokens.py makes of a saved run, and what `./dev bench faults` finds."""

import json
import os
import subprocess
import sys

import pytest
from conftest import BUILD, HERE, KEY, Server, critic, fenced, planner, writer
from representative import representative

BENCH = HERE.parent / "bench"
ALONE = '''import bpy
mesh = bpy.data.meshes.new("Post")
mesh.from_pydata([(x, y, z) for x in (0, .2) for y in (0, .2) for z in (0, .5)], [],
                 [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)])
mesh.materials.append(bpy.data.materials.new("Oak"))
post = bpy.data.objects.new("Post", mesh)
bpy.context.scene.collection.objects.link(post)
'''


@pytest.mark.parametrize("dialect", representative(["openai", "anthropic"], ["anthropic"]))
def test_side_by_side(tmp_path, dialect):
    used = {"input": 1000, "output": 100}
    server = Server(tmp_path, dialect, [
        planner(usage=used), writer(usage=used), critic(usage=used),
        {"contains": "Write one complete Blender 4", "text": fenced(ALONE), "usage": used}])
    prompts, config = tmp_path / "prompts.json", tmp_path / "own.yaml"
    prompts.write_text(json.dumps([{"prompt": "a red ball on a post"}]))
    config.write_text("model:\n  prices:\n    fake-1: 1.00 10.00\n")
    try:
        out = subprocess.run(
            [sys.executable, BENCH / "bench.py", BUILD, "agents", "--prompts", prompts, "--config", config,
             "--model", "fake-1", "--provider", server.env["MAQUETTE_PROVIDER"],
             "--base-url", server.env["MAQUETTE_BASE_URL"]],
            env={**os.environ, "MAQUETTE_API_KEY": KEY}, check=True, stdout=subprocess.PIPE, text=True).stdout
    finally:
        server.close()
    assert all(each["key_right"] for each in server.requests()) and KEY not in out
    one, summary = map(json.loads, out.splitlines())
    assert one["ran"] and one["calls"] == 3 and one["input"] == 3000 and one["output"] == 300
    assert one["cost"] == pytest.approx(.006)
    assert one["must_haves"] == [3, 3] and one["faults_after"] == 0
    single = one["one_shot"]
    assert single["ran"] and single["input"] == 1000 and single["output"] == 100
    assert single["faults_after"] == 0
    assert single["cost"] == pytest.approx(.002) and single["seconds"] > 0
    beside = summary["beside"]
    assert beside["ratio"] == {"tokens": 3.0, "wanted_tokens": 3, "cost": 3.0}
    assert beside["team"]["calls"] == 3 and beside["one_shot"]["calls"] == 1


def test_recorded_repair():
    """A recorded repair that moves one hand of a clock, and the other that lies on it, is taken whole."""
    out = subprocess.run([sys.executable, BENCH / "bench.py", BUILD, "exact", "--only", "clock"], check=True,
                         stdout=subprocess.PIPE, text=True).stdout
    run, summary = map(json.loads, out.splitlines())
    assert "left" not in run and run["met"][0] == run["met"][1] and summary["calls"] == 4


def test_faults_of_sound_assets():
    """Nothing is measured wrong on a stool and a recorded bracket, and what is planted in them is found."""
    out = subprocess.run([sys.executable, BENCH / "bench.py", BUILD, "faults", "--only", "stool-default,bracket"],
                         check=True, stdout=subprocess.PIPE, text=True).stdout
    *lines, summary = map(json.loads, out.splitlines())
    assert not lines and summary["false"] == summary["true"] == 0
    assert summary["found"] == summary["planted"] > 1 and summary["measured"] > 20


def test_tokens_of_a_saved_run(play, tmp_path):
    """By kind, and what a cache may have had: rules, toolkit and plan of the writer, in what follows."""
    saved = tmp_path / "run.jsonl"
    change = '```json\n{"summary": "A bigger ball", "touches": ["ball"]}\n```\n'
    ball = fenced('def ball(red):\n    """On top."""\n    return [sphere("Ball", 0.25, (0, 0, 0.748), red, "ball")]\n')
    result, _, _ = play([planner(), writer(), critic(), {"contains": "# Your role: refiner", "text": change + ball},
                         critic()], "--text", "a red ball on a post", "--refine", "make the ball bigger",
                        "--save-transcript", saved)
    assert result.status == 0, result
    out = subprocess.run([sys.executable, BENCH / "tokens.py", "--calls", saved], check=True,
                         stdout=subprocess.PIPE, text=True).stdout
    *calls, run, everything = map(json.loads, out.splitlines())
    assert [call["role"] for call in calls] == ["planner", "writer", "critic", "refiner", "critic"]
    kinds = [set(call) - {"run", "role", "task", "input", "output", "cached"} for call in calls]
    assert "schema" in kinds[0] and "pictures" not in kinds[0] and "script" not in kinds[1]
    assert {"pictures", "report", "plan", "schema"} <= kinds[2] and {"script", "plan", "report"} <= kinds[3]
    # One sheet: at most what Anthropic takes for 1,024 by 768 pixels, and less for what is tall.
    assert 400 < calls[2]["pictures"] <= 1049
    assert calls[1]["cached"] == 0 and calls[3]["cached"] >= calls[1]["rules"]
    assert run["calls"] == 5 and everything["input"] == sum(call["input"] for call in calls)
