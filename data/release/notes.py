#!/usr/bin/env python3
"""notes.py check|write|tag: NEWS says what a release brings, and what repeats it is made of it: the
release in the metainfo and the entry of the packages' changelog have the first paragraph of
changes, without Markdown. `check` tells what differs, `write` makes it anew, `tag` prints the
text of the tag. A release has a date in its heading; what has none yet is “not released yet”."""

import datetime
import email.utils
import re
import sys
import textwrap
from pathlib import Path
from xml.sax.saxutils import escape

TOP = Path(__file__).resolve().parents[2]
UNTIL_THEN = "not released yet"
METAINFO = "data/org.maquette.Maquette.metainfo.xml.in"
CHANGELOG = "data/debian/changelog"


def fail(text: str) -> None:
    sys.exit(f"NEWS: {text}")


class Notes:
    """The first section of NEWS."""

    def __init__(self, top: Path):
        section = re.split(r"\n(?=Maquette \d)", (top / "NEWS").read_text(encoding="utf-8"))[0]
        heading, rule, *lines = section.splitlines()
        self.heading = heading
        found = re.fullmatch(r"Maquette (\d+\.\d+\.\d+) \((.+)\)", heading)
        if not found or set(rule) != {"="}:
            fail(f"“{heading}” is no heading: “Maquette 1.2.3 (2026-12-24)” or “({UNTIL_THEN})”, "
                 "underlined by =")
        self.version, self.date = found[1], None
        if found[2] != UNTIL_THEN:
            try:
                self.date = datetime.date.fromisoformat(found[2])
            except ValueError:
                fail(f"“{found[2]}” is neither a date nor “{UNTIL_THEN}”")
        self.text = "\n".join(lines).strip()
        if not any(line.startswith("* ") for line in lines):
            fail("nothing is new: no line begins with “* ”")
        main = next(block for block in self.text.split("\n\n") if block.startswith("* "))
        # Software centres and apt show the text as it is.
        self.main = [re.sub(r"[*`]([^*`]+)[*`]", r"\1", line[2:]) for line in main.splitlines()]
        text = (top / "meson.build").read_text(encoding="utf-8")
        meson = re.search(r"^  version: '(.+)',$", text, re.M)
        if meson and meson[1] != self.version:
            fail(f"is of {self.version}, meson.build of {meson[1]}")


def in_metainfo(notes: Notes, text: str) -> str:
    """The metainfo with the release of @notes first; an older one stays."""
    begin = text.index("    <release ", text.index("<releases>"))
    end = text.index("</release>\n", begin) + len("</release>\n")
    old = text[begin:end]
    date = notes.date or re.search(r'date="(.+?)"', old)[1]
    kind = "stable" if notes.date else "development"
    items = "".join(f"          <li>{escape(each)}</li>\n" for each in notes.main)
    new = (f'    <release version="{notes.version}" date="{date}" type="{kind}">\n'
           f'      <description translate="no">\n        <ul>\n{items}        </ul>\n'
           "      </description>\n    </release>\n")
    if f'version="{notes.version}"' in old:
        return text[:begin] + new + text[end:]
    return text[:begin] + new + text[begin:]


def in_changelog(notes: Notes, text: str) -> str:
    """The changelog with the entry of @notes first; an older one stays."""
    old, _, older = text.partition("\n -- ")
    signature, _, older = older.partition("\n")
    author, when = signature.split("  ")
    if notes.date:
        # Packages have no file that is younger than this, if it is not in the future.
        midnight = datetime.datetime.combine(notes.date, datetime.time(), datetime.UTC)
        when = email.utils.format_datetime(midnight)
    lines = "\n".join(textwrap.fill(each, 76, initial_indent="  * ", subsequent_indent="    ")
                      for each in [*([] if notes.date else ["Not released yet."]), *notes.main])
    new = (f"maquette ({notes.version}) unstable; urgency=medium\n\n{lines}\n\n"
           f" -- {author}  {when}\n")
    if old.startswith(f"maquette ({notes.version})"):
        return new + older
    return new + "\n" + text


def main() -> int:
    what = sys.argv[1]
    top = Path(sys.argv[2]) if len(sys.argv) > 2 else TOP
    notes = Notes(top)
    if what == "tag":
        print(f"Maquette {notes.version}\n\n{notes.text}")
        return 0
    status = 0
    for name, make in ((METAINFO, in_metainfo), (CHANGELOG, in_changelog)):
        path = top / name
        text = path.read_text(encoding="utf-8")
        if (new := make(notes, text)) == text:
            continue
        if what == "write":
            path.write_text(new, encoding="utf-8")
        else:
            print(f"{name} says something else than NEWS: data/release/notes.py write")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
