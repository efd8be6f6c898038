# SPDX-License-Identifier: GPL-3.0-or-later
"""--from: a model of another program becomes a session, its parts are changed by values, and script and meshes stay
together wherever they go."""

import json
import shutil
import subprocess
import zipfile

import foreign_models as foreign
import pytest
from conftest import FAST, SAFE, Desk


def objects(folder):
    report = json.loads((folder / "report.json").read_text())
    return {each["name"]: each for each in report["objects"]}


@pytest.fixture(scope="module")
def taken(tmp_path_factory):
    """A desk with a session of a robot of another program, read in the sandbox, and a version with other values."""
    desk = Desk(tmp_path_factory.mktemp("taken"))
    desk.config.write_text(SAFE)
    folder = desk.root / "their files"
    folder.mkdir()
    desk.model = foreign.write_gltf(folder / "old_robot.gltf")
    desk.first = desk("--from", desk.model, "--no-input", "--json", "--output", desk.root / "out")
    assert desk.first.status == 0, desk.first
    desk.session = desk.sessions()[0]["session"]
    desk.config.write_text(FAST)
    desk.second = desk("set", desk.session, "HEAD_SCALE=1.5", "BODY_COLOR=#00ff00", "--json")
    assert desk.second.status == 0, desk.second
    yield desk
    desk.assert_tidy()


def test_first_version(taken):
    (event,) = taken.first.named("taken-in")
    assert {part["name"]: part["pieces"] for part in event["parts"]} == {"Body": 1, "Head": 1, "Paint": 2}
    assert event["objects"] == 4 and event["triangles"] == 48 and event["title"] == "old robot"
    assert taken.sessions()[0]["title"] == "old robot"
    one = taken.versions(taken.session)[0]
    assert {path.name for path in one.iterdir()} >= {"script.py", "scene.blend", "meshes.blend", "report.json"}
    for name in ("script.py", "scene.blend", "meshes.blend"):
        assert (taken.root / "out" / name).read_bytes() == (one / name).read_bytes()
    made = objects(one)
    assert made["Body"]["dimensions_m"] == pytest.approx([0.4, 0.2, 0.5], abs=1e-5)


def test_only_what_was_set_changes(taken):
    one, two = taken.versions(taken.session)
    assert (one / "meshes.blend").read_bytes() == (two / "meshes.blend").read_bytes()
    before, after = objects(one), objects(two)
    assert {name for name in before if before[name]["hash"] != after[name]["hash"]} == {"Body", "Head"}
    assert after["Head"]["dimensions_m"] == pytest.approx([0.3, 0.3, 0.3], abs=1e-5)


def test_rebuild(taken, tmp_path):
    """Its boxes become code, with their colors and what was set before; a part with a picture stays a mesh."""
    first = taken("rebuild", taken.session + ":1", "--json")
    assert first.status == 0, first
    assert [row["why"] for row in first.named("rebuilt")] == ["it has a picture or a pattern", None, None]
    result = taken("rebuild", taken.session + ":2", "--json")
    assert result.status == 0, result
    rows = {row["name"]: row for row in result.named("rebuilt")}
    assert {name: (row["shape"], row["why"]) for name, row in rows.items()} == {
        "Body": ("box", None), "Head": ("box", None), "Paint": ("box", None)}
    assert rows["Paint"]["pieces"] == 2 and rows["Head"]["off"]["max_percent"] < 0.01
    two, _other, made = taken.versions(taken.session)[1:4]
    assert json.loads((made / "report.json").read_text())["rebuilt"] == [
        {key: value for key, value in row.items() if key != "event"} for row in rows.values()]
    for name in ("Head", "Body"):
        assert objects(made)[name]["dimensions_m"] == pytest.approx(objects(two)[name]["dimensions_m"], abs=1e-5)
    script = (made / "script.py").read_text()
    assert "HEAD_SCALE = 1.5" in script and "HEAD_WIDTH = 0.2 " in script and "BODY_COLOR = \"#00ff00\"" in script
    result = taken("set", taken.session, "HEAD_WIDTH=0.1")
    assert result.status == 0, result
    assert objects(taken.versions(taken.session)[4])["Head"]["dimensions_m"][0] == pytest.approx(0.15, abs=1e-5)
    result = taken("rebuild", taken.session)
    assert result.status == 2 and "All parts of version 5 are code" in result.err, result


def test_outlines_of_a_drawing(taken):
    """A DXF, which is a picture for a message, is a plate here; its hole and its thickness become values."""
    path = taken.root / "plate.dxf"
    rows = (0, "SECTION", 2, "HEADER", 9, "$INSUNITS", 70, 4, 0, "ENDSEC", 0, "SECTION", 2, "ENTITIES",
            0, "LWPOLYLINE", 8, "Bracket", 70, 1, 10, 0, 20, 0, 10, 80, 20, 0, 10, 80, 20, 40, 10, 0, 20, 40,
            0, "CIRCLE", 8, "Holes", 10, 20, 20, 20, 40, 5, 0, "ENDSEC", 0, "EOF")
    path.write_text("".join(f"{each}\n" for each in rows))
    result = taken("--from", path, "--no-input", "--json")
    assert result.status == 0 and [part["name"] for part in result.named("taken-in")[0]["parts"]] == ["Bracket"], result
    session = taken.sessions()[0]["session"]
    result = taken("rebuild", session, "--json")
    assert result.status == 0 and result.named("rebuilt")[0]["off"]["max_percent"] < 0.1, result
    script = (taken.versions(session)[-1] / "script.py").read_text()
    assert "BRACKET_HOLE_DIAMETER = 0.01 " in script and "BRACKET_THICKNESS = 0.003 " in script, script


def test_in_plain_blender(taken, tmp_path):
    """The files of --output, elsewhere, in a Blender that knows nothing of Maquette."""
    for name in ("script.py", "meshes.blend"):
        shutil.copy(taken.root / "out" / name, tmp_path)
    said = subprocess.run(["blender", "--background", "--factory-startup", "--python-exit-code", "1", "--python",
                           tmp_path / "script.py", "--python-expr", """
import bpy
print("MADE", sorted(obj.name for obj in bpy.data.objects if "part" in obj.keys()))
print("PICTURES", sorted(tuple(image.size) for image in bpy.data.images if image.packed_file))
"""], capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    assert "'Body', 'Head'" in said.stdout and "PICTURES [(1, 1)]" in said.stdout, said.stdout


def test_given_away(taken, tmp_path):
    """The session as a file has the meshes, and who imports it can change values, too."""
    path = tmp_path / "robot.maquette"
    assert taken("share", taken.session, "--output", path).status == 0
    assert "versions/1/meshes.blend" in zipfile.ZipFile(path).namelist()
    (tmp_path / "taker").mkdir()
    taker = Desk(tmp_path / "taker")
    taker.config.write_text(FAST)
    assert taker("import", path).status == 0
    result = taker("set", taken.session, "SCALE=2.0")
    assert result.status == 0, result
    last = taker.versions(taken.session)[-1]
    assert objects(last)["Body"]["dimensions_m"] == pytest.approx([0.8, 0.4, 1.0], abs=1e-5)
    assert taker("branch", taken.session, "A copy").status == 0
    copy = next(each["session"] for each in taker.sessions() if each["session"] != taken.session)
    assert (taker.versions(copy)[0] / "meshes.blend").read_bytes() == (last / "meshes.blend").read_bytes()
    taker.assert_tidy()


def test_rebuild_of_all(desk, tmp_path):
    """Of a model without pictures everything is code: the version needs no meshes, and words change it still."""
    (tmp_path / "robot.stl").write_bytes(foreign.stl(foreign.ROBOT))
    assert desk("--from", tmp_path / "robot.stl", "--no-input").status == 0
    session = desk.sessions()[0]["session"]
    result = desk("rebuild", session)
    assert result.status == 0 and "3 of 3 parts are code now" in result.out, result
    two = desk.versions(session)[1]
    assert "meshes.blend" not in (two / "script.py").read_text()
    result = desk("change", session, "make everything twice as large")
    assert result.status == 0, result
    assert objects(desk.versions(session)[2])["Block A"]["dimensions_m"] == pytest.approx(
        [2 * size for size in objects(two)["Block A"]["dimensions_m"]], abs=1e-5)
    made = desk("--text", "a box", "--no-input")
    assert made.status == 0, made
    session = next(each["session"] for each in desk.sessions() if each["session"] != session)
    result = desk("rebuild", session)
    assert result.status == 2 and "no parts that are meshes" in result.err, result


def test_words(desk, tmp_path):
    """Without a language model: colors, sizes, and parts that go; all else is refused, and the model stays."""
    (tmp_path / "robot.obj").write_text(foreign.obj(foreign.ROBOT, "its colors.mtl"))
    (tmp_path / "its colors.mtl").write_text(foreign.mtl(foreign.ROBOT, "skin/of it.png"))
    (tmp_path / "skin").mkdir()
    (tmp_path / "skin" / "of it.png").write_bytes(foreign.RED_PNG)
    result = desk("--from", tmp_path / "robot.obj", "--json",
                  "--text", "make the head dark blue and twice as large", "--refine", "remove the body",
                  "--refine", "add a hat")
    assert result.status == 0, result
    assert [len(result.named(name)) for name in ("kept", "refused")] == [3, 1], result
    one, two, three = (objects(folder) for folder in desk.versions(desk.sessions()[0]["session"]))
    assert {name for name in one if one[name]["hash"] != two[name]["hash"]} == {"Head"}
    # The file that a file beside it names.
    first = desk.versions(desk.sessions()[0]["session"])[0]
    assert "another color covers its picture" in (first / "script.py").read_text()
    assert not [note for event in result.named("taken-in") for note in event["notes"] if "not beside" in note]
    assert two["Head"]["dimensions_m"] == pytest.approx([0.4, 0.4, 0.4], abs=1e-5)
    assert set(two) - set(three) == {"Body"}
    assert not [event for event in result.named("notice") if event["code"] == "changed-too"]


def test_nothing_outside_is_read(desk, tmp_path):
    """Names that lead out of the folder, and links in it: what they mean is not read, in the sandbox or before."""
    desk.config.write_text(SAFE)
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "robot.bin").write_bytes(foreign.gltf(foreign.ROBOT)[1])
    for name in ("../robot.bin", str(tmp_path / "robot.bin")):
        result = desk("--from", foreign.write_gltf(inner / "robot.gltf", name), "--no-input")
        assert result.status == 2 and "is not beside the file" in result.err, result
    model = foreign.write_gltf(inner / "robot.gltf")
    (inner / "robot.bin").unlink()
    (inner / "robot.bin").symlink_to(tmp_path / "robot.bin")
    result = desk("--from", model, "--no-input")
    assert result.status == 2 and "is not beside the file" in result.err, result
    assert desk.sessions() == []


ROWS = {
    "absent.stl": (None, "No such file"),
    "cut.stl": (lambda path: path.write_bytes(foreign.stl(foreign.ROBOT)[:300]), "it says 48 triangles"),
    "photo.png": (lambda path: path.write_bytes(foreign.RED_PNG), "a picture"),
    "part.step": (lambda path: path.write_text("ISO-10303-21;\n"), "its end is missing"),
    "house.skp": (lambda path: path.write_bytes(b"\xff\xfe\xff\x0eS\0k\0"), "GLB, glTF, OBJ"),
    "notes.txt": (lambda path: path.write_text("a chair\n"), "GLB, glTF, OBJ"),
}


def test_refused(desk, tmp_path):
    """In clear words, and without a trace."""
    for name, (make, words) in ROWS.items():
        if make is not None:
            make(tmp_path / name)
        result = desk("--from", tmp_path / name, "--no-input")
        assert result.status == 2 and name in result.err and words in result.err, result
        assert result.out == ""
    assert desk.sessions() == []


def test_batch(taken, tmp_path):
    """Lines with models; one that is none is refused, in a dry run, too; changes and exports follow."""
    foreign.write_glb(tmp_path / "robot.glb")
    (tmp_path / "cut.glb").write_bytes(foreign.glb()[:200])
    (tmp_path / "box.stl").write_bytes(foreign.stl(foreign.ROBOT))
    items = tmp_path / "items.jsonl"
    items.write_text("".join(json.dumps(item) + "\n" for item in (
        {"id": "robot", "from": "robot.glb", "refine": ["make the head red"], "export": ["ply"]},
        {"id": "inch", "from": "box.stl", "unit": "in"}, {"id": "cut", "from": "cut.glb"})))
    tried = taken("batch", items, "--output", tmp_path / "tried", "--dry-run")
    assert "cut.glb" in tried.out + tried.err and "robot.glb" not in tried.err
    folder = tmp_path / "set"
    assert taken("batch", items, "--output", folder).status == 1
    lines = {line["id"]: line for line in map(json.loads, (folder / "manifest.jsonl").read_text().splitlines())}
    assert {name: line["status"] for name, line in lines.items()} == {
        "robot": "done", "inch": "done", "cut": "refused"}
    made = {path.name for path in (folder / "items/robot").iterdir()}
    assert {"script.py", "meshes.blend", "scene.blend", "asset.ply"} <= made
    assert objects(folder / "items/inch")["Block A"]["dimensions_m"][2] > 10
