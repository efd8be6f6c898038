# Maquette's own client and a real Blender: --place, --undo-place, and versions that come by
# themselves. A background Blender plays the open one.
import json
import pathlib
import socket
import sys
import threading

import pytest
from live_blender import BLENDER, RESHAPE, Inside, announced

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
from desk import CUBE, SAFE, Desk  # noqa: E402
from mcp_program import Program  # noqa: E402

NAMES = "sorted(each.name for each in bpy.context.scene.collection.children)"


@pytest.fixture(scope="module")
def desk(module_home):
    """A session of two versions, and a Blender that is not connected yet."""
    desk = Desk(module_home)
    made = desk("--text", "a mug", "--refine", "make it taller", "--json")
    assert made.status == 0, made
    desk.session = made.named("kept")[0]["session"]
    assert len(desk.versions(desk.session)) == 2
    env = {**desk.env, "PYTHONDONTWRITEBYTECODE": "1"}
    desk.blender = Inside([BLENDER, "--background", "--factory-startup"], env,
                          module_home / "blender.log")
    yield desk
    desk.blender.close()
    desk.assert_tidy()


@pytest.fixture
def connected(desk):
    desk.blender.run("bpy.ops.wm.read_homefile(use_factory_startup=True)\n"
                     "bpy.ops.ed.undo_push(message='Original')\nLIVE.connect()")
    desk.live = desk.runtime / "maquette" / "live"
    yield desk
    desk.blender.run("LIVE.disconnect()")


def test_none_is_connected(desk):
    for flags in (("--place", desk.session), ("--undo-place",)):
        result = desk(*flags)
        assert result.status == 6, result
        first, second = result.err.splitlines()
        assert "Blender isn’t connected" in first and "Connect" in second


def test_place_replace_and_take_back(connected):
    desk = connected
    result = desk("--place", f"{desk.session}:1")
    assert result.status == 0 and "version 1, was sent to the running Blender" in result.out, result
    assert desk.blender.ask("len([1 for o in bpy.data.objects if o.type == 'MESH'])") >= 3
    result = desk("--place", desk.session.upper(), "--json")
    assert result.status == 0, result
    (placed,) = result.named("placed")
    assert placed["done"] and placed["replaced"] == 1 and placed["collection"].endswith(" v2")
    assert pathlib.Path(placed["backup"]).is_file()
    assert desk.blender.ask(NAMES) == ["Collection", placed["collection"]]
    result = desk("--undo-place")
    assert result.status == 0 and "version 2 was undone" in result.out, result
    assert desk.blender.ask(NAMES) != ["Collection", placed["collection"]]
    assert desk("--undo-place", "--json").named("taken-back")[0]["done"] is True
    assert desk.blender.ask(NAMES) == ["Collection"]
    result = desk("--undo-place")
    assert result.status == 1 and "nothing to undo" in result.err, result


def test_a_program_places(connected):
    """A program reaches the open Blender when the user allows it, and not before."""
    desk = connected
    with Program(desk, "zed") as zed:
        assert "maquette-cli allow 'zed' --live" in zed.refused("place_version", session=desk.session)
        assert desk.blender.ask(NAMES) == ["Collection"]
        assert desk("allow", "zed", "--live").status == 0
        placed = zed.call("place_version", session=desk.session, version=1)
        assert desk.blender.ask(NAMES) == ["Collection", placed["collection"]] and not placed["replaced"]
        assert pathlib.Path(placed["backup"]).is_file()
        assert zed.call("place_version", session=desk.session)["replaced"]
        assert desk("allow", "zed", "--no-live").status == 0
        assert "not allowed" in zed.refused("place_version", session=desk.session)


@pytest.mark.parametrize("what", ["0000000000", "x:y", "", "@:3", "@:0", "@:-1", "@:x", "@:"])
def test_what_is_not_there(connected, what):
    result = connected("--place", what.replace("@", connected.session))
    assert result.status == 2, result
    assert "session" in result.err


SCRIPTED = """
objects = bpy.data.objects
named = sorted(each.name for each in objects if each.type == "MESH" and each.get("part"))
objects[named[0]].location.z += 0.05
result = named
"""


def test_take_what_a_script_can_do(connected):
    desk = connected
    assert desk("--place", f"{desk.session}:2").status == 0
    result = desk("take", desk.session)
    assert result.status == 1 and "Nothing was changed by hand" in result.err, result
    named = desk.blender.run(SCRIPTED)
    result = desk("take", desk.session, "--json")
    assert result.status == 0, result
    version = result.named("kept")[0]["version"]
    shown = json.loads(desk("show", f"{desk.session}:{version}", "--json").out)
    assert shown["parent"] == 2 and shown["summary"].startswith(f"Changed in Blender: {named[0]} moved ")
    assert "by_hand" not in shown["report"] and shown["pictures"] == 1
    before = json.loads(desk("show", f"{desk.session}:2", "--json").out)["report"]["objects"]
    after = {row["name"]: row for row in shown["report"]["objects"]}
    for row in before:
        by = 0.05 if row["name"] == named[0] else 0
        assert after[row["name"]]["box"]["min"][2] == pytest.approx(row["box"]["min"][2] + by,
                                                                    abs=1e-4), row["name"]
    # A change by the team keeps it: the script does it again.
    result = desk("--session-id", desk.session, "--prompt", "make it blue", "--json")
    assert result.status == 0, result
    script = pathlib.Path(result.named("kept")[0]["folder"], "script.py").read_text()
    assert f"MOVED_BY_HAND_2 = {{  # by x, y, z, m\n    {named[0]!r}: (0.0, 0.0, 0.05)," in script
    assert "rewritten" not in [each["code"] for each in result.named("notice")]


def test_take_what_no_script_does(connected):
    desk = connected
    assert desk("--place", f"{desk.session}:1").status == 0
    name = desk.blender.run(RESHAPE)
    result = desk("take", desk.session, "--json")
    assert result.status == 0, result
    kept = result.named("kept")[0]
    shown = json.loads(desk("show", f"{desk.session}:{kept['version']}", "--json").out)
    assert [(row["object"], row["change"]) for row in shown["report"]["by_hand"]] == [
        (name, "reshaped")]
    assert f"By hand:      {name} reshaped" in desk("show", f"{desk.session}:{kept['version']}").out
    folder = pathlib.Path(kept["folder"])
    assert (folder / "script.py").read_text().strip() == pathlib.Path(
        kept["folder"]).parent.joinpath("1", "script.py").read_text().strip()
    objects = {row["name"]: row["dimensions_m"] for row in shown["report"]["objects"]}
    was = {row["name"]: row["dimensions_m"] for row in json.loads(
        desk("show", f"{desk.session}:1", "--json").out)["report"]["objects"]}
    assert objects[name][0] > 1.2 * was[name][0]
    assert {each: size for each, size in objects.items() if each != name} == {
        each: pytest.approx(size, abs=1e-4) for each, size in was.items() if each != name}
    # The sketcher cannot keep it, and says so.
    result = desk("--session-id", desk.session, "--prompt", "make it blue", "--json")
    assert result.status == 0, result
    lost = [each for each in result.named("notice") if each["code"] == "by-hand"]
    assert lost and lost[0]["items"] == [name]


def test_take_what_is_not_there(connected):
    result = connected("take", connected.session)
    assert result.status == 1 and "not in Blender" in result.err, result


def test_edit_mode(connected):
    connected.blender.run("bpy.ops.object.mode_set(mode='EDIT')")
    result = connected("--place", connected.session)
    connected.blender.run("bpy.ops.object.mode_set(mode='OBJECT')")
    assert result.status == 1 and "not in Object Mode" in result.err, result
    assert connected.blender.ask(NAMES) == ["Collection"]


def test_a_wrong_token(connected):
    (path,) = connected.live.glob("*.json")
    found = json.loads(path.read_text())
    path.write_text(json.dumps({**found, "token": "f" * 64}))
    result = connected("--place", connected.session)
    assert result.status == 1 and "Another program answered" in result.err, result
    assert connected.blender.ask(NAMES) == ["Collection"]


def test_another_protocol(connected):
    (path,) = connected.live.glob("*.json")
    path.write_text(json.dumps({**json.loads(path.read_text()), "protocol": 7}))
    result = connected("--place", connected.session)
    assert result.status == 1 and "uses protocol 7" in result.err, result


def test_what_others_could_have_written_is_not_believed(connected):
    (path,) = connected.live.glob("*.json")
    path.chmod(0o644)
    assert connected("--place", connected.session).status == 6
    path.chmod(0o600)
    content = path.read_text()
    for bad in ("", "{", "[]", content[:40], json.dumps({"address": "unix:/x", "token": "short"}),
                json.dumps({"address": "http://example.org", "token": "t" * 64}),
                json.dumps({"address": "tcp:99999", "token": "t" * 64}), " " * 5000 + content):
        path.write_text(bad)
        assert connected("--place", connected.session).status == 6, bad
    path.write_text(content)
    assert connected("--place", connected.session).status == 0


def test_a_blender_that_crashed_is_passed_over(connected):
    found = announced(None, connected.live)[0]
    dead = connected.live / "blender-dead.json"
    dead.touch(mode=0o600)
    dead.write_text(json.dumps({**found, "address": f"unix:{connected.live}/none.socket",
                                "since": found["since"] + 1000}))
    result = connected("--place", connected.session)
    dead.unlink()
    assert result.status == 0, result


def test_an_impostor_is_not_told_the_token(connected):
    found = announced(None, connected.live)[0]
    heard = []

    def impostor(listener):
        peer, _ = listener.accept()
        with peer:
            size = int.from_bytes(peer.recv(4), "big")
            heard.append(peer.recv(size, socket.MSG_WAITALL))
            answer = json.dumps({"jsonrpc": "2.0", "id": 1, "result": {"proof": "0" * 64}}).encode()
            peer.sendall(len(answer).to_bytes(4, "big") + answer)
            while part := peer.recv(65536):
                heard.append(part)

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        thread = threading.Thread(target=impostor, args=(listener,))
        thread.start()
        stale = connected.live / "blender-stale.json"
        stale.touch(mode=0o600)
        stale.write_text(json.dumps({**found, "address": f"tcp:{listener.getsockname()[1]}",
                                     "since": found["since"] + 1000}))
        result = connected("--place", connected.session)
        thread.join()
    stale.unlink()
    assert result.status == 1 and "Another program answered" in result.err, result
    assert found["token"].encode() not in b"".join(heard) and b'"prove"' in heard[0]


def test_over_the_loopback(connected):
    connected.blender.run("LIVE.disconnect()\nLIVE.connect(over_tcp=True, port=0)")
    result = connected("--place", connected.session)
    assert result.status == 0, result


def test_each_new_version_by_itself(connected):
    connected.config.write_text(SAFE.replace("spare: off", "spare: off, headless_rendering: false"))
    result = connected("--text", "a mug", "--refine", "make it taller", "--json")
    assert result.status == 0, result
    assert [each["version"] for each in result.named("placed")] == [1, 2]
    assert result.named("placed")[1]["replaced"] == 1
    assert connected.blender.ask(NAMES) == ["Collection", result.named("placed")[1]["collection"]]
    assert not [each for each in result.named("notice") if each["code"].startswith("live")]


def test_a_run_goes_on_without_an_open_blender(desk, tmp_path):
    desk.config.write_text(SAFE.replace("spare: off", "spare: off, headless_rendering: false"))
    script = tmp_path / "cube.py"
    script.write_text(CUBE)
    result = desk("--script", script, "--no-input", "--json")
    assert result.status == 0, result
    (notice,) = [each for each in result.named("notice") if each["code"].startswith("live")]
    assert notice["level"] == "info" and "Blender isn’t connected" in notice["text"]
    assert len(result.named("kept")) == 1 and not result.named("placed")
