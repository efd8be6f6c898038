"""What a person does again and again at the window, in one line each."""

import itertools
import json
import re
import sqlite3

from person import LONG, is_sensitive, kinds, role, words

RUN = 1200  # seconds that a run may take on a slow machine


def write(person, text, instead=False):
    """Writes into the composer, after what is there or instead of it."""
    person.press("ctrl+l")
    person.see_focus("Message")
    if instead:
        person.press("ctrl+a")
    person.type(text)


def say(person, text, button="Send"):
    """Writes a message and sends it."""
    write(person, text)
    person.wait(lambda: is_sensitive(person.find(button, "button")), f"{button} to be possible")
    person.press("Return")
    person.wait(lambda: text in person.texts(), f"“{text}” in the conversation")


def name_the_file(person, path):
    """In GTK's dialog for files. The path comes at once, as a paste does: GTK 4.18 completes each letter of it, and its
    list of the folder breaks when that goes fast (gtkfilechooserentry.c, model_items_changed_cb)."""
    person.wait(lambda: role(person.focused()) in kinds("entry"), "the name to have the focus")
    person.focused().queryEditableText().setTextContents(str(path))
    person.press("Return")


def reach(person, name, kind=None, key="Tab"):
    """Tab, until the focus is there."""
    stops = []
    for _ in range(60):
        node = person.focused()
        if node is not None and words(node) == name and (kind is None or role(node) in kind):
            return node
        before = node.path if node is not None else None
        stops.append(node and f"{role(node)} {words(node)}")
        person.press(key)
        looks = itertools.count(1)

        def went_on():
            # One press is lost where the focus was just moving by itself, off a button that went.
            if next(looks) % 20 == 0:
                person.press(key)
            return person.focused().path != before
        person.wait(went_on, f"the focus to go on from {stops[-1]}")
    raise AssertionError(f"{key} does not lead to “{name}”: {stops}")


def card(person, number, seconds=RUN):
    """The card of a version, once it has come."""
    return person.see(re.compile(rf"^Version {number}\b.*"), "button", seconds=seconds)


def my_turn(person, seconds=RUN):
    person.see("Send", "button", seconds=seconds)


def make_chair(person):
    say(person, "Create a 3D object of a chair")
    card(person, 1)
    my_turn(person)


def only_session(person):
    """Its id, in the library."""
    ((session,),) = person.wait(
        lambda: ask(person, "SELECT id FROM session WHERE removed IS NULL"), "a session")
    return session


def see_versions(person, session, wanted):
    """Waits for these to be kept, and no others."""
    person.wait(lambda: person.versions(session) == wanted, f"the versions {wanted} to be kept")


def see_text(person, text):
    """Waits for this to be in the composer."""
    person.wait(lambda: person.text("Message") == text, f"“{text}” in the composer")


def ask(person, query, *values):
    """Asks the library's database."""
    with sqlite3.connect(f"file:{person.library}/library.db?mode=ro", uri=True, timeout=LONG) as db:
        return db.execute(query, values).fetchall()


def recorded(person, session):
    """The events of the session's runs that are over, with the run's name, in order."""
    files = (person.library / "sessions" / session / "runs").glob("[0-9]*.jsonl")
    return [(path.stem, json.loads(line))
            for path in sorted(files, key=lambda path: int(path.name.split("-")[0]))
            for line in path.read_text(encoding="utf-8").splitlines()]


def change(person, query, *values):
    """Changes the library's database while nobody else is at it."""
    with sqlite3.connect(person.library / "library.db") as db:
        return db.execute(query, values).fetchall()
