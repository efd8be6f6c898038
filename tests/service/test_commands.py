"""The commands of a shared service's administrator: accounts and their quotas, backup and restore; while the service
runs, and while it does not."""

import json
import os
import re
import shutil
import signal
import sqlite3
import stat
import subprocess

import desk
import pytest
from test_accounts import code, start  # noqa: F401

PROGRAM = os.environ.get("MQ_SKETCHER_SERVICE", "_build/trixie/src/service/maquette-service")


def command(*words, status=0):
    done = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=1800)
    assert done.returncode == status, done
    assert status == 0 or desk.without_asan(done.stderr).startswith("maquette-service: "), done
    return done.stdout if status == 0 else done.stderr


def users(service):
    return {each["name"]: each for each in json.loads(command("user", "list", "--json", "--data", service.data))}


def test_users(start):  # noqa: F811
    service = start("--runs-per-day", "2")
    assert users(service) == {}
    run = service.begin(prompt="a thing", team="thinker")
    assert desk.follow(service, run, desk.Hands())[-1][1] == "done"
    service.ask("GET", "/v1/account", who="bob")
    listed = users(service)
    assert list(listed) == ["alice", "bob"]
    alice = listed["alice"]
    spent = service.ask("GET", "/v1/account").json["cost"]["spent"]
    assert (alice["runs_today"], alice["quota"], alice["cost_this_month"]) == (1, "default", spent) and spent > 0
    assert re.fullmatch("[0-9a-f]{64}", alice["id"]) and alice["seen"] >= alice["created"]
    table = [line.split("\t") for line in command("user", "list", "--data", service.data).splitlines()]
    assert [row[0] for row in table] == ["NAME", "alice", "bob"] and table[1][2] == "default (5)"
    assert table[1][-1] == alice["id"] and table[1][3] == f"${spent:.2f}"


def test_quota(start):  # noqa: F811
    """It counts from the next run on, before that of the service and of groups, and survives a deletion."""
    service = start("--runs-per-day", "2")
    service.ask("GET", "/v1/account")
    where = ("--data", service.data)
    assert command("user", "quota", "alice", *where) == "default (5)\n"
    assert command("user", "quota", "alice", "3", *where) == "3\n" == command("user", "quota", "alice", *where)
    assert service.quota()["limit"] == 3
    for left in "210":
        assert service.ask("POST", "/v1/runs", {"prompt": "slow"}).headers["ratelimit-remaining"] == left
    assert code(service.ask("POST", "/v1/runs", {"prompt": "slow"})) == (429, "quota")
    assert service.quota("alice:staff")["left"] == 0 and service.quota("bob")["limit"] == 2

    command("user", "quota", users(service)["alice"]["id"], "unlimited", *where)
    assert service.quota()["limit"] is None
    assert service.ask("POST", "/v1/runs", {"prompt": "slow"}).status == 201
    command("user", "quota", "alice", "0", *where)
    assert service.ask("DELETE", "/v1/account").status == 200
    assert code(service.ask("POST", "/v1/runs", {"prompt": "slow"})) == (429, "quota")
    command("user", "quota", "alice", "default", *where)
    assert service.quota()["limit"] == 2


def test_users_that_are_not_clear(start, folder):  # noqa: F811
    service = start()
    service.ask("GET", "/v1/account")
    where = ("--data", service.data)
    assert "no account “nobody”" in command("user", "quota", "nobody", *where, status=1)
    for wrong in ("-1", "100001", "many", "1.5", ""):
        assert "quota is a number" in command("user", "quota", "alice", *where, "--", wrong, status=2)
    for words in ((), ("list", "x"), ("quota",), ("quota", "alice", "1", "2"), ("delete", "alice")):
        command("user", *words, *where, status=2)
    command("user", "list", *where, "--bogus", status=2)
    empty = os.path.join(folder, "empty")
    os.mkdir(empty)
    assert "no journal" in command("user", "list", "--data", empty, status=1)
    assert os.listdir(empty) == []
    with sqlite3.connect(os.path.join(service.data, "journal.db")) as db:
        db.execute("INSERT INTO account (id, name, created, seen) VALUES (?, 'alice', 1, 1)", ("f" * 64,))
    db.close()
    assert "Several accounts" in command("user", "quota", "alice", "1", *where, status=1)
    assert command("user", "quota", "f" * 64, "1", *where) == "1\n"
    assert service.quota()["limit"] == 5


def dump(path):
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return {table: sorted(db.execute(f"SELECT * FROM {table}").fetchall()) for table in (
            "run", "log", "picture", "account", "use", "account_quota")}
    finally:
        db.close()


@pytest.fixture
def journal(start):  # noqa: F811
    """A service with a run that is over and one that goes on."""
    service = start()
    over = service.begin(prompt="a thing")
    assert desk.follow(service, over, desk.Hands())[-1][1] == "done"
    service.begin(prompt="slow")
    return service


def test_backup_while_the_service_writes(journal, folder):
    """Each copy is whole: of a run that is in it, all rows up to some moment."""
    path = os.path.join(journal.data, "journal.db")
    copies = []
    for number in range(3):
        run = journal.begin(prompt="a thing with raise and defect")
        stream = journal.events(run)
        hands = desk.Hands()
        for _, kind, data in stream:
            if kind == "instruction":
                copies.append(os.path.join(folder, f"copy-{number}-{len(copies)}"))
                command("backup", copies[-1], "--data", journal.data)
                desk.post_result(journal, run, hands, data)
    assert len(copies) > 10
    for copy in copies:
        assert stat.S_IMODE(os.stat(copy).st_mode) == 0o600
        db = sqlite3.connect(f"file:{copy}?mode=ro", uri=True)
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for run, last, count in db.execute("SELECT run, max(seq), count(*) FROM log GROUP BY run"):
            assert last == count, run
        db.close()
    assert not [name for name in os.listdir(folder) if "part" in name]
    last = os.path.join(folder, "last")
    command("backup", last, "--data", journal.data)
    assert dump(last) == dump(path)


def test_what_is_no_backup(journal, folder):
    copy = os.path.join(folder, "copy")
    with open(copy, "w", encoding="ascii") as file:
        file.write("mine")
    assert "is there already" in command("backup", copy, "--data", journal.data, status=1)
    with open(copy, encoding="ascii") as file:
        assert file.read() == "mine"
    assert "no journal" in command("backup", os.path.join(folder, "x"), "--data", folder, status=1)
    command("backup", os.path.join(folder, "no", "such", "folder"), "--data", journal.data, status=1)
    for words in ((), (copy, copy)):
        command("backup", *words, "--data", journal.data, status=2)

    # A journal that is damaged gives none.
    journal.end(signal.SIGKILL)
    damaged = os.path.join(folder, "damaged")
    os.mkdir(damaged)
    command("backup", os.path.join(damaged, "journal.db"), "--data", journal.data)
    with open(os.path.join(damaged, "journal.db"), "r+b") as file:
        file.seek(3 * 4096)
        file.write(b"\xff" * 8192)
    command("backup", os.path.join(folder, "second"), "--data", damaged, status=1)
    assert not os.path.exists(os.path.join(folder, "second"))
    assert not [name for name in os.listdir(folder) if "part" in name]
    journal.start()


def test_restore(journal, folder):
    """After it, the service has what it had; what was there before is beside."""
    path, copy = os.path.join(journal.data, "journal.db"), os.path.join(folder, "copy")
    where = ("--data", journal.data)
    command("backup", copy, *where)
    before = dump(copy)
    later = journal.begin(prompt="slow later")
    assert "A service uses" in command("restore", copy, "--replace", *where, status=1)
    assert journal.ask("GET", f"/v1/runs/{later}").status == 200

    assert journal.end() == 0
    assert "newer data" in command("restore", copy, *where, status=1)
    assert [row for row in dump(path)["run"] if row[0] == later]
    said = command("restore", copy, "--replace", *where)
    kept = re.search("is in “(.*)”", said)[1]
    assert dump(path) == before and dump(copy) == before
    assert [row for row in dump(kept)["run"] if row[0] == later]
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert sorted(os.listdir(journal.data)) == sorted(["journal.db", "transcripts", os.path.basename(kept)])

    journal.start()
    assert journal.ask("GET", f"/v1/runs/{later}").status == 404
    sessions = journal.ask("GET", "/v1/sessions").json["sessions"]
    assert len(sessions) == 1
    assert journal.end() == 0
    # Nothing is newer now, so nothing has to be said.
    command("restore", copy, *where)
    journal.start()

    # A journal that is gone, and whose log is not.
    journal.begin(prompt="slow")
    journal.end(signal.SIGKILL)
    os.unlink(path)
    assert os.path.getsize(path + "-wal") > 0
    assert "before" not in command("restore", copy, *where)
    assert dump(path) == before
    journal.start()


def test_what_cannot_be_restored(journal, folder):
    assert journal.end() == 0
    path, where = os.path.join(journal.data, "journal.db"), ("--data", journal.data)
    before = dump(path)
    copy = os.path.join(folder, "copy")
    command("backup", copy, *where)
    bad = {name: os.path.join(folder, name) for name in ("text", "other", "newer", "cut")}
    with open(bad["text"], "w", encoding="ascii") as file:
        file.write("no database at all " * 400)
    db = sqlite3.connect(bad["other"])
    db.execute("CREATE TABLE run (id TEXT)")
    db.commit()
    db.close()
    shutil.copy(copy, bad["newer"])
    db = sqlite3.connect(bad["newer"])
    db.execute("PRAGMA user_version = 999")
    db.close()
    with open(copy, "rb") as file, open(bad["cut"], "wb") as cut:
        cut.write(file.read()[:3 * 4096])
    for name, status in (("text", 1), ("other", 2), ("newer", 1), ("cut", 1)):
        command("restore", bad[name], "--replace", *where, status=status)
        assert dump(path) == before
    assert "no backup" in command("restore", "/nowhere", *where, status=1)
    assert not [name for name in os.listdir(journal.data) if "part" in name or "before" in name]
    journal.start()
