# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands that are words: versions, parameters, exports, on a library with one real stool."""

import json
import os
import pathlib
import re
import shutil
import signal
import struct
import subprocess
import time

import pytest
from conftest import CLI, CUBE, QUICK, descendants, make_desk_with, wait_for_end
from desk import BUILD
from locales import environment_of
from representative import representative

STOOL = '''"""A stool."""
import bpy

# Parameters
SEAT_HEIGHT = 0.45  # m, 0.3..0.8: top of the seat
LEG_COUNT = 3  # 3..6: legs
LEG_GAP = 0.0  # m, 0..0.1: a fault, between legs and seat
SEAT_COLOR = "#9a6238"  # wood; finish: wood
SEAT_SHINE = "matt"  # matt | satin | gloss: of the seat


def paint(name):
    """A material with grain, as no other program has it."""
    color = [int(SEAT_COLOR[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    material.roughness = {"matt": 0.9, "satin": 0.5, "gloss": 0.1}[SEAT_SHINE]
    nodes, links = material.node_tree.nodes, material.node_tree.links
    noise = nodes.new("ShaderNodeTexNoise")
    mix = nodes.new("ShaderNodeMixRGB")
    mix.inputs[1].default_value = (*color, 1)
    links.new(noise.outputs[0], mix.inputs[0])
    links.new(mix.outputs[0], nodes["Principled BSDF"].inputs["Base Color"])
    return material


wood = paint("Wood")
bpy.ops.mesh.primitive_cylinder_add(radius=0.17, depth=0.04, location=(0, 0, SEAT_HEIGHT - 0.02))
bpy.context.object.name = "Seat"
bpy.context.object.data.materials.append(wood)
for number in range(LEG_COUNT):
    bpy.ops.mesh.primitive_cylinder_add(radius=0.02, depth=SEAT_HEIGHT - 0.038 - LEG_GAP, vertices=16,
                                        location=(0.1 * (number - 1), 0.05 * (number % 2),
                                                  (SEAT_HEIGHT - 0.038 - LEG_GAP) / 2))
    bpy.context.object.name = f"Leg {number + 1}"
    bpy.context.object.data.materials.append(wood)
'''


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """A library with a stool, made by the real Blender once."""
    desk = make_desk_with(tmp_path_factory.mktemp("shop"), "stool", STOOL)
    yield desk
    desk.assert_tidy()


def rows(result):
    assert result.status == 0, result
    return [json.loads(line) for line in result.out.splitlines()]


def test_versions(shop):
    (version,) = rows(shop("versions", shop.session, "--json"))
    assert version["version"] == 1 and pathlib.Path(version["folder"], "scene.blend").is_file()
    text = shop("versions", shop.session).out
    assert text.splitlines()[0].split() == ["VERSION", "FROM", "WHAT"] and "stool" in text.lower()


def test_show(shop):
    (facts,) = rows(shop("show", f"{shop.session}:1", "--json"))
    assert facts["report"]["whole"]["triangles"] > 0
    text = shop("show", shop.session).out
    assert f"Triangles:    {facts['report']['whole']['triangles']}\n" in text
    assert facts["folder"] in text


def test_set_and_diff(shop):
    """The new value is built as a version of its own, and the difference is that line."""
    names = {row["name"]: row for row in rows(shop("parameters", shop.session, "--json"))}
    assert names["SEAT_HEIGHT"]["unit"] == "m" and names["SEAT_HEIGHT"]["max"] == 0.8
    assert names["SEAT_SHINE"]["choices"] == ["matt", "satin", "gloss"]
    result = shop("set", f"{shop.session}:1", "SEAT_HEIGHT=60 cm", "SEAT_COLOR=#336699", "SEAT_SHINE=gloss")
    assert result.status == 0, result
    last = rows(shop("versions", shop.session, "--json"))[-1]
    assert last["parent"] == 1 and "Seat height 60 cm" in last["instruction"]
    values = {row["name"]: row["value"] for row in rows(shop("parameters", shop.session, "--json"))}
    assert values["SEAT_HEIGHT"] == 0.6 and values["SEAT_COLOR"] == "#336699"
    assert values["SEAT_SHINE"] == "gloss"
    diff = shop("diff", f"{shop.session}:{last['version']}")
    changed = [line for line in diff.out.splitlines() if line.startswith("+") and "+++" not in line]
    assert len(changed) == 3 and changed[0].startswith("+SEAT_HEIGHT = 0.6 "), diff.out
    same = shop("diff", f"{shop.session}:1", last["version"])
    assert diff.out == same.out


LITERALS = """
HEIGHT = 0.45  # m, 0.3..1: of the seat
DEPTH = 1.0
LEGS = 4  # 3..6: legs
SEED = 12345678901
OPEN = False  # with doors
COLOR = '#8a5a33'  # wood
SIDES = 6  # 4 | 6 | 8: of the foot
SHADE = "drum"  # cone | drum: of the lamp
BASE = (0.5, -3, (1e-3, "a"), None)
ONE, NONE = 1, 2
LIST = []
HALF = HEIGHT / 2
PLACE = (HEIGHT, 0.0)
GROUPED = (0.5)
HUGE = 1e999
NAMED = "a" "b"
RAW = r"a"
QUOTED = "a\\n"
"""
VALUES = {"HEIGHT": 0.45, "DEPTH": 1.0, "LEGS": 4, "SEED": 12345678901, "OPEN": False, "COLOR": "#8a5a33", "SIDES": 6,
          "SHADE": "drum", "BASE": [0.5, -3, [0.001, "a"], None], "LIST": []}
EXPRESSIONS = {"HALF": "HEIGHT / 2", "PLACE": "(HEIGHT, 0.0)", "GROUPED": "(0.5)", "HUGE": "1e999",
               "NAMED": '"a" "b"', "RAW": 'r"a"', "QUOTED": r'"a\n"'}


def test_parameters_have_types(desk, tmp_path, tmp_path_factory):
    """As the script has them, in any language."""
    desk.env |= environment_of("de_DE", tmp_path_factory)
    desk.config.write_text(QUICK)
    script = tmp_path / "literals.py"
    script.write_text(LITERALS + CUBE)
    made = desk("--script", script, "--no-input", "--json")
    session = made.named("session")[0]["session"]
    result = desk("parameters", session, "--json")
    listed = {row["name"]: row for row in rows(result)}
    assert repr({name: row["value"] for name, row in listed.items() if "value" in row}) == repr(VALUES)
    assert {name: row["expression"] for name, row in listed.items() if "expression" in row} == EXPRESSIONS
    assert '"min":0.3,"max":1.0' in result.out and '"min":3,"max":6' in result.out
    assert listed["SIDES"]["choices"] == [4, 6, 8] and listed["SHADE"]["choices"] == ["cone", "drum"]


def test_no_parameters(desk):
    script = desk.root / "cube.py"
    script.write_text(CUBE)
    session = desk("--script", script, "--no-input", "--json").named("session")[0]["session"]
    assert desk("parameters", session).out == "This script has no parameters\n"
    assert desk("parameters", session, "--json").out == ""


def test_set_to_worse(shop):
    """It is built as asked, and said; a change that makes nothing worse is not."""
    result = shop("set", f"{shop.session}:1", "LEG_GAP=2 cm")
    assert result.status == 0, result
    made = rows(shop("versions", shop.session, "--json"))[-1]["version"]
    assert f"version {made} is worse than version 1\n  1 new problem: Seat floats, 18.0 mm from Leg" in result.err
    result = shop("set", f"{shop.session}:{made}", "LEG_GAP=3 cm")
    assert result.status == 0 and "worse" not in result.err, result
    result = shop("set", f"{shop.session}:{made}", "LEG_GAP=0")
    assert result.status == 0 and "worse" not in result.err, result


@pytest.mark.parametrize("word, told", [
    ("SEAT_HEIGHT=3", "0.3 to 0.8"), ("SEAT_HEIGHT=tall", "is a number"),
    ("SEAT_HEIGHT=1 deg", "is in m"), ("NOTHING=1", "no parameter"), ("LEG_COUNT=2.5", "whole"),
    ("SEAT_COLOR=blue", "is a color"), ("SEAT_SHINE=dull", "one of matt, satin, gloss"), ("SEAT_HEIGHT", "NAME=VALUE"),
    ('SEAT_COLOR="+__import__("os")', "is a color")])
def test_values_refused(shop, word, told):
    before = shop.versions(shop.session)
    result = shop("set", shop.session, word)
    assert result.status == 2 and told in result.err, result
    assert shop.versions(shop.session) == before


def test_revert_branch_rename_delete(shop):
    made = rows(shop("revert", f"{shop.session}:1", "--json"))[0]
    folder = pathlib.Path(made["folder"])
    first = shop.versions(shop.session)[0]
    for name in ("script.py", "scene.blend", "report.json", "renders/render_1.png"):
        assert (folder / name).read_bytes() == (first / name).read_bytes()
    branch = rows(shop("branch", f"{shop.session}:1", "Another stool", "--json"))[0]
    assert branch["session"] != shop.session and branch["version"] == 1
    assert shop("rename", branch["session"], "Bar stool").status == 0
    assert "Bar stool" in shop("--list-sessions").out
    assert shop("favorite", branch["session"]).status == 0
    assert "★ Bar stool" in shop("--list-sessions").out
    listed = {each["session"]: each for each in rows(shop("--list-sessions", "--json"))}
    assert listed[branch["session"]]["favorite"]
    assert not listed[shop.session]["favorite"]
    assert shop("favorite", branch["session"], "maybe").status == 2
    assert shop("favorite", branch["session"], "off").status == 0
    assert "★" not in shop("--list-sessions").out
    refused = shop("delete", branch["session"])
    assert refused.status == 2 and "--yes" in refused.err
    assert shop("delete", branch["session"], "--yes").status == 0
    assert "Bar stool" not in shop("--list-sessions").out
    assert not pathlib.Path(branch["folder"]).exists()


@pytest.mark.parametrize("suffix", ["glb", "stl", "obj", "blend"])
def test_export(shop, tmp_path, suffix):
    target = tmp_path / f"stool.{suffix}"
    arguments = {"glb": ["--textures", 64], "obj": ["--textures", 64], "stl": ["--preset", "print"]}.get(suffix, [])
    (report,) = rows(shop("export", f"{shop.session}:1", "--output", target, "--json", *arguments))
    assert target.stat().st_size > 500 and report["file"] == str(target)
    beside = json.loads((tmp_path / f"stool.{suffix}.report.json").read_text())
    assert beside["format"] == suffix
    if suffix != "blend":
        assert report["proof"]["wrong"] == [] and report["proof"]["box_off_mm"] < 0.5
        whole = rows(shop("show", f"{shop.session}:1", "--json"))[0]["report"]["whole"]
        assert report["triangles"] == whole["triangles"]
        # None where the format holds none.
        assert bool(report["materials"]) == (suffix != "stl")
    if suffix == "stl":
        # In mm, as slicers take it.
        assert struct.unpack("<I", target.read_bytes()[80:84])[0] == report["triangles"]
        assert report["unit"] == "mm" and report["high"][2] > 300
        assert abs(report["low"][2]) < 0.1
    if suffix == "obj":
        assert (tmp_path / "stool.mtl").is_file()
    again = shop("export", f"{shop.session}:1", "--output", target)
    assert again.status == 2 and "already exists\n--replace replaces it" in again.err


def test_lay_out(shop, tmp_path):
    """Each piece of the stool lies on the bed, within it; what has no room there is named, and no file is written."""
    target = tmp_path / "stool.3mf"
    result = shop("export", f"{shop.session}:1", "--preset", "print", "--lay-out", "--bed", "600x600x500", "--output",
                  target)
    assert "  Laid out for printing, on " in result.out and "3mf" in result.out, result
    report = json.loads((tmp_path / "stool.3mf.report.json").read_text())
    assert report["proof"]["wrong"] == [] and report["low"][2] == 0
    assert all(0 <= low and high <= 600 for low, high in zip(report["low"], report["high"]))
    other = tmp_path / "other.stl"
    small = shop("export", shop.session, "--lay-out", "--bed", "100x100x100", "--output", other)
    assert small.status == 1 and "Not all pieces have room on a bed of 100x100x100 mm: " in small.err, small
    assert "eat" in small.err and not other.exists()
    wrong = shop("export", shop.session, "--lay-out", "--bed", "100x100", "--output", other)
    assert wrong.status == 2 and "is not the size of a printer" in wrong.err


def test_package(shop, tmp_path):
    """A folder with a model, a README and a report; nothing that is there is replaced."""
    target = tmp_path / "stool"
    (report,) = rows(shop("export", f"{shop.session}:1", "--preset", "godot", "--package", "--textures", 0,
                          "--output", target, "--json"))
    assert sorted(each.name for each in target.iterdir()) == ["README.txt", "stool.glb", "stool.glb.report.json"]
    assert report["file"] == str(target / "stool.glb") and report["proof"]["wrong"] == []
    assert all(row["shapes"] and row["out_mm"] <= report["margin_mm"] for row in report["colliders"])
    text = (target / "README.txt").read_text()
    assert f"Triangles: {report['triangles']}\n" in text
    assert all(f"  {row['object']}: " in text for row in report["colliders"])
    again = shop("export", f"{shop.session}:1", "--preset", "godot", "--package", "--output", target)
    assert again.status == 2 and "already exists" in again.err
    assert shop("export", shop.session, "--package", "--output", tmp_path / "other").status == 2


def test_picture(shop, tmp_path):
    """Transparent at the border, and the stool in the middle."""
    target = tmp_path / "stool.png"
    (report,) = rows(shop("export", shop.session, "--output", target, "--json"))
    assert report["engine"] == "CYCLES"
    size = subprocess.run(["identify", "-format", "%w %h %[channels]", target], text=True,
                          capture_output=True, check=True).stdout.split()
    assert size[:2] == ["1920", "1080"] and "a" in size[2]
    alpha = subprocess.run(["convert", target, "-alpha", "extract", "-depth", "8", "gray:-"],
                           capture_output=True, check=True).stdout
    assert set(alpha[:1920]) == {0} and max(alpha) == 255
    assert 0.03 < sum(value > 127 for value in alpha) / len(alpha) < 0.6


@pytest.mark.parametrize("arguments, told", [
    (["--light", "moon"], "no light"), (["--size", "64"], "not a size"), (["--size", "8x8"], "pixels"),
    (["--view", "9"], "1 to"), (["--view", "-1"], "1 to"), (["--views", "11"], "1 to 10"),
    (["--engine", "povray"], "no engine"), (["--background", "blue"], "not a color"),
    (["--background", "#-1-1-1"], "not a color"), (["--samples", "-1"], "4096")])
def test_renders_refused(shop, tmp_path, arguments, told):
    result = shop("render", shop.session, "--output", tmp_path / "pictures", *arguments)
    assert result.status == 2 and told in result.err, result
    assert not list(tmp_path.iterdir())


def test_sheet(shop, tmp_path):
    """All renders, with the size and the triangles in dark letters beneath, without a Blender."""
    target, config = tmp_path / "stool.png", tmp_path / "config.yaml"
    config.write_text(QUICK)
    words = ["export", f"{shop.session}:1", "--format", "sheet", "--output", target, "--json"]
    (report,) = rows(shop(*words, "--config", config))
    assert report["format"] == "sheet" and report["file"] == str(target)
    render = shop.versions(shop.session)[0] / "renders" / "render_1.png"
    sheet = subprocess.run(["convert", target, "-crop", "1824x1026+48+48", "-resize", "192x108!", "rgb:-"],
                           capture_output=True, check=True).stdout
    alone = subprocess.run(["convert", render, "-alpha", "off", "-resize", "192x108!", "rgb:-"],
                           capture_output=True, check=True).stdout
    assert sum(abs(one - other) > 16 for one, other in zip(sheet, alone)) < 0.02 * len(alone)
    text = subprocess.run(["convert", target, "-crop", "1920x200+0+1080", "-depth", "8", "gray:-"],
                          capture_output=True, check=True).stdout
    assert 500 < sum(value < 128 for value in text) < 0.1 * len(text)
    again = shop(*words)
    assert again.status == 2 and "already exists" in again.err


def test_drawing(shop, tmp_path):
    """All three kinds have the sizes of the version's report as texts; our own reader finds those of the DXF. The
    paper is the one that was asked for."""
    whole = rows(shop("show", f"{shop.session}:1", "--json"))[0]["report"]["whole"]
    sizes = [f"{1000 * each:.{1 if each >= 0.01 else 2}f}".removesuffix(".0") for each in whole["dimensions_m"]]
    readers = {"svg": ["sed", "-n", "s/^<text [^>]*>\\(.*\\)<.text>$/\\1/p"],
               "pdf": ["pdftotext", "-layout", "-", "-"],
               "dxf": [BUILD / "src" / "drawing" / "maquette-dxf", "--words"]}
    for suffix, reader in readers.items():
        target = tmp_path / f"stool.{suffix}"
        (report,) = rows(shop("export", f"{shop.session}:1", "--output", target, "--paper", "a3", "--json"))
        assert report["format"] == suffix and report["paper"] == "a3" and report["cut"] is False
        text = subprocess.run(reader, input=target.read_bytes(), capture_output=True, check=True).stdout.decode()
        for wanted in (*sizes, "A3", "Maquette", "mm", "seat"):
            assert re.search(rf"(?<![\d.]){re.escape(wanted)}(?![\d.])", text, re.I), (suffix, wanted, text)
    info = subprocess.run(["pdfinfo", tmp_path / "stool.pdf"], text=True, capture_output=True, check=True).stdout
    assert "Page size:       1190.55 x 841.89 pts (A3)" in info and "Title:" in info
    boxes = subprocess.run(["pdftotext", "-bbox", tmp_path / "stool.pdf", "-"], text=True, capture_output=True,
                           check=True).stdout
    places = [[float(each) for each in found] for found in re.findall(
        r'<word xMin="(\S+)" yMin="(\S+)" xMax="(\S+)" yMax="(\S+)">', boxes)]
    assert len(places) > 20
    assert all(0 < left < right < 1190.55 and 0 < top < bottom < 841.89 for left, top, right, bottom in places), places
    for words, told in ((["--format", "stl", "--paper", "a4"], "Only drawings"),
                        (["--format", "pdf", "--paper", "b5"], "a4, a3 or letter"),
                        (["--format", "svg", "--pose", "Door=3"], "as it was built")):
        result = shop("export", shop.session, "--output", tmp_path / "refused", *words)
        assert result.status == 2 and told in result.err, result


ASSET_IN_IT = """
import bpy, json
(asset,) = [each for each in bpy.data.collections if each.asset_data]
print("FOUND " + json.dumps({"name": asset.name, "catalog": asset.asset_data.catalog_id,
    "tags": [tag.name for tag in asset.asset_data.tags], "preview": list(asset.preview.image_size),
    "seen": sum(asset.preview.image_pixels_float) > 0, "objects": sorted(each.name for each in asset.all_objects)}))
"""


def test_asset(shop, tmp_path):
    """In the user's asset library a Blender finds it: marked, in its catalogue, with words and a picture. What was in
    the folder stays; a second one gets a name of its own."""
    mine = "VERSION 1\r\n\r\n# mine\nf4a05d2e-6a3b-4f5e-9a52-0d7f0a3e5d11:Mine/Wood:Mine-Wood"
    (tmp_path / "blender_assets.cats.txt").write_bytes(mine.encode())
    (branch,) = rows(shop("branch", f"{shop.session}:1", "Oak stool", "--json"))
    words = ["export", branch["session"], "--format", "asset", "--output", tmp_path, "--json"]
    (report,) = rows(shop(*words))
    file = pathlib.Path(report["file"])
    assert file.parent == tmp_path and file.name == "Oak stool.blend"
    said = subprocess.run(["blender", "--background", "--factory-startup", file, "--python-expr", ASSET_IN_IT],
                          text=True, capture_output=True, check=True).stdout
    found = json.loads(next(line for line in said.splitlines() if line.startswith("FOUND "))[6:])
    assert found == {"name": "Oak stool", "catalog": report["catalog"], "tags": ["oak", "stool"], "preview": [192, 108],
                     "seen": True, "objects": ["Leg 1", "Leg 2", "Leg 3", "Seat"]}
    catalogs = tmp_path / "blender_assets.cats.txt"
    assert catalogs.read_bytes().decode() == f"{mine}\n{report['catalog']}:Maquette:Maquette\n"
    (second,) = rows(shop(*words))
    assert pathlib.Path(second["file"]).name == "Oak stool (2).blend"
    assert catalogs.read_text().count(":Maquette:") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Oak stool (2).blend", "Oak stool.blend",
                                                               "blender_assets.cats.txt"]
    assert shop("delete", branch["session"], "--yes").status == 0


def test_asset_folders(shop, tmp_path):
    """Without a folder it is Blender's own, which is made. A catalogue that the user renamed keeps its id, and one that
    cannot be read is left alone."""
    (report,) = rows(shop("export", shop.session, "--format", "asset", "--json"))
    usual = pathlib.Path(shop.env["HOME"], "Documents", "Blender", "Assets")
    assert pathlib.Path(report["file"]).parent == usual
    assert (usual / "blender_assets.cats.txt").read_text().startswith("# This is an Asset Catalog")
    other = "0b9c63a4-5a2f-4e0c-8a55-6b5c6b9a3f10"
    catalogs = tmp_path / "blender_assets.cats.txt"
    catalogs.write_text(f"VERSION 1\n{other}:Maquette:Made by me\n")
    (report,) = rows(shop("export", shop.session, "--format", "asset", "--output", tmp_path, "--json"))
    assert report["catalog"] == other and catalogs.read_text().count("\n") == 2
    pathlib.Path(report["file"]).unlink()
    catalogs.write_bytes(b"VERSION 1\n\xff\xfe\n")
    refused = shop("export", shop.session, "--format", "asset", "--output", tmp_path)
    assert refused.status == 1 and "UTF-8" in refused.err
    assert list(tmp_path.iterdir()) == [catalogs] and catalogs.read_bytes() == b"VERSION 1\n\xff\xfe\n"
    assert shop("export", shop.session, "--format", "asset", "--output", tmp_path / "none").status == 2


NOTHING = "import bpy\nbpy.ops.object.empty_add()\n"
LARGE = """import bpy
bpy.ops.mesh.primitive_cube_add(size=1, location=(0, 0, 0.5))
image = bpy.data.images.new("Large", 8192, 8192)
image.generated_type = "COLOR_GRID"
material = bpy.data.materials.new("Board")
material.use_nodes = True
node = material.node_tree.nodes.new("ShaderNodeTexImage")
node.image = image
material.node_tree.links.new(node.outputs[0], material.node_tree.nodes["Principled BSDF"].inputs["Base Color"])
bpy.context.object.data.materials.append(material)
"""
MANY = "import bpy\nbpy.ops.mesh.primitive_grid_add(x_subdivisions=1000, y_subdivisions=1000, size=2)\n"


def test_no_mesh(desk):
    """A script that makes nothing to see is no version, so there is nothing to export; the words say what to do."""
    script = desk.root / "nothing.py"
    script.write_text(NOTHING)
    result = desk("--script", script, "--no-input")
    assert result.status == 1 and "left nothing to see" in result.err and "at least one visible object" in result.err


APART = """import bpy
for name, height in (("Seat", 0.5), ("Lamp", 3)):
    bpy.ops.mesh.primitive_cube_add(size=1, location=(0, 0, height))
    bpy.context.object.name = name
"""


def test_faults_by_name(desk):
    """What keeps the badge from being green is said in words, not only counted."""
    script = desk.root / "apart.py"
    script.write_text(APART)
    result = desk("--script", script, "--no-input")
    assert result.status == 0, result
    assert any(line.startswith("  ! ") and "1 part not attached" in line for line in result.out.splitlines()), result
    assert any("Lamp" in line and "✗" in line for line in result.out.splitlines()), result.out


@pytest.mark.parametrize("name", representative(["large", "many"], ["large"]))
def test_much(tmp_path_factory, tmp_path, name):
    """A picture of 8192 pixels a side, and two million triangles: both arrive, proved."""
    desk = make_desk_with(tmp_path_factory.mktemp(name), name, LARGE if name == "large" else MANY)
    (report,) = rows(desk("export", desk.session, "--output", tmp_path / "x.glb", "--json"))
    assert report["proof"]["wrong"] == []
    assert report["triangles"] == (12 if name == "large" else 2000000)
    if name == "large":
        assert (8192).to_bytes(4, "big") * 2 in (tmp_path / "x.glb").read_bytes()  # in the header of its PNG
    desk.assert_tidy()


def test_levels(shop, tmp_path):
    """Each level has fewer triangles, and files of its own beside it that are named after it, whatever its letters."""
    target = tmp_path / "Hocker für 椅子 v1.2.OBJ"
    files = rows(shop("export", shop.session, "--output", target, "--levels", "--textures", 64, "--json"))
    stems = [f"Hocker für 椅子 v1.2{level}" for level in ("", "-50", "-25")]
    assert [pathlib.Path(each["file"]).name for each in files] == [f"{stem}.OBJ" for stem in stems]
    full, half, quarter = (each["triangles"] for each in files)
    assert full > half > quarter
    for stem in stems:
        assert f"mtllib {stem}.mtl\n" in (tmp_path / f"{stem}.OBJ").read_text(encoding="utf-8")
        assert f"map_Kd textures/{stem}_color.png\n" in (tmp_path / f"{stem}.mtl").read_text(encoding="utf-8")
        assert (tmp_path / "textures" / f"{stem}_color.png").is_file()


@pytest.mark.parametrize("arguments, told", [
    (["--output", "/nowhere/x.glb"], "no folder"), (["--output", "x.exe"], "no format"),
    ([], "--output"), (["--output", "x.glb", "--unit", "mm"], "is fixed: leave it out"),
    (["--output", "x.stl", "--unit", "mile"], "no unit"), (["--output", "x.obj", "--up", "x"], "up"),
    (["--output", "x.stl", "--textures", "512"], "no materials"),
    (["--output", "x.glb", "--preset", "unity"], "writes .fbx"),
    (["--output", "x.glb", "--preset", "quake"], "no preset"),
    (["--output", "x.glb", "--textures", "9"], "pixels"), (["--output", "x.glb", "--textures", "big"], "whole number"),
    (["--output", "x.glb", "--size", "big"], "a number"), (["--output", "x.glb", "--size", "0"], "factor"),
    (["--output", "x.glb", "--unit", "\udcff"], "not UTF-8")])
def test_exports_refused(shop, tmp_path, arguments, told):
    result = shop("export", shop.session, *arguments, cwd=tmp_path)
    assert result.status == 2 and told in result.err, result
    assert not list(tmp_path.iterdir())


def test_full_disk(shop, tmp_path):
    """The folder has no room: the file is not there, not even in part."""
    small = tmp_path / "small"
    small.mkdir()
    words = ["unshare", "-rm", "sh", "-c",
             f'mount -t tmpfs -o size=8k none {small} && "$@"; status=$?; ls -A {small} >&2; exit $status',
             "sh"]
    result = shop("export", f"{shop.session}:1", "--output", small / "s.blend", around=words)
    assert result.status == 1 and "space" in result.err.lower(), result
    assert result.err.endswith("are kept\n"), result  # and ls listed nothing


BLENDER_WITH_EYES = """#!/bin/sh
case "$*" in *--disable-autoexec*.blend*) ;; *) exec blender "$@" ;; esac
exec blender --background "$@" --python-expr '
import bpy, json
from bpy_extras.object_utils import world_to_camera_view
from mathutils import Vector
scene = bpy.context.scene
seat = bpy.data.objects["Seat"]
bpy.context.view_layer.update()
corners = [world_to_camera_view(scene, scene.camera, seat.matrix_world @ Vector(c)) for c in seat.bound_box]
view = next(area.spaces.active for screen in bpy.data.screens for area in screen.areas if area.type == "VIEW_3D")
with open("{answer}.part", "w") as file:
    json.dump({{"corners": [list(c) for c in corners], "shading": view.shading.type,
               "at": list(view.region_3d.view_location)}}, file)
import os
os.rename("{answer}.part", "{answer}")'
"""


def test_open(shop, tmp_path):
    """The user's Blender gets a copy, and shows the asset: framed, with its materials, with a camera."""
    answer, blender, config = tmp_path / "answer", tmp_path / "blender", tmp_path / "config.yaml"
    blender.write_text(BLENDER_WITH_EYES.format(answer=answer))
    blender.chmod(0o700)
    config.write_text(f"blender:\n  executable: {blender}\n")
    result = shop("open", f"{shop.session}:1", "--config", config)
    assert result.status == 0, result
    while not answer.exists():
        time.sleep(0.02)
    seen = json.loads(answer.read_text())
    assert seen["shading"] == "MATERIAL" and seen["at"][2] == pytest.approx(0.225, abs=0.01)
    assert all(0.02 < x < 0.98 and 0.02 < y < 0.98 and z > 0 for x, y, z in seen["corners"]), seen


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("words", [["export", "--output", "x.glb", "--textures", "8192"], ["check-print"]])
def test_interrupted(shop, tmp_path, words, number):
    """Ctrl+C while Blender works: no file, no folder, no Blender stays."""
    process = shop.popen(words[0], shop.session, *words[1:], cwd=tmp_path)
    while not (blenders := [pid for pid, name in descendants(process.pid) if "blender" in name]):
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    process.send_signal(number)
    process.communicate(timeout=1800)
    assert process.returncode == 130
    assert not list(tmp_path.iterdir())
    shop.assert_clean()
    wait_for_end(blenders)


def test_check_print(shop):
    result = shop("check-print", shop.session, "--bed", "220x220x250", "--json")
    found, error = result.events
    assert result.status == 1 and error["exit"] == 1 and error["text"].startswith("It does not fit the printer: it is")
    assert found["fits"] is False and found["thinnest_m"] > 0 and 0 <= found["overhang"] < 1
    text = shop("check-print", shop.session, "--bed", "2000x2000x2000").out
    assert "Fits:      yes" in text
    assert shop("check-print", shop.session, "--bed", "big").status == 2


def test_unknown(shop):
    for arguments, told in ((["zebra", "x"], "is neither a command"), (["export"], "needs: SESSION"),
                            (["show", "nosession"], "no session"), (["rename", shop.session], "needs"),
                            (["show", f"{shop.session}:99"], "no version"),
                            (["versions", shop.session, "--textures", "4"], "Unknown option")):
        result = shop(*arguments)
        assert result.status == 2 and told in result.err, result


def test_nobody_is_read_only(desk):
    """A version without its .blend: said, and nothing is written."""
    desk.config.write_text(QUICK)
    assert desk("--text", "a chair", "--no-input").status == 0
    session = desk.sessions()[0]["session"]
    (desk.versions(session)[0] / "scene.blend").unlink()
    result = desk("branch", f"{session}:1")
    assert result.status == 2 and "scene.blend is missing" in result.err
    assert len(desk.sessions()) == 1


def test_undo(desk):
    """Without a run, and between the changes of one command; the next change starts from that version."""
    desk.config.write_text(QUICK)
    assert desk("--text", "a chair", "--refine", "add 2 armrests").status == 0
    session = desk.sessions()[0]["session"]

    back = desk("change", session, "Undo that!", "--json")
    assert back.status == 0, back
    assert [(each["event"], each["version"], each["from"]) for each in back.events] == [("current", 1, 2)]
    assert "There is nothing to undo" in desk("change", session, "rückgängig").out
    assert "Back to version 2" in desk("change", session, "redo").out

    mixed = desk("change", session, "go back to 1", "make it taller", "undo", "make it wider", "back to version 9")
    assert mixed.status == 0, mixed
    assert mixed.out.count("Back to version 1") == 2 and "There is no version 9" in mixed.out
    parents = [json.loads((folder / "version.json").read_text())["parent"] for folder in desk.versions(session)]
    assert parents == [0, 1, 1, 1]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shop, shell):
    script = shop("completion", shell)
    assert script.status == 0 and "check-print" in script.out
    if shutil.which(shell):
        checked = subprocess.run([shell, "-n", "/dev/stdin"], input=script.out, text=True,
                                 capture_output=True)
        assert checked.returncode == 0, checked.stderr


def test_completion_in_bash(shop):
    """What a person gets who presses the tabulator."""
    script = shop("completion", "bash").out
    ask = ('COMP_WORDS=(maquette-cli %s); COMP_CWORD=%d; _maquette_cli; echo "${COMPREPLY[@]}"')
    environment = {**shop.env, "PATH": f"{CLI.parent}:{os.environ['PATH']}"}

    def complete(words, position):
        return subprocess.run(["bash", "-c", script + ask % (words, position)], text=True, cwd=shop.root,
                              capture_output=True, env=environment).stdout.split()

    assert complete("exp", 1) == ["export"]
    assert "--textures" in complete("export x --", 3)
    assert shop.session in complete("export ''", 2)
    assert complete("export x --preset ''", 4) == complete("export x --preset =", 4) \
        == ["unity", "unreal", "godot", "print"]
    assert complete("export x --preset = un", 5) == ["unity", "unreal"]
    assert {"glb", "stl"} < set(complete("export x -f ''", 4)) and complete("film x --format we", 4) == ["webm", "webp"]
    assert complete("--text x --team ''", 4) == complete("batch x --team ''", 4) == ["sketcher", "model"]
    assert complete("--text x --varia", 3) == ["--variants"]
    assert complete("completion ''", 2) == ["bash", "zsh", "fish"] and complete("favorite x o", 3) == ["on", "off"]
    assert complete("help exp", 2) == ["export"]
    # Files where a file is meant, and nowhere else.
    for words, position in (("export x --output stool", 4), ("--image stool", 2), ("batch stool", 2),
                            ("batch report stool", 3), ("tool look --file stool", 4), ("import stool", 2)):
        assert complete(words, position) == ["stool.py"], words
    for words, position in (("export x stool", 3), ("export x --size stool", 4), ("allow stool", 2), ("show stool", 2),
                            ("kinds stool", 2), ("--text stool", 2)):
        assert complete(words, position) == [], words


def test_help(shop):
    """Each command tells its options; the table is the help."""
    listed = shop("--help").out.partition("Commands")[2]
    for line in listed.splitlines()[1:]:
        name = line.split()[0]
        result = shop(name, "--help")
        assert result.status == 0 and f"maquette-cli {name} " in result.out


def test_render(shop, tmp_path):
    """One view in a dark light, in a folder, then for the version; a file is not replaced, which is told before
    anything is rendered."""
    folder = tmp_path / "new" / "pictures"
    once = ["render", f"{shop.session}:1", "--views", 5, "--view", 2, "--size", "64x36", "--light", "dark",
            "--engine", "cycles"]
    (report,) = rows(shop(*once, "--output", folder, "--json"))
    assert report["pictures"] == 1 and report["file"] == str(folder)
    assert [each.name for each in folder.iterdir()] == ["render_2.png"]
    told = subprocess.run(["identify", "-format", "%w %h %[fx:mean]", folder / "render_2.png"], text=True,
                          capture_output=True, check=True).stdout.split()
    assert told[:2] == ["64", "36"] and float(told[2]) < 0.3
    again = shop(*once, "--output", folder)
    assert again.status == 2 and "already exists" in again.err

    kept = next(each for each in shop.versions(shop.session) if each.name == "1")
    before = json.loads((kept / "version.json").read_text())["pictures"]
    added = shop(*once)
    assert added.out == f"1 picture added to version 1, which has {before + 1} now\n", added
    assert json.loads((kept / "version.json").read_text())["pictures"] == before + 1
    size = subprocess.run(["identify", "-format", "%w %h", kept / "renders" / f"render_{before + 1}.png"], text=True,
                          capture_output=True, check=True).stdout
    assert size == "64 36"
