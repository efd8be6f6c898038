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


def test_text(desk, release):
    """What people read of a library: its list, its versions and what differs between them."""
    sessions = use_library(desk, release)
    stool = sessions["An old stool"]
    assert desk("favorite", stool).status == 0
    listed = desk("--list-sessions").out.splitlines()
    assert listed[0].split() == ["ID", "CREATED", "VERSIONS", "TITLE"] and len(listed) == 3
    assert {line.split()[0]: line.split()[3:] for line in listed[1:]} == {
        stool: ["2", "★", "An", "old", "stool"], sessions["cube.py"]: ["1", "cube.py"]}
    branch = json.loads(desk("branch", f"{stool}:1", "Another", "--json").out)["session"]
    versions, branched = desk("versions", stool).out.splitlines(), desk("versions", branch).out
    assert [line.split()[:2] for line in versions] == [["VERSION", "FROM"], ["1", "-"], ["2", "1"]]
    assert branched.endswith(f"\nIt goes on from {stool}:1\n")

    facts = json.loads(desk("show", stool, "--json").out)
    whole = facts["report"]["whole"]
    shown = {line[:13].strip(" :"): line[14:] for line in desk("show", stool).out.splitlines()[2:]}
    assert desk("show", stool).out.startswith("An old stool, version 2\n\nSummary: ")
    assert (shown["Summary"], shown["Asked for"], shown["From version"]) == (
        facts["summary"], facts["instruction"], "1")
    assert (shown["Objects"], shown["Triangles"]) == (str(whole["objects"]), str(whole["triangles"]))
    assert (shown["Pictures"], shown["Folder"]) == (str(facts["pictures"]), facts["folder"])
    assert "Found" in shown and "Size" in shown and "Goes on from" not in shown
    first, copy = desk("show", f"{stool}:1").out, desk("show", branch).out
    assert "From version" not in first and f"\nGoes on from: {stool}:1\n" in copy

    for words, old, new in ((["2"], "a/version-1/script.py", "b/version-2/script.py"),
                            (["2", "1"], "a/version-2/script.py", "b/version-1/script.py"),
                            (["1", "2"], "a/version-1/script.py", "b/version-2/script.py"),
                            (["1"], "/dev/null", "b/version-1/script.py")):
        lines = desk("diff", f"{stool}:{words[0]}", *words[1:]).out.splitlines()
        assert f"--- {old}" in lines and f"+++ {new}" in lines, lines[:5]
    assert desk("diff", f"{stool}:2", "2").out == ""
    for words, told in ((["diff", stool, "two"], "“two” is not the number of a version"),
                        (["diff", stool, "0"], "“0” is not the number of a version"),
                        (["diff", stool, "3"], "The session has no version 3"),
                        (["draft", stool], "The last run of this session left no script without a version")):
        refused = desk(*words)
        assert refused.status == 2 and told in refused.err and refused.out == "", refused


JOINTS = [
    ({"name": "Door", "kind": "hinge", "limits": [0, 110], "free": [-5, 90], "contact": {"objects": ["Door", "Wall"]},
      "shown_by": "handle"},
     ["0 to 110°", "free from -5 to 90°, then Door meets Wall", "its axis is shown by its handle"]),
    ({"name": "Gate", "kind": "hinge", "limits": [-10, 20], "free": [-10, 20], "follows": "Door", "ratio": -0.5,
      "shown_by": ""},
     ["-10 to 20°", "follows Door, -0.5 times as far", "free over its whole range", "its axis is shown by nothing"]),
    ({"name": "Drawer", "kind": "slider", "limits": [0, 0.3]}, ["0 to 300 mm"]),
    ({"name": "Wheel", "kind": "hinge"}, ["freely"]),
    ({"name": "Foot", "kind": "fixed", "free": [0, 0], "shown_by": "sole"}, ["with its parent"]),
    ({"name": "Pin", "kind": "closes", "follows": "Door", "opens_m": 0.0015},
     ["a loop", "follows Door, in a closed loop", "opens by 1.5 mm"]),
    ({"name": "Nut", "kind": "slider", "follows": "Door", "ratio": 0.00001, "limits": [0, 1]},
     ["0 to 1000 mm", "follows Door, 3.6 mm a turn"]),
    ({"name": "Screw", "kind": "hinge", "follows": "Drawer", "ratio": 36000},
     ["freely", "follows Drawer, 10 mm a turn"]),
    ({"name": "Lone", "kind": "slider", "follows": "Gone", "ratio": 2}, ["freely", "follows Gone, 2 times as far"]),
]


def test_joints(desk, release):
    """Each joint with its range, what it follows, and where it meets something; and the faults."""
    stool = use_library(desk, release)["An old stool"]
    file = pathlib.Path(json.loads(desk("show", stool, "--json").out)["folder"]) / "report.json"
    assert desk("motion", stool).out == "Nothing in this version moves: it has no joints\n"
    rows = [row | {"parent": "body", "child": row["name"].lower()} for row, _told in JOINTS]
    fault = {"words": "The door sticks", "fix": "Make it lower"}
    file.write_text(json.dumps(json.loads(file.read_text()) | {"joints": rows, "joint_faults": [fault]}))
    told = [[f"{row['name']} {row['kind']} body → {row['child']} {lines[0]}", *lines[1:]]
            for row, (_row, lines) in zip(rows, JOINTS)]
    assert [" ".join(line.split()) for line in desk("motion", stool).out.splitlines()] == [
        *sum(told, []), "Fault: The door sticks", "Make it lower"]
    assert [json.loads(line) for line in desk("motion", stool, "--json").out.splitlines()] == [
        {"event": "motion", **row} for row in (*rows, fault)]
    file.unlink()
    refused = desk("motion", stool)
    assert refused.status == 2 and "This version was not measured" in refused.err and stool in refused.err


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
