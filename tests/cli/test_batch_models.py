# SPDX-License-Identifier: GPL-3.0-or-later
"""Batches whose items are made by a model, with the vendor's API played: what they use is counted, and a provider that
refuses, is busy, slow or gone, or answers with rubbish, loses no item and has none made twice."""

import json
import signal
import socket

import pytest
from conftest import QUICK
from stool import EXCHANGES, PLAN, PROMPT, SCRIPT, FakeModel
from test_batch import assert_whole, manifest, statuses, wait_for, write

KEY = "sk-planted-QmVzdEtlcHRTZWNyZXQ"
CHANGE = {"contains": "Your role: refiner", "text": (
    '```json\n{"summary": "A higher seat", "touches": ["whole"]}\n```\n```python\n'
    + SCRIPT.replace("SEAT_HEIGHT = 0.45", "SEAT_HEIGHT = 0.55") + "```\n")}
TOO_MUCH = {"status": 429, "headers": {"retry-after": "600"}, "body": {"error": {"message": "Rate limit reached"}}}


@pytest.fixture
def quick(desk):
    desk.config.write_text(QUICK + "model: {pictures: no, prices: {stool: 1000 2000}}\n")
    for name in list(desk.env):
        if name.endswith("_API_KEY") or name.startswith("MAQUETTE_"):
            del desk.env[name]
    desk.env["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent/bus"
    desk.env |= {"MAQUETTE_PROVIDER": "custom", "MAQUETTE_MODEL": "stool", "MAQUETTE_API_KEY": KEY}
    return desk


@pytest.fixture
def fake(quick, tmp_path_factory):
    """Starts fake models, and has the desk ask the last one."""
    made = []

    def fake(*exchanges, key=KEY):
        made.append(FakeModel(tmp_path_factory.mktemp("fake"), key=key, exchanges=[*exchanges, *EXCHANGES]))
        quick.env["MAQUETTE_BASE_URL"] = made[-1].url
        return made[-1]

    yield fake
    for model in made:
        if model.process.poll() is None:
            model.close()


def stools(n, **more):
    return [{"id": f"s{i}", "text": f"{PROMPT}, number {i}", "team": "model", **more} for i in range(n)]


def test_what_is_used(quick, fake):
    server = fake(CHANGE)
    items, folder = stools(4), quick.root / "set"
    items[1] |= {"refine": ["make the seat higher"], "parts": ["part"]}
    words = ["batch", write(quick, *items), "--output", folder, "--jobs", 1, "--json"]
    first = quick(*words, "--limit-tokens", 1)
    assert first.status == 75 and "--limit-tokens" in first.err, first
    assert len(manifest(folder)) == 1
    second = quick(*words, "--limit-cost", 0.01)
    assert second.status == 75 and "--limit-cost" in second.err, second
    assert len(manifest(folder)) == 2
    third = quick(*words, "--jobs", 2, "--limit-cost", 1000)
    assert third.status == 0, third
    assert_whole(folder, ["s0", "s1", "s2", "s3"])
    lines = manifest(folder)
    assert len(lines) == 4 and all(line["tokens"] > 0 and line["cost"] > 0 for line in lines)
    refined = {line["id"]: line for line in lines}["s1"]
    assert refined["version"] == 2 and refined["missing"] == []
    assert r"# The user points at\n- part part\n" in server.record.read_text()
    assert "SEAT_HEIGHT = 0.55" in (folder / "items/s1/script.py").read_text()
    assert refined["tokens"] > lines[0]["tokens"]

    ends = [result.named("batch")[0] for result in (first, second, third)]
    status, = quick("batch", "status", folder, "--json").events
    assert status["tokens"] == sum(line["tokens"] for line in lines) == sum(end["tokens"] for end in ends)
    assert status["cost"] == pytest.approx(sum(line["cost"] for line in lines))
    assert status["cost"] == pytest.approx(sum(end["cost"] for end in ends))
    server.close()
    assert all(request["key_right"] for request in server.requests)
    assert not [path for path in folder.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()]


def test_variants_are_counted(quick, fake):
    fake()
    folder = quick.root / "set"
    result = quick("batch", write(quick, *stools(1), *[item | {"id": "v"} for item in stools(1, variants=2)]),
                   "--output", folder, "--jobs", 1)
    assert result.status == 0, result
    one, two = (next(line for line in manifest(folder) if line["id"] == name) for name in ("s0", "v"))
    assert two["tokens"] > 1.5 * one["tokens"]


def test_the_key_is_refused(quick, fake):
    """One item finds out, and the rest is not asked for; with the right key, all of them are made."""
    server = fake(key="another")
    words = ["batch", write(quick, *stools(4)), "--output", quick.root / "set", "--jobs", 1]
    result = quick(*words)
    assert result.status == 1 and "rejected the key" in result.err, result
    assert "4 items are left to do" in result.err and KEY not in result.out + result.err
    assert statuses(quick.root / "set") == {"s0": "cut"}
    server.close()
    assert len(server.requests) == 1
    fake()
    result = quick(*words)
    assert result.status == 0, result
    assert_whole(quick.root / "set", ["s0", "s1", "s2", "s3"])


def test_one_request_is_refused(quick, fake):
    server = fake({"contains": "number 1", "times": 0, "error": {
        "status": 400, "body": {"error": {"message": "This is not a prompt", "type": "invalid_request_error"}}}})
    folder = quick.root / "set"
    result = quick("batch", write(quick, *stools(3)), "--output", folder)
    assert result.status == 1 and "1 items failed" in result.err, result
    assert statuses(folder) == {"s0": "done", "s1": "failed", "s2": "done"}
    line = next(line for line in manifest(folder) if line["id"] == "s1")
    assert "This is not a prompt" in line["error"] and line["attempt"] == 1
    assert_whole(folder, ["s0", "s2"])
    server.close()
    assert sum(request["exchange"] == 0 for request in server.requests) == 1


def test_busy(quick, fake):
    """All jobs wait, and go on; however often that is."""
    fake({"error": TOO_MUCH, "times": 2})
    folder = quick.root / "set"
    result = quick("batch", write(quick, *stools(4)), "--output", folder, "--jobs", 2, "--retry", 0)
    assert result.status == 0, result
    assert_whole(folder, ["s0", "s1", "s2", "s3"])
    lines = manifest(folder)
    assert sorted(line["status"] for line in lines) == ["cut"] * 2 + ["done"] * 4
    assert "are used up until" in result.err


@pytest.mark.parametrize("is_busy", [True, False])
def test_away_for_too_long(quick, fake, is_busy):
    """The batch ends, and nothing has failed; the next run makes all of it."""
    if is_busy:
        fake({"error": TOO_MUCH, "times": 0})
    else:
        with socket.create_server(("127.0.0.1", 0)) as closed:
            quick.env["MAQUETTE_BASE_URL"] = f"http://127.0.0.1:{closed.getsockname()[1]}/v1"
    folder = quick.root / "set"
    words = ["batch", write(quick, *stools(3)), "--output", folder, "--jobs", 1]
    result = quick(*words, "--limit-wait", 0.02)
    assert result.status == 75 and ("are used up until" if is_busy else "cannot be reached") in result.err, result
    assert set(statuses(folder)) == {"s0"} and {line["status"] for line in manifest(folder)} == {"cut"}
    assert len(manifest(folder)) == 2, "once more at the end of the time"
    fake()
    assert quick(*words).status == 0
    assert_whole(folder, ["s0", "s1", "s2"])


def test_answers_that_break_off(quick, fake):
    """The service asks once more, the batch tries once more; then the item has failed, with the cause."""
    server = fake({"contains": "number 1", "times": 0, "text": "{", "after": 40, "then": "cut"})
    folder = quick.root / "set"
    result = quick("batch", write(quick, *stools(3)), "--output", folder, "--jobs", 1, "--retry", 1)
    assert result.status == 1, result
    assert statuses(folder) == {"s0": "done", "s1": "failed", "s2": "done"}
    lines = [line for line in manifest(folder) if line["id"] == "s1"]
    assert [line["attempt"] for line in lines] == [1, 2] and all("cut off" in line["error"] for line in lines)
    server.close()
    fake()
    result = quick("batch", quick.root / "items.jsonl", "--output", folder, "--retry-failed")
    assert result.status == 0, result
    assert_whole(folder, ["s0", "s1", "s2"])


def test_rubbish(quick, fake):
    """It was asked to correct itself already, and is not asked again."""
    fake({"contains": ["number 0", "Your role: planner"], "times": 0, "text": "As a model, I like stools."},
         {"contains": ["number 0", "Your role: writer"], "times": 0, "text": "Here is a poem about stools."})
    folder = quick.root / "set"
    result = quick("batch", write(quick, *stools(2)), "--output", folder)
    assert result.status == 1, result
    assert statuses(folder) == {"s0": "failed", "s1": "done"}
    line, = (line for line in manifest(folder) if line["id"] == "s0")
    assert line["tokens"] > 0, "what failed has cost, too"


def test_slow(quick, fake):
    """A time limit ends what waits for the model; a kill loses it, and no more."""
    server = fake({"hold": True, "times": 2, "object": PLAN})
    folder = quick.root / "set"
    words = ["batch", write(quick, *stools(2)), "--output", folder, "--jobs", 1]
    result = quick(*words, "--time-left", 12)
    assert result.status == 75, result
    assert statuses(folder) in ({}, {"s0": "cut"}), "a machine may need the whole time to begin"

    process = quick.popen(*words)
    claim = folder / "claims" / "s0"
    wait_for(lambda: claim.exists() and claim.read_text(), "an item")  # an empty claim says not whose it is
    process.send_signal(signal.SIGKILL)
    process.communicate()
    server.close()
    fake()
    result = quick(*words)
    assert result.status == 0, result
    assert_whole(folder, ["s0", "s1"])
    assert [line["status"] for line in manifest(folder)].count("done") == 2
    assert json.loads((folder / "items/s0/attempt.json").read_text())["status"] == "done"
