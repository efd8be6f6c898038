"""The model that is turned in the window: it comes from the version itself, once, before it is asked for. Everything
else about the model is in test-orbit.c."""

import re
import subprocess

import pyatspi
from desk import SAFE
from person import has, kinds, role


def open_chair(person, prepared):
    person.copy_library(prepared)
    person.start()
    person.choose(person.see(re.compile("[Cc]hair"), "row"))
    person.see(re.compile("[Cc]hair, version 2, view 1 of"))


def is_on(toggle):
    return has(toggle, pyatspi.STATE_CHECKED) or has(toggle, pyatspi.STATE_PRESSED)


def test_turned(desk, prepared, tmp_path):
    """A drag on the picture turns the chair; its mesh is made beforehand, and kept."""
    # A cache of its own: other tests, which share one, make the mesh of the same chair at the same time.
    person = desk(env={"LIBGL_ALWAYS_SOFTWARE": "1", "XDG_CACHE_HOME": str(tmp_path / "own-cache")})
    open_chair(person, prepared)
    (found,) = person.wait(lambda: list((tmp_path / "own-cache/maquette/meshes").glob("*-2-*.glb")),
                           "the model to be made beforehand")
    assert found.read_bytes()[:4] == b"glTF"
    made = found.stat().st_ino
    person.wait(lambda: not list(person.library.glob("tmp/*")), "what is half-made to be gone")
    x, y = person.place(person.see(re.compile("version 2, view 1 of")))
    person.drag((x, y), (x + 60, y + 10), re.compile("version 2, 3D model"))
    person.wait(lambda: is_on(person.see("Turn the Model", "toggle")), "the toggle to be on")
    person.click(person.see(re.compile("version 2, 3D model")))
    person.wait(lambda: role(person.focused()) in kinds("image"), "the model to have the focus")
    # The part under the pointer is named, and the click has selected it beside the code.
    def picked():
        return next((title for title in ("Pad", "Seat", "Backrest", "Slats") if person.find(title, "combo box")), None)
    title = person.wait(picked, "a part to be selected")
    # In the choice, and over the model, where it stays when the pointer leaves.
    person.point(10, 10)
    person.wait(lambda: sum(text.startswith(title) and "·" not in text
                            for text in person.texts()) >= 2, "the part to be named")
    # The message is about it.
    person.activate(person.see(re.compile(f"^{title}"), "button"))
    person.see(f"Changes only: {title}", "button")
    # The part alone: as it is written in the script, without a new version.
    person.activate(person.see("Code Options", "toggle"))
    person.wait(lambda: role(person.focused()) in kinds("menu item"), "the menu, its first item")
    person.press("Return")  # GTK 4.18 tells the names of menu items late
    # In place of the whole, beside the code; it is closed there.
    person.see(title, "image")
    person.activate(person.see("Show the Whole Asset", "button"))
    person.see_gone("Show the Whole Asset", "button")
    person.click(person.see(re.compile("version 2, 3D model")))
    for key in ("Left", "plus", "f", "Home", "1", "ctrl+7", "shift+Left"):
        person.press(key)
    person.activate(person.see("From the Top (7)", "button"))
    person.press("z")
    person.press("z")
    person.see("Wireframe")
    person.press("z")
    person.see("Dimensions")
    # On the full screen, and back.
    person.press("F11")
    person.wait(lambda: len(person.windows()) == 2, "the full screen")
    person.press("Escape")  # the part
    person.press("Escape")
    person.wait(lambda: len(person.windows()) == 1, "the window")
    # Another session begins with its picture, and so does this one again.
    person.choose(person.see(re.compile("[Tt]able"), "row"))
    person.see(re.compile("version 1, view 1 of"))
    person.choose(person.see(re.compile("[Cc]hair"), "row"))
    person.see(re.compile("version 2, view 1 of"))
    person.activate(person.see("Turn the Model", "toggle"))
    person.see(re.compile("version 2, 3D model"))
    assert found.stat().st_ino == made
    person.click(person.see(re.compile("version 2, 3D model")))
    person.activate(person.see("Turn the Model", "toggle"))
    person.see_focus(re.compile("version 2, view 1 of"))


def test_late_blender(desk, prepared, tmp_path):
    """The session is opened before the window knows its Blender: all that needs one waits for it."""
    slow = tmp_path / "slow/blender"
    slow.parent.mkdir()
    slow.write_text(f"""#!/bin/sh
[ "$1" != --version ] || while [ ! -e {tmp_path}/answers ]; do sleep 0.05; done
exec blender "$@"
""")
    slow.chmod(0o755)
    person = desk(config_yaml=SAFE, env={"LIBGL_ALWAYS_SOFTWARE": "1", "MQ_BLENDER": str(slow),
                       "XDG_CACHE_HOME": str(tmp_path / "own-cache")})
    open_chair(person, prepared)
    export = person.see("Export…", "button")
    assert not has(export, pyatspi.STATE_SENSITIVE)
    (tmp_path / "answers").touch()
    person.wait(lambda: has(export, pyatspi.STATE_SENSITIVE), "the export")
    person.wait(lambda: list((tmp_path / "own-cache/maquette/meshes").glob("*-2-*.glb")),
                "the model to be made beforehand")


def test_no_opengl(desk, prepared):
    """The renders stay, and a message says why."""
    person = desk(env={"GDK_DISABLE": "gl,vulkan"})
    open_chair(person, prepared)
    person.activate(person.see("Turn the Model", "toggle"))
    person.see(re.compile("^Turning the model needs OpenGL"))
    person.see(re.compile("version 2, view 1 of"))
    assert not is_on(person.see("Turn the Model", "toggle"))


def test_menu_at_the_pointer(desk, prepared):
    """The menu of the version that is clicked, in the strip and on the picture, and by the key."""
    person = desk()
    open_chair(person, prepared)
    # The end of a drag with the secondary button starts nothing: no menu has come.
    x, y = person.place(person.see(re.compile("version 2, view 1 of")))
    subprocess.run(["xdotool", "mousemove", str(x), str(y), "mousedown", "3", "mousemove", str(x + 40),
                    str(y + 40), "mouseup", "3"], check=True)
    person.click(person.see("Version 1", "row"))
    person.see(re.compile("version 1, view 1 of"))
    person.click(person.see("Version 2", "row"), 3)
    person.see("Make a Film…", "menu item")
    person.press("Escape")
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
