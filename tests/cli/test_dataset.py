# SPDX-License-Identifier: GPL-3.0-or-later
"""dataset: a real Blender in the sandbox writes it, and another one reads it back."""

import hashlib
import json
import signal
import time

import pytest
from conftest import SAFE, descendants, kill_blender, make_desk_with, wait_for_end
from dataset_reader import Dataset, check, project_blender, project_colmap

STOOL = '''"""A stool."""
import bpy
wood = bpy.data.materials.new("Wood")
def add(name, part, location, scale):
    bpy.ops.mesh.primitive_cube_add(size=1, location=location)
    obj = bpy.context.object
    obj.name, obj["part"], obj.scale = name, part, scale
    obj.data.materials.append(wood)
add("Seat", "seat", (0, 0, 0.47), (0.4, 0.4, 0.06))
for number, (x, y) in enumerate(((-1, -1), (-1, 1), (1, -1), (1, 1)), 1):
    add(f"Leg {number}", "legs", (0.15 * x, 0.15 * y, 0.22), (0.05, 0.05, 0.44))
'''
SMALL = ["--cameras", "3", "--size", "120x96"]


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    desk = make_desk_with(tmp_path_factory.mktemp("studio"), "stool", STOOL, SAFE)
    yield desk
    desk.assert_tidy()


def digests(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_dataset(studio, tmp_path):
    """The files are those that were asked for, fit the scene, and are the same each time."""
    folder = tmp_path / "new" / "stool"
    result = studio("dataset", studio.session, "--output", folder, *SMALL, "--json")
    assert result.status == 0, result
    report = json.loads(result.out)
    assert report["seconds"] >= 0
    assert {key: report[key] for key in report if key != "seconds"} == {
        "event": "dataset", "folder": str(folder), "version": 1, "cameras": 3, "files": 21, "parts": 2, "objects": 5,
        "engine": "BLENDER_WORKBENCH"}
    assert {path.name for path in folder.iterdir()} == {
        *(f"{kind}_{number:03d}.{'exr' if kind in ('depth', 'normal') else 'png'}"
          for kind in ("color", "part", "object", "depth", "normal") for number in range(3)),
        "cameras.json", "parts.json", "cameras.txt", "images.txt", "points3D.txt", "captions.json"}
    data = Dataset(folder, studio.versions(studio.session)[0] / "scene.blend", tmp_path / "back")
    for project in (project_blender, project_colmap):
        assert check(data, project) > 3000
    captions = json.loads((folder / "captions.json").read_text())
    assert sorted(captions) == ["long", "schema", "short"] and captions["short"]
    assert captions["long"].endswith("Parts: legs (4 objects), seat. Materials: Wood. "
                                     "Size: 0.4 m wide, 0.4 m deep, 0.5 m high.")

    again = tmp_path / "again"
    again.mkdir()  # an empty one will do
    assert studio("dataset", f"{studio.session}:1", "-o", again, *SMALL).status == 0
    assert digests(again) == digests(folder)


def test_choice(studio, tmp_path):
    """Only the maps that were asked for, as PNG, from the cameras of another seed."""
    result = studio("dataset", studio.session, "-o", tmp_path / "out", *SMALL, "--maps", "depth, part",
                    "--format", "png", "--seed", "7")
    assert result.status == 0, result
    assert result.out == f"{tmp_path / 'out'}\n  12 files: 3 cameras, 2 parts, 5 objects\n"
    cameras = json.loads((tmp_path / "out" / "cameras.json").read_text())
    assert cameras["seed"] == 7 and cameras["images"][2]["files"] == {"part": "part_002.png", "depth": "depth_002.png"}
    assert not list((tmp_path / "out").glob("*.exr")) and not list((tmp_path / "out").glob("color*"))


@pytest.mark.parametrize("wrong, told", [
    (["--cameras", "0"], "1 to 999 cameras"), (["--cameras", "-1"], "1 to 999 cameras"), (["--size", "big"], "“big”"),
    (["--size", "64x"], "“64x”"), (["--size", "8"], "16 to 4096"), (["--maps", "part,colour"], "“colour”"),
    (["--maps", ""], "at least one map"), (["--maps", "part,part"], "twice"), (["--format", "jpeg"], "“jpeg”"),
    (["--seed", "-3"], "seed")])
def test_refused(studio, tmp_path, wrong, told):
    result = studio("dataset", studio.session, "-o", tmp_path / "out", *wrong)
    assert result.status == 2 and told in result.err, result
    assert not (tmp_path / "out").exists()


def test_folder(studio, tmp_path):
    """Nothing is written among other files."""
    (tmp_path / "note").write_text("mine")
    for where, told in ((tmp_path, "not empty"), (tmp_path / "note", "is not a folder")):
        result = studio("dataset", studio.session, "-o", where, *SMALL)
        assert result.status == 2 and told in result.err, result
    result = studio("dataset", studio.session)
    assert result.status == 2 and "--output" in result.err, result
    assert [path.name for path in tmp_path.iterdir()] == ["note"]


def test_nothing_stays(studio, tmp_path):
    """Depth that 16 bits cannot hold is told of when Blender is at work: no file is left."""
    script = studio.root / "tower.py"
    script.write_text('"""A tower."""\nimport bpy\nbpy.ops.mesh.primitive_cube_add(size=90, location=(0, 0, 45))\n')
    assert studio("--script", script, "--no-input").status == 0
    session = next(each["session"] for each in studio.sessions() if each["session"] != studio.session)
    result = studio("dataset", session, "-o", tmp_path / "out", *SMALL, "--format", "png")
    assert result.status == 1 and "65.535 m" in result.err, result
    assert not (tmp_path / "out").exists()


def wait_for_camera(studio, process, number):
    """Until Blender has written the pictures before those of a camera."""
    while process.poll() is None:
        if list((studio.library / "tmp").glob(f"*/dataset/color_{number:03d}.png")):
            return
        time.sleep(0.02)
    raise AssertionError(process.communicate())


def test_crash(studio, tmp_path):
    """Blender is killed in the middle: another one writes the same files."""
    assert studio("dataset", studio.session, "-o", tmp_path / "whole", "--cameras", "12", "--size", "64").status == 0
    process = studio.popen("dataset", studio.session, "-o", tmp_path / "out", "--cameras", "12", "--size", "64")
    wait_for_camera(studio, process, 3)
    assert kill_blender(process.pid)
    _out, err = process.communicate(timeout=1800)
    assert process.returncode == 0, err
    assert digests(tmp_path / "out") == digests(tmp_path / "whole")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted(studio, tmp_path, number):
    """Ctrl+C while it draws: no file stays, nor a Blender."""
    process = studio.popen("dataset", studio.session, "-o", tmp_path / "out", "--cameras", "900")
    wait_for_camera(studio, process, 1)
    blenders = [pid for pid, _name in descendants(process.pid)]
    process.send_signal(number)
    process.communicate(timeout=1800)
    assert process.returncode == 130 and blenders
    assert not list(tmp_path.iterdir())
    studio.assert_clean()
    wait_for_end(blenders)


def test_scripts(studio, tmp_path):
    """A line for each script that was tried; a file that is there stays."""
    file = tmp_path / "scripts.jsonl"
    words = ["--scripts", "--output", file, "--licence", "CC0-1.0"]
    result = studio("dataset", studio.session, *words, "--json")
    assert result.status == 0 and json.loads(result.out) == {
        "event": "scripts", "file": str(file), "scripts": 1, "ran": 1}
    (row,) = map(json.loads, file.read_text().splitlines())
    assert row["session"] == studio.session and row["script"] == STOOL and row["licence"] == "CC0-1.0"
    assert row["why"] == "by hand" and row["ran"] is True and row["version"] == 1
    assert row["report"]["whole"]["objects"] == 5 and all(path.endswith(".png") for path in row["pictures"])
    assert studio("dataset", *words).status != 0 and studio("dataset", *words, "--replace").status == 0
    assert row in map(json.loads, file.read_text().splitlines())
    refused = studio("dataset", "--output", tmp_path / "none")
    assert refused.status == 2 and "SESSION" in refused.err and not (tmp_path / "none").exists()
