# SPDX-License-Identifier: GPL-3.0-or-later
"""The key of a model is in a keyring that nobody unlocks, or that does not answer: what is waited for is said, and
nobody is asked who is not to be."""

import os
import pathlib
import signal
import sys

import pytest
from conftest import QUICK, descendants

SECRETS = pathlib.Path(__file__).with_name("silent_secrets.py")
RUN = ("--text", "a stool", "--model", "openai:any")


@pytest.fixture
def at(desk):
    """Where the keyring is such a one: the words before the program's, and the calls that it got."""
    desk.config.write_text(QUICK)
    for name in [name for name in desk.env if name.endswith("_API_KEY") or name.startswith("MAQUETTE_")]:
        del desk.env[name]
    log = desk.root / "calls"

    def at(mode):
        return {"around": ["dbus-run-session", "--", sys.executable, SECRETS, mode, log]}, log
    return at


def test_nobody_is_asked(desk, at):
    around, log = at("silent")
    result = desk(*RUN, "--no-input", **around)
    assert result.status == 1 and "There is no key" not in result.err, result
    assert "keyring is locked, and with --no-input nobody is asked for its password" in result.err, result
    assert "Unlock it, or set OPENAI_API_KEY" in result.err
    assert {"Unlock", "Prompt"}.isdisjoint(log.read_text().split())


def test_nobody_answers(desk, at):
    around, log = at("silent")
    process = desk.popen(*RUN, **around)
    said = next(line for line in process.stdout if "keyring" in line)
    assert "Waiting for the system’s keyring to be unlocked (or set OPENAI_API_KEY)" in said
    assert "Prompt" in log.read_text().split()
    program, = [pid for pid, name in descendants(process.pid) if name.startswith("maquette-cli")]
    os.kill(program, signal.SIGINT)
    process.communicate(timeout=1800)
    assert process.returncode == 130


def test_it_does_not_answer(desk, at):
    around, _log = at("dead")
    result = desk(*RUN, "--no-input", **around)
    assert result.status == 1 and "There is no key" not in result.err, result
    assert "The system’s keyring does not answer" in result.err and "set OPENAI_API_KEY" in result.err, result
