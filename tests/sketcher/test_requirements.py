# What the words demand in numbers is in the plan as requirements, and what was measured to be missed is mended.
import json

import pytest
from conftest import sketch


def requirements(*arguments):
    return json.loads(sketch(*arguments, "--plan"))["requirements"]


def short(row):
    return tuple(row.get(key) for key in ("what", "of", "axis", "value", "unit", "text"))


@pytest.mark.parametrize("prompt, expected", [
    ("a table 75 cm high and 2 m long", [("size", "whole", "z", 75, "cm", None), ("size", "whole", "x", 2, "m", None)]),
    ("a table 30 in high", [("size", "whole", "z", 30, "in", None)]),
    ("a red chair with three legs and a seat 45 cm high",
     [("color", "legs", None, None, None, "red"), ("pieces", "legs", None, 3, None, None),
      ("place", "seat", "z", 45, "cm", None)]),
    # Legs end below the seat, which is higher then.
    ("a stool with legs 50 cm high", [("size", "legs", "z", 50, "cm", None)]),
    ("a table with legs 70 cm high", [("size", "legs", "z", 70, "cm", None)]),
    ("an oak stool", [("material", "legs", None, None, None, "wood")]),
    # A stack is as high as its books are thick.
    ("a stack of five books 30 cm high",
     [("pieces", "books", None, 5, None, None), ("size", "books", "z", 30, "cm", None)]),
    ("a row of seven books 25 cm high",
     [("pieces", "books", None, 7, None, None), ("size", "books", "z", 25, "cm", None)]),
    ("two stools with three legs", [("pieces", "stool_legs", None, 6, None, None),
                                    ("pieces", "Stool", None, 2, None, None)]),
    ("two stools, each 45 cm high", [("size", "Stool", "z", 45, "cm", None), ("pieces", "Stool", None, 2, None, None)]),
    ("a table 75 cm high and six chairs with seats 45 cm high",
     [("size", "Table", "z", 75, "cm", None), ("place", "chair_seat", "z", 45, "cm", None),
      ("pieces", "Chair", None, 6, None, None)]),
    # Chairs around a table are turned, and a mug on it stands higher.
    ("a round table and four chairs 50 cm wide", [("pieces", "Chair", None, 4, None, None)]),
    ("a mug 10 cm high on a table", [("size", "Mug", "z", 10, "cm", None)]),
    ("chairs and a table", []),
    ("a chair", []),
])
def test_rows(prompt, expected):
    assert [short(row) for row in requirements("--text", prompt)] == expected


def test_refinements_replace_rows():
    """A later size replaces an earlier one; what the plan no longer gives is dropped."""
    text = ["--text", "a table 75 cm high"]
    assert [row["value"] for row in requirements(*text, "--refine", "make it 80 cm high")] == [80]
    assert requirements(*text, "--refine", "make it taller") == []
    assert [row["value"] for row in requirements(*text, "--refine", "make it red") if row["what"] == "size"] == [75]


def test_things_keep_their_rows():
    """Also when the one thing becomes one of several, and over the plan's JSON."""
    text = ["--text", "a chair with a seat 45 cm high", "--refine", "make it two chairs"]
    wanted = [("place", "chair_seat", "z", 45, "cm", None), ("pieces", "Chair", None, 2, None, None)]
    assert [short(row) for row in requirements(*text)] == wanted
    assert [short(row) for row in requirements(*text, "--refine", "make it red")][:2] == wanted
    assert [short(row) for row in requirements(*text, "--refine", "make it three chairs")][:2] == [
        wanted[0], ("pieces", "Chair", None, 3, None, None)]


def test_missed_size_is_mended(tmp_path):
    text = ["--text", "a table 75 cm high"]
    row = requirements(*text)[0]
    report = {"objects": [], "requirements": [{**row, "wanted": 75, "found": 76.5, "met": False, "by": "measured",
                                               "objects": ["Top"], "fix": "make it 1.5 cm shorter along z"}]}
    path = tmp_path / "report.json"
    path.write_text(json.dumps(report), encoding="utf-8")
    found = [each for each in json.loads(sketch(*text, "--report", str(path), "--critique"))
             if each["code"] == "requirement"]
    assert len(found) == 1
    assert found[0]["fix"] == {"do": "set", "name": "TABLE_HEIGHT", "value": pytest.approx(0.735, abs=1e-6)}
    assert "75 cm wanted, 76.5 cm measured" in found[0]["evidence"]
    assert "TABLE_HEIGHT = 0.735 " in sketch(*text, "--report", str(path), "--mend")

    report["requirements"][0]["met"] = None
    path.write_text(json.dumps(report), encoding="utf-8")
    assert not [each for each in json.loads(sketch(*text, "--report", str(path), "--critique"))
                if each["code"] == "requirement"]


def test_missed_size_of_what_a_parameter_moves(tmp_path):
    """The legs have no parameter of their own: the seat goes up by what they lack. A large miss is not its doing."""
    text = ["--text", "a stool with legs 50 cm high"]
    row, = requirements(*text)
    plan = json.loads(sketch(*text, "--plan"))
    height, = [each["value"] for each in plan["params"] if each["name"] == "SEAT_HEIGHT"]
    path = tmp_path / "report.json"
    for found, fix in (49.8, {"do": "set", "name": "SEAT_HEIGHT", "value": pytest.approx(height + 0.002, abs=1e-6)}), \
                      (30, {}):
        path.write_text(json.dumps({"objects": [], "requirements": [
            {**row, "wanted": 50, "found": found, "met": False, "by": "measured", "objects": []}]}))
        defect, = [each for each in json.loads(sketch(*text, "--report", str(path), "--critique"))
                   if each["code"] == "requirement"]
        assert defect["fix"] == fix
