# SPDX-License-Identifier: GPL-3.0-or-later
"""`--require FILE`: a table or a list of requirements, refused by its line or measured as the user's own."""

import json

import pytest

TABLE = """words,value,unit,what,of,axis
Overall width,140,cm
height,70,cm
top is 80 cm deep,80,cm,size,top,y
legs apart,130,cm,size,legs,x
"the ""ear"" of it",2.5,cm,size,ear,z
sides like new,,,look
"""

# (file's name, its content, what standard error says)
WRONG = {
    "no-number": ("a.csv", "words,value,unit\nwidth,12O,mm\n", ["a.csv, line 2", "“12O”", "not a number"]),
    "unit-in-value": ("a.csv", "words,value\nwidth,120 mm\n", ["a.csv, line 2", "“120 mm”", "a unit has no place"]),
    "hexadecimal": ("a.csv", "words,value,unit\nwidth,0x10,mm\n", ["a.csv, line 2", "“0x10” is not a number"]),
    "infinite": ("a.csv", "words,value,unit,tolerance\nwidth,10,mm,inf\n", ["a.csv, line 2", "“tolerance”", "“inf”"]),
    "two-lengths": ("a.csv", "words\tvalue\tunit\nwidth\t1,200\tmm\n", ["a.csv, line 2", "1200 or 1.2"]),
    "no-unit": ("a.csv", "words,value\n\nwidth,120\n", ["a.csv, line 3", "its unit is mm"]),
    "odd-unit": ("a.csv", "words,value,unit\nwidth,120,px\n", ["a.csv, line 2", "“px”"]),
    "no-measure": ("a.csv", "words,value,unit\nthread pitch,1.5,mm\n", ["a.csv, line 2", "thread pitch", "what"]),
    "no-kind": ("a.csv", "words,value,unit,what\nx,12,mm,breadth\n", ["a.csv, line 2", "“breadth”"]),
    "no-axis": ("a.csv", "words,value,unit,what\nx,12,mm,size\n", ["a.csv, line 2", "an axis: x, y or z"]),
    "another-unit": ("a.csv", "words,value,unit,what,axis\narm of 12 cm,12,mm,size,x\n",
                     ["a.csv, line 2", "says 12 cm, but its value is 12 mm"]),
    "half-a-hole": ("a.csv", "words,value\nholes,2.5\n", ["a.csv, line 2", "whole number"]),
    "less-than-nothing": ("a.csv", "words,value,unit\nheight,-4,mm\n", ["a.csv, line 2", "negative"]),
    "too-large": ("a.csv", "words,value,unit\nheight,4000,m\n", ["a.csv, line 2", "more than any object"]),
    "column": ("a.csv", "words,value,Units\nheight,4,m\n", ["a.csv, line 1", "“units”", "tolerance"]),
    "no-words": ("a.csv", "value,unit\n4,m\n", ["a.csv, line 1", "“words”"]),
    "too-many-fields": ("a.csv", "words,value\nheight,4,m\n", ["a.csv, line 2", "3 columns"]),
    "quote": ("a.csv", 'words,value\n"height,4\n', ["a.csv, line 2", "quote"]),
    "nothing": ("a.csv", "", ["a.csv: there is no requirement"]),
    "blanks": ("a.json", " \n", ["a.json: there is no requirement"]),
    "empty": ("a.csv", "words,value,unit\n", ["a.csv", "no requirement"]),
    "member": ("a.json", '[\n{"words": "x", "what": "look"},\n{"words": "y", "what": "look", "weight": 4}]',
               ["a.json, line 3", "“weight”"]),
    "no-list": ("a.json", '{"sizes": []}', ["a.json", "no list"]),
    "no-object": ("a.json", "[4]", ["a.json", "requirement 1"]),
    "broken": ("a.json", '[{"words": }]', ["a.json"]),
    "deep": ("a.json", "[" * 100000, ["a.json"]),
    "text-as-number": ("a.json", '[{"words": "width", "value": "4", "unit": "mm"}]', ["line 1", "“value” is a number"]),
    "twice": ("a.csv", "words,value,unit\nwidth,12,cm\noverall width,12.0,cm\nwidth,130,mm\n",
              ["a.csv, line 4", "contradicts"]),
    "many": ("a.csv", "words,value\n" + "holes,1\n" * 61, ["61", "60"]),
    "bytes": ("a.csv", b"words\n\xff\xfe\n", ["UTF-8"]),
    "picture": ("a.png", b"\x89PNG\r\n\x1a\n\0\0", ["UTF-8"]),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_rows(desk, name):
    file, content, says = WRONG[name]
    path = desk.root / file
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    result = desk("--text", "a table", "--require", path)
    assert result.status == 2 and result.out == "", result
    for words in says:
        assert words in result.err, result
    assert desk.sessions() == []


def test_wrong_usage(desk):
    assert "--require needs" in desk("--list-sessions", "--require", "x.csv").err
    assert "no-such.csv" in desk("--text", "a table", "--require", "/no-such.csv").err


def test_sketcher(desk):
    """It sets what it can; the rest is measured and said, and a change strikes nothing."""
    table = desk.root / "sizes.csv"
    table.write_text("\ufeff" + TABLE.replace("\n", "\r\n"))
    result = desk("--text", "a table", "--require", table, "--refine", "paint it red", "--refine", "make it 90 cm high",
                  "--json")
    assert result.status == 0, result
    first, red, high = (event["version"]["requirements"] for event in result.named("version"))
    states = {row["words"]: (row.get("source"), row["met"]) for row in first}
    assert states.pop("ear") == (None, False)  # what the sketcher says of it
    assert states == {
        "Overall width": ("sizes.csv, line 2", True), "height": ("sizes.csv, line 3", True),
        "top is 80 cm deep": ("sizes.csv, line 4", True), "legs apart": ("sizes.csv, line 5", False),
        'the "ear" of it': ("sizes.csv, line 6", None), "sides like new": ("sizes.csv, line 7", None)}, first
    assert {row["words"] for row in red} >= set(states)
    # Whoever lists the versions later knows, too.
    session = result.named("session")[0]["session"]
    versions = desk("versions", session, "--json").events
    (shown,) = desk("show", f"{session}:1", "--json").events
    assert shown["measured"] == versions[0]["measured"]
    assert [(each["measured"]["wishes"], each["measured"]["missed"]) for each in versions] == [
        (len(rows), sum(row["met"] is False for row in rows)) for rows in (first, red, high)]
    text = desk("show", f"{session}:1").out.replace("\N{NO-BREAK SPACE}", " ")
    assert f"of {len(first)} requirements\n" in text and "✗ legs, width: 130 cm (" in text, text
    # The user's later words are the user's, too.
    assert {row["words"] for row in high if row.get("source")} == set(states) - {"height"}, high


def test_lists(desk):
    """A list with semicolons and decimal commas, a plan of ours, and a script of one's own."""
    semicolons = desk.root / "de.csv"
    semicolons.write_text("words;value;unit\nheight;0,7;m\n")
    plan = desk.root / "plan.json"
    plan.write_text(json.dumps({"requirements": [{"words": "width", "value": 140, "unit": "cm", "tolerance": 1}]}))
    script = desk.root / "cube.py"
    script.write_text("import bpy\nbpy.ops.mesh.primitive_cube_add(size=0.7)\n")
    for args, words, source in ((("--text", "a table", "--require", semicolons), "height", "de.csv, line 2"),
                                (("--text", "a table", "--require", plan), "width", "plan.json, line 1"),
                                (("--script", script, "--require", semicolons), "height", "de.csv, line 2")):
        result = desk(*args, "--no-input", "--json")
        assert result.status == 0, result
        rows = result.named("version")[0]["version"]["requirements"]
        assert [(row["words"], row["met"]) for row in rows if row.get("source") == source] == [(words, True)], rows
