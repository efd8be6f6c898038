# SPDX-License-Identifier: GPL-3.0-or-later
"""motion, and --pose: an asset with joints, made by the real Blender once."""

import json
import pathlib
import re
import subprocess
import sys

import pytest
from conftest import make_desk_with

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "bench"))
import guided_things  # noqa: E402
import looped_things  # noqa: E402
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
    folder = pathlib.Path(rows(shop("versions", shop.session, "--json"))[0]["folder"])
    assert (folder / "far-poses.jpg").read_bytes().startswith(b"\xff\xd8"), "for the card of what moves"
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
    assert not list(desk.root.rglob("far-poses.jpg"))
    assert "Nothing in this version moves" in desk("motion", session).out
    assert rows(desk("motion", session, "--json")) == []
    refused = desk("render", session, "--pose", "Lid=1", "--output", desk.root / "r")
    assert refused.status == 2 and "There is no joint “Lid”" in refused.err


@pytest.mark.parametrize(("command", "output", "pose", "told"), [
    ("export", "a.urdf", "Drawer=0.1", "as it was built"),
    ("export", "a.glb", "Drawer", "needs a name and a number"),
    ("export", "a.glb", "Drawer=1,5", "from 0 to 0.3 m, not to 1.5"),
    ("export", "a.obj", "Drawer=2", "“Drawer” goes from 0 to 0.3 m, not to 2"),
    ("export", "a.blend", "Right door=2", "follows “Left door”"),
    ("film", "a.gif", "Left door=-5", "“Left door” goes from 0 to 110 degrees, not to -5"),
    ("render", ".", "Hatch=1", "no joint “Hatch”. The joints are: Bolt (0 to 720 degrees), Drawer (0 to 0.3 m), "),
])
def test_refused(shop, tmp_path, command, output, pose, told):
    """A pose that is not possible is a usage error of every command that takes one."""
    result = shop(command, shop.session, "--output", output, "--pose", pose, cwd=tmp_path)
    assert result.status == 2 and told in result.err and list(tmp_path.iterdir()) == []


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


def test_a_pose_in_which_two_meet(shop, tmp_path):
    """The drawer goes through the doors, which are closed: the picture is drawn, and stderr says so."""
    small = ["--view", 1, "--size", "64x64", "--engine", "workbench", "--output"]
    made = shop("render", shop.session, "--pose", "Drawer=0.3", *small, tmp_path / "r")
    assert made.status == 0 and (tmp_path / "r/render_1.png").is_file()
    notes = [line for line in made.err.splitlines() if "In this pose" in line]
    assert "maquette-cli: In this pose, “drawer” goes 7.5 mm into “left door”" in notes, made.err
    (film,) = rows(shop("film", shop.session, "--pose", "Drawer=0.3", "--seconds", 1, "--fps", 4, "--width", 160,
                        "--json", "--output", tmp_path / "a.gif"))
    (stl,) = rows(shop("export", shop.session, "--pose", "Drawer=0.3", "--json", "--output", tmp_path / "a.stl"))
    (blend,) = rows(shop("export", shop.session, "--pose", "Drawer=0.3", "--json", "--output", tmp_path / "a.blend"))
    assert film["notes"] == stl["notes"] == blend["notes"] == [line.partition(": ")[2] for line in notes]
    still = shop("render", shop.session, "--pose", "Drawer=0.3", "--pose", "Left door=90", *small, tmp_path / "s")
    assert still.status == 0 and "In this pose" not in still.err


def test_a_pose_that_a_loop_cannot_follow(tmp_path_factory, tmp_path):
    """The bars come apart: it is said by how much, and how far they go."""
    thing, leader, _far, _truth = looped_things.make("four_bar", 0, True)
    desk = make_desk_with(tmp_path_factory.mktemp("linkage"), "linkage", thing.script())
    far = next(row["limits"][1] for row in thing.rows if row["name"] == leader)
    notes = []
    for value in (far, 1):
        (stl,) = rows(desk("export", desk.session, "--pose", f"{leader}={value}", "--json", "--output",
                           tmp_path / f"{value}.stl"))
        notes.append([note for note in stl.get("notes", []) if "the loop" in note])
    assert notes[1] == [] and len(notes[0]) == 1
    assert re.fullmatch(r"In this pose, the loop that “Crank” drives is [\d.]+ mm open: it follows from 0° to [\d.]+° "
                        "only", notes[0][0]), notes
    desk.assert_tidy()


def test_a_nut_and_its_screw(tmp_path_factory):
    """In words that one reads, whichever of the two leads."""
    script = guided_things.make("vice", 0, False)[0]
    pitch = float(re.search(r"'pitch_m': ([\d.]+)", script)[1])
    desk = make_desk_with(tmp_path_factory.mktemp("vice"), "vice", script)
    assert f"  follows Way, {1000 * pitch:g} mm a turn" in desk("motion", desk.session).out
    desk.assert_tidy()


def test_links(shop, tmp_path):
    """Each link has a file of its own, read back; together they are the asset, each where it is."""
    files = rows(shop("export", shop.session, "--output", tmp_path / "cabinet.stl", "--links", "--unit", "m", "--json"))
    names = {pathlib.Path(each["file"]).name: each for each in files}
    assert names.keys() == {f"cabinet-{part}.stl" for part in (
        "body", "left_door", "right_door", "drawer", "wheel", "bolt", "head")}
    assert all(each["proof"]["wrong"] == [] and each["joints"] == 0 for each in files)
    assert names["cabinet-left_door.stl"]["link"] == "left door"
    assert names["cabinet-drawer.stl"]["low"] == pytest.approx([-0.25, -0.19, 0.1], abs=1e-4)
    assert names["cabinet-body.stl"]["high"] == pytest.approx([0.3, 0.2, 0.7], abs=1e-4), "the back goes with the body"
    (whole,) = rows(shop("export", shop.session, "--output", tmp_path / "all.stl", "--json"))
    assert sum(each["triangles"] for each in files) == whole["triangles"] and whole["joints"] == 0
    obj = rows(shop("export", shop.session, "--output", tmp_path / "c.obj", "--links", "--pose", "Left door=90",
                    "--up", "z", "--textures", "0", "--json"))
    (door,) = (each for each in obj if each["link"] == "left door")
    assert door["low"][1] == pytest.approx(-0.49, abs=1e-3) and "v " in pathlib.Path(door["file"]).read_text()
    again = shop("export", shop.session, "--output", tmp_path / "cabinet.stl", "--links")
    assert again.status == 2 and "cabinet-body.stl” already exists" in again.err


def test_words(shop, tmp_path):
    """Words that set a pose make no version and ask no team: the pose is said, and rendered once."""
    before = rows(shop("versions", shop.session, "--json"))
    told = shop("change", shop.session, "open the left door by 30 degrees", "close the drawer")
    assert told.status == 0, told
    assert "Left door: 30°. This is a pose: the version has not changed." in told.out
    assert "Drawer: 0" in told.out
    pictures = [pathlib.Path(line.strip()) for line in told.out.splitlines() if line.endswith(".png")]
    assert len(pictures) == 2 and all(each.is_file() for each in pictures)
    lines = rows(shop("--session-id", shop.session, "--prompt", "open the drawer", "--no-input", "--json"))
    assert [(each["event"], each.get("code")) for each in lines] == [("notice", "posed"), ("render", None)]
    after = rows(shop("versions", shop.session, "--json"))
    assert [each["version"] for each in after] == [each["version"] for each in before]
    refused = shop("export", shop.session, "--links", "--output", tmp_path / "a.urdf")
    assert refused.status == 2 and "no file for each link" in refused.err


def test_words_while_a_run_waits(desk):
    """They are not sent to the run, which goes on waiting for the change after them."""
    result = desk("--text", "a cabinet with two doors", "--refine", "open the left door", "--refine", "10 cm wider",
                  "--no-input", "--json")
    events = [json.loads(line) for line in result.out.splitlines()]
    assert result.status == 0, result
    assert [each["text"] for each in events if each.get("code") == "posed"]
    assert [each["version"] for each in events if each["event"] in ("kept", "render")] == [1, 1, 2]
    assert [each["text"] for each in events if each["event"] == "refinement"] == ["10 cm wider"]


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
