"""The values of a version: a picture that follows them while they are changed, a new version of them, and what is
said when a value does not work. What is computed of a value is tested in test-review.c and tests/client."""

import ast
import re

import pyatspi
import pytest
from person import has, kinds, live
from steps import RUN, card, my_turn, reach

SIZE = re.compile(r"^[\d.]+ × [\d.]+ × [\d.]+\xa0cm$")
LIVE = re.compile(r"^Live preview, ([\d.]+) × [\d.]+ × ([\d.]+)\xa0cm$")


@pytest.fixture(scope="module")
def person(shared_desk, prepared):
    """At the newest version of a chair, which the tests change in their order."""
    person = shared_desk(env={"LIBGL_ALWAYS_SOFTWARE": "1"})
    person.copy_library(prepared)
    return open_parameters(person)


def open_parameters(person):
    person.start()
    person.choose(person.see("Chair", "row"))
    person.see(re.compile("^Chair, version 2, view 1 of"))
    person.tab("Parameters")
    person.see(SIZE, seconds=RUN)  # of the version itself: from now on a change is quick
    return person


def width(person):
    """Of the model in the live picture, cm."""
    return float(LIVE.match(person.see(LIVE).name)[1])


def slide(person, name, *keys):
    person.click(person.see("Seat"))  # a heading: the keys begin where the list does
    reach(person, name, kinds("slider"))
    person.press(*keys)


def value(person, name):
    return round(person.see(name, "spin button").queryValue().currentValue, 6)


def test_without_opengl(desk, prepared):
    """The render stays and says why; the size follows the values."""
    person = desk(env={"GDK_DISABLE": "gl,vulkan"})
    person.copy_library(prepared)
    open_parameters(person)
    size = re.compile(r"^([\d.]+) × .*\. Without OpenGL, the picture is not updated\.$")
    slide(person, "Seat width", "End")
    wide = float(size.match(person.see(size).name)[1])
    assert person.find("Version 2", "image")
    slide(person, "Seat width", "Home")
    person.wait(lambda: float(size.match(person.see(size).name)[1]) < wide - 15, "the chair to be narrower")


def test_a_value_that_fails(desk, prepared):
    """It is said, and the last model that there was stays."""
    person = desk(env={"LIBGL_ALWAYS_SOFTWARE": "1"})
    person.copy_library(prepared)
    script = next(person.library.glob("sessions/*/versions/2/script.py"))
    script.write_text(script.read_text() + "\nif SEAT_WIDTH > 0.6:\n    raise ValueError('too wide for the door')\n")
    open_parameters(person)
    slide(person, "Seat width", "Right")
    before = width(person)
    slide(person, "Seat width", "End")
    person.see("With these values, the script fails: too wide for the door")
    assert width(person) == before
    slide(person, "Seat width", "Home")
    person.see_gone("With these values, the script fails: too wide for the door")
    assert width(person) < before


def test_a_value_that_is_worse(desk, prepared):
    """Once the slider rests it is said, and the last good value is one click away."""
    person = desk(env={"LIBGL_ALWAYS_SOFTWARE": "1"})
    person.copy_library(prepared)
    script = next(person.library.glob("sessions/*/versions/2/script.py"))
    script.write_text(script.read_text() + """
if SEAT_WIDTH > 0.6:
    bpy.ops.mesh.primitive_cube_add(size=0.1, location=(0, 0, 2))
    bpy.context.object.name = "Bird"
    bpy.context.object.data.materials.append(bpy.data.materials[0])
""")
    open_parameters(person)
    slide(person, "Seat width", "Right")
    narrow = value(person, "Seat width")
    before = width(person)
    person.press("End")
    person.see(re.compile(r"^1 new problem: Bird floats, [\d.]+ mm from "))
    assert width(person) > before, "the picture is of the worse value"
    person.activate(person.see("Last Good Values", "button"))
    person.wait(lambda: value(person, "Seat width") in (narrow, 0.45), "a good value")
    person.see_gone(re.compile("^1 new problem"))
    person.wait(lambda: width(person) <= before, "the chair to be narrower")


def test_nothing_is_left(desk, prepared):
    """The Blender of the picture ends with the page, and its folder is gone."""
    person = desk(env={"LIBGL_ALWAYS_SOFTWARE": "1"})
    person.copy_library(prepared)
    open_parameters(person)
    assert list(person.library.glob("tmp/*"))
    person.tab("Review")
    person.wait(lambda: not list(person.library.glob("tmp/*")), "the folder to go")
    person.tab("Parameters")
    person.wait(lambda: list(person.library.glob("tmp/*")), "a folder for the page")
    person.wait(lambda: person.find(SIZE), "the size")
    assert person.quit() == 0
    assert not list(person.library.glob("tmp/*"))


def test_live_picture(person):
    """A slider moves, and the picture with it; what is turned goes on while a version is built."""
    assert person.find(LIVE) is None and person.find("Version 2", "image"), "at rest it is the render"
    assert value(person, "Seat width") == 0.45
    slide(person, "Seat width", *["Right"] * 5)
    first = width(person)
    person.see("1 value changed")
    assert first > 55
    slide(person, "Seat width", "End")
    person.wait(lambda: width(person) > first + 15, "the chair to be wider")
    person.see("Reset Seat width", "button")

    # Nothing waits for the version: another value is changed while it is built, and belongs to the next one.
    person.activate(person.see("Build", "button"))
    person.see("Building a new version…")
    wide = width(person)
    person.press("Home")  # still at the slider
    card(person, 3)
    scripts = list((person.library / "sessions").glob("*/versions/3/script.py"))
    assert len(scripts) == 1 and "SEAT_WIDTH = 0.7  #" in scripts[0].read_text()
    person.see("1 value changed", seconds=RUN)
    assert value(person, "Seat width") == 0.34
    person.wait(lambda: width(person) < wide - 15, "the chair to be narrower")
    person.press("Right", "Right")  # the slider has the focus still
    person.wait(lambda: value(person, "Seat width") > 0.34, "the next value")
    person.activate(person.see("Reset Seat width", "button"))
    person.wait(lambda: value(person, "Seat width") == 0.7, "the value of version 3")


def test_finish(person):
    """A choice: the frame is made of metal, and the version that is built of it says so."""
    person.click(person.see("Seat"))
    reach(person, "Frame finish: Wood")
    person.press("space")
    person.see("Ceramic", "list item")
    person.press("Down", "Return")
    person.see("1 value changed")
    person.see(LIVE)
    person.activate(person.see("Build", "button"))
    person.see(re.compile("^Version 4, .*Frame finish metal"), "button", seconds=RUN)
    my_turn(person)


def test_picked_part(person):
    """A click on a part of the live model marks the values that its function names, and shows the first of them."""
    block = ast.parse(next(person.library.glob("sessions/*/versions/2/script.py")).read_text()).body
    titles = {target.id: target.id.replace("_", " ").capitalize() for each in block if isinstance(each, ast.Assign)
              for target in each.targets}
    # What is in the middle of a chair.
    named = [{titles[node.id] for node in ast.walk(each) if isinstance(node, ast.Name) and node.id in titles}
             for each in block
             if isinstance(each, ast.FunctionDef) and each.name in ("seat_pad", "seat", "backrest", "slats")]
    assert len(named) == 4 and all(named)

    def marked():
        return [node for node in person.find_all(kind="row", showing=False)
                if has(node, pyatspi.STATE_SELECTED) and node.get_name() in titles.values()]
    slide(person, "Seat width", "Left")
    model = person.see(LIVE)
    assert not marked()
    person.click(model)
    person.wait(lambda: {node.get_name() for node in marked()} in named, "the values of a part to be marked")
    person.wait(lambda: person.place(live(marked()[0]))[1] < person.size[1], "the first of them to be on screen")
    person.wait(lambda: LIVE.match(person.focused().get_name() or ""), "the model to have the focus")
    person.activate(person.see("Reset Seat width", "button"))
    person.see_gone("1 value changed")
