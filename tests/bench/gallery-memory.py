#!/usr/bin/env python3
"""gallery-memory.py FOLDER: the whole window over 16 sessions, whose versions have 64 renders each; one after
the other is opened, and all its views are scrolled through; what the process has resident (MiB). Run on-a-display."""

import json
import re
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "app"))

from person import Person  # noqa: E402

SESSIONS = 16


def resident_mib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        fields = dict(line.split(":", 1) for line in file if ":" in line)
    return round(int(fields["VmRSS"].split()[0]) / 1024), round(int(fields["VmHWM"].split()[0]) / 1024)


def main():
    with Person(Path(sys.argv[1]), size=(1280, 800)) as person:
        subprocess.run([TOP / "tests" / "bench" / "make-library.py", person.library,
                        "--sessions", str(SESSIONS), "--versions", "1", "--pictures", "64"],
                       check=True, stdout=subprocess.DEVNULL)
        person.start()
        person.click(person.wait(lambda: person.find_all(kind="row"), "the sessions")[0])
        person.activate(person.see("All Views", "button"))
        person.see_gone("Next View", "button")  # the grid has taken the large picture's place
        for number in range(SESSIONS):
            if number > 0:
                person.press("ctrl+Page_Down")
                person.see_gone(re.compile("view 64 of 64"), "table cell")
            x, y = person.place(person.see(re.compile("view 3 of 64"), "table cell"))
            subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "--repeat", "120",
                            "--delay", "8", "5"], check=True)
            person.see(re.compile("view 64 of 64"), "table cell")
        now, most = resident_mib(person.process.pid)
        print(json.dumps({"pictures": 64 * SESSIONS, "resident_mib": now, "most_mib": most}))


if __name__ == "__main__":
    sys.exit(main())
