"""A film in the window: a version turns in a file that is made, played in the conversation, and can be taken away."""

import re
import subprocess

import gi
import pyatspi

gi.require_version("Gst", "1.0")
from desk import SAFE  # noqa: E402
from gi.repository import Gst  # noqa: E402
from person import has  # noqa: E402
from steps import name_the_file  # noqa: E402


def open_dialog(person):
    person.choose(person.see(re.compile("[Cc]hair"), "row"))
    person.activate(person.see("Version Menu", "toggle button"))
    person.activate(person.see("Make a Film…", "menu item"))
    return person.see("Film", "dialog")


def choose_small(person, dialog):
    """Two seconds, 320 pixels wide."""
    person.see("Length in Seconds", "spin button", within=dialog).queryValue().currentValue = 2
    person.click(person.see("Size in Pixels", "combo box", within=dialog))
    person.see("320 × 180")
    person.press("Home", "Return")
    person.see_gone("1280 × 720")


def make(person, dialog, path):
    person.activate(person.see("Make Film…", "button", within=dialog))
    name_the_file(person, path)


def picture(person, number):
    """The window's pixels."""
    path = person.folder / f"shot-{number}.png"
    person.shot(path)
    return subprocess.run(["convert", path, "rgb:-"], check=True, capture_output=True).stdout


def test_film(desk, prepared):
    """It is made, says so, and plays in the conversation: what is on the screen goes on to change."""
    person = desk(config_yaml=SAFE)
    person.copy_library(prepared)
    person.start()
    dialog = open_dialog(person)
    choose_small(person, dialog)
    target = person.folder / "chair.webm"
    make(person, dialog, target)
    person.see("Exported chair.webm")
    person.see(re.compile(r"^2 s, [\d.]+.kB"))
    assert target.read_bytes()[:4] == b"\x1aE\xdf\xa3"
    person.see("Open Folder", "button")
    assert not person.find("It cannot be played here. Open it in another program.")
    first = picture(person, 0)
    person.wait(lambda: picture(person, 1) != first, "the film to go on")
    person.wait(lambda: not list(person.library.glob("tmp/*")), "what is half-made to be gone")


def bottom(path):
    """The last pixel of a film's first frame: red, green, blue."""
    Gst.init(None)
    pipeline = Gst.parse_launch(f'filesrc location="{path}" ! decodebin ! videoconvert ! '
                                "video/x-raw,format=RGB ! appsink name=sink sync=false")
    pipeline.set_state(Gst.State.PLAYING)
    buffer = pipeline.get_by_name("sink").emit("pull-sample").get_buffer()
    data = buffer.extract_dup(0, buffer.get_size())
    pipeline.set_state(Gst.State.NULL)
    return data[-3:]


def test_making_of(desk, prepared, notifications):
    """The switch films all versions, with captions on a dark band; it goes on when the window is closed, and a
    notification says that it is there."""
    person = desk()
    person.copy_library(prepared)
    person.start()
    dialog = open_dialog(person)
    choose_small(person, dialog)
    person.click(person.see("The Making Of", "check box", within=dialog))
    person.wait(lambda: has(person.find("The Making Of", "check box"), pyatspi.STATE_CHECKED), "the switch")
    target = person.folder / "chair.webm"
    make(person, dialog, target)
    person.see("Exporting chair.webm")
    person.press("ctrl+w")
    assert person.ended() == 0
    person.wait(lambda: "chair.webm is ready" in [body for _title, body in notifications()], "the notification",
                alive=None)
    assert max(bottom(target)) < 80


def test_cancel(desk, prepared):
    """Cancelled while it is drawn: nothing of it stays."""
    person = desk()
    person.copy_library(prepared)
    person.start()
    dialog = open_dialog(person)
    target = person.folder / "chair.webm"
    make(person, dialog, target)
    person.see(re.compile(r"^Drawing frame \d+ of 144$"))
    person.see(re.compile("left$"))
    person.activate(person.see("Cancel", "button"))
    person.see("Cancelled. No file was written.")
    person.wait(lambda: not list(person.library.glob("tmp/*")), "the frames to be taken away")
    assert not list(person.folder.glob("chair*"))


def test_cannot_be_made(desk, prepared, tmp_path):
    """GStreamer has no encoder: the card says so, and leads back to the options."""
    person = desk(env={"GST_PLUGIN_SYSTEM_PATH_1_0": str(tmp_path), "GST_REGISTRY": str(tmp_path / "registry")})
    person.copy_library(prepared)
    person.start()
    dialog = open_dialog(person)
    make(person, dialog, person.folder / "chair.webm")
    person.see("Could Not Export chair.webm")
    person.see(re.compile("This computer cannot write WebM films"))
    person.activate(person.see("Try Again…", "button"))
    person.see("Length in Seconds", "spin button")
    assert not (person.folder / "chair.webm").exists()
