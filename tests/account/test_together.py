"""All of it together: Glewlwyd signs in, maquette-service counts, maquette-cli makes a chair in a played
Blender."""

import json
import os
import pathlib
import re
import sqlite3
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from desk import QUICK, desk  # noqa: E402,F401
from glewlwyd import Glewlwyd  # noqa: E402
from test_service import Service  # noqa: E402
from test_sign_in import Person  # noqa: E402
from token_watch import TokenWatch  # noqa: E402

AUDIENCE = "https://maquette.test"


@pytest.fixture(scope="module")
def issuer(tmp_path_factory):
    server = Glewlwyd(tmp_path_factory.mktemp("issuer") / "glewlwyd", AUDIENCE)
    yield server
    server.close()


@pytest.fixture
def person(desk, issuer, tmp_path):
    service = Service(tmp_path, issuer, runs_per_day=1, terms=tmp_path / "terms.md")
    service.url = f"http://127.0.0.1:{service.port}"
    with TokenWatch() as watch:
        person = Person(desk, issuer, service)
        with desk.config.open("a") as config:
            config.write(QUICK)
        person.watch = watch
        yield person
        service.end()


def make(person):
    return person("--text", "Create a 3D object of a chair", "--no-input")


def test_a_day_at_a_shared_service(person):
    """Each step is refused until the one before is done, with the exit status that docs/using/cli.md gives it."""
    refused = make(person)
    assert refused.status == 3 and "maquette-cli --login" in refused.err, refused

    signed_in = person("--login")
    tokens = person.entry()
    person.watch.add(tokens["access_token"], tokens["refresh_token"])
    assert signed_in.status == 0 and "Signed in as alice" in signed_in.out, signed_in
    assert "1 of 1 run" in signed_in.out and "--accept-terms" in signed_in.out, signed_in

    refused = make(person)
    assert refused.status == 4, refused
    assert person("--accept-terms", answer="no\n").status == 4
    accepted = person("--accept-terms", answer="yes\n")
    assert accepted.status == 0 and "Be kind to the printers." in accepted.out, accepted

    made = make(person)
    assert made.status == 0, made
    assert made.out.rstrip().endswith("0 of 1 runs left until 00:00"), made
    (session,) = person.desk.sessions()

    # It is kept at the service, too, for this account.
    kept = json.loads(person("--list-sessions", "--at-service", "--json").out)
    assert (kept["session"], kept["versions"], kept["here"]) == (session["session"], 1, True)
    with sqlite3.connect(person.desk.library / "library.db") as library:
        (row,) = library.execute("SELECT place, revision, changed - sent FROM kept")
    # By the account's identifier, not by a name that may change.
    assert re.fullmatch(re.escape(person.service.url) + " [0-9a-f]{64}", row[0]) and row[1:] == (1, 0), row
    used_up = make(person)
    assert used_up.status == 5, used_up
    assert "0 of 1 run" in person("--login").out

    # Neither the person's files nor the service's have a token, and no program was started with one.
    assert person.watch.check(person.desk.root, person.desk.runtime, person.service.folder) > 20

    assert person("--logout").status == 0
    assert make(person).status == 3


def test_a_machine(person):
    """With a token that the administrator made, nobody signs in; the account is the token's own."""
    made_token = subprocess.run(
        [os.environ["MQ_SERVICE"], "token", "create", "nightly", "--data", person.service.folder / "data"],
        capture_output=True, text=True)
    assert made_token.returncode == 0, made_token
    path = person.desk.root / "token"
    path.touch(0o600)
    path.write_text(made_token.stdout)
    person.desk.env["MAQUETTE_TOKEN_FILE"] = str(path)
    account = person("account")
    assert account.status == 0 and account.out.startswith(f"nightly at {person.service.url}\nBy a token that is valid "
                                                          "until 20"), account
    assert json.loads(person("account", "--json").out)["kind"] == "token"
    assert person("--accept-terms", answer="yes\n").status == 0
    made = make(person)
    assert made.status == 0 and made.out.rstrip().endswith("0 of 1 runs left until 00:00"), made
    kept = json.loads(person("--list-sessions", "--at-service", "--json").out)
    assert kept["here"] and kept["versions"] == 1
    path.write_text(made_token.stdout[:-2] + "_\n")
    refused = make(person)
    assert refused.status == 3 and "This service has not made the token" in refused.err, refused
