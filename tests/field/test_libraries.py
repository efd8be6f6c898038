# SPDX-License-Identifier: GPL-3.0-or-later
"""Libraries on people's disks: of another user, with a file in its place, damaged, on a disk that is not there. None of
them is an empty one."""

import os

from desk import CUBE, QUICK


def test_a_library_that_cannot_be_read(desk):
    desk.config.write_text(QUICK)
    script = desk.root / "cube.py"
    script.write_text(CUBE)
    assert desk("--list-sessions").status == 0, "one that was never made is empty"
    assert desk("--script", script, "--no-input").status == 0
    session = desk.sessions()[0]["session"]
    database, aside = desk.library / "library.db", desk.root / "aside"
    content = database.read_bytes()
    commands = [["--list-sessions"], ["versions", session], ["tool", "find_sessions", "{}"],
                ["share", session, "--output", "x"], ["--script", script, "--no-input"]]

    def assert_told(why, path):
        for command in commands:
            result = desk(*command)
            assert result.status == 1 and why in result.err + result.out and str(path) in result.err + result.out, (
                command, result)
            assert "No sessions yet" not in result.out

    desk.library.chmod(0)
    assert_told("cannot be read: Permission denied", desk.library)
    listed = desk("--list-sessions", "--json")
    assert listed.status == 1 and [event["event"] for event in listed.events] == ["error"]
    desk.library.chmod(0o700)
    database.chmod(0)
    assert_told("cannot be read: Permission denied", desk.library)
    database.chmod(0o600)

    database.write_bytes(b"")
    assert_told("is damaged or not an SQLite database", database)
    database.write_bytes(os.urandom(len(content)))
    assert_told("is damaged or not an SQLite database", database)
    database.write_bytes(content)

    os.rename(desk.library, aside)
    desk.library.write_text("of another program")
    assert_told("cannot be read: Not a directory", desk.library)
    desk.library.unlink()
    desk.library.symlink_to("/mnt/a-disk-that-is-away")
    assert_told("cannot be read: No such file or directory", desk.library)
    desk.library.unlink()
    os.rename(aside, desk.library)
    assert [each["session"] for each in desk.sessions()] == [session]
