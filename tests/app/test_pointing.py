"""What the user points at becomes what the message is about: chosen in any view, marked in all, never in the message
by itself."""

import contextlib
import itertools
import json
import os
import re
import subprocess
import time

import pyatspi
from person import LONG, Person, has
from steps import reach, write

# A chip, in the composer.
CHIP = re.compile("^Changes only: ")


def open_chair(person, prepared):
    person.copy_library(prepared)
    person.start()
    person.choose(person.see(re.compile("[Cc]hair"), "row"))
    person.see(re.compile("[Cc]hair, version 2, view 1 of"))
    person.press("F9", *["ctrl+bracketleft"] * 5)  # room for the list of parts


def shot(person, name):
    folder = os.environ.get("MQ_TEST_SHOTS")
    if folder:
        person.shot(f"{folder}/{name}.png")


def chips(person):
    return [node.name.removeprefix("Changes only: ") for node in person.find_all(CHIP, "button")]


def see_chips(person, *titles):
    person.wait(lambda: chips(person) == list(titles), f"the chips {titles}")


def see_chosen(person, *titles):
    """Over the picture or the model, and beside the code."""
    person.see(", ".join(titles), "button")
    person.wait(lambda: sorted(marked(person)) == sorted(titles), f"{titles} to be marked beside the code")


def draft(person):
    for path in person.folder.glob("state/maquette/drafts/*.json"):
        yield json.loads(path.read_text())


def click_again(person, node):
    """A click of its own: one within 0.4 s of the last would be the second half of a double click (GTK's
    gtk-double-click-time)."""
    time.sleep(0.5)
    person.click(node)


def test_point_and_change(desk, prepared, tmp_path):
    person = desk(env={"LIBGL_ALWAYS_SOFTWARE": "1", "XDG_CACHE_HOME": str(tmp_path / "own-cache")}, size=(1400, 900))
    open_chair(person, prepared)

    # Beside the code, by a click and a key: nothing is in the message yet.
    person.choose(person.see("Armrests", "row"))
    see_chosen(person, "Armrests")
    assert not chips(person)
    shot(person, "1-row")
    # Typing begins the message, about what is chosen.
    person.type("longer")
    see_chips(person, "Armrests")
    person.see_focus("Message")
    person.wait(lambda: person.text("Message") == "longer", "the words")
    shot(person, "2-chip")
    # In the version before, there are none.
    person.click(person.see("Changing version 2"))
    person.press("Up", "Return")
    person.see(re.compile("^Changing version 1"))
    person.wait(lambda: person.find(CHIP, "button").description == "Version 1 has no “Armrests”", "the chip to say so")
    shot(person, "3-gone")
    person.click(person.see("Changing version 1"))
    person.press("Down", "Return")
    person.see(re.compile("^Changing version 2"))

    # On the render: what is there is named, with the place. Ctrl adds.
    person.click(person.see(re.compile("version 2, view 1 of")))
    person.wait(lambda: not person.find("Armrests", "button"), "something else to be chosen")
    title = person.wait(lambda: next((name for name in ("Pad", "Seat", "Backrest", "Slats", "Cushion")
                                      if person.find(name, "button")), None), "a part to be chosen")
    shot(person, "4-render")
    person.press("ctrl+m")
    see_chips(person, "Armrests", title)
    person.press("ctrl+m")  # once is enough
    (kept,) = person.wait(lambda: [each for each in draft(person) if len(each.get("targets", [])) == 2],
                          "the draft to be saved")
    assert kept["targets"][0]["part"] == "armrests" and "at_m" not in kept["targets"][0]
    assert len(kept["targets"][1]["at_m"]) == len(kept["targets"][1]["normal"]) == 3
    assert kept["targets"][1]["camera"] in ("front", "right")

    # On the model; Escape chooses nothing.
    person.activate(person.see("Turn the Model", "toggle"))
    model = person.see(re.compile("version 2, 3D model"))
    click_again(person, model)
    see_chosen(person, title)
    shot(person, "5-model")
    person.point(10, 10)  # under the pointer, it is named, too
    person.press("Escape")
    person.see_gone(title, "button")
    click_again(person, model)
    person.see(title, "button")
    # A word whose first letter is a key of the model.
    write(person, "", instead=True)
    person.press("ctrl+a", "BackSpace")
    click_again(person, model)
    person.see_focus(re.compile("3D model"))
    person.type("zigzag")
    person.wait(lambda: person.text("Message") == "zigzag", "all letters")
    person.see("Colors")
    # Keys that are pressed again, or before other words, are none of them.
    for keys, words, expected in (("z z", "red", "red"), ("", "10 cm up", "10 cm up"), ("1", "wide", "wide")):
        write(person, "", instead=True)
        person.press("ctrl+a", "BackSpace")
        click_again(person, model)
        person.see_focus(re.compile("3D model"))
        if keys:
            person.press(*keys.split())
        person.type(words)
        person.wait(lambda expected=expected: person.text("Message") == expected, expected)

    # After a restart they are there. A chip goes by a key; the focus stays among them.
    assert person.quit() == 0
    person.start()
    see_chips(person, "Armrests", title)
    person.press("ctrl+l")
    person.see_focus("Message")
    reach(person, f"Changes only: {title}", key="shift+Tab")
    person.press("Delete")
    see_chips(person, "Armrests")
    person.see_focus("Changes only: Armrests")
    # The message carries them, and shows them where it was sent.
    write(person, "make them longer", instead=True)
    person.press("Return")
    person.wait(lambda: "Changes only: Armrests" in person.texts() and not chips(person), "the message to be sent")
    shot(person, "6-sent")


def control_click(person, x, y):
    subprocess.run(["xdotool", "keydown", "ctrl", "mousemove", str(x), str(y), "click", "1", "keyup", "ctrl"],
                   check=True)


def marked(person):
    return [row.name for row in person.find_all(None, "row") if row.description.startswith("Chosen")]


def test_several(desk, prepared):
    """Ctrl adds a row, and takes it away again at the head of its function. Without a part, the window says what to
    do."""
    person = desk(size=(1400, 900))
    open_chair(person, prepared)
    person.press("ctrl+m")
    person.see(re.compile("^Choose a part first"))
    person.choose(person.see("Seat", "row"))
    see_chosen(person, "Seat")
    # The head of its function is the first line that is seen.
    text = person.see("Script", "text")
    extents = text.queryComponent().getExtents(pyatspi.WINDOW_COORDS)
    x, y = person.place(text)
    head = x - extents.width // 2 + 150, y - extents.height // 2 + 10
    control_click(person, *head)
    person.see_gone("Seat", "button")
    person.point(head[0] + 50, head[1])  # no double click
    subprocess.run(["xdotool", "click", "1"], check=True)
    see_chosen(person, "Seat")
    # GTK 4.18 leaves paddings out of the places that it tells: it may be a neighbour.
    control_click(person, *person.place(person.see("Armrests", "row")))
    both = person.wait(lambda: len(marked(person)) == 2 and marked(person), "two parts to be marked")
    assert both[0] == "Seat"
    chosen = person.see(", ".join(both), "button")
    assert has(chosen, pyatspi.STATE_SENSITIVE)
    person.activate(chosen)
    see_chips(person, *both)


def point_at(person, model, title):
    """Moves the pointer over the model from left to right, in its lower part, until a part is named."""
    extents = model.queryComponent().getExtents(pyatspi.WINDOW_COORDS)
    x, y = person.place(model)
    for step in range(-18, 19):
        person.point(x + step * extents.height // 60, y + extents.height * 3 // 10)
        time.sleep(0.2)  # the name follows the pointer
        if person.find(title, "button"):
            return x + step * extents.height // 60, y + extents.height * 3 // 10
    raise AssertionError(f"{title} is nowhere")


def press_button(person, button, see, *what):
    """Clicks where the hand is, and again as long as it does not @see what follows. A busy GTK loses a click at times:
    press and release arrive at the window, and no gesture hears of the release (seen with GTK 4.18, after a menu
    closed)."""
    for _ in range(5):
        time.sleep(0.5)  # no double click
        person.be_active()
        person.move_hand("click", button)
        with contextlib.suppress(AssertionError):
            return see(person, *what, seconds=20)
    return see(person, *what)


def see_hint(person, name, seconds=LONG):
    """What is under the hand is named when it moves, and a busy window takes several moves for one: it goes on moving a
    little until then, as a hand does."""
    ways = itertools.cycle((1, -1))

    def look():
        node = person.find(name)
        if node is None:
            person.move_hand("mousemove_relative", "--", next(ways), 0)
        return node
    return person.wait(look, f"“{name}”", seconds)


def test_one_of_several(desk, prepared, tmp_path):
    """What is named is what the click takes: the part, then the one object, then the part; a menu says so, too."""
    person = desk(env={"LIBGL_ALWAYS_SOFTWARE": "1", "XDG_CACHE_HOME": str(tmp_path / "own-cache")}, size=(1400, 900))
    open_chair(person, prepared)
    person.activate(person.see("Turn the Model", "toggle"))
    point_at(person, person.see(re.compile("version 2, 3D model")), "Legs")
    hint = press_button(person, 1, see_hint, re.compile(r"^Click again for “.* \(of Legs\)”$")).name
    assert person.find("Legs", "button")
    shot(person, "7-part")
    one = hint.removeprefix("Click again for “").removesuffix("”")
    press_button(person, 1, Person.see, one, "button")
    see_hint(person, "Click again for “Legs”")
    shot(person, "8-object")
    person.press("ctrl+m")
    see_chips(person, one)
    press_button(person, 1, Person.see, "Legs", "button")
    see_hint(person, hint)
    # By the menu of the part.
    press_button(person, 3, Person.see, "Change This…", "menu item")
    shot(person, "9-menu")
    reach(person, "Only This Object", key="Down")
    person.press("Return")
    person.see(one, "button")
    press_button(person, 3, Person.see, "Show in Code", "menu item")
    assert not person.find("Only This Object", "menu item")
    person.press("Escape")
    person.see_gone("Show in Code", "menu item")
