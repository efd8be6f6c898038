"""The first version can be taken hold of from its preview on, while it is still measured: turned,
clicked, read. It becomes the version without a jump, or goes with its run."""

import re

import pytest
from desk import QUICK
from person import has, is_sensitive, pyatspi
from steps import RUN, card, my_turn, only_session, say

TURNED = {"LIBGL_ALWAYS_SOFTWARE": "1"}
DRAFT = re.compile("[Cc]hair, draft, 3D model")
KEPT = re.compile("[Cc]hair, version 1, 3D model")


def hold_at(desk, gate, step, **options):
    """A chair whose run is held at a step of Blender's."""
    person = desk(config_yaml=QUICK, env=TURNED | gate.env, **options).start()
    gate.close(step)
    say(person, "Create a 3D object of a chair")
    return person


def drag(person):
    """A hand that turns what is there: it is another picture of the same thing."""
    x, y = person.place(person.see(DRAFT))
    person.drag((x, y), (x + 60, y + 10), DRAFT)


def test_taken_hold_of(desk, gate):
    """The pane opens by itself; what would need a version is off; what is turned stays as it is when it is kept."""
    person = hold_at(desk, gate, "measure")
    drag(person)
    person.see("Draft: it is still being checked and rendered")
    person.see("Script", "text")
    for name in ("Edit", "Export…"):
        assert not is_sensitive(person.see(name, "button")), name
    assert person.find("Compare", "page tab") is None
    person.tab("Parameters")
    person.see("Change values, then build a new version")
    assert not is_sensitive(person.see("Build", "button"))
    person.tab("Review")
    # It was hidden, and comes again by the card of what is being made.
    person.activate(person.see("Show Review", "toggle"))
    person.see_gone(DRAFT)
    person.click(person.see(re.compile("^Preview|^Rendering picture"), "button"))
    person.see(DRAFT)
    gate.open()
    card(person, 1)
    person.see(KEPT, seconds=RUN)
    assert has(person.see("Turn the Model", "toggle"), pyatspi.STATE_PRESSED)
    person.see("Compare", "page tab")
    my_turn(person)
    assert is_sensitive(person.see("Edit", "button"))
    assert person.quit() == 0


def test_only_looked_at(desk, gate):
    """What nobody has touched makes place for the render."""
    person = hold_at(desk, gate, "measure")
    person.see(DRAFT)
    gate.open()
    person.see(re.compile("version 1, view 1 of"), seconds=RUN)
    assert person.quit() == 0


@pytest.mark.parametrize("step", ["measure", "final"])
def test_stopped(desk, gate, step):
    """Before it is measured, it goes with its run; after that, it is there without pictures."""
    person = hold_at(desk, gate, step)
    if step == "measure":
        drag(person)
    else:
        card(person, 1)
    person.activate(person.see("Stop", "button"))
    person.see_gone("Stop", "button")
    if step == "measure":
        person.see("Stopped")
        person.see_gone(DRAFT)
        assert person.find("Show Review", "toggle") is None
        assert person.versions(only_session(person)) == []
    else:
        card(person, 1)
        person.see("The version is complete; only its pictures are missing. You stopped it.")
    assert person.quit() == 0


def test_narrow(desk, gate):
    """Without room for it, it comes when its card is clicked."""
    person = hold_at(desk, gate, "measure", size=(800, 700))
    preview = person.see(re.compile("^Preview|^Rendering picture"), "button")
    assert person.find(DRAFT) is None
    person.click(preview)
    drag(person)
    gate.open()
    person.see(KEPT, seconds=RUN)
    assert person.quit() == 0


def test_real(desk):
    """A real Blender's chair: the part that is clicked is shown in the code, while it is rendered."""
    person = desk(config_yaml="render:\n  num_images: 1\n", env=TURNED).start()
    say(person, "a wooden chair")
    card(person, 1)
    toggle = person.see("Turn the Model", "toggle button")
    if not has(toggle, pyatspi.STATE_PRESSED):
        person.activate(toggle)
    person.click(person.see(KEPT))
    person.wait(lambda: any(person.find(title, "combo box") for title in ("Pad", "Seat", "Back", "Slats")),
                "a part to be selected")
    person.see(KEPT, seconds=RUN)
    assert person.quit() == 0
