# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of the team whose model is a real llama.cpp server with a tiny model (with-llama-server): what the user is told,
how many requests it takes, and that a stop frees the server's slot."""

import json
import os
import pathlib
import signal
import sys
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from desk import desk  # noqa: E402,F401

URL = os.environ["MQ_TEST_LLAMA_URL"]
STOOL = ("--text", "a wooden stool", "--model", "llamacpp:default", "--base-url", f"{URL}/v1", "--no-input", "--json")


def slot():
    with urllib.request.urlopen(f"{URL}/slots", timeout=600) as answer:
        (only,) = json.load(answer)
    return only


def test_nonsense_is_named_after_few_requests(desk):
    """Noise in the form of a plan is corrected once. If that passes, as by chance it does with some versions of
    llama.cpp, the writer's is no script."""
    result = desk(*STOOL)
    assert result.status == 1, result
    (failed,) = result.named("failed")
    assert failed["type"].endswith("/model-answer"), failed
    assert failed["detail"].startswith(("llamacpp:default did not answer in the requested form, twice\n",
                                        "The model answered without a script")), failed
    assert result.named("budget")[-1]["spent"]["calls"] <= 5
    planner = [step for step in result.named("step") if step["role"] == "planner"][-1]
    assert planner["tokens"]["input"] > 0 and planner["tokens"]["output"] > 0 and planner["cost"] == 0
    assert not slot()["is_processing"]


def test_too_long_is_named_at_once(desk):
    """The planner's request is longer than this model's context; it is not sent again."""
    result = desk(*STOOL)
    assert result.status == 1, result
    (failed,) = result.named("failed")
    assert failed["type"].endswith("/model-context"), failed
    assert "longer than the model at llama.cpp can read" in failed["detail"] and "1024 tokens" in failed["detail"]
    assert not result.named("retry")


def test_stop_frees_the_slot(desk):
    """Of an answer that would go on until the context is full."""
    process = desk.popen(*STOOL)
    for line in process.stdout:
        if json.loads(line)["event"] == "stream":
            break
    else:
        raise AssertionError(process.stderr.read())
    assert slot()["is_processing"]
    process.send_signal(signal.SIGINT)
    stopped = time.monotonic()
    while (state := slot())["is_processing"]:
        time.sleep(0.01)
    print(f"\nfree {time.monotonic() - stopped:.3f} s after the signal")
    assert state["n_prompt_tokens"] < state["n_ctx"] / 2
    process.communicate(timeout=1800)
    assert process.returncode == 130
