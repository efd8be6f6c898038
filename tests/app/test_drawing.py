"""What the user draws on the model: the message has the picture and what each stroke meets, and the change is bounded
by it."""

import os
import re
import shutil
import subprocess

import pyatspi
from models import serving, settings_of
from person import has, is_sensitive
from steps import ask, card, reach, recorded, write
from test_pointing import chips, draft, open_chair, shot

CANVAS = "Drawing on the Model"
HINT = re.compile("^Draw around what to change")
# Round the middle of the picture.
RING = [(0.5 + 0.1 * x, 0.5 + 0.1 * y)
        for x, y in ((-1, 0), (-0.7, -0.7), (0, -1), (0.7, -0.7), (1, 0), (0.7, 0.7), (0, 1), (-0.7, 0.7))]


def drawing_desk(desk, tmp_path, **options):
    return desk(env={"LIBGL_ALWAYS_SOFTWARE": "1", "XDG_CACHE_HOME": str(tmp_path / "own-cache")}, size=(1400, 900),
                **options)


def begin(person):
    person.press("ctrl+d")
    person.see_focus(CANVAS)
    person.see(HINT)


def stroke(person, *places):
    """Places are shares of the picture, which is below the tools as large as it was without them."""
    canvas = person.see(CANVAS).queryComponent().getExtents(pyatspi.WINDOW_COORDS)
    x, y = person.place(person.see(CANVAS))
    points = [(round(x + (a - 0.5) * canvas.width), round(y + (b - 0.5) * canvas.height)) for a, b in places]
    command = ["xdotool", "mousemove", *map(str, points[0]), "mousedown", "1"]
    for point in points[1:]:
        command += ["mousemove", "--sync", *map(str, point)]  # the display takes the last of several at once
    subprocess.run([*command, "mouseup", "1"], check=True)


def tool(person, name):
    person.activate(person.see(name, "toggle"))
    person.wait(lambda: has(person.find(name, "toggle"), pyatspi.STATE_PRESSED), f"the tool {name}")


def status(person, text):
    return person.see(text, "label")


def test_draw(desk, prepared, tmp_path):
    person = drawing_desk(desk, tmp_path)
    open_chair(person, prepared)

    # By its key: the model is shown, and rests.
    begin(person)
    assert not is_sensitive(person.see("Use in the Message", "button"))
    shot(person, "draw-1-empty")
    # A circle round the middle; undo takes it away.
    stroke(person, *RING)
    person.see_gone(HINT, "label")
    shot(person, "draw-2-circle")
    assert is_sensitive(person.see("Use in the Message", "button"))
    person.press("ctrl+z")
    status(person, HINT)
    # The eraser takes what it touches.
    tool(person, "Arrow")
    stroke(person, (0.5, 0.5), (0.5, 0.3))
    person.see_gone(HINT, "label")
    shot(person, "draw-2b-arrow")
    tool(person, "Eraser")
    stroke(person, (0.1, 0.1), (0.12, 0.1))
    person.see_gone(HINT, "label")
    stroke(person, (0.45, 0.4), (0.55, 0.4))
    shot(person, "draw-2c-erased")
    status(person, HINT)
    # Text and a size are asked for; a wrong length is said.
    tool(person, "Text")
    stroke(person, (0.5, 0.5))
    person.see_focus("Text to write there")
    person.type("softer")
    person.press("Return")
    status(person, re.compile(": “softer”$"))
    tool(person, "Size with a Number")
    stroke(person, (0.413, 0.6), (0.413, 0.84))  # a leg
    person.see_focus("New length")
    person.type("tall")
    person.press("Return")
    status(person, "Write a length with its unit, such as 12 cm")
    person.press("ctrl+a")
    person.type("50 cm")
    person.press("Return")
    status(person, re.compile("Leg [0-9]: “50 cm”"))
    shot(person, "draw-3-size")
    # Escape leaves no trace.
    person.press("Escape")
    person.see_focus(re.compile("3D model"))
    person.see_gone(CANVAS)
    assert not chips(person) and not list(draft(person))

    # From the keyboard: a box round what is chosen, moved by arrow keys, with words.
    person.choose(person.see("Backrest", "row"))
    begin(person)
    reach(person, "Box by Numbers")
    person.press("space")
    person.see("Words", "entry")
    numbers = [person.see(name, "spin button").queryValue().currentValue
               for name in ("Left", "Top", "Width", "Height")]
    assert numbers != [40, 40, 20, 20] and all(0 <= number <= 100 for number in numbers)
    reach(person, "Words")
    person.type("higher")
    shot(person, "draw-4-box")
    person.press("Return")
    person.see_focus(CANVAS)
    status(person, re.compile("Backrest: “higher”"))
    person.press("Right", "Page_Down")  # the pictures stay behind it
    status(person, re.compile("Backrest: “higher”"))
    shot(person, "draw-5-backrest")
    # Any other stroke, too: a size along the upper edge of what is chosen, whose number has to be a length.
    reach(person, "Box by Numbers")
    person.press("space")
    reach(person, "Stroke: Box")
    person.press("space", *4 * ["Down"], "Return")
    person.see("Stroke: Size with a Number")
    assert person.see("Height", "spin button").queryValue().currentValue == 0
    reach(person, "Words")
    person.type("wide")
    person.press("Return")
    status(person, "Write a length with its unit, such as 12 cm")
    person.press("ctrl+a")
    person.type("30 cm")
    shot(person, "draw-5-size")
    person.press("Return")
    person.see_focus(CANVAS)
    status(person, re.compile("“30 cm”"))
    person.press("ctrl+z")
    status(person, re.compile("Backrest: “higher”"))
    # Sent while it is drawn on: what the strokes meet goes with it, and the built-in sketcher changes that alone.
    person.press("ctrl+l")
    person.see_focus("Message")
    write(person, "please", instead=True)
    person.press("Return")
    card(person, 3)
    shot(person, "draw-6-sent")
    person.see(re.compile("^Changed: back: [^;]*; all other parts are the same"), "label")
    # The record comes when the run is over, after the card.
    (sent,) = person.wait(lambda: [event["data"] for (session,) in ask(person, "SELECT id FROM session")
                                   for _, event in recorded(person, session) if event["data"].get("targets")],
                          "the record of the message")
    assert person.quit() == 0
    (backrest,) = sent["targets"]
    assert backrest["part"] == "back"
    assert backrest["mark"]["kind"] == "box" and backrest["mark"]["text"] == "higher" and len(backrest["at_m"]) == 3
    assert not sent.get("pictures")  # the sketcher sees none


def test_draw_for_a_model(desk, prepared, tmp_path):
    """The picture with its strokes goes with the message of one who sees, and is in its draft as the chips are."""
    with serving([]) as fake:
        person = drawing_desk(desk, tmp_path, config_yaml=settings_of(fake))
        open_chair(person, prepared)
        begin(person)
        stroke(person, *RING)
        person.see_gone(HINT, "label")
        person.activate(person.see("Use in the Message", "button"))
        person.see_focus("Message")
        person.see_gone(CANVAS)
        for again in False, True:
            if again:
                assert person.quit() == 0
                person.start()
            person.see("Remove Drawn on the model", "button")
            person.wait(lambda: chips(person), "what is drawn on")
            (kept,) = person.wait(lambda: [each for each in draft(person) if each.get("pictures")], "the draft")
            assert kept["targets"][0]["mark"] == {"number": 1, "kind": "circle"}
            assert len(kept["pictures"]) == 1 and kept["roles"] == ["marks"]
            (picture,) = person.folder.glob(f"state/**/{kept['pictures'][0]['file']}")
            ink = subprocess.run(["convert", picture, "-fuzz", "8%", "-fill", "black", "+opaque", "#E01C24", "-format",
                                  "%[fx:mean]", "info:"], check=True, capture_output=True, text=True).stdout
            assert 1e-4 < float(ink) < 1e-2
        if folder := os.environ.get("MQ_TEST_SHOTS"):
            shutil.copy(picture, f"{folder}/draw-7-picture.png")
            shot(person, "draw-8-draft")


def test_size_of_the_whole(desk, prepared, tmp_path):
    """A line along the table's edge is the width of the table, and one click makes it that of its top alone."""
    person = drawing_desk(desk, tmp_path)
    person.copy_library(prepared)
    person.start()
    person.choose(person.see(re.compile("[Tt]able"), "row"))
    person.see(re.compile("[Tt]able, version 1, view 1 of"))
    begin(person)
    tool(person, "Size with a Number")
    stroke(person, (0.166, 0.225), (0.642, 0.425))
    person.see_focus("New length")
    person.type("120 cm")
    person.press("Return")
    status(person, "Everything: “120 cm”")
    shot(person, "whole-1")
    person.activate(person.see("Only Top: “120 cm”", "button"))
    status(person, "Top: “120 cm”")
    shot(person, "whole-2")
    person.activate(person.see("Everything: “120 cm”", "button"))
    status(person, "Everything: “120 cm”")
    person.activate(person.see("Use in the Message", "button"))
    person.see_focus("Message")
    person.press("Return")
    card(person, 2)
    shot(person, "whole-4")
    person.see("Everything: “120 cm”", "label")
    person.see("2/2", "label")
