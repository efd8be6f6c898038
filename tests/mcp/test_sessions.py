# SPDX-License-Identifier: GPL-3.0-or-later
"""What there is, what changed, back, and what a team makes of words."""

import json
import os
import sys

import pytest
from conftest import MODERN
from desk import FAST

CUBE = """import bpy

SIZE = 0.1  # m, 0.05..0.5: of each side


def build():
    bpy.ops.mesh.primitive_cube_add(size=SIZE, location=(0, 0, SIZE / 2))


build()
"""


def test_find_and_go_back(program):
    each = program()
    assert each.call("find_sessions") == {"sessions": [], "found": 0}
    session = each.call("run_script", script=CUBE, title="A wooden cube")["session"]
    other = each.call("run_script", script=CUBE, title="A die")["session"]
    assert each.call("edit_script", session=session, values={"SIZE": "20 cm"})["version"] == 2
    newest = each.call("find_sessions")
    assert newest["found"] == 2 and [one["session"] for one in newest["sessions"]] == [session, other]
    assert [one["session"] for one in each.call("find_sessions", words="wooden")["sessions"]] == [session]
    assert each.call("find_sessions", words="wooden", limit=1)["sessions"][0]["title"] == "A wooden cube"
    assert each.call("find_sessions", limit=1) | {"sessions": 0} == {"sessions": 0, "found": 2}

    shown = each.call("show_session", session=session)
    assert [(one["version"], one["parent"]) for one in shown["all"]] == [(1, 0), (2, 1)] and "script" not in shown
    assert shown["parameters"] == [{"name": "SIZE", "value": 0.2, "unit": "m", "about": "of each side",
                                    "min": 0.05, "max": 0.5}]
    assert each.call("show_session", session=session, version=1, script=True)["script"] == CUBE

    compared = each.call("compare_versions", session=session, **{"with": 1})
    assert compared["difference"] == "SIZE 0.1 → 0.2"
    assert (compared["before"]["size_mm"][0], compared["after"]["size_mm"][0]) == (100, 200)
    assert "no version 7" in each.fails("compare_versions", session=session, **{"with": 7})

    assert each.call("restore_version", session=session, version=1)["current"] == 1
    assert each.call("show_session", session=session)["parameters"][0]["value"] == 0.1
    assert json.loads(each.desk("parameters", session, "--json").out)["value"] == 0.1, "for other programs, too"
    branched = each.call("branch_session", session=session, version=2, title="Another cube")
    assert branched["session"] not in (session, other) and branched["title"] == "Another cube"
    assert each.call("measure", session=branched["session"])["size_mm"][0] == 200
    assert each.call("edit_script", session=session, values={"SIZE": "30 cm"})["version"] == 3


def test_sketcher(program):
    """The built-in team makes and changes; a model that costs money is for the user to allow."""
    each = program(MODERN)
    made = each.call("make", text="a chair")
    assert made["version"] == 1 and made["faults"] == [] and made["n_objects"] > 4
    taller = each.call("change", session=made["session"], text="add 2 armrests")
    assert taller["version"] == 2 and len([one for one in taller["objects"] if "rmrest" in one["name"]]) == 2
    legs = each.call("change", session=made["session"], text="make the legs thicker", parts=["Legs"])
    assert legs["version"] == 3
    gone = each.fails("change", session=made["session"], text="thicker", parts=["wings"])
    assert "Version 3 has no part “wings”" in gone and "legs, " in gone
    assert "not allowed this program to use models" in each.fails("make", text="a chair", team="model")
    assert "rokket" in each.fails("make", text="a rokket with wings of glass")


def test_drafts_wait_for_nobody(desk, program):
    """Final pictures of others hold no draft up; who asks for its own waits, and says for whom."""
    desk.config.write_text(FAST.replace("workbench", "cycles"))
    each = program()
    with desk.rendering_elsewhere("A castle"):
        session = each.call("run_script", script=CUBE, title="Cube")["session"]
        assert each.call("edit_script", session=session, values={"SIZE": "20 cm"})["version"] == 2
        made = each.call("make", text="a stool")
        assert each.call("change", session=made["session"], text="10 cm taller")["version"] == 2
        number = each.begin("tools/call", {"progressToken": "finals"}, name="change",
                            arguments={"session": made["session"], "text": "paint it red", "final_pictures": True})
        told = ""
        while "“A castle” (number 2 in line)" not in told:
            told = each.read()["params"]["message"]
    assert each.receive()["id"] == number
    assert len(desk.versions(made["session"])) == 3


def test_tool_command(desk, tmp_path):
    """The same tools for a program that runs commands: JSON, pictures as files, failures as such."""
    (tmp_path / "cube.py").write_text(CUBE)
    made = desk("tool", "run_script", "--file", f"script={tmp_path / 'cube.py'}", '{"title": "Cube"}', "-o",
                tmp_path / "new" / "pictures")
    assert made.status == 0 and made.err == "", made
    (values,) = made.events
    assert values["size_mm"] == [100, 100, 100] and values["pictures"] == [str(tmp_path / "new/pictures/picture-1.jpg")]
    assert (tmp_path / "new/pictures/picture-1.jpg").read_bytes().startswith(b"\xff\xd8")
    # Nothing of the work is lost where the pictures cannot be written.
    lost = desk("tool", "look", json.dumps({"session": f"{values['session']}:1"}), "-o", tmp_path / "cube.py")
    assert lost.status == 1 and "cube.py" in lost.err and lost.events[0]["version"] == 1, lost
    (tmp_path / "cube.py").write_text(CUBE.replace("size=SIZE", "size=SIZES"))
    failed = desk("tool", "run_script", "--file", f"script={tmp_path / 'cube.py'}")
    assert failed.status == 1 and "Nothing defines SIZES" in failed.err and failed.out == "", failed
    assert desk("tool", "find_sessions").events[0]["found"] == 1
    for words, why in ((["nothing"], "There is no tool"), (["look", "{"], "Not JSON"),
                       (["look", "[]"], "not a JSON object"), (["run_script", "--file", "script"], "MEMBER=FILE")):
        refused = desk("tool", *words)
        assert refused.status == 2 and why in refused.err, refused


if __name__ == "__main__":
    sys.exit(pytest.main([os.path.abspath(__file__)]))
