"""The model that is turned in the window: it comes from the version itself, once. Everything else about the model
is in test-orbit.c."""

import re

import pyatspi
from person import has, kinds, role


def open_chair(person, prepared):
    person.copy_library(prepared)
    person.start()
    person.choose(person.see(re.compile("[Cc]hair"), "row"))
    person.see(re.compile("[Cc]hair, version 2, view 1 of"))


def test_turned(desk, prepared):
    """A chair can be turned; its mesh is made in the background, and kept."""
    person = desk(env={"LIBGL_ALWAYS_SOFTWARE": "1"})
    open_chair(person, prepared)
    person.activate(person.see("Turn the Model", "toggle"))
    person.see(re.compile("version 2, a model to turn"))
    # Other tests' meshes are in the cache, too.
    found = [path for session in (person.library / "sessions").iterdir()
             for path in (person.folder / "cache/maquette/meshes").glob(f"{session.name}-*")]
    assert len(found) == 1 and "-2-" in found[0].name and found[0].suffix == ".glb"
    assert found[0].read_bytes()[:4] == b"glTF"
    made = found[0].stat().st_ino
    person.wait(lambda: not list(person.library.glob("tmp/*")), "what is half-made to be gone")
    person.click(person.see(re.compile("version 2, a model to turn")))
    person.wait(lambda: role(person.focused()) in kinds("image"), "the model to have the focus")
    # The part under the pointer is named, and the click has selected it beside the code.
    def picked():
        return next((title for title in ("Pad", "Seat", "Back", "Slats")
                     if has(person.find(title, "list item"), pyatspi.STATE_SELECTED)), None)
    title = person.wait(picked, "a part to be selected")
    # In the list, and over the model.
    person.wait(lambda: sum(text.startswith(title) and "·" not in text
                            for text in person.texts()) >= 2, "the part to be named")
    person.press("Left")
    person.press("plus")
    person.press("3")
    person.see("Wireframe")
    person.press("4")
    person.see("Dimensions")
    # Back to the renders, and to the model again: it is there at once, of the same file.
    person.activate(person.see("Turn the Model", "toggle"))
    person.see_focus(re.compile("version 2, view 1 of"))
    person.activate(person.see("Turn the Model", "toggle"))
    person.see(re.compile("version 2, a model to turn"))
    assert found[0].stat().st_ino == made


def test_no_opengl(desk, prepared):
    """The renders stay, and a message says why."""
    person = desk(env={"GDK_DISABLE": "gl,vulkan"})
    open_chair(person, prepared)
    person.activate(person.see("Turn the Model", "toggle"))
    person.see(re.compile("^Turning the model needs OpenGL"))
    person.see(re.compile("version 2, view 1 of"))
    assert not has(person.see("Turn the Model", "toggle"), pyatspi.STATE_CHECKED)


def test_menu_at_the_pointer(desk, prepared):
    """The menu of the version that is clicked, in the strip and on the picture, and by the key."""
    person = desk()
    open_chair(person, prepared)
    person.click(person.see("Version 1", "row"), 3)
    # GTK 4.18 tells the names of menu items late.
    person.see("Make a Film…", "menu item")
    person.see(re.compile("version 1, view 1 of"))
    person.press("Escape")
    person.see_gone("Make a Film…", "menu item")
    person.click(person.see(re.compile("version 1, view 1 of")), 3)
    person.see("Make a Film…", "menu item")
    person.press("Escape")
    person.see_gone("Make a Film…", "menu item")
