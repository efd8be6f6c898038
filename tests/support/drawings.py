# SPDX-License-Identifier: GPL-3.0-or-later
"""Dimensioned drawings of known parts, drawn here as SVG, and what a model that sees reads of them.

    python3 tests/support/drawings.py FOLDER    writes all of them
"""

import math
import pathlib
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]


class Sheet:
    """An A4 sheet, in mm; views are drawn in the part's own mm from an origin, y upwards."""

    def __init__(self, title: str, unit: str = "mm") -> None:
        self.lines: list[str] = []
        self.origin, self.scale = (0.0, 0.0), 1.0
        note = f"ALL DIMENSIONS IN {unit.upper()}" if unit else ""
        self._put('<rect x="8" y="8" width="281" height="194" fill="none" stroke="black" stroke-width=".7"/>')
        self._label(200, 196, f"{title}   {note}", 4)

    def _put(self, line: str) -> None:
        self.lines.append(line)

    def _label(self, x: float, y: float, words: str, size: float = 3.5, turn: float = 0) -> None:
        words = words.replace("&", "&amp;").replace("<", "&lt;")
        self._put(f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size}" text-anchor="middle" '
                  f'transform="rotate({turn} {x:.2f} {y:.2f})">{words}</text>')

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return self.origin[0] + x * self.scale, self.origin[1] - y * self.scale

    def view(self, name: str, x: float, y: float, scale: float = 1.0) -> "Sheet":
        """What is drawn next has its origin here."""
        self.origin, self.scale = (x, y), scale
        self._label(x + 20, y + 22, name, 3.2)
        return self

    def outline(self, *points: tuple[float, float], hatched: bool = False) -> "Sheet":
        corners = " ".join("{:.2f},{:.2f}".format(*self._at(*point)) for point in points)
        self._put(f'<polygon points="{corners}" fill="{"url(#hatch)" if hatched else "none"}" stroke="black" '
                  f'stroke-width=".6"/>')
        return self

    def box(self, x: float, y: float, width: float, height: float, hatched: bool = False) -> "Sheet":
        return self.outline((x, y), (x + width, y), (x + width, y + height), (x, y + height), hatched=hatched)

    def circle(self, x: float, y: float, radius: float) -> "Sheet":
        u, v = self._at(x, y)
        r = radius * self.scale
        self._put(f'<circle cx="{u:.2f}" cy="{v:.2f}" r="{r:.2f}" fill="none" stroke="black" stroke-width=".6"/>')
        for across, along in ((r + 2, 0), (0, r + 2)):
            self._put(f'<line x1="{u - across:.2f}" y1="{v - along:.2f}" x2="{u + across:.2f}" y2="{v + along:.2f}" '
                      f'stroke="black" stroke-width=".2" stroke-dasharray="4 1 1 1"/>')
        return self

    def _arrow(self, x1: float, y1: float, x2: float, y2: float) -> None:
        self._put(f'<line x1="{x1:.2f}" y1="{y1:.2f}" x2="{x2:.2f}" y2="{y2:.2f}" stroke="black" '
                  f'stroke-width=".25" marker-end="url(#arrow)" marker-start="url(#arrow)"/>')

    def across(self, x1: float, x2: float, y: float, words: str, off: float = -8) -> "Sheet":
        """A dimension along x, so far from y."""
        (u1, v), (u2, _) = self._at(x1, y), self._at(x2, y)
        for u in (u1, u2):
            self._put(f'<line x1="{u:.2f}" y1="{v:.2f}" x2="{u:.2f}" y2="{v - off:.2f}" stroke="black" '
                      f'stroke-width=".2"/>')
        self._arrow(u1, v - off, u2, v - off)
        self._label((u1 + u2) / 2, v - off - 1, words)
        return self

    def up(self, y1: float, y2: float, x: float, words: str, off: float = -8) -> "Sheet":
        """A dimension along y, so far from x."""
        (u, v1), (_, v2) = self._at(x, y1), self._at(x, y2)
        for v in (v1, v2):
            self._put(f'<line x1="{u:.2f}" y1="{v:.2f}" x2="{u + off:.2f}" y2="{v:.2f}" stroke="black" '
                      f'stroke-width=".2"/>')
        self._arrow(u + off, v1, u + off, v2)
        self._label(u + off - 1, (v1 + v2) / 2, words, turn=-90)
        return self

    def leader(self, x: float, y: float, angle: float, words: str, length: float = 14) -> "Sheet":
        """An arrow to something round, with its words at the other end."""
        u, v = self._at(x, y)
        s, t = u + length * math.cos(math.radians(angle)), v - length * math.sin(math.radians(angle))
        self._put(f'<line x1="{s:.2f}" y1="{t:.2f}" x2="{u:.2f}" y2="{v:.2f}" stroke="black" stroke-width=".25" '
                  f'marker-end="url(#arrow)"/>')
        self._label(s, t - 1, words)
        return self

    def isometric(self, width: float, depth: float, height: float) -> "Sheet":
        """A block as seen from a corner."""
        def project(x: float, y: float, z: float) -> tuple[float, float]:
            return (x - y) * math.cos(math.pi / 6), (x + y) / 2 + z
        top = [(0, 0), (width, 0), (width, depth), (0, depth)]
        self.outline(*(project(x, y, height) for x, y in top))
        self.outline(project(0, 0, 0), project(width, 0, 0), project(width, 0, height), project(0, 0, height))
        return self.outline(project(0, 0, 0), project(0, depth, 0), project(0, depth, height), project(0, 0, height))

    def svg(self) -> str:
        head = ('<svg xmlns="http://www.w3.org/2000/svg" width="297mm" height="210mm" viewBox="0 0 297 210" '
                'font-family="DejaVu Sans"><defs><marker id="arrow" markerWidth="8" markerHeight="6" refX="8" '
                'refY="3" orient="auto-start-reverse"><path d="M0 0 8 3 0 6z"/></marker>'
                '<pattern id="hatch" width="2" height="2" patternUnits="userSpaceOnUse" '
                'patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="2" stroke="black" stroke-width=".3"/>'
                '</pattern></defs><rect width="297" height="210" fill="white"/>')
        return head + "\n".join(self.lines) + "</svg>\n"


def to_dxf(svg: str) -> str:
    """The same sheet as a DXF: its texts, lines, circles and outlines."""
    groups: list[Any] = [0, "SECTION", 2, "ENTITIES"]
    for tag, inside, words in re.findall(r"<(text|line|circle|polygon) ([^>]*)>([^<]*)", svg):
        has = dict(re.findall(r'([\w-]+)="([^"]*)"', inside))
        at = {name: float(value) for name, value in has.items() if re.fullmatch(r"-?[\d.]+", value)}
        if tag == "text":
            turn = re.search(r"rotate\((\S+)", inside)
            words = words.replace("Ø", "%%c").replace("&lt;", "<").replace("&amp;", "&")
            groups += [0, "TEXT", 8, "0", 10, 0, 20, 0, 40, at["font-size"] * .72, 1, words, 72, 1, 11, at["x"],
                       21, -at["y"], 50, -float(turn[1]) if turn else 0]
        elif tag == "line" and "x1" in at:
            groups += [0, "LINE", 8, "0", 10, at["x1"], 20, -at["y1"], 11, at["x2"], 21, -at["y2"]]
        elif tag == "circle":
            groups += [0, "CIRCLE", 8, "0", 10, at["cx"], 20, -at["cy"], 40, at["r"]]
        elif tag == "polygon":
            groups += [0, "LWPOLYLINE", 8, "0", 70, 1]
            for corner in has["points"].split():
                x, y = corner.split(",")
                groups += [10, x, 20, -float(y)]
    return "".join(f"{each}\n" for each in [*groups, 0, "ENDSEC", 0, "EOF"])


def read(words: str, what: str, view: str, place: str, value: float | None = None, *, unit: str | None = "mm",
         doubtful: str = "", **more: Any) -> Row:
    """A row as the reader writes it."""
    row: Row = {"words": words, "what": what, "of": "whole", **more, "view": view, "place": place,
                "reading": "doubtful" if doubtful else "certain"}
    if value is not None:
        row["value"] = value
        if unit:
            row["unit"] = unit
    return row | ({"why": doubtful} if doubtful else {})


@dataclass
class Drawing:
    """A sheet; the rows of the first look, and what the second one adds and strikes; how many stay in doubt."""

    sheet: Sheet
    first: list[Row]
    added: list[Row] = field(default_factory=list)
    struck: Sequence[int] = ()
    doubts: int = 0

    def passes(self) -> list[dict[str, Any]]:
        return [{"requirements": self.first, "strike": []},
                {"requirements": self.added, "strike": [{"n": n, "why": "misread"} for n in self.struck]}]

    def final(self) -> list[Row]:
        """The list as it is at the end."""
        return [row for n, row in enumerate(self.first, 1) if n not in self.struck] + self.added


FRONT, SIDE, TOP, SECTION = "front view", "side view", "top view", "section A-A"


def sized(view: str, axis: str, value: float, place: str, of: str = "whole", unit: str | None = "mm",
          words: str = "") -> Row:
    return read(words or f"{value:g}", "size", view, place, value, of=of, axis=axis, unit=unit)


def bracket(thick: str = "5") -> Sheet:
    """An angle: a plate of 80 x 40 x 5 with two holes, and a wall of 50 on its back edge."""
    sheet = Sheet("BRACKET")
    sheet.view("FRONT", 60, 90).box(0, 0, 80, 5).box(0, 5, 80, 45).across(0, 80, 0, "80").up(0, 50, 0, "50")
    sheet.view("RIGHT", 190, 90).outline((0, 0), (40, 0), (40, 50), (35, 50), (35, 5), (0, 5)).up(0, 5, 0, "5")
    sheet.across(35, 40, 50, thick, 8).across(0, 40, 0, "40")
    sheet.view("TOP", 60, 165).box(0, 0, 80, 40).circle(20, 17.5, 3.3).circle(60, 17.5, 3.3)
    sheet.box(0, 35, 80, 5).up(35, 40, 80, "5", 8)
    return sheet.across(20, 60, 40, "40", 10).leader(60, 20, 60, "2x Ø6.6")


BRACKET = [sized(FRONT, "x", 80, "below"), sized(FRONT, "z", 50, "left"),
           sized(SIDE, "y", 40, "below"), sized(SIDE, "z", 5, "left", "plate"), sized(SIDE, "y", 5, "top", "wall"),
           read("2x", "holes", TOP, "right", 2, unit=None, of="plate"),
           read("Ø6.6", "hole_diameter", TOP, "right", 6.6, of="plate"),
           read("40", "hole_distance", TOP, "above", 40, of="plate")]


def block(unit: str = "mm", second_width: str = "") -> Sheet:
    sheet = Sheet("PLATE", unit)
    sheet.view("TOP", 60, 110).box(0, 0, 120, 60).across(0, 120, 0, "120").up(0, 60, 0, "60")
    sheet.view("FRONT", 60, 160).box(0, 0, 120, 8).up(0, 8, 0, "8")
    if second_width:
        sheet.across(0, 120, 0, second_width)
    return sheet


def plate_rows(unit: str | None = "mm") -> list[Row]:
    return [sized(TOP, "x", 120, "below", unit=unit), sized(TOP, "y", 60, "left", unit=unit),
            sized(FRONT, "z", 8, "left", unit=unit)]


def washer() -> Sheet:
    sheet = Sheet("WASHER").view("TOP", 90, 100, 2).circle(0, 0, 15).circle(0, 0, 6.5).leader(15, 0, 30, "Ø30")
    sheet.leader(0, 6.5, 110, "Ø13", 34)
    return sheet.view("SECTION A-A", 190, 100, 2).box(0, 0, 8.5, 3, True).box(21.5, 0, 8.5, 3, True).up(0, 3, 0, "3")


def bushing() -> Sheet:
    sheet = Sheet("FLANGED BUSHING").view("SECTION A-A", 90, 140, 2)
    sheet.outline((-20, 0), (-5, 0), (-5, 30), (-10, 30), (-10, 6), (-20, 6), hatched=True)
    sheet.outline((20, 0), (5, 0), (5, 30), (10, 30), (10, 6), (20, 6), hatched=True)
    return (sheet.across(-20, 20, 0, "Ø40").across(-10, 10, 30, "Ø20", 8).across(-5, 5, 30, "Ø10", 16)
            .up(0, 30, 20, "30", 12).up(0, 6, -20, "6"))


def pocket() -> Sheet:
    sheet = Sheet("TRAY").view("SECTION A-A", 60, 90)
    sheet.outline((0, 0), (100, 0), (100, 25), (97, 25), (97, 4), (3, 4), (3, 25), (0, 25), hatched=True)
    sheet.across(0, 100, 0, "100").up(0, 25, 0, "25").up(0, 4, 100, "4", 8).across(97, 100, 25, "3", 6)
    return sheet.view("TOP", 60, 175).box(0, 0, 100, 60).box(3, 3, 94, 54).up(0, 60, 0, "60")


def shaft() -> Sheet:
    sheet = Sheet("STEPPED SHAFT").view("FRONT", 90, 160)
    sheet.box(-15, 0, 30, 40).box(-10, 40, 20, 60).up(0, 100, 15, "100", 20).up(0, 40, -15, "40")
    return sheet.across(-15, 15, 0, "Ø30").across(-10, 10, 100, "Ø20 ±0.1", 8)


def rounded() -> Sheet:
    sheet = Sheet("COVER").view("TOP", 70, 120).box(0, 0, 90, 70).across(0, 90, 0, "90").up(0, 70, 0, "70")
    sheet.leader(88, 68, 45, "4x R8")
    return sheet.view("FRONT", 70, 170).box(0, 0, 90, 6).up(0, 6, 0, "6")


def isometric() -> Sheet:
    sheet = Sheet("BLOCK").view("ISOMETRIC", 140, 150).isometric(60, 40, 30)
    return sheet.across(0, 52, 0, "60", -24).across(-35, 0, 0, "40", -24).up(0, 30, 0, "30", 4)


# By their names: two contradict themselves, one has no unit, one is smudged.
DRAWINGS = {
    "bracket": Drawing(bracket(), BRACKET[:-1], [BRACKET[-1]]),
    "plate": Drawing(block(), plate_rows()),
    "washer": Drawing(washer(), [
        read("Ø30", "diameter", TOP, "right", 30), read("Ø13", "hole_diameter", TOP, "above", 18),
        sized(SECTION, "z", 3, "left")], [read("Ø13", "hole_diameter", TOP, "above", 13)], [2]),
    "bushing": Drawing(bushing(), [
        read("Ø40", "diameter", SECTION, "below", 40, of="flange"),
        read("Ø20", "diameter", SECTION, "above", 20, of="sleeve"),
        read("Ø10", "hole_diameter", SECTION, "above", 10), sized(SECTION, "z", 30, "right"),
        sized(SECTION, "z", 6, "left", "flange")]),
    "tray": Drawing(pocket(), [
        sized(SECTION, "x", 100, "below"), sized(SECTION, "z", 25, "left"), sized(TOP, "y", 60, "left"),
        read("4", "floor", SECTION, "right", 4), read("3", "wall", SECTION, "top right", 3)]),
    "shaft": Drawing(shaft(), [
        sized(FRONT, "z", 100, "right"), sized(FRONT, "z", 40, "left", "foot"),
        read("Ø30", "diameter", FRONT, "below", 30, of="foot"),
        read("Ø20 ±0.1", "diameter", FRONT, "above", 20, of="journal", tolerance=0.1)]),
    "cover": Drawing(rounded(), [
        sized(TOP, "x", 90, "below"), sized(TOP, "y", 70, "left"), sized(FRONT, "z", 6, "left"),
        read("4x R8", "fillet_radius", TOP, "top right", 8, doubtful="an 8 or a 6", axis="z")], doubts=1),
    "block": Drawing(isometric(), [
        sized("isometric view", "x", 60, "right"), sized("isometric view", "y", 40, "left"),
        sized("isometric view", "z", 30, "middle")]),
    "two-thicknesses": Drawing(bracket("8"), [
        *BRACKET[:3], sized(TOP, "y", 5, "right", "wall"), sized(SIDE, "y", 8, "top", "wall"),
        *BRACKET[5:]], doubts=2),
    "two-widths": Drawing(block(second_width="112"), [*plate_rows(), sized(FRONT, "x", 112, "below")], doubts=2),
    "no-unit": Drawing(block(unit=""), plate_rows(None), doubts=3),
}


# What a team says that builds the bracket.
PLAN = {
    "seen": "An angle", "title": "Bracket", "about": "An angle with two holes", "notes": "", "grounded": True,
    "parts": [
        {"id": "plate", "purpose": "lies on the table", "count": 1, "min": [-0.04, -0.02, 0],
         "max": [0.04, 0.02, 0.005], "materials": ["steel"], "joins": ["wall"]},
        {"id": "wall", "purpose": "stands on its back edge", "count": 1, "min": [-0.04, 0.015, 0.0048],
         "max": [0.04, 0.02, 0.05], "materials": ["steel"], "joins": []}],
    "materials": [{"id": "steel", "finish": "brushed_metal", "color": "#9a9aa0"}], "params": [],
    "requirements": [{"words": "it looks machined", "what": "look"}, {"words": "an angle", "what": "look"},
                     {"words": "plain steel", "what": "look"}]}
SCRIPT = '''"""Bracket: an angle with two holes."""

import bpy

# Parameters
ASSET = "Bracket"  # name of the collection that holds it
SEED = 7  # 0..999: varies the grain

# Parts


def plate(steel):
    """Lies on the table."""
    holes = [(-0.02, -0.0025, 0.0066), (0.02, -0.0025, 0.0066)]
    return [drilled_plate("Plate", (0.08, 0.04, 0.005), (0, 0, 0.0025), steel, "plate", holes)]


def wall(steel):
    """Stands on its back edge."""
    return [box("Wall", (0.08, 0.005, 0.0452), (0, 0.0175, 0.0274), steel, "wall", bevel=0)]


def build():
    """Make the whole and return its objects."""
    start(ASSET)
    steel = painted("Steel", "#9a9aa0")
    return plate(steel) + wall(steel)


if __name__ == "__main__":
    build()
'''


def readings(name: str) -> list[dict[str, Any]]:
    """The two passes over a sheet, as exchanges of the fake model."""
    first, second = DRAWINGS[name].passes()
    return [{"contains": "# Your role: reader of drawings", "object": first},
            {"contains": "# The same sheet again", "object": second}]


def whole(name: str = "bracket") -> list[dict[str, Any]]:
    """All that a model says from the sheet to the part."""
    look = {"overall": "Fine.", "defects": [], "requirements": []}
    return [*readings(name), {"contains": "# Your role: planner", "object": PLAN},
            {"contains": "# Your role: writer", "text": f"```python\n{SCRIPT}```\n"},
            {"contains": "# Your role: critic", "object": look}]


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    for name, drawing in DRAWINGS.items():
        (folder / f"{name}.svg").write_text(drawing.sheet.svg())


if __name__ == "__main__":
    main()
