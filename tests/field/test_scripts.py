# SPDX-License-Identifier: GPL-3.0-or-later
"""Scripts of chats: what they were copied with is cleaned, and what the stage does itself is left out."""

import pathlib

import pytest
from desk import QUICK

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
