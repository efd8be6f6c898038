# SPDX-License-Identifier: GPL-3.0-or-later
"""--from with a STEP file, which Open CASCADE reads in a sandbox of its own: what it is read as, and why it is refused
(tests/blender/test_step.py has more files)."""

import glob
import json
import os
import pathlib
import shutil

import pytest
from conftest import SAFE

FOLDER = pathlib.Path(__file__).parents[1] / "blender" / "foreign"
LAMP = FOLDER / "opencascade-7.8.step"
# The real bubblewrap, in which some libraries are not there.
WITHOUT = """#!/usr/bin/python3
import os, sys
words = sys.argv[1:]
if "/app/converter" in words:
    at = words.index("--remount-ro")
    words[at:at] = {options}
os.execv("{bwrap}", ["bwrap", *words])
"""


@pytest.fixture(autouse=True)
def real_start(desk):
    """The sandbox as a user has it."""
    desk.config.write_text(SAFE)


def refused(desk, path, *words):
    result = desk("--from", path, "--no-input", *words)
    assert result.status == 2 and f"“{path.name}” cannot be taken in" in result.err, result
    assert desk.sessions() == []
    return result.err


def test_taken_in(desk):
    result = desk("--from", LAMP, "--text", "make the foot green", "--no-input", "--json")
    assert result.status == 0, result
    (event,) = result.named("taken-in")
    assert {part["name"]: part["pieces"] for part in event["parts"]} == {"Foot": 1, "Post": 1, "Shade": 1}
    one, two = desk.versions(desk.sessions()[0]["session"])
    for folder, color in ((one, "#306599"), (two, "#00ff00")):
        report = json.loads((folder / "report.json").read_text())
        assert report["whole"]["dimensions_m"] == pytest.approx([0.12, 0.12, 0.2], abs=1e-4)
        (foot,) = [each for each in report["objects"] if each["name"] == "Foot"]
        assert (foot["colors"] == [color]) == (folder == one)


def test_other_files_are_hidden(desk, tmp_path):
    """Open CASCADE reads files that a file names by their whole paths, if it sees them: it sees none."""
    path = tmp_path / "naming.step"
    (tmp_path / "other_Foot.stp").write_bytes(LAMP.read_bytes())
    path.write_bytes((FOLDER / "opencascade-7.8-naming.step").read_bytes().replace(
        b"'other_", f"'{tmp_path}/other_".encode()))
    assert "no surfaces of its own" in refused(desk, path)


def test_damaged(desk, tmp_path):
    path = tmp_path / "lamp.stp"
    data = LAMP.read_bytes()
    path.write_bytes(data[:len(data) // 2])
    assert "is cut: its end is missing" in refused(desk, path)
    path.write_bytes(data.replace(b"#", b"#42949670000"))
    assert "damaged, or too much" in refused(desk, path)


def test_says_its_unit(desk):
    assert "says its unit" in refused(desk, LAMP, "--unit", "in")


def test_without_open_cascade(desk):
    libraries = {os.path.realpath(path) for path in glob.glob("/usr/lib*/**/libTKDraw.so.7.*", recursive=True)}
    options = [word for path in libraries for word in ("--ro-bind", "/dev/null", path)]
    folder = desk.root / "shims"
    folder.mkdir()
    (folder / "bwrap").write_text(WITHOUT.format(options=options, bwrap=shutil.which("bwrap")))
    (folder / "bwrap").chmod(0o755)
    desk.env["PATH"] = f"{folder}:{desk.env['PATH']}"
    assert "sudo apt install bubblewrap libocct-draw-7.8" in refused(desk, LAMP)
