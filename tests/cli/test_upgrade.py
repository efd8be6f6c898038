# SPDX-License-Identifier: GPL-3.0-or-later
"""A library of an earlier build, before and after today's build has worked in it (docs/inside/compatibility.md). A
build of the commit that an archive in upgrade/ is named after made it: a chair by the built-in sketcher and a cube by a
script, both renamed and favorites. library.sql has the statements by which that build reads and changes a library. The
Blender files are unpacked, so that xz packs them better; else all is as it was written. The databases of a service are
for tests/service/test_upgrade.py."""

import hashlib
import json
import pathlib
import re
import sqlite3
import tarfile

import pytest

OLD = sorted((pathlib.Path(__file__).parent / "upgrade").glob("*.tar.xz"))
CHAIR, CUBE = ("Old é “chair” 'single' \"double\"", "Old é “cube” 'single' \"double\"")


class Library:
    """The old library in a person's folders; `sessions` by their titles."""

    def __init__(self, desk, folder):
        self.desk = desk
        self.statements = (folder / "library.sql").read_text().splitlines()
        desk.library.parent.mkdir(parents=True, exist_ok=True)
        (folder / "library").rename(desk.library)
        self.layout = self.read_layout()
        self.files = self.read_files()
        self.sessions = {each["title"]: each["session"] for each in desk.sessions()}

    def open(self):
        return sqlite3.connect(f"file:{self.desk.library / 'library.db'}?mode=ro", uri=True)

    def read_layout(self):
        """The number of the layout, and the columns of each table: type, whether it must be named, part of the key."""
        with self.open() as database:
            (version,), = database.execute("PRAGMA user_version")
            tables = [name for name, in database.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'found_%'")]
            columns = {(table, name): (kind, bool(needed) and default is None, key) for table in tables
                       for _, name, kind, needed, default, key in database.execute(f"PRAGMA table_info({table})")}
        return version, columns

    def read_files(self):
        """The hashes of all files but the catalogue."""
        folder = self.desk.library / "sessions"
        return {path.relative_to(folder): hashlib.sha256(path.read_bytes()).hexdigest()
                for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(params=OLD, ids=lambda path: path.name.removesuffix(".tar.xz"))
def old(request, desk, tmp_path):
    with tarfile.open(request.param) as archive:
        archive.extractall(tmp_path / "old", filter="data")
    return Library(desk, tmp_path / "old")


def work_in(old):
    """Reads and changes all that can be changed; nothing that was there is touched, and nothing is lost."""
    desk, chair, cube = old.desk, old.sessions[CHAIR], old.sessions[CUBE]
    for word, said in (("show", "Chair"), ("versions", "Chair"), ("parameters", "SEAT_HEIGHT")):
        assert said in "".join(map(str, desk(word, chair, "--json").events))
    assert desk("export", cube, "--output", desk.root / "cube.glb").status == 0
    assert desk("share", chair, "--output", desk.root / "chair.maquette").status == 0
    assert old.read_files() == old.files, "reading changes nothing"
    for words in (["change", chair, "make it taller"], ["set", cube, "SIZE=0.3"], ["revert", f"{chair}:1"],
                  ["rename", chair, "Now “new”"], ["favorite", cube, "off"]):
        result = desk(*words)
        assert result.status == 0, result


def test_opened_changed_and_read(old):
    assert sorted(old.sessions) == [CHAIR, CUBE]
    assert all(each["favorite"] for each in old.desk.sessions())
    work_in(old)
    assert old.files.items() <= old.read_files().items()
    listed = {each["session"]: each for each in old.desk.sessions()}
    assert listed[old.sessions[CHAIR]]["title"] == "Now “new”" and listed[old.sessions[CHAIR]]["favorite"]
    assert listed[old.sessions[CUBE]]["title"] == CUBE and not listed[old.sessions[CUBE]].get("favorite")
    assert [path.name for path in old.desk.versions(old.sessions[CHAIR])] == ["1", "2", "3"]
    assert [path.name for path in old.desk.versions(old.sessions[CUBE])] == ["1", "2"]


def test_old_build_goes_on(old):
    """It may change what today's build has worked in: the layout is still its own, each of its statements has what it
    names, it need not name anything new, and the files of new versions have the names and members that it reads.
    Whoever raises the layout ends this: then an older build only reads."""
    work_in(old)
    version, columns = old.read_layout()
    assert version == old.layout[0]
    assert old.layout[1].items() <= columns.items()
    assert not [name for name, (_, needed, _) in columns.items() if needed and name not in old.layout[1]
                and name[0] in {table for table, _ in old.layout[1]}]
    with old.open() as database:
        for statement in old.statements:
            database.execute(re.sub(r"\?\d", "NULL", f"EXPLAIN {statement}"))
    for session in (CHAIR, CUBE):
        before, after = (old.desk.library / "sessions" / old.sessions[session] / "versions" / str(number)
                         for number in (1, 2))
        assert {path.name for path in before.iterdir()} <= {path.name for path in after.iterdir()}
        for name in ("version.json", "report.json"):
            was, now = (json.loads((folder / name).read_text()) for folder in (before, after))
            assert {key: type(value) for key, value in was.items()}.items() <= {
                key: type(value) for key, value in now.items()}.items()
