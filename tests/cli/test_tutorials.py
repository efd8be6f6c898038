# SPDX-License-Identifier: GPL-3.0-or-later
"""The tutorials of docs/: their commands are run in order, and print what the page shows. In a page, `…` stands for any
text in its line, and alone in a line for any lines."""

import os
import pathlib
import re
import shutil
import subprocess

import pytest
from conftest import BUILD, CLI
from drawings import DRAWINGS, whole
from fake_model import FakeModel

DOCS = pathlib.Path(__file__).parents[2] / "docs/using"
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def steps(page):
    """Yields (command, the lines that it prints) of @page."""
    for block in BLOCK.findall(page):
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = step.partition("\n")
            yield command, shown


def pattern(shown):
    return "".join("(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + "\n"
                   for line in shown.splitlines())


def test_pattern():
    assert re.fullmatch(pattern("…\nb …\n"), "x\ny\nb 1\n") and re.fullmatch(pattern(""), "")
    assert not re.fullmatch(pattern("a\n"), "a\nb\n") and not re.fullmatch(pattern("b …\n"), "b1\n")


@pytest.mark.parametrize("name", sorted(path.stem for path in DOCS.glob("tutorial-*.md")))
def test_tutorial(desk, name):
    """One shell runs all of a page, because a step uses the variables of those before it."""
    place = desk.root / "place"
    place.mkdir()
    if name == "tutorial-drawing":
        # The answers of the model are those for this sheet.
        assert (DOCS / "bracket-drawing.svg").read_text() == DRAWINGS["bracket"].sheet.svg()
        shutil.copy(DOCS / "bracket-drawing.svg", place)
    env = desk.env | {"PATH": f"{CLI.parent}:{os.environ['PATH']}"}
    made = list(steps((DOCS / f"{name}.md").read_text(encoding="utf-8")))
    script = "".join(f"{{ {command}\n}} >{place.parent}/said-{number} 2>&1 || exit\n"
                     for number, (command, _) in enumerate(made))
    os.environ["MQ_FAKE_MODEL"] = str(BUILD / "tests/support/maquette-fake-model")
    with FakeModel({"models": ["fake"], "exchanges": whole()}) as fake:
        env |= {"MAQUETTE_MODEL": "fake", "MAQUETTE_PROVIDER": "custom", "MAQUETTE_BASE_URL": fake.url,
                "MAQUETTE_API_KEY": "none"} if name == "tutorial-drawing" else {}
        result = subprocess.run(["bash", "-c", script], cwd=place, env=env, stdin=subprocess.DEVNULL)
    for number, (command, shown) in enumerate(made):
        said = place.parent / f"said-{number}"
        text = said.read_text(encoding="utf-8") if said.exists() else "(was not run)"
        # Between a number and its unit the program prints a space that does not break.
        text = text.replace("\N{NO-BREAK SPACE}", " ")
        # What a batch says when half a minute has gone by, as on a busy computer.
        text = re.sub(r"^\d+ of \d+ done, .*\n", "", text, flags=re.M)
        assert re.fullmatch(pattern(shown), text), f"$ {command}\n{text}\nbut the page shows:\n{shown}"
    assert made and result.returncode == 0
