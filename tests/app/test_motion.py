"""A version whose parts move: sliders set a pose that the model follows at once, Play and Escape, and words that set a
pose without a run."""

import json
import os
import re

import pytest
from person import kinds
from steps import RUN, reach, say

POSE = "Poses the model without making a version."


@pytest.fixture(scope="module")
def person(shared_desk, prepared):
    """At a chair whose backrest is hinged, and whose armrests slide, by its report."""
    person = shared_desk(env={"LIBGL_ALWAYS_SOFTWARE": "1"}, size=(1400, 900))
    person.copy_library(prepared)
    path = next(person.library.glob("sessions/*/versions/2/report.json"))
    report = json.loads(path.read_text())
    backrest = [each["name"] for each in report["objects"] if "back" in (each.get("part") or "")]
    others = [each["name"] for each in report["objects"] if each["name"] not in backrest]
    assert backrest, sorted({str(each.get("part")) for each in report["objects"]})
    report["joints"] = [
        {"name": "Backrest", "kind": "hinge", "parent": "seat", "child": "backrest", "objects": backrest,
         "origin_m": [0, 0.2, 0.45], "axis": [1, 0, 0], "limits": [0, 90], "free": [0, 60], "shown_by": "",
         "contact": {"at": 61, "objects": [backrest[0], others[0]]}},
        {"name": "Lift", "kind": "slider", "parent": "floor", "child": "seat", "objects": others + backrest,
         "origin_m": [0, 0, 0], "axis": [0, 0, 1], "limits": [0, 0.2], "free": [0, 0.2], "shown_by": ""},
    ]
    path.write_text(json.dumps(report))
    person.start()
    person.choose(person.see("Chair", "row"))
    person.see(re.compile("^Chair, version 2, view 1 of"))
    return person


def shot(person, name):
    folder = os.environ.get("MQ_TEST_SHOTS")
    if folder:
        person.shot(f"{folder}/{name}.png")


def value(person, name):
    return round(person.see(name, "spin button").queryValue().currentValue, 3)


def test_words_set_a_pose(person):
    """The model takes the place of the picture, and no run is begun."""
    say(person, "open the backrest by 30 degrees", button="Send")
    person.see("Backrest: 30°. This is a pose: the version has not changed.")
    person.see(re.compile("version 2, 3D model"), seconds=RUN)
    person.see("Changing version 2")
    shot(person, "motion-words")


def test_sliders(person):
    person.tab("Parameters")
    person.see("Motion")
    assert value(person, "Backrest") == 30, "the pose that the words have set"
    person.see(re.compile("^Live preview, "), seconds=RUN)
    shot(person, "motion-30")
    person.click(person.see("Motion"))
    reach(person, "Backrest", kinds("slider"))
    person.press("Home")
    person.wait(lambda: value(person, "Backrest") == 0, "the backrest to stand")
    person.see(POSE)
    shot(person, "motion-rest")
    person.press("End")
    person.see(re.compile("^“.*” meets “.*” beyond 60°.$"))
    assert value(person, "Backrest") == 90
    shot(person, "motion-met")
    person.see("Change values, then build a new version")
    person.activate(person.see("Reset Backrest", "button"))
    person.wait(lambda: value(person, "Backrest") == 0, "the backrest to stand")


def test_play(person):
    """It moves by itself, until Escape; then the pose is as before."""
    person.activate(person.see("Play All in Turn", "button"))
    person.wait(lambda: value(person, "Backrest") > 10, "the backrest to move")
    shot(person, "motion-play")
    person.press("Escape")
    person.see("Play All in Turn", "button")
    assert value(person, "Backrest") == 0
    person.activate(person.see("Play Lift", "button"))
    person.wait(lambda: value(person, "Lift") > 0.02, "the seat to rise")
    assert value(person, "Backrest") == 0
    person.activate(person.see("Stop", "button"))
    person.wait(lambda: value(person, "Lift") == 0, "the seat to be down")
