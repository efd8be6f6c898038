# SPDX-License-Identifier: GPL-3.0-or-later
"""Models and their servers as people have them: settings with a name that no provider has, answers with thoughts in
them, templates without a system role, full contexts, addresses as they are pasted."""

import json

import pytest
from desk import CUBE, QUICK
from mcp_program import Program

WRONG = "The provider of the model “qwen3:8b” is missing"


@pytest.fixture
def quick(desk):
    desk.config.write_text(QUICK)
    for name in list(desk.env):
        if name.endswith("_API_KEY") or name.startswith("MAQUETTE_"):
            del desk.env[name]
    desk.env["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent/bus"
    return desk


def statuses(folder):
    """Of each item of a batch, its last attempt."""
    return {line["id"]: line["status"] for path in sorted((folder / "attempts").glob("*"))
            for line in map(json.loads, path.read_text().splitlines())}


@pytest.mark.parametrize("named", ["file", "variable", "effort"])
def test_a_wrong_model_stops_only_what_needs_a_model(quick, named):
    wrong = WRONG
    if named == "file":
        quick.config.write_text(QUICK + "model: {default: 'qwen3:8b'}\n")
    elif named == "variable":
        quick.env["MAQUETTE_MODEL"] = "qwen3:8b"
    else:
        quick.env |= {"MAQUETTE_MODEL": "ollama:qwen3:8b", "MAQUETTE_EFFORT": "a lot"}
        wrong = "MAQUETTE_EFFORT: "
    script = quick.root / "cube.py"
    script.write_text(CUBE)
    for words in (("--script", script), ("--team", "sketcher", "--text", "a mug")):
        result = quick(*words, "--no-input")
        assert result.status == 0 and not result.err, result
    result = quick("--text", "a dragon", "--no-input")
    assert result.status == 2 and wrong in result.err, result

    # A script says nothing of models; words for the model end the batch, and no item is refused.
    items = [{"id": "s", "script": "cube.py"}] + [{"id": f"t{i}", "text": "a dragon"} for i in range(4)]
    lines = quick.root / "items.jsonl"
    lines.write_text("".join(json.dumps(item) + "\n" for item in items))
    words = ["batch", lines, "--output", quick.root / "set", "--jobs", 1]
    result = quick(*words)
    assert result.status == 2 and wrong in result.err and "4 items are left to do" in result.err, result
    assert statuses(quick.root / "set") == {"s": "done", "t0": "cut"}

    with Program(quick) as program:
        assert program.call("run_script", script=CUBE)["version"] == 1
        assert quick("allow", "zed", "--models").status == 0
        why = program.refused("make", text="a dragon", team="model")
        assert wrong in why and why.startswith("The script is not at fault"), why
        assert "openapi" not in why


def test_a_wrong_model_of_one_item_is_its_own(quick):
    quick.env["MAQUETTE_MODEL"] = "qwen3:8b"
    lines = quick.root / "items.jsonl"
    items = [{"id": "own", "text": "a dragon", "model": "llama:7b"}, {"id": "mug", "text": "a mug", "team": "sketcher"}]
    lines.write_text("".join(json.dumps(item) + "\n" for item in items))
    del quick.env["MAQUETTE_MODEL"]
    result = quick("batch", lines, "--output", quick.root / "set", "--jobs", 1)
    assert statuses(quick.root / "set") == {"own": "refused", "mug": "done"}, result
