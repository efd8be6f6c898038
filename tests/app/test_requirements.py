"""What was asked of a version, beside its script: how much of it is met, and each with what was found."""

import json
import re

ROWS = [
    {"words": "45 cm wide", "what": "size", "of": "whole", "axis": "x", "is": "equal", "wanted": 45, "unit": "cm",
     "tolerance": 0.09, "found": 47, "met": False, "by": "measured", "how": "extent along x", "objects": ["Seat"],
     "fix": "make it 2 cm shorter along x"},
    {"words": "four legs", "what": "pieces", "of": "legs", "is": "equal", "wanted": 4, "found": 4, "met": True,
     "by": "measured", "how": "counted objects", "tolerance": 0, "objects": []},
    {"words": "it looks comfortable", "what": "look", "met": True, "by": "eye", "how": "view 1: a soft cushion",
     "found": None, "objects": []},
    {"words": "elegant", "what": "look", "met": None, "by": "eye", "how": "", "found": None, "objects": []}]


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
