# SPDX-License-Identifier: GPL-3.0-or-later
"""Scripts of chats: what they were copied with is cleaned, and what the stage does itself is left out."""

import json
import pathlib
from xml.etree import ElementTree

import pytest
from desk import FAST, QUICK

FENCES = "Markdown fences and the words around them"


def kept_script(result):
    kept, = result.named("kept")
    return (pathlib.Path(kept["folder"]) / "script.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("name, said", [
    ("s03b-bom", "a byte order mark"), ("s03c-nbsp", "no-break spaces"), ("s03d-smart-quotes", "curly quotes"),
    ("s03i-with-fence", FENCES), ("s03f-utf16", "UTF-16"), ("s03g-latin1", "Windows-1252")])
def test_cleaned(desk, script, name, said):
    desk.config.write_text(QUICK)
    path = script(name)
    result = desk("--script", path, "--json")
    assert result.status == 0, result
    notices = [event["text"] for event in result.named("notice") if event["code"] == "cleaned"]
    if said in ("UTF-16", "Windows-1252"):
        assert not notices and f"it was read as {said}" in result.err
    else:
        assert notices == [f"Cleaned in the script: {said}"] and not result.err
    text = kept_script(result)
    compile(text, name, "exec")
    assert "import bpy" in text
    # Lines keep their numbers.
    if said == FENCES:
        assert text.splitlines()[3] == "import bpy"


def test_a_whole_job(desk, script):
    """The usual answer of a chat, which clears, lights, renders, saves, exports: the asset is built, each thing that is
    left out is told once."""
    result = desk("--script", script("s02-whole-job"))
    assert result.status == 0, result
    lines = result.out.splitlines()
    told = [line for line in lines if line.startswith("  ! Line ")]
    for number in (5, 17, 19, 27, 28, 32, 33, 34):
        assert len([line for line in told if line.startswith(f"  ! Line {number}:")]) == 1, result
    assert sum("left out" in line for line in told) >= 5, result
    checker, = [line for line in lines if " checker " in line]
    assert checker.split(None, 2) == ["✓", "checker", "Left out the steps that Maquette does itself"], result
    assert any("✓ blender" in line and "3 objects" in line for line in lines), result


def test_a_problem_has_no_tick(desk, tmp_path):
    path = tmp_path / "late.py"
    path.write_text("import bpy\nbpy.ops.mesh.primitive_cube_add(size=0.3, location=(0, 0, 0.15))\n"
                    "bpy.app.timers.register(lambda: None)\n")
    result = desk("--script", path)
    assert result.status == 0, result
    checker, = [line for line in result.out.splitlines() if " checker " in line]
    assert checker.split() == ["✗", "checker", "1", "problem", "found"], result


def test_what_is_not_python_does_not_run(desk, tmp_path):
    """Named once, with its place, in the lines of the person's own file."""
    path = tmp_path / "times.py"
    path.write_text("Sure!\n\n```python\nimport bpy\nx = 2 × 3\n```\n")
    result = desk("--script", path)
    assert result.status == 1 and result.err.count("×") == 1, result
    assert "Line 5: This is not valid Python" in result.err and "U+00D7" in result.err, result
    assert "✗ checker" in result.out and "blender  " not in result.out, result


@pytest.fixture
def built(desk, script):
    """A function that builds a script of `scripts/`, and returns the session and its report."""
    desk.config.write_text(FAST)

    def build(name):
        result = desk("--script", script(name), "--json")
        assert result.status == 0, result
        kept, = result.named("kept")
        return kept["session"], json.loads((pathlib.Path(kept["folder"]) / "report.json").read_text(encoding="utf-8"))
    return build


def chunk_of(path):
    """The JSON of a .glb."""
    data = path.read_bytes()
    return json.loads(data[20:20 + int.from_bytes(data[12:16], "little")])


def test_a_rig_and_hair_are_exported_or_named(desk, built):
    session, _report = built("t01-rig")
    result = desk("export", session, "--output", desk.root / "tail.glb")
    assert result.status == 0 and ": the same, its box" in result.out, result
    made = chunk_of(desk.root / "tail.glb")
    assert len(made["skins"]) == len(made["animations"]) == 1 and len(made["skins"][0]["joints"]) == 2, made
    result = desk("export", session, "--output", desk.root / "tail.stl")
    assert result.status == 0 and "the same, its box" not in result.out, result
    assert "Not in .stl: rig of “Rig”" in result.out and "Not in .stl: animation of “Rig”" in result.out, result

    session, _report = built("t03-hair")
    result = desk("export", session, "--output", desk.root / "brush.glb")
    assert result.status == 0 and "Not in .glb: hair of “Brush head”" in result.out, result
    assert "  2 objects, 652 triangles;" in result.out and "the same, its box" not in result.out, result


def test_a_material_of_blender_5(built):
    """It has nodes without being told to."""
    _session, report = built("t04-blender5-material")
    box, = report["objects"]
    assert (box["name"], box["materials"]) == ("Box", ["Red paint"]), box


@pytest.mark.parametrize("name, links", [
    ("t05-joint-names", ["2nd_door", "door_left_upper"]), ("t05c-joint-names-toolkit", ["2nd_door", "door_left_upper"]),
    ("t06-flat-child", ["Flap"])])
def test_joints_of_any_object(desk, built, name, links):
    """With the names that people give, of objects with and without a thickness; the toolkit needs no import."""
    session, report = built(name)
    assert len(report["joints"]) == len(links), report["joints"]
    result = desk("export", session, "--output", desk.root / "made.urdf")
    assert result.status == 0 and f", {len(links)} joint" in result.out, result
    robot = ElementTree.parse(desk.root / "made.urdf").getroot()
    assert sorted(joint.find("child").get("link") for joint in robot.iter("joint")
                  if joint.get("type") == "revolute") == links


def test_a_package_that_is_missing_has_a_substitute(desk, script):
    result = desk("--script", script("t02-scipy"))
    assert result.status == 1 and "Use bmesh.ops.convex_hull instead." in result.out, result
