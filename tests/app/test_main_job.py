"""The main job, as a person does it: say what it shall be, watch, look at renders and code, ask for a
change, compare, go back, branch, delete, undo. Real service, real Blender."""

import re

import pytest

from person import is_sensitive

RUN = 180  # seconds that a run may take on a slow machine


def say(person, text):
    """Writes a message and sends it."""
    person.press("ctrl+l")
    person.wait(lambda: (person.focused() is not None), "the composer to have the focus")
    person.type(text)
    person.wait(lambda: is_sensitive(person.find("Send", "button")), "Send to be possible")
    person.press("Return")


def version_card(person, number, seconds=RUN):
    return person.see(re.compile(rf"^Version {number}\b"), seconds=seconds)


@pytest.mark.parametrize("size", [(1280, 800), (360, 640)])
def test_first_asset(desk, size):
    """Three phases are seen, a version comes with five renders, and it is the user's turn."""
    person = desk(size=size).start()
    person.see("What Shall It Be?")
    say(person, "Create a 3D object of a chair")
    person.see("Create a 3D object of a chair")
    person.see("Initial creation")
    person.see("Automatic refinement", seconds=RUN)
    version_card(person, 1)
    person.see("Finish", kind="button", seconds=RUN)
    (session,) = person.sessions()
    renders = person.library / "sessions" / session["session"] / "versions/1/renders"
    assert len(list(renders.glob("*.png"))) == 5
    assert person.quit() == 0
