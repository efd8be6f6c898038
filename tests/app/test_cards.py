"""The cards of the conversation by keys: one Tab stop, cards by the arrow keys, and text that can be copied."""

import re
import subprocess

import pytest
from person import role, words
from steps import see_text, write

CARD = re.compile("^Version 2, ")


def sit(desk, library, **options):
    """Before the chair's conversation, in the composer."""
    person = desk(**options)
    person.copy_library(library)
    person.start()
    person.see(re.compile(r"knows \d+ kinds"))
    if person.size[0] < 700:
        person.press("F9")
    person.click(person.see("Chair", "row"))
    person.see(CARD, "button")
    person.press("ctrl+l")
    person.see_focus("Message")
    return person


def cards(person):
    return person.see("Conversation", "list")


def go(person, key):
    """Presses it; where the focus is then."""
    before = person.focused().path
    person.press(key)
    person.wait(lambda: person.focused() and person.focused().path != before, f"{key} to lead on")
    return person.focused()


def is_in(node, above):
    while node is not None and node.path != above.path:
        node = node.get_parent()
    return node is not None


def go_to(person, key, name, kind=None):
    """Presses a key until the focus is there; the names on the way."""
    passed = []
    for _ in range(60):
        node = go(person, key)
        passed.append(words(node))
        if name.search(passed[-1]) and kind in (None, role(node)):
            return passed
    raise AssertionError(f"{key} does not lead to {name.pattern}: {passed}")


def select_a_word(person, node):
    """With the pointer: a double click. GTK leaves paddings out of the places that it tells: the
    label is below its."""
    person.click(node)  # once all rests
    x, y = person.place(node)
    places = iter(range(y + 10, y + 50, 5))
    text = node.queryText()

    def is_hit():
        subprocess.run(["xdotool", "mousemove", str(x), str(next(places)), "click", "--repeat", "2",
                        "--delay", "60", "1"], check=True)
        return text.getNSelections() == 1
    person.wait(is_hit, "a selected word")
    return text.getText(*text.getSelection(0))


@pytest.mark.parametrize("size", [(1280, 800), (360, 640)])
def test_keys(desk, prepared, size):
    person = sit(desk, prepared, size=size)
    conversation = cards(person)

    # Into it, and out of it again: never more stops than the newest card has buttons.
    assert is_in(go(person, "shift+Tab"), conversation)
    stops = go_to(person, "shift+Tab", re.compile("^(?!Make |Change the|Add)"))
    assert len(stops) <= 5, stops
    assert not is_in(person.focused(), conversation)
    assert is_in(go(person, "Tab"), conversation)
    stops = go_to(person, "Tab", re.compile("^Message$"))
    assert len(stops) <= 5, stops

    # From card to card, the first and the newest.
    go(person, "shift+Tab")
    go_to(person, "Up", CARD)
    passed = go_to(person, "Up", re.compile("^Your message$"))
    assert any("done" in name for name in passed), passed  # a phase is one card
    assert "add armrests" in person.focused().get_description()
    first = go(person, "Home")
    assert words(first) == "Your message" and "a chair" in first.get_description()
    assert is_in(go(person, "End"), conversation)
    go_to(person, "Page_Up", re.compile("^Your message$"))
    go_to(person, "Page_Down", re.compile("^Make |^Change the|^Add"))

    # From any card, the next Tab leads out.
    go(person, "Home")
    stops = go_to(person, "Tab", re.compile("^Message$"))
    assert stops == ["Message Menu", "Go to Newest", "Message"]


def check_steps(person):
    """The steps of a phase are one stop, and Down leads on from the last one."""
    go(person, "shift+Tab")
    go_to(person, "Up", re.compile(", done$"))
    header = person.focused()
    person.press("Return")
    person.see("Steps", "list")
    step = go(person, "Tab")
    assert role(step) == "list item" and is_in(step, person.see("Steps", "list"))
    passed = go_to(person, "Down", CARD)
    assert len(passed) > 2, passed  # step by step
    go_to(person, "Up", re.compile(", done$"))
    assert person.focused().path == header.path
    stops = go_to(person, "Tab", re.compile("^Message$"))
    assert len(stops) <= 3, stops


def check_copy(person):
    """What the pointer has selected; else the whole text of the focused card."""
    person.press("ctrl+l")
    go(person, "shift+Tab")
    go_to(person, "Up", re.compile("^Your message$"))
    person.press("ctrl+c")
    person.press("ctrl+l", "ctrl+v")
    see_text(person, "add armrests")

    label = person.see("add armrests", "label", cards(person))
    word = select_a_word(person, label)
    assert word in ("add", "armrests")
    person.see_focus("Your message")
    person.press("ctrl+c")
    write(person, "", instead=True)
    person.press("ctrl+v")
    see_text(person, word)
    person.press("ctrl+a", "BackSpace")
    see_text(person, "")


def items(person):
    """The menu's, once it is open."""
    person.wait(lambda: person.find(None, "menu item"), "a menu")
    return {words(node) for node in person.find_all(None, "menu item")}


def open_menu(person, node, item):
    """A secondary click on a card: below the place that GTK tells, as it leaves paddings out."""
    x, y = person.place(node)
    subprocess.run(["xdotool", "mousemove", str(x), str(y + 25), "click", "3"], check=True)
    person.see(item, "menu item")


def close_menu(person):
    person.press("Escape")
    person.wait(lambda: not person.find(None, "menu item"), "the menu to go")


def check_menus(person):
    """A version has the review's menu, on the version of the card, and the review stays as it is."""
    person.press("ctrl+r")
    person.see_gone("Version Menu", "button")
    person.press("ctrl+l")
    go(person, "shift+Tab")
    go_to(person, "Up", re.compile("^Version 1, "))  # and so all of its card is in view
    first = person.focused()
    open_menu(person, first, "Copy Script")
    assert {"Open Folder", "Export…", "Save Script…"} <= items(person)
    assert person.find("Version Menu", "button") is None
    person.wait(lambda: "This version is shown" in first.get_description(), "the version to be selected")
    person.activate(person.see("Copy Script", "menu item"))
    person.see("Script copied")
    person.wait(lambda: person.focused() and person.focused().path == first.path, "the focus to be back")
    go_to(person, "Down", CARD)
    person.press("Menu")
    person.see("Copy Script", "menu item")
    close_menu(person)
    person.wait(lambda: CARD.search(words(person.focused())), "the focus to be back")

    go_to(person, "Up", re.compile("^Your message$"))
    person.press("shift+F10")
    person.see("Edit and Send Again", "menu item")
    assert items(person) == {"Copy", "Edit and Send Again", "Regenerate"}
    person.activate(person.see("Edit and Send Again", "menu item"))
    see_text(person, "add armrests")
    person.see_focus("Message")


def test_offers(desk, prepared):
    """What a card offers: its steps, its text, its menu."""
    person = sit(desk, prepared)
    check_steps(person)
    check_copy(person)
    check_menus(person)
