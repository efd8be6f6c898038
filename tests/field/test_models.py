# SPDX-License-Identifier: GPL-3.0-or-later
"""Models and their servers as people have them: settings with a name that no provider has, answers with thoughts in
them, templates without a system role, full contexts, addresses as they are pasted."""

import json
import subprocess

import pytest
from desk import CUBE, QUICK, SAFE
from endpoint import Server
from mcp_program import Program

WRONG = "The provider of the model “qwen3:8b” is missing"


ASK = ("--text", "a wooden stool", "--no-input")


@pytest.fixture
def quick(desk):
    desk.config.write_text(QUICK + "model: {pictures: no}\n")
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


def ask(desk, server, *words):
    return desk(*ASK, "--provider", "custom", "--model", "fake", "--base-url", server.url, *words)


# Servers whose answers are whole, each in its own form.
QUIRKS = ["noopentag", "thinktag", "harmony", "member", "talk", "badcode", "nosystem", "jinja", "nosystem,alternate",
          "vllmlength", "azure", "midstream", "whole", "gpt5", "unverified", "mistral", "deepseek", "peg500", "grammar"]


def test_a_server_with_quirks(quick):
    """The same stool as with a plain one."""
    script = stool(quick, "plain")
    assert "def build()" in script and "Draft" not in script
    for quirks in QUIRKS:
        assert stool(quick, quirks) == script, quirks


def stool(desk, quirks):
    """The script that is kept after a run with a server of this sort."""
    with Server(set(quirks.split(","))) as server:
        result = ask(desk, server, "--json")
        assert result.status == 0, (quirks, result)
        versions = result.named("kept")
        assert result.named("plan")[0]["plan"]["title"] == "Wooden stool", quirks
        if "nosystem" in quirks or "jinja" in quirks:  # found out once, and not asked for again
            roles = [request["roles"][0] for request in server.requests]
            assert roles == ["system", *["user"] * (len(roles) - 1)], roles
    with open(versions[-1]["folder"] + "/script.py", encoding="utf-8") as file:
        return file.read()


def test_a_stool_is_measured(quick):
    """In a real Blender: what thoughts and another template hide meets the plan."""
    quick.config.write_text(SAFE + "model: {pictures: no}\n")
    with Server({"noopentag", "talk", "jinja"}) as server:
        result = ask(quick, server)
    assert result.status == 0 and "3 of 3 requirements met" in result.out, result


# Where there is no answer, its true reason, and no request that must fail again.
@pytest.mark.parametrize("quirks, reason, requests", [
    ("fullcontext", "The context of custom:fake is full", 1),
    ("thinksincontent", "reached its token limit", 2),
    ("onlythinks", "thought until it reached its token limit", 2),
    ("empty", "the server closed it before the first word", 2),
    ("nativereason", "network_error", 2),
    ("credits", "This request requires more credits", 1),
])
def test_the_true_reason(quick, quirks, reason, requests):
    with Server({quirks}) as server:
        result = ask(quick, server)
    assert result.status == 1 and reason in result.err, result
    assert "more capable" not in result.err and len(server.requests) == requests, result


def test_a_plan_that_is_cut_off(quick):
    with Server({"cutplan"}) as server:
        result = ask(quick, server)
    assert result.status == 0, result
    assert "The plan was cut off at the token limit, after “30 cm wide”" in result.out, result
    assert [request["asks"] for request in server.requests][:2] == ["plan", "script"]


@pytest.fixture
def authority(tmp_path):
    """A certificate for this computer that no system trusts, and its key."""
    certificate, key = tmp_path / "own.pem", tmp_path / "own.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                    "-out", certificate, "-keyout", key], check=True, capture_output=True)
    return str(certificate), str(key)


def test_addresses_as_they_are_pasted(quick):
    """With the endpoint, without /v1, with Azure's query; a port where nothing listens."""
    for base, quirk, pasted in (("/v1", "plain", "/v1/chat/completions"), ("/v1", "plain", ""), ("/v1", "plain", "/"),
                                ("/v1", "plain", "/v1/models"), ("/api", "plain", "/api"),
                                ("/openai/deployments/fake", "query",
                                 "/openai/deployments/fake/chat/completions?api-version=2024-10-21")):
        with Server({quirk}, base=base) as server:
            result = quick(*ASK, "--provider", "custom", "--model", "fake", "--base-url", server.origin + pasted)
            assert result.status == 0, (pasted, result)
            asked = [request["path"].startswith(base + "/chat") for request in server.requests]
            assert all(asked[1:]), "an address that is found is used again"
            place = server.origin.removeprefix("http://")
    result = ask(quick, server)
    assert f"nothing listens at {place}" in result.err and "correct the port" in result.err, result


def test_an_authority_of_ones_own(quick, authority):
    with Server({"plain"}, certificate=authority) as server:
        result = ask(quick, server)
        assert result.status == 1 and "model.ca_file" in result.err, result
        quick.env["SSL_CERT_FILE"] = authority[0]
        assert ask(quick, server).status == 0
        quick.env["SSL_CERT_FILE"] = "/nonexistent"
        quick.config.write_text(QUICK + f"model: {{pictures: no, ca_file: {authority[0]}}}\n")
        assert ask(quick, server).status == 0
        quick.config.write_text(QUICK + f"model: {{pictures: no, ca_file: {authority[1]}}}\n")
        result = ask(quick, server)
        assert result.status == 1 and f"the certificates in “{authority[1]}” cannot be read" in result.err, result


def test_a_server_that_hangs(quick):
    """It is said, and waited for; the time is short only here."""
    quick.env["MQ_MODEL_QUIET_MS"] = "1000"
    with Server({"hang"}) as server:
        process = quick.popen(*ASK, "--provider", "custom", "--model", "fake", "--base-url", server.url)
        lines = []
        while not lines or "still waiting" not in lines[-1]:
            lines.append(process.stdout.readline())
            assert lines[-1], lines
        assert lines[-1] == "  ! No answer for 1 second, still waiting; Ctrl+C stops\n"
        server.go.set()
        process.communicate(timeout=1800)
    assert process.returncode == 0
