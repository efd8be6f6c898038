"""What 0.1 wrote opens in every later Maquette (docs/inside/compatibility.md): a library with an old stool of two
versions and
a cube, the cube as one file, the folder of a batch, and a run with a model: its lines of --json and its transcript. The
database of a service is in tests/service/test_frozen_database.py. The archive of a release never changes; a new format
gets one of its own. A newer format is refused kindly. frozen/make_samples.py makes what is not of the library."""

import json
import pathlib
import sqlite3
import tarfile

import pytest
from conftest import QUICK
from json_lines import check_line
from stool import PROMPT

FROZEN = sorted((pathlib.Path(__file__).parent / "frozen").glob("*.tar.xz"))


@pytest.fixture(params=FROZEN, ids=lambda path: path.name.removesuffix(".tar.xz"))
def release(request, tmp_path):
    with tarfile.open(request.param) as archive:
        archive.extractall(tmp_path / "frozen", filter="data")
    return tmp_path / "frozen"


def use_library(desk, release):
    desk.library.parent.mkdir(parents=True, exist_ok=True)
    (release / "library").rename(desk.library)
    return {each["title"]: each["session"] for each in desk.sessions()}


def test_library(desk, release):
    """All is there, is shown, changed and exported."""
    sessions = use_library(desk, release)
    assert sorted(sessions) == ["An old stool", "cube.py"]
    stool = sessions["An old stool"]
    assert [path.name for path in desk.versions(stool)] == ["1", "2"]
    shown = json.loads(desk("show", stool, "--json").out)
    assert shown["session"] == stool
    parameters = [json.loads(line) for line in desk("parameters", stool, "--json").out.splitlines()]
    assert any("SEAT_HEIGHT" in json.dumps(each) for each in parameters)
    assert desk("change", stool, "make it red").status == 0
    assert [path.name for path in desk.versions(stool)] == ["1", "2", "3"]
    assert desk("export", sessions["cube.py"], "--output", desk.root / "cube.glb").status == 0


def test_file_and_folder(desk, release):
    """A session as one file, and the folder of a batch: imported, gone on with, and reported."""
    assert desk("import", release / "cube.maquette").status == 0
    assert "Imported 1 item of “set”" in desk("import", release / "set").out
    assert len(desk.sessions()) == 2
    again = desk("batch", release / "set/input.jsonl", "--output", release / "set", "--continue", "--json")
    assert again.status == 1 and (again.events[-2]["done"], again.events[-2]["refused"]) == (1, 1), again
    assert again.named("attempt") == [], "nothing is made a second time"
    assert desk("batch", "report", release / "set").status == 0


def test_run(desk, release):
    """The lines are as today's schemas say, and the transcript makes the same again; Blender is played."""
    lines = (release / "run/lines.jsonl").read_text().splitlines()
    for line in lines:
        check_line(line)
    events = [json.loads(line) for line in lines]
    assert {"step", "version", "kept", "budget", "show", "export", "parameters", "error"} <= {
        each["event"] for each in events}
    desk.config.write_text(QUICK + "model: {pictures: no}\n")
    desk.env["MQ_QUICK_REPORT"] = str(release / "run/report.json")
    again = desk("--text", PROMPT, "--no-input", "--json", "--replay", release / "run/transcript.ndjson")
    assert again.status == 0, again
    made, = (each["version"]["script"] for each in events if each["event"] == "version")
    assert again.named("version")[0]["version"]["script"] == made


def test_newer(desk, release):
    """A library is opened for reading; a file and a folder are refused."""
    with sqlite3.connect(release / "library/library.db") as database:
        database.execute("PRAGMA user_version = 999")
    sessions = use_library(desk, release)
    assert desk("show", sessions["An old stool"]).status == 0
    refused = desk("change", sessions["An old stool"], "make it red")
    assert refused.status != 0 and "newer Maquette" in refused.err, refused

    about = json.loads((release / "set/batch.json").read_text())
    (release / "set/batch.json").write_text(json.dumps(about | {"format": 2}))
    for words in (["import", release / "set"], ["batch", "report", release / "set"],
                  ["batch", release / "set/input.jsonl", "--output", release / "set"]):
        refused = desk(*words)
        assert refused.status != 0 and "newer Maquette" in refused.err, refused
