# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that a model really answered, played again from their transcripts through the same code and a real
Blender: each comes to its versions, with nothing left that measuring finds. How they were recorded is in
transcripts/README.md. What the roles are asked is built anew in a replay, and is judged, too: see asked.py."""

import json
import pathlib

import pytest
from asked import faults, fixed, unnoticed
from representative import representative

FOLDER = pathlib.Path(__file__).with_name("transcripts")
RUNS = {entry["name"]: entry for entry in json.loads((FOLDER / "runs.json").read_text())}


def test_every_transcript_is_listed():
    assert {path.stem for path in FOLDER.glob("*.jsonl")} == set(RUNS)


# One with repairs and a verifier, one with a picture and a refinement.
@pytest.mark.parametrize("name", representative(sorted(RUNS), ["crab", "radio"]))
def test_replay(desk, name):
    run = RUNS[name]
    saved = desk.root / "saved.jsonl"
    desk.config.write_text("render: {num_images: 1, resolution_scale: 0.1, engine: workbench}\n")
    words = (["--image", FOLDER.parent / "pictures" / run["picture"]] if "picture" in run
             else ["--text", run["prompt"]])
    for text in run.get("refinements", []):
        words += ["--refine", text]
    result = desk(*words, *([] if "refinements" in run else ["--no-input"]), "--json",
                  "--output", desk.root / "out", "--replay", FOLDER / f"{name}.jsonl",
                  "--save-transcript", saved)
    assert result.status == 0, result
    kept = result.named("kept")
    assert len(kept) == 1 + len(run.get("refinements", [])), result.named("refused")
    report = json.loads((desk.root / "out" / "report.json").read_text())
    assert not any(report[fault] for fault in ("floating", "loose_pieces", "without_material", "empty"))
    assert len(report["objects"]) == run["objects"]
    asked = [step for step in result.named("step") if step.get("calls")]
    assert sum(step["calls"] for step in asked) == run["calls"]

    # The critic's model is also asked for landmarks in a picture, for which these transcripts have no answer.
    exchanges = [json.loads(line) for line in saved.read_text().splitlines() if fixed("locator")[0][:40] not in line]
    exchanges = [line for line in exchanges if "role" in line]
    wanted = ([run["prompt"]] if "prompt" in run else [], run.get("refinements", []), "picture" in run)
    lost = list(faults(exchanges, *wanted))
    assert not lost, "\n".join(lost)
    assert not list(unnoticed(exchanges, *wanted))
