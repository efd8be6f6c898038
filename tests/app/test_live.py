"""A version in the Blender that one has open: told how to connect where there is none, placed where
there is one, and taken back. A background Blender plays the open one."""

import json
import pathlib
import re
import sys

import pytest
from ears import Ears

sys.path.append(str(pathlib.Path(__file__).parents[1] / "live"))

from live_blender import BLENDER, RESHAPE, Inside  # noqa: E402

COLLECTIONS = "sorted(each.name for each in bpy.context.scene.collection.children)"


@pytest.fixture(scope="module")
def chair(shared_desk, prepared):
    """At version 2 of a chair, which only the last test changes."""
    person = shared_desk()
    person.copy_library(prepared)
    person.start()
    person.choose(person.see("Chair", "row"))
    person.see("Version Menu")
    return person


def show(person):
    person.activate(person.see("Version Menu", "toggle button"))
    person.activate(person.see("Send to Running Blender", "menu item"))


def test_none_is_connected(chair):
    show(chair)
    chair.see("Blender isn’t connected")
    chair.activate(chair.see("Open Preferences", "button"))
    chair.see("Send Each New Version to Running Blender")
    # Where GTK offers a screen reader no action, the row does.
    chair.activate(chair.see("Save the Add-on…", "button"))
    chair.see("Save", "button")
    chair.press("Escape")
    chair.see_gone("Save", "button")
    chair.press("Escape")
    chair.see_gone("Preferences", "dialog")


def test_placed_and_taken_back(chair):
    blender = Inside([BLENDER, "--background", "--factory-startup"],
                     {**chair.env, "PYTHONDONTWRITEBYTECODE": "1"}, chair.folder / "blender.log")
    blender.run("bpy.ops.ed.undo_push(message='Original')\nLIVE.connect()")
    with Ears() as ears:
        show(chair)
        ears.hear(re.compile("“Maquette · Chair v2” was sent to Blender"))
    assert blender.ask(COLLECTIONS) == ["Collection", "Maquette · Chair v2"]
    with Ears() as ears:
        chair.activate(chair.see("Undo", "button"))
        ears.hear(re.compile("Undone in Blender"))
    assert blender.ask(COLLECTIONS) == ["Collection"]

    # In the middle of something it says so, and nothing happens.
    blender.run("bpy.ops.object.mode_set(mode='EDIT')")
    with Ears() as ears:
        show(chair)
        ears.hear(re.compile("Blender is not in Object Mode"))
    assert blender.ask(COLLECTIONS) == ["Collection"]
    blender.close()


def take(person):
    person.activate(person.see("Version Menu", "toggle button"))
    person.activate(person.see("Take from Running Blender", "menu item"))


# A picture that Blender reads from a file.
OUTSIDE = """
image = bpy.data.images.new("Grain", 4, 4)
image.filepath_raw = "{path}"
image.file_format = "PNG"
image.save()
image.source = "FILE"
wood = bpy.data.objects["{name}"].data.materials[0]
wood.use_nodes = True
wood.node_tree.nodes.new("ShaderNodeTexImage").image = image
"""


def test_what_was_changed_by_hand_becomes_a_version(chair, tmp_path):
    blender = Inside([BLENDER, "--background", "--factory-startup"],
                     {**chair.env, "PYTHONDONTWRITEBYTECODE": "1"}, chair.folder / "blender.log")
    blender.run("LIVE.connect()")
    take(chair)
    chair.see("This asset is not in Blender")
    chair.activate(chair.see("Close", "button"))
    with Ears() as ears:
        show(chair)
        ears.hear(re.compile("was sent to Blender"))
        take(chair)
        ears.hear(re.compile("Nothing was changed by hand"))
    name = blender.run(RESHAPE)
    take(chair)
    chair.see(f"Changed in Blender: {name} reshaped")
    (session,) = [each["session"] for each in chair.sessions() if each["title"] == "Chair"]
    chair.version(session, 3)
    report = json.loads((chair.library / "sessions" / session / "versions" / "3" / "report.json")
                        .read_text())
    assert [row["object"] for row in report["by_hand"]] == [name]
    chair.see(re.compile("^Aprons: .* wider$"))
    chair.tab("Review")
    chair.click(chair.see("Values", "combo box"))
    chair.see(f"By hand, not in the script: {name} reshaped")
    chair.press("Escape")

    blender.run(OUTSIDE.format(name=name, path=str(tmp_path / "grain.png")))
    take(chair)
    chair.see("These pictures were not included: Grain")
    chair.version(session, 4)
    blender.close()
