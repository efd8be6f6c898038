#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of the pages, for test_pages.py; as a program, in an installed system, it runs them all: the quick ones
end well, and of the others, which ask a model or a service, or render, the options are known.

page_commands.py PROGRAM"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).parents[2]
PAGES = [TOP / "README.md", *sorted((TOP / "docs/using").glob("*.md")), TOP / "docs/extending/requirements.md",
         TOP / "docs/service/accounts.md"]
PROGRAM = r"(?:maquette-cli|\./dev run) "
COMMAND = re.compile(rf"^ {{4,}}({PROGRAM}.*)$|`({PROGRAM}[^`]+)`", re.M)
# They take seconds and need nothing from elsewhere.
RUN = re.compile(r"(kinds|parameters|versions|diff|motion|favorite|share|set|change|revert|report-problem)\b")
PLACES = {"SESSION[:VERSION]": "ID", "ID[:VERSION]": "ID", "SESSION": "ID", "ID:VERSION": "ID:2", "PROGRAM": "editor",
          "FILE": "taken.glb", "DIR": "taken", "MM": "1.2", "XxYxZ": "200x200x200", "…": "make it wider",
          # Values of models that were rebuilt.
          "LOGO_THICKNESS=0.005": "SEAT_HEIGHT=0.45", "BRACKET_HOLE_1_X=0.035": "SEAT_HEIGHT=0.46"}


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


def run(program, words, chair, cabinet, folder, env):
    """Returns what ended badly, or None. A command that changes something works in the library of the others."""
    runs = RUN.match(words) and "--at-service" not in words
    words = re.sub(r"\bID\b", cabinet if words.startswith("motion") else chair, filled(words))
    done = subprocess.run(["bash", "-c", f"'{program}' {words}{'' if runs else ' --help'}"], cwd=folder, env=env,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=900)
    return f"{words}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}" if done.returncode else None


def main(program):
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"HOME": folder} | {f"XDG_{name}_HOME": f"{folder}/{name}"
                                               for name in ("DATA", "CONFIG", "CACHE", "STATE")}
        config = pathlib.Path(folder, "CONFIG/maquette/config.yaml")
        config.parent.mkdir(parents=True)
        config.write_text("render: {num_images: 2, resolution_scale: 0.2}\n")

        def make(*words):
            made = subprocess.run([program, *words, "--no-input", "--json"], env=env, capture_output=True, text=True)
            events = [json.loads(line) for line in made.stdout.splitlines()]
            assert made.returncode == 0, made.stderr
            return next(event["session"] for event in events if event["event"] == "session")

        chair = make("--text", "a chair", "--refine", "add 2 armrests", "--refine", "make it taller")
        cabinet = make("--text", "a cabinet with two doors and a drawer")
        bad = [f"{page}: {problem}" for page, words in commands()
               if (problem := run(program, words, chair, cabinet, tempfile.mkdtemp(dir=folder), env))]
    print(*bad, f"{len(commands())} commands of the pages, {len(bad)} of them wrong", sep="\n")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
