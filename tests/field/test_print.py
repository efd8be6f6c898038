# SPDX-License-Identifier: GPL-3.0-or-later
"""What people bring to print: texts and seams that are closed, millimetres that are meant."""

import json
import re
import subprocess

import pytest

MM = [0.04, 0.02, 0.03]


def make(desk, path, *more):
    """Runs a script; returns its session, its report and the texts of its notices about units."""
    result = desk("--script", path, "--no-input", "--json", *more)
    assert result.status == 0, result
    session = result.named("session")[0]["session"]
    report = json.loads((desk.versions(session)[-1] / "report.json").read_text())
    return session, report, [each["text"] for each in result.named("notice") if each["code"] == "unit"]


def sizes(report):
    return [round(each, 6) for each in report["whole"]["dimensions_m"]]


def test_units(desk, script, tmp_path):
    path = script("s02d-scale-length")
    session, report, doubts = make(desk, path)
    assert (sizes(report), doubts) == (MM, [])
    result = desk("export", session, "--output", tmp_path / "part.stl")
    assert result.status == 0, result
    printed = subprocess.run(["admesh", tmp_path / "part.stl"], check=True, capture_output=True, text=True).stdout
    found = [float(each) for each in re.findall(r"Max \w = +([-\d.]+)", printed)]
    assert found == pytest.approx([20, 10, 30], abs=1e-3), printed

    # Its numbers are millimetres, and it does not say so to Blender.
    path.write_text("".join(line for line in path.read_text().splitlines(True) if "scale_length" not in line))
    session, report, (doubt,) = make(desk, path)
    assert sizes(report) == [40, 20, 30] and "--unit mm" in doubt
    result = desk("check-print", session, "--bed", "220x220x250")
    assert result.status == 1 and "Fits:      no" in result.out, result
    assert "40000.0 x 20000.0 x 30000.0 mm, the build space 220x220x250 mm" in result.err, result
    assert "--unit mm" in result.err, result

    session, report, doubts = make(desk, path, "--unit", "mm")
    assert (sizes(report), doubts) == (MM, [])
    result = desk("check-print", session, "--bed", "220x220x250")
    assert result.status == 0 and "Fits:      yes" in result.out, result
    result = desk("check-print", session, "--bed", "20x30x60")  # lying otherwise it would not fit either
    assert result.status == 1 and "export --size FACTOR" in result.err, result


def test_wrong_units(desk, script):
    for words, told in ((["--text", "a chair", "--unit", "mm"], "--unit needs --script"),
                        (["--script", script("s12d-seam"), "--unit", "parsec"], "There is no unit “parsec”")):
        result = desk(*words)
        assert result.status == 2 and told in result.err, result


def test_closed(desk, script):
    session, report, _doubts = make(desk, script("s12b-text-only"))
    (word,) = report["objects"]
    assert (word["name"], word["triangles"], word["open_edges"]) == ("Word", 424, 0)
    assert "Closed:    yes" in desk("check-print", session).out

    session, report, _doubts = make(desk, script("s12d-seam"))
    assert report["objects"][0]["open_edges"] == 0
    result = desk("check-print", session, "--wall", "10")
    assert "Closed:    yes" in result.out and "Too thin:  Tube" in result.out, result
