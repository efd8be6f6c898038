# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a batch: what it says against the manifest, what it links to, and that no text of an item becomes
more than text."""

import collections
import csv
import html.parser
import json
import os
import pathlib
import shutil
import urllib.parse

import pytest
from conftest import CUBE, QUICK
from test_batch import manifest, statuses, write

EVIL = "</script></style><img src=x onerror=\"alert('1')\"> & “x”"
BROKEN = "import bpy\nbpy.ops.mesh.primitive_cube_ad()\n"


class Page(html.parser.HTMLParser):
    """The elements of a page, the rows of its table, and where it links to."""

    def __init__(self, path):
        super().__init__()
        self.folder, self.links, self.elements, self.rows = path.parent, [], collections.Counter(), {}
        self.stack, self.texts, self.row = [], collections.defaultdict(str), None
        self.feed(path.read_text())
        self.close()
        assert self.stack == [], "every element is closed"

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.elements[tag] += 1
        assert not [name for name in attributes if name.startswith("on")], attributes
        self.links += [attributes[name] for name in ("href", "src") if name in attributes]
        if tag == "tr" and "data-status" in attributes:
            self.row = self.rows[attributes["id"].removeprefix("item-")] = {"": attributes}
        if tag not in ("meta", "img", "input", "link", "br"):
            self.stack.append((tag, attributes.get("class", "")))

    def handle_endtag(self, tag):
        assert self.stack.pop()[0] == tag
        if tag == "tr":
            self.row = None

    def handle_data(self, data):
        self.texts[self.stack[-1][0] if self.stack else ""] += data
        if self.row is not None:
            cell = next((style for tag, style in reversed(self.stack) if tag == "td"), None)
            self.row[cell] = self.row.get(cell, "") + data

    def assert_complete(self):
        """All files of its own are there, and nothing comes from elsewhere."""
        assert self.elements["script"] == self.elements["style"] == 1 and self.elements["iframe"] == 0
        for link in self.links:
            if link.startswith("#item-"):
                assert link[6:] in self.rows
            else:
                assert not urllib.parse.urlsplit(link).scheme and not link.startswith("/"), link
                assert (self.folder / urllib.parse.unquote(link)).is_file(), link


def table(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture
def quick(desk):
    desk.config.write_text(QUICK)
    return desk


def test_of_real_items(desk):
    items = write(
        desk,
        {"id": "stool", "kind": "stool", "parameters": {"SEAT_HEIGHT": 0.5}, "refine": ["make it 5 cm taller"],
         "tags": {"use": "bar", "n": 1}},
        {"id": "cube", "script": CUBE, "export": ["ply"], "tags": {"use": "none", "n": -2, "list": ["a", "b"]},
         "requirements": [{"words": "2 m wide", "what": "size", "of": "whole", "axis": "x", "value": 2, "unit": "m"},
                          {"words": "pretty", "what": "look"}]},
        {"id": "red", "text": "a red chair with rocket boosters"},
        {"id": "broken-1", "script": BROKEN},
        {"id": "broken-2", "script": "\n" + BROKEN},
        {"id": "violin", "text": "a violin"},
    )
    folder = desk.root / "set"
    assert desk("batch", items, "--output", folder).status == 1
    result = desk("batch", "report", folder, "--json")
    assert result.status == 0, result
    summary = json.loads(result.out)
    lines = {line["id"]: line for line in manifest(folder)}
    assert [summary[name] for name in ("total", "done", "failed", "refused", "left", "attempts", "sheets")] == [
        6, 3, 2, 1, 0, len(manifest(folder)), 1]
    assert summary["seconds"] == pytest.approx(sum(line["seconds"] for line in lines.values()))
    assert 0 < summary["busy_seconds"] <= summary["seconds"] + 0.001
    assert summary["items_per_hour"] == pytest.approx(3 * 3600 / summary["busy_seconds"])

    # Requirements: what the badges of all items count, by kind.
    measured = [line["measured"] for line in lines.values() if "measured" in line]
    kinds = {each["kind"]: each for each in summary["requirements"]}
    assert sum(each["missed"] for each in kinds.values()) == sum(each["missed"] for each in measured) > 0
    assert sum(each["unseen"] for each in kinds.values()) == sum(each["unseen"] for each in measured)
    assert sum(each["met"] for each in kinds.values()) >= 2 and kinds["size"]["missed"] == 1
    assert [each["items"] for each in summary["failures"]] == [["broken-1", "broken-2"], ["violin"]]

    page = Page(folder / "report.html")
    page.assert_complete()
    assert {name: row[""]["data-status"] for name, row in page.rows.items()} == statuses(folder)
    assert {"items/cube/asset.ply", "items/cube/script.py", "items/stool/scene.blend", "report/stool.webp",
            "items/stool/render_1.png", "contact-1.png", "report.csv"} <= set(page.links)
    assert "stool: SEAT_HEIGHT 0.5 → make it 5 cm taller" in page.rows["stool"]["item"]
    assert "1 missed" in page.rows["cube"]["result"] and "data-flawed" in page.rows["cube"][""]
    assert "left out: “rocket boosters”" in page.rows["red"]["result"]
    assert "primitive_cube_ad" in page.rows["broken-1"]["result"]
    assert json.loads(page.rows["cube"][""]["data-tags"]) == {"list": '["a","b"]', "n": "-2", "use": "none"}
    assert f"{lines['red']['seconds']:.1f}" in page.rows["red"]["number"]
    assert "Blender" in page.texts["p"] and "Maquette" in page.texts["p"]
    assert (folder / "report/stool.webp").read_bytes()[8:12] == b"WEBP"
    assert (folder / "report/stool.webp").stat().st_size < 20000

    rows = {row["id"]: row for row in table(folder / "report.csv")}
    assert {name: row["status"] for name, row in rows.items()} == statuses(folder)
    assert rows["stool"]["parameters.SEAT_HEIGHT"] == "0.5"
    assert (rows["stool"]["tags.use"], rows["cube"]["tags.n"]) == ("bar", "-2")
    assert rows["cube"]["tags.list"] == "a|b" and rows["cube"]["missed"] == "1"
    assert rows["broken-1"]["error"] == lines["broken-1"]["error"], "line breaks and quotes"
    assert float(rows["red"]["seconds"]) == pytest.approx(lines["red"]["seconds"])

    # Elsewhere: the links lead back.
    result = desk("batch", "report", folder, "--output", desk.root / "else/where")
    assert result.status == 0 and result.out.strip() == str(desk.root / "else/where/report.html"), result
    page = Page(desk.root / "else/where/report.html")
    page.assert_complete()
    assert "../../set/items/stool/script.py" in page.links and "report/stool.webp" in page.links


def test_hostile(quick):
    items = write(
        quick, {"id": "a", "text": f"a mug {EVIL}", "tags": {EVIL: EVIL, "f": "=1+1", "m": "-5", "o": {"x": EVIL}}},
        {"id": "b", "kind": "stool", "refine": [EVIL], "tags": {"f": "@SUM(A1)", "m": "+cmd|' /C calc'!A0"}},
        {"id": "c", "script": f"raise_{1}\n# {EVIL}\n"}, {"id": "d", "text": f"a violin {EVIL}"},
        {"id": "e", "text": "a \033]0;x\a violin\r", "tags": {"f": "\033=1+1", "m": "two\nlines"}})
    folder = quick.root / "a set <script>alert(1)<b> 100%#?"
    quick("batch", items, "--output", folder)
    # Errors quote what is asked for; this one anything.
    journal = next((folder / "attempts").iterdir())
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    for line in lines:
        if line["status"] != "done":
            line["error"] = f"=cmd {EVIL}"
        line["blender"] = EVIL
        line["missing"] = [EVIL]
    journal.write_text("".join(json.dumps(line, separators=(",", ":"), ensure_ascii=False) + "\n" for line in lines))

    for output in (folder, quick.root / "elsewhere"):
        result = quick("batch", "report", folder, "--output", output)
        assert result.status == 0, result
        page = Page(output / "report.html")
        page.assert_complete()
        assert page.elements["img"] == len([name for name in statuses(folder).values() if name == "done"])
        assert page.elements["title"] == 1 and page.texts["title"] == folder.name
        assert EVIL in page.rows["a"]["item"] and EVIL in page.rows["a"]["tags"] and EVIL in page.rows["d"]["result"]
        assert json.loads(page.rows["a"][""]["data-tags"])[EVIL] == EVIL
        rows = {row["id"]: row for row in table(output / "report.csv")}
        assert (rows["a"]["tags.f"], rows["a"]["tags.m"]) == ("'=1+1", "-5")
        assert rows["b"]["tags.f"] == "'@SUM(A1)" and rows["b"]["tags.m"].startswith("'+cmd")
        assert rows["e"]["text"] == "a ]0;x violin"
        assert (rows["e"]["tags.f"], rows["e"]["tags.m"]) == ("'=1+1", "two\nlines")
        assert not set("\033\a").intersection((output / "report.csv").read_text())
        assert rows["a"][f"tags.{EVIL}"] == EVIL and rows["d"]["error"] == f"'=cmd {EVIL}"

    # Nor are small pictures written outside.
    shutil.rmtree(folder / "report")
    (folder / "report").symlink_to(quick.root)
    result = quick("batch", "report", folder)
    assert result.status == 1 and "Could not open the folder “report”" in result.err, result

    # An id of a changed file names nothing outside.
    (folder / "input.jsonl").write_text('{"id":"../../x","text":"a mug"}\n')
    result = quick("batch", "report", folder)
    assert result.status != 0 and "changed" in result.err, result


def test_many(quick):
    """Of 300 items, with those that are left; a report of fewer has fewer sheets."""
    items = write(quick, *({"id": f"i{i}", "tags": {"row": i // 20, "n": i, "even": i % 2 == 0}}
                           | ({"script": CUBE} if i % 10 else {"text": "a violin"}) for i in range(200)))
    folder = quick.root / "set"
    assert quick("batch", items, "--output", folder, "--jobs", 4).status == 1
    # More of the same, as copies, so that the test is about the report.
    lines = [json.loads(line) for line in (folder / "input.jsonl").read_text().splitlines()]
    done = next(line for line in manifest(folder) if line["status"] == "done")
    extra = [line | {"id": f"more-{line['id']}", "tags": {"n": -line["tags"]["n"] - 1}} for line in lines[:100]]
    for line in extra[:90]:
        shutil.copytree(folder / "items" / done["id"], folder / "items" / line["id"])
    with (folder / "input.jsonl").open("a") as file:
        file.writelines(json.dumps(line, separators=(",", ":")) + "\n" for line in extra)
    with (folder / "attempts/other-1-1.jsonl").open("w") as file:
        file.writelines(json.dumps(done | {"id": line["id"], "tokens": 100, "cost": 0.25}, separators=(",", ":")) + "\n"
                        for line in extra[:90])
    result = quick("batch", "report", folder, "--json")
    assert result.status == 0, result
    summary = json.loads(result.out)
    assert [summary[name] for name in ("total", "done", "refused", "left", "sheets", "tokens")] == [
        300, 270, 20, 10, 6, 9000]
    assert summary["cost"] == pytest.approx(22.5) and [len(each["items"]) for each in summary["failures"]] == [20]
    page = Page(folder / "report.html")
    page.assert_complete()
    assert collections.Counter(row[""]["data-status"] for row in page.rows.values()) == {
        "done": 270, "refused": 20, "waiting": 10}
    assert page.elements["img"] == 270 and list(page.rows) == [line["id"] for line in lines + extra]
    assert len(table(folder / "report.csv")) == 300
    assert page.elements["select"] == 1 + 2, "of the status and of each tag, but not one of 300 values"
    sheets = {name for name in os.listdir(folder) if name.startswith("contact-")}
    assert sheets == {f"contact-{i}.png" for i in range(1, 7)}

    (folder / "input.jsonl").write_text("".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines))
    assert quick("batch", "report", folder).status == 0
    assert not pathlib.Path(folder, "contact-5.png").exists() and (folder / "contact-4.png").exists()


def test_without_a_batch(quick):
    result = quick("batch", "report", quick.root)
    assert result.status != 0 and "There is no batch in" in result.err, result
    result = quick("batch", "reprot", quick.root)
    assert result.status == 2 and "is not a command of batch" in result.err, result
