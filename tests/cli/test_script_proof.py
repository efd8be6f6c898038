# SPDX-License-Identifier: GPL-3.0-or-later
"""A script that leaves Maquette carries its plan's requirements as rows, and proves itself in a plain Blender; a script
that comes in is measured by its rows."""

import ast
import json
import re
import shutil
import subprocess

import jsonschema
import pytest
from conftest import Desk

TOP = __file__.rsplit("/tests/", 1)[0]
SCHEMAS = {name: json.loads(open(f"{TOP}/data/schemas/{schema}.schema.json", encoding="utf-8").read())
           for name, schema in (("REQUIREMENTS", "requirement"), ("JOINS", "join"))}

# Words, and further measures of the asset. The second has joints, the third materials and an opening.
ASSETS = {
    "table": ("a table 140 cm wide", """words,value,unit,what,of,axis,to,text
height,70,cm,,,,,
legs,4,,pieces,legs,,,
legs apart,130,cm,size,legs,x,,
legs touch it,,,touches,legs,,top,
close mesh,,,watertight,top,,,
"""),
    "cabinet": ("a cabinet with two doors, 1.2 m high", """words,value,unit,what,of,axis,to,text
width,60,cm,,,,,
doors open by 30 degrees,30,deg,opens,Left door,,,
it does not tip over,,,stands,whole,,,
sits on the floor,,,look,whole,,,
"""),
    "mug": ("a blue ceramic mug 9 cm high", """words,value,unit,what,of,axis,to,text
wall,4,mm,wall,whole,,,
volume,120,,volume,whole,,,
blue,,,color,whole,,,blue
"""),
}


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """A desk with the exported script of each asset: `desk.scripts`; the plan and the rows of its report by name."""
    desk = Desk(tmp_path_factory.mktemp("proof"))
    desk.scripts, desk.plans, desk.rows = {}, {}, {}
    for name, (words, table) in ASSETS.items():
        file = desk.root / f"{name}.csv"
        file.write_text(table)
        made = desk("--text", words, "--require", file, "--no-input", "--json")
        assert made.status == 0, made
        session = made.named("session")[0]["session"]
        folder = desk.versions(session)[0]
        desk.plans[name] = json.loads((folder / "plan.json").read_text())
        desk.rows[name] = json.loads((folder / "report.json").read_text())["requirements"]
        (desk.root / name).mkdir()
        desk.scripts[name] = desk.root / name / f"{name}.py"
        result = desk("export", session, "--output", desk.scripts[name])
        assert result.status == 0, result
        # The stored script has no rows: they are those of the plan, and come back to it alone.
        assert "REQUIREMENTS" not in (folder / "script.py").read_text()
    yield desk
    desk.assert_tidy()


def read_lists(script):
    return {node.targets[0].id: ast.literal_eval(node.value) for node in ast.parse(script.read_text()).body
            if isinstance(node, ast.Assign) and node.targets[0].id in SCHEMAS}


def check(script):
    """(exit status, output) of the check in Debian's Blender, of which nothing says where Maquette is."""
    done = subprocess.run(["blender", "-b", "--python", script, "--", "--check"], capture_output=True, encoding="utf-8",
                          timeout=300, cwd="/", env={"PATH": "/usr/bin:/bin", "HOME": str(script.parent)})
    return done.returncode, done.stdout + done.stderr


def test_kinds_of_joins():
    """The schema has those that the bridge measures."""
    with open(f"{TOP}/blender-addon/maquette_bridge/measure/joins.py", encoding="utf-8") as file:
        kinds = next(node.value for node in ast.parse(file.read()).body
                     if isinstance(node, ast.Assign) and node.targets[0].id == "KINDS")
    assert SCHEMAS["JOINS"]["properties"]["kind"]["enum"] == list(ast.literal_eval(kinds))


def test_rows_are_those_of_the_plan(exported):
    for name, script in exported.scripts.items():
        lists = read_lists(script)
        for each, rows in lists.items():
            for row in rows:
                jsonschema.validate(row, SCHEMAS[each])
        plan = exported.plans[name]
        assert lists["REQUIREMENTS"] == [
            {key: value for key, value in row.items() if key in SCHEMAS["REQUIREMENTS"]["properties"]}
            for row in plan["requirements"]]
        assert script.with_name(f"{name}.py.report.json").is_file()
        joined = {frozenset((part["id"], other)) for part in plan["parts"] for other in part["joins"]}
        assert joined and {frozenset((row["of"], row["to"])) for row in lists["JOINS"]} == joined


def test_check_finds_what_the_report_has(exported):
    """The same value of each row that a plain Blender measures, to 0.1 mm; what it does not is said."""
    measured, unmeasured = set(), set()
    for name, script in exported.scripts.items():
        status, out = check(script)
        section = out.split("Requirements\n")[1].split("Joins\n")[0]
        lines = re.findall(r"^  (met|NOT MET|-) +(\w+) of (.*)$", section, re.M)
        assert len(lines) == len(exported.rows[name]) > 0, out
        for (mark, what, text), row in zip(lines, exported.rows[name]):
            assert what == row["what"] and f"“{row['words']}”" in text, out
            assert mark == {True: "met", False: "NOT MET", None: "-"}[row["met"]], out
            if row["met"] is None:
                assert "judged by eye" in text or row["how"] in text, out
                unmeasured.add(what)
                continue
            measured.add(what)
            if row["found"] is None:
                continue
            found = float(re.search(r"found (-?[\d.]+)", text)[1])
            unit = {"mm": 0.1, "cm": 0.01, "m": 0.0001}.get(row.get("unit"), 0.001)
            assert found == pytest.approx(row["found"], abs=unit), out
        misses = any(row["met"] is False for row in exported.rows[name])
        faults = "NOT MET" in out.split("Joins\n")[1]
        assert status == (1 if misses or faults else 0), out
    assert measured >= {"size", "pieces", "touches", "watertight", "opens", "wall", "volume", "color"}, measured
    assert "look" in unmeasured


def test_an_edited_row(exported, tmp_path):
    """What is changed by hand decides, in the check and in Maquette."""
    script = tmp_path / "table.py"
    text = exported.scripts["table"].read_text()
    edited = text.replace('"what": "pieces", "of": "legs", "value": 4', '"what": "pieces", "of": "legs", "value": 5')
    join = '{"of": "legs", "to": "top", "kind": "let_in", "m": 0.4},'
    edited = edited.replace("JOINS = [\n", f"JOINS = [\n    {join}\n")
    assert edited.count('"value": 5') == 1 and "let_in" in edited
    script.write_text(edited)
    shutil.copy(exported.scripts["table"].with_name("maquette-check.zip"), tmp_path)
    status, out = check(script)
    assert status == 1 and re.search(r"NOT MET +pieces of legs: wanted 5, found 4 ", out), out
    assert re.search(r"NOT MET +legs and top: let in 0.4 m\n.*wanted 400 mm deep", out), out

    result = exported("--script", script, "--no-input", "--json")
    assert result.status == 0, result
    version = result.named("version")[0]["version"]
    rows = {row["words"]: row for row in version["requirements"]}
    assert (rows["legs"]["wanted"], rows["legs"]["found"], rows["legs"]["met"]) == (5, 4, False), rows
    assert len(rows) == len(exported.plans["table"]["requirements"])
    assert any(part["join_kinds"].get("top") == {"kind": "let_in", "m": 0.4} for part in version["plan"]["parts"])
    # The stored script is the one that was exported, without its rows.
    folder = exported.versions(result.named("session")[0]["session"])[0]
    assert "REQUIREMENTS" not in (folder / "script.py").read_text()


FIT = """import bpy

JOINS = [
    {"of": "pin", "to": "sleeve", "kind": "fits", "m": 0.0004},
    {"of": "pin", "to": "base", "kind": "fits", "m": 0.0004},
]


def box(name, part, size, place):
    bpy.ops.mesh.primitive_cube_add(size=1, location=place)
    made = bpy.context.object
    made.name, made.scale, made["part"] = name, size, part


box("Base", "base", (0.1, 0.1, 0.01), (0, 0, 0.005))
box("Pin", "pin", (0.01, 0.01, 0.03), (0, 0, 0.025))
far = 0.0075 + GAP
for number, (x, y) in enumerate(((far, 0), (-far, 0), (0, far), (0, -far))):
    box(f"Wall {number}", "sleeve", (0.005, 0.01, 0.02) if x else (0.01, 0.005, 0.02), (x, y, 0.02))
"""


@pytest.mark.parametrize("gap, mark", [(.0004, "met"), (.00041, "met"), (.00035, "NOT MET"), (.0006, "NOT MET")])
def test_a_fit(exported, tmp_path, gap, mark):
    """The gap all round a piece; where two do not face each other on two sides, that is said, and counts as neither."""
    script = tmp_path / "fit.py"
    text = exported.scripts["table"].read_text()
    own = text[text.index("# Requirements:"):text.index("REQUIREMENTS = [")]
    script.write_text(FIT.replace("GAP", str(gap)).replace("JOINS = [", own + "JOINS = ["))
    shutil.copy(exported.scripts["table"].with_name("maquette-check.zip"), tmp_path)
    status, out = check(script)
    assert re.search(rf"^  {mark} +pin and sleeve: fits 0.0004 m$", out, re.M), out
    assert (f"wanted a gap of 0.4 mm, found {1000 * gap:g} mm" in out) is (mark == "NOT MET"), out
    assert re.search(r"^  - +pin and base: fits 0.0004 m, not measured: ", out, re.M), out
    assert status == (mark != "met") and "1 joins met, 1 not measured" in out, out


def test_a_fit_by_name(exported, tmp_path):
    """Only Maquette knows the printer: the check says so, and a name that is none is refused by both."""
    script = tmp_path / "fit.py"
    text = exported.scripts["table"].read_text()
    own = text[text.index("# Requirements:"):text.index("REQUIREMENTS = [")]
    named = FIT.replace("GAP", "0.0004").replace('"fits", "m": 0.0004', '"fits", "fit": "loose"', 1)
    script.write_text(named.replace("JOINS = [", own + "JOINS = ["))
    shutil.copy(exported.scripts["table"].with_name("maquette-check.zip"), tmp_path)
    status, out = check(script)
    assert re.search(r"^  - +pin and sleeve: fits loose, not measured here: ", out, re.M) and status == 0, out

    result = exported("--script", script, "--no-input", "--json")
    assert result.status == 0, result
    version = result.named("version")[0]["version"]
    assert version["plan"]["parts"][0]["join_kinds"]["sleeve"] == {"kind": "fits", "m": 0.0004}
    folder = exported.versions(result.named("session")[0]["session"])[0]
    loose = json.loads((folder / "report.json").read_text())["loose"]
    assert not [each for each in loose if "sleeve" in each["parts"]], loose

    script.write_text(script.read_text().replace('"loose"', '"wobbly"'))
    status, out = check(script)
    assert status == 2 and "JOINS, row 1: a fit is press, snug, loose" in out, out
    result = exported("--script", script, "--no-input", "--json")
    assert result.status == 2 and 'JOINS, row 1: "fit": has to be one of' in result.err, result


def test_without_the_argument(exported):
    """The script builds what the stored one builds, and says nothing."""
    code = "import bpy; print('objects', len(bpy.data.objects))"
    counts = []
    text = exported.scripts["table"].read_text()
    bare = text[:text.index("# Requirements:")] + text[text.index("\n]\n", text.index("\nJOINS = [")) + 3:]
    for each in (text, bare):
        script = exported.root / "plain.py"
        script.write_text(each)
        done = subprocess.run(["blender", "-b", "--factory-startup", "--python", script, "--python-expr", code],
                              capture_output=True, text=True, timeout=300)
        counts.append(done.stdout)
    assert counts[0] == counts[1] and "objects" in counts[0], counts


# (what stands in place of the first row, words of the check, words of Maquette)
HOSTILE = {
    "code": ("__import__('os').system('touch RAN'),", "something else than texts", "“__import__”"),
    "not a number": ('{"words": "x", "what": "size", "of": "whole", "axis": "x", "unit": "m", "value": nan},',
                     "something else than texts", "“nan”"),
    "member": ('{"words": "x", "what": "look", "tolerance_mm": 1},', "there is no “tolerance_mm”", "tolerance_mm"),
    "kind": ('{"words": "x", "what": "sizee", "of": "whole", "value": 1},', "“sizee” is not in the vocabulary",
             "no kind “sizee”"),
    "infinite": ('{"words": "x", "what": "size", "of": "whole", "axis": "x", "unit": "m", "value": 1e999},',
                 "no number, or too large", "“1e999”"),
    "many": ('{"words": "x", "what": "look"},' * 100000, "at most 200 are measured", "larger than 512 KiB"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_rows(exported, tmp_path, name):
    """Rows are data: nothing in them is run, and what cannot be a row is refused."""
    row, says, maquette_says = HOSTILE[name]
    script = tmp_path / "mug.py"
    text = exported.scripts["mug"].read_text()
    row = row.replace("RAN", str(tmp_path / "ran"))
    script.write_text(text.replace("REQUIREMENTS = [\n", f"REQUIREMENTS = [\n    {row}\n"))
    shutil.copy(exported.scripts["mug"].with_name("maquette-check.zip"), tmp_path)
    status, out = check(script)
    assert status == 2 and says in out, (status, out[-2000:])
    result = exported("--script", script, "--no-input", "--json")
    assert result.status != 0 and maquette_says in result.err, result
    assert not (tmp_path / "ran").exists()


def test_quotes_are_data(exported, tmp_path):
    """Words with quotes and escapes are measured as they are."""
    script = tmp_path / "mug.py"
    words = 'a "mug"\\, 9 cm\n{x} \'é\''
    row = json.dumps({"words": words, "what": "size", "of": "whole", "axis": "z", "value": 9, "unit": "cm"})
    text = exported.scripts["mug"].read_text()
    script.write_text(text.replace("REQUIREMENTS = [\n", f"REQUIREMENTS = [\n    {row},\n"))
    result = exported("--script", script, "--no-input", "--json")
    assert result.status == 0, result
    first = result.named("version")[0]["version"]["requirements"][0]
    assert (first["words"], first["met"]) == (words.replace("\n", " "), True), first


def test_trouble(exported, tmp_path):
    """A check that cannot be made is no success."""
    script = tmp_path / "table.py"
    script.write_text(exported.scripts["table"].read_text())
    status, out = check(script)
    assert status == 2 and "exported with the script" in out, out
    shutil.copy(exported.scripts["table"].with_name("maquette-check.zip"), tmp_path)
    script.write_text(script.read_text().replace("def build():", "def build():\n    raise ValueError('no wood')"))
    status, out = check(script)
    assert status == 2 and "the script failed: ValueError: no wood" in out, out
