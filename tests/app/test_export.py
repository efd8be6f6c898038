"""An export in the window: a version leaves as a file that another program reads, and the dialog says so."""

import pathlib
import re
import subprocess

from person import kinds, role
from test_pictures import helper, is_at


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
    person.wait(lambda: not list(person.library.glob("tmp/*")), "what is half-made to be gone")


def choose_format(person, dialog, name, *keys):
    """By the keys that lead to it in the list."""
    person.click(person.see("Format", "combo box", within=dialog))
    person.see(name)
    person.press(*keys, "Return")


def test_formats(desk, prepared):
    """The dialog says how large the file will be, and which formats this Blender cannot write."""
    person = desk()
    person.copy_library(prepared)
    person.start()
    dialog = open_dialog(person)
    person.see(re.compile(r"objects · [\d,]+ triangles · [\d.]+ × [\d.]+ × [\d.]+ c?m"))
    person.see(re.compile(r"^About 1[12]\.\d.MB · \d+ s$"))
    choose_format(person, dialog, "This Blender lacks its exporter", "Home", "Down")
    # It was not taken: the list is still there.
    person.see("USD (.usd)", "list item")
    person.press("Home", "Down", "Down", "Down", "Down", "Return")
    person.see_gone("USD (.usd)")
    person.see(re.compile(r"^About [\d.]+.(kB|MB) · \d+ s$"))
    person.see("The file does not say it itself")


def test_asset(desk, prepared):
    """The chair goes into the folder of assets that Blender lists, with a catalogue."""
    person = desk()
    person.copy_library(prepared)
    (person.folder / "config" / "user-dirs.dirs").write_text(f'XDG_DOCUMENTS_DIR="{person.folder}/papers"\n')
    person.start()
    dialog = open_dialog(person)
    choose_format(person, dialog, "Asset for Blender (.blend)", "End")
    person.activate(person.see("Export…", "button", within=dialog))
    person.activate(person.see("Save Here", "button"))
    person.see("Exported")
    folder = person.folder / "papers" / "Blender" / "Assets"
    person.see(re.compile(r"\.blend"))
    (file,) = folder.glob("*.blend")
    assert "hair" in file.name and file.stat().st_size > 10000
    assert ":Maquette:Maquette" in (folder / "blender_assets.cats.txt").read_text()


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


def xdotool(*words):
    return subprocess.run(["xdotool", *map(str, words)], capture_output=True, text=True).stdout


def test_dragged_out(desk, prepared, tmp_path):
    """The row is dragged into another program's window: a GLB of the chair arrives there, with its pictures."""
    person = desk()
    person.copy_library(prepared)
    person.start()
    dialog = open_dialog(person)
    start = person.place(person.see("Drag into Another Program", "label", within=dialog))
    with helper(person, "drop_target.py", tmp_path):
        (target,) = person.wait(lambda: xdotool("search", "--onlyvisible", "--name", "^Drop target$").split(),
                                "the other window")
        xdotool("windowmove", "--sync", target, 1280, 0)
        person.wait(lambda: is_at(target, 1280), "the other window beside ours")
        xdotool("mousemove", *start, "mousedown", 1)
        moves = iter(range(1, 100000))

        def is_there():
            part = next(moves)
            share = min(part, 20) / 20
            xdotool("mousemove", round(start[0] + (1340 - start[0]) * share) - part % 2,
                    round(start[1] + (40 - start[1]) * share))
            return (tmp_path / "entered").exists()

        try:
            person.wait(is_there, "the other window to notice")
        finally:
            xdotool("mouseup", 1)
        person.wait((tmp_path / "taken").exists, "the file")
    (path,) = map(pathlib.Path, (tmp_path / "taken").read_text().splitlines())
    data = path.read_bytes()
    assert path.suffix == ".glb" and data[:4] == b"glTF" and b"baseColorTexture" in data
