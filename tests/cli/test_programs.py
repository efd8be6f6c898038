# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that let their models build by `maquette-cli mcp`: who is noted, and what each may do."""

import json
import pathlib
import re

import pytest
from conftest import CUBE, QUICK
from mcp_program import Program


@pytest.fixture
def quick(desk):
    desk.config.write_text(QUICK)
    return desk


def listed(desk):
    result = desk("programs", "--json")
    assert result.status == 0, result
    return {row["name"]: row for row in map(json.loads, result.out.splitlines())}


def test_noted(quick):
    """A program is noted when it says who it is, and each session that its tools make."""
    result = quick("programs")
    assert result.status == 0 and "No program has connected yet" in result.out
    assert pathlib.Path(re.search(r"/\S+/docs/using/mcp\.md", result.out)[0]).is_file()
    with Program(quick, "zed") as zed:
        zed.ask("tools/list")
        row = listed(quick)["zed"]
        assert row["connected"] and 0 < row["first"] <= row["last"] and row["sessions"] == []
        assert not (row["models"] or row["live"] or row["blocked"])
        assert row["folder"] == f"{quick.env['HOME']}/Maquette"
        made = zed.call("run_script", script=CUBE, title="Cube")
        assert listed(quick)["zed"]["sessions"] == [made["session"]]
        assert made["session"] in [row["session"] for row in quick.sessions()]
    row = listed(quick)["zed"]
    assert not row["connected"]
    assert quick("programs").out.splitlines()[1].split()[-2:] == ["zed", f"({row['folder']})"]


def test_killed(quick):
    """The kernel says that a program is gone whose server was killed."""
    zed = Program(quick)
    zed.ask("tools/list")
    assert listed(quick)["zed"]["connected"]
    zed.process.kill()
    zed.process.wait()
    assert not listed(quick)["zed"]["connected"]


def test_hostile_names(quick):
    """Names are cut and cleaned, and one that has none is not let in twice."""
    with Program(quick, "a\x1b[31m\nb" + "x" * 500) as odd, Program(quick, None) as unnamed:
        odd.ask("tools/list")
        unnamed.ask("tools/list")
        names = listed(quick)
    assert "unnamed" in names and len(names) == 2
    assert all(len(name.encode()) < 80 and name.isprintable() for name in names)


def test_rights_are_said_and_taken_back(quick, tmp_path):
    with Program(quick, "Claude Code") as claude:
        claude.ask("tools/list")
        folder = tmp_path / "parts"
        folder.mkdir()
        result = quick("allow", "Claude Code", "--models", "--live", "--folder", folder, "--json")
        assert result.status == 0, result
        row = json.loads(result.out)
        assert row["models"] and row["live"] and row["folder"] == str(folder)
        row = json.loads(quick("allow", "Claude Code", "--no-models", "--json").out)
        assert not row["models"] and row["live"] and row["folder"] == str(folder)

        assert quick("block", "Claude Code").status == 0
        for answer in (claude.ask("tools/list"), claude.ask("tools/call", name="measure", arguments={"session": "x"})):
            assert "The user has blocked “Claude Code”" in answer["error"]["message"], answer
        # Another server of it is refused, too, and other programs are not.
        with Program(quick, "Claude Code") as again, Program(quick, "zed") as zed:
            assert "blocked" in again.refused("measure", session="x")
            assert "no session" in zed.refused("measure", session="x")
        assert quick("allow", "Claude Code").status == 0
        assert "tools" in claude.ask("tools/list")["result"]

    assert quick("forget", "Claude Code").status == 0
    assert "Claude Code" not in listed(quick)


@pytest.mark.parametrize("words, told", [
    (["allow", "zet"], "Did you mean “zed”?"), (["block", "goose-and-more"], "maquette-cli programs"),
    (["forget", "x"], "No program “x”"), (["allow", "zed", "--models", "--no-models"], "exclude each other"),
    (["allow", "zed", "--folder", "/nowhere"], "no folder “/nowhere”"), (["allow"], "PROGRAM")])
def test_refused(quick, words, told):
    with Program(quick, "zed") as zed:
        zed.ask("tools/list")
    result = quick(*words)
    assert result.status == 2 and told in result.err, result


def test_full_disk(quick):
    """No task begins where less than 1 GiB is free, and the answer says how much is."""
    around = ["unshare", "-rm", "sh", "-c", f'mount -t tmpfs -o size=8m none {quick.env["XDG_DATA_HOME"]} && exec "$@"',
              "sh"]
    with Program(quick, around=around) as zed:
        refusal = zed.refused("run_script", script=CUBE)
        assert "MiB is free" in refusal and "1 GiB" in refusal
