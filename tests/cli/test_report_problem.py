# SPDX-License-Identifier: GPL-3.0-or-later
"""report-problem: what a report has, what it must not have, and that it comes about when all else is broken."""

import base64
import json
import shutil
import sqlite3
import stat
import urllib.parse

import pytest
from conftest import QUICK, Desk
from stool import EXCHANGES, SCRIPT, FakeModel
from test_terminal import Terminal

USER = "quokkaperson"
# Planted where a user has such things: none of them may be in a report.
SECRETS = {
    "variable": "canary-variable-4711",
    "key": "sk-canary-key-0815xyz",
    "password": "canary-password",
    "query": "canary-query",
    "token": "canary-token-file",
    "host": "canaryhost.example",
    "mail": "canary.mail@quokka.example",
    "user": USER,
}
PROMPT = f"a chair for {SECRETS['mail']} by {USER.title()}"


def make_script(home):
    return f'''"""A chair for {SECRETS['mail']}, by {USER}."""
import bpy

API_KEY = "{SECRETS['key']}"
headers = {{"Authorization": "Bearer {SECRETS['key']}", "token": "{SECRETS['token']}"}}
ADDRESS = "https://{USER}:{SECRETS['password']}@a.example/plain?key={SECRETS['query']}"
PLACE = "{home}/chair.blend"
URI = "file://{urllib.parse.quote(str(home))}/chair.blend"
other = "{SECRETS['variable']}"
server = "{SECRETS['host']}"
bpy.ops.mesh.primitive_cube_add(size=1, location=(0, 0, 0.5))
'''


def settings(desk):
    (desk.root / "home/token").write_text(SECRETS["token"])
    return (f"model: {{provider: custom, default: 'custom:little-model', "
            f"base_url: 'https://{SECRETS['host']}/v1'}}\n"
            f"service: {{metrics_token: {desk.root / 'home/token'}, database: "
            f"'postgres://{USER}:{SECRETS['password']}@{SECRETS['host']}/db'}}\n"
            f"limits: {{repairs: 1}}\n")


def forms(text):
    """The ways in which a text may be written."""
    yield from (text, urllib.parse.quote(text), urllib.parse.quote(text, safe=""), json.dumps(text)[1:-1])
    yield base64.b64encode(text.encode()).decode().rstrip("=")[:-1]


def check_clean(desk, text):
    for secret in (*SECRETS.values(), str(desk.root / "home"), str((desk.root / "home").resolve())):
        for form in forms(secret):
            assert form.lower() not in text.lower(), (form, text)


def session_of(result, status=0):
    assert result.status == status, result
    return result.named("session")[0]["session"]


@pytest.fixture(scope="module")
def person(tmp_path_factory):
    """Somebody with secrets: a session with a version, one whose run left only a draft, and one by words."""
    desk = Desk(tmp_path_factory.mktemp("person"))
    desk.env |= {"USER": USER, "LOGNAME": USER, "MY_SERVICE_PASSWORD": SECRETS["variable"],
                 "OPENAI_API_KEY": SECRETS["key"]}
    desk.config.write_text(QUICK + "limits: {repairs: 0}\n")
    script = desk.root / "whole.py"
    script.write_text(make_script(desk.root / "home"))
    desk.whole = session_of(desk("--script", script, "--no-input", "--json"))
    desk.worded = session_of(desk("--text", PROMPT, "--team", "sketcher", "--no-input", "--json"))

    text = f"```python\n{SCRIPT.rstrip()}\n    no_such_name()\n{make_script(desk.root / 'home')}```"
    server = FakeModel(desk.root, key=SECRETS["key"],
                       exchanges=[EXCHANGES[0], *({"contains": f"Your role: {role}", "text": text, "times": 0}
                                                  for role in ("writer", "debugger"))])
    desk.broken = session_of(desk("--text", PROMPT, "--provider", "custom", "--base-url", server.url, "--model",
                                  "stool", "--no-input", "--json", env=desk.env | {"MAQUETTE_API_KEY": SECRETS["key"]}),
                             status=1)
    server.close()
    desk.config.write_text(QUICK + settings(desk))
    yield desk
    desk.assert_tidy()


def test_no_secrets(person):
    for session in ([], [person.whole], [person.broken], [person.worded]):
        text = person("report-problem", *session)
        as_json = person("report-problem", *session, "--json")
        assert text.status == as_json.status == 0, (text, as_json)
        for result in (text, as_json):
            check_clean(person, result.out + result.err)
        check_clean(person, json.dumps(json.loads(as_json.out), ensure_ascii=False))


def test_content(person):
    result = person("report-problem", "--json")
    report = json.loads(result.out)
    assert report["Maquette"]["Version"] and report["System"]["Kernel"].startswith("Linux ")
    assert report["Blender"]["Used"].startswith("4.3.2, ") and "quick-blender" in report["Blender"]["Used"]
    assert report["Library"]["Sessions"] == "3" and report["Library"]["Folder"].startswith("/"), report["Library"]
    assert report["Sandbox"]["Tried out"] == "it starts, and denies what it should", report["Sandbox"]
    assert report["Settings"]["model.provider"] == "custom" and report["Settings"]["limits.repairs"] == "1"
    assert report["Settings"]["model.default"] == "custom:little-model"
    assert report["Settings"]["model.base_url"] == "https, set"
    assert report["Settings"]["service.metrics_token"] == "set"
    assert "OPENAI_API_KEY" in report["Settings"]["Variables that are set"]
    assert "limits.rounds" not in report["Settings"], "only what differs from the defaults"
    assert "Session" not in report

    text = person("report-problem").out
    assert report.pop("event") == "report-problem"
    for part, lines in report.items():
        assert f"\n## {part}\n" in text
        assert all(f"* {name}: {value}\n" in text for name, value in lines.items() if name != "Free space")
    assert "sent it to nobody" in text and "send it to whoever gave you Maquette" in text


def test_session(person):
    report = json.loads(person("report-problem", person.whole, "--json").out)["Session"]
    assert report["Id"] == person.whole and report["Script is"] == "that of version 1"
    assert report["Script"].startswith('"""A chair for [removed], by USER."""\nimport bpy\n')
    assert "primitive_cube_add(size=1, location=(0, 0, 0.5))" in report["Script"]
    assert 'PLACE = "~/chair.blend"\nURI = "file://~/chair.blend"' in report["Script"]
    names = [event["event"] for event in report["Events"]]
    assert "message" in names[:2] and "kept" in names and names[-1] == "ended", names
    assert report["Events left out"] == "0"

    draft = json.loads(person("report-problem", person.broken, "--json").out)["Session"]
    assert draft["Versions"] == "0" and "    no_such_name()\n" in draft["Script"], draft
    assert "no_such_name" in person("report-problem", person.broken).out

    events = json.loads(person("report-problem", person.worded, "--json").out)["Session"]["Events"]
    (said,) = (event["data"]["text"] for event in events if event["event"] == "message")
    assert said == "a chair for [removed] by USER"


@pytest.mark.parametrize("user", ["chair", "a", "max", "blender"])
def test_ordinary_name(person, user):
    """Somebody is called as what everybody makes: the report can still be read."""
    usual = json.loads(person("report-problem", person.worded, "--json").out)
    env = person.env | {"USER": user, "LOGNAME": user}
    theirs = json.loads(person("report-problem", person.worded, "--json", env=env).out)
    assert theirs["System"] == usual["System"] and theirs["Maquette"] == usual["Maquette"]
    assert json.dumps(theirs["Session"]).replace(USER.title(), "USER") == json.dumps(usual["Session"])


def test_saved(person):
    path = person.root / "report.md"
    result = person("report-problem", "--output", path)
    assert result.status == 0 and result.out == "" and "sent to nobody" in result.err, result
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text().startswith("# A problem with Maquette\n")

    path.write_text("mine")
    again = person("report-problem", "--output", path)
    assert again.status == 2 and "exists, and is not replaced" in again.err, again
    assert path.read_text() == "mine"
    link = person.root / "link.md"
    link.symlink_to(person.root / "nowhere")
    assert person("report-problem", "--output", link).status == 2 and not (person.root / "nowhere").exists()
    assert person("report-problem", "--output", "/no/such/folder/x").status == 2


@pytest.mark.parametrize("word", ["nosuch1234", "not an id"])
def test_unknown_session(person, word):
    result = person("report-problem", word)
    assert result.status == 2 and result.out == "" and "no session" in result.err, result


@pytest.mark.parametrize("answer, is_saved", [("y\n", True), ("\n", True), ("n\n", False), ("\x04", False)])
def test_terminal(person, answer, is_saved):
    """It is shown first, then asked."""
    path = person.root / "asked.md"
    path.unlink(missing_ok=True)
    terminal = Terminal(person, "report-problem", person.whole, "--output", str(path))
    terminal.read_until("[Y/n]")
    assert "primitive_cube_add" in terminal.seen and not path.exists()
    terminal.write(answer)
    assert terminal.finish() == 0
    assert path.exists() == is_saved


def test_everything_broken(desk):
    """No Blender, no service, no bubblewrap, settings and a library that cannot be read: each is said."""
    desk.library.mkdir()
    (desk.library / "library.db").write_bytes(b"no database" * 1000)
    desk.config.write_text("blender: {executable: /no/such/blender}\n")
    env = desk.env | {"MQ_SERVICE": "/no/such/service", "PATH": "/nowhere"}
    result = desk("report-problem", "0000000000", "--json", env=env)
    assert result.status == 0, result
    report = json.loads(result.out)
    assert "/no/such/blender" in report["Blender"]["Failure"], report
    assert "/no/such/service" in report["Service"]["Failure"] and report["Library"]["Failure"], report
    assert report["Sandbox"]["bubblewrap"] == "not installed" and "bwrap" in report["Sandbox"]["Tried out"]

    desk.config.write_text("limits: {repairs: many}\n")
    report = json.loads(desk("report-problem", "--json", env=env).out)
    assert "limits.repairs" in report["Settings"]["Failure"], report


def test_newer_library(desk, person):
    shutil.copytree(person.library, desk.library)
    with sqlite3.connect(desk.library / "library.db") as database:
        database.execute("PRAGMA user_version = 999")
    report = json.loads(desk("report-problem", person.whole, "--json").out)
    assert report["Session"]["Id"] == person.whole and report["Library"]["Sessions"] == "3", report["Library"]


def test_nothing_is_started(desk):
    """No service, no library: a report changes nothing."""
    assert desk("report-problem").status == 0
    assert not desk.library.exists() and not list(desk.runtime.rglob("*.sock"))
