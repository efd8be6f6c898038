#!/usr/bin/env python3
"""gallery-memory.py FOLDER: the whole window over a session whose version has 1,000 renders, its
gallery open and scrolled from end to end; what the process has resident (MiB). Run on-a-display."""

import json
import re
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "app"))

from person import Person  # noqa: E402


def resident_mib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        fields = dict(line.split(":", 1) for line in file if ":" in line)
    return round(int(fields["VmRSS"].split()[0]) / 1024), round(int(fields["VmHWM"].split()[0]) / 1024)


def main():
    with Person(Path(sys.argv[1]), size=(1280, 800)) as person:
        subprocess.run([TOP / "tests" / "bench" / "make-library.py", person.library,
                        "--sessions", "1", "--versions", "1", "--pictures", "1000"],
                       check=True, stdout=subprocess.DEVNULL)
        person.start()
        person.click(person.wait(lambda: person.find_all(kind="row"), "the session")[0])
        person.activate(person.see("All Views", "button"))
        person.see_gone("Next View", "button")  # the grid has taken the large picture's place
        x, y = person.place(person.see(re.compile("view 3 of 1000"), "table cell"))
        subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "--repeat", "900",
                        "--delay", "8", "5"], check=True)
        seen = person.see(re.compile("view [0-9]{3,} of 1000"), "table cell")
        now, most = resident_mib(person.process.pid)
        print(json.dumps({"resident_mib": now, "most_mib": most, "seen": seen.get_name().split(", ")[-1]}))


if __name__ == "__main__":
    sys.exit(main())
