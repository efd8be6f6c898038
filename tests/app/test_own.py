"""What one makes oneself: half-written messages and edited scripts outlive a crash; a version of one's
own is measured with the plan of the one before it; a picture is copied from the gallery."""

import json
import re
import struct
import zlib

import pyatspi
from desk import FAST
from models import load_team, serving, settings_of
from person import has
from steps import RUN, card, make_chair, only_session, say, see_text, write


def make_picture(path, place=b"48.2N 16.3E"):
    """A grey picture that says where it was taken."""
    def chunk(name, data):
        return (struct.pack(">I", len(data)) + name + data
                + struct.pack(">I", zlib.crc32(name + data)))

    path.write_bytes(b"\x89PNG\r\n\x1a\n"
                     + chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 48, 8, 0, 0, 0, 0))
                     + chunk(b"tEXt", b"Comment\0" + place)
                     + chunk(b"IDAT", zlib.compress((b"\0" + b"\x80" * 64) * 48))
                     + chunk(b"IEND", b""))
    return path


def drafts(person):
    return person.folder / "state/maquette/drafts"


def kept(person, name):
    """What is on disk of a draft."""
    try:
        return json.loads((drafts(person) / f"{name}.json").read_text())
    except FileNotFoundError:
        return None


def unwrap(person):
    """Then Down goes to the next line."""
    folder = person.folder / "config/glib-2.0/settings"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "keyfile").write_text("[org/maquette/Maquette]\nwrap-code=false\n")
    return person


def replace_line(person, number, text):
    script = person.see("Script", "text")
    person.click(script)
    person.wait(lambda: has(script, pyatspi.STATE_FOCUSED), "the script to have the focus")
    person.press("ctrl+Home", *["Down"] * number, "Home", "shift+End")
    person.type(text)


def crash(person):
    person.kill()
    person.start()


def test_half_written(desk, tmp_path):
    """Words and pictures of a message that was not sent come back; pictures are ours by then."""
    person = desk().start(make_picture(tmp_path / "vase.png"))
    person.see("Remove vase.png", "button")
    write(person, "A vase like this")
    person.wait(lambda: (kept(person, "message-new") or {}).get("text") == "A vase like this"
                and len(kept(person, "message-new")["pictures"]) == 1, "the draft on disk")
    (picture,) = (drafts(person) / "pictures").iterdir()
    assert b"48.2N" not in picture.read_bytes()
    assert oct(drafts(person).stat().st_mode)[-3:] == "700"
    (tmp_path / "vase.png").unlink()

    crash(person)
    person.see("Remove vase.png", "button")
    see_text(person, "A vase like this")
    person.activate(person.see("Remove vase.png", "button"))
    person.wait(lambda: kept(person, "message-new")["pictures"] == [] and not picture.exists(),
                "the picture gone")

    assert person.quit() == 0
    person.start()
    see_text(person, "A vase like this")
    person.press("ctrl+l")
    person.see_focus("Message")
    person.press("ctrl+a", "Delete")
    person.wait(lambda: kept(person, "message-new") is None, "the draft gone")


def test_own_version(desk):
    """An edited script comes back after a crash, is checked while it is written, stays in its editor when it fails,
    and becomes a version that knows its plan."""
    person = unwrap(desk()).start()
    make_chair(person)
    session = only_session(person)
    draft = f"script-{session}-1"
    person.activate(person.see("Edit", "button"))
    script = person.see("Script", "text")
    person.wait(lambda: has(script, pyatspi.STATE_FOCUSED), "the script to have the focus")
    number = next(index for index, line in enumerate(person.text("Script").splitlines())
                  if line.startswith("SEAT_WIDTH = "))
    person.press("ctrl+Home", *["Down"] * number, "End")
    person.type(" mine")
    person.wait(lambda: " mine" in (kept(person, draft) or {}).get("script", ""), "the draft")

    crash(person)
    person.choose(person.see("Chair", "row"))
    person.see("You are editing a copy of version 1", seconds=RUN)
    person.wait(lambda: person.text("Script").splitlines()[number].endswith(" mine"),
                "the script as it was edited")
    replace_line(person, number, "SEAT_WIDTH = SEAT_HIGHT")
    person.see(re.compile(f"^Line {number + 1}: .*SEAT_HIGHT"), seconds=RUN)
    person.activate(person.see("Use “SEAT_HEIGHT”", "button"))
    person.wait(lambda: person.text("Script").splitlines()[number] == "SEAT_WIDTH = SEAT_HEIGHT", "the right name")
    person.see_gone("Use “SEAT_HEIGHT”", "button")
    # No name is like this one.
    replace_line(person, number, "SEAT_WIDTH = QQXJ")
    person.see(re.compile(f"^Line {number + 1}: .*QQXJ"), seconds=RUN)
    assert person.find(re.compile("^Use “"), "button") is None

    # What the check has marked is not run without a question.
    replace_line(person, number, "SEAT_WIDTH = (0.5")
    person.see(re.compile(f"^Line {number + 1}: .*never closed"), "label", seconds=RUN)
    person.activate(person.see("Run", "button"))
    person.see("Run a Script with an Error?")
    person.press("Escape")
    person.see_gone("Run a Script with an Error?")
    person.activate(person.see("Run", "button"))
    person.activate(person.see("Run Anyway", "button"))
    person.see(f"Fix line {number + 1}, then run again.", seconds=RUN)
    failure = re.compile(rf"^This is not valid Python: .*\. Fix line {number + 1}, then run again\.$")
    person.see(failure)
    person.activate(person.see("Compare", "page tab"))
    person.see("One Version So Far")
    person.activate(person.see("Edit Script…", "button"))
    person.see(failure)
    assert person.find(kind="dialog") is None
    replace_line(person, number, "SEAT_WIDTH = 0.5  # m, 0.34..0.7: across the seat")
    person.activate(person.see("Run", "button"))
    card(person, 2)
    person.see(re.compile("^Seat width 50 cm"), seconds=RUN)
    person.wait(lambda: kept(person, draft) is None, "the draft gone")

    folder = person.library / "sessions" / session / "versions/2"
    plan = json.loads((folder / "plan.json").read_text())
    (width,) = [param["value"] for param in plan["params"] if param["name"] == "SEAT_WIDTH"]
    assert width == 0.5
    assert json.loads((folder / "report.json").read_text())["penetrations"] == []

    # Ctrl+C at the gallery copies the picture: it can be pasted into the next message.
    picture = person.see(re.compile("version 2, view 1 of"), "image")
    person.click(picture)
    person.press("ctrl+c")
    person.press("ctrl+l")
    person.see_focus("Message")

    # The picture is decoded before it is in the clipboard.
    def is_pasted():
        person.press("ctrl+v")
        return person.find(re.compile("^Remove "), "button")
    person.wait(is_pasted, "the picture in the message")


def test_script_of_a_failed_run(desk):
    """What no version has is not lost: it can be mended in an editor, also after another start, and becomes one."""
    team = load_team()
    fault = "    radius = no_such_name\n"
    balls = [team.BALL.replace("    return [", f"    number = {n}\n{fault}    return [") for n in range(4)]
    exchanges = [team.planner(), team.writer(team.SCRIPT.replace(team.BALL, balls[0])),
                 *(team.said("debugger", text=team.fenced(ball)) for ball in balls[1:]),
                 team.said("writer, second approach", text=team.fenced(balls[0]))]
    with serving(exchanges) as fake:
        person = unwrap(desk(config_yaml=settings_of(fake, FAST))).start()
        say(person, "a red ball on a post")
        person.see("Edit Script…", "button", seconds=RUN)
        assert person.quit() == 0

        person.start()
        person.choose(person.see("Post", "row"))
        person.activate(person.see("Edit Script…", "button", seconds=RUN))
        person.see("Script of the Failed Run", "dialog")
        lines = person.text("Script").splitlines(keepends=True)
        number = lines.index(fault)

        # Where it failed is said; as it is, it fails again.
        person.see(re.compile(f"Line {number + 1}: .*no_such_name"))
        person.activate(person.see("Run", "button"))
        person.see(re.compile(f"^Line {number + 1}: .*no_such_name"), seconds=RUN)
        person.press("Escape")
        person.see_gone("Script of the Failed Run", "dialog")
        person.activate(person.see("Edit Script…", "button"))
        person.see("Script of the Failed Run", "dialog")
        script = person.see("Script", "text")
        person.click(script)
        person.wait(lambda: has(script, pyatspi.STATE_FOCUSED), "the script to have the focus")
        person.press("ctrl+Home", *["Down"] * number, "Home", "shift+End", "Delete")

        # Closing asks first.
        person.press("Escape")
        person.activate(person.see("Keep Editing", "button"))
        person.see_gone("Keep Editing", "button")
        person.press("ctrl+Return")
        person.see_gone("Script of the Failed Run", "dialog", seconds=RUN)
        card(person, 1)
        person.see_gone("Edit Script…", "button")
    (folder,) = person.library.glob("sessions/*/versions/1")
    made = (folder / "script.py").read_text()
    assert "no_such_name" not in made and "def ball(red)" in made
