"""The galleries: of the kinds that the sketcher knows, and of everything that was made."""

import json

from person import TOP, is_sensitive
from steps import see_text
from test_keys import see_rows, see_title

KINDS = TOP / "data/sketcher/kinds"


def see_kinds(person):
    return person.find_all(kind="button", within=person.see("Kinds"))


def test_kinds(desk):
    person = desk(size=(1360, 860)).start()
    person.activate(person.see("All Kinds", "button"))
    person.see_focus("Search kinds")
    person.wait(lambda: len(see_kinds(person)) == len(list(KINDS.iterdir())), "a card for each kind")
    person.type("chest")
    person.wait(lambda: [each.get_name() for each in see_kinds(person)] == ["Treasure chest"],
                "only the chest")
    person.press("Return")
    person.see_gone("Search kinds")
    see_text(person, "A treasure chest")

    person.activate(person.see("All Kinds", "button"))
    person.see_focus("Search kinds")
    person.click(person.see("All Families", "combo box"))
    person.see("Lamps")
    families = sorted({json.loads(path.read_text())["group"] for path in KINDS.glob("*/kind.json")})
    person.press("Home", *["Down"] * (families.index("lamps") + 1), "Return")
    person.wait(lambda: {"Candle", "Desk lamp", "Lantern"} <= {each.get_name() for each in see_kinds(person)}
                and not person.find("Chair", "button", within=person.see("Kinds")), "only lamps")
    person.press("Escape")
    person.see_gone("Search kinds")

    person.resize((360, 640))
    person.activate(person.see("All Kinds", "button"))
    person.see_focus("Search kinds")
    person.type("gramophone")
    person.see("No Kind Found")
    assert is_sensitive(person.see("Set Up a Model…", "button"))
    person.press("Escape")
    person.see_gone("No Kind Found")


def test_gallery_and_favorites(desk, prepared):
    person = desk(size=(1360, 860))
    person.copy_library(prepared)
    person.start()
    titles = [each["title"] for each in person.sessions()]
    oldest = titles[-1]
    sessions = person.see("Sessions", "list")
    person.click(person.see(oldest, "row", within=sessions), button=3)
    person.activate(person.see("Add to Favorites", "menu item"))
    see_rows(person, [oldest, *titles[:-1]])
    person.wait(lambda: [bool(each.get("favorite")) for each in person.sessions()]
                == [False] * (len(titles) - 1) + [True], "the favorite to be kept")

    person.press("ctrl+n")
    person.press("ctrl+g")
    person.see_focus("Search titles")
    person.activate(person.see("Favorites Only", "toggle button"))
    person.click(person.see("Search titles", "entry"))
    person.type(titles[0])  # is no favorite
    person.see("No Sessions Found")
    person.press("ctrl+a")
    person.type(oldest[:4].upper())
    person.see_gone("No Sessions Found")
    person.press("Return")
    person.see_gone("Search titles")
    see_title(person, oldest)
