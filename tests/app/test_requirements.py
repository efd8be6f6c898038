"""What was asked of a version, beside its script: how much of it is met, and each with what was found."""

import json
import os
import re

from person import is_sensitive, words
from steps import RUN, card, my_turn, only_session, reach, say, write
from test_pictures import drop

ROWS = [
    {"words": "45 cm wide", "what": "size", "of": "whole", "axis": "x", "is": "equal", "wanted": 45, "unit": "cm",
     "tolerance": 0.09, "found": 47, "met": False, "by": "measured", "how": "extent along x", "objects": ["Seat"],
     "fix": "make it 2 cm shorter along x"},
    {"words": "four legs", "what": "pieces", "of": "legs", "is": "equal", "wanted": 4, "found": 4, "met": True,
     "by": "measured", "how": "counted objects", "tolerance": 0, "objects": []},
    {"words": "it looks comfortable", "what": "look", "met": True, "by": "eye", "how": "view 1: a soft cushion",
     "found": None, "objects": []},
    {"words": "elegant", "what": "look", "met": None, "by": "eye", "how": "", "found": None, "objects": []}]


def keep(person, name):
    """A picture of the screen, for whoever looks."""
    if folder := os.environ.get("MQ_TEST_PICTURES"):
        os.system(f"import -window root '{folder}/{name}.png'")


def test_requirements(desk, prepared):
    """All are in the popover, those that are missed first, for the eye and for a screen reader."""
    person = desk()
    person.copy_library(prepared)
    for report in person.library.glob("**/versions/2/report.json"):
        report.write_text(json.dumps(json.loads(report.read_text()) | {"requirements": ROWS}))
    person.start()
    person.choose(person.see("Chair", "row"))
    person.see(re.compile("^Chair, version 2, view 1 of"))
    person.activate(person.see("2 of 4 requirements met; 1 not looked at", "toggle button"))
    missed = person.see(re.compile("^Not met: width: 45\xa0cm, 47\xa0cm, 2\xa0cm too much · “45 cm wide”"))
    person.see(re.compile("^Met: it looks comfortable, judged by eye: view 1"))
    person.see("Open: elegant, not looked at")
    assert missed.getIndexInParent() == 0


def test_undone_and_asked(desk, prepared):
    """A version is undone by keys and by words, without a run. An object that would become a plain chair is asked about
    before it is made; then its badge says what is missing."""
    person = desk()
    person.copy_library(prepared)
    person.start()
    person.choose(person.see("Chair", "row"))
    person.see(re.compile("^Chair, version 2, view 1 of"))
    person.press("ctrl+l")
    person.see_focus("Message")
    person.press("ctrl+z")
    person.see("Back to version 1")
    person.see("Go Back to Version 2", "button")
    keep(person, "undone")
    person.press("ctrl+shift+z")
    person.see("Back to version 2")

    # What is written is undone first.
    person.type("wider")
    person.press("ctrl+z")
    person.see_gone("Back to version 1")
    write(person, "mach das rückgängig", instead=True)
    person.press("Return")
    person.see("Back to version 1")
    keep(person, "words")

    person.press("ctrl+n")
    say(person, "a wooden rocking chair")
    person.see(re.compile("The built-in sketcher makes no rocking chairs"))
    person.see("Set Up a Model…", "button")
    keep(person, "asked")
    person.activate(person.see("Make a Plain Chair", "button"))
    made = person.see(re.compile("^Version 1, .*1 of 2 requirements.*✗.*rocking"), "button", seconds=RUN)
    assert "No Problems" not in words(made)
    keep(person, "badge")
    in_strip = person.see("Version 1", "list item", within=person.see("Versions", "list"))
    person.wait(lambda: "1 of 2 requirements" in in_strip.get_description(), "the warning in the version strip")


def test_own(desk, tmp_path):
    """One requirement is typed, two are pasted, a file is dropped: every row says how it is understood or what is wrong
    with it, and the version is measured against all of them."""
    path = tmp_path / "sizes.csv"
    path.write_text("words,value,unit,what,of,axis\nlegs apart,130,cm,size,legs,x\n")
    person = desk().start()
    person.see("What Would You Like to Make?")
    person.press("ctrl+l")
    person.see_focus("Message")
    for line in ("height;;70;cm", "depth 80 cm;top;80;mm"):
        person.type(line)
        person.press("shift+Return")
    person.press("ctrl+a")
    person.press("ctrl+x")

    person.activate(person.see("Requirements…", "button"))
    person.see("New Requirement")
    person.see_focus("Wanted")
    person.type("overall width")
    person.see("it has no value, a number", "label")
    for name, text in (("Part", ""), ("Value", "140"), ("Unit", "px")):
        reach(person, name)
        person.type(text)
    person.see("its unit is mm, cm, m, in or ft, not “px”")
    assert not is_sensitive(person.find("Done", "button"))
    person.press("ctrl+a")
    person.type("cm")
    person.see("width: 140\N{NO-BREAK SPACE}cm", "label")
    person.press("ctrl+v")
    person.see("height: 70\N{NO-BREAK SPACE}cm", "label")
    keep(person, "own")
    person.see(re.compile("says 80 cm, but its value is 80 mm"))
    fields = person.find_all("Unit")
    assert len(fields) == 4, fields
    person.click(fields[2])
    person.press("ctrl+a")
    person.type("cm")
    keep(person, "own-right")
    person.activate(person.see("Done", "button"))
    person.see("3 requirements", "button")

    drop(person, path)
    person.see("legs, width: 130\N{NO-BREAK SPACE}cm", "label")
    keep(person, "own-dropped")
    person.activate(person.see("Done", "button"))
    person.activate(person.see("4 requirements", "button"))
    person.see("legs, width: 130\N{NO-BREAK SPACE}cm", "label")
    person.press("Escape")
    person.see_gone("Done", "button")
    # They are there for what is asked instead of an object that nobody makes here.
    say(person, "a saxophone")
    person.see(re.compile("does not know “saxophone”"))
    person.see("4 requirements", "button")
    say(person, "a table")
    person.see_gone("4 requirements", "button")
    card(person, 1)
    my_turn(person)
    report = json.loads((person.library / "sessions" / only_session(person) / "versions/1/report.json").read_text())
    found = {row["words"]: (row["found"], row["met"], row["source"])
             for row in report["requirements"] if row.get("source")}
    assert found["legs apart"][2] == "sizes.csv, line 2", found
    assert {words: met for words, (_, met, _) in found.items()} == {
        "overall width": True, "height": True, "depth 80 cm": True, "legs apart": False}
    keep(person, "own-version")
