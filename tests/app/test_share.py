"""Sessions as files in the window: one person saves a session, another one opens the file."""

import re
import subprocess
import zipfile

from person import BUILD, kinds, role


def name_the_file(person, path):
    person.wait(lambda: role(person.focused()) in kinds("entry"), "the name to have the focus")
    person.focused().queryEditableText().setTextContents(str(path))
    person.press("Return")


def test_share_and_import(desk, prepared, tmp_path):
    """Saved from the session's menu; opened as a double click does, with the file as argument."""
    giver = desk("giver")
    giver.copy_library(prepared)
    giver.start()
    giver.choose(giver.see(re.compile("[Cc]hair"), "row"))
    giver.activate(giver.see("Session Menu", "toggle button"))
    giver.activate(giver.see("Share…", "menu item"))
    giver.see("Share Session", "dialog")
    path = tmp_path / "chair.maquette"
    name_the_file(giver, path)
    giver.see("Saved “chair.maquette”")
    giver.quit()
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist()[0] == "manifest.json" and archive.testzip() is None

    taker = desk("taker")
    taker.start(path)
    taker.see(re.compile("Imported “.*[Cc]hair.*”"))
    taker.see(re.compile("[Cc]hair"), "row")
    taker.see("add armrests")  # what was said
    (session,) = taker.sessions()
    assert taker.versions(session) == [1, 2]

    # The running instance takes a file, too: this one has nothing new in it.
    subprocess.run([str(BUILD / "src/app/maquette"), str(path)], env=taker.env, check=True, timeout=1800)
    taker.see(re.compile("Nothing new in it"))
    assert taker.versions(session) == [1, 2]


def test_import_refused(desk, tmp_path):
    """A file that is no session: a dialog says why, and the window goes on."""
    person = desk().start()
    bad = tmp_path / "letter.maquette"
    bad.write_text("Dear friend")
    person.activate(person.see("Main Menu", "toggle button"))
    person.activate(person.see("Import…", "menu item"))
    person.see("Import Session", "dialog")
    person.press("ctrl+l")
    name_the_file(person, bad)
    person.see("Session Not Imported")
    person.see(re.compile("“letter.maquette” cannot be imported"))
    person.activate(person.see("Close", "button", within=person.see("Session Not Imported", "dialog")))
    assert not person.sessions()
