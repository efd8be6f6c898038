"""The commands of a shared service's administrator: accounts and their quotas; and those of docs/service/maintenance.md
that copy the database and put it back."""

import contextlib
import glob
import json
import os
import re
import signal
import sqlite3
import stat
import subprocess
import time
from copy import copy as clone
from datetime import datetime, timedelta

import desk
import pytest
from test_accounts import code, start  # noqa: F401
from test_operation import Shared

PROGRAM = os.environ.get("MQ_SKETCHER_SERVICE", "_build/trixie/src/service/maquette-service")


def command(*words, status=0):
    done = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=1800)
    assert done.returncode == status, done
    assert status == 0 or desk.without_asan(done.stderr).startswith("maquette-service: "), done
    return done.stdout if status == 0 else done.stderr


def users(data):
    return {each["name"]: each for each in json.loads(command("user", "list", "--json", "--data", data))}


def test_users(start):  # noqa: F811
    service = start("--runs-per-day", "2")
    assert users(service.data) == {}
    run = service.begin(prompt="a thing", team="thinker")
    assert desk.follow(service, run, desk.Hands())[-1][1] == "done"
    service.ask("GET", "/v1/account", who="bob")
    listed = users(service.data)
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

    command("user", "quota", users(service.data)["alice"]["id"], "unlimited", *where)
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
    for words in ((), ("list", "x"), ("quota",), ("quota", "alice", "1", "2"), ("delete",),
                  ("block",), ("unblock", "alice", "bob"), ("remove", "alice")):
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


def wait_account(service, status, who=None):
    """Until the account gets @status; the service reads what the administrator wants every two seconds."""
    while (reply := service.ask("GET", "/v1/account", who=who)).status != status:
        time.sleep(0.05)
    return reply


def test_blocked(start):  # noqa: F811
    """Words that say so, its run put away; others go on. Neither a restart nor a deletion unblocks it."""
    service = start()
    run = service.begin(prompt="slow", team="thinker")
    stream = service.events(run)
    next(iter(stream))
    where = ("--data", service.data)
    assert command("user", "block", "alice", *where) == "blocked\n"
    refused = wait_account(service, 403)
    assert code(refused) == (403, "blocked") and "have blocked this account" in refused.json["detail"]
    assert all(kind not in ("done", "failed") for _, kind, _ in stream)
    assert code(service.ask("POST", "/v1/runs", {"prompt": "slow"})) == (403, "blocked")
    assert service.ask("GET", "/v1/account", who="bob").status == 200
    assert {name: each["blocked"] for name, each in users(service.data).items()} == {"alice": True, "bob": False}
    assert "\tblocked\t" in command("user", "list", *where).splitlines()[1]

    service.end()
    service.start()
    wait_account(service, 403)
    assert command("user", "unblock", "alice", *where) == "not blocked\n"
    wait_account(service, 200)
    assert service.ask("GET", f"/v1/runs/{run}").json["state"] == "running"
    service.events(run).close()

    command("user", "block", "alice", *where)
    wait_account(service, 403)
    name = users(service.data)["alice"]["id"]
    assert command("user", "delete", "alice", *where) == "deleted\n"
    assert users(service.data)[""] | {"seen": 0, "created": 0} == {
        "id": name, "name": "", "blocked": True, "quota": "default", "runs_today": 1, "cost_this_month": 0.0,
        "seen": 0, "created": 0}
    assert service.ask("GET", "/v1/account").status == 403
    command("user", "unblock", name, *where)
    wait_account(service, 200)
    assert list(users(service.data)) == ["alice", "bob"]
    assert service.ask("GET", f"/v1/runs/{run}").status == 404


@pytest.mark.parametrize("running", [True, False])
def test_deleted(start, running):  # noqa: F811
    """As DELETE /v1/account does it, whether or not the service runs."""
    service = start()
    run = service.begin(prompt="slow purple barn", team="thinker")
    service.ask("POST", "/v1/runs", {"prompt": "slow"}, who="bob")
    stream = service.events(run)
    next(iter(stream))
    transcript = os.path.join(service.data, "transcripts", f"{run}.ndjson")
    with open(transcript, "w", encoding="utf-8") as file:
        file.write('{"role": "purple"}\n')
    if not running:
        stream.close()
        service.end(signal.SIGKILL)
    assert command("user", "delete", "alice", "--data", service.data) == "deleted\n"
    assert list(users(service.data)) == ["bob"] and not os.path.exists(transcript)
    if running:
        assert all(kind not in ("done", "failed") for _, kind, _ in stream)
    else:
        service.start()
    for path in glob.glob(os.path.join(service.data, "journal.db*")):
        with open(path, "rb") as file:
            assert b"purple" not in file.read(), path
    assert service.ask("GET", f"/v1/runs/{run}").status == 404
    assert service.quota()["left"] == 4 and list(users(service.data)) == ["alice", "bob"]


def tokens(data):
    return {each["id"]: each for each in json.loads(command("token", "list", "--json", "--data", data))}


def test_tokens(folder):
    """Each name is an account of its own, and its next token goes on with it. What is wrong with one is said; the
    token itself is nowhere but on standard output."""
    log, data = os.path.join(folder, "log"), os.path.join(folder, "data")
    where = ("--data", data)
    with open(log, "wb") as file, contextlib.closing(Shared(folder, file)) as shared:
        def ask(token):
            return shared.ask("/v1/account", Authorization=f"Bearer {token}")

        def refuse(token, why):
            reply = ask(token)
            assert reply.status == 401 and why in reply.json["detail"], reply.text
        first, second = (command("token", "create", "nightly", *where, *more).strip()
                         for more in ((), ("--days", "2")))
        robot = command("token", "create", "a robot", *where).strip()
        for token in (first, second, robot):
            assert re.fullmatch("mqt_[A-Za-z0-9_-]{43}", token)
        assert list(users(data)) == ["a robot", "nightly"]
        account = ask(first).json
        assert (account["kind"], account["name"], account["issuer"]) == ("token", "nightly", "")
        days = {each["id"]: round((datetime.fromisoformat(each["expires"]) - datetime.fromisoformat(each["created"]))
                                  / timedelta(days=1)) for each in tokens(data).values()}
        assert sorted(days.values()) == [2, 90, 90] and ask(second).status == ask(robot).status == 200
        assert {each["state"] for each in tokens(data).values()} == {"valid"}
        assert len({each["account"] for each in tokens(data).values()}) == 2
        table = [line.split("\t") for line in command("token", "list", *where).splitlines()]
        assert table[0] == ["NAME", "CREATED", "EXPIRES", "STATE", "ID"] and table[1][0] == "a robot"

        forged = second[:-1] + ("A" if second[-1] != "A" else "B")
        for token in (forged, "mqt_", first + "A"):
            refuse(token, "has not made")
        (short,) = [name for name, each in days.items() if each == 2]
        assert command("token", "revoke", short, *where) == "revoked 1\n"
        refuse(second, "was revoked")
        assert ask(first).status == 200
        assert tokens(data)[short]["state"] == "revoked"
        with sqlite3.connect(os.path.join(data, "journal.db")) as db:
            db.execute("UPDATE account_token SET expires = 86400 WHERE name = 'a robot'")
        db.close()
        refuse(robot, "has expired on 1970-01-02")
        command("user", "quota", "nightly", "7", *where)
        assert ask(first).json["quota"]["limit"] == 7
        command("user", "block", "nightly", *where)
        while ask(first).status != 403:
            time.sleep(0.05)
        command("user", "unblock", "nightly", *where)
        assert command("token", "revoke", "nightly", *where) == "revoked 1\n"
        refuse(first, "was revoked")
    for words in (("create",), ("create", ""), ("create", " "), ("create", "a\tb"), ("create", "x" * 81), ("revoke",),
                  ("create", "a", "--days", "0"), ("create", "a", "--days", "x"), ("list", "a")):
        command("token", *words, *where, status=2)
    assert "no token" in command("token", "revoke", "nightly", *where, status=1)
    for place in glob.glob(os.path.join(folder, "**"), recursive=True):
        if os.path.isfile(place):
            with open(place, "rb") as file:
                text = file.read()
            assert all(token.encode() not in text for token in (first, second, robot, forged)), place
    with open(log, encoding="utf-8") as file:
        text = file.read()
    for kind in ("unknown", "revoked", "expired"):
        assert f"({kind}, token " in text
    assert f"(revoked, token {short})" in text


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


def test_copy_while_the_service_writes(journal, folder):
    """Each copy is whole: of a run that is in it, all rows up to some moment."""
    copies = []
    for number in range(3):
        run = journal.begin(prompt="a thing with raise and defect")
        stream = journal.events(run)
        hands = desk.Hands()
        for _, kind, data in stream:
            if kind == "instruction":
                place = os.path.join(folder, f"copy-{number}-{len(copies)}")
                os.mkdir(place)
                assert desk.run_documented("VACUUM INTO", data=journal.data, backups=place) == "ok\n"
                copies.append(os.path.join(place, "maquette.db"))
                desk.post_result(journal, run, hands, data)
    assert len(copies) > 10
    for copy in copies:
        assert stat.S_IMODE(os.stat(copy).st_mode) == 0o600
        db = sqlite3.connect(f"file:{copy}?mode=ro", uri=True)
        for run, last, count in db.execute("SELECT run, max(seq), count(*) FROM log GROUP BY run"):
            assert last == count, run
        db.close()


def test_put_back(journal, folder):
    """After it, the service has what it had; what was there before is beside, also of a service that was killed."""
    path, copy = os.path.join(journal.data, "journal.db"), os.path.join(folder, "maquette.db")
    desk.run_documented("VACUUM INTO", data=journal.data, backups=folder)
    before = dump(copy)
    assert len(before["run"]) == 2
    later = journal.begin(prompt="slow later")
    assert os.path.getsize(path + "-wal") > 0
    journal.end(signal.SIGKILL)
    desk.run_documented("mv journal.db", data=journal.data, backups=folder)
    assert dump(path) == before
    assert [row for row in dump(os.path.join(journal.data, "before", "journal.db"))["run"] if row[0] == later]
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600

    journal.start()
    assert journal.ask("GET", f"/v1/runs/{later}").status == 404
    assert len(journal.ask("GET", "/v1/sessions").json["sessions"]) == 1


def test_copied_under_load_and_put_back(start, folder):  # noqa: F811
    """While two people make runs. The copy has all that were over by then, of their owners; the service goes on."""
    service = start("--runs-per-day", "1000000")
    people = {who: clone(service) for who in ("alice", "bob")}
    for who, person in people.items():
        person.who = who

    def make(who):
        run = people[who].begin(prompt=f"a thing of {who}")
        return run, desk.follow(people[who], run, desk.Hands())
    with desk.Load(make) as load:
        under_way = people["bob"].begin(prompt="slow", session="s-1")
        done = load.wait_more()
        desk.run_documented("VACUUM INTO", data=service.data, backups=folder)
        load.wait_more()
    service.end(signal.SIGKILL)
    desk.run_documented("mv journal.db", data=service.data, backups=folder)

    service.start()
    for person in people.values():
        person.process = service.process
    for who, other in (("alice", "bob"), ("bob", "alice")):
        for run, events in done[who].items():
            assert list(people[who].events(run)) == events and events[-1][1] == "done"
            assert people[other].ask("GET", f"/v1/runs/{run}").status == 404
    assert people["bob"].ask("GET", f"/v1/runs/{under_way}").json["state"] not in ("done", "failed")
    assert people["alice"].ask("GET", f"/v1/runs/{under_way}").status == 404
    assert make("alice")[1][-1][1] == "done"
