"""Variants in the window: four of a prompt, shown while they are made and side by side when they are there; one is
chosen; and of a change; stopped; and after the window was killed."""

import os
import re

from desk import FAST, QUICK
from person import has, is_sensitive  # noqa: F401
from reach import place
from steps import RUN, ask, make_chair, only_session, see_versions, write

SHOTS = os.environ.get("MQ_SHOTS")


def shot(person, name):
    if SHOTS:
        person.shot(f"{SHOTS}/{name}.png")


def press_variants(person, text):
    write(person, text)
    person.activate(person.see("Four Variants", "button"))


def open_chair(person):
    """In a narrow window, the list of sessions is another page."""
    person.press("F9")
    person.click(person.see(re.compile("[Cc]hair"), "row"))
    person.see(re.compile("^Version 1, "), "button")


def parents(person, session):
    return sorted(ask(person, "SELECT number, parent FROM version WHERE session = ?", session))


def test_of_a_prompt(desk, gate):
    """Four pictures in the card; the grid, with what differs; the chosen one is what the composer changes."""
    person = desk(config_yaml=QUICK, env=gate.env)
    gate.close("measure", after=2)
    person.start()
    press_variants(person, "a chair")
    person.see("Variants: 2 of 4", seconds=RUN)
    shot(person, "card-making")
    gate.open()
    person.see("4 variants", seconds=RUN)
    session = only_session(person)
    see_versions(person, session, [1, 2, 3, 4])
    assert parents(person, session) == [(1, 0), (2, 0), (3, 0), (4, 0)]
    # The grid comes by itself.
    person.see("4 variants, best first", seconds=RUN)
    person.see(re.compile("^Current: "), "button")
    shot(person, "grid")
    assert len(person.find_all(re.compile("^Continue from This: "), "button")) == 3
    ((third,),) = ask(person, "SELECT summary FROM version WHERE session = ? AND number = 3", session)
    person.activate(person.see(f"Continue from This: {third}", "button"))
    person.see(f"Current: {third}", "button")
    person.see("Changing version 3")
    person.see("Suggestions", "grouping")
    # A change goes on from it, as a branch.
    write(person, "make it taller")
    person.activate(person.see("Send", "button"))
    see_versions(person, session, [1, 2, 3, 4, 5])
    # Its folder is there a moment before its row.
    person.wait(lambda: parents(person, session)[-1] == (5, 3), "the branch")


def test_of_a_change(desk):
    """Of the version that the composer says; by the keys; in a narrow window; and they are there the next time."""
    # Without a compositor, the window's edge takes ten pixels.
    person = desk(size=(372, 720), config_yaml=QUICK)
    person.start()
    make_chair(person)
    session = only_session(person)
    before = parents(person, session)
    write(person, "add a cushion")
    person.press("ctrl+shift+Return")
    person.see("4 variants", seconds=RUN)
    shot(person, "card-narrow")
    assert [parent for _, parent in parents(person, session)[len(before):]] == [len(before)] * 4
    person.activate(person.see("Compare", "button"))
    person.see("4 variants, best first")
    shot(person, "grid-narrow")
    ((last,),) = ask(person, "SELECT summary FROM version WHERE session = ? AND number = 5", session)
    person.activate(person.see(f"Continue from This: {last}", "button"))
    person.see(f"Current: {last}", "button")
    person.quit()
    person.start()
    open_chair(person)
    person.see("4 variants")
    # The strip shows the current version, the last one of a row that is wider than the window.
    person.press("ctrl+r")
    person.activate(person.see("Review", "page tab"))
    edge = place(person.window()).width
    person.wait(lambda: 0 < place(person.see("Version 5", "list item")).x < edge - 60, "version 5 in the strip")


def test_turned_together(desk):
    """One model is turned, and the others with it. A real Blender makes them."""
    person = desk(config_yaml=FAST, env={"LIBGL_ALWAYS_SOFTWARE": "1"}, dark=True)
    person.start()
    press_variants(person, "a chair")
    person.see("4 variants, best first", seconds=RUN)
    person.activate(person.see("Turn All", "toggle"))
    for number in range(1, 5):
        person.see(f"Version {number}", "image", seconds=RUN)
    shot(person, "grid-turning")
    person.click(person.see("Version 1", "image"))
    for _ in range(4):
        person.press("Left")
    shot(person, "grid-turned")


def test_stopped_and_killed(desk, gate):
    """Stop ends all of them, and what is there stays. After a kill the ones that are there are shown."""
    person = desk(config_yaml=QUICK, env=gate.env)
    person.start()
    gate.close("measure", after=1)
    press_variants(person, "a chair")
    person.see("Variants: 1 of 4", seconds=RUN)
    person.activate(person.see("Stop", "button"))
    person.see(re.compile(r"\d variants?"), seconds=RUN)
    session = only_session(person)
    before = len(parents(person, session))
    assert before in (1, 2, 3, 4)
    gate.open()
    gate.close("measure", after=1)
    press_variants(person, "add a cushion")
    person.see("Variants: 1 of 4", seconds=RUN)
    person.kill()
    gate.open()
    person.start()
    person.choose(person.see(re.compile("[Cc]hair"), "row"))
    person.see(re.compile("Version"), seconds=RUN)
    person.wait(lambda: len(parents(person, session)) > before, "a variant of the change")
