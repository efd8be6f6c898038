"""How the window divides its room, where that was once wrong: what jumps, what is cut, what cannot be scrolled."""

import os
import re
import shutil
import subprocess

import pyatspi
from desk import SAFE
from steps import change


def extents(node):
    return node.queryComponent().getExtents(pyatspi.WINDOW_COORDS)


def overlap(one, other):
    return (one.x < other.x + other.width and other.x < one.x + one.width
            and one.y < other.y + other.height and other.y < one.y + one.height)


def forge_versions(person, last):
    """Copies of the last version, as many as a long session has."""
    session = next(each["session"] for each in person.sessions() if "hair" in each["title"])
    folder = person.library / "sessions" / session / "versions"
    first = max(int(path.name) for path in folder.iterdir())
    for number in range(first + 1, last + 1):
        shutil.copytree(folder / str(first), folder / str(number))
        change(person, "INSERT INTO version SELECT session, ?, ?, summary, instruction, pictures, created "
                       "FROM version WHERE session = ? AND number = ?", number, number - 1, session, first)


def test_welcome(desk, tmp_path):
    """Nothing moves when the service has answered."""
    service = tmp_path / "service"
    service.write_text(f"""#!/bin/sh
while [ ! -e {tmp_path}/answers ]; do sleep 0.05; done
exec "$MQ_REAL_SERVICE" "$@"
""")
    service.chmod(0o755)
    person = desk(config_yaml=SAFE, env={"MQ_SERVICE": str(service), "MQ_REAL_SERVICE": os.environ["MQ_SERVICE"]})
    person.start()

    def places():
        return [extents(person.see(name)).y for name in ("What Would You Like to Make?",
                                                         "A wooden chair with a linen cushion")]
    person.see(re.compile("knows many kinds of object"))
    before = places()
    assert person.find("All Kinds") is None
    (tmp_path / "answers").touch()
    person.see("All Kinds")
    assert places() == before


def test_review(desk, prepared):
    """The wheel moves the row of versions, whose ends are a key away; the rows of values are low."""
    person = desk(config_yaml=SAFE)
    person.copy_library(prepared)
    forge_versions(person, 20)
    person.start()
    person.choose(person.see(re.compile("[Cc]hair"), "row"))
    x, y = person.place(person.see("Version 19", "row"))
    for _ in range(3):
        subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "4"], check=True)
    person.see("Version 14", "row")
    person.see_gone("Version 20", "row")
    subprocess.run(["xdotool", "click", "5", "click", "5", "click", "5"], check=True)
    person.click(person.see("Version 20", "row"))
    person.press("Home")
    person.see(re.compile("version 1, view 1 of"))
    person.press("End")
    person.see(re.compile("version 20, view 1 of"))

    person.tab("Parameters")
    slider, spin = (person.see("Seat width", kind) for kind in ("slider", "spin button"))
    assert abs(extents(slider).y - extents(spin).y) < 20


def test_narrow_model(desk, prepared, tmp_path):
    """In a narrow window, no button of the model is cut off or lies under another one, and the pen's tools and hint
    leave its picture whole."""
    person = desk(size=(360, 720), config_yaml=SAFE, env={"LIBGL_ALWAYS_SOFTWARE": "1",
                                                          "XDG_CACHE_HOME": str(tmp_path / "own-cache")})
    person.copy_library(prepared)
    person.start()
    person.activate(person.see("Back", "button"))
    person.click(person.see(re.compile("[Cc]hair"), "row"))
    person.see(re.compile("^Version 2"), "button")
    person.press("ctrl+r")
    person.activate(person.see("Turn the Model", "toggle"))
    model = extents(person.see(re.compile("3D model")))
    names = [("From the Front (1)", "button"), ("From the Right (3)", "button"), ("From the Top (7)", "button"),
             ("Show the Chosen Part, or Everything (F)", "button"), ("Draw on the Model (Ctrl+D)", "button"),
             ("Full Screen (F11)", "toggle"), ("Turn the Model", "toggle")]
    places = [extents(person.see(*name)) for name in names]
    for i, place in enumerate(places):
        assert model.x <= place.x and place.x + place.width <= model.x + model.width, names[i]
        assert model.y <= place.y and place.y + place.height <= model.y + model.height, names[i]
        assert not any(overlap(place, other) for other in places[:i]), names[i]

    person.press("ctrl+d")
    canvas = extents(person.see_focus("Drawing on the Model"))
    assert canvas.height >= model.height - 1
    assert not overlap(canvas, extents(person.see(re.compile("^Draw around what to change"), "label")))


def test_compare(desk, prepared):
    """Also in a narrow window, the choice of views shows whole pictures."""
    person = desk(size=(360, 720), config_yaml=SAFE)
    person.copy_library(prepared)
    person.start()
    person.activate(person.see("Back", "button"))
    person.click(person.see(re.compile("[Cc]hair"), "row"))
    person.see(re.compile("^Version 2"), "button")
    person.press("ctrl+r")
    person.tab("Compare")
    for number in (1, 2):
        picture = extents(person.see(f"View {number}", "image"))
        assert 1.5 < picture.width / picture.height < 2


def test_composer(desk, prepared):
    """However narrow the conversation is, the row below the message has each of its buttons and words whole."""
    person = desk(config_yaml=SAFE)
    person.copy_library(prepared)
    person.start()
    person.choose(person.see(re.compile("[Cc]hair"), "row"))
    person.see("Changing version 2")
    names = [("Attach Pictures", None), ("Requirements…", "button"), ("Changing version 2", None),
             ("Four Variants", "button"), ("Model: Built-in Sketcher", None), ("Send", "button")]

    def places():
        return [extents(person.see(*name)) for name in names]

    whole = places()
    for width in (1280, 1100, 720, 360):
        def is_whole(width=width):
            found = places()
            return all(0 <= place.x and place.x + place.width <= width
                       # In a narrow window, the model is its icon.
                       and (place.width >= whole[i].width or width == 360 and names[i][0].startswith("Model"))
                       and not any(overlap(place, other) for other in found[:i])
                       for i, place in enumerate(found))
        person.resize((width, 720))
        person.wait(is_whole, "each button and word to be whole")
        if folder := os.environ.get("MQ_TEST_SHOTS"):
            person.shot(f"{folder}/composer-{width}.png")
