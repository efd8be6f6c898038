"""Models of other programs in the window: one that is opened begins a session, and is changed by words."""

import json
import re

import foreign_models as foreign
from steps import card, my_turn, name_the_file, only_session, say
from test_pictures import drop
from test_pointing import shot


def test_open_and_change(desk, tmp_path):
    """By the menu's dialog; then by words, without a model."""
    path = foreign.write_glb(tmp_path / "old_robot.glb")
    person = desk()
    person.start()
    shot(person, "open-model-0")
    person.activate(person.see("Open a Model…", "button"))
    dialog = person.see("Open a Model", "dialog")
    person.press("ctrl+l")  # its list has the focus
    name_the_file(person, path)
    person.activate(person.see("Open", "button", within=dialog))
    card(person, 1)
    my_turn(person)
    person.see("old robot", "label")
    shot(person, "open-model-1")
    session = only_session(person)
    assert {each.name for each in (person.library / "sessions" / session / "versions/1").iterdir()} >= {
        "script.py", "meshes.blend", "scene.blend"}
    say(person, "make the head twice as large")
    card(person, 2)
    my_turn(person)
    person.see(re.compile("^Changed: head: "), "label")
    shot(person, "open-model-2")
    assert (person.library / "sessions" / session / "versions/2/meshes.blend").is_file()
    # Its plain parts become code.
    person.activate(person.see("Version Menu", "toggle button"))
    person.see("Version Menu", "menu")
    person.press("u")
    card(person, 3)
    my_turn(person)
    person.see("Rebuild as code: 3 of 3 parts", "label")
    person.see("Rebuilt as code", "label")
    shot(person, "open-model-5")
    script = (person.library / "sessions" / session / "versions/3/script.py").read_text()
    assert "HEAD_WIDTH = " in script and "meshes.blend" not in script
    rows = json.loads((person.library / "sessions" / session / "versions/3/report.json").read_text())["rebuilt"]
    assert all(row["off"]["max_percent"] < 0.1 for row in rows)
    assert person.quit() == 0
    # Nothing of the reading is left.
    assert not list(person.library.glob("tmp/*"))


def test_opened_and_dropped(desk, tmp_path):
    """As a double click does; as a drop on a session does, which begins another one; what is no model is refused."""
    stl = tmp_path / "bracket.stl"
    stl.write_bytes(foreign.stl(foreign.ROBOT))
    broken = tmp_path / "cut.glb"
    broken.write_bytes(foreign.glb()[:200])
    person = desk()
    person.start(stl)
    card(person, 1)
    my_turn(person)
    person.see(re.compile("The file does not say its unit: millimeters were taken"))
    person.see("A model of another program", "label")
    person.see("Make it bigger", "button")
    shot(person, "open-model-3")
    drop(person, broken)
    alert = person.see("“cut.glb” cannot be taken in", "alert")
    shot(person, "open-model-4")
    person.activate(person.see("Close", "button", within=alert))
    person.see_gone("“cut.glb” cannot be taken in", "alert")
    drop(person, stl)
    person.wait(lambda: len(list((person.library / "sessions").iterdir())) == 2, "another session")
    card(person, 1)
    my_turn(person)
    assert person.quit() == 0
