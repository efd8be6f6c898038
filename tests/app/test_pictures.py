"""Reference pictures: dropped, pasted, opened with, taken away again; and what is no picture."""

import contextlib
import json
import os
import re
import struct
import subprocess
import sys
import zlib
from pathlib import Path

from desk import QUICK
from ears import Ears
from models import REPORT, load_team, serving, settings_of
from person import BUILD, LONG, PATIENCE
from steps import card, make_chair, my_turn, only_session, reach, see_text, write

HERE = Path(__file__).parent
SOURCE = (1340, 40)  # beside the window


def make_png(path, width, height):
    """A black picture, one bit a dot."""
    def chunk(name, data):
        return (struct.pack(">I", len(data)) + name + data
                + struct.pack(">I", zlib.crc32(name + data)))

    rows = bytes(1 + (width + 7) // 8) * height
    path.write_bytes(b"\x89PNG\r\n\x1a\n"
                     + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
                     + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    return path


@contextlib.contextmanager
def helper(person, script, path):
    """Another program on the same desk."""
    process = subprocess.Popen([sys.executable, str(HERE / script), str(path)], env=person.env,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def is_at(window, x):
    geometry = subprocess.run(["xdotool", "getwindowgeometry", "--shell", window],
                              capture_output=True, text=True).stdout
    return f"X={x}\n" in geometry


def drop(person, path, gone=False):
    """Drags a file out of another window, over the conversation."""
    with helper(person, "drag_source.py", path):
        def window():
            return subprocess.run(["xdotool", "search", "--onlyvisible", "--name",
                                   "^Drag source$"], capture_output=True, text=True).stdout.split()
        (source,) = person.wait(window, "the other window")
        subprocess.run(["xdotool", "windowmove", "--sync", source, "1280", "0"], check=True)
        person.wait(lambda: is_at(source, 1280), "the other window beside ours")
        if gone:
            path.unlink()
        person.drag(SOURCE, (640, 400), "Drop Pictures or a Model")
        person.see_gone("Drop Pictures or a Model")


def hear_refused(person, ears, sentence):
    ears.hear(re.compile(re.escape(sentence)))
    person.see_gone(re.compile("^Remove "), "button")


def test_dropped(desk, tmp_path):
    """A picture is a thumbnail that a key removes; what is none is refused by name."""
    person = desk().start()
    person.see("What Would You Like to Make?")
    drop(person, make_png(tmp_path / "vase.png", 64, 48))
    person.see("Remove vase.png", "button")
    person.see("The built-in sketcher does not support pictures. Describe the object in words, or set up a model.")
    person.see("Set Up a Model…", "button")
    write(person, "A chair")
    person.see(re.compile("The words are sent without the picture"))
    reach(person, "Remove vase.png", key="shift+Tab")
    person.press("space")
    person.see_gone("Remove vase.png", "button")
    person.see_gone(re.compile("The words are sent without the picture"))

    text = tmp_path / "notes.png"
    text.write_text("These are words.\n")
    folder = tmp_path / "pictures"
    folder.mkdir()
    with Ears() as ears:
        drop(person, make_png(tmp_path / "huge.png", 10000, 6000))
        hear_refused(person, ears, "“huge.png” has 60 megapixels; at most 40 are allowed")
        drop(person, text)
        hear_refused(person, ears, "“notes.png” is not a picture: it is a text file renamed")
        drop(person, folder)
        hear_refused(person, ears, "“pictures” is a folder, not a picture")
        drop(person, make_png(tmp_path / "gone.png", 8, 8), gone=True)
        hear_refused(person, ears, "There is no file “gone.png”")
        nine = [make_png(tmp_path / f"n{number}.png", 8 + number, 8) for number in range(9)]
        large = tmp_path / "large.png"
        with large.open("wb") as file:
            file.truncate(20 * 1024 * 1024 + 1)
        # Those that are refused take no place, and one toast names them all.
        assert subprocess.run([str(BUILD / "src/app/maquette"), str(large), str(text), *map(str, nine)],
                              env=person.env, timeout=LONG * PATIENCE).returncode == 0
        ears.hear(re.compile("“large.png” is too large; at most 20.0\\sMiB are allowed\n"
                             "“notes.png” is not a picture: it is a text file renamed\n"
                             "1 picture was left out: a message can have at most 8"))
        person.see("Remove n7.png", "button")
        person.see_gone("Remove n8.png", "button")
    see_text(person, "A chair")
    assert person.quit() == 0


def roles(person):
    """What the pictures in the composer are for, as the buttons of their menus say."""
    return [node.name for node in person.find_all(re.compile("^Role of "), "toggle")]


def choose_role(person, button, item):
    """From the keyboard alone."""
    person.press("ctrl+l")
    person.see_focus("Message")
    reach(person, button, key="shift+Tab")
    person.press("space")
    person.see(item, "menu item")
    reach(person, item, key="Down")
    person.press("Return")
    person.see_gone(item, "menu item")


def test_roles(desk, tmp_path):
    """What a picture is for is guessed by its name, shown on it, changed by a menu, and kept in the draft."""
    person = desk(size=(1000, 800))
    person.start(make_png(tmp_path / "chair-front.png", 64, 48), make_png(tmp_path / "vase.png", 48, 48))
    see_roles = ["Role of chair-front.png: Front", "Role of vase.png: Just a Picture"]
    person.wait(lambda: roles(person) == see_roles, f"the roles {see_roles}")
    choose_role(person, see_roles[1], "Drawing")
    see_roles[1] = "Role of vase.png: Drawing"
    person.wait(lambda: roles(person) == see_roles, f"the roles {see_roles}")
    person.see_focus(see_roles[1])  # on the same picture's menu still
    if folder := os.environ.get("MQ_TEST_SHOTS"):
        person.shot(f"{folder}/roles.png")
        person.press("space")
        person.see("Texture", "menu item")
        person.shot(f"{folder}/roles-menu.png")
        person.press("Escape")
        person.see_gone("Texture", "menu item")
    choose_role(person, see_roles[0], "Just a Picture")
    see_roles[0] = "Role of chair-front.png: Just a Picture"
    person.wait(lambda: roles(person) == see_roles, f"the roles {see_roles}")
    assert person.quit() == 0
    person.start()
    person.wait(lambda: roles(person) == see_roles, f"the roles {see_roles} again")
    # The others stay what they are when one goes.
    reach(person, "Remove chair-front.png", key="shift+Tab")
    person.press("space")
    person.wait(lambda: roles(person) == see_roles[1:], "the second picture alone")
    assert person.quit() == 0


def test_kept_with_the_message(desk, tmp_path):
    """Opened with the app, pasted, handed over by a second start; sent to a model that sees, and still there
    at the next start."""
    team = load_team()
    with serving([team.planner(), team.writer(), team.critic(times=0)]) as fake:
        person = desk(config_yaml=settings_of(fake), env=REPORT).start(make_png(tmp_path / "opened.png", 64, 48))
        person.see("Remove opened.png", "button")
        second = subprocess.run([str(BUILD / "src/app/maquette"),
                                 str(make_png(tmp_path / "handed.png", 48, 64))],
                                env=person.env, timeout=LONG * PATIENCE)
        assert second.returncode == 0
        person.see("Remove handed.png", "button")
        with helper(person, "clipboard_owner.py", make_png(tmp_path / "copied.png", 32, 32)) as owner:
            assert owner.stdout.readline() == "ready\n"
            write(person, "a red ball on a post ")
            person.press("ctrl+v")
            person.wait(lambda: len(person.find_all(re.compile("^Remove "), "button")) == 3,
                        "the pasted picture")
        see_text(person, "a red ball on a post ")
        person.press("Return")
        card(person, 1)
        my_turn(person)
        person.see_gone(re.compile("^Remove "), "button")
        person.wait(lambda: len(person.find_all(re.compile("^Picture of this message"))) == 3,
                    "the pictures with the message")
        # Nobody found its camera: it stands beside the only version all the same.
        person.see(re.compile("^The camera of picture 1 was not found"))
        person.tab("Compare")
        person.see("Your picture is not laid over the version, because its camera is not known.")
        person.wait(lambda: len(person.find_all("Your Picture", "toggle")) == 3, "the three pictures")
        if folder := os.environ.get("MQ_TEST_SHOTS"):
            person.shot(f"{folder}/beside.png")
        person.tab("Review")
        session = only_session(person)
        assert person.quit() == 0
        person.start()
        person.wait(lambda: len(person.find_all(re.compile("^Picture of this message"))) == 3,
                    "the pictures of the message")
        pictures = [path for path in (person.library / "sessions" / session).rglob("*.png")
                    if "versions" not in path.parts]
        assert len(pictures) == 3, pictures
        person.press("ctrl+l")
        person.see_focus("Message")
        person.press("shift+Tab")
        person.see_focus(re.compile("^(?!Message$)"))
        person.press("Home")
        person.see_focus("Your message")
        reach(person, "Picture of this message: enlarge")
        person.press("Menu")
        person.see("Copy Picture", "menu item")
        person.see("Save Picture…", "menu item")
        person.press("Escape")
        person.see_gone("Copy Picture", "menu item")
        assert person.quit() == 0


def test_stay_where_they_are_not_seen(desk, tmp_path):
    """The sketcher gets the words; the picture stays in the message, for a model that sees."""
    person = desk(config_yaml=QUICK).start(make_png(tmp_path / "opened.png", 64, 48))
    person.see("Remove opened.png", "button")
    make_chair(person)
    see_text(person, "")
    person.see("Remove opened.png", "button")
    assert person.find(re.compile("^Picture of this message")) is None
    assert person.quit() == 0
    person.start()
    person.see("Remove opened.png", "button")
    assert person.quit() == 0


def test_likeness(desk, prepared):
    """A version that was compared with the user's picture shows both in one frame, also when it is the only one."""
    person = desk(size=(1400, 900))
    person.copy_library(prepared)
    for folder in (person.library / "sessions").glob("*/versions/*"):
        render = folder / "renders/render_1.png"
        for name, change in (("picture", ["-modulate", "100,30"]), ("version", [])):
            subprocess.run(["convert", render, "-resize", "512x", *change, folder / f"likeness-{name}.jpg"], check=True)
        report = json.loads((folder / "report.json").read_text())
        (folder / "report.json").write_text(json.dumps({**report, "likeness": {"overlap": 0.937}}))
    person.start()
    person.choose(person.see(re.compile("[Tt]able"), "row"))
    person.see(re.compile("[Tt]able, version 1, view 1 of"))
    person.tab("Compare")
    person.see(re.compile("Your Picture over Version 1"), "slider")
    person.see("Version 1 from the camera of your picture: the outlines overlap by 93 %.")
    if folder := os.environ.get("MQ_TEST_SHOTS"):
        person.shot(f"{folder}/likeness-only.png")
    # Beside the views of two versions.
    person.choose(person.see(re.compile("[Cc]hair"), "row"))
    person.see(re.compile("Version 1 over Version 2"), "slider")
    person.activate(person.see("Your Picture", "toggle"))
    person.see(re.compile("Your Picture over Version 2"), "slider")
    person.see("Version 2 from the camera of your picture: the outlines overlap by 93 %.")
    if folder := os.environ.get("MQ_TEST_SHOTS"):
        person.shot(f"{folder}/likeness.png")
    assert person.quit() == 0
