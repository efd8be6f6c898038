# SPDX-License-Identifier: GPL-3.0-or-later
"""share and import: a session that the real Blender made, given to another person and back."""

import hashlib
import json
import os
import pathlib
import signal
import subprocess
import time
import zipfile

import pytest
from conftest import CUBE, FAST, QUICK, Desk

ROOT = pathlib.Path(__file__).parents[2]


@pytest.fixture(scope="module")
def giver(tmp_path_factory):
    """A person with a session of two versions, made by the real Blender."""
    desk = Desk(tmp_path_factory.mktemp("giver"))
    desk.config.write_text(FAST)
    script = desk.root / "cube.py"
    script.write_text(CUBE)
    result = desk("--script", script, "--no-input")
    assert result.status == 0, result
    desk.session = desk.sessions()[0]["session"]
    assert desk("revert", f"{desk.session}:1").status == 0
    yield desk
    desk.assert_tidy()


@pytest.fixture(scope="module")
def archive(giver):
    path = giver.root / "cube.maquette"
    result = giver("share", giver.session, "--output", path, "--json")
    assert result.status == 0, result
    assert json.loads(result.out) == {"event": "share", "file": str(path), "bytes": path.stat().st_size,
                                      "session": giver.session, "versions": 2}
    return path


@pytest.fixture
def taker(tmp_path):
    """Another person, whose library is empty."""
    desk = Desk(tmp_path)
    desk.config.write_text(QUICK)
    yield desk
    desk.assert_tidy()


def make_folder(path):
    path.mkdir()
    return path


def untouched(desk):
    """What is in the library, by name; a refused file changes nothing."""
    return sorted(str(path.relative_to(desk.library)) for path in desk.library.rglob("*")
                  if not path.name.startswith("library.db"))


def test_give_and_take(giver, archive, taker):
    first = taker("import", archive)
    assert first.status == 0 and first.out.startswith("Imported “"), first
    assert giver.session in first.out
    (session,) = taker.sessions()
    assert session["session"] == giver.session and session["versions"] == 2
    for number in ("1", "2"):
        ours, theirs = (desk.library / "sessions" / giver.session / "versions" / number
                        for desk in (giver, taker))
        for path in ours.rglob("*"):
            if path.is_file():
                assert path.read_bytes() == (theirs / path.relative_to(ours)).read_bytes(), path

    again = taker("import", archive, "--json")
    assert again.events == [{"event": "import", "session": giver.session, "new": False, "versions": 0, "runs": 0}]
    assert "Nothing new in it" in taker("import", archive).out

    # They go on from the second version, and send it back: a third.
    assert taker("revert", f"{giver.session}:2").status == 0
    back = taker.root / "back.maquette"
    assert taker("share", giver.session, "--output", back).status == 0
    third = Desk(make_folder(taker.root / "third"))
    assert third("import", archive).status == 0
    merged = third("import", back)
    assert merged.status == 0 and merged.out.startswith("Added 1 version to “"), merged
    third.assert_tidy()


def test_tells_no_secrets(giver, archive):
    """No file of the archive has a path of this computer: not even Blender's own."""
    with zipfile.ZipFile(archive) as content:
        assert content.namelist()[0] == "manifest.json" and content.testzip() is None
        for name in content.namelist():
            data = content.read(name)
            for word in (str(giver.root), str(giver.runtime), os.environ.get("USER") or "no such user"):
                if word != "root":  # a word of many other meanings
                    assert word.encode() not in data, (name, word)


def test_same_bytes(giver, archive):
    other = giver.root / "other.maquette"
    assert giver("share", giver.session, "--output", other).status == 0
    assert giver("share", giver.session, "--output", other).status == 2, "it exists"
    assert giver("share", giver.session, "--output", other, "--replace").status == 0
    before = giver.root / "before.maquette"
    assert giver("share", giver.session, "--output", before, env={**giver.env, "TZ": "Asia/Tokyo"}).status == 0
    assert other.read_bytes() == before.read_bytes()


def change(archive, path, **changes):
    """A copy of an archive with another manifest."""
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(path, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "manifest.json":
                data = json.dumps({**json.loads(data), **changes})
            new.writestr(info, data)


def test_newer(archive, taker):
    """An archive of a newer Maquette: clear words, and nothing of it stays."""
    newer = taker.root / "newer.maquette"
    change(archive, newer, format=2)
    assert taker("import", archive).status == 0
    before = untouched(taker)
    result = taker("import", newer)
    assert result.status == 2, result
    assert "newer.maquette" in result.err and "newer Maquette. Update Maquette" in result.err
    assert untouched(taker) == before


@pytest.mark.parametrize("name, told", [("../evil", "no file with the name"), ("/etc/evil", "no file with the name")])
def test_hostile(archive, taker, name, told):
    """Another program's ZIP, with a name that leads out."""
    bad = taker.root / "bad.maquette"
    with zipfile.ZipFile(archive) as old:
        manifest = json.loads(old.read("manifest.json"))
    change(archive, bad, files=[*manifest["files"], {"name": name, "size": 4, "sha256": "0" * 64}])
    with zipfile.ZipFile(bad, "a") as added:
        added.writestr(name, b"evil")
    result = taker("import", bad)
    assert result.status == 2 and told in result.err, result
    assert not list(taker.root.parent.glob("**/evil")) and not taker.sessions()


def put(archive, path, name, data):
    """A copy of an archive with another file, which its list names."""
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(path, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "manifest.json":
                manifest = json.loads(content)
                listed = next(each for each in manifest["files"] if each["name"] == name)
                listed |= {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
                content = json.dumps(manifest)
            new.writestr(info, data if info.filename == name else content)


def blender(*arguments):
    return subprocess.run(["blender", "--background", "--factory-startup", "--python-exit-code", "1",
                           *map(str, arguments)], capture_output=True, check=True)


def test_foreign_blender_files_run_nothing(giver, archive, tmp_path):
    """All that can run in a Blender file runs in the archive's, and none of it in the library's, in
    a Blender that runs the scripts of files."""
    blender("--python", ROOT / "tests" / "blender" / "canary.py", "--", tmp_path / "hostile")
    canaries = tmp_path / "hostile" / "canaries"
    foreign = tmp_path / "foreign.maquette"
    put(archive, foreign, "versions/1/scene.blend", (tmp_path / "hostile" / "action.blend").read_bytes())
    taker = Desk(make_folder(tmp_path / "taker"))
    result = taker("import", foreign)
    assert result.status == 0, result
    kept = taker.versions(giver.session)[0] / "scene.blend"
    for path, runs in ((kept, False), (tmp_path / "hostile" / "action.blend", True)):
        for each in canaries.iterdir():
            each.unlink()
        blender("--enable-autoexec", path, "--python-expr",
                "import bpy\nfor frame in (2, 3): bpy.context.scene.frame_set(frame)")
        assert bool(list(canaries.iterdir())) is runs, path
    taker.assert_tidy()


def test_import_without_blender(archive, taker):
    """Files that no Blender can open and save anew are not kept."""
    taker.config.write_text("blender: {executable: /nowhere/blender}\n")
    result = taker("import", archive)
    assert result.status == 6 and "cube.maquette" in result.err and "Install Blender" in result.err, result
    assert not taker.sessions()


def test_import_of_no_blender_file(archive, tmp_path):
    """One that only begins as such: the version is named, and nothing of the archive stays."""
    odd = tmp_path / "odd.maquette"
    put(archive, odd, "versions/2/scene.blend", b"BLENDER-v403" + bytes(5000))
    taker = Desk(make_folder(tmp_path / "taker"))
    result = taker("import", odd)
    assert result.status == 2 and "The Blender file of version 2" in result.err, result
    assert not taker.sessions()
    taker.assert_tidy()


def test_wrong_usage(giver, taker, tmp_path):
    for arguments, told in ((["share", giver.session], "--output"), (["share"], "needs: SESSION"),
                            (["share", "nosession", "--output", "x"], "no session"),
                            (["share", giver.session, "--output", "/nowhere/x"], "no folder"),
                            (["import"], "needs: FILE"), (["import", "/nowhere/x"], "No such file"),
                            (["import", tmp_path], "not a file"),
                            (["import", "/dev/zero"], "not a file")):
        result = giver(*arguments)
        assert result.status == 2 and told in result.err, result


def test_full_disk(giver, tmp_path):
    """The folder has no room: the file is not there, not even in part."""
    small = tmp_path / "small"
    small.mkdir()
    words = ["unshare", "-rm", "sh", "-c",
             f'mount -t tmpfs -o size=8k none {small} && "$@"; status=$?; ls -A {small} >&2; exit $status',
             "sh"]
    result = giver("share", giver.session, "--output", small / "x.maquette", around=words)
    assert result.status == 1 and "space" in result.err.lower(), result
    assert result.err.endswith("are kept\n"), result  # and ls listed nothing


def catches_interrupt(process):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
    return int(caught.split()[1], 16) & 1 << (signal.SIGINT - 1)


def test_interrupt(taker, archive, tmp_path):
    """Ctrl+C while it reads a Blender file of 2 GB: nothing of the archive stays."""
    assert taker("import", archive).status == 0
    (session,) = taker.sessions()
    blend = taker.versions(session["session"])[0] / "scene.blend"
    with open(blend, "r+b") as large:
        large.truncate(2000 * 1000 * 1000)  # sparse
    out = tmp_path / "out"
    out.mkdir()
    process = taker.popen("share", session["session"], "--output", out / "x.maquette")
    while not catches_interrupt(process):
        assert process.poll() is None
        time.sleep(0.001)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert process.returncode == 130, err
    assert not list(out.iterdir())
