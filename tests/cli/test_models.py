# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs with a model, which is the fake one: whole, saved, replayed; and a planted key that may be nowhere."""

import json
import os
import pathlib
import stat
import subprocess

import pytest
from desk import FAST, QUICK
from stool import EXCHANGES, PROMPT, FakeModel

KEY = "sk-planted-QmVzdEtlcHRTZWNyZXQ"
SEES_NOTHING = FAST + "model: {pictures: no}\n"


@pytest.fixture
def fake(tmp_path_factory):
    """Makes fake models, in a folder that is not the desk's."""
    made = []

    def fake(**named):
        made.append(FakeModel(tmp_path_factory.mktemp("fake"), **named))
        return made[-1]

    yield fake
    for model in made:
        if model.process.poll() is None:
            model.close()


def clear(desk):
    for name in list(desk.env):
        if name.endswith("_API_KEY") or name.startswith("MAQUETTE_"):
            del desk.env[name]
    desk.env["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent/bus"


def files_with(root, words):
    """Files below @root in which these words stand."""
    return [path for path in pathlib.Path(root).rglob("*")
            if path.is_file() and not path.is_symlink() and words.encode() in path.read_bytes()]


def script_of(result, desk):
    kept, = result.named("kept")
    return (pathlib.Path(kept["folder"]) / "script.py").read_text()


def assert_nowhere(desk, result, transcript):
    """The key is in no file, and in nothing that was said."""
    assert KEY not in result.out and KEY not in result.err
    assert transcript.is_file() and stat.S_IMODE(transcript.stat().st_mode) == 0o600
    everywhere = [path.relative_to(desk.root) for path in desk.root.rglob("*") if path.is_file()]
    names = {path.name for path in everywhere}
    assert {"journal.db", "library.db", "script.py", "config.yaml"} <= names, names
    assert transcript in files_with(desk.root, PROMPT)
    assert files_with(desk.root, KEY) == []


def test_a_run_with_a_model(desk, fake):
    clear(desk)
    desk.config.write_text(FAST + "model: {pictures: no, prices: {stool: 1 2}}\n")
    server = fake(key=KEY)
    desk.env["MAQUETTE_API_KEY"] = KEY
    transcript = desk.root / "transcript.ndjson"
    result = desk("--text", PROMPT, "--no-input", "--json", "--provider", "custom", "--base-url",
                  server.url, "--model", "stool", "--save-transcript", transcript)
    assert result.status == 0, result
    server.close()
    assert server.requests and all(request["key_right"] for request in server.requests)
    team, = result.named("team")
    assert team["name"] == "model" and "stool" in team["title"]
    assert "SEAT_RADIUS" in script_of(result, desk)
    asked = [event for event in result.named("step") if "tokens" in event]
    assert [event["role"] for event in asked][:2] == ["planner", "writer"]
    assert all(event["cost"] > 0 for event in asked)
    assert result.named("budget")[-1]["spent"]["calls"] == len(server.requests)
    assert result.named("transcript")[0]["file"] == str(transcript)
    assert_nowhere(desk, result, transcript)

    # The same again from the transcript: no server is there any more, and Blender is played.
    del desk.env["MAQUETTE_API_KEY"]
    desk.config.write_text(QUICK + "model: {pictures: no}\n")
    kept, = result.named("kept")
    desk.env["MQ_QUICK_REPORT"] = str(pathlib.Path(kept["folder"]) / "report.json")
    again = desk("--text", PROMPT, "--no-input", "--json", "--replay", transcript)
    assert again.status == 0, again
    assert script_of(again, desk) == script_of(result, desk)

    # Another prompt asks for what is not in it.
    lines = transcript.read_text().splitlines()
    transcript.write_text("".join(line + "\n" for line in lines
                                  if json.loads(line).get("role") != "writer"))
    short = desk("--text", PROMPT, "--no-input", "--json", "--replay", transcript)
    assert short.status == 1 and "no further answer for the writer" in short.err, short


def test_key_in_the_keyring(desk, fake):
    clear(desk)
    desk.config.write_text(SEES_NOTHING)
    server = fake(key=KEY)
    transcript = desk.root / "transcript.ndjson"
    origin = server.url.removesuffix("/v1")
    store = ["secret-tool", "store", "--label", "Maquette", "xdg:schema",
             "org.maquette.Maquette.Key", "provider", "anthropic", "origin", origin]
    if "MQ_KEYRING_DIR" not in os.environ:
        pytest.skip("there is no keyring")
    subprocess.run(store, input=KEY, text=True, check=True, timeout=1800)
    desk.env["DBUS_SESSION_BUS_ADDRESS"] = os.environ["DBUS_SESSION_BUS_ADDRESS"]
    result = desk("--text", PROMPT, "--no-input", "--json", "--provider", "anthropic", "--base-url",
                  server.url, "--model", "stool", "--save-transcript", transcript)
    assert result.status == 0, result
    server.close()
    assert server.requests and all(request["key_right"] for request in server.requests)
    assert_nowhere(desk, result, transcript)


def test_a_wrong_key(desk, fake):
    clear(desk)
    server = fake(key="another")
    desk.env["MAQUETTE_API_KEY"] = KEY
    transcript = desk.root / "transcript.ndjson"
    result = desk("--text", PROMPT, "--no-input", "--base-url", server.url, "--model", "stool",
                  "--save-transcript", transcript)
    assert result.status == 1 and "key" in result.err, result
    assert len(result.err.splitlines()) == 2, result
    assert KEY not in result.out + result.err
    assert files_with(desk.root, KEY) == []


def test_a_script_sees_no_key(desk):
    clear(desk)
    desk.env["MAQUETTE_API_KEY"] = desk.env["ANTHROPIC_API_KEY"] = KEY
    script = desk.root / "peek.py"
    script.write_text("import os\nraise RuntimeError(sorted(os.environ.items()))\n")
    result = desk("--script", script, "--no-input", "--json")
    assert result.status == 1 and "RuntimeError" in result.out, result
    assert KEY not in result.out + result.err
    assert files_with(desk.root, KEY) == []


def test_who_thinks_and_what_it_used(desk, fake):
    clear(desk)
    server = fake()
    result = desk("--text", PROMPT, "--no-input", "--base-url", server.url, "--model", "stool")
    assert result.status == 0, result
    server.close()
    looks = [request for request in server.requests if "image_url" in json.dumps(request["body"])]
    assert looks and all("Your role: critic" in json.dumps(look["body"]) for look in looks)
    lines = result.out.splitlines()
    assert any(line.startswith("Model team (stool") for line in lines), result
    assert any("writer" in line and "tokens" in line for line in lines), result
    assert any(line.startswith("Used: ") and " calls of 60" in line for line in lines), result


def test_asked_again(desk, fake):
    """Why and when a model is asked again is said. An answer that the server could not read (as llama.cpp
    answered) is the model's fault: it is asked for once more at once, and never waited for."""
    clear(desk)
    unreadable = {"times": 0, "error": {"status": 500, "body": {"error": {
        "code": 500, "message": "Failed to parse input at pos 0: Sure! Here", "type": "server_error"}}}}
    busy = {"error": {"status": 503, "headers": {"retry-after-ms": "1200"}, "body": {}}}
    server = fake(exchanges=[busy, unreadable])
    result = desk("--text", PROMPT, "--no-input", "--base-url", server.url, "--model", "stool")
    assert result.status == 1 and "could not parse its model’s answer" in result.err, result
    tries = [line for line in result.out.splitlines() if "trying again" in line]
    # Without a plan, the writer is asked as well.
    assert len(tries) == 3 and "busy (503)" in tries[0] and " in 1 s (try 2)" in tries[0], result
    assert tries[1].endswith("; trying again (try 3)"), result
    server.close()
    assert len(server.requests) == 5


def test_making_parameters(desk, fake):
    """A model gives a script some that has none; the sketcher cannot, and one that has some stays as it is."""
    clear(desk)
    script = desk.root / "box.py"
    script.write_text('"""A box."""\nimport bpy\n\nASSET = "Box"\n\n\ndef build():\n    """Make it."""\n'
                      '    bpy.ops.mesh.primitive_cube_add(size=0.5)\n\n\nbuild()\n')
    desk.config.write_text(QUICK + "model: {pictures: no}\n")
    session = desk("--script", script, "--no-input", "--json").named("session")[0]["session"]
    result = desk("parameters", session, "--make")
    assert result.status == 2 and "Only a language model" in result.err and "docs/using/models.md" in result.err, result
    assert len(desk.versions(session)) == 1

    change = ('```json\n{"summary": "A size to change", "touches": ["whole"]}\n```\n```python\n'
              'SIZE = 0.5  # m, 0.2..0.8: of the box\n\n\ndef build():\n    """Make it."""\n'
              '    bpy.ops.mesh.primitive_cube_add(size=SIZE)\n```\n')
    server = fake(exchanges=[{"contains": "Your role: refiner", "text": change}, *EXCHANGES])
    desk.env |= {"MAQUETTE_MODEL": "stool", "MAQUETTE_PROVIDER": "custom", "MAQUETTE_BASE_URL": server.url}
    result = desk("parameters", session, "--make")
    assert result.status == 0 and "SIZE" in result.out.splitlines()[-1], result
    assert "0.2 to 0.8 m" in result.out
    first, second = desk.versions(session)
    assert "SIZE = 0.5" in (second / "script.py").read_text()

    result = desk("parameters", session, "--make")
    assert result.status == 0 and result.out.startswith("This script has parameters already\n"), result
    assert len(desk.versions(session)) == 2
    server.close()
    assert any("Keep the asset exactly" in json.dumps(each["body"]) for each in server.requests if "body" in each)
