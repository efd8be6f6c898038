"""A version whose parts move: sliders set a pose that the model follows at once, Play and Escape, words that set a pose
without a run, and the pose in a picture."""

import json
import os
import re
import subprocess

import pytest
from conftest import SAFE
from made_once import made_once
from person import BUILD, Person, kinds
from steps import RUN, reach, say

REST = "Sets a pose of the model, and makes no version."
PROMPT = "a bathroom cabinet 60 cm wide with two doors that open 110 degrees and one drawer below"


@pytest.fixture(scope="module")
def cabinet(tmp_path_factory):
    """A library with a cabinet, made by the command line."""
    def make(folder):
        person = Person(folder, config_yaml=SAFE)
        subprocess.run([str(BUILD / "src/cli/maquette-cli"), "--no-input", "--text", PROMPT],
                       env={**person.env, "G_DEBUG": ""}, check=True, capture_output=True)
    return made_once("cabinet", tmp_path_factory, make) / "data/maquette"


@pytest.fixture(scope="module")
def person(shared_desk, cabinet):
    """At the cabinet, of which one door is said to meet its body."""
    person = shared_desk(env={"LIBGL_ALWAYS_SOFTWARE": "1"}, size=(1400, 900))
    person.copy_library(cabinet)
    path = next(person.library.glob("sessions/*/versions/1/report.json"))
    report = json.loads(path.read_text())
    left = next(joint for joint in report["joints"] if joint["name"] == "Left door")
    left |= {"free": [0, 60], "contact": {"at": 61, "objects": ["Left door", "Side 1"]}}
    path.write_text(json.dumps(report))
    person.start()
    person.choose(person.see(re.compile("[Cc]abinet"), "row"))
    person.see(re.compile("version 1, view 1 of|^Version 1, view 1 of"))
    return person


def shot(person, name):
    folder = os.environ.get("MQ_TEST_SHOTS")
    if folder:
        person.shot(f"{folder}/{name}.png")


def value(person, name):
    return round(person.see(name, "spin button").queryValue().currentValue, 3)


def test_words_set_a_pose(person):
    """The model takes the place of the picture, and no run is begun."""
    say(person, "open the left door by 30 degrees")
    person.see("Left door: 30°. This is a pose: the version has not changed.")
    person.see(re.compile("version 1, a model to turn"), seconds=RUN)
    person.see("Changing version 1")
    shot(person, "motion-words")


def test_sliders(person):
    person.tab("Parameters")
    person.see("Motion")
    assert value(person, "Left door") == 30, "the pose that the words have set"
    person.see(re.compile("^Live preview, "), seconds=RUN)
    shot(person, "motion-30")
    person.click(person.see("Motion"))
    reach(person, "Left door", kinds("slider"))
    person.press("Home")
    person.wait(lambda: value(person, "Left door") == 0, "the door to be shut")
    person.see(REST)
    person.press("End")
    person.see("“Left door” meets “Side 1” beyond 60°.")
    assert value(person, "Left door") == 110
    shot(person, "motion-met")
    person.see("Change values, then build a new version")
    person.activate(person.see("Reset Left door", "button"))
    person.wait(lambda: value(person, "Left door") == 0, "the door to be shut")


def test_play(person):
    """It moves by itself, until Escape; then the pose is as before."""
    person.activate(person.see("Play All in Turn", "button"))
    person.see("Stop", "button")
    person.wait(lambda: any(value(person, name) for name in ("Left door", "Right door", "Drawer")), "a part to move")
    shot(person, "motion-play")
    person.press("Escape")
    person.see("Play All in Turn", "button")
    assert not any(value(person, name) for name in ("Left door", "Right door", "Drawer"))
    person.activate(person.see("Play Drawer", "button"))
    person.wait(lambda: value(person, "Drawer") > 0.02, "the drawer to open")
    shot(person, "motion-drawer")
    assert value(person, "Left door") == 0
    person.activate(person.see("Stop", "button"))
    person.wait(lambda: value(person, "Drawer") == 0, "the drawer to be shut")


def test_a_picture_in_the_pose(person):
    """It is one of the version's."""
    say(person, "open both doors")
    person.see(re.compile("Left door: 110°, Right door: 110°"))
    person.tab("Review")
    person.activate(person.see("Version Menu", "toggle button"))
    person.activate(person.see("Render Again…", "menu item"))
    person.see("Render Again", "dialog")
    person.see("In This Pose")
    person.see(re.compile("^Left door 110°, Right door 110°"))
    shot(person, "motion-render")
    person.activate(person.see("Render", "button", within=person.see("Render Again", "dialog")))
    person.wait(lambda: len(list(person.library.glob("sessions/*/versions/1/renders/*.png"))) > 1, "a picture",
                seconds=RUN)
