# SPDX-License-Identifier: GPL-3.0-or-later
"""The database that a shared service of 0.1 wrote (tests/cli/frozen, made by its make_samples.py): Alice, who may make
7 runs a day, has made two things and keeps them there. Every later service opens it, and none of an older layout."""

import pathlib
import sqlite3
import subprocess
import tarfile

import pytest
from test_accounts import export, start  # noqa: F401
from test_commands import PROGRAM, users

FROZEN = sorted((pathlib.Path(__file__).parents[1] / "cli/frozen").glob("*.tar.xz"))


@pytest.fixture(params=FROZEN, ids=lambda path: path.name.removesuffix(".tar.xz"))
def data(request, folder):
    """The service's folder, with the database in it."""
    path = pathlib.Path(folder, "data")
    path.mkdir(mode=0o700)
    with tarfile.open(request.param) as archive:
        (path / "journal.db").write_bytes(archive.extractfile("./service/journal.db").read())
    return path


def test_all_is_there(data, start):  # noqa: F811
    service = start("--runs-per-day", "5")
    assert service.quota()["limit"] == 7
    kept = service.ask("GET", "/v1/sessions").json["kept"]
    archive, document = export(service)
    assert document["account"][0]["name"] == "alice" and [use["runs"] for use in document["use"]] == [1]
    assert {run["prompt"] for run in document["runs"]} == {"cube.py", "a mug"}
    assert all(run["log"][-1]["type"] == "done" for run in document["runs"])
    assert len(kept) == 2
    for each in kept:
        assert len(archive.read(f"sessions/{each['id']}.maquette")) == each["bytes"]
    assert users(data)["alice"]["quota"] == 7


def test_newer_layout(data):
    """As of PostgreSQL in test_database.py."""
    with sqlite3.connect(data / "journal.db") as database:
        database.execute("PRAGMA user_version = 999")
    done = subprocess.run([PROGRAM, "--socket", data / "socket", "--data", data], capture_output=True, text=True)
    assert done.returncode == 2 and "newer Maquette" in done.stderr and "layout 999" in done.stderr, done
