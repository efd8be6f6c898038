"""A drawing that is dropped: its numbers are looked at before anything is built, and proved afterwards."""

import json
import re
import subprocess

from desk import FAST
from drawings import DRAWINGS, whole
from models import serving, settings_of
from person import BUILD
from steps import RUN, card, my_turn, only_session, reach, say
from test_pictures import drop
from test_pointing import shot


def test_bracket(desk, tmp_path, notifications):
    """Two thicknesses: the user takes one, and every number of the part is proved. Without a window the desktop is told
    that an answer is waited for."""
    path = tmp_path / "two-thicknesses.svg"  # a drawing by what it shows
    path.write_text(DRAWINGS["two-thicknesses"].sheet.svg())
    with serving(whole("two-thicknesses")) as fake:
        person = desk(config_yaml=settings_of(fake, FAST)).start()
        person.see(re.compile(r"tiny.* builds it\."))
        drop(person, path)
        person.see("Remove two-thicknesses.svg", "button")
        person.see("Role of two-thicknesses.svg: Drawing")
        say(person, "An angle")
        person.see(re.compile("Some of the drawing is hard to read"))
        person.see("Waits for your answer")
        rows = [row.name for row in person.find_all(None, "check box")]
        assert len(rows) == 8 and "front view, below" in rows[0], rows
        # The sheet is with the list, too, and is enlarged there.
        sheet = person.find_all("Picture of this message: enlarge", "button")[1]
        person.activate(sheet)
        person.see("Picture", "dialog")
        shot(person, "question-sheet")
        person.press("Escape")
        person.see_gone("Picture", "dialog")
        shot(person, "question-card")
        person.press("ctrl+w")
        person.wait(lambda: person.window() is None, "the window to go")
        person.wait(lambda: any(name == "SetStatus" and said.endswith("” waits for an answer")
                                for name, said in notifications()), "the status")
        subprocess.run([str(BUILD / "src/app/maquette")], env=person.env, check=True, timeout=RUN)
        person.frame = None
        reach(person, "wall, depth: 5\N{NO-BREAK SPACE}mm · top view, right", ("check box",), key="shift+Tab")
        person.press("space")
        person.activate(person.see("Build with These", "button"))
        person.see_gone("Waits for your answer")
        card(person, 1)
        my_turn(person)
        # The numbers that are used are there once.
        assert not person.find("Build with These", "button") and not person.find(None, "check box")
        person.see(re.compile("^Building with these numbers from the drawing: .*depth: 5\N{NO-BREAK SPACE}mm"), "label")
        report = json.loads((person.library / "sessions" / only_session(person) / "versions/1/report.json").read_text())
        read = {row["words"]: row for row in report["requirements"] if row.get("source")}
        assert {words: row["met"] for words, row in read.items()} == dict.fromkeys(
            ("2x", "40", "5", "50", "80", "Ø6.6"), True)
        assert read["5"]["source"] == "top view, right"
        assert person.quit() == 0
