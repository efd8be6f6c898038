# SPDX-License-Identifier: GPL-3.0-or-later
"""Batches as people have them: items deleted, moved and half copied, folders of strangers, lines of anybody, pictures
that are not there, meshes without pictures."""

import csv
import json
import os
import shutil

import pytest
from desk import CUBE, QUICK


@pytest.fixture
def quick(desk):
    desk.config.write_text(QUICK)
    return desk


def write(desk, *items):
    path = desk.root / "items.jsonl"
    path.write_text("".join(json.dumps(item) + "\n" for item in items))
    return path


def cubes(*ids):
    return [{"id": name, "script": CUBE} for name in ids]


def test_an_item_that_is_gone(quick):
    """Only what is in place is done: a folder that was deleted is missing, and made again."""
    items, folder = write(quick, *cubes("kept", "gone", "junk")), quick.root / "set"
    assert quick("batch", items, "--output", folder).status == 0
    shutil.rmtree(folder / "items/gone")
    shutil.rmtree(folder / "items/junk")
    (folder / "items/junk").write_text("of somebody")
    # A line of anybody makes no item, and no sum of hundreds of digits.
    (folder / "attempts/stranger-1-1.jsonl").write_text(
        '{"id":"gone","status":"done","attempt":1,"cost":1e308,"tokens":9e307,"seconds":1e305}\n' * 2)

    status = quick("batch", "status", folder, "--json").named("status")[0]
    assert (status["done"], status["missing"], status["waiting"], status["failed"]) == (1, 2, 0, 0)
    assert (status["cost"], status["tokens"]) == (0, 0)
    told = quick("batch", "status", folder)
    assert "1 of 3 items are done" in told.out and "2 of these were made, and are missing" in told.out
    assert quick("batch", "report", folder).status == 0
    assert 'data-status="missing"' in (folder / "report.html").read_text() and len((folder / "report.html").read_text()) < 20000
    with (folder / "report.csv").open(newline="") as stream:
        assert {row["id"]: row["status"] for row in csv.DictReader(stream)} == {
            "kept": "done", "gone": "missing", "junk": "missing"}

    before = os.stat(folder / "items/kept").st_mtime_ns
    result = quick("batch", items, "--output", folder)
    assert result.status == 1 and "2 items of earlier runs were missing" in result.out, result
    assert "2 of 3 items are in" in result.out and "1 were made" in result.out
    assert "set/items/junk” is in its place" in result.err and (folder / "items/junk").read_text() == "of somebody"
    assert (folder / "items/gone/scene.blend").is_file() and os.stat(folder / "items/kept").st_mtime_ns == before

    (folder / "items/junk").unlink()
    assert quick("batch", items, "--output", folder, "--retry-failed").status == 0
    assert sorted(os.listdir(folder / "items")) == ["gone", "junk", "kept"]
