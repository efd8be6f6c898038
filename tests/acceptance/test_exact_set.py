# SPDX-License-Identifier: GPL-3.0-or-later
"""A few of the exact specifications of tests/bench, played again and judged by its own checks; `./dev bench exact`
plays all."""

import json
import pathlib
import sys
import types

from desk import CLI

HERE = pathlib.Path(__file__).parents[1] / "bench"
sys.path.insert(0, str(HERE))

import exact  # noqa: E402

NAMES = ("plate", "washer", "box-lid")
KINDS_OFF = ("size", "place", "hole_diameter", "holes", "diameter", "wall", "thickness", "clearance")


def test_exact_set(desk):
    specs = [spec for spec in json.loads((HERE / "exact.json").read_text()) if spec["name"] in NAMES]
    for spec in specs:  # and what nothing must find
        spec["checks"] += [{**check, "value": 1.1 * check["value"] + 1, "wrong": True} for check in spec["checks"]
                           if check["check"] in KINDS_OFF]
    folder = desk.root / "played"
    folder.mkdir()
    results = exact.play_all(types.SimpleNamespace(cli=CLI, env=desk.env, folder=folder), specs)
    for result in results:
        assert result["ran"] and result["calls"] == 3 and not result["left"], result
        assert all(row["met"] for row in result["requirements"]), result["requirements"]
        off = [row for row in result["checks"] if row["met"] is row.get("wrong", False) or row["report"] is False]
        assert not off, off


def test_each_specification_has_a_run():
    names = [spec["name"] for spec in json.loads((HERE / "exact.json").read_text())]
    assert len(names) == len(set(names)) >= 30
    assert {path.stem for path in (HERE / "exact").glob("*.jsonl")} == set(names)
