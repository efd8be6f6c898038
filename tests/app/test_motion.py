"""A version whose parts move: sliders set a pose that the model follows at once, Play and Escape, and words that set a
pose without a run."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pyatspi
import pytest
from person import BUILD, has, kinds, words
from steps import RUN, reach, say
from test_export import choose_format, export
from test_layout import extents

sys.path.append(str(Path(__file__).resolve().parents[1] / "bench"))
from moving_things import EACH_KIND  # noqa: E402

POSE = "Poses the model without making a version."


def test_a_pose_in_which_two_meet(tmp_path, desk):
    """The drawer goes through closed doors: the pictures are there, and their card says what they show."""
    person = desk()
    script = tmp_path / "cabinet.py"
    script.write_text(EACH_KIND)
    subprocess.run([BUILD / "src/cli/maquette-cli", "--no-input", "--script", script],
                   env={**person.env, "G_DEBUG": ""}, check=True, capture_output=True)
    person.start()
    person.choose(person.see(re.compile("cabinet"), "row"))
    person.see(re.compile(r" · \d moving parts$"), "label")
    shot(person, "pose-suggested")
    person.see("Move everything", "button")
    say(person, "open the drawer by 300 mm", button="Send")
    dialog = open_dialog(person, "Render Again…", "Render Again")
    assert has(person.see("In This Pose", "check box", within=dialog), pyatspi.STATE_CHECKED)
    person.activate(person.see("Render", "button", within=dialog))
    person.see(re.compile("added to the version\nIn this pose, “drawer” goes 7.5.mm into “left door”"), seconds=RUN)
    shot(person, "pose-meets")


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
    subprocess.run(["convert", path.parent / "renders/render_1.png", path.parent / "far-poses.jpg"], check=True)
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


def test_far_poses(person):
    """Their picture is the last one of the review, where it is as large as a render."""
    person.click(person.see("Each moving part at its far end", "list item"))
    person.wait(lambda: any(extents(each).width > 300 for each in
                            person.find_all("Each moving part at its far end", "image")), "it to be large")
    shot(person, "motion-far-poses")
    person.click(person.see(re.compile("^Chair, version 2, view 1 of"), "list item"))


def test_words_set_a_pose(person):
    """The model takes the place of the picture, also of the one that one draws on, and no run is begun."""
    person.press("ctrl+d")
    person.see_focus("Drawing on the Model")
    say(person, "open the backrest by 30 degrees", button="Send")
    person.see("Backrest: 30°. This is a pose: the version has not changed.")
    person.see_gone("Drawing on the Model", seconds=RUN)
    person.see(re.compile("version 2, 3D model"), seconds=RUN)
    person.see("Changing version 2")
    shot(person, "motion-words")


def test_sliders(person):
    person.tab("Parameters")
    person.see("Motion")
    assert value(person, "Backrest") == 30, "the pose that the words have set"
    person.see(re.compile("^Live preview, "), seconds=RUN)
    shot(person, "motion-30")
    # The values of all rows are below each other.
    joint, size = (extents(person.see(name, "spin button")) for name in ("Backrest", "Seat width"))
    assert joint.x + joint.width == size.x + size.width
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
    """It moves by itself, until Escape or Stop; then the pose is as before. A play takes 2.5 s: one that ended between
    two looks is started again, and a look asks two nodes that are known, not the whole window."""
    def play(name, part, least):
        button, number = person.see(name, "button"), person.see(part, "spin button").queryValue()

        def moves():
            if words(button) == name:
                person.activate(button)
            return number.currentValue > least and words(button) == "Stop"

        person.wait(moves, f"{part} to move")
        return button

    play("Play All in Turn", "Backrest", 10)
    shot(person, "motion-play")
    person.press("Escape")
    person.see("Play All in Turn", "button")
    assert value(person, "Backrest") == 0

    person.activate(play("Play Lift", "Lift", 0.02))
    person.see("Play Lift", "button")
    assert value(person, "Backrest") == 0
    assert value(person, "Lift") == 0


def open_dialog(person, item, title):
    person.activate(person.see("Version Menu", "toggle button"))
    person.activate(person.see(item, "menu item"))
    return person.see(title, "dialog")


def test_dialogs_offer_the_pose(person):
    """Pictures and films are made in the pose that is shown; a file is, if the user wants it, where its format can."""
    say(person, "open the backrest by 30 degrees", button="Send")
    for item, title in (("Render Again…", "Render Again"), ("Make a Film…", "Film")):
        dialog = open_dialog(person, item, title)
        assert has(person.see("In This Pose", "check box", within=dialog), pyatspi.STATE_CHECKED)
        person.see("Backrest 30°", within=dialog)
        shot(person, f"pose-{title.split()[0].lower()}")
        person.press("Escape")
        person.see_gone(title, "dialog")
    person.activate(person.see("Render This Pose…", "button"))
    dialog = person.see("Render Again", "dialog")
    assert has(person.see("In This Pose", "check box", within=dialog), pyatspi.STATE_CHECKED)
    person.press("Escape")
    person.see_gone("Render Again", "dialog")
    person.activate(person.see("Export…", "button"))
    dialog = person.see("Export", "dialog")
    assert not has(person.see("In This Pose", "check box", within=dialog), pyatspi.STATE_CHECKED)
    person.see("Backrest 30°, without joints that move", within=dialog)
    shot(person, "pose-export")
    # Named is what the row shows: the list may have to be scrolled to the other.
    choose_format(person, dialog, "glTF (.glb)", "Home", *7 * ["Down"])
    person.see_gone("In This Pose", "check box")
    choose_format(person, dialog, "URDF (.urdf)", "Home", *4 * ["Down"])
    person.see("Backrest 30°", within=dialog)
    person.click(person.see("In This Pose", "check box", within=dialog))
    shot(person, "pose-export-stl")
    # Blender gets the pose; it does not find in the file what the report was told.
    export(person, dialog, person.folder / "posed.stl")
    person.see(re.compile("There is no joint “Backrest”: this asset has none"), seconds=RUN)
