# SPDX-License-Identifier: GPL-3.0-or-later
"""motion, and --pose: an asset with joints, made by the real Blender once."""

import json
import pathlib
import subprocess
import sys

import pytest
from conftest import make_desk_with

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "bench"))
from moving_things import EACH_KIND  # noqa: E402

CUBE = "import bpy\nbpy.ops.mesh.primitive_cube_add()\n"


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    desk = make_desk_with(tmp_path_factory.mktemp("shop"), "cabinet", EACH_KIND)
    yield desk
    desk.assert_tidy()


def rows(result):
    assert result.status == 0, result
    return [json.loads(line) for line in result.out.splitlines()]


def test_table(shop):
    """A line for each joint and each fault, as the report has them; in words, what each can do."""
    found = rows(shop("motion", shop.session, "--json"))
    report = rows(shop("show", shop.session, "--json"))[0]["report"]
    assert {row.pop("event") for row in found} == {"motion"} and found == report["joints"] + report["joint_faults"]
    text = shop("motion", shop.session).out
    lines = {line[:22].strip(): line for line in text.splitlines()}
    assert lines["Left door"].split() == "Left door hinge body → left door 0 to 110°".split()
    assert lines["Drawer"].endswith("0 to 300 mm") and lines["Wheel"].endswith("freely")
    assert "  follows Left door, -1 times as far" in text


def test_nothing_moves(desk):
    script = desk.root / "cube.py"
    script.write_text(CUBE)
    assert desk("--script", script, "--no-input").status == 0
    session = desk.sessions()[0]["session"]
    assert "Nothing in this version moves" in desk("motion", session).out
    assert rows(desk("motion", session, "--json")) == []
    refused = desk("render", session, "--pose", "Lid=1", "--output", desk.root / "r")
    assert refused.status == 1 and "There is no joint “Lid”" in refused.err


@pytest.mark.parametrize(("arguments", "told", "status"), [
    (["--output", "a.urdf", "--pose", "Drawer=0.1"], "as it was built", 2),
    (["--output", "a.glb", "--pose", "Drawer"], "needs a name and a number", 2),
    (["--output", "a.glb", "--pose", "Drawer=1,5"], "needs a name and a number", 2),
    (["--output", "a.obj", "--pose", "Drawer=2"], "from 0 to 0.3 m", 1),
    (["--output", "a.obj", "--pose", "Right door=2"], "follows “Left door”", 1),
])
def test_refused(shop, tmp_path, arguments, told, status):
    result = shop("export", shop.session, *arguments, cwd=tmp_path)
    assert result.status == status and told in result.err and list(tmp_path.iterdir()) == []


def test_files(shop, tmp_path):
    """Two simulations of one name lie side by side, each with its meshes; a posed file shows the pose."""
    for suffix in ("urdf", "xml"):
        (report,) = rows(shop("export", shop.session, "--output", tmp_path / f"cabinet.{suffix}", "--json"))
        assert report["joints"] == 6 and report["proof"]["wrong"] == []
    assert "Successfully Parsed XML" in subprocess.run(
        ["check_urdf", "cabinet.urdf"], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    (blend,) = rows(shop("export", shop.session, "--output", tmp_path / "cabinet.blend", "--json"))
    own = pathlib.Path(rows(shop("versions", shop.session, "--json"))[0]["folder"], "scene.blend")
    assert pathlib.Path(blend["file"]).read_bytes() != own.read_bytes()
    (posed,) = rows(shop("export", shop.session, "--output", tmp_path / "posed.stl", "--pose", "Drawer=0.3",
                         "--pose", "Left door=90", "--json"))
    assert posed["low"][1] == pytest.approx(-490, abs=1)


def test_pictures(shop, tmp_path):
    small = ["--pose", "Left door=90", "--json", "--output"]
    (film,) = rows(shop("film", shop.session, "--motion", "--seconds", 1, "--fps", 4, "--width", 160, *small[2:],
                        tmp_path / "a.gif"))
    assert film["frames"] == 4
    (render,) = rows(shop("render", shop.session, "--view", 1, "--size", "64x64", "--engine", "workbench", *small,
                          tmp_path / "r"))
    assert render["pictures"] == 1 and (tmp_path / "r/render_1.png").is_file()
    refused = shop("film", shop.session, "--motion", "--making-of", "--output", tmp_path / "b.gif")
    assert refused.status == 2 and "as it was built" in refused.err
