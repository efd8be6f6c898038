# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that a program has Maquette write: in the folder that the user allows, proved, and over nothing else."""

import json
import pathlib
import struct
import urllib.parse

import pytest
from conftest import CUBE, FAST, Desk, descendants, wait_for_end
from mcp_program import Program


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """A desk with a cube of 1 m that a program made with the real Blender, and the program."""
    desk = Desk(tmp_path_factory.mktemp("shop"))
    desk.config.write_text(FAST)
    with Program(desk, "zed") as desk.zed:
        desk.session = desk.zed.call("run_script", script=CUBE, title="../A/Cube")["session"]
        yield desk
    desk.assert_tidy()


@pytest.fixture
def folder(shop, tmp_path):
    """The folder that the user has allowed, without anything in it."""
    folder = tmp_path / "allowed"
    folder.mkdir()
    assert shop("allow", "zed", "--folder", folder).status == 0
    return folder


def test_usual_folder(shop):
    """Without a word of the user's, the folder is in the documents, and is made when it is needed."""
    assert shop("forget", "zed").status == 0
    home = pathlib.Path(shop.env["HOME"])
    assert not list(home.iterdir())
    made = shop.zed.call("export_version", session=shop.session, preset="print", name="cube")
    path = pathlib.Path(made["path"])
    assert path == home / "Maquette" / "cube.stl"
    assert made["bytes"] == path.stat().st_size and made["unit"] == "mm" and made["triangles"] == 12
    assert made["proof"]["wrong"] == [] and made["proof"]["box_off_mm"] < 0.5 and made["proof"]["read_by"]
    assert struct.unpack("<I", path.read_bytes()[80:84])[0] == 12
    assert shop.session in json.loads(shop("programs", "--json").out)["sessions"]


def test_link_and_names(shop, folder):
    """The answer links to the file; without a name, it is the title without what is no file's name."""
    answer = shop.zed.ask("tools/call", name="export_version", _meta={"progressToken": "p"},
                          arguments={"session": shop.session, "format": "glb", "texture_px": 0})["result"]
    path = folder / "-A-Cube v1.glb"
    assert answer["structuredContent"]["path"] == str(path) and path.read_bytes()[:4] == b"glTF"
    (link,) = [each for each in answer["content"] if each["type"] == "resource_link"]
    assert urllib.parse.unquote(link["uri"]) == f"file://{path}" and link["mimeType"] == "model/gltf-binary"
    answer = shop.zed.ask("tools/call", name="export_version",
                          arguments={"session": shop.session, "format": "blend"})["result"]
    (link,) = [each for each in answer["content"] if each["type"] == "resource_link"]
    assert link["mimeType"] == "application/x-blender"
    told = [each["params"] for each in shop.zed.told if each["method"] == "notifications/progress"]
    assert told and [each["progress"] for each in told] == sorted({each["progress"] for each in told})


def test_paper(shop, folder):
    """A drawing has the paper that is asked for; nothing else has one."""
    made = shop.zed.call("export_version", session=shop.session, format="svg", paper="a3", name="sheet")
    assert made["paper"] == "a3" and 'width="420mm"' in (folder / "sheet.svg").read_text()
    assert "size of paper" in shop.zed.refused("export_version", session=shop.session, format="glb", paper="a3")


@pytest.mark.parametrize("name", [
    "../cube", "/tmp/cube", "a/b", "..", ".", ".bashrc", " cube", "a\\b", "a\nb", "\u202ecube", "~/../x/y"])
def test_hostile_names(shop, folder, name):
    told = shop.zed.refused("export_version", session=shop.session, format="stl", name=name)
    assert "plain file name" in told
    assert "plain file name" in shop.zed.refused("film_version", session=shop.session, name=name)
    assert list(folder.parent.rglob("*")) == [folder]


def test_nothing_else_is_replaced(shop, folder):
    """Only what a tool has written is replaced, and only if the program says so."""
    own, other, linked = folder / "own.stl", folder / "cube.stl", folder / "link.stl"
    outside = folder.parent / "outside.stl"
    for file in (own, outside):
        file.write_text("mine")
    linked.symlink_to(outside)
    (folder / "dangling.stl").symlink_to(folder.parent / "new.stl")

    def export(name, **more):
        return {"session": shop.session, "format": "stl", "name": name, **more}

    for name in ("own.stl", "link", "dangling"):
        assert "already" in shop.zed.refused("export_version", **export(name))
        assert "not exported by a tool" in shop.zed.refused("export_version", **export(name, replace=True))
    assert own.read_text() == outside.read_text() == "mine" and not (folder.parent / "new.stl").exists()

    shop.zed.call("export_version", **export("cube"))
    before = other.stat().st_ino
    assert "already" in shop.zed.refused("export_version", **export("cube"))
    shop.zed.call("export_version", **export("cube.stl", replace=True))
    assert other.stat().st_ino != before
    # A link in its place is none of ours, although the report is.
    other.unlink()
    other.symlink_to(outside)
    assert "not exported by a tool" in shop.zed.refused("export_version", **export("cube", replace=True))
    assert outside.read_text() == "mine"


@pytest.mark.parametrize("arguments, told", [
    ({"preset": "print", "format": "glb"}, "writes .stl"), ({"format": "glb", "unit": "mm"}, "is fixed: leave it out"),
    ({"format": "asset"}, "There is no format"), ({"session": "nope"}, "no session"), ({"version": 9}, "no version 9")])
def test_wrong_arguments(shop, folder, arguments, told):
    assert told in shop.zed.refused("export_version", **{"session": shop.session, **arguments})
    assert not list(folder.iterdir())


def test_film(shop, folder):
    made = shop.zed.call("film_version", session=shop.session, seconds=1, width=160, format="webp", name="turn")
    path = folder / "turn.webp"
    assert made["path"] == str(path) and path.read_bytes()[8:12] == b"WEBP" and made["bytes"] == path.stat().st_size
    again = {"session": shop.session, "seconds": 1, "width": 160, "format": "webp", "name": "turn"}
    assert "already" in shop.zed.refused("film_version", **again)
    assert shop.zed.call("film_version", **again, replace=True)["path"] == str(path)


def test_cancelled(shop, folder):
    """A call that is cancelled ends its Blender, leaves no file, and is not answered."""
    number = shop.zed.request("tools/call", {"name": "film_version", "_meta": {"progressToken": 1},
                                             "arguments": {"session": shop.session, "seconds": 30, "width": 1920}})
    while shop.zed.read().get("method") != "notifications/progress":
        pass
    blenders = [pid for pid, name in descendants(shop.zed.process.pid) if name.startswith("blender")]
    assert blenders
    shop.zed.send({"method": "notifications/cancelled", "params": {"requestId": number}})
    wait_for_end(blenders)
    shop.zed.told.clear()
    shop.zed.ask("tools/list")
    assert not shop.zed.told and not list(folder.iterdir())


def test_running_blender_is_refused(shop):
    """Without the right, the answer names the command that gives it; with it, a Blender is looked for."""
    told = shop.zed.refused("place_version", session=shop.session)
    assert "not allowed" in told and "maquette-cli allow 'zed' --live" in told
    assert shop("allow", "zed", "--live").status == 0
    assert "Blender isn’t connected" in shop.zed.refused("place_version", session=shop.session)
