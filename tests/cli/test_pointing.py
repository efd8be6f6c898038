# SPDX-License-Identifier: GPL-3.0-or-later
"""Pointing at a part of an asset, without a model: only that part changes, and what must follow is said once."""

import json

from conftest import FAST


def read(desk, folder):
    report = json.loads((desk.root / folder / "report.json").read_text())
    return {each["name"]: each for each in report["objects"]}


def test_only_what_was_pointed_at(desk):
    desk.config.write_text(FAST)
    made = desk("--text", "a chair", "--no-input", "--json", "--output", desk.root / "before")
    assert made.status == 0, made
    session = made.named("session")[0]["session"]
    result = desk("change", session, "thicker", "--part", "legs", "--json", "--output", desk.root / "after")
    assert result.status == 0, result
    before, after = read(desk, "before"), read(desk, "after")
    assert {before[name]["part"] for name in before if before[name]["hash"] != after[name]["hash"]} == {"legs"}
    assert not {"changed-too", "follows"} & {event["code"] for event in result.named("notice")}

    # Legs stand under the seat: it goes up with them.
    result = desk("change", session, "taller", "--part", "legs", "--json")
    assert result.status == 0, result
    codes = [event["code"] for event in result.named("notice")]
    assert codes.count("follows") == 1 and "changed-too" not in codes
