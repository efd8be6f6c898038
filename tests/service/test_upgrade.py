# SPDX-License-Identifier: GPL-3.0-or-later
"""The database of a service of an earlier build, at today's: a build of the commit that an archive in tests/cli/upgrade
is named after made it. With PostgreSQL in test_database.py. Alice has a run that is over, one under way and a session
kept there; Bob has a run that is over."""

import os
import pathlib
import shutil
import sqlite3
import tarfile

import desk
import pytest
from test_accounts import AccountService

OLD = sorted((pathlib.Path(__file__).parents[1] / "cli/upgrade").glob("*.tar.xz"))
OVER, UNDER_WAY, KEPT = "a thing “é”", "slow", "abcdefghjk"
OF_BOB = "a thing 'of' \"Bob\""


@pytest.fixture(params=OLD, ids=lambda path: path.name.removesuffix(".tar.xz"))
def old(request, tmp_path):
    with tarfile.open(request.param) as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path / "service"


def check(ask, follow, runs):
    """Everybody has what they had, and nothing of another. A run may be stopped, another made. `runs` are the ids by
    prompts; @ask sends a request of a person, @follow makes a run of one."""
    for prompt, who, other in ((OVER, "alice", "bob"), (UNDER_WAY, "alice", "bob"), (OF_BOB, "bob", "alice")):
        reply = ask("GET", f"/v1/runs/{runs[prompt]}", who)
        assert reply.status == 200 and (reply.json["state"] == "done") == (prompt != UNDER_WAY), reply.text
        assert ask("GET", f"/v1/runs/{runs[prompt]}", other).status == 404
    assert [each["id"] for each in ask("GET", "/v1/sessions", "alice").json["kept"]] == [KEPT]
    assert ask("GET", "/v1/sessions", "bob").json["kept"] == []
    assert ask("GET", f"/v1/sessions/{KEPT}/file", "alice").text == "PK\3\4 kept"
    assert ask("DELETE", f"/v1/runs/{runs[UNDER_WAY]}", "alice").status in (200, 202, 204)
    assert ask("DELETE", f"/v1/sessions/{KEPT}", "alice").status in (200, 204)
    for who in ("alice", "bob"):
        assert follow(who)[-1][1] == "done"


def test_sqlite(old, folder):
    """Its layout stays, so that the old build may be started again."""
    data = pathlib.Path(folder, "data")
    data.mkdir(mode=0o700)
    shutil.copy(old / "journal.db", data)

    def read_layout():
        with sqlite3.connect(data / "journal.db") as journal:
            return (journal.execute("PRAGMA user_version").fetchall(),
                    set(journal.execute("SELECT name, sql FROM sqlite_schema").fetchall()))
    before = read_layout()
    with sqlite3.connect(data / "journal.db") as journal:
        runs = dict(journal.execute("SELECT prompt, id FROM run"))
    service = AccountService(folder)

    def follow(who):
        service.who = who
        return desk.follow(service, service.begin(prompt="a thing"), desk.Hands())

    # Not all of it is JSON, as AccountService expects.
    def ask(method, path, who):
        return desk.Service.ask(service, method, path, None, {"X-Test-Account": who})
    check(ask, follow, runs)
    assert service.end() == 0, service.log_text()
    assert not [name for name in os.listdir(data) if "layout" in name]
    assert read_layout() == before
