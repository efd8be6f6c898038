# SPDX-License-Identifier: GPL-3.0-or-later
"""A size in words is the size of the asset: the plan's box, on the kinds that come with Maquette."""

import json
import os
import pathlib
import subprocess

import pytest

DATA = pathlib.Path(__file__).resolve().parents[2] / "data" / "sketcher"


def planned(sentence):
    run = subprocess.run([os.environ["MAQUETTE_SKETCH"], "--kinds", DATA, "--text", sentence, "--plan"],
                         check=True, capture_output=True, text=True)
    plan = json.loads(run.stdout)
    low, high = plan["box"]["min"], plan["box"]["max"]
    return plan, [high[axis] - low[axis] for axis in range(3)]


@pytest.mark.parametrize("sentence, axis, metres", [
    ("a wooden chair, 90 cm high, with two armrests", 2, 0.9),
    ("a chair 3 m high", 2, 3.0),
    ("a table 2 m long and 70 cm high", 0, 2.0),
    ("a table 2 m long and 70 cm high", 2, 0.7),
    ("a bookshelf 1.2 m high", 2, 1.2),
    ("a bed 2.2 m long", 1, 2.2),
    ("a house 9 m wide", 0, 9.0),
    ("a lantern with a tassel, 40 cm tall, red", 2, 0.4),
    ("a tall glass vase with three handles, 60 cm high, glowing softly", 2, 0.6),
    ("a 2 m tall street lamp", 2, 2.0),
])
def test_size(sentence, axis, metres):
    _, size = planned(sentence)
    assert size[axis] == pytest.approx(metres, rel=0.01)


def test_what_stands_after_a_comma_is_of_the_whole():
    plan, _ = planned("a lantern with a tassel, 40 cm tall, red")
    assert plan["not_understood"] == []
    tassel = next(part for part in plan["parts"] if part["id"] == "tassel")
    colors = {material["id"]: material["color"] for material in plan["materials"]}
    assert all(colors[slot] != "#c1272d" for slot in tassel["materials"]), colors
