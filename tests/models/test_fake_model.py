"""The fake model server as a program: what other suites rely on."""

import json
import os
import sys
import urllib.error
import urllib.request

import pytest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))

from fake_model import FakeModel  # noqa: E402


def post(url, body, key="sk-1"):
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json",
                                                                      "Authorization": f"Bearer {key}"})
    with urllib.request.urlopen(request) as answer:
        return answer.read().decode()


def said(stream):
    chunks = [json.loads(line[6:]) for line in stream.splitlines() if line.startswith("data: {")]
    return "".join(c["choices"][0]["delta"].get("content", "") for c in chunks if c["choices"])


def test_answers_by_what_is_asked_and_keeps_the_key_to_itself():
    script = {"key": "sk-1", "models": ["a", "b"], "exchanges": [{"contains": "second", "text": "Two ✓"},
                                                                 {"text": "One", "split": 1}]}
    with FakeModel(script) as fake:
        ask = {"messages": [{"role": "user", "content": "first"}], "stream": True}
        assert said(post(fake.url + "/chat/completions", ask)) == "One"
        ask["messages"][0]["content"] = "second"
        assert said(post(fake.url + "/chat/completions", ask)) == "Two ✓"
        with pytest.raises(urllib.error.HTTPError) as error:
            post(fake.url + "/chat/completions", ask)
        assert error.value.code == 400
        with pytest.raises(urllib.error.HTTPError) as error:
            post(fake.url + "/chat/completions", ask, key="sk-2")
        assert error.value.code == 401
        listed = json.load(urllib.request.urlopen(fake.url + "/models"))
        assert [m["id"] for m in listed["data"]] == ["a", "b"]

        requests = fake.requests(5)
        assert [r["exchange"] for r in requests] == [1, 0, -1, -1, -1]
        assert [r["key_right"] for r in requests] == [True, True, True, False, False]
        assert requests[1]["body"]["messages"][0]["content"] == "second"
        assert "sk-1" not in json.dumps(requests)
