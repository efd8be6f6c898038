# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of the pages: the quick ones end well, and of the others the options are known."""

import pathlib
import re
import subprocess

import pytest
from conftest import CLI

TOP = pathlib.Path(__file__).parents[2]
PAGES = [TOP / "README.md", *sorted((TOP / "docs/using").glob("*.md")), TOP / "docs/extending/requirements.md",
         TOP / "docs/service/accounts.md"]
PROGRAM = r"(?:maquette-cli|\./dev run) "
COMMAND = re.compile(rf"^ {{4,}}({PROGRAM}.*)$|`({PROGRAM}[^`]+)`", re.M)
# They take seconds and need nothing from elsewhere; of the others, which ask a model or a service, or render, only the
# words are read.
RUN = re.compile(r"(kinds|parameters|versions|diff|motion|favorite|share|set|change|revert|report-problem)\b")
PLACES = {"SESSION[:VERSION]": "ID", "ID[:VERSION]": "ID", "SESSION": "ID", "ID:VERSION": "ID:2", "PROGRAM": "editor",
          "FILE": "taken.glb", "DIR": "taken", "MM": "1.2", "XxYxZ": "200x200x200", "…": "make it wider"}


def commands():
    """Yields (page, arguments as a shell reads them); two pages may have the same."""
    found = {}
    for page in PAGES:
        for block, inline in COMMAND.findall(page.read_text(encoding="utf-8")):
            words = re.sub(PROGRAM, "", re.sub(r"\s+(#.*)?$", "", " ".join((block or inline).split())), count=1)
            # A single word is the name of a command, or of an option.
            if " " in words and not re.match(r"COMMAND\b|[^a-z-]", words):
                found.setdefault(words, page.name)
    return [(page, words) for words, page in found.items()]


def filled(words):
    for place, value in PLACES.items():
        words = re.sub(rf"(?<!\w){re.escape(place)}(?!\w)", value, words)
    return words


def test_pages_have_commands():
    found = dict(commands())
    assert len(commands()) > 50 and {"export.md", "command-line.md", "README.md"} <= set(found)
    assert filled("export SESSION[:VERSION] --output FILE") == "export ID --output taken.glb"


@pytest.fixture(scope="module")
def cabinet(finished):
    """A session with something that moves."""
    made = finished("--text", "a cabinet with two doors and a drawer", "--no-input", "--json")
    assert made.status == 0, made
    return made.named("session")[0]["session"]


@pytest.mark.parametrize(("page", "words"), [pytest.param(*each, id=each[1][:60]) for each in commands()])
def test_command(finished, cabinet, tmp_path, page, words):
    """A command that changes something works in the library of the others."""
    chair = finished.result.named("session")[0]["session"]
    runs = RUN.match(words) and "--at-service" not in words
    words = re.sub(r"\bID\b", cabinet if words.startswith("motion") else chair, filled(words))
    run = subprocess.run(["bash", "-c", f"'{CLI}' {words}{'' if runs else ' --help'}"], cwd=tmp_path,
                         env=finished.env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=900)
    assert run.returncode == 0, f"{page}: {words}\n{run.stdout[-2000:]}\n{run.stderr[-2000:]}"
