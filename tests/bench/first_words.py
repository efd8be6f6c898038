# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first words of people without a model: how many of them the sketcher makes, refuses rightly, or takes
for something else."""

import json
import pathlib
import subprocess

TOP = pathlib.Path(__file__).resolve().parents[2]
NOT_MADE = ("animals and people", "traps")


def first_words(desk):
    """What the sketcher makes of the prompts of tests/sketcher/first-words.json: by category, and the share of
    all but animals, people and traps."""
    table = json.loads((TOP / "tests" / "sketcher" / "first-words.json").read_text(encoding="utf-8"))["prompts"]
    tool = [desk.build / "tests" / "sketcher" / "maquette-sketch", "--kinds", TOP / "data" / "sketcher", "--plan"]
    found = {}
    for category, prompts in table.items():
        count = {"prompts": len(prompts), "made": 0, "refused": 0, "wrong": 0}
        for prompt, kinds in prompts.items():
            answer = subprocess.run([*tool, "--text", prompt], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            kind = json.loads(answer.stdout)["kind"] if answer.returncode == 0 else ""
            count["refused" if not kind else "made" if kind in kinds else "wrong"] += 1
        found[category] = count
    asked = [count for category, count in found.items() if category not in NOT_MADE]
    share = sum(count["made"] for count in asked) / sum(count["prompts"] for count in asked)
    return {**found, "share_made": round(share, 3), "wrong": sum(each["wrong"] for each in found.values()),
            "wanted": {"share_made": 0.8, "wrong": 0}}
