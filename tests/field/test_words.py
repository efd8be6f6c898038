# SPDX-License-Identifier: GPL-3.0-or-later
"""Words as people and programs write them: the last noun counts, wherever they come in
(tests/sketcher/compounds.json has the phrases)."""

import json

import pytest
from desk import QUICK

UNKNOWN = {"bottle opener": "a bottle opener", "chest of drawers": "a chest of drawers", "lid": "a lid for a teapot",
           "/tmp/chair.glb": "open /tmp/chair.glb and make it red"}


@pytest.fixture
def quick(desk):
    desk.config.write_text(QUICK)
    return desk


@pytest.mark.parametrize("noun", UNKNOWN)
def test_unknown_nouns_are_refused(quick, noun):
    result = quick("--text", UNKNOWN[noun], "--no-input")
    assert result.status == 1 and "does not know" in result.err and f"“{noun}”" in result.err, result
    assert quick.sessions() == []


def test_a_batch_and_a_program_are_refused_too(quick):
    """Nobody looks there, and `done` would count as made."""
    lines = [{"id": f"item{i}", "text": text} for i, text in enumerate(UNKNOWN.values())]
    (quick.root / "items.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    quick("batch", quick.root / "items.jsonl", "--output", quick.root / "set")
    kept = [json.loads(line) for line in (quick.root / "set" / "manifest.jsonl").read_text().splitlines()]
    assert [line["status"] for line in kept if line["status"] == "done"] == [] and len(kept) >= len(lines), kept
    result = quick("tool", "make", json.dumps({"text": "A desk organiser with three compartments, walls 3 mm"}))
    assert result.status != 0 and "“desk organiser”" in result.out + result.err, result
