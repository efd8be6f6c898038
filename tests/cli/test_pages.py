# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of the pages: the quick ones end well, and of the others the options are known."""

import pytest
from conftest import CLI
from page_commands import commands, filled, run


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
    chair = finished.result.named("session")[0]["session"]
    problem = run(CLI, words, chair, cabinet, tmp_path, finished.env)
    assert not problem, f"{page}: {problem}"
