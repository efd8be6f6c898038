"""The galleries: of the kinds that the sketcher knows, and of everything that was made."""

from person import is_sensitive
from steps import see_text


def see_kinds(person):
    return person.find_all(kind="button", within=person.see("Kinds"))


def test_kinds(desk):
    person = desk(size=(1360, 860))
    person.start()
    person.activate(person.see("All Kinds", "button"))
    person.see_focus("Search kinds")
    person.wait(lambda: len(see_kinds(person)) == 38, "a card for each kind")
    person.type("chest")
    person.wait(lambda: [each.get_name() for each in see_kinds(person)] == ["Treasure chest"],
                "only the chest")
    person.press("Return")
    person.see_gone("Search kinds")
    see_text(person, "A treasure chest")


def test_unknown_kind(desk):
    person = desk(size=(360, 640))
    person.start()
    person.activate(person.see("All Kinds", "button"))
    person.see_focus("Search kinds")
    person.type("gramophone")
    person.see("No Kind Found")
    assert is_sensitive(person.see("Set Up a Model…", "button"))
    person.press("Escape")
    person.see_gone("No Kind Found")
