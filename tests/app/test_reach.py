"""Everyone can use the window: each state of it is named, reached by keys, large enough and no wider
than the screen; with large letters, from right to left, in high contrast and without motion."""

import itertools
import os
import re
import sys

import pytest
from desk import QUICK
from ears import Ears
from person import SETTINGS, TOP
from reach import faults

sys.path.append(str(TOP / "tests/support"))
from locales import environment_of  # noqa: E402
from representative import representative  # noqa: E402

PAGES = {"Review": re.compile("view 1 of 2"), "Compare": "Wipe", "Parameters": "Build"}
SIZES = {"wide": (1360, 860), "narrow": (360, 640), "low": (360, 294)}
# Without a compositor the window's edge takes ten pixels of it, and a dialog of Adwaita's wants 360.
EDGE = 12


@pytest.fixture
def ears():
    with Ears() as ears:
        yield ears


def sit(desk, prepared, size, **options):
    person = desk(size=SIZES[size], config_yaml=QUICK, **options)
    person.copy_library(prepared)
    person.start()
    person.see(re.compile(r"knows \d+ kinds"))
    return person


def open_session(person):
    if person.size[0] < 700:
        person.press("F9")
    person.click(person.see(re.compile("hair"), "row"))
    person.see(re.compile("^Version 2, "), "button")


def show_page(person, page, sign):
    person.activate(person.see(page, "page tab"))
    person.see(sign)


def review(person):
    """What covers the rest of a narrow window."""
    node = person.see("Version Menu", "button")
    while person.find("Back to the Conversation", within=node) is None:
        node = node.get_parent()
    return node.get_parent().get_parent()


def look(name, person):
    """A picture for who wants to look."""
    if os.environ.get("MQ_TEST_PICTURES"):
        person.shot(f"{os.environ['MQ_TEST_PICTURES']}/reach-{name}.png")


def check(person, ears, name, within=None, tab=True):
    look(name, person)
    return [f"{name}: {rule}: {case}" for rule, cases in faults(person, ears, within, tab).items() for case in cases]


@pytest.mark.parametrize("size", SIZES)
def test_every_state(desk, prepared, ears, size):
    """Names, targets, edges and the Tab key, state by state."""
    person = sit(desk, prepared, size)
    narrow = size != "wide"
    found = check(person, ears, f"{size}-first")
    open_session(person)
    if narrow:
        found += check(person, ears, f"{size}-conversation")
        person.press("ctrl+r")
    for page, sign in PAGES.items():
        show_page(person, page, sign)
        found += check(person, ears, f"{size}-{page.lower()}", review(person) if narrow else None)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("size", representative(["wide", "narrow"], ["narrow"]))
def test_search_and_dialogs(desk, prepared, ears, size):
    person = sit(desk, prepared, size)
    person.resize((person.size[0] + EDGE, person.size[1]))
    found = []
    person.press("ctrl+k")
    person.see_focus("Search prompts and code")
    person.type("armrests")
    person.see_gone("Table", "row")
    person.see("Chair", "row")
    found += check(person, ears, f"{size}-search")
    person.press("ctrl+k")
    person.see_focus("Search prompts and code")
    person.type("xylophone")
    person.see("No Sessions Found")
    found += check(person, ears, f"{size}-nothing-found")
    person.press("Escape", "Escape")
    for keys, title, name in (("ctrl+comma", "Preferences", "preferences"),
                              ("ctrl+question", re.compile("Shortcuts"), "shortcuts")):
        person.press(keys)
        dialog = person.see(title, "dialog")
        found += check(person, ears, f"{size}-{name}", dialog)
        person.press("Escape")
        person.see_gone(title, "dialog")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name, config", [
    ("settings", "render:\n  num_images: many\n"),
    ("blender", "blender:\n  executable: /nowhere/blender\n"),
])
def test_troubles(desk, ears, name, config):
    person = desk(size=SIZES["narrow"], config_yaml=config,
                  env={"PATH": "/nowhere"} if name == "blender" else None)
    person.start()
    if name == "settings":
        banner = person.see(re.compile(r"^config\.yaml, line 2: "))
        assert "/" not in banner.get_name()
        person.see("All Kinds")  # the service has said what it can make
        person.point(180, 500)  # away from the banner: its tooltip is as wide as it needs
        person.see_gone(re.compile(r"^/.*config\.yaml"))
    else:
        person.see("No Blender Found")
    found = check(person, ears, name)
    assert not found, "\n".join(found)


LOOKS = {
    "large-text": {"settings": SETTINGS.replace("Cantarell 11", "Cantarell 16.5")},
    "contrast": {"env": {"ADW_DEBUG_HIGH_CONTRAST": "1"}},
    "dark": {"dark": True},
    "rtl": {},
}


# Dark and contrast change colours and edges, hardly sizes; what fits a narrow window fits a wide one.
@pytest.mark.parametrize("name, size", representative(list(itertools.product(LOOKS, ["wide", "narrow"])),
                                                      [("large-text", "narrow"), ("rtl", "narrow")]))
def test_looks(desk, prepared, ears, tmp_path_factory, name, size):
    """What is larger or the other way round still fits."""
    # A locale that is written from right to left; GTK looks at nothing else.
    options = {"env": environment_of("ar_EG", tmp_path_factory)} if name == "rtl" else LOOKS[name]
    person = sit(desk, prepared, size, **options)
    found = check(person, ears, f"{size}-{name}-first", tab=False)
    open_session(person)
    found += check(person, ears, f"{size}-{name}-conversation", tab=False)
    if size == "narrow":
        person.press("ctrl+r")
    for page, sign in PAGES.items():
        show_page(person, page, sign)
        found += check(person, ears, f"{size}-{name}-{page.lower()}", tab=False)
    assert not found, "\n".join(found)
