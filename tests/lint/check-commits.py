#!/usr/bin/env python3
"""Subjects of the commits since the rule was made: `area: Imperative subject`, at most 72 characters, one subject a
commit, which names what it changes and not what that says. Skipped where there is no git or not the history."""

import re
import subprocess
import sys
from collections.abc import Iterator

from files import git

BASE = "321e2ec3e8b64195d94991b1c4e55c7bb7a65abc"  # the last commit before the rule
SPEECH_BASE = "d1c6d9a6080132870ffee216f73841d6ee925daa"  # the last commit before SPEECH was refused
LONGEST = 72
FORM = re.compile(r"^[a-z][a-z0-9 ,_/.-]*: (?P<verb>[A-Z][A-Za-z-]*)\b")
# Words that begin a statement, not a command.
NO_VERBS = {"A", "An", "All", "And", "Any", "As", "At", "Both", "But", "By", "Each", "Every", "For", "From", "How",
            "If", "In", "It", "Its", "New", "No", "Nothing", "Of", "On", "One", "Only", "Some", "That", "The", "Their",
            "There", "These", "They", "This", "Those", "To", "Two", "What", "When", "Where", "Who", "Why", "With",
            "Without"}
# "Ask before a run" is what the window does; the commit does "Confirm a run".
SPEECH = {"Ask", "Keep", "Let", "Say", "Tell"}
# Commands that end as a statement's verb does.
VERBS = {"Bring", "Embed", "Exceed", "Feed", "Need", "Proceed", "Seed", "Shed", "Speed", "Spring", "String", "Swing"}


def is_imperative(verb: str) -> bool:
    """Whether a word looks like a command: tells "Add" from "Added", "Adds", "Adding" and "The"."""
    if verb in NO_VERBS:
        return False
    if verb in VERBS:
        return True
    return not re.search(r"(ed|ing|[^sui]s)$", verb) or verb.endswith("ss")


def faults(subject: str, refuses_speech: bool = True) -> Iterator[str]:
    if len(subject) > LONGEST:
        yield f"{len(subject)} characters, more than {LONGEST}"
    found = FORM.match(subject)
    if not found:
        yield "not of the form “area: Imperative subject”"
    elif not is_imperative(found["verb"]):
        yield f"“{found['verb']}” is no command: Add, Fix, Remove …"
    elif refuses_speech and found["verb"] in SPEECH:
        yield f"“{found['verb']}” names what the program does: name what the commit changes"
    if ";" in subject:
        yield "two subjects: make two commits"


def check_itself() -> None:
    """The rule as it is meant, on subjects that keep it and that break it."""
    for subject in ("window: Reopen the running instance", "tests, dev: Run as a user", "po: Process plurals",
                    "docs/protocol: Name the token", "run: Pass ids with messages", "live: Focus the window"):
        assert not list(faults(subject)), subject
    for subject in ("window: A start that meets another", "Add a thing", "run: Added ids", "run: Adds ids",
                    "run: add ids", "run: What is kept", "run: Ask for ids", "run: Add ids; review: Save names",
                    "run: Add " + "x" * LONGEST):
        assert list(faults(subject)), subject


def main() -> int:
    check_itself()
    try:
        lines = git("log", "--no-merges", "--format=%h %s", f"{BASE}..HEAD").splitlines()
        late = set(git("log", "--no-merges", "--format=%h %s", f"{SPEECH_BASE}..HEAD").splitlines())
    except (OSError, subprocess.CalledProcessError) as problem:
        print(f"no history to look at: {problem}")
        return 77
    problems = [f"{line}\n    {fault}" for line in lines
                for fault in faults(line.partition(" ")[2], line in late)]
    print("\n".join(problems) or f"{len(lines)} commits keep the rule")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
