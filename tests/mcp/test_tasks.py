# SPDX-License-Identifier: GPL-3.0-or-later
"""The extension io.modelcontextprotocol/tasks: what takes long is answered at once, and asked for later."""

import os
import sys
import time

import pytest
from conftest import LEGACY, META, MODERN
from desk import QUICK, descendants

KNOWS_TASKS = {META + "clientCapabilities": {"extensions": {"io.modelcontextprotocol/tasks": {}}}}
CHAIR = {"name": "make", "arguments": {"text": "a chair"}}


def poll(each, task, status):
    """Until it has this status; all that was told on the way."""
    messages, deadline = [], time.monotonic() + 1800
    while True:
        told = each.ask("tasks/get", KNOWS_TASKS, taskId=task)
        assert told["resultType"] == "complete" and told["taskId"] == task and told["ttlMs"] is None
        messages.append(told.get("statusMessage"))
        if told["status"] == status:
            return told, messages
        assert told["status"] == "working" and "result" not in told, told
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_task(program):
    each = program(MODERN)
    assert each.ask("server/discover")["capabilities"]["extensions"] == {"io.modelcontextprotocol/tasks": {}}
    begun = each.ask("tools/call", KNOWS_TASKS, **CHAIR)
    assert begun["resultType"] == "task" and begun["status"] == "working" and len(begun["taskId"]) == 32
    assert begun["pollIntervalMs"] > 0 and begun["createdAt"] <= begun["lastUpdatedAt"]
    # Others are answered meanwhile, and short ones are no tasks.
    assert each.ask("tools/call", KNOWS_TASKS, name="find_sessions", arguments={})["resultType"] == "complete"
    told, messages = poll(each, begun["taskId"], "completed")
    assert told["result"]["structuredContent"]["version"] == 1 and len(told["result"]["content"]) == 2
    assert "Measuring" in messages or "Running the script" in messages, messages
    assert each.ask("tasks/update", KNOWS_TASKS, taskId=begun["taskId"], inputResponses={})["resultType"] == "complete"
    # It has ended: to cancel it changes nothing.
    each.ask("tasks/cancel", KNOWS_TASKS, taskId=begun["taskId"])
    assert poll(each, begun["taskId"], "completed")[0] == told
    # A tool that fails is a task that completes.
    failing = each.ask("tools/call", KNOWS_TASKS, name="make", arguments={"text": "a rokket of glass"})
    assert poll(each, failing["taskId"], "completed")[0]["result"]["isError"]
    for method in ("tasks/get", "tasks/update", "tasks/cancel"):
        assert each.refused(method, KNOWS_TASKS, taskId="0" * 32)["code"] == -32602
        assert each.refused(method, KNOWS_TASKS)["code"] == -32602


def test_cancelled_task(program, desk):
    """It works until it is cancelled, and is not forgotten for the results of others."""
    desk.config.write_text(QUICK)
    gate = desk.root / "gate"
    gate.touch()
    desk.env["MQ_QUICK_GATE"] = str(gate)
    each = program(MODERN)
    begun = each.ask("tools/call", KNOWS_TASKS, **CHAIR)

    def blenders():
        return [name for _, name in descendants(each.process.pid) if name.startswith("quick-blender")]
    deadline = time.monotonic() + 1800
    while not blenders():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    others = []
    for _ in range(33):
        others.append(each.ask("tools/call", KNOWS_TASKS, name="change", arguments={"session": "none", "text": "red"}))
        poll(each, others[-1]["taskId"], "completed")
    assert each.refused("tasks/get", KNOWS_TASKS, taskId=others[0]["taskId"])["code"] == -32602
    assert each.ask("tasks/cancel", KNOWS_TASKS, taskId=begun["taskId"]) | {"_meta": 0} == {
        "resultType": "complete", "_meta": 0}
    assert "result" not in poll(each, begun["taskId"], "cancelled")[0]
    assert each.ask("tools/call", KNOWS_TASKS, name="find_sessions", arguments={})["structuredContent"]["found"] == 0
    while blenders():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_only_for_who_knows_tasks(program):
    """Another client waits for the answer, as before."""
    each = program(MODERN)
    assert each.ask("tools/call", **CHAIR)["resultType"] == "complete"
    assert "extensions" not in program(LEGACY, name="old").opened["capabilities"]


def test_program_goes_with_a_task(program):
    """Nothing goes on without anybody who could ask for it."""
    each = program(MODERN)
    each.ask("tools/call", KNOWS_TASKS, **CHAIR)
    assert each.end() == 0


if __name__ == "__main__":
    sys.exit(pytest.main([os.path.abspath(__file__)]))
