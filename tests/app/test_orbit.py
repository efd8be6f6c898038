"""The model that is turned in the window: it comes from the version itself, once; without OpenGL, Blender draws
pictures of it. Everything else about the model is in test-orbit.c."""

import re
import subprocess

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


def look(person, node):
    """The pixels in the middle of a widget, where no button is and no ring of the focus."""
    x, y = person.place(node)
    person.shot(person.folder / "look.png")
    return subprocess.run(["convert", str(person.folder / "look.png"), "-crop", f"160x120+{x - 80}+{y - 60}", "rgb:-"],
                          check=True, stdout=subprocess.PIPE).stdout


def test_no_opengl(desk, prepared):
    """Pictures of the version are turned; stopped half-way, what is drawn is kept, and nothing that is half-made."""
    person = desk(env={"GDK_DISABLE": "gl,vulkan"})
    open_chair(person, prepared)

    def drawn():
        return sorted(path for session in (person.library / "sessions").iterdir()
                      for path in (person.folder / "cache/maquette/meshes").glob(f"*{session.name}-2-*-turn-*"))
    person.activate(person.see("Turn the Model", "toggle"))
    person.see(re.compile("^Rendering picture [0-9]+ of 36$"))
    person.wait(drawn, "a frame")
    person.activate(person.see("Turn the Model", "toggle"))
    person.see(re.compile("version 2, view 1 of"))
    person.wait(lambda: not list(person.library.glob("tmp/*")), "the folder of Blender to go")
    assert all(path.suffix == ".png" and path.name[0] != "." for path in drawn())
    first = drawn()[0].stat().st_ino

    person.activate(person.see("Turn the Model", "toggle"))
    person.wait(lambda: len(drawn()) == 36, "all frames")
    person.see_gone(re.compile("^Rendering picture"))
    person.wait(lambda: not list(person.library.glob("tmp/*")), "the folder of Blender to go")
    assert drawn()[0].stat().st_ino == first
    picture = person.see(re.compile("version 2, a model to turn"), "image")
    person.click(picture)
    person.wait(lambda: role(person.focused()) in kinds("image"), "the picture to have the focus")
    front = look(person, picture)
    person.press("Right")
    person.wait(lambda: look(person, picture) != front, "the picture to be turned")
    turned = look(person, picture)
    person.press("Right", "Left")
    person.wait(lambda: look(person, picture) == turned, "the picture to be turned there and back")
    person.press("0")
    person.wait(lambda: look(person, picture) == front, "the front")
    # By hand, and back by a double click.
    x, y = person.place(picture)
    subprocess.run(["xdotool", "mousemove", str(x), str(y), "mousedown", "1", "mousemove_relative", "40", "0",
                    "mousemove_relative", "40", "0", "mouseup", "1"], check=True)
    person.wait(lambda: look(person, picture) not in (front, turned), "the picture to be turned by hand")
    subprocess.run(["xdotool", "click", "--repeat", "2", "--delay", "60", "1"], check=True)
    person.wait(lambda: look(person, picture) == front, "the front")


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
