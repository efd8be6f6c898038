"""An export in the window: a version leaves as a file that another program reads, and the dialog says so."""

import os
import pathlib
import re
import subprocess

from desk import QUICK, SAFE
from person import BUILD
from steps import card, my_turn, name_the_file, only_session, reach, say
from test_pictures import helper, is_at


def open_dialog(person):
    person.choose(person.see(re.compile("[Cc]hair"), "row"))
    person.activate(person.see("Export…", "button"))
    return person.see("Export", "dialog")


def export(person, dialog, path):
    person.activate(person.see("Export…", "button", within=dialog))
    name_the_file(person, path)


def choose_option(person, dialog, row, name, *keys):
    """By the keys that lead to it in the list."""
    person.click(person.see(row, "combo box", within=dialog))
    person.see(name)
    person.press(*keys, "Return")


def choose_format(person, dialog, name, *keys):
    choose_option(person, dialog, "Format", name, *keys)


def xdotool(*words):
    return subprocess.run(["xdotool", *map(str, words)], capture_output=True, text=True).stdout


def scroll_to(person, dialog, row):
    """By the wheel, turned over the rows' names."""
    person.point(*person.place(person.see("Format", "label", within=dialog)))

    def is_reached():
        xdotool("click", 5)
        return person.place(row)[1] < 650
    person.wait(is_reached, "the row to be scrolled to")


def set_number(person, name, number):
    person.see(name, "spin button").queryValue().currentValue = number


def shot(person, name):
    folder = os.environ.get("MQ_TEST_SHOTS")
    if folder:
        person.shot(f"{folder}/{name}.png")


def guess(person):
    """How many MB the file will have, as the dialog says."""
    return float(re.match(r"About ([\d.]+)\xa0MB", person.see(re.compile(r"^About [\d.]+.MB · ")).name)[1])


def test_export(desk, prepared):
    """A chair goes out as glTF while other sessions are used; the next export has the same choices, and can be
    cancelled; one that is not done when the program ends leaves nothing."""
    person = desk(config_yaml=SAFE)
    person.copy_library(prepared)
    person.start()
    dialog = open_dialog(person)
    person.activate(person.see("Cancel", "button", within=dialog))
    person.see_gone("Export", "dialog")
    dialog = open_dialog(person)
    person.see(re.compile(r"objects · [\d,]+ triangles"))
    person.see("Bakes Blender’s materials into images")
    choose_option(person, dialog, "Texture Size", re.compile(r"^512\spx"), "Home", "Down")
    target = person.folder / "chair.glb"
    before = guess(person)
    export(person, dialog, target)
    person.see("Exporting chair.glb")
    person.see_gone("Export", "dialog")
    person.choose(person.see(re.compile("[Tt]able"), "row"))
    person.see_gone("Exporting chair.glb")
    person.choose(person.see(re.compile("[Cc]hair"), "row"))
    person.see("Exported chair.glb")
    person.see(re.compile(r"^[\d,]+ triangles, .*\nChecked: opens with the same size, triangles and materials$"))
    person.see("Open Folder", "button")
    assert target.read_bytes()[:4] == b"glTF"
    assert not list(person.folder.glob("*.report.json"))
    person.wait(lambda: not list(person.library.glob("tmp/*")), "what is half-made to be gone")

    person.activate(person.see("Export Another…", "button"))
    dialog = person.see("Export", "dialog")
    person.see(re.compile(r"^512\spx"))
    # What it took here is known now.
    size = target.stat().st_size / 1e6
    assert abs(guess(person) - size) <= abs(before - size)
    assert "export-size=" in (person.folder / "config/glib-2.0/settings/keyfile").read_text()
    choose_option(person, dialog, "Texture Size", re.compile(r"^4096\spx"), "End")
    export(person, dialog, person.folder / "large.glb")
    person.see("Exporting large.glb")
    person.see(re.compile("^Baking texture 1 of 3$"))
    person.activate(person.see("Cancel", "button"))
    person.see("Cancelled. No file was written.")
    person.wait(lambda: not list(person.library.glob("tmp/*")), "what is half-made to be gone")

    person.activate(person.find_all("Export Another…", "button")[-1])
    export(person, person.see("Export", "dialog"), person.folder / "late.glb")
    person.see(re.compile("^Baking texture 1 of 3$"))
    assert person.quit() == 0
    assert not list(person.library.glob("tmp/*"))
    assert {path.name for path in person.folder.glob("*.glb*")} == {"chair.glb"}


def test_formats(desk, prepared):
    """The dialog says how large the file will be, which formats this Blender cannot write, and what a preset sets."""
    person = desk()
    person.copy_library(prepared)
    person.start()
    dialog = open_dialog(person)
    person.see(re.compile(r"objects · [\d,]+ triangles · [\d.]+ × [\d.]+ × [\d.]+ c?m"))
    person.see(re.compile(r"^About 1[12]\.\d.MB · \d+ s$"))
    choose_format(person, dialog, "This Blender lacks its exporter", "Home", "Down")
    # It was not taken: the list is still there.
    person.see("USD (.usd)", "list item")
    shot(person, "formats")
    person.press("Escape")
    person.see_gone("USD (.usd)", "list item")
    choose_option(person, dialog, "Preset", "3D Printing", "End")
    person.see("STL (.stl)")
    person.see("This format stores no unit")
    person.see("Up Axis", "combo box")
    person.see(re.compile(r"^About [\d.]+.(kB|MB) · \d+ s$"))
    # What it sets was changed: it is the preset no more.
    scroll_to(person, dialog, person.see("Unit", "combo box", within=dialog))
    choose_option(person, dialog, "Unit", "cm", "Home", "Down")
    person.see("None")


def test_package(desk, prepared):
    """A folder for an engine has the format that its importer takes most from; another preset has none."""
    person = desk()
    person.copy_library(prepared)
    person.start()
    dialog = open_dialog(person)
    choose_option(person, dialog, "Preset", "Unreal Engine", "Home", "Down", "Down")
    person.see("glTF (.glb)")
    person.activate(person.see("Folder for a Game Engine"))
    person.see("FBX (.fbx)")
    shot(person, "package")
    export(person, dialog, person.folder / "chair")
    person.see("Exported chair.fbx")
    assert {each.name for each in (person.folder / "chair").iterdir()} == {"README.txt", "chair.fbx"}
    person.activate(person.see("Export Another…", "button"))
    dialog = person.see("Export", "dialog")
    person.see("Folder for a Game Engine")
    choose_option(person, dialog, "Preset", "3D Printing", "End")
    person.see_gone("Folder for a Game Engine")


def test_page(desk, prepared):
    """What is shared with somebody who has nothing: the dialog begins with its format."""
    person = desk()
    person.copy_library(prepared)
    person.start()
    person.choose(person.see(re.compile("[Cc]hair"), "row"))
    person.activate(person.see("Session Menu", "toggle button"))
    person.activate(person.see("Share…", "menu item"))
    person.see("For Anyone")
    reach(person, "Web Page…")
    person.press("Return")
    dialog = person.see("Export", "dialog")
    person.see("Web Page (.html)", within=dialog)
    person.see(re.compile(r"^About [\d.]+.kB"))
    shot(person, "page")
    target = person.folder / "chair.html"
    export(person, dialog, target)
    person.see("Exported chair.html")
    person.see("Open Folder", "button")
    shot(person, "page-card")
    assert target.read_text().startswith("<!DOCTYPE html>")
    assert person.quit() == 0


def test_drawing(desk, prepared):
    """A drawing has a size of paper, and nothing to choose that only a mesh has."""
    person = desk()
    person.copy_library(prepared)
    person.start()
    dialog = open_dialog(person)
    choose_format(person, dialog, "glTF (.glb)", "Home", *["Down"] * 12)
    person.see("Technical Drawing (.pdf)", within=dialog)
    person.see_gone("Texture Size", "combo box")
    choose_option(person, dialog, "Paper Size", "Letter", "End")
    shot(person, "drawing")
    target = person.folder / "chair.pdf"
    export(person, dialog, target)
    person.see("Exported chair.pdf")
    info = subprocess.run(["pdfinfo", target], text=True, capture_output=True, check=True).stdout
    assert re.search(r"Page size: +792 x 612 pts \(letter\)", info), info


CABINET = """import bpy
def box(name, size, at):
    bpy.ops.mesh.primitive_cube_add(size=1, location=at)
    bpy.context.object.name = name
    bpy.context.object.scale = size
box("Base", (0.8, 0.4, 0.02), (0, 0, 0.01))
for row in range(4):
    for column in range(4):
        box(f"Drawer {row} {column}", (0.199, 0.4, 0.19), (-0.3 + 0.2 * column, 0, 0.115 + 0.19 * row))
"""


def print_rows(person, dialog):
    """The titles of the findings."""
    names = ("Closed", "Walls", "Too thin", "Overhang", "Fits")
    return [name for name in names for _row in person.find_all(name, "label", within=dialog)]


def test_print_check(desk, tmp_path):
    """A cabinet does not fit the printer; a quarter of it does, and could be printed; a wall that is too thin leads to
    its place. A pose or fewer triangles are not claimed to be checked, and a closed dialog leaves no Blender."""
    person = desk(env={"LIBGL_ALWAYS_SOFTWARE": "1"}, size=(1280, 860))
    script = tmp_path / "cabinet.py"
    script.write_text(CABINET)
    subprocess.run([BUILD / "src/cli/maquette-cli", "--no-input", "--script", script],
                   env={**person.env, "G_DEBUG": ""}, check=True, capture_output=True)
    person.start()
    person.choose(person.see(re.compile("cabinet"), "row"))
    person.activate(person.see("Export…", "button"))
    dialog = person.see("Export", "dialog")
    assert not person.find("Print Check")
    choose_option(person, dialog, "Preset", "3D Printing", "End")
    person.see("Checking…", "label")
    person.see("Not Ready to Print: 1 Problem", "label")
    person.see("It does not fit the printer: it is 800.0 x 400.0 x 780.0 mm, the build space 220x220x250 mm\n"
               "Set a smaller scale, or cut it into pieces")
    person.see("Yes, all surfaces are watertight")
    assert print_rows(person, dialog) == ["Closed", "Walls", "Overhang", "Fits"]
    shot(person, "print-fails")

    set_number(person, "Scale", 0.25)
    person.see(re.compile("^Ready to Print"), "label")
    assert not person.find(re.compile("^Not Ready"))
    person.see("The thinnest found is 5.00 mm")
    shot(person, "print-ready")
    # Its drawers beside each other need more of the bed than there is.
    person.activate(person.see("Lay Out for Printing"))
    person.see("Not Ready to Print: 1 Problem", "label")
    person.see(re.compile("^No: Drawer"))
    shot(person, "print-laid-out")
    person.activate(person.see("Lay Out for Printing"))
    person.see(re.compile("^Ready to Print"), "label")
    set_number(person, "Triangle Budget", 20)
    person.see("Not Checked", "label")
    assert not print_rows(person, dialog) and not person.find(re.compile("^Ready to Print"))
    set_number(person, "Triangle Budget", 204)

    set_number(person, "Thinnest Wall of the Printer, mm", 6)
    person.see("Too thin", "label")
    row = person.see("Base", "label", within=dialog)
    scroll_to(person, dialog, row)
    person.click(row)
    person.see_gone("Export", "dialog")
    person.see("Base", "button")  # chosen, over the model
    person.see(re.compile("3D model$"))
    shot(person, "print-place")

    # The printer is known from now on.
    person.activate(person.see("Export…", "button"))
    dialog = person.see("Export", "dialog")
    choose_option(person, dialog, "Preset", "3D Printing", "End")
    assert person.see("Thinnest Wall of the Printer, mm", "spin button").queryValue().currentValue == 6
    set_number(person, "Thinnest Wall of the Printer, mm", 5)  # a check begins
    person.activate(person.see("Cancel", "button", within=dialog))
    person.see_gone("Export", "dialog")
    person.wait(lambda: not list(person.library.glob("tmp/*")), "the check to have ended")


def test_asset(desk, prepared):
    """The chair goes into the folder of assets that Blender lists, with a catalogue."""
    person = desk()
    person.copy_library(prepared)
    (person.folder / "config" / "user-dirs.dirs").write_text(f'XDG_DOCUMENTS_DIR="{person.folder}/papers"\n')
    person.start()
    dialog = open_dialog(person)
    person.click(person.see("Format", "combo box", within=dialog))
    person.see("glTF (.glb)", "list item")
    person.press("End")  # further down than the list shows
    person.see("Asset for Blender (.blend)", "list item")
    person.press("Return")
    person.activate(person.see("Export…", "button", within=dialog))
    person.activate(person.see("Save Here", "button"))
    person.see(re.compile(r"^Exported .*\.blend$"))
    folder = person.folder / "papers" / "Blender" / "Assets"
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


def test_dragged_out(desk, prepared, tmp_path):
    """The row is dragged into another program's window: a GLB of the chair arrives there, with its pictures."""
    person = desk()
    person.copy_library(prepared)
    person.start()
    dialog = open_dialog(person)
    row = person.see("Drag into Another Program", "label", within=dialog)
    scroll_to(person, dialog, row)
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


def test_render_again(desk, gate):
    """One view, in another light, is added to the version's pictures, and shown; Blender is played."""
    person = desk(config_yaml=QUICK, env=gate.env).start()
    say(person, "Create a 3D object of a chair")
    card(person, 1)
    my_turn(person)
    session = only_session(person)
    renders = person.library / "sessions" / session / "versions/1/renders"
    before = len(list(renders.iterdir()))
    person.activate(person.see("Version Menu", "toggle button"))
    person.activate(person.see("Render Again…", "menu item"))
    dialog = person.see("Render Again", "dialog")
    choose_option(person, dialog, "Light", "Evening", "Home", "Down", "Down")
    gate.close("final")
    person.activate(person.see("Render", "button", within=dialog))
    person.see_gone("Render Again", "dialog")
    person.see("Rendering Version 1 Again")
    gate.open()
    person.see("New Pictures of Version 1")
    person.see("1 picture, added to the version")
    person.see(re.compile(f"view {before + 1} of {before + 1}"))
    assert len(list(renders.iterdir())) == before + 1
    assert person.version(session, 1)["pictures"] == before + 1
