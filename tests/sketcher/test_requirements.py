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
     [("look", "books", None, None, None, None), ("pieces", "books", None, 5, None, None),
      ("size", "books", "z", 30, "cm", None)]),
    ("a row of seven books 25 cm high",
     [("look", "books", None, None, None, None), ("pieces", "books", None, 7, None, None),
      ("size", "books", "z", 25, "cm", None)]),
    # A cork is of the bottle, and a colour that it has anyway is one that was asked for.
    ("a green wine bottle 30 cm tall", [("color", "body", None, None, None, "green"),
                                        ("size", "whole", "z", 30, "cm", None)]),
    ("a wine bottle with a foil", [("pieces", "foil", None, 1, None, None)]),
    ("a chair with 20 legs", [("pieces", "legs", None, 20, None, None)]),
    ("one chair and one table", [("pieces", "Chair", None, 1, None, None), ("pieces", "Table", None, 1, None, None)]),
    # Steam is no part of a mug's height.
    ("a mug 10 cm high with steam", [("size", "body", "z", 10, "cm", None), ("pieces", "steam", None, 1, None, None)]),
    ("two stools with three legs", [("pieces", "stool_legs", None, 6, None, None),
                                    ("pieces", "Stool", None, 2, None, None)]),
    ("two stools, each 45 cm high", [("size", "Stool", "z", 45, "cm", None), ("pieces", "Stool", None, 2, None, None)]),
    ("a table 75 cm high and six chairs with seats 45 cm high",
     [("size", "Table", "z", 75, "cm", None), ("place", "chair_seat", "z", 45, "cm", None),
      ("pieces", "Chair", None, 6, None, None)]),
    # Chairs around a table are turned, and a mug on it stands higher.
    ("a round table and four chairs 50 cm wide",
     [("look", "Table", None, None, None, None), ("look", "Chair", None, None, None, None),
      ("pieces", "Chair", None, 4, None, None)]),
    ("a mug 10 cm high on a table", [("size", "Mug", "z", 10, "cm", None)]),
    # How far a drawer slides is no height of it, and the name of a form is no wish.
    ("a wardrobe with 2 drawers that slide 30 cm and doors that open 100 degrees",
     [("pieces", "drawers", None, 2, None, None), ("slides", "drawers", None, 30, "cm", None),
      ("pieces", "doors", None, 1, None, None), ("opens", "doors", None, 100, "deg", None)]),
    ("a sideboard with sliding drawers", [("slides", "drawers", None, 1, "cm", None)]),
    ("a truck with hinged doors", [("opens", "doors", None, 10, "deg", None)]),
    ("a robot with swinging arms", [("opens", "arms", None, 10, "deg", None)]),
    ("a car with turning wheels", [("turns", "tyres", None, None, None, None)]),
    ("a helicopter with a spinning rotor", [("turns", "rotor", None, None, None, None)]),
    ("chairs and a table", []),
    ("a chair", []),
])
def test_rows(prompt, expected):
    assert [short(row) for row in requirements("--text", prompt)] == expected


@pytest.mark.parametrize("prompt, words, evidence, met", [
    ("round wall clock showing ten past ten", "ten past ten", "the script has HOUR = 10, MINUTE = 10", None),
    ("a clock that shows a quarter to five", "a quarter to five", "the script has HOUR = 4, MINUTE = 45", None),
    ("a station clock at 7:25", "7:25", "the script has HOUR = 7, MINUTE = 25", None),
    ("a clock at twelve o'clock", "twelve o'clock", "the script has HOUR = 12, MINUTE = 0", None),
    ("a hammer of 12 kg", "12 kg", "the built-in sketcher does not know these words", False),
    ("a wine bottle with a neck 3 cm wide", "neck: 3 cm width", "the script has NECK_DIAMETER = 0.03", None),
    ("a chair with a flux capacitor", "flux capacitor", "the built-in sketcher does not know these words", False),
    ("a chair without armrests", "without armrests", "the plan has no such part", None),
    ("a glowing chair", "glowing", "", None),
    ("a wide chair", "wide", "the words give no number", None),
    ("a round table and four chairs 50 cm wide", "chair: 50 cm width", "it is turned or moved to its place", None),
    ("a mushroom with 2 spots", "2 spots", "2 spots: 4 is as far as it goes", False),
])
def test_what_nothing_measures_says_so(prompt, words, evidence, met):
    row = next(each for each in requirements("--text", prompt) if each["words"] == words)
    assert row["what"] == "look" and row["seen"] == {"by": "plan", "evidence": evidence} | (
        {} if met is None else {"met": met})


def counts(*arguments):
    plan = json.loads(sketch(*arguments, "--plan"))
    return {each["id"]: each["count"] for each in plan["parts"]}


@pytest.mark.parametrize("text, part, count", [
    ("a desk with a drawer", "drawers", 1),
    ("a desk with one drawer", "drawers", 1),
    ("a desk with a small red drawer", "drawers", 1),
    ("a desk with two drawers", "drawers", 2),
    ("a desk with drawers", "drawers", 3),
    ("a desk with a drawer unit", "drawers", 3),
    ("a desk with a drawer on the left and a drawer on the right", "drawers", 2),
    ("a desk with three drawers and a drawer with a handle", "drawers", 3),
    ("a wardrobe with a door and a shelf", "doors", 1),
    ("a lighthouse with a window", "windows", 1),
    ("a vase with a flower", "blossoms", 1),
    # One of what a part is made of, or of what there cannot be one.
    ("a vase with a bouquet", "blossoms", 7),
    ("a chair with a ladder back", "rungs", 3),
    ("a sword with a lightning effect", "lightning", 5),
    ("a chair with a leg", "legs", 4),
    ("a sofa with a seat", "seats", 3),
])
def test_a_single_part(text, part, count):
    """“A drawer” is one, and that is a requirement like “two drawers”."""
    assert counts("--text", text)[part] == count


def test_a_single_part_is_required():
    row, = [each for each in requirements("--text", "a desk with a drawer") if each["of"] == "drawers"]
    assert (row["what"], row["value"], row["words"]) == ("pieces", 1, "a drawer")


@pytest.mark.parametrize("text, change, count", [
    ("a table", "add a drawer", 1),
    ("a table with three drawers", "add a drawer", 4),
    ("a table with three drawers", "give it a red drawer", 3),
])
def test_a_single_part_later(text, change, count):
    assert counts("--text", text, "--refine", change)["drawers"] == count


def test_a_size_outlives_a_later_part():
    """A foil takes the place of the cork, and the bottle is as high as before."""
    plan = json.loads(sketch("--text", "a wine bottle 30 cm tall with a foil", "--plan"))
    assert plan["box"]["max"][2] == pytest.approx(0.3, abs=0.0002)


def test_rows_outlive_other_changes():
    """A wish that was not made stays open to be seen; a colour is overtaken by another one."""
    text = ["--text", "a red chair with 20 legs", "--refine"]
    assert [row["value"] for row in requirements(*text, "add armrests") if row["words"] == "20 legs"] == [20]
    assert [row["text"] for row in requirements(*text, "make it blue") if row["what"] == "color"] == ["blue"]


def test_refinements_replace_rows():
    """A later size replaces an earlier one; what the plan no longer gives is dropped."""
    text = ["--text", "a table 75 cm high"]
    assert [row["value"] for row in requirements(*text, "--refine", "make it 80 cm high")] == [80]
    taller, = requirements(*text, "--refine", "make it taller")
    assert (taller["words"], taller["is"], taller["value"], taller["unit"]) == ("taller", "at_least", 75, "cm")
    # It stays until other words overtake it; what nothing measures is of one version only.
    shorter, red = requirements(*text, "--refine", "make it taller", "--refine", "make it shorter", "--refine", "red")
    assert (shorter["is"], shorter["axis"], red["what"]) == ("at_most", "z", "color")
    rows = requirements(*text, "--refine", "thicker legs")
    assert [row["words"] for row in rows if row["what"] == "look"] == ["legs: thicker"]
    rows = requirements(*text, "--refine", "thicker legs", "--refine", "make it red")
    assert {row["what"] for row in rows} == {"size", "color"}
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

    # A size beyond the parameter's range is missed, and not to be mended by it.
    report["requirements"][0] |= {"value": 187, "wanted": 187, "found": 150}
    path.write_text(json.dumps(report), encoding="utf-8")
    found = json.loads(sketch("--text", "a table 75 cm high and 2 m long", "--report", str(path), "--critique"))
    assert [each["fix"] for each in found if each["code"] == "requirement"] == [{}]

    report["requirements"][0]["met"] = None
    path.write_text(json.dumps(report), encoding="utf-8")
    assert not [each for each in json.loads(sketch(*text, "--report", str(path), "--critique"))
                if each["code"] == "requirement"]


def test_missed_size_is_scaled(tmp_path):
    """What keeps its proportions is scaled to the size that was asked for."""
    text = ["--text", "a wine bottle 30 cm tall"]
    row = next(each for each in requirements(*text) if each["what"] == "size")
    scale = json.loads(sketch(*text, "--plan"))["scale"]
    path = tmp_path / "report.json"
    path.write_text(json.dumps({"objects": [], "requirements": [
        {**row, "wanted": 30, "found": 29.8, "met": False, "by": "measured", "objects": []}]}), encoding="utf-8")
    mended = json.loads(sketch(*text, "--report", str(path), "--mend", "--plan"))
    assert mended["scale"] == pytest.approx(scale * 30 / 29.8, abs=1e-4)


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
