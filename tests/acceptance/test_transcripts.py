# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that a model really answered, played again from their transcripts through the same code and a real
Blender: each comes to its versions, with nothing left that measuring finds. How they were recorded is in
transcripts/README.md."""

import json
import pathlib

import pytest

FOLDER = pathlib.Path(__file__).with_name("transcripts")
RUNS = {entry["name"]: entry for entry in json.loads((FOLDER / "runs.json").read_text())}


def test_every_transcript_is_listed():
    assert {path.stem for path in FOLDER.glob("*.jsonl")} == set(RUNS)


@pytest.mark.parametrize("name", sorted(RUNS))
def test_replay(desk, name):
    run = RUNS[name]
    desk.config.write_text("render: {num_images: 1, resolution_scale: 0.1, engine: workbench}\n")
    words = (["--image", FOLDER.parent / "pictures" / run["picture"]] if "picture" in run
             else ["--text", run["prompt"]])
    for text in run.get("refinements", []):
        words += ["--refine", text]
    result = desk(*words, *([] if "refinements" in run else ["--no-input"]), "--json",
                  "--output", desk.root / "out", "--replay", FOLDER / f"{name}.jsonl")
    assert result.status == 0, result
    kept = result.named("kept")
    assert len(kept) == 1 + len(run.get("refinements", [])), result.named("refused")
    report = json.loads((desk.root / "out" / "report.json").read_text())
    assert not report["floating"] and not report["without_material"] and not report["empty"]
    assert len(report["objects"]) >= run["objects"]
    asked = [step for step in result.named("step") if step.get("calls")]
    assert sum(step["calls"] for step in asked) == run["calls"]
