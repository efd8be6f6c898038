# SPDX-License-Identifier: GPL-3.0-or-later
"""Batches as people have them: items deleted, moved and half copied, folders of strangers, lines of anybody, pictures
that are not there, meshes without pictures."""

import base64
import csv
import json
import os
import pathlib
import re
import shutil

import pytest
from desk import CUBE, QUICK

QUICK_BLENDER = pathlib.Path(__file__).parents[1] / "support/quick-blender"

# Grey, 64 px.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAAAAACPAi4CAAAAKUlEQVR4nO3MQREAAAwCIKMb"
    "3RD77SAA6VEEAoFAIBAIBAKBQCAQfA8G320AeUC9G5AAAAAASUVORK5CYII=")


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
    assert (folder / "report.html").read_text().count('data-status="missing"') == 2
    with (folder / "report.csv").open(newline="") as stream:
        assert {row["id"]: row["status"] for row in csv.DictReader(stream)} == {
            "kept": "done", "gone": "missing", "junk": "missing"}

    # A set that is given away does not tell where it was made.
    assert json.loads((folder / "batch.json").read_text())["input"]["name"] == "items.jsonl"

    before = os.stat(folder / "items/kept").st_mtime_ns
    result = quick("batch", items, "--output", folder)
    assert result.status == 1 and "2 items of earlier runs were missing" in result.out, result
    assert "2 of 3 items are in" in result.out and "1 were made" in result.out
    assert "set/items/junk” is in its place" in result.err and (folder / "items/junk").read_text() == "of somebody"
    assert (folder / "items/gone/scene.blend").is_file() and os.stat(folder / "items/kept").st_mtime_ns == before

    (folder / "items/junk").unlink()
    assert quick("batch", items, "--output", folder, "--retry-failed").status == 0
    assert sorted(os.listdir(folder / "items")) == ["gone", "junk", "kept"]


def test_what_is_refused_is_told_before(quick):
    """A dry run looks at pictures and at the model that an item needs, as the run does."""
    pictures = quick.root / "pictures"
    pictures.mkdir()
    (pictures / "good.png").write_bytes(PNG)
    (pictures / "half.png").write_bytes(PNG[:60])
    (pictures / "folder").mkdir()
    os.mkfifo(pictures / "pipe")
    wrong = ["none.png", "folder", "pipe", "half.png", "/etc/passwd", "https://example.org/chair.png", "", "good.png/x"]
    items = write(quick, {"id": "good", "image": "front=pictures/good.png"},
                  *({"id": f"p{i}", "image": str(pictures / name)} for i, name in enumerate(wrong)),
                  {"id": "words", "text": "a mug", "team": "model"}, {"id": "mug", "text": "a mug"})

    quick.env = {name: value for name, value in quick.env.items() if not name.startswith("MAQUETTE_")}
    blind = quick("batch", items, "--dry-run", "--team", "sketcher")
    assert blind.status == 1 and "11 items, 10 of them refused" in blind.out, blind
    assert "good (line 1): The built-in sketcher does not support pictures" in blind.err
    assert "words (line 10): No AI model is set up" in blind.err and "mug (line" not in blind.err

    quick.config.write_text(
        QUICK + "model: {default: nothing, provider: custom, pictures: yes, base_url: 'http://127.0.0.1:9'}\n")
    seeing = quick("batch", items, "--dry-run", "--team", "model")
    assert seeing.status == 1 and "11 items, 8 of them refused" in seeing.out, seeing
    assert [line.split()[1] for line in seeing.err.splitlines()[:8]] == [f"p{i}" for i in range(8)]


def test_meshes_without_pictures(desk):
    """No picture is drawn when none is wanted, and all that comes after an item does without; with the real Blender."""
    desk.config.write_text("blender: {spare: off}\nrender: {resolution_scale: 0.1, engine: cycles}\n")
    items = write(desk, {"id": "mesh", "script": CUBE, "renders": 0, "export": ["stl"]},
                  {"id": "stool", "kind": "stool", "renders": 0, "refine": ["make it 5 cm taller"]},
                  {"id": "drawn", "script": CUBE, "renders": 1, "engine": "workbench"})
    folder = desk.root / "set"
    result = desk("batch", items, "--output", folder, "--jobs", 1, "--json")
    assert result.status == 0, result
    lines = {line["id"]: line for line in result.named("attempt")}
    for name in ("mesh", "stool"):
        assert not list((folder / "items" / name).glob("*.png"))
        assert not [file for file in lines[name]["sha256"] if file.endswith(".png")]
        assert json.loads((folder / "items" / name / "report.json").read_text())["whole"]["triangles"] > 0
    assert {"script.py", "scene.blend", "report.json", "asset.stl"} == set(lines["mesh"]["sha256"])
    assert "render_1.png" in lines["drawn"]["sha256"] and lines["stool"]["measured"]["faults"] == 0

    assert desk("batch", "report", folder).status == 0
    page = (folder / "report.html").read_text()
    assert page.count("<img") == 1 and page.count('data-status="done"') == 3 and (folder / "contact-1.png").is_file()

    # A file of somebody else ends its item, not the import, and each reason is told.
    unreadable = [folder / "items/mesh/script.py", folder / "items/stool/report.json"]
    for file in unreadable:
        file.chmod(0)
    refused = desk("import", folder, "--json")
    (told,) = refused.named("set")
    assert refused.status == 1 and (told["new"], told["refused"]) == (1, 2), refused
    assert [reason.split(":")[0] for reason in told["reasons"]] == ["mesh", "stool"]
    assert "“script.py”" in refused.err and "“report.json”" in refused.err and "XDG_DATA_HOME" not in refused.err
    for file in unreadable:
        file.chmod(0o600)
    assert desk("import", folder).status == 0
    for session in desk.sessions():
        is_drawn = "drawn" in session["title"]
        shown = desk("versions", session["session"], "--json")
        assert shown.status == 0 and [event["pictures"] for event in shown.named("versions")] == [int(is_drawn)], shown

    wrong = desk("batch", write(desk, {"text": "a mug", "renders": -1, "engine": "povray"}), "--dry-run")
    assert wrong.status == 2 and "renders" in wrong.err and "engine" in wrong.err, wrong


@pytest.mark.parametrize(("n", "jobs"), [(3, 1), (2, 2)])
def test_nothing_is_started_for_no_item(quick, n, jobs):
    """The last items of a batch start no Blender for one that does not come."""
    program, log = quick.root / "blender", quick.root / "started"
    program.write_text(f'#!/bin/sh\necho "$*" >>"{log}"\nexec "{QUICK_BLENDER}" "$@"\n')
    program.chmod(0o755)
    quick.config.write_text(f"blender: {{sandbox: off, spare: on, executable: {program}}}\nrender: {{num_images: 1}}\n")
    items = write(quick, *cubes(*"abc"[:n]))
    assert quick("batch", items, "--output", quick.root / "set", "--jobs", jobs).status == 0
    # The Blenders of an item have a folder of their own.
    assert len(set(re.findall(r"/(run-\w+)", log.read_text()))) == n
