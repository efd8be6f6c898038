"""Two nodes on one PostgreSQL behind nginx with TLS, as docs/service/operation.md shows it: somebody signs in and makes
a chair in a played Blender, while the node that has the run is killed."""

import os
import pathlib
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from cluster import Cluster  # noqa: E402
from desk import QUICK, desk  # noqa: E402,F401
from test_https import make_certificate, trusted_here, trusting  # noqa: E402
from test_sign_in import Person  # noqa: E402


@pytest.fixture
def cluster(tmp_path):
    authority, *pair = make_certificate(tmp_path)
    with trusted_here(authority):
        each = Cluster(tmp_path / "cluster", os.environ["MQ_SERVICE"], tls=pair, around=trusting(authority))
        each.authority = authority
        yield each
        each.close()


def begin(person, *args, around):
    return person.desk.popen(*args, env=person.desk.env, stdin=subprocess.DEVNULL, around=around)


def wait_for_run(cluster, process):
    """The id of the first run whose instruction waits for its result."""
    while True:
        assert process.poll() is None, process.communicate()
        rows = cluster.postgres.sql("SELECT run FROM log WHERE type = 'instruction' LIMIT 1")
        if rows:
            return rows[0][0]


def test_a_chair_while_its_node_is_killed(cluster, desk):
    person = Person(desk, cluster.issuer, cluster)
    around = trusting(cluster.authority)
    with desk.config.open("a") as config:
        config.write(QUICK)
    gate = desk.root / "gate"
    gate.write_text("execute")
    desk.env["MQ_QUICK_GATE"] = str(gate)
    signed_in = person("--login", around=around)
    assert signed_in.status == 0 and "Signed in as alice" in signed_in.out, signed_in

    process = begin(person, "--text", "Create a 3D object of a chair", "--no-input", around=around)
    run = wait_for_run(cluster, process)
    cluster.holder(run).kill()
    gate.unlink()
    out, err = process.communicate(timeout=1800)
    assert process.returncode == 0, (out, err)
    assert "4 of 5 runs left" in out, out
    assert len(desk.sessions()) == 1
    rows = cluster.postgres.sql(f"SELECT type, key FROM log WHERE run = '{run}' AND kind = 1")
    assert len(rows) == len({tuple(row) for row in rows})
    assert cluster.postgres.sql("SELECT runs FROM use") == [["1"]]
