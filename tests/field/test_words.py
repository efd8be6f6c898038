# SPDX-License-Identifier: GPL-3.0-or-later
"""Words as people and programs write them: the last noun counts, wherever they come in
(tests/sketcher/compounds.json has the phrases)."""

import json

import pytest
from desk import QUICK

UNKNOWN = {"fish tank": "a fish tank", "chest of drawers": "a chest of drawers", "cover": "a cover for a teapot",
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
    result = quick("tool", "make", json.dumps({"text": "A fish tank, 12 cm long"}))
    assert result.status != 0 and "“fish tank”" in result.out + result.err, result


# How people write sizes: what each text is about, in metres, by the words of the requirement.
SIZES = {
    'a wooden stool 18 1/2" high': {'18 1/2" height': 0.4699},
    "a wooden stool 18-1/2 inches high": {"18-1/2 inches height": 0.4699},
    "a wooden stool 18½ in high": {"18½ in height": 0.4699},
    "a wooden stool 1' 6\" high": {"1' 6\" height": 0.4572},
    "a wooden stool 1 ft 6 in high": {"1 ft 6 in height": 0.4572},
    'a wooden stool 1\'6" high and 3/4" thick seat': {'1\'6" height': 0.4572, 'seat: 3/4" thickness': None},
    "a wooden stool 45,5 cm high": {"45,5 cm height": 0.455},
    "a wooden table 1.2m x 0.8m x 75cm": {"1.2 m width": 1.2, "0.8 m depth": 0.8, "75 cm height": 0.75},
    "a wooden table 4' x 2'6\" x 29 1/4\"": {"4' width": 1.2192, "2'6\" depth": 0.762, '29 1/4" height': 0.74295},
    "a bookshelf 6 foot tall and two and a half feet wide":
        {"6 foot height": 1.8288, "two and a half feet width": 0.762},
    "a bookshelf half a metre wide": {"half a metre width": 0.5},
    "a wooden table 1,200 mm wide": {"1,200 mm wide": None},  # 1.2 m or 1.2 mm: nobody is there to be asked
}
UNITS = {"m": 1, "cm": 0.01, "in": 0.0254, "ft": 0.3048}


def test_sizes_as_people_write_them(quick):
    """The number that was written, or none: never the half of one."""
    lines = [{"id": f"size{i}", "text": text} for i, text in enumerate(SIZES)]
    (quick.root / "items.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    result = quick("batch", quick.root / "items.jsonl", "--output", quick.root / "set")
    assert result.status == 0, result
    for i, (text, sizes) in enumerate(SIZES.items()):
        plan = json.loads((quick.root / "set" / "items" / f"size{i}" / "plan.json").read_text())
        read = {row["words"]: row.get("value") and row["value"] * UNITS[row["unit"]] for row in plan["requirements"]}
        read.pop("wooden", None)
        assert read == {words: size and pytest.approx(size) for words, size in sizes.items()}, (text, plan)
