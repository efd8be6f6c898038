"""Preferences, Programs: who has connected by `maquette-cli mcp`, and what each may do, live and by keyboard."""

import json
import re
import subprocess
from pathlib import Path

import pyatspi
from desk import CUBE, QUICK
from ears import Ears
from mcp_program import Program
from person import BUILD, has, is_sensitive, words
from reach import faults
from steps import card, reach


class Terminal:
    """The same user's terminal."""

    def __init__(self, person):
        self.env = {**person.env, "G_DEBUG": ""}

    def popen(self, *args, around=(), **more):
        more = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "env": self.env, **more}
        return subprocess.Popen([*around, BUILD / "src/cli/maquette-cli", *args], **more)

    def programs(self):
        out, _ = self.popen("programs", "--json").communicate()
        return {row["name"]: row for row in map(json.loads, out.splitlines())}


def open_page(person):
    person.press("ctrl+comma")
    person.see("Preferences", "dialog")
    person.tab("Programs")
    person.see("Connect a Program")


def switch(person, name, on):
    """Switches a row with the keyboard."""
    row = reach(person, name, ("switch", "toggle button", "check box", "table row", "list item"))
    assert has(row, pyatspi.STATE_CHECKED) != on
    person.press("space")


def find_faults(person):
    """Rows that expand are made by libadwaita 1.7 of rows, lists and panels without names."""
    with Ears() as ears:
        found = faults(person, ears, person.find("Preferences", "dialog"))
    nameless = [each for each in found.pop("no name", []) if not re.match("(panel|list|list item) “”", each)]
    return {**found, "no name": nameless} if nameless else found


def picture(person, name):
    if folder := person.env.get("MQ_PICTURES"):
        person.shot(Path(folder) / f"{name}.png")


def test_nobody_yet(desk):
    """The page says how to begin, with a command that works in any terminal."""
    person = desk(size=(900, 800))
    person.env.pop("MAQUETTE_IN_ROOT", None)
    person.start()
    open_page(person)
    assert not person.find("Connected Programs")
    picture(person, "programs-none")
    command = words(person.see(re.compile("mcp --config claude$")))
    out = subprocess.run(command, shell=True, env={**person.env, "G_DEBUG": ""}, capture_output=True, check=True).stdout
    assert "mcpServers" in json.loads(out)
    person.activate(person.see("Copy Command", "button"))
    assert not find_faults(person)


def test_rights(desk):
    """A program that connects appears at once; its rights are changed here, and by the command line meanwhile."""
    person = desk(size=(900, 800), config_yaml=QUICK).start()
    terminal = Terminal(person)
    open_page(person)
    with Program(terminal, "Claude Code") as claude:
        claude.ask("tools/list")
        person.see("Connected Programs")
        person.see("Connected now · 0 sessions")
        claude.call("run_script", script=CUBE, title="Cube")
        person.see("Connected now · 1 session")

        reach(person, "Claude Code")
        person.press("Return")
        person.see(re.compile("/Maquette$"))
        picture(person, "programs")
        switch(person, "Use My Models", True)
        person.wait(lambda: terminal.programs()["Claude Code"]["models"], "the right to be written")
        switch(person, "Send Versions to Running Blender", True)
        person.wait(lambda: terminal.programs()["Claude Code"]["live"], "the right to be written")

        # The command line takes it back: the row stays open, and follows.
        assert terminal.popen("allow", "Claude Code", "--no-live").wait() == 0
        person.wait(lambda: not has(person.find("Send Versions to Running Blender"), pyatspi.STATE_CHECKED),
                    "the switch to follow")

        switch(person, "Block", True)
        person.see("Blocked")
        person.wait(lambda: not is_sensitive(person.find("Use My Models")), "the other rights to be out of reach")
        assert "blocked" in claude.refused("measure", session="x")
        switch(person, "Block", False)
        person.see("Connected now · 1 session")
        assert "no session" in claude.refused("measure", session="x")

    person.see(re.compile("^Last connected .* · 1 session$"))
    assert not find_faults(person)
    person.activate(person.see("Forget Program", "button"))
    person.see_gone("Connected Programs")
    assert terminal.programs() == {}


def test_sessions(desk):
    """Those that a program has worked in, the newest first; each opens its session. The rest is counted."""
    person = desk(size=(900, 800), config_yaml=QUICK).start()
    terminal = Terminal(person)
    open_page(person)
    with Program(terminal, "Claude Code") as claude:
        made = claude.call("run_script", script=CUBE, title="Cube <1>")
        person.see("Connected now · 1 session")
        reach(person, "Claude Code")
        person.press("Return")
        reach(person, "Sessions")
        person.press("Return")
        person.see("Cube <1>", within=person.find("Preferences", "dialog"))
        for number in range(2, 13):
            claude.call("branch_session", session=made["session"], title=f"Cube <{number}>")
        person.see("2 more in the list of sessions")
        dialog = person.find("Preferences", "dialog")
        texts = dict.fromkeys(text for text in person.texts(dialog) if re.match("Cube <[0-9]+>$", text))
        updated = {one["title"]: one["updated"] for one in claude.call("find_sessions")["sessions"]}
        shown = [updated.pop(text) for text in texts]
        assert len(shown) == 10 and shown == sorted(shown, reverse=True) and min(shown) >= max(updated.values())
        picture(person, "programs-sessions")
        assert not find_faults(person)
        title = list(texts)[4]
        reach(person, title)
        person.press("Return")
    person.see_gone("Preferences", "dialog")
    card(person, 1)
    person.wait(lambda: title in words(person.window()), "the window to have the title of the session")


def test_names_are_text(desk):
    """A program may call itself anything: it is shown as it is, and in a narrow window, too."""
    person = desk(size=(372, 640))
    person.config_file.with_name("programs.json").write_text(json.dumps({"programs": [
        {"name": "<b>bold</b> & co", "last": 1763990000, "folder": "/srv/a<b>/" + "long/" * 30, "blocked": True},
        {"name": "x" * 64, "last": 1763980000}]}))
    person.start()
    open_page(person)
    person.see("<b>bold</b> & co")
    reach(person, "<b>bold</b> & co")
    person.press("Return")
    person.see(re.compile("^/srv/a<b>/long/"))
    picture(person, "programs-narrow")
    assert not find_faults(person)
