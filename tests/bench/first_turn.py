#!/usr/bin/env python3
"""first_turn.py FOLDER: the whole window, new, with the built-in sketcher. Seconds from Enter behind "a wooden chair"
to the chair being there to turn, and to its first frame that a drag has turned, while the finals are still rendered;
and how often a stranger presses keys and buttons for that, the words aside. Run on-a-display, with OpenGL in
software."""

import json
import re
import sys
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "app"))

from person import Person  # noqa: E402
from steps import write  # noqa: E402
from turn import MOVE, Pointer  # noqa: E402

LOOK_S = 0.1


def main():
    with Person(Path(sys.argv[1]), env={"LIBGL_ALWAYS_SOFTWARE": "1"}) as person:
        person.start()
        pointer = Pointer()
        write(person, "a wooden chair")
        time.sleep(5)  # as one does who reads it again: Blender has started
        began = time.monotonic()
        person.press("Return")
        model = None
        while model is None:
            model = person.find(re.compile("draft, 3D model"), showing=True)
            time.sleep(LOOK_S)
        there = time.monotonic() - began
        place = person.place(model)
        pointer.move(*place)
        pointer.press(True)
        pointer.time_change(place, place[0] + MOVE, place[1])
        turned = time.monotonic() - began
        pointer.press(False)
        is_kept = person.find(re.compile("^Version 1,")) is not None
        print(json.dumps({"there_s": round(there, 1), "turned_s": round(turned, 1), "presses": 2,
                          "before_the_finals": not is_kept}))


if __name__ == "__main__":
    sys.exit(main())
