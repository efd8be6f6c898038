# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a problem in the window: shown and saved from About, and with or without a session from its menu."""

import re

from desk import SAFE
from steps import name_the_file

SECRET = "sk-canary-key-0815xyz"


def save_as(person, path):
    person.see("Save", "button")  # of the file dialog
    name_the_file(person, path)
    person.wait(lambda: path.exists() and path.read_text().endswith("\n"), "the file")
    return path.read_text()


def test_about(desk, tmp_path):
    """The page that libadwaita has for it shows the report and saves it."""
    secrets = dict.fromkeys(("MY_TOKEN", "XDG_SESSION_DESKTOP", "XDG_CURRENT_DESKTOP"), SECRET)
    person = desk(config_yaml=SAFE, env=secrets).start()
    person.activate(person.see("Main Menu", "toggle button"))
    person.activate(person.see("About Maquette", "menu item"))
    person.activate(person.see("Troubleshooting"))
    person.activate(person.see("Debugging Information"))
    person.see("Copy Text", "button")
    person.activate(person.see("Save As…", "button"))
    text = save_as(person, tmp_path / "about.md")
    for line in (r"\* Version: \d", r"\* GTK: 4\.", r"\* libadwaita: 1\.", r"\* Team: ", r"\* Used: 4\.3\.2, ",
                 r"\* Tried out: it starts", r"\* Sessions: 0", r"\* Desktop: \[removed\]"):
        assert re.search(rf"^{line}", text, re.MULTILINE), (line, text)
    assert SECRET not in text and "## Session" not in text


def test_session(desk, prepared, tmp_path):
    """The session is in it only if the user says so."""
    person = desk()
    person.copy_library(prepared)
    person.start()
    person.choose(person.see(re.compile("[Cc]hair"), "row"))

    def save(choice, path):
        person.activate(person.see("Session Menu", "toggle button"))
        person.activate(person.see("Save Problem Report…", "menu item"))
        person.see("Include This Session?")
        person.activate(person.see(choice, "button"))
        if path is None:
            return None
        person.see("Save Problem Report", "dialog")
        text = save_as(person, path)
        person.see(f"Saved “{path.name}”")
        assert path.stat().st_mode & 0o77 == 0
        return text

    save("Cancel", None)
    person.see_gone("Include This Session?")
    without = save("Without Session", tmp_path / "without.md")
    assert "## Library" in without and "## Session" not in without and "armrests" not in without
    whole = save("Include Session", tmp_path / "with.md")
    assert "## Session" in whole and "add armrests" in whole and "```python\n" in whole
    assert re.search(r"^\* Id: \w{10}$", whole, re.MULTILINE)
