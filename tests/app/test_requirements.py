"""What was asked of a version, beside its script: how much of it is met, and each with what was found."""

import json
import os
import re

from person import words
from steps import RUN, say, write

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
