"""A set in the window: the folder of a batch is imported, stands in the list as one row, and opens as a gallery of its
own with filters, from which each object is opened as a session."""

import json
import re
import shutil
import subprocess

import pytest
from desk import FAST
from made_once import made_once
from person import BUILD, LONG, PATIENCE, Person, kinds, role
from steps import name_the_file
from test_keys import see_rows, see_title

ITEMS = ({"id": "plain", "text": "a mug", "tags": {"use": "kitchen"}},
         {"id": "low", "kind": "stool", "parameters": {"SEAT_HEIGHT": 0.4}, "tags": {"use": "bar"}},
         {"id": "high", "kind": "stool", "parameters": {"SEAT_HEIGHT": 0.7}, "tags": {"use": "bar"},
          "requirements": [{"words": "1 m high", "what": "size", "of": "whole", "axis": "z", "value": 1, "unit": "m"}]})


@pytest.fixture
def folder(tmp_path, tmp_path_factory):
    """The folder of a batch: three objects, one of which misses what was asked for."""
    def make(place):
        person = Person(place, config_yaml=FAST)
        (place / "items.jsonl").write_text("".join(json.dumps(item) + "\n" for item in ITEMS))
        subprocess.run([str(BUILD / "src/cli/maquette-cli"), "batch", str(place / "items.jsonl"), "--output",
                        str(place / "chairs")], env={**person.env, "G_DEBUG": ""}, check=True, capture_output=True,
                       timeout=LONG * PATIENCE)
    return shutil.copytree(made_once("app-set", tmp_path_factory, make) / "chairs", tmp_path / "chairs")


def objects(person):
    """The ids of the objects in the gallery."""
    grid = person.find("Sessions", within=person.see("chairs", "dialog"))
    cells = person.find_all(kind="table cell", within=grid) if grid else []
    return sorted(cell.get_name().split(" · ")[-1] for cell in cells)


def see_objects(person, *wanted):
    person.wait(lambda: objects(person) == sorted(wanted), f"the objects {wanted}")


def import_folder(person, folder):
    person.activate(person.see("Main Menu", "toggle button"))
    person.activate(person.see("Import a Set…", "menu item"))
    person.see("Import a Set", "dialog")
    person.press("ctrl+l")
    name_the_file(person, folder)


def test_set(desk, folder):
    person = desk(size=(1360, 860))
    person.start()
    import_folder(person, folder)
    person.see("Imported 3 items of “chairs”")
    see_objects(person, "plain", "low", "high")

    # By tag, by what is wrong, and by words.
    person.click(person.see("All Tags", "combo box"))
    person.see("use: bar")
    person.type("use: b")
    person.see_gone("use: kitchen")
    person.press("Down", "Return")
    see_objects(person, "low", "high")
    person.activate(person.see("With Problems Only", "toggle button"))
    see_objects(person, "high")
    person.activate(person.see("With Problems Only", "toggle button"))
    see_objects(person, "low", "high")
    person.click(person.see("Search titles", "entry"))
    person.type("low")
    see_objects(person, "low")
    person.press("Return")
    see_title(person, next(each["title"] for each in person.sessions() if each["title"].endswith("low")))
    person.see(re.compile("version 1, view 1 of"))
    assert person.find("The run was interrupted. Finished versions are kept.") is None

    # One row, whichever object is open; the search finds each.
    see_rows(person, ["chairs"])
    person.see("Set of 3 objects")
    person.activate(person.see("Search Sessions", "toggle button"))
    person.wait(lambda: role(person.focused()) in kinds("entry"), "the search to have the focus")
    person.type("plain")
    person.see(re.compile(" · plain$"), "row", within=person.see("Sessions", "list"))
    person.press("Escape")
    see_rows(person, ["chairs"])

    # The row opens all of it again.
    person.click(person.see("chairs", "row"))
    see_objects(person, "plain", "low", "high")
    person.press("Escape")
    person.see_gone("chairs", "dialog")

    # The same folder again, given to the program, adds nothing; deleted as a whole, and brought back.
    subprocess.run([str(BUILD / "src/app/maquette"), str(folder)], env=person.env, check=True, timeout=LONG * PATIENCE)
    person.see("Nothing new in it: you have all of “chairs”")
    see_objects(person, "plain", "low", "high")
    person.press("Escape")
    person.see_gone("chairs", "dialog")
    person.click(person.see("chairs", "row"), button=3)
    person.activate(person.see("Delete Set", "menu item"))
    person.see("3 sessions deleted")
    person.see("Your sessions will appear here.")
    person.activate(person.see("Undo", "button"))
    see_rows(person, ["chairs"])
    assert len(person.sessions()) == 3


def test_no_set(desk, tmp_path):
    (tmp_path / "letters").mkdir()
    person = desk().start()
    import_folder(person, tmp_path / "letters")
    refused = person.see("Set Not Imported", "alert")
    person.see(re.compile("“letters” is not a folder made by maquette-cli batch"))
    person.activate(person.see("Close", "button", within=refused))
    assert not person.sessions()
