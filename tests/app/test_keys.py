"""Every shortcut that the shortcuts window lists does what it says; settings by keyboard."""

import json
import re
import subprocess

import pyatspi
from desk import QUICK, SAFE
from person import is_sensitive, kinds, role, words
from steps import RUN, ask, card, my_turn, name_the_file, reach, say, write

COMMENTED = """# my settings
render:
  resolution_scale: 0.1  # small
"""


def rows(person):
    return [words(row) for row in
            person.find_all(None, "row", person.see("Sessions", "list"))]


def see_rows(person, wanted):
    person.wait(lambda: rows(person) == wanted, f"the sessions {wanted}")


def see_title(person, title):
    person.wait(lambda: words(person.window()) == title, f"the window of “{title}”")


def check_listed(person):
    """The window lists what follows below."""
    person.press("ctrl+question")
    person.see("Keyboard Shortcuts")
    wanted = {"New Session", "New Window", "Search Sessions", "Preferences", "Keyboard Shortcuts",
              "Main Menu", "Close Window", "Quit", "Toggle Sessions", "Toggle Review",
              "Next Session", "Previous Session", "Focus Message",
              "Attach Pictures", "Rename Session", "Delete Selected Session",
              "Undo", "Redo", "Find in the Code", "Stop", "Show Renders and Code",
              "Compare Versions", "Show Parameters", "Help", "Export", "Change the Chosen Parts", "Next Version",
              "Previous Version", "Widen Review", "Narrow Review"}
    person.wait(lambda: wanted <= {words(row) for row in
                                   person.find_all(None, "row", showing=False)},
                f"all of {sorted(wanted)}")
    person.press("Escape")
    person.see_gone("Keyboard Shortcuts")


def check_sessions(person):
    see_rows(person, ["Table", "Chair"])
    person.press("ctrl+Tab")
    see_title(person, "Table")
    person.press("ctrl+Page_Down")
    see_title(person, "Chair")
    person.press("ctrl+shift+Tab")
    see_title(person, "Table")
    person.press("ctrl+n")
    see_title(person, "New Session")
    person.see_focus("Message")
    person.press("ctrl+Tab", "ctrl+Tab")
    see_title(person, "Chair")


def see_why(person, why):
    """The row of the one session that was found says so."""
    person.wait(lambda: why.search(person.find("Chair", "row").get_description()), f"the row says {why.pattern}")


def check_search(person):
    """By words of the prompt, by one that only the code has, by one that is nowhere."""
    person.press("ctrl+k")
    person.see_focus("Search prompts and code")
    person.type("wooden table")
    person.see_gone("Today")
    person.wait(lambda: rows(person)[0] == "Table", "the table first")
    person.press("ctrl+a")
    person.type("armrests")
    see_rows(person, ["Chair"])  # by what was said
    see_why(person, re.compile("^“.*armrests.*”$"))
    person.press("ctrl+a")
    person.type("zorblax")
    person.see("No Sessions Found")
    person.press("ctrl+a")
    person.type("slats")
    see_rows(person, ["Chair"])  # by its code
    see_why(person, re.compile("^In the script or another message$"))
    person.press("ctrl+a")
    person.type("zorblax")
    person.activate(person.see("Clear Search", "button"))
    see_rows(person, ["Table", "Chair"])


def check_rename_and_delete(person):
    person.choose(person.see("Table", "row"))
    person.press("F2")
    person.see("Rename Session")
    person.wait(lambda: role(person.focused()) in kinds("entry"), "the title to have the focus")
    person.press("ctrl+a")
    person.type("Desk")
    person.press("Return")
    person.see("Desk", "row")
    person.wait(lambda: ("Desk",) in ask(person, "SELECT title FROM session"), "the title kept")
    person.choose(person.see("Desk", "row"))
    person.press("Delete")
    see_rows(person, ["Chair"])
    person.see("Undo", "button")
    person.press("ctrl+z")
    person.wait(lambda: sorted(rows(person)) == ["Chair", "Desk"], "the desk to be back")


def check_panes(person):
    person.choose(person.see("Chair", "row"))
    person.see("Review", "page tab")
    person.press("F9")
    person.see_gone("Main Menu", "toggle")
    person.press("F9")
    person.see("Main Menu", "toggle")
    person.press("ctrl+r")
    person.see_gone("Review", "page tab")
    person.press("ctrl+r")
    person.see("Review", "page tab")
    person.press("ctrl+f")
    person.see_focus("Find in the script")
    person.type("def seat")
    person.see(re.compile(r"^1 of \d+$"), "label")
    person.press("Escape")
    person.press("ctrl+l")
    person.see_focus("Message")


def check_review(person):
    for key, page in (("alt+3", "Parameters"), ("alt+2", "Compare"), ("alt+1", "Review")):
        person.press(key)
        person.see_page(page)
    person.press("alt+Page_Up")
    person.see(re.compile("version 1, view 1 of"))
    person.press("alt+Page_Up")  # there is none before
    person.press("alt+Page_Down")
    person.see(re.compile("version 2, view 1 of"))


def check_border(person):
    """Between conversation and review: by keys and by dragging, and it stays there; a double click takes it back."""
    def width():
        node = person.see(re.compile("version 2, view 1 of"))
        return node.queryComponent().getExtents(pyatspi.WINDOW_COORDS).width

    def border():
        """The review has the picture and margins of 12 px, and ends where the window ends."""
        frame = person.window().queryComponent().getExtents(pyatspi.WINDOW_COORDS)
        return (person.size[0] + frame.x - width() - 2 * 12 + 4,  # frame.x: the shadow
                person.place(person.see(re.compile("version 2, view 1 of")))[1])

    def pull(by):
        x, y = border()
        for command in (("mousemove", x, y), ("mousedown", 1), ("mousemove", x + by // 2, y),
                        ("mousemove", x + by, y), ("mouseup", 1)):
            subprocess.run(["xdotool", *map(str, command)], check=True)

    was = width()
    person.press("ctrl+bracketleft")
    person.wait(lambda: width() > was + 20, "a wider review")
    wide = width()
    person.press("ctrl+bracketright")
    person.wait(lambda: width() < wide - 20, "a narrower review")
    was = width()
    pull(-100)
    person.wait(lambda: width() > was + 60, "the border to be dragged")
    person.move_hand("mousemove", *border(), "click", "--repeat", 2, "--delay", 60, 1)
    person.wait(lambda: abs(width() - was) < 5, "the border to be where it was at first")


def check_help(person):
    """A window of its own, read and left by keys."""
    person.press("F1")
    person.see("Your First Object")
    reach(person, "Safety and Privacy")
    person.press("Return")
    person.see(re.compile("Scripts are locked in"))
    person.press("ctrl+w")
    person.see("Version Menu")
    person.be_active()


def check_menu(person):
    person.press("F10")
    menu = person.see("Main Menu", "menu")
    # GTK 4.18 does not tell their names.
    person.wait(lambda: len(person.find_all(None, "menu item", menu)) == 9, "nine choices")
    person.press("Escape")
    person.see_gone("Main Menu", "menu")
    check_help(person)
    person.press("ctrl+o")
    # The sketcher sees none, and says so before one is chosen.
    person.see("The built-in sketcher does not support pictures.")
    person.see_focus("Set Up a Model…")
    person.press("Escape")
    person.see_gone("The built-in sketcher does not support pictures.")


def check_preferences(person):
    """The count of renders is changed by keys alone; config.yaml stays as it is."""
    person.press("ctrl+comma")
    person.tab("Renders")
    person.see("Number", "spin button")
    reach(person, "Number", ("spin button", "text"))
    person.press("Up", "Up")
    path = person.config_file.with_name("preferences.json")
    person.wait(lambda: path.exists() and json.loads(path.read_text())
                == {"render": {"num_images": "7"}}, "the change to be written")
    assert person.config_file.read_text() == COMMENTED
    person.press("Escape")
    person.see_gone("Number", "spin button")


def see_changing(person, number):
    """Waits until the next change goes to this version."""
    person.see(re.compile(f"^Changing version {number}$"))


def test_shortcuts(desk, prepared):
    person = desk(config_yaml=COMMENTED)
    person.copy_library(prepared)
    person.start()
    person.see("Chair", "row")
    check_listed(person)
    check_sessions(person)
    check_search(person)
    check_rename_and_delete(person)
    check_panes(person)
    check_review(person)
    check_border(person)
    check_menu(person)
    check_preferences(person)
    write(person, "words that stay")
    person.press("ctrl+w")
    assert person.ended() == 0
    person.start()
    person.see("Chair", "row")
    assert person.quit() == 0


def test_found_by_keys(desk):
    """What a search finds is opened from its entry, and by a row that has the focus without being selected."""
    person = desk(config_yaml=QUICK).start()
    for kind in "table", "chair":
        person.see("What Would You Like to Make?")
        person.see_focus("Message")
        say(person, f"a {kind}")
        card(person, 1)
        my_turn(person)
        person.press("ctrl+n")
    see_title(person, "New Session")
    person.press("ctrl+k")
    person.see_focus("Search prompts and code")
    person.type("table")
    see_rows(person, ["Table"])
    person.press("Return")
    see_title(person, "Table")

    person.press("ctrl+n")
    see_title(person, "New Session")
    person.press("ctrl+k")
    person.see_focus("Search prompts and code")
    person.press("ctrl+a")
    person.type("chair")
    see_rows(person, ["Chair"])
    person.press("Down")
    person.see_focus("Chair")
    person.press("F2")
    person.see("Rename Session")
    person.press("Escape")
    person.see_gone("Rename Session")
    person.see_focus("Chair")
    person.press("Return")
    see_title(person, "Chair")


def test_journey(desk):
    """From the start to an exported file without a pointer: an object, a change, taken back and compared. Seven
    presses beside what one writes and the file's name."""
    person = desk(config_yaml=SAFE).start()
    pressed = []

    def press(*keys):
        pressed.extend(keys)
        person.press(*keys)

    def ask_for(text):
        person.see_focus("Message")
        person.type(text)
        person.wait(lambda: is_sensitive(person.find("Send", "button")), "Send to be possible")
        press("Return")

    person.see("What Would You Like to Make?")
    ask_for("a chair")
    card(person, 1)
    my_turn(person)
    ask_for("add armrests")
    card(person, 2)
    my_turn(person)
    see_changing(person, 2)
    press("ctrl+z")
    see_changing(person, 1)
    press("ctrl+shift+z")
    see_changing(person, 2)
    press("alt+2")
    person.see_page("Compare")
    person.see("Armrests: added")
    press("ctrl+e")
    person.see("Export", "dialog")
    press("alt+e")
    name_the_file(person, f"{person.folder}/chair.glb")
    person.see("Exported chair.glb", seconds=RUN)
    assert (person.folder / "chair.glb").read_bytes()[:4] == b"glTF"
    assert len(pressed) == 7, pressed
    assert person.quit() == 0
