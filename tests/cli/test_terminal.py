# SPDX-License-Identifier: GPL-3.0-or-later
"""The user-guided phase on a terminal: asked, answered, finished in each of its ways."""

import re

import pytest
from conftest import CLI, QUICK
from terminal import Terminal as Program

QUESTION = "What should change? (quit to finish)"


class Terminal(Program):
    def __init__(self, desk, *args):
        super().__init__(CLI, desk.env, *args)


def test_guided(desk):
    desk.config.write_text(QUICK)
    desk.env["MQ_QUICK_MEASURING"] = "1"
    terminal = Terminal(desk, "--text", "a chair")
    terminal.read_until(QUESTION)
    terminal.write("\n")
    terminal.read_until(QUESTION)
    terminal.write("add 2 armrests\n")
    terminal.read_until(QUESTION)
    terminal.write("recite a poem about turnips\n")
    terminal.read_until(QUESTION)
    terminal.write("undo\n")
    terminal.read_until(QUESTION)
    assert "Back to version 1" in terminal.seen
    terminal.write("make it taller\n")
    terminal.read_until(QUESTION)
    terminal.write("TERMINATE\n")
    assert terminal.finish() == 0, terminal.seen
    assert re.search(r"\[Initial Creation Phase: 0:00:\d\d\] ", terminal.seen), "a live line"
    assert "> add 2 armrests" in terminal.seen
    assert "1 of 1 pictures are drawn" in terminal.seen and "blender: Measuring, 25 %" in terminal.seen
    id_, = [session["session"] for session in desk.sessions()]
    scripts = [(folder / "script.py").read_text().lower() for folder in desk.versions(id_)]
    assert ["armrest" in script for script in scripts] == [False, True, False]


PLAIN = "Make a plain chair? [Y/n]"


def test_asked_before_a_plain_object(desk):
    """What the team would leave out is said first. No answer but a yes begins a run."""
    desk.config.write_text(QUICK)
    for answer in ["n\n", "\x04"]:
        terminal = Terminal(desk, "--text", "a rocking chair")
        terminal.read_until(PLAIN)
        assert "The built-in sketcher makes no rocking chairs." in terminal.seen
        terminal.write(answer)
        assert terminal.finish() == 2, terminal.seen
        assert "Nothing was made" in terminal.seen
    terminal = Terminal(desk, "--text", "a rocking chair", "--variants", "2")
    terminal.read_until(PLAIN)
    terminal.write("\x03")
    assert terminal.finish() == 130, terminal.seen
    assert desk.sessions() == []

    terminal = Terminal(desk, "--text", "a rocking chair")
    terminal.read_until(PLAIN)
    terminal.write("what?\n")
    terminal.read_until(PLAIN)
    terminal.write("\n")
    terminal.read_until(QUESTION)
    terminal.write("TERMINATE\n")
    assert terminal.finish() == 0, terminal.seen
    assert len(desk.sessions()) == 1


def test_interrupted_after_a_step(desk):
    """Ctrl+C ends it at the question that follows an undo, too; the versions stay."""
    desk.config.write_text(QUICK)
    terminal = Terminal(desk, "--text", "a rocking chair")
    terminal.read_until(PLAIN)
    terminal.write("\n")
    for answer in ["add 2 armrests\n", "undo\n", "\x03"]:
        terminal.read_until(QUESTION)
        terminal.write(answer)
    assert terminal.finish() == 130, terminal.seen
    id_, = [session["session"] for session in desk.sessions()]
    assert len(desk.versions(id_)) == 2


def test_not_asked(desk):
    """Who cannot answer, or does not want to, is told on standard error, and the run goes on."""
    desk.config.write_text(QUICK)
    line = "maquette-cli: Not included: “rocking”. The built-in sketcher makes no rocking chairs.\n"
    result = desk("--text", "a rocking chair", "--json")
    assert result.status == 0 and result.err == line, result
    terminal = Terminal(desk, "--text", "a rocking chair", "--no-input")
    assert terminal.finish() == 0, terminal.seen
    assert PLAIN not in terminal.seen and line.strip() in terminal.seen


@pytest.mark.parametrize("typed", ["\x03", "\x04", "quit\n", " Exit \n", "done\n", "q\n"],
                         ids=["ctrl-c", "ctrl-d", "quit", "exit", "done", "q"])
def test_finished(desk, typed):
    """By a key or a word, which is no change then."""
    desk.config.write_text(QUICK)
    terminal = Terminal(desk, "--text", "a mug")
    terminal.read_until(QUESTION)
    terminal.write(typed)
    assert terminal.finish() == 0, terminal.seen
    assert "not possible" not in terminal.seen
    assert len(desk.sessions()) == 1


def test_ctrl_c_while_refining(desk):
    desk.config.write_text(QUICK)
    gate = desk.root / "gate"
    desk.env["MQ_QUICK_GATE"] = str(gate)
    terminal = Terminal(desk, "--text", "a chair")
    terminal.read_until(QUESTION)
    gate.touch()
    terminal.write("add 2 armrests\n")
    terminal.read_until("> add 2 armrests")
    terminal.write("\x03")
    assert terminal.finish() == 0, terminal.seen
    assert len(desk.sessions()) == 1


def test_ctrl_c_before_anything_is_finished(desk):
    terminal = Terminal(desk, "--text", "a chair")
    terminal.read_until("[Initial Creation Phase")
    terminal.write("\x03")
    assert terminal.finish() == 130, terminal.seen
    assert desk.sessions() == []
