"""Thirty people at two nodes at once, one of which is killed half-way, or whose database is away for a while: nothing
is lost, mixed up or counted twice. MQ_CROWD_SECONDS says how long, MQ_CROWD_AWAY how long the database is away,
MQ_CROWD_PEOPLE how many people there are then; the numbers are printed (pytest -s)."""

import os
import signal
import threading
import time
import uuid

import desk
from test_nodes import Cluster, database, start  # noqa: F401

SECONDS = float(os.environ.get("MQ_CROWD_SECONDS", "12"))
PEOPLE = 30
AWAY = float(os.environ.get("MQ_CROWD_AWAY", "4"))
PEOPLE_THEN = int(os.environ.get("MQ_CROWD_PEOPLE", "10"))


class Person(threading.Thread):
    """Makes one thing after the other; `runs` has what each of them was to be, and its events."""

    def __init__(self, cluster, number, until):
        super().__init__()
        self.cluster, self.until = cluster, until
        self.who = f"person-{number}"
        self.runs, self.seconds, self.error = {}, [], None

    def run(self):
        try:
            while time.monotonic() < self.until:
                self.make(f"thing {len(self.runs)} of {self.who}")
        except BaseException as error:  # pylint: disable=broad-except
            self.error = error

    def make(self, prompt):
        began = time.monotonic()
        hands = desk.Hands()
        # With an id, as every client sends one: a request whose answer was lost is repeated.
        run = self.cluster.begin(who=self.who, prompt=prompt, id=uuid.uuid4().hex)
        seen = self.cluster.follow(run, hands, who=self.who)
        assert seen[-1][1] == "done" and sum(kind == "version" for _, kind, _ in seen) == 1, seen[-1]
        self.runs[run] = prompt
        self.seconds.append(time.monotonic() - began)


def check(people, database):
    """What everybody has is what is in the database, once."""
    assert [person.error for person in people if person.error] == []
    made = {run: (person.who, prompt) for person in people for run, prompt in person.runs.items()}
    names = dict(database.sql("SELECT id, name FROM account"))
    stored = {run: (names[owner], prompt) for run, owner, prompt in database.sql("SELECT id, owner, prompt FROM run")}
    assert stored == made
    used = {names[account]: int(runs) for account, runs in database.sql("SELECT account, runs FROM use")}
    assert used == {person.who: len(person.runs) for person in people}
    twice = database.sql("SELECT run, kind, key FROM log WHERE key > 0 GROUP BY run, kind, key HAVING count(*) > 1")
    gaps = database.sql("SELECT run FROM log GROUP BY run HAVING count(*) <> max(seq)")
    assert twice == gaps == []
    return made


def test_crowd(start, database):  # noqa: F811
    cluster = start("--runs-per-day", "100000")
    middle, end = time.monotonic() + SECONDS / 2, time.monotonic() + SECONDS
    people = [Person(cluster, number, end) for number in range(PEOPLE)]
    for person in people:
        person.start()
    while time.monotonic() < middle:
        time.sleep(0.1)
    cluster.nodes[0].end(signal.SIGKILL)
    for person in people:
        person.join()
    made = check(people, database)
    seconds = sorted(second for person in people for second in person.seconds)
    rows = database.sql("SELECT count(*) FROM log")[0][0]
    print(f"\n{PEOPLE} people, {SECONDS:.0f} s, a node of two killed half-way: {len(made)} runs, {rows} rows; "
          f"a run took {seconds[len(seconds) // 2]:.2f} s (median), {seconds[-1]:.1f} s at most")


def test_database_away(start, database):  # noqa: F811
    """Its server is stopped as for an update, which sends everybody away in the middle of what they do."""
    cluster = start("--runs-per-day", "100000")
    people = [Person(cluster, number, time.monotonic() + AWAY + 6) for number in range(PEOPLE_THEN)]
    for person in people:
        person.start()
    while sum(len(person.runs) for person in people) < PEOPLE_THEN:
        assert any(person.is_alive() for person in people)
        time.sleep(0.05)
    database.halt()
    began, reply = time.monotonic(), cluster.ask("GET", "/v1/account", patient=False)
    assert reply.status == 503 and reply.json["type"].endswith("/unavailable"), reply.text
    time.sleep(max(0, began + AWAY - time.monotonic()))
    database.start()
    for person in people:
        person.join()
    made = check(people, database)
    print(f"\n{PEOPLE_THEN} people, the database away for {AWAY:.0f} s: {len(made)} runs")
