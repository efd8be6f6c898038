# SPDX-License-Identifier: GPL-3.0-or-later
"""Variants with a real Blender: of a prompt and of a change, told in words and as JSON; what fails; and a program that
dies on the way."""

import json
import os
import signal
import sqlite3
import time

from conftest import FAST, QUICK, descendants


def rows(desk, session):
    """(number, parent) of the versions."""
    with sqlite3.connect(f"file:{desk.library}/library.db?mode=ro", uri=True) as db:
        return sorted(db.execute("SELECT number, parent FROM version WHERE session = ?", (session,)))


def scripts(desk, session):
    return [(version / "script.py").read_text() for version in desk.versions(session)]


def test_of_a_prompt_and_of_a_change(desk):
    desk.config.write_text(FAST)
    result = desk("--text", "a chair", "--variants", "3", "--output", desk.root / "out")
    assert result.status == 0, result
    session, = [each["session"] for each in desk.sessions()]
    assert rows(desk, session) == [(1, 0), (2, 0), (3, 0)]
    assert len(set(scripts(desk, session))) == 3
    assert all(f"  [{k}] ✓ planner" in result.out for k in (1, 2, 3))
    table = result.out.split(" Rank  Variant  Version", 1)[1].splitlines()
    assert [line.split()[0] for line in table[1:4]] == ["1", "2", "3"]
    assert all(" × " in line and line.split()[3:5] == ["0", "0"] for line in table[1:4])
    # A version's number says which was ready first, and the row which variant it is.
    versions = dict(line.split()[1:3] for line in table[1:4])
    assert {k: (desk.root / f"out/variant-{k}/script.py").read_text() for k in versions} == {
        k: scripts(desk, session)[int(version) - 1] for k, version in versions.items()}
    assert {(desk.root / "out" / f"variant-{k}" / "scene.blend").is_file() for k in (1, 2, 3)} == {True}
    # One record each.
    assert len(list((desk.library / "sessions" / session / "runs").iterdir())) == 3

    second = scripts(desk, session)[1]
    result = desk("--session-id", f"{session}:2", "--prompt", "make the seat red", "--variants", "4", "--json")
    assert result.status == 0, result
    ranked = result.named("variants")[-1]["variants"]
    assert [each.get("rank") for each in ranked] == [1, 2, 3, None]
    assert len({each["different"] for each in ranked[:3]}) == 3 and "no further way" in ranked[3]["error"]
    assert all(each["faults"] == 0 and each["missing"] == 0 and each["seconds"] > 0 for each in ranked[:3])
    assert {event["variant"] for event in result.named("step")} == {1, 2, 3, 4}
    other, = [each["session"] for each in desk.sessions() if each["session"] != session]
    assert rows(desk, other) == [(2, 0), (3, 2), (4, 2), (5, 2)], "version 2 is there, as it was"
    assert scripts(desk, other)[0] == second and second not in scripts(desk, other)[1:]


def test_refused(desk):
    for wrong in (["--text", "a chair", "--variants", "1"], ["--text", "a chair", "--variants", "7"],
                  ["--list-sessions", "--variants", "2"],
                  ["--text", "a chair", "--variants", "2", "--refine", "make it red"]):
        assert desk(*wrong).status == 2, wrong
    desk.config.write_text(QUICK)
    result = desk("--text", "a flumph", "--variants", "3")
    assert result.status != 0 and "does not know “flumph”" in result.err
    with sqlite3.connect(f"file:{desk.library}/library.db?mode=ro", uri=True) as db:
        assert db.execute("SELECT count(*) FROM session").fetchone() == (0,)


def count_versions(desk):
    """As the library knows them: a version's folder is there before its row."""
    try:
        with sqlite3.connect(f"file:{desk.library}/library.db?mode=ro", uri=True) as db:
            return db.execute("SELECT count(*) FROM version").fetchone()[0]
    except sqlite3.OperationalError:
        return 0  # not made yet


def wait_for_version(desk):
    deadline = time.monotonic() + 600
    while not count_versions(desk):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_interrupted(desk):
    """Ctrl+C stops all; what is there stays, and is ranked."""
    desk.config.write_text(QUICK)
    process = desk.popen("--text", "a chair", "--variants", "6", "--team", "sketcher", "--json")
    wait_for_version(desk)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=600)
    assert process.returncode == 130, (out, err)
    ranked = json.loads([line for line in out.splitlines() if '"variants"' in line][-1])["variants"]
    n_made = sum("rank" in each for each in ranked)
    session, = [each["session"] for each in desk.sessions()]
    assert 1 <= n_made < 6 and n_made == len(desk.versions(session))


def test_killed(desk):
    """After kill -9, the versions that were there are there, and the session goes on."""
    process = desk.popen("--text", "a chair", "--variants", "2", "--team", "sketcher")
    wait_for_version(desk)
    children = [pid for pid, _ in descendants(process.pid)]
    process.kill()
    process.communicate(timeout=600)
    deadline = time.monotonic() + 600
    while any(os.path.exists(f"/proc/{pid}") for pid in children):
        assert time.monotonic() < deadline, "Blenders outlive the program"
        time.sleep(0.05)
    session, = [each["session"] for each in desk.sessions()]
    n_made = len(desk.versions(session))
    assert n_made >= 1 and [row[1] for row in rows(desk, session)] == [0] * n_made
    assert desk("--session-id", session, "--prompt", "make it taller", "--no-input").status == 0
