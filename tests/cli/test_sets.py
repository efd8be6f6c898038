"""The folder of a batch as a set of sessions: by batch --library, and by import. What a session of it looks like in the
window is in tests/app/test_sets.py."""

import json
import os
import shutil
import sqlite3

import pytest
from conftest import FAST
from made_once import made_once
from test_batch import write

ITEMS = ({"id": "plain", "text": "a mug", "tags": {"use": "kitchen"}},
         {"id": "sweep", "kind": "stool", "parameters": {"SEAT_HEIGHT": [0.4, 0.5]}, "tags": {"use": "bar"}},
         {"id": "bare", "script": "import bpy\nbpy.ops.mesh.primitive_cube_add()\n"},
         {"id": "violin", "text": "a violin"})


@pytest.fixture
def made(desk, tmp_path_factory):
    """A folder of its own with what a batch has made: three items of the sketcher, and a script."""
    desk.config.write_text(FAST)

    def make(folder):
        folder.mkdir(parents=True, exist_ok=True)
        assert desk("batch", write(desk, *ITEMS), "--output", folder / "chairs").status == 1
    return shutil.copytree(made_once("set", tmp_path_factory, make) / "chairs", desk.root / "chairs")


def batches(desk):
    with sqlite3.connect(f"file:{desk.library}/library.db?mode=ro", uri=True) as database:
        return {row[0]: (row[1], json.loads(row[2])) for row in database.execute(
            "SELECT json_extract (batch, '$.item'), title, batch FROM session WHERE removed IS NULL")}


def test_library(desk):
    """What a batch makes is in the library, too; the same command adds nothing twice."""
    desk.config.write_text(FAST)
    items = write(desk, *ITEMS[:2])
    result = desk("batch", items, "--output", desk.root / "set", "--library", "--json")
    assert result.status == 0, result
    assert [(each["items"], each["new"]) for each in result.named("set")] == [(3, 3)]
    found = batches(desk)
    assert sorted(found) == ["plain", "sweep-00001", "sweep-00002"]
    assert {each["set"] for _title, each in found.values()} == {result.named("set")[0]["set"]}
    assert found["plain"][0].endswith(" · plain") and found["plain"][1]["tags"] == {"use": "kitchen"}
    assert found["plain"][1]["measured"]["faults"] == 0

    again = desk("batch", items, "--output", desk.root / "set", "--library", "--json")
    assert [(each["items"], each["new"]) for each in again.named("set")] == [(3, 0)]
    assert len(desk.sessions()) == 3


def test_refined(made, desk):
    """An item is a session as any other: it is shown, changed, and exported."""
    assert "Imported 4 items of “chairs”" in desk("import", made).out
    by_item = {each["title"].split(" · ")[-1]: each["session"] for each in desk.sessions()}
    shown = desk("show", by_item["sweep-00002"])
    assert "Asked for:    stool" in shown.out and "\nFound:        " in shown.out
    assert desk("change", by_item["sweep-00002"], "make it red").status == 0
    assert desk("show", by_item["sweep-00002"], "--json").status == 0
    folder = desk.library / "sessions" / by_item["sweep-00002"] / "versions"
    assert sorted(os.listdir(folder)) == ["1", "2"]
    original = made / "items/sweep-00002/script.py"
    assert (folder / "1/script.py").read_bytes() == original.read_bytes()
    assert (folder / "2/script.py").read_bytes() != original.read_bytes()
    assert desk("export", by_item["bare"], "--output", desk.root / "cube.glb").status == 0
    # It has a version more now; the import brings nothing back, and adds nothing.
    assert "Nothing new in it" in desk("import", made).out
    assert sorted(os.listdir(folder)) == ["1", "2"]


@pytest.mark.parametrize("harm, why", [
    ("link", "script.py"), ("folder-link", "plain"), ("no-script", "script.py"), ("no-scene", "scene.blend"),
    ("text-scene", "not a Blender file"), ("bad-plan", "plan.json"), ("bad-attempt", "plain"),
    ("huge-script", "script.py"), ("fake-picture", "render_1.png")])
def test_hostile(made, desk, harm, why):
    """One item is not what it should be: it is refused with the reason, and the others come."""
    item = made / "items/plain"
    secret = desk.root / "secret.py"
    secret.write_text("secret = 1\n")
    if harm == "link":
        (item / "script.py").unlink()
        (item / "script.py").symlink_to(secret)
    elif harm == "folder-link":
        item.rename(made / "elsewhere")
        item.symlink_to(made / "elsewhere")
    elif harm in ("no-script", "no-scene"):
        (item / ("script.py" if harm == "no-script" else "scene.blend")).unlink()
    elif harm == "text-scene":
        (item / "scene.blend").write_text("import os\n")
    elif harm == "bad-plan":
        (item / "plan.json").write_text('{"title": ')
    elif harm == "bad-attempt":
        (item / "attempt.json").write_text("[" * 100_000)
    elif harm == "huge-script":
        (item / "script.py").write_text("#" * (64 << 20))
    elif harm == "fake-picture":
        (item / "render_1.png").write_bytes(b"GIF89a" + bytes(100))
    result = desk("import", made)
    assert result.status == 1 and "Imported 3 items of “chairs”. 1 was refused: plain: " in result.out, result
    assert why in result.out.split("refused: ")[1], result
    assert sorted(batches(desk)) == ["bare", "sweep-00001", "sweep-00002"]
    assert os.listdir(desk.library / "tmp") == [], "nothing half-made is left"


def test_library_refuses(made, desk):
    """An item that was damaged since it was made is refused at the import; the batch still says what it has done."""
    (made / "items/plain/script.py").unlink()
    result = desk("batch", made / "input.jsonl", "--output", made, "--continue", "--library", "--json")
    assert [(each["new"], each["refused"]) for each in result.named("set")] == [(3, 1)]
    assert [(each["done"], each["refused"]) for each in result.named("batch")] == [(4, 1)]
    assert result.status == 1 and "1 was refused: plain: " in result.err, result


def test_no_set(desk, tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/batch.json").write_text("Dear friend")
    result = desk("import", tmp_path / "letters")
    assert result.status == 2 and "“letters” is not a folder made by maquette-cli batch" in result.err
    assert desk.sessions() == []
