"""An export in the window: a version leaves as a file that another program reads, and the dialog says so."""

import re

from person import kinds, role


def name_the_file(person, path):
    person.wait(lambda: role(person.focused()) in kinds("entry"), "the name to have the focus")
    person.focused().queryEditableText().setTextContents(str(path))
    person.press("Return")


def open_dialog(person):
    person.choose(person.see(re.compile("[Cc]hair"), "row"))
    person.activate(person.see("Export…", "button"))
    return person.see("Export", "dialog")


def test_export(desk, prepared):
    """A chair goes out as glTF; closing the dialog leaves the window as it was."""
    person = desk()
    person.copy_library(prepared)
    person.start()
    open_dialog(person)
    person.see(re.compile(r"objects · [\d,]+ triangles"))
    person.see("Pictures of Materials")
    target = person.folder / "chair.glb"
    person.activate(person.see("Export…", "button", within=person.see("Export", "dialog")))
    name_the_file(person, target)
    person.see("Exported")
    person.see(re.compile(r"chair\.glb: [\d,]+ triangles, .*Another Blender reads the same in it"))
    assert target.read_bytes()[:4] == b"glTF"
    assert target.with_name("chair.glb.report.json").is_file()
    assert not list(person.library.glob("tmp/*")), "nothing half-made is left"


def test_cannot_be_written(desk, prepared):
    """A folder without room for it: the dialog says why, and the options are still there."""
    person = desk()
    person.copy_library(prepared)
    person.start()
    open_dialog(person)
    closed = person.folder / "closed"
    closed.mkdir(mode=0o500)
    person.activate(person.see("Export…", "button", within=person.see("Export", "dialog")))
    name_the_file(person, closed / "chair.glb")
    person.see(re.compile("cannot be written"))
    person.see("Format")
